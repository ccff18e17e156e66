"""`hamstrung calibrate`: fit the uncertain parameters of the life model to published statistics."""

from pathlib import Path
from typing import Annotated

import typer

from hamstrung.cli import options


def command(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where runs and the ensemble are kept.")],
    members: Annotated[int, typer.Option(min=50, max=100_000, help="Sets of parameters.")] = 160,
    steps: Annotated[int, typer.Option(min=1, max=20, help="Steps toward the statistics.")] = 4,
    lives: Annotated[int, typer.Option(min=500, max=1_000_000, help="Lives simulated for each set.")] = 4000,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is random.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads; all processors by default.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Calibrate the life model; an interrupted calibration goes on where it stopped.

    The ensemble is written to DIR/ensemble.csv, how it was made to DIR/ensemble.json. Only the calibration half of the
    published statistics is looked at; `hamstrung cohort validate` shows both halves.
    """
    from hamstrung import wiring
    from hamstrung.cli import progress

    with progress.bar("Running sets of parameters") as tell:
        report = wiring.calibrate(
            out, members=members, steps=steps, lives=lives, seed=seed, workers=workers, progress=tell
        )
    if as_json:
        from hamstrung.cli import output

        output.print_json(report)
        return
    typer.echo(
        f"{report['kept']} sets of parameters kept; the mean of {report['means_inside']} of {report['targets']} "
        "statistics lies inside its interval"
    )
    for name in report["out_of_reach"]:
        typer.echo(f"out of reach of every set: {name}")
    typer.echo(f"{out / 'ensemble.csv'}")
