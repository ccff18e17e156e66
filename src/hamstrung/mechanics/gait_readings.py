"""What a gait laboratory reads of a solved cycle of walking.

Angles are from the person's own standing; a side is read from its own contact on. Valid where the cycle settled at
every phase (`Walk.converged`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.gait_cycle import CYCLE_TIME
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, KNEE_LEFT, KNEE_RIGHT, N_SPINE, SPINE
from hamstrung.units import DEG

Vector = NDArray[np.float64]

SWING_END: Final = 0.85
"""Terminal swing: from here to the next contact, as a share of the cycle (the last third of swing)."""
RESIDUAL_ALLOWED: Final = 1e-8
"""Largest slope of a converged phase, in spreads."""
SIDES: Final = ("right", "left")


@dataclass(frozen=True)
class SideOfWalk:
    """One leg over the cycle, from its own contact on.

    Angles from the person's own standing [deg]. Forces [N] are passive (tissue and guard), but at the origin with what
    the walk asks of the muscles. The step ends at this foot.
    """

    knee_at_contact_deg: float
    knee_least_in_swing_deg: float
    hip_at_contact_deg: float
    hip_most_deg: float
    knee_in_stance_deg: float
    step_length_m: float
    peak_force_n: float
    peak_percent: float
    peak_origin_n: float


@dataclass(frozen=True)
class Walk:
    """A whole cycle, from the right foot's contact to the next.

    Attributes:
        percent: of the cycle, (phase,)
        angle_deg: joint angles by phase, (phase, angle), named by `layout.angle_names()`
        reference_deg: the reference's, (phase, angle)
        force_n: passive pull of the long hamstrings, right and left, (phase, side)
        origin_n: pull on the ischial tuberosity, what the walk asks of the muscles included, (phase, side)
        side: what a gait laboratory reads of each leg, by "right" and "left"
        stride_length_m: both steps together
        pelvic_tilt_deg: anterior tilt from standing, mean over the cycle
        tilt_range_deg, obliquity_range_deg, rotation_range_deg: largest less smallest over the cycle, of the pelvis
        obliquity_mean_deg, rotation_mean_deg: right side up and right side forward, mean over the cycle; zero for equal
            sides
        lumbar_flexion_deg: from standing, mean over the cycle
        lumbar_range_deg, lumbar_lean_range_deg, lumbar_turn_range_deg: of the lumbar spine, sagittal, frontal, axial
        lumbar_lean_mean_deg: right lean of the lumbar spine, mean over the cycle
        cobb_most_deg: largest angle between two endplates in the frontal plane, at any phase
        departure: root mean square departure from the reference over phases and angles that move, in spreads
        residual: largest slope left, in spreads
        converged: whether every phase settled
    """

    percent: Vector
    angle_deg: Vector
    reference_deg: Vector
    force_n: Vector
    origin_n: Vector
    side: Mapping[str, SideOfWalk]
    stride_length_m: float
    pelvic_tilt_deg: float
    tilt_range_deg: float
    obliquity_range_deg: float
    obliquity_mean_deg: float
    rotation_range_deg: float
    rotation_mean_deg: float
    lumbar_flexion_deg: float
    lumbar_range_deg: float
    lumbar_lean_range_deg: float
    lumbar_lean_mean_deg: float
    lumbar_turn_range_deg: float
    cobb_most_deg: float
    departure: float
    residual: float
    converged: bool

    @property
    def speed_m_per_s(self) -> float:
        """Speed, had the cycle kept its time."""
        return self.stride_length_m / CYCLE_TIME


def read(
    q: Vector, *, reference: Vector, spread: Vector, force: Vector, origin: Vector, heels: Vector, residual: float
) -> Walk:
    """Reads a solved cycle.

    Args:
        q: joint angles by phase [rad], (phase, angle)
        reference: the reference's [rad], (phase, angle)
        spread: of every angle between healthy walkers [rad], (angle,)
        force, origin: passive pull and pull on the tuberosity [N], (phase, side)
        heels: with the pelvis at zero [m], (phase, side, xyz)
        residual: largest slope left, in spreads
    """
    half = len(q) // 2
    steps = (float(heels[0, 0, 0] - heels[0, 1, 0]), float(heels[half, 1, 0] - heels[half, 0, 0]))
    tilt, up, turn = (sign * q[:, k] / DEG for k, sign in enumerate((1.0, -1.0, 1.0)))
    lumbar = [q[:, SPINE + axis : SPINE + N_SPINE : 3].sum(axis=1) / DEG for axis in range(3)]
    lean = np.cumsum(np.pad(q[:, SPINE + 1 : SPINE + N_SPINE : 3] / DEG, ((0, 0), (1, 0))), axis=1)
    moves = reference.any(axis=0)
    away = ((q - reference) / spread)[:, moves]
    return Walk(
        percent=100.0 * np.arange(len(q)) / len(q),
        angle_deg=q / DEG,
        reference_deg=reference / DEG,
        force_n=force,
        origin_n=origin,
        side=MappingProxyType({name: _side(q, force, origin, k, steps[k]) for k, name in enumerate(SIDES)}),
        stride_length_m=sum(steps),
        pelvic_tilt_deg=-float(tilt.mean()),
        tilt_range_deg=float(np.ptp(tilt)),
        obliquity_range_deg=float(np.ptp(up)),
        obliquity_mean_deg=float(up.mean()),
        rotation_range_deg=float(np.ptp(turn)),
        rotation_mean_deg=float(turn.mean()),
        lumbar_flexion_deg=-float(lumbar[0].mean()),
        lumbar_range_deg=float(np.ptp(lumbar[0])),
        lumbar_lean_range_deg=float(np.ptp(lumbar[1])),
        lumbar_lean_mean_deg=float(lumbar[1].mean()),
        lumbar_turn_range_deg=float(np.ptp(lumbar[2])),
        cobb_most_deg=float(np.ptp(lean, axis=1).max()),
        departure=float(np.sqrt((away**2).mean())),
        residual=residual,
        converged=bool(residual < RESIDUAL_ALLOWED),
    )


def _side(q: Vector, force: Vector, origin: Vector, k: int, step: float) -> SideOfWalk:
    """One leg, from its own contact on."""
    hip, knee = ((HIP_RIGHT, KNEE_RIGHT), (HIP_LEFT, KNEE_LEFT))[k]
    first = -k * (len(q) // 2)
    hips, knees = np.roll(q[:, hip] / DEG, first), np.roll(q[:, knee] / DEG, first)
    pull = np.roll(force[:, k], first)
    late = round(SWING_END * len(q))
    return SideOfWalk(
        knee_at_contact_deg=float(knees[0]),
        knee_least_in_swing_deg=float(np.r_[knees[late:], knees[0]].min()),
        hip_at_contact_deg=float(hips[0]),
        hip_most_deg=float(hips.max()),
        knee_in_stance_deg=float(knees[: len(q) // 2].mean()),
        step_length_m=step,
        peak_force_n=float(pull.max()),
        peak_percent=float(100.0 * pull.argmax() / len(q)),
        peak_origin_n=float(origin[:, k].max()),
    )
