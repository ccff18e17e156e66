"""A body placed in a posture, for drawings: where its frames, joints, vertebrae and hamstrings are in the world.

Nothing solved depends on it.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Body
from hamstrung.mechanics import kinematics, tasks
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, N_ANGLES, PELVIS

Vector = NDArray[np.float64]
Base = Literal["feet", "seat", "couch"]

LYING: Final = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
"""From standing to lying on the back: the head points to -x, the face up."""


@dataclass(frozen=True)
class Placed:
    """A body in a posture [m], x forward, y up, z right; floor or seat at height zero, or the hips on a couch.

    Attributes:
        body: the body
        rotation: of every segment, (segment, 3, 3)
        origin: of every segment, (segment, xyz)
        hamstrings: paths of the long hamstrings by muscle name, round their spheres, (point, xyz)
    """

    body: Body
    rotation: Vector
    origin: Vector
    hamstrings: Mapping[str, Vector]

    def at(self, segment: int, local: Vector) -> Vector:
        """Points fixed to a segment, in the world, (..., xyz)."""
        return np.asarray(self.origin[segment] + np.asarray(local) @ self.rotation[segment].T)


def placed(anatomy: Anatomy, q: Vector, *, base: Base) -> Placed:
    """A body in a posture.

    Args:
        anatomy: the body
        q: joint angles [rad], (angle,)
        base: what carries it: its height is zero; on a couch the hips are the origin
    """
    body = anatomy.body
    rotation, origin = np.zeros((13, 3, 3)), np.zeros((13, 3))
    kinematics.place(q, body, anatomy.tree, rotation, origin, np.zeros((N_ANGLES, 3)))
    lines = _hamstrings(anatomy, q)
    turn = LYING if base == "couch" else np.eye(3)
    ground = _ground(body, rotation, origin, base)
    return Placed(
        body=body,
        rotation=turn @ rotation,
        origin=(origin - ground) @ turn.T,
        hamstrings={name: (line - ground) @ turn.T for name, line in lines.items()},
    )


def _ground(body: Body, rotation: Vector, origin: Vector, base: Base) -> Vector:
    """The point of the world that becomes its origin [m]."""
    if base == "feet":
        return np.asarray(origin[[FOOT_RIGHT, FOOT_LEFT]].mean(axis=0) - [0.0, tasks.ankle_height(body), 0.0])
    if base == "seat":
        ischium = origin[PELVIS] + rotation[PELVIS] @ body.ischium.mean(axis=0)
        return np.asarray(ischium - [0.0, body.ischium_radius, 0.0])
    return np.asarray(origin[PELVIS])


def _hamstrings(anatomy: Anatomy, q: Vector) -> dict[str, Vector]:
    anatomy.lengths(q)
    body, w = anatomy.body, anatomy.scratch
    found = {}
    for m in np.flatnonzero(body.is_two_joint_hamstring):
        line = w.points[body.mus_first[m] : body.mus_first[m + 1]].copy()
        if body.wrap_radius[m] > 0.0:
            line = _around(line, w.centres[m].copy(), float(body.wrap_radius[m]))
        found[bodies.MUSCLES[m]] = line
    return found


def _around(line: Vector, centre: Vector, radius: float) -> Vector:
    """A path whose points inside a sphere are pushed out to it, dense enough to look round."""
    share = np.linspace(0.0, 1.0, 24)[:, None]
    dense = np.vstack([start + share * (end - start) for start, end in itertools.pairwise(line)])
    off = dense - centre
    distance = np.maximum(np.linalg.norm(off, axis=1, keepdims=True), 1e-9)
    return np.asarray(np.where(distance < radius, centre + off / distance * radius, dense))
