"""How good probabilities of roles were, once the truth is known: score, calibration, sharpness.

    log score   = mean log of the probability given to what was true           (higher is better, 0 at best)
    Brier score = mean squared distance of the probabilities from the truth    (lower is better, 0 at best)
    expected calibration error = sum over bins of (share of forecasts) x |mean probability - how often it came true|

The calibration error pools every role against the rest in ten bins of equal width. It is never quite zero for a
perfect forecaster of finitely many people; `error_by_chance` says how large chance alone makes it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEAST = 1e-3
"""Probabilities below this count as this in a log score, for every forecaster alike (assumed; 1e-4 to 1e-2)."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Bins:
    """Forecasts by the probability that was given.

    Args:
        given: mean probability, NaN in an empty bin, (bin,)
        came: how often it came true, (bin,)
        count: forecasts, (bin,)
    """

    given: Array
    came: Array
    count: NDArray[np.intp]

    @property
    def error(self) -> float:
        """Expected calibration error."""
        known = self.count > 0
        share = self.count[known] / self.count.sum()
        return float(share @ np.abs(self.given[known] - self.came[known]))


def floored(given: Array) -> Array:
    """Probabilities of at least `LEAST` that sum to one, (person, role)."""
    raised = np.maximum(given, LEAST)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def log_scores(given: Array, truth: NDArray[np.intp]) -> Array:
    """Log of the probability given to the true role, (person,).

    Args:
        given: probabilities, (person, role)
        truth: index of the true role, (person,)
    """
    return np.log(floored(given)[np.arange(len(truth)), truth])


def brier_scores(given: Array, truth: NDArray[np.intp]) -> Array:
    """Squared distance of the probabilities from the truth, 0 to 2, (person,)."""
    return np.asarray(np.sum((given - np.eye(given.shape[1])[truth]) ** 2, axis=1))


def reliability(given: Array, truth: NDArray[np.intp], *, bins: int = BINS) -> Bins:
    """Every role against the rest, pooled, in bins of equal width."""
    came = np.eye(given.shape[1])[truth].ravel()
    return binned(given.ravel(), came, bins=bins)


def binned(given: Array, came: Array, *, bins: int = BINS) -> Bins:
    """Forecasts of single events in bins of equal width.

    Args:
        given: probabilities, (forecast,)
        came: 1 where it came true, else 0, (forecast,)
        bins: of equal width over 0 to 1.
    """
    place = np.minimum((given * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        return Bins(
            np.bincount(place, weights=given, minlength=bins) / count,
            np.bincount(place, weights=came, minlength=bins) / count,
            count,
        )


def expected_calibration_error(given: Array, truth: NDArray[np.intp], *, bins: int = BINS) -> float:
    """Expected calibration error of role probabilities, pooled one against the rest."""
    return reliability(given, truth, bins=bins).error


def error_by_chance(given: Array, *, random: np.random.Generator, times: int = 200) -> Array:
    """Calibration errors were these probabilities exactly right: roles drawn from them, (time,)."""
    edges = np.cumsum(given / given.sum(axis=1, keepdims=True), axis=1)
    edges[:, -1] = 1.0
    drawn = (random.random((times, len(given), 1)) > edges[None]).sum(axis=2)
    return np.array([expected_calibration_error(given, truth) for truth in drawn])


def entropy(given: Array) -> Array:
    """Entropy of the probabilities in nats: 0 where one role is certain, (person,)."""
    safe = np.where(given > 0.0, given, 1.0)
    return np.asarray(-np.sum(given * np.log(safe), axis=1))
