"""Segment masses, centres and joint places of a person.

Masses are shares of body mass by sex (M313-M322, young adults). The trunk above the sacrum is split between
the lumbar vertebrae and the thorax in the proportion of a level-by-level model (M324); head with thorax, arms
apart as a point mass at the shoulders. The thorax' centre of mass is where the whole body stands balanced.
"""

from typing import NamedTuple

import numpy as np

from hamstrung.body import lengths
from hamstrung.body.arrays import Floats
from hamstrung.body.frames import Frames
from hamstrung.body.person import Anthropometry


class Skeleton(NamedTuple):
    """Joint places, masses and centres of mass in segment frames."""

    offset: Floats
    mass: Floats
    com: Floats
    shoulder: Floats
    arms_load: float


def of(person: Anthropometry, frames: Frames) -> Skeleton:
    """Skeleton of a person."""
    offset = _offsets(frames)
    mass, arms = _masses(person)
    shoulder = frames.landmark("shoulder")
    com = _centres(person, frames, offset)
    com[6, 0] = _balanced(com, mass, offset, shoulder[0], arms, frames.trunk_scale)
    return Skeleton(offset, mass, com, shoulder, arms + person.head_arms_load_kg)


def reaching(shoulder: Floats, frames: Frames) -> Floats:
    """The shoulder in the thorax of a person who reaches with both arms [m].

    The thorax is one lump here. In reaching the thoracic spine rounds, spread evenly from T12/L1 (height 0) to T1
    (height t), and the shoulder blades slide forward by s:

        x + theta y^2 / (2 t) + s

    Source: both amounts assumed (`lengths.csv`). Valid for reaching down or forward, for where the hands get to; the
    shift of the arms' weight is left out.
    """
    table = lengths.values()
    t1 = frames.landmark("t1")
    rounding = table["thoracic_reach"] * shoulder[1] ** 2 / (2.0 * t1[1])
    return shoulder + np.array([rounding + table["scapular_reach"] * frames.trunk_scale, 0.0, 0.0])


def world(offset: Floats) -> Floats:
    """Origins of all segments at the reference posture, from the hip axis (segment, xyz)."""
    origin = np.zeros((13, 3))
    np.cumsum(offset[1:7], axis=0, out=origin[1:7])
    np.cumsum(offset[7:10], axis=0, out=origin[7:10])
    np.cumsum(offset[10:13], axis=0, out=origin[10:13])
    return origin


def _offsets(frames: Frames) -> Floats:
    table = lengths.values()
    offset = np.zeros((13, 3))
    offset[1:7] = frames.joint
    hip = frames.landmark("hip")
    for first, side, scale in ((7, 1.0, frames.leg_scale[0]), (10, -1.0, frames.leg_scale[1])):
        offset[first] = hip * (1.0, 1.0, side)
        offset[first + 1] = table["knee_forward"] * scale, -table["thigh"] * scale, 0.0
        offset[first + 2] = table["ankle_forward"] * scale, -table["shank"] * scale, 0.0
    return offset


def _masses(person: Anthropometry) -> tuple[Floats, float]:
    def share(*names: str) -> float:
        return sum(lengths.share(name, person.sex) for name in names)

    level = lengths.spine("mass_kg")
    trunk = share("upper_trunk", "middle_trunk")
    lumbar = trunk * level[:5] / level.sum()
    arms = 2.0 * share("upper_arm", "forearm", "hand")
    legs = np.array([share("thigh"), share("shank"), share("foot")])
    thorax = share("head") + trunk - lumbar.sum()
    parts = np.concatenate([[share("lower_trunk")], lumbar, [thorax], legs, legs])
    unit = person.mass_kg / (parts.sum() + arms)
    return parts * unit, arms * unit


def _centres(person: Anthropometry, frames: Frames, offset: Floats) -> Floats:
    com = np.zeros((13, 3))
    com[0] = frames.landmark("pelvis_com")
    com[1:6, 0] = lengths.spine("com_forward_mm")[:5] * 0.001 * frames.trunk_scale
    com[1:6, 1] = 0.5 * frames.joint[1:, 1]
    com[6] = frames.landmark("thorax_com")
    foot = frames.landmark("foot_com")
    for first in (7, 10):
        com[first] = lengths.centre("thigh", person.sex) * offset[first + 1]
        com[first + 1] = lengths.centre("shank", person.sex) * offset[first + 2]
        com[first + 2] = foot
    return com


def _balanced(com: Floats, mass: Floats, offset: Floats, shoulder: float, arms: float, trunk: float) -> float:
    """Forward place of the thorax' centre of mass that puts the unloaded body's where it belongs."""
    x = world(offset)[:, 0]
    aim = lengths.values()["balance_forward"] * trunk * (mass.sum() + arms)
    others = np.dot(mass, x + com[:, 0]) - mass[6] * (x[6] + com[6, 0]) + arms * (x[6] + shoulder)
    return float((aim - others) / mass[6] - x[6])
