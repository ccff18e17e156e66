"""Weights of simulated people, and how far an average over them can be trusted.

Everything is in logarithms until the last step. The effective sample size is Kish's; the tail of the weights
is judged by the Pareto index of Vehtari et al. (2024, J Mach Learn Res 25:72), fitted as Zhang and Stephens
(2009, Technometrics 51:316) with that paper's weak prior. Valid for weights of independent draws.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from hamstrung.diagnosis.assessment import Estimate, Interval

Array = NDArray[np.float64]

RELIABLE_PARETO_K = 0.7
_TOO_FEW_FOR_A_TAIL = 5
_PRIOR_PEOPLE = 10.0
_HARDLY_VARIES = 1e-3
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class Reliability:
    """How much a set of weights is worth."""

    effective_sample_size: float
    pareto_k: float

    @property
    def effective_draws(self) -> float:
        """Independent draws that would estimate a mean as well, heavy tail included."""
        ess = max(self.effective_sample_size, 1.0)
        return max(1.0, ess ** convergence_rate(self.pareto_k, ess))


def normalise(log_weights: Array) -> Array:
    """Weights that sum to one.

    Args:
        log_weights: up to a constant; -inf is a weight of zero, (person,)

    Raises:
        ValueError: no weight is above zero, or one is not a number.
    """
    top = np.max(log_weights, initial=-np.inf)
    if not np.isfinite(top):
        raise ValueError("no simulated person has a weight above zero")
    weights = np.exp(log_weights - top)
    return weights / weights.sum()


def effective_sample_size(weights: Array) -> float:
    """Kish's effective sample size, 1 / sum w^2 of weights that sum to one."""
    return float(1.0 / np.sum(weights**2))


def replicate_variance(values: Array, weights: Array, origins: NDArray[np.intp]) -> Array:
    """Variance of weighted means, by how they differ between parts of the sample.

        V = K / (K - 1) x sum over origins of (weight of the origin x (its mean - mean))^2

    Claim: whatever makes the descendants of one part differ from those of another, in what they are or in how
    many they are, few people, copies or walks that have not mixed, is in it.
    Valid for parts dealt out at random (Lee and Whiteley 2018, Biometrika 105:609); with K of them its own relative
    error is sqrt(2 / (K - 1)).

    Args:
        values: (person, quantity)
        weights: that sum to one, (person,)
        origins: of each, from 0, (person,)
    """
    off = (values - weights @ values) * weights[:, None]
    count = int(origins.max()) + 1
    parts = np.stack([np.bincount(origins, weights=column, minlength=count) for column in off.T])
    return np.asarray(np.sum(parts**2, axis=1) * count / max(count - 1, 1))


def replicate_draws(values: Array, weights: Array, origins: NDArray[np.intp]) -> float:
    """Independent draws that refined people are worth: of all quantities together, from how origins differ.

    1 / mean over quantities of V / variance; never more than the weights allow.

    Args:
        values: (person, quantity); those that hardly vary do not count.
        weights, origins: as in `replicate_variance`.
    """
    spread = weights @ (values - weights @ values) ** 2
    varies = spread > _HARDLY_VARIES
    most = effective_sample_size(weights)
    if not varies.any():
        return most
    ratio = float(np.mean(replicate_variance(values[:, varies], weights, origins) / spread[varies]))
    return max(1.0, min(most, 1.0 / max(ratio, 1e-12)))


def reliability(log_weights: Array) -> Reliability:
    """Effective sample size and Pareto index of log weights, (person,)."""
    return Reliability(effective_sample_size(normalise(log_weights)), pareto_k(log_weights))


def pareto_k(log_weights: Array) -> float:
    """Tail index of the weights: below 0.5 a finite variance, above 0.7 not to be relied on.

    The largest min(S / 5, 3 sqrt(S)) weights are fitted by a generalised Pareto distribution. Equal weights
    have no tail and give 0; so few people that there is nothing to fit give 1.
    """
    finite = log_weights[np.isfinite(log_weights)]
    tail = int(np.ceil(min(0.2 * finite.size, 3.0 * np.sqrt(finite.size))))
    if tail < _TOO_FEW_FOR_A_TAIL:
        return 1.0
    largest = np.sort(np.partition(finite, finite.size - tail - 1)[-tail - 1 :])
    scaled = np.exp(largest - largest[-1])
    excess = scaled[1:] - scaled[0]
    excess = excess[excess > 0]
    if excess.size < _TOO_FEW_FOR_A_TAIL:
        return 0.0
    k, _ = fit_generalised_pareto(excess)
    n = excess.size
    return float(np.clip((n * k + 5.0) / (n + 10.0), -1.0, 10.0))


def smoothed(log_weights: Array) -> Array:
    """Weights that sum to one, the largest replaced by the expected order statistics of the fitted Pareto tail.

    None becomes larger than the largest was. Few outliers then no longer decide an average (Vehtari et al. 2024);
    the price is a small bias where the Pareto index is above 0.7.
    """
    raw = normalise(log_weights)
    tail = int(np.ceil(min(0.2 * raw.size, 3.0 * np.sqrt(raw.size))))
    order = np.argsort(raw, kind="stable")
    cutoff = raw[order[-tail - 1]] if tail < raw.size else 0.0
    excess = raw[order[-tail:]] - cutoff
    if tail < _TOO_FEW_FOR_A_TAIL or excess[0] <= 0.0 or excess[-1] - excess[0] < 1e-12 * excess[-1]:
        return raw
    k, scale = fit_generalised_pareto(excess)
    k = (tail * k + 5.0) / (tail + 10.0)
    places = (np.arange(tail) + 0.5) / tail
    expected = scale * (np.expm1(-k * np.log1p(-places)) / k if abs(k) > 1e-9 else -np.log1p(-places))
    smooth = raw.copy()
    smooth[order[-tail:]] = np.minimum(cutoff + expected, raw[order[-1]])
    return np.asarray(smooth / smooth.sum())


def fit_generalised_pareto(excess: Array) -> tuple[float, float]:
    """Shape k and scale of a generalised Pareto distribution (heavy tail: k > 0).

    The posterior mean of theta = -k / scale over a data-driven grid, then k in closed form:
    k = mean log(1 - theta x).

    Args:
        excess: positive, ascending, (draw,)
    """
    n = excess.size
    grid = 30 + int(np.sqrt(n))
    quartile = excess[int(n / 4 + 0.5) - 1]
    theta = 1.0 / excess[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quartile)
    shape = np.log1p(-theta[:, None] * excess).mean(axis=1)
    log_likelihood = n * (np.log(-theta / shape) - shape - 1.0)
    mean_theta = float(normalise(log_likelihood) @ theta)
    k = float(np.log1p(-mean_theta * excess).mean())
    return k, -k / mean_theta


def convergence_rate(k: float, draws: float) -> float:
    """Power at which the squared error of a weighted mean falls with the draws: 1 is Monte Carlo, 0 never.

    Source: Vehtari et al. 2024, appendix (convergence of a mean whose weights have a Pareto tail of index k).
    """
    if k <= 0.0 or draws <= 2.0:
        return 1.0
    if k >= 1.0:
        return 0.0
    if abs(k - 0.5) < 1e-6:
        log = float(np.log(draws))
        return (draws * (log - 1.0) + 1.0) / ((draws - 1.0) * log)
    s2k = draws ** (2.0 * k)
    top = 2.0 * (k - 1.0) * draws * s2k + (1.0 - 2.0 * k) * s2k + draws**2
    return float(np.clip(top / ((draws - 1.0) * (draws - s2k)), 0.0, 1.0))


def temper(log_prior: Array, log_likelihood: Array, *, minimum: float) -> float:
    """The largest power of the likelihood, at most 1, that leaves `minimum` effective people.

    A power below 1 counts every finding for less than it is worth: the answer lies between the prior and the
    posterior. 0 when the prior alone has fewer people than asked for.
    """

    def people(power: float) -> float:
        return effective_sample_size(normalise(log_prior + power * log_likelihood))

    if people(1.0) >= minimum:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if people(middle) >= minimum else (low, middle)
    return low


def probability_interval(probability: float, draws: float) -> Interval:
    """90 % interval of a probability that was estimated from so many effective draws (Jeffreys' beta)."""
    a, b = draws * probability + 0.5, draws * (1.0 - probability) + 0.5
    low, high = float(betaincinv(a, b, 0.05)), float(betaincinv(a, b, 0.95))
    return Interval(min(low, probability), max(high, probability))


def prior_share(draws: float) -> float:
    """Weight of the prior in an interval that is not sharp: as if ten people of the prior had joined."""
    return _PRIOR_PEOPLE / (_PRIOR_PEOPLE + draws)


def quantile(values: Array, weights: Array, levels: tuple[float, ...]) -> list[float]:
    """Quantiles of weighted values, by the inverse of the weighted distribution function.

    Weights under a billionth of the largest are left out: most people of a cohort are nothing like one patient.
    """
    count = weights > _NEGLIGIBLE * weights.max(initial=0.0)
    if not count.all():
        values, weights = values[count], weights[count]
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order])
    places = np.searchsorted(cumulated, np.asarray(levels) * cumulated[-1])
    return [float(values[order[min(place, order.size - 1)]]) for place in places]


def estimate(values: Array, weights: Array, *, widened: Array | None = None) -> Estimate:
    """Posterior mean and 90 % interval; the interval from `widened` weights where they are given."""
    mean = float(values @ weights)
    low, high = quantile(values, weights if widened is None else widened, (0.05, 0.95))
    return Estimate(mean, min(low, mean), max(high, mean))
