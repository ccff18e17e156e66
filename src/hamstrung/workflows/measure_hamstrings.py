"""Measure the hamstrings of a body on a grid of hip and knee flexion: length, moment arms, passive force."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.mechanics import passive
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import HIP_RIGHT, KNEE_RIGHT, N_ANGLES
from hamstrung.units import DEG

HAMSTRINGS: Final = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semimembranosus",
    "semitendinosus",
)
"""The four heads, in the order of `body.HAMSTRINGS_RIGHT`."""


@dataclass(frozen=True)
class Hamstring:
    """One hamstring in one posture of the leg.

    The hip arm is dL/d(hip flexion) and the knee arm -dL/d(knee flexion), so that both are positive where the
    muscle extends the hip and bends the knee.
    """

    length_m: float
    hip_moment_arm_m: float
    knee_moment_arm_m: float
    passive_force_n: float


@dataclass(frozen=True)
class GridPoint:
    """The hamstrings of the right leg at one hip and knee flexion."""

    hip_deg: float
    knee_deg: float
    hamstrings: dict[str, Hamstring]


def measure_hamstrings(
    anthropometry: Anthropometry, *, hip_deg: Sequence[float], knee_deg: Sequence[float]
) -> tuple[GridPoint, ...]:
    """The right hamstrings of a body without deficit, at every pair of hip and knee flexion.

    Args:
        anthropometry: the person's body.
        hip_deg: hip flexions, knee straight meaning 0 of `knee_deg`.
        knee_deg: knee flexions.

    Raises:
        InputError: if the body is outside its ranges.
    """
    return measure_body(bodies.build(anthropometry), hip_deg=hip_deg, knee_deg=knee_deg)


def measure_body(body: Body, *, hip_deg: Sequence[float], knee_deg: Sequence[float]) -> tuple[GridPoint, ...]:
    """As `measure_hamstrings`, for a body that is already there."""
    anatomy = Anatomy(body)
    return tuple(_point(anatomy, hip, knee) for hip, knee in product(hip_deg, knee_deg))


def _point(anatomy: Anatomy, hip_deg: float, knee_deg: float) -> GridPoint:
    q = np.zeros(N_ANGLES)
    q[HIP_RIGHT], q[KNEE_RIGHT] = hip_deg * DEG, knee_deg * DEG
    length = anatomy.lengths(q)
    arms = anatomy.scratch.arms
    return GridPoint(
        hip_deg,
        knee_deg,
        {
            name: Hamstring(
                float(length[at]),
                float(arms[at, HIP_RIGHT]),
                float(-arms[at, KNEE_RIGHT]),
                _passive_force(anatomy.body, at, float(length[at])),
            )
            for name, at in zip(HAMSTRINGS, bodies.HAMSTRINGS_RIGHT, strict=True)
        },
    )


def _passive_force(body: Body, at: int, length: float) -> float:
    _, force, _ = passive.tissue(
        length,
        body.mus_f0[at],
        body.mus_lopt[at],
        body.mus_lslack[at],
        body.mus_penn[at],
        body.mus_pas_e0[at],
        body.mus_pas_k[at],
        body.mus_pas_shift[at],
    )
    return float(force)
