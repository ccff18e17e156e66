"""Exercises as pictures: poses of a jointed figure in side view, drawn by hand and not solved.

A pose is the direction of every segment in degrees, counted from straight ahead (0) over up (90) to behind (180).
Lengths are shares of body height (assumed, drawing only). The figure is set down so that its lowest point touches the
ground; chair, step and strap are drawn where the pose needs them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.report import palette, svg
from hamstrung.report.figures import outline

Points = NDArray[np.float64]

SCALE: Final = 105.0
"""Pixels for a metre."""
HEIGHT_M: Final = 1.7
_TRUNK, _NECK, _HEAD = 0.29, 0.06, 0.06
_THIGH, _SHANK, _HEEL, _FOOT = 0.245, 0.246, 0.03, 0.12
_UPPER_ARM, _FOREARM = 0.172, 0.19
_GAP: Final = 0.22
_MARGIN: Final = 0.06


@dataclass(frozen=True, slots=True)
class Pose:
    """Directions of the segments [deg].

    Args:
        trunk: from the pelvis to the neck, at its middle.
        near, far: thigh, shank and foot of the near and of the far leg.
        arm, far_arm: upper arm and forearm; the far one as the near one unless told.
        bend: by which the trunk turns from pelvis to neck, positive forwards for one who stands.
        head: of the head; that of the upper trunk unless told.
        prop: `chair`, `step`, `strap` or none.
    """

    trunk: float
    near: tuple[float, float, float]
    far: tuple[float, float, float]
    arm: tuple[float, float]
    far_arm: tuple[float, float] | None = None
    bend: float = 0.0
    head: float | None = None
    prop: str = ""


_STAND = (270.0, 270.0, 0.0)
_SIT = (0.0, 270.0, 0.0)
_LIE = (0.0, 0.0, 80.0)
_KNEEL = (270.0, 180.0, 180.0)
_BENT = (48.0, 292.0, 0.0)

POSES: Final = {
    "standing": Pose(90, _STAND, _STAND, (268, 272)),
    "walking": Pose(88, (292, 278, 8), (258, 232, 320), (245, 262), (292, 312)),
    "sitting": Pose(92, _SIT, _SIT, (285, 335), prop="chair"),
    "reaching_up": Pose(92, _STAND, _STAND, (84, 88)),
    "strap_low": Pose(180, (52, 50, 140), _LIE, (30, 40), prop="strap"),
    "strap_high": Pose(180, (78, 76, 165), _LIE, (42, 55), prop="strap"),
    "step_upright": Pose(90, (322, 320, 62), _STAND, (285, 300), prop="step"),
    "step_leaning": Pose(56, (322, 320, 62), (266, 270, 0), (300, 316), bend=4, head=48, prop="step"),
    "bridge_down": Pose(180, _BENT, _BENT, (0, 0)),
    "bridge_up": Pose(208, (26, 272, 0), (26, 272, 0), (0, 0), head=180),
    "bridge_long": Pose(200, (2, 322, 60), (2, 322, 60), (0, 0), head=180),
    "hinging": Pose(28, (256, 280, 0), (256, 280, 0), (270, 270), head=30),
    "hinging_one_leg": Pose(22, (262, 276, 0), (182, 184, 268), (300, 312), head=24),
    "knee_bent_up": Pose(180, (92, 350, 80), _LIE, (32, 60)),
    "knee_straight_up": Pose(180, (92, 68, 158), _LIE, (32, 60)),
    "all_fours": Pose(19, _KNEEL, _KNEEL, (270, 270), head=12),
    "all_fours_reaching": Pose(19, (186, 186, 272), _KNEEL, (270, 270), (12, 12), head=14),
    "back_knees_up": Pose(180, (90, 0, 80), (90, 0, 80), (90, 90)),
    "back_reaching": Pose(180, (90, 0, 80), (14, 10, 90), (90, 90), (168, 172)),
    "plank_knees": Pose(14, (200, 168, 180), (200, 168, 180), (262, 0), head=12),
    "plank": Pose(9, (189, 189, 260), (189, 189, 260), (266, 0), head=8),
    "slide_bent": Pose(84, _SIT, _SIT, (250, 300), bend=58, head=18, prop="chair"),
    "slide_straight": Pose(86, (2, 346, 70), _SIT, (250, 300), bend=42, head=104, prop="chair"),
    "side_lying": Pose(180, (4, 2, 20), (0, 0, 10), (40, 300), head=176),
    "side_raised": Pose(180, (30, 28, 46), (0, 0, 10), (40, 300), head=176),
    "step_ready": Pose(84, (322, 262, 0), (266, 268, 0), (262, 280), prop="step"),
    "step_on": Pose(84, (292, 258, 0), (260, 250, 300), (262, 282), prop="step"),
}
"""Every pose by its name."""


@dataclass(frozen=True, slots=True)
class _Body:
    """Joints of a pose [m, y up]."""

    spine: Points
    head: Points
    near: Points
    far: Points
    arm: Points
    far_arm: Points

    def moved(self, by: Points) -> "_Body":
        return _Body(*(getattr(self, name) + by for name in ("spine", "head", "near", "far", "arm", "far_arm")))

    @property
    def lowest(self) -> float:
        """Height of the lowest point of the flesh."""
        trunk = 0.050 * HEIGHT_M
        legs = np.array([*outline.LEG[:2], outline.LEG[2], 0.014, outline.LEG[4]]) * HEIGHT_M
        ends = [np.min(leg[:, 1] - legs) for leg in (self.near, self.far)]
        arms = [np.min(arm[:, 1]) - outline.ARM[-1] * HEIGHT_M for arm in (self.arm, self.far_arm)]
        return float(min(*ends, *arms, np.min(self.spine[:, 1]) - trunk))


def figure(names: Sequence[str], *, name: str, title: str) -> str:
    """Poses beside each other on one ground, with an arrow between them.

    Args:
        names: of the poses, in order.
        name: a name unique on the page.
        title: of the exercise.
    """
    bodies = [_set_down(POSES[each]) for each in names]
    boxes = [_extent(body) for body in bodies]
    tall = max(top for _, _, top in boxes)
    ground = SCALE * (tall + _MARGIN)
    left, parts = _MARGIN, []
    for k, (pose, body, (low, high, _)) in enumerate(zip(names, bodies, boxes, strict=True)):
        origin = (SCALE * (left - low), ground)
        move = " ".join(svg.number(value) for value in (SCALE, 0.0, 0.0, -SCALE, *origin))
        parts.append(svg.element("g", _drawn(POSES[pose], body), transform=f"matrix({move})"))
        left += high - low
        if k + 1 < len(names):
            parts.append(_arrow(SCALE * (left + _GAP / 2), ground - SCALE * 0.4))
            left += _GAP
    width = SCALE * (left + _MARGIN)
    line = svg.element("line", x1=0.0, x2=width, y1=ground, y2=ground, stroke=palette.LINE, stroke_width=1.5)
    return svg.figure(
        line,
        *parts,
        width=width,
        height=ground + 3.0,
        name=name,
        title=title,
        description=f"{title}: {len(names)} pose{'s' if len(names) > 1 else ''} in side view, as told beside.",
        class_="exercise",
    )


def _direction(degrees: float) -> Points:
    angle = math.radians(degrees)
    return np.array([math.cos(angle), math.sin(angle)])


def _chain(start: Points, *segments: tuple[float, float]) -> Points:
    """Joints along segments of (length in shares of height, direction)."""
    points = [start]
    for length, degrees in segments:
        points.append(points[-1] + length * HEIGHT_M * _direction(degrees))
    return np.array(points)


def _body(pose: Pose) -> _Body:
    steps = 8
    turns = pose.trunk + pose.bend * (0.5 - (np.arange(steps) + 0.5) / steps)
    spine = _chain(np.zeros(2), *((_TRUNK / steps, float(turn)) for turn in turns))
    above = float(turns[-1]) if pose.head is None else pose.head
    head = _chain(spine[-1], (_NECK + _HEAD, above))
    shoulder = spine[-2]
    arms = (pose.arm, pose.far_arm or pose.arm)
    near_arm, far_arm = (_chain(shoulder, (_UPPER_ARM, arm[0]), (_FOREARM, arm[1])) for arm in arms)
    return _Body(spine, head, _leg(pose.near), _leg(pose.far), near_arm, far_arm)


def _leg(leg: tuple[float, float, float]) -> Points:
    """Hip, knee, ankle, heel and toe."""
    thigh, shank, foot = leg
    upper = _chain(np.zeros(2), (_THIGH, thigh), (_SHANK, shank))
    heel = upper[-1] + _HEEL * HEIGHT_M * _direction(foot - 125.0)
    toe = heel + _FOOT * HEIGHT_M * _direction(foot)
    return np.vstack([upper, heel, toe])


def _set_down(pose: Pose) -> _Body:
    body = _body(pose)
    return body.moved(np.array([0.0, -body.lowest]))


def _extent(body: _Body) -> tuple[float, float, float]:
    """Left, right and top of the flesh [m]."""
    every = np.vstack([body.spine, body.head, body.near, body.far, body.arm, body.far_arm])
    thick = 0.075 * HEIGHT_M
    return float(every[:, 0].min() - thick), float(every[:, 0].max() + thick), float(every[:, 1].max() + thick)


def _drawn(pose: Pose, body: _Body) -> str:
    far = outline.limb(body.far, radii=outline.LEG, height=HEIGHT_M)
    far_arm = outline.limb(body.far_arm, radii=outline.ARM, height=HEIGHT_M)
    near = outline.limb(body.near, radii=outline.LEG, height=HEIGHT_M)
    trunk = outline.trunk(body.spine, height=HEIGHT_M)
    pelvis = outline.disc(body.spine[0], 0.056 * HEIGHT_M)
    neck, crown = body.head[0], body.head[-1]
    head = outline.capsule(neck, crown, 0.033 * HEIGHT_M, 0.040 * HEIGHT_M) + outline.disc(crown, 0.058 * HEIGHT_M)
    arm = outline.limb(body.arm, radii=outline.ARM, height=HEIGHT_M)
    return svg.element(
        "g",
        _prop(pose, body),
        _solid(far_arm, palette.SKIN_FAR),
        _solid(far, palette.SKIN_FAR),
        _solid(near + pelvis + trunk + head, palette.SKIN),
        _hamstring(body),
        _solid(arm, palette.SKIN),
        _strap(body) if pose.prop == "strap" else "",
    )


def _solid(data: str, colour: str) -> str:
    edge = outline.path(data, fill=palette.SKIN_EDGE, stroke=palette.SKIN_EDGE, stroke_width="0.016")
    return edge + outline.path(data, fill=colour)


def _hamstring(body: _Body) -> str:
    """The hamstrings of the near leg, along the back of the thigh."""
    hip, knee = body.near[0], body.near[1]
    along = (knee - hip) / np.linalg.norm(knee - hip)
    behind = np.array([along[1], -along[0]])
    start, end = hip + 0.045 * behind, knee + 0.036 * behind + 0.03 * along
    return _line(start, end, colour=palette.FOUND, width=0.02)


def _strap(body: _Body) -> str:
    return _line(body.arm[-1], 0.6 * body.near[3] + 0.4 * body.near[4], colour=palette.ACCENT, width=0.014)


def _prop(pose: Pose, body: _Body) -> str:
    if pose.prop == "chair":
        seat = float(body.spine[0, 1]) - 0.056 * HEIGHT_M
        left = float(body.spine[0, 0]) - 0.14
        legs = (_line(np.array([x, seat]), np.array([x, 0.0]), width=0.025) for x in (left + 0.03, left + 0.4))
        back = _line(np.array([left, seat]), np.array([left - 0.04, seat + 0.38]), width=0.03)
        return _box(left, seat, 0.43, 0.04) + "".join(legs) + back
    if pose.prop == "step":
        foot = body.near[2:]
        return _box(float(foot[:, 0].min()) - 0.07, _sole(foot), 0.4, _sole(foot))
    return ""


def _sole(foot: Points) -> float:
    return max(float(np.min(foot[:, 1])) - 0.022, 0.03)


def _box(left: float, top: float, width: float, deep: float) -> str:
    corners = f"M{left:.3f} {top:.3f}h{width:.3f}v{-deep:.3f}h{-width:.3f}Z"
    return outline.path(corners, fill=palette.LINE, stroke=palette.SKIN_EDGE, stroke_width="0.008")


def _line(start: Points, end: Points, *, colour: str = palette.SKIN_EDGE, width: float) -> str:
    data = f"M{start[0]:.3f} {start[1]:.3f}L{end[0]:.3f} {end[1]:.3f}"
    return outline.path(data, stroke=colour, stroke_width=f"{width:.3f}", stroke_linecap="round", fill="none")


def _arrow(x: float, y: float) -> str:
    return outline.path(
        f"M{x - 8:.1f} {y:.1f}h14m-5-5l5 5l-5 5",
        stroke=palette.ACCENT,
        stroke_width="2",
        fill="none",
        stroke_linecap="round",
        stroke_linejoin="round",
    )
