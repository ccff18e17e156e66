"""What later visits and a diary say: roles before and after, what was foreseen and found, and why it did not help.

The posterior of the first visit is conditioned on everything after it (`courses`). The role is that of the hamstrings
in the pain with which the course began; what is told of the body is that of the last visit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hamstrung.care import foreseen, rivals
from hamstrung.care.course import Ground
from hamstrung.care.courses import ENOUGH, Courses, condition, lived, occasions
from hamstrung.care.doses import rows
from hamstrung.care.foreseen import Fan, Foreseen
from hamstrung.care.people import MOST_PEOPLE, Array, People
from hamstrung.care.rivals import NonResponse
from hamstrung.care.timeline import Timeline
from hamstrung.diagnosis import Interval, Posterior, weights
from hamstrung.diagnosis.likelihood import Likelihood
from hamstrung.diagnosis.people import Table
from hamstrung.diagnosis.posterior import role_probabilities
from hamstrung.life import columns_of, worlds

FAN_PEOPLE = 300

BODIES = 400
"""Courses whose body and findings are told as they are at the last visit, assumed enough (200-1000)."""

_ROUGH_PEOPLE = 10.0


@dataclass(frozen=True, slots=True)
class VisitAfter:
    """The answer after one occasion; the first is the visit with which the course began.

    Args:
        date: of the visit; empty where a diary goes on after the last one.
        week: of the course.
        roles: probabilities after it.
        roles_interval: how well they are pinned down.
        effective_sample_size: courses, or people for the first visit, that this stands on.
        findings: what was foreseen before it, and found.
    """

    date: str
    week: int
    roles: Mapping[str, float]
    roles_interval: Mapping[str, Interval]
    effective_sample_size: float
    findings: tuple[Foreseen, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A treatment as it counted: weeks of the course, dose in its unit, share done where that is known."""

    treatment: str
    label: str
    from_week: float
    weeks: float
    dose: float
    unit: str
    adherence: float | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Everything after the first visit.

    Args:
        visits: the first one and every later occasion.
        treatments: as they counted.
        course: pain foreseen at the first visit, pain now believed, and readings.
        non_response: why pain did not fall, if it did not.
        n_of_1: a treatment that was on, off and on again, if there was one.
        effective_sample_size: courses that the end stands on.
        courses: that were lived.
        tempering: power of what was found later; below 1 only where too few courses fit.
        sharp: whether enough fit.
        clinical, plain: the same in words.
        notes: sentences about limits.
    """

    visits: tuple[VisitAfter, ...]
    treatments: tuple[Given, ...]
    course: Fan
    non_response: NonResponse
    n_of_1: foreseen.Alternated | None
    effective_sample_size: float
    courses: int
    tempering: float
    sharp: bool
    clinical: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What the rest of the answer goes on from.

    Args:
        found: the first visit's people after everything.
        now: the courses as they are in the last week: body, findings and pain; roles and shares of sources stay those
            of the pain with which the course began.
        before: the same courses under what was known before the last visit, for what was foreseen of it.
        people: in their last week, with their luck and what they were given.
        told: for the answer.
        courses: behind it.
    """

    found: Posterior
    now: Posterior
    before: Posterior
    people: People
    told: FollowUp
    courses: Courses


def follow_up(found: Posterior, timeline: Timeline, *, ground: Ground, seed: int) -> Result:
    """Condition the posterior of the first visit on everything after it.

    Args:
        found: posterior of the first visit.
        timeline: what was found and done after it.
        ground: mechanics and beliefs.
        seed: of the courses.
    """
    made = condition(found, timeline, ground=ground, seed=seed)
    after = followed(found, made)
    people = in_last_week(made, timeline)
    fan = foreseen.fan(made, timeline, ground=ground, most=FAN_PEOPLE)
    told = FollowUp(
        visits=_visits(found, made, timeline, ground=ground),
        treatments=_given(timeline),
        course=fan,
        non_response=rivals.explain(made.drawn(FAN_PEOPLE), timeline, ground=ground),
        n_of_1=foreseen.alternated(found, made, timeline, ground=ground),
        effective_sample_size=made.worth(len(occasions(timeline))),
        courses=len(made.people),
        tempering=made.tempering,
        sharp=after.sharp,
        notes=_notes(made, timeline),
    )
    clinical, plain = words(told)
    told = replace(told, clinical=tuple(clinical), plain=tuple(plain))
    last = made.log_likelihood.shape[1]
    now, before = (
        at_last_visit(after, in_last_week(made, timeline, most=BODIES, occasion=occasion), ground=ground)
        for occasion in (last, last - 1)
    )
    return Result(after, now, before, people, told, made)


def followed(found: Posterior, made: Courses) -> Posterior:
    """The first visit's people under the weights of their courses."""
    weight = made.believed(made.log_likelihood.shape[1], len(found.weights))
    with np.errstate(divide="ignore"):
        log_prior = np.log(weight) - found.tempering * found.likelihood.total()
    draws = max(1.0, made.worth(made.log_likelihood.shape[1]))
    reliability = found.reliability
    return replace(
        found,
        log_prior=log_prior,
        weights=weight,
        draws=draws,
        reliability=replace(reliability, effective_sample_size=min(draws, reliability.effective_sample_size)),
        origins=None,
        first=found.first or found,
    )


def in_last_week(made: Courses, timeline: Timeline, *, most: int = MOST_PEOPLE, occasion: int = -1) -> People:
    """People in the last week, with their luck and what they were given up to then.

    Args:
        made: the courses.
        timeline: what was found and done.
        most: draws.
        occasion: up to which findings count; the last unless given.
    """
    last = timeline.last_week
    past = tuple(
        replace(each, weeks=min(float(each.weeks or 0.0), last - each.from_week))
        for each in timeline.prescriptions
        if each.from_week < last
    )
    return replace(made.drawn(most, occasion=occasion), week=last, past=past)


def at_last_visit(after: Posterior, people: People, *, ground: Ground) -> Posterior:
    """Courses with every column as it is in the last week; what was found is in their weights, and in no likelihood."""
    table = rows(people.past, people)

    course = lived(people, table, weeks=(0, people.week), keep=(people.week,), ground=ground)
    healed = lived(people, table, weeks=(0, people.week), keep=(), ground=ground, absent=worlds.NORMALISED_NOW)
    columns = columns_of(course.lives(people.week), mechanics=ground.mechanics)
    columns["pain__hamstrings_normalised_now"] = healed.pain_nprs[:, people.week]
    index: Any = people.index
    return replace(
        after,
        people=Table(columns).people(),
        roles=after.roles.where(index),
        weights=people.weight,
        log_prior=np.log(people.weight),
        likelihood=Likelihood((), {}, len(people)),
        tempering=1.0,
        origins=None,
    )


def _visits(found: Posterior, made: Courses, timeline: Timeline, *, ground: Ground) -> tuple[VisitAfter, ...]:
    start = timeline.start
    told = [
        VisitAfter(
            start.date,
            0,
            found.role_probabilities(),
            _intervals(found, found.weights, found.draws),
            found.reliability.effective_sample_size,
        )
    ]
    by_week = {visit.week: visit for visit in timeline.visits}
    for place, week in enumerate(occasions(timeline), start=1):
        weight = made.believed(place, len(found.weights))
        effective = made.worth(place)
        visit = by_week.get(week)
        findings = () if visit is None else foreseen.findings(made, timeline, visit, occasion=place, ground=ground)
        told.append(
            VisitAfter(
                "" if visit is None else visit.date,
                week,
                role_probabilities(found.roles, weight),
                _intervals(found, weight, effective),
                effective,
                findings,
            )
        )
    return tuple(told)


def _intervals(found: Posterior, weight: Array, draws: float) -> dict[str, Interval]:
    sums = role_probabilities(found.roles, weight)
    return {role: weights.probability_interval(min(max(p, 0.0), 1.0), draws) for role, p in sums.items()}


def _given(timeline: Timeline) -> tuple[Given, ...]:
    return tuple(
        Given(
            each.kind,
            each.treatment.label,
            each.from_week,
            float(each.weeks or 0.0),
            each.given,
            each.treatment.dose.unit,
            each.adherence,
        )
        for each in timeline.prescriptions
    )


def _notes(made: Courses, timeline: Timeline) -> tuple[str, ...]:
    last = len(occasions(timeline))
    notes: list[str] = []
    if made.tempering < 1.0:
        notes.append(
            "Hardly any simulated course fits what was found later: it counts for less than it is worth "
            f"(power {made.tempering:.2f}), and the answer lies between the first visit's and the one after it."
        )
    elif made.worth(last) < ENOUGH:
        notes.append(
            f"The answer after the later visits stands on {made.worth(last):.0f} effective courses, fewer than "
            f"{ENOUGH:.0f}: it is not sharp."
        )
    if timeline.untold:
        notes.append(f"Given and not in the model, so not judged: {', '.join(timeline.untold)}.")
    if timeline.dropped:
        notes.append(f"{timeline.dropped} visits lie more than two years back: the course begins after them.")
    if timeline.last_week > 52:
        notes.append("The course is longer than the year that the model's weeks hold for.")
    return tuple(notes)


def words(told: FollowUp) -> tuple[Sequence[str], Sequence[str]]:
    """What is now believed and why it did not help, in the clinician's and in the patient's words."""
    first, last = told.visits[0], told.visits[-1]
    before, after = (each.roles["cause"] + each.roles["contributor"] for each in (first, last))
    clinical = [_moved(before, after, len(told.visits) - 1)]
    plain = [_moved_plain(before, after)]
    if told.non_response.asked:
        ranked = sorted(told.non_response.rivals, key=lambda each: -each.probability)
        lead = ranked[0]
        clinical.append(
            f"Pain did not fall by what matters. Likeliest reason ({_of(lead.probability)} of 100): {lead.clinical}. "
            f"Next: {ranked[1].clinical} ({_of(ranked[1].probability)})."
        )
        plain.append(f"Your pain has not eased enough yet. Most likely {lead.plain}; or {ranked[1].plain}.")
    elif told.non_response.reason == "The pain fell by what matters.":
        clinical.append("Pain fell by what matters; that alone does not show that the treatment did it.")
        plain.append("Your pain has eased by an amount that counts.")
    return clinical, plain


def _of(probability: float) -> int:
    return round(100 * probability)


def _moved(before: float, after: float, visits: int) -> str:
    since = "one later visit" if visits == 1 else f"{visits} later visits"
    change = _of(after) - _of(before)
    if abs(change) < 3:
        return (
            f"After {since} the hamstrings drive the pain in {_of(after)} of 100 people like this one, "
            f"as before ({_of(before)})."
        )
    turn = "more" if change > 0 else "less"
    return (
        f"After {since} the hamstrings are {turn} likely to drive the pain: {_of(after)} of 100 people like this one, "
        f"{_of(before)} at the first visit."
    )


def _moved_plain(before: float, after: float) -> str:
    if abs(_of(after) - _of(before)) < 3:
        return "What has happened since has not changed what we think of the muscles at the back of your thighs."
    turn = "more" if after > before else "less"
    return f"From what has happened since, the muscles at the back of your thighs now seem {turn} likely to matter."
