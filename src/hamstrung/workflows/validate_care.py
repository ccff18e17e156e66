"""Published trials done again in simulated people: effects beside each other, calibration and validation apart."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hamstrung.care import Ground, run_trial
from hamstrung.care.published_trials import PEOPLE, REPEATS, PublishedTrial, published
from hamstrung.report import charts

Progress = Callable[[int, int], None]

SPLITS = ("calibration", "validation")

INTRODUCTION = (
    "Every published trial, or pool of trials, is done again: simulated people are screened as its people were, live "
    f"beside both arms, and are compared as trials compare ({REPEATS} repeats of {PEOPLE} people each, with errors of "
    "measuring). *Inside* means that the mean of the repeats lies in the published 95 % interval. *Calibration* holds "
    "the studies that guided a number of the treatments or of the life model; *validation* those that did not, and no "
    "study is in both ([decision 60](../decisions/0060-calibration-and-validation-never-share-a-study.md)). People who "
    "took part are simulated: this shows what the model expects of such a trial, and proves nothing of any treatment."
)


def figures(
    *, ground: Ground, chosen: Sequence[PublishedTrial] | None = None, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Every published trial beside ours.

    Args:
        ground: mechanics and beliefs.
        chosen: some trials instead of all.
        progress: told (trials done, trials in all).
    """
    trials = published() if chosen is None else chosen
    rows = []
    for done, trial in enumerate(trials):
        progress(done, len(trials))
        found = run_trial(trial.design, ground=ground)
        ours = trial.effect(found)
        first = found.effects[0]
        half = (first.high - first.low) / 2.0 if trial.unit == "SMD" else _half(first.difference)
        inside = trial.low <= ours <= trial.high
        rows.append(
            {
                "id": trial.id,
                "split": trial.split,
                "set_to": trial.set_to,
                "what": trial.what,
                "who": trial.who,
                "study": trial.study,
                "evidence": list(trial.evidence),
                "outcome": first.outcome,
                "unit": trial.unit,
                "published": trial.published,
                "low": trial.low,
                "high": trial.high,
                "interval": trial.interval,
                "ours": ours,
                "one_trial_within": half,
                "power": found.power,
                "screened": found.screened,
                "inside": inside,
                "remark": "" if inside else trial.remark,
            }
        )
    progress(len(trials), len(trials))
    summary = {split: _count([row for row in rows if row["split"] == split]) for split in SPLITS}
    return {"summary": summary, "trials": rows}


def page(made: Mapping[str, Any]) -> str:
    """The figures as a page."""
    lines = ["# Published trials, done again in simulated people", "", INTRODUCTION, ""]
    lines += [" ".join(f"**{_told(made['summary'][split], split)}**" for split in SPLITS)]
    lines += ["", "![Published effects, their intervals and ours](care.svg)", ""]
    for split in SPLITS:
        rows = [row for row in made["trials"] if row["split"] == split]
        lines += [f"## {split.capitalize()}", ""]
        lines += ["| trial | of whom | outcome | published | ours | inside | set to it | evidence |"]
        lines += ["| --- | --- | --- | --- | --- | --- | --- | --- |"]
        lines += [_line(row) for row in rows]
        missed = [row for row in rows if not row["inside"]]
        lines += ["", f"### Missed in {split}", ""] if missed else []
        lines += [f"- `{row['id']}`: {row['remark']}" for row in missed] + [""]
    lines += [
        "SMD: standardised mean difference; negative is less pain, less disability or less range than the control. The "
        "number behind ± is how far one trial of that size strays from the mean of the repeats, 95 of 100 times.",
        "",
        f"Made by `{made['command']}`.",
    ]
    return "\n".join(lines) + "\n"


def picture(made: Mapping[str, Any]) -> str:
    """Every effect as an interval with ours, each on a scale of its own."""
    rows: list[charts.Interval | str] = []
    for split in SPLITS:
        found = [row for row in made["trials"] if row["split"] == split]
        rows += [split] if found else []
        rows += [
            charts.Interval(
                f"{row['id'].replace('_', ' ')}, {row['unit']}",
                row["low"],
                row["high"],
                row["ours"],
                published=row["published"],
                hollow=row["set_to"],
            )
            for row in found
        ]
    missed = [row["id"] for row in made["trials"] if not row["inside"]]
    return charts.intervals(
        rows,
        name="care",
        title="Published effects (grey), and ours: hollow where a number was set to it",
        description=" ".join(_told(made["summary"][split], split) for split in SPLITS)
        + f" Outside: {', '.join(missed) or 'none'}.",
    )


def _half(spread: Any) -> float:
    return float(spread.high - spread.low) / 2.0


def _count(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {"inside": sum(row["inside"] for row in rows), "of": len(rows)}


def _told(count: Mapping[str, int], split: str) -> str:
    return f"{count['inside']} of {count['of']} {split} trials inside."


def _line(row: Mapping[str, Any]) -> str:
    published = f"{row['published']:g} {row['unit']} ({row['low']:g} to {row['high']:g})"
    ours = f"{row['ours']:.2f} ± {row['one_trial_within']:.2f}"
    cells = (
        f"{row['what']} (`{row['id']}`), {row['study']}",
        row["who"],
        row["outcome"].replace("_", " "),
        published + (f"; {row['interval']}" if row["interval"] else ""),
        ours,
        "yes" if row["inside"] else "**no**",
        "yes" if row["set_to"] else "",
        ", ".join(row["evidence"]),
    )
    return f"| {' | '.join(cells)} |"
