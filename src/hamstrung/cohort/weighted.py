"""Statistics of people with weights: means, spreads, correlations, odds ratios, areas under a curve.

Every function takes values and weights of the same length and, where it says so, a mask of those who count. Nobody
who counts gives NaN.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def ratio(over: float, under: float) -> float:
    """A quotient, NaN where there is nothing to divide by."""
    return float(over / under) if under else float("nan")


def mean(values: NDArray[np.generic], weight: Array, among: Mask) -> float:
    """Mean of values, or share of signs."""
    total = weight[among].sum()
    return float(weight[among] @ np.asarray(values, float)[among] / total) if total > 0 else float("nan")


def spread(values: Array, weight: Array, among: Mask) -> float:
    """Standard deviation."""
    centre = mean(values, weight, among)
    return float(np.sqrt(mean((values - centre) ** 2, weight, among)))


def quantile(values: Array, weight: Array, among: Mask, share: float) -> float:
    """Value below which that share of people lies."""
    order = np.argsort(values[among], kind="stable")
    kept, heavy = values[among][order], np.cumsum(weight[among][order])
    if not kept.size or heavy[-1] <= 0:
        return float("nan")
    return float(kept[min(int(np.searchsorted(heavy, share * heavy[-1])), kept.size - 1)])


def correlation(x: Array, y: Array, weight: Array, among: Mask) -> float:
    """Pearson's r."""
    dx, dy = x - mean(x, weight, among), y - mean(y, weight, among)
    return ratio(mean(dx * dy, weight, among), spread(x, weight, among) * spread(y, weight, among))


def difference(values: Array, weight: Array, one: Mask, other: Mask) -> float:
    """Mean of one group less that of another."""
    return mean(values, weight, one) - mean(values, weight, other)


def standardised(values: Array, weight: Array, one: Mask, other: Mask) -> float:
    """Difference of two means over the mean spread of both groups."""
    pooled = np.hypot(spread(values, weight, one), spread(values, weight, other)) / np.sqrt(2.0)
    return ratio(difference(values, weight, one, other), float(pooled))


def risk_ratio(sign: NDArray[np.generic], weight: Array, one: Mask, other: Mask) -> float:
    """Share of a sign in one group over that in another."""
    return ratio(mean(sign, weight, one), mean(sign, weight, other))


def odds_ratio(sign: NDArray[np.generic], weight: Array, among: Mask, x: Array, *others: Array) -> float:
    """Odds ratio of a sign per unit of x, by weighted logistic regression (Newton's method).

    Args:
        sign: what is explained, 0 or 1.
        weight: of people.
        among: who counts.
        x: the exposure.
        others: covariates.
    """
    design = np.column_stack([np.ones(among.sum()), x[among], *(other[among] for other in others)])
    y, w, b = np.asarray(sign, float)[among], weight[among], np.zeros(design.shape[1])
    for _ in range(25):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ b, -30.0, 30.0)))
        curvature = (design * (w * p * (1 - p))[:, None]).T @ design
        try:
            step = np.linalg.solve(curvature, design.T @ (w * (y - p)))
        except np.linalg.LinAlgError:
            return float("nan")
        b += np.clip(step, -5.0, 5.0)
    return float(np.exp(b[1]))


def area_under_curve(score: Array, sign: NDArray[np.generic], weight: Array, among: Mask) -> float:
    """Chance that somebody with the sign scores above somebody without it; ties count half."""
    here = among & (weight > 0)
    values, ranks = np.unique(score[here], return_inverse=True)
    with_sign = np.bincount(ranks, weight[here] * np.asarray(sign, float)[here], len(values))
    without = np.bincount(ranks, weight[here] * (1.0 - np.asarray(sign, float)[here]), len(values))
    below = np.cumsum(without) - 0.5 * without
    total = with_sign.sum() * without.sum()
    return float(with_sign @ below / total) if total > 0 else float("nan")
