"""The report as one self-contained page: no script, no request, fit to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from hamstrung.care import Trajectory
from hamstrung.diagnosis import Assessment, Estimate, PairedTest, decisions
from hamstrung.report import figures, home, labels, pairs, palette, since, words
from hamstrung.report.figures import courses, exercises
from hamstrung.report.pairs import Pair

if TYPE_CHECKING:
    import jinja2

POSTURE_ORDER: Final = ("standing", "sitting", "bending")


def page(assessment: Assessment, *, postures: Sequence[Pair] = ()) -> str:
    """The report of one person.

    A clinician's sheet, a page to take home and an appendix. Under the `essay` beliefs there is no page to
    take home; in an emergency the referral stands in place of the verdict.

    Args:
        assessment: the answer.
        postures: the person's solved postures beside those of healthy hamstrings; may be empty.

    Returns:
        A whole HTML document.
    """
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            a=assessment,
            counts=words.of_hundred(assessment.roles.as_dict()),
            postures=tuple(postures),
            taut_n=pairs.tautest(tuple(postures)),
            tall_m=pairs.tallest(tuple(postures)),
            healthy={pair.name: pair.healthy for pair in postures},
            top_load_n=_top_load(assessment, postures),
        )
    )


def sheet(assessment: Assessment) -> str:
    """The patient's exercise sheet: a page of its own, to be printed and taken home.

    Args:
        assessment: the answer; without a plan the page says why there is none.

    Returns:
        A whole HTML document.
    """
    return _environment().get_template("sheet.html.j2").render(a=assessment)


@dataclass(frozen=True)
class Shown:
    """A course that is drawn."""

    name: str
    title: str
    course: Trajectory


def shown_courses(assessment: Assessment) -> tuple[Shown, ...]:
    """The courses worth a picture: what is proposed together first, then the best single ones; three at most."""
    labels = {each.treatment: each.label for each in assessment.plan}
    proposed = [each.treatment for each in assessment.plan if each.proposed] or list(labels)[:1]
    by_name = {each.treatment: each for each in assessment.course}
    names = [*(name for name in by_name if "+" in name), *proposed][:3]
    titles = {name: _joined([labels[part] for part in name.split("+")]) for name in names}
    return tuple(Shown(f"course-{k}", titles[name], by_name[name]) for k, name in enumerate(names))


def _joined(labels: Sequence[str]) -> str:
    """Labels as one title: only the first keeps its capital."""
    return " and ".join([labels[0], *(label[0].lower() + label[1:] for label in labels[1:])])


@dataclass(frozen=True)
class Change:
    """One quantity now, after some weeks alone, and beside the best of the plan."""

    label: str
    now: str
    alone: str
    treated: str
    beside: str


_CHANGES: Final = (
    ("Disability, RMDQ 0 to 24", "rmdq", ""),
    ("Straight leg raise, left", "slr_left_deg", "°"),
    ("Straight leg raise, right", "slr_right_deg", "°"),
    ("Active knee extension, left", "ake_left_deg", "°"),
    ("Active knee extension, right", "ake_right_deg", "°"),
    ("Anterior pelvic tilt, standing", "anterior_pelvic_tilt_deg", "°"),
    ("Lumbar lordosis, standing", "lumbar_lordosis_deg", "°"),
)


def changes(assessment: Assessment) -> tuple[Change, ...]:
    """Function, range and posture now and at the plan's week, alone and beside the first course that is shown."""
    drawn = shown_courses(assessment)
    if not drawn:
        return ()
    alone, treated = assessment.course[0], drawn[0].course
    week = alone.weeks.index(assessment.care.after_weeks)
    beside = "Beside " + drawn[0].title[0].lower() + drawn[0].title[1:]

    def row(label: str, name: str, unit: str) -> Change:
        def shown(one: Trajectory, at: int) -> str:
            return f"{_examined(one, name)[at]:.0f}{unit}"

        return Change(label, shown(alone, 0), shown(alone, week), shown(treated, week), beside)

    return tuple(row(*each) for each in _CHANGES)


def _examined(one: Trajectory, name: str) -> Sequence[float]:
    if name == "rmdq":
        return one.rmdq.mean
    return (one.range[name] if name in one.range else one.posture[name]).mean


def why_no_sheet(assessment: Assessment) -> str:
    """Why there are no exercises to take home, in the patient's words; empty where there are."""
    if assessment.red_flag_screen.verdict_withheld:
        return "Please be seen by a doctor now, today. Exercises come later."
    if assessment.care is None or assessment.care.withheld:
        return "There is no exercise plan yet. Some safety questions come first. Your clinician will talk with you."
    if not assessment.care.programme:
        return "There is no exercise that we expect to help you much. Stay as active as you can; time helps too."
    return ""


def _top_load(assessment: Assessment, postures: Sequence[Pair]) -> float:
    found = [load.compression_n.mean for levels in assessment.loads.values() for load in levels.values()]
    healthy = [load.compression_n for pair in postures for load in pair.healthy.loads.values()]
    return max([1.0, *found, *healthy])


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("hamstrung.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(estimate=words.estimate, plain=words.plain, clinical=labels.clinical)
    environment.globals.update(
        style=Markup(resources.files("hamstrung.report").joinpath("templates/style.css").read_text("utf-8")),
        palette=palette,
        words=words,
        levels=pairs.LEVELS,
        posture_order=POSTURE_ORDER,
        posture_titles=pairs.TITLES,
        drawing=lambda pair, taut_n, tall_m: Markup(pairs.drawing(pair, taut_n=taut_n, tall_m=tall_m)),
        posture_rows=pairs.rows,
        home_words=home.paragraphs,
        labels=labels,
        weights=decisions.weights,
        people=_people,
        role_bar=_role_bar,
        share_bar=_share_bar,
        two_bars=lambda found, healthy, top: Markup(figures.two_bars(found, healthy=healthy, top=top)),
        change_bar=_change_bar,
        change_span=change_span,
        fan=lambda natural, treated, name, title: Markup(courses.fan(natural, treated, name=name, title=title)),
        benefits=lambda options, least, name: Markup(courses.benefits(options, important_nprs=least, name=name)),
        shown_courses=shown_courses,
        changes=changes,
        exercise=lambda each, name: Markup(exercises.figure(each.scenes, name=name, title=each.title)),
        why_no_sheet=why_no_sheet,
        pain_fan=lambda told: Markup(since.fan(told)),
        since_words=since.in_words,
    )
    return environment


def _people(counts: Mapping[str, int]) -> Markup:
    ordered = {role: counts[role] for role in words.ROLE_ORDER}
    spoken = ", ".join(f"{count} {role}" for role, count in ordered.items())
    return Markup(figures.people(ordered, name="people", description=f"Role of the hamstrings: {spoken}."))


def _role_bar(assessment: Assessment, role: str) -> Markup:
    interval = assessment.roles_interval[role]
    value = getattr(assessment.roles, role)
    return Markup(figures.interval_bar(value, low=interval.low, high=interval.high, colour=palette.ROLES[role]))


def _share_bar(share: Estimate, shapley: Estimate) -> Markup:
    return Markup(figures.share_bar(share.mean, shapley=shapley.mean))


def _change_bar(predicted: Estimate, test: PairedTest) -> Markup:
    return Markup(
        figures.change_bar(
            predicted.low, mean=predicted.mean, high=predicted.high, found=test.found, span=change_span(test)
        )
    )


def change_span(test: PairedTest) -> tuple[float, float]:
    """The values at the two ends of a paired test's picture: all predictions, zero and what was found."""
    values = [0.0, *(v for each in test.predicted.values() for v in (each.low, each.high))]
    values += [] if test.found is None else [test.found]
    if test.unit.startswith("probability"):
        return 0.0, 1.0
    low, high = min(values), max(values)
    room = max(0.05 * (high - low), 0.1)
    return low - room, high + room
