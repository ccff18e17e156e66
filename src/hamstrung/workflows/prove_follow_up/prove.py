"""The proof of follow-up: patients answered in several processes and kept, so that a longer run goes on."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from hamstrung import cohort
from hamstrung.diagnosis import ROLES, weights
from hamstrung.workflows.prove_diagnosis import runs
from hamstrung.workflows.prove_diagnosis.answers import Bench, Job
from hamstrung.workflows.prove_follow_up.answers import FollowBench
from hamstrung.workflows.prove_follow_up.figures import figures

Tell = Callable[[str, int, int], None]

_ROOMS = ("diagnosis", "patient", "care", "workflows.prove_diagnosis", "workflows.prove_follow_up")
_LATE = ("page.py", "pictures.py", "figures.py", "prove.py", "programme.toml", "advice.toml")
"""Files that change no answer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the proof is.

    Args:
        patients: followed over three visits.
        lives: that the care seekers are chosen from.
        seed: of the patients.
        effort: of the first answers (`prove_diagnosis.answers.EFFORTS`).
        workers: processes.
    """

    patients: int = 400
    lives: int = cohort.LIVES
    seed: int = 1
    effort: str = "light"
    workers: int = 2


def proof(plan: Plan, *, cache: Path, tell: Tell = lambda what, done, total: None) -> dict[str, Any]:
    """Every figure of the followed patients.

    Args:
        plan: how long.
        cache: where care seekers, and what was answered, are kept.
        tell: told what is being done, and how many of how many parts are.
    """
    started = time.perf_counter()
    job = Job(cache / "cohorts", plan.patients, plan.lives, plan.seed, effort=plan.effort)
    first = Bench(job)
    seekers = job.seekers(first.held, workers=plan.workers)
    kept = cache / "proof" / f"follow-up-{plan.effort}-{_key(job, seekers.sha256)}.jsonl"
    records = runs.run(
        job,
        kept=kept,
        workers=plan.workers,
        progress=lambda done, total: tell("three visits", done, total),
        bench=FollowBench,
    )
    population = first.population
    share = population.roles.indicator.T @ weights.normalise(population.log_weight)
    made = figures(records, prior=dict(zip(ROLES, share.tolist(), strict=True)))
    return made | {"effort": plan.effort, "minutes_now": (time.perf_counter() - started) / 60.0}


def _key(job: Job, seekers: str) -> str:
    """Settles everything of a job but its size: cohort, code, seed."""
    total = hashlib.sha256(f"{seekers} {job.seed} {job.effort}".encode())
    for room in _ROOMS:
        for file in sorted(resources.files(f"hamstrung.{room}").iterdir(), key=lambda entry: entry.name):
            if file.name.endswith((".py", ".toml")) and file.name not in _LATE:
                total.update(file.read_bytes())
    return total.hexdigest()[:16]
