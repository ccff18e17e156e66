"""Why pain did not fall by what matters: five rival reasons, as shares of the courses that fit.

Each course is lived again with one thing changed and the same luck:

    done      as it was done                 full      the usual dose or more, all of it, to the end
    untreated nothing given                  eased     as it was done, distress and sensitisation no higher than average

A fall matters from `plan.important_nprs` of that person's pain at the first visit. Every course gets one reason, the
first of these that holds:

    noise         done: the true fall matters, the reading alone does not show it
    course        untreated would be worse than done by what matters: it works, and a flare or a relapse hides it
    dose          full: the fall would have mattered
    distress      eased: the fall would have mattered
    wrong_cause   none of these: not even the full dose would have helped enough

The order is that of what is the least to change: believe the reading less, wait, do more, ease the mind, think again.
`alone` tells how many courses fulfil a reason whatever stands before it; for `wrong_cause`, those in which the full
dose would not have helped enough. Contact counts wherever something was given.
Valid for treatments whose action the model knows; others are named and not judged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.care.course import Ground
from hamstrung.care.courses import PAIN, contact, lived
from hamstrung.care.doses import FIELDS, Prescription, rows
from hamstrung.care.people import People
from hamstrung.care.plan import important_nprs
from hamstrung.care.timeline import Timeline
from hamstrung.diagnosis import Estimate
from hamstrung.diagnosis.weights import estimate
from hamstrung.life import NODES, Treatment

Array = NDArray[np.float64]

RIVALS = ("noise", "course", "dose", "distress", "wrong_cause")
"""Reasons in the order in which they are given."""

_AT_ONCE = 0.01

WHY: Mapping[str, tuple[str, str]] = {
    "noise": (
        "the true fall matters and the reading misses it",
        "it helps more than one number on one day can show",
    ),
    "course": (
        "it works, and a flare or relapse hides it: without it pain would be worse",
        "it helps, but a bad spell came at the same time",
    ),
    "dose": (
        "too little was given or done: the full dose would have helped enough",
        "it may need more time or practice than there was",
    ),
    "distress": (
        "distress or a sensitive nervous system keeps the pain going",
        "worry, bad sleep or a watchful nervous system keep the pain going",
    ),
    "wrong_cause": (
        "it does not treat what hurts: not even the full dose would have helped enough",
        "it does not reach what hurts most",
    ),
}
"""Reason -> in the clinician's and in the patient's words."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One reason why the pain did not fall.

    Args:
        name: one of `RIVALS`.
        probability: that it is the reason; they sum to one.
        alone: share of courses of which it holds, whatever else does.
        clinical, plain: in words.
    """

    name: str
    probability: float
    alone: float
    clinical: str
    plain: str


@dataclass(frozen=True, slots=True)
class NonResponse:
    """Whether the pain failed to fall by what matters, and why.

    Args:
        asked: whether there is anything to explain.
        reason: why not; empty where there is.
        measured_change_nprs: last reading less the first, None where one is missing.
        important_nprs: fall that matters to this person.
        true_change_nprs: what the courses that fit say of it.
        rivals: reasons in their order; empty where nothing is asked.
    """

    asked: bool
    reason: str = ""
    measured_change_nprs: float | None = None
    important_nprs: float | None = None
    true_change_nprs: Estimate | None = None
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Falls:
    """Fall of pain from the first visit to the last week, with one thing changed each, (person,)"""

    done: Array
    full: Array
    untreated: Array
    eased: Array
    important: Array

    def attributed(self) -> NDArray[np.intp]:
        """Index into `RIVALS` of each course's reason, (person,)"""
        return np.argmax(np.stack([*self.holds()[:-1], np.ones(len(self.done), bool)]), axis=0)

    def holds(self) -> tuple[NDArray[np.bool_], ...]:
        """Whether each reason holds by itself, in the order of `RIVALS`."""
        return (
            self.done >= self.important,
            self.done - self.untreated >= self.important,
            self.full >= self.important,
            self.eased >= self.important,
            self.full < self.important,
        )


def explain(people: People, timeline: Timeline, *, ground: Ground) -> NonResponse:
    """Why the pain did not fall by what matters, if it did not.

    Args:
        people: courses that fit, equally drawn.
        timeline: what was found and done.
        ground: mechanics and beliefs.
    """
    first, last = pains(timeline)
    if first is None or last is None:
        return NonResponse(False, "Pain was not asked at the first visit and again later.")
    found = falls(people, timeline, ground=ground)
    least = float(min(important_nprs(np.array([first]))))
    told = (last - first, least, estimate(-found.done, people.weight))
    if not timeline.prescriptions:
        return NonResponse(False, "No treatment is recorded that the model knows.", *told)
    if first - last >= least:
        return NonResponse(False, "The pain fell by what matters.", *told)
    return NonResponse(True, "", *told, shares(found, people.weight))


def shares(found: Falls, weight: Array) -> tuple[Rival, ...]:
    """Probability of each reason; they sum to one.

    Args:
        found: falls of the courses.
        weight: of each, (person,)
    """
    probability = np.bincount(found.attributed(), weights=weight, minlength=len(RIVALS)) / weight.sum()
    alone = [float(weight @ holds) / float(weight.sum()) for holds in found.holds()]
    return tuple(
        Rival(name, float(p), each, *WHY[name]) for name, p, each in zip(RIVALS, probability, alone, strict=True)
    )


def falls(people: People, timeline: Timeline, *, ground: Ground) -> Falls:
    """Each course with one thing changed, from the first visit to the last week of which something is known."""
    last = timeline.last_week
    given = contact(people, timeline, [last])[:, 0]

    def fall(table: Array, spared: Array) -> tuple[Array, Array]:
        course = lived(people, table, weeks=(0, last), keep=(), ground=ground)
        before = course.pain_nprs[:, 0]
        return before - course.pain_nprs[:, last] * (1.0 - spared), before

    as_done = rows(timeline.prescriptions, people)
    done, before = fall(as_done, given)
    return Falls(
        done=done,
        full=fall(rows(in_full(timeline), people), given)[0],
        untreated=fall(rows((), people), np.zeros(len(people)))[0],
        eased=fall(with_ease(as_done, people), given)[0],
        important=important_nprs(before),
    )


def with_ease(table: Array, people: People) -> Array:
    """The same treatments, and from the first week on distress and sensitisation no higher than average."""
    own = np.tile(Treatment(onset_weeks=_AT_ONCE).row(), (len(people), 1))
    for node, on in (("distress", "distress_sd"), ("sensitisation", "sensitisation_sd")):
        own[:, FIELDS.index(on)] = np.maximum(ndtri(people.uniforms[:, NODES.index(node)]), 0.0)
    return np.concatenate([np.broadcast_to(table, (len(people), *table.shape[1:])), own[:, None, :]], axis=1)


def in_full(timeline: Timeline) -> tuple[Prescription, ...]:
    """Every treatment that was given, from its first week to the last, at least at the usual dose, all of it done."""
    found: list[Prescription] = []
    for kind in dict.fromkeys(each.kind for each in timeline.prescriptions):
        mine = [each for each in timeline.prescriptions if each.kind == kind]
        start = min(each.from_week for each in mine)
        dose = max(max(each.given for each in mine), mine[0].treatment.dose.usual)
        weeks = max(timeline.last_week - start, 0.0)
        found.append(replace(mine[0], dose=dose, weeks=weeks, adherence=1.0, from_week=start))
    return tuple(found)


def pains(timeline: Timeline) -> tuple[float | None, float | None]:
    """Pain as read at the first visit, and as last read at a visit or in the diary."""
    first = timeline.start.observed.get(PAIN)
    later = [(each.week, float(each.observed[PAIN])) for each in timeline.visits if PAIN in each.observed]
    later += [(each.week, each.pain_nprs) for each in timeline.diary if each.pain_nprs is not None]
    last = max(later, key=lambda each: each[0])[1] if later else None
    return None if first is None else float(first), last
