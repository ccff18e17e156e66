"""People with weights, whose lives can be followed on: what published statistics are computed from."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from hamstrung import patient
from hamstrung.cohort.store import Cohort
from hamstrung.life import (
    NODES,
    Beliefs,
    Course,
    Mechanics,
    Treatment,
    ensemble,
    follow,
    joined,
    parameter_record,
    scores,
)
from hamstrung.life.priors import Values

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

NOTHING = Treatment()
NATURAL_WEEKS = 66
"""How far everybody is followed: a year after a recovery that took up to 12 weeks."""


class Columns(Protocol):
    """Columns by name, a cohort's or others."""

    def __getitem__(self, column: str, /) -> NDArray[np.floating]:
        """One column, (person,)."""


Follow = Callable[[Mask, int, Treatment, int], Course]
"""Called with (who, weeks, treatment, absent groups)."""


@dataclass(frozen=True)
class Sample:
    """People drawn with weights from the population.

    Args:
        columns: of a cohort.
        weight: of each person; those of weight 0 do not count, (person,)
        live_on: the course of some of them after their visit.
        known: courses that were followed already; shared by samples of the same people.
        parameters: that rule their lives.
    """

    columns: Columns
    weight: Array
    live_on: Follow
    known: dict[tuple[object, ...], Course] = field(default_factory=dict)
    parameters: Values = field(default_factory=lambda: parameter_record()[0])

    def __getitem__(self, column: str) -> Array:
        """One column, float64, (person,)."""
        return np.asarray(self.columns[column], dtype=float)

    def __len__(self) -> int:
        return len(self.weight)

    def reweighted(self, weight: Array) -> "Sample":
        """The same people with other weights."""
        return Sample(self.columns, weight, self.live_on, self.known, self.parameters)

    def follow(self, among: Mask, *, weeks: int, treatment: Treatment = NOTHING, absent: int = 0) -> Course:
        """The course of some of these people from their visit on, in their order; kept, so that it is lived once."""
        key = (among.tobytes(), weeks, treatment, absent)
        if key not in self.known:
            self.known[key] = self.live_on(among, weeks, treatment, absent)
        return self.known[key]

    @property
    def natural(self) -> Course:
        """Everybody's course without treatment."""
        return self.follow(np.ones(len(self), bool), weeks=NATURAL_WEEKS)

    def pain_at(self, week: int) -> Array:
        """Everybody's pain so many weeks after the visit, NPRS, (person,)."""
        return self.natural.pain_nprs[:, week]

    def answered_pain(self, pain_nprs: Array, *, week: int) -> Array:
        """Pain as people answer it on the scale of whole numbers from 0 to 10: with the error of answering once.

        Who has no pain answers 0. The errors of two weeks are independent and settled by week and place.

        Args:
            pain_nprs: what they feel, everybody's, (person,)
            week: of the question.
        """
        answer = np.round(pain_nprs + self._error("pain_nprs", week))
        return np.where(self._sore(pain_nprs), np.clip(answer, 0.0, 10.0), 0.0)

    def answered_rmdq(self, pain_nprs: Array, *, week: int) -> Array:
        """The Roland-Morris score as people answer it in that week, with the error of answering once."""
        truth = scores.rmdq(self, self.parameters, pain_nprs)
        answer = np.clip(np.round(truth + self._error("rmdq", week)), 0.0, 24.0)
        return np.where(self._sore(pain_nprs), answer, truth)

    def _sore(self, pain_nprs: Array) -> Mask:
        """Who hurts enough to answer otherwise than people without pain."""
        sore: Mask = pain_nprs > self.parameters["score_sore_nprs"]
        return sore

    def _error(self, code: str, week: int) -> Array:
        """Errors of one rater within, of one finding in one week, (person,)"""
        random = np.random.default_rng([crc32(code.encode()), week])
        return patient.vocabulary()[code].sd_within * random.standard_normal(len(self))

    def read(self, code: str) -> Array:
        """A finding as the one rater of a study reads it once: the truth and an error within."""
        return self[f"truth_{code}"] + self.error_within(code)

    def error_within(self, code: str) -> Array:
        """Errors of one rater who reads a finding once, (person,)"""
        random = np.random.default_rng(crc32(code.encode()))
        return patient.vocabulary()[code].sd_within * random.standard_normal(len(self))

    def measured(self, code: str) -> Array:
        """A finding as one rater reads it once: the truth, an error within and one between raters.

        The errors are fixed numbers of the finding and the person's place, so that an answer can be repeated. One
        rater reads both sides of a person, so that the error between raters is the same on both.
        """
        test = code.replace("_left", "").replace("_right", "")
        between = np.random.default_rng(crc32(f"rater of {test}".encode())).standard_normal(len(self))
        return self.read(code) + patient.vocabulary()[code].sd_between * between

    def found(self, code: str) -> Array:
        """Chance that a sign is found in each person, with the sensitivity and specificity of its test."""
        known, truth = patient.vocabulary()[code], self[f"truth_{code}"]
        sensitivity = 1.0 if known.sensitivity is None else known.sensitivity
        specificity = 1.0 if known.specificity is None else known.specificity
        return truth * sensitivity + (1.0 - truth) * (1.0 - specificity)


def of_cohort(cohort: Cohort, *, mechanics: Mechanics, beliefs: Beliefs, workers: int = 2) -> Sample:
    """A cohort's people, who are followed on by the model that made them."""
    stored = [f"u_{name}" for name in NODES]
    cohort.load(stored)
    uniforms = np.column_stack([np.asarray(cohort[name], dtype=float) for name in stored])
    live_on = following(uniforms, mechanics=mechanics, beliefs=beliefs, workers=workers)
    return Sample(cohort, cohort.weights(), live_on, parameters=ensemble().of(uniforms))


def following(
    uniforms: Array, *, mechanics: Mechanics, beliefs: Beliefs, workers: int, record: NDArray[np.void] | None = None
) -> Follow:
    """How people of these stored numbers are followed; on threads, which changes nothing in the answer.

    Args:
        uniforms: of the people, (person, node)
        mechanics, beliefs, record: that they live under, as for `simulate`.
        workers: threads.
    """

    def live_on(among: Mask, weeks: int, treatment: Treatment, absent: int) -> Course:
        def one(part: Array) -> Course:
            return follow(
                part,
                weeks_after=weeks,
                mechanics=mechanics,
                beliefs=beliefs,
                treatment=treatment,
                absent=absent,
                record=record,
            )

        with ThreadPoolExecutor(max_workers=workers) as pool:
            parts = list(pool.map(one, np.array_split(uniforms[among], workers)))
        return joined(parts)

    return live_on


def of_columns(columns: Mapping[str, Array], *, live_on: Follow) -> Sample:
    """People who all count alike."""
    n = len(columns["age_y"])
    return Sample(columns, np.full(n, 1.0 / n), live_on)
