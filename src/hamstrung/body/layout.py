"""Names and order of everything that has an index: segments, joints, attachment frames.

ISB axes (x forward, y up, z right), SI, radians. In the reference posture every segment frame is parallel to
the world: lordosis, wedges and the lean of the legs live in the points, not in rotations.
"""

from typing import Final

SEGMENTS: Final = (
    "pelvis",
    "l5",
    "l4",
    "l3",
    "l2",
    "l1",
    "thorax",
    "thigh_right",
    "shank_right",
    "foot_right",
    "thigh_left",
    "shank_left",
    "foot_left",
)
"""Segments in the order of every `seg_` array; the pelvis is the root and carries sacrum and coccyx."""

PARENTS: Final = (-1, 0, 1, 2, 3, 4, 5, 0, 7, 8, 0, 10, 11)
"""Index of each segment's parent."""

SPINE_JOINTS: Final = ("l5s1", "l4l5", "l3l4", "l2l3", "l1l2", "t12l1")
"""Intervertebral joints from below; joint `s` carries segment `s + 1` on segment `s`."""

AXES: Final = ("z", "x", "y")
"""Order of the three rotations of a spine joint or a hip."""

FRAMES: Final = (
    "innominate",
    "sacrum",
    "l5",
    "l4",
    "l3",
    "l2",
    "l1",
    "thorax",
    "thigh",
    "shank",
    "foot",
    "thigh_left",
    "shank_left",
    "foot_left",
)
"""Anatomical frames in which attachments are tabulated; the tables name right legs only."""

FRAME_SEGMENT: Final = (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
"""Segment that carries each frame."""

FRAME_MIRROR: Final = (0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 8, 9, 10)
"""The same frame on the other side."""
