"""Where each source is felt, and how behaviour changes it."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.life.priors import Values, parameters

Array = NDArray[np.float64]
Record = Values

SIDES = ("left", "right")

SOURCES = (
    "tissue",
    "disc",
    "facet",
    "segment",
    "sacroiliac",
    "hip",
    "knee",
    "hamstring",
    "imbalance",
    "sciatic",
    "root",
    "neuropathy",
    "inflammatory",
    "serious",
    "injury",
    "distress",
    "ischaemia",
)
"""Sources that are felt somewhere. Where, the parameters `felt_<source>_<place>` say; what provokes or eases them,
`provoked_<behaviour>_<source>`: shares from 0 to 1, all assumed. How much of the hamstring sources is felt in the back,
claim C26 says.
"""

PLACES = ("lumbar", "sacral", "buttock", "ischial", "posterior_thigh", "below_knee", "groin", "anterior_thigh")
CENTRAL = ("lumbar", "sacral")
COLUMNS: dict[str, tuple[str, str | None]] = {f"pain_at_{place}_nprs": (place, None) for place in CENTRAL} | {
    f"pain_at_{place}_{side}_nprs": (place, side) for place in PLACES if place not in CENTRAL for side in SIDES
}
"""Column of the pain at a place -> the place and its side."""
_OWN_SIDE = ("hamstring", "sciatic", "root")


def nociception(columns: Mapping[str, Array], p: Record, source: str, side: str) -> Array:
    """A source's nociception on one side: its own where it has sides, else shared out by where it sits."""
    if source in _OWN_SIDE:
        return columns[f"source_{source}_{side}"]
    return columns[f"source_{source}"] * side_share(columns, p, source, side)


def both(columns: Mapping[str, Array], source: str) -> Array:
    """A source's nociception, both sides together."""
    if source in _OWN_SIDE:
        return columns[f"source_{source}_left"] + columns[f"source_{source}_right"]
    return columns[f"source_{source}"]


def side_share(columns: Mapping[str, Array], p: Record, source: str, side: str) -> Array:
    """Share of a source without sides of its own that sits on one side: one-sided joints and neuropathy, else half."""
    node = {"sacroiliac": "sacroiliac_side", "hip": "hip_side", "neuropathy": "neuropathy_side"}.get(source)
    if node is None:
        return np.full_like(columns["age_y"], 0.5)
    left = columns[f"u_{node}"] < 0.5
    return np.where(left if side == "left" else ~left, p["felt_own_side"], 1.0 - p["felt_own_side"])


def felt(columns: Mapping[str, Array], p: Record, place: str, side: str | None) -> Array:
    """Pain at a place, NPRS 0 to 10, by the sources that are felt there."""
    total = np.zeros_like(columns["age_y"])
    for source, share in _weights(p, "felt_{}_" + place):
        total += share * (both(columns, source) if side is None else nociception(columns, p, source, side))
    if place == "lumbar":
        total += columns["hamstring_felt_in_back"] * both(columns, "hamstring")
    return -10.0 * np.expm1(-columns["gain"] * total)


def pains(columns: Mapping[str, Array], p: Record) -> dict[str, Array]:
    """Pain by place, `pain_at_<place>[_<side>]_nprs`."""
    return {name: felt(columns, p, place, side) for name, (place, side) in COLUMNS.items()}


def provoked_share(columns: Mapping[str, Array], p: Record, behaviour: str) -> Array:
    """Share of a person's nociception that a behaviour provokes or eases, 0 to 1."""
    amounts = {source: both(columns, source) for source in SOURCES}
    whole = sum(amounts.values())
    part = sum(weight * amounts[source] for source, weight in _weights(p, f"provoked_{behaviour}_{{}}"))
    return np.asarray(part / np.maximum(whole, 1e-6))


def _weights(p: Record, pattern: str) -> Iterator[tuple[str, Any]]:
    """Every source that has a parameter of that name, and its value."""
    for source in SOURCES:
        if (name := pattern.format(source)) in parameters():
            yield source, p[name]
