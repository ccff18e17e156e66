"""A person in a solved posture, seen from the right, and the same person with healthy hamstrings beside.

The lines come from the mechanics (world polylines, x forward, y up, z right, metres); the outline around
them is drawn by `outline`. Colour and width of the hamstrings say how taut they are, and the force is
written beneath, so that colour is never the only sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from hamstrung.report import palette, svg
from hamstrung.report.figures import outline

SCALE: Final = 120.0
"""Pixels for a metre, the same in every figure, so that figures can be compared."""
MARGIN: Final = 0.07
CAPTION: Final = 46.0


@dataclass(frozen=True)
class Drawn:
    """One posture to draw.

    Args:
        label: what this is, such as "as found".
        points: polylines by name [m], (point, xyz): `spine` (pelvis to T1), `leg_right`, `leg_left`,
            `pelvis`, `head`, `arms`, `hamstring_right`, `hamstring_left`.
        hamstring_force_n: force of the hamstrings by side [N].
        height_m: body height [m].
        seat: whether a seat carries the person.
        near: the side that is drawn in front, `left` or `right`.
    """

    label: str
    points: Mapping[str, np.ndarray]
    hamstring_force_n: Mapping[str, float]
    height_m: float
    seat: bool = False
    near: str = "right"

    @property
    def far(self) -> str:
        """The side that is drawn behind."""
        return "left" if self.near == "right" else "right"


def person(drawn: Drawn, *, taut_n: float) -> str:
    """The drawing of one person in metres with y up, to be placed by a transform.

    Args:
        drawn: the posture.
        taut_n: the force at which a hamstring is drawn fully taut [N].

    Returns:
        Markup of a group.
    """
    lines = {name: np.asarray(line, dtype=float)[:, :2] for name, line in drawn.points.items()}
    far, near = _flesh(lines, drawn)
    share = {side: force / taut_n for side, force in drawn.hamstring_force_n.items()}
    return svg.element(
        "g",
        _seat(lines, height=drawn.height_m) if drawn.seat else "",
        _solid(far, palette.SKIN_FAR),
        _hamstring(lines[f"hamstring_{drawn.far}"], share=share[drawn.far], opacity=0.45),
        _solid(near, palette.SKIN),
        _arm(lines, drawn),
        _bones(lines),
        _hamstring(lines[f"hamstring_{drawn.near}"], share=share[drawn.near], opacity=1.0),
    )


def tallness(drawn: Drawn) -> float:
    """How high a posture reaches above the ground it stands on, in a figure [m]."""
    box = _extent(drawn)
    return box[3] - box[1]


def side_by_side(*drawn: Drawn, name: str, title: str, description: str, taut_n: float, tall_m: float = 0.0) -> str:
    """Postures beside each other on one ground, each with its label and hamstring force.

    Args:
        drawn: the postures, left to right.
        name: a name unique on the page.
        title: what the figure is.
        description: what it shows, in words and numbers.
        taut_n: the force at which a hamstring is drawn fully taut [N].
        tall_m: at least this much room above the ground, so that figures beside each other share it [m].

    Returns:
        Markup of one SVG.
    """
    boxes = [_extent(each) for each in drawn]
    gap = 0.09
    widths = [box[2] - box[0] for box in boxes]
    tall = max([tall_m, *(tallness(each) for each in drawn)])
    width = SCALE * (sum(widths) + gap * (len(drawn) - 1) + 2 * MARGIN)
    ground = SCALE * (tall + MARGIN)
    height = ground + CAPTION
    parts = [svg.element("line", x1=0.0, x2=width, y1=ground, y2=ground, stroke=palette.LINE, stroke_width=1.5)]
    left = MARGIN
    for each, box, wide in zip(drawn, boxes, widths, strict=True):
        origin = (SCALE * (left - box[0]), ground + SCALE * box[1])
        move = " ".join(f"{value:.3f}" for value in (SCALE, 0.0, 0.0, -SCALE, *origin))
        middle = SCALE * (left + wide / 2.0)
        parts += [
            svg.element("g", person(each, taut_n=taut_n), transform=f"matrix({move})"),
            svg.text(each.label, x=middle, y=ground + 19.0, class_="label"),
            svg.text(force_words(each.hamstring_force_n), x=middle, y=ground + 37.0, class_="note"),
        ]
        left += wide + gap
    return svg.figure(
        *parts, width=width, height=height, name=name, title=title, description=description, class_="person"
    )


def force_words(force_n: Mapping[str, float]) -> str:
    """The hamstring force in words: one number where both sides agree to 5 N, else both.

    >>> force_words({"left": 101.0, "right": 99.0})
    '100 N a side'
    """
    left, right = force_n["left"], force_n["right"]
    if abs(left - right) < 5.0:
        return f"{(left + right) / 2:.0f} N a side"
    return f"L {left:.0f} N, R {right:.0f} N"


def _flesh(lines: Mapping[str, np.ndarray], drawn: Drawn) -> tuple[str, str]:
    height = drawn.height_m
    far, near = (
        outline.limb(lines[f"leg_{side}"], radii=outline.LEG, height=height) for side in (drawn.far, drawn.near)
    )
    seat, hip = lines["pelvis"].mean(axis=0), lines[f"leg_{drawn.near}"][0]
    pelvis = outline.capsule(seat, hip, 0.058 * height, 0.054 * height)
    return far, near + pelvis + outline.trunk(lines["spine"], height=height) + _head(lines, height)


def _head(lines: Mapping[str, np.ndarray], height: float) -> str:
    neck, crown = lines["head"][0], lines["head"][-1]
    return outline.capsule(neck, crown, 0.033 * height, 0.040 * height) + outline.disc(crown, 0.058 * height)


def _solid(data: str, colour: str) -> str:
    edge = outline.path(data, fill=palette.SKIN_EDGE, stroke=palette.SKIN_EDGE, stroke_width="0.016")
    return edge + outline.path(data, fill=colour)


def _bones(lines: Mapping[str, np.ndarray]) -> str:
    spine, pelvis = lines["spine"], lines["pelvis"]
    joints = spine[:-1]
    return svg.element(
        "g",
        outline.path(
            svg_line(pelvis) + "Z",
            fill=palette.BONE,
            stroke=palette.BONE_EDGE,
            stroke_width="0.007",
            stroke_linejoin="round",
        ),
        outline.path(
            svg.smooth_path(spine),
            fill="none",
            stroke=palette.ACCENT,
            stroke_width="0.02",
            stroke_linecap="round",
        ),
        *(
            svg.element(
                "circle",
                cx=f"{x:.4f}",
                cy=f"{y:.4f}",
                r="0.0125",
                fill=palette.BONE,
                stroke=palette.ACCENT,
                stroke_width="0.006",
            )
            for x, y in joints
        ),
    )


def svg_line(points: np.ndarray) -> str:
    """Path data of straight lines in metres, to four decimals."""
    return "M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in points)


def _hamstring(line: np.ndarray, *, share: float, opacity: float) -> str:
    share = min(max(share, 0.0), 1.0)
    shape = {"d": svg_line(line), "fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}
    width = 0.016 + 0.022 * share
    return svg.element(
        "g",
        svg.element("path", **shape, stroke=palette.BONE, stroke_width=f"{width + 0.014:.4f}"),
        svg.element("path", **shape, stroke=palette.tension(share), stroke_width=f"{width:.4f}"),
        opacity=None if opacity == 1.0 else opacity,
        class_="hamstring",
    )


def _arm(lines: Mapping[str, np.ndarray], drawn: Drawn) -> str:
    arm = lines["arms"]
    if drawn.seat:
        arm = _resting(arm, lines[f"leg_{drawn.near}"])
    data = outline.limb(arm, radii=outline.ARM, height=drawn.height_m)
    return svg.element("g", _solid(data, palette.SKIN), opacity=0.55)


def _resting(arm: np.ndarray, leg: np.ndarray) -> np.ndarray:
    """An arm that lies on the thigh; the mechanics only knows that it weighs on the shoulder."""
    shoulder, hand = arm[0], arm[-1]
    length = float(np.linalg.norm(hand - shoulder))
    elbow = shoulder + 0.42 * length * np.array([0.1, -0.995])
    lap = leg[0] + 0.55 * (leg[1] - leg[0]) + np.array([0.0, 0.05 * length])
    forearm = (lap - elbow) / np.linalg.norm(lap - elbow)
    return np.vstack([shoulder, elbow, elbow + 0.48 * length * forearm])


def _seat(lines: Mapping[str, np.ndarray], *, height: float) -> str:
    hip, knee = lines["leg_right"][0], lines["leg_right"][1]
    top = min(hip[1], knee[1]) - 0.054 * height
    back, front = hip[0] - 0.16, hip[0] + 0.72 * (knee[0] - hip[0])
    return svg.element(
        "rect",
        x=f"{back:.3f}",
        y=f"{top - 0.05:.3f}",
        width=f"{front - back:.3f}",
        height="0.05",
        rx="0.02",
        fill=palette.LINE,
    )


def _extent(drawn: Drawn) -> tuple[float, float, float, float]:
    every = np.vstack([np.asarray(line, dtype=float)[:, :2] for line in drawn.points.values()])
    thick = 0.062 * drawn.height_m
    left, bottom = every.min(axis=0)
    right, top = every.max(axis=0)
    floor = bottom - outline.LEG[-1] * drawn.height_m
    width = max(right - left + 2 * thick, 0.86)
    middle = (left + right) / 2.0
    return float(middle - width / 2), float(floor), float(middle + width / 2), float(top + thick)
