"""Bars, intervals and a hundred people: small pictures beside numbers that stand in a table."""

from collections.abc import Callable, Mapping
from typing import Final

from hamstrung.report import palette, svg

WIDE: Final = 240.0
TALL: Final = 22.0


def interval_bar(value: float, *, low: float, high: float, colour: str, top: float = 1.0) -> str:
    """A bar from zero to a value with its interval as a line.

    Args:
        value: the value.
        low: lower end of its interval.
        high: upper end of its interval.
        colour: the bar's colour.
        top: the value that fills the width.
    """
    place = _scale(0.0, top)
    middle = TALL / 2.0
    return svg.decoration(
        _track(),
        svg.element("rect", x=0.0, y=4.0, width=place(value), height=TALL - 8.0, rx=2.0, fill=colour),
        svg.element("line", x1=place(low), x2=place(high), y1=middle, y2=middle, class_="whisker"),
        *(svg.element("line", x1=place(x), x2=place(x), y1=6.5, y2=TALL - 6.5, class_="whisker") for x in (low, high)),
        width=WIDE,
        height=TALL,
    )


def share_bar(single: float, *, shapley: float) -> str:
    """Two thin bars: the share of pain that one removal takes away, and the Shapley share beneath it."""
    place = _scale(0.0, 1.0)
    return svg.decoration(
        _track(),
        svg.element("rect", x=0.0, y=3.0, width=place(single), height=7.0, rx=1.5, fill=palette.ACCENT),
        svg.element("rect", x=0.0, y=12.0, width=place(shapley), height=7.0, rx=1.5, fill=palette.HEALTHY),
        width=WIDE,
        height=TALL,
    )


def two_bars(found: float, *, healthy: float, top: float) -> str:
    """A load as found above the same load with healthy hamstrings."""
    place = _scale(0.0, top)
    return svg.decoration(
        _track(),
        svg.element("rect", x=0.0, y=3.0, width=place(found), height=7.0, rx=1.5, fill=palette.FOUND),
        svg.element("rect", x=0.0, y=12.0, width=place(healthy), height=7.0, rx=1.5, fill=palette.HEALTHY),
        width=WIDE,
        height=TALL,
    )


def change_bar(low: float, *, mean: float, high: float, found: float | None, span: tuple[float, float]) -> str:
    """A predicted change with its interval, and the change that was found as an upright line.

    Args:
        low: lower end of the predicted interval.
        mean: predicted change.
        high: upper end.
        found: the change that was found, if the test was done.
        span: the values at the left and right ends of the picture.
    """
    place = _scale(*span)
    middle = TALL / 2.0
    zero = svg.element("line", x1=place(0.0), x2=place(0.0), y1=0.0, y2=TALL, class_="zero")
    mark = (
        "" if found is None else svg.element("line", x1=place(found), x2=place(found), y1=0.0, y2=TALL, class_="found")
    )
    return svg.decoration(
        zero,
        svg.element("line", x1=place(low), x2=place(high), y1=middle, y2=middle, class_="range"),
        svg.element("circle", cx=place(mean), cy=middle, r=5.0, fill=palette.ACCENT),
        mark,
        width=WIDE,
        height=TALL,
    )


def people(counts: Mapping[str, int], *, name: str, description: str) -> str:
    """A hundred people in the colours of their role, in rows of twenty.

    Args:
        counts: people by role, in the order in which they are drawn.
        name: a name unique on the page.
        description: the same in words.
    """
    colours = [palette.ROLES[role] for role, count in counts.items() for _ in range(count)]
    glyphs = [
        svg.element(
            "g",
            svg.element("circle", cx=9.0, cy=6.0, r=4.2),
            svg.element("path", d="M2.5 23v-6.5a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5V23z"),
            transform=f"translate({21 * (place % 20)} {29 * (place // 20)})",
            fill=colour,
        )
        for place, colour in enumerate(colours)
    ]
    rows = -(-len(colours) // 20)
    return svg.figure(
        *glyphs,
        width=21.0 * 20,
        height=29.0 * rows,
        name=name,
        title="A hundred people found like this one",
        description=description,
        class_="people",
    )


def _track() -> str:
    return svg.element("rect", x=0.0, y=0.0, width=WIDE, height=TALL, rx=2.0, class_="track")


def _scale(low: float, high: float) -> Callable[[float], float]:
    span = max(high - low, 1e-9)
    return lambda value: WIDE * min(max((value - low) / span, 0.0), 1.0)
