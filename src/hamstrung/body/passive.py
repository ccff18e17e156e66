"""Passive moments of joints: discs, ligaments, facets and capsules, without muscles.

    M(t) = -k1 t - a0 exp(b0 (t - lim0)) + a1 exp(b1 (-t - lim1))

Source: passive.csv (segment stiffness M232 under preload M234, ranges M238-M252). The limits are where a stop
gives its tabulated moment; well beyond them the law is a wall, not an observation. Moments scale with mass
times height (assumed), so that people of all sizes bend alike; mass beyond a BMI of 30 adds nothing.
"""

import math
from functools import cache
from typing import NamedTuple

import numpy as np

from hamstrung.body import lengths, tables
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
    return _scaled(_spine(), person.lumbar_stiffness * size(person))


def hip(person: Anthropometry, tilt: float) -> Law:
    """Law of the hip capsule; a pelvis that stands tilted forward is that much nearer to the flexion stop."""
    law = _scaled(_limb("hip", AXES), size(person))
    law.lim[0, 0] -= person.hip_range_lost_rad + tilt
    law.lim[0, 1] += tilt
    return law


def knee(person: Anthropometry) -> Law:
    """Law of the knee, flexion positive, (1[, direction])."""
    return _scaled(_limb("knee", ("z",)), size(person))


def ankle(person: Anthropometry) -> Law:
    """Law of the ankle about z (dorsiflexion positive) and x, (axis[, direction])."""
    return _scaled(_limb("ankle", ("z", "x")), size(person))


def size(person: Anthropometry) -> float:
    """Mass times height over that of the reference body, without the mass beyond a BMI limit."""
    value = lengths.values()
    mass = min(person.mass_kg, value["strength_mass_limit"] * person.height_m**2)
    return mass * person.height_m / (value["reference_mass"] * value["reference_height"])


def _scaled(law: Law, factor: float) -> Law:
    return Law(law.k1 * factor, law.a * factor, law.b.copy(), law.lim.copy())


@cache
def _limb(joint: str, axes: tuple[str, ...]) -> Law:
    return _stack([_row(joint, axis) for axis in axes])


@cache
def _spine() -> Law:
    return _stack([_limb(joint, AXES) for joint in SPINE_JOINTS])


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
