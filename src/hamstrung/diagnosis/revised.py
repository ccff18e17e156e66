"""An answer of a first visit, revised by what later visits and a diary showed.

Role and sources are those of the pain with which the course began, under the weights of its courses. The body, its
postures and loads are those of the last visit, and so are the red flags, the next tests and the bedside predictions. A
test that was made at any visit is not proposed again. A manoeuvre that was done at the last visit stands beside what
was foreseen before that visit, one that was done earlier beside what was foreseen then, and any other beside what the
people as they are now would show. What the findings of the first visit said for and against stays as told then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hamstrung.diagnosis import explanation, identifiability, next_test, paired
from hamstrung.diagnosis.assessment import Assessment, PairedTest
from hamstrung.diagnosis.inference import Settings
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.verdict import read_off
from hamstrung.patient import FindingType, Patient, Value


def revised(
    answer: Assessment,
    who: Patient,
    *,
    found: Posterior,
    now: Posterior,
    before: Posterior,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    grades: Mapping[str, str],
    settings: Settings | None = None,
    notes: tuple[str, ...] = (),
) -> Assessment:
    """The answer after later visits.

    Args:
        answer: of the first visit.
        who: with all visits.
        found: the first visit's people under the weights of their courses.
        now: the same courses as they are at the last visit.
        before: courses as they are then, under what was known before it.
        observed: the latest value of every finding.
        vocabulary: code -> finding with its error model.
        grades: claim id -> grade of its evidence.
        settings: thresholds and worths.
        notes: what to know about the later visits.
    """
    settings = settings or Settings()
    roles = found.role_probabilities()
    played = next_test.play(
        now, done=frozenset(observed), vocabulary=vocabulary, worth=settings.worth, decisions=settings.decisions
    )
    others = explanation.would_change(roles, played.trials, vocabulary=vocabulary)
    return replace(
        answer,
        **read_off(who, observed, found, now=now, grades=grades, thresholds=settings.thresholds),
        paired_tests=foreseen(
            answer.paired_tests, who, now=now, before=before, observed=observed, vocabulary=vocabulary
        ),
        next_tests=next_test.recommend(played, vocabulary=vocabulary, worth=settings.worth),
        explanation=replace(
            answer.explanation,
            would_change=others,
            natural_frequency=explanation.natural_frequency(roles),
            missing_test=others[0].finding if others else None,
        ),
        identifiability=identifiability.of(roles, played.trials, vocabulary=vocabulary),
        testing=next_test.advice(played, vocabulary=vocabulary, worth=settings.worth),
        diagnostics=replace(
            answer.diagnostics,
            effective_sample_size=found.reliability.effective_sample_size,
            sharp=found.sharp,
            notes=(*answer.diagnostics.notes, *notes),
        ),
    )


def foreseen(
    told: Sequence[PairedTest],
    who: Patient,
    *,
    now: Posterior,
    before: Posterior,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
) -> tuple[PairedTest, ...]:
    """The bedside manoeuvres at the last visit; roles that too few people have are told as at the first visit.

    Args:
        told: at the first visit.
        who, now, before, observed, vocabulary: as for `revised`.
    """
    latest = who.findings_at_last_visit()
    known = {each.name: each for each in paired.known(now, vocabulary=vocabulary)}
    made = []
    for each in told:
        manoeuvre, found = known.get(each.manoeuvre), None
        if manoeuvre is not None:
            found = paired.found(manoeuvre, observed)
        if manoeuvre is None or (found is not None and not set(manoeuvre.findings) <= set(latest)):
            made.append(replace(each, found=each.found if found is None else found))
            continue
        people = replace(now if found is None else before, first=None)
        fresh = paired.predictions(people, manoeuvre, vocabulary=vocabulary)
        made.append(
            replace(each, predicted={**each.predicted, **fresh}, found=found, roles_before=None, roles_after=None)
        )
    return tuple(made)
