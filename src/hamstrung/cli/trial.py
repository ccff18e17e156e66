"""`hamstrung trial`: a randomised trial in simulated people, before anybody is asked to take part."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamstrung.cli import options, picture

if TYPE_CHECKING:
    from hamstrung.care import TrialResult


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The planned trial (TOML).")],
    beliefs: Annotated[str, typer.Option(help="literature or essay.")] = "literature",
    seed: Annotated[int | None, typer.Option(min=0, help="In place of the file's.")] = None,
    repeats: Annotated[int | None, typer.Option(min=100, max=100_000, help="In place of the file's.")] = None,
    draw: picture.Draw = None,
    as_json: options.AsJson = False,
) -> None:
    """Do a planned trial many times over in simulated people: effects, how far they scatter, and power.

    These people are simulated: the answer is what the model and the evidence in it expect of such a trial.
    """
    from hamstrung import wiring
    from hamstrung.cli import progress

    chosen = options.known(beliefs, ("literature", "essay"), what="set of beliefs")
    picture.check(draw)
    with progress.bar("Living beside every arm") as tell:
        found = wiring.run_trial(file, beliefs=chosen, seed=seed, repeats=repeats, progress=tell)
    if draw is not None:
        from hamstrung.report import trials

        picture.write(draw, trials.picture(found))
    if as_json:
        from hamstrung.cli import output

        output.print_json(asdict(found))
        return
    _show(found)
    if draw is not None:
        typer.echo(f"Drawing: {draw}")


def _show(found: "TrialResult") -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    first = found.effects[0]
    primary = first.outcome.replace("_", " ")
    console.print(f"[bold]{found.title}[/bold]")
    console.print(
        f"{found.recruited} of {found.screened} simulated people taken; {found.repeats} trials drawn from them"
    )
    arms = Table("arm", "people", "known", f"{primary.split(' at ')[0]} before", "change", box=None)
    for arm in found.arms:
        change = f"{arm.change.mean:+.2f} ({arm.change.low:+.2f} to {arm.change.high:+.2f})"
        arms.add_row(arm.name, str(arm.n), f"{arm.completed:.0f}", f"{arm.baseline.mean:.2f}", change)
    console.print(arms)
    effects = Table("outcome", "arm", "SMD", "95 of 100 find", "difference", "truly", "power", box=None)
    for effect in found.effects:
        effects.add_row(
            effect.outcome.replace("_", " "),
            effect.arm,
            f"{effect.smd:+.2f}",
            f"{effect.low:+.2f} to {effect.high:+.2f}",
            f"{effect.difference.mean:+.2f}",
            f"{effect.true_difference:+.2f}",
            f"{effect.power:.0%}",
        )
    console.print(effects)
    console.print(
        f"{found.power:.0%} of trials of this size would call {primary} different from {first.control} "
        f"(alpha {found.alpha:g})"
    )
