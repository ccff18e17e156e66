"""Scores and calibration errors of forecasters that are known to be right or wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.diagnosis import forecasts

N = 4000


def forecaster(seed=1, *, power=1.0):
    """Probabilities of five roles, roles drawn from them, and the probabilities as told (sharpened by a power)."""
    random = np.random.default_rng(seed)
    right = random.dirichlet(np.full(5, 0.5), N)
    truth = (random.random((N, 1)) > np.cumsum(right, axis=1)).sum(axis=1).clip(max=4)
    told = right**power
    return told / told.sum(axis=1, keepdims=True), truth


def test_a_calibrated_forecaster_has_next_to_no_calibration_error():
    """The error of the right probabilities is what chance makes it, and well below 0.03."""
    told, truth = forecaster()
    error = forecasts.expected_calibration_error(told, truth)
    assert error < 0.015
    chance = forecasts.error_by_chance(told, random=np.random.default_rng(2))
    assert np.quantile(chance, 0.005) < error < np.quantile(chance, 0.995)


@pytest.mark.parametrize("power", [2.5, 0.4])
def test_an_overconfident_and_a_timid_forecaster_are_found_out(power):
    """Sharpened and flattened probabilities have an error beyond chance, and a worse score."""
    told, truth = forecaster(power=power)
    right, same = forecaster()
    assert forecasts.expected_calibration_error(told, truth) > 0.03
    assert forecasts.log_scores(told, truth).mean() < forecasts.log_scores(right, same).mean()
    assert forecasts.brier_scores(told, truth).mean() > forecasts.brier_scores(right, same).mean()


def test_the_error_by_hand():
    """Two forecasts of 0.9 of which one comes, two of 0.1 of which none comes: 0.5 x 0.4 + 0.5 x 0.1."""
    bins = forecasts.binned(np.array([0.9, 0.9, 0.1, 0.1]), np.array([1.0, 0.0, 0.0, 0.0]))
    assert bins.error == pytest.approx(0.25)
    assert bins.count.tolist() == [0, 2, 0, 0, 0, 0, 0, 0, 0, 2]


def test_certainty_and_ignorance():
    """Certain and right scores 0; five equal roles have entropy log 5 and log score minus that."""
    sure, even = np.eye(5), np.full((5, 5), 0.2)
    truth = np.arange(5)
    assert forecasts.brier_scores(sure, truth).max() == 0.0
    assert forecasts.log_scores(sure, truth).min() > -0.005
    assert forecasts.entropy(sure).max() == 0.0
    assert forecasts.entropy(even) == pytest.approx(np.log(5))
    assert forecasts.log_scores(even, truth) == pytest.approx(-np.log(5))


def test_a_certain_miss_costs_the_same_for_everyone():
    """Zero probability for what was true counts as the least one, once the rest is scaled."""
    sure = np.array([[1.0, 0.0, 0.0, 0.0, 0.0]])
    assert forecasts.log_scores(sure, np.array([2]))[0] == pytest.approx(np.log(1e-3 / 1.004))


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 300), st.integers(0, 10_000))
def test_every_forecast_is_in_one_bin(size, seed):
    """Counts add up, and in each bin the mean lies within the bin."""
    random = np.random.default_rng(seed)
    told = random.random(size)
    bins = forecasts.binned(told, (random.random(size) < 0.5).astype(float))
    assert bins.count.sum() == size
    edges = np.linspace(0, 1, 11)
    known = bins.count > 0
    assert np.all(bins.given[known] >= edges[:-1][known] - 1e-12)
    assert np.all(bins.given[known] <= edges[1:][known] + 1e-12)
