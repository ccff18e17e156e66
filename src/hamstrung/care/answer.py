"""The plan and the course of one patient, as they enter the answer."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from hamstrung.care import advice, bodies, plan, weekly
from hamstrung.care.advice import Irritability, Words
from hamstrung.care.bodies import LOADS, POSTURE, RANGES, Bodies
from hamstrung.care.conditions import Observed
from hamstrung.care.course import SOLVED_WEEKS, WEEKS, Arm, Ground, arm, contact_share
from hamstrung.care.doses import Prescription
from hamstrung.care.numbers import number
from hamstrung.care.people import People, of_posterior
from hamstrung.care.plan import LeftOut, Option
from hamstrung.care.programme import Part, chosen_of, programme
from hamstrung.care.treatments import TreatmentKind
from hamstrung.care.weekly import Band
from hamstrung.diagnosis import POSTURES, Assessment, Estimate, Posterior
from hamstrung.diagnosis.weights import estimate
from hamstrung.patient import Goal

FOREIGN = "The cohort was made by another model, whose people cannot be followed on."


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The course beside one treatment, some, or none, week by week.

    Args:
        treatment: its kind, joined by `+` where there are several; `none`.
        weeks: of everything.
        solved_weeks: in which it was worked out; told between them (`weekly`).
        nprs: pain, without the effect of contact.
        nprs_with_contact: pain as one would see it, contact included.
        rmdq: function.
        range: straight leg raise and active knee extension by side.
        posture: standing angles.
        loads: on the lowest disc, by posture and load.
        chance_better: that pain falls by what matters by week 12, contact included.
    """

    treatment: str
    weeks: tuple[int, ...]
    solved_weeks: tuple[int, ...]
    nprs: Band
    nprs_with_contact: Band
    rmdq: Band
    range: Mapping[str, Band]
    posture: Mapping[str, Band]
    loads: Mapping[str, Mapping[str, Band]]
    chance_better: float


@dataclass(frozen=True, slots=True)
class Together:
    """Several treatments beside each other."""

    treatments: tuple[str, ...]
    labels: tuple[str, ...]
    expected_nprs_change: Estimate
    chance_important: float
    chance_better: float


@dataclass(frozen=True, slots=True)
class Natural:
    """What time alone does, and how much of all improvement it explains.

    Args:
        expected_nprs_change: from now to the review of the plan.
        chance_better: that pain falls by what matters.
        share_of_improvement: part of the whole expected fall, with the best of the plan and contact, that comes anyway.
        sentence: the same in words.
    """

    expected_nprs_change: Estimate
    chance_better: float
    share_of_improvement: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a surgical release would do to this person; never proposed.

    Args:
        harms: certain and possible ones.
        anterior_pelvic_tilt_deg: by which the standing pelvis tips forwards.
        chance_of_more_pain: than with time alone.
        expected_nprs_change: over time alone, in the model and in no patient.
        burden_nprs: points of pain that its harms weigh.
        reason: why it is never right.
    """

    harms: tuple[str, ...]
    anterior_pelvic_tilt_deg: float
    chance_of_more_pain: float
    expected_nprs_change: Estimate
    burden_nprs: float
    reason: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal of the person's own, how well it goes now and where it should be at the review, 0 to 10."""

    activity: str
    ability: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class Care:
    """What belongs to a plan beside its treatments.

    Args:
        withheld: why there is no plan; empty where there is one.
        after_weeks: when expected changes are read.
        important_nprs: fall of pain that matters to this person.
        natural: what time does.
        contact_nprs: what being treated gives by itself; evidence on pain alone.
        hamstrings_at_most_nprs: what normal hamstrings from now on would change, the most that treating them can gain.
        together: the proposed treatments beside each other.
        left_out: treatments that are forbidden or have nothing to treat, and those that are never right.
        irritability: how easily the pain is stirred up.
        day: what its course over the day asks for.
        flare, stop, stop_plain: what to do in a flare, and when to stop, the last in the patient's words.
        programme: exercises and their doses.
        goals: the person's own.
        review_weeks, review_date: when to look again.
        people: simulated people whose courses were lived.
    """

    withheld: str = ""
    after_weeks: int = 0
    important_nprs: float = 0.0
    natural: Natural | None = None
    contact_nprs: Estimate | None = None
    hamstrings_at_most_nprs: Estimate | None = None
    together: Together | None = None
    left_out: Mapping[str, tuple[LeftOut, ...]] = field(default_factory=dict)
    release: Release | None = None
    irritability: Irritability | None = None
    day: tuple[Words, ...] = ()
    flare: tuple[Words, ...] = ()
    stop: tuple[str, ...] = ()
    programme: tuple[Part, ...] = ()
    goals: tuple[Aim, ...] = ()
    stop_plain: tuple[str, ...] = ()
    review_weeks: int = 0
    review_date: str = ""
    people: int = 0


def care_for(
    assessment: Assessment,
    *,
    found: Posterior,
    ground: Ground | None,
    observed: Observed,
    tried: Collection[str] = (),
    goals: Sequence[Goal] = (),
    people: People | None = None,
) -> Assessment:
    """The answer with its plan and course.

    Args:
        assessment: the answer without them.
        found: the posterior behind it.
        ground: mechanics and beliefs that its people live under; None where they cannot be followed.
        observed: history and findings by code.
        tried: kinds of treatment that were given before.
        goals: of the person's own, of the last visit.
        people: from whom plan and course start; draws from the posterior unless given.
    """
    reason = withheld(assessment)
    if assessment.red_flag_screen.verdict_withheld:
        return replace(assessment, care=Care(withheld=reason))
    referral = (*assessment.referral, *advice.referrals(observed, tried=tried))
    if ground is None:
        return replace(assessment, referral=referral, care=Care(withheld=reason or FOREIGN))
    people = of_posterior(found) if people is None else people
    natural = arm(people, ground=ground, weeks=WEEKS)
    if reason:
        built = bodies.of(natural, ground=ground)
        course = (trajectory(natural, natural=natural, built=built, people=people),)
        return replace(assessment, referral=referral, course=course, care=Care(withheld=reason, people=len(people)))
    answer = _planned(replace(assessment, referral=referral), found, people, natural, ground, observed)
    return replace(answer, care=replace(answer.care, goals=tuple(_aim(goal) for goal in goals)))


def withheld(assessment: Assessment) -> str:
    """Why no plan may be made; empty where one may."""
    if assessment.model.beliefs != "literature":
        return f"No plan is made under the {assessment.model.beliefs} beliefs."
    if any(flag.urgency in ("urgent", "emergency") for flag in assessment.red_flags):
        return "A red flag was raised: the referral comes first, and a plan after it."
    if not assessment.red_flag_screen.complete or assessment.red_flag_screen.plan_withheld:
        return "The red flags have not all been asked: the plan waits for them."
    return ""


def _planned(
    assessment: Assessment, found: Posterior, people: People, natural: Arm, ground: Ground, observed: Observed
) -> Assessment:
    week = int(number("plan.after_weeks"))
    choice = plan.choose(observed)
    arms = [arm(people, prescribed(kind, observed), ground=ground) for kind in choice.allowed]
    release = arm(people, Prescription("surgical_release"), ground=ground, weeks=(0, week), keep_weeks=(week,))
    options = plan.ranked([plan.option(one, natural=natural, people=people, week=week) for one in arms])
    jointly = plan.together(options)
    if jointly:
        arms.append(arm(people, *jointly, ground=ground))
    by_name = {one.name: one for one in arms}
    order = [*(each.treatment for each in options), *(name for name in by_name if "+" in name)]
    shown = [natural, *(by_name[name] for name in order)]
    best = by_name[order[-1] if jointly else order[0]] if arms else natural
    irritable = advice.irritability(observed)
    chosen = chosen_of(options, tuple(each.kind for each in jointly))
    care = Care(
        after_weeks=week,
        important_nprs=float(people.weight @ plan.important_nprs(natural.at(0))),
        natural=_natural(natural, best, people=people, week=week),
        contact_nprs=estimate(-contact_share(people, np.array([week]))[:, 0] * natural.at(week), people.weight),
        hamstrings_at_most_nprs=_at_most(found),
        together=_together(by_name[order[-1]], natural, people, options, week) if jointly else None,
        left_out={"forbidden": choice.forbidden, "nothing_to_treat": choice.idle, "never": choice.never},
        release=_release(release, natural, people=people, ground=ground, week=week),
        irritability=irritable,
        day=advice.day(observed),
        flare=advice.flare(),
        stop=advice.stop(),
        stop_plain=advice.stop(plain=True),
        programme=programme(options, irritability=irritable, chosen=chosen),
        review_weeks=int(number("plan.review_weeks")),
        review_date=_review_date(assessment.patient.visit),
        people=len(people),
    )
    built = bodies.of(natural, ground=ground)
    course = tuple(trajectory(one, natural=natural, built=built, people=people) for one in shown)
    return replace(assessment, plan=options, course=course, care=care)


def prescribed(kind: TreatmentKind, observed: Observed) -> Prescription:
    """The dose for this person: the usual one, and of sitting no more than a third of what they sit."""
    if kind.name == "less_sitting" and "sitting_h_per_day" in observed:
        third = float(observed["sitting_h_per_day"]) / 3.0
        return Prescription(kind.name, dose=round(min(kind.dose.usual, third), 1))
    return Prescription(kind.name)


def trajectory(one: Arm, *, natural: Arm, built: Bodies, people: People) -> Trajectory:
    """One arm as it enters the answer.

    Args:
        one: the arm.
        natural: the same people untreated.
        built: their bodies.
        people: their weights and luck.
    """
    found = bodies.weekly(built, one, weeks=SOLVED_WEEKS)
    pain = weekly.pain_nprs(one, natural=natural)
    share = contact_share(people, np.array(WEEKS)) if one.prescriptions else np.zeros(pain.shape)
    better = plan.chances_of(one, natural=natural, people=people, week=int(number("plan.after_weeks")))[1]
    told = {name: weekly.band(each, people.weight, weeks=SOLVED_WEEKS, digits=2) for name, each in found.items()}
    return Trajectory(
        treatment=one.name,
        weeks=WEEKS,
        solved_weeks=SOLVED_WEEKS,
        nprs=weekly.band(pain, people.weight),
        nprs_with_contact=weekly.band(pain * (1.0 - share), people.weight),
        rmdq=told["rmdq"],
        range={name: told[name] for name in RANGES},
        posture={name: told[name] for name in POSTURE},
        loads={place: {load: told[f"{place}__{load}"] for load in LOADS} for place in POSTURES},
        chance_better=better,
    )


def _natural(natural: Arm, best: Arm, *, people: People, week: int) -> Natural:
    fall = natural.at(0) - natural.at(week)
    contact = contact_share(people, np.array([week]))[:, 0] * best.at(week)
    whole = float(people.weight @ (natural.at(0) - best.at(week) + contact))
    alone = float(people.weight @ fall)
    share = min(max(alone / whole, 0.0), 1.0) if whole > 0.0 else 0.0
    better = plan.chances_of(natural, natural=natural, people=people, week=week)[1]
    return Natural(estimate(-fall, people.weight), better, share, _natural_words(share, alone, week))


def _natural_words(share: float, fall_nprs: float, week: int) -> str:
    if fall_nprs <= 0.0:
        return f"Time alone is not expected to lower this pain within {week} weeks."
    most = "most of" if share > 0.5 else "part of"
    return (
        f"Time alone explains {most} the improvement to be expected within {week} weeks: {100 * share:.0f} % of it. "
        "That pain falls after a treatment does not show that the treatment did it."
    )


def _at_most(found: Posterior) -> Estimate:
    """What normal hamstrings from now on would change in the pain of the posterior's people."""
    change = found.people["pain__hamstrings_normalised_now"] - found.people["pain__factual"]
    return found.estimate(np.minimum(change, 0.0))


def _together(one: Arm, natural: Arm, people: People, options: Sequence[Option], week: int) -> Together:
    names = tuple(each.kind for each in one.prescriptions)
    labels = {each.treatment: each.label for each in options}
    change = estimate(one.at(week) - natural.at(week), people.weight)
    chances = plan.chances_of(one, natural=natural, people=people, week=week)
    return Together(names, tuple(labels[name] for name in names), change, *chances)


def _release(one: Arm, natural: Arm, *, people: People, ground: Ground, week: int) -> Release:
    kind = one.prescriptions[0].treatment
    tilted = one.course.states["standing_pelvis_deg"][:, -1] - natural.course.states["standing_pelvis_deg"][:, 0]
    worse = float(people.weight @ (one.at(week) > natural.at(week)))
    change = estimate(one.at(week) - natural.at(week), people.weight)
    return Release(kind.harms, float(people.weight @ tilted), worse, change, kind.burden, kind.never)


def _aim(goal: Goal) -> Aim:
    if goal.ability is None:
        return Aim(goal.activity, None, None)
    return Aim(goal.activity, goal.ability, min(10.0, float(math.ceil(goal.ability + number("important.psfs")))))


def _review_date(visit: str | None) -> str:
    if not visit:
        return ""
    return (date.fromisoformat(visit) + timedelta(weeks=number("plan.review_weeks"))).isoformat()
