"""`hamstrung exam`: what an examiner would read off a clinical test."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hamstrung.cli import options, picture

if TYPE_CHECKING:
    from hamstrung.mechanics.exam import Ended


def command(
    test: Annotated[str, typer.Argument(help="slr, ake, toe-touch or sit-and-reach.")],
    file: options.PatientFile = None,
    side: Annotated[str, typer.Option(help="left or right, where the test has a side.")] = "right",
    deficit_left_deg: options.DeficitLeft = 0.0,
    deficit_right_deg: options.DeficitRight = 0.0,
    body_file: options.BodyFile = None,
    draw: picture.Draw = None,
    as_json: options.AsJson = False,
) -> None:
    """Simulate a clinical test of the hamstrings.

    The reading is what an examiner would read.
    """
    from hamstrung.mechanics import exam as mechanics

    names = {name.replace("-", "_"): name for name in mechanics.TESTS}
    chosen = names[options.known(test, names, what="test")]
    left = options.known(side, ("left", "right"), what="side") == "left"
    deficit = options.deficit(deficit_left_deg, deficit_right_deg)
    picture.check(draw)
    body, sex, _, source = options.built(file, body_file)
    from hamstrung.workflows.examine import examine

    tested = "left" if left else "right"
    ended = examine(chosen, body, sex=sex, deficit=deficit, side=tested, source=source)
    if draw is not None:
        from hamstrung.mechanics import Deficit
        from hamstrung.report import scenes, solution

        healthy = None
        if deficit != Deficit():
            healthy = examine(chosen, body, sex=sex, deficit=Deficit(), side=tested, source=source)
        picture.write(draw, solution.drawing(scenes.of_exam(ended, body=body, healthy=healthy)))
    if as_json:
        from hamstrung.cli import output

        output.print_json(asdict(ended.read))
        return
    _show(ended)
    if draw is not None:
        typer.echo(f"Drawing: {draw}")


def _show(ended: "Ended") -> None:
    from rich.console import Console
    from rich.table import Table

    from hamstrung.cli import held

    read, console = ended.read, Console(highlight=False)
    unit = "degrees" if read.unit == "deg" else read.unit
    console.print(f"[bold]{read.test}, {read.side}: {read.value:.1f} {unit}[/bold], {_MEANING[read.test]}")
    console.print(f"stopped by {_STOPPED[read.stopped_by]}")
    if ended.posture is not None:
        held.show(ended.posture, console)
        console.print(f"hip moment: {read.hip_moment_nm:.1f} Nm, the mean of both")
        return
    table = Table("lying on the couch, tested leg", "", box=None)
    table.columns[1].justify = "right"
    for label, value in (
        ("thigh over the couch", f"{ended.joints[f'hip_flexion_{read.side}'] - read.pelvis_deg:.1f}°"),
        ("hip flexion, pelvis on thigh", f"{ended.joints[f'hip_flexion_{read.side}']:.1f}°"),
        ("knee flexion", f"{ended.joints[f'knee_flexion_{read.side}']:.1f}°"),
        ("pelvis turned back", f"{-read.pelvis_deg:.1f}°"),
        ("lumbar flexion", f"{read.lumbar_deg:.1f}°"),
        ("passive moment about the hip", f"{read.hip_moment_nm:.1f} Nm"),
        ("passive pull of its hamstrings", f"{ended.hamstring_force_n[read.side]:.0f} N"),
    ):
        table.add_row(label, value)
    console.print(table)


_MEANING = {
    "slr": "thigh over the couch",
    "ake": "short of straight",
    "toe-touch": "fingertips to floor, positive short of it",
    "sit-and-reach": "beyond the toes, negative short of them",
}
_STOPPED = {
    "stretch": "stretch of the hamstrings beyond what is tolerated",
    "hip": "the hip itself",
    "balance": "the balance of the whole body",
}
