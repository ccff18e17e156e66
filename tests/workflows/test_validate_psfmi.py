"""The comparison of the cohort with a regression."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from hamstrung.diagnosis.prediction import Prediction
from hamstrung.patient import Finding, Patient, Person, Visit
from hamstrung.workflows import validate_psfmi

POINTS = np.arange(0.0, 25.0)


def test_the_regression_is_that_of_another_library():
    """Cross-validated means agree with scikit-learn's least squares on the same folds."""
    random = np.random.default_rng(1)
    x = random.standard_normal((120, 4))
    y = 12.0 + x @ [1.0, -2.0, 0.5, 0.0] + random.standard_normal(120)
    folds = random.permutation(120) % validate_psfmi.FOLDS
    ours = validate_psfmi.cross_validated(x, y, folds, POINTS)
    for fold in range(validate_psfmi.FOLDS):
        inside = folds == fold
        theirs = LinearRegression().fit(x[~inside], y[~inside]).predict(x[inside])
        means = [ours[index].mean for index in np.flatnonzero(inside)]
        np.testing.assert_allclose(means, theirs, atol=0.02)


def test_the_regression_covers_its_own_noise():
    """On data that it fits, its 90 % intervals hold about nine in ten."""
    random = np.random.default_rng(2)
    x = random.standard_normal((400, 2))
    y = np.round(12.0 + x @ [2.0, 1.0] + 2.0 * random.standard_normal(400))
    ours = validate_psfmi.cross_validated(x, y, random.permutation(400) % 10, POINTS)
    found = validate_psfmi.summary(ours, y)
    assert found["coverage_90"] == pytest.approx(0.92, abs=0.05)
    assert found["bias"] == pytest.approx(0.0, abs=0.2)


def test_missing_values_get_a_column_of_their_own():
    """A person without a value is at the mean and marked; the hidden score is not a predictor."""
    people = [
        (Patient(person=Person(sex="male", age_y=40.0)), {"rmdq": 3.0, "pain_nprs": 4.0}),
        (Patient(person=Person(sex="female", age_y=60.0)), {"rmdq": 9.0, "pain_nprs": 8.0}),
        (Patient(person=Person(sex="female", age_y=50.0)), {"rmdq": 6.0}),
    ]
    found = validate_psfmi.design(validate_psfmi.known(people, without="rmdq"))
    assert found.shape == (3, 4)
    np.testing.assert_allclose(found.mean(axis=0), 0.0, atol=1e-12)


def test_a_score_read_from_its_other_end():
    """Turning a score round turns its correlation, and turning it twice gives the people back."""
    people = [
        Patient(
            visits=(Visit(None, findings={"rmdq": Finding("rmdq", score), "pain_nprs": Finding("pain_nprs", pain)}),)
        )
        for score, pain in ((3.0, 8.0), (9.0, 5.0), (20.0, 1.0))
    ]
    turned = validate_psfmi.turned_round(people, "rmdq", top=24.0)
    before, after = (validate_psfmi.correlation(each, "rmdq", "pain_nprs") for each in (people, turned))
    assert after == pytest.approx(-before)
    assert validate_psfmi.turned_round(turned, "rmdq", top=24.0) == people


def test_a_sure_and_right_prediction_scores_best():
    """The log score rewards the chance given to what came."""
    sure = Prediction(POINTS, np.where(POINTS == 7.0, 0.9, 0.1 / 24.0))
    vague = Prediction(POINTS, np.full(25, 0.04))
    assert sure.log_score(7.0) > vague.log_score(7.0) > sure.log_score(8.0)
