"""Muscle paths in a body file: points on segments, and a sphere that one span may go round."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np

from hamstrung.body import MUSCLES, SEGMENTS, Body
from hamstrung.body.arrays import Floats
from hamstrung.errors import InputError
from hamstrung.exchange.bodies import numbers

NAMES: Final = ("points", "wrap")
"""What a muscle has beside its numbers."""
_NO_WRAP: Final = "none"


def lines(body: Body, muscle: int) -> Iterator[str]:
    """The lines of one muscle's path."""
    yield "points = ["
    for p in range(int(body.mus_first[muscle]), int(body.mus_first[muscle + 1])):
        yield f'  {{ segment = "{SEGMENTS[body.pt_seg[p]]}", at_mm = {_place(body.pt_pos[p])} }},'
    yield "]"
    if body.wrap_seg[muscle] < 0:
        yield f'wrap = "{_NO_WRAP}"'
        return
    parts = (
        f'segment = "{SEGMENTS[body.wrap_seg[muscle]]}"',
        f"centre_mm = {_place(body.wrap_pos[muscle])}",
        f"radius_mm = {numbers.write(float(body.wrap_radius[muscle]), 'mm')}",
        f"span = {int(body.wrap_span[muscle])}",
    )
    yield f"wrap = {{ {', '.join(parts)} }}"


def replaced(arrays: dict[str, Any], moved: Mapping[int, Mapping[str, Any]], *, source: str) -> dict[str, Any]:
    """The arrays of a body with some muscles' paths replaced.

    Args:
        arrays: fields of `Body` by name.
        moved: points and wraps of a file by muscle.
        source: the file.

    Raises:
        InputError: a path or a sphere that is none.
    """
    found = dict(arrays)
    segments, places, counts = [], [], []
    for muscle, name in enumerate(MUSCLES):
        first, last = int(arrays["mus_first"][muscle]), int(arrays["mus_first"][muscle + 1])
        on, at = arrays["pt_seg"][first:last], arrays["pt_pos"][first:last]
        if "points" in moved.get(muscle, {}):
            on, at = _points(moved[muscle]["points"], f"muscles.{name}.points", source=source)
        segments.append(on)
        places.append(at)
        counts.append(len(on))
        if "wrap" in moved.get(muscle, {}):
            _wrap(found, muscle, moved[muscle]["wrap"], f"muscles.{name}.wrap", source=source)
    found["pt_seg"] = np.concatenate(segments).astype(np.int64)
    found["pt_pos"] = np.concatenate(places)
    found["mus_first"] = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return found


def _points(value: Any, name: str, *, source: str) -> tuple[Any, Floats]:
    if not isinstance(value, list) or len(value) < 2:
        count = len(value) if isinstance(value, list) else 0
        raise InputError(name, f"has {count} points, at least 2 are needed", source=source)
    on, at = [], []
    for i, each in enumerate(value):
        on.append(_segment(each, f"{name}[{i}]", source=source))
        at.append(_at(each, "at_mm", f"{name}[{i}]", source=source))
        _only(each, ("segment", "at_mm"), f"{name}[{i}]", source=source)
    return np.array(on, dtype=np.int64), np.array(at)


def _wrap(arrays: dict[str, Any], muscle: int, value: Any, name: str, *, source: str) -> None:
    if value == _NO_WRAP:
        arrays["wrap_seg"][muscle] = -1
        arrays["wrap_pos"][muscle] = arrays["wrap_radius"][muscle] = 0.0
        arrays["wrap_span"][muscle] = 0
        return
    arrays["wrap_seg"][muscle] = _segment(value, name, source=source)
    arrays["wrap_pos"][muscle] = _at(value, "centre_mm", name, source=source)
    arrays["wrap_radius"][muscle] = _number(value.get("radius_mm"), f"{name}.radius_mm", source=source)
    span = value.get("span", 0)
    if isinstance(span, bool) or not isinstance(span, int):
        raise InputError(f"{name}.span", f"is {span!r}, not a whole number", source=source)
    arrays["wrap_span"][muscle] = span
    _only(value, ("segment", "centre_mm", "radius_mm", "span"), name, source=source)


def _segment(table: Any, name: str, *, source: str) -> int:
    if not isinstance(table, Mapping):
        raise InputError(name, f"is {table!r}, not a table", source=source, hint='write { segment = "pelvis", ... }')
    segment = table.get("segment")
    if segment not in SEGMENTS:
        raise InputError.unknown(f"{name}.segment.{segment}", SEGMENTS, source=source, what="segment")
    return SEGMENTS.index(segment)


def _at(table: Mapping[str, Any], key: str, name: str, *, source: str) -> Floats:
    value = table.get(key)
    if not isinstance(value, list) or len(value) != 3:
        raise InputError(f"{name}.{key}", f"is {value!r}, not a list of 3 numbers", source=source)
    return np.array([_number(each, f"{name}.{key}", source=source) for each in value])


def _number(value: Any, name: str, *, source: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InputError(name, f"is {value!r}, not a number", source=source)
    return numbers.read(value, "mm")


def _only(table: Mapping[str, Any], known: tuple[str, ...], name: str, *, source: str) -> None:
    for key in table:
        if key not in known:
            raise InputError.unknown(f"{name}.{key}", known, source=source)


def _place(place: Floats) -> str:
    return "[" + ", ".join(numbers.write(float(each), "mm") for each in place) + "]"
