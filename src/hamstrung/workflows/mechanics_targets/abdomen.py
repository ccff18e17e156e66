"""What the pressure in the abdomen takes off the discs, beside models that asked the same."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from hamstrung import body as bodies
from hamstrung.mechanics import Task, abdomen, loads, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import LEVELS
from hamstrung.mechanics.posture import RESIDUAL_ALLOWED
from hamstrung.mechanics.solver import Solver
from hamstrung.units import GRAVITY
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, near, solve

EFFORT_NM: Final = 60.0
"""Moment that the back holds where Stokes et al. 2010 compared pressures [Nm]."""
TASKS: Final[Mapping[str, Task]] = {
    "standing": tasks.TASKS["standing"],
    "sitting erect": tasks.TASKS["sitting_erect"],
    "sitting slouched": tasks.TASKS["sitting_slouched"],
    "bend held at 30°": tasks.bend_to(30.0),
    "bend held at 60°": tasks.bend_to(60.0),
    "relaxed bend": tasks.TASKS["forward_bend"],
    "lifting 15 kg": tasks.TASKS["lifting"],
}

MISSES: Final[Mapping[str, str]] = {}


def targets() -> Iterator[Target]:
    """The relief of doubling the pressure."""
    low, high = (_effort(kpa) for kpa in (5.0, 10.0))
    yield near(
        "abdomen", "L4/5 compression, 5 to 10 kPa while the back holds 60 Nm",
        "Stokes 2010 (a model), abstract read; no row", "%", -21.0, 100.0 * (high / low - 1.0),
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """Every task with and without its pressure."""
    found = {name: (_compression(task, 0.0), _compression(task, None)) for name, task in TASKS.items()}
    yield Section(
        name="abdomen",
        title="Pressure in the abdomen",
        text=(
            "L4/5 compression of each task with its pressure and without. The relief is at its largest here: what the "
            "wall's own muscles pull on thorax and pelvis to hold the pressure in is left out, and pressures are "
            "assumed from readings that differ by a factor of four.",
        ),
        header=("task", "pressure", "L4/5 without", "L4/5 with", "relief"),
        rows=[
            (
                name, f"{abdomen.pressure_kpa(TASKS[name]):.1f} kPa", f"{without:.0f} N", f"{pressed:.0f} N",
                f"{100.0 * (1.0 - pressed / without):.1f} %",
            )
            for name, (without, pressed) in found.items()
        ],
        figures={name: {"without_n": without, "with_n": pressed} for name, (without, pressed) in found.items()},
    )  # fmt: skip


def _compression(task: Task, kpa: float | None) -> float:
    return solve(replace(task, abdominal_kpa=kpa)).loads["l4l5"].compression_n


def _effort(kpa: float) -> float:
    """L4/5 compression upright, the arms so far in front that their weight asks for 60 Nm more [N]."""
    solver = Solver(Anatomy(bodies.build(MAN)), replace(tasks.bend_to(0.0), abdominal_kpa=kpa))
    place = solver.weights.place.copy()
    place[13, 0] += EFFORT_NM / (GRAVITY * solver.weights.mass[13])
    solver.weights = solver.weights._replace(place=place)
    q, w, body, out = tasks.start(solver.task), solver.anatomy.scratch, solver.anatomy.body, np.zeros((6, 3))
    residual, kkt, _ = solver.run(q, tissue(solver.anatomy, Deficit(), tolerated_hip=TOLERATED_HIP[MAN.sex]))
    if max(residual, kkt) > RESIDUAL_ALLOWED * body.body_mass * GRAVITY * body.height:
        raise RuntimeError(f"holding 60 Nm under {kpa:g} kPa did not converge: residual {residual:.2g} Nm")
    loads.disc_loads(q, body, solver.anatomy.spans, solver.weights, w.passive + w.activation * w.strength, w, out)
    return float(out[LEVELS.index("l4l5"), 0])
