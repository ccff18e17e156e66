"""What the hamstrings' common origin at the ischial tuberosity carries, from a test on a couch to a sprint.

Of a leg with given hip and knee, every long hamstring pulls with its tissue and with the active force that its length
allows,

    F = F_passive(l - shift) + a F0 f(l),

and the tuberosity carries their vector sum. Late swing of a sprint is the posture of greatest load: the hip is flexed
by more than 70 degrees at its end (Guex 2012, J Athl Train 47:390-396), here 65, assumed (55-75, from the own
standing), the knee by 35, assumed (30-45), and the muscles fully active. Force-velocity is left out: a muscle that is
stretched while active pulls up to a third harder, and one that shortens less. The tendon is rigid, the guard is none
of its tissue, and inertia shows only as the activation that it asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.errors import InputError
from hamstrung.mechanics import exam, loads, passive
from hamstrung.mechanics.gait import hamstrings_only
from hamstrung.mechanics.hamstrings import Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, KNEE_LEFT, KNEE_RIGHT, N_ANGLES
from hamstrung.units import DEG, GRAVITY

SPRINT_HIP_DEG: Final = 65.0
SPRINT_KNEE_DEG: Final = 35.0
LIMITS_DEG: Final = {"hip_deg": (-30.0, 140.0), "knee_deg": (-10.0, 150.0)}


@dataclass(frozen=True)
class Pull:
    """What one side's long hamstrings do.

    Attributes:
        force_n: pull of each, passive and active, by muscle without its side [N]
        passive_n: of it tissue alone, summed [N]
        origin_n: vector sum on the tuberosity [N]
        body_weights: the same over body weight
        knee_torque_nm: flexion torque about the knee
        stretch: length of each muscle and tendon over that in standing, less one
    """

    force_n: Mapping[str, float]
    passive_n: float
    origin_n: float
    body_weights: float
    knee_torque_nm: float
    stretch: Mapping[str, float]


def pull(
    *,
    anthropometry: Anthropometry,
    hip_deg: float,
    knee_deg: float,
    activation: float = 0.0,
    deficit: Deficit | None = None,
    side: Literal["left", "right"] = "right",
) -> Pull:
    """The hamstrings of a free leg, both legs alike.

    Args:
        anthropometry: the person's body
        hip_deg, knee_deg: flexion from the person's own standing
        activation: of all three long hamstrings, 0 to 1
        deficit: the hamstrings' deficit, none by default
        side: whose

    Raises:
        InputError: an angle or an activation outside its range
    """
    for name, value in (("hip_deg", hip_deg), ("knee_deg", knee_deg)):
        if not LIMITS_DEG[name][0] <= value <= LIMITS_DEG[name][1]:
            raise InputError.outside(name, value, *LIMITS_DEG[name], unit="deg")
    if not 0.0 <= activation <= 1.0:
        raise InputError.outside("activation", activation, 0.0, 1.0)
    anatomy = Anatomy(hamstrings_only(bodies.build(anthropometry)))
    own = tissue(anatomy, deficit or Deficit(), tolerated_hip=np.inf)
    standing = anatomy.lengths(np.zeros(N_ANGLES))
    q = np.zeros(N_ANGLES)
    q[[HIP_RIGHT, HIP_LEFT]], q[[KNEE_RIGHT, KNEE_LEFT]] = hip_deg * DEG, knee_deg * DEG
    length = anatomy.lengths(q)
    body, knee_arms = anatomy.body, anatomy.scratch.arms[:, KNEE_RIGHT if side == "right" else KNEE_LEFT].copy()
    number = 1 if side == "right" else 2
    still, force = np.zeros(len(length)), np.zeros(len(length))
    for m, l_mt in enumerate(length):
        _, still[m], _ = passive.tissue(
            l_mt, body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m],
            body.mus_pas_e0[m], body.mus_pas_k[m], body.mus_pas_shift[m] + own.shift[m],
        )  # fmt: skip
        active, _ = passive.strength(l_mt, body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m])
        force[m] = still[m] + activation * active
    total = float(loads.origin_force(body, anatomy.spans, force, number, anatomy.scratch))
    mine = np.flatnonzero(body.is_two_joint_hamstring == number)
    names = [bodies.MUSCLES[m].removesuffix(f"_{side}") for m in _muscles(number)]
    return Pull(
        force_n=MappingProxyType(dict(zip(names, force[mine].tolist(), strict=True))),
        passive_n=float(still[mine].sum()),
        origin_n=total,
        body_weights=total / (anthropometry.mass_kg * GRAVITY),
        knee_torque_nm=-float(force[mine] @ knee_arms[mine]),
        stretch=MappingProxyType(dict(zip(names, (length / standing - 1.0)[mine].tolist(), strict=True))),
    )


def _muscles(number: int) -> list[int]:
    """Places of one side's long hamstrings among all muscles."""
    short = "biceps_femoris_short_head"
    own = bodies.HAMSTRINGS_RIGHT if number == 1 else bodies.HAMSTRINGS_LEFT
    return [m for m in own if not bodies.MUSCLES[m].startswith(short)]


def sprint(
    *, anthropometry: Anthropometry, deficit: Deficit | None = None, side: Literal["left", "right"] = "right"
) -> Pull:
    """Late swing of a sprint: hip and knee as above, the muscles fully active."""
    return pull(
        anthropometry=anthropometry, hip_deg=SPRINT_HIP_DEG, knee_deg=SPRINT_KNEE_DEG, activation=1.0,
        deficit=deficit, side=side,
    )  # fmt: skip


def straight_leg_raise(
    *, anthropometry: Anthropometry, deficit: Deficit | None = None, side: Literal["left", "right"] = "right"
) -> Pull:
    """A straight leg raise at its end, the muscles passive."""
    read = exam.run("slr", anthropometry=anthropometry, deficit=deficit, side=side)
    return pull(
        anthropometry=anthropometry, hip_deg=read.value + read.pelvis_deg, knee_deg=0.0, deficit=deficit, side=side
    )
