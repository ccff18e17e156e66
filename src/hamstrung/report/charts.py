"""Small charts as SVG documents: lines with bands and points, small multiples, and intervals with our value in them.

    lines([Line("both sides", x=deficits, y=tilts)], x="deficit, degrees", y="pelvic tilt, degrees",
          title="...", description="...")
    panels([Panel("Standing", series, x=..., y=...), ...], title=..., description=...)
    intervals([Interval("straight leg raise", low=61.7, high=75.3, ours=67.0, unit="°")], title=..., description=...)

Each returns a whole document that stands alone in a file or inside a page. Lines are labelled at their ends, not in a
box; what a chart shows is said in words by `description`, for those who do not see it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.report import palette, svg

COLOURS: Final = (palette.FOUND, palette.HEALTHY, "#b9770e", palette.ACCENT, "#6b6178", "#70797f")
"""Colours of lines in their order; neighbours differ in lightness too, and every line has its label."""

FONT: Final = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
SIZE: Final = 12.0
"""Size of the letters [px]."""
LETTER: Final = 0.54
"""Assumed mean width of a letter over its size, for the room that a label needs."""
WIDE, TALL = 420.0, 260.0
"""A panel's own size, with its axes and without its lines' labels [px]."""
LEFT, TOP, BOTTOM, GAP = 50.0, 46.0, 44.0, 18.0

Values = Sequence[float] | NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One line of a chart; a value that is not finite breaks it.

    Args:
        label: written at its end; empty for none.
        x, y: its points, (point,).
        low, high: a band around it, (point,).
        colour: by its place among the lines unless given.
        points: whether its points are marked.
        joined: whether its points are joined; without, they are marked alone.
        dashed: whether it is dashed, as a published line or a limit.
    """

    label: str
    x: Values
    y: Values
    low: Values | None = None
    high: Values | None = None
    colour: str = ""
    points: bool = False
    joined: bool = True
    dashed: bool = False


@dataclass(frozen=True)
class Panel:
    """One pair of axes with its lines.

    Args:
        heading: what it shows; empty for none.
        series: its lines.
        x, y: what the axes show, with unit.
        x_range, y_range: ends of the axes; from the lines unless given.
    """

    heading: str
    series: Sequence[Line]
    x: str
    y: str
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None


@dataclass(frozen=True)
class Interval:
    """One row of a forest: a published interval and our value.

    Args:
        label: what it is.
        low, high: the published interval.
        ours: our value.
        unit: written behind the numbers, such as "°" or " N".
        published: the published value, where one was printed.
        hollow: whether ours was set to it, so that it proves nothing.
    """

    label: str
    low: float
    high: float
    ours: float
    unit: str = ""
    published: float | None = None
    hollow: bool = False

    @property
    def inside(self) -> bool:
        """Whether ours lies within the interval."""
        return self.low <= self.ours <= self.high


def lines(
    series: Sequence[Line],
    *,
    x: str,
    y: str,
    title: str,
    description: str,
    name: str = "chart",
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> str:
    """One chart of lines.

    Args:
        series: the lines, the first drawn last.
        x, y: what the axes show, with unit.
        title: what the chart is; also its heading.
        description: what it shows, with its numbers.
        name: unique on a page that holds several.
        x_range, y_range: ends of the axes; from the lines unless given.

    Returns:
        An SVG document.

    >>> drawn = lines([Line("a", x=[0, 1], y=[2, 3])], x="time, s", y="force, N", title="t", description="d")
    >>> drawn.startswith("<svg xmlns=")
    True
    """
    panel = Panel(title, series, x, y, x_range, y_range)
    return panels([panel], title=title, description=description, name=name, columns=1)


def panels(
    every: Sequence[Panel], *, title: str, description: str, name: str = "panels", columns: int = 3, scale: float = 1.0
) -> str:
    """Charts beside and below each other, all of one size.

    Args:
        every: the panels, row by row.
        title: what the picture is; headings are the panels'.
        description: what it shows, with its numbers.
        name: unique on a page that holds several.
        columns: panels in a row.
        scale: size of the axes; the letters stay as they are.
    """
    width, height = WIDE * scale, TALL * scale
    room = max((width_of(line.label) for panel in every for line in panel.series), default=0.0)
    wide = width + (room + 12.0 if room else 0.0) + GAP
    columns = min(columns, len(every))
    rows = -(-len(every) // columns)
    drawn = [
        svg.element(
            "g",
            *_panel(panel, width=width, height=height),
            transform=f"translate({svg.number(wide * (k % columns))} {svg.number(height * (k // columns))})",
        )
        for k, panel in enumerate(every)
    ]
    return document(*drawn, width=wide * columns, height=height * rows, name=name, title=title, description=description)


def intervals(
    rows: Sequence[Interval | str],
    *,
    title: str,
    description: str,
    name: str = "intervals",
    x: str = "",
    heading: bool = True,
    told: tuple[str, str] = ("counts as inside", "ours"),
) -> str:
    """Published intervals as bars with our values as dots, one below the other.

    Args:
        rows: from above; a text is a heading for the rows below it.
        title: what it is; also its heading.
        description: what it shows.
        name: unique on a page that holds several.
        x: what the one axis of all rows shows, with unit; without it every row has a scale of its own, on which its
            interval takes the middle third and values beyond the edges are drawn as arrows at the edge.
        heading: whether the title is written above.
        told: what the intervals and the dots are, above their numbers.
    """
    known = [row for row in rows if isinstance(row, Interval)]
    left = max((width_of(row.label) for row in known), default=0.0) + 16.0
    top, pitch, span = (40.0 if heading else 26.0), 21.0, 260.0
    numbers = [max((width_of(_said(row)[k]) for row in known), default=0.0) for k in (0, 1)]
    right = max(sum(numbers) + 60.0, 200.0)
    bottom = 42.0 if x else 14.0
    axis = _axis([value for row in known for value in (row.low, row.high, row.ours)], None) if x and known else None
    height = top + pitch * len(rows) + bottom
    drawn = [_text(title, 10.0, 20.0, "start", palette.INK, weight="600")] if heading else []
    drawn += [
        _text(told[0], left + span + 12.0, top - 6.0, "start"),
        _text(told[1], left + span + right - 12.0, top - 6.0, "end"),
    ]
    if axis is None:
        edges = [left + span * share for share in (1.0 / 3.0, 2.0 / 3.0)]
        drawn += [_rule(at, top, at, height - bottom, dash="2 3") for at in edges]
    else:
        drawn += _ground(axis, left, span, height - bottom, x)
    for k, row in enumerate(rows):
        middle = top + pitch * (k + 0.5)
        if isinstance(row, Interval):
            drawn += _row(row, axis, left, span, middle, right)
        else:
            drawn.append(_text(row, 10.0, middle + 5.0, "start", palette.INK, weight="600"))
    return document(*drawn, width=left + span + right, height=height, name=name, title=title, description=description)


def document(*drawn: str, width: float, height: float, name: str, title: str, description: str) -> str:
    """A whole SVG document on paper white, so that it can be read in a dark page too."""
    paper = svg.element("rect", width=width, height=height, fill=palette.PAPER)
    letters = svg.element("g", *drawn, font_family=FONT, font_size=SIZE)
    markup = svg.figure(paper, letters, width=width, height=height, name=name, title=title, description=description)
    return markup.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """How far along the axis a value lies, 0 to 1 within its ends."""
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Values of the ticks and how they are written."""
        digits = max(0, -math.floor(math.log10(self.step) + 1e-9))
        first = math.ceil(self.low / self.step - 1e-6)
        for k in range(first, math.floor(self.high / self.step + 1e-6) + 1):
            yield k * self.step, f"{k * self.step:.{digits}f}".replace("-", "−")


def _axis(values: Sequence[float], given: tuple[float, float] | None, *, ticks: int = 5) -> _Axis:
    """An axis over values with about so many round steps (1, 2 or 5 times a power of ten)."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = given or (min(known), max(known))
    if high - low < 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    raw = (high - low) / ticks
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * next(factor for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= raw * (1.0 - 1e-9))
    if given is None:
        low, high = step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)
    return _Axis(low, high, step)


def _panel(panel: Panel, *, width: float, height: float) -> Iterator[str]:
    bands = [v for line in panel.series for part in (line.y, line.low, line.high) if part is not None for v in part]
    across = _axis([value for line in panel.series for value in line.x], panel.x_range)
    upward = _axis([float(value) for value in bands], panel.y_range)
    right, bottom = width - 4.0, height - BOTTOM

    def place(x: Values, y: Values) -> list[tuple[float, float]]:
        return [
            (LEFT + (right - LEFT) * across.share(float(a)), bottom - (bottom - TOP) * upward.share(float(b)))
            for a, b in zip(x, y, strict=True)
        ]

    if panel.heading:
        yield _text(panel.heading, 10.0, 18.0, "start", palette.INK, weight="600")
    yield _text(panel.y, 10.0, TOP - 12.0, "start")
    for value, written in upward.ticks():
        y = place([across.low], [value])[0][1]
        yield _rule(LEFT, y, right, y, strong=abs(value) < 1e-12 and upward.low < 0.0)
        yield _text(written, LEFT - 7.0, y + 4.0, "end")
    yield from _ground(across, LEFT, right - LEFT, bottom, panel.x)
    coloured = [
        (line, line.colour or COLOURS[k % len(COLOURS)], place(line.x, line.y)) for k, line in enumerate(panel.series)
    ]
    for line, colour, _ in coloured:
        if line.low is not None and line.high is not None:
            edge = place(line.x, line.low) + place(line.x, line.high)[::-1]
            yield svg.element("path", d=svg.line_path(edge) + "Z", fill=colour, opacity=0.16)
    in_order = coloured[::-1]
    for line, colour, points in sorted(in_order, key=lambda each: not each[0].joined):
        yield from _curve(line, colour, points)
    yield from _labels(coloured, right, top=TOP + 4.0, bottom=bottom)


def _curve(line: Line, colour: str, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    finite = [point if math.isfinite(point[1]) else None for point in points]
    if line.joined:
        for part in _unbroken(finite):
            dash = "5 4" if line.dashed else None
            yield svg.element(
                "path", d=svg.line_path(part), fill="none", stroke=colour, stroke_width=2.2, stroke_dasharray=dash,
                stroke_linejoin="round", stroke_linecap="round", class_="line",
            )  # fmt: skip
    if line.points or not line.joined:
        for point in filter(None, finite):
            yield svg.element("circle", cx=point[0], cy=point[1], r=3.2, fill=colour, stroke=palette.PAPER)


def _unbroken(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    part: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            part.append(point)
        elif part:
            yield part
            part = []


def _labels(
    coloured: Sequence[tuple[Line, str, Sequence[tuple[float, float]]]], right: float, *, top: float, bottom: float
) -> Iterator[str]:
    """Labels at the lines' ends, moved apart where they would cover each other."""
    ends = []
    for line, colour, points in coloured:
        known = [point for point in points if math.isfinite(point[1])]
        if line.label and known:
            ends.append((known[-1][1], line.label, colour))
    ends.sort(key=lambda end: end[0])
    heights = apart([end[0] for end in ends], least=SIZE + 3.0, low=top, high=bottom)
    for (_, label, colour), height in zip(ends, heights, strict=True):
        yield _text(label, right + 8.0, height + 4.0, "start", colour, weight="600")


def apart(heights: Sequence[float], *, least: float, low: float, high: float) -> list[float]:
    """Heights in order, at least so far apart and within bounds as far as there is room."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least if placed else low))
    over = high
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], over)
        over = placed[k] - least
    return placed


def _ground(axis: _Axis, left: float, span: float, at: float, name: str) -> Iterator[str]:
    """A horizontal axis with ticks and its name below."""
    yield _rule(left, at, left + span, at, strong=True)
    for value, written in axis.ticks():
        x = left + span * axis.share(value)
        yield _rule(x, at, x, at + 4.0, strong=True)
        yield _text(written, x, at + 17.0, "middle")
    yield _text(name, left + span, at + 34.0, "end")


def _row(row: Interval, axis: _Axis | None, left: float, span: float, y: float, right: float) -> Iterator[str]:
    def place(value: float) -> float:
        if axis is not None:
            return left + span * axis.share(value)
        share = (value - row.low) / (row.high - row.low) if row.high > row.low else 0.5
        return left + span * (1.0 + share) / 3.0

    colour = palette.ACCENT if row.inside else palette.FOUND
    start, end, at = place(row.low), place(row.high), place(row.ours)
    yield _text(row.label, left - 10.0, y + 4.0, "end", palette.INK)
    yield svg.element("rect", x=start, y=y - 4.5, width=max(end - start, 2.0), height=9.0, rx=2.0, fill=palette.LINE)
    if row.published is not None:
        yield _rule(place(row.published), y - 6.5, place(row.published), y + 6.5, strong=True)
    if left <= at <= left + span:
        fill = palette.PAPER if row.hollow else colour
        yield svg.element("circle", cx=at, cy=y, r=4.6, fill=fill, stroke=colour, stroke_width=2.0, class_="ours")
    else:
        edge, way = (left, -1.0) if at < left else (left + span, 1.0)
        tip = ((edge, y), (edge - 9.0 * way, y - 5.0), (edge - 9.0 * way, y + 5.0))
        yield svg.element("path", d=svg.line_path(tip) + "Z", fill=colour, class_="ours")
    printed, ours = _said(row)
    yield _text(printed, left + span + 12.0, y + 4.0, "start")
    yield _text(ours, left + span + right - 12.0, y + 4.0, "end", colour, weight="600")


def _said(row: Interval) -> tuple[str, str]:
    """A row's interval and our value in words."""
    return f"{_figure(row.low)} to {_figure(row.high)}{row.unit}", f"{_figure(row.ours)}{row.unit}"


def _figure(value: float) -> str:
    """A number to three figures without an exponent, with a true minus.

    >>> _figure(-1234.5), _figure(0.04567)
    ('−1234', '0.0457')
    """
    written = f"{value:.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"
    return written.replace("-", "−")


def width_of(label: str) -> float:
    """The room that a label takes, about [px]."""
    return LETTER * SIZE * len(label)


def _rule(x1: float, y1: float, x2: float, y2: float, *, strong: bool = False, dash: str | None = None) -> str:
    colour = palette.QUIET_INK if strong else palette.LINE
    return svg.element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_dasharray=dash)


def _text(
    content: str, x: float, y: float, anchor: str, colour: str = palette.QUIET_INK, *, weight: str | None = None
) -> str:
    return svg.text(content, x=x, y=y, text_anchor=anchor, fill=colour, font_weight=weight)
