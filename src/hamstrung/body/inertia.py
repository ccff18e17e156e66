"""Moments of inertia of the segments, for engines that ask for them.

    uniform cylinder of mass m, length l, density rho:   r^2 = m / (rho pi l),
    I along its axis = m r^2 / 2,   I across = m (r^2 / 4 + l^2 / 12)

Assumed: shape and density. Held postures depend on masses and centres alone.
"""

import math
from typing import Final

import numpy as np

from hamstrung.body.arrays import Body, Floats
from hamstrung.body.layout import SEGMENTS

DENSITY: Final = 1000.0
"""Density of all segments [kg/m^3]: assumed (950-1100)."""
THORAX: Final = SEGMENTS.index("thorax")


def per_mass(body: Body, segment: int) -> Floats:
    """Moments of inertia about x, y, z through the centre of mass, over mass [m^2], (xyz,)."""
    along = 0 if SEGMENTS[segment].startswith("foot") else 1
    length = _length(body, segment)
    square = float(body.seg_mass[segment]) / (DENSITY * math.pi * length)
    found = np.full(3, square / 4.0 + length**2 / 12.0)
    found[along] = square / 2.0
    return found


def _length(body: Body, segment: int) -> float:
    """From a segment's joint to the next one; to T1, and from heel to toe, at the ends [m]."""
    if SEGMENTS[segment].startswith("foot"):
        side = 0 if SEGMENTS[segment].endswith("right") else 1
        return float(np.linalg.norm(body.heel_toe[side, 1] - body.heel_toe[side, 0]))
    if segment == THORAX:
        return float(np.linalg.norm(body.t1))
    return float(np.linalg.norm(body.seg_offset[segment + 1]))
