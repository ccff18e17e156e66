"""Patients: their files are read and imported, and they are assessed."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hamstrung.wiring.lives import Progress, open_lives

if TYPE_CHECKING:
    from hamstrung.care import Schedule
    from hamstrung.patient import Patient, RedFlag
    from hamstrung.workflows.assess import Assessed, Lives
    from hamstrung.workflows.import_ import Imported


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
