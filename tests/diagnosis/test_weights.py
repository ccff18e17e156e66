"""Weights, their effective size and their tail."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import genpareto

from hamstrung.diagnosis import weights


def test_weights_sum_to_one_however_small_the_logarithms():
    """Normalising works in logarithms, so that a likelihood of e^-5000 is no zero."""
    found = weights.normalise(np.array([-5000.0, -5000.0 + np.log(3.0), -np.inf]))
    np.testing.assert_allclose(found, [0.25, 0.75, 0.0])


def test_nobody_with_a_weight_is_an_error():
    """A cohort without anyone alike is refused instead of giving NaN."""
    with pytest.raises(ValueError, match="no simulated person"):
        weights.normalise(np.array([-np.inf, -np.inf]))


def test_equal_weights_count_everyone():
    """The effective sample size of n equal weights is n, and of one weight is 1."""
    assert weights.effective_sample_size(np.full(50, 0.02)) == pytest.approx(50.0)
    assert weights.effective_sample_size(np.array([1.0, 0.0])) == 1.0


@pytest.mark.parametrize("k", [-0.2, 0.1, 0.4, 0.7, 1.1])
def test_generalised_pareto_fit_finds_the_shape(k):
    """The shape of a known generalised Pareto tail is found within four standard errors."""
    n = 4000
    draws = np.sort(genpareto.rvs(k, scale=2.0, size=n, random_state=np.random.default_rng(5)))
    found, scale = weights.fit_generalised_pareto(draws)
    assert found == pytest.approx(k, abs=4.0 * (1.0 + abs(k)) / np.sqrt(n))
    assert scale == pytest.approx(2.0, rel=0.15)


@pytest.mark.parametrize("tail", [0.3, 0.6, 0.9])
def test_pareto_k_of_weights_with_a_known_tail(tail):
    """Weights u^-k have a Pareto tail of index k, and it is found."""
    uniform = np.random.default_rng(11).uniform(size=40_000)
    assert weights.pareto_k(-tail * np.log(uniform)) == pytest.approx(tail, abs=0.15)


def test_smoothing_steadies_a_heavy_tail():
    """The mean of a Pareto variable under weights with a heavy tail has a smaller error once they are smoothed."""
    errors = {"raw": [], "smooth": []}
    for seed in range(60):
        u = np.random.default_rng(seed).uniform(size=400)
        log_weights, values = -0.8 * np.log(u), u
        truth = 0.2 / 1.2
        errors["raw"].append(weights.normalise(log_weights) @ values - truth)
        errors["smooth"].append(weights.smoothed(log_weights) @ values - truth)
    raw, smooth = (np.sqrt(np.mean(np.square(errors[name]))) for name in ("raw", "smooth"))
    assert smooth < raw


def test_smoothing_keeps_what_has_no_tail():
    """Equal weights stay equal; below the tail smoothed weights keep their proportions."""
    np.testing.assert_allclose(weights.smoothed(np.zeros(200)), 1.0 / 200)
    log_weights = 2.0 * np.random.default_rng(4).standard_normal(500)
    found = weights.smoothed(log_weights)
    assert found.sum() == pytest.approx(1.0)
    below = np.argsort(log_weights)[:300]
    ratio = found[below] / weights.normalise(log_weights)[below]
    np.testing.assert_allclose(ratio, ratio[0])


def test_equal_weights_have_no_tail():
    """Weights without spread have Pareto k 0, and too few people count as unreliable."""
    assert weights.pareto_k(np.zeros(1000)) == 0.0
    assert weights.pareto_k(np.zeros(10)) >= 0.7


def test_convergence_rate_falls_from_one_to_nothing():
    """A heavier tail never converges faster; none is Monte Carlo, an index of one never converges."""
    rates = [weights.convergence_rate(k, 1000.0) for k in (-0.1, 0.1, 0.3, 0.5, 0.6, 0.8, 0.99, 1.2)]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] == 1.0
    assert rates[-1] == 0.0


@pytest.mark.parametrize("k", [0.5 - 2e-5, 0.5 + 2e-5])
def test_convergence_rate_is_continuous_at_one_half(k):
    """The limit at one half joins both sides."""
    assert weights.convergence_rate(k, 500.0) == pytest.approx(weights.convergence_rate(0.5, 500.0), abs=1e-3)


def test_tempering_keeps_the_people_asked_for():
    """The power is one where enough people are left, else the largest that leaves the minimum."""
    random = np.random.default_rng(3)
    prior, likelihood = np.zeros(5000), -0.5 * (random.standard_normal(5000) * 100.0) ** 2
    power = weights.temper(prior, likelihood, minimum=100.0)
    left = weights.effective_sample_size(weights.normalise(power * likelihood))
    assert 0.0 < power < 1.0
    assert left == pytest.approx(100.0, rel=0.01)
    assert weights.temper(prior, 1e-3 * random.standard_normal(5000), minimum=100.0) == 1.0


@given(probability=st.floats(0.0, 1.0), draws=st.floats(1.0, 1e5))
@settings(deadline=None)
def test_probability_interval_holds_its_probability(probability, draws):
    """The interval lies in [0, 1], holds the estimate, and narrows with more draws."""
    few = weights.probability_interval(probability, draws)
    many = weights.probability_interval(probability, draws * 10.0)
    assert 0.0 <= few.low <= probability <= few.high <= 1.0
    assert many.high - many.low <= few.high - few.low + 1e-9


def test_one_effective_person_says_next_to_nothing():
    """A probability read off one effective person keeps an interval of more than half."""
    interval = weights.probability_interval(1.0, 1.0)
    assert interval.high - interval.low > 0.5


def test_quantiles_of_equal_weights_are_those_of_the_sample():
    """Weighted quantiles agree with numpy's inverse distribution function at equal weights."""
    values = np.random.default_rng(2).standard_normal(999)
    found = weights.quantile(values, np.ones(999), (0.05, 0.5, 0.95))
    np.testing.assert_allclose(found, np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf"))
