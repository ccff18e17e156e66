"""Whether a posterior keeps its promises, on simulated people whose truth is known.

*Simulation-based calibration* (Talts et al. 2018, arXiv 1804.06788): where the truth is drawn from the prior and the
findings from the likelihood, the rank of the truth among draws of the posterior is uniform. Where draws equal the
truth, as at a deficit or a share of exactly zero, the rank is drawn among the tied ones, which keeps it uniform.
*Coverage*: the central interval of a level holds the truth that often; with ties settled in the same way.
*TARP* (Lemos et al. 2023, arXiv 2302.03026): the share of draws nearer to a random point than the truth is, is
uniform; it sees several quantities at once.

Uniform ranks are necessary and not sufficient: an answer that never looks at the findings has them too. Sharpness
says what the findings were good for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

DRAWS = 99
BINS = 20
_EQUAL = 1e-6


@dataclass(frozen=True, slots=True)
class Uniformity:
    """How far ranks are from uniform.

    Args:
        chi_square, kolmogorov: p-values, over 20 bins and of the largest distance from the diagonal.
        distance: that distance.
    """

    chi_square: float
    kolmogorov: float
    distance: float


def position(values: Array, weights: Array, truth: float, *, random: np.random.Generator, draws: int = DRAWS) -> float:
    """Place of the truth among draws of a weighted posterior: (rank + random) / (draws + 1), in (0, 1).

    Args:
        values: of the simulated people, (person,)
        weights: that sum to one, (person,)
        truth: the true value.
        random: draws people and settles ties.
        draws: how many people are drawn.
    """
    drawn = values[random.choice(values.size, draws, p=weights)]
    tied = np.abs(drawn - truth) <= _EQUAL
    rank = np.sum(drawn[~tied] < truth) + random.integers(0, tied.sum() + 1)
    return float((rank + random.random()) / (draws + 1))


def uniformity(positions: Array) -> Uniformity:
    """How far places are from uniform on (0, 1), (patient,)."""
    counts = np.histogram(positions, bins=BINS, range=(0.0, 1.0))[0]
    test = stats.kstest(positions, "uniform")
    return Uniformity(float(stats.chisquare(counts).pvalue), float(test.pvalue), float(test.statistic))


def coverage(positions: Array, level: float) -> float:
    """How often the central interval of a level held the truth."""
    return float(np.mean(np.abs(positions - 0.5) <= 0.5 * level))


def distribution(positions: Array, grid: Array) -> Array:
    """Share of places up to each point of a grid, less that point: 0 where uniform, (grid,)."""
    return np.searchsorted(np.sort(positions), grid, side="right") / positions.size - grid


def band(n: int, *, level: float = 0.95) -> float:
    """Half-width of the band around 0 in which `distribution` of n uniform places stays, all at once (Kolmogorov)."""
    return float(stats.kstwo.ppf(level, n))


def nearer(
    values: Array, weights: Array, truth: Array, point: Array, *, random: np.random.Generator, draws: int = DRAWS
) -> float:
    """Place of the truth's distance from a point among those of draws of the posterior, in (0, 1): TARP.

    Args:
        values: of the simulated people, in comparable units, (person, quantity)
        weights: that sum to one, (person,)
        truth, point: (quantity,)
        random: draws people and settles ties.
        draws: how many people are drawn.
    """
    away = np.sqrt(np.sum((values - point) ** 2, axis=1))
    return position(away, weights, float(np.sqrt(np.sum((truth - point) ** 2))), random=random, draws=draws)
