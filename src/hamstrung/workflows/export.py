"""Export a person's body and posture for another engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from hamstrung.body import Body
from hamstrung.body.arrays import Floats
from hamstrung.mechanics.hamstrings import Anatomy, Deficit, tissue
from hamstrung.mechanics.solver import Solver
from hamstrung.mechanics.tangent import Tangent
from hamstrung.mechanics.tasks import Task
from hamstrung.workflows.solve_posture import solve_tangent


class Abdomen(NamedTuple):
    """The push of the abdominal pressure [N], and its ends in the pelvis and in the thorax [m], (xyz,)."""

    thrust: float
    inlet: Floats
    dome: Floats


@dataclass(frozen=True)
class Model:
    """What a file of another engine is written from.

    Attributes:
        body: the body; the hamstrings' deficit stands in its passive shift.
        posture: joint angles [rad], (angle,); None for the reference posture.
        load_kg: mass in the hands.
        abdomen: the push of the abdominal pressure, where a posture was solved.
        tangent: what joints and muscles give in the posture, where one was solved.
        standing: whether both feet stand on the floor in the task.
    """

    body: Body
    posture: Floats | None = None
    load_kg: float = 0.0
    abdomen: Abdomen | None = None
    tangent: Tangent | None = None
    standing: bool = False


Write = Callable[[Model], str]
"""A format's writer."""


def export(
    body: Body, *, write: Write, sex: str, deficit: Deficit, task: Task | None = None, posture: Floats | None = None,
    source: str = "",
) -> str:  # fmt: skip
    """The text of a body for another engine, in a task's posture where one is named.

    Args:
        body: the body.
        write: the format's writer.
        sex: sets how far a hip is tolerated.
        deficit: the hamstrings' deficit.
        task: the task whose posture is solved; none is where it is None.
        posture: joint angles to show where no task is solved [rad].
        source: the file that the body came from, for messages.

    Raises:
        InputError: a body that cannot take the task, or a posture that was not found.
    """
    short = with_deficit(body, deficit)
    if task is None:
        return write(Model(short, posture))
    q, tangent = solve_tangent(task, body, sex=sex, deficit=deficit, source=source)
    return write(Model(short, q, task.load_kg, pressed(task, body), tangent, task.base == "feet"))


def pressed(task: Task, body: Body) -> Abdomen:
    """What the abdominal pressure of a task does to a body."""
    weights = Solver(Anatomy(body), task).weights
    return Abdomen(float(weights.thrust), weights.inlet, weights.dome)


def with_deficit(body: Body, deficit: Deficit) -> Body:
    """The body whose own passive shift holds the deficit's structural and tonic part."""
    own = tissue(Anatomy(body), deficit, tolerated_hip=float("inf"))
    return body._replace(mus_pas_shift=body.mus_pas_shift + own.shift)
