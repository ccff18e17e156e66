"""What a picture of a solved posture or of a test shows: labels, angles, supports (drawn by `solution`)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Body
from hamstrung.mechanics.exam import Ended
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, PELVIS, THIGH_LEFT, THIGH_RIGHT, THORAX
from hamstrung.mechanics.placed import Base, Placed, placed
from hamstrung.mechanics.posture import Posture
from hamstrung.mechanics.tasks import HELD_UNDER, TASKS, Task, supports
from hamstrung.report.figures import views
from hamstrung.report.solution import Arc, Mark, Scene

Vector = NDArray[np.float64]
Solved = TypeVar("Solved", float, Posture, Ended)

LEVELS: Final = ("l5s1", "l4l5", "l3l4", "l2l3", "l1l2")
"""From below, as the discs' centres stand in a placed body from segment 1 on."""


def of_posture(solved: Posture, *, body: Body, task: Task, healthy: Posture | None) -> Scene:
    """The picture of a solved posture.

    Args:
        solved: the posture.
        body: the person's.
        task: what was done.
        healthy: the same person without deficit, where that differs.
    """
    on = _support(task)
    base: Base = "feet" if task.base == "feet" else "seat"
    anatomy = Anatomy(body)
    stands = placed(anatomy, solved.q, base=base)
    other = None if healthy is None else placed(anatomy, healthy.q, base=base)
    near = "left" if solved.hamstring_force_n["left"] > solved.hamstring_force_n["right"] + 1.0 else "right"
    return Scene(
        title=_title(task),
        body=stands,
        healthy=other,
        on=on,
        arms=_arms(stands, task),
        healthy_arms=_arms(other or stands, task),
        force_n={name: solved.muscles[name][0] for name in stands.hamstrings},
        marks=(
            *_loads(solved, healthy, stands),
            *_forces(solved, healthy, stands, near),
            *_angles(solved, healthy, stands, near),
        ),
        arcs=tuple(_leaning(solved, stands)),
        notes=tuple(_notes(solved, healthy)),
        near=near,
        load_kg=task.load_kg,
        backrest=_backrest(task, stands),
    )


def of_exam(ended: Ended, *, body: Body, healthy: Ended | None) -> Scene:
    """The picture of a test where it ended."""
    if ended.posture is not None:
        task = TASKS[ended.read.test.replace("-", "_")]
        other = None if healthy is None else healthy.posture
        scene = of_posture(ended.posture, body=body, task=task, healthy=other)
        return _with_reading(scene, ended, healthy)
    anatomy = Anatomy(body)
    lies = placed(anatomy, ended.q, base="couch")
    beside = None if healthy is None else placed(anatomy, healthy.q, base="couch")
    return Scene(
        title=_reading(ended, healthy),
        body=lies,
        healthy=beside,
        on="couch",
        arms=_beside(lies),
        healthy_arms=_beside(beside or lies),
        force_n=ended.force_n,
        marks=tuple(_couch_marks(ended, healthy, lies)),
        arcs=tuple(_raised(ended, lies)),
        notes=(f"Stopped by {ended.read.stopped_by}.",),
        near=ended.read.side,
    )


def _title(task: Task) -> str:
    held = f" with {task.load_kg:g} kg" if task.load_kg else ""
    trunk = f", trunk held at {task.trunk_deg:g}°" if task.base == "feet" and task.trunk_deg else ""
    knees = f", knees bent {task.knee_deg:g}°" if task.hands_at_handle and task.knee_deg else ""
    return task.name.replace("_", " ").capitalize() + held + trunk + knees


def _support(task: Task) -> str:
    if task.base == "feet":
        return "floor"
    return "mat" if task.knee_deg is not None and task.knee_deg < 10.0 else "seat"


def _backrest(task: Task, body: Placed) -> tuple[Vector, Vector] | None:
    """A point of the backrest's plane and its normal, where the mechanics has it."""
    if task.backrest_deg is None:
        return None
    planes = supports(task, body.body)
    at = next(k for k, segment in enumerate(planes.segment) if segment == PELVIS and planes.normal[k, 0] > 0.1)
    ischia = body.at(PELVIS, body.body.ischium.mean(axis=0) + np.array([0.0, body.body.ischium_radius, 0.0]))
    return ischia + planes.surface[at] * planes.normal[at], planes.normal[at]


def _loads(solved: Posture, healthy: Posture | None, body: Placed) -> Iterator[Mark]:
    for at, level in enumerate(LEVELS, start=1):
        load = solved.loads[level]
        other = "" if healthy is None else f" ({healthy.loads[level].compression_n:.0f})"
        name = f"{level[:2].upper()}/{level[2:].upper()}"
        text = f"{name} {load.compression_n:.0f}{other} N, shear {_plain(load.shear_n)}"
        yield Mark(text, body.origin[at], left=True, strong=level == "l5s1")


def _forces(solved: Posture, healthy: Posture | None, body: Placed, near: str) -> Iterator[Mark]:
    side = 0 if near == "right" else 1
    line = body.hamstrings[f"semitendinosus_{near}"]
    force = _pair(solved, healthy, lambda held: held.hamstring_force_n[near], " N")
    yield Mark(f"{near} hamstrings {force}", line[len(line) // 2], left=True)
    pull = _pair(solved, healthy, lambda held: held.ischial_force_n[near], " N")
    yield Mark(f"sitting bone {pull}", body.at(PELVIS, body.body.ischium[side]), left=True)


def _angles(solved: Posture, healthy: Posture | None, body: Placed, near: str) -> Iterator[Mark]:
    thigh = THIGH_RIGHT if near == "right" else THIGH_LEFT
    chest = 0.5 * (body.origin[THORAX] + body.at(THORAX, body.body.t1))
    asis = body.at(PELVIS, body.body.asis[0 if near == "right" else 1])

    def mark(name: str, read: Callable[[Posture], float], place: Vector, *, strong: bool = False) -> Mark:
        return Mark(f"{name} {_pair(solved, healthy, read, '°')}", place, strong=strong)

    yield mark("trunk flexion", lambda held: held.trunk_flexion_deg, chest)
    yield mark("lumbar flexion", lambda held: held.lumbar_flexion_deg, 0.5 * (body.origin[3] + body.origin[4]))
    yield mark("lordosis", lambda held: held.lumbar_lordosis_deg, 0.5 * (body.origin[4] + body.origin[5]))
    yield mark("anterior pelvic tilt", lambda held: held.anterior_pelvic_tilt_deg, asis)
    yield mark("pelvis on thigh", lambda held: held.pelvis_on_thigh_deg, body.origin[thigh], strong=True)
    yield mark("knee", lambda held: held.joints[f"knee_flexion_{near}"], body.origin[thigh + 1])


def _notes(solved: Posture, healthy: Posture | None) -> Iterator[str]:
    force = solved.hamstring_force_n

    def said(read: Callable[[Posture], float], unit: str, digits: int) -> str:
        return _pair(solved, healthy, read, unit, digits)

    yield (
        f"Pelvic obliquity {said(lambda held: held.pelvic_obliquity_deg, '°', 1)} right up, "
        f"rotation {said(lambda held: held.pelvic_rotation_deg, '°', 1)}, "
        f"Cobb {said(lambda held: held.cobb_deg, '°', 1)}."
    )
    yield (
        f"Hamstrings left {force['left']:.0f} N, right {force['right']:.0f} N; "
        f"pressure in L4/L5 {said(lambda held: held.pressure_l4l5_mpa, ' MPa', 2)}."
    )
    if not solved.feasible:
        yield (
            f"Beyond this person's strength: at least {solved.lacking_nm:.0f} Nm are missing, most at "
            f"{(solved.limited_by or '').replace('_', ' ')}; forces and loads are those that come nearest."
        )
    if not solved.converged:
        yield f"Not converged: residual {solved.residual:.1e}; nothing may be concluded from this picture."


def _leaning(solved: Posture, body: Placed) -> Iterator[Arc]:
    """The trunk's flexion, where there is any to see."""
    if abs(solved.trunk_flexion_deg) > 8.0:
        up = np.array([0.0, 1.0, 0.0])
        yield Arc(body.origin[1], up, body.rotation[THORAX] @ up, 0.2)


def _couch_marks(ended: Ended, healthy: Ended | None, body: Placed) -> Iterator[Mark]:
    side = ended.read.side
    thigh = THIGH_RIGHT if side == "right" else THIGH_LEFT
    idle, idle_thigh = ("left", THIGH_LEFT) if side == "right" else ("right", THIGH_RIGHT)
    line = body.hamstrings[f"semitendinosus_{side}"]
    middle = 0.5 * (body.origin[idle_thigh] + body.origin[idle_thigh + 1])

    def mark(
        name: str, read: Callable[[Ended], float], unit: str, place: Vector, *, left: bool = False, strong: bool = False
    ) -> Mark:
        return Mark(f"{name} {_pair(ended, healthy, read, unit)}", place, left=left, strong=strong)

    yield mark("lumbar flexion", lambda end: end.read.lumbar_deg, "°", body.origin[3], left=True)
    yield mark("pelvis turned back", lambda end: -end.read.pelvis_deg, "°", body.origin[1], left=True)
    yield mark(f"{side} hamstrings", lambda end: end.hamstring_force_n[side], " N", line[len(line) // 2], strong=True)
    yield mark("hip flexion", lambda end: end.joints[f"hip_flexion_{side}"], "°", body.origin[thigh])
    yield mark("hip moment", lambda end: end.read.hip_moment_nm, " Nm", body.origin[thigh])
    yield mark("knee flexion", lambda end: end.joints[f"knee_flexion_{side}"], "°", body.origin[thigh + 1])
    yield mark(f"{idle} hip", lambda end: end.joints[f"hip_flexion_{idle}"], "°", middle)


def _raised(ended: Ended, body: Placed) -> Iterator[Arc]:
    """The angle that the examiner reads: the thigh over the couch, or the knee short of straight."""
    thigh = THIGH_RIGHT if ended.read.side == "right" else THIGH_LEFT
    hip, knee, ankle = body.origin[thigh], body.origin[thigh + 1], body.origin[thigh + 2]
    if ended.read.test == "slr":
        yield Arc(hip, np.array([1.0, 0.0, 0.0]), knee - hip, 0.3)
    else:
        yield Arc(knee, knee - hip, ankle - knee, 0.2)


def _reading(ended: Ended, healthy: Ended | None) -> str:
    names = {
        "slr": "Straight leg raise",
        "ake": "Active knee extension, short of straight",
        "toe-touch": "Toe-touch, fingertips to floor",
        "sit-and-reach": "Sit-and-reach, beyond the toes",
    }
    read = ended.read
    unit = "°" if read.unit == "deg" else f" {read.unit}"
    side = "" if read.side == "both" else f", {read.side}"
    return f"{names[read.test]}{side}: {_pair(ended, healthy, lambda end: end.read.value, unit)}"


def _with_reading(scene: Scene, ended: Ended, healthy: Ended | None) -> Scene:
    return replace(scene, title=_reading(ended, healthy), notes=(*scene.notes, f"Stopped by {ended.read.stopped_by}."))


def _pair(found: Solved, healthy: Solved | None, read: Callable[[Solved], float], unit: str, digits: int = 0) -> str:
    """A number and in brackets that without deficit, with a true minus and no minus zero.

    >>> _pair(49.6, 71.0, float, "°"), _pair(-0.2, None, float, " N")
    ('50 (71)°', '0 N')
    """
    written = [_plain(read(each), digits) for each in (found, healthy) if each is not None]
    return written[0] + (f" ({written[1]})" if len(written) > 1 else "") + unit


def _plain(value: float, digits: int = 0) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _arms(body: Placed, task: Task) -> Vector:
    """Shoulder, elbow and hand by side: hanging, on the thighs, toward the toes, or where the load is held."""
    tall, thorax = body.body.height, body.rotation[THORAX]
    middle = body.at(THORAX, body.body.shoulder)
    reach, down = body.body.arm_length, np.array([0.0, -1.0, 0.0])
    arms = []
    for sign, thigh, foot in ((1.0, THIGH_RIGHT, FOOT_RIGHT), (-1.0, THIGH_LEFT, FOOT_LEFT)):
        shoulder = middle + sign * views.SHOULDER_SIDE * tall * thorax[:, 2]
        if task.base == "seat" and task.rounded:
            toes = body.at(foot, body.body.heel_toe[0 if sign > 0 else 1, 1])
            hand = shoulder + reach * (toes - shoulder) / np.linalg.norm(toes - shoulder)
        elif task.load_forward > 0.0:
            forward = thorax @ np.array([task.load_forward, -HELD_UNDER * reach, 0.0])
            hand = shoulder + forward
        elif task.base == "seat":
            hand = body.origin[thigh] + 0.62 * (body.origin[thigh + 1] - body.origin[thigh]) + 0.03 * tall * -down
        else:
            hand = shoulder + reach * down
        arms.append(_bent(shoulder, hand, reach, thorax))
    return np.array(arms)


def _bent(shoulder: Vector, hand: Vector, reach: float, thorax: Vector) -> Vector:
    """An arm of fixed length from shoulder to hand, its elbow behind; straight where the hand is far."""
    upper, lower = 0.45 * reach, 0.55 * reach
    span = hand - shoulder
    distance = float(np.linalg.norm(span))
    along = span / max(distance, 1e-9)
    distance = min(distance, 0.999 * reach)
    near = (distance**2 + upper**2 - lower**2) / (2.0 * distance)
    aside = -thorax[:, 0] - along * (-thorax[:, 0] @ along)
    aside /= max(float(np.linalg.norm(aside)), 1e-9)
    elbow = shoulder + near * along + np.sqrt(max(upper**2 - near**2, 0.0)) * aside
    return np.array([shoulder, elbow, shoulder + distance * along])


def _beside(body: Placed) -> Vector:
    """Arms beside the trunk of someone who lies."""
    thorax, tall = body.rotation[THORAX], body.body.height
    middle = body.at(THORAX, body.body.shoulder)
    arms = []
    for sign in (1.0, -1.0):
        shoulder = middle + sign * views.SHOULDER_SIDE * tall * thorax[:, 2]
        hand = shoulder + 0.98 * body.body.arm_length * (-thorax[:, 1] + 0.10 * sign * thorax[:, 2])
        arms.append(np.linspace(shoulder, hand, 3))
    return np.array(arms)
