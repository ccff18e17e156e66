"""People of a posterior with courses of their own, weighted by what was found and felt after the first visit.

Every person of the first visit's posterior gets several fresh draws of what is still open then: the stored uniform
`course`, which settles the passing luck of every week, how they respond to a treatment and how much of it they do
where nobody wrote that down. Each course is lived under the treatments of the record, and weighted by

    weight = person's weight / courses of that person x likelihood of everything found later

People whose courses fit get more courses, until enough effective ones are left or the effort is spent. Where too few
are left the later findings are tempered, and the answer says that it is not sharp.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.care import repeated
from hamstrung.care.course import Ground, contact_share
from hamstrung.care.doses import rows
from hamstrung.care.people import People, of_posterior
from hamstrung.care.repeated import Number
from hamstrung.care.timeline import DiaryWeek, Examined, Timeline
from hamstrung.diagnosis import ErrorModel, Posterior, weights
from hamstrung.life import NODES, Course, follow, joined, seen
from hamstrung.patient import FindingType, Value

Array = NDArray[np.float64]

PERSONS: Final = 1024
ENOUGH: Final = 400.0
"""Effective courses from which an answer is sharp, as for a first visit (`posterior.SHARP_EFFECTIVE_PEOPLE`)."""

LEAST: Final = 60.0
"""Effective courses below which what was found later is tempered, assumed (30-100)."""

WEEK_SD_NPRS: Final = 0.7
"""What a week's mean of a diary differs by from the model's pain of that week, days apart, assumed (0.3-1.5)."""

PAIN = "pain_nprs"
_PER_PERSON, _ROUNDS = 4, 3
_COURSE = NODES.index("course")
_STREAM = 6_060_842


@dataclass(frozen=True, slots=True)
class Courses:
    """Weighted courses.

    Args:
        people: with the stored uniforms of each course, weighted by the mean of both after everything, (particle,)
        log_prior: log of person's weight over their courses, (particle,)
        log_likelihood: of everything found up to each occasion, small changes counted as none; for roles and sources,
            (particle, occasion)
        log_as_read: the same with every number as it was read; for the body, for pain and for the reasons why it did
            not fall, (particle, occasion)
        tempering: power of both.
        errors: of the findings.
        draws: independent draws that the people of the first visit are worth.
    """

    people: People
    log_prior: Array
    log_likelihood: Array
    log_as_read: Array
    tempering: float
    errors: ErrorModel
    draws: float

    def weight(self, occasion: int, *, as_read: bool = False) -> Array:
        """Weights after an occasion, small changes counted as none or as read; 0 is the first visit, (particle,)"""
        log_told = self.log_as_read if as_read else self.log_likelihood
        later = log_told[:, occasion - 1] if occasion else 0.0
        return weights.normalise(self.log_prior + self.tempering * later)

    def effective(self, occasion: int) -> float:
        """Effective courses after an occasion, and no more than there are effective persons."""
        weight = self.weight(occasion)
        persons = self.by_person(occasion, int(self.people.index.max()) + 1)
        return min(weights.effective_sample_size(weight), weights.effective_sample_size(persons))

    def worth(self, occasion: int) -> float:
        """Independent draws after an occasion: effective courses, less what the first visit's people have in common."""
        return self.effective(occasion) * min(1.0, self.draws / max(self.effective(0), 1.0))

    def by_person(self, occasion: int, people: int) -> Array:
        """Weight of each of the posterior's people, (person,)"""
        return np.asarray(np.bincount(self.people.index, weights=self.weight(occasion), minlength=people), dtype=float)

    def believed(self, occasion: int, people: int) -> Array:
        """Weight of each of the posterior's people for what is told of role and sources, (person,)

        Where few people fit, one of them outvotes all others and the answer looks surer than it is. So at every
        occasion as many people of the occasion before join as join an interval that is not sharp (decision 117).
        """
        weight = self.by_person(0, people)
        for k in range(1, occasion + 1):
            share = weights.prior_share(self.worth(k))
            weight = (1.0 - share) * self.by_person(k, people) + share * weight
        return weight

    def drawn(self, most: int, *, occasion: int = -1) -> People:
        """Equally spaced draws of courses, every number as it was read; who is drawn twice counts twice."""
        occasion = self.log_likelihood.shape[1] if occasion < 0 else occasion
        total = np.cumsum(self.weight(occasion, as_read=True))
        places = np.searchsorted(total / total[-1], (np.arange(most) + 0.5) / most)
        chosen, count = np.unique(np.minimum(places, len(total) - 1), return_counts=True)
        return replace(
            self.people,
            uniforms=self.people.uniforms[chosen],
            weight=count / most,
            index=self.people.index[chosen],
        )


def condition(
    found: Posterior, timeline: Timeline, *, ground: Ground, seed: int, persons: int = PERSONS, rounds: int = _ROUNDS
) -> Courses:
    """Courses of people found like the patient at the first visit, weighted by everything after it.

    Args:
        found: posterior of the first visit.
        timeline: what was found and done after it.
        ground: mechanics and beliefs.
        seed: of the courses.
        persons: drawn from the posterior.
        rounds: of more courses for those who fit, at most.
    """
    base = of_posterior(found, most=persons)
    random = np.random.default_rng([_STREAM, seed])
    share, times = base.weight, np.full(len(base), _PER_PERSON)
    parts: list[_Part] = []
    for _ in range(rounds):
        who = np.repeat(np.arange(len(base)), times)
        uniforms = base.uniforms[who].copy()
        uniforms[:, _COURSE] = random.random(len(who)).clip(1e-9, 1.0 - 1e-9)
        luck = People(uniforms, base.weight[who], base.index[who])
        told = _told(luck, timeline, ground=ground, errors=found.errors)
        parts.append((who, uniforms, told.cumulated(), told.cumulated(as_read=True)))
        made = _weighted(base, parts, found)
        if made.effective(made.log_likelihood.shape[1]) >= ENOUGH:
            break
        fits = np.bincount(np.concatenate([part[0] for part in parts]), weights=made.people.weight)
        share = 0.8 * fits / fits.sum() + 0.2 * base.weight
        times = np.floor(_PER_PERSON * len(base) * share + random.random()).astype(int)
    return made


_Part = tuple[NDArray[np.intp], Array, Array, Array]
"""Whose courses, their stored uniforms, and both log likelihoods."""


def _weighted(base: People, parts: Sequence[_Part], found: Posterior) -> Courses:
    who, uniforms, log_later, log_as_read = (np.concatenate(each) for each in zip(*parts, strict=True))
    times = np.bincount(who, minlength=len(base))
    log_prior = np.log(base.weight[who] / times[who])
    both = (log_later[:, -1], log_as_read[:, -1])
    power = min(weights.temper(log_prior, each, minimum=LEAST) for each in both)
    weight = sum(0.5 * weights.normalise(log_prior + power * each) for each in both)
    people = People(uniforms, np.asarray(weight), base.index[who])
    return Courses(people, log_prior, log_later, log_as_read, power, found.errors, found.draws)


def lived(
    people: People, table: Array, *, weeks: Sequence[int], keep: Sequence[int], ground: Ground, absent: int = 0
) -> Course:
    """Courses of these people under treatments in rows, on two threads.

    Args:
        people: with the uniforms of their courses.
        table: as `doses.rows` makes them, (1 or person, treatment, field)
        weeks: in which pain is worked out; keep: in which the state is kept.
        ground: mechanics and beliefs.
        absent: sources that are absent from the first visit on, a mask of worlds.
    """

    def one(part: NDArray[np.intp]) -> Course:
        return follow(
            people.uniforms[part],
            weeks_after=max([0, *weeks, *keep]),
            mechanics=ground.mechanics,
            beliefs=ground.beliefs,
            treatment=table[part] if len(table) > 1 else table,
            keep_weeks=keep,
            only_weeks=weeks,
            absent=absent,
        )

    shares = np.array_split(np.arange(len(people)), min(2, len(people)))
    with ThreadPoolExecutor(max_workers=2) as pool:
        return joined(list(pool.map(one, shares)))


def contact(people: People, timeline: Timeline, weeks: Sequence[int]) -> Array:
    """Share of the pain that contact takes away in weeks of the course; none where nothing was given, (person, week)"""
    if not timeline.prescriptions:
        return np.zeros((len(people), len(weeks)))
    begun = min(each.from_week for each in timeline.prescriptions)
    since = np.maximum(np.asarray(weeks) - begun, 0.0)
    return np.where(since > 0.0, contact_share(people, since), 0.0)


def log_likelihood(
    people: People, timeline: Timeline, *, ground: Ground, errors: ErrorModel, table: Array | None = None
) -> Array:
    """Log likelihood of everything found up to each occasion, for every course, (particle, occasion)

    Args:
        people: with the uniforms of their courses.
        timeline: what was found and done.
        ground: mechanics and beliefs.
        errors: what the vocabulary does not hold.
        table: treatments in rows, in place of the timeline's.
    """
    return _told(people, timeline, ground=ground, errors=errors, table=table).cumulated()


def _told(
    people: People, timeline: Timeline, *, ground: Ground, errors: ErrorModel, table: Array | None = None
) -> "_Told":
    """These courses lived, and what was told beside them."""
    table = rows(timeline.prescriptions, people) if table is None else table
    keep = sorted({0, *(visit.week for visit in timeline.visits)})
    weeks = sorted({*keep, *(week.week for week in timeline.diary)})
    course = lived(people, table, weeks=weeks, keep=keep, ground=ground)
    codes = sorted(_codes(timeline))
    columns = seen(course.lives(*keep), mechanics=ground.mechanics, codes=codes)
    truths = {
        code: dict(zip(keep, columns[name].reshape(len(keep), -1), strict=True))
        for code in codes
        if (name := _column(columns, code))
    }
    spared = dict(zip(weeks, contact(people, timeline, weeks).T, strict=True))
    pains = {week: course.pain_nprs[:, week] * (1.0 - spared[week]) for week in weeks}
    if PAIN in truths:
        truths[PAIN] = {week: truth * (1.0 - spared[week]) for week, truth in truths[PAIN].items()}
    return _Told(timeline, truths, pains, errors, len(people))


def occasions(timeline: Timeline) -> tuple[int, ...]:
    """Weeks after which the answer is told: every later visit, and the end of a diary that goes on after the last."""
    weeks = [visit.week for visit in timeline.visits]
    return (*weeks, *([timeline.last_week] if timeline.last_week > max([0, *weeks]) else ()))


def usable(kind: FindingType, value: Value) -> bool:
    """Whether a finding of a later visit speaks of the course."""
    return not kind.history and kind.kind != "red_flag" and value != "not_asked"


def _codes(timeline: Timeline) -> set[str]:
    found = {PAIN} if timeline.diary else set()
    for visit in timeline.visits:
        found |= {code for code, value in visit.observed.items() if usable(visit.kinds[code], value)}
    return found


def _column(columns: Mapping[str, Array], code: str) -> str:
    return next((name for name in (f"truth_{code}", code) if name in columns), "")


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told, against what was true in each course.

    Args:
        timeline: what was told.
        truths: code -> week -> truth, (particle,)
        pains: week -> pain as it would be felt, (particle,)
        errors: what the vocabulary does not hold.
        particles: courses.
    """

    timeline: Timeline
    truths: Mapping[str, Mapping[int, Array]]
    pains: Mapping[int, Array]
    errors: ErrorModel
    particles: int

    def cumulated(self, *, as_read: bool = False) -> Array:
        """Log likelihood up to each occasion, changes below the detectable one counted as none unless `as_read`,
        (particle, occasion)"""
        numbers: dict[str, Number] = {}
        signs: dict[str, list[tuple[Array, Value]]] = {}
        known = {code for code in self.truths if code in self.timeline.start.observed}
        self._read(self.timeline.start, numbers, signs, as_read)
        told: list[Array] = []
        for end in occasions(self.timeline):
            done = occasions(self.timeline)[len(told) - 1] if told else 0
            for week in (each for each in self.timeline.diary if done < each.week <= end):
                self._keep(week, numbers)
            for visit in (each for each in self.timeline.visits if each.week == end):
                self._read(visit, numbers, signs, as_read)
            total = sum((each.log_likelihood() for each in numbers.values()), np.zeros(self.particles))
            kinds = self._kinds()
            for code, readings in signs.items():
                total = total + repeated.sign(
                    readings, kinds[code], known_first=code in known, particles=self.particles
                )
            told.append(total)
        return np.stack(told, axis=1)

    def _kinds(self) -> dict[str, FindingType]:
        kinds = dict(self.timeline.start.kinds)
        for visit in self.timeline.visits:
            kinds |= visit.kinds
        return kinds

    def _read(
        self, visit: Examined, numbers: dict[str, Number], signs: dict[str, list[tuple[Array, Value]]], as_read: bool
    ) -> None:
        for code, value in sorted(visit.observed.items()):
            kind = visit.kinds[code]
            if code not in self.truths or not usable(kind, value):
                continue
            truth = self.truths[code][visit.week]
            if kind.kind != "number":
                signs.setdefault(code, []).append((truth, value))
                continue
            number = numbers.setdefault(kind.stem, Number.of(kind, errors=self.errors, particles=self.particles))
            self._number(number, visit, code, truth, float(value), as_read=as_read)

    def _number(self, number: Number, visit: Examined, code: str, truth: Array, value: float, *, as_read: bool) -> None:
        kind = visit.kinds[code]
        if visit.week == 0:
            number.know(truth, value)
            return
        first = first_reading(self.timeline, code)
        own = number.own
        if first is not None and _another(first.raters.get(code, ""), visit.raters.get(code, "")):
            own = float(np.hypot(own, kind.sd_between))
        if first is None or first is visit or as_read:
            number.read(truth, value, own=own, low=kind.low, high=kind.high)
            return
        before, least = float(first.observed[code]), repeated.detectable_change(kind)
        if abs(value - before) >= least:
            number.read(truth, value, own=own, low=kind.low, high=kind.high)
            return
        low = -np.inf if before - least <= kind.low else before - least
        high = np.inf if before + least >= kind.high else before + least
        number.stay(truth, low, high, own=own)

    def _keep(self, week: DiaryWeek, numbers: dict[str, Number]) -> None:
        if week.pain_nprs is None:
            return
        kind = self._kinds()[PAIN]
        number = numbers.setdefault(kind.stem, Number.of(kind, errors=self.errors, particles=self.particles))
        own = float(np.hypot(number.own / week.days**0.5, WEEK_SD_NPRS))
        number.read(self.pains[week.week], week.pain_nprs, own=own, low=kind.low, high=kind.high)


def first_reading(timeline: Timeline, code: str) -> Examined | None:
    """The first visit at which a finding was made, if any."""
    return next((each for each in (timeline.start, *timeline.visits) if code in each.observed), None)


def _another(first: str, second: str) -> bool:
    """Whether two raters are known to differ."""
    return bool(first) and bool(second) and first != second
