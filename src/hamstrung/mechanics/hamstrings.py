"""What short or guarded hamstrings are, in a body.

The deficit has three parts, each in radians of hip flexion with the knee straight. Structural and tonic parts shift
the passive curve: the muscle behaves as if it were stretched by the length that this much hip flexion would take up.
All three move the stop: the length at which stretch is no longer tolerated.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Body
from hamstrung.mechanics import paths
from hamstrung.mechanics.kinematics import place
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, N_ANGLES, Tree, tree
from hamstrung.mechanics.paths import Spans
from hamstrung.mechanics.potential import Tissue
from hamstrung.mechanics.workspace import Workspace, workspace
from hamstrung.units import DEG

SHIFT_AT: Final = 70.0 * DEG
"""Hip flexion around which a deficit's degrees are turned into length; the hip arm changes little there (M117)."""

TOLERATED_HIP: Final = {"male": 60.0 * DEG, "female": 66.0 * DEG}
"""Hip flexion, knee straight, at which an average adult's own stop begins in a loaded bend. Set so that the relaxed
bend and the toe-touch of average adults reach the published pelvis (M254, M256, M261)."""


@dataclass(frozen=True)
class Side:
    """One side's deficit [rad]: structural, tonic and tolerance part; negative is supple."""

    structural: float = 0.0
    tonic: float = 0.0
    tolerance: float = 0.0

    @property
    def passive(self) -> float:
        """What shifts the passive curve [rad]."""
        return self.structural + self.tonic

    @property
    def total(self) -> float:
        """What moves the stop [rad]."""
        return self.structural + self.tonic + self.tolerance


@dataclass(frozen=True)
class Deficit:
    """Both sides' deficit."""

    left: Side = field(default_factory=Side)
    right: Side = field(default_factory=Side)

    @classmethod
    def degrees(cls, *, left: float = 0.0, right: float = 0.0) -> "Deficit":
        """A structural deficit of so many degrees."""
        return cls(left=Side(structural=left * DEG), right=Side(structural=right * DEG))

    @property
    def mirrored(self) -> "Deficit":
        """The other way round."""
        return Deficit(left=self.right, right=self.left)


class Anatomy:
    """A body with what is derived from it once: the tree, the spans, scratch memory."""

    def __init__(self, body: Body) -> None:
        self.body = body

    @cached_property
    def tree(self) -> Tree:
        """The tree of angles."""
        return tree(self.body.seg_parent)

    @cached_property
    def spans(self) -> Spans:
        """The muscles' spans."""
        return paths.spans(self.body, self.tree)

    @cached_property
    def scratch(self) -> Workspace:
        """Scratch memory of this body's size."""
        return workspace(muscles=len(self.body.mus_f0), points=len(self.body.pt_seg), spans=len(self.spans.muscle))

    def lengths(self, q: NDArray[np.float64]) -> NDArray[np.float64]:
        """Muscle-tendon lengths in a posture [m], (muscle,)."""
        w = self.scratch
        place(q, self.body, self.tree, w.rotation, w.origin, w.axis)
        paths.lengths(self.body, self.tree, self.spans, w)
        return w.length.copy()


def tissue(anatomy: Anatomy, deficit: Deficit, *, tolerated_hip: float) -> Tissue:
    """A person's hamstrings in a body.

    Args:
        anatomy: the body
        deficit: both sides
        tolerated_hip: hip flexion, knee straight, at which a person without deficit stops [rad]; infinite for a
            clinical test, which stops by itself
    """
    kind = anatomy.body.is_two_joint_hamstring
    shift, guard_at = np.zeros(len(kind)), np.full(len(kind), np.inf)
    bent = _hips(anatomy, SHIFT_AT, SHIFT_AT)
    shifted = _hips(anatomy, SHIFT_AT - deficit.right.passive, SHIFT_AT - deficit.left.passive)
    both = kind > 0
    shift[both] = (bent - shifted)[both]
    if np.isfinite(tolerated_hip):
        tolerated = _hips(anatomy, tolerated_hip - deficit.right.total, tolerated_hip - deficit.left.total)
        guard_at[both] = tolerated[both]
    return Tissue(shift=shift, guard_at=guard_at)


def _hips(anatomy: Anatomy, right: float, left: float) -> NDArray[np.float64]:
    q = np.zeros(N_ANGLES)
    q[HIP_RIGHT], q[HIP_LEFT] = right, left
    return anatomy.lengths(q)
