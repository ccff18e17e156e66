"""A cohort beside published statistics: what lies inside its interval, what misses and why, fitted and unseen apart."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hamstrung.cohort import Compared, Sample, compare
from hamstrung.cohort.published import SPLITS, Target
from hamstrung.report import charts

Progress = Callable[[int, int], None]

INTRODUCTION = (
    "Every statistic is computed from a cohort as its authors computed it from people: the same kind of people, the "
    "same comparison, errors of measuring included where they were not corrected for. *Inside* means that the cohort's "
    "value lies in the published 95 % interval; where a source prints none, [`targets.toml`]"
    "(../../src/hamstrung/cohort/targets.toml) says how it was obtained. *Calibration* holds every study that guided "
    "the model's parameters; *validation* holds studies that did not, and no study is in both "
    "([decision 60](../decisions/0060-calibration-and-validation-never-share-a-study.md)). People live under the sets "
    "of parameters that the calibration left "
    "([decision 82](../decisions/0082-the-ensemble-is-one-more-stored-number.md)). The interval of the cohort's value "
    "is the chance of drawing its people (jackknife) together with the spread between these sets."
)


def figures(
    sample: Sample,
    *,
    chosen: Sequence[Target] | None = None,
    spread: Mapping[str, float] | None = None,
    progress: Progress = lambda done, parts: None,
) -> dict[str, Any]:
    """Every published statistic beside the cohort's value.

    Args:
        sample: a cohort's people.
        chosen: some statistics instead of all.
        spread: of statistics between the sets of parameters that the people live under, by id.
        progress: called with (statistics done, statistics in all).

    Returns:
        `people`, `summary` by split, and `targets`.
    """
    rows = [_row(each) for each in compare(sample, chosen=chosen, spread=spread or {}, progress=progress)]
    return {"people": len(sample), "summary": {split: _count(rows, split) for split in SPLITS}, "targets": rows}


def page(made: Mapping[str, Any]) -> str:
    """The figures as a page."""
    lines = ["# The simulated population against published statistics", "", INTRODUCTION, ""]
    lines += [" ".join(f"**{_told(made['summary'][split], split)}**" for split in SPLITS)]
    lines += ["", "![Every statistic, its published interval and the cohort's value](lives.svg)", ""]
    for split in SPLITS:
        rows = [row for row in made["targets"] if row["split"] == split]
        lines += [f"## {split.capitalize()}", "", _told(made["summary"][split], split), ""]
        lines += ["| statistic | of whom | published | cohort | inside | evidence |"]
        lines += ["| --- | --- | --- | --- | --- | --- |"]
        lines += [_line(row) for row in rows]
        missed = [row for row in rows if not row["inside"]]
        lines += ["", f"### Missed in {split}", ""] if missed else []
        lines += [f"- `{row['id']}`: {row['remark'] or 'not yet understood.'}" for row in missed] + [""]
    if "ensemble" in made:
        held = made["ensemble"]
        told = f"{held['sets']} sets of parameters, worth {held['effective']:.0f} of equal weight"
        lines += [
            f"People live under {told} (`life/ensemble.csv`, sha256 `{held['sha256'][:16]}`: {held['command']}).",
            "",
        ]
    lines += [f"{made['people']} people, preset *{made['beliefs']}*, seed {made['seed']}. Made by `{made['command']}`."]
    return "\n".join(lines) + "\n"


def picture(made: Mapping[str, Any]) -> str:
    """Every statistic as an interval with the cohort's value, each on a scale of its own."""
    rows: list[charts.Interval | str] = []
    for split in SPLITS:
        for table in dict.fromkeys(row["id"].split(".")[0] for row in made["targets"]):
            found = [row for row in made["targets"] if row["split"] == split and row["id"].startswith(f"{table}.")]
            rows += [f"{split}: {table}"] if found else []
            rows += [_interval(row) for row in found if row["cohort"] is not None]
    missed = [row["id"] for row in made["targets"] if not row["inside"]]
    told = "; ".join(_told(made["summary"][split], split) for split in SPLITS)
    return charts.intervals(
        rows,
        name="lives",
        title="Published intervals (grey), and the cohort: hollow where the study guided the parameters",
        description=f"{told}. Outside: {', '.join(missed) or 'none'}.",
    )


def _row(each: Compared) -> dict[str, Any]:
    target = each.target
    return {
        "id": target.id,
        "split": target.split,
        "quantity": target.quantity,
        "population": target.population,
        "unit": target.unit,
        "published": target.published,
        "low": target.low,
        "high": target.high,
        "interval": target.interval,
        "n": target.n,
        "evidence": list(target.evidence),
        "study": target.study,
        "computed_by": f"hamstrung.cohort.statistics.{target.id}",
        "cohort": _finite(each.cohort),
        "cohort_low": _finite(each.low),
        "cohort_high": _finite(each.high),
        "inside": each.inside,
        "remark": "" if each.inside else each.remark,
    }


def _finite(value: float) -> float | None:
    return value if value == value and abs(value) != float("inf") else None


def _count(rows: Sequence[Mapping[str, Any]], split: str) -> dict[str, int]:
    found = [row for row in rows if row["split"] == split]
    return {"inside": sum(row["inside"] for row in found), "of": len(found)}


def _told(count: Mapping[str, int], split: str) -> str:
    return f"{count['inside']} of {count['of']} {split} statistics inside."


def _interval(row: Mapping[str, Any]) -> charts.Interval:
    label = row["id"].split(".")[1].replace("_", " ").replace("care seekers", "seekers")
    hollow = row["split"] == "calibration"
    return charts.Interval(label, row["low"], row["high"], row["cohort"], "", row["published"], hollow)


def _line(row: Mapping[str, Any]) -> str:
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    inside = "yes" if row["inside"] else "**no**"
    ours = "nobody" if row["cohort"] is None else f"{_short(row['cohort'])} ({_span(row, 'cohort_low', 'cohort_high')})"
    return (
        f"| {row['quantity']} (`{row['id']}`) | {row['population']} | {_short(row['published'])}{unit} "
        f"({_span(row, 'low', 'high')}) | {ours} | {inside} | {', '.join(row['evidence'])} |"
    )


def _span(row: Mapping[str, Any], low: str, high: str) -> str:
    return f"{_short(row[low])} to {_short(row[high])}"


def _short(value: float | None) -> str:
    return "?" if value is None else f"{value:.3g}"
