"""What is worth doing: every treatment that this person may have, by its expected benefit over time alone.

    benefit  = mean over people found like this one of (pain alone - pain with it), after `plan.after_weeks`
    worth    = benefit - burden
    matters  = a fall of pain of at least `important.nprs` or `important.share` of the present pain, the smaller

Nothing is proposed that a finding forbids, that has nothing to treat, or that is never right for back pain. No plan
is made while the red flags are open or under other beliefs than the literature's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hamstrung.care.conditions import Observed
from hamstrung.care.course import Arm, contact_share
from hamstrung.care.doses import Prescription
from hamstrung.care.numbers import number
from hamstrung.care.people import Array, People
from hamstrung.care.treatments import TreatmentKind, treatments
from hamstrung.diagnosis import Estimate
from hamstrung.diagnosis.weights import estimate

UNITS: Mapping[str, str] = {
    "minutes_per_week": "minutes a week",
    "hours_per_day": "hours a day less",
    "operations": "operation",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A treatment that this person may have, and what can be expected of it.

    Args:
        treatment, label: which.
        dose: in words.
        amount, unit, weeks: the same in numbers.
        expected_nprs_change: specific effect over the natural course, negative for less pain.
        reason: in one sentence.
        worth_nprs: expected benefit less burden.
        proposed: whether it is worth doing for the pain.
        chance_important: that the specific effect alone matters.
        chance_better: that pain falls by what matters, time and contact included.
        burden_nprs: points of pain that it should be worth.
        adherence: mean share that people do.
        grade, evidence, pain_only, note: what it rests on.
        harms: what may go wrong.
    """

    treatment: str
    label: str
    dose: str
    amount: float
    unit: str
    weeks: float
    expected_nprs_change: Estimate
    reason: str
    worth_nprs: float
    proposed: bool
    chance_important: float
    chance_better: float
    burden_nprs: float
    adherence: float
    grade: str
    evidence: tuple[str, ...]
    pain_only: bool
    note: str
    harms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A treatment that is not in the plan, and why."""

    treatment: str
    label: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which treatments this person may have.

    Args:
        allowed: kinds that are lived and ranked.
        forbidden: by a finding.
        idle: nothing was found that they treat.
        never: right for nobody with back pain.
    """

    allowed: tuple[TreatmentKind, ...]
    forbidden: tuple[LeftOut, ...]
    idle: tuple[LeftOut, ...]
    never: tuple[LeftOut, ...]


def choose(observed: Observed) -> Choice:
    """Which treatments a person of these findings may have; an unknown finding forbids nothing."""
    allowed, forbidden, idle, never = [], [], [], []
    for kind in treatments().values():
        reasons = kind.forbidden(observed)
        if kind.never:
            never.append(LeftOut(kind.name, kind.label, (kind.never,)))
        elif not kind.called_for(observed):
            idle.append(LeftOut(kind.name, kind.label, ("nothing was found that it treats",)))
        elif reasons:
            forbidden.append(LeftOut(kind.name, kind.label, reasons))
        else:
            allowed.append(kind)
    return Choice(tuple(allowed), tuple(forbidden), tuple(idle), tuple(never))


def important_nprs(present_nprs: Array) -> Array:
    """The least fall of pain that matters to each person, (person,)"""
    least: Array = np.minimum(number("important.nprs"), number("important.share") * present_nprs)
    return least


def option(one: Arm, *, natural: Arm, people: People, week: int) -> Option:
    """What can be expected of one treatment.

    Args:
        one: its arm, of one prescription.
        natural: the same people untreated.
        people: found like the patient.
        week: when it is read.
    """
    prescription = one.prescriptions[0]
    kind = prescription.treatment
    change = estimate(one.at(week) - natural.at(week), people.weight)
    worth = -change.mean - kind.burden
    chances = chances_of(one, natural=natural, people=people, week=week)
    proposed = worth > 0.0 and -change.mean >= number("plan.worth_nprs")
    weeks = float(kind.weeks if prescription.weeks is None else prescription.weeks)
    return Option(
        treatment=one.name,
        label=kind.label,
        dose=dose_words(prescription.given, kind.dose.unit, weeks),
        amount=prescription.given,
        unit=kind.dose.unit,
        weeks=weeks,
        expected_nprs_change=change,
        reason=_reason(kind, change, chances, proposed=proposed),
        worth_nprs=worth,
        proposed=proposed,
        chance_important=chances[0],
        chance_better=chances[1],
        burden_nprs=kind.burden,
        adherence=kind.adherence,
        grade=kind.grade,
        evidence=kind.evidence,
        pain_only=kind.pain_only,
        note=kind.note,
        harms=kind.harms,
    )


def chances_of(one: Arm, *, natural: Arm, people: People, week: int) -> tuple[float, float]:
    """Chance that the specific effect alone matters, and that pain falls by what matters, time and contact included."""
    least = important_nprs(natural.at(0))
    specific = natural.at(week) - one.at(week)
    share = contact_share(people, np.array([week]))[:, 0] if one.prescriptions else 0.0
    after = one.at(week) * (1.0 - share)
    return float(people.weight @ (specific >= least)), float(people.weight @ (natural.at(0) - after >= least))


def ranked(options: Sequence[Option]) -> tuple[Option, ...]:
    """The most worth first; ties in the order of the table."""
    return tuple(sorted(options, key=lambda each: -each.worth_nprs))


def together(options: Sequence[Option], *, most: int = 3) -> tuple[Prescription, ...]:
    """The best treatments that act on different things, to be done beside each other; none where fewer than two."""
    chosen: list[Option] = []
    acting: set[str] = set()
    for each in options:
        on = {act.on for act in treatments()[each.treatment].acts}
        if each.proposed and not on & acting and len(chosen) < most:
            chosen.append(each)
            acting |= on
    if len(chosen) < 2:
        return ()
    return tuple(Prescription(each.treatment, each.amount, each.weeks) for each in chosen)


def dose_words(amount: float, unit: str, weeks: float) -> str:
    """A dose in words.

    >>> dose_words(20.0, "minutes_per_week", 12.0)
    '20 minutes a week for 12 weeks'
    """
    if unit == "operations":
        return "one operation"
    return f"{amount:g} {UNITS[unit]} for {weeks:g} weeks"


def _reason(kind: TreatmentKind, change: Estimate, chances: tuple[float, float], *, proposed: bool) -> str:
    """One sentence: what is expected, and whether it is worth it."""
    size = f"{abs(change.mean):.1f} points {'less' if change.mean <= 0 else 'more'} pain than time alone"
    if abs(change.mean) < 0.05:
        size = "no less pain than time alone"
    chance = f"alone it matters to {100 * chances[0]:.0f} of 100 people found like this one"
    verdict = "worth its burden" if proposed else "little to gain for the pain"
    basis = "; evidence on pain only" if kind.pain_only else ""
    return f"{size}; {chance}; {verdict}{basis} (grade {kind.grade})."
