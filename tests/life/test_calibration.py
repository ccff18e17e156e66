"""Fitting: the ensemble goes where the statistics are, keeps its ranges and its honest width."""

import numpy as np
import pytest

from hamstrung.life import calibration, priors
from hamstrung.life.calibration import Observations


def test_scores_spread_evenly_over_every_prior():
    """A Latin hypercube has one member in every slice of every parameter."""
    z = calibration.scatter(50, generator=np.random.default_rng(1))
    from scipy.special import ndtr

    assert (np.sort((ndtr(z) * 50).astype(int), axis=0) == np.arange(50)[:, None]).all()


def test_parameters_stay_inside_their_ranges_however_far_the_scores_go():
    """Scores of any size stand for allowed values, in the prior's order."""
    for sets in calibration.parameters(np.full((2, len(calibration.fitted())), 40.0) * [[-1.0], [1.0]]):
        priors.record(sets)


def test_the_middle_of_a_triangular_prior_is_its_median():
    """Half of the prior's mass lies below the value of score 0."""
    values = calibration.parameters(np.zeros((1, len(calibration.fitted()))))[0]
    draws = np.array([priors.draw(np.random.default_rng(k))[0].tolist() for k in range(800)])
    names = list(priors.parameters())
    shares = [np.mean(draws[:, names.index(name)] < value) for name, value in values.items()]
    assert np.abs(np.array(shares) - 0.5).max() < 4.5 * 0.5 / 800**0.5


def test_a_linear_normal_problem_ends_at_its_exact_posterior():
    """Where statistics are linear in the scores the steps give Bayes' mean and spread, within sampling error."""
    random = np.random.default_rng(3)
    slope = np.array([[1.0, 0.5], [0.0, 2.0], [1.0, -1.0]])
    wanted = Observations(np.array([1.0, 1.0, -0.5]), np.array([0.5, 1.0, 2.0]))
    z = random.standard_normal((4000, 2))
    for _ in range(4):
        z = calibration.step(z, z @ slope.T, wanted, steps=4, generator=random)
    precision = np.eye(2) + slope.T @ np.diag(wanted.sd**-2.0) @ slope
    covariance = np.linalg.inv(precision)
    mean = covariance @ slope.T @ (wanted.value / wanted.sd**2)
    assert z.mean(axis=0) == pytest.approx(mean, abs=5 * np.sqrt(covariance.max() / 4000))
    assert np.cov(z.T) == pytest.approx(covariance, abs=0.05 * covariance.max())


def test_a_parameter_that_no_statistic_depends_on_keeps_its_prior():
    """Chance correlations do not narrow what the data say nothing about."""
    random = np.random.default_rng(5)
    z = random.standard_normal((300, 40))
    wanted = Observations(np.array([2.0]), np.array([0.1]))
    for _ in range(5):
        z = calibration.step(z, z[:, :1], wanted, steps=5, generator=random)
    assert z[:, 0].mean() == pytest.approx(2.0, abs=0.1)
    assert z[:, 1:].std(axis=0).min() > 0.8


def test_what_is_fitted_is_named_with_its_reason():
    """Every fitted parameter has a prior with a width, and the table says what it moves."""
    reasons = priors.read_table("fitted.toml")["fitted"]
    assert [each.name for each in calibration.fitted()] == [name for name in priors.parameters() if name in reasons]
    assert all(each.low < each.high for each in calibration.fitted())
    assert all(reason for reason in reasons.values())


def test_a_statistic_out_of_reach_does_not_drag_the_members():
    """One statistic that lies a thousand standard deviations off moves its parameter no further than four would."""
    random = np.random.default_rng(5)
    z = random.standard_normal((400, 2))
    far, near = (Observations(np.array([value]), np.array([1.0])) for value in (1000.0, 4.0))
    moved = [
        calibration.step(z, 0.05 * z[:, :1], each, steps=1, generator=np.random.default_rng(1)).mean(axis=0)[0]
        for each in (far, near)
    ]
    assert 0 < moved[0] <= moved[1] + 0.05
