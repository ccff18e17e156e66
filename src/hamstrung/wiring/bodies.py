"""Bodies: built for a person, read from and written to files, and given to other engines."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from hamstrung.body import Anthropometry, Body
    from hamstrung.body.arrays import Floats
    from hamstrung.mechanics.hamstrings import Deficit
    from hamstrung.mechanics.tasks import Task

ENGINES: Final = ("mjcf", "osim")
"""Formats of other engines."""


class Built(NamedTuple):
    """A body, whose it is, the joint angles that a body file named [rad], and that file."""

    body: "Body"
    sex: str
    posture: "Floats | None"
    source: str


def build_body(person: "Anthropometry", path: Path | None) -> Built:
    """A person's body, with the values of a body file in it.

    Raises:
        InputError: a body file that cannot be used.
    """
    from hamstrung import body
    from hamstrung.exchange import bodies

    own = body.build(person)
    if path is None:
        return Built(own, person.sex, None, "")
    found = bodies.read(path, own)
    return Built(found.body, person.sex, found.posture, str(path))


def body_text(found: Built) -> str:
    """A whole body as a body file."""
    from hamstrung.exchange import bodies

    return bodies.text(found.body, posture=found.posture)


def export(engine: str, found: Built, *, deficit: "Deficit", task: "Task | None") -> str:
    """A body for another engine, in a task's solved posture where one is named.

    Args:
        engine: one of `ENGINES`.
        found: the body.
        deficit: the hamstrings' deficit.
        task: the task, or None for the body file's posture or the reference posture.
    """
    from hamstrung.exchange import mjcf, opensim
    from hamstrung.workflows import export as verb

    write = {"mjcf": mjcf.write, "osim": opensim.write}[engine]
    return verb.export(
        found.body, write=write, sex=found.sex, deficit=deficit, task=task, posture=found.posture, source=found.source
    )
