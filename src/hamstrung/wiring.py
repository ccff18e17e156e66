"""Which reader, cohort and clock each verb is given: the only place that knows them all."""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hamstrung import settings

if TYPE_CHECKING:
    from hamstrung.patient import Patient
    from hamstrung.workflows.assess import Assessed, Lives

Progress = Callable[[int, int], None]


def surroundings() -> settings.Settings:
    """The settings of this process."""
    return settings.load(os.environ, processors=os.cpu_count() or 1)


def read_patient(path: Path) -> "Patient":
    """A patient file, read and checked against today's date."""
    from hamstrung.exchange import patients

    return patients.read(path, today=date.today())


def assess(path: Path, *, beliefs: str, cohort_dir: Path | None, seed: int, progress: Progress) -> "Assessed":
    """Assess the person in a file.

    Args:
        path: the patient file.
        beliefs: `literature` or `essay`.
        cohort_dir: a cohort in place of the one that the settings name or the default one.
        seed: seed of the default cohort.
        progress: told how many of how many parts of a cohort are built.
    """
    from hamstrung.workflows.assess import assess as verb

    def lives() -> "Lives":
        return open_lives(cohort_dir, beliefs=beliefs, seed=seed, progress=progress)

    return verb(path, read=read_patient, open_lives=lives, clock=time.perf_counter)
