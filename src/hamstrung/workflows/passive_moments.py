"""Measured passive moments of hip and knee as printed, and the body's own in the same postures.

    hip, flexion positive    M = exp(1.4655 - 0.0034 K - 0.0750 H) - exp(1.3403 - 0.0226 K + 0.0305 H) + 8.072
    knee, flexion positive   M = exp(1.800 - 0.0352 K + 0.0217 H) - exp(-3.971 + 0.0495 K - 0.0128 H) - 4.820
                                 + exp(2.220 - 0.150 K)

H and K in degrees of hip and knee flexion, ankle at 0, moments in Nm; a positive knee moment resists extension.
Source: Riener and Edrich's double exponentials through ten healthy adults (M134, M135). Beyond 90 degrees of hip
flexion with a straight knee they lie outside most straight leg raises (M153).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.mechanics import passive
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, KNEE_LEFT, KNEE_RIGHT, N_ANGLES
from hamstrung.units import DEG

Floats = NDArray[np.float64]


def hip_equation(hip_deg: float, knee_deg: float) -> float:
    """Measured passive hip moment, flexion positive [Nm] (M134)."""
    extending = np.exp(1.3403 - 0.0226 * knee_deg + 0.0305 * hip_deg)
    return float(np.exp(1.4655 - 0.0034 * knee_deg - 0.0750 * hip_deg) - extending + 8.072)


def knee_equation(hip_deg: float, knee_deg: float) -> float:
    """Measured passive knee moment, flexion positive [Nm] (M135)."""
    behind = np.exp(1.8 - 0.0352 * knee_deg + 0.0217 * hip_deg) + np.exp(2.22 - 0.15 * knee_deg)
    return float(behind - np.exp(-3.971 + 0.0495 * knee_deg - 0.0128 * hip_deg) - 4.82)


@dataclass(frozen=True)
class Legs:
    """Muscle-tendon lengths [m] and their slopes over the hip's and the knee's flexion [m/rad], (muscle,)."""

    length: Floats
    hip_slope: Floats
    knee_slope: Floats


@cache
def average() -> Anatomy:
    """The reference person's body."""
    return Anatomy(bodies.build(Anthropometry()))


def legs(anatomy: Anatomy, hip_deg: float, knee_deg: float) -> Legs:
    """Both legs at the same hip and knee flexion; muscles of the other side add nothing to a slope."""
    q = np.zeros(N_ANGLES)
    q[[HIP_RIGHT, HIP_LEFT]], q[[KNEE_RIGHT, KNEE_LEFT]] = hip_deg * DEG, knee_deg * DEG
    length = anatomy.lengths(q)
    slopes = anatomy.scratch.arms
    return Legs(length, slopes[:, HIP_RIGHT] + slopes[:, HIP_LEFT], slopes[:, KNEE_RIGHT] + slopes[:, KNEE_LEFT])


def fibre_forces(body: Body, length: Floats) -> Floats:
    """Passive force of every muscle along its tendon [N], (muscle,)."""
    fibre = (length - body.mus_lslack) / (body.mus_lopt * np.cos(body.mus_penn))
    return np.asarray(body.mus_f0 * np.exp(body.mus_pas_k * ((fibre - 1.0) / body.mus_pas_e0 - 1.0)))


def hip_moment(anatomy: Anatomy, hip_deg: float, knee_deg: float) -> float:
    """Passive moment of one hip, muscles and capsule, flexion positive [Nm]."""
    body, at = anatomy.body, legs(anatomy, hip_deg, knee_deg)
    pull = float((fibre_forces(body, at.length) * at.hip_slope).sum()) / 2.0
    return -pull - capsule(hip_deg, body.hip_k1[0], body.hip_a[0], body.hip_b[0], body.hip_lim[0])


def knee_moment(anatomy: Anatomy, hip_deg: float, knee_deg: float) -> float:
    """Passive moment of one knee, muscles and capsule, flexion positive [Nm]."""
    body, at = anatomy.body, legs(anatomy, hip_deg, knee_deg)
    pull = float((fibre_forces(body, at.length) * at.knee_slope).sum()) / 2.0
    return -pull - capsule(knee_deg, body.knee_k1, body.knee_a, body.knee_b, body.knee_lim)


def capsule(angle_deg: float, k1: float, a: Floats, b: Floats, limit: Floats) -> float:
    """dU/dangle of a joint's own law [Nm]."""
    return float(passive.joint(angle_deg * DEG, k1, a, b, limit)[1])
