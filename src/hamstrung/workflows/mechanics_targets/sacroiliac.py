"""Sacroiliac rotation and the sacrotuberous ligament over tasks, with deficits on both sides and on one."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from hamstrung.mechanics import sacroiliac
from hamstrung.mechanics.hamstrings import Deficit
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, near

TASKS: Final = (
    "standing", "sitting_erect", "sitting_slouched", "long_sitting", "driving_seat", "lifting", "forward_bend",
    "toe_touch",
)  # fmt: skip
DEFICITS: Final = ((0.0, 0.0), (40.0, 40.0), (40.0, 0.0))
"""Left and right deficit [deg]."""

MISSES: Final[Mapping[str, str]] = {
    "rotation, standing to relaxed bend": (
        "Mean of several postures that the abstract does not name; ours is the largest change of ours, and the "
        "stiffness against nutation is assumed within a factor of three either way."
    ),
    "sliding, largest": (
        "Long sitting and lifting ask most of our trunk muscles, which press the sacrum down; the stiffness against "
        "sliding is assumed within a factor of three."
    ),
}


def targets() -> Iterator[Target]:
    """Sizes only: nobody has measured a deficit's part."""
    standing, bent = (_solved(task).right for task in ("standing", "forward_bend"))
    yield near(
        "sacroiliac", "rotation, standing to relaxed bend", "Jacob 1995, abstract read; no row", "°", 1.7,
        abs(bent.nutation_deg - standing.nutation_deg),
    )  # fmt: skip
    every = [_solved(task).right for task in TASKS]
    yield Target(
        "sacroiliac", "rotation, largest of the tasks", "review of radiostereometry, PMC3462864; no row", "°", None,
        0.0, 3.6, "largest measured", max(abs(joint.nutation_deg) for joint in every),
    )  # fmt: skip
    yield Target(
        "sacroiliac", "sliding, largest of the tasks", "review of radiostereometry, PMC3462864; no row", "mm", None,
        0.0, 2.0, "never exceeded", max(abs(joint.slide_mm) for joint in every),
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """Every task with no deficit, one on both sides, and one on the left."""
    found = [(task, deficit, _solved(task, *deficit)) for task in TASKS for deficit in DEFICITS]
    bend = _solved("forward_bend", 40.0, 0.0)
    yield Section(
        name="sacroiliac",
        title="Sacroiliac joints",
        text=(
            "Nutation of the sacrum against each hip bone, from the unloaded pelvis, by static condensation of each "
            "solved posture, and what the sacrotuberous ligament carries. Standing, a deficit changes neither by "
            "anything that could be felt. Bent forward, 40 degrees on the left alone twist the hip bones against each "
            f"other by {abs(bend.torsion_deg):.1f} degrees and put "
            f"{bend.left.sacrotuberous_n - bend.right.sacrotuberous_n:.0f} N more on the left ligament, in part by the "
            "turn of the hip bone, in part by the long head's own pull into the ligament. Every stiffness is assumed: "
            "sizes hold within a factor of two or three, directions throughout. Our springs are linear: beyond 3.6 "
            "degrees, as in a lift with a deficit, a real joint has long stiffened, and the number is too large.",
        ),
        header=(
            "task", "deficit left, right", "nutation left", "right", "slides left", "right", "sacrotuberous left",
            "right", "of it biceps left", "right",
        ),
        rows=[
            (
                task, f"{left:.0f}°, {right:.0f}°",
                f"{one.left.nutation_deg:.2f}°", f"{one.right.nutation_deg:.2f}°",
                f"{one.left.slide_mm:.2f} mm", f"{one.right.slide_mm:.2f} mm",
                f"{one.left.sacrotuberous_n:.0f} N", f"{one.right.sacrotuberous_n:.0f} N",
                f"{one.left.from_biceps_n:.0f} N", f"{one.right.from_biceps_n:.0f} N",
            )
            for task, (left, right), one in found
        ],
        figures={
            f"{task}, left {left:.0f}, right {right:.0f}": {
                side: {
                    "nutation_deg": joint.nutation_deg, "slide_mm": joint.slide_mm,
                    "sacrotuberous_n": joint.sacrotuberous_n,
                }
                for side, joint in (("left", one.left), ("right", one.right))
            }
            for task, (left, right), one in found
        },
    )  # fmt: skip


@lru_cache(maxsize=32)
def _solved(task: str, left_deg: float = 0.0, right_deg: float = 0.0) -> sacroiliac.Pelvis:
    return sacroiliac.of(task, anthropometry=MAN, deficit=Deficit.degrees(left=left_deg, right=right_deg))
