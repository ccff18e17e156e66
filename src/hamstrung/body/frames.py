"""Where every anatomical frame of a person lies in its segment, and points carried along."""

import math
from typing import NamedTuple

import numpy as np

from hamstrung.body import lengths
from hamstrung.body.arrays import Floats, Ints
from hamstrung.body.layout import FRAMES
from hamstrung.body.person import Anthropometry
from hamstrung.body.shape import Shape, forward_tilt

THORAX = FRAMES.index("thorax")


class Frames(NamedTuple):
    """Scale, forward tilt (as cosine and sine) and origin of each frame in its segment, (frame, ...)."""

    scale: Floats
    cosine: Floats
    sine: Floats
    origin: Floats
    trunk_scale: float
    leg_scale: tuple[float, float]
    joint: Floats

    def place(self, frame: Ints, point: Floats) -> Floats:
        """Points of the tables (point, xyz) in the segment frames of this person."""
        local = point * self.scale[frame, None]
        cosine, sine = self.cosine[frame], self.sine[frame]
        placed = self.origin[frame]
        placed[:, 0] += cosine * local[:, 0] + sine * local[:, 1]
        placed[:, 1] += cosine * local[:, 1] - sine * local[:, 0]
        placed[:, 2] += local[:, 2]
        return placed

    def landmark(self, name: str) -> Floats:
        """A landmark of the right side or the midline, in its segment's frame."""
        frame, point = lengths.landmark(name)
        return self.place(np.array([frame]), point[None, :])[0]


def of(person: Anthropometry, shape: Shape) -> Frames:
    """Frames of a person."""
    table = lengths.values()
    trunk = person.height_m / table["reference_height"]
    legs = (
        _leg_scale(person.leg_length_right_m, trunk),
        _leg_scale(person.leg_length_left_m, trunk),
    )
    s1 = s1_centre(shape, trunk)
    joint = _spine_joints(shape, trunk, s1)
    tilt = np.zeros(len(FRAMES))
    tilt[0], tilt[1], tilt[2:7] = shape.tilt, shape.sacral_slope, shape.vertebra
    _, t1 = lengths.landmark("t1")
    tilt[THORAX] = forward_tilt(t1, table["t1_forward"] - joint[:, 0].sum() / trunk)
    scale = np.full(len(FRAMES), trunk)
    scale[8:10], scale[11:13] = legs[0], legs[1]
    origin = np.zeros((len(FRAMES), 3))
    origin[1] = s1
    return Frames(scale, np.cos(tilt), np.sin(tilt), origin, trunk, legs, joint)


def s1_centre(shape: Shape, trunk: float) -> Floats:
    """Centre of the sacral endplate in the pelvis."""
    reach = lengths.values()["s1_distance"] * trunk
    return np.array([-reach * math.sin(shape.pelvic_tilt), reach * math.cos(shape.pelvic_tilt), 0.0])


def _spine_joints(shape: Shape, trunk: float, s1: Floats) -> Floats:
    """Offsets of the six disc centres, each from the one below (the first from the hips), (joint, xyz)."""
    disc = 0.25 * (lengths.spine("disc_posterior_mm") + lengths.spine("disc_anterior_mm"))[0] * 0.001
    tilt = np.concatenate([[shape.sacral_slope], shape.vertebra])
    rise = np.concatenate([[disc], lengths.spine("height_mm")[:5] * 0.001]) * trunk
    joint = np.stack([rise * np.sin(tilt), rise * np.cos(tilt), np.zeros(6)], axis=1)
    joint[0] += s1
    return joint


def _leg_scale(leg_length: float | None, trunk: float) -> float:
    table = lengths.values()
    if leg_length is None:
        return trunk
    long_bones = table["thigh"] + table["shank"]
    return (leg_length - table["ankle_height"] * trunk) / long_bones
