"""One simulated patient followed over three visits and judged after each: roles, ranks, foresight, reasons."""

import time
from functools import cached_property
from typing import Any

import numpy as np

from hamstrung import care, life
from hamstrung.care import rivals
from hamstrung.care.foreseen import Foreseen
from hamstrung.care.rivals import RIVALS, Falls
from hamstrung.diagnosis import ROLES, Estimate, ranks
from hamstrung.diagnosis.inference import Settings, posterior_of
from hamstrung.diagnosis.people import Array
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.life import NODES
from hamstrung.workflows.prove_diagnosis import quantities
from hamstrung.workflows.prove_diagnosis.answers import EFFORTS, Bench, Job
from hamstrung.workflows.prove_follow_up import later
from hamstrung.workflows.prove_follow_up.later import Followed

_STREAM, _FOUND_STREAM = 6_202_611, 6_202_612
_DIGITS = 5


class FollowBench:
    """Everything that answers need, opened once in a process.

    Args:
        job: what is to be answered.
        first: in place of the bench of first visits that the job asks for.
    """

    def __init__(self, job: Job, *, first: Bench | None = None) -> None:
        self.job = job
        self.first = Bench(job) if first is None else first

    @cached_property
    def ground(self) -> care.Ground:
        """What lives are followed with."""
        return care.Ground(life.mechanics(), self.first.held)

    def followed(self, index: int) -> Followed:
        """One patient with the visits to come."""
        made = self.first.simulated
        uniforms = np.array([made.people[f"u_{name}"][index] for name in NODES])
        random = np.random.default_rng(np.random.SeedSequence([_FOUND_STREAM, self.job.seed, index]))
        return later.carried_on(
            made.patients[index],
            uniforms,
            pain_nprs=float(made.people["pain__factual"][index]),
            ground=self.ground,
            words=self.first.words,
            errors=self.first.errors,
            random=random,
        )

    def answer(self, index: int) -> dict[str, Any]:
        """The record of one patient; the same in any order and in any process, but for the seconds."""
        one = self.followed(index)
        random = np.random.default_rng(np.random.SeedSequence([_STREAM, self.job.seed, index]))
        started = time.perf_counter()
        found = self._first_posterior(one, index)
        between = time.perf_counter()
        made = care.follow_up(found, one.timeline, ground=self.ground, seed=self.job.seed + index)
        done = time.perf_counter()
        told = made.told
        return {
            "index": index,
            "role": ROLES[int(self.first.simulated.roles.role[index])],
            "weeks": [each.week for each in told.visits],
            "treatments": [each.treatment for each in told.treatments],
            "told_adherence": all(each.adherence is not None for each in told.treatments),
            "diary": bool(one.timeline.diary),
            "roles": [_rounded(each.roles) for each in told.visits],
            "effective": [round(each.effective_sample_size, 1) for each in told.visits],
            "tempering": round(told.tempering, 4),
            "place": [
                self._places(found, made.courses.believed(k, len(found.weights)), index, random)
                for k in range(len(told.visits))
            ],
            "foreseen": [
                _foreseen(each, each.expected) for visit in told.visits for each in visit.findings if each.expected
            ],
            "reasons": self._reasons(made, one),
            "seconds": {"first": round(between - started, 3), "after": round(done - between, 3)},
        }

    def _first_posterior(self, one: Followed, index: int) -> Posterior:
        effort = EFFORTS[self.job.effort]
        settings = Settings() if effort is None else Settings(effort=effort)
        return posterior_of(
            one.timeline.first,
            self.first.population,
            vocabulary=self.first.words,
            settings=settings,
            replay=None if effort is None else self.first.replay,
            seed=self.job.seed + index,
        )

    def _places(self, found: Posterior, weight: Array, index: int, random: np.random.Generator) -> dict[str, float]:
        """Places of the truth among people under one occasion's weights."""
        values = quantities.of(found.people, found.roles)
        return {
            name: round(ranks.position(values[name], weight, float(self.first.truth[name][index]), random=random), 4)
            for name in quantities.QUANTITIES
        }

    def _reasons(self, made: Any, one: Followed) -> dict[str, Any] | None:
        """Why pain did not fall: what was said, and what is true of this life; None where nothing is asked."""
        told = made.told.non_response
        if not told.asked:
            return None
        true: Falls = rivals.falls(one.person, one.timeline, ground=self.ground)
        return {
            "given": {each.name: round(each.probability, _DIGITS) for each in told.rivals},
            "alone": {each.name: round(each.alone, _DIGITS) for each in told.rivals},
            "true": RIVALS[int(true.attributed()[0])],
            "true_alone": [name for name, holds in zip(RIVALS, true.holds(), strict=True) if holds[0]],
            "fall": round(float(true.done[0]), 3),
        }


def _foreseen(each: Foreseen, expected: Estimate) -> dict[str, Any]:
    """Whether a later reading lay in the 90 % interval that was foreseen, and how wide that was."""
    low, high = expected.low, expected.high
    return {
        "finding": each.finding,
        "inside": bool(low - 1e-9 <= float(each.now) <= high + 1e-9),
        "width": round(high - low, 3),
    }


def _rounded(numbers: Any) -> dict[str, float]:
    return {name: round(float(value), _DIGITS) for name, value in numbers.items()}
