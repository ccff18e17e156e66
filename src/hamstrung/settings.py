"""What the surroundings may choose: where things are kept. Read once, passed on as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hamstrung.errors import InputError

CACHE_DIR = "HAMSTRUNG_CACHE_DIR"
COHORT_DIR = "HAMSTRUNG_COHORT"
WORKERS = "HAMSTRUNG_WORKERS"


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    Args:
        cache_dir: where the default cohort and other things that can be made again are kept.
        cohort_dir: a cohort to use in place of the default one, or None.
        workers: processes for long work.
    """

    cache_dir: Path
    cohort_dir: Path | None
    workers: int


def load(environment: Mapping[str, str], *, processors: int) -> Settings:
    """The settings that environment variables and the machine give.

    Args:
        environment: variables by name; `HAMSTRUNG_CACHE_DIR`, `HAMSTRUNG_COHORT` and
            `HAMSTRUNG_WORKERS` matter.
        processors: how many processors may be used.

    Raises:
        InputError: if `HAMSTRUNG_WORKERS` is not a whole number of at least 1.
    """
    cohort = environment.get(COHORT_DIR)
    return Settings(
        cache_dir=Path(environment[CACHE_DIR]) if environment.get(CACHE_DIR) else _user_cache(),
        cohort_dir=Path(cohort) if cohort else None,
        workers=_workers(environment.get(WORKERS), otherwise=processors),
    )


def _workers(text: str | None, *, otherwise: int) -> int:
    if not text:
        return max(1, otherwise)
    if not text.isdecimal() or int(text) < 1:
        raise InputError(WORKERS, f"is {text!r}, not a whole number of at least 1", source="environment")
    return int(text)


def _user_cache() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("hamstrung", appauthor=False))
