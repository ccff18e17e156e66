"""Relief without range: what it says of the cause, with guarding and without, beside relief with range or alone."""

import numpy as np
import pytest

from care.relieved import later, told

FALL = 3.5


def surely_below(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether the first lies below the second over patients, by two standard errors of the difference."""
    gap = first - second
    return bool(gap.mean() + 2.0 * gap.std() / len(gap) ** 0.5 < 0.0)


@pytest.mark.parametrize("stretched", [False, True])
def test_over_all_care_seekers_relief_without_range_lowers_the_cause(stretched: bool) -> None:
    """Those relieved by 2 points without 6 degrees are causes less often than all, guarding included, by two standard
    errors; among the tight alone it is not so (decision 116)."""
    here = later(stretched=stretched)
    still = (here.relief_nprs >= 2.0) & (here.gain_deg < 6.0)
    share, count = here.cause[still].mean(), still.sum()
    assert share + 2.0 * (share * (1.0 - share) / count) ** 0.5 < here.cause.mean()


def test_relief_without_range_says_less_than_relief_by_itself() -> None:
    """Where pain does not guard, reading that range stayed lowers P(cause) below what the relief alone says."""
    still = told(relief_nprs=FALL, range_deg=0.0, length_deg=12.0, guarding=False)
    alone = told(relief_nprs=FALL, range_deg=None, length_deg=12.0, guarding=False)
    assert surely_below(alone.before, alone.after)
    assert surely_below(still.after, alone.after)
    assert np.mean(still.after <= alone.after) > 0.6


def test_relief_without_range_says_less_than_relief_with_range() -> None:
    """Where pain does not guard, P(cause) is higher after relief with range than after the same without, and rises."""
    still, ranged = (told(relief_nprs=FALL, range_deg=deg, length_deg=12.0, guarding=False) for deg in (0.0, 18.0))
    assert surely_below(still.after, ranged.after)
    assert surely_below(ranged.before, ranged.after)


def test_relief_without_range_is_no_sign_of_the_cause() -> None:
    """Where pain does not guard, relief without range leaves P(cause) no higher, and lower where nothing was done."""
    treated, nothing = (
        told(relief_nprs=FALL, range_deg=0.0, length_deg=length, guarding=False) for length in (12.0, None)
    )
    assert not surely_below(treated.before, treated.after)
    assert surely_below(nothing.after, nothing.before)


def test_what_relief_without_range_gives_the_cause_comes_from_guarding() -> None:
    """With guarding it raises P(cause), also where nothing was done; without guarding it raises it in neither."""
    for length in (12.0, None):
        guarded = told(relief_nprs=FALL, range_deg=0.0, length_deg=length)
        free = told(relief_nprs=FALL, range_deg=0.0, length_deg=length, guarding=False)
        assert surely_below(guarded.before, guarded.after)
        assert not surely_below(free.before, free.after)


def test_where_the_length_is_known_its_absence_speaks_against_the_cause() -> None:
    """Where it is known how much length was given, the same relief without that range says less, guarding or not."""
    still, ranged = (told(relief_nprs=FALL, range_deg=deg, length_deg=12.0, known=True) for deg in (0.0, 12.0))
    assert surely_below(still.after, ranged.after)
