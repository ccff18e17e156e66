"""The low back pain table of the R package psfmi (`lbp_orig`: 159 people, 15 columns).

The package documents its columns only as dichotomous, categorical or continuous. A column is used where its
name and values leave one reading; that reading is reported as an inference. Where the direction of a code or
a unit is unknown the column is left, with the reason: nothing is guessed.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from hamstrung.errors import InputError
from hamstrung.exchange import text_file
from hamstrung.patient import ImportReport


@dataclass(frozen=True)
class Column:
    """A column that is used: the section and code it becomes, and what was inferred to read it so."""

    section: str
    code: str
    inferred: str


USED: Final[Mapping[str, Column]] = MappingProxyType(
    {
        "Age": Column("person", "age_y", "in years: values run from 18 to 58"),
        "BMI": Column("person", "bmi_kg_m2", "in kg/m2: values run from 17.6 to 34.3"),
        "Pain": Column("findings", "pain_nprs", "a rating from 0 to 10: whole numbers from 1 to 9, scale not stated"),
        "Function": Column("findings", "rmdq", "Roland-Morris, 0 to 24: values run from 2 to 22, scale not stated"),
        "Tampascale": Column("findings", "tampa", "the 17-item scale, 17 to 68: values run from 22 to 50"),
    }
)
UNUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Chronic": "what 0 and 1 mean is not documented, and no finding says it",
        "Gender": "which sex is 0 and which is 1 is not documented",
        "Carrying": "the three categories are not documented",
        "Radiation": "what 0 and 1 mean, and radiation to where, is not documented",
        "Smoking": "what 0 and 1 mean is not documented",
        "Satisfaction": "the three categories are not documented, and no finding says it",
        "JobControl": "no finding says it",
        "JobDemands": "no finding says it",
        "SocialSupport": "no finding says it",
        "Duration": "its unit, days or weeks, is not documented",
    }
)
MISSING: Final = frozenset({"", "NA"})


def read_psfmi_lbp(path: Path | str) -> ImportReport:
    """The people of the table as patient mappings.

    Args:
        path: the CSV file with a header.

    Returns:
        One mapping a row, and what became of every column.

    Raises:
        InputError: when the file is not that table, or a cell is not a number.
    """
    path = Path(path)
    text = text_file.read_text(path, start="a header of column names")
    rows = _rows(text, source=str(path))
    people = tuple(_patient(row, line, source=path) for line, row in rows)
    if not people:
        raise InputError("the file", "has a header and no rows", source=str(path))
    return ImportReport(
        patients=people,
        places=tuple(f"{path}, line {line}" for line, _ in rows),
        mapped={name: column.code for name, column in USED.items()},
        inferred={name: column.inferred for name, column in USED.items()},
        unused=UNUSED,
    )


def _rows(text: str, *, source: str) -> list[tuple[int, Mapping[str, str]]]:
    """Numbered rows of a table that has exactly the known columns."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}", f"is not CSV: {error}", source=source) from error
    header = [name.strip() for name in lines[0][1]]
    _check_header(header, source=source)
    return list(_named(header, lines[1:], source=source))


def _check_header(header: list[str], *, source: str) -> None:
    known = [*USED, *UNUSED]
    for name in header:
        if name not in known:
            raise InputError.unknown(name or "a nameless column", known, source=source, what="column of this table")
    for name in known:
        if header.count(name) != 1:
            problem = "is missing" if name not in header else "is there twice"
            raise InputError(f"column {name}", problem, source=source, hint=f"the table has {', '.join(known)}")


def _named(
    header: list[str], lines: list[tuple[int, list[str]]], *, source: str
) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line, cells in lines:
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells where the header has {len(header)}"
            raise InputError(f"line {line}", problem, source=source)
        yield line, dict(zip(header, (cell.strip() for cell in cells), strict=True))


def _patient(row: Mapping[str, str], line: int, *, source: Path) -> Mapping[str, Any]:
    sections: dict[str, dict[str, Any]] = {"person": {}, "findings": {}}
    for name, column in USED.items():
        if row[name] not in MISSING:
            value = _number(row[name], f"line {line}, column {name}", source)
            remarked = {"value": value, "remark": f"read as {column.inferred}"}
            sections[column.section][column.code] = value if column.section == "person" else remarked
    return {
        "id": f"{source.stem}-{line - 1:03d}",
        "note": f"Imported from row {line - 1} of {source.name} (R package psfmi). Column meanings are inferred.",
        "person": sections["person"],
        "visits": [{"findings": sections["findings"]}],
    }


def _number(cell: str, field: str, source: Path) -> float:
    try:
        return float(cell)
    except ValueError:
        shown = cell if len(cell) <= 40 else cell[:37] + "..."
        raise InputError(field, f'is "{shown}", not a number', source=str(source)) from None
