"""How likely the same finding, made again, is in each course.

    reading at visit v = truth at v + persistent error + error of the day

The persistent error is what does not change between visits: the rater's way of reading, and what the model leaves out
of this person (`likelihood.ErrorModel.discrepancy`). Both sides of one test share it. It is known in part from the
first reading, so that a change is worth more than two unrelated readings would be; only the error of the day counts
anew. Another rater brings the spread between raters anew.

    detectable change = 1.96 sqrt(2) x error of the day

A reading that lies nearer to the first one than that is entered as *unchanged*, whichever it was: all such readings say
the same. Beyond it the reading counts as it is. A sign that is found again repeats its first error with the share
`_SIGN_PERSISTS` where its target is as it was.

Source: the factor is the usual one of a detectable change at 95 % (as behind E337); errors are those of the vocabulary.
Valid for errors that are Gaussian and as large at every visit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr

from hamstrung.diagnosis import ErrorModel, likelihood
from hamstrung.patient import FindingType, Value

Array = NDArray[np.float64]

DETECTABLE = 1.96 * 2.0**0.5
"""Errors of the day by which two readings must differ to be told apart."""

_SIGN_PERSISTS = 0.7
"""Share of a sign's errors that come again at the next visit, assumed (0.4-0.9)."""

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_LEAST = 1e-300


def detectable_change(kind: FindingType) -> float:
    """The smallest change of a number that is more than its error of the day, in its unit."""
    return DETECTABLE * kind.sd_within


@dataclass(slots=True)
class Number:
    """Readings of one number, both sides where it has sides, in courses; filled in order of time.

    Args:
        own: error of the day.
        shared: standard deviation of the persistent error.
        gross: probability of a stray reading, and `span` its range.
        mean, variance: of the persistent error given the readings so far, (particle,) and one for all.
        log_exact: log likelihood of the readings that count as they are, (particle,)
        unchanged: truth, lower and upper end and error of the readings that count as unchanged.
    """

    own: float
    shared: float
    gross: float
    span: float
    mean: Array
    variance: float
    log_exact: Array
    unchanged: list[tuple[Array, float, float, float]] = field(default_factory=list)

    @classmethod
    def of(cls, kind: FindingType, *, errors: ErrorModel, particles: int) -> "Number":
        """Before any reading."""
        span = kind.high - kind.low
        discrepancy = errors.discrepancy * errors.spread.get(kind.code, 0.0)
        shared = float(np.hypot(kind.sd_between, discrepancy))
        own = max(kind.sd_within, 1e-6 * span)
        return cls(own, shared, errors.gross_error, span, np.zeros(particles), shared**2, np.zeros(particles))

    def know(self, truth: Array, value: float) -> None:
        """A reading that the courses were chosen by already: it only tells of the persistent error."""
        log_exact = self.log_exact
        self.read(truth, value, own=self.own, low=-np.inf, high=np.inf)
        self.log_exact = log_exact

    def read(self, truth: Array, value: float, *, own: float, low: float, high: float) -> None:
        """A reading that counts as it is; at an end of its range it says at or beyond."""
        sd = float(np.hypot(own, self.variance**0.5))
        z = (value - truth - self.mean) / sd
        if value <= low or value >= high:
            self.log_exact = self.log_exact + log_ndtr(z if value <= low else -z)
            return
        right = np.log1p(-self.gross) - 0.5 * z**2 - np.log(sd * (2.0 * np.pi) ** 0.5)
        stray = np.log(max(self.gross, _LEAST) / self.span)
        both = np.logaddexp(right, stray)
        gain = self.variance / (self.variance + own**2) * np.exp(right - both)
        self.log_exact = self.log_exact + both
        self.mean = self.mean + gain * (value - truth - self.mean)
        self.variance = self.variance * own**2 / (self.variance + own**2)

    def stay(self, truth: Array, low: float, high: float, *, own: float) -> None:
        """A reading that lay between these and counts as unchanged."""
        self.unchanged.append((truth, low, high, own))

    def log_likelihood(self) -> Array:
        """Of everything after what was known, (particle,)"""
        if not self.unchanged:
            return self.log_exact
        total = np.zeros_like(self.mean)
        for node, weight in zip(_NODES, _WEIGHTS / _WEIGHTS.sum(), strict=True):
            error = self.mean + self.variance**0.5 * node
            inside = np.ones_like(total)
            for truth, low, high, own in self.unchanged:
                chance = ndtr((high - truth - error) / own) - ndtr((low - truth - error) / own)
                inside *= (1.0 - self.gross) * chance + self.gross * min((high - low) / self.span, 1.0)
            total += weight * inside
        return np.asarray(self.log_exact + np.log(np.maximum(total, _LEAST)))


def sign(readings: Sequence[tuple[Array, Value]], kind: FindingType, *, known_first: bool, particles: int) -> Array:
    """Log likelihood of a sign or a choice found again and again, (particle,)

    Args:
        readings: truth and value, in order of time.
        kind: the finding.
        known_first: whether the courses were chosen by the first reading already.
        particles: courses.
    """
    total = np.zeros(particles)
    if readings and not known_first:
        total = total + np.log(_chance(*readings[0], kind))
    for (before, said), (truth, value) in pairwise(readings):
        fresh = _chance(truth, value, kind)
        same = np.abs(np.nan_to_num(truth) - np.nan_to_num(before)) < 0.5
        kept = np.where(same, _SIGN_PERSISTS, 0.0)
        total = total + np.log(kept * float(value == said) + (1.0 - kept) * fresh)
    return total


def _chance(truth: Array, value: Value, kind: FindingType) -> Array:
    if kind.kind == "choice":
        right = 0.9 if kind.sensitivity is None else kind.sensitivity
        wrong = (1.0 - right) / max(len(kind.choices) - 1, 1)
        return np.where(np.nan_to_num(truth, nan=-1.0) == list(kind.choices).index(str(value)), right, wrong)
    positive = likelihood.probability_of_yes(truth, kind)
    return np.asarray(positive if likelihood.is_yes(value) else 1.0 - positive)


def stems(kinds: Mapping[str, FindingType]) -> dict[str, tuple[str, ...]]:
    """Codes that share a persistent error: both sides of one finding."""
    found: dict[str, tuple[str, ...]] = {}
    for code, kind in kinds.items():
        found[kind.stem] = (*found.get(kind.stem, ()), code)
    return found
