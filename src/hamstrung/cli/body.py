"""`hamstrung body`: hamstring lengths, moment arms and passive force on a grid; a whole body as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamstrung.cli import options, output
from hamstrung.errors import InputError

if TYPE_CHECKING:
    from hamstrung.body import Body

HIP_RANGE = (-30.0, 140.0)
KNEE_RANGE = (-10.0, 150.0)


def command(
    file: options.PatientFile = None,
    hip_deg: Annotated[str | None, typer.Option("--hip-deg", help="Hip flexions, such as 0,30,60.")] = None,
    knee_deg: Annotated[str | None, typer.Option("--knee-deg", help="Knee flexions, such as 0,45,90.")] = None,
    body_file: options.BodyFile = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="BODY.toml", help="Write the whole body as a body file.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Measure a body's hamstrings on a grid of angles, or write the body down.

    Length, moment arms and passive force of the right leg's four hamstrings. With --write everything that the body
    is made of, by name: to read, to change and to give back with --body.
    """
    grid_wanted = write is None or hip_deg is not None or knee_deg is not None
    hips = options.grid(_given(hip_deg, "--hip-deg"), "--hip-deg", *HIP_RANGE) if grid_wanted else []
    knees = options.grid(_given(knee_deg, "--knee-deg"), "--knee-deg", *KNEE_RANGE) if grid_wanted else []
    output.check_writable(write)
    found = options.built(file, body_file)
    if write is not None:
        from hamstrung import wiring

        output.write_whole(write, wiring.body_text(found))
    if grid_wanted:
        _measured(found.body, hips, knees, as_json=as_json)


def _given(text: str | None, option: str) -> str:
    if text is None:
        raise InputError(option, "is missing", hint=f"write {option} 0,30,60, or --write BODY.toml alone")
    return text


def _measured(body: "Body", hips: list[float], knees: list[float], *, as_json: bool) -> None:
    from hamstrung.workflows.measure_hamstrings import measure_body

    grid = measure_body(body, hip_deg=hips, knee_deg=knees)
    if as_json:
        from dataclasses import asdict

        rows = [{"hip_deg": p.hip_deg, "knee_deg": p.knee_deg, **asdict(p)["hamstrings"]} for p in grid]
        output.print_json({"grid": rows})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("hip", "knee", "muscle", "length, mm", "hip arm, mm", "knee arm, mm", "passive, N", box=None)
    for point in grid:
        for name, muscle in point.hamstrings.items():
            millimetres = (muscle.length_m, muscle.hip_moment_arm_m, muscle.knee_moment_arm_m)
            table.add_row(
                f"{point.hip_deg:g}",
                f"{point.knee_deg:g}",
                name.replace("_", " "),
                *(f"{1000 * value:.1f}" for value in millimetres),
                f"{muscle.passive_force_n:.1f}",
            )
    Console().print(table)
