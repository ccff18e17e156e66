"""Examine a body that is already there: a person's own, or one from a body file."""

from hamstrung.body import Body
from hamstrung.mechanics import exam, feasible, tasks
from hamstrung.mechanics.exam import Ended
from hamstrung.mechanics.hamstrings import Anatomy, Deficit


def examine(test: str, body: Body, *, sex: str, deficit: Deficit, side: str, source: str = "") -> Ended:
    """Where a test ends: what an examiner would read, and the whole body.

    Args:
        test: one of `exam.TESTS`.
        body: the body.
        sex: sets what is tolerated.
        deficit: the hamstrings' deficit.
        side: the tested leg, left or right.
        source: the file that the body came from, for messages.

    Raises:
        InputError: a body that cannot take the test's posture.
    """
    task = tasks.TASKS.get(test.replace("-", "_"))
    if task is not None:
        feasible.check(task, body, source=source)
    return exam.ended_in(Anatomy(body), test, deficit, side=side, sex=sex)
