"""The conditioned cohort against a closed form."""

import numpy as np
import pytest

from diagnosis.synthetic import DEFICIT_MEAN, DEFICIT_SD, SLR_NORM, cohort, finding, vocabulary
from hamstrung.diagnosis import weights
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.posterior import Population, condition
from hamstrung.errors import ScienceError
from hamstrung.patient import Person

EXACT = ErrorModel(discrepancy=0.0, gross_error=0.0)


@pytest.fixture(scope="module")
def population():
    """The synthetic care seekers."""
    return Population.of(cohort())


def conditioned(population, observed, *, sex=None, errors=EXACT, words=None):
    """The population conditioned on findings, with exact error models unless told."""
    return condition(
        population,
        person=Person(sex=sex),
        observed=observed,
        vocabulary=words or vocabulary(),
        errors=errors,
    )


def test_conjugate_posterior_of_the_deficit(population):
    """One straight leg raise moves the deficit as the normal-normal formula says, mean and interval."""
    value, error_variance = 50.0, 25.0
    found = conditioned(population, {"slr_left_deg": value})
    gain = DEFICIT_SD**2 / (DEFICIT_SD**2 + error_variance)
    mean = DEFICIT_MEAN + gain * (SLR_NORM - value - DEFICIT_MEAN)
    sd = DEFICIT_SD * np.sqrt(1.0 - gain)
    estimate = found.estimate(found.people["deficit_left_deg"])
    error = sd / np.sqrt(found.reliability.effective_sample_size)
    assert found.sharp
    assert found.tempering == 1.0
    assert estimate.mean == pytest.approx(mean, abs=5.0 * error)
    assert estimate.low == pytest.approx(mean - 1.645 * sd, abs=10.0 * error)
    assert estimate.high == pytest.approx(mean + 1.645 * sd, abs=10.0 * error)


def test_effective_sample_size_has_its_closed_form(population):
    """The weights of a normal likelihood under a normal prior leave (E w)^2 / E w^2 of the people."""
    value, s2, t2 = 58.0, 25.0, DEFICIT_SD**2
    found = conditioned(population, {"slr_left_deg": value})
    off = SLR_NORM - value - DEFICIT_MEAN

    def expectation(power):
        variance = s2 / power + t2
        return np.sqrt(s2 / power / variance) * np.exp(-0.5 * off**2 / variance)

    expected = len(population.people) * expectation(1.0) ** 2 / expectation(2.0)
    assert found.reliability.effective_sample_size == pytest.approx(expected, rel=0.05)


def test_proposal_weights_are_undone(population):
    """Oversampling the tight with the exact log weight gives the answer of the plain cohort."""
    base = cohort(seed=8)
    random = np.random.default_rng(9)
    tight = base["deficit_left_deg"] > 15.0
    kept = np.flatnonzero(tight | (random.uniform(size=tight.size) < 0.4))
    columns = {name: base[name][kept] for name in base.columns}
    columns["log_weight"] = np.where(tight[kept], 0.0, np.log(1.0 / 0.4))
    oversampled = conditioned(Population.of(type(base)(columns)), {"slr_left_deg": 60.0})
    plain = conditioned(population, {"slr_left_deg": 60.0})
    there, here = (p.estimate(p.people["deficit_left_deg"]).mean for p in (oversampled, plain))
    assert there == pytest.approx(here, abs=0.6)


def test_only_care_seekers_are_patients():
    """People who would not come are not in the population."""
    base = cohort(size=1000)
    seeks = (base["deficit_left_deg"] > 0.0).astype(float)
    population = Population.of(base.with_columns(seeks_care=seeks))
    assert len(population.people) == int(seeks.sum())
    assert population.cohort_size == 1000
    assert population.people["deficit_left_deg"].min() > 0.0


def test_sex_is_exact(population):
    """Nobody of the other sex is left once the sex is known."""
    found = conditioned(population, {}, sex="female")
    assert (found.people["sex_female"] == 1.0).all()


@pytest.mark.parametrize("observed", [{"coin": True}, {"coin": False}, {"constant_deg": 53.0}])
def test_a_finding_without_information_moves_nothing(population, observed):
    """A coin, or a truth that is the same in everyone, leaves every role exactly where it was."""
    before = conditioned(population, {"slr_left_deg": 55.0}).role_probabilities()
    after = conditioned(population, {"slr_left_deg": 55.0, **observed}).role_probabilities()
    assert after == pytest.approx(before, abs=1e-12)


def test_leaving_out_the_only_finding_gives_the_prior(population):
    """Without its one finding the posterior is the prior."""
    found = conditioned(population, {"slump_left_positive": True})
    np.testing.assert_allclose(found.without("slump_left_positive"), found.prior_weights)


def test_too_few_people_are_not_sharp_and_widen(population):
    """A very exact test far out leaves few people: no sharp answer, and intervals wider than the people."""
    words = vocabulary() | {"slr_left_deg": finding("slr_left_deg", sd_within=0.02, sd_between=0.0)}
    found = conditioned(population, {"slr_left_deg": 41.0}, words=words)
    assert not found.sharp
    assert found.tempering < 1.0
    tight = found.roles.indicator[:, 1]
    interval = found.interval(tight)
    assert interval.low <= tight @ found.weights <= interval.high
    deficit = found.people["deficit_left_deg"]
    estimate = found.estimate(deficit)
    narrow = weights.estimate(deficit, found.weights)
    assert estimate.high - estimate.low > narrow.high - narrow.low


def test_nobody_alike_is_a_science_error(population):
    """A cohort of women cannot answer for a man, and says so."""
    women = population.of_sex("female")
    with pytest.raises(ScienceError, match="nobody"):
        conditioned(women, {}, sex="male")
