"""Whether a body can take a task at all: its contacts can be met, with joint angles that joints have.

Two legs of very different length cannot both stand on one floor with straight knees. That is a mistake in the body,
not a failure of the solver, and is said before anything is solved.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import SEGMENTS, Body
from hamstrung.errors import InputError
from hamstrung.mechanics import angle_laws, contact, tasks
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, LEG_BLOCK, angle_names
from hamstrung.mechanics.tasks import Task
from hamstrung.units import DEG

MET: Final = 1e-8
"""How far a contact may be off [m or rad]."""


def check(task: Task, body: Body, *, start: NDArray[np.float64] | None = None, source: str = "") -> None:
    """Whether feet or seat can carry this body in a task.

    Args:
        task: the task.
        body: the person's body.
        start: joint angles to begin from [rad]; the task's own where it is None.
        source: the file that the body came from, for the message.

    Raises:
        InputError: contacts that cannot be met, or only with an angle that its joint does not have.
    """
    anatomy = Anatomy(body)
    q = (tasks.start(task) if start is None else start).copy()
    off = contact.settle(tasks.contacts(task, body), body, anatomy.tree, q, anatomy.scratch)
    if not (np.isfinite(q).all() and off < MET):
        raise _unlike(task, body, "", source=source)
    known = angle_laws.laws(body)
    for k in (int(k) for k in LEG_BLOCK if int(k) in known):
        low, high = angle_laws.possible(known[k])
        turned = (q[k] + np.pi) % (2.0 * np.pi) - np.pi
        if not low <= turned <= high:
            raise _unlike(task, body, f", but for {angle_names()[k]} at {turned / DEG:.0f} degrees", source=source)


def _unlike(task: Task, body: Body, but: str, *, source: str) -> InputError:
    right, left = (leg_length(body, foot) for foot in (FOOT_RIGHT, FOOT_LEFT))
    carried = "stand on both feet" if task.base == "feet" else "sit"
    problem = (
        f"cannot {carried} in {task.name}{but}: the right leg is {1e3 * right:.0f} mm, the left {1e3 * left:.0f} mm"
    )
    return InputError("the body", problem, source=source, hint="look at joint_mm of segments.thigh_, shank_ and foot_")


def leg_length(body: Body, foot: int) -> float:
    """Hip to ankle, along the bones [m]."""
    total, segment = 0.0, foot
    while not SEGMENTS[segment].startswith("thigh"):
        total += float(np.linalg.norm(body.seg_offset[segment]))
        segment = int(body.seg_parent[segment])
    return total
