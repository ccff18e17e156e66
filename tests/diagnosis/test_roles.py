"""Roles and shares from worlds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from diagnosis.synthetic import MemoryCohort, additive_worlds, cohort
from hamstrung.diagnosis import ROLES, roles
from hamstrung.diagnosis.people import care_seekers
from hamstrung.diagnosis.roles import GROUPS, Thresholds
from hamstrung.life import worlds

PAINS = arrays(float, (64, 5), elements=st.floats(0.0, 10.0))


def role(r: float, d: float, *, tight: bool = True) -> str:
    """Name of the role of one person with these shares."""
    found = roles.classify(np.array([r]), np.array([d]), tight=np.array([tight]), thresholds=Thresholds())
    return ROLES[int(found[0])]


@pytest.mark.parametrize(
    ("r", "d", "expected"),
    [
        (0.5, 0.9, "cause"),
        (0.49, 0.9, "contributor"),
        (0.15, 0.0, "contributor"),
        (0.149, 0.5, "consequence"),
        (0.0, 0.49, "bystander"),
    ],
)
def test_thresholds_divide_the_roles(r, d, expected):
    """Relief share and secondary share decide the role exactly at the documented thresholds."""
    assert role(r, d) == expected
    assert role(r, d, tight=False) == "absent"


def people(**columns: float):
    """One person with these columns, otherwise free of pain and tightness."""
    base = {name: np.zeros(1) for name in cohort(size=2).columns} | {"seeks_care": np.ones(1)}
    return care_seekers(MemoryCohort(base | {name: np.array([value]) for name, value in columns.items()}))


def test_absent_needs_both_no_deficit_and_sound_tissue():
    """A supple hamstring with a hurt tendon is not absent; a tight side counts wherever it is."""
    limits = Thresholds()
    for female, sd in ((0.0, limits.sd_men_deg), (1.0, limits.sd_women_deg)):
        below = people(sex_female=female, deficit_left_deg=1.5 * sd - 0.1)
        at = people(sex_female=female, deficit_right_deg=1.5 * sd)
        assert not roles.is_tight(below, thresholds=limits)[0]
        assert roles.is_tight(at, thresholds=limits)[0]
    assert roles.is_tight(people(tissue_hamstring=limits.tissue), thresholds=limits)[0]


def test_without_pain_there_is_nothing_to_relieve():
    """Below NPRS 0.5 the relief share is 0; above it is clipped to [0, 1]."""
    pain, without = np.array([0.49, 4.0, 4.0, 4.0]), np.array([0.0, 1.0, 5.0, -1.0])
    found = roles.relief_share(pain, without, thresholds=Thresholds())
    np.testing.assert_allclose(found, [0.0, 0.75, 0.0, 1.0])


def test_secondary_share_is_read_on_the_worse_side():
    """d is the share of the worse side's deficit that vanishes in the world without other sources."""
    person = people(
        deficit_left_deg=10.0,
        deficit_right_deg=20.0,
        deficit_left_deg__others_absent=10.0,
        deficit_right_deg__others_absent=5.0,
    )
    assert roles.secondary_share(person)[0] == pytest.approx(0.75)


@given(pain=PAINS)
@settings(deadline=None, max_examples=50)
def test_shapley_shares_sum_to_the_relief_of_removing_everything(pain):
    """Efficiency: the shares of all sources add up to what removing all of them relieves."""
    pain[0] += 0.5
    shares = roles.shapley_shares(pain, thresholds=Thresholds())
    np.testing.assert_allclose(shares.sum(axis=0), (pain[0] - pain[63]) / pain[0], atol=1e-9)


@given(pain=PAINS, swap=st.tuples(st.integers(0, 5), st.integers(0, 5)))
@settings(deadline=None, max_examples=50)
def test_shapley_shares_do_not_depend_on_the_names(pain, swap):
    """Symmetry: exchanging two sources exchanges their shares and leaves the others."""
    first, second = swap
    pain[0] += 0.5
    order = list(range(6))
    order[first], order[second] = second, first
    permuted = np.array([sum(1 << order[bit] for bit in range(6) if mask >> bit & 1) for mask in range(64)])
    before = roles.shapley_shares(pain, thresholds=Thresholds())
    after = roles.shapley_shares(pain[permuted], thresholds=Thresholds())
    np.testing.assert_allclose(after, before[order], atol=1e-9)


def test_independent_sources_get_their_own_pain():
    """Where sources add up, single removal and Shapley share are both the source's own part."""
    sources = np.random.default_rng(1).uniform(0.2, 2.0, (6, 40))
    everyone = care_seekers(cohort(size=40).with_columns(**additive_worlds(sources)))
    table = roles.of(everyone, thresholds=Thresholds())
    np.testing.assert_allclose(table.single, sources / sources.sum(axis=0))
    np.testing.assert_allclose(table.shapley, table.single)
    assert not table.overdetermined.any()


def test_two_sufficient_causes_share_the_pain_and_are_flagged():
    """Two sources of which each alone would be enough get single shares of 0 and Shapley shares of a half."""
    base = cohort(size=1)
    both = worlds.HAMSTRINGS | worlds.NERVE
    pains = {f"pain__{worlds.name(mask)}": np.array([0.0 if mask & both == both else 6.0]) for mask in range(64)}
    table = roles.of(care_seekers(base.with_columns(**pains)), thresholds=Thresholds())
    np.testing.assert_allclose(table.single, 0.0)
    expected = [0.5 if group in ("hamstrings", "nerve") else 0.0 for group in GROUPS]
    np.testing.assert_allclose(table.shapley[:, 0], expected, atol=1e-12)
    assert table.overdetermined[0]
