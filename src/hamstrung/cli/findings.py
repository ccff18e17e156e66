"""`hamstrung findings`: the vocabulary."""

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

    table = Table("code", "finding", "unit", "range", "method", box=None, pad_edge=False)
    for row in document["findings"]:
        low, high = row["range"]
        span = "" if low is None else f"{low:g} to {high:g}"
        table.add_row(row["code"], row["label"], row["unit"], span, row["method"])
    Console().print(table)
