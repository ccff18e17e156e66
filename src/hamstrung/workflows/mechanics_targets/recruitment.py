"""How muscles share a posture's moments: hard bounds, two exponents, and the tone that the search keeps."""

from collections.abc import Iterator, Sequence
from typing import Final

from hamstrung.mechanics import TASKS, Deficit, Posture, posture
from hamstrung.mechanics.posture import KKT_ALLOWED, RESIDUAL_ALLOWED
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target

EXPONENTS: Final = (2, 3)
DEFICIT_DEG: Final = 20.0
SILENT: Final = 1e-6
"""Activation below which a muscle counts as silent."""


def targets() -> Iterator[Target]:
    """What the project asks of its own solver."""
    found = [each for pair in _solved() for each in pair]
    yield Target(
        "recruitment", "largest residual of the forces' conditions", "our own demand", "of strength", None, 0.0,
        KKT_ALLOWED, "below 1e-8 at every posture", max(each.kkt_residual for each in found),
    )  # fmt: skip
    yield Target(
        "recruitment", "largest moment out of balance", "our own demand", "of m g h", None, 0.0, RESIDUAL_ALLOWED,
        "below 1e-6", max(each.residual for each in found),
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """Both exponents and the tone in one table."""
    solved = _solved()
    yield Section(
        name="recruitment",
        title="Muscle forces: exponent 2 or 3, and the tone",
        text=(
            "The forces in every table of this page make the sum of squared activations least, each between 0 and 1. "
            "Cubes spread the work over more muscles, which costs the disc some tens of newtons where much is to be "
            "carried. The search for the posture lets every muscle keep a little tone; what that tone would add to "
            f"the disc is the last column. The man of this page with {DEFICIT_DEG:g} degrees of deficit on both sides.",
        ),
        header=("task", "L4/5, squares", "L4/5, cubes", "most active", "muscles at work", "L4/5 with tone"),
        rows=[_row(*pair) for pair in solved],
        figures={
            square.task: {
                "compression_l4l5_n": {
                    "squares": round(square.loads["l4l5"].compression_n, 1),
                    "cubes": round(cube.loads["l4l5"].compression_n, 1),
                    "with_tone": round(square.tone_compression_l4l5_n, 1),
                },
                "feasible": square.feasible,
            }
            for square, cube in solved
        },
    )


def _solved() -> Sequence[tuple[Posture, Posture]]:
    """Every task with both exponents."""
    deficit = Deficit.degrees(left=DEFICIT_DEG, right=DEFICIT_DEG)
    return [
        (
            posture.solve(task, anthropometry=MAN, deficit=deficit, exponent=2),
            posture.solve(task, anthropometry=MAN, deficit=deficit, exponent=3),
        )
        for task in TASKS
    ]


def _row(square: Posture, cube: Posture) -> tuple[str, ...]:
    activations = [activation for _, activation in square.muscles.values()]
    return (
        square.task.replace("_", " "),
        f"{square.loads['l4l5'].compression_n:.0f} N",
        f"{cube.loads['l4l5'].compression_n:.0f} N",
        f"{100.0 * max(activations):.0f} %",
        f"{sum(activation > SILENT for activation in activations)} of {len(activations)}",
        f"{square.tone_compression_l4l5_n:.0f} N",
    )
