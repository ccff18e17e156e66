"""A placed body seen from one side: flesh as tapered capsules, pelvis, vertebrae as blocks, hamstrings.

Only frames, joints, landmarks, disc sizes and muscle paths come from the mechanics. The thickness of the flesh, the
outline of the pelvis between its landmarks and the thoracic curve are drawn, not solved: shares of body height or of
the distance from ASIS to PSIS, chosen to look like a person and used for nothing else.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, PELVIS, THIGH_LEFT, THIGH_RIGHT, THORAX
from hamstrung.mechanics.placed import Placed
from hamstrung.report import palette, svg
from hamstrung.report.figures import outline

Vector = NDArray[np.float64]
Capsule = tuple[Vector, Vector, float, float]

TRUNK: Final = (
    # way from L5/S1 to T1, radius, in front of the spine, to either side
    (0.00, 0.056, 0.012, 0.034),
    (0.22, 0.050, 0.024, 0.030),
    (0.60, 0.060, 0.032, 0.040),
    (0.86, 0.048, 0.018, 0.066),
    (1.00, 0.030, 0.004, 0.030),
)
"""Flesh of the trunk as shares of body height (assumed, drawing only)."""
LEG: Final = (0.052, 0.033, 0.030, 0.021)
"""Radii at hip, knee, calf and ankle, as shares of body height (assumed, drawing only)."""
SHOULDER_SIDE: Final = 0.112
"""Shoulder to the side of the midline, as a share of body height (assumed, drawing only)."""
FAR_M: Final = 0.05
"""Parts whose middle lies so far behind the trunk's are drawn darker [m]."""
TAUT_N: Final = 600.0
"""The pull of one muscle that is drawn fully taut [N]."""
THORACIC_DEPTH: Final = 0.028
"""How far the thoracic curve lies behind its chord, as a share of body height (assumed, drawing only)."""


@dataclass(frozen=True)
class View:
    """Where a body is seen from.

    Attributes:
        across: the world's direction to the right of the picture, (xyz,)
        up: the world's direction to its top, (xyz,)
    """

    across: tuple[float, float, float]
    up: tuple[float, float, float]

    @property
    def toward(self) -> Vector:
        """The direction to the viewer, (xyz,)."""
        return np.cross(self.across, self.up)

    def seen(self, points: Vector) -> Vector:
        """Points in the picture, y up [m], (..., xy)."""
        return np.asarray(points) @ np.array([self.across, self.up]).T

    def depth(self, points: Vector) -> float:
        """How near to the viewer points lie in the mean [m]."""
        return float((np.asarray(points) @ self.toward).mean())


FROM_RIGHT: Final = View((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
FROM_LEFT: Final = View((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
FROM_BEHIND: Final = View((0.0, 0.0, 1.0), (0.0, 1.0, 0.0))
FROM_ABOVE: Final = View((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
FROM_ABOVE_LEFT: Final = View((-1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
"""From above by someone who stands on the left of the couch."""


def flesh(body: Placed, arms: Vector) -> dict[str, list[Capsule]]:
    """The body's parts as capsules of the world [m].

    Args:
        body: the placed body.
        arms: shoulder, elbow and hand of both arms, (side, joint, xyz).
    """
    tall = body.body.height
    return {
        "leg_right": _leg(body, THIGH_RIGHT, 0),
        "leg_left": _leg(body, THIGH_LEFT, 1),
        "trunk": [*_pelvic_flesh(body), *_trunk(body)],
        "head": _head(body),
        "arms": [
            (a, b, float(r) * tall, float(s) * tall)
            for arm in arms
            for a, b, r, s in zip(arm[:-1], arm[1:], outline.ARM[:-1], outline.ARM[1:], strict=True)
        ],
    }


def silhouette(parts: Mapping[str, list[Capsule]], view: View) -> str:
    """Path data of all parts together."""
    return "".join(_data(part, view) for part in parts.values())


def extent(parts: Mapping[str, list[Capsule]], view: View) -> Vector:
    """Smallest and largest place in the picture that flesh takes [m], (end, xy)."""
    ends = [
        view.seen(point) + sign * radius
        for part in parts.values()
        for a, b, r, s in part
        for point, radius in ((a, r), (b, s))
        for sign in (-1.0, 1.0)
    ]
    return np.array([np.min(ends, axis=0), np.max(ends, axis=0)])


def solid(parts: Mapping[str, list[Capsule]], view: View) -> Iterator[str]:
    """The flesh: parts far behind the trunk first and darker, the rest in one outline."""
    depth = {name: view.depth(np.array([(a + b) / 2.0 for a, b, _, _ in part])) for name, part in parts.items()}
    far = sorted((name for name in parts if depth[name] < depth["trunk"] - FAR_M), key=depth.__getitem__)
    for name in far:
        yield _outlined(_data(parts[name], view), palette.SKIN_FAR)
    yield _outlined("".join(_data(parts[name], view) for name in parts if name not in far), palette.SKIN)


def bones(body: Placed, view: View) -> Iterator[str]:
    """Thigh and shank bones, sacrum, both hip bones, lumbar vertebrae, and the thoracic ones smaller."""
    for thigh in sorted((THIGH_RIGHT, THIGH_LEFT), key=lambda segment: view.depth(body.origin[segment])):
        for start, end in ((thigh, thigh + 1), (thigh + 1, thigh + 2)):
            yield _bone_line(view.seen(body.origin[[start, end]]))
    sacrum = _sacrum(body)
    shapes = [(view.depth(sacrum), hull(view.seen(sacrum)))]
    shapes += [(view.depth(bone), view.seen(bone)) for bone in _hip_bones(body)]
    yield from (_polygon(points) for _, points in sorted(shapes, key=lambda shape: shape[0]))
    for block in thoracic(body):
        yield _block(view.seen(block), palette.BONE, 0.0035)
    for block in lumbar(body):
        yield _block(view.seen(block), palette.BONE, 0.006)


def hamstrings(body: Placed, view: View, *, force_n: Mapping[str, float]) -> Iterator[str]:
    """The long hamstrings, coloured and as wide as they pull, the near ones last.

    Colour and width follow the root of the force, the same in all pictures, so that stretch shows beside effort.

    Args:
        body: the placed body.
        view: where it is seen from.
        force_n: by muscle name [N].
    """
    for name in sorted(body.hamstrings, key=lambda each: view.depth(body.hamstrings[each])):
        share = min(max(force_n[name] / TAUT_N, 0.0) ** 0.5, 1.0)
        width = 0.009 + 0.012 * share
        drawn = {
            "d": _metres(view.seen(body.hamstrings[name])),
            "fill": "none",
            "stroke_linecap": "round",
            "stroke_linejoin": "round",
        }
        yield svg.element("path", **drawn, stroke=palette.BONE, stroke_width=f"{width + 0.006:.4f}")
        yield svg.element(
            "path", **drawn, stroke=palette.tension(share), stroke_width=f"{width:.4f}", class_="hamstring"
        )


def spine_line(body: Placed) -> Vector:
    """The discs' centres from L5/S1 to T12/L1, the thoracic curve and T1 [m], (point, xyz)."""
    return np.vstack([body.origin[1:THORAX], _thoracic_curve(body, np.linspace(0.0, 1.0, 13))])


def lumbar(body: Placed) -> list[Vector]:
    """Corners of the vertebrae L5 to L1 [m], (corner, xyz) each."""
    return [
        _corners(body.origin[s], body.origin[s + 1], body.rotation[s], float(body.body.disc_ap[s]), gap=0.13)
        for s in range(1, THORAX)
    ]


def thoracic(body: Placed) -> list[Vector]:
    """Corners of the vertebrae T12 to T1, drawn along a curve from T12/L1 to T1 [m]."""
    curve = _thoracic_curve(body, np.linspace(0.0, 1.0, 13))
    deep = 0.78 * float(body.body.disc_ap[-1])
    return [_corners(start, end, body.rotation[THORAX], deep, gap=0.14) for start, end in itertools.pairwise(curve)]


def _corners(start: Vector, end: Vector, rotation: Vector, deep: float, *, gap: float) -> Vector:
    along = end - start
    up = along / np.linalg.norm(along)
    forward = rotation[:, 0] - up * (rotation[:, 0] @ up)
    forward /= np.linalg.norm(forward)
    side = np.cross(forward, up)
    ends = (start + gap * along, end - gap * along)
    return np.array(
        [
            each + f * 0.5 * deep * forward + r * 0.68 * deep * side
            for each in ends
            for f in (-1.0, 1.0)
            for r in (-1.0, 1.0)
        ]
    )


def _thoracic_curve(body: Placed, share: Vector) -> Vector:
    start, end = body.origin[THORAX], body.at(THORAX, body.body.t1)
    backwards = -body.rotation[THORAX][:, 0] * THORACIC_DEPTH * body.body.height
    middle = (start + end) / 2.0 + 2.0 * backwards
    s = share[:, None]
    return np.asarray((1 - s) ** 2 * start + 2 * s * (1 - s) * middle + s**2 * end)


def _pelvic_axes(body: Placed) -> tuple[Vector, Vector, float]:
    """Forward and up along and across ASIS-PSIS in the pelvis' frame, and that distance [m]."""
    line = body.body.asis.mean(axis=0) - body.body.psis.mean(axis=0)
    line[2] = 0.0
    size = float(np.linalg.norm(line))
    forward = line / size
    return forward, np.array([-forward[1], forward[0], 0.0]), size


def _hip_bones(body: Placed) -> Iterator[Vector]:
    """Outlines of both hip bones between their landmarks [m], (point, xyz) each."""
    forward, up, size = _pelvic_axes(body)
    for side in range(2):
        right = np.array([0.0, 0.0, 1.0 if side == 0 else -1.0])
        hip = body.origin[THIGH_RIGHT if side == 0 else THIGH_LEFT]
        asis, psis, ischium = (
            body.at(PELVIS, each[side]) for each in (body.body.asis, body.body.psis, body.body.ischium)
        )

        def at(a: float, b: float, c: float, hip: Vector = hip, right: Vector = right) -> Vector:
            """A place off the hip joint along the pelvis' axes, as shares of ASIS-PSIS."""
            return hip + body.rotation[PELVIS] @ (size * (a * forward + b * up + c * right))

        yield np.array(
            [
                psis, at(-0.50, 0.92, 0.02), at(-0.10, 1.04, 0.40), at(0.22, 0.86, 0.42), asis, at(0.26, 0.22, 0.22),
                at(0.20, 0.02, 0.16), at(0.40, -0.22, -0.45), at(0.20, -0.46, -0.34), ischium, at(-0.30, -0.34, -0.16),
                at(-0.22, -0.06, -0.10), at(-0.26, 0.26, -0.12), at(-0.46, 0.46, -0.20),
            ]
        )  # fmt: skip


def _sacrum(body: Placed) -> Vector:
    slope, size = body.body.neutral_sacral_slope, 0.105 * body.body.height / 1.7
    plate = np.array([np.cos(slope), -np.sin(slope), 0.0]) * 0.55 * float(body.body.disc_ap[0])
    down = np.array([-np.sin(slope), -np.cos(slope), 0.0])
    s1, side = body.body.s1_centre, np.array([0.0, 0.0, 1.0])
    bend = size * (0.55 * down - 0.16 * plate / np.linalg.norm(plate))
    tip = size * (down + 0.10 * plate / np.linalg.norm(plate))
    ring = [
        s1 + plate + 0.030 * side,
        s1 - plate + 0.045 * side,
        s1 + 1.1 * bend + 0.034 * side,
        s1 + tip + 0.008 * side,
    ]
    both = [*ring, *(point * (1.0, 1.0, -1.0) for point in ring)]
    return body.at(PELVIS, np.array(both))


def _leg(body: Placed, thigh: int, side: int) -> list[Capsule]:
    tall = body.body.height
    hip, knee, ankle = body.origin[thigh], body.origin[thigh + 1], body.origin[thigh + 2]
    heel, toe = body.at(FOOT_RIGHT if side == 0 else FOOT_LEFT, body.body.heel_toe[side])
    calf = knee + 0.32 * (ankle - knee)
    r = [radius * tall for radius in LEG]
    lift = body.rotation[thigh + 2][:, 1] * 0.014 * tall
    return [
        (hip, knee, r[0], r[1]),
        (knee, calf, r[1], r[2]),
        (calf, ankle, r[2], r[3]),
        (ankle, heel + lift, r[3], 0.016 * tall),
        (heel + lift, toe + 0.7 * lift, 0.016 * tall, 0.010 * tall),
        (ankle, toe + 0.7 * lift, r[3], 0.010 * tall),
    ]


def _pelvic_flesh(body: Placed) -> Iterator[Capsule]:
    tall = body.body.height
    middle = body.origin[PELVIS] + body.rotation[PELVIS] @ np.array([-0.018, 0.045, 0.0]) * tall / 1.7
    for thigh in (THIGH_RIGHT, THIGH_LEFT):
        yield (
            middle + 0.45 * (body.origin[thigh] - body.origin[PELVIS]),
            body.origin[thigh],
            0.062 * tall,
            0.054 * tall,
        )


def _trunk(body: Placed) -> Iterator[Capsule]:
    tall = body.body.height
    line = _evenly(spine_line(body), 24)
    way, table = np.linspace(0.0, 1.0, len(line)), np.array(TRUNK)
    radius, ahead, aside = (tall * np.interp(way, table[:, 0], table[:, k]) for k in (1, 2, 3))
    frame = _frames(body, line)
    middle = line + ahead[:, None] * frame[:, :, 0]
    for sign in (-1.0, 0.0, 1.0):
        rail = middle + sign * aside[:, None] * frame[:, :, 2]
        yield from zip(rail[:-1], rail[1:], radius[:-1].tolist(), radius[1:].tolist(), strict=True)


def _frames(body: Placed, line: Vector) -> Vector:
    """Forward, up and right of the trunk along the spine, turning from pelvis to thorax, (point, xyz, axis)."""
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    share = np.clip(np.linspace(0.0, 2.2, len(line)), 0.0, 1.0)[:, None]
    right = (1.0 - share) * body.rotation[PELVIS][:, 2] + share * body.rotation[THORAX][:, 2]
    forward = np.cross(tangent, right)
    forward /= np.linalg.norm(forward, axis=1, keepdims=True)
    return np.stack([forward, tangent, np.cross(forward, tangent)], axis=2)


def _head(body: Placed) -> list[Capsule]:
    tall = body.body.height
    t1, up, forward = body.at(THORAX, body.body.t1), body.rotation[THORAX][:, 1], body.rotation[THORAX][:, 0]
    crown = t1 + 0.115 * tall * up + 0.012 * tall * forward
    return [
        (t1, crown, 0.031 * tall, 0.036 * tall),
        (crown, crown + 0.02 * tall * up, 0.055 * tall, 0.056 * tall),
        (crown, crown + 0.022 * tall * forward - 0.022 * tall * up, 0.05 * tall, 0.034 * tall),
    ]


def _evenly(points: Vector, count: int) -> Vector:
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    wanted = np.linspace(0.0, way[-1], count)
    return np.column_stack([np.interp(wanted, way, points[:, axis]) for axis in range(3)])


def _data(part: list[Capsule], view: View) -> str:
    return "".join(outline.capsule(view.seen(a), view.seen(b), r, s) for a, b, r, s in part)


def _outlined(data: str, colour: str) -> str:
    edge = outline.path(data, fill=palette.SKIN_EDGE, stroke=palette.SKIN_EDGE, stroke_width="0.012")
    return edge + outline.path(data, fill=colour)


def _bone_line(points: Vector) -> str:
    data = _metres(points)
    edge = outline.path(data, fill="none", stroke=palette.BONE_EDGE, stroke_width="0.022", stroke_linecap="round")
    return edge + outline.path(data, fill="none", stroke=palette.BONE, stroke_width="0.015", stroke_linecap="round")


def _polygon(points: Vector) -> str:
    return outline.path(
        _metres(points) + "Z", fill=palette.BONE, fill_opacity=0.9, stroke=palette.BONE_EDGE, stroke_width="0.005",
        stroke_linejoin="round",
    )  # fmt: skip


def _block(corners: Vector, colour: str, edge: float) -> str:
    data = _metres(hull(corners)) + "Z"
    return outline.path(data, fill=colour, stroke=palette.ACCENT, stroke_width=f"{edge:.4f}", stroke_linejoin="round")


def hull(points: Vector) -> Vector:
    """The convex hull of points in a plane, in order round it, (corner, xy)."""

    def half(ordered: list[Vector]) -> list[Vector]:
        kept: list[Vector] = []
        for point in ordered:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0.0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    ordered = sorted(points, key=lambda point: (float(point[0]), float(point[1])))
    return np.array(half(ordered) + half(ordered[::-1]))


def _turn(a: Vector, b: Vector, c: Vector) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def _metres(points: Vector) -> str:
    return "M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in points)
