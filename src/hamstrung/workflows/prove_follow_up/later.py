"""Later visits of simulated patients: treated, read again and again with the errors that are assumed, and a diary.

    what is done    a treatment that the plan allows, drawn by lot, so that it tells nothing of the person; at the
                    second visit it goes on, or another takes its place
    reading         truth + persistent error + error of the day, or a stray number; cut at its range
    diary           in half of the patients, a number a week: pain of that week + persistent error + scatter of the week

The persistent error of a finding is that of the first visit, drawn from what the first reading leaves open; a finding
that was not made then draws it anew. Pain is asked of everybody at the first visit, since later it is asked whether it
fell. This is the law that `care.repeated` assumes, drawn instead of evaluated. What is read at a later visit, when it
takes place, and whether a diary is kept depends on nothing that is true of the person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from hamstrung import care, diagnosis
from hamstrung.care import courses
from hamstrung.care.people import People
from hamstrung.diagnosis import ErrorModel, likelihood
from hamstrung.life import seen
from hamstrung.patient import DiaryEntry, Finding, FindingType, Patient, Treatment, Value, Visit

Array = NDArray[np.float64]

FIRST_DAY = date(2026, 1, 5)
PAIN = "pain_nprs"
RANGES = ("slr", "ake")
SECOND_WEEKS, THIRD_WEEKS = (3, 8), (4, 10)
"""Weeks from the visit before, both ends included, assumed."""

DIARY_SHARE, TOLD_SHARE, CHANGED_SHARE, MEASURED_SHARE = 0.5, 0.5, 0.5, 0.7
"""Chance that a diary is kept, that it is known how much was done, that the second visit changes the treatment, and
that a test of range is made at a later visit; assumed."""

_DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Followed:
    """A simulated patient with three visits.

    Args:
        patient: as the clinic has them.
        timeline: the same in weeks, with the treatments as they count.
        person: the one life behind it.
    """

    patient: Patient
    timeline: care.Timeline
    person: People


def carried_on(
    who: Patient,
    uniforms: Array,
    *,
    pain_nprs: float,
    ground: care.Ground,
    words: Mapping[str, FindingType],
    errors: ErrorModel,
    random: np.random.Generator,
) -> Followed:
    """One simulated patient followed over two more visits.

    Args:
        who: as found at the first visit.
        uniforms: of the life behind it, (node,)
        pain_nprs: at the first visit, without any error.
        ground: mechanics and beliefs.
        words: the vocabulary.
        errors: what it does not hold.
        random: draws everything that is not stored.
    """
    person = People(uniforms[None, :], np.ones(1), np.zeros(1, dtype=np.intp))
    who = _asked(who, pain_nprs, words[PAIN], errors=errors, random=random)
    planned = _planned(who, random, observed=diagnosis.observations(who, vocabulary=words), person=person)
    timeline = care.timeline_of(planned, vocabulary=words)
    weeks = [visit.week for visit in timeline.visits]
    codes = [_measured(words, random) for _ in weeks]
    truths, pains = _truths(person, timeline, codes, ground=ground)
    first = timeline.start.observed
    persistent = _persistent(truths, first, words, errors=errors, random=random)
    visits = [planned.visits[0]]
    for visit, week, chosen in zip(planned.visits[1:], weeks, codes, strict=True):
        known = [code for code in sorted(chosen) if np.isfinite(truths[code][week])]
        read = {code: _read(truths[code][week], words[code], persistent, errors, random) for code in known}
        visits.append(replace(visit, findings={code: Finding(code, value) for code, value in read.items()}))
    diary = _diary(pains, words[PAIN], persistent[PAIN], random) if random.random() < DIARY_SHARE else ()
    whole = replace(planned, visits=tuple(visits), diary=diary)
    return Followed(whole, care.timeline_of(whole, vocabulary=words), person)


def _asked(
    who: Patient, pain_nprs: float, kind: FindingType, *, errors: ErrorModel, random: np.random.Generator
) -> Patient:
    """The patient with a reading of pain at the first visit, if there is none."""
    first = who.visits[0]
    if PAIN in first.findings:
        return who
    _, own, shared = likelihood.number_errors(kind, np.array([pain_nprs]), errors=errors)
    read = float(np.clip(pain_nprs + np.hypot(own, shared) * random.standard_normal(), kind.low, kind.high))
    return replace(who, visits=(replace(first, findings={**first.findings, PAIN: Finding(PAIN, read)}),))


def _planned(who: Patient, random: np.random.Generator, *, observed: Mapping[str, Value], person: People) -> Patient:
    """The dates and what is done; nothing is found yet."""
    allowed = care.choose(observed).allowed
    second = int(random.integers(SECOND_WEEKS[0], SECOND_WEEKS[1] + 1))
    third = second + int(random.integers(THIRD_WEEKS[0], THIRD_WEEKS[1] + 1))
    kinds = [allowed[int(random.integers(len(allowed)))].name for _ in range(2)]
    kinds[1] = kinds[1] if random.random() < CHANGED_SHARE else kinds[0]
    told = random.random() < TOLD_SHARE
    given = [(Treatment(kind, adherence=_adherence(kind, person) if told else None),) for kind in kinds]
    dates = [FIRST_DAY, *(FIRST_DAY + timedelta(weeks=week) for week in (second, third))]
    first = replace(who.visits[0], date=dates[0], treatments=given[0])
    return replace(who, visits=(first, Visit(dates[1], treatments=given[1]), Visit(dates[2])))


def _adherence(kind: str, person: People) -> float:
    """The share that this person does, as it is told."""
    return round(float(care.share_done(care.Prescription(kind), person)[0]), 2)


def _measured(words: Mapping[str, FindingType], random: np.random.Generator) -> list[str]:
    """What is read at one later visit: pain, and some tests of range on both sides."""
    tests = [test for test in RANGES if random.random() < MEASURED_SHARE]
    return [PAIN, *(code for code in words if any(code in (f"{t}_left_deg", f"{t}_right_deg") for t in tests))]


def _truths(
    person: People, timeline: care.Timeline, codes: Sequence[Sequence[str]], *, ground: care.Ground
) -> tuple[dict[str, dict[int, float]], dict[int, float]]:
    """What is true of the person: code -> week of a visit -> value, and pain by week; contact included."""
    weeks = list(range(timeline.last_week + 1))
    keep = (0, *(visit.week for visit in timeline.visits))
    table = care.rows(timeline.prescriptions, person)
    course = courses.lived(person, table, weeks=weeks, keep=keep, ground=ground)
    spared = courses.contact(person, timeline, weeks)[0]
    pains = {week: float(course.pain_nprs[0, week] * (1.0 - spared[week])) for week in weeks}
    asked = sorted({code for chosen in codes for code in chosen})
    columns = seen(course.lives(*keep), mechanics=ground.mechanics, codes=asked)
    found = {
        code: {week: float(columns[f"truth_{code}"][k]) for k, week in enumerate(keep)}
        for code in asked
        if code != PAIN
    }
    return {**found, PAIN: {week: pains[week] for week in keep}}, pains


def _persistent(
    truths: Mapping[str, Mapping[int, float]],
    first: Mapping[str, Value],
    words: Mapping[str, FindingType],
    *,
    errors: ErrorModel,
    random: np.random.Generator,
) -> dict[str, float]:
    """The persistent error of each finding, both sides alike, drawn from what the first readings leave open.

    By importance: many errors from their law, each weighted by how likely it makes the first readings.
    """
    stems: dict[str, list[str]] = {}
    for code in truths:
        stems.setdefault(words[code].stem, []).append(code)
    found: dict[str, float] = {}
    for codes in stems.values():
        _, _, shared = likelihood.number_errors(words[codes[0]], np.zeros(1), errors=errors)
        drawn = shared * random.standard_normal(_DRAWS)
        log_weight = np.zeros(_DRAWS)
        for code in codes:
            if code in first:
                log_weight += _log_chance(truths[code][0] + drawn, float(first[code]), words[code], errors)
        weight = np.exp(log_weight - log_weight.max())
        one = float(drawn[int(random.choice(_DRAWS, p=weight / weight.sum()))])
        found |= dict.fromkeys(codes, one)
    return found


def _log_chance(centre: Array, value: float, kind: FindingType, errors: ErrorModel) -> Array:
    """Log chance of a first reading about these centres: at an end of its range, of that end or beyond."""
    z = (value - centre) / kind.sd_within
    if value <= kind.low or value >= kind.high:
        return np.asarray(log_ndtr(z if value <= kind.low else -z))
    right = np.log1p(-errors.gross_error) - 0.5 * z**2 - np.log(kind.sd_within * (2.0 * np.pi) ** 0.5)
    return np.asarray(np.logaddexp(right, np.log(errors.gross_error / (kind.high - kind.low))))


def _read(
    truth: float, kind: FindingType, persistent: Mapping[str, float], errors: ErrorModel, random: np.random.Generator
) -> float:
    own = kind.sd_within * random.standard_normal()
    if random.random() < errors.gross_error:
        return float(random.uniform(kind.low, kind.high))
    return float(np.clip(truth + persistent[kind.code] + own, kind.low, kind.high))


def _diary(
    pains: Mapping[int, float], kind: FindingType, persistent: float, random: np.random.Generator
) -> tuple[DiaryEntry, ...]:
    """One number a week, in the middle of the week, from the first week to the last visit."""
    sd = float(np.hypot(kind.sd_within, courses.WEEK_SD_NPRS))
    return tuple(
        DiaryEntry(
            FIRST_DAY + timedelta(days=7 * (week - 1) + 3),
            pain_nprs=float(np.clip(pain + persistent + sd * random.standard_normal(), kind.low, kind.high)),
        )
        for week, pain in pains.items()
        if week > 0
    )
