"""A solved posture or test as a picture: side and back view, loads by level, angles by name.

Behind the person stands, in blue, the same person without deficit in the same task; numbers in brackets are theirs. The
flesh is drawn, not solved (`figures.views`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.layout import THIGH_LEFT, THIGH_RIGHT
from hamstrung.mechanics.placed import Placed
from hamstrung.report import charts, palette, svg
from hamstrung.report.figures import outline, views
from hamstrung.report.figures.views import View

Vector = NDArray[np.float64]

SCALE: Final = 300.0
"""Pixels for a metre."""
HEAD, FOOT, EDGE, GAP, PITCH = 58.0, 66.0, 16.0, 46.0, 19.0
GHOST: Final = "#d5e3ec"
GHOST_EDGE: Final = "#8fb0c6"


@dataclass(frozen=True)
class Mark:
    """A label with a line to what it names.

    Args:
        text: with its number and unit.
        place: what it names, in the world [m], (xyz,).
        left: whether it stands in the left column of a view from the right; a view from the left is its mirror.
        strong: whether it is what the picture is about.
    """

    text: str
    place: Vector
    left: bool = False
    strong: bool = False


@dataclass(frozen=True)
class Arc:
    """An angle drawn between two directions at a joint.

    Args:
        centre: the joint, in the world [m], (xyz,).
        start, end: directions in the world, (xyz,) each.
        radius: of the arc [m].
    """

    centre: Vector
    start: Vector
    end: Vector
    radius: float


@dataclass(frozen=True)
class Scene:
    """All that a picture shows.

    Args:
        title: what it is.
        body: the placed body.
        healthy: the same without deficit, placed in the same way, or None.
        on: `floor`, `seat`, `mat` (legs along the ground) or `couch`.
        arms, healthy_arms: shoulder, elbow and hand by side, (side, joint, xyz).
        force_n: the long hamstrings' forces by muscle name [N].
        marks: labels of the side view.
        arcs: angles of the side view.
        notes: lines under the back view.
        near: the side from which it is seen, `left` or `right`.
        load_kg: mass in the hands.
        backrest: a point of its plane and its normal towards the person, (xyz,) each, or None.
    """

    title: str
    body: Placed
    healthy: Placed | None
    on: str
    arms: Vector
    healthy_arms: Vector
    force_n: Mapping[str, float]
    marks: Sequence[Mark] = ()
    arcs: Sequence[Arc] = ()
    notes: Sequence[str] = ()
    near: str = "right"
    load_kg: float = 0.0
    backrest: tuple[Vector, Vector] | None = None


def drawing(scene: Scene) -> str:
    """The picture of a scene.

    Returns:
        An SVG document with a description that holds every number that is drawn.
    """
    side = views.FROM_LEFT if scene.near == "left" else views.FROM_RIGHT
    other = views.FROM_BEHIND
    if scene.on == "couch":
        other = views.FROM_ABOVE if side is views.FROM_RIGHT else views.FROM_ABOVE_LEFT
    parts = views.flesh(scene.body, scene.arms)
    ghost = None if scene.healthy is None else views.flesh(scene.healthy, scene.healthy_arms)
    first, second = (_box(scene, parts, ghost, view) for view in (side, other))
    below = scene.on == "couch"
    marks = _columns(scene)
    left, right = (max((charts.width_of(mark.text) for mark in column), default=0.0) + 24.0 for column in marks)
    labels = max(map(len, marks))
    tall = max(SCALE * float(first[1, 1] - first[0, 1]), PITCH * labels + 12.0)
    corner = (EDGE + left, HEAD + tall)
    across = corner[0] + SCALE * (first[1, 0] - first[0, 0]) + right
    size = SCALE * (second[1] - second[0])
    beside = (corner[0], corner[1] + GAP) if below else (across + GAP, HEAD)
    end = beside[1] + float(size[1]) if below else HEAD + max(tall, float(size[1]))
    drawn = [
        _words(scene.title, EDGE, 24.0, colour=palette.INK, size=16.0, weight="600"),
        _words(f"from the {scene.near}", corner[0], HEAD - 14.0),
        *_view(scene, parts, ghost, side, first, corner),
        *_labels(scene, side, first, corner, tall),
        _words("from above" if below else "from behind", beside[0], beside[1] - 14.0),
        *_view(scene, parts, ghost, other, second, (beside[0], end if below else corner[1])),
    ]
    notes = [*scene.notes, *([] if scene.healthy is None else [IN_BLUE])]
    drawn += [_words(note, EDGE, end + 26.0 + 17.0 * k) for k, note in enumerate(notes)]
    return charts.document(
        *drawn,
        width=EDGE + max(across, beside[0] + float(size[0]), *(charts.width_of(note) for note in notes)),
        height=end + FOOT + 17.0 * max(len(notes) - 2, 0),
        name="solution",
        title=scene.title,
        description=". ".join([*(mark.text for mark in scene.marks), *notes]) + ".",
    )


IN_BLUE: Final = "In blue and in brackets: the same person without deficit."


def _box(scene: Scene, parts: Mapping[str, list[views.Capsule]], ghost: object, view: View) -> Vector:
    ends = [views.extent(parts, view)]
    if isinstance(ghost, dict):
        ends.append(views.extent(ghost, view))
    box = np.array([np.min([end[0] for end in ends], axis=0), np.max([end[1] for end in ends], axis=0)])
    box += np.array([[-0.06, 0.0], [0.06, 0.02]])
    if view.up[1] == 1.0:
        box[0, 1] = min(box[0, 1], -0.045 if scene.on == "couch" else box[0, 1]) - 0.03
    return np.asarray(box)


def _view(
    scene: Scene,
    parts: Mapping[str, list[views.Capsule]],
    ghost: Mapping[str, list[views.Capsule]] | None,
    view: View,
    box: Vector,
    corner: tuple[float, float],
) -> Iterator[str]:
    """One view in metres, its box's lower left corner at `corner` [px]."""
    inner = [*_support(scene, parts, view, box)]
    if ghost is not None and scene.healthy is not None:
        data = views.silhouette(ghost, view)
        inner.append(outline.path(data, fill=GHOST_EDGE, stroke=GHOST_EDGE, stroke_width="0.012"))
        inner.append(outline.path(data, fill=GHOST))
    inner += views.solid(parts, view)
    if ghost is not None and scene.healthy is not None:
        inner.append(_ghost_bones(scene.healthy, view))
    inner += views.bones(scene.body, view)
    inner += views.hamstrings(scene.body, view, force_n=scene.force_n)
    if scene.load_kg > 0.0:
        inner.append(_box_in_hands(scene, view))
    if view.up[1] == 1.0 and abs(view.across[0]) == 1.0:
        inner += [_arc(arc, view) for arc in scene.arcs]
    move = (SCALE, 0.0, 0.0, -SCALE, corner[0] - SCALE * box[0, 0], corner[1] + SCALE * box[0, 1])
    yield svg.element("g", *inner, transform=f"matrix({' '.join(f'{value:.3f}' for value in move)})")


def _ghost_bones(healthy: Placed, view: View) -> str:
    lines = [view.seen(views.spine_line(healthy))]
    lines += [view.seen(healthy.origin[thigh : thigh + 3]) for thigh in (THIGH_RIGHT, THIGH_LEFT)]
    return svg.element(
        "g",
        *(
            svg.element(
                "path", d=_metres(line), fill="none", stroke=palette.HEALTHY, stroke_width="0.006",
                stroke_dasharray="0.02 0.014",
            )
            for line in lines
        ),
    )  # fmt: skip


def _support(scene: Scene, parts: Mapping[str, list[views.Capsule]], view: View, box: Vector) -> Iterator[str]:
    """Floor, seat with backrest, mat or couch."""
    low, high = box[0], box[1]
    if view.up[1] != 1.0:
        yield _slab(low[0], high[0], low[1] + 0.03, high[1] - 0.03, opacity=0.35)
        return
    if scene.on == "floor":
        yield _rule(low[0], high[0], 0.0)
    elif scene.on == "couch":
        lying = {name: part for name, part in parts.items() if name in ("trunk", "head")}
        top = float(views.extent(lying, view)[0, 1])
        yield _slab(low[0], high[0], top - 0.045, top)
    elif scene.on == "mat":
        yield _slab(low[0], high[0], -0.045, 0.0)
    else:
        yield from _chair(scene, view, low, high)


def _chair(scene: Scene, view: View, low: Vector, high: Vector) -> Iterator[str]:
    body = scene.body
    hips = view.seen(body.origin[[THIGH_RIGHT, THIGH_LEFT]])
    knees = view.seen(body.origin[[THIGH_RIGHT + 1, THIGH_LEFT + 1]])
    yield _rule(low[0], high[0], float(views.extent({"feet": views.flesh(body, scene.arms)["leg_right"]}, view)[0, 1]))
    if abs(view.across[2]) == 1.0:
        middle, half = float(hips[:, 0].mean()), 0.22
        yield _slab(middle - half, middle + half, -0.06, 0.0)
        return
    hip, knee = hips.mean(axis=0), knees.mean(axis=0)
    way = np.sign(knee[0] - hip[0]) or 1.0
    rise = (knee[1] - hip[1]) / max(abs(knee[0] - hip[0]), 0.1)
    length = 0.78 * abs(knee[0] - hip[0])
    near, far = hip[0] - 0.15 * way, hip[0] + length * way
    if scene.backrest is not None:
        point, normal = scene.backrest
        along = np.array([-normal[1], normal[0], 0.0])
        foot = point - along * (point[1] + 0.06) / along[1]
        top = foot + 0.72 * body.body.height / 1.7 * along
        yield _area(view.seen(np.array([foot, top, top - 0.05 * normal, foot - 0.05 * normal])))
        near = float(view.seen(foot)[0])
    top_line = [(near, 0.0), (hip[0], 0.0), (far, max(rise, 0.0) * length)]
    yield _area([*top_line, (far, top_line[-1][1] - 0.06), (near, -0.06)])


def _box_in_hands(scene: Scene, view: View) -> str:
    hands = view.seen(scene.arms[:, -1].mean(axis=0))
    half = 0.5 * float(np.clip(0.12 * scene.load_kg ** (1.0 / 3.0), 0.1, 0.45))
    return svg.element(
        "rect", x=f"{hands[0] - half:.4f}", y=f"{hands[1] - 1.5 * half:.4f}", width=f"{2 * half:.4f}",
        height=f"{1.6 * half:.4f}", rx="0.01", fill=palette.LINE, stroke=palette.QUIET_INK, stroke_width="0.006",
        fill_opacity=0.85,
    )  # fmt: skip


def _arc(arc: Arc, view: View) -> str:
    centre = view.seen(arc.centre)
    a, b = (view.seen(direction) for direction in (arc.start, arc.end))
    first, last = (float(np.arctan2(each[1], each[0])) for each in (a, b))
    turn = (last - first + np.pi) % (2.0 * np.pi) - np.pi
    angles = first + turn * np.linspace(0.0, 1.0, 24)
    points = centre + arc.radius * np.column_stack([np.cos(angles), np.sin(angles)])
    rays = [centre + 1.12 * arc.radius * each / np.linalg.norm(each) for each in (a, b)]
    dashed = {"fill": "none", "stroke": palette.INK, "stroke_width": "0.004"}
    return svg.element(
        "g",
        svg.element("path", d=_metres(points), **dashed, class_="angle"),
        *(svg.element("path", d=_metres([centre, ray]), **dashed, stroke_dasharray="0.014 0.01") for ray in rays),
    )


def _labels(scene: Scene, view: View, box: Vector, corner: tuple[float, float], tall: float) -> Iterator[str]:
    """Both columns, each ordered by the height of what it names."""
    for marks, left in zip(_columns(scene), (True, False), strict=True):
        places = [_pixels(view.seen(mark.place), box, corner) for mark in marks]
        order = sorted(range(len(marks)), key=lambda k: (places[k][1], places[k][0]))
        heights = charts.apart(
            [places[k][1] for k in order], least=PITCH, low=corner[1] - tall + 8.0, high=corner[1] - 4.0
        )
        edge = corner[0] - 8.0 if left else corner[0] + SCALE * (box[1, 0] - box[0, 0]) + 8.0
        for k, height in zip(order, heights, strict=True):
            yield from _label(marks[k], places[k], edge, height, left=left)


def _label(mark: Mark, place: tuple[float, float], edge: float, height: float, *, left: bool) -> Iterator[str]:
    elbow = edge + (14.0 if left else -14.0)
    colour = palette.INK if mark.strong else palette.QUIET_INK
    line = svg.line_path([(edge + (3.0 if left else -3.0), height), (elbow, height), place])
    yield svg.element("path", d=line, fill="none", stroke=palette.QUIET_INK, stroke_width=0.8, opacity=0.7)
    yield svg.element("circle", cx=place[0], cy=place[1], r=2.2, fill=palette.INK)
    yield _words(
        mark.text, edge, height + 4.0, anchor="end" if left else "start", colour=colour,
        weight="600" if mark.strong else None,
    )  # fmt: skip


def _pixels(point: Vector, box: Vector, corner: tuple[float, float]) -> tuple[float, float]:
    x, y = SCALE * (point - box[0])
    return corner[0] + float(x), corner[1] - float(y)


def _columns(scene: Scene) -> tuple[list[Mark], list[Mark]]:
    """The labels left and right of the side view: those of the back behind the back."""
    mirrored = scene.near == "left"
    behind = [mark for mark in scene.marks if mark.left]
    before = [mark for mark in scene.marks if not mark.left]
    return (before, behind) if mirrored else (behind, before)


def _area(points: Sequence[Sequence[float] | Vector] | Vector) -> str:
    data = _metres(points) + "Z"
    return outline.path(data, fill=palette.LINE, stroke=palette.SKIN_EDGE, stroke_width="0.005", class_="support")


def _slab(left: float, right: float, bottom: float, top: float, *, opacity: float | None = None) -> str:
    data = _metres([(left, bottom), (right, bottom), (right, top), (left, top)]) + "Z"
    return outline.path(data, fill=palette.LINE, opacity=opacity, class_="support")


def _rule(left: float, right: float, height: float) -> str:
    data = _metres([(left, height), (right, height)])
    return outline.path(data, stroke=palette.SKIN_EDGE, stroke_width="0.007", class_="support")


def _metres(points: Sequence[Sequence[float] | Vector] | Vector) -> str:
    return "M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in points)


def _words(
    content: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    colour: str = palette.QUIET_INK,
    size: float = charts.SIZE,
    weight: str | None = None,
) -> str:
    return svg.text(content, x=x, y=y, text_anchor=anchor, fill=colour, font_size=size, font_weight=weight)
