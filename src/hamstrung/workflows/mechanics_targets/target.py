"""One published number beside ours, and a section of the page that tells a topic.

Every topic is a module of this package: `targets()` yields its targets, `sections()` its parts of the page,
and `MISSES` says what is known of a miss, by the target's quantity or its beginning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics import Deficit, Posture, Task, posture

MAN: Final = Anthropometry(sex="male", age_y=35.0, height_m=1.75, mass_kg=78.0)
WOMAN: Final = Anthropometry(sex="female", age_y=35.0, height_m=1.63, mass_kg=62.0)
MEASURED_MAN: Final = Anthropometry(sex="male", age_y=45.0, height_m=1.74, mass_kg=70.0)
"""The man whose disc was measured (M278): 45 y, 70 kg; his height is assumed (1.68-1.80)."""

NEAR: Final = 0.2
"""Where no spread was printed, a number counts as met within a fifth either way: our choice."""


@dataclass(frozen=True)
class Target:
    """One published number beside ours.

    Attributes:
        group, quantity: what it is
        evidence: its row, or what it rests on
        unit: of all numbers
        published: what was printed; None where only an interval is known
        low, high: the interval within which ours counts as inside
        interval: where the interval comes from
        ours: the model's number
        set_to: whether the model was fitted to it, or it is an input
    """

    group: str
    quantity: str
    evidence: str
    unit: str
    published: float | None
    low: float
    high: float
    interval: str
    ours: float
    set_to: bool = False

    @property
    def inside(self) -> bool:
        """Whether ours lies within the interval."""
        return self.low <= self.ours <= self.high


@dataclass(frozen=True)
class Section:
    """A part of the page: what a topic shows beyond its targets.

    Attributes:
        name: short, in lower case with hyphens; the picture's file is `mechanics-NAME.svg`
        title: its heading
        text: paragraphs of Markdown
        header, rows: a table, or none
        picture: an SVG document, or none
        described: what the picture shows, for those who do not see it
        figures: the numbers behind it, for the page's JSON
    """

    name: str
    title: str
    text: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    picture: str | None = None
    described: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


def spread(group: str, quantity: str, id: str, ours: float, *, set_to: bool) -> Target:
    """A target whose printed SD between people is its interval."""
    printed = evidence.number(id)
    sd = printed.sd or 0.0
    return Target(
        group, quantity, evidence.row(id).id, "°", printed.value, printed.value - sd, printed.value + sd,
        f"SD {sd:g} between people", ours, set_to=set_to,
    )  # fmt: skip


def near(
    group: str, quantity: str, row: str, unit: str, printed: float, ours: float, *, set_to: bool = False
) -> Target:
    """A target printed without a spread."""
    low, high = sorted((printed * (1.0 - NEAR), printed * (1.0 + NEAR)))
    return Target(group, quantity, row, unit, printed, low, high, "a fifth either way; none printed", ours, set_to)


def solve(task: Task | str, deficit_deg: float = 0.0, *, who: Anthropometry = MAN) -> Posture:
    """A posture with so much structural deficit on both sides.

    Raises:
        RuntimeError: a posture that did not converge; a table must not be made from it.
    """
    deficit = Deficit.degrees(left=deficit_deg, right=deficit_deg)
    found = posture.solve(task, anthropometry=who, deficit=deficit)
    if not found.converged:
        raise RuntimeError(f"{found.task} with {deficit_deg:g} degrees did not converge: residual {found.residual:.2g}")
    return found
