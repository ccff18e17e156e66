"""Assess a person: red flags, then the role of the hamstrings, then the postures behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from hamstrung import care, diagnosis, evidence, patient
from hamstrung.body import Anthropometry, build
from hamstrung.diagnosis import Assessment, Estimate, HamstringSide, LevelLoad, PostureSummary
from hamstrung.errors import CohortError
from hamstrung.life import Beliefs
from hamstrung.mechanics import posture as mechanics
from hamstrung.mechanics.hamstrings import Anatomy, Deficit, Side
from hamstrung.mechanics.posture import Posture
from hamstrung.patient import Patient, RedFlag
from hamstrung.report import Pair
from hamstrung.units import DEG
from hamstrung.workflows import benefits, person

TASKS: Final[Mapping[str, str]] = {
    "standing": "standing",
    "sitting": "sitting_slouched",
    "bending": "forward_bend",
}
"""The task behind each posture of a report."""


Progress = Callable[[int, int], None]
"""Told how many of how many parts are done."""

LOWEST: Final = "l5s1"
"""The level whose loads every cohort holds."""


@dataclass(frozen=True)
class Assessed:
    """A person with the answer.

    Args:
        patient: as read.
        assessment: the whole answer.
        postures: the person's postures beside those of the same body with healthy hamstrings.
    """

    patient: Patient
    assessment: Assessment
    postures: tuple[Pair, ...]


@dataclass(frozen=True)
class Lives:
    """A cohort and the model that made it.

    Args:
        cohort: simulated people.
        model: which model, for the answer.
        replay: makes more people of that model; None where it is not the one that is installed.
        seed: of the people that are made for one patient.
        ground: what its people are followed with after their visit; None where another model made them.
        under: the same model under other beliefs; None as for `replay`.
    """

    cohort: Any
    model: diagnosis.ModelIdentity
    replay: diagnosis.Replay | None = None
    seed: int = 1
    ground: care.Ground | None = None
    under: Callable[[Beliefs], diagnosis.Replay] | None = None


def assess(
    source: Path,
    *,
    read: Callable[[Path], Patient],
    open_lives: Callable[[], Lives],
    clock: Callable[[], float],
    alarm: Callable[[RedFlag], None] = lambda flag: None,
    sensitivity: Progress | None = None,
) -> Assessed:
    """Read a person and answer.

    Args:
        source: the patient file.
        read: reads and validates a patient file.
        open_lives: opens the cohort, or builds it when there is none yet.
        clock: seconds that only go up.
        alarm: told every emergency at once, before a cohort is opened or built.
        sensitivity: where the verdict is also worked out under other beliefs: told how many of how many are done.

    Raises:
        InputError: if the file cannot be used; nothing else was done then.
        CohortError: if the cohort is not whole.
        ScienceError: if nobody in the cohort is like this person.
    """
    who = read(source)
    for flag in patient.screen_red_flags(who).raised:
        if flag.urgency == "emergency":
            alarm(flag)
    lives = open_lives()
    started = clock()
    against = None if sensitivity is None else others(lives, progress=sensitivity)
    answer = answered(who, lives, others=against)
    body = person.anthropometry(who)
    answer, postures = with_postures(answer, body=body)
    seconds = clock() - started
    return Assessed(who, replace(answer, diagnostics=replace(answer.diagnostics, seconds=seconds)), postures)


def answered(who: Patient, lives: Lives, *, others: diagnosis.Others | None = None) -> Assessment:
    """The answer with plan and course; with several visits, from the course over all of them.

    Args:
        who: the patient.
        lives: a cohort and its model.
        others: beliefs that the verdict of the first visit is held against, if any.
    """
    words = patient.vocabulary()
    known = isinstance(lives.cohort, diagnosis.Population)
    population = lives.cohort if known else diagnosis.Population.of(lives.cohort)
    grades = {claim.id: claim.grade for claim in evidence.claims()}
    timeline = care.timeline_of(who, vocabulary=words) if who.visits else None
    goes_on = timeline is not None and timeline.goes_on and lives.ground is not None
    start = timeline.first if timeline is not None and goes_on else who
    observed = diagnosis.observations(who, vocabulary=words)
    settings = diagnosis.Settings(decisions=benefits.decisions(observed))
    found = diagnosis.posterior_of(start, population, vocabulary=words, replay=lives.replay, seed=lives.seed)
    answer = diagnosis.assess(
        start,
        population,
        vocabulary=words,
        model=lives.model,
        grades=grades,
        settings=settings,
        found=found,
        others=others,
    )
    tried = {each.kind for visit in who.visits for each in visit.treatments}
    goals = who.visits[-1].goals if who.visits else ()
    if timeline is None or not goes_on or lives.ground is None:
        return care.care_for(answer, found=found, ground=lives.ground, observed=observed, tried=tried, goals=goals)
    after = care.follow_up(found, timeline, ground=lives.ground, seed=lives.seed)
    latest = {code: value for visit in (timeline.start, *timeline.visits) for code, value in visit.observed.items()}
    ever = {**who.history, **latest}
    revised = diagnosis.revised(
        answer,
        who,
        found=after.found,
        now=after.now,
        before=after.before,
        observed=ever,
        vocabulary=words,
        grades=grades,
        settings=settings,
        notes=after.told.notes,
    )
    revised = replace(revised, follow_up=after.told)
    return care.care_for(
        revised,
        found=after.found,
        ground=lives.ground,
        observed=ever,
        tried=tried,
        goals=goals,
        people=after.people,
    )


def others(lives: Lives, *, progress: Progress) -> diagnosis.Others:
    """What a verdict is held against: the other preset, every doubtful claim, rater error.

    Raises:
        CohortError: for a cohort that another model made, whose people cannot be lived again.
    """
    if lives.under is None:
        raise CohortError("the cohort", "was made by another model: its people cannot be lived under other beliefs")
    claims = {claim.id: (claim.title, claim.grade) for claim in evidence.claims()}
    return diagnosis.Others(lives.model.beliefs, lives.under, claims, progress=progress)


def with_postures(assessment: Assessment, *, body: Anthropometry) -> tuple[Assessment, tuple[Pair, ...]]:
    """Solve the person's postures exactly and put their angles and loads into the answer.

    The mean of each angle and load becomes the exact solution at the posterior mean of the deficits. Its
    interval is the cohort's, moved to that mean, and holds the exact solutions at the ends of the deficits'
    intervals; levels that the cohort does not hold are as unsure as L5/S1. A posture that does not converge is
    left as the cohort has it, and named.
    """
    anatomy = Anatomy(build(body))
    pairs, notes = [], []
    angles, loads = dict(assessment.posture), dict(assessment.loads)
    for name, task in TASKS.items():
        solved = _solve(anatomy, task, assessment.hamstrings, sex=body.sex)
        if not all(each.converged for each in solved.values()):
            notes.append(f"The {name} posture did not converge; its numbers are those of the cohort.")
            continue
        ends = (solved["low"], solved["high"])
        angles[name] = _angles(solved["mean"], ends=ends, prior=angles.get(name))
        loads[name] = _loads(solved["mean"], ends=ends, prior=loads.get(name, {}))
        pairs.append(Pair(name, solved["mean"], solved["healthy"], body.height_m))
    diagnostics = replace(assessment.diagnostics, notes=(*assessment.diagnostics.notes, *notes))
    return replace(assessment, posture=angles, loads=loads, diagnostics=diagnostics), tuple(pairs)


def _solve(anatomy: Anatomy, task: str, hamstrings: Mapping[str, HamstringSide], *, sex: str) -> dict[str, Posture]:
    deficits = {at: deficit(hamstrings, at=at) for at in ("mean", "low", "high")} | {"healthy": Deficit()}
    solved: dict[str, Posture] = {}
    start = None
    for at, each in deficits.items():
        solved[at] = mechanics.solve_in(anatomy, mechanics.named(task), each, sex=sex, start=start)
        start = solved["mean"].q
    return solved


def deficit(hamstrings: Mapping[str, HamstringSide], *, at: str) -> Deficit:
    """Both sides' deficit at the posterior `mean`, `low` or `high`; the structural part takes the change."""
    return Deficit(left=_side(hamstrings["left"], at=at), right=_side(hamstrings["right"], at=at))


def _side(side: HamstringSide, *, at: str) -> Side:
    change = getattr(side.deficit_deg, at) - side.deficit_deg.mean
    return Side(
        structural=DEG * (side.structural_deg.mean + change),
        tonic=DEG * side.tonic_deg.mean,
        tolerance=DEG * side.tolerance_deg.mean,
    )


def _angles(mean: Posture, *, ends: tuple[Posture, Posture], prior: PostureSummary | None) -> PostureSummary:
    names = PostureSummary.__dataclass_fields__
    return PostureSummary(
        **{
            name: anchored(
                getattr(mean, name),
                ends=tuple(getattr(end, name) for end in ends),
                prior=None if prior is None else getattr(prior, name),
            )
            for name in names
        }
    )


def _loads(mean: Posture, *, ends: tuple[Posture, Posture], prior: Mapping[str, LevelLoad]) -> dict[str, LevelLoad]:
    return {
        level: LevelLoad(
            **{
                name: anchored(
                    getattr(load, name),
                    ends=tuple(getattr(end.loads[level], name) for end in ends),
                    prior=getattr(prior.get(level) or _as_wide_as(LOWEST, mean, level, prior=prior), name, None),
                )
                for name in ("compression_n", "shear_n")
            }
        )
        for level, load in mean.loads.items()
    }


def _as_wide_as(known: str, mean: Posture, level: str, *, prior: Mapping[str, LevelLoad]) -> LevelLoad | None:
    """What the cohort would say of a level that it does not hold, from one that it does.

    What is unknown of a body is its weight above the disc and the disc's inclination. The first scales compression:
    the same share of it everywhere. The second turns compression into shear: the same angle everywhere.
    """
    if known not in prior:
        return None
    reference, own = prior[known], mean.loads[level]
    scale = own.compression_n / mean.loads[known].compression_n
    return LevelLoad(
        _moved(own.compression_n, reference.compression_n, scale=scale),
        _moved(own.shear_n, reference.shear_n, scale=scale),
    )


def _moved(mean: float, prior: Estimate, *, scale: float) -> Estimate:
    return Estimate(mean, mean + scale * (prior.low - prior.mean), mean + scale * (prior.high - prior.mean))


def anchored(exact: float, *, ends: tuple[float, ...], prior: Estimate | None) -> Estimate:
    """An exact value with an interval around it.

    Args:
        exact: the exact solution.
        ends: exact solutions at the ends of the deficits' intervals.
        prior: the cohort's estimate of the same quantity, whose width is kept, or None.

    >>> anchored(10.0, ends=(9.0, 12.0), prior=None)
    Estimate(mean=10.0, low=9.0, high=12.0)
    """
    low, high = min(exact, *ends), max(exact, *ends)
    if prior is not None:
        low, high = min(low, exact + prior.low - prior.mean), max(high, exact + prior.high - prior.mean)
    return Estimate(exact, low, high)
