"""Published numbers by id: the rows as printed, and the numbers that they hold.

`rows.csv` keeps each row as it was read; `numbers.csv` holds every number in them, a part of its own where a row
prints several (`M117.hip60`). A value printed as a range is its middle, with the range as low and high.
Validity: `reading_grade` grades the reading, not the claim: A seen in the source, B in a secondary place or
computed from such, C from memory; a doi that starts with `~` was not seen on the page.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hamstrung.errors import ScienceError


@dataclass(frozen=True)
class Row:
    """One row of evidence, as printed; `value` and `spread` are text."""

    id: str
    quantity: str
    value: str
    unit: str
    spread: str
    n: str
    population: str
    method: str
    source: str
    doi: str
    reading_grade: str


@dataclass(frozen=True)
class Number:
    """One published number.

    Attributes:
        id: of the row, with `.part` where the row holds several.
        quantity: what it is of.
        value: in `unit`.
        low, high: the interval or range printed with it; None where none was.
        sd: standard deviation between people; None where none was printed.
        n, population, source, doi, reading_grade: of the row.
    """

    id: str
    quantity: str
    value: float
    unit: str
    low: float | None
    high: float | None
    sd: float | None
    n: str
    population: str
    source: str
    doi: str
    reading_grade: str


def number(id: str) -> Number:
    """The number of an id.

    Args:
        id: such as `M261.normal`, or `M184` for a row that holds one number.

    Raises:
        ScienceError: for an id without a number, with the ids that are near.

    >>> number("M261.normal").value
    72.0
    """
    found = numbers().get(id)
    if found is not None:
        return found
    parts = [each for each in numbers() if each.startswith(f"{id}.")]
    near = parts or get_close_matches(id, numbers(), n=3)
    raise ScienceError(id, "has no single number in the evidence", hint=f"near are {', '.join(near)}" if near else "")


def row(id: str) -> Row:
    """The printed row of an id, with or without a part.

    Raises:
        ScienceError: for an id that is not in the evidence.
    """
    found = rows().get(id.split(".", 1)[0])
    if found is None:
        raise ScienceError(id, "is not in the evidence")
    return found


@cache
def numbers() -> Mapping[str, Number]:
    """Every number by its id."""
    return MappingProxyType({each.id: each for each in map(_number, _table("numbers.csv"))})


@cache
def rows() -> Mapping[str, Row]:
    """Every row by its id."""
    return MappingProxyType({each["id"]: Row(**each) for each in _table("rows.csv")})


def _number(entry: Mapping[str, str]) -> Number:
    printed = row(entry["id"])
    return Number(
        id=f"{entry['id']}.{entry['part']}" if entry["part"] else entry["id"],
        quantity=f"{printed.quantity} [{entry['part']}]" if entry["part"] else printed.quantity,
        value=float(entry["value"]),
        unit=entry["unit"],
        low=_optional(entry["low"]),
        high=_optional(entry["high"]),
        sd=_optional(entry["sd"]),
        n=printed.n,
        population=printed.population,
        source=printed.source,
        doi=printed.doi,
        reading_grade=printed.reading_grade,
    )


def _optional(text: str) -> float | None:
    return float(text) if text else None


def _table(name: str) -> list[dict[str, str]]:
    text = files("hamstrung.evidence").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
