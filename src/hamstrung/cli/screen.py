"""An assessment on the terminal: red flags first, then the verdict, then what it rests on."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hamstrung.diagnosis import Assessment, Evidence
from hamstrung.report import labels, words

BAR = 12
LEAST_SHARE = 0.01
"""What a group of findings must add or take, of 1, to be shown."""
SHORT = ("cause", "contrib.", "conseq.", "byst.", "absent")
STYLES = {
    "cause": "red",
    "contributor": "yellow",
    "consequence": "blue",
    "bystander": "magenta",
    "absent": "bright_black",
}


def show(assessment: Assessment, *, console: Console) -> None:
    """Print an assessment for a person to read."""
    for part in parts(assessment):
        console.print(part)


def parts(assessment: Assessment) -> Iterator[RenderableType]:
    """The pieces of the screen, top to bottom; an emergency leaves only the first."""
    yield _flags(assessment)
    if assessment.model.beliefs != "literature":
        yield Text(f"Under the {assessment.model.beliefs} beliefs: for comparison only.", style="bold")
    yield Text()
    yield Text(words.verdict(assessment), style="bold")
    if assessment.red_flag_screen.verdict_withheld:
        return
    yield Text(" ".join(filter(None, (words.driver(assessment), words.circle(assessment)))))
    yield from (Text(note, style="dim") for note in assessment.diagnostics.notes)
    yield _roles(assessment)
    yield _sources(assessment)
    yield from _reasons(assessment)
    yield from _paired(assessment)
    yield from _next(assessment)
    yield from _plan(assessment)
    yield from _sensitivity(assessment)


def _flags(assessment: Assessment) -> RenderableType:
    screen = assessment.red_flag_screen
    lines = [Text(f"{flag.label}: {flag.reason}") for flag in assessment.red_flags]
    lines += [Text(f"Referral ({r.urgency}): {r.to}.", style="bold") for r in assessment.referral]
    if not screen.complete:
        names = "; ".join(labels.clinical(code) for code in screen.not_asked)
        lines.append(Text(f"Not asked, so no plan can be given: {names}."))
    if assessment.red_flags:
        return Panel(Group(*lines), title="Red flags", title_align="left", border_style="red")
    if not screen.complete:
        return Panel(Group(*lines), title="Red flags: none raised", title_align="left", border_style="yellow")
    return Text("Red flags: all asked, none raised.", style="green")


def _roles(assessment: Assessment) -> RenderableType:
    table = _table("The hamstrings are", "of 100", "90 %", "")
    counts = words.of_hundred(assessment.roles.as_dict())
    for role in words.ROLE_ORDER:
        interval = assessment.roles_interval[role]
        table.add_row(
            f"{role}: {words.ROLE_WORDS[role]}",
            str(counts[role]),
            f"{words.plain(100 * interval.low)} to {words.plain(100 * interval.high)}",
            _bar(getattr(assessment.roles, role), style=STYLES[role]),
            style="bold" if role == assessment.roles.leading else "",
        )
    return table


def _sources(assessment: Assessment) -> RenderableType:
    table = _table("Where the pain comes from", "alone, %", "fair share, %", "grade")
    for source in assessment.sources:
        table.add_row(
            words.SOURCE_WORDS.get(source.name, source.name),
            words.estimate(source.share, scale=100),
            words.estimate(source.shapley_share, scale=100),
            source.claim_grade,
        )
    return table


def _reasons(assessment: Assessment) -> Iterator[RenderableType]:
    explanation = assessment.explanation
    for heading, reasons in (("For", explanation.for_), ("Against", explanation.against)):
        if reasons:
            yield Text(f"\n{heading}", style="bold")
            yield from (_reason(reason) for reason in words.telling(reasons))
            if words.silent(reasons):
                yield Padding(Text(words.silent(reasons), style="dim"), (0, 0, 0, 2))
    together = [group for group in explanation.groups if abs(group.change) >= LEAST_SHARE]
    if together:
        yield Text("\nTogether, by groups of findings", style="bold")
        yield from (_weighed(group.change, group.label) for group in together)


def _reason(reason: Evidence) -> RenderableType:
    return _weighed(reason.change, labels.reason(reason))


def _weighed(change: float, told: str) -> RenderableType:
    sign = "+" if change > 0 else ""
    return Padding(Text(f"{sign}{words.plain(100 * change)}  {told}"), (0, 0, 0, 2))


def _paired(assessment: Assessment) -> Iterator[RenderableType]:
    done = [test for test in assessment.paired_tests if test.found is not None]
    if not done:
        return
    table = _table("Bedside test done twice: what each role predicts", "found", *SHORT)
    for test in done:
        means = (
            words.paired(test, test.predicted[role].mean) if role in test.predicted else "" for role in words.ROLE_ORDER
        )
        table.add_row(f"{test.label or test.manoeuvre} ({words.paired_unit(test)})", words.found(test), *means)
    yield table


def _next(assessment: Assessment) -> Iterator[RenderableType]:
    if assessment.testing.reason:
        yield Text(f"\n{assessment.testing.reason}")
    if assessment.next_tests:
        yield Text("\nTests worth having next", style="bold")
    for place, test in enumerate(assessment.next_tests, start=1):
        yield Padding(Text(f"{place}. {test.label or test.finding}: {words.reason(test)}"), (0, 0, 0, 2))


def _sensitivity(assessment: Assessment) -> Iterator[RenderableType]:
    if not assessment.sensitivity:
        return
    table = _table("The same person under", *SHORT, "people")
    for row in assessment.sensitivity:
        counts = words.of_hundred(row.roles)
        told = (str(counts[role]) if row.effective_people else "" for role in words.ROLE_ORDER)
        table.add_row(row.label, *told, words.plain(row.effective_people) + (" rough" if row.rough else ""))
    yield table


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), title_justify="left", show_edge=False)
    table.add_column(f"\n{headings[0]}", overflow="fold")
    for heading in headings[1:]:
        table.add_column(f"\n{heading}", justify="right" if heading else "left", no_wrap=True)
    return table


def _bar(share: float, *, style: str) -> Text:
    filled = round(BAR * share)
    return Text("█" * filled, style=style) + Text("░" * (BAR - filled), style="dim")


def _plan(assessment: Assessment) -> Iterator[RenderableType]:
    """What is worth doing, and why there is nothing where there is nothing."""
    care = assessment.care
    if care is None:
        return
    if care.withheld:
        yield Text(f"\nNo plan: {care.withheld}", style="bold")
        return
    table = Table(title=f"Plan: change of pain over time alone after {care.after_weeks} weeks", title_justify="left")
    for heading in ("treatment", "dose", "change (90 %)", "matters, of 100"):
        table.add_column(heading)
    for each in assessment.plan:
        change = each.expected_nprs_change
        shown = f"{change.mean:.1f} ({change.low:.1f} to {change.high:.1f})"
        row = (each.label, each.dose, shown, f"{100 * each.chance_important:.0f}")
        table.add_row(*row, style="bold" if each.proposed else "dim")
    yield table
    yield Text(care.natural.sentence)
    if not any(each.proposed for each in assessment.plan):
        yield Text("Nothing here is expected to be worth its burden for the pain: stay active, and look again.")
    yield Text(f"Look again in {care.review_weeks} weeks{f', on {care.review_date}' if care.review_date else ''}.")
