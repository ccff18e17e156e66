"""A body in a posture as MJCF: one spatial tendon for every fascicle, one hinge for every joint angle.

The tree is ours: three slides carry the pelvis, then come the hinges of `mechanics.layout.angle_names()` about the
same axes in the same order, so that `qpos[3:]` are our joint angles. Axes are ISB's (y up), units SI and radians. A
span that may go round a sphere does so in MuJoCo exactly where it does with us, on the shorter way, without side site.

Exact: geometry, masses, gravity, paths. Assumed: inertia, of uniform cylinders with the density of water; gravity and
slow motion do not need it. Passive laws are exponentials, which MJCF cannot say: a posture's `Tangent` puts linear
springs in their place. Motors pull a tendon with `ctrl` newtons, up to the maximal isometric force.
"""

from typing import Final
from xml.etree import ElementTree

import numpy as np

from hamstrung.body import MUSCLES, SEGMENTS, Body
from hamstrung.body.arrays import Floats
from hamstrung.body.inertia import per_mass
from hamstrung.mechanics.ground import pelvis_height
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, N_ANGLES, THORAX, Tree, angle_names
from hamstrung.mechanics.tangent import Tangent
from hamstrung.workflows.export import Model

SLIDES: Final = ("pelvis_forward", "pelvis_up", "pelvis_right")
"""The pelvis' translation, before all hinges."""
ARMS_RADIUS: Final = 0.1
"""Radius of the sphere whose inertia stands for the arms and what they hold [m]: assumed (0.05-0.3)."""
DAMPING: Final = 1.0
"""Damping of every hinge where springs are written [Nm s/rad]: assumed (0.1-10); a posture does not depend on it."""
_AXES: Final = ("1 0 0", "0 1 0", "0 0 1")


def write(model: Model) -> str:
    """The MJCF document of what was exported."""
    return text(
        model.body, posture=model.posture, load_kg=model.load_kg, tangent=model.tangent, standing=model.standing
    )


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
    height = pelvis_height(anatomy, q)
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


def _hinge(element: ElementTree.Element, name: str, axis: Floats, k: int, tangent: Tangent | None, q: Floats) -> None:
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
    _inertial(element, body.seg_com[segment], mass, per_mass(body, segment))


def _inertial(element: ElementTree.Element, centre: Floats, mass: float, square: Floats) -> None:
    ElementTree.SubElement(
        element, "inertial", pos=_numbers(centre), mass=repr(float(mass)), diaginertia=_numbers(mass * square)
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


def _welds(root: ElementTree.Element, anatomy: Anatomy, height: float) -> None:
    """Both feet fixed where they are: the pose of the foot as the world sees it."""
    w, element = anatomy.scratch, ElementTree.SubElement(root, "equality")
    for foot in (FOOT_RIGHT, FOOT_LEFT):
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
