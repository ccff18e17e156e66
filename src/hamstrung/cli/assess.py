"""`hamstrung assess`: from a patient file to a verdict."""

from pathlib import Path
from typing import Annotated

import typer

from hamstrung.cli import options


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Patient file, TOML or JSON.")],
    as_json: options.AsJson = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="OUT", help="Write the report here.")] = None,
    sheet: Annotated[Path | None, typer.Option(metavar="OUT", help="Write the patient's exercise sheet here.")] = None,
    beliefs: Annotated[str, typer.Option(help="literature, or essay: every claim at face value.")] = "literature",
    cohort: Annotated[Path | None, typer.Option(metavar="DIR", help="A cohort in place of the default.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Simulate the default cohort anew from this seed.")] = None,
    sensitivity: Annotated[bool, typer.Option(help="The verdict under other beliefs too; about a minute.")] = False,
) -> None:
    """Assess a person: what part the hamstrings play.

    Red flags first, then the probability of each role, the reasons, the next test, the plan and the expected course.
    """
    from hamstrung import wiring
    from hamstrung.cli import output, progress

    chosen = options.known(beliefs, ("literature", "essay"), what="set of beliefs")
    output.check_writable(html)
    output.check_writable(sheet)
    with progress.bar("Simulating lives (once)") as tell, progress.bar("Under other beliefs") as other:
        answer = wiring.assess(
            file,
            beliefs=chosen,
            cohort_dir=cohort,
            seed=seed,
            progress=tell,
            sensitivity=other if sensitivity else None,
            alarm=lambda flag: None if as_json else typer.echo(f"Red flag: {flag.label}. {flag.action}.", err=True),
        )
    if html is not None:
        from hamstrung import report

        output.write_whole(html, report.page(answer.assessment, postures=answer.postures))
    if sheet is not None:
        from hamstrung import report

        output.write_whole(sheet, report.sheet(answer.assessment))
    if as_json:
        from hamstrung import diagnosis

        output.print_json(diagnosis.to_mapping(answer.assessment))
        return
    from rich.console import Console

    from hamstrung.cli import screen

    console = Console()
    screen.show(answer.assessment, console=console)
    if html is not None:
        console.print(f"\nReport: {html}", soft_wrap=True)
    if sheet is not None:
        console.print(f"Exercise sheet: {sheet}", soft_wrap=True)
