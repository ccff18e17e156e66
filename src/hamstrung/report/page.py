"""The report as one self-contained page: no script, no request, fit to print."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from hamstrung.diagnosis import Assessment, Estimate, PairedTest, decisions
from hamstrung.report import figures, home, labels, pairs, palette, words
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
