"""Muscle fascicles of a person: paths, strengths, fibres and slack.

Path points scale with their segments. Fibres keep their share of the path's length, so slack does too.
Strength is volume over fibre length, with volumes from mass x height (M093-M103), less for women at equal
size and with age (assumed, `lengths.csv`).
"""

from functools import cache
from typing import Final, NamedTuple

import numpy as np

from hamstrung.body import lengths as _lengths
from hamstrung.body import passive, paths, tables
from hamstrung.body.arrays import Floats
from hamstrung.body.frames import Frames
from hamstrung.body.layout import FRAME_SEGMENT
from hamstrung.body.person import Anthropometry

MUSCLES: Final = tables.fascicles().names
"""Fascicles in the order of every `mus_` array, the same for all people: right side, then left."""

MUSCLE_GROUP: Final = tables.fascicles().groups
"""Group of each fascicle."""

_HAMSTRINGS = (
    "biceps_femoris_long_head",
    "biceps_femoris_short_head",
    "semimembranosus",
    "semitendinosus",
)
HAMSTRINGS_RIGHT: Final = tuple(MUSCLES.index(f"{name}_right") for name in _HAMSTRINGS)
"""Indices of biceps femoris long and short head, semimembranosus, semitendinosus, right."""

HAMSTRINGS_LEFT: Final = tuple(MUSCLES.index(f"{name}_left") for name in _HAMSTRINGS)
"""The same, left."""

_SEGMENT = np.array(FRAME_SEGMENT)


class Paths(NamedTuple):
    """Path points and wrapping spheres in segment frames, and lengths at the reference posture."""

    point: Floats
    centre: Floats
    radius: Floats
    length: Floats


def place(frames: Frames, origin: Floats) -> Paths:
    """Paths of all fascicles of a person.

    Args:
        frames: the person's anatomical frames.
        origin: segment origins at the reference posture (segment, xyz).
    """
    table, same = tables.fascicles(), fixed()
    point = frames.place(table.point_frame, table.point)
    wrapped = same.wrapped
    frame = table.wrap_frame[wrapped]
    centre = np.zeros((len(MUSCLES), 3))
    radius = np.zeros(len(MUSCLES))
    centre[wrapped] = frames.place(frame, table.wrap_centre[wrapped])
    radius[wrapped] = table.wrap_radius[wrapped] * frames.scale[frame]
    length = paths.lengths(
        point + origin[same.point_segment],
        table.first,
        centre=centre[wrapped] + origin[_SEGMENT[frame]],
        radius=radius[wrapped],
        wrapped=wrapped,
        span=table.wrap_span[wrapped],
    )
    return Paths(point, centre, radius, length)


def strength(person: Anthropometry, length_ratio: Floats) -> Floats:
    """Maximal isometric forces [N], (muscle,).

    Args:
        person: whose.
        length_ratio: fibre lengths over those of the reference body, (muscle,).
    """
    table, same, value = tables.fascicles(), fixed(), _lengths.values()
    reference = value["reference_mass"] * value["reference_height"]
    volume = same.slope * reference * passive.size(person) + same.intercept
    ratio = np.maximum(volume / (same.slope * reference + same.intercept), 0.02)
    factor = value["female_strength"] if person.sex == "female" else 1.0
    return table.force * ratio / length_ratio * factor * kept_with_age(person)


def kept_with_age(person: Anthropometry) -> float:
    """Share of a young adult's strength that is left (assumed, `lengths.csv`)."""
    return max(0.4, 1.0 - _lengths.values()["strength_loss_per_year"] * max(0.0, person.age_y - 40.0))


def passive_curves(person: Anthropometry) -> tuple[Floats, Floats]:
    """Strain and shape of the passive fibre curves, (muscle,), (muscle,).

    Ageing muscle loses strength, not passive tension: straight leg raise and popliteal angle show no effect of age
    from 20 to 79 years (M165). With the strength multiplied by c, the curve

        F = c f0 exp(k ((s - 1)/e - 1))

    is the young one where k' = k + ln c and k'/e' = k/e.
    """
    table = tables.fascicles()
    shape = table.passive_shape + np.log(kept_with_age(person))
    return table.passive_strain * shape / table.passive_shape, shape


class Fixed(NamedTuple):
    """What is the same for all people."""

    wrapped: np.ndarray
    point_segment: np.ndarray
    wrap_segment: np.ndarray
    slope: Floats
    intercept: Floats
    two_joint: np.ndarray


@cache
def fixed() -> Fixed:
    """Indices and regressions that are the same for all people."""
    table = tables.fascicles()
    found = {row["name"]: row for row in tables.rows("volumes.csv")}
    slope, intercept = (
        np.array([tables.number(found[name], column, source="volumes.csv") for name in table.volumes])
        for column in ("slope_cm3_per_kg_m", "intercept_cm3")
    )
    two_joint = np.zeros(len(MUSCLES), dtype=np.int64)
    two_joint[[i for i in HAMSTRINGS_RIGHT if i != HAMSTRINGS_RIGHT[1]]] = 1
    two_joint[[i for i in HAMSTRINGS_LEFT if i != HAMSTRINGS_LEFT[1]]] = 2
    wrap_segment = np.where(table.wrap_frame < 0, -1, _SEGMENT[table.wrap_frame])
    wrapped = np.flatnonzero(table.wrap_frame >= 0)
    return Fixed(wrapped, _SEGMENT[table.point_frame], wrap_segment, slope, intercept, two_joint)
