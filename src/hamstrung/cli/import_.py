"""`hamstrung import`: a table or a collection of cases becomes patient files."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table or a file of published cases.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="Patient file, or folder of them.")],
) -> None:
    """Turn a table or cases into patient files.

    Columns that mean nothing here are named; nothing is guessed.
    """
    from hamstrung import wiring

    for line in wiring.import_patients(file, out).lines():
        typer.echo(line)
