"""One simulated patient answered and judged: roles, places of the truth, intervals, seconds."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from hamstrung import cohort, life, patient
from hamstrung.diagnosis import (
    ROLES,
    Effort,
    LifeReplay,
    Population,
    likelihood,
    posterior_of,
    ranks,
    simulated,
    weights,
)
from hamstrung.diagnosis.inference import Settings
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import Array, care_seekers
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.replay import Replay
from hamstrung.patient import FindingType, Patient
from hamstrung.workflows.prove_diagnosis import departures, quantities

EFFORTS: Mapping[str, Effort | None] = {
    "full": Effort(),
    "light": Effort(people=384, shares=8, moves=2, last_moves=5, most_last_moves=15),
    "none": None,
}
"""How hard an answer is worked for: as `assess` does, with a fifth of the lives, or the cohort alone."""
_LIVES_OF_OTHER_BELIEFS = 100_000
_STREAM = 5_202_613
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be answered; settles every record.

    Args:
        cache: folder of cohorts, where the care seekers who are conditioned are kept, or made.
        size: patients.
        lives: that the care seekers are chosen from.
        seed: of the patients.
        departure: of what kind they are (`departures`).
        effort: of making more people where too few are alike, a name of `EFFORTS`.
        informed: whether the answer knows of the departure.
        beliefs: of the lives that are assumed.
    """

    cache: Path
    size: int
    lives: int = cohort.LIVES
    seed: int = 1
    departure: str = departures.AS_ASSUMED
    effort: str = "full"
    informed: bool = False
    beliefs: str = "literature"

    def seekers(
        self, held: life.Beliefs, *, workers: int = 1, progress: cohort.Progress | None = None
    ) -> cohort.Seekers:
        """The care seekers of a job, made where they are not kept yet; of other beliefs at most 100 000 lives."""
        usual = held.strength == life.beliefs(self.beliefs).strength
        lives = self.lives if usual else min(self.lives, _LIVES_OF_OTHER_BELIEFS)
        return cohort.seekers(self.cache, held=held, lives=lives, workers=workers, progress=progress)


class Bench:
    """Everything that answers need, opened once in a process.

    Args:
        job: what is to be answered.
        population: in place of the job's cohort.
        replay: in place of the installed model.
    """

    def __init__(self, job: Job, *, population: Population | None = None, replay: Replay | None = None) -> None:
        self.job = job
        self._given, self._replay = population, replay

    @cached_property
    def population(self) -> Population:
        """The care seekers who are conditioned."""
        return self._given or Population.of(self.job.seekers(self.held))

    @cached_property
    def replay(self) -> Replay:
        """The model that made them."""
        return self._replay or LifeReplay(life.mechanics(), self.held, tuple(life.NODES), threads=1)

    @cached_property
    def held(self) -> life.Beliefs:
        """The beliefs of the lives that the answer assumes."""
        kind = departures.named(self.job.departure)
        return kind.beliefs if self.job.informed and kind.claims is not None else life.beliefs(self.job.beliefs)

    @cached_property
    def words(self) -> dict[str, FindingType]:
        """The vocabulary as the answer assumes it."""
        kind, words = departures.named(self.job.departure), patient.vocabulary()
        return dict(kind.words(words) if self.job.informed else words)

    @cached_property
    def errors(self) -> ErrorModel:
        """Errors with the spreads of the population as assumed, so that who knows more is asked the same patients."""
        spread = self.population.spreads
        if not self._given and self.held.strength != life.beliefs(self.job.beliefs).strength:
            usual = care_seekers(self.job.seekers(life.beliefs(self.job.beliefs)))
            spread = likelihood.Spreads(usual, weights.normalise(usual["log_weight"]))
        return replace(Settings().errors, spread=spread)

    @cached_property
    def simulated(self) -> simulated.Simulated:
        """The patients, with what is true of them."""
        kind = departures.named(self.job.departure)
        literature = life.beliefs(self.job.beliefs)
        plain = self._replay or LifeReplay(life.mechanics(), literature, tuple(life.NODES), threads=1)
        return kind.simulate(
            self.job.size,
            mechanics=life.mechanics(),
            held=literature,
            replay=plain,
            words=patient.vocabulary(),
            errors=self.errors,
            seed=self.job.seed,
        )

    @cached_property
    def truth(self) -> dict[str, Array]:
        """True quantities of the patients, (patient,) each."""
        return quantities.of(self.simulated.people, self.simulated.roles)

    @cached_property
    def _everyone(self) -> tuple[Array, Array, Array]:
        """Joint quantities of the population, (person, quantity), their spreads, and the people's weights."""
        values = quantities.joint(quantities.of(self.population.people, self.population.roles))
        share = weights.normalise(self.population.log_weight)
        spread = np.sqrt(share @ (values - share @ values) ** 2)
        return values, np.maximum(np.asarray(spread), 1e-9), share

    def answer(self, index: int) -> dict[str, Any]:
        """The record of one patient; the same in any order and in any process, but for the seconds."""
        who = self.simulated.patients[index]
        random = np.random.default_rng(np.random.SeedSequence([_STREAM, self.job.seed, index]))
        started = time.perf_counter()
        first = self._posterior(who, None, index)
        between = time.perf_counter()
        found = first
        if EFFORTS[self.job.effort] is not None and not first.sharp:
            found = self._posterior(who, self.replay, index)
        done = time.perf_counter()
        return {
            "index": index,
            "role": ROLES[int(self.simulated.roles.role[index])],
            "discipline": self.simulated.looked[index].discipline,
            "findings": len(found.likelihood.codes),
            "roles": _rounded(found.role_probabilities()),
            "first_roles": _rounded(first.role_probabilities()),
            "sharp": found.sharp,
            "refined": found is not first,
            "effective_sample_size": round(found.reliability.effective_sample_size, 1),
            "pareto_k": round(found.reliability.pareto_k, 3),
            "first_effective_sample_size": round(first.reliability.effective_sample_size, 1),
            "tempering": round(found.tempering, 4),
            "seconds": {"first": round(between - started, 4), "answer": round(done - between, 4)},
            **self._judged(found, index, random),
        }

    def _posterior(self, who: Patient, replay: Replay | None, index: int) -> Posterior:
        settings = Settings(effort=EFFORTS[self.job.effort] or Effort())
        return posterior_of(
            who,
            self.population,
            vocabulary=self.words,
            settings=settings,
            replay=replay,
            seed=self.job.seed + index,
        )

    def _judged(self, found: Posterior, index: int, random: np.random.Generator) -> dict[str, Any]:
        """Places of the truth, and the 90 % intervals as they are told."""
        values = quantities.of(found.people, found.roles)
        place, told = {}, {}
        for name in quantities.QUANTITIES:
            truth = float(self.truth[name][index])
            place[name] = round(ranks.position(values[name], found.weights, truth, random=random), 4)
            interval = found.estimate(values[name])
            inside = interval.low - 1e-6 <= truth <= interval.high + 1e-6
            told[name] = {"width": round(interval.high - interval.low, 4), "inside": bool(inside)}
        everyone, scale, share = self._everyone
        point = everyone[int(random.choice(len(everyone), p=share))]
        mine = np.array([self.truth[name][index] for name in quantities.JOINT])
        drawn = quantities.joint(values) / scale
        near = ranks.nearer(drawn, found.weights, mine / scale, point / scale, random=random)
        return {"place": place, "told": told, "tarp": round(near, 4)}


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in numbers.items()}
