"""Names and places of the coordinates, segments and levels that every kernel agrees on.

The tree is rooted at the pelvis. Its 33 joint angles are, in this order: the pelvis against the world (tilt, list,
turn), six spine joints from L5/S1 to T12/L1 (extension, right lean, left turn each), and per leg the hip (flexion,
adduction, inward turn), the knee (flexion) and the ankle (dorsiflexion, inversion). All are zero in the person's own
neutral standing, all are in radians. The left leg's adduction and turn are about mirrored axes, so that a mirrored
person has the same numbers.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import SEGMENTS, SPINE_JOINTS
from hamstrung.body.packed import Packed

PELVIS, THORAX = 0, 6
THIGH_RIGHT, SHANK_RIGHT, FOOT_RIGHT = 7, 8, 9
THIGH_LEFT, SHANK_LEFT, FOOT_LEFT = 10, 11, 12

ARMS, ANCHOR_RIGHT, ANCHOR_LEFT, HELD = 13, 14, 15, 16
"""Point masses that follow those of the 13 segments: the arms at the shoulders, what carries the body (negative
masses), and what is held in front of the shoulders."""

LEVELS: Final = SPINE_JOINTS
"""Spine joints from below, as they stand in arrays."""

N_ANGLES: Final = 33
N_LEG_BLOCK: Final = 15
"""Pelvis and legs: the angles that contacts restrict. In reduced coordinates the spine's 18 stand apart from them."""
N_SPINE: Final = 18
PELVIS_TILT, PELVIS_LIST, PELVIS_TURN = 0, 1, 2
SPINE: Final = 3
HIP_RIGHT, KNEE_RIGHT, ANKLE_RIGHT = 21, 24, 25
HIP_LEFT, KNEE_LEFT, ANKLE_LEFT = 27, 30, 31

LEG_BLOCK: Final = np.array([0, 1, 2, *range(21, 33)], dtype=np.int64)
"""Places of the pelvis' and the legs' angles among all angles, (15,)."""


def angle_names() -> tuple[str, ...]:
    """The names of the 33 angles, in order."""
    spine = [f"{level}_{axis}" for level in LEVELS for axis in ("extension", "right_lean", "left_turn")]
    leg = (
        "hip_flexion",
        "hip_adduction",
        "hip_inward_turn",
        "knee_flexion",
        "ankle_dorsiflexion",
        "ankle_inversion",
    )
    legs = [f"{name}_{side}" for side in ("right", "left") for name in leg]
    return ("pelvis_backward_tilt", "pelvis_right_lean", "pelvis_left_turn", *spine, *legs)


class Tree(Packed):
    """Which angle turns what: constant for all people.

    Attributes:
        angle_segment: the segment that an angle moves, (angle,)
        angle_axis: its axis in the frame left by the angles before it: 0 x, 1 y, 2 z, (angle,)
        angle_sign: +1, or -1 for an axis that points the other way, (angle,)
        carries: 1 where an angle moves a segment, (segment, angle)
        first_angle, last_angle: a segment's own angles, [first, last), (segment,)
        inner_segment, inner_angle: the parent of a segment and its first angle, -1 for the pelvis, (segment,)
    """

    angle_segment: NDArray[np.int64]
    angle_axis: NDArray[np.int64]
    angle_sign: NDArray[np.float64]
    carries: NDArray[np.int64]
    first_angle: NDArray[np.int64]
    last_angle: NDArray[np.int64]
    inner_segment: NDArray[np.int64]
    inner_angle: NDArray[np.int64]


def tree(parents: NDArray[np.int64]) -> Tree:
    """The tree of angles over the body's segments.

    Args:
        parents: the parent of every segment, -1 for the pelvis, (segment,)
    """
    own: dict[int, list[tuple[int, float]]] = {PELVIS: [(2, 1.0), (0, 1.0), (1, 1.0)]}
    own |= {segment: [(2, 1.0), (0, 1.0), (1, 1.0)] for segment in range(1, THORAX + 1)}
    for thigh, side in ((THIGH_RIGHT, 1.0), (THIGH_LEFT, -1.0)):
        own[thigh] = [(2, 1.0), (0, side), (1, side)]
        own[thigh + 1] = [(2, -1.0)]
        own[thigh + 2] = [(2, 1.0), (0, -side)]
    segment_of = [segment for segment in range(len(SEGMENTS)) for _ in own[segment]]
    carries = np.zeros((len(SEGMENTS), N_ANGLES), dtype=np.int64)
    for segment in range(len(SEGMENTS)):
        at = segment
        while at >= 0:
            carries[segment, [k for k, moved in enumerate(segment_of) if moved == at]] = 1
            at = int(parents[at])
    first = np.array([segment_of.index(s) for s in range(len(SEGMENTS))], dtype=np.int64)
    return Tree(
        angle_segment=np.array(segment_of, dtype=np.int64),
        angle_axis=np.array([axis for s in range(len(SEGMENTS)) for axis, _ in own[s]], dtype=np.int64),
        angle_sign=np.array([sign for s in range(len(SEGMENTS)) for _, sign in own[s]]),
        carries=carries,
        first_angle=first,
        last_angle=first + np.array([len(own[s]) for s in range(len(SEGMENTS))], dtype=np.int64),
        inner_segment=np.array(parents, dtype=np.int64),
        inner_angle=np.where(parents >= 0, first[parents], -1),
    )
