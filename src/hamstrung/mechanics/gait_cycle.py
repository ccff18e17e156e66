"""The reference cycle of walking, and how far healthy walkers depart from it.

The mean of two recorded people (`data/cycle.csv`; Apache-2.0 recordings of the OpenSim project, made by
`tools/make_gait_cycle.py`), about 1.4 m/s, symmetric, zero in standing. Spreads are those between healthy walkers
(`data/spread.csv`: Schwartz, Rozumalski, Trost 2008, J Biomech 41:1639-1650, typically developing children at free
speed, used for adults; spine and trunk assumed). Valid for level walking at a comfortable speed.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Body
from hamstrung.mechanics.layout import ANKLE_LEFT, ANKLE_RIGHT, HIP_LEFT, HIP_RIGHT, N_ANGLES, N_SPINE, SPINE
from hamstrung.units import DEG, MM

Vector = NDArray[np.float64]

LEG: Final = ("hip_flexion", "hip_adduction", "hip_inward_turn", "knee_flexion", "ankle_dorsiflexion")
CYCLE_TIME: Final = 1.10
"""Stride time of the reference [s]: the mean of the two people's 1.23 and 0.965."""
BOTH_FEET: Final = 0.12
"""Share of the cycle after a contact in which both feet are down: a tenth to an eighth, assumed (0.08-0.14)."""
FLOOR_RAMP: Final = 0.08
"""Share of the cycle before and after, over which the foot comes down to the floor's height: assumed (0.04-0.12)."""


@cache
def reference() -> Vector:
    """The reference cycle [rad], (phase, angle): the left leg is the right one half a cycle later."""
    rows = _table("cycle.csv")
    course = {name: np.array([float(row[name]) for row in rows]) * DEG for name in rows[0] if name.endswith("_deg")}
    q = np.zeros((len(rows), N_ANGLES))
    for k, name in enumerate(("pelvis_backward_tilt", "pelvis_right_lean", "pelvis_left_turn")):
        q[:, k] = course[f"{name}_deg"]
    for axis, name in enumerate(("lumbar_extension", "lumbar_right_lean", "lumbar_left_turn")):
        q[:, SPINE + axis : SPINE + N_SPINE : 3] = np.outer(course[f"{name}_deg"], lumbar_share())
    for hip, late in ((HIP_RIGHT, 0), (HIP_LEFT, len(rows) // 2)):
        for k, name in enumerate(LEG):
            q[:, hip + k] = np.roll(course[f"{name}_deg"], late)
    return q


@cache
def sway() -> Vector:
    """How far the pelvis is ahead of a steady walk and above its mean height [m], (phase, xyz)."""
    rows = _table("cycle.csv")
    return MM * np.array([[float(row["pelvis_advance_mm"]), float(row["pelvis_rise_mm"]), 0.0] for row in rows])


def lumbar_share() -> Vector:
    """How a motion of the trunk on the pelvis spreads over the six joints from below: evenly, assumed."""
    return np.full(6, 1.0 / 6.0)


def weights(body: Body) -> tuple[Vector, Vector]:
    """W of `departure` [1/rad^2], (angle, angle), and each angle's own spread [rad], (angle,).

    A joint of the spine has the sixth part of the lumbar variance; the trunk's own departure is the sum of the pelvis'
    and all joints' about one axis. Pelvis and thigh vary apart, assumed, so that the thigh's own variance is the hip's
    less the pelvis'; a pull between the two then turns each by its own share.
    """
    sd = spreads()
    spread = np.zeros(N_ANGLES)
    weight = np.zeros((N_ANGLES, N_ANGLES))
    for axis, (pelvis, lumbar, trunk) in enumerate(
        (
            ("pelvis_backward_tilt", "lumbar_extension", "trunk_backward_tilt"),
            ("pelvis_right_lean", "lumbar_right_lean", "trunk_right_lean"),
            ("pelvis_left_turn", "lumbar_left_turn", "trunk_left_turn"),
        )
    ):
        spine = slice(SPINE + axis, SPINE + N_SPINE, 3)
        spread[axis], spread[spine] = sd[pelvis], sd[lumbar] * np.sqrt(lumbar_share())
        row = np.zeros(N_ANGLES)
        row[axis] = row[spine] = 1.0 / sd[trunk]
        weight += np.outer(row, row)
    for side, hip, ankle in ((1.0, HIP_RIGHT, ANKLE_RIGHT), (-1.0, HIP_LEFT, ANKLE_LEFT)):
        spread[hip : hip + 4] = [sd[name] for name in LEG[:4]]
        spread[[ankle, ankle + 1]] = sd["ankle_dorsiflexion"], sd["ankle_inversion"]
        for axis, sign in enumerate((1.0, side, side)):
            row = np.zeros(N_ANGLES)
            row[axis], row[hip + axis] = 1.0, sign
            weight += np.outer(row, row) / (spread[hip + axis] ** 2 - spread[axis] ** 2)
    alone = spread**-2.0
    alone[[*range(HIP_RIGHT, HIP_RIGHT + 3), *range(HIP_LEFT, HIP_LEFT + 3)]] = 0.0
    return weight + np.diag(alone), spread


@cache
def spreads() -> Mapping[str, float]:
    """Spread of every angle between healthy walkers [rad]."""
    return MappingProxyType({row["angle"]: float(row["sd_deg"]) * DEG for row in _table("spread.csv")})


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("hamstrung.mechanics").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def feet(phases: int) -> tuple[NDArray[np.int64], Vector]:
    """Which heel leads: 1 right, 2 left, 0 with one foot down; and how far both feet are down, 0 to 1, (phase,)."""
    share = np.arange(phases) / phases
    down = np.stack([_down(share), _down((share + 0.5) % 1.0)])
    floor = down.max(axis=0)
    return np.where(floor > 0.0, 1 + down.argmax(axis=0), 0), floor


def _down(share: Vector) -> Vector:
    """How far the right heel is down before the left toe, 0 to 1."""
    since = (share + 0.5 - BOTH_FEET / 2.0) % 1.0 - 0.5
    return np.clip(1.0 - (np.abs(since) - BOTH_FEET / 2.0) / FLOOR_RAMP, 0.0, 1.0)
