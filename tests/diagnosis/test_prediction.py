"""Predicting a score that was not shown."""

import numpy as np
import pytest
from scipy.stats import norm

from diagnosis.synthetic import DEFICIT_MEAN, DEFICIT_SD, SLR_NORM, cohort, vocabulary
from hamstrung.diagnosis import ErrorModel, Population, prediction
from hamstrung.patient import Person

EXACT = ErrorModel(discrepancy=0.0, gross_error=0.0)


def test_a_mixture_of_one_is_the_normal_law_in_whole_points():
    """One person's reading has the normal chance of each point, and the ends take what lies beyond."""
    found = prediction.from_mixture(np.array([3.0]), np.array([1.0]), 2.0, low=0.0, high=10.0)
    edges = np.arange(0.5, 10.0)
    expected = np.diff(np.concatenate([[0.0], norm.cdf(edges, 3.0, 2.0), [1.0]]))
    np.testing.assert_allclose(found.chance, expected, atol=1e-8)
    assert found.log_score(0.0) == pytest.approx(norm.logcdf(0.5, 3.0, 2.0), abs=1e-6)


def test_the_prediction_of_a_hidden_angle_has_its_closed_form():
    """The right leg, hidden, is predicted from the left as the bivariate normal law says."""
    population = Population.of(cohort(size=40_000))
    found = prediction.predict(
        "slr_right_deg",
        population,
        person=Person(),
        observed={"slr_left_deg": 50.0, "slr_right_deg": 20.0},
        vocabulary=vocabulary(),
        errors=EXACT,
    )
    gain = 0.8 * DEFICIT_SD**2 / (DEFICIT_SD**2 + 25.0)
    mean = SLR_NORM - DEFICIT_MEAN - gain * (SLR_NORM - 50.0 - DEFICIT_MEAN)
    variance = DEFICIT_SD**2 - gain * 0.8 * DEFICIT_SD**2 + 25.0
    assert found.mean == pytest.approx(mean, abs=0.5)
    assert found.sd == pytest.approx(np.sqrt(variance), rel=0.05)


def test_central_intervals_cover_as_often_as_they_say():
    """Draws from a prediction fall in its 50 and 90 % intervals at least so often, and hardly more."""
    found = prediction.from_mixture(np.array([30.0]), np.array([1.0]), 6.0, low=0.0, high=68.0)
    draws = np.random.default_rng(4).choice(found.points, p=found.chance, size=4000)
    for level in (0.5, 0.9):
        share = np.mean([found.covers(draw, level=level) for draw in draws])
        assert level - 0.03 <= share <= level + 0.1
