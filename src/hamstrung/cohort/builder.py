"""Building a cohort: draw, live, write, part by part, in any order and with any number of workers."""

import hashlib
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hamstrung import __version__
from hamstrung.cohort import sampling, store
from hamstrung.cohort.store import Cohort, Plan
from hamstrung.errors import CohortError, InputError
from hamstrung.life import Beliefs, Mechanics, beliefs, columns_of, digest, simulate
from hamstrung.life import mechanics as load_mechanics

PART = 1000
MOST_PEOPLE = 100_000_000
DEFAULT_SIZE = 20_000
DEFAULT_SEED = 1

Progress = Callable[[int, int], None]
"""Called with (people done, people in all) after each part."""


@dataclass(frozen=True, slots=True)
class Built:
    """A cohort that was built.

    Args:
        cohort: opened.
        resumed: parts that were there already.
        manifest_sha256: of plan and parts.
    """

    cohort: Cohort
    resumed: int
    manifest_sha256: str


def plan_of(size: int, seed: int, *, held: Beliefs, mechanics: Mechanics) -> Plan:
    """The plan of a cohort.

    Raises:
        InputError: for a size that is not positive.
    """
    if not 1 <= size <= MOST_PEOPLE:
        raise InputError.outside("size", size, 1, MOST_PEOPLE)
    if seed < 0:
        raise InputError("seed", f"is {seed}, below 0")
    return Plan(
        size,
        PART,
        seed,
        dict(held.strength),
        model_hash(),
        digest.of_ensemble(),
        mechanics_hash(mechanics),
        __version__,
    )


def model_hash() -> str:
    """Of the life model, code and numbers and ensemble, and of the mixture that cohorts are drawn from."""
    return store.digest([digest.of_model(), _mixture()])


def equations_hash() -> str:
    """The same without the ensemble: of what an ensemble is fitted to."""
    return store.digest([digest.of_equations(), _mixture()])


def _mixture() -> list[object]:
    return [(c.name, c.share, sorted(c.tails.items())) for c in sampling.components()]


def mechanics_hash(mechanics: Mechanics) -> str:
    """Of both groups of the interpolant."""
    total = hashlib.sha256()
    for group in (mechanics.postures, mechanics.exams):
        for array in (group.exponents, group.coefficients, group.centre, group.scale):
            total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def build(
    out: Path | str,
    *,
    size: int = DEFAULT_SIZE,
    seed: int = DEFAULT_SEED,
    held: Beliefs | None = None,
    workers: int = 2,
    progress: Progress | None = None,
    mechanics: Mechanics | None = None,
) -> Built:
    """Build a cohort, or finish one that was interrupted; parts that are whole are kept.

    Args:
        out: directory, made if need be.
        size: people.
        seed: of the random numbers; part k draws from the seed sequence (seed, k).
        held: beliefs, `literature` unless given.
        workers: threads; the compiled lives let go of the interpreter's lock. The result does not depend on their
            number.
        progress: called after each part with (people done, people in all).
        mechanics: of this version unless given.

    Raises:
        InputError: for a size, seed or number of workers outside its range.
        CohortError: where the directory holds a cohort of another plan, or cannot be written.
    """
    if not 1 <= workers <= 1024:
        raise InputError.outside("workers", workers, 1, 1024)
    held = held or beliefs()
    mechanics = mechanics or load_mechanics()
    plan = plan_of(size, seed, held=held, mechanics=mechanics)
    directory = Path(out)
    _claim(directory, plan)
    digests = {k: mark for k in range(plan.parts) if (mark := store.finished_part(directory, k, plan=plan))}
    resumed = len(digests)
    names: list[str] = []

    def make(index: int) -> tuple[int, str, list[str]]:
        columns = part_columns(plan, index, held=held, mechanics=mechanics)
        return index, store.write_part(directory, index, columns, plan=plan), list(columns)

    def done(result: tuple[int, str, list[str]]) -> None:
        digests[result[0]] = result[1]
        names[:] = result[2]
        if progress:
            progress(sum(plan.part_size(k) for k in digests), plan.size)

    missing = [k for k in range(plan.parts) if k not in digests]
    if progress and resumed:
        progress(sum(plan.part_size(k) for k in digests), plan.size)
    if missing:
        done(make(missing[0]))
    _run(make, missing[1:], workers=workers, done=done)
    names = names or list(store.part_columns(directory, 0))
    sha256 = store.write_manifest(directory, plan=plan, digests=[digests[k] for k in range(plan.parts)], columns=names)
    return Built(store.open_directory(directory), resumed, sha256)


def part_columns(plan: Plan, index: int, *, held: Beliefs, mechanics: Mechanics) -> dict[str, np.ndarray]:
    """Every column of one part; settled by the plan and the part's number alone."""
    uniforms, log_weight = drawn(plan, index)
    lives = simulate(uniforms, mechanics=mechanics, beliefs=held)
    columns = columns_of(lives, mechanics=mechanics)
    return {"log_weight": log_weight} | columns


def drawn(plan: Plan, index: int) -> tuple[sampling.Array, sampling.Array]:
    """Stored uniforms and log weights of one part's people."""
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([plan.seed, index])))
    return sampling.draw(plan.part_size(index), generator=generator)


def _claim(directory: Path, plan: Plan) -> None:
    """Make the directory ours, or refuse where it holds a cohort of another plan."""
    marker = directory / "plan.json"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if marker.exists():
            if marker.read_text(encoding="utf-8").strip() != plan.hash:
                raise CohortError(f"{directory} holds a cohort of another size, seed, belief or model; choose another")
            return
        if any(directory.iterdir()):
            raise CohortError(f"{directory} is not empty and holds no cohort; choose another")
        marker.write_text(plan.hash + "\n", encoding="utf-8")
    except OSError as error:
        raise CohortError(f"{directory} cannot be written: {error}") from error


def _run(
    make: Callable[[int], tuple[int, str, list[str]]],
    indices: list[int],
    *,
    workers: int,
    done: Callable[[tuple[int, str, list[str]]], None],
) -> None:
    """Run parts on threads, few at a time so that memory stays bounded."""
    queue = iter(indices)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running: set[Future[tuple[int, str, list[str]]]] = set()
        try:
            while True:
                while len(running) < workers and (index := next(queue, None)) is not None:
                    running.add(pool.submit(make, index))
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    done(future.result())
        finally:
            for future in running:
                future.cancel()
