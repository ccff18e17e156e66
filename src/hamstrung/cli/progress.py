"""Progress of long work, on stderr, and only where someone watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[int, int], None]
"""Told how many of how many parts are done."""


def say(what: str) -> None:
    """One line about long work that shows no parts, on stderr, and only where someone watches."""
    if sys.stderr.isatty():
        print(what, file=sys.stderr)


@contextmanager
def bar(label: str) -> Iterator[Tell]:
    """A progress bar that appears with the first part and leaves nothing behind.

    Args:
        label: what is being done.

    Yields:
        A function that is told how far the work is.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task(label, total=None)

    def tell(done: int, total: int) -> None:
        progress.start()
        progress.update(task, completed=done, total=total)

    try:
        yield tell
    finally:
        progress.stop()


@contextmanager
def several() -> Iterator[Callable[[str, int, int], None]]:
    """Progress of several long works, one after the other.

    Yields:
        A function that is told what is being done and how far it is. Where nobody watches, every tenth part is a line.
    """
    if not sys.stderr.isatty():
        last: dict[str, int] = {}

        def write(what: str, done: int, total: int) -> None:
            tenth = 10 * done // max(total, 1)
            if last.get(what) != tenth:
                last[what] = tenth
                print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)

        yield write
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield tell
