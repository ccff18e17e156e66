"""The passive laws of all joints by angle, their tangents, and how far a joint can go at all.

A joint is not merely stiff but impossible where its own discs, ligaments and capsule would resist with more than any
muscle could overcome,

    a exp(b (theta - lim)) = 300 Nm     at     theta = lim + log(300 / a) / b

The bound is assumed (150-600 Nm): stronger than any single muscle group of a strong adult at any of these joints, and
where the exponential laws have long left their data. It scales with nothing.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Body
from hamstrung.errors import InputError
from hamstrung.mechanics import passive
from hamstrung.mechanics.layout import (
    ANKLE_LEFT,
    ANKLE_RIGHT,
    HIP_LEFT,
    HIP_RIGHT,
    KNEE_LEFT,
    KNEE_RIGHT,
    SPINE,
    angle_names,
)
from hamstrung.units import DEG

Vector = NDArray[np.float64]

IMPOSSIBLE_NM: Final = 300.0
"""Moment of a stop at which a joint cannot go further [Nm]: assumed (150-600)."""


class Law(NamedTuple):
    """One angle's law, as in `Body`: slope [Nm/rad], and both stops' moment [Nm], rate [1/rad] and limit [rad]."""

    k1: float
    a: Vector
    b: Vector
    lim: Vector


def laws(body: Body) -> dict[int, Law]:
    """The law of every angle that has one; the pelvis turns freely in the world.

    Args:
        body: the person's body.

    Returns:
        Laws by the angle's number, in ascending order.
    """
    found: dict[int, Law] = {}
    for s in range(len(body.spine_k1)):
        for x in range(3):
            found[SPINE + 3 * s + x] = Law(
                float(body.spine_k1[s, x]), body.spine_a[s, x], body.spine_b[s, x], body.spine_lim[s, x]
            )
    for hip, knee, ankle in ((HIP_RIGHT, KNEE_RIGHT, ANKLE_RIGHT), (HIP_LEFT, KNEE_LEFT, ANKLE_LEFT)):
        for x in range(3):
            found[hip + x] = Law(float(body.hip_k1[x]), body.hip_a[x], body.hip_b[x], body.hip_lim[x])
        found[knee] = Law(float(body.knee_k1), body.knee_a, body.knee_b, body.knee_lim)
        for x in range(2):
            found[ankle + x] = Law(float(body.ankle_k1[x]), body.ankle_a[x], body.ankle_b[x], body.ankle_lim[x])
    return found


def tangent(body: Body, q: Vector) -> tuple[Vector, Vector]:
    """Moment that drives every angle back [Nm] and its stiffness [Nm/rad] in a posture, (angle,) each."""
    moment, stiffness = np.zeros(len(q)), np.zeros(len(q))
    for k, law in laws(body).items():
        _, slope, stiffness[k], _, _, _ = passive.joint(q[k], law.k1, law.a, law.b, law.lim)
        moment[k] = -slope
    return moment, stiffness


def possible(law: Law) -> tuple[float, float]:
    """The lowest and the highest angle that a joint can reach [rad]."""
    beyond = law.lim + np.log(IMPOSSIBLE_NM / law.a) / law.b
    return -float(beyond[1]), float(beyond[0])


def check_posture(body: Body, q: Vector, *, source: str = "") -> None:
    """Whether every joint angle of a posture can be reached at all.

    Args:
        body: the person's body.
        q: joint angles [rad], (angle,).
        source: the file that they came from, for the message.

    Raises:
        InputError: an angle that is no number or beyond what its joint can reach.
    """
    known = laws(body)
    for k, name in enumerate(angle_names()):
        low, high = possible(known[k]) if k in known else (-np.pi, np.pi)
        if not np.isfinite(q[k]):
            raise InputError(f"posture.{name}", f"is {q[k]}, not a finite number", source=source)
        if not low <= q[k] <= high:
            raise InputError(
                f"posture.{name}",
                f"is {q[k] / DEG:.6g}, outside {low / DEG:.1f} to {high / DEG:.1f} degrees: "
                f"the joint would resist with more than {IMPOSSIBLE_NM:g} Nm" if k in known
                else f"is {q[k] / DEG:.6g}, outside -180 to 180 degrees",
                source=source,
            )  # fmt: skip
