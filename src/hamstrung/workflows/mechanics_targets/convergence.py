"""How many random people settle in every task; solved beforehand by `tools/solve_random_people.py`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from hamstrung.mechanics import digest
from hamstrung.workflows.mechanics_targets.target import Section, Target

KEPT: Final = Path(__file__).parents[4] / "docs" / "validation" / "convergence.json"
"""Figures in the project's checkout; an installed package has none and says nothing."""
DEMANDED: Final = 0.999


def targets() -> Iterator[Target]:
    """The share that converges, in all tasks."""
    if KEPT.exists():
        made = json.loads(KEPT.read_text("utf-8"))
        yield Target(
            "convergence", "postures that settle, all tasks", "our own demand", "%", None, 100.0 * DEMANDED, 100.0,
            "99.9 % of random people over the whole box", 100.0 * float(made["converged_share"]),
        )  # fmt: skip


def sections() -> Iterator[Section]:
    """Tasks and who does not settle."""
    if not KEPT.exists():
        return
    made = json.loads(KEPT.read_text("utf-8"))
    fresh = made["model"] == digest.of_model()
    yield Section(
        name="convergence",
        title=f"{made['people']} random people in every task",
        text=(
            "Bodies, deficits and unequal sides are drawn over the whole box that lives may reach. A posture settles "
            "where less than 1e-6 of body weight times height is out of balance and the conditions of the reported "
            "muscle forces hold to 1e-8. Who does not settle is named in the figures and left out of what is fitted. "
            + ("" if fresh else "**Made with an earlier state of the model.** ")
            + f"`{made['command']}`",
        ),
        header=("task", "settled", "not carried by muscles", "residual, 99 of 100", "steps, median and 99 of 100"),
        rows=[_row(task, found, int(made["people"])) for task, found in made["tasks"].items()],
        figures={key: made[key] for key in ("seed", "people", "model", "converged_share", "tasks", "not_converged")},
    )


def _row(task: str, found: Mapping[str, Any], people: int) -> tuple[str, ...]:
    return (
        task.replace("_", " "),
        f"{found['converged']} of {people}",
        f"{found['infeasible']}",
        f"{found['residual_99']:.0e}",
        f"{found['steps_median']:.0f}, {found['steps_99']:.0f}",
    )
