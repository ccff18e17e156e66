"""What was found and done after the first visit, in weeks of one course.

The course begins at the first visit. Weeks are whole: a visit stands in the nearest one, a day of the diary in the week
that it belongs to. A
treatment runs from its visit for the weeks that were agreed; for as long as nothing else is agreed where they are not
known; and no longer than the same treatment is agreed anew. Where a diary tells which days it was done, that decides
when it ran and how much of it was done, and not what was said at the visit.
Valid for courses of at most `MOST_WEEKS`: the model's course is that of the year after a visit (assumed to hold for
two); a later visit begins a course of its own, on which earlier visits say nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from hamstrung.care.doses import Prescription
from hamstrung.care.treatments import treatments
from hamstrung.diagnosis import observations
from hamstrung.diagnosis.inference import as_measured
from hamstrung.patient import DiaryEntry, FindingType, Patient, Treatment, Value, Visit

MOST_WEEKS = 104
_HARDLY_DONE = 0.2


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found at one visit.

    Args:
        week: of the course.
        date: of the visit, as written; empty where it is not known.
        raters: code -> who found it; empty where it is not known.
        observed: code -> value, as the usual method would have read it.
        kinds: code -> the finding with the error of the method that was used.
    """

    week: int
    date: str
    raters: Mapping[str, str]
    observed: Mapping[str, Value]
    kinds: Mapping[str, FindingType]


@dataclass(frozen=True, slots=True)
class DiaryWeek:
    """A week of the diary.

    Args:
        week: of the course.
        pain_nprs: mean of the days, or None.
        days: with pain.
    """

    week: int
    pain_nprs: float | None
    days: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """One person's course as far as it is known.

    Args:
        first: the person as of the visit with which the course begins.
        start: what was found then.
        visits: the later ones, in order.
        diary: weeks after the first visit with an entry, in order.
        prescriptions: what was done, in weeks of the course.
        untold: kinds of treatment that were given and that the model does not know.
        dropped: earlier visits that lie too far back.
    """

    first: Patient
    start: Examined
    visits: tuple[Examined, ...]
    diary: tuple[DiaryWeek, ...]
    prescriptions: tuple[Prescription, ...]
    untold: tuple[str, ...]
    dropped: int

    @property
    def last_week(self) -> int:
        """The latest week of which something is known."""
        return max([0, *(each.week for each in self.visits), *(each.week for each in self.diary)])

    @property
    def goes_on(self) -> bool:
        """Whether anything is known after the first visit."""
        return bool(self.visits or self.diary)


def of(who: Patient, *, vocabulary: Mapping[str, FindingType]) -> Timeline:
    """The course of a patient.

    Args:
        who: with at least one visit.
        vocabulary: error models of the findings.
    """
    visits = [visit for visit in who.visits if _weeks(visit.date, who.visits[-1].date) <= MOST_WEEKS]
    first = visits[0]
    diary = [day for day in who.diary if first.date is not None and day.date >= first.date]
    diary = [day for day in diary if _weeks(first.date, day.date) <= MOST_WEEKS]
    kinds = {each.kind for visit in visits for each in visit.treatments}
    examined = [_examined(who, visit, since=first.date, vocabulary=vocabulary) for visit in visits]
    later = [replace(each, week=max(each.week, 1)) for each in examined[1:]]
    return Timeline(
        first=replace(who, visits=(first,), diary=()),
        start=examined[0],
        visits=tuple(later),
        diary=_by_week(diary, since=first.date),
        prescriptions=_prescriptions(visits, [0, *(each.week for each in later)], diary),
        untold=tuple(sorted(kinds - set(treatments()))),
        dropped=len(who.visits) - len(visits),
    )


def _weeks(start: date | None, end: date | None) -> int:
    return 0 if start is None or end is None else round((end - start).days / 7)


def _week_of(since: date | None, day: date) -> int:
    """The week of the course that a day belongs to; the day of the visit itself to the first."""
    return 1 if since is None else max(-((since - day).days // 7), 1)


def _examined(who: Patient, visit: Visit, *, since: date | None, vocabulary: Mapping[str, FindingType]) -> Examined:
    alone = replace(who, history={}, visits=(visit,), diary=())
    return Examined(
        week=_weeks(since, visit.date),
        date="" if visit.date is None else visit.date.isoformat(),
        raters={code: each.rater for code, each in visit.findings.items()},
        observed=observations(alone, vocabulary=vocabulary),
        kinds=as_measured(alone, vocabulary),
    )


def _by_week(diary: Sequence[DiaryEntry], *, since: date | None) -> tuple[DiaryWeek, ...]:
    """Days gathered by week; those of the visit's own days belong to week 1."""
    weeks: dict[int, list[float]] = {}
    for day in diary:
        found = weeks.setdefault(_week_of(since, day.date), [])
        found.extend([] if day.pain_nprs is None else [day.pain_nprs])
    return tuple(
        DiaryWeek(week, float(np.mean(pains)) if pains else None, len(pains)) for week, pains in sorted(weeks.items())
    )


def _prescriptions(
    visits: Sequence[Visit], weeks: Sequence[int], diary: Sequence[DiaryEntry]
) -> tuple[Prescription, ...]:
    found: list[Prescription] = []
    for index, (visit, week) in enumerate(zip(visits, weeks, strict=True)):
        for each in visit.treatments:
            if each.kind not in treatments():
                continue
            end = _end(each, visits, weeks, index)
            whole = Prescription(each.kind, _dose(each), float(end - week), each.adherence, float(week))
            found += _as_done(whole, diary, since=visits[0].date)
    return tuple(found)


def _end(given: Treatment, visits: Sequence[Visit], weeks: Sequence[int], index: int) -> float:
    """Week in which a treatment ends that was agreed at one of the visits."""
    later = list(zip(visits, weeks, strict=True))[index + 1 :]
    anew = [week for visit, week in later if any(each.kind == given.kind for each in visit.treatments)]
    changed = [week for visit, week in later if visit.treatments]
    usual = treatments()[given.kind].weeks if given.weeks is None else given.weeks
    ends = [weeks[index] + usual, *anew, *(changed if given.weeks is None else ())]
    return max(float(min(ends)), float(weeks[index]))


def _dose(given: Treatment) -> float | None:
    return given.minutes_per_week if treatments()[given.kind].dose.unit == "minutes_per_week" else None


def _as_done(whole: Prescription, diary: Sequence[DiaryEntry], *, since: date | None) -> list[Prescription]:
    """A prescription as the diary says that it was done: one for each stretch of weeks; itself without a diary."""
    shares = done_by_week(diary, whole.kind, since=since)
    end = whole.from_week + float(whole.weeks or 0.0)
    told = [week for week in shares if whole.from_week < week <= end]
    if not told:
        return [whole]
    runs: list[list[tuple[int, float]]] = []
    share, on = shares[told[0]], False
    for week in range(int(whole.from_week) + 1, int(np.ceil(end)) + 1):
        share = shares.get(week, share)
        if share > _HARDLY_DONE:
            runs = runs if on else [*runs, []]
            runs[-1].append((week, share))
        on = share > _HARDLY_DONE
    return [
        replace(
            whole,
            from_week=float(run[0][0] - 1),
            weeks=float(len(run)),
            adherence=float(np.mean([done for _, done in run])),
        )
        for run in runs
    ]


def done_by_week(diary: Sequence[DiaryEntry], kind: str, *, since: date | None) -> dict[int, float]:
    """Share of a treatment that was done, by week of the course, where the diary says it."""
    weeks: dict[int, list[float]] = {}
    for day in diary:
        if day.done is not None and day.treatment in ("", kind):
            weeks.setdefault(_week_of(since, day.date), []).append(day.done)
    return {week: float(np.mean(shares)) for week, shares in sorted(weeks.items())}
