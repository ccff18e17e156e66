"""Plan an experiment on one person: a treatment on, off and on again."""

from datetime import date

from hamstrung import care, diagnosis, patient
from hamstrung.care.plan import choose
from hamstrung.errors import InputError
from hamstrung.patient import Patient
from hamstrung.workflows.assess import Lives

HAMSTRINGS = ("static_stretching", "pnf_stretching", "eccentric_strengthening")
"""Treatments of the hamstrings themselves, in the order in which they are tried."""


def propose(who: Patient, lives: Lives, *, treatment: str, start: date, cycles: int) -> care.Schedule:
    """A schedule for one person, on the people found like them as they are at the last visit.

    Args:
        who: the patient.
        lives: a cohort and its model.
        treatment: its kind; empty for the first of the hamstrings' own that this person may have.
        start: first day.
        cycles: how often off and on follow the first block on.

    Raises:
        InputError: for a treatment that this person may not have, a cohort whose people cannot be followed, or red
            flags that are open.
    """
    if lives.ground is None:
        raise InputError("the cohort", "was made by another model, whose people cannot be followed on")
    screen = patient.screen_red_flags(who)
    if not screen.complete or screen.raised:
        raise InputError("red flags", "are raised or not all asked: nothing is tried before they are settled")
    words = patient.vocabulary()
    kind = _kind(treatment, diagnosis.observations(who, vocabulary=words))
    population = diagnosis.Population.of(lives.cohort)
    timeline = care.timeline_of(who, vocabulary=words) if who.visits else None
    first = who if timeline is None else timeline.first
    found = diagnosis.posterior_of(first, population, vocabulary=words, replay=lives.replay, seed=lives.seed)
    people = care.of_posterior(found)
    if timeline is not None and timeline.goes_on:
        people = care.follow_up(found, timeline, ground=lives.ground, seed=lives.seed).people
    return care.propose_n_of_1(people, kind, ground=lives.ground, start=start, cycles=cycles)


def _kind(treatment: str, observed: care.Observed) -> care.TreatmentKind:
    """The treatment that is meant, if this person may have it."""
    choice = choose(observed)
    allowed = {kind.name: kind for kind in choice.allowed}
    if not treatment:
        found = next((allowed[name] for name in HAMSTRINGS if name in allowed), None)
        if found is None:
            raise InputError("treatment", "of the hamstrings is forbidden by what was found; name another one")
        return found
    if treatment not in care.treatments():
        raise InputError.unknown(treatment, list(care.treatments()), what="treatment")
    if treatment not in allowed:
        left = {each.treatment: each.reasons for each in (*choice.forbidden, *choice.idle, *choice.never)}
        raise InputError("treatment", f"{treatment} is not for this person: {'; '.join(left[treatment])}")
    return allowed[treatment]
