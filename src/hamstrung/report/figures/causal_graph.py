"""The causal model as a picture: causes on the left, findings on the right, arrows coloured by how well they are known.

A layered drawing after Sugiyama: a node stands one column behind its last cause; an arrow over several columns is led
through empty places in them; columns are put in the order that crosses fewest arrows (barycentres), then spread.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hamstrung.report import palette, svg

if TYPE_CHECKING:
    from hamstrung.life import Arrow, Graph, Node

GRADES: Final[Mapping[str, str]] = {"A": "#14532d", "B": "#2f7fb5", "C": "#b9770e", "X": "#a3201b"}
WIDTHS: Final[Mapping[str, float]] = {"A": 2.2, "B": 1.3, "C": 0.9, "X": 1.6}
"""Of an arrow by its grade [px]: the better known, the thicker; the contradicted stand out."""
MEANING: Final[Mapping[str, str]] = {
    "A": "A: trials or prospective cohorts",
    "B": "B: cross-sections or laboratory",
    "C": "C: expert claim",
    "X": "X: contradicted",
}
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
BOX_W, BOX_H, LETTERS = 158.0, 36.0, 29
COLUMN, ROOM, LANE = 222.0, 46.0, 13.0
"""Width of a column; height that a box and a passing arrow take [px]."""
LEFT, TOP = 16.0, 78.0
SWEEPS: Final = 24

Place = tuple[str, int]
"""A node's name and 0, or an arrow's number and the column that it passes."""


def causal_graph(graph: "Graph") -> str:
    """The whole model as an SVG document.

    Args:
        graph: nodes and arrows.

    Returns:
        Markup; every arrow holds its equation as a title.
    """
    columns, routes = _layers(graph)
    order = _ordered(columns, routes)
    at = _spread(order, routes)
    height = max(y for _, y in at.values()) + ROOM
    width = LEFT + COLUMN * (len(order) - 1) + BOX_W + LEFT
    nodes = {node.name: node for node in graph.nodes}
    arrows = [_drawn(arrow, routes.get(k), at) for k, arrow in enumerate(graph.arrows)]
    boxes = [_box(nodes[name], *at[(name, -1)]) for name in nodes]
    drawn = svg.figure(
        svg.element("rect", x=0, y=0, width=width, height=height, fill=palette.PAPER),
        *_legend(),
        *arrows,
        *boxes,
        width=width,
        height=height,
        name="causal-graph",
        title="The causal model of a life",
        description=f"{len(graph.nodes)} quantities and {len(graph.arrows)} arrows, causes on the left.",
    )
    return drawn.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{FONT}" ', 1)


def _forward(graph: "Graph") -> dict[int, "Arrow"]:
    """The arrows that run forwards in time, by number: the loop and what acts on the next step are left out."""
    return {k: arrow for k, arrow in enumerate(graph.arrows) if not (arrow.loop or arrow.lagged)}


def _layers(graph: "Graph") -> tuple[list[list[Place]], dict[int, list[Place]]]:
    """Places by column, and the places that each forward arrow runs through."""
    forward = _forward(graph)
    rank: dict[str, int] = {node.name: 0 for node in graph.nodes}
    for _ in graph.nodes:
        for arrow in forward.values():
            rank[arrow.target] = max(rank[arrow.target], rank[arrow.source] + 1)
    for name in _roots(graph, forward):
        rank[name] = min(rank[a.target] for a in forward.values() if a.source == name) - 1
    columns: list[list[Place]] = [[] for _ in range(max(rank.values()) + 1)]
    for node in graph.nodes:
        columns[rank[node.name]].append((node.name, -1))
    routes = {}
    for k, arrow in forward.items():
        first, last = rank[arrow.source], rank[arrow.target]
        between = [(str(k), column) for column in range(first + 1, last)]
        for place in between:
            columns[place[1]].append(place)
        routes[k] = [(arrow.source, -1), *between, (arrow.target, -1)]
    return columns, routes


def _roots(graph: "Graph", forward: Mapping[int, "Arrow"]) -> list[str]:
    """Nodes without a cause, which stand right before their first effect."""
    caused = {arrow.target for arrow in forward.values()}
    causing = {arrow.source for arrow in forward.values()}
    return [node.name for node in graph.nodes if node.name in causing - caused]


def _ordered(columns: list[list[Place]], routes: Mapping[int, Sequence[Place]]) -> list[list[Place]]:
    """Columns in an order that crosses few arrows: each place at the mean of its neighbours, to and fro."""
    before, after = _neighbours(routes)
    order = [list(column) for column in columns]
    for sweep in range(SWEEPS):
        near = before if sweep % 2 == 0 else after
        position = {place: k / max(len(column), 1) for column in order for k, place in enumerate(column)}
        for column in order if sweep % 2 == 0 else reversed(order):
            column.sort(key=lambda place: _mean([position[n] for n in near[place]], position[place]))
            position.update({place: k / max(len(column), 1) for k, place in enumerate(column)})
    return order


def _neighbours(routes: Mapping[int, Sequence[Place]]) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
    before: dict[Place, list[Place]] = defaultdict(list)
    after: dict[Place, list[Place]] = defaultdict(list)
    for route in routes.values():
        for one, other in pairwise(route):
            after[one].append(other)
            before[other].append(one)
    return before, after


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _spread(
    order: Sequence[Sequence[Place]], routes: Mapping[int, Sequence[Place]]
) -> dict[Place, tuple[float, float]]:
    """Left edge and middle of every place [px]: near its neighbours, in its order, with room."""
    before, after = _neighbours(routes)
    y: dict[Place, float] = {}
    for column in order:
        top = 0.0
        for place in column:
            y[place] = top
            top += _room(place)
    for _ in range(60):
        for column in order:
            wanted = [_mean([y[n] for n in (*before[p], *after[p])], y[p]) for p in column]
            for place, value in zip(column, _apart(wanted, [_room(p) for p in column]), strict=True):
                y[place] = value
    lowest = min(y.values())
    return {
        place: (LEFT + COLUMN * k, TOP + BOX_H / 2 + y[place] - lowest) for k, col in enumerate(order) for place in col
    }


def _room(place: Place) -> float:
    return ROOM if place[1] < 0 else LANE


def _apart(wanted: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """The values nearest to those wanted, in their order and apart (pool adjacent violators)."""
    offsets, total = [], 0.0
    for k, room in enumerate(rooms):
        total += 0.0 if k == 0 else (rooms[k - 1] + room) / 2
        offsets.append(total)
    pools: list[list[float]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        pools.append([value - offset, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * count) / (pools[-1][1] + count), pools[-1][1] + count]
    flat = [mean for mean, count in pools for _ in range(int(count))]
    return [value + offset for value, offset in zip(flat, offsets, strict=True)]


def _box(node: "Node", x: float, y: float) -> str:
    lines = _wrapped(node.label)
    first = y + 3.5 - 5.75 * (len(lines) - 1)
    words = [
        svg.text(line, x=x + BOX_W / 2, y=first + 11.5 * k, font_size=10.5, text_anchor="middle", fill=palette.INK)
        for k, line in enumerate(lines)
    ]
    rect = svg.element(
        "rect",
        x=x,
        y=y - BOX_H / 2,
        width=BOX_W,
        height=BOX_H,
        rx=5,
        fill=palette.BONE,
        stroke=palette.BONE_EDGE,
        stroke_width=0.8,
    )
    return svg.element("g", svg.element("title", f"{node.name}, {node.unit}, settled at: {node.stage}"), rect, *words)


def _wrapped(label: str) -> list[str]:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _drawn(arrow: "Arrow", route: Sequence[Place] | None, at: Mapping[Place, tuple[float, float]]) -> str:
    """One arrow; those of the loop and to the next step of a life run back, dashed."""
    back = route is None
    ends = [(arrow.source, -1), (arrow.target, -1)] if route is None else list(route)
    line = _backwards(at[ends[0]], at[ends[1]]) if back else _through([at[place] for place in ends])
    colour = GRADES[arrow.grade]
    claim = f", claim {arrow.claim}" if arrow.claim else ""
    told = f"{arrow.source} to {arrow.target}: {arrow.equation} (grade {arrow.grade}{claim})"
    x, y = at[ends[-1]]
    tip = f"M{svg.number(x)} {svg.number(y)}l-6 -2.6v5.2z"
    return svg.element(
        "g",
        svg.element("title", _escaped(told)),
        svg.element(
            "path",
            d=line,
            fill="none",
            stroke=colour,
            stroke_width=WIDTHS[arrow.grade],
            stroke_opacity=0.75,
            stroke_dasharray="4 3" if back else None,
        ),
        svg.element("path", d=tip, fill=colour),
    )


def _through(points: Sequence[tuple[float, float]]) -> str:
    """A smooth line from the right of the first box past the lanes to the left of the last."""
    x, y = points[0][0] + BOX_W, points[0][1]
    path = f"M{svg.number(x)} {svg.number(y)}"
    for k, (left, middle) in enumerate(points[1:], start=1):
        path += _curve(x, y, left, middle)
        x, y = left, middle
        if k < len(points) - 1:
            x = left + BOX_W
            path += f"L{svg.number(x)} {svg.number(y)}"
    return path


def _backwards(start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line that leaves to the right and comes back from the left, under its boxes."""
    x, y = start[0] + BOX_W, start[1]
    reach, under = 46.0, max(start[1], end[1]) + BOX_H * 0.8
    numbers = [svg.number(v) for v in (x, y, x + reach, y, x + reach, under, (x + end[0]) / 2, under)]
    more = [svg.number(v) for v in (end[0] - reach, under, end[0] - reach, end[1], end[0], end[1])]
    m = numbers
    return f"M{m[0]} {m[1]}C{m[2]} {m[3]} {m[4]} {m[5]} {m[6]} {m[7]}C{' '.join(more)}"


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (to_x - x) / 2
    return "C" + " ".join(svg.number(v) for v in (x + half, y, to_x - half, to_y, to_x, to_y))


def _legend() -> list[str]:
    title = svg.text("The causal model of a life", x=LEFT, y=26, font_size=17, fill=palette.INK, font_weight="600")
    parts, x = [title], LEFT
    for grade, meaning in MEANING.items():
        parts.append(svg.element("path", d=f"M{svg.number(x)} 46h26", stroke=GRADES[grade], stroke_width=WIDTHS[grade]))
        parts.append(svg.text(meaning, x=x + 32, y=50, font_size=11.5, fill=palette.INK))
        x += 48 + 6.1 * len(meaning)
    parts.append(svg.element("path", d=f"M{svg.number(x)} 46h26", stroke=palette.INK, stroke_dasharray="4 3"))
    words = "dashed: the loop of pain and guarding, and what acts on the next step of a life"
    return [*parts, svg.text(words, x=x + 32, y=50, font_size=11.5, fill=palette.INK)]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
