"""A solved posture as other engines can hold it: what every joint and muscle gives there, and how that changes.

Another engine knows springs but not our exponential laws. Near the posture a law is its tangent,

    M(q) = M - k (q - q*),        F(l) = F + k (l - l*)

which holds the same equilibrium with the same passive stiffness. Valid near the posture only.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics import angle_laws, potential
from hamstrung.mechanics.solver import Solver

Vector = NDArray[np.float64]


class Tangent(NamedTuple):
    """Passive laws' tangents and active forces in a posture.

    Attributes:
        joint_moment, joint_stiffness: the moment that drives each angle back, with that of the abdominal pressure [Nm],
            and its slope [Nm/rad], (angle,)
        passive_force, passive_stiffness: each muscle's passive pull with its guard [N] and its slope [N/m], (muscle,)
        active_force: what each muscle pulls actively [N], (muscle,)
    """

    joint_moment: Vector
    joint_stiffness: Vector
    passive_force: Vector
    passive_stiffness: Vector
    active_force: Vector


def of(solver: Solver, q: Vector, own: potential.Tissue) -> Tangent:
    """The tangents in a posture that the solver has just solved.

    Args:
        solver: its scratch memory holds the posture's muscle forces.
        q: the posture [rad], (angle,).
        own: the person's hamstrings.
    """
    a, w = solver.anatomy, solver.anatomy.scratch
    active = w.activation * w.strength
    potential.lay(q, a.body, a.tree, a.spans, solver.weights, w)
    potential.slopes(q, a.body, a.tree, own, solver.weights, w)
    pressed = w.gradient.copy()
    potential.slopes(q, a.body, a.tree, own, solver.weights._replace(thrust=0.0), w)
    moment, stiffness = angle_laws.tangent(a.body, q)
    return Tangent(moment + w.gradient - pressed, stiffness, w.passive.copy(), w.passive_stiffness.copy(), active)
