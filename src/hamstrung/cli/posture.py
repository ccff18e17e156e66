"""`hamstrung posture`: one held posture, by mechanics alone."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from hamstrung.cli import held, options, picture
from hamstrung.errors import InputError

if TYPE_CHECKING:
    from hamstrung.mechanics.tasks import Task

TASK_NAMES: Final = (
    "standing, sitting_erect, sitting_slouched, long_sitting, driving_seat, forward_bend, forward_bend_knees_bent, "
    "toe_touch, sit_and_reach or lifting."
)
"""In words here, so that help comes without the mechanics."""


def command(
    task: Annotated[str, typer.Argument(help=TASK_NAMES)],
    file: options.PatientFile = None,
    deficit_left_deg: options.DeficitLeft = 0.0,
    deficit_right_deg: options.DeficitRight = 0.0,
    trunk_deg: Annotated[
        float | None, typer.Option("--trunk-deg", help="Hold the trunk at this flexion (bend, lift).")
    ] = None,
    load_kg: Annotated[float | None, typer.Option("--load-kg", help="Mass in the hands (lift; 15).")] = None,
    style: Annotated[str | None, typer.Option("--style", help="stoop or squat (lift; stoop).")] = None,
    body_file: options.BodyFile = None,
    draw: picture.Draw = None,
    as_json: options.AsJson = False,
) -> None:
    """Solve a held posture, by mechanics alone.

    Pelvis and spine, muscle forces and the load of every lumbar disc.
    """
    wanted = _task(task, trunk_deg=trunk_deg, load_kg=load_kg, style=style)
    deficit = options.deficit(deficit_left_deg, deficit_right_deg)
    picture.check(draw)
    body, sex, start, source = options.built(file, body_file)
    from hamstrung.workflows.solve_posture import solve_posture

    solved = solve_posture(wanted, body, sex=sex, deficit=deficit, start=start, source=source)
    if draw is not None:
        from hamstrung.mechanics import Deficit
        from hamstrung.report import scenes, solution

        healthy = None
        if deficit != Deficit():
            healthy = solve_posture(wanted, body, sex=sex, deficit=Deficit(), start=start, source=source)
        picture.write(draw, solution.drawing(scenes.of_posture(solved, body=body, task=wanted, healthy=healthy)))
    if as_json:
        from hamstrung.cli import output
        from hamstrung.report import mechanics as documents

        output.print_json(documents.posture(solved))
        if not solved.feasible:
            typer.echo(f"hamstrung: {solved.task} is {held.beyond_strength(solved)}", err=True)
        return
    from rich.console import Console

    console = Console(highlight=False)
    console.print(f"[bold]{solved.task.replace('_', ' ')}[/bold],", held.state(solved))
    held.show(solved, console)
    if draw is not None:
        console.print(f"Drawing: {draw}", soft_wrap=True)


def _task(name: str, *, trunk_deg: float | None, load_kg: float | None, style: str | None) -> "Task":
    from hamstrung.mechanics import tasks

    name = options.known(name, tasks.TASKS, what="task")
    _only_for(name, ("lifting",), {"--load-kg": load_kg, "--style": style})
    _only_for(name, ("lifting", "forward_bend"), {"--trunk-deg": trunk_deg})
    options.within(trunk_deg, "--trunk-deg", 0.0, 120.0, unit="degrees")
    options.within(load_kg, "--load-kg", 0.0, 60.0, unit="kg")
    if name == "lifting":
        squat = options.known(style or "stoop", ("stoop", "squat"), what="style") == "squat"
        return tasks.lift(
            load_kg=15.0 if load_kg is None else load_kg,
            style="squat" if squat else "stoop",
            trunk_deg=trunk_deg,
        )
    return tasks.TASKS[name] if trunk_deg is None else tasks.bend_to(trunk_deg)


def _only_for(name: str, tasks: tuple[str, ...], given: dict[str, object]) -> None:
    for option, value in given.items():
        if value is not None and name not in tasks:
            raise InputError(option, f"has no meaning in {name}", hint=f"use it with {' or '.join(tasks)}")
