"""A treatment on, off and on again in one person."""

import itertools
from datetime import date

import pytest

from care.lived import ground, people
from hamstrung import care
from hamstrung.care import n_of_1
from hamstrung.errors import InputError


def schedule(kind: str, cycles: int = 1) -> care.Schedule:
    """A schedule of that treatment."""
    start = date(2026, 1, 5)
    return care.propose_n_of_1(people(), care.treatments()[kind], ground=ground(), start=start, cycles=cycles)


def test_blocks_follow_each_other_day_by_day() -> None:
    """On, off and on again, without gap or overlap, in weeks and in dates."""
    made = n_of_1.blocks(4, 6, cycles=2, start=date(2026, 1, 5))
    assert [block.state for block in made] == ["on", "off", "on", "off", "on"]
    for one, other in itertools.pairwise(made):
        assert other.from_week == one.to_week + 1
        assert (date.fromisoformat(other.from_date) - date.fromisoformat(one.to_date)).days == 1


def test_more_rounds_see_more() -> None:
    """A larger design never has a much smaller chance to show what matters, and chances are chances."""
    once, thrice = (schedule("static_stretching", cycles).chance_to_see for cycles in (1, 3))
    assert 0.0 <= once <= 1.0
    assert thrice > once - 0.03


def test_what_stays_cannot_be_switched_off() -> None:
    """Surgery is refused, in one sentence."""
    with pytest.raises(InputError, match="cannot be switched off"):
        schedule("surgical_release")
