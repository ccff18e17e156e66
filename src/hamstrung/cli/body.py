"""`hamstrung body`: hamstring lengths, moment arms and passive force on a grid."""

from typing import Annotated

import typer

from hamstrung.cli import options

HIP_RANGE = (-30.0, 140.0)
KNEE_RANGE = (-10.0, 150.0)


def command(
    hip_deg: Annotated[str, typer.Option("--hip-deg", help="Hip flexions, such as 0,30,60.")],
    knee_deg: Annotated[str, typer.Option("--knee-deg", help="Knee flexions, such as 0,45,90.")],
    file: options.PatientFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Measure a body's hamstrings on a grid of angles.

    Length, moment arms and passive force of the right leg's four hamstrings.
    """
    hips = options.grid(hip_deg, "--hip-deg", *HIP_RANGE)
    knees = options.grid(knee_deg, "--knee-deg", *KNEE_RANGE)
    person = options.anthropometry(file)
    from hamstrung.workflows.measure_hamstrings import measure_hamstrings

    grid = measure_hamstrings(person, hip_deg=hips, knee_deg=knees)
    if as_json:
        from dataclasses import asdict

        from hamstrung.cli import output

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
