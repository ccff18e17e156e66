"""How high a posture stands over the floor."""

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.kinematics import place
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT


def pelvis_height(anatomy: Anatomy, q: NDArray[np.float64]) -> float:
    """Height of the hips' axis over the lowest heel or toe [m]; leaves the segments placed in the scratch memory."""
    body, w = anatomy.body, anatomy.scratch
    place(q, body, anatomy.tree, w.rotation, w.origin, w.axis)
    ends = [
        w.origin[foot] + w.rotation[foot] @ body.heel_toe[side, end]
        for side, foot in ((0, FOOT_RIGHT), (1, FOOT_LEFT))
        for end in (0, 1)
    ]
    return -float(min(end[1] for end in ends))
