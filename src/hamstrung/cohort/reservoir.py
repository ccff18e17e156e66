"""Those of very many lives who seek care, in every world: where the people like one patient are looked for.

A patient is somebody who sought care. One life in six does, so that a cohort spends most of its worlds on people whom
no patient conditions on. Here the factual world is lived by everybody, and every other world by those who seek care
alone: twenty times as many of them for four times the work. The first lives are those of the cohort of the same seed.

One Arrow file, written whole or not at all, read by columns without copying. Its plan travels with it.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hamstrung.cohort import builder, store
from hamstrung.cohort.builder import DEFAULT_SEED, Progress
from hamstrung.cohort.store import Plan
from hamstrung.errors import CohortError
from hamstrung.life import Beliefs, Mechanics, beliefs, columns_of, seen, simulate
from hamstrung.life import mechanics as load_mechanics

Columns = dict[str, NDArray[np.float32]]

LIVES = 400_000
"""Lives that care seekers are chosen from."""

TIMES_A_COHORT = 20
"""So many times the lives of a small cohort."""

_TOGETHER = 10
_KIND = "care seekers"


class Seekers:
    """Simulated care seekers on disk, by columns.

    Args:
        table: of the file, memory-mapped.
        manifest: the plan, its digest and how many lives they were chosen from.
    """

    def __init__(self, table: pa.Table, manifest: Mapping[str, Any]) -> None:
        self._table, self.manifest = table, manifest
        self._names = frozenset(table.column_names)

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @property
    def size(self) -> int:
        """Lives that they were chosen from."""
        return int(self.manifest["size"])

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""
        return self._names

    @property
    def sha256(self) -> str:
        """Of the plan: equal plans make equal people."""
        return str(self.manifest["manifest_sha256"])

    def __contains__(self, column: str) -> bool:
        return column in self._names

    def __getitem__(self, column: str) -> NDArray[np.float32]:
        """One column, float32, (person,).

        Raises:
            KeyError: for a column that is not held.
        """
        if column not in self._names:
            raise KeyError(column)
        return store.values(self._table.column(column))

    def load(self, columns: Collection[str]) -> None:
        """Columns are read from memory-mapped pages when they are asked for."""


def default(
    cache: Path | str,
    *,
    held: Beliefs | None = None,
    lives: int = LIVES,
    seed: int | None = None,
    workers: int = 2,
    progress: Progress | None = None,
    mechanics: Mechanics | None = None,
) -> Seekers:
    """The care seekers of this model and these beliefs, lived if the cache lacks them or holds them damaged.

    Args:
        cache: directory; the file's name follows from its plan.
        held: beliefs, `literature` unless given.
        lives: from whom care seekers are chosen.
        seed: of the random numbers; the ordinary one unless given.
        workers: threads.
        progress: called while living with (lives done, lives in all).
        mechanics: of this version unless given.

    Raises:
        CohortError: where the cache cannot be written.
    """
    held, mechanics = held or beliefs(), mechanics or load_mechanics()
    plan = builder.plan_of(lives, DEFAULT_SEED if seed is None else seed, held=held, mechanics=mechanics)
    path = Path(cache) / f"{held.preset}-seekers-{lives}-{plan.hash[:16]}.arrow"
    try:
        return open_file(path)
    except CohortError:
        return build(path, plan=plan, held=held, mechanics=mechanics, workers=workers, progress=progress)


def build(
    path: Path,
    *,
    plan: Plan,
    held: Beliefs,
    mechanics: Mechanics,
    workers: int = 2,
    progress: Progress | None = None,
) -> Seekers:
    """Live the lives of a plan and keep those who seek care; a few parts at a time, so that memory stays bounded.

    Raises:
        CohortError: where the file cannot be written.
    """
    groups = [range(k, min(k + _TOGETHER, plan.parts)) for k in range(0, plan.parts, _TOGETHER)]
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    marks = {b"manifest": json.dumps(plan.as_dict() | {"kind": _KIND, "manifest_sha256": plan.hash}).encode()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(max_workers=workers) as pool, pa.OSFile(str(temporary), "wb") as sink:
            made = _few_ahead(
                pool, lambda group: _seekers(plan, group, held=held, mechanics=mechanics), groups, workers
            )
            writer = None
            for done, columns in enumerate(made, start=1):
                batch = pa.record_batch(list(columns.values()), names=list(columns))
                writer = writer or pa.ipc.new_file(sink, batch.schema.with_metadata(marks))
                writer.write_batch(batch)
                if progress:
                    progress(min(done * _TOGETHER * plan.part, plan.size), plan.size)
            if writer is not None:
                writer.close()
        os.replace(temporary, path)
    except OSError as error:
        raise CohortError(f"{path} cannot be written: {error}") from error
    finally:
        temporary.unlink(missing_ok=True)
    return open_file(path)


def open_file(path: Path) -> Seekers:
    """Care seekers that are whole.

    Raises:
        CohortError: for a file that is missing, cut short or of another kind.
    """
    try:
        with pa.memory_map(str(path)) as source:
            reader = pa.ipc.open_file(source)
            marks = reader.schema.metadata or {}
            manifest = json.loads(marks.get(b"manifest", b"{}"))
            table = reader.read_all()
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        raise CohortError(f"{path} holds no whole file of care seekers: {error}") from error
    if manifest.get("kind") != _KIND or manifest.get("format") != store.FORMAT:
        raise CohortError(f"{path} is of another kind or format")
    return Seekers(table, manifest)


def _seekers(plan: Plan, parts: range, *, held: Beliefs, mechanics: Mechanics) -> Columns:
    """Those of some parts who seek care, in every world; settled by the plan and the parts' numbers."""
    drawn = [builder.drawn(plan, index) for index in parts]
    uniforms, log_weight = (np.concatenate(each) for each in zip(*drawn, strict=True))
    factual = simulate(uniforms, mechanics=mechanics, beliefs=held, masks=(0,))
    seeks = seen(factual, mechanics=mechanics, codes=())["seeks_care"] > 0.5
    lives = simulate(uniforms[seeks], mechanics=mechanics, beliefs=held)
    columns = {"log_weight": log_weight[seeks]} | columns_of(lives, mechanics=mechanics)
    return {name: np.asarray(values, dtype=np.float32) for name, values in columns.items()}


def _few_ahead(
    pool: ThreadPoolExecutor, make: Callable[[range], Columns], groups: list[range], workers: int
) -> Iterator[Columns]:
    """Results in order, never more than a few of them waiting."""
    rest = iter(groups)
    waiting = [pool.submit(make, group) for group in islice(rest, workers + 1)]
    while waiting:
        result = waiting.pop(0).result()
        waiting.extend(pool.submit(make, group) for group in islice(rest, 1))
        yield result
