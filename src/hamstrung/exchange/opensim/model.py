"""A body in a posture as an OpenSim model (.osim, for OpenSim 4.6 or later): every segment, hinge and fascicle.

The tree is ours: coordinates are named as `mechanics.layout.angle_names()`, about the same axes in the same order,
after three translations of the pelvis. What is the same and what is not:

    paths            points, spans and spheres are the same; OpenSim finds its own way round a sphere
    active force     the same law with a rigid tendon (Thelen 2003): F0 exp(-(l - 1)^2 / 0.45) cos(pennation). OpenSim's
                     static optimisation takes tendons as rigid; its forward simulation makes them stretch by 3.3 %
    passive muscle   the same law, as an expression of the path's length beside each muscle (`NAME_passive`), the
                     deficit's shift included; the muscles' own passive curves are moved out of reach
    passive joints   the same law, as an expression of each coordinate
    abdomen          the pressure's constant push between pelvis and thorax, where a task was solved
    guard            not exported: a person's own stop is no tissue
    inertia          assumed, of uniform cylinders; postures do not need it

Without `passive_elements` the muscles carry Thelen's passive law with our strain and shape instead. Ours is
exp(k ((s - 1)/e0 - 1)) along the tendon, theirs (exp(k (l - 1)/e0) - 1)/(exp(k) - 1) along the fibre above l = 1:
without pennation ours = (1 - exp(-k)) theirs + exp(-k), so that they lie at most exp(-k) F0 apart.

Axes are ISB's, units SI and radians.
"""

from typing import Final
from xml.etree import ElementTree

import numpy as np

from hamstrung.body import MUSCLES, SEGMENTS, Body
from hamstrung.body.arrays import Floats
from hamstrung.body.inertia import per_mass
from hamstrung.mechanics import angle_laws
from hamstrung.mechanics.ground import pelvis_height
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import N_ANGLES, THORAX, angle_names
from hamstrung.mechanics.passive import ACTIVE_WIDTH
from hamstrung.workflows.export import Abdomen, Model

Element = ElementTree.Element

VERSION: Final = "40600"
SLIDES: Final = ("pelvis_forward", "pelvis_up", "pelvis_right")
"""The pelvis' translation, along x, y and z of the ground."""
ARMS_INERTIA: Final = np.full(3, 0.4 * 0.1**2)
"""Inertia over mass of the arms and what they hold [m^2]: a sphere of 10 cm radius, assumed."""
OUT_OF_REACH: Final = 1000.0
"""Passive strain of a muscle whose passive law stands beside it."""
WRAPPED_FROM: Final = 1
"""OpenSim counts path points from one."""


def write(model: Model) -> str:
    """The .osim document of what was exported."""
    return text(model.body, posture=model.posture, load_kg=model.load_kg, abdomen=model.abdomen)


def text(
    body: Body,
    *,
    posture: Floats | None = None,
    load_kg: float = 0.0,
    abdomen: Abdomen | None = None,
    passive_elements: bool = True,
) -> str:
    """The .osim document of a body.

    Args:
        body: the person's body.
        posture: joint angles of the default pose [rad], (angle,); the reference posture where it is None. The lower
            foot stands at height zero.
        load_kg: mass in the hands, which hangs at the shoulders.
        abdomen: the push of the abdominal pressure; none where it is None.
        passive_elements: whether passive muscle is our law in an element of its own, or Thelen's in the muscle.

    Returns:
        XML text.
    """
    q = np.zeros(N_ANGLES) if posture is None else np.asarray(posture, dtype=np.float64)
    document = Element("OpenSimDocument", Version=VERSION)
    model = _sub(document, "Model", name="hamstrung")
    _text(model, "gravity", _numbers([0.0, -body.gravity, 0.0]))
    _bodies(_set(model, "BodySet", "bodyset"), body, load_kg)
    _joints(_set(model, "JointSet", "jointset"), body, q)
    forces = _set(model, "ForceSet", "forceset")
    for muscle in range(len(MUSCLES)):
        _muscle(forces, body, muscle, passive=not passive_elements)
        if passive_elements:
            _passive_muscle(forces, body, muscle)
    _passive_joints(forces, body)
    if abdomen is not None:
        _abdomen(forces, abdomen)
    ElementTree.indent(document)
    return '<?xml version="1.0" encoding="UTF-8" ?>\n' + ElementTree.tostring(document, encoding="unicode") + "\n"


def _bodies(bodies: Element, body: Body, load_kg: float) -> None:
    for segment, name in enumerate(SEGMENTS):
        element = _sub(bodies, "Body", name=name)
        spheres = _sub(_sub(element, "WrapObjectSet", name="wrapobjectset"), "objects")
        for muscle in np.flatnonzero(body.wrap_seg == segment):
            sphere = _sub(spheres, "WrapSphere", name=f"{MUSCLES[muscle]}_wrap")
            _text(sphere, "translation", _numbers(body.wrap_pos[muscle]))
            _text(sphere, "radius", repr(float(body.wrap_radius[muscle])))
        mass = float(body.seg_mass[segment])
        _mass(element, mass, body.seg_com[segment], mass * per_mass(body, segment))
    mass = float(body.arms_load_mass) + load_kg
    _mass(_sub(bodies, "Body", name="arms"), mass, np.zeros(3), mass * ARMS_INERTIA)


def _mass(element: Element, mass: float, centre: Floats, inertia: Floats) -> None:
    _text(element, "mass", repr(mass))
    _text(element, "mass_center", _numbers(centre))
    _text(element, "inertia", _numbers([*inertia, 0.0, 0.0, 0.0]))


def _joints(joints: Element, body: Body, q: Floats) -> None:
    tree, names = Anatomy(body).tree, angle_names()
    for segment, name in enumerate(SEGMENTS):
        angles = range(int(tree.first_angle[segment]), int(tree.last_angle[segment]))
        parent = int(body.seg_parent[segment])
        joint = _joint(
            joints, "CustomJoint", name, "ground" if parent < 0 else SEGMENTS[parent], body.seg_offset[segment]
        )
        coordinates = _sub(joint, "coordinates")
        for k in angles:
            _coordinate(coordinates, names[k], float(q[k]))
        transform = _sub(joint, "SpatialTransform")
        used = [int(tree.angle_axis[k]) for k in angles]
        free = [axis for axis in (2, 0, 1) if axis not in used]
        for i, axis in enumerate([*used, *free]):
            moved = names[angles[i]] if i < len(used) else ""
            sign = float(tree.angle_sign[angles[i]]) if i < len(used) else 1.0
            _axis(transform, f"rotation{i + 1}", axis, moved, sign)
        if parent < 0:
            for axis, (slide, value) in enumerate(
                zip(SLIDES, (0.0, pelvis_height(Anatomy(body), q), 0.0), strict=True)
            ):
                _coordinate(coordinates, slide, value)
                _axis(transform, f"translation{axis + 1}", axis, slide, 1.0)
    _joint(joints, "WeldJoint", "arms", SEGMENTS[THORAX], body.shoulder)


def _joint(joints: Element, kind: str, child: str, parent: str, offset: Floats) -> Element:
    """A joint between an offset frame on the parent and the child's own frame."""
    joint = _sub(joints, kind, name=f"{child}_joint")
    _text(joint, "socket_parent_frame", f"{parent}_offset")
    _text(joint, "socket_child_frame", f"/bodyset/{child}")
    frame = _sub(_sub(joint, "frames"), "PhysicalOffsetFrame", name=f"{parent}_offset")
    _text(frame, "socket_parent", "/ground" if parent == "ground" else f"/bodyset/{parent}")
    _text(frame, "translation", _numbers(offset))
    _text(frame, "orientation", "0 0 0")
    return joint


def _coordinate(coordinates: Element, name: str, value: float) -> None:
    coordinate = _sub(coordinates, "Coordinate", name=name)
    _text(coordinate, "default_value", repr(value))
    _text(coordinate, "range", "-6.283185307179586 6.283185307179586")


def _axis(transform: Element, name: str, axis: int, coordinate: str, sign: float) -> None:
    """A rotation or translation by one coordinate; none where it has no name."""
    element = _sub(transform, "TransformAxis", name=name)
    _text(element, "coordinates", coordinate)
    _text(element, "axis", ("1 0 0", "0 1 0", "0 0 1")[axis])
    if coordinate:
        _text(_sub(element, "LinearFunction", name="function"), "coefficients", f"{sign!r} 0")


def _muscle(forces: Element, body: Body, muscle: int, *, passive: bool) -> None:
    name = MUSCLES[muscle]
    element = _sub(forces, "Thelen2003Muscle", name=name)
    _path(element, body, muscle, name)
    values = {
        "max_isometric_force": body.mus_f0[muscle],
        "optimal_fiber_length": body.mus_lopt[muscle],
        "tendon_slack_length": body.mus_lslack[muscle],
        "pennation_angle_at_optimal": body.mus_penn[muscle],
        "FmaxMuscleStrain": body.mus_pas_e0[muscle] if passive else OUT_OF_REACH,
        "KshapePassive": body.mus_pas_k[muscle],
        "KshapeActive": ACTIVE_WIDTH,
    }
    for key, value in values.items():
        _text(element, key, repr(float(value)))


def _passive_muscle(forces: Element, body: Body, muscle: int) -> None:
    name = f"{MUSCLES[muscle]}_passive"
    element = _sub(forces, "ExpressionBasedPathForce", name=name)
    _path(element, body, muscle, name)
    _text(element, "expression", tissue_expression(body, muscle))


def tissue_expression(body: Body, muscle: int) -> str:
    """A muscle's passive pull over its path's length s, as an expression that OpenSim evaluates."""
    reach = float(body.mus_lopt[muscle] * np.cos(body.mus_penn[muscle]))
    rate = float(body.mus_pas_k[muscle] / body.mus_pas_e0[muscle]) / reach
    at = float(body.mus_lslack[muscle] - body.mus_pas_shift[muscle]) + reach * (1.0 + float(body.mus_pas_e0[muscle]))
    return f"{float(body.mus_f0[muscle])!r}*exp({rate!r}*(s-{at!r}))"


def _path(element: Element, body: Body, muscle: int, name: str) -> None:
    path = _sub(element, "GeometryPath", name="path")
    points = _sub(_sub(path, "PathPointSet"), "objects")
    first = int(body.mus_first[muscle])
    for p in range(first, int(body.mus_first[muscle + 1])):
        point = _sub(points, "PathPoint", name=f"{name}_{p - first}")
        _text(point, "socket_parent_frame", f"/bodyset/{SEGMENTS[body.pt_seg[p]]}")
        _text(point, "location", _numbers(body.pt_pos[p]))
    if body.wrap_seg[muscle] < 0:
        return
    wrap = _sub(_sub(_sub(path, "PathWrapSet"), "objects"), "PathWrap", name=f"{name}_round")
    _text(wrap, "wrap_object", f"{MUSCLES[muscle]}_wrap")
    start = int(body.wrap_span[muscle]) + WRAPPED_FROM
    _text(wrap, "range", f"{start} {start + 1}")


def _passive_joints(forces: Element, body: Body) -> None:
    """Discs, ligaments and capsules: each coordinate's own law."""
    for k, law in angle_laws.laws(body).items():
        name = angle_names()[k]
        element = _sub(forces, "ExpressionBasedCoordinateForce", name=f"{name}_passive")
        _text(element, "coordinate", name)
        _text(element, "expression", law_expression(law))


def _abdomen(forces: Element, abdomen: Abdomen) -> None:
    """A constant push between pelvis and thorax along the line between its ends; OpenSim counts pulls as positive."""
    element = _sub(forces, "ExpressionBasedPointToPointForce", name="abdominal_pressure")
    _text(element, "body1", "pelvis")
    _text(element, "body2", "thorax")
    _text(element, "point1", _numbers(abdomen.inlet))
    _text(element, "point2", _numbers(abdomen.dome))
    _text(element, "expression", repr(-abdomen.thrust))


def law_expression(law: angle_laws.Law) -> str:
    """A joint's passive moment over its angle q, as an expression that OpenSim evaluates."""
    (a0, a1), (b0, b1), (lim0, lim1) = (tuple(repr(float(each)) for each in part) for part in (law.a, law.b, law.lim))
    return f"{a1}*exp({b1}*(-q-{lim1}))-{a0}*exp({b0}*(q-{lim0}))-{law.k1!r}*q"


def _set(model: Element, kind: str, name: str) -> Element:
    return _sub(_sub(model, kind, name=name), "objects")


def _sub(parent: Element, kind: str, **attributes: str) -> Element:
    return ElementTree.SubElement(parent, kind, attributes)


def _text(parent: Element, kind: str, value: str) -> None:
    ElementTree.SubElement(parent, kind).text = value


def _numbers(values: Floats | list[float]) -> str:
    """Numbers in the shortest form that reads back the same."""
    return " ".join(repr(float(value)) for value in values)
