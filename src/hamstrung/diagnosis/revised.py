"""An answer of a first visit, revised by what later visits and a diary showed.

Role and sources are those of the pain with which the course began, under the weights of its courses. The body, its
postures and loads are those of the last visit, and so are the red flags. What the findings of the first visit said for
and against stays as it was told then.
"""

from collections.abc import Mapping
from dataclasses import replace

from hamstrung.diagnosis import explanation, identifiability, next_test
from hamstrung.diagnosis.assessment import Assessment
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
        observed: the latest value of every finding.
        vocabulary: code -> finding with its error model.
        grades: claim id -> grade of its evidence.
        settings: thresholds and worths.
        notes: what to know about the later visits.
    """
    settings = settings or Settings()
    roles = found.role_probabilities()
    played = next_test.play(
        found, done=frozenset(observed), vocabulary=vocabulary, worth=settings.worth, decisions=settings.decisions
    )
    others = explanation.would_change(roles, played.trials, vocabulary=vocabulary)
    return replace(
        answer,
        **read_off(who, observed, found, now=now, grades=grades, thresholds=settings.thresholds),
        next_tests=next_test.recommend(played, vocabulary=vocabulary),
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
