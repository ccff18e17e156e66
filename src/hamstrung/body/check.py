"""Whether a body can be computed with: finite and in range, muscles that cross joints, spheres that can be gone round.

`build` never makes a body that fails here; a body that was changed by hand may.
"""

import math
from typing import Any

import numpy as np

from hamstrung.body import skeleton
from hamstrung.body.arrays import Body, Floats
from hamstrung.body.fields import PER_SI, Field, fields, unit
from hamstrung.body.layout import SEGMENTS
from hamstrung.body.muscles import MUSCLES
from hamstrung.errors import InputError

STRETCH = (0.1, 2.5)
"""Fibre length over optimal length at the reference posture within which a muscle can be meant: assumed."""
ONE = 1e-6
"""How far a disc's normal may be from length one."""


def check(body: Body, *, source: str = "") -> Body:
    """The body itself, if it can be computed with.

    Args:
        body: any body.
        source: the file that it came from, for the message.

    Raises:
        InputError: what cannot be, by table, name, value and range.
    """
    for field in fields():
        check_field(field, np.asarray(getattr(body, field.array))[field.at], source=source)
    for level in {field.table for field in fields() if field.table[0] == "discs"}:
        _check_normal(body, level, source=source)
    at = _reference(body)
    for muscle in range(len(MUSCLES)):
        _check_path(body, muscle, source=source)
        _check_wrap(body, muscle, at, source=source)
        _check_slack(body, muscle, at, source=source)
    _check_twins(body, source=source)
    return body


def check_field(field: Field, value: Any, *, source: str = "") -> None:
    """Whether one field's numbers, in SI, are finite and within its range.

    Raises:
        InputError: one is not.
    """
    factor = PER_SI.get(unit(field.name), 1.0)
    for number in np.atleast_1d(value).ravel():
        shown = float(number) * factor
        if not math.isfinite(shown):
            raise InputError(field.full, f"is {shown}, not a finite number", source=source)
        room = 1e-9 * max(abs(field.low), abs(field.high))
        if not field.low - room <= shown <= field.high + room:
            raise InputError.outside(
                field.full, f"{shown:.9g}", field.low, field.high, source=source, unit=_word(field.name)
            )


def _word(name: str) -> str:
    return {"n": "N", "nm": "Nm"}.get(unit(name), unit(name))


def _check_normal(body: Body, table: tuple[str, ...], *, source: str) -> None:
    field = next(f for f in fields() if f.table == table and f.name == "normal")
    size = float(np.linalg.norm(body.disc_normal[field.at]))
    if abs(size - 1.0) > ONE:
        raise InputError(field.full, f"has length {size:.6g}, not 1", source=source, hint="divide it by its length")


def _reference(body: Body) -> Floats:
    """Segments' origins in the reference posture, where all frames are parallel (segment, xyz)."""
    return skeleton.world(body.seg_offset)


def _check_path(body: Body, muscle: int, *, source: str) -> None:
    """At least two points, on segments that exist, that do not all move together."""
    name = f"muscles.{MUSCLES[muscle]}.points"
    first, last = int(body.mus_first[muscle]), int(body.mus_first[muscle + 1])
    if last - first < 2:
        raise InputError(name, f"has {last - first} points, at least 2 are needed", source=source)
    on = body.pt_seg[first:last]
    if not ((on >= 0) & (on < len(SEGMENTS))).all():
        raise InputError(name, "lies on a segment that does not exist", source=source)
    place = body.pt_pos[first:last]
    if not np.isfinite(place).all() or np.abs(place).max() > 1.5:
        raise InputError(name, "has a place that is not within 1500 mm of its segment", source=source)
    for i in range(last - first - 1):
        if on[i] == on[i + 1] and np.array_equal(place[i], place[i + 1]):
            raise InputError(name, f"has points {i} and {i + 1} at one place", source=source, hint="leave one out")
    legs = {SEGMENTS[segment].rsplit("_", 1)[-1] for segment in on if SEGMENTS[segment].endswith(("_left", "_right"))}
    if len(legs) > 1:
        raise InputError(name, "lies on both legs", source=source, hint="a muscle moves one leg at most")
    if (on == on[0]).all():
        hint = "a muscle must cross a joint"
        raise InputError(name, f"lies on {SEGMENTS[on[0]]} alone", source=source, hint=hint)


def _check_wrap(body: Body, muscle: int, at: Floats, *, source: str) -> None:
    """A sphere on a segment, about a span that exists, with both of its ends outside."""
    if body.wrap_seg[muscle] < 0:
        return
    name = f"muscles.{MUSCLES[muscle]}.wrap"
    radius, span = float(body.wrap_radius[muscle]), int(body.wrap_span[muscle])
    if not (math.isfinite(radius) and 0.0 < radius <= 0.2):
        raise InputError.outside(f"{name}.radius_mm", f"{1e3 * radius:.9g}", 0.1, 200.0, source=source, unit="mm")
    if not np.isfinite(body.wrap_pos[muscle]).all():
        raise InputError(f"{name}.centre_mm", "is not a place", source=source)
    spans = int(body.mus_first[muscle + 1] - body.mus_first[muscle]) - 1
    if not 0 <= span < spans:
        raise InputError.outside(f"{name}.span", span, 0, spans - 1, source=source)
    centre = at[body.wrap_seg[muscle]] + body.wrap_pos[muscle]
    for point in (int(body.mus_first[muscle]) + span, int(body.mus_first[muscle]) + span + 1):
        away = float(np.linalg.norm(at[body.pt_seg[point]] + body.pt_pos[point] - centre))
        if away <= radius:
            number = point - int(body.mus_first[muscle])
            problem = f"is {1e3 * radius:.4g}, and its point {number} lies {1e3 * away:.4g} mm from the centre"
            raise InputError(
                f"{name}.radius_mm", problem, source=source, hint="a path goes round a sphere from outside"
            )


def _check_slack(body: Body, muscle: int, at: Floats, *, source: str) -> None:
    """A tendon shorter than the path, with fibres of a length that fibres can have, at the reference posture."""
    first, last = int(body.mus_first[muscle]), int(body.mus_first[muscle + 1])
    points = at[body.pt_seg[first:last]] + body.pt_pos[first:last]
    path = float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
    slack = float(body.mus_lslack[muscle])
    fibre = float(body.mus_lopt[muscle]) * math.cos(float(body.mus_penn[muscle]))
    stretch = (path - slack) / fibre
    if not STRETCH[0] <= stretch <= STRETCH[1]:
        low, high = (1e3 * (path - share * fibre) for share in reversed(STRETCH))
        raise InputError.outside(
            f"muscles.{MUSCLES[muscle]}.tendon_slack_mm",
            f"{1e3 * slack:.6g} on a path of {1e3 * path:.4g} mm with fibres of {1e3 * fibre:.4g} mm",
            max(round(low, 1), 0.0), round(high, 1), source=source, unit="mm",
        )  # fmt: skip


def _check_twins(body: Body, *, source: str) -> None:
    """Every muscle's partner on the other side has it as its own partner."""
    twin = np.asarray(body.mus_mirror)
    if not np.array_equal(twin[twin], np.arange(len(MUSCLES))) or (twin == np.arange(len(MUSCLES))).any():
        muscle = int(np.flatnonzero((twin[twin] != np.arange(len(twin))) | (twin == np.arange(len(twin))))[0])
        raise InputError(f"muscles.{MUSCLES[muscle]}", "has no partner on the other side", source=source)
