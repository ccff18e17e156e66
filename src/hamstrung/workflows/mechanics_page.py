"""The mechanics' validation as a page, from what its topics tell."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from hamstrung.report import charts
from hamstrung.workflows.mechanics_targets import Section, Told

FOREST: Final = "targets"
"""Name of the picture of all targets; a section's name must be another."""


def figures(told: Sequence[Told]) -> dict[str, Any]:
    """Every target with its verdict, the totals by group and over all, and the numbers behind every section."""
    rows = [
        plain({"topic": each.topic} | asdict(target) | {"inside": target.inside, "said": each.said(target)})
        for each in told
        for target in each.targets
    ]
    return {
        **totals(rows),
        "groups": [{"group": group, **totals(found)} for group, found in _by_group(rows)],
        "targets": rows,
        "sections": [_section_figures(each.topic, section) for each in told for section in each.sections],
        "seed": {each.topic: each.seed for each in told if each.seed is not None},
    }


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many targets there are and lie inside, and the same of those that nothing was set to."""
    free = [row for row in rows if not row["set_to"]]
    return {
        "inside": sum(row["inside"] for row in rows),
        "count": len(rows),
        "free_inside": sum(row["inside"] for row in free),
        "free_count": len(free),
    }


def pictures(told: Sequence[Told], made: Mapping[str, Any]) -> dict[str, str]:
    """The page's pictures by name: all targets, and those of the sections."""
    drawn = {section.name: section.picture for each in told for section in each.sections if section.picture}
    if FOREST in drawn:
        raise RuntimeError(f"a section is named {FOREST}, which is the picture of all targets")
    return {FOREST: forest(made)} | drawn


def forest(made: Mapping[str, Any]) -> str:
    """All targets as intervals with our values, each on a scale of its own."""
    rows: list[charts.Interval | str] = []
    for group, found in _by_group(made["targets"]):
        rows.append(group)
        rows += [
            charts.Interval(
                row["quantity"], row["low"], row["high"], row["ours"], _unit(row), row["published"], row["set_to"]
            )
            for row in found
        ]
    missed = [f"{row['group']}, {row['quantity']}" for row in made["targets"] if not row["inside"]]
    return charts.intervals(
        rows,
        name="mechanics-targets",
        title="What counts as inside (grey), and ours: full where nothing was set to it",
        description=f"{made['inside']} of {made['count']} inside. Outside: {'; '.join(missed) or 'none'}.",
    )


def page(made: Mapping[str, Any]) -> str:
    """The page in Markdown, from its figures."""
    lines = [
        "# Mechanics beside published numbers",
        "",
        f"**{made['inside']} of {made['count']}** targets lie inside their interval; of the {made['free_count']} that "
        f"nothing was set to, **{made['free_inside']}**. *Set* marks a number that the model was fitted to, or an "
        "input: it shows that the fit holds, and validates nothing. Intervals are as printed; where none was, the "
        "column says what was taken instead, which is our choice. All postures are solved exactly, for an average "
        "man (1.75 m, 78 kg) unless a row says otherwise. The equations and every assumed constant are in "
        "[model.md](../model.md).",
        "",
        "| group | inside | of those that nothing was set to |",
        "| --- | --- | --- |",
        *(
            f"| [{each['group']}](#{_anchor(each['group'])}) | {each['inside']} of {each['count']} "
            f"| {each['free_inside']} of {each['free_count']} |"
            for each in made["groups"]
        ),
        "",
        f"![All targets: what counts as inside, and ours](mechanics-{FOREST}.svg)",
        "",
        "Grey is what counts as inside, its middle third of the picture; the upright line is the printed number. Dots "
        "are ours, hollow where the model was set to it; an arrow points to a value beyond the picture.",
        "",
    ]
    for topic in dict.fromkeys(row["topic"] for row in (*made["targets"], *made["sections"])):
        for group, found in _by_group([row for row in made["targets"] if row["topic"] == topic]):
            lines += [*_group(group, found), ""]
        for section in made["sections"]:
            if section["topic"] == topic:
                lines += [*_section(section), ""]
    lines += [f"Made by `{made['command']}`; the same numbers with all their digits are in `mechanics.json`.", ""]
    return "\n".join(lines)


def _group(group: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"## {_capital(group)}"
    yield ""
    yield "| target | evidence | published | counts as inside | interval | ours | |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    yield from (_row(row) for row in rows)
    missed = [row for row in rows if not row["inside"]]
    if missed:
        yield ""
        yield "Outside:"
        yield ""
        yield from (_miss(row) for row in missed)


def _row(row: Mapping[str, Any]) -> str:
    unit = _unit(row)
    printed = "" if row["published"] is None else f"{_number(row['published'])}{unit}"
    verdict = "inside" if row["inside"] else "**outside**"
    cells = (
        row["quantity"],
        row["evidence"],
        printed,
        f"{_number(row['low'])} to {_number(row['high'])}{unit}",
        row["interval"],
        f"{_number(row['ours'])}{unit}",
        f"{verdict}{', set' if row['set_to'] else ''}",
    )
    return _table_row(cells)


def _miss(row: Mapping[str, Any]) -> str:
    off = row["low"] - row["ours"] if row["ours"] < row["low"] else row["ours"] - row["high"]
    said = row["said"] or "Nothing is known yet of why."
    return f"- {row['quantity']}: {_number(off)}{_unit(row)} outside. {said}"


def _section(section: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {section['title']}"
    for paragraph in section["text"]:
        yield ""
        yield paragraph
    if section["picture"]:
        yield ""
        yield f"![{section['described'] or section['title']}](mechanics-{section['name']}.svg)"
    if section["rows"]:
        yield ""
        yield _table_row(section["header"])
        yield "| " + " | ".join("---" for _ in section["header"]) + " |"
        yield from (_table_row(row) for row in section["rows"])


def _section_figures(topic: str, section: Section) -> dict[str, Any]:
    return {
        "topic": topic,
        "name": section.name,
        "title": section.title,
        "text": list(section.text),
        "header": list(section.header),
        "rows": [list(row) for row in section.rows],
        "picture": section.picture is not None,
        "described": section.described,
        "figures": plain(section.figures),
    }


def plain(value: Any) -> Any:
    """Numbers, words, lists and mappings as JSON knows them, floats to six decimals; what is not finite is None."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def _by_group(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Rows of one group together, groups in the order of their first row."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row["group"]), []).append(row)
    return list(groups.items())


def _table_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _anchor(heading: str) -> str:
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _unit(target: Mapping[str, Any]) -> str:
    """The unit as it follows a number; a share (unit 1) has none."""
    return {"°": "°", "": "", "1": ""}.get(target["unit"], f" {target['unit']}")


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000.0 else f"{value:.4g}" if abs(value) >= 1.0 else f"{value:.3g}"
