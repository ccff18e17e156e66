"""Many patients answered in several processes; answers are kept in a file, so that a longer run goes on from there."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from hamstrung.workflows.prove_diagnosis.answers import Bench, Job

CHUNK = 10

Progress = Callable[[int, int], None]


class Answering(Protocol):
    """Answers patients by their place."""

    def answer(self, index: int) -> dict[str, Any]:
        """The record of one patient."""
        ...


Opens = Callable[[Job], Answering]
"""Opens what answers a job; the same in every process."""

_bench: Answering | None = None


def run(
    job: Job,
    *,
    kept: Path,
    workers: int,
    progress: Progress = lambda done, total: None,
    bench: Opens | None = None,
) -> list[dict[str, Any]]:
    """The records of every patient of a job, in their order.

    Args:
        job: what is to be answered.
        kept: file of one record a line; those of the same job that are there already are not made again. Its name must
            settle the cohort, the model and everything of the job but its size.
        workers: processes; one stays in this one. The records do not depend on their number.
        progress: told how many of how many patients are answered.
        bench: opens what answers; the bench of first visits where it is not given.
    """
    opens = Bench if bench is None else bench
    known = {record["index"]: record for record in read(kept)}
    missing = [index for index in range(job.size) if index not in known]
    kept.parent.mkdir(parents=True, exist_ok=True)
    whole = not kept.exists() or kept.read_bytes()[-1:] in (b"", b"\n")
    with kept.open("a", encoding="utf-8") as file:
        file.write("" if whole else "\n")
        for record in _answers(job, missing, workers, opens):
            known[record["index"]] = record
            file.write(json.dumps(record) + "\n")
            file.flush()
            progress(sum(index in known for index in range(job.size)), job.size)
    return [known[index] for index in range(job.size)]


def read(kept: Path) -> list[dict[str, Any]]:
    """Records of a file; a last line that was cut short is passed over."""
    if not kept.exists():
        return []
    records = []
    for line in kept.read_text(encoding="utf-8").splitlines():
        try:
            records.append(json.loads(line))
        except ValueError:
            continue
    return records


def _answers(job: Job, missing: list[int], workers: int, opens: Opens) -> Iterator[dict[str, Any]]:
    """Answers as they come."""
    if workers == 1 or len(missing) <= CHUNK:
        bench = opens(job)
        yield from (bench.answer(index) for index in missing)
        return
    chunks = [missing[start : start + CHUNK] for start in range(0, len(missing), CHUNK)]
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_open, initargs=(job, opens)
    ) as pool:
        for records in pool.map(_chunk, chunks):
            yield from records


def _open(job: Job, opens: Opens) -> None:
    global _bench
    _bench = opens(job)


def _chunk(indices: list[int]) -> list[dict[str, Any]]:
    if _bench is None:
        raise RuntimeError("this process was not opened")
    return [_bench.answer(index) for index in indices]
