"""The population against published statistics: each inside its published interval, on the fitted mechanics."""

from functools import cache

import numpy as np
import pytest

from hamstrung import evidence, life
from hamstrung.life import targets, worlds
from hamstrung.life.targets import MISSES, TARGETS, Columns, Target
from life import surrogate

PEOPLE = 24_000


@cache
def people() -> Columns:
    """A plain sample of the population, unweighted."""
    mechanics = life.mechanics()
    masks = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)
    lived = life.simulate(surrogate.uniforms(PEOPLE, 5), mechanics=mechanics, beliefs=life.beliefs(), masks=masks)
    return life.columns_of(lived, mechanics=mechanics, parameters=life.parameter_record()[0])


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_population_is_as_published(target: Target) -> None:
    """The cohort's statistic lies inside the published interval."""
    assert target.low <= target.of(people()) <= target.high


@pytest.mark.parametrize("target", MISSES, ids=lambda target: target.name)
def test_known_misses_are_still_misses(target: Target) -> None:
    """What is listed as a miss says why, and does miss, so that the list stays true."""
    assert target.reason
    assert not target.low <= target.of(people()) <= target.high


def test_targets_name_their_rows() -> None:
    """Every target names a row of the evidence or the claim that sets its interval, and names are its own."""
    named = [target.name for target in (*TARGETS, *MISSES)]
    assert len(set(named)) == len(named)
    for target in (*TARGETS, *MISSES):
        ids = [each.strip(",;:()") for each in target.evidence.split()]
        rows = [each for each in ids if each[:1] in "ME" and each[1:].isdigit()]
        assert rows or "C" in target.evidence, target.name
        assert all(row in evidence.rows() for row in rows), target.name


def test_the_odds_ratio_is_that_of_the_table() -> None:
    """For a yes-or-no exposure logistic regression gives the cross product of the two-by-two table."""
    pain = np.array([3.0] * 30 + [0.0] * 70 + [3.0] * 10 + [0.0] * 90)
    exposed = np.array([1.0] * 100 + [0.0] * 100)
    got = targets.odds_ratio({"pain__factual": pain}, exposed, np.ones(200, bool))
    assert got == pytest.approx((30 / 70) / (10 / 90))
