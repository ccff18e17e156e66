"""Error models of findings, and what enters once."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from diagnosis.synthetic import cohort, finding, vocabulary
from hamstrung.diagnosis import likelihood
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import care_seekers
from hamstrung.patient import Person

EXACT = ErrorModel(discrepancy=0.0, gross_error=0.0)


@pytest.fixture(scope="module")
def people():
    """Some of the synthetic people."""
    return care_seekers(cohort(size=500))


def of(observed, people, *, errors=EXACT, words=None):
    """The likelihood of what was observed, with exact error models unless told."""
    return likelihood.of(observed, people, vocabulary=words or vocabulary(), errors=errors)


def test_a_number_is_gaussian_about_its_truth(people):
    """One angle has the density of a normal law whose variance is within plus between raters."""
    found = of({"slr_left_deg": 55.0}, people).total()
    expected = norm.logpdf(55.0, people["truth_slr_left_deg"], 5.0)
    np.testing.assert_allclose(found - found[0], expected - expected[0])


def test_left_and_right_share_the_rater(people):
    """Both sides of one test are a bivariate normal law whose covariance is the between-rater variance."""
    found = of({"slr_left_deg": 55.0, "slr_right_deg": 50.0}, people).total()
    truth = np.stack([people["truth_slr_left_deg"], people["truth_slr_right_deg"]], axis=1)
    law = multivariate_normal([0.0, 0.0], [[25.0, 16.0], [16.0, 25.0]])
    expected = law.logpdf([55.0, 50.0] - truth)
    np.testing.assert_allclose(found - found[0], expected - expected[0])


def test_leaving_one_side_out_leaves_the_other(people):
    """Without the left side the pair is the right side alone, and without both it is nothing."""
    both = of({"slr_left_deg": 55.0, "slr_right_deg": 50.0}, people)
    right = of({"slr_right_deg": 50.0}, people)
    np.testing.assert_allclose(both.without("slr_left_deg"), right.total())
    np.testing.assert_allclose(both.without("slr_left_deg", "slr_right_deg"), 0.0, atol=1e-12)


def test_the_end_of_a_scale_means_at_or_beyond_it(people):
    """A value at the end of its range counts with the probability of reading it or more."""
    words = vocabulary() | {"slr_left_deg": finding("slr_left_deg", low=0.0, high=60.0)}
    found = of({"slr_left_deg": 60.0}, people, words=words).total()
    np.testing.assert_allclose(found, norm.logsf(60.0, people["truth_slr_left_deg"], 5.0))


@pytest.mark.parametrize(("value", "there", "not_there"), [(True, 0.9, 0.2), (False, 0.1, 0.8)])
def test_a_sign_follows_sensitivity_and_specificity(people, value, there, not_there):
    """Yes and no have the probabilities that the test's sensitivity and specificity give them."""
    found = np.exp(of({"slump_left_positive": value}, people).total())
    truth = people["truth_slump_left_positive"]
    np.testing.assert_allclose(found, np.where(truth > 0, there, not_there))


def test_yes_in_words_is_yes(people):
    """A sign may be written yes or no as well as true or false."""
    words = of({"slump_left_positive": "yes"}, people).total()
    np.testing.assert_array_equal(words, of({"slump_left_positive": True}, people).total())


def test_order_of_findings_does_not_matter(people):
    """The same findings in any order give the same likelihood, bit for bit."""
    observed = [("slr_right_deg", 50.0), ("pain_nprs", 6.0), ("slump_left_positive", True)]
    totals = [of(dict(order), people).total() for order in permutations(observed)]
    for total in totals:
        np.testing.assert_array_equal(total, totals[0])


def test_pelvic_angles_that_add_up_enter_twice_not_thrice(people):
    """Of incidence, tilt and slope the tilt is left out, with its reason."""
    angles = ("pelvic_incidence_deg", "pelvic_tilt_deg", "sacral_slope_deg")
    words = {code: finding(code) for code in angles}
    base = cohort(size=10)
    pelvis = care_seekers(base.with_columns(**{f"truth_{code}": np.full(10, 40.0) for code in angles}))
    found = of(dict.fromkeys(angles, 40.0), pelvis, words=words)
    assert set(found.codes) == {"pelvic_incidence_deg", "sacral_slope_deg"}
    assert "PI = PT + SS" in found.unused["pelvic_tilt_deg"]
    alone = of({"pelvic_tilt_deg": 12.0}, pelvis, words=words)
    assert alone.codes == ("pelvic_tilt_deg",)


def test_what_the_model_does_not_speak_of_is_named(people):
    """A finding without a column is reported as unused, and changes nothing."""
    found = of({"unspoken": True}, people)
    assert found.codes == ()
    assert "unspoken" in found.unused
    np.testing.assert_array_equal(found.total(), 0.0)


def test_a_red_flag_counts_only_where_it_was_asked_and_its_accuracy_is_known():
    """A red flag's yes or no is evidence like any sign; not asked is nothing, and neither is no accuracy."""
    known = finding("rf_fever", kind="red_flag", sensitivity=0.57, specificity=0.95)
    words = {"rf_fever": known, "rf_other": finding("rf_other", kind="red_flag")}
    ill = np.array([1.0, 0.0])
    people = care_seekers(cohort(size=2).with_columns(truth_rf_fever=ill, truth_rf_other=ill))
    asked = of({"rf_fever": "no", "rf_other": "no"}, people, words=words)
    np.testing.assert_allclose(np.exp(asked.total()), [0.43, 0.95])
    assert asked.unused.keys() == {"rf_other"}
    assert of({"rf_fever": "not_asked"}, people, words=words).codes == ()


def test_a_gross_error_bounds_the_harm_of_one_number(people):
    """A number far from everyone cannot outweigh the others without limit."""
    errors = ErrorModel(discrepancy=0.0, gross_error=0.01)
    spread = np.ptp(of({"slr_left_deg": -190.0}, people, errors=errors).total())
    assert spread < 0.1
    assert np.ptp(of({"slr_left_deg": -190.0}, people).total()) > 100.0


def test_two_strays_are_rarer_than_one(people):
    """Two sides that agree far out are believed against a gross error: each would need one of its own."""
    errors = ErrorModel(discrepancy=0.0, gross_error=0.01)
    truth = people["truth_slr_left_deg"]
    tightest = int(np.argmin(truth))
    one = of({"slr_left_deg": 20.0}, people, errors=errors).total()
    both = of({"slr_left_deg": 20.0, "slr_right_deg": 20.0}, people, errors=errors).total()
    assert both[tightest] - np.median(both) > one[tightest] - np.median(one)
    third = np.exp(of({"slr_left_deg": 20.0, "slr_right_deg": 60.0}, people, errors=errors).total())
    stray, plain = 0.01 * np.sqrt(2.0 * np.pi) / 500.0, of({"slr_right_deg": 60.0}, people).total()
    assert np.all(third >= 0.99 * stray * np.exp(plain))


def test_people_without_a_true_value_get_only_the_gross_error():
    """Where the model has no truth for a person, the density is the uniform one of a stray number."""
    base = cohort(size=4)
    truth = np.array([50.0, np.nan, 50.0, np.nan])
    people = care_seekers(base.with_columns(truth_slr_left_deg=truth))
    found = of({"slr_left_deg": 50.0}, people, errors=ErrorModel(discrepancy=0.0)).total()
    assert np.isfinite(found).all()
    assert found[1] < found[0] - 3.0


def test_skewed_quantities_are_compared_by_ratio():
    """Ten years of pain and eleven are nearer than two weeks and a year."""
    words = {"pain_duration_weeks": finding("pain_duration_weeks", low=0.0, high=4200.0)}
    weeks = np.array([520.0, 572.0, 2.0, 52.0])
    people = care_seekers(cohort(size=4).with_columns(pain_duration_weeks=weeks))
    near = of({"pain_duration_weeks": 520.0}, people, words=words).total()
    far = of({"pain_duration_weeks": 2.0}, people, words=words).total()
    assert near[0] - near[1] < 0.2
    assert far[2] - far[3] > 5.0


def test_the_person_kernel_prefers_those_alike(people):
    """The kernel is Gaussian in age, height and mass, and says nothing of what is not known."""
    found = likelihood.person_log_kernel(Person(age_y=40.0), people, errors=EXACT)
    np.testing.assert_allclose(found, -0.5 * ((people["age_y"] - 40.0) / EXACT.age_sd_y) ** 2)


def test_body_mass_index_stands_in_for_height_and_mass(people):
    """A recorded index counts where height and mass are not known, and only there."""
    alone = likelihood.person_log_kernel(Person(bmi_kg_m2=24.0), people, errors=EXACT)
    bmi = people["mass_kg"] / (people["height_cm"] / 100.0) ** 2
    np.testing.assert_allclose(alone, -0.5 * ((bmi - 24.0) / EXACT.bmi_sd_kg_m2) ** 2)
    both = Person(height_cm=170.0, mass_kg=70.0)
    with_index = Person(height_cm=170.0, mass_kg=70.0, bmi_kg_m2=24.0)
    np.testing.assert_array_equal(
        likelihood.person_log_kernel(both, people, errors=EXACT),
        likelihood.person_log_kernel(with_index, people, errors=EXACT),
    )
