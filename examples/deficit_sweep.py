"""What short hamstrings do to every posture: the deficit from 0 to 60 degrees, on both sides and on one.

    python examples/deficit_sweep.py                     all tasks in steps of 5 degrees, into out/deficit_sweep
    python examples/deficit_sweep.py --tasks standing,forward_bend --step 20 --out DIR

Writes `deficit_sweep.csv`, one row per posture, and a figure per quantity with a panel per task; prints a table. Each
posture starts from the one before, so that a task with two kinds of solution (lifting, long sitting) is followed along
one of them as far as it goes; what does not converge is marked in the CSV and left out of the figures.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from hamstrung import body, wiring
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Deficit, Posture, posture
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.report import charts

SIDES = ("both", "right")
QUANTITIES = {
    "pelvis_on_thigh_deg": ("Pelvis on thigh", "degrees"),
    "lumbar_flexion_deg": ("Lumbar flexion from standing", "degrees"),
    "l5s1_compression_n": ("Compression of L5/S1", "N"),
    "l5s1_shear_n": ("Anterior shear of L5/S1", "N"),
    "ischial_force_right_n": ("Pull on the right sitting bone", "N"),
    "cobb_deg": ("Lateral curve (Cobb)", "degrees"),
}
"""What is drawn: column -> heading and axis."""


@dataclass(frozen=True)
class Row:
    """One posture of the sweep."""

    task: str
    sides: str
    deficit_deg: float
    converged: bool
    residual: float
    pelvis_deg: float
    pelvis_on_thigh_deg: float
    lumbar_flexion_deg: float
    lumbar_lordosis_deg: float
    trunk_flexion_deg: float
    pelvic_obliquity_deg: float
    pelvic_rotation_deg: float
    cobb_deg: float
    l5s1_compression_n: float
    l5s1_shear_n: float
    l4l5_compression_n: float
    pressure_l4l5_mpa: float
    ischial_force_left_n: float
    ischial_force_right_n: float
    fingertip_floor_cm: float

    @classmethod
    def of(cls, solved: Posture, *, sides: str, deficit_deg: float) -> "Row":
        """The row of a solved posture."""
        lowest = solved.loads["l5s1"]
        return cls(
            sides=sides,
            deficit_deg=deficit_deg,
            l5s1_compression_n=lowest.compression_n,
            l5s1_shear_n=lowest.shear_n,
            l4l5_compression_n=solved.loads["l4l5"].compression_n,
            ischial_force_left_n=solved.ischial_force_n["left"],
            ischial_force_right_n=solved.ischial_force_n["right"],
            **{each.name: getattr(solved, each.name) for each in fields(cls) if hasattr(solved, each.name)},
        )


def sweep(
    person: Anthropometry,
    *,
    tasks: Sequence[str],
    deficits_deg: Sequence[float],
    tell: Callable[[str], None] = lambda done: None,
) -> Iterator[Row]:
    """Every task with every deficit, each posture begun from its neighbour.

    Args:
        person: who
        tasks: names of tasks
        deficits_deg: in order
        tell: told what was solved, after each posture
    """
    anatomy = Anatomy(body.build(person))
    for task in tasks:
        for sides in SIDES:
            start = None
            for deficit_deg in deficits_deg:
                deficit = Deficit.degrees(left=deficit_deg if sides == "both" else 0.0, right=deficit_deg)
                solved = posture.solve_in(anatomy, TASKS[task], deficit, sex=person.sex, start=start)
                if not solved.converged and start is not None:
                    solved = posture.solve_in(anatomy, TASKS[task], deficit, sex=person.sex)
                start = solved.q if solved.converged else None
                tell(f"{task.replace('_', ' ')}, {sides}, {deficit_deg:g} degrees")
                yield Row.of(solved, sides=sides, deficit_deg=deficit_deg)


def write_csv(rows: Sequence[Row], path: Path) -> None:
    """One line per posture, under the names of the columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([each.name for each in fields(Row)])
        for row in rows:
            values = (getattr(row, each.name) for each in fields(Row))
            writer.writerow([f"{value:.6g}" if isinstance(value, float) else value for value in values])


def figure(rows: Sequence[Row], quantity: str) -> str:
    """One quantity against the deficit, a panel per task, both sides and one."""
    heading, axis = QUANTITIES[quantity]
    panels = []
    for task in dict.fromkeys(row.task for row in rows):
        series = []
        for sides, label in zip(SIDES, ("both sides", "right side"), strict=True):
            found = [row for row in rows if row.task == task and row.sides == sides]
            values = [getattr(row, quantity) if row.converged else float("nan") for row in found]
            series.append(charts.Line(label, [row.deficit_deg for row in found], values))
        name = task.replace("_", " ").capitalize()
        panels.append(charts.Panel(name, series, x="deficit, degrees", y=f"{heading}, {axis}"))
    return charts.panels(
        panels, title=f"{heading} against the deficit", description=_said(rows, quantity), name=quantity, scale=0.7
    )


def _said(rows: Sequence[Row], quantity: str) -> str:
    """A quantity with the least and the largest deficit of both sides, task by task."""
    said = []
    for task in dict.fromkeys(row.task for row in rows):
        found = [row for row in rows if row.task == task and row.sides == "both" and row.converged]
        if found:
            first, last = found[0], found[-1]
            said.append(
                f"{task.replace('_', ' ')}: {getattr(first, quantity):.0f} with {first.deficit_deg:g} degrees, "
                f"{getattr(last, quantity):.0f} with {last.deficit_deg:g}"
            )
    return f"{QUANTITIES[quantity][0]}, deficit of both sides. " + "; ".join(said) + "."


def table(rows: Sequence[Row], deficits_deg: Sequence[float]) -> Table:
    """What both sides' deficit does: pelvis on thigh, lumbar flexion and L5/S1 compression, first and last."""
    ends = (deficits_deg[0], deficits_deg[-1])
    shown = Table(
        title=f"Both sides short: deficit of {ends[0]:g} → {ends[1]:g} degrees (? did not converge)", box=None
    )
    shown.add_column("task", no_wrap=True)
    for name in ("pelvis on\nthigh, °", "lumbar\nflexion, °", "L5/S1, N", "sitting\nbone, N"):
        shown.add_column(name, justify="right", no_wrap=True)
    for task in dict.fromkeys(row.task for row in rows):
        first, last = (
            next(row for row in rows if (row.task, row.sides, row.deficit_deg) == (task, "both", end)) for end in ends
        )
        columns = ("pelvis_on_thigh_deg", "lumbar_flexion_deg", "l5s1_compression_n", "ischial_force_right_n")
        shown.add_row(task.replace("_", " "), *(f"{_cell(first, name)} → {_cell(last, name)}" for name in columns))
    return shown


def _cell(row: Row, quantity: str) -> str:
    return f"{getattr(row, quantity):.0f}" if row.converged else "?"


def main(arguments: Sequence[str]) -> int:
    """Sweep, write, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("out") / "deficit_sweep")
    parser.add_argument("--step", type=float, default=5.0, help="degrees between deficits (5)")
    parser.add_argument("--to", type=float, default=60.0, help="largest deficit, degrees (60)")
    parser.add_argument("--tasks", default=",".join(TASKS), help="names between commas (all)")
    chosen = parser.parse_args(arguments)
    tasks = chosen.tasks.split(",")
    unknown = [task for task in tasks if task not in TASKS]
    if unknown:
        parser.error(f"no task is called {', '.join(unknown)}; known are {', '.join(TASKS)}")
    if not (0.0 < chosen.step <= chosen.to <= 70.0):
        parser.error("--step lies above 0 and up to --to, and --to up to 70 degrees")
    deficits = [chosen.step * k for k in range(int(chosen.to / chosen.step + 1e-9) + 1)]
    wiring.keep_kernels()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("preparing", total=len(tasks) * len(SIDES) * len(deficits))
        rows = list(
            sweep(
                Anthropometry(),
                tasks=tasks,
                deficits_deg=deficits,
                tell=lambda done: progress.update(bar, advance=1, description=done),
            )
        )
    chosen.out.mkdir(parents=True, exist_ok=True)
    write_csv(rows, chosen.out / "deficit_sweep.csv")
    for quantity in QUANTITIES:
        (chosen.out / f"{quantity}.svg").write_text(figure(rows, quantity) + "\n", encoding="utf-8")
    Console().print(table(rows, deficits))
    lost = sum(not row.converged for row in rows)
    print(f"{len(rows)} postures, {lost} not converged; figures and table in {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
