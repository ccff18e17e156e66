"""From a person to the arrays that the mechanics computes on."""

import math
from functools import cache
from typing import Any

import numpy as np

from hamstrung.body import frames as _frames
from hamstrung.body import lengths, muscles, passive, shape, skeleton, tables
from hamstrung.body.arrays import Body, Floats
from hamstrung.body.frames import Frames
from hamstrung.body.layout import PARENTS
from hamstrung.body.muscles import Paths
from hamstrung.body.person import Anthropometry
from hamstrung.body.shape import Shape
from hamstrung.units import GRAVITY

_BOTH = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, -1.0]])


def build(person: Anthropometry) -> Body:
    """The body of a person.

    Args:
        person: size and shape.

    Returns:
        Arrays in SI and radians; see `Body`.

    >>> body = build(Anthropometry(sex="female", age_y=38, height_m=1.68, mass_kg=66))
    >>> len(body.mus_f0) >= 100
    True
    """
    neutral = shape.neutral(person)
    frames = _frames.of(person, neutral)
    bones = skeleton.of(person, frames)
    paths = muscles.place(frames, skeleton.world(bones.offset))
    return Body(
        seg_parent=np.array(PARENTS),
        seg_offset=bones.offset,
        seg_mass=bones.mass,
        seg_com=bones.com,
        shoulder=bones.shoulder,
        shoulder_reaching=skeleton.reaching(bones.shoulder, frames),
        arms_load_mass=bones.arms_load,
        **_discs(neutral, frames),
        **_joints(person, neutral),
        **_muscles(person, paths),
        **_landmarks(frames),
        **_angles(neutral, frames),
        gravity=GRAVITY,
        body_mass=float(person.mass_kg),
        height=float(person.height_m),
    )


@cache
def reference_lengths() -> Floats:
    """Muscle-tendon lengths of the reference person at the reference posture [m], (muscle,)."""
    person = Anthropometry()
    frames = _frames.of(person, shape.neutral(person))
    return muscles.place(frames, skeleton.world(skeleton.of(person, frames).offset)).length


@cache
def _slack_share() -> Floats:
    """Tendon slack over muscle-tendon length at the reference posture, (muscle,)."""
    table = tables.fascicles()
    fibre = table.fibre_at_neutral * table.fibre * np.cos(table.pennation)
    return 1.0 - fibre / reference_lengths()


def _discs(neutral: Shape, frames: Frames) -> dict[str, Any]:
    ap = lengths.spine("disc_ap_mm") * 0.001 * frames.trunk_scale
    l4l5 = lengths.values()["disc_area_l4l5"] * frames.trunk_scale**2
    normal = np.stack([np.sin(neutral.endplate), np.cos(neutral.endplate), np.zeros(6)], axis=1)
    return {"disc_normal": normal, "disc_area": l4l5 * (ap / ap[1]) ** 2, "disc_ap": ap}


def _joints(person: Anthropometry, neutral: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {}
    laws = {
        "spine": passive.spine(person),
        "hip": passive.hip(person, neutral.tilt),
        "knee": passive.knee(person),
        "ankle": passive.ankle(person),
    }
    for joint, law in laws.items():
        found |= {f"{joint}_{part}": value for part, value in law._asdict().items()}
    found["knee_k1"] = float(found["knee_k1"][0])
    for part in ("a", "b", "lim"):
        found[f"knee_{part}"] = found[f"knee_{part}"][0]
    return found


def _muscles(person: Anthropometry, paths: Paths) -> dict[str, Any]:
    table, fixed = tables.fascicles(), muscles.fixed()
    ratio = paths.length / reference_lengths()
    strain, shape = muscles.passive_curves(person)
    return {
        "pt_seg": fixed.point_segment.copy(),
        "pt_pos": paths.point,
        "mus_first": table.first.copy(),
        "wrap_seg": fixed.wrap_segment.copy(),
        "wrap_pos": paths.centre,
        "wrap_radius": paths.radius,
        "wrap_span": table.wrap_span.copy(),
        "mus_f0": muscles.strength(person, ratio),
        "mus_lopt": table.fibre * ratio,
        "mus_lslack": paths.length * _slack_share(),
        "mus_penn": table.pennation.copy(),
        "mus_pas_e0": strain,
        "mus_pas_k": shape,
        "mus_pas_shift": np.zeros(len(ratio)),
        "is_two_joint_hamstring": fixed.two_joint.copy(),
        "mus_mirror": table.mirror,
    }


def _landmarks(frames: Frames) -> dict[str, Any]:
    value, trunk = lengths.values(), frames.trunk_scale
    foot = np.stack([frames.landmark("heel"), frames.landmark("toe")])
    return {
        "ischium": frames.landmark("ischium") * _BOTH,
        "ischium_radius": value["ischium_radius"] * trunk,
        "asis": frames.landmark("asis") * _BOTH,
        "psis": frames.landmark("psis") * _BOTH,
        "s1_centre": frames.origin[1].copy(),
        "heel_toe": foot[None, :, :] * _BOTH[:, None, :],
        "arm_length": value["arm"] * trunk,
        "eyes": frames.landmark("eyes"),
        "t1": frames.landmark("t1"),
    }


def _angles(neutral: Shape, frames: Frames) -> dict[str, Any]:
    line = frames.landmark("psis") - frames.landmark("asis")
    return {
        "neutral_sacral_slope": neutral.sacral_slope,
        "neutral_pelvic_tilt": neutral.pelvic_tilt,
        "pelvic_incidence": neutral.incidence,
        "neutral_lordosis": neutral.lordosis,
        "neutral_lower_lordosis": float(neutral.wedge[3] + neutral.wedge[4]),
        "neutral_anterior_tilt": math.atan2(line[1], -line[0]),
        "wedge": neutral.wedge,
    }
