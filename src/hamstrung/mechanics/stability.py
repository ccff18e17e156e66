"""Whether a posture would stay by itself: the stiffness of posture and muscles.

Of a small displacement z along the free directions the restoring moment is K z,

    K(q) = d2V/dz2 + sum f d2l/dz2 + sum k A A' - contacts' curvature,     k = 1 / (1/k_m + 1/k_t)
    k_m = q F l^-1,      k_t = 35 F0 / l_slack

V is the potential, f a muscle's whole pull, F its active part, l its length, A its arms: an active muscle resists a
sudden stretch before any reflex (short-range stiffness, Bergmark 1989), in series with its tendon. The ratio q is not
well known and falls with activation (Brown and McGill 2010): assumed 10 (5-40). A posture is stable without reflexes
where the smallest eigenvalue of K is positive; the critical ratio is the q at which it becomes so (infinite where no q
does).

Upright, K cannot be positive: the body is a pendulum on its ankles or its ischia, which muscles hold by closed-loop
control. That loop is not modelled. It is treated as holding the centre of mass over what carries it, so that K is taken
over displacements that leave it there; the loop's reaction is zero in equilibrium and adds no curvature. What a person
wishes (habit, orientation) is no stiffness and is left out, and so is a backrest's; the guard at the end of tolerated
stretch is in the potential.

Valid for the first instant after a small push; reflexes add stiffness after it, about two fifths of the whole in trunk
extension (Moorhouse and Granata 2007, PMID 16782106).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.mechanics import contact, effort, kinematics, potential, recruitment, reduced, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import (
    LEG_BLOCK,
    N_ANGLES,
    N_LEG_BLOCK,
    N_SPINE,
    SPINE,
    angle_names,
)
from hamstrung.mechanics.posture import named
from hamstrung.mechanics.solver import Solver
from hamstrung.mechanics.tasks import Task
from hamstrung.units import GRAVITY

Vector = NDArray[np.float64]

RATIO: Final = 10.0
"""q, short-range stiffness over force per length: assumed (5-40)."""
MOST_RATIO: Final = 400.0
"""Beyond it a posture counts as one that no muscle stiffness holds."""
TENDON: Final = 35.0
"""Tendon stiffness over strength per slack length, 3 % strain at full force: assumed (25-45)."""


@dataclass(frozen=True)
class Stability:
    """A posture's resistance to a small push.

    Attributes:
        task: its name
        converged: whether the posture was solved
        ratio: q
        smallest_nm_rad, smallest_scaled: smallest eigenvalue of K, and over weight times height
        without_muscles_nm_rad: the same without short-range stiffness
        critical_ratio: q at which the smallest eigenvalue is zero
        spine_nm_rad, spine_critical_ratio: the same with pelvis and legs held, so that only the spine may give
        gives_way: the angle that moves most in the softest direction
    """

    task: str
    converged: bool
    ratio: float
    smallest_nm_rad: float
    smallest_scaled: float
    without_muscles_nm_rad: float
    critical_ratio: float
    spine_nm_rad: float
    spine_critical_ratio: float
    gives_way: str

    @property
    def stable(self) -> bool:
        """Whether the posture stays without reflexes."""
        return self.smallest_nm_rad > 0.0


@dataclass(frozen=True)
class Stiffness:
    """K of a posture in parts, over the free directions that balance leaves.

    Attributes:
        posture: d2V/dz2 + sum f d2l/dz2 - contacts' curvature [Nm/rad], (free, free)
        arms: the muscles' arms [m], (muscle, free)
        active: active forces [N], (muscle,)
        length, tendon: muscle-tendon lengths [m], tendon stiffness [N/m], (muscle,)
        directions: the free directions over all angles, (angle, free)
        whole: posture over all angles, (angle, angle); whole_arms likewise, (muscle, angle)
    """

    posture: Vector
    arms: Vector
    active: Vector
    length: Vector
    tendon: Vector
    directions: Vector
    whole: Vector
    whole_arms: Vector

    def muscles(self, ratio: float) -> Vector:
        """Short-range stiffness of every muscle with its tendon [N/m], (muscle,)."""
        return in_series(ratio * self.active / self.length, self.tendon)

    def at(self, ratio: float) -> Vector:
        """K with that ratio [Nm/rad], (free, free)."""
        return np.asarray(self.posture + (self.arms.T * self.muscles(ratio)) @ self.arms)

    def spine(self, ratio: float) -> Vector:
        """K of the spine alone, pelvis and legs held [Nm/rad], (18, 18)."""
        at = slice(SPINE, SPINE + N_SPINE)
        arms = self.whole_arms[:, at]
        return np.asarray(self.whole[at, at] + (arms.T * self.muscles(ratio)) @ arms)


def in_series(one: Vector, other: Vector) -> Vector:
    """Stiffness of two springs in series; one of zero gives zero."""
    total = one + other
    return np.asarray(np.divide(one * other, total, out=np.zeros_like(total), where=total > 0.0))


def of(
    task: Task | str, *, anthropometry: Anthropometry, deficit: Deficit | None = None, ratio: float = RATIO
) -> Stability:
    """A person's stability in a task.

    Raises:
        InputError: an unknown task, or a body outside its ranges
    """
    task, anatomy = named(task), Anatomy(bodies.build(anthropometry))
    return of_solved(*solved(anatomy, task, deficit or Deficit(), anthropometry.sex), ratio=ratio)


def solved(anatomy: Anatomy, task: Task, deficit: Deficit, sex: str) -> tuple[Solver, Vector, potential.Tissue, bool]:
    """A solved posture: solver, joint angles, hamstrings, and whether it converged."""
    solver, own = Solver(anatomy, task), tissue(anatomy, deficit, tolerated_hip=TOLERATED_HIP[sex])
    q = tasks.start(task)
    residual, kkt, _ = solver.run(q, own)
    scale = float(anatomy.body.body_mass * GRAVITY * anatomy.body.height)
    return solver, q, own, max(residual, kkt) < 1e-6 * scale


def settled(
    task: Task | str, *, anthropometry: Anthropometry, deficit: Deficit | None = None
) -> tuple[Solver, Vector, potential.Tissue]:
    """As `solved`, for what means nothing in a posture that did not converge.

    Raises:
        InputError: an unknown task, or a body outside its ranges
        RuntimeError: a posture that did not converge
    """
    anatomy = Anatomy(bodies.build(anthropometry))
    solver, q, own, converged = solved(anatomy, named(task), deficit or Deficit(), anthropometry.sex)
    if not converged:
        raise RuntimeError(
            f"{solver.task.name} did not converge for {anthropometry}; what follows from it means nothing"
        )
    return solver, q, own


def of_solved(
    solver: Solver, q: Vector, own: potential.Tissue, converged: bool = True, *, ratio: float = RATIO
) -> Stability:
    """As `of`, for a posture that is already solved."""
    parts, body = stiffness(solver, q, own), solver.anatomy.body
    values, modes = np.linalg.eigh(parts.at(ratio))
    softest = np.abs(parts.directions @ modes[:, 0])
    return Stability(
        task=solver.task.name,
        converged=converged,
        ratio=ratio,
        smallest_nm_rad=float(values[0]),
        smallest_scaled=float(values[0] / (body.body_mass * GRAVITY * body.height)),
        without_muscles_nm_rad=smallest(parts.at(0.0)),
        critical_ratio=critical(lambda at: smallest(parts.at(at))),
        spine_nm_rad=smallest(parts.spine(ratio)),
        spine_critical_ratio=critical(lambda at: smallest(parts.spine(at))),
        gives_way=angle_names()[int(np.argmax(softest))],
    )


def smallest(matrix: Vector) -> float:
    """Smallest eigenvalue of a symmetric matrix."""
    return float(np.linalg.eigvalsh(matrix)[0])


def critical(least: Callable[[float], float]) -> float:
    """The ratio at which a least eigenvalue, which grows with it, is zero; 0 where it starts positive."""
    if least(0.0) > 0.0:
        return 0.0
    if least(MOST_RATIO) <= 0.0:
        return np.inf
    low, high = 0.0, MOST_RATIO
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if least(middle) > 0.0 else (middle, high)
    return 0.5 * (low + high)


def stiffness(solver: Solver, q: Vector, own: potential.Tissue) -> Stiffness:
    """The parts of K in a solved posture; recruitment is solved anew at it."""
    a, w = solver.anatomy, solver.anatomy.scratch
    body = a.body
    q = q.copy()
    contact.settle(solver.contacts, body, a.tree, q, w)
    effort.cost(
        q, body, a.tree, a.spans, own, solver.weights, solver.contacts, solver.wishes, recruitment.SLACK, w, 0.0
    )
    active = w.activation * w.strength
    potential.add_muscle_stiffness(body, a.tree, a.spans, w.passive + active, w.passive_stiffness, w)
    contact.multipliers(solver.contacts, w.gradient + active @ w.arms, w)
    contact.add_curvature(solver.contacts, a.tree, w.origin, w.axis, w.mu, -1.0, w.hessian)
    reduced.mirror(w.hessian)
    free = _free_directions(solver)
    return Stiffness(
        posture=free.T @ w.hessian @ free,
        arms=w.arms @ free,
        active=active,
        length=w.length.copy(),
        tendon=TENDON * body.mus_f0 / body.mus_lslack,
        directions=free,
        whole=w.hessian.copy(),
        whole_arms=w.arms.copy(),
    )


def _free_directions(solver: Solver) -> Vector:
    """Orthonormal directions that contacts and the held centre of mass leave free, (angle, free)."""
    w, held = solver.anatomy.scratch, contact.count(solver.contacts)
    legs = N_LEG_BLOCK - held
    free = np.zeros((N_ANGLES, legs + N_SPINE))
    free[LEG_BLOCK, :legs] = w.basis[:, held:]
    free[SPINE : SPINE + N_SPINE, legs:] = np.eye(N_SPINE)
    rows = np.stack([_centre_of_mass_slope(solver, axis) @ free for axis in (0, 2)])
    _, _, basis = np.linalg.svd(rows)
    return np.asarray(free @ basis[2:].T)


def _centre_of_mass_slope(solver: Solver, axis: int) -> Vector:
    """How the centre of mass over its anchors moves along a world axis with every angle [m/rad], (angle,)."""
    a, w, slope, direction = solver.anatomy, solver.anatomy.scratch, np.zeros(N_ANGLES), np.zeros(3)
    direction[axis] = 1.0
    kinematics.moment_gradient(
        direction, 1.0 / solver.weights.total, w.moment, w.mass, a.tree, w.origin, w.axis, w.moment_arm, slope
    )
    return slope
