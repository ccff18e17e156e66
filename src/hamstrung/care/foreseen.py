"""What was foreseen beside what was found: the fan of pain, every finding of a visit, a treatment on and off.

Everything foreseen of a visit stands on what was known before it, with the error with which it would be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung.care import repeated
from hamstrung.care.course import Ground
from hamstrung.care.courses import PAIN, Courses, contact, first_reading, lived, usable
from hamstrung.care.doses import Prescription, rows
from hamstrung.care.people import People
from hamstrung.care.plan import important_nprs
from hamstrung.care.repeated import Number
from hamstrung.care.timeline import Examined, Timeline
from hamstrung.diagnosis import Estimate, Posterior, likelihood
from hamstrung.diagnosis.weights import estimate
from hamstrung.life import seen
from hamstrung.patient import FindingType

Array = NDArray[np.float64]

_PEOPLE = 200
_SEED = 6_071_113
_DENSE_WEEKS = 26


@dataclass(frozen=True, slots=True)
class Reading:
    """Pain as read in a week of the course, at a `visit` or in the `diary`."""

    week: int
    nprs: float
    source: str


@dataclass(frozen=True, slots=True)
class Fan:
    """Pain over the course: as foreseen at the first visit, as now believed, and as read.

    Args:
        weeks: of the course.
        foreseen, believed: mean and 90 % interval by week, contact included.
        readings: in order.
    """

    weeks: tuple[int, ...]
    foreseen: tuple[Estimate, ...]
    believed: tuple[Estimate, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A finding of a later visit.

    Args:
        finding, label, unit: which.
        first, now: its first reading, None where there was none, and that of this visit.
        change: between them; None for what is no number.
        detectable_change: the least that is more than the error of the day; None for what is no number.
        counts_as: `new`, `unchanged` or `changed`.
        expected: reading that was foreseen, of a number; the probability of a yes, of a sign.
    """

    finding: str
    label: str
    unit: str
    first: float | str | None
    now: float | str
    change: float | None
    detectable_change: float | None
    counts_as: str
    expected: Estimate | None


@dataclass(frozen=True, slots=True)
class Alternated:
    """A treatment that was on, off and on again, with a diary beside it.

    Args:
        treatment, label: which.
        on_weeks, off_weeks: weeks of the course.
        contrast_nprs: mean of the settled weeks off less that of the settled weeks on, with the 90 % interval of the
            weeks' scatter alone; positive where it helps.
        effect_nprs: what the courses that fit say it took away in the weeks on.
        chance_matters: that this is what matters to the person.
        roles_before, roles_after: probabilities without and with the course.
    """

    treatment: str
    label: str
    on_weeks: tuple[int, ...]
    off_weeks: tuple[int, ...]
    contrast_nprs: Estimate
    effect_nprs: Estimate
    chance_matters: float
    roles_before: dict[str, float]
    roles_after: dict[str, float]


def fan(made: Courses, timeline: Timeline, *, ground: Ground, most: int) -> Fan:
    """Pain by week before and after what was found later, beside the readings."""
    last = timeline.last_week
    weeks = [week for week in range(last + 1) if week <= _DENSE_WEEKS or week % 4 == 0 or week == last]
    bands = []
    for occasion in (0, -1):
        people = made.drawn(most, occasion=occasion)
        table = rows(timeline.prescriptions, people)
        course = lived(people, table, weeks=weeks, keep=(), ground=ground)
        felt = course.pain_nprs[:, weeks] * (1.0 - contact(people, timeline, weeks))
        bands.append(tuple(estimate(week, people.weight) for week in felt.T))
    return Fan(tuple(weeks), bands[0], bands[1], readings(timeline))


def readings(timeline: Timeline) -> tuple[Reading, ...]:
    """Every reading of pain, in order."""
    found = [
        Reading(each.week, float(each.observed[PAIN]), "visit")
        for each in (timeline.start, *timeline.visits)
        if PAIN in each.observed
    ]
    found += [Reading(each.week, each.pain_nprs, "diary") for each in timeline.diary if each.pain_nprs is not None]
    return tuple(sorted(found, key=lambda each: (each.week, each.source)))


def findings(
    made: Courses, timeline: Timeline, visit: Examined, *, occasion: int, ground: Ground
) -> tuple[Foreseen, ...]:
    """Every finding of one visit beside what was foreseen before it.

    Args:
        made: the courses.
        timeline: what was found and done.
        visit: the visit.
        occasion: its place among the occasions, from 1.
        ground: mechanics and beliefs.
    """
    codes = sorted(code for code, value in visit.observed.items() if usable(visit.kinds[code], value))
    people = made.drawn(_PEOPLE, occasion=occasion - 1)
    table = rows(timeline.prescriptions, people)
    course = lived(people, table, weeks=(0, visit.week), keep=(0, visit.week), ground=ground)
    columns = seen(course.lives(0, visit.week), mechanics=ground.mechanics, codes=codes)
    spared = contact(people, timeline, (visit.week,))[:, 0]
    told = []
    for code in codes:
        name = next((each for each in (f"truth_{code}", code) if each in columns), "")
        if not name:
            continue
        before, after = columns[name].reshape(2, -1)
        after = after * (1.0 - spared) if code == PAIN else after
        told.append(_foreseen(code, timeline, visit, before, after, people, made))
    return tuple(told)


def _foreseen(
    code: str, timeline: Timeline, visit: Examined, before: Array, after: Array, people: People, made: Courses
) -> Foreseen:
    kind, now = visit.kinds[code], visit.observed[code]
    earlier = first_reading(timeline, code)
    first = None if earlier is None or earlier is visit else earlier.observed[code]
    if kind.kind != "number":
        expected = None if kind.kind == "choice" else _chance(kind, after, people)
        counts = "new" if first is None else "unchanged" if first == now else "changed"
        return Foreseen(code, kind.label, kind.unit, _plain(first), _plain(now) or "", None, None, counts, expected)
    number = Number.of(kind, errors=made.errors, particles=len(people))
    if code in timeline.start.observed:
        number.know(before, float(timeline.start.observed[code]))
    spread = float(np.hypot(number.own, number.variance**0.5))
    draws = np.random.default_rng(_SEED).standard_normal(len(people))
    read = np.clip(after + number.mean + spread * draws, kind.low, kind.high)
    known = np.isfinite(read)
    expected = estimate(read[known], people.weight[known] / people.weight[known].sum()) if known.any() else None
    least = repeated.detectable_change(kind)
    change = None if first is None else float(now) - float(first)
    counts = "new" if change is None else "unchanged" if abs(change) < least else "changed"
    return Foreseen(code, kind.label, kind.unit, _plain(first), float(now), change, least, counts, expected)


def _chance(kind: FindingType, truth: Array, people: People) -> Estimate:
    chance = float(people.weight @ likelihood.probability_of_yes(truth, kind))
    return Estimate(chance, chance, chance)


def _plain(value: float | bool | str | None) -> float | str | None:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def alternated(found: Posterior, made: Courses, timeline: Timeline, *, ground: Ground) -> Alternated | None:
    """The first treatment that was on, off and on again with pain in the diary; None where there is none."""
    for kind in dict.fromkeys(each.kind for each in timeline.prescriptions):
        runs = [each for each in timeline.prescriptions if each.kind == kind]
        on, off = blocks(runs)
        told = {each.week: each.pain_nprs for each in timeline.diary if each.pain_nprs is not None}
        settled_on, settled_off = (_settled(part, told) for part in (on, off))
        if len(runs) < 2 or len(settled_on) < 2 or len(settled_off) < 2:
            continue
        people = made.drawn(_PEOPLE)
        effect = _effect(people, timeline, kind, [week for week in on if week in told], ground=ground)
        matters = important_nprs(np.array([told[min(told)]]))[0]
        return Alternated(
            kind,
            runs[0].treatment.label,
            tuple(on),
            tuple(off),
            contrast([told[week] for week in settled_off], [told[week] for week in settled_on]),
            estimate(effect, people.weight),
            float(people.weight @ (effect >= matters)),
            found.role_probabilities(),
            _roles(found, made),
        )
    return None


def blocks(runs: Sequence[Prescription]) -> tuple[list[int], list[int]]:
    """Weeks in which a treatment was on, and those between in which it was off."""
    on = sorted(
        {week for run in runs for week in range(int(run.from_week) + 1, int(run.from_week + float(run.weeks or 0)) + 1)}
    )
    off = [week for week in range(on[0], on[-1] + 1) if week not in on] if on else []
    return on, off


def contrast(off: Sequence[float], on: Sequence[float]) -> Estimate:
    """Mean off less mean on, with the 90 % interval that the scatter of the weeks gives."""
    mean = float(np.mean(off) - np.mean(on))
    error = 1.645 * float(np.hypot(*(np.std(part, ddof=1) / len(part) ** 0.5 for part in (off, on))))
    return Estimate(mean, mean - error, mean + error)


def _settled(weeks: Sequence[int], told: dict[int, float]) -> list[int]:
    """Weeks with pain in the second half of each block, where what a treatment does is mostly there or gone."""
    runs: list[list[int]] = []
    for week in weeks:
        if runs and week == runs[-1][-1] + 1:
            runs[-1].append(week)
        else:
            runs.append([week])
    late = {week for run in runs for week in run[len(run) // 2 :]}
    return [week for week in weeks if week in late and week in told]


def _effect(people: People, timeline: Timeline, kind: str, weeks: Sequence[int], *, ground: Ground) -> Array:
    """What one treatment took away in these weeks on average, (person,)"""
    others = tuple(each for each in timeline.prescriptions if each.kind != kind)
    pain = [
        lived(people, rows(given, people), weeks=weeks, keep=(), ground=ground).pain_nprs[:, list(weeks)].mean(axis=1)
        for given in (others, timeline.prescriptions)
    ]
    return np.asarray(pain[0] - pain[1])


def _roles(found: Posterior, made: Courses) -> dict[str, float]:
    last = made.log_likelihood.shape[1]
    return found.role_probabilities(made.believed(last, len(found.weights)))
