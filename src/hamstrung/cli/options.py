"""Arguments and options that several commands share, and the checks on their numbers."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamstrung.errors import InputError

if TYPE_CHECKING:
    from hamstrung.body import Anthropometry
    from hamstrung.mechanics.hamstrings import Deficit
    from hamstrung.wiring import Built

PatientFile = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Patient file; else the reference man.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
BodyFile = Annotated[Path | None, typer.Option("--body", metavar="BODY.toml", help="Body file over the person's body.")]
DeficitLeft = Annotated[float, typer.Option("--deficit-left-deg", help="Left structural deficit, degrees.")]
DeficitRight = Annotated[float, typer.Option("--deficit-right-deg", help="Right structural deficit, degrees.")]

DEFICIT_RANGE = (-40.0, 70.0)


def within(value: float | None, option: str, low: float, high: float, *, unit: str) -> float | None:
    """A number that lies within its range.

    Raises:
        InputError: if it does not, naming the option and the range.
    """
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise InputError.outside(option, value, low, high, unit=unit)
    return value


def known(name: str, names: Iterable[str], *, what: str) -> str:
    """A name out of a list, written with hyphens or underscores.

    Raises:
        InputError: if nobody knows it; the nearest name and the whole list are in the message.
    """
    every = tuple(names)
    plain = name.strip().lower().replace("-", "_")
    if plain in every:
        return plain
    error = InputError.unknown(name, every, what=what)
    known_are = f"known are {', '.join(every)}"
    hint = f"{error.hint} {known_are.capitalize()}" if error.hint else known_are
    raise InputError(error.field, error.problem, hint=hint)


def deficit(left_deg: float, right_deg: float) -> "Deficit":
    """The structural deficit that two options give."""
    from hamstrung.mechanics.hamstrings import Deficit

    within(left_deg, "--deficit-left-deg", *DEFICIT_RANGE, unit="degrees")
    within(right_deg, "--deficit-right-deg", *DEFICIT_RANGE, unit="degrees")
    return Deficit.degrees(left=left_deg, right=right_deg)


def anthropometry(file: Path | None) -> "Anthropometry":
    """The body of the person in a file, or of the reference man."""
    from hamstrung import wiring
    from hamstrung.workflows import person

    return person.anthropometry(None if file is None else wiring.read_patient(file))


def built(file: Path | None, body_file: Path | None) -> "Built":
    """The body of the person in a file, or of the reference man, with a body file's values in it."""
    from hamstrung import wiring

    return wiring.build_body(anthropometry(file), body_file)


def grid(text: str, option: str, low: float, high: float) -> list[float]:
    """Numbers between commas, such as `0,30,60`.

    Raises:
        InputError: if one is not a number or lies outside its range.
    """
    values = []
    for part in text.split(","):
        try:
            value = float(part)
        except ValueError:
            raise InputError(option, f"has {part.strip()!r}, not a number", hint="write 0,30,60") from None
        within(value, option, low, high, unit="degrees")
        values.append(value)
    return values
