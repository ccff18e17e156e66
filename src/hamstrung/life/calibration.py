"""Fitting the uncertain parameters: an ensemble that moves, in a few steps, to where it reproduces what was published.

Ensemble smoother with multiple data assimilation. Every member is one set of parameters with the statistics that its
lives give. In each of n steps a regression over the ensemble says how a miss of the statistics y is best mended,

    z <- z + C_zy (C_yy + n R)^-1 (d + sqrt(n) e - y),        e ~ N(0, R)

with d the published statistics and R their variances; together the n inflated steps count every statistic once. z are
normal scores of the priors, so that no parameter can leave its range. Correlations that an ensemble of this size shows
by chance are left out of C_zy, and a statistic that lies far from all members counts as less certain for that step, so
that one out of reach does not drag the others. Exact for linear statistics and normal scores; otherwise an
approximation, so that what is kept is judged by its own statistics, never by the regression's.

Source: Emerick and Reynolds 2013, Comput Geosci 55:3-15; history matching of the result after Craig et al. 1997.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from hamstrung.errors import InputError
from hamstrung.life import priors
from hamstrung.life.priors import Parameter

Array = NDArray[np.float64]

INSIDE = 1e-6
"""How near a uniform may come to 0 or 1."""
BY_CHANCE = 2.0
"""Correlations below so many standard errors, 1/sqrt(members), are taken for chance."""
FAR = 4.0
"""Standard deviations beyond which the members' mean miss of a statistic counts as that many."""
IMPLAUSIBLE = 3.0
"""Standard deviations beyond which a statistic that no member reaches is called out of reach (Pukelsheim's rule)."""


@dataclass(frozen=True, slots=True)
class Observations:
    """What the ensemble is moved to.

    Args:
        value: published statistics, (statistic,)
        sd: of each, the Monte Carlo error of our own cohort included, (statistic,)
    """

    value: Array
    sd: Array


@cache
def fitted() -> tuple[Parameter, ...]:
    """The parameters that are fitted, those of `fitted.toml`, in the order of the table of parameters.

    Those are the ones that move the published statistics (`hamstrung calibrate --screen`). An ensemble of this size
    would move all others by chance; they keep their best values.

    Raises:
        InputError: for a name that is no parameter, or one whose prior has no width.
    """
    named = priors.read_table("fitted.toml")["fitted"]
    known = priors.parameters()
    for name in named:
        if name not in known:
            raise InputError.unknown(name, known, what="parameter", source="fitted.toml")
        if known[name].low == known[name].high:
            raise InputError(name, "has no width to be fitted in", source="fitted.toml")
    return tuple(each for name, each in known.items() if name in named)


def scatter(members: int, *, generator: np.random.Generator) -> Array:
    """First scores, spread evenly over every prior (a Latin hypercube), (member, parameter)."""
    n = len(fitted())
    ranks = np.stack([generator.permutation(members) for _ in range(n)], axis=1)
    return np.asarray(ndtri((ranks + generator.random((members, n))) / members))


def parameters(scores: Array) -> list[dict[str, float]]:
    """The parameters that scores stand for, each inside its range.

    Args:
        scores: (member, parameter)
    """
    uniforms = np.clip(ndtr(scores), INSIDE, 1.0 - INSIDE)
    values = np.stack([_quantile(each, column) for each, column in zip(fitted(), uniforms.T, strict=True)], axis=1)
    names = [each.name for each in fitted()]
    return [dict(zip(names, row.tolist(), strict=True)) for row in values]


def step(scores: Array, found: Array, wanted: Observations, *, steps: int, generator: np.random.Generator) -> Array:
    """One of so many steps toward the published statistics.

    Args:
        scores: of the members, (member, parameter)
        found: statistics of the members, (member, statistic)
        wanted: the published ones.
        steps: how many steps there are in all.
        generator: of the errors that keep the ensemble as wide as it should be.

    Returns:
        New scores, (member, parameter).
    """
    members = len(scores)
    sd = np.maximum(wanted.sd, np.abs(found.mean(axis=0) - wanted.value) / FAR)
    y, d = found / sd, wanted.value / sd
    off_z, off_y = scores - scores.mean(axis=0), y - y.mean(axis=0)
    cross = off_z.T @ off_y / (members - 1)
    own = off_y.T @ off_y / (members - 1)
    size = np.outer(off_z.std(axis=0), off_y.std(axis=0))
    chance = BY_CHANCE / members**0.5
    cross = np.where(np.abs(cross) > chance * np.maximum(size, 1e-12), cross, 0.0)
    noise = np.sqrt(steps) * generator.standard_normal(y.shape)
    mended = np.linalg.solve(own + steps * np.eye(len(d)), (d + noise - y).T)
    return np.asarray(scores + (cross @ mended).T)


def _quantile(parameter: Parameter, u: Array) -> Array:
    """The prior's quantile function."""
    low, best, high = parameter.low, parameter.value, parameter.high
    if parameter.prior == "uniform":
        return np.asarray(low + u * (high - low))
    peak = (best - low) / (high - low)
    below = low + np.sqrt(u * (high - low) * (best - low))
    above = high - np.sqrt((1.0 - u) * (high - low) * (high - best))
    return np.asarray(np.where(u < peak, below, above))
