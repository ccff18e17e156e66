"""Cohorts: built, opened to condition on, and held beside published statistics."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hamstrung import __version__
from hamstrung.errors import InputError
from hamstrung.wiring.machine import surroundings

if TYPE_CHECKING:
    from hamstrung.cohort import Cohort
    from hamstrung.diagnosis import Replay
    from hamstrung.life import Beliefs, Mechanics
    from hamstrung.workflows.assess import Lives

Progress = Callable[[int, int], None]


def open_lives(cohort_dir: Path | None, *, beliefs: str, seed: int | None, progress: Progress) -> "Lives":
    """The cohort to condition on: the one that is named, else the default one, built on first use.

    Args:
        cohort_dir: a cohort's folder; the settings' one where it is None.
        beliefs: `literature` or `essay`.
        seed: of the default cohort; its own where it is None.
        progress: told how many of how many people are built.

    A cohort that the installed model made stands for all the care seekers of its seed: as many more are lived, once,
    and kept in the cache (`cohort.seekers`).

    Raises:
        InputError: if the named cohort was built under other beliefs.
        CohortError: if it is not whole.
    """
    from hamstrung import care, cohort, diagnosis, life
    from hamstrung.workflows.assess import Lives

    chosen = surroundings()
    held, mechanics = life.beliefs(beliefs), life.mechanics()
    replay = diagnosis.LifeReplay(mechanics, held, tuple(life.NODES), threads=min(chosen.workers, 2))
    ground = care.Ground(mechanics, held)

    def under(other: "Beliefs") -> "Replay":
        return replace(replay, held=other)

    named = cohort_dir or chosen.cohort_dir
    lives = cohort.LIVES
    if named is not None:
        own = cohort.open(named)
        if dict(own.manifest["beliefs"]) != dict(held.strength):
            hint = f"build one with: hamstrung cohort build --beliefs {beliefs} --out DIR"
            raise InputError("the cohort", f"was not built under {beliefs} beliefs", source=str(named), hint=hint)
        _same_ensemble(own, named)
        model = diagnosis.ModelIdentity(__version__, str(own.manifest["parameters_hash"]), beliefs)
        if not _made_by(own, mechanics=mechanics):
            return Lives(own, model, None, seed=seed or 1)
        if own.size >= cohort.LIVES:
            return Lives(own, model, replay, seed=seed or 1, ground=ground, under=under)
        lives, seed = min(lives, cohort.TIMES_A_COHORT * own.size), int(own.manifest["seed"])
    seekers = cohort.seekers(
        chosen.cache_dir / "cohorts",
        held=held,
        lives=lives,
        seed=seed,
        workers=chosen.workers,
        progress=progress,
        mechanics=mechanics,
    )
    model = diagnosis.ModelIdentity(__version__, str(seekers.manifest["parameters_hash"]), beliefs)
    return Lives(seekers, model, replay, seed=seed or 1, ground=ground, under=under)


def build_cohort(
    out: Path, *, size: int, seed: int, beliefs: str, workers: int | None, progress: Progress
) -> dict[str, Any]:
    """Build a cohort, or finish one that was interrupted.

    Returns:
        Size, worlds, seconds, people a second, the manifest's digest and the folder.
    """
    from hamstrung import cohort, life

    started = time.perf_counter()
    built = cohort.build(
        out,
        size=size,
        seed=seed,
        held=life.beliefs(beliefs),
        workers=workers or surroundings().workers,
        progress=progress,
    )
    seconds = time.perf_counter() - started
    return {
        "size": built.cohort.size,
        "worlds": sum(name.startswith("pain__") for name in built.cohort.columns),
        "seconds": seconds,
        "people_per_second": built.cohort.size / seconds,
        "manifest_sha256": built.manifest_sha256,
        "out": str(out),
    }


def summarise_cohort(directory: Path) -> dict[str, Any]:
    """A few weighted statistics of a cohort.

    Raises:
        CohortError: if it is not whole.
    """
    from hamstrung import cohort

    return cohort.summary(cohort.open(directory))


def validate_cohort(
    directory: Path | None,
    *,
    size: int | None = None,
    seed: int | None = None,
    building: Progress = lambda done, parts: None,
    comparing: Progress = lambda done, parts: None,
) -> dict[str, Any]:
    """A cohort beside every published statistic.

    Args:
        directory: a cohort that this model made; the default one where it is None.
        size, seed: of the default cohort.
        building: told how many of how many people of the default cohort are built.
        comparing: told how many of how many statistics are done.

    Returns:
        People, beliefs, seed, manifest, command, how many lie inside by split, and every statistic.

    Raises:
        InputError: for a cohort that another model made, whose people cannot be followed on.
        CohortError: if it is not whole.
    """
    from hamstrung import cohort, life
    from hamstrung.workflows import validate_lives

    chosen, mechanics = surroundings(), life.mechanics()
    if directory is not None:
        lives = cohort.open(directory)
        _same_ensemble(lives, directory)
        if not _made_by(lives, mechanics=mechanics):
            hint = "build it again with: hamstrung cohort build --out DIR"
            raise InputError("the cohort", "was made by another model", source=str(directory), hint=hint)
    else:
        lives = cohort.default(
            chosen.cache_dir / "cohorts",
            size=size or cohort.DEFAULT_SIZE,
            seed=seed,
            workers=chosen.workers,
            progress=building,
            mechanics=mechanics,
        )
    held = _beliefs_of(lives)
    sample = cohort.sample_of(lives, mechanics=mechanics, beliefs=held, workers=chosen.workers)
    made = validate_lives.figures(sample, spread=life.ensemble_origin().get("spread"), progress=comparing)
    origin = {"ensemble": _ensemble()} | {
        "beliefs": held.preset,
        "seed": lives.manifest["seed"],
        "manifest_sha256": lives.sha256,
    }
    command = "hamstrung cohort validate" + (f" --cohort {directory}" if directory else "")
    return origin | {"command": command} | made


def _same_ensemble(lives: "Cohort", source: Path) -> None:
    """Refuse a cohort whose people live under other sets of parameters than the installed ones."""
    from hamstrung.life import digest

    if lives.manifest["ensemble_hash"] != digest.of_ensemble():
        hint = "build it again with: hamstrung cohort build --out DIR"
        told = "was drawn from another ensemble of parameters than this version's"
        raise InputError("the cohort", told, source=str(source), hint=hint)


def _made_by(lives: "Cohort", *, mechanics: "Mechanics") -> bool:
    """Whether the installed model made a cohort, so that more people of it can be made."""
    from hamstrung.cohort import builder

    made_by = (lives.manifest["parameters_hash"], lives.manifest["mechanics_hash"])
    return made_by == (builder.model_hash(), builder.mechanics_hash(mechanics))


def _ensemble() -> dict[str, Any]:
    """What the installed ensemble is and how it was made, in short."""
    from hamstrung import life
    from hamstrung.life import digest

    sets, made = life.ensemble(), life.ensemble_origin()
    told = {"sets": len(sets), "effective": sets.effective, "sha256": digest.of_ensemble()}
    return told | {"command": made["command"]}


def _beliefs_of(lives: "Cohort") -> "Beliefs":
    """The beliefs under which a cohort was lived."""
    from hamstrung import life

    stored = dict(lives.manifest["beliefs"])
    for preset in life.PRESETS:
        if dict(life.beliefs(preset).strength) == stored:
            return life.beliefs(preset)
    return life.beliefs(overrides=stored)
