"""Bare spines that buckle, and postures that muscles hold or do not hold without reflexes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from hamstrung import body as bodies
from hamstrung.mechanics import Task, bare_spine, stability, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.solver import Solver
from hamstrung.report import charts
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, near

FOLLOWER_N: Final = 1200.0
"""What a bare spine carries along its curve [N] (M236)."""
TASKS: Final = (
    "standing", "sitting_erect", "sitting_slouched", "long_sitting", "driving_seat", "lifting", "forward_bend",
    "toe_touch",
)  # fmt: skip
DEFICITS_DEG: Final = (0.0, 20.0, 40.0)
TONES: Final = (0.005, 0.01, 0.02, 0.03)
"""Tone of muscles that have nothing to do: the model's 0.005 to the most thought plausible; 2.4 % at rest (M149)."""

MISSES: Final[Mapping[str, str]] = {
    "bare lumbar spine, vertical load on top": (
        "Our segments stay too stiff sideways for a spine without preload, with a third of their stiffness (M237) "
        "too; segments of pigs may lose less than ours."
    ),
    "bare lumbar spine, top kept in the frontal plane": (
        "The same; Crisco's own model of his segments gave 67 N with linear joints and 11 N with exponential ones."
    ),
}


def targets() -> Iterator[Target]:
    """The ligamentous spine alone."""
    found = bare_spine.buckling(Anatomy(bodies.build(MAN)))
    yield near("stability", "bare lumbar spine, vertical load on top", "M236", "N", 120.0, found.free_n)
    yield near(
        "stability", "bare lumbar spine, top kept in the frontal plane", "Crisco 1992, abstract read; no row", "N",
        88.0, found.frontal_n,
    )  # fmt: skip
    yield Target(
        "stability", "bare lumbar spine, load along its curve", "M236", "N", FOLLOWER_N, FOLLOWER_N, bare_spine.MOST,
        "carries at least as much; looked for to 2000 N", min(found.follower_n, bare_spine.MOST),
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """Tasks and deficits in a table, and what tone does to a standing spine in a chart."""
    rows = [_row(name, deficit) for name in TASKS for deficit in DEFICITS_DEG]
    tones = [_toned(tone) for tone in TONES]
    drawn = _chart(tones)
    standing = next(found for name, deficit, found in rows if (name, deficit) == ("standing", 0.0))
    yield Section(
        name="stability",
        title="What holds without reflexes",
        text=(
            "Smallest eigenvalue of posture plus muscle stiffness (short-range stiffness q F/l in series with the "
            f"tendon, q = {stability.RATIO:.0f}), with the centre of mass held over feet or seat by a loop that is not "
            "modelled, and of the spine alone with legs and pelvis held. Below zero the first instant after a push "
            "needs a reflex. The critical q is the one at which nothing more gives way; 0 where none is needed.",
            f"Standing at least effort is not held by muscle stiffness: the spine needs q = "
            f"{standing.spine_critical_ratio:.0f}, within the range thought plausible (5-40) but above what is "
            "assumed here. A little more tone is enough: "
            + ", ".join(f"{100 * tone:g} % asks for q = {found.spine_critical_ratio:.1f}" for tone, _, found in tones)
            + ". Bent or loaded the spine is stiff by itself. What still gives way in standing are the hips; "
            "whole bodies stand by control, not by stiffness. A deficit changes none of "
            "this by much.",
        ),
        header=("task", "deficit", "smallest, Nm/rad", "over mgh", "critical q", "spine alone", "critical q", "gives"),
        rows=[
            (
                found.task, f"{deficit:.0f}°", f"{found.smallest_nm_rad:.1f}", f"{found.smallest_scaled:.4f}",
                _ratio(found.critical_ratio), f"{found.spine_nm_rad:.1f}", _ratio(found.spine_critical_ratio),
                found.gives_way.replace("_", " "),
            )
            for _, deficit, found in rows
        ],
        picture=drawn,
        described="Smallest eigenvalue of the standing spine over the muscles' stiffness ratio, a line for each tone.",
        figures={
            "tasks": [
                {
                    "task": found.task, "deficit_deg": deficit, "smallest_nm_rad": found.smallest_nm_rad,
                    "critical_ratio": _finite(found.critical_ratio), "spine_nm_rad": found.spine_nm_rad,
                    "spine_critical_ratio": _finite(found.spine_critical_ratio),
                }
                for _, deficit, found in rows
            ],
            "tones": {f"{tone:g}": found.spine_critical_ratio for tone, _, found in tones},
        },
    )  # fmt: skip


def _row(name: str, deficit_deg: float) -> tuple[str, float, stability.Stability]:
    deficit = Deficit.degrees(left=deficit_deg, right=deficit_deg)
    return name, deficit_deg, _converged(stability.of(name, anthropometry=MAN, deficit=deficit))


def _converged(found: stability.Stability) -> stability.Stability:
    if not found.converged:
        raise RuntimeError(f"{found.task} did not converge; its stability means nothing")
    return found


def _toned(tone: float) -> tuple[float, stability.Stiffness, stability.Stability]:
    """Standing with that tone."""
    task: Task = replace(tasks.TASKS["standing"])
    solver = Solver(Anatomy(bodies.build(MAN)), task)
    solver.wishes = solver.wishes._replace(tone=tone)
    own = tissue(solver.anatomy, Deficit(), tolerated_hip=TOLERATED_HIP[MAN.sex])
    q = tasks.start(task)
    solver.run(q, own)
    return tone, stability.stiffness(solver, q, own), stability.of_solved(solver, q, own)


def _chart(tones: list[tuple[float, stability.Stiffness, stability.Stability]]) -> str:
    ratios = np.linspace(0.0, 40.0, 41)
    every = [
        charts.Line(f"tone {100 * tone:g} %", x=ratios, y=[stability.smallest(parts.spine(q)) for q in ratios])
        for tone, parts, _ in tones
    ]
    return charts.lines(
        [*every, charts.Line("", x=[0.0, 40.0], y=[0.0, 0.0], dashed=True)],
        x="stiffness ratio q of active muscle",
        y="least stiffness of the standing spine, Nm/rad",
        title="A standing spine and its muscles' stiffness",
        description=(
            "Below zero the spine would fold without reflexes. With the least tone it needs a ratio near twenty, with "
            "two per cent one of four."
        ),
        name="stability",
    )


def _ratio(value: float) -> str:
    return "none" if not np.isfinite(value) else f"{value:.1f}"


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
