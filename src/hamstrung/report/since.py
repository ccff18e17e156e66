"""What later visits showed, as a page part: the fan of pain that was foreseen beside what was found."""

from hamstrung.care import FollowUp
from hamstrung.report import charts, palette
from hamstrung.report.charts import Line, Panel


def fan(told: FollowUp) -> str:
    """Pain over the course: foreseen at the first visit, now believed, and as read.

    Args:
        told: of a person with a course.

    Returns:
        An SVG document with a description in words.
    """
    course = told.course
    weeks = [float(week) for week in course.weeks]
    series = [
        Line(
            label,
            weeks,
            [each.mean for each in band],
            [each.low for each in band],
            [each.high for each in band],
            colour=colour,
            dashed=dashed,
        )
        for label, band, colour, dashed in (
            ("foreseen", course.foreseen, palette.HEALTHY, True),
            ("now believed", course.believed, palette.ACCENT, False),
        )
    ]
    for source, colour in (("visit", palette.FOUND), ("diary", palette.QUIET_INK)):
        mine = [each for each in course.readings if each.source == source]
        if mine:
            at, felt = [float(each.week) for each in mine], [each.nprs for each in mine]
            series.append(Line(f"{source}s" if source == "visit" else source, at, felt, colour=colour, joined=False))
    panel = Panel("", series, x="weeks since the first visit", y="pain, 0 to 10", y_range=(0.0, 10.0))
    read = ", ".join(f"{each.nprs:g} in week {each.week} ({each.source})" for each in course.readings)
    last = course.foreseen[-1]
    return charts.panels(
        [panel],
        title="Pain that was foreseen, and pain that was found",
        description=(
            f"Foreseen for week {course.weeks[-1]}: {last.mean:.1f} ({last.low:.1f} to {last.high:.1f}). Read: {read}."
        ),
    )


def in_words(value: float | str | None, unit: str) -> str:
    """A value of a finding with its unit.

    >>> in_words(55.0, "deg")
    '55 deg'
    """
    if value is None:
        return "not made"
    if isinstance(value, str):
        return value
    return f"{value:g} {unit}".strip()
