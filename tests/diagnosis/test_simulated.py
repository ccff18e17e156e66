"""Simulated patients follow the law that the likelihood assumes, and miss what nobody looked for."""

import numpy as np
import pytest
from scipy import stats

from diagnosis.synthetic import cohort, finding, vocabulary
from diagnosis.test_refinement import WORDS, GaussianLives
from hamstrung.diagnosis import ErrorModel, Population, likelihood, looking, simulated
from hamstrung.diagnosis.people import Table

N = 20_000


@pytest.fixture(scope="module")
def population():
    """People whose truths are known."""
    return Population.of(cohort(size=N))


@pytest.fixture(scope="module")
def found(population):
    """Everybody found once, without gross errors."""
    errors = ErrorModel(gross_error=0.0, spread=population.spreads)
    random = np.random.default_rng(3)
    return simulated.readings(population.people, vocabulary=vocabulary(), errors=errors, random=random)


def test_numbers_are_as_far_off_as_the_likelihood_says(population, found):
    """Errors of a number have the standard deviation of its likelihood, and no bias."""
    kind = vocabulary()["slr_left_deg"]
    off = found["slr_left_deg"] - population.people["truth_slr_left_deg"]
    sd = likelihood.number_error(kind, off, errors=ErrorModel(spread=population.spreads))[1]
    assert off.std() == pytest.approx(sd, rel=4 / np.sqrt(2 * N))
    assert off.mean() == pytest.approx(0.0, abs=4 * sd / np.sqrt(N))


def test_both_sides_share_the_rater(population, found):
    """Left and right errors of one test correlate by the shared part of their variance."""
    people, words = population.people, vocabulary()
    errors = ErrorModel(spread=population.spreads)
    left, right = (found[f"slr_{side}_deg"] - people[f"truth_slr_{side}_deg"] for side in ("left", "right"))
    _, own, shared = likelihood.number_errors(words["slr_left_deg"], left, errors=errors)
    assert np.corrcoef(left, right)[0, 1] == pytest.approx(shared**2 / (shared**2 + own**2), abs=0.03)


def test_signs_come_as_often_as_sensitivity_and_specificity_say(population, found):
    """Among those with the sign the test is positive by its sensitivity, among others by its false alarms."""
    kind, there = vocabulary()["slump_left_positive"], population.people["truth_slump_left_positive"] > 0.5
    positive = found["slump_left_positive"]
    assert positive[there].mean() == pytest.approx(kind.sensitivity, abs=0.02)
    assert positive[~there].mean() == pytest.approx(1 - kind.specificity, abs=0.02)


def test_stray_numbers_are_anywhere_in_the_range(population):
    """With a gross error every time, numbers are uniform over their range, whatever the truth."""
    errors = ErrorModel(gross_error=1.0, spread=population.spreads)
    random = np.random.default_rng(4)
    kind = vocabulary()["slr_left_deg"]
    found = simulated.readings(population.people, vocabulary=vocabulary(), errors=errors, random=random)
    share = (found["slr_left_deg"] - kind.low) / (kind.high - kind.low)
    assert stats.kstest(share, "uniform").pvalue > 0.001


def test_what_has_no_truth_is_not_told():
    """A number without a true value is missing, a choice too."""
    people = Table({"truth_a_deg": np.array([np.nan, 1.0]), "truth_b": np.array([np.nan, 1.0])}).people()
    words = {
        "a_deg": finding("a_deg"),
        "b": finding("b", kind="choice", choices=("x", "y"), sensitivity=1.0, specificity=1.0),
    }
    random = np.random.default_rng(1)
    found = simulated.readings(people, vocabulary=words, errors=ErrorModel(), random=random)
    assert np.isnan(found["a_deg"]).tolist() == [True, False]
    assert np.isnan(found["b"]).tolist() == [True, False]
    assert simulated.value_of(found["b"][1], words["b"]) == "y"


@pytest.fixture
def everything(monkeypatch):
    """Somebody who always looks at everything."""
    seen = looking.Looked("all", frozenset(WORDS), age=True, build=True)
    monkeypatch.setattr(looking, "look", lambda words, random: seen)


def made(size, *, seed=1):
    """Patients of the Gaussian lives."""
    errors = ErrorModel(spread={"slr_left_deg": 10.0, "sum_deg": 14.0})
    return simulated.patients(size, replay=GaussianLives(), vocabulary=WORDS, errors=errors, seed=seed)


def test_a_longer_run_begins_with_the_same_patients(everything):
    """The first patients do not depend on how many are made."""
    few, many = made(5), made(50)
    assert few.patients == many.patients[:5]
    np.testing.assert_array_equal(few.people["truth_sum_deg"], many.people["truth_sum_deg"][:5])
    assert len(many.patients) == len(many.people) == len(many.roles.role) == 50


def test_other_seeds_make_other_patients(everything):
    """Patients of two seeds have nothing in common."""
    assert not set(made(20).people["u_pain"]) & set(made(20, seed=2).people["u_pain"])


def test_age_is_read_through_the_kernel(everything):
    """What is known of age and build differs from the life by the kernel's width."""
    ages = np.array([who.person.age_y for who in made(2000).patients])
    assert (ages - 40.0).std() == pytest.approx(ErrorModel().age_sd_y, rel=0.08)
