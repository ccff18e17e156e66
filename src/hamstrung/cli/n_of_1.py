"""`hamstrung n-of-1`: a treatment on, off and on again in one person."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamstrung.cli import options

if TYPE_CHECKING:
    from hamstrung.care import Schedule


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Patient file, TOML or JSON.")],
    treatment: Annotated[str, typer.Option(help="Kind of treatment; else one of the hamstrings' own.")] = "",
    start: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="First day; else today.")
    ] = None,
    cycles: Annotated[int, typer.Option(min=1, max=4, help="How often off and on follow the first on.")] = 1,
    cohort: Annotated[Path | None, typer.Option(metavar="DIR", help="A cohort in place of the default.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Simulate the default cohort anew from this seed.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Plan an experiment on one person: a treatment on, off and on again.

    What comes back goes into the patient file as a diary, and `assess` reads it.
    """
    from hamstrung import wiring
    from hamstrung.cli import progress

    with progress.bar("Simulating lives (once)") as tell:
        found = wiring.n_of_1(
            file,
            treatment=treatment.strip().lower().replace("-", "_"),
            start=None if start is None else start.date(),
            cycles=cycles,
            cohort_dir=cohort,
            seed=seed,
            progress=tell,
        )
    if as_json:
        from hamstrung.cli import output

        output.print_json(asdict(found))
        return
    _show(found)


def _show(found: "Schedule") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(f"[bold]{found.label}: on, off and on again[/bold]")
    console.print(f"{found.dose:g} {found.unit.replace('_', ' ')} while it is on, none while it is off")
    table = Table("block", "weeks", "from", "to", "diary counts from", box=None)
    for block in found.blocks:
        weeks = f"{block.from_week} to {block.to_week}"
        table.add_row(block.state, weeks, block.from_date, block.to_date, f"week {block.settled_from_week}")
    console.print(table)
    console.print(
        f"Chance to see an effect that matters ({found.important_nprs:.1f} points): {100 * found.chance_to_see:.0f} %; "
        f"the one to be expected ({found.expected_nprs:.1f}): {100 * found.chance_expected:.0f} %."
    )
    for sentence in found.advice:
        console.print(sentence)
    console.print('\nWrite each day into the file, and run "hamstrung assess" on it:\n', markup=False)
    first = found.blocks[0].from_date or date.today().isoformat()
    console.print(
        f'[[diary]]\ndate = {first}\npain_nprs = 5\ndone = true\ntreatment = "{found.treatment}"', markup=False
    )
