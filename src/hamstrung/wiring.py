"""Which reader, cohort and clock each verb is given: the only place that knows them all."""

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hamstrung import __version__, settings
from hamstrung.errors import InputError

if TYPE_CHECKING:
    from hamstrung.body import Anthropometry, Body
    from hamstrung.body.arrays import Floats
    from hamstrung.care import Schedule, TrialResult
    from hamstrung.cohort import Cohort
    from hamstrung.diagnosis import Replay
    from hamstrung.life import Beliefs, Mechanics
    from hamstrung.mechanics.hamstrings import Deficit
    from hamstrung.mechanics.tasks import Task
    from hamstrung.patient import Patient, RedFlag
    from hamstrung.workflows.assess import Assessed, Lives
    from hamstrung.workflows.import_ import Imported

KERNELS: Final = "NUMBA_CACHE_DIR"
ALGEBRA: Final = "OPENBLAS_NUM_THREADS"
COMPILED: Final = ("mechanics", "life")
"""Rooms that hold compiled kernels."""

ENGINES: Final = ("mjcf", "osim")
"""Formats of other engines."""

Progress = Callable[[int, int], None]


class Built(NamedTuple):
    """A body, whose it is, the joint angles that a body file named [rad], and that file."""

    body: "Body"
    sex: str
    posture: "Floats | None"
    source: str


def surroundings() -> settings.Settings:
    """The settings of this process."""
    return settings.load(os.environ, processors=os.cpu_count() or 1)


def keep_kernels() -> None:
    """Keep compiled kernels in a folder of their own for every state of the sources.

    Numba notices a change in a kernel's own file and not in those that it calls; a folder named by the digest of
    all of them never serves old machine code. Threads of the linear algebra wait for each other longer than products
    of this size take, and people are shared among threads already: it gets one. Must be called before NumPy and Numba
    are imported; `NUMBA_CACHE_DIR` and `OPENBLAS_NUM_THREADS` win.
    """
    os.environ.setdefault(ALGEBRA, "1")
    if KERNELS not in os.environ:
        os.environ[KERNELS] = str(surroundings().cache_dir / f"kernels-{_kernel_digest()}")


def has_kernels() -> bool:
    """Whether anything was compiled yet for this state of the sources."""
    folder = Path(os.environ.get(KERNELS, ""))
    return folder.is_dir() and any(folder.rglob("*.nbi"))


def _kernel_digest() -> str:
    house = Path(__file__).parent
    total = hashlib.sha256()
    for file in sorted(path for room in COMPILED for path in (house / room).rglob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()[:16]


def read_patient(path: Path) -> "Patient":
    """A patient file, read and checked against today's date."""
    from hamstrung.exchange import patients

    return patients.read(path, today=date.today())


def import_patients(path: Path, out: Path) -> "Imported":
    """Turn a foreign file into patient files.

    Args:
        path: a table (`.csv`) or a collection of published cases (`.toml`).
        out: a patient file for one person, a folder for several.
    """
    from hamstrung.exchange import cases, patients, tables
    from hamstrung.workflows import import_ as verb

    readers = {".csv": tables.read_psfmi_lbp, ".toml": cases.read}
    return verb.run(path, out, readers=readers, write=patients.write, today=date.today())


def build_body(person: "Anthropometry", path: Path | None) -> Built:
    """A person's body, with the values of a body file in it.

    Raises:
        InputError: a body file that cannot be used.
    """
    from hamstrung import body
    from hamstrung.exchange import bodies

    own = body.build(person)
    if path is None:
        return Built(own, person.sex, None, "")
    found = bodies.read(path, own)
    return Built(found.body, person.sex, found.posture, str(path))


def body_text(found: Built) -> str:
    """A whole body as a body file."""
    from hamstrung.exchange import bodies

    return bodies.text(found.body, posture=found.posture)


def export(engine: str, found: Built, *, deficit: "Deficit", task: "Task | None") -> str:
    """A body for another engine, in a task's solved posture where one is named.

    Args:
        engine: one of `ENGINES`.
        found: the body.
        deficit: the hamstrings' deficit.
        task: the task, or None for the body file's posture or the reference posture.
    """
    from hamstrung.exchange import mjcf, opensim
    from hamstrung.workflows import export as verb

    write = {"mjcf": mjcf.write, "osim": opensim.write}[engine]
    return verb.export(
        found.body, write=write, sex=found.sex, deficit=deficit, task=task, posture=found.posture, source=found.source
    )


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


def calibrate(
    out: Path, *, members: int, steps: int, rounds: int, lives: int, seed: int, workers: int | None, progress: Progress
) -> dict[str, Any]:
    """Fit the life model's parameters, or go on with a fit; writes `ensemble.csv` and `ensemble.json` into a folder.

    Returns:
        How it was made, and how far it reaches.
    """
    from hamstrung import life
    from hamstrung.cohort.fitting import People
    from hamstrung.workflows import calibrate as verb

    found = verb.calibrate(
        out,
        people=People(lives, seed, life.mechanics(), life.beliefs()),
        members=members,
        steps=steps,
        rounds=rounds,
        workers=workers or surroundings().workers,
        progress=progress,
    )
    table = found.table()
    sizes = f"--members {members} --steps {steps} --rounds {rounds} --lives {lives} --seed {seed}"
    command = f"hamstrung calibrate {sizes} --out DIR"
    report = found.report | {"command": command, "sha256": hashlib.sha256(table.encode()).hexdigest()}
    (out / "ensemble.csv").write_text(table, "utf-8")
    (out / "ensemble.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return report


def screen(out: Path, *, keep: int, lives: int, seed: int, workers: int | None, progress: Progress) -> dict[str, Any]:
    """Which parameters move the published statistics; writes `fitted.toml` into a folder.

    Returns:
        The parameters' influence, the largest first, and the file.
    """
    from hamstrung import life
    from hamstrung.cohort.fitting import People
    from hamstrung.workflows import screen as verb

    people = People(lives, seed, life.mechanics(), life.beliefs())
    found = verb.screen(people, workers=workers or surroundings().workers, progress=progress)
    out.mkdir(parents=True, exist_ok=True)
    table = out / "fitted.toml"
    table.write_text(found.table(keep), "utf-8")
    return {"influence": dict(zip(found.names, found.influence.tolist(), strict=True)), "out": str(table)}


def n_of_1(
    path: Path,
    *,
    treatment: str,
    start: date | None,
    cycles: int,
    cohort_dir: Path | None,
    seed: int | None,
    progress: Progress,
) -> "Schedule":
    """A treatment on, off and on again for the person in a file.

    Args:
        path: the patient file.
        treatment: its kind; empty for the first of the hamstrings' own that this person may have.
        start: first day; None for today.
        cycles: how often off and on follow the first block on.
        cohort_dir: a cohort in place of the one that the settings name or the default one.
        seed: of the default cohort; its own where it is None.
        progress: told how many of how many people of a cohort are built.

    Raises:
        InputError: for a treatment that this person may not have, or whose effect cannot be switched off.
    """
    from hamstrung.workflows import n_of_1 as verb

    who = read_patient(path)
    lives = open_lives(cohort_dir, beliefs="literature", seed=seed, progress=progress)
    return verb.propose(who, lives, treatment=treatment, start=start or date.today(), cycles=cycles)


def run_trial(path: Path, *, beliefs: str, seed: int | None, repeats: int | None, progress: Progress) -> "TrialResult":
    """Do the trial that a file plans.

    Args:
        path: of the file.
        beliefs: `literature` or `essay`.
        seed, repeats: in place of the file's.
        progress: told how many of the arms were lived.

    Raises:
        InputError: for a file that cannot be used.
        ScienceError: where hardly anybody meets its conditions.
    """
    from hamstrung import care, life
    from hamstrung.exchange import trials

    planned = trials.read(path)
    design = replace(
        planned, seed=planned.seed if seed is None else seed, repeats=planned.repeats if repeats is None else repeats
    )
    ground = care.Ground(life.mechanics(), life.beliefs(beliefs))
    return care.run_trial(design, ground=ground, progress=progress)


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


def assess(
    path: Path,
    *,
    beliefs: str,
    cohort_dir: Path | None,
    seed: int | None,
    progress: Progress,
    alarm: "Callable[[RedFlag], None]" = lambda flag: None,
    sensitivity: Progress | None = None,
) -> "Assessed":
    """Assess the person in a file.

    Args:
        path: the patient file.
        beliefs: `literature` or `essay`.
        cohort_dir: a cohort in place of the one that the settings name or the default one.
        seed: seed of the default cohort; its own where it is None.
        progress: told how many of how many people of a cohort are built.
        alarm: told every emergency at once, before a cohort is opened or built.
        sensitivity: where the verdict is also worked out under other beliefs: told how many of how many are done.
    """
    from hamstrung.workflows.assess import assess as verb

    def lives() -> "Lives":
        return open_lives(cohort_dir, beliefs=beliefs, seed=seed, progress=progress)

    return verb(
        path, read=read_patient, open_lives=lives, clock=time.perf_counter, alarm=alarm, sensitivity=sensitivity
    )
