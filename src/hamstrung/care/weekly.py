"""A course told week by week, from the weeks that are worked out.

The natural course is worked out in every week. Beside a treatment some weeks are, and between them each person's pain
follows their own natural course, whose flares it shares:

    pain = (natural + 0.1) exp(r) - 0.1,   r = log((pain + 0.1) / (natural + 0.1)) straight between worked-out weeks

Mean and interval of function, range, posture and loads (`bodies`) go straight between worked-out weeks.
Error of a mean in any week: pain 0.1 points, function 0.4 points, range 0.6 degrees, posture 0.2 degrees, loads
1 % (`tests/care/test_weekly.py`). Valid for the year after a visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung.care.course import WEEKS, Arm
from hamstrung.care.people import Array

_FLOOR_NPRS = 0.1
_ENDS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Band:
    """A quantity over the weeks: mean and 90 % interval, (week,) each."""

    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def pain_nprs(one: Arm, *, natural: Arm) -> Array:
    """Pain in every week of the year, without the effect of contact, (person, week)

    Args:
        one: the course beside a treatment, or the natural one.
        natural: the same people untreated, worked out in every week.
    """
    if len(one.weeks) == len(WEEKS):
        return one.pain_nprs
    alone = natural.pain_nprs + _FLOOR_NPRS
    ratio = np.log((one.pain_nprs + _FLOOR_NPRS) / alone[:, one.weeks])
    after = np.searchsorted(one.weeks, WEEKS).clip(1)
    share = (np.array(WEEKS) - one.weeks[after - 1]) / (one.weeks[after] - one.weeks[after - 1])
    between = (1.0 - share) * ratio[:, after - 1] + share * ratio[:, after]
    return np.asarray(np.maximum(alone * np.exp(between) - _FLOOR_NPRS, 0.0))


def band(values: Array, weight: Array, *, weeks: Sequence[int] = WEEKS, digits: int = 9) -> Band:
    """Mean and 90 % interval by week of a quantity of people.

    Args:
        values: in the weeks that were worked out, (person, week)
        weight: of the people; they sum to one, (person,)
        weeks: which these are; means and ends go straight between them.
        digits: that are told.
    """
    mean = weight @ values
    order = np.argsort(values, axis=0)
    share = np.cumsum(weight[order], axis=0)
    ends = [_quantile(values, order, share, level) for level in _ENDS]
    low, high = np.minimum(ends[0], mean), np.maximum(ends[1], mean)
    return Band(*(tuple(np.interp(WEEKS, weeks, each).round(digits).tolist()) for each in (mean, low, high)))


def _quantile(values: Array, order: NDArray[np.intp], share: Array, level: float) -> Array:
    """By the inverse of the weighted distribution function, as `diagnosis.weights.quantile`, (week,)"""
    place = np.minimum((share < level * share[-1]).sum(axis=0), len(values) - 1)
    week = np.arange(values.shape[1])
    return np.asarray(values[order[place, week], week])
