"""The command `hamstrung`: its verbs, and the one table from errors to exit codes.

Every command imports what it needs when it runs, so that help and errors come at once.
"""

import gc
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from hamstrung import __version__, errors, wiring
from hamstrung.cli import (
    assess,
    body,
    calibrate,
    cohort,
    exam,
    export,
    findings,
    import_,
    model,
    n_of_1,
    posture,
    progress,
    trial,
)

BAD_INPUT: Final = 2
NO_ANSWER: Final = 3
STOPPED: Final = 130

EXIT_CODES: Final[tuple[tuple[type[BaseException], int], ...]] = (
    (errors.ScienceError, NO_ANSWER),
    (errors.HamstrungError, BAD_INPUT),
    (OSError, BAD_INPUT),
)
"""Exit code by kind of error; the first that fits."""

COMPILED: Final = ("assess", "body", "calibrate", "cohort", "exam", "n-of-1", "posture", "trial")
"""Commands that compute, with kernels that are compiled at their first call."""

app = typer.Typer(
    name="hamstrung",
    help="What part do the hamstrings play in this person's low back pain?",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("assess")(assess.command)
app.command("posture")(posture.command)
app.command("exam")(exam.command)
app.command("body")(body.command)
app.command("findings")(findings.command)
app.command("model")(model.command)
app.add_typer(cohort.app, name="cohort")
app.command("calibrate")(calibrate.command)
app.command("trial")(trial.command)
app.command("n-of-1")(n_of_1.command)
app.command("import")(import_.command)
app.command("export")(export.command)

_RARELY = 100_000
"""New objects between two searches for garbage. Loading the model makes half a million that stay; arrays are no part of
any cycle."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    """What part do the hamstrings play in this person's low back pain?

    They may be the cause, a contributor, a consequence of something else, a bystander, or not tight at all.
    Start with: hamstrung assess FILE
    """


def main() -> None:
    """The entry point: run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Args:
        arguments: what stands after `hamstrung`; nothing means `--help`.

    Returns:
        0 when it worked, 2 for bad input, 3 where the science has no answer, 130 when it was stopped. One
        line on stderr says why, without a traceback.
    """
    gc.set_threshold(_RARELY)
    command = typer.main.get_command(app)
    try:
        wiring.keep_kernels()
        if arguments and arguments[0] in COMPILED and not wiring.has_kernels():
            progress.say("Compiling the model for this machine: once, a minute or two.")
        code = command.main(list(arguments) or ["--help"], prog_name="hamstrung", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except (KeyboardInterrupt, typer.Abort):
        return _stopped()
    except Exception as error:
        return _explained(error)
    return _stopped() if code == STOPPED else int(code or 0)


def _explained(error: Exception) -> int:
    usage = getattr(error, "format_message", None)
    if usage is not None:
        return _complain(usage(), code=BAD_INPUT)
    for kind, code in EXIT_CODES:
        if isinstance(error, kind):
            return _complain(_sentence(error), code=code)
    raise error


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}" if error.filename else error.strerror
    return str(error)


def _complain(message: str, *, code: int) -> int:
    line = " ".join(message.split())
    print(f"hamstrung: {line}", file=sys.stderr)
    return code


def _stopped() -> int:
    print("\nhamstrung: stopped; nothing was left half written", file=sys.stderr)
    return STOPPED


def _reader_left() -> int:
    # The reader of our output has gone (such as `| head`): keep Python from complaining at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
