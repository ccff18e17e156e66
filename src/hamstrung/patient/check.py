"""One value against its range, type and what is usual; the place where a mistake becomes a sentence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite, pi
from typing import Any

from hamstrung.errors import InputError
from hamstrung.patient.finding_type import FindingType, Value

ANSWERS = {"yes": True, "no": False}
LONGEST_NAME = 60


@dataclass(frozen=True)
class Place:
    """Where a value stands: the file and the full name of its field."""

    source: str
    field: str = ""

    def __truediv__(self, name: str) -> "Place":
        """The place of a field inside this one."""
        shown_name = name if name.isprintable() and 0 < len(name) <= LONGEST_NAME else shown(name)
        return Place(self.source, f"{self.field}.{shown_name}" if self.field else shown_name)

    def __getitem__(self, index: int) -> "Place":
        """The place of an entry of this list, counted from 0."""
        return Place(self.source, f"{self.field}[{index}]")

    def error(self, problem: str, *, hint: str = "") -> InputError:
        """The caller's mistake at this place."""
        return InputError(self.field or "the file", problem, source=self.source, hint=hint)

    def unknown(self, known: Iterable[str], *, what: str = "field") -> InputError:
        """A name here that nobody knows."""
        return InputError.unknown(self.field, known, source=self.source, what=what)


def table(value: object, place: Place, known: Iterable[str]) -> Mapping[str, Any]:
    """A table whose every key is known.

    Raises:
        InputError: for another type, or a field that nobody knows.
    """
    names = tuple(known)
    if not isinstance(value, Mapping):
        raise place.error(f"is {shown(value)}, not a table", hint=f"its fields are {', '.join(names)}")
    for name in value:
        if name not in names:
            raise (place / str(name)).unknown(names)
    return value


def number(
    value: object, place: Place, *, low: float, high: float, unit: str = "", integer: str | None = None
) -> float:
    """A finite number within its range.

    Args:
        value: what was read.
        place: where it was read.
        low, high: what is possible.
        unit: unit for the message.
        integer: what only counts whole numbers, for the message; None where fractions are possible.

    Returns:
        The number.

    Raises:
        InputError: for anything else, with what came and what is allowed.
    """
    allowed = f"{low:g} to {high:g}" + (f" {unit}" if unit else "")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise place.error(f"is {shown(value)}, not a number", hint=f"allowed is {allowed}, without quotes")
    if isinstance(value, float) and not isfinite(value):
        raise place.error(f"is {value}, not a finite number", hint=f"allowed is {allowed}; leave out what is unknown")
    if not low <= value <= high:
        raise InputError.outside(place.field, value, low, high, source=place.source, unit=unit)
    if integer is not None and value != int(value):
        raise place.error(f"is {value}, but {integer} takes whole numbers, {allowed}")
    return float(value)


def text(value: object, place: Place, *, longest: int = 2000) -> str:
    """Words without control characters.

    Raises:
        InputError: for another type or a text that is too long.
    """
    if not isinstance(value, str):
        raise place.error(f"is {shown(value)}, not text", hint="put it in quotes")
    if len(value) > longest:
        raise place.error(f"has {len(value)} characters, more than {longest}")
    if any((ord(letter) < 32 and letter not in "\n\t") or 0xD800 <= ord(letter) <= 0xDFFF for letter in value):
        raise place.error("holds control characters")
    return value


def choice(value: object, place: Place, choices: Iterable[str]) -> str:
    """One of the given words.

    Raises:
        InputError: for another word, with the nearest allowed one.
    """
    allowed = list(choices)
    if isinstance(value, str) and value in allowed:
        return value
    near = InputError.unknown(str(value), allowed).hint if isinstance(value, str) else ""
    hint = f"allowed is {', '.join(allowed)}" + (f"; {near}" if near else "")
    raise place.error(f"is {shown(value)}", hint=hint)


def yes_no(value: object, place: Place) -> bool:
    """An answer: true, false, "yes" or "no".

    Raises:
        InputError: for anything else; a number is no answer.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ANSWERS:
        return ANSWERS[value]
    hint = "allowed is true or false; leave it out where it was not asked"
    raise place.error(f"is {shown(value)}, not an answer", hint=hint)


def day(value: object, place: Place, *, today: date) -> date:
    """A calendar day that is not in the future.

    Raises:
        InputError: for a time of day, another form, a day to come or one before 1900.
    """
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise place.error(f"is {shown(value)}, not a date", hint="write it as 2026-03-02") from None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise place.error(f"is {shown(value)}, not a date", hint="write it as 2026-03-02")
    if value > today:
        raise place.error(f"is {value}, in the future (today is {today})", hint="was day, month or year swapped?")
    if value.year < 1900:
        raise place.error(f"is {value}, before 1900", hint="allowed is 1900-01-01 to today")
    return value


def finding(value: object, place: Place, kind: FindingType) -> Value:
    """A value as its word of the vocabulary wants it.

    Raises:
        InputError: where it is not possible for this finding.
    """
    if kind.kind == "number":
        whole = kind.label if kind.integer else None
        return number(value, place, low=kind.low, high=kind.high, unit=kind.unit, integer=whole)
    if kind.kind == "yes_no":
        return yes_no(value, place)
    if kind.kind == "red_flag" and isinstance(value, bool):
        return "yes" if value else "no"
    return choice(value, place, kind.choices)


def unusual(value: Value, kind: FindingType) -> tuple[str, ...]:
    """What is possible but seldom seen, as warnings to keep with the finding."""
    if kind.kind != "number" or isinstance(value, bool | str):
        return ()
    if kind.usual_low <= value <= kind.usual_high:
        return ()
    usual = f"is {value:g} {kind.unit}, unusual: most people lie in {kind.usual_low:g} to {kind.usual_high:g}"
    radians = kind.unit == "deg" and 0 < abs(value) < pi and value != int(value)
    return (usual + ("; is it in radians?" if radians else ""),)


def shown(value: object) -> str:
    """What came, short, as the reader typed it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        short = value if len(value) <= 40 else value[:37] + "..."
        return '"' + "".join(letter if letter.isprintable() else " " for letter in short) + '"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else str(value)
