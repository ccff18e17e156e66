"""A body in a task, and the posture it takes there: what calls the kernels."""

from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics import abdomen, contact, effort, potential, relaxed, settling, tasks
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import N_LEG_BLOCK, N_SPINE, angle_names
from hamstrung.mechanics.tasks import Task

Vector = NDArray[np.float64]

MOST_STEPS = 200
"""Newton steps before a solve is given up as not converged."""
RELAXED = 1e-3
"""Moment out of balance [Nm] from which a relaxed posture is tried again, step by step."""
BENT_BY = (0.0, 0.3, 0.6, 0.8, 1.0)
"""Shares of the knees' angle in which it is."""
Exponent = Literal[2, 3]


class Memory(NamedTuple):
    """What a posture leaves to a neighbour's.

    Attributes:
        multiplier: of recruitment, (reduced,)
        learned: what Gauss-Newton leaves out of the Hessian of a held posture, (reduced, reduced)
        bound_off: how far the multipliers of the bounded forces are from them, (reduced,)
    """

    multiplier: Vector
    learned: Vector
    bound_off: Vector


class Shared(NamedTuple):
    """How muscles share a posture's moments within their bounds; see `Posture`."""

    exponent: int
    kkt_residual: float
    residual_nm: float
    feasible: bool
    limited_by: str | None
    lacking_nm: float
    steps: int


class Solver:
    """A body in a task: everything that the kernels need, made once and used for many deficits.

    `memory` is what the last posture leaves to a neighbour's.
    """

    def __init__(self, anatomy: Anatomy, task: Task) -> None:
        self.anatomy, self.task = anatomy, task
        self.memory: Memory | None = None
        body = anatomy.body
        self.contacts = tasks.contacts(task, body)
        self.weights = abdomen.pressed(tasks.weights(task, body), task, body)
        self.reach = tasks.reach(task)
        self.balance = np.array(tasks.balance(task, body))
        self.wishes = tasks.wishes(task, body, tasks.balance(task, body))

    def run(self, q: Vector, own: potential.Tissue, *, near: bool = False) -> tuple[float, float, int]:
        """Solves from q, in place, and leaves placement, forces and multipliers in the scratch memory.

        Args:
            q: start and answer [rad], (angle,)
            own: the person's hamstrings
            near: whether the start is a neighbour's solution, so that one descent is enough

        Returns:
            largest moment out of balance [Nm], KKT residual of recruitment [Nm], iterations
        """
        a, w = self.anatomy, self.anatomy.scratch
        w.multiplier[:], w.learned[:], w.bound_off[:] = self.memory if near and self.memory is not None else (0, 0, 0)
        if self.task.hands_at_handle and not near:
            near = self._hang(q, own)
        if self.task.base == "seat" and self.task.seat_balance > 0.0 and not near:
            self._sink(q, own)
        if self.task.way == "hold":
            worst, kkt, iterations = settling.hold(
                q, a.body, a.tree, a.spans, own, self.weights, self.contacts, self.wishes, w, MOST_STEPS, near
            )
        else:
            worst, kkt, iterations = self._settle(q, own, self.contacts)
            if not worst < RELAXED:
                worst, kkt, more = self._settle_stepwise(q, own)
                iterations += more
        self._remember()
        return float(worst), float(kkt), int(iterations)

    def share(self, exponent: Exponent = 2) -> Shared:
        """Shares the moments of the posture that was just solved among the muscles; `w.bounded` are the activations.

        Args:
            exponent: power of the activations whose sum is least
        """
        w = self.anatomy.scratch
        kkt, lacking, steps, worst = settling.share(exponent, self.anatomy.spans, self.contacts, w)
        if self.memory is not None:
            self.memory.bound_off[:] = w.bound_off
        return Shared(
            exponent=exponent,
            kkt_residual=kkt,
            residual_nm=abs(float(w.spare[worst])),
            feasible=lacking == 0.0,
            limited_by=angle_names()[worst] if lacking > 0.0 else None,
            lacking_nm=lacking,
            steps=steps,
        )

    def out_of_balance(self) -> float:
        """Largest moment about a free direction that recruitment left in the posture that was just solved [Nm]."""
        n = N_LEG_BLOCK - contact.count(self.contacts) + N_SPINE
        return float(effort.out_of_balance(n, self.anatomy.spans, self.anatomy.scratch))

    def _remember(self) -> None:
        w = self.anatomy.scratch
        self.memory = Memory(w.multiplier.copy(), w.learned.copy(), w.bound_off.copy())

    def _hang(self, q: Vector, own: potential.Tissue) -> bool:
        """Begins a lift where the relaxed bend ends: with the hands as low as they hang. Tells whether it could."""
        return self._begin(q, tasks.start(tasks.TASKS["forward_bend"]), own, self.balance)

    def _sink(self, q: Vector, own: potential.Tissue) -> None:
        """Begins a slump with the chest sunk forward, so that the flexed posture is found where there is one."""
        ahead = np.array(tasks.balance(self.task, self.anatomy.body, tasks.SINKING))
        self._begin(q, q.copy(), own, ahead)

    def _begin(self, q: Vector, begin: Vector, own: potential.Tissue, balance: Vector) -> bool:
        """Takes the relaxed posture near `begin` for a start, where there is one; tells whether there was."""
        worst = self._relax(begin, own, balance)
        if worst < 1e-3:
            q[:] = begin
        return worst < 1e-3

    def _relax(self, q: Vector, own: potential.Tissue, balance: Vector) -> float:
        """Passive equilibrium without recruitment, for a start."""
        a, w = self.anatomy, self.anatomy.scratch
        worst, _ = relaxed.relax(
            q, a.body, a.tree, a.spans, own, self.weights, self.contacts, self.reach, balance, w, MOST_STEPS
        )
        return float(worst)

    def _settle(self, q: Vector, own: potential.Tissue, contacts: contact.Contacts) -> tuple[float, float, int]:
        a, w, tone = self.anatomy, self.anatomy.scratch, self.wishes.tone
        found: tuple[float, float, int] = settling.relax(
            q, a.body, a.tree, a.spans, own, self.weights, contacts, self.reach, self.balance, tone, w, MOST_STEPS
        )
        return found

    def _settle_stepwise(self, q: Vector, own: potential.Tissue) -> tuple[float, float, int]:
        """From the task's own start again, knees straight at first and bent to where they are held step by step."""
        q[:] = tasks.start(replace(self.task, knee_deg=0.0))
        total, worst, kkt = 0, np.inf, np.inf
        for share in BENT_BY:
            bent = self.contacts._replace(value=share * self.contacts.value)
            worst, kkt, iterations = self._settle(q, own, bent)
            total += iterations
        return worst, kkt, total
