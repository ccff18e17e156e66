"""A body in a posture as MJCF: one spatial tendon for every fascicle, one hinge for every joint angle.

The tree is ours: three slides carry the pelvis, then come the hinges of `mechanics.layout.angle_names()` about the same
axes in the same order, so that `qpos[3:]` are our joint angles. Axes are ISB's (y up), units SI and radians. A span that
may go round a sphere does so in MuJoCo exactly where it does with us, on the shorter way and without a side site.

Exact: geometry, masses, gravity, paths. Assumed: inertia, of uniform cylinders with the density of water; gravity and
slow motion do not need it. Passive laws are exponentials, which MJCF cannot say: a posture's `Tangent` puts linear
springs in their place. Motors pull a tendon with `ctrl` newtons, up to the maximal isometric force.
"""

from typing import Final
from xml.etree import ElementTree

import numpy as np

from hamstrung.body import MUSCLES, SEGMENTS, Body
from hamstrung.body.arrays import Floats
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.kinematics import place
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, N_ANGLES, THORAX, Tree, angle_names
from hamstrung.mechanics.tangent import Tangent

SLIDES: Final = ("pelvis_forward", "pelvis_up", "pelvis_right")
"""The pelvis' translation, before all hinges."""
DENSITY: Final = 1000.0
"""Density of all segments for their inertia [kg/m^3]: assumed (950-1100)."""
ARMS_RADIUS: Final = 0.1
"""Radius of the sphere whose inertia stands for the arms and what they hold [m]: assumed (0.05-0.3)."""
DAMPING: Final = 1.0
"""Damping of every hinge where springs are written [Nm s/rad]: assumed (0.1-10); a posture does not depend on it."""
FEET: Final = ((0, FOOT_RIGHT), (1, FOOT_LEFT))
"""Side and segment of both feet."""
_AXES: Final = ("1 0 0", "0 1 0", "0 0 1")


def text(
    body: Body,
    *,
    posture: Floats | None = None,
    load_kg: float = 0.0,
    tangent: Tangent | None = None,
    standing: bool = False,
) -> str:
    """The MJCF document of a body.

    Args:
        body: the person's body.
        posture: joint angles of the keyframe `posture` [rad], (angle,); the reference posture where it is None. The
            lower foot stands at height zero.
        load_kg: mass in the hands, which hangs at the shoulders.
        tangent: springs that stand for the passive laws in this posture, and the active forces of the keyframe; none
            where it is None.
        standing: whether both feet are welded to the world where the posture has them.

    Returns:
        XML text.
    """
    q = np.zeros(N_ANGLES) if posture is None else np.asarray(posture, dtype=np.float64)
    anatomy = Anatomy(body)
    root = ElementTree.Element("mujoco", model="hamstrung")
    ElementTree.SubElement(root, "compiler", angle="radian", autolimits="true")
    option = ElementTree.SubElement(root, "option", gravity=f"0 {-body.gravity!r} 0", timestep="0.001")
    ElementTree.SubElement(option, "flag", contact="disable")
    _segments(root, body, anatomy.tree, load_kg, tangent, q)
    _tendons(root, body, anatomy.lengths(q), tangent)
    _motors(root, body, tangent)
    height = _height(body, anatomy, q)
    if standing:
        _welds(root, anatomy, height)
    _keyframe(root, height, q, tangent)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _segments(
    root: ElementTree.Element, body: Body, tree: Tree, load_kg: float, tangent: Tangent | None, q: Floats
) -> None:
    """Nested bodies with their hinges, inertia, path points and wrapping spheres."""
    names = angle_names()
    made = [ElementTree.SubElement(root, "worldbody")]
    for segment, name in enumerate(SEGMENTS):
        parent = made[int(body.seg_parent[segment]) + 1]
        element = ElementTree.SubElement(parent, "body", name=name, pos=_numbers(body.seg_offset[segment]))
        made.append(element)
        if segment == 0:
            for slide, along in zip(SLIDES, _AXES, strict=True):
                ElementTree.SubElement(element, "joint", name=slide, type="slide", axis=along)
        for k in range(int(tree.first_angle[segment]), int(tree.last_angle[segment])):
            axis = np.zeros(3)
            axis[tree.angle_axis[k]] = tree.angle_sign[k]
            _hinge(element, names[k], axis, k, tangent, q)
        _inertia(element, body, segment)
    arms = ElementTree.SubElement(made[THORAX + 1], "body", name="arms", pos=_numbers(body.shoulder))
    _inertial(arms, np.zeros(3), body.arms_load_mass + load_kg, np.full(3, 0.4 * ARMS_RADIUS**2))
    _points(made[1:], body)


def _hinge(
    element: ElementTree.Element, name: str, axis: Floats, k: int, tangent: Tangent | None, q: Floats
) -> None:
    hinge = ElementTree.SubElement(element, "joint", name=name, type="hinge", axis=_numbers(axis))
    if tangent is None:
        return
    hinge.set("damping", repr(DAMPING))
    if tangent.joint_stiffness[k] > 0.0:
        rest = q[k] + tangent.joint_moment[k] / tangent.joint_stiffness[k]
        hinge.set("stiffness", repr(float(tangent.joint_stiffness[k])))
        hinge.set("springref", repr(float(rest)))


def _inertia(element: ElementTree.Element, body: Body, segment: int) -> None:
    """Mass, centre and the inertia of a uniform cylinder: along x for a foot, else along y."""
    mass = float(body.seg_mass[segment])
    _inertial(element, body.seg_com[segment], mass, inertia_per_mass(body, segment))


def inertia_per_mass(body: Body, segment: int) -> Floats:
    """Principal moments of inertia about x, y, z over mass [m^2], of a uniform cylinder."""
    along = 0 if SEGMENTS[segment].startswith("foot") else 1
    length = _length(body, segment)
    square = float(body.seg_mass[segment]) / (DENSITY * np.pi * length)
    per_mass = np.full(3, square / 4.0 + length**2 / 12.0)
    per_mass[along] = square / 2.0
    return per_mass


def _length(body: Body, segment: int) -> float:
    """From a segment's joint to the next one; to T1, and from heel to toe, at the ends [m]."""
    if SEGMENTS[segment].startswith("foot"):
        side = 0 if SEGMENTS[segment].endswith("right") else 1
        return float(np.linalg.norm(body.heel_toe[side, 1] - body.heel_toe[side, 0]))
    if segment == THORAX:
        return float(np.linalg.norm(body.t1))
    return float(np.linalg.norm(body.seg_offset[segment + 1]))


def _inertial(element: ElementTree.Element, centre: Floats, mass: float, per_mass: Floats) -> None:
    ElementTree.SubElement(
        element, "inertial", pos=_numbers(centre), mass=repr(float(mass)), diaginertia=_numbers(mass * per_mass)
    )


def _points(segments: list[ElementTree.Element], body: Body) -> None:
    for muscle, name in enumerate(MUSCLES):
        for number, point in enumerate(range(int(body.mus_first[muscle]), int(body.mus_first[muscle + 1]))):
            at = segments[int(body.pt_seg[point])]
            ElementTree.SubElement(at, "site", name=f"{name}_{number}", pos=_numbers(body.pt_pos[point]), size="0.003")
        if body.wrap_seg[muscle] >= 0:
            at = segments[int(body.wrap_seg[muscle])]
            sphere = ElementTree.SubElement(at, "geom", name=f"{name}_wrap", type="sphere", mass="0")
            sphere.set("pos", _numbers(body.wrap_pos[muscle]))
            sphere.set("size", repr(float(body.wrap_radius[muscle])))
            sphere.set("contype", "0")
            sphere.set("conaffinity", "0")
            sphere.set("group", "3")


def _tendons(root: ElementTree.Element, body: Body, length: Floats, tangent: Tangent | None) -> None:
    element = ElementTree.SubElement(root, "tendon")
    for muscle, name in enumerate(MUSCLES):
        tendon = ElementTree.SubElement(element, "spatial", name=name, width="0.002")
        if tangent is not None and tangent.passive_stiffness[muscle] > 0.0:
            rest = length[muscle] - tangent.passive_force[muscle] / tangent.passive_stiffness[muscle]
            tendon.set("stiffness", repr(float(tangent.passive_stiffness[muscle])))
            tendon.set("springlength", repr(float(rest)))
        for number in range(int(body.mus_first[muscle + 1] - body.mus_first[muscle])):
            ElementTree.SubElement(tendon, "site", site=f"{name}_{number}")
            if body.wrap_seg[muscle] >= 0 and number == body.wrap_span[muscle]:
                ElementTree.SubElement(tendon, "geom", geom=f"{name}_wrap")


def _motors(root: ElementTree.Element, body: Body, tangent: Tangent | None) -> None:
    element = ElementTree.SubElement(root, "actuator")
    for muscle, name in enumerate(MUSCLES):
        most = float(body.mus_f0[muscle])
        if tangent is not None:
            most = max(most, float(tangent.active_force[muscle]))
        ElementTree.SubElement(element, "motor", name=name, tendon=name, gear="-1", ctrlrange=f"0 {most!r}")


def _height(body: Body, anatomy: Anatomy, q: Floats) -> float:
    """Height of the pelvis over the lower foot [m]; leaves the segments placed."""
    w = anatomy.scratch
    place(q, body, anatomy.tree, w.rotation, w.origin, w.axis)
    ends = [w.origin[foot] + w.rotation[foot] @ body.heel_toe[side, end] for side, foot in FEET for end in (0, 1)]
    return -float(min(end[1] for end in ends))


def _welds(root: ElementTree.Element, anatomy: Anatomy, height: float) -> None:
    """Both feet fixed where they are: the pose of the foot as the world sees it."""
    w, element = anatomy.scratch, ElementTree.SubElement(root, "equality")
    for _, foot in FEET:
        pose = [*(w.origin[foot] + [0.0, height, 0.0]), *_quaternion(w.rotation[foot])]
        ElementTree.SubElement(element, "weld", body1="world", body2=SEGMENTS[foot], relpose=_numbers(pose))


def _quaternion(rotation: Floats) -> list[float]:
    """The unit quaternion (w, x, y, z) of a turn of less than half a circle."""
    w = 0.5 * np.sqrt(max(1.0 + np.trace(rotation), 1e-12))
    skew = [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]
    return [float(w), *(float(part / (4.0 * w)) for part in skew)]


def _keyframe(root: ElementTree.Element, height: float, q: Floats, tangent: Tangent | None) -> None:
    element = ElementTree.SubElement(root, "keyframe")
    key = ElementTree.SubElement(element, "key", name="posture", qpos=_numbers([0.0, height, 0.0, *q]))
    if tangent is not None:
        key.set("ctrl", _numbers(tangent.active_force))


def _numbers(values: Floats | list[float]) -> str:
    """Numbers in the shortest form that reads back the same."""
    return " ".join(repr(float(value)) for value in values)
