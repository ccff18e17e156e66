"""`hamstrung export`: a body and its posture as a file of another engine."""

from pathlib import Path
from typing import Annotated

import typer

from hamstrung.cli import options, output


def command(
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="mjcf (MuJoCo) or osim (OpenSim).")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="The file to write.")],
    file: options.PatientFile = None,
    task: Annotated[str | None, typer.Option("--task", help="Solve this task and put its posture in.")] = None,
    body_file: options.BodyFile = None,
    deficit_left_deg: options.DeficitLeft = 0.0,
    deficit_right_deg: options.DeficitRight = 0.0,
) -> None:
    """Export a body for another engine.

    One file with every segment, hinge and fascicle; with --task in the solved posture, as keyframe or default pose.
    """
    from hamstrung import wiring

    chosen = options.known(to, wiring.ENGINES, what="format")
    output.check_writable(out)
    wanted = None
    if task is not None:
        from hamstrung.mechanics import tasks

        wanted = tasks.TASKS[options.known(task, tasks.TASKS, what="task")]
    deficit = options.deficit(deficit_left_deg, deficit_right_deg)
    found = options.built(file, body_file)
    output.write_whole(out, wiring.export(chosen, found, deficit=deficit, task=wanted))
