"""The body's tables: read from text, checked row by row, kept as arrays.

Every row names its source: an evidence id (M...) or "assumed". Tables name right muscles and right legs only;
the left side is the exact mirror image.
"""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from hamstrung.body.arrays import Floats, Ints
from hamstrung.body.layout import FRAME_MIRROR, FRAMES
from hamstrung.errors import InputError

MM = 0.001
DEG = math.pi / 180.0


@dataclass(frozen=True)
class Fascicles:
    """Muscle fascicles of both sides in a person of the reference size.

    Axes: `muscle` (right side first, then left in the same order), `point` (path points, muscle by muscle).
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    volumes: tuple[str, ...]
    force: Floats
    fibre: Floats
    fibre_at_neutral: Floats
    pennation: Floats
    passive_strain: Floats
    passive_shape: Floats
    wrap_frame: Ints
    wrap_centre: Floats
    wrap_radius: Floats
    wrap_span: Ints
    first: Ints
    point_frame: Ints
    point: Floats

    @property
    def mirror(self) -> Ints:
        """Index of the same fascicle on the other side."""
        half = len(self.names) // 2
        return np.concatenate([np.arange(half, 2 * half), np.arange(half)])


def text(name: str) -> str:
    """The packaged table of that name."""
    return resources.files("hamstrung.body").joinpath("data", name).read_text(encoding="utf-8")


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of a packaged table, each a mapping from column to text."""
    return tuple(read(text(name), source=name))


@cache
def fascicles() -> Fascicles:
    """The packaged fascicles of both sides."""
    return read_fascicles(text("muscles.csv"), text("points.csv"))


def read(table: str, *, source: str) -> list[dict[str, str]]:
    """Rows of a CSV table; every row must be as long as the header and name its source.

    Raises:
        InputError: an empty table, a short row or a row without a source.
    """
    found = list(csv.DictReader(io.StringIO(table)))
    if not found:
        raise InputError("table", "has no rows", source=source)
    for line, row in enumerate(found, start=2):
        if None in row or None in row.values():
            raise InputError(f"line {line}", "has another number of columns than the header", source=source)
        if not row.get("source", "").strip():
            raise InputError(f"line {line}.source", "is empty", source=source, hint='name a row or "assumed"')
    return found


def number(
    row: Mapping[str, str], column: str, *, source: str, low: float = -math.inf, high: float = math.inf
) -> float:
    """One finite number of a row, within its range.

    Raises:
        InputError: not a number, not finite, or outside the range.
    """
    field = f"{row.get('name') or row.get('muscle') or row.get('joint') or '?'}.{column}"
    try:
        value = float(row[column])
    except (KeyError, ValueError):
        raise InputError(field, f"is {row.get(column)!r}, not a number", source=source) from None
    if not math.isfinite(value):
        raise InputError(field, f"is {value}, not a finite number", source=source)
    if not low <= value <= high:
        raise InputError.outside(field, value, low, high, source=source)
    return value


def frame(name: str, *, field: str, source: str) -> int:
    """Index of an attachment frame.

    Raises:
        InputError: no such segment frame.
    """
    if name not in FRAMES[:11]:
        raise InputError.unknown(f"{field}.{name}", FRAMES[:11], source=source, what="segment frame")
    return FRAMES.index(name)


def read_fascicles(muscles: str, points: str) -> Fascicles:
    """Fascicles of both sides from the two tables of the right side.

    Raises:
        InputError: a NaN, a zero strength, a point on an unknown segment, fewer than two points, a
            duplicate or unknown muscle, a span that does not exist.
    """
    rights = read(muscles, source="muscles.csv")
    paths = _paths(read(points, source="points.csv"))
    names = [row["name"] for row in rights]
    if len(set(names)) < len(names):
        raise InputError("name", "occurs twice", source="muscles.csv")
    for name in paths:
        if name not in names:
            raise InputError.unknown(name, names, source="points.csv", what="muscle")
    return _both_sides(rights, [_path(name, paths) for name in names])


def _paths(found: list[dict[str, str]]) -> dict[str, list[tuple[int, list[float]]]]:
    paths: dict[str, list[tuple[int, list[float]]]] = {}
    for row in found:
        where = frame(row["frame"], field=row["muscle"], source="points.csv")
        place = [number(row, f"{axis}_mm", source="points.csv", low=-900, high=900) * MM for axis in "xyz"]
        paths.setdefault(row["muscle"], []).append((where, place))
    return paths


def _path(name: str, paths: Mapping[str, list[tuple[int, list[float]]]]) -> list[tuple[int, list[float]]]:
    path = paths.get(name, [])
    if len(path) < 2:
        raise InputError(name, f"has {len(path)} path points, at least 2 are needed", source="points.csv")
    return path


def _both_sides(rights: list[dict[str, str]], paths: list[list[tuple[int, list[float]]]]) -> Fascicles:
    def column(name: str, low: float, high: float) -> Floats:
        return np.tile([number(row, name, source="muscles.csv", low=low, high=high) for row in rights], 2)

    count = np.array([len(path) for path in paths] * 2)
    point_frame = np.array([where for path in paths for where, _ in path])
    point = np.array([place for path in paths for _, place in path])
    wrap_frame = np.array([_wrap_frame(row) for row in rights])
    centre = np.stack([column(f"wrap_{axis}_mm", -500, 500) * MM for axis in "xyz"], axis=1)
    half = len(rights)
    centre[half:, 2] *= -1.0
    span = column("wrap_span", 0, 9).astype(np.int64)
    for name, path, wrapped, which in zip(rights, paths, wrap_frame, span, strict=False):
        if wrapped >= 0 and which > len(path) - 2:
            raise InputError(f"{name['name']}.wrap_span", f"is {which}, not a span", source="muscles.csv")
    return Fascicles(
        names=tuple(f"{row['name']}_{side}" for side in ("right", "left") for row in rights),
        groups=tuple(row["group"] for row in rights) * 2,
        volumes=tuple(row["volume"] for row in rights) * 2,
        force=column("force_n", 1.0, 20000.0),
        fibre=column("fibre_mm", 5.0, 800.0) * MM,
        fibre_at_neutral=column("fibre_at_neutral", 0.3, 1.5),
        pennation=column("pennation_deg", 0.0, 45.0) * DEG,
        passive_strain=column("passive_strain", 0.05, 5.0),
        passive_shape=column("passive_shape", 0.5, 20.0),
        wrap_frame=np.concatenate([wrap_frame, _mirrored(wrap_frame)]),
        wrap_centre=centre,
        wrap_radius=column("wrap_radius_mm", 0.0, 100.0) * MM,
        wrap_span=span,
        first=np.concatenate([[0], np.cumsum(count)]),
        point_frame=np.concatenate([point_frame, _mirrored(point_frame)]),
        point=np.concatenate([point, point * [1.0, 1.0, -1.0]]),
    )


def _wrap_frame(row: Mapping[str, str]) -> int:
    name = row["wrap_frame"]
    return frame(name, field=row["name"], source="muscles.csv") if name else -1


def _mirrored(frames: Ints) -> Ints:
    return np.where(frames < 0, -1, np.array(FRAME_MIRROR)[frames])
