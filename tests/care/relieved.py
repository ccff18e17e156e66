"""A cohort in pain with short hamstrings, and what relief and range of one of them say about the cause.

Everybody is lived in two worlds alone, as it is and with hamstrings healthy from the start: whether the hamstrings are
the cause needs no more. For each patient causes and others are drawn in equal numbers and weighted back, so that a
probability of a few percent is known to a few tenths of one.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from care.followed import CODES, WEEK, visits
from hamstrung import care, life, patient
from hamstrung.care import courses
from hamstrung.diagnosis import ErrorModel, likelihood, roles
from hamstrung.diagnosis.people import People, Table
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.life.worlds import HAMSTRINGS
from hamstrung.patient import Value
from life import surrogate

LIVES, DRAWS, PATIENTS = 60_000, 250, 40
SEEKERS_OF = 100_000
AFTER_WEEKS = 12
FIELDS = tuple(life.Treatment.__dataclass_fields__)


@dataclass(frozen=True)
class Cohort:
    """Those who hurt by 4 or more and are tight, under one set of beliefs."""

    people: People
    uniforms: np.ndarray
    cause: np.ndarray
    ground: care.Ground

    def findings(self, index: int) -> dict[str, Value]:
        """Pain and range of one of them without any error."""
        return {code: float(self.people[self.people.truth(code) or code][index]) for code in CODES}


@cache
def cohort(*, guarding: bool = True) -> Cohort:
    """The cohort; without guarding, pain and its sources leave the hamstrings alone (claim C14 at 0)."""
    beliefs = life.beliefs(overrides=None if guarding else {"C14": 0.0})
    ground = care.Ground(surrogate.mechanics(), beliefs)
    u = surrogate.uniforms(LIVES, 17)
    pain = life.simulate(u, mechanics=ground.mechanics, beliefs=beliefs, masks=(0,)).pain_nprs[:, 0]
    u = u[pain >= 4.0]
    lives = life.simulate(u, mechanics=ground.mechanics, beliefs=beliefs, masks=(0, HAMSTRINGS))
    people = Table(life.columns_of(lives, mechanics=ground.mechanics)).people()
    rules = Thresholds()
    tight = roles.is_tight(people, thresholds=rules)
    share = roles.relief_share(lives.pain_nprs[:, 0], lives.pain_nprs[:, 1], thresholds=rules)
    return Cohort(people.where(tight), u[tight], share[tight] >= rules.cause, ground)


@dataclass(frozen=True)
class Later:
    """Care seekers, tight or not, after twelve weeks, (person,) each."""

    cause: np.ndarray
    relief_nprs: np.ndarray
    gain_deg: np.ndarray


@cache
def later(*, stretched: bool) -> Later:
    """Who seeks care in a whole population, found without error before and after stretching, or nothing."""
    ground = care.Ground(surrogate.mechanics(), life.beliefs())
    u = surrogate.uniforms(SEEKERS_OF, 23)
    lives = life.simulate(u, mechanics=ground.mechanics, beliefs=ground.beliefs, masks=(0,))
    u = u[lives.courses["seeks_care"] > 0.5]
    lives = life.simulate(u, mechanics=ground.mechanics, beliefs=ground.beliefs, masks=(0, HAMSTRINGS))
    people = Table(life.columns_of(lives, mechanics=ground.mechanics)).people()
    rules = Thresholds()
    share = roles.relief_share(lives.pain_nprs[:, 0], lives.pain_nprs[:, 1], thresholds=rules)
    cause = roles.is_tight(people, thresholds=rules) & (share >= rules.cause)
    everybody = care.People(u, np.full(len(u), 1.0 / len(u)), np.arange(len(u)))
    weeks = (0, AFTER_WEEKS)
    done = (care.Prescription("static_stretching"),) if stretched else ()
    arm = care.arm(everybody, *done, ground=ground, weeks=weeks, keep_weeks=weeks)
    before, after = (
        np.sum([arm.course.states[:, k][f"{part}_left_deg"] for part in ("structural", "tonic", "tolerance")], axis=0)
        for k in range(2)
    )
    return Later(cause, arm.at(0) - arm.at(AFTER_WEEKS), before - after)


@dataclass(frozen=True)
class Told:
    """P(cause) of some patients before and after a second visit, (patient,) each."""

    before: np.ndarray
    after: np.ndarray


@cache
def told(
    *, relief_nprs: float, range_deg: float | None, length_deg: float | None, known: bool = False, guarding: bool = True
) -> Told:
    """What a second visit says about the cause.

    Args:
        relief_nprs: fall of the reading of pain.
        range_deg: gain of both readings of range; None where it is not read.
        length_deg: length that a treatment gave, if it gave any: so much where that is known, else anything up to
            twice as much; None where nothing was done.
        known: whether it is known how much it gave.
        guarding: whether pain guards the hamstrings.
    """
    here = cohort(guarding=guarding)
    found = []
    for index in np.random.default_rng(1).choice(len(here.cause), PATIENTS, replace=False):
        first = here.findings(int(index))
        people = drawn(here, first)
        later: dict[str, Value] = {"pain_nprs": max(float(first["pain_nprs"]) - relief_nprs, 0.0)}
        if range_deg is not None:
            later |= {code: float(first[code]) + range_deg for code in CODES[1:]}
        table = None if length_deg is None else lengthened(people, length_deg, known=known)
        log_told = courses.log_likelihood(
            people, visits(first, (WEEK, later)), ground=here.ground, errors=errors(here), table=table
        )[:, -1]
        weight = people.weight * np.exp(log_told - log_told.max())
        cause = here.cause[people.index]
        found.append((people.weight @ cause, weight @ cause / weight.sum()))
    return Told(*np.array(found).T)


def errors(here: Cohort) -> ErrorModel:
    """Errors with the spreads of this cohort."""
    share = np.full(len(here.cause), 1.0 / len(here.cause))
    return ErrorModel(spread=likelihood.Spreads(here.people, share))


def drawn(here: Cohort, first: dict[str, Value]) -> care.People:
    """People found like one patient, causes and others in equal numbers, weighted back."""
    log = likelihood.of(first, here.people, vocabulary=patient.vocabulary(), errors=errors(here)).total()
    share = np.exp(log - log.max())
    index, weight = [], []
    for cause in (True, False):
        part = np.flatnonzero(here.cause == cause)
        total = np.cumsum(share[part])
        index.append(part[np.searchsorted(total / total[-1], (np.arange(DRAWS) + 0.5) / DRAWS)])
        weight.append(np.full(DRAWS, total[-1] / DRAWS))
    rows, own = np.concatenate(index), np.concatenate(weight)
    uniforms = here.uniforms[rows].copy()
    uniforms[:, life.NODES.index("course")] = np.random.default_rng(3).random(len(rows))
    return care.People(uniforms, own / own.sum(), rows)


def lengthened(people: care.People, length_deg: float, *, known: bool) -> np.ndarray:
    """A treatment that gives length, in rows."""
    row = life.Treatment(structural_gain_deg=1.0, onset_weeks=1.0, loss_weeks=50.0).row()
    table = np.tile(row, (len(people), 1, 1))
    gain = length_deg if known else 2.0 * length_deg * people.luck(2_000_003)
    table[:, 0, FIELDS.index("structural_gain_deg")] = gain
    return table
