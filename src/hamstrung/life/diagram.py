"""The causal model as data: nodes, arrows, claims and parameters, for printing, drawing and checking."""

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from hamstrung import evidence
from hamstrung.errors import InputError
from hamstrung.life.claims import switches
from hamstrung.life.priors import Parameter, parameters, read_table


@dataclass(frozen=True, slots=True)
class Node:
    """A quantity of a life.

    Args:
        name, label, unit: what it is called and what it is.
        stage: of life at which it is settled.
        parameters: that spread it between people, by name.
    """

    name: str
    label: str
    unit: str
    stage: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """One structural equation's edge.

    Args:
        source, target: nodes.
        equation: how the target takes it up, in words and symbols.
        grade: how well it is supported, A to X.
        claim: whose strength multiplies it, if any.
        evidence: rows of evidence, or "assumed".
        parameters: that it uses, by name.
        loop: True for the one feedback that is solved to its fixed point.
        lagged: True where it acts on the next step of a life, so that time runs one way.
    """

    source: str
    target: str
    equation: str
    grade: str
    claim: str | None
    evidence: tuple[str, ...]
    parameters: tuple[str, ...]
    loop: bool = False
    lagged: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Everything that `hamstrung model` prints."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    claims: tuple[dict[str, str | None], ...]
    parameters: Mapping[str, Parameter]


@cache
def graph() -> Graph:
    """The causal model as data."""
    table = read_table("graph.toml")
    nodes = tuple(
        Node(name, str(row["label"]), str(row["unit"]), stage, _named(row))
        for stage, rows in table["nodes"].items()
        for name, row in rows.items()  # type: ignore[attr-defined]
    )
    arrows = tuple(_arrow(row) for row in table["arrow"])  # type: ignore[arg-type]
    published = {claim.id: claim for claim in evidence.claims()}
    claims: tuple[dict[str, str | None], ...] = tuple(
        {"id": claim, "title": published[claim].title, "grade": published[claim].grade, "switch": switch.name}
        for claim, switch in switches().items()
    )
    return Graph(nodes, arrows, claims, parameters())


def _arrow(row: Mapping[str, object]) -> Arrow:
    return Arrow(
        source=str(row["from"]),
        target=str(row["to"]),
        equation=str(row["equation"]),
        grade=str(row["grade"]),
        claim=str(row["claim"]) if "claim" in row else None,
        evidence=tuple(row.get("evidence", ("assumed",))),  # type: ignore[arg-type]
        parameters=_named(row),
        loop=bool(row.get("loop", False)),
        lagged=bool(row.get("lagged", False)),
    )


def _named(row: Mapping[str, object]) -> tuple[str, ...]:
    """Parameters that a row's patterns name, in the order of the table.

    Raises:
        InputError: for a pattern that names none.
    """
    patterns: tuple[str, ...] = tuple(row.get("parameters", ()))  # type: ignore[arg-type]
    for pattern in patterns:
        if not fnmatch.filter(parameters(), pattern):
            raise InputError.unknown(pattern, parameters(), what="parameter", source="graph.toml")
    return tuple(name for name in parameters() if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns))
