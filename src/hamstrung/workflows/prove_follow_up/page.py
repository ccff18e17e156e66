"""The page of followed patients in Markdown, from its figures."""

from collections.abc import Mapping
from typing import Any

from hamstrung.care.rivals import WHY

Figures = Mapping[str, Any]

LARGEST_ERROR = 0.05
"""Calibration error that counts as calibrated where chance alone gives no more, assumed (0.03-0.08)."""

_TESTS = {"pain_nprs": "pain (NPRS)", "slr_deg": "straight leg raise (deg)", "ake_deg": "active knee extension (deg)"}


def page(made: Figures) -> str:
    """The page in Markdown."""
    parts = (_head, _visits, _gains, _reliability, _foreseen, _reasons, _how)
    return "\n".join(line for part in parts for line in part(made)) + "\n"


def _head(made: Figures) -> list[str]:
    return [
        "# Three visits of simulated patients",
        "",
        "**These patients are simulated.** They are drawn from the model, as in the [proof of the diagnosis]"
        "(diagnosis.md), found with the assumed errors and with findings missing, given a treatment that the plan "
        "allows, and seen twice more while their lives go on as the model has them. That scores rise and probabilities "
        "keep their promise shows that later visits are read rightly where the model is right. It does not show that "
        "the model is right, and proves nothing of any treatment.",
        "",
    ]


def _visits(made: Figures) -> list[str]:
    rows = [("before the first visit", made["before"])]
    rows += [(f"after visit {k}", row) for k, row in enumerate(made["visits"], start=1)]
    return [
        "## Roles by visit",
        "",
        "![Log score by visit](follow_up-scores.svg)",
        "",
        f"{made['patients']} patients; the second visit is after {made['weeks']['second']:.0f} weeks and the third "
        f"after {made['weeks']['third']:.0f} (medians). Log score of the true role and Brier score with standard "
        "errors; calibration error of all roles against the rest in ten bins of equal width, and what chance alone "
        "gives these probabilities (median, 95 %); coverage of central intervals of 25 quantities of the life as it "
        "was at the first visit (deficits, pain in worlds, shares of sources).",
        "",
        "| | log score | Brier | calibration error | by chance | entropy | likeliest right "
        "| cover 50 % | 80 % | 90 % |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(f"| {name} | {_mean(row['log_score'])} | {_mean(row['brier_score'])} | "
          f"{row['expected_calibration_error']:.3f} | {_chance(row)} | {row['entropy']:.3f} | "
          f"{row['leading_right']:.0%} | {_coverage(row)} |" for name, row in rows),
        "",
        "The same for the question whether the hamstrings drive the pain at all, as cause or contributor:",
        "",
        "| | log score | calibration error |",
        "| --- | --- | --- |",
        *(f"| {name} | {_mean(row['drivers']['log_score'])} | "
          f"{row['drivers']['expected_calibration_error']:.3f} |" for name, row in rows),
        "",
    ]  # fmt: skip


def _gains(made: Figures) -> list[str]:
    names = ("from visit 1 to 2", "from visit 2 to 3", "from visit 1 to 3")
    rows = [f"| {name} | {made['patients']} | {_mean(each)} |" for name, each in zip(names, made["gains"], strict=True)]
    rows += [
        f"| from visit 1 to 3, {name} | {each['patients']} | {_mean(each)} |" for name, each in made["by_diary"].items()
    ]
    whole = made["gains"][2]
    verdict = (
        "**The log score improves with visits**"
        if whole["mean"] > 2.0 * whole["error"]
        else "**The log score does not improve surely with visits**"
    )
    worst = max(
        row["expected_calibration_error"] - max(row["calibration_error_by_chance"]["high"], LARGEST_ERROR)
        for row in made["visits"]
    )
    kept = "**stay calibrated**" if worst <= 0.0 else "**do not stay calibrated**"
    return [
        f"{verdict} ({whole['mean']:+.3f}, standard error {whole['error']:.3f}, from the first to the third), and the "
        f"probabilities {kept}: no calibration error is larger than chance, or {LARGEST_ERROR}, allows."
        if worst <= 0.0
        else f"{verdict} ({whole['mean']:+.3f}, standard error {whole['error']:.3f}, from the first to the third), and "
        f"the probabilities {kept}: a calibration error is larger than chance, or {LARGEST_ERROR}, allows.",
        "",
        "| gain of log score, same patients | patients | mean (standard error) |",
        "| --- | --- | --- |",
        *rows,
        "",
    ]


def _reliability(made: Figures) -> list[str]:
    lines = ["![Reliability after each visit](follow_up-reliability.svg)", ""]
    lines += ["Calibration error of each role by itself:", "", "| | " + " | ".join(_roles(made)) + " |"]
    lines += ["| --- |" + " --- |" * len(_roles(made))]
    lines += [
        f"| after visit {k} | " + " | ".join(f"{each:.3f}" for each in row["calibration_error_by_role"].values()) + " |"
        for k, row in enumerate(made["visits"], start=1)
    ]
    return [*lines, ""]


def _foreseen(made: Figures) -> list[str]:
    return [
        "## Readings foreseen",
        "",
        "Every reading of a later visit beside the 90 % interval that was foreseen for it from all that was known "
        "before (200 courses drawn; readings at an end of their range lie inside more often).",
        "",
        "| reading | readings | inside | mean width |",
        "| --- | --- | --- | --- |",
        *(
            f"| {_TESTS.get(name, name)} | {each['readings']} | {each['inside']:.3f} ({each['error']:.3f}) | "
            f"{each['width']:.1f} |"
            for name, each in made["foreseen"].items()
        ),
        "",
    ]


def _reasons(made: Figures) -> list[str]:
    found = made["reasons"]
    if "by_reason" not in found:
        return []
    return [
        "## Why pain did not fall",
        "",
        "![Reliability of the reasons](follow_up-reasons.svg)",
        "",
        f"In {found['patients']} of these patients pain had not fallen by what matters at the third visit. Each life "
        "has one true reason, found by living it again with one thing changed, in the order of the table "
        "(`care/rivals.py`); the answer gives each a probability. *By itself*: whether a reason holds, whatever stands "
        "before it. Number in brackets: standard error of the difference.",
        "",
        "| reason | given, mean | true | by itself, given | by itself, true |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {WHY[each['reason']][0]} (`{each['reason']}`) | {each['given']:.3f} | {each['true']:.3f} "
            f"({each['error']:.3f}) | {each['alone_given']:.3f} | {each['alone_true']:.3f} "
            f"({each['alone_error']:.3f}) |"
            for each in found["by_reason"]
        ),
        "",
        f"Log score {_mean(found['log_score'])}; always giving the shares that came true, which nobody knows "
        f"beforehand: {found['log_score_of_shares']['mean']:.3f}. Brier {_mean(found['brier_score'])}. Calibration "
        f"error {found['expected_calibration_error']:.3f} (chance alone: "
        f"{found['calibration_error_by_chance']['median']:.3f}, up to "
        f"{found['calibration_error_by_chance']['high']:.3f}). The likeliest reason was the true one in "
        f"{found['leading_right']:.0%}.",
        "",
    ]


def _how(made: Figures) -> list[str]:
    seconds = made["simulated_seconds"]
    return [
        "## How they were made",
        "",
        "Treatments are drawn by lot among those that the plan allows, so that what is given tells nothing of the "
        "person; at the second visit it goes on or another takes its place. In half of the patients it is known how "
        "much was done, and half keep a diary, one number a week. Pain is asked of everybody at "
        "the first visit. At each later visit pain is asked and each test of "
        "range is made with a chance of 0.7, by the same examiner. Persistent errors stay, errors of the day are drawn "
        "anew. Dates, what is read and who keeps a diary depend on nothing that is true of the person; where clinics "
        "see again those who are worse, these figures do not hold.",
        "",
        f"First answers with effort `{made['effort']}`; {made['tempered']:.0%} of the courses had to be tempered. "
        f"Effective people after each visit, median (a tenth below): "
        + ", ".join(f"{row['effective']['median']:.0f} ({row['effective']['p10']:.0f})" for row in made["visits"])
        + f". Seconds for each patient, medians: {seconds['first']:.1f} for the first answer, {seconds['after']:.1f} "
        "for the rest.",
        "",
        f"Made by `{made['command']}` (seed {made['seed']}).",
    ]


def _roles(made: Figures) -> list[str]:
    return list(made["visits"][0]["calibration_error_by_role"])


def _mean(each: Mapping[str, float]) -> str:
    return f"{each['mean']:.3f} ({each['error']:.3f})"


def _chance(row: Figures) -> str:
    chance = row["calibration_error_by_chance"]
    return f"{chance['median']:.3f}, {chance['high']:.3f}"


def _coverage(row: Figures) -> str:
    return " | ".join(f"{share:.3f}" for share in row["coverage"].values()) if "coverage" in row else " | | "
