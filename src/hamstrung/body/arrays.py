"""What the mechanics computes on: one person's body as plain arrays."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hamstrung.body.packed import Packed

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


class Body(Packed):
    """A body in SI and radians, all points in segment frames (see `layout` for the order).

    Passive joint laws, per joint and axis, with index 0 for the positive direction and 1 for the negative:

        U(t) = k1 t^2 / 2 + (a0/b0) exp(b0 (t - lim0)) + (a1/b1) exp(b1 (-t - lim1))

    Passive fibres, smooth everywhere and negligible when short:

        F = f0 exp(k ((ln - 1)/e0 - 1)),   ln = (length - lslack + shift) / (lopt cos(pennation))

    `shoulder_reaching` is where the shoulder goes on the lumped thorax when a person reaches: see `skeleton.reaching`.

    Path spans named by `wrap_span` go round a sphere where the straight span would pass through it.
    """

    seg_parent: Ints
    seg_offset: Floats
    seg_mass: Floats
    seg_com: Floats
    shoulder: Floats
    shoulder_reaching: Floats
    arms_load_mass: float
    disc_normal: Floats
    disc_area: Floats
    disc_ap: Floats
    spine_k1: Floats
    spine_a: Floats
    spine_b: Floats
    spine_lim: Floats
    hip_k1: Floats
    hip_a: Floats
    hip_b: Floats
    hip_lim: Floats
    knee_k1: float
    knee_a: Floats
    knee_b: Floats
    knee_lim: Floats
    ankle_k1: Floats
    ankle_a: Floats
    ankle_b: Floats
    ankle_lim: Floats
    pt_seg: Ints
    pt_pos: Floats
    mus_first: Ints
    wrap_seg: Ints
    wrap_pos: Floats
    wrap_radius: Floats
    wrap_span: Ints
    mus_f0: Floats
    mus_lopt: Floats
    mus_lslack: Floats
    mus_penn: Floats
    mus_pas_e0: Floats
    mus_pas_k: Floats
    mus_pas_shift: Floats
    is_two_joint_hamstring: Ints
    mus_mirror: Ints
    ischium: Floats
    ischium_radius: float
    asis: Floats
    psis: Floats
    s1_centre: Floats
    heel_toe: Floats
    arm_length: float
    eyes: Floats
    t1: Floats
    neutral_sacral_slope: float
    neutral_pelvic_tilt: float
    pelvic_incidence: float
    neutral_lordosis: float
    neutral_lower_lordosis: float
    neutral_anterior_tilt: float
    wedge: Floats
    gravity: float
    body_mass: float
    height: float


def equal(one: Body, other: Body, *, tolerance: float = 0.0) -> bool:
    """Whether two bodies agree in every field within `tolerance`."""
    return all(_close(a, b, tolerance) for a, b in zip(one, other, strict=True))


def _close(a: Any, b: Any, tolerance: float) -> bool:
    return bool(np.allclose(a, b, rtol=0.0, atol=tolerance))
