"""`hamstrung calibrate`: fit the uncertain parameters of the life model to published statistics."""

from pathlib import Path
from typing import Annotated

import typer

from hamstrung.cli import options


def command(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where runs and the ensemble are kept.")],
    members: Annotated[int, typer.Option(min=50, max=100_000, help="Sets of parameters.")] = 100,
    steps: Annotated[int, typer.Option(min=1, max=20, help="Steps toward the statistics.")] = 2,
    rounds: Annotated[int, typer.Option(min=1, max=20, help="Rounds of the emulator after them.")] = 4,
    lives: Annotated[int, typer.Option(min=500, max=1_000_000, help="Lives simulated for each set.")] = 2500,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is random.")] = 1,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads; all processors by default.")] = None,
    screen: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only find the N parameters that are worth fitting.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Calibrate the life model; an interrupted calibration goes on where it stopped.

    The ensemble is written to DIR/ensemble.csv, how it was made to DIR/ensemble.json. Only the calibration half of the
    published statistics is looked at; `hamstrung cohort validate` shows both halves. Which parameters are fitted,
    `life/fitted.toml` says; `--screen` writes that table to DIR/fitted.toml.
    """
    from hamstrung import wiring
    from hamstrung.cli import progress

    if screen is not None:
        with progress.bar("Moving parameters one by one") as tell:
            found = wiring.screen(out, keep=screen, lives=lives, seed=seed, workers=workers, progress=tell)
        typer.echo(found["out"])
        return
    with progress.bar("Running sets of parameters") as tell:
        report = wiring.calibrate(
            out, members=members, steps=steps, rounds=rounds, lives=lives, seed=seed, workers=workers, progress=tell
        )
    if as_json:
        from hamstrung.cli import output

        output.print_json(report)
        return
    typer.echo(f"{report['kept']} sets of parameters kept, worth {report['effective']:.0f} of equal weight")
    for split, count in report["inside"].items():
        typer.echo(f"{split}: {count['after']} of {count['of']} inside, {count['before']} at the best values")
    typer.echo(f"{out / 'ensemble.csv'}")
