"""SVG as text: elements with escaped attributes, nothing more."""

from collections.abc import Iterable
from html import escape

import numpy as np


def element(tag: str, *children: str, **attributes: object) -> str:
    """One SVG element; attribute names lose a trailing underscore and turn other underscores into hyphens.

    Args:
        tag: the element's name.
        children: markup that is already safe, such as other elements.
        attributes: values; None leaves the attribute out, floats are written to two decimals.

    Returns:
        Markup.

    >>> element("circle", cx=1.0, r=2, class_="dot")
    '<circle cx="1" r="2" class="dot"/>'
    """
    written = "".join(
        f' {_name(name)}="{escape(_value(value), quote=True)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def text(content: object, **attributes: object) -> str:
    """A text element with its content escaped."""
    return element("text", escape(str(content)), **attributes)


def figure(
    *children: str,
    width: float,
    height: float,
    name: str,
    title: str,
    description: str,
    class_: str = "figure",
) -> str:
    """A whole inline SVG with a title and a description for those who do not see it.

    Args:
        children: the drawing.
        width: width of the view box [px].
        height: height of the view box [px].
        name: a name unique on the page, for the ids of title and description.
        title: what the figure is, in a few words.
        description: what the figure shows, with its numbers.
        class_: the CSS class.

    Returns:
        Markup of one `svg` element.
    """
    labels = (
        element("title", escape(title), id=f"{name}-title"),
        element("desc", escape(description), id=f"{name}-desc"),
    )
    return element(
        "svg",
        *labels,
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        class_=class_,
    )


def decoration(*children: str, width: float, height: float, class_: str = "bar") -> str:
    """An inline SVG whose numbers stand beside it in text, and which a screen reader passes over."""
    return element(
        "svg",
        *children,
        viewBox=f"0 0 {number(width)} {number(height)}",
        aria_hidden="true",
        focusable="false",
        class_=class_,
    )


def number(value: float) -> str:
    """A coordinate with at most two decimals.

    >>> number(1.0), number(0.126), number(-0.001)
    ('1', '0.13', '0')
    """
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def line_path(points: Iterable[Iterable[float]]) -> str:
    """Path data of straight lines through points, (point, xy)."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def smooth_path(points: np.ndarray) -> str:
    """Path data of a Catmull-Rom curve through points, (point, xy).

    Each span is the cubic whose end tangents are half the chord between the neighbours; the curve passes
    through every point and stays straight where the points are on a line.
    """
    if len(points) < 3:
        return line_path(points)
    padded = np.vstack([points[0], points, points[-1]])
    spans = []
    for before, start, end, after in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        first, second = start + (end - before) / 6.0, end - (after - start) / 6.0
        spans.append(" ".join(number(v) for v in (*first, *second, *end)))
    return line_path(points[:1]) + "".join(f"C{span}" for span in spans)


def _name(name: str) -> str:
    plain = name.rstrip("_")
    return plain if plain in ("viewBox", "textLength", "gradientUnits") else plain.replace("_", "-")


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
