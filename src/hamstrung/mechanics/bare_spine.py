"""What a lumbar spine of discs and ligaments alone carries before it buckles.

Fixed at the sacrum, without muscles and without weight, under a force P on its top, of which a vertical one (a dead
load) and one along the curve (a follower load, through the vertebrae's centres) have the potentials

    V = sum U_joint + P y_top        V = sum U_joint + P sum |c_(s+1) - c_s|

with d2y/dq_i dq_j = up . (a_i x (a_j x (x - c_j))). It buckles sideways at the least P with which the stiffness over
leans and turns is no longer positive. Whether the top may move forward and back decides: kept in the frontal plane
(Crisco et al. 1992) the curve stays as it was; left free (Patwardhan et al. 2003, M236) it bends under the load first.

Without preload segments near neutral are less stiff than the body's constants, which hold the preload of upright life:
in flexion half as stiff as with 1200 N (M234), in the other directions 1/2.9 of what 400 N make of them (M237, pigs').
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics import kinematics, passive
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import N_ANGLES, SPINE, THORAX
from hamstrung.units import DEG

Vector = NDArray[np.float64]

UNLOADED: Final = (0.5, 1.0 / 2.9, 1.0 / 2.9)
"""Stiffness near neutral without preload over the body's: extension (M234), leans and turns (M237)."""
LOADED: Final = (1.0, 1.0, 1.0)
"""The body's own stiffness."""
COLLAPSED: Final = 25.0 * DEG
"""Sagittal change of the lumbar curve at which a spine counts as collapsed [rad]: our choice."""
MOST: Final = 2000.0
"""Beyond it a load is not looked for [N]."""
STEP: Final = 10.0
"""Load by which the bending spine is followed [N]."""


@dataclass(frozen=True)
class Buckling:
    """Loads at which a bare spine gives way; infinite where none up to 2000 N does.

    Attributes:
        frontal_n: sideways under a vertical load, its top kept in the frontal plane
        free_n: sideways under a vertical load that it may bend under
        collapse_n: the vertical load that changes its sagittal curve by 25 degrees
        follower_n: sideways under a load along its curve
    """

    frontal_n: float
    free_n: float
    collapse_n: float
    follower_n: float


def buckling(anatomy: Anatomy, *, factors: Sequence[float] = UNLOADED, thorax: bool = False) -> Buckling:
    """How much a spine without muscles carries.

    Args:
        anatomy: the body
        factors: on the segments' linear stiffness, of extension, lean and turn
        thorax: whether thorax and T12/L1 are kept and loaded at T1; else the load is on L1
    """
    column = Column(anatomy, factors=factors, thorax=thorax)
    straight = np.zeros(3 * column.joints)
    path = list(column.path(MOST))
    return Buckling(
        frontal_n=least_load(lambda load: column.sideways(straight, load) <= 0.0),
        free_n=next((load for load, z in path if column.sideways(z, load) <= 0.0), np.inf),
        collapse_n=next((load for load, z in path if abs(z[::3].sum()) > COLLAPSED), np.inf),
        follower_n=least_load(lambda load: column.sideways(straight, load, follower=True) <= 0.0),
    )


def least_load(fails: Callable[[float], bool]) -> float:
    """The least load at which something fails, where more load never mends it [N]."""
    if not fails(MOST):
        return np.inf
    low, high = 0.0, MOST
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if fails(middle) else (middle, high)
    return 0.5 * (low + high)


class Column:
    """Discs and ligaments over a fixed sacrum; angles are extension, right lean, left turn of each joint from below."""

    def __init__(self, anatomy: Anatomy, *, factors: Sequence[float] = LOADED, thorax: bool = False) -> None:
        self.body, self.tree = anatomy.body, anatomy.tree
        self.factors, self.joints = factors, 6 if thorax else 5
        self.top, self.local = THORAX, self.body.t1 if thorax else np.zeros(3)
        self._rotation, self._origin = np.zeros((13, 3, 3)), np.zeros((13, 3))
        self._axis = np.zeros((N_ANGLES, 3))

    def elastic(self, z: Vector) -> tuple[float, Vector, Vector]:
        """Energy [J], slopes [Nm] and stiffness [Nm/rad] of the joints, (joints x 3,)."""
        body, energy, slope, rate = self.body, 0.0, np.zeros(len(z)), np.zeros(len(z))
        for k, angle in enumerate(z):
            s, x = divmod(k, 3)
            u, m, r, *_ = passive.joint(
                angle,
                self.factors[x] * body.spine_k1[s, x],
                body.spine_a[s, x],
                body.spine_b[s, x],
                body.spine_lim[s, x],
            )
            energy, slope[k], rate[k] = energy + u, m, r
        return energy, slope, rate

    def load(self, z: Vector, *, follower: bool = False) -> tuple[float, Vector, Vector]:
        """The loaded height (or the length along the curve) with its slopes [m, m/rad, m/rad^2]."""
        q = np.zeros(N_ANGLES)
        q[SPINE : SPINE + len(z)] = z
        kinematics.place(q, self.body, self.tree, self._rotation, self._origin, self._axis)
        if follower:
            return self._along()
        point = self._origin[self.top] + self._rotation[self.top] @ self.local
        velocity = self._velocity(point, self.joints)
        bend = np.einsum("i,jki->jk", np.array([0.0, 1.0, 0.0]), self._second(velocity))
        return float(point[1]), velocity[:, 1], bend

    def _velocity(self, point: Vector, joints: int) -> Vector:
        """dx/dq_j of a point carried by so many joints from below, (joints x 3, xyz)."""
        found = np.zeros((3 * self.joints, 3))
        for j in range(3 * joints):
            centre = self._origin[self.tree.angle_segment[SPINE + j]]
            found[j] = np.cross(self._axis[SPINE + j], point - centre)
        return found

    def _second(self, velocity: Vector) -> Vector:
        """d2x/dq_i dq_j = a_i x v_j, i before j, (angle, angle, xyz)."""
        axis = self._axis[SPINE : SPINE + len(velocity)]
        full = np.cross(axis[:, None, :], velocity[None, :, :])
        i, j = np.tril_indices(len(velocity), -1)
        full[i, j] = full[j, i]
        moved = np.linalg.norm(velocity, axis=1) > 0.0
        return np.asarray(full * (moved[:, None] & moved[None, :])[:, :, None])

    def _along(self) -> tuple[float, Vector, Vector]:
        """Length of the line through the vertebrae's centres, from the sacral endplate, and its slopes."""
        n = 3 * self.joints
        length, slope, bend = 0.0, np.zeros(n), np.zeros((n, n))
        below, v_below, h_below = self.body.s1_centre, np.zeros((n, 3)), np.zeros((n, n, 3))
        for s in range(self.joints):
            middle = 0.5 * self.body.seg_offset[s + 2] if s + 2 <= THORAX else self.local
            here = self._origin[s + 1] + self._rotation[s + 1] @ middle
            v_here = self._velocity(here, s + 1)
            h_here = self._second(v_here)
            gap, v, h = here - below, v_here - v_below, h_here - h_below
            size = float(np.linalg.norm(gap))
            u = gap / size
            length += size
            slope += v @ u
            bend += h @ u + (v @ v.T - np.outer(v @ u, v @ u)) / size
            below, v_below, h_below = here, v_here, h_here
        return length, slope, bend

    def stiffness(self, z: Vector, load: float, *, follower: bool = False) -> Vector:
        """Stiffness under a load [Nm/rad], (joints x 3, joints x 3)."""
        return np.asarray(np.diag(self.elastic(z)[2]) + load * self.load(z, follower=follower)[2])

    def sideways(self, z: Vector, load: float, *, follower: bool = False) -> float:
        """Least eigenvalue over leans and turns [Nm/rad]."""
        away = np.arange(len(z)) % 3 != 0
        return float(np.linalg.eigvalsh(self.stiffness(z, load, follower=follower)[np.ix_(away, away)])[0])

    def path(self, most: float) -> Iterator[tuple[float, Vector]]:
        """Sagittal equilibria under a vertical load that grows by steps of 10 N, each from the one before [N, rad]."""
        z = np.zeros(3 * self.joints)
        for load in np.arange(0.0, most + STEP, STEP):
            z = self.settled(float(load), z)
            yield float(load), z

    def settled(self, load: float, start: Vector) -> Vector:
        """The sagittal equilibrium under a vertical load, from one nearby [rad]."""
        z, flat = start.copy(), np.arange(3 * self.joints) % 3 == 0
        for _ in range(30):
            slope = (self.elastic(z)[1] + load * self.load(z)[1])[flat]
            if np.abs(slope).max() < 1e-9:
                break
            step = np.linalg.solve(self.stiffness(z, load)[np.ix_(flat, flat)], -slope)
            z[flat] += step * min(1.0, 0.1 / np.abs(step).max())
        return z
