"""Ranks, coverage and TARP on posteriors that are known to be right or wrong."""

import numpy as np
import pytest

from hamstrung.diagnosis import ranks

N, PEOPLE = 400, 400


def places(*, width=1.0, shift=0.0, seed=1):
    """Places of the truth in a Gaussian toy: theta ~ N(0, 1), x = theta + N(0, 1), posterior N(x / 2, 1 / 2)."""
    random = np.random.default_rng(seed)
    theta = random.standard_normal(N)
    found = theta + random.standard_normal(N)
    equal = np.full(PEOPLE, 1.0 / PEOPLE)
    draws = found[:, None] / 2 + shift + width * np.sqrt(0.5) * random.standard_normal((N, PEOPLE))
    return np.array([ranks.position(d, equal, t, random=random) for d, t in zip(draws, theta, strict=True)])


def test_ranks_of_the_right_posterior_are_uniform():
    """The exact posterior of a Gaussian toy has uniform ranks and covers what it says."""
    found = places()
    assert min(ranks.uniformity(found).chi_square, ranks.uniformity(found).kolmogorov) > 0.01
    for level in (0.5, 0.8, 0.9):
        assert ranks.coverage(found, level) == pytest.approx(level, abs=3 * np.sqrt(level * (1 - level) / N))


@pytest.mark.parametrize(("width", "shift"), [(0.6, 0.0), (1.7, 0.0), (1.0, 0.3)])
def test_ranks_of_a_wrong_posterior_are_not(width, shift):
    """Too narrow, too wide and shifted posteriors are all found out."""
    assert ranks.uniformity(places(width=width, shift=shift)).chi_square < 0.001


def test_a_narrow_posterior_covers_too_little_and_a_wide_one_too_much():
    """Coverage of the 90 % interval falls below and rises above its level."""
    assert ranks.coverage(places(width=0.6), 0.9) < 0.85
    assert ranks.coverage(places(width=1.7), 0.9) > 0.95


def test_weights_count_as_people():
    """A posterior by weights over the prior's people has uniform ranks too."""
    random = np.random.default_rng(5)
    theta, noise, people = random.standard_normal(N), random.standard_normal(N), random.standard_normal((N, 4000))
    found = []
    for truth, x, prior in zip(theta, theta + noise, people, strict=True):
        weight = np.exp(-0.5 * (x - prior) ** 2)
        found.append(ranks.position(prior, weight / weight.sum(), truth, random=random))
    assert ranks.uniformity(np.array(found)).kolmogorov > 0.01


def test_ties_are_drawn_so_that_exact_zeros_stay_uniform():
    """Where truth and draws are exactly zero in half of the people, ranks are uniform; with ties at the end, not."""
    random = np.random.default_rng(2)
    equal = np.full(PEOPLE, 1.0 / PEOPLE)

    def some(shape):
        return np.maximum(random.standard_normal(shape), 0.0)

    truths, draws = some(N), some((N, PEOPLE))
    found = np.array([ranks.position(d, equal, t, random=random) for d, t in zip(draws, truths, strict=True)])
    assert ranks.uniformity(found).kolmogorov > 0.01
    untied = np.array([np.mean(d < t) for d, t in zip(draws, truths, strict=True)])
    assert ranks.uniformity(untied).kolmogorov < 1e-6


def test_uniform_places_stay_within_the_band():
    """About 95 of 100 samples of uniform places stay within the band everywhere."""
    random, grid = np.random.default_rng(3), np.linspace(0, 1, 201)
    inside = [np.abs(ranks.distribution(random.random(N), grid)).max() <= ranks.band(N) for _ in range(300)]
    assert 0.90 <= np.mean(inside) <= 0.99


def tarp(*, correlation):
    """TARP places of a posterior in two dimensions whose own correlation is 0.8, drawn with this correlation."""
    random = np.random.default_rng(4)
    right = np.linalg.cholesky(np.array([[1.0, 0.8], [0.8, 1.0]]))
    told = np.linalg.cholesky(np.array([[1.0, correlation], [correlation, 1.0]]))
    equal = np.full(PEOPLE, 1.0 / PEOPLE)
    found = []
    for _ in range(N):
        mean = 2 * random.standard_normal(2)
        truth = mean + right @ random.standard_normal(2)
        draws = mean + random.standard_normal((PEOPLE, 2)) @ told.T
        point = mean + 2 * random.standard_normal(2)
        found.append(ranks.nearer(draws, equal, truth, point, random=random))
    return np.array(found)


def test_tarp_is_uniform_for_the_right_joint_posterior():
    """Distances from random points are uniform where the joint law is right."""
    assert ranks.uniformity(tarp(correlation=0.8)).kolmogorov > 0.01


def test_tarp_sees_a_wrong_correlation_that_no_single_rank_shows():
    """With the right margins and the wrong correlation, TARP is not uniform."""
    assert ranks.uniformity(tarp(correlation=-0.8)).chi_square < 0.001
