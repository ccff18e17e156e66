"""`hamstrung model`: the causal model, its arrows and the claims that they rest on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamstrung.cli import options

if TYPE_CHECKING:
    from rich.table import Table

    from hamstrung.life import Graph


def command(
    draw: Annotated[Path | None, typer.Option("--draw", metavar="OUT.svg", help="Draw the model.")] = None,
    graphml: Annotated[Path | None, typer.Option("--graphml", metavar="OUT", help="Write it as GraphML.")] = None,
    dot: Annotated[Path | None, typer.Option("--dot", metavar="OUT", help="Write it for Graphviz.")] = None,
    parameters: Annotated[bool, typer.Option("--parameters", help="List every parameter with its prior.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """List the arrows and claims of the causal model.

    Every arrow with its equation, grade and claim; --json adds the nodes. With --parameters, the parameters instead.
    """
    from hamstrung import life, report
    from hamstrung.cli import output

    graph = life.graph()
    makers = ((draw, report.causal_graph), (graphml, report.graphml), (dot, report.dot))
    for path, _ in makers:
        output.check_writable(path)
    for path, make in makers:
        if path is not None:
            output.write_whole(path, make(graph))
    if as_json:
        output.print_json(report.parameters(graph) if parameters else report.model(graph))
    elif all(path is None for path, _ in makers):
        _show(graph, report.model(graph), parameters=parameters)


def _show(graph: "Graph", document: dict[str, Any], *, parameters: bool) -> None:
    from rich.console import Console

    console = Console()
    told = f"{len(graph.nodes)} nodes, {len(graph.arrows)} arrows, {len(graph.parameters)} parameters"
    console.print(told)
    if parameters:
        console.print(_parameters(graph))
        return
    console.print(_arrows(graph))
    claims = _table("claim", "grade", "switch", "title")
    for claim in document["claims"]:
        claims.add_row(claim["id"], claim["grade"], claim["switch"] or "", claim["title"])
    console.print(claims)


def _arrows(graph: "Graph") -> "Table":
    rows = _table("from", "to", "grade", "claim", "equation")
    for arrow in graph.arrows:
        rows.add_row(arrow.source, arrow.target, arrow.grade, arrow.claim or "", arrow.equation)
    return rows


def _parameters(graph: "Graph") -> "Table":
    rows = _table("parameter", "value", "prior", "unit", "source", "meaning")
    for each in graph.parameters.values():
        prior = f"{each.prior} {each.low:g} to {each.high:g}"
        rows.add_row(each.name, f"{each.value:g}", prior, each.unit, each.source, each.meaning)
    return rows


def _table(*columns: str) -> "Table":
    from rich.table import Table

    return Table(*columns, box=None, pad_edge=False)
