"""`hamstrung exam`: what an examiner would read off a clinical test."""

from dataclasses import asdict
from typing import Annotated

import typer

from hamstrung.cli import options


def command(
    test: Annotated[str, typer.Argument(help="slr, ake, toe-touch or sit-and-reach.")],
    file: options.PatientFile = None,
    side: Annotated[str, typer.Option(help="left or right, where the test has a side.")] = "right",
    deficit_left_deg: options.DeficitLeft = 0.0,
    deficit_right_deg: options.DeficitRight = 0.0,
    body_file: options.BodyFile = None,
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
    body, sex, _, source = options.built(file, body_file)
    from hamstrung.workflows.examine import examine

    read = examine(chosen, body, sex=sex, deficit=deficit, side="left" if left else "right", source=source)
    if as_json:
        from hamstrung.cli import output

        output.print_json(asdict(read))
        return
    typer.echo(f"{read.test}, {read.side}: {read.value:.1f} {read.unit}, stopped by {read.stopped_by}")
    typer.echo(
        f"pelvis {read.pelvis_deg:.1f} deg, lumbar spine {read.lumbar_deg:.1f} deg, "
        f"hip moment {read.hip_moment_nm:.1f} Nm"
    )
