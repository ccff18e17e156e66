"""The neutral shape of pelvis and spine that goes with a pelvic incidence.

    SS = 0.54 PI + 11.9 deg,   PT = PI - SS,   LL(L1-S1) = 0.54 PI + 27.6 deg + offset

Lordosis is spread over the levels by measured shares; the thorax tilts until T1 stands over the hips.
An offset of the lordosis tilts the whole pelvis by a share of it (assumed).

Source: M189-M191 (268 adults, standing), E171 and M183 (shares). Valid for adults without deformity.
"""

import math
from typing import NamedTuple

import numpy as np

from hamstrung.body import lengths
from hamstrung.body.arrays import Floats
from hamstrung.body.person import Anthropometry


class Shape(NamedTuple):
    """Sagittal angles at the reference posture [rad], tilts positive forward.

    `endplate` (level): upper endplate of S1, L5, ... L1. `vertebra` (L5..L1): long axis of each vertebra.
    `wedge` (L1-2, ... L5-S1): segmental lordosis, upper endplate to upper endplate.
    """

    incidence: float
    sacral_slope: float
    pelvic_tilt: float
    lordosis: float
    tilt: float
    endplate: Floats
    vertebra: Floats
    wedge: Floats


def neutral(person: Anthropometry) -> Shape:
    """Neutral shape of a person."""
    table = lengths.values()
    incidence = person.pelvic_incidence_rad
    if incidence is None:
        incidence = table[f"incidence_{person.sex}"]
    tilt = table["tilt_per_lordosis_offset"] * person.lordosis_offset_rad
    slope = table["sacral_slope_per_incidence"] * incidence + table["sacral_slope_intercept"] + tilt
    lordosis = table["lordosis_per_incidence"] * incidence + table["lordosis_intercept"]
    lordosis += person.lordosis_offset_rad
    wedge = lengths.spine("lordosis_share") * lordosis
    endplate = slope - np.concatenate([[0.0], np.cumsum(wedge[:5])])
    middle = endplate - 0.5 * table["disc_share_of_wedge"] * wedge
    vertebra = 0.5 * (middle[:5] + middle[1:])
    return Shape(incidence, slope, incidence - slope, lordosis, tilt, endplate, vertebra, wedge[4::-1].copy())


def forward_tilt(place: Floats, forward: float) -> float:
    """Forward tilt [rad] that brings a point (x, y) of a tilting frame to the given forward distance."""
    reach = math.hypot(place[0], place[1])
    aim = max(-0.95, min(0.95, forward / reach))
    return math.asin(aim) - math.asin(place[0] / reach)
