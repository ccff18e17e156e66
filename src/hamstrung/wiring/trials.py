"""Trials in simulated people."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hamstrung.wiring.lives import Progress

if TYPE_CHECKING:
    from hamstrung.care import TrialResult


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
