"""The bed of the sciatic nerve in a body: from the conus through canal, notch, hip, thigh, knee and ankle to the sole.

The nerve leaves the sacral canal, turns through the greater sciatic notch halfway from posterior spine to ischium, and
passes between ischium and trochanter. Every stretch of the bed is a path of two points over our segments, that of the
hip around a sphere, so that its length in any posture comes from the muscles' own kernels, and MuJoCo can check it.

Behind the hip the nerve keeps at least 41 mm from the joint's centre (median on MRI: Robinson and Probyn 2019 Can J
Neurol Sci). All other places are assumed by anatomy, with the range within which the topic's results hold in direction:
canal 12 mm behind the discs (8-16), tibial nerve 23 mm behind the knee's axis when straight (18-30), 22 mm behind the
ankle's (16-28), at a height of 1.70 m.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Body
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import (
    FOOT_LEFT,
    FOOT_RIGHT,
    PELVIS,
    SHANK_LEFT,
    SHANK_RIGHT,
    THIGH_LEFT,
    THIGH_RIGHT,
)

Vector = NDArray[np.float64]

BEHIND_HIP: Final = 0.041
"""Distance of the nerve from the hip's centre [m] (Robinson and Probyn 2019)."""
BEHIND_DISC: Final = 0.012
"""The canal's middle behind the discs [m]: assumed (0.008-0.016)."""
REFERENCE_HEIGHT: Final = 1.70

STRETCHES: Final = (
    "l1l2", "l2l3", "l3l4", "l4l5", "l5s1", "sacrum", "buttock", "hip", "upper_thigh", "lower_thigh", "knee", "calf",
    "ankle",
)  # fmt: skip
"""Stretches of the bed from the conus down, of one side."""

REGION: Final = {
    "root": ("l1l2", "l2l3", "l3l4", "l4l5", "l5s1"),
    "buttock": ("sacrum", "buttock"),
    "hip": ("hip",),
    "thigh": ("upper_thigh", "lower_thigh"),
    "knee": ("knee",),
    "calf": ("calf",),
    "ankle": ("ankle",),
}
"""Regions in which strain is told, by their stretches; roots and dura from the conus to the sacrum are one."""

PLACE_AFTER: Final = {
    "root": "l5s1", "notch": "sacrum", "gluteal_fold": "hip", "mid_thigh": "upper_thigh", "knee": "lower_thigh",
    "ankle": "calf",
}  # fmt: skip
"""Places at which excursion is told: the end of a stretch."""


class Bed(NamedTuple):
    """A side's bed: its anatomy as paths, and lengths in the neutral posture [m], (stretch,)."""

    anatomy: Anatomy
    rest: Vector

    def lengths(self, q: Vector) -> tuple[Vector, Vector]:
        """Lengths of the right and of the left bed [m], two of (stretch,)."""
        both = self.anatomy.lengths(q)
        return both[: len(STRETCHES)], both[len(STRETCHES) :]


def bed(body: Body) -> Bed:
    """The nerve's bed in a body, both sides."""
    right, left = _points(body, 1.0), _points(body, -1.0)
    pairs = [pair for side in (right, left) for pair in pairwise(side)]
    count, hip = len(pairs), STRETCHES.index("hip")
    wrap, centre, radius = np.full(count, -1), np.zeros((count, 3)), np.zeros(count)
    for at, thigh in ((hip, THIGH_RIGHT), (len(STRETCHES) + hip, THIGH_LEFT)):
        wrap[at], radius[at] = thigh, BEHIND_HIP * _scale(body)
    strands = body._replace(
        pt_seg=np.array([segment for pair in pairs for segment, _ in pair]),
        pt_pos=np.array([place for pair in pairs for _, place in pair]),
        mus_first=np.arange(0, 2 * count + 1, 2),
        mus_f0=np.ones(count),
        wrap_seg=wrap,
        wrap_pos=centre,
        wrap_radius=radius,
        wrap_span=np.zeros(count, dtype=np.int64),
    )
    anatomy = Anatomy(strands)
    return Bed(anatomy, anatomy.lengths(np.zeros(33))[: len(STRETCHES)])


def _scale(body: Body) -> float:
    return float(body.height) / REFERENCE_HEIGHT


def _points(body: Body, side: float) -> list[tuple[int, Vector]]:
    """Points from the conus to the sole: segment and place on it [m]; `side` is 1 right, -1 left."""
    thigh, shank, foot = (THIGH_RIGHT, SHANK_RIGHT, FOOT_RIGHT) if side > 0 else (THIGH_LEFT, SHANK_LEFT, FOOT_LEFT)
    scale, knee, ankle = _scale(body), body.seg_offset[shank], body.seg_offset[foot]
    psis, ischium = body.psis[0 if side > 0 else 1], body.ischium[0 if side > 0 else 1]
    mirror = np.array([1.0, 1.0, side])

    def at(x: float, y: float, z: float) -> Vector:
        return np.array([x, y, z]) * scale * mirror

    return [
        *[(segment, _canal(body, segment, scale)) for segment in range(5, 0, -1)],
        (PELVIS, _sacral(body, scale)),
        (PELVIS, 0.5 * (psis + ischium)),
        (PELVIS, body.seg_offset[thigh] + at(-0.038, -0.040, -0.005)),
        (thigh, at(-0.022, -0.150, 0.005)),
        (thigh, 0.5 * knee + at(-0.024, 0.0, 0.0)),
        (thigh, knee + at(-0.025, 0.030, 0.0)),
        (shank, at(-0.022, -0.035, 0.0)),
        (shank, ankle + at(-0.022, 0.025, -0.015)),
        (foot, at(-0.012, -0.030, -0.020)),
    ]


def _canal(body: Body, segment: int, scale: float) -> Vector:
    """The canal's middle behind a vertebra."""
    back = -np.array([body.disc_normal[segment, 1], -body.disc_normal[segment, 0], 0.0])
    middle = 0.5 * body.seg_offset[segment + 1]
    return np.asarray(middle + back * (0.5 * body.disc_ap[segment] + BEHIND_DISC * scale))


def _sacral(body: Body, scale: float) -> Vector:
    """The canal behind the first sacral vertebra."""
    normal = body.disc_normal[0]
    back = -np.array([normal[1], -normal[0], 0.0])
    return np.asarray(body.s1_centre - 0.015 * scale * normal + back * (0.5 * body.disc_ap[0] + BEHIND_DISC * scale))
