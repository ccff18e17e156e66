"""The emulator: it foretells what it can, knows what it cannot, and draws from the right distribution."""

import numpy as np
import pytest

from hamstrung.life import emulation
from hamstrung.life.calibration import Observations


def runs(n, noise, seed=1):
    """Scores of six parameters, and three statistics that bend in them."""
    random = np.random.default_rng(seed)
    z = random.standard_normal((n, 6))
    y = np.column_stack([z[:, 0] + 0.5 * z[:, 1] ** 2, 2.0 - z[:, 2] + z[:, 3], 0.3 * z[:, 4]])
    return z, y + noise * random.standard_normal(y.shape)


def test_statistics_of_its_own_form_are_foretold_exactly():
    """A statistic that is a sum of bent functions of single parameters leaves no error."""
    emulator = emulation.fit(*runs(200, 0.0))
    z, y = runs(50, 0.0, seed=2)
    assert emulator.foretell(z) == pytest.approx(y, abs=0.02)
    assert emulator.error.max() < 0.02


def test_its_stated_error_is_that_of_new_runs():
    """What is left in runs that it has not seen is as large as it says, and so is its error of the mean."""
    emulator = emulation.fit(*runs(300, 0.4))
    z, y = runs(4000, 0.4, seed=2)
    left = np.sqrt(np.mean((emulator.foretell(z) - y) ** 2, axis=0))
    assert left == pytest.approx(emulator.left, rel=0.15)
    mean = np.sqrt(np.mean((emulator.foretell(z) - runs(4000, 0.0, seed=2)[1]) ** 2, axis=0))
    assert np.all(mean < 1.5 * emulator.error)
    assert np.all(mean > 0.3 * emulator.error)


def test_draws_follow_prior_times_likelihood():
    """On one parameter seen through one statistic the draws have the moments of the integral."""
    z = np.random.default_rng(3).standard_normal((400, 1))
    emulator = emulation.fit(z, z + 1.0)
    wanted = Observations(np.array([2.5]), np.array([0.7]))
    start = np.random.default_rng(4).standard_normal((3000, 1))
    drawn = emulation.draw(emulator, start, wanted, rounds=60, generator=np.random.default_rng(5))[:, 0]
    grid = np.linspace(-8, 8, 4001)
    weight = np.exp(-0.5 * grid**2 + emulation.log_likelihood(grid[:, None] + 1.0, wanted))
    mean = np.sum(weight * grid) / weight.sum()
    sd = np.sqrt(np.sum(weight * (grid - mean) ** 2) / weight.sum())
    assert drawn.mean() == pytest.approx(mean, abs=5 * sd / 3000**0.5)
    assert drawn.std() == pytest.approx(sd, rel=0.08)


def test_a_statistic_out_of_reach_bends_the_others_little():
    """Beside a statistic that no set reaches the draws still meet the one that they can."""
    z = np.random.default_rng(3).standard_normal((400, 2))
    emulator = emulation.fit(z, np.column_stack([z[:, 0], z[:, 0] * 0.05 + z[:, 1] * 0.0]))
    wanted = Observations(np.array([0.5, 30.0]), np.array([0.2, 1.0]))
    drawn = emulation.draw(emulator, z[:200], wanted, rounds=60, generator=np.random.default_rng(5))
    assert drawn[:, 0].mean() == pytest.approx(0.5, abs=0.25)


def test_all_values_well_inside_are_alike():
    """The likelihood is flat inside an interval, falls beyond it, and falls slower where foretelling is uncertain."""
    wanted = Observations(np.zeros(1), np.ones(1))
    inside, edge, out = emulation.log_likelihood(np.array([[0.0], [1.1], [2.5]]), wanted)
    assert inside == edge > out
    assert emulation.log_likelihood(np.array([[2.5]]), wanted, error=np.array([1.0]))[0] > out


def test_weights_mend_what_the_emulator_got_wrong():
    """Sets that fit better by all runs than by those they were drawn on weigh more, by the ratio of likelihoods."""
    wanted = Observations(np.zeros(1), np.ones(1))
    z = np.random.default_rng(3).standard_normal((300, 1))
    wrong, right = emulation.fit(z, 0.0 * z), emulation.fit(z, 2.0 * z)
    weight, power = emulation.weights(z, wanted, drawn_on=wrong, known=right)
    expected = np.exp(emulation.log_likelihood(2.0 * z, wanted))
    assert power == 1.0
    assert weight == pytest.approx(expected / expected.sum(), rel=0.02, abs=1e-6)


def test_weights_never_rest_on_a_few_sets():
    """Where the emulator misled, weights are tempered until fifty sets count, and the factor is told."""
    z = np.random.default_rng(1).standard_normal((160, 20))
    wanted = Observations(np.zeros(20), np.ones(20))
    wrong, right = emulation.fit(z, 0.0 * z), emulation.fit(z, 4.0 * z)
    weight, power = emulation.weights(z, wanted, drawn_on=wrong, known=right)
    assert 1.0 / np.sum(weight**2) >= 50
    assert 0 < power < 1
