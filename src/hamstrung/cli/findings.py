"""`hamstrung findings`: the vocabulary."""

from typing import Any

from hamstrung.cli import options


def command(as_json: options.AsJson = False) -> None:
    """List the findings that a patient file may hold.

    With unit, range and method; --json adds error and cost.
    """
    from hamstrung import patient, report

    document = report.findings(patient.vocabulary())
    if as_json:
        from hamstrung.cli import output

        output.print_json(document)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("code", no_wrap=True)
    table.add_column("finding", overflow="fold")
    table.add_column("range", no_wrap=True)
    for row in document["findings"]:
        table.add_row(row["code"], row["label"], _range(row))
    Console().print(table)


def _range(row: dict[str, Any]) -> str:
    low, high = row["range"]
    return f"{low:g} to {high:g} {row['unit']}" if row["unit"] else ""
