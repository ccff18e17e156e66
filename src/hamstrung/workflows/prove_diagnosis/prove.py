"""The whole proof: patients, departures and rivals, each kept in a folder so that it can go on."""

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from hamstrung import cohort
from hamstrung.diagnosis import ROLES, Thresholds, forecasts, weights
from hamstrung.workflows.prove_diagnosis import departures, rivals, runs
from hamstrung.workflows.prove_diagnosis.answers import Bench, Job
from hamstrung.workflows.prove_diagnosis.figures import (
    beside,
    departure,
    figures,
    first_answers,
    probabilities,
    roles,
    score,
)
from hamstrung.workflows.prove_diagnosis.rivals.compare import Rival
from hamstrung.workflows.prove_diagnosis.rivals.features import Features, Training, training

Record = dict[str, Any]
Tell = Callable[[str, int, int], None]
_ROOMS = ("diagnosis", "patient", "workflows.prove_diagnosis")
_LATE = ("page.py", "pictures.py", "figures.py", "prove.py")
"""Modules that change no answer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long the proof is.

    Args:
        patients: as assumed, answered with `effort`; for calibration, ranks and coverage.
        at_first: how many are given the first answer alone, at least as many as `patients`.
        worked_fully: of the patients, how many are answered with full effort too.
        others: patients of each kind that is not as assumed.
        learned: people that each rival learns from.
        asked_slowly: patients that a slow rival is asked; the others are asked all.
        lives: that the care seekers are chosen from.
        seed: of the patients.
        effort: of the answers (`answers.EFFORTS`).
        without: names of departures, and of libraries of rivals, that are left out.
        workers: processes.
    """

    patients: int = 2000
    at_first: int = 2000
    worked_fully: int = 150
    others: int = 150
    learned: int = 6000
    asked_slowly: int = 60
    lives: int = cohort.LIVES
    seed: int = 1
    effort: str = "light"
    without: tuple[str, ...] = ()
    workers: int = 2


class Proof:
    """A proof in progress.

    Args:
        plan: how long.
        cache: where care seekers, and what was answered, are kept.
        tell: told what is being done, and how many of how many parts are.
    """

    def __init__(self, plan: Plan, *, cache: Path, tell: Tell = lambda what, done, total: None) -> None:
        self.plan, self.cache, self.tell = plan, cache, tell
        self.job = Job(cache / "cohorts", plan.patients, plan.lives, plan.seed, effort=plan.effort)
        self.bench = Bench(self.job)

    @property
    def prior(self) -> dict[str, float]:
        """Roles among all who seek care."""
        population = self.bench.population
        share = population.roles.indicator.T @ weights.normalise(population.log_weight)
        return dict(zip(ROLES, share.tolist(), strict=True))

    def whole(self, *, ways: Sequence[Rival] | None = None) -> dict[str, Any]:
        """Every figure of the simulated patients."""
        started = time.perf_counter()
        records = self.records(self.job)
        made = figures(records, prior=self.prior)
        fully = self.records(replace(self.job, size=min(self.plan.worked_fully, len(records)), effort="full"))
        made["efforts"] = beside(records[: len(fully)], fully)
        at_first = max(self.plan.at_first, len(records))
        made["first_answers"] = first_answers(self.records(replace(self.job, size=at_first, effort="none")))
        made["effective_sample_size"] = made["efforts"]["full"]["effective_sample_size"]
        made["departures"] = self.not_as_assumed(records)
        made["rivals"] = self.beside_rivals(records, rivals.rivals() if ways is None else ways)
        made["rivals_people"] = self.plan.learned
        return made | {"effort": self.plan.effort, "minutes_now": (time.perf_counter() - started) / 60.0}

    def records(self, job: Job) -> list[Record]:
        """Every answer of a job; those that are kept are not made again."""
        parts = [job.departure, job.effort] + (["informed"] if job.informed else [])
        kept = self.cache / "proof" / f"{'-'.join(parts)}-{self._key(job)}.jsonl"

        def progress(done: int, total: int) -> None:
            self.tell(", ".join(parts), done, total)

        return runs.run(job, kept=kept, workers=self.plan.workers, progress=progress)

    def not_as_assumed(self, usual: Sequence[Record]) -> dict[str, Any]:
        """What each kind of patient that is not as assumed costs."""
        if self.plan.others < 2:
            return {}
        first = departures.DEPARTURES[0]
        made = {first.name: departure(usual[: self.plan.others], told=first.told, prior=self.prior, informed=None)}
        for kind in departures.DEPARTURES[1:]:
            if kind.name in self.plan.without:
                continue
            job = replace(self.job, size=self.plan.others, departure=kind.name)
            knows = self._informed(job) if kind.informed else None
            made[kind.name] = departure(self.records(job), told=kind.told, prior=self.prior, informed=knows)
        return made

    def beside_rivals(self, records: Sequence[Record], ways: Sequence[Rival]) -> list[dict[str, Any]]:
        """Ours, refined and at first, and every rival on the same patients."""
        made = [self._ours(records, key) for key in ("roles", "first_roles")]
        logs = forecasts.log_scores(probabilities(records), roles(records))
        for way in ways:
            found = self._rival(way, len(records))
            theirs = np.array(found.pop("log_scores", []))
            if theirs.size > 1:
                gap = logs[: theirs.size] - theirs
                error = float(gap.std(ddof=1) / np.sqrt(gap.size))
                found["difference"] = {"mean": float(gap.mean()), "error": error}
            made.append(found)
        return made

    def _ours(self, records: Sequence[Record], key: str) -> dict[str, Any]:
        first = key == "first_roles"
        times = [record["seconds"]["first" if first else "answer"] for record in records]
        return {
            "name": "hamstrung, first answer" if first else "hamstrung",
            "told": "care seekers weighted" if first else "care seekers weighted, then refined where that is not sharp",
            "patients": len(records),
            "seconds_to_train": self._seconds_to_live,
            "seconds_to_answer": float(np.median(times)),
            **score(probabilities(records, key), roles(records)),
        }

    @cached_property
    def _seconds_to_live(self) -> float:
        """Seconds to live the care seekers: those of a twentieth of the lives, times twenty; kept."""
        kept = self.cache / "proof" / f"seconds-{self._key(self.job)}.json"
        if kept.exists():
            return float(json.loads(kept.read_text("utf-8")))
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            cohort.seekers(Path(folder), lives=max(self.plan.lives // 20, 1), seed=2, workers=self.plan.workers)
        seconds = 20.0 * (time.perf_counter() - started)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(seconds), "utf-8")
        return seconds

    def _rival(self, way: Rival, asked: int) -> dict[str, Any]:
        """One rival's figures; kept, as training takes minutes."""
        sizes = f"{self.plan.learned}-{asked}-{self.plan.asked_slowly}"
        kept = self.cache / "proof" / f"rival-{way.name.replace(' ', '-')}-{sizes}-{self._key(self.job)}.json"
        if kept.exists():
            found: dict[str, Any] = json.loads(kept.read_text("utf-8"))
            return found
        if way.library in self.plan.without:
            return {"name": way.name, "library": way.library, "told": way.told, "skipped": "left out of this run"}
        self.tell(way.name, 0, 1)
        seen, who = self._tables
        truth = self.bench.simulated.roles.role[:asked].astype(np.intp)
        made = rivals.compare([way], seen, who.rows(np.arange(asked)), truth, most=self.plan.asked_slowly)[0]
        if "skipped" not in made:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(made), "utf-8")
        return made

    @cached_property
    def _tables(self) -> tuple[Training, Features]:
        """What rivals learn from, and the patients."""
        bench, population = self.bench, self.bench.population
        seen = training(
            population,
            self.plan.learned,
            words=bench.words,
            errors=bench.errors,
            tight_deg=Thresholds().tight_deg(population.people["sex_female"] > 0.5),
            seed=self.plan.seed,
        )
        who = Features.of(bench.simulated.patients, bench.words)
        return seen, who.columns(np.isin(who.names, seen.features.names))

    def _informed(self, job: Job) -> list[Record]:
        """The same patients, for who knows of the departure."""
        knows = replace(job, informed=True)

        def progress(done: int, total: int) -> None:
            self.tell(f"care seekers of {job.departure}", done, total)

        knows.seekers(Bench(knows).held, workers=self.plan.workers, progress=progress)
        return self.records(knows)

    def _key(self, job: Job) -> str:
        """Settles everything of a job but its size: cohort, code, seed."""
        total = hashlib.sha256(job.seekers(Bench(job).held, workers=self.plan.workers).sha256.encode())
        total.update(f"{job.seed} {job.departure} {job.effort} {job.informed} {job.beliefs}".encode())
        for room in _ROOMS:
            for file in sorted(resources.files(f"hamstrung.{room}").iterdir(), key=lambda entry: entry.name):
                if file.name.endswith((".py", ".toml")) and file.name not in _LATE:
                    total.update(file.read_bytes())
        return total.hexdigest()[:16]
