"""From a patient and a cohort to the whole answer: red flags first, then roles, reasons and the next test."""

from collections.abc import Mapping
from typing import Any

from hamstrung.diagnosis import (
    conflicts,
    explanation,
    identifiability,
    next_test,
    paired,
    sensitivity,
    summaries,
)
from hamstrung.diagnosis.assessment import (
    ROLES,
    SCHEMA_VERSION,
    Assessment,
    Diagnostics,
    FlagScreen,
    ModelIdentity,
    PatientSummary,
    RaisedFlag,
    Referral,
    Roles,
)
from hamstrung.diagnosis.inference import Settings, as_measured, observations, posterior_of
from hamstrung.diagnosis.next_test import Trial
from hamstrung.diagnosis.people import Cohort
from hamstrung.diagnosis.posterior import Population, Posterior
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.diagnosis.sensitivity import Others
from hamstrung.patient import FindingType, Patient, RedFlagScreen, Value, groups, screen_red_flags

_EXAMINED = frozenset({"bedside_pair", "hamstrings", "imaging", "joints", "movement", "neural", "posture"})
_BY_URGENCY = ("emergency", "urgent", "soon", "none")


def assess(
    patient: Patient,
    cohort: Cohort | Population,
    *,
    vocabulary: Mapping[str, FindingType],
    model: ModelIdentity,
    grades: Mapping[str, str],
    settings: Settings | None = None,
    replay: Replay | None = None,
    seed: int = 1,
    found: Posterior | None = None,
    others: Others | None = None,
) -> Assessment:
    """What part the hamstrings play in this person's pain, and how sure anyone can be.

    Pure: the same patient, cohort and settings give the same answer, bit for bit.

    Args:
        patient: with any number of findings, also none.
        cohort: simulated people in all worlds, or the population that was made of it.
        vocabulary: code -> finding with its error model.
        model: which model and beliefs made the cohort.
        grades: claim id -> grade of its evidence.
        settings: thresholds, assumed errors and worths.
        replay: the model that made the cohort; with it, people like this patient are simulated where the
            cohort holds too few.
        seed: of that simulation.
        found: the posterior of this patient under the same settings, where it is known already.
        others: beliefs under which the verdict is worked out again; none unless given, for it takes a while.

    Raises:
        ScienceError: the cohort has nobody like this person.
    """
    settings = settings or Settings()
    population = cohort if isinstance(cohort, Population) else Population.of(cohort, thresholds=settings.thresholds)
    if found is None:
        found = posterior_of(patient, population, vocabulary=vocabulary, settings=settings, replay=replay, seed=seed)
    observed = observations(patient, vocabulary=vocabulary)
    vocabulary = as_measured(patient, vocabulary)
    played = next_test.play(
        found,
        done=frozenset(observed),
        vocabulary=vocabulary,
        worth=settings.worth,
        decisions=settings.decisions,
    )
    roles = found.role_probabilities()
    return Assessment(
        schema_version=SCHEMA_VERSION,
        **read_off(patient, observed, found, now=found, grades=grades, thresholds=settings.thresholds),
        paired_tests=paired.tests(found, observed=observed, vocabulary=vocabulary),
        next_tests=next_test.recommend(played, vocabulary=vocabulary, worth=settings.worth),
        plan=(),
        course=(),
        explanation=explanation.of(
            found, observed=observed, vocabulary=vocabulary, trials=played.trials, labels=groups()
        ),
        conflicts=conflicts.of(found, observed=observed, vocabulary=vocabulary, errors=found.errors),
        identifiability=identifiability.of(roles, played.trials, vocabulary=vocabulary),
        diagnostics=_diagnostics(found, population, played.trials, vocabulary),
        model=model,
        sensitivity=()
        if others is None
        else sensitivity.table(found, others, observed=observed, vocabulary=vocabulary, thresholds=settings.thresholds),
        testing=next_test.advice(played, vocabulary=vocabulary, worth=settings.worth),
    )


def read_off(
    patient: Patient,
    observed: Mapping[str, Value],
    found: Posterior,
    *,
    now: Posterior,
    grades: Mapping[str, str],
    thresholds: Thresholds,
) -> dict[str, Any]:
    """What an `Assessment` reads off a patient and weighted people, at the first visit and after later ones.

    Args:
        patient: with all visits; red flags are those of the last.
        observed: code -> value of history and findings.
        found: people under their weights, as they were when role and sources are asked for.
        now: the same people as their bodies are at the last visit.
        grades: claim id -> grade of its evidence.
        thresholds: of roles.
    """
    screen, roles = screen_red_flags(patient), found.role_probabilities()
    return {
        "patient": summary_of(patient, observed),
        "red_flags": flags_of(screen),
        "red_flag_screen": screen_of(screen),
        "referral": referral_of(screen),
        "roles": Roles(**roles),
        "vicious_circle": min(float(found.roles.circle @ found.weights), roles["contributor"]),
        "roles_interval": {role: found.interval(found.roles.indicator[:, k]) for k, role in enumerate(ROLES)},
        "hamstrings": summaries.hamstrings(now),
        "sources": summaries.sources(found, grades=grades),
        "posture": summaries.posture(now),
        "loads": summaries.loads(now),
        "counterfactual": summaries.counterfactual(found, thresholds=thresholds),
    }


def summary_of(patient: Patient, observed: Mapping[str, Value]) -> PatientSummary:
    """Who was assessed, and what was known."""
    person = patient.person
    date = patient.visits[-1].date if patient.visits else None
    visit = None if date is None else date.isoformat()
    return PatientSummary(patient.id, visit, person.sex, person.age_y, person.height_cm, person.mass_kg, dict(observed))


def flags_of(screen: RedFlagScreen) -> tuple[RaisedFlag, ...]:
    """Raised flags, the most urgent first."""
    raised = [
        RaisedFlag(flag.code, flag.label, flag.action, flag.urgency, flag.reason, "; ".join(flag.source))
        for flag in screen.raised
    ]
    return tuple(sorted(raised, key=lambda flag: _BY_URGENCY.index(flag.urgency)))


def screen_of(screen: RedFlagScreen) -> FlagScreen:
    """What the screen withholds: an emergency the verdict; it, an urgent flag or an unasked item the plan."""
    raised = {flag.urgency for flag in screen.raised}
    emergency = "emergency" in raised
    withheld = emergency or "urgent" in raised or not screen.complete
    return FlagScreen(screen.complete, tuple(screen.not_asked), withheld, emergency)


def referral_of(screen: RedFlagScreen) -> tuple[Referral, ...]:
    """One referral for each action that a raised flag asks for, the most urgent first."""
    best: dict[str, Referral] = {}
    for flag in flags_of(screen):
        if flag.urgency == "none":
            continue
        before = best.get(flag.action)
        reason = flag.reason if before is None else f"{before.reason}; {flag.reason}"
        urgency = flag.urgency if before is None else before.urgency
        best[flag.action] = Referral(flag.action, urgency, reason)
    return tuple(best.values())


def _diagnostics(
    found: Posterior,
    population: Population,
    trials: tuple[Trial, ...],
    vocabulary: Mapping[str, FindingType],
) -> Diagnostics:
    reliability = found.reliability
    return Diagnostics(
        effective_sample_size=reliability.effective_sample_size,
        pareto_k=reliability.pareto_k,
        sharp=found.sharp,
        cohort_size=population.cohort_size,
        tempering=found.tempering,
        findings_used=found.likelihood.codes,
        findings_unused=dict(found.likelihood.unused),
        notes=tuple(_notes(found, trials, vocabulary)),
    )


def moved_from_prior(found: Posterior) -> float:
    """How far the roles are from those before any finding: total variation distance, 0 to 1."""
    first = found.first or found
    prior = first.role_probabilities(first.prior_weights)
    return 0.5 * sum(abs(after - prior[role]) for role, after in found.role_probabilities().items())


def _notes(found: Posterior, trials: tuple[Trial, ...], vocabulary: Mapping[str, FindingType]) -> list[str]:
    """Sentences that a reader needs before believing the numbers."""
    notes = []
    people = found.reliability.effective_sample_size
    if not found.likelihood.codes:
        notes.append(
            "No finding was used: these are the roles among simulated people of this age, sex and build who "
            "seek care for back pain, before anything was examined."
        )
    elif not any(vocabulary[code].group in _EXAMINED for code in found.likelihood.codes):
        notes.append(
            "Nothing of the hamstrings, the spine or the nerves was examined: the verdict leans on the prior, the "
            "roles of anyone of this age, sex and build who seeks care; what was told moved them by "
            f"{100 * moved_from_prior(found):.0f} of 100."
        )
    if not found.sharp:
        notes.append(
            f"Not sharp: the simulated people like this one count for {people:.0f} "
            f"(Pareto k {found.reliability.pareto_k:.2f}); intervals are widened."
        )
    if found.tempering < 1.0:
        notes.append(
            "Too few simulated people have all these findings: each finding counts for "
            f"{found.tempering:.0%} of its weight, so the answer lies between prior and posterior."
        )
    if not any(trial.gain.mean > 0.0 for trial in trials):
        notes.append("No further test is worth its cost for the decision.")
    return notes
