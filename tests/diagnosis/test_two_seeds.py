"""The error that an answer states is the one that other seeds and other cohorts show."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from scipy.special import ndtri

from diagnosis.synthetic import finding
from diagnosis.test_refinement import EXACT, NODES, OBSERVED, WORDS, GaussianLives
from hamstrung import cohort, diagnosis, life
from hamstrung.diagnosis import Effort, Population, Settings, posterior_of
from hamstrung.diagnosis.people import Table
from hamstrung.patient import Finding, Patient, Person, Visit, vocabulary

SEEDS = range(8)
SPARSE = {"pain_nprs": 6.0, "slr_left_deg": 55.0, "slr_right_deg": 60.0}
FULLER = SPARSE | {
    "ake_left_deg": 40.0,
    "ake_right_deg": 35.0,
    "pain_sitting_worse": True,
    "pain_bending_worse": True,
    "slump_left_positive": False,
    "toe_touch_cm": 20.0,
    "rmdq": 9.0,
}


def seen(findings, **person):
    """A patient of one visit."""
    visit = Visit(date(2026, 3, 2), findings={code: Finding(code, value) for code, value in findings.items()})
    return Patient(person=Person(**person), visits=(visit,))


class OneScoreMore(GaussianLives):
    """The same lives with a finding that reads a score on which nothing else depends."""

    _factual = (*GaussianLives._factual, "truth_spare_deg")

    def worlds(self, uniforms):
        """Every column."""
        return super().worlds(uniforms) | {"truth_spare_deg": 10.0 * ndtri(uniforms[:, 6])}


WITH_SPARE = WORDS | {"spare_deg": finding("spare_deg", sd_within=0.5, sd_between=0.0)}


def answer(observed, *, seed, lives=GaussianLives, draw=None):
    """The refined answer from a cohort of its own."""
    uniforms = np.random.default_rng([7, seed if draw is None else draw]).uniform(1e-6, 1.0 - 1e-6, (4000, len(NODES)))
    population = Population.of(Table(lives().worlds(uniforms)))
    settings = Settings(errors=EXACT, effort=Effort(people=600, begin=300.0))
    return posterior_of(
        seen(observed), population, vocabulary=WITH_SPARE, settings=settings, replay=lives(), seed=100 + seed
    )


def mean_and_error(found, column):
    """Mean of a column and the standard error that its draws state."""
    values = found.people[column]
    mean = found.weights @ values
    return mean, np.sqrt(found.weights @ (values - mean) ** 2 / found.draws_of(values))


def test_other_cohorts_and_seeds_lie_within_the_stated_error():
    """Of all pairs of eight answers, each from its own cohort, about 90 % differ by less than their 90 % error."""
    answers = [answer(OBSERVED, seed=seed) for seed in SEEDS]
    for column in ("deficit_left_deg", "pain__factual"):
        told = [mean_and_error(found, column) for found in answers]
        apart = [abs(a - b) / np.hypot(p, q) for (a, p), (b, q) in combinations(told, 2)]
        assert np.mean(np.array(apart) < 1.645) > 0.7
        assert max(apart) < 5.0


def test_a_finding_that_tells_nothing_moves_nothing():
    """What depends on a score of its own leaves deficit and pain where they were, within their error."""
    before = answer(OBSERVED, seed=1, lives=OneScoreMore)
    after = answer(OBSERVED | {"spare_deg": 14.0}, seed=2, lives=OneScoreMore)
    assert ndtri(after.people["u_spare_4"]).mean() == pytest.approx(0.0, abs=0.2)
    assert after.people["truth_spare_deg"].mean() == pytest.approx(14.0, abs=0.2)
    for column in ("deficit_left_deg", "pain__factual"):
        (a, p), (b, q) = mean_and_error(before, column), mean_and_error(after, column)
        assert abs(a - b) < 4.0 * np.hypot(p, q)


@pytest.fixture(scope="module")
def replay():
    """The life model."""
    return diagnosis.LifeReplay(life.mechanics(), life.beliefs(), tuple(life.NODES))


def population(folder, *, lives, seed):
    """Care seekers of so many lives."""
    return Population.of(cohort.seekers(folder, lives=lives, seed=seed))


@pytest.mark.slow
def test_a_walk_ends_where_a_large_cohort_is(replay, tmp_path):
    """Three findings: refined people from 10 000 lives have the roles that weighting 200 000 lives gives."""
    who = seen(SPARSE, sex="female", age_y=40.0)
    large = posterior_of(who, population(tmp_path, lives=200_000, seed=3), vocabulary=vocabulary())
    small = posterior_of(who, population(tmp_path, lives=10_000, seed=4), vocabulary=vocabulary(), replay=replay)
    assert large.origins is None
    assert large.reliability.effective_sample_size > 200.0
    assert small.origins is not None
    _same_roles(large, small)


@pytest.mark.slow
def test_two_seeds_of_the_life_model_agree(replay, tmp_path):
    """Ten findings: three cohorts and walks of their own agree in every role within four of their errors."""
    who = seen(FULLER, sex="male", age_y=45.0, height_cm=178.0, mass_kg=80.0)
    answers = [
        posterior_of(
            who, population(tmp_path, lives=60_000, seed=seed), vocabulary=vocabulary(), replay=replay, seed=seed
        )
        for seed in (11, 12, 13)
    ]
    for one, other in combinations(answers, 2):
        _same_roles(one, other)


def _same_roles(one, other):
    for index, role in enumerate(diagnosis.ROLES):
        a, b = one.role_probabilities()[role], other.role_probabilities()[role]
        draws = [each.draws_of(each.roles.indicator[:, index]) for each in (one, other)]
        both = 0.5 * (a + b)
        error = np.sqrt(max(both * (1.0 - both), 0.002) * (1.0 / draws[0] + 1.0 / draws[1]))
        assert abs(a - b) < 4.0 * error, role
