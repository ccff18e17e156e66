"""A body file: TOML that overrides the built body of a person by name.

    [segments.thigh_right]
    mass_kg = 10.6

    [muscles.semimembranosus_left]
    tendon_slack_mm = 380
    points = [{ segment = "pelvis", at_mm = [-40.6, -34.3, 61] }, ...]
    wrap = { segment = "pelvis", centre_mm = [0, 0, 61], radius_mm = 30, span = 0 }

    [posture]
    knee_flexion_right = 20

What is not named keeps the person's own value. `posture` holds joint angles in degrees, from which a solution starts.
A written file names everything and reads back as the same body, bit for bit.
"""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from hamstrung.body import MUSCLES, Body
from hamstrung.body.arrays import Floats
from hamstrung.body.check import check, check_field
from hamstrung.body.fields import Field, fields, unit
from hamstrung.errors import InputError
from hamstrung.exchange import text_file
from hamstrung.exchange.bodies import numbers, paths
from hamstrung.mechanics.angle_laws import check_posture
from hamstrung.mechanics.layout import N_ANGLES, angle_names

START: Final = "[segments.thigh_right]"


class BodyFile(NamedTuple):
    """A person's body with the file's values in it, and the joint angles that the file names [rad], or None."""

    body: Body
    posture: Floats | None


def read(path: Path, own: Body) -> BodyFile:
    """A body file over a person's own body.

    Args:
        path: the file.
        own: the body that is overridden.

    Raises:
        InputError: a file that is no TOML, an unknown name, a value that is none, or a body that cannot be.
    """
    source = str(path)
    tables = _parsed(text_file.read_text(path, start=START), source=source)
    posture = _posture(tables.pop("posture", None), source=source)
    body = _override(own, tables, source=source)
    check(body, source=source)
    if posture is not None:
        check_posture(body, posture, source=source)
    return BodyFile(body, posture)


def text(body: Body, *, posture: Floats | None = None) -> str:
    """The file of a whole body.

    Args:
        body: any body.
        posture: joint angles to put beside it [rad], (angle,).
    """
    lines: list[str] = [
        "# A body, in millimetres, degrees, kilograms and newtons. What is left out stays the person's own."
    ]
    table: tuple[str, ...] = ()
    for field in fields():
        if field.table != table:
            lines += [*_path_lines(body, table), "", f"[{'.'.join(field.table)}]"]
            table = field.table
        lines.append(f"{field.name} = {_shown(body, field)}")
    lines += _path_lines(body, table)
    if posture is not None:
        lines += ["", "[posture]"]
        lines += [f"{name} = {numbers.write(float(q), 'deg')}" for name, q in zip(angle_names(), posture, strict=True)]
    return "\n".join(lines) + "\n"


def _shown(body: Body, field: Field) -> str:
    value = np.asarray(getattr(body, field.array))[field.at]
    if field.size == 0:
        return numbers.write(float(value), unit(field.name))
    return "[" + ", ".join(numbers.write(float(each), unit(field.name)) for each in value) + "]"


def _path_lines(body: Body, table: tuple[str, ...]) -> Iterator[str]:
    if table[:1] == ("muscles",):
        yield from paths.lines(body, MUSCLES.index(table[1]))


def _parsed(content: str, *, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        said = (str(error).splitlines() or ["?"])[0]
        raise InputError("the file", f"is not TOML: {said}", source=source) from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise InputError("the file", f"cannot be understood: {error}", source=source) from error


def _override(own: Body, tables: Mapping[str, Any], *, source: str) -> Body:
    """The own body with every named value in its place."""
    known: dict[tuple[str, ...], dict[str, Field]] = {}
    for field in fields():
        known.setdefault(field.table, {})[field.name] = field
    arrays = {name: np.array(value, copy=True) for name, value in own._asdict().items()}
    moved: dict[int, Mapping[str, Any]] = {}
    for table, values in _named_tables(tables, list(known), source=source):
        for name, value in values.items():
            if table[0] == "muscles" and name in paths.NAMES:
                moved.setdefault(MUSCLES.index(table[1]), {})[name] = value  # type: ignore[index]
                continue
            if name not in known[table]:
                every = [*known[table], *(paths.NAMES if table[0] == "muscles" else ())]
                raise InputError.unknown(".".join((*table, name)), every, source=source)
            field = known[table][name]
            arrays[field.array][field.at] = _number_or_point(field, value, source=source)
    arrays = paths.replaced(arrays, moved, source=source)
    return own._replace(**{name: _as_own(getattr(own, name), value) for name, value in arrays.items()})


def _named_tables(
    tables: Mapping[str, Any], known: list[tuple[str, ...]], *, source: str
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """The file's tables with their full names, each of them known."""
    rooms = {table[0] for table in known}
    for room, inside in tables.items():
        if room not in rooms:
            raise InputError.unknown(room, [*sorted(rooms), "posture"], source=source, what="table")
        if not isinstance(inside, Mapping):
            raise InputError(room, f"is {inside!r}, not a table", source=source, hint=f"write [{room}]")
        if (room,) in known:
            yield (room,), inside
            continue
        for name, values in inside.items():
            if (room, name) not in known:
                every = [table[1] for table in known if table[0] == room]
                raise InputError.unknown(f"{room}.{name}", every, source=source, what=room.removesuffix("s"))
            if not isinstance(values, Mapping):
                raise InputError(f"{room}.{name}", f"is {values!r}, not a table", source=source)
            yield (room, name), values


def _number_or_point(field: Field, value: Any, *, source: str) -> Any:
    if field.size == 0:
        found: Any = number(value, field.full, unit(field.name), source=source)
    else:
        found = point(value, field.full, unit(field.name), size=field.size, source=source)
    check_field(field, found, source=source)
    return found


def number(value: Any, name: str, in_unit: str, *, source: str) -> float:
    """One number of a file in SI.

    Raises:
        InputError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(name, f"is {value!r}, not a number", source=source)
    return numbers.read(value, in_unit)


def point(value: Any, name: str, in_unit: str, *, size: int, source: str) -> Floats:
    """A list of so many numbers in SI.

    Raises:
        InputError: it is none.
    """
    if not isinstance(value, list) or len(value) != size:
        raise InputError(name, f"is {value!r}, not a list of {size} numbers", source=source)
    return np.array([number(each, name, in_unit, source=source) for each in value])


def _as_own(own: Any, value: Any) -> Any:
    """A plain number where the own body has one."""
    return np.ascontiguousarray(value) if isinstance(own, np.ndarray) else float(value)


def _posture(table: Any, *, source: str) -> Floats | None:
    if table is None:
        return None
    if not isinstance(table, Mapping):
        raise InputError("posture", f"is {table!r}, not a table", source=source, hint="write [posture]")
    names, q = angle_names(), np.zeros(N_ANGLES)
    for name, value in table.items():
        if name not in names:
            raise InputError.unknown(f"posture.{name}", names, source=source, what="joint angle")
        q[names.index(name)] = number(value, f"posture.{name}", "deg", source=source)
    return q
