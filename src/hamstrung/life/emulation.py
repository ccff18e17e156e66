"""Statistics of lives foretold from their parameters, so that many sets can be weighed and few need to be lived.

Every statistic is a sum over the scores of the parameters,

    y = a + sum_j (b_j z_j + c_j (z_j^2 - 1)),

fitted to all runs made so far by ridge regression; the penalty is the one that foretells left-out runs best. What it
cannot foretell is the spread of the left-out residuals: mostly the luck of the few people that a set is lived by. As
the error of the foretold mean counts that spread times sqrt(features that the penalty leaves / runs). Sets are drawn
from prior x likelihood on the emulator by elliptical slice sampling, many chains at once. The likelihood asks whether a
statistic is reproduced: well inside its published interval all values are alike, and beyond that each counts as a third
of the published sd. Its tails are Student's, so that a statistic far out of reach does not bend all others. What was
drawn is lived for real, joins the runs, and is weighed by the likelihood on the emulator of all runs over that on which
it was drawn.

Source: Murray, Adams and MacKay 2010, AISTATS 9:541 (the sampler); Vernon, Goldstein and Bower 2010, Bayesian Anal
5:619 (emulate, draw, run, emulate again). Valid near the runs that it was fitted to.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamstrung.life.calibration import Observations

Array = NDArray[np.float64]

INDIFFERENT = 1.2
"""Standard deviations about a published value within which all values are alike."""
OUTSIDE = 0.35
"""Standard deviation beyond that, over the published one."""
TAILS = 30.0
"""Degrees of freedom of the likelihood."""
PENALTIES = 10.0 ** np.arange(-1.0, 4.1, 0.5)
"""Ridge penalties that are tried."""
FEWEST_SETS = 50.0
"""Effective number of sets below which weights are drawn toward equal ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Emulator:
    """Statistics as a function of scores.

    Args:
        centre: of each statistic, (statistic,)
        slope: of the features, (feature, statistic)
        mean, scale: of the features, (feature,)
        left: spread of what is not foretold in a single run, (statistic,)
        error: of the foretold mean, (statistic,)
    """

    centre: Array
    slope: Array
    mean: Array
    scale: Array
    left: Array
    error: Array

    def moved(self, shift: Array) -> "Emulator":
        """The same with something added to every statistic, (statistic,)."""
        return replace(self, centre=self.centre + shift)

    def foretell(self, scores: Array) -> Array:
        """Statistics of sets that were not lived, (set, statistic)."""
        return np.asarray(self.centre + (_features(scores) - self.mean) / self.scale @ self.slope)


def fit(scores: Array, found: Array) -> Emulator:
    """An emulator of runs.

    Args:
        scores: of the parameters, (run, parameter)
        found: statistics of their lives, (run, statistic)
    """
    features = _features(scores)
    mean, scale = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-9)
    u, size, vt = np.linalg.svd((features - mean) / scale, full_matrices=False)
    centre = found.mean(axis=0)
    turned = u.T @ (found - centre)
    best = np.full(found.shape[1], np.inf)
    slope, used = np.zeros((features.shape[1], found.shape[1])), np.zeros(found.shape[1])
    for penalty in PENALTIES:
        shrunk = size**2 / (size**2 + penalty)
        leverage = np.minimum(np.sum(u**2 * shrunk, axis=1) + 1.0 / len(scores), 0.99)
        left_out = (found - centre - u @ (shrunk[:, None] * turned)) / (1.0 - leverage)[:, None]
        error = np.sqrt(np.mean(left_out**2, axis=0))
        better = error < best
        best = np.where(better, error, best)
        used = np.where(better, 1.0 + shrunk.sum(), used)
        slope = np.where(better, vt.T @ ((shrunk / size)[:, None] * turned), slope)
    return Emulator(centre, slope, mean, scale, best, best * np.sqrt(np.minimum(used / len(scores), 1.0)))


def log_likelihood(found: Array, wanted: Observations, *, error: Array | float = 0.0) -> Array:
    """Of sets by their statistics, up to a constant, (set,).

    Args:
        found: (set, statistic)
        wanted: published statistics.
        error: of `found`, (statistic,)
    """
    beyond = np.maximum(np.abs(found - wanted.value) - INDIFFERENT * wanted.sd, 0.0)
    off = np.where(np.isfinite(wanted.sd), beyond, 0.0) / np.hypot(OUTSIDE * wanted.sd, error)
    return np.asarray(-0.5 * (TAILS + 1.0) * np.sum(np.log1p(off**2 / TAILS), axis=1))


def draw(
    emulator: Emulator, start: Array, wanted: Observations, *, rounds: int, generator: np.random.Generator
) -> Array:
    """Sets drawn from prior x likelihood on the emulator, one chain a set, (set, parameter).

    Args:
        emulator: of the statistics.
        start: where the chains begin, (set, parameter)
        wanted: published statistics.
        rounds: how often every chain moves.
        generator: of the moves.
    """

    def weigh(z: Array) -> Array:
        return log_likelihood(emulator.foretell(z), wanted, error=emulator.error)

    scores, level = start.copy(), weigh(start)
    for _ in range(rounds):
        scores, level = _slice(scores, level, weigh, generator)
    return scores


def weights(scores: Array, wanted: Observations, *, drawn_on: Emulator, known: Emulator) -> tuple[Array, float]:
    """Weights of sets: likelihood by all that is known over that on which they were drawn, (set,).

    Where fewer than `FEWEST_SETS` would be worth counting, the logarithms of the weights are made smaller by a common
    factor until as many are.

    Args:
        scores: of the sets, (set, parameter)
        wanted: published statistics.
        drawn_on: the emulator that they were drawn on.
        known: the emulator of all runs, theirs among them.

    Returns:
        Weights that sum to one, and the factor, 1 where nothing had to be done.
    """
    log_ratio = log_likelihood(known.foretell(scores), wanted, error=known.error)
    log_ratio = log_ratio - log_likelihood(drawn_on.foretell(scores), wanted, error=drawn_on.error)
    fewest = min(FEWEST_SETS, 0.9 * len(scores))
    power = 1.0
    while True:
        weight = np.exp(power * (log_ratio - log_ratio.max()))
        weight /= weight.sum()
        if 1.0 / np.sum(weight**2) >= fewest or power < 1e-3:
            return weight, power
        power *= 0.95


def _features(scores: Array) -> Array:
    return np.hstack([scores, scores**2 - 1.0])


def _slice(scores: Array, level: Array, weigh, generator: np.random.Generator) -> tuple[Array, Array]:  # type: ignore[no-untyped-def]
    """One elliptical slice move of every chain."""
    other = generator.standard_normal(scores.shape)
    bar = level + np.log(generator.random(len(scores)))
    angle = 2.0 * np.pi * generator.random(len(scores))
    low, high = angle - 2.0 * np.pi, angle.copy()
    after, reached = scores.copy(), level.copy()
    waiting = np.arange(len(scores))
    while waiting.size:
        turn = angle[waiting, None]
        tried = scores[waiting] * np.cos(turn) + other[waiting] * np.sin(turn)
        found = weigh(tried)
        kept = found > bar[waiting]
        after[waiting[kept]], reached[waiting[kept]] = tried[kept], found[kept]
        waiting = waiting[~kept]
        below = angle[waiting] < 0.0
        low[waiting] = np.where(below, angle[waiting], low[waiting])
        high[waiting] = np.where(below, high[waiting], angle[waiting])
        angle[waiting] = low[waiting] + (high[waiting] - low[waiting]) * generator.random(waiting.size)
    return after, reached
