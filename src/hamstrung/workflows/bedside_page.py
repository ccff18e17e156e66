"""The page of bedside pairs and chosen tests, and its picture, from the figures of `validate_bedside`."""

from collections.abc import Mapping
from typing import Any

from hamstrung.diagnosis import ROLES
from hamstrung.report import palette, svg
from hamstrung.workflows.validate_bedside import SINGLE


def page(made: Mapping[str, Any]) -> str:
    """The figures as a page."""
    single = next(row for row in made["pairs"] if row["test"] == SINGLE)
    ranked = sorted((row for row in made["pairs"] if not row["after_leg_raise"]), key=lambda row: -row["bits"]["mean"])
    later = {row["test"]: row for row in made["pairs"] if row["after_leg_raise"]}
    found, fewer_tests = made["paths"], made["fewer_tests"]
    reached = fewer_tests["chosen_tests"]
    lines = [
        "# Bedside pairs and chosen tests, on simulated patients",
        "",
        f"{made['patients']} simulated patients, drawn from the same lives as the {made['conditioned_on']} care "
        "seekers that the answer is conditioned on and held out from them; read with the errors of the likelihood. "
        "They prove that the computation does what it says, not that it is right about people.",
        "",
        "## How much of the doubt about the role a pair removes",
        "",
        f"Known beforehand: age, sex, {', '.join(f'`{code}`' for code in made['asked'])}. Bits: log2 of the true "
        "role's probability after, over before. Decision: points of pain that the treatment decision gains. ± standard "
        f"error. A single straight leg raise on both sides brings {_pm(single['bits'])} bits.",
        "",
        "![Bits by test](bedside.svg)",
        "",
        "| test | bits | bits, leg pain told | entropy removed | decision, NPRS | bits after a leg raise | minutes |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {row['label']} | {_pm(row['bits'])} | {_pm(row['bits_with_leg_pain'])} "
            f"| {_pm(row['entropy_removed'])} | {_pm(row['benefit_nprs'])} "
            f"| {_pm(later[row['test']]['bits']) if row['test'] in later else ''} | {row['minutes']:g} |"
            for row in ranked
        ),
        "",
        "## What each role predicts",
        "",
        "Among all care seekers with pain near five; mean, and the 90 % interval of one person.",
        "",
        f"| manoeuvre | unit | {' | '.join(ROLES)} |",
        f"| --- | --- |{' --- |' * len(ROLES)}",
        *(
            f"| {row['label'].removesuffix(', left')} | {row['unit']} | "
            + " | ".join(_span(row["predicted"].get(role)) for role in ROLES)
            + " |"
            for row in made["predictions"]
        ),
        "",
        *_bend_lines(made.get("bend")),
        "## Fewer tests than a fixed protocol",
        "",
        f"{made['followed']} patients followed test by test: our choice until the stop rule stops, the fixed protocol "
        f"({', '.join(made['fixed_protocol'])}), and tests by chance. "
        + (
            f"The score that the protocol has after {fewer_tests['fixed_tests']} tests is reached by choice after "
            f"**{reached}**."
            if reached is not None
            else f"The score that the protocol has after {fewer_tests['fixed_tests']} tests is **not reached**."
        )
        + " Decision: benefit, at the patient's own truth, of the treatment that is decided on.",
        "",
        "| tests | chosen: log2 score | right role leads | decision, NPRS | went on | cost | fixed: log2 score "
        "| right role leads | decision, NPRS | cost | chance: log2 score |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {mine['tests']} | {_pm(mine['log2_score'])} | {mine['right_role_leads']['mean']:.2f} "
            f"| {_pm(mine['decision_nprs'])} | {mine['went_on']:.2f} | {mine['cost_nprs']:.3f} "
            f"| {_pm(fixed['log2_score'])} | {fixed['right_role_leads']['mean']:.2f} | {_pm(fixed['decision_nprs'])} "
            f"| {fixed['cost_nprs']:.3f} | {_pm(luck['log2_score'])} |"
            for mine, fixed, luck in zip(found["chosen"], found["fixed"], found["chance"], strict=True)
        ),
        "",
        f"A next test with pairs takes {made['seconds_of_next_test']:.2f} s (median, process clock of this run). "
        f"{100 * made['conflicts']['share_with_a_conflict']:.0f} of 100 of these patients raise a conflict with the "
        f"findings of the protocol; at most {100 * made['conflicts']['promised']:.0f} should.",
        "",
    ]
    command = f"Made by `{made['command']}`." if "command" in made else ""
    return "\n".join(lines) + "\n" + command + "\n"


def picture(made: Mapping[str, Any]) -> str:
    """Bits of every test asked first, with two standard errors, beside a single leg raise."""
    rows = sorted((row for row in made["pairs"] if not row["after_leg_raise"]), key=lambda row: -row["bits"]["mean"])
    left, wide, tall, top = 460.0, 300.0, 26.0, 44.0
    most = max([0.05, *(row["bits"]["mean"] + 2.0 * row["bits"]["error"] for row in rows)])
    least = min([0.0, *(row["bits"]["mean"] - 2.0 * row["bits"]["error"] for row in rows)])
    scale = wide / (most - least)
    zero = left - scale * least
    width, height = left + wide + 70.0, top + tall * len(rows) + 12.0
    parts = [svg.element("rect", x=0, y=0, width=width, height=height, fill=palette.PAPER)]
    parts.append(svg.text("bits toward the true role", x=zero, y=24, font_size=13, fill=palette.INK))
    for k, row in enumerate(rows):
        y, bits = top + tall * k, row["bits"]
        colour = palette.FOUND if row["test"] == SINGLE else palette.ACCENT
        start, length = min(zero, zero + scale * bits["mean"]), abs(scale * bits["mean"])
        parts.append(svg.text(row["label"], x=left - 8, y=y + 13, font_size=12, text_anchor="end", fill=palette.INK))
        parts.append(svg.element("rect", x=start, y=y, width=max(length, 0.5), height=16.0, fill=colour))
        ends = [zero + scale * (bits["mean"] + way * 2.0 * bits["error"]) for way in (-1.0, 1.0)]
        parts.append(svg.element("line", x1=ends[0], x2=ends[1], y1=y + 8, y2=y + 8, stroke=palette.INK))
        parts.append(svg.text(f"{bits['mean']:.2f}", x=ends[1] + 6, y=y + 13, font_size=12, fill=palette.QUIET_INK))
    drawn = svg.figure(
        *parts,
        width=width,
        height=height,
        name="bedside",
        title="How much of the doubt about the role each bedside pair removes",
        description="Bits toward the true role, by test; a single straight leg raise in another colour.",
    )
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" ', 1)


def _bend_lines(bend: Mapping[str, Any] | None) -> list[str]:
    """Why bending with straight and bent knees does not tell cause from absent."""
    if bend is None:
        return []
    return [
        "## Why the bent-knee bend alone does not tell cause from absent",
        "",
        "Pain that goes as the knees bend, NPRS, by role; with parts of the model held still; and what the mechanics "
        "gives of it: the logarithm of the lumbar strain with bent knees over that with straight ones, at the limit of "
        "a relaxed bend. Bent knees let everybody's pelvis go on, and the supple person's most: normal hamstrings stop "
        "that bend too, so that the back of those who are not tight relaxes as much as that of the tight, or more. "
        "Nothing was set to change this. A bend to a depth that normal hamstrings do not stop would tell more; the "
        "mechanics' interpolant does not hold one.",
        "",
        f"| | {' | '.join(ROLES)} |",
        f"| --- |{' --- |' * len(ROLES)}",
        *(
            f"| {name} | " + " | ".join(f"{row[role]:.2f}" for role in ROLES) + " |"
            for name, row in bend["by_role"].items()
        ),
        "",
        "| worse deficit, deg | " + " | ".join(bend["by_deficit"]) + " |",
        "| --- |" + " --- |" * len(bend["by_deficit"]),
        "| log strain, bent over straight | " + " | ".join(f"{v:.2f}" for v in bend["by_deficit"].values()) + " |",
        "",
    ]


def _pm(value: Mapping[str, float]) -> str:
    return f"{value['mean']:.2f} ± {value['error']:.2f}"


def _span(value: Mapping[str, float] | None) -> str:
    return "" if value is None else f"{value['mean']:.2f} ({value['low']:.1f} to {value['high']:.1f})"
