"""`hamstrung cohort`: simulate lives, and say what is in a cohort."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamstrung.cli import options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

app = typer.Typer(help="Simulate lives in all worlds, and look at them.", rich_markup_mode=None)


@app.command("build")
def build(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the cohort is kept.")],
    size: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many lives.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the stored random numbers.")] = 1,
    beliefs: Annotated[str, typer.Option(help="literature or essay.")] = "literature",
    workers: Annotated[int | None, typer.Option(min=1, help="Threads; all processors by default.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Simulate lives; an interrupted build goes on where it stopped."""
    from hamstrung import wiring
    from hamstrung.cli import progress

    chosen = options.known(beliefs, ("literature", "essay"), what="set of beliefs")
    with progress.bar("Simulating lives") as tell:
        built = wiring.build_cohort(out, size=size, seed=seed, beliefs=chosen, workers=workers, progress=tell)
    if as_json:
        from hamstrung.cli import output

        output.print_json(built)
        return
    typer.echo(
        f"{built['size']} lives in {built['worlds']} worlds, {built['seconds']:.1f} s "
        f"({built['people_per_second']:.0f} people a second)"
    )
    typer.echo(f"{built['out']}, manifest {built['manifest_sha256'][:16]}")


@app.command("summary")
def summary(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A cohort that was built.")],
    as_json: options.AsJson = False,
) -> None:
    """Say who is in a cohort: size, worlds, pain, deficits and roles among those who seek care."""
    from hamstrung import wiring

    told = wiring.summarise_cohort(directory)
    if as_json:
        from hamstrung.cli import output

        output.print_json(told)
        return
    for name, value in told.items():
        typer.echo(f"{name.replace('_', ' ')}: {_plain(value)}")


@app.command("validate")
def validate(
    directory: Annotated[
        Path | None, typer.Option("--cohort", metavar="DIR", help="A cohort of this model; else the default one.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Set a cohort beside published statistics: those that guided the model, and those that did not."""
    from hamstrung import wiring
    from hamstrung.cli import progress

    with progress.bar("Simulating lives") as building, progress.bar("Published statistics") as comparing:
        made = wiring.validate_cohort(directory, building=building, comparing=comparing)
    if as_json:
        from hamstrung.cli import output

        output.print_json(made)
        return
    _show(made)


def _show(made: "Mapping[str, Any]") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for split, count in made["summary"].items():
        table = Table("statistic", "published", "cohort", "", box=None, pad_edge=False, title_justify="left")
        table.title = f"{split}: {count['inside']} of {count['of']} inside"
        for row in (each for each in made["targets"] if each["split"] == split):
            published = f"{row['published']:.3g} ({row['low']:.3g} to {row['high']:.3g})"
            ours = "nobody" if row["cohort"] is None else f"{row['cohort']:.3g}"
            table.add_row(row["id"], published, ours, "" if row["inside"] else "[bold]missed[/bold]")
        console.print(table)
        console.print()


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(item)}" for name, item in value.items())
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)
