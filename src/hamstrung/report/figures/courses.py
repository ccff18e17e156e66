"""Pain over the weeks with and without treatment, and what each treatment is expected to add over time alone."""

from collections.abc import Sequence
from typing import Final

from hamstrung.care import Option, Trajectory
from hamstrung.care.weekly import Band
from hamstrung.report import palette, svg

WIDE: Final = 300.0
TALL: Final = 168.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 10.0, 10.0, 30.0
MOST_NPRS: Final = 10.0
_WEEKS: Final = (0, 12, 26, 39, 52)
_PAIN: Final = (0, 2, 4, 6, 8, 10)


def fan(natural: Trajectory, treated: Trajectory | None, *, name: str, title: str) -> str:
    """Mean pain by week with its 90 % band, alone and beside a treatment.

    Args:
        natural: the course without treatment.
        treated: the course beside a treatment; None draws the natural one alone.
        name: a name unique on the page.
        title: what the figure shows.
    """
    parts = [*_grid(), *_band(natural.weeks, natural.nprs, palette.QUIET_INK, dash="5 4")]
    if treated is not None:
        parts += _band(treated.weeks, treated.nprs, palette.ACCENT)
    return svg.figure(
        *parts, width=WIDE, height=TALL, name=name, title=title, description=_told(natural, treated), class_="fan"
    )


def benefits(options: Sequence[Option], *, important_nprs: float, name: str) -> str:
    """What each treatment adds over time alone, with its 90 % interval, beside the least that matters.

    Args:
        options: of a plan, in their order.
        important_nprs: the least fall of pain that matters.
        name: a name unique on the page.
    """
    most = max([important_nprs * 1.15, 0.5, *(-each.expected_nprs_change.low for each in options)])
    least = min([-0.1, *(-each.expected_nprs_change.high for each in options)])
    row, left, width = 26.0, 300.0, 760.0
    height = row * len(options) + 48.0

    def x(value: float) -> float:
        return left + (width - left - 14.0) * (value - least) / (most - least)

    parts = [
        _upright(x(0.0), height - 34.0, palette.INK),
        _upright(x(important_nprs), height - 34.0, palette.FOUND, "4 3"),
    ]
    for k, each in enumerate(options):
        parts += _row(each, row * k + row / 2.0 + 4.0, x)
    parts.append(svg.text("0", x=x(0.0), y=height - 20.0, class_="note"))
    parts.append(svg.text(f"matters: {important_nprs:.1f}", x=x(important_nprs), y=height - 20.0, class_="note"))
    parts.append(svg.text("points of pain less than time alone", x=width - 4.0, y=height - 5.0, class_="note end"))
    told = "; ".join(
        f"{each.label} {-each.expected_nprs_change.mean:.1f}, from {-each.expected_nprs_change.high:.1f} to "
        f"{-each.expected_nprs_change.low:.1f}"
        for each in options
    )
    return svg.figure(
        *parts,
        width=width,
        height=height,
        name=name,
        title="Expected benefit over time alone",
        description=f"Points of pain less than time alone: {told}. A fall of {important_nprs:.1f} matters.",
        class_="benefits",
    )


def _row(option: Option, y: float, x) -> list[str]:  # type: ignore[no-untyped-def]
    change = option.expected_nprs_change
    colour = palette.ACCENT if option.proposed else palette.SKIN_EDGE
    low, high = x(-change.high), x(-change.low)
    bar = sorted((x(0.0), x(-change.mean)))
    return [
        svg.text(_short(option.label), x=290.0, y=y + 4.5, class_="end"),
        svg.element("rect", x=bar[0], y=y - 7.0, width=bar[1] - bar[0], height=14.0, rx=2.0, fill=colour),
        svg.element("line", x1=low, x2=high, y1=y, y2=y, class_="whisker"),
        *(svg.element("line", x1=end, x2=end, y1=y - 4.0, y2=y + 4.0, class_="whisker") for end in (low, high)),
    ]


def _short(label: str) -> str:
    """A label without what stands in brackets.

    >>> _short("Psychological care (pain reprocessing)")
    'Psychological care'
    """
    return label.split(" (", maxsplit=1)[0]


def _x(week: float) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * week / _WEEKS[-1]


def _y(nprs: float) -> float:
    return TOP + (TALL - TOP - BOTTOM) * (1.0 - nprs / MOST_NPRS)


def _grid() -> list[str]:
    parts = []
    for nprs in _PAIN:
        parts.append(
            svg.element("line", x1=LEFT, x2=WIDE - RIGHT, y1=_y(nprs), y2=_y(nprs), stroke=palette.LINE, stroke_width=1)
        )
        parts.append(svg.text(nprs, x=LEFT - 6.0, y=_y(nprs) + 4.0, class_="note end"))
    parts += [svg.text(week, x=_x(week), y=TALL - BOTTOM + 15.0, class_="note") for week in _WEEKS]
    parts.append(svg.text("weeks", x=WIDE - RIGHT, y=TALL - 2.0, class_="note end"))
    return parts


def _band(weeks: Sequence[int], band: Band, colour: str, dash: str | None = None) -> list[str]:
    across = [_x(week) for week in weeks]
    upper = list(zip(across, map(_y, band.high), strict=True))
    lower = list(zip(across, map(_y, band.low), strict=True))[::-1]
    mean = list(zip(across, map(_y, band.mean), strict=True))
    return [
        svg.element("path", d=svg.line_path([*upper, *lower]) + "Z", fill=colour, opacity=0.16),
        svg.element("path", d=svg.line_path(mean), fill="none", stroke=colour, stroke_width=2.4, stroke_dasharray=dash),
    ]


def _upright(x: float, height: float, colour: str, dash: str | None = None) -> str:
    return svg.element("line", x1=x, x2=x, y1=2.0, y2=height, stroke=colour, stroke_width=1.4, stroke_dasharray=dash)


def _told(natural: Trajectory, treated: Trajectory | None) -> str:
    """The numbers of the figure in words: now, after 12 weeks and after a year."""

    def at(one: Trajectory, week: int) -> str:
        k = one.weeks.index(week)
        return f"{one.nprs.mean[k]:.1f} ({one.nprs.low[k]:.1f} to {one.nprs.high[k]:.1f})"

    def course(one: Trajectory) -> str:
        return f"{at(one, 0)} now, {at(one, 12)} after 12 weeks, {at(one, 52)} after a year"

    beside = "" if treated is None else f" Beside the treatment: {course(treated)}."
    return f"Pain from 0 to 10 with 90 % intervals. Time alone: {course(natural)}.{beside}"
