"""Passive moments of joints: discs, ligaments, facets and capsules, without muscles.

    M(t) = -k1 t - a0 exp(b0 (t - lim0)) + a1 exp(b1 (-t - lim1))

Source: passive.csv (segment stiffness M232 under preload M234, ranges M238-M252). The limits are where a stop
gives its tabulated moment; well beyond them the law is a wall, not an observation.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from hamstrung.body import tables
from hamstrung.body.arrays import Floats
from hamstrung.body.layout import AXES, SPINE_JOINTS
from hamstrung.body.person import Anthropometry


class Law(NamedTuple):
    """Stiffness [Nm/rad], stop moments [Nm], rates [1/rad] and limits [rad], (..., axis[, direction])."""

    k1: Floats
    a: Floats
    b: Floats
    lim: Floats


def spine(person: Anthropometry) -> Law:
    """Laws of the six spine joints, (joint, axis[, direction])."""
    law = _spine()
    stiffness = person.lumbar_stiffness
    return Law(law.k1 * stiffness, law.a * stiffness, law.b.copy(), law.lim.copy())


def hip(person: Anthropometry, tilt: float) -> Law:
    """Law of the hip capsule; a pelvis that stands tilted forward is that much nearer to the flexion stop."""
    law = limb("hip", AXES)
    lim = law.lim.copy()
    lim[0, 0] -= person.hip_range_lost_rad + tilt
    lim[0, 1] += tilt
    return Law(law.k1.copy(), law.a.copy(), law.b.copy(), lim)


@cache
def limb(joint: str, axes: tuple[str, ...]) -> Law:
    """Law of a limb's joint, (axis[, direction])."""
    return _stack([_row(joint, axis) for axis in axes])


@cache
def _spine() -> Law:
    return _stack([limb(joint, AXES) for joint in SPINE_JOINTS])


def _stack(laws: list[Law]) -> Law:
    return Law(*(np.ascontiguousarray(np.stack(part)) for part in zip(*laws, strict=True)))


def _row(joint: str, axis: str) -> Law:
    source, deg = "passive.csv", math.pi / 180.0
    row = next(row for row in tables.rows(source) if (row["joint"], row["axis"]) == (joint, axis))

    def number(column: str, high: float) -> float:
        return tables.number(row, column, source=source, low=0.0, high=high)

    both = ("plus", "minus")
    return Law(
        np.array(number("linear_nm_per_deg", 50.0) / deg),
        np.array([number(f"{sign}_moment_nm", 500.0) for sign in both]),
        np.array([number(f"{sign}_rate_per_deg", 20.0) / deg for sign in both]),
        np.array([number(f"{sign}_limit_deg", 180.0) * deg for sign in both]),
    )
