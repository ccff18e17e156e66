"""Where each source is felt, and how behaviour changes it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SIDES = ("left", "right")

#: source -> place -> share of its nociception that is felt there (assumed).
#: How much of the hamstring sources is felt in the back, the claim C26 says.
FELT: dict[str, dict[str, float]] = {
    "tissue": {"lumbar": 1.0, "sacral": 0.2},
    "disc": {"lumbar": 1.0, "sacral": 0.2, "buttock": 0.15},
    "facet": {"lumbar": 1.0, "buttock": 0.25},
    "segment": {"lumbar": 1.0, "sacral": 0.3, "buttock": 0.2},
    "sacroiliac": {"sacral": 0.9, "buttock": 0.7, "lumbar": 0.2, "posterior_thigh": 0.2},
    "hip": {"groin": 1.0, "buttock": 0.5, "anterior_thigh": 0.6, "lumbar": 0.2},
    "knee": {"anterior_thigh": 0.5, "lumbar": 0.1},
    "hamstring": {"ischial": 1.0, "posterior_thigh": 0.6, "buttock": 0.3},
    "imbalance": {"buttock": 0.7, "lumbar": 0.6},
    "sciatic": {"posterior_thigh": 0.9, "buttock": 0.5, "below_knee": 0.3},
    "root": {"lumbar": 0.4, "buttock": 0.5, "posterior_thigh": 0.8, "below_knee": 1.0},
    "neuropathy": {"buttock": 0.8, "posterior_thigh": 0.8, "below_knee": 0.8},
    "inflammatory": {"lumbar": 0.8, "sacral": 0.8, "buttock": 0.6},
    "serious": {"lumbar": 1.0, "sacral": 0.2},
    "injury": {"lumbar": 1.0},
    "distress": {"lumbar": 0.8, "sacral": 0.3, "posterior_thigh": 0.2},
    "ischaemia": {"lumbar": 0.7, "buttock": 0.7},
}

#: behaviour -> source -> how much of that source it provokes (assumed).
PROVOKED: dict[str, dict[str, float]] = {
    "sitting": {"tissue": 0.8, "disc": 1.0, "root": 0.7, "hamstring": 0.9, "sciatic": 0.8, "neuropathy": 0.8},
    "driving": {"tissue": 0.8, "disc": 1.0, "root": 0.9, "hamstring": 0.9, "sciatic": 1.0, "neuropathy": 0.8},
    "bending": {
        "tissue": 1.0,
        "disc": 1.0,
        "root": 0.9,
        "hamstring": 0.9,
        "sciatic": 0.9,
        "injury": 1.0,
        "imbalance": 0.7,
    },
    "extension": {"facet": 1.0, "segment": 1.0, "hip": 0.3, "injury": 0.4},
    "lifting": {"tissue": 0.9, "disc": 1.0, "root": 0.6, "segment": 0.6, "injury": 1.0, "serious": 0.6},
    "sport": {"segment": 1.0, "hamstring": 1.0, "facet": 0.7, "tissue": 0.4, "hip": 0.8, "injury": 0.8},
    "running": {"hamstring": 1.0, "hip": 0.8, "sacroiliac": 0.7, "segment": 0.6, "imbalance": 0.6},
    "leg_raise": {"hamstring": 1.0, "root": 1.0, "sciatic": 1.0, "neuropathy": 0.8, "imbalance": 0.4},
    "cough": {"disc": 0.9, "root": 0.9, "injury": 0.3},
    "walking_eases": {"tissue": 0.9, "disc": 0.7, "inflammatory": 0.7, "distress": 0.5, "imbalance": 0.5},
    "lying_eases": {"tissue": 0.8, "disc": 0.9, "facet": 0.8, "segment": 1.0, "injury": 0.8, "hip": 0.6},
    "exercise_eases": {"inflammatory": 1.0, "tissue": 0.6, "distress": 0.5, "ischaemia": 0.6, "imbalance": 0.6},
    "night": {"inflammatory": 1.0, "serious": 1.0, "hip": 0.5, "root": 0.3},
}

PLACES = ("lumbar", "sacral", "buttock", "ischial", "posterior_thigh", "below_knee", "groin", "anterior_thigh")
CENTRAL = ("lumbar", "sacral")
_OWN_SIDE = ("hamstring", "sciatic", "root")


def nociception(columns: Mapping[str, Array], source: str, side: str) -> Array:
    """A source's nociception on one side: its own where it has sides, else shared out by where it sits."""
    if source in _OWN_SIDE:
        return columns[f"source_{source}_{side}"]
    return columns[f"source_{source}"] * side_share(columns, source, side)


def both(columns: Mapping[str, Array], source: str) -> Array:
    """A source's nociception, both sides together."""
    if source in _OWN_SIDE:
        return columns[f"source_{source}_left"] + columns[f"source_{source}_right"]
    return columns[f"source_{source}"]


def side_share(columns: Mapping[str, Array], source: str, side: str) -> Array:
    """Share of a source without sides of its own that sits on one side: one-sided joints and neuropathy, else half."""
    node = {"sacroiliac": "sacroiliac_side", "hip": "hip_side", "neuropathy": "neuropathy_side"}.get(source)
    if node is None:
        return np.full_like(columns["age_y"], 0.5)
    left = columns[f"u_{node}"] < 0.5
    return np.where(left if side == "left" else ~left, 0.85, 0.15)


def felt(columns: Mapping[str, Array], place: str, side: str | None) -> Array:
    """Pain at a place, NPRS 0 to 10, by the sources that are felt there."""
    total = np.zeros_like(columns["age_y"])
    for source, shares in FELT.items():
        if place in shares:
            amount = both(columns, source) if side is None else nociception(columns, source, side)
            total += shares[place] * amount
    if place == "lumbar":
        total += columns["hamstring_felt_in_back"] * both(columns, "hamstring")
    return -10.0 * np.expm1(-columns["gain"] * total)


def pains(columns: Mapping[str, Array]) -> dict[str, Array]:
    """Pain by place, `pain_at_<place>[_<side>]_nprs`."""
    found = {f"pain_at_{place}_nprs": felt(columns, place, None) for place in CENTRAL}
    for place in PLACES:
        if place not in CENTRAL:
            found |= {f"pain_at_{place}_{side}_nprs": felt(columns, place, side) for side in SIDES}
    return found


def provoked_share(columns: Mapping[str, Array], behaviour: str) -> Array:
    """Share of a person's nociception that a behaviour provokes or eases, 0 to 1."""
    amounts = {source: both(columns, source) for source in FELT}
    whole = sum(amounts.values())
    part = sum(weight * amounts[source] for source, weight in PROVOKED[behaviour].items())
    return np.asarray(part / np.maximum(whole, 1e-6))
