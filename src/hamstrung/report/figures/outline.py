"""The outline of a body in side view: tapered limbs and a trunk around the solved spine.

Only the polylines come from the mechanics. The thickness of the flesh is drawn, not solved: round radii as
shares of body height, chosen to look like a person and used for nothing else.
"""

import math
from typing import Final

import numpy as np

from hamstrung.report import svg

LEG: Final = (0.052, 0.034, 0.024, 0.021, 0.014)
"""Radii at hip, knee, ankle, heel and toe, as shares of body height (assumed, drawing only)."""
ARM: Final = (0.027, 0.022, 0.017)
"""Radii at shoulder, elbow and hand, as shares of body height (assumed, drawing only)."""
TRUNK: Final = ((0.0, 0.060, 0.010), (0.25, 0.056, 0.026), (0.65, 0.066, 0.032), (1.0, 0.036, 0.008))
"""Way up the spine (share), radius and distance in front of the spine, as shares of height (assumed)."""


def limb(points: np.ndarray, *, radii: tuple[float, ...], height: float) -> str:
    """Path data of a limb: tapered capsules along its bones.

    Args:
        points: joints from the trunk outwards [m, y up], (point, xy).
        radii: radii at evenly spread places along the joints, as shares of height.
        height: body height [m].
    """
    places = np.linspace(0.0, 1.0, len(radii))
    thickness = height * np.interp(np.linspace(0.0, 1.0, len(points)), places, radii)
    spans = zip(points[:-1], points[1:], thickness[:-1], thickness[1:], strict=True)
    return "".join(capsule(start, end, float(r), float(s)) for start, end, r, s in spans)


def trunk(spine: np.ndarray, *, height: float) -> str:
    """Path data of the trunk around a spine that runs from the pelvis to T1 [m, y up], (point, xy)."""
    dense = resample(spine, count=26)
    way = np.linspace(0.0, 1.0, len(dense))
    table = np.array(TRUNK)
    radius = height * np.interp(way, table[:, 0], table[:, 1])
    ahead = height * np.interp(way, table[:, 0], table[:, 2])
    tangent = np.gradient(dense, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    front = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    middle = dense + ahead[:, None] * front
    spans = zip(middle[:-1], middle[1:], radius[:-1], radius[1:], strict=True)
    return "".join(capsule(start, end, float(r), float(s)) for start, end, r, s in spans)


def resample(points: np.ndarray, *, count: int) -> np.ndarray:
    """Evenly spaced points along a polyline, (count, xy); its ends are kept."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0.0, way[-1], count)
    return np.column_stack([np.interp(wanted, way, points[:, axis]) for axis in range(2)])


def capsule(start: np.ndarray, end: np.ndarray, first: float, second: float) -> str:
    """Path data of the hull of two circles, always wound the same way, in coordinates with y up.

    Args:
        start: centre of the first circle, (xy,).
        end: centre of the second circle, (xy,).
        first: radius of the first circle.
        second: radius of the second circle.
    """
    dx, dy = end - start
    length = math.hypot(dx, dy)
    if length <= abs(first - second):
        centre, radius = (start, first) if first >= second else (end, second)
        return disc(centre, radius)
    lean, spread = math.atan2(dy, dx), math.acos((first - second) / length)
    left, right = lean + spread, lean - spread
    a, b = _on(start, first, left), _on(start, first, right)
    c, d = _on(end, second, right), _on(end, second, left)
    return (
        f"M{_xy(a)}A{first:.4f} {first:.4f} 0 {int(spread < math.pi / 2)} 1 {_xy(b)}"
        f"L{_xy(c)}A{second:.4f} {second:.4f} 0 {int(spread > math.pi / 2)} 1 {_xy(d)}Z"
    )


def disc(centre: np.ndarray, radius: float) -> str:
    """Path data of a circle."""
    x, y = float(centre[0]), float(centre[1])
    arc = f"A{radius:.4f} {radius:.4f} 0 1 1"
    return f"M{x - radius:.4f} {y:.4f}{arc} {x + radius:.4f} {y:.4f}{arc} {x - radius:.4f} {y:.4f}Z"


def path(data: str, **attributes: object) -> str:
    """A path element."""
    return svg.element("path", d=data, **attributes)


def _on(centre: np.ndarray, radius: float, angle: float) -> tuple[float, float]:
    return float(centre[0]) + radius * math.cos(angle), float(centre[1]) + radius * math.sin(angle)


def _xy(point: tuple[float, float]) -> str:
    return f"{point[0]:.4f} {point[1]:.4f}"
