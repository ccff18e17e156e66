"""`hamstrung model`: the causal model, its arrows and the claims that they rest on."""

from hamstrung.cli import options


def command(as_json: options.AsJson = False) -> None:
    """List the claims of the causal model.

    With grade and switch; --json adds nodes and arrows.
    """
    from hamstrung import life, report

    document = report.model(life.graph())
    if as_json:
        from hamstrung.cli import output

        output.print_json(document)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("claim", "grade", "switch", "title", box=None, pad_edge=False)
    for claim in document["claims"]:
        table.add_row(claim["id"], claim["grade"], claim["switch"] or "", claim["title"])
    console = Console()
    console.print(f"{len(document['nodes'])} nodes, {len(document['arrows'])} arrows")
    console.print(table)
