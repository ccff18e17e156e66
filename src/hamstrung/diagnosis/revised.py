"""An answer of a first visit, revised by what later visits and a diary showed.

Role and sources are those of the pain with which the course began, under the weights of its courses. The body, its
postures and loads are those of the last visit, and so are the red flags. What the findings of the first visit said for
and against stays as it was told then.
"""

from collections.abc import Mapping
from dataclasses import replace

from hamstrung.diagnosis import explanation, identifiability, next_test, summaries
from hamstrung.diagnosis.assessment import ROLES, Assessment, Roles
from hamstrung.diagnosis.inference import Settings
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.verdict import flags_of, referral_of, screen_of, summary_of
from hamstrung.patient import FindingType, Patient, Value, screen_red_flags


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
    screen = screen_red_flags(who)
    roles = found.role_probabilities()
    played = next_test.play(
        found, done=frozenset(observed), vocabulary=vocabulary, worth=settings.worth, decisions=settings.decisions
    )
    others = explanation.would_change(roles, played.trials, vocabulary=vocabulary)
    return replace(
        answer,
        patient=summary_of(who, observed),
        red_flags=flags_of(screen),
        red_flag_screen=screen_of(screen),
        referral=referral_of(screen),
        roles=Roles(**roles),
        vicious_circle=min(float(found.roles.circle @ found.weights), roles["contributor"]),
        roles_interval={role: found.interval(found.roles.indicator[:, index]) for index, role in enumerate(ROLES)},
        hamstrings=summaries.hamstrings(now),
        sources=summaries.sources(found, grades=grades),
        posture=summaries.posture(now),
        loads=summaries.loads(now),
        counterfactual=summaries.counterfactual(found, thresholds=settings.thresholds),
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
