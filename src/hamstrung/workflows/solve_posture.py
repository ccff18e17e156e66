"""Solve a task for a body that is already there: a person's own, or one from a body file."""

from hamstrung.body import Body
from hamstrung.body.arrays import Floats
from hamstrung.mechanics import feasible, posture, tangent
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.posture import Posture, Solver
from hamstrung.mechanics.tangent import Tangent
from hamstrung.mechanics.tasks import Task


def solve_posture(
    task: Task, body: Body, *, sex: str, deficit: Deficit, start: Floats | None = None, source: str = ""
) -> Posture:
    """The posture of a body in a task.

    Args:
        task: the task.
        body: the body.
        sex: sets how far a hip is tolerated.
        deficit: the hamstrings' deficit.
        start: joint angles to begin from [rad]; where they do not lead to a solution, the task's own start is tried.
        source: the file that the body came from, for messages.

    Raises:
        InputError: a body that cannot take this task.
    """
    feasible.check(task, body, start=start, source=source)
    anatomy = Anatomy(body)
    solved = posture.solve_in(anatomy, task, deficit, sex=sex, start=start)
    if start is not None and not solved.converged:
        solved = posture.solve_in(anatomy, task, deficit, sex=sex)
    return solved


def solve_tangent(task: Task, body: Body, *, sex: str, deficit: Deficit, source: str = "") -> tuple[Floats, Tangent]:
    """A solved posture's joint angles [rad] and what every joint and muscle gives in it.

    Raises:
        InputError: a body that cannot take this task.
    """
    solved = solve_posture(task, body, sex=sex, deficit=deficit, source=source)
    solver = Solver(Anatomy(body), task)
    own = tissue(solver.anatomy, deficit, tolerated_hip=TOLERATED_HIP[sex])
    q = solved.q.copy()
    solver.run(q, own, near=True)
    return q, tangent.of(solver, q, own)
