"""Write the reference pages that are made from the program itself: command line, findings, JSON, causal model.

python docs/generate.py            write the pages
python docs/generate.py --check    say which are out of date, and fail if any is
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import typer

from hamstrung import life, patient, report
from hamstrung.cli import app
from hamstrung.cohort import weighted
from hamstrung.life import calibration
from hamstrung.report import schema

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py from the program; do not edit. -->"


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    made = {
        "cli.md": command_line(),
        "findings.md": findings(),
        "json.md": json_documents(),
        "life.md": life_model(),
        "images/life.svg": report.causal_graph(life.graph()) + "\n",
    }
    return {HERE / name: text for name, text in made.items()}


def command_line() -> str:
    """The page of the command line."""
    lines = ["# Command line", "", MADE, ""]
    lines += [
        "Exit codes: 0 it worked, 2 bad input, 3 the science has no answer, 130 stopped. Errors are one",
        "line on stderr. With `--json` stdout holds exactly one JSON document, described in [json.md](json.md).",
        "",
    ]
    for name, command in _commands(typer.main.get_command(app), "hamstrung"):
        lines += [f"## {name}", "", *_help(command), "", "```text", _usage(name, command), "```", ""]
        lines += [*_parameters(command), ""]
    return "\n".join(lines).rstrip() + "\n"


def findings() -> str:
    """The page of the vocabulary."""
    lines = ["# Findings", "", MADE, ""]
    lines += [
        "Every code that a patient file may hold. `sd` is within one rater and between raters, in the unit;",
        "`sens` and `spec` are those of an answer. Findings of one side are two codes, `left` and `right`.",
        "",
    ]
    group = None
    for each in patient.vocabulary().values():
        if each.group != group:
            group = each.group
            lines += ["", f"## {group.replace('_', ' ').capitalize()}", ""]
            lines += ["| code | finding | answer | error | evidence |", "| --- | --- | --- | --- | --- |"]
        lines.append(f"| `{each.code}` | {each.label} | {_answer(each)} | {_error(each)} | {_evidence(each)} |")
    return "\n".join(lines) + "\n"


def life_model() -> str:
    """The page of the causal model: every quantity, equation and parameter."""
    graph = life.graph()
    lines = ["# The causal model of a life", "", MADE, ""]
    lines += [
        f"{len(graph.nodes)} quantities, {len(graph.arrows)} arrows and {len(graph.parameters)} parameters, from the",
        "same tables that the program reads (`life/graph.toml`, `life/parameters.toml`). Grades: A trials or",
        "prospective cohorts, B cross-sections or laboratory, C expert claim only, X contradicted. A claim (C1 to C28)",
        "multiplies its arrow by the strength of a belief. What the equations mean is told in [model.md](model.md).",
        "",
        "![The causal model](images/life.svg)",
        "",
        "## Quantities",
        "",
        "| quantity | what it is | unit | settled at | parameters |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{node.name}` | {node.label} | {node.unit} | {node.stage} | {_names(node.parameters)} |"
        for node in graph.nodes
    ]
    lines += ["", "## Equations", "", "| from | to | equation | parameters | grade | claim | evidence |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- |", *(_arrow(arrow) for arrow in graph.arrows)]
    fitted = {each.name for each in calibration.fitted()}
    held = life.ensemble()
    lines += ["", "## Parameters", ""]
    lines += [
        "Prior: lowest, best and highest value of a triangle, unless it says otherwise. Those that are fitted to",
        f"published statistics say what the ensemble of {len(held)} sets left: mean, 5 to 95 per cent of its weight.",
        "",
    ]
    lines += ["| parameter | prior | fitted | unit | source | claim | meaning |", f"|{' --- |' * 7}"]
    lines += [_parameter(each, held if each.name in fitted else None) for each in graph.parameters.values()]
    return "\n".join(lines) + "\n"


def _arrow(arrow: life.Arrow) -> str:
    when = " (loop)" if arrow.loop else " (next step)" if arrow.lagged else ""
    told = arrow.equation.replace("|", "\\|")
    ends = f"`{arrow.source}` | `{arrow.target}`{when}"
    used = _names(arrow.parameters)
    return f"| {ends} | {told} | {used} | {arrow.grade} | {arrow.claim or ''} | {', '.join(arrow.evidence)} |"


def _names(parameters: tuple[str, ...]) -> str:
    """Names in code, of many only the first and how many more."""
    shown = [f"`{name}`" for name in parameters[:6]]
    return ", ".join(shown) + (f" and {len(parameters) - 6} more" if len(parameters) > 6 else "")


def _parameter(each: life.Parameter, held: life.Ensemble | None) -> str:
    shape = "" if each.prior == "triangular" else f" {each.prior}"
    prior = f"{each.low:g}, **{each.value:g}**, {each.high:g}{shape}"
    left = "" if held is None else _left(held, each.name)
    return f"| `{each.name}` | {prior} | {left} | {each.unit} | {each.source} | {each.claim or ''} | {each.meaning} |"


def _left(held: life.Ensemble, name: str) -> str:
    """Mean and range of a parameter over an ensemble's sets."""
    values, everyone = held.sets[name], np.ones(len(held), bool)
    low, high = (weighted.quantile(values, held.weight, everyone, share) for share in (0.05, 0.95))
    return f"{held.weight @ values:.3g} ({low:.3g} to {high:.3g})"


def json_documents() -> str:
    """The page of the JSON documents."""
    lines = ["# JSON", "", MADE, ""]
    lines += [
        "What `--json` prints, by command. The schemas (draft 2020-12) are shipped in",
        "`hamstrung/report/schemas` and are read in Python by `hamstrung.report.schema.schema(name)`. Units are in",
        "the names.",
        "",
    ]
    for name in schema.NAMES:
        published = schema.schema(name)
        lines += [f"## {published['title']}", "", published["description"], ""]
        lines += ["| key | holds |", "| --- | --- |"]
        lines += [f"| `{key}` | {_kind(value)} |" for key, value in published["properties"].items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for each, inner in command.commands.items():
            yield from _commands(inner, f"{name} {each}")
    else:
        yield name, command


def _help(command: Any) -> list[str]:
    return [line.strip() for line in (command.help or "").strip().splitlines()]


def _usage(name: str, command: Any) -> str:
    arguments = [_metavar(p) for p in command.params if p.param_type_name == "argument"]
    return " ".join([name, *arguments, "[OPTIONS]"])


def _metavar(parameter: Any) -> str:
    return parameter.metavar or parameter.name.upper()


def _parameters(command: Any) -> list[str]:
    rows = ["| option | meaning | default |", "| --- | --- | --- |"]
    for each in command.params:
        name = f"`{_metavar(each)}`" if each.param_type_name == "argument" else _options(each)
        rows.append(f"| {name} | {each.help or ''} | {_default(each)} |")
    return rows


def _options(option: Any) -> str:
    return ", ".join(f"`{name}`" for name in option.opts)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    return "" if parameter.default is None or parameter.default is False else f"`{parameter.default}`"


def _answer(each: patient.FindingType) -> str:
    if each.kind == "number":
        return f"{each.low:g} to {each.high:g} {each.unit}".strip()
    return " / ".join(each.choices) if each.choices else "yes / no"


def _error(each: patient.FindingType) -> str:
    if each.kind == "number":
        return f"sd {each.sd_within:g}, {each.sd_between:g}"
    if each.sensitivity is None or each.specificity is None:
        return ""
    return f"sens {each.sensitivity:g}, spec {each.specificity:g}"


def _evidence(each: patient.FindingType) -> str:
    return ", ".join(each.evidence) or "assumed"


def _kind(value: dict[str, Any]) -> str:
    if "description" in value:
        return str(value["description"])
    if value.get("type") == "object":
        inner = value.get("properties") or {}
        return "object: " + ", ".join(f"`{key}`" for key in inner) if inner else "object"
    if value.get("type") == "array":
        return f"list of {_kind(value['items'])}"
    if "enum" in value or "const" in value:
        return " or ".join(f"`{json.dumps(each)}`" for each in value.get("enum", [value.get("const")]))
    if "$ref" in value:
        return f"{value['$ref'].rsplit('/', 1)[-1]}"
    kinds = value.get("type", "anything")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which are out of date."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"out of date: {path.name}; run make docs", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], "utf-8")
        print(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
