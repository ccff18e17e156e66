"""From a patient to the posterior alone: no explanation, no next tests, no pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hamstrung.diagnosis import posterior
from hamstrung.diagnosis.decisions import Decisions, Worth
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.moving import Target
from hamstrung.diagnosis.posterior import Population, Posterior
from hamstrung.diagnosis.refinement import Effort, refine
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.patient import FindingType, Patient, Value


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a diagnosis assumes and a reader may change; `decisions` are one source or none unless given."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    errors: ErrorModel = field(default_factory=ErrorModel)
    worth: Worth = field(default_factory=Worth)
    effort: Effort = field(default_factory=Effort)
    decisions: Decisions | None = None


def posterior_of(
    patient: Patient,
    population: Population,
    *,
    vocabulary: Mapping[str, FindingType],
    settings: Settings | None = None,
    replay: Replay | None = None,
    seed: int = 1,
) -> Posterior:
    """The simulated people who could be this patient, weighted; refined where the cohort holds too few.

    What `assess` stands on, without the rest: `.weights` over `.people` (columns) and `.roles`,
    `.role_probabilities()`, `.estimate(values)`, `.interval(indicator)`, `.sharp`, `.reliability`, `.draws`.

    Args:
        patient: with any number of findings, also none.
        population: made once with `Population.of(cohort)`, conditioned many times.
        vocabulary: code -> finding with its error model.
        settings: thresholds, assumed errors and effort.
        replay: the model that made the cohort; without it nothing is refined.
        seed: of the refinement.

    Raises:
        ScienceError: the cohort has nobody like this person.
    """
    settings = settings or Settings()
    observed = observations(patient, vocabulary=vocabulary)
    vocabulary = as_measured(patient, vocabulary)
    found = posterior.condition(
        population, person=patient.person, observed=observed, vocabulary=vocabulary, errors=settings.errors
    )
    if replay is None or found.sharp or not found.likelihood.codes:
        return found
    target = Target(patient.person, observed, vocabulary, settings.thresholds)
    return refine(found, target, replay=replay, effort=settings.effort, seed=seed)


def observations(patient: Patient, *, vocabulary: Mapping[str, FindingType]) -> dict[str, Value]:
    """History and the last visit's findings by code, as the usual method would have read them.

    A finding of the visit replaces the same one in the history.
    """
    seen = dict(patient.history)
    for code, finding in patient.findings_at_last_visit().items():
        bias = vocabulary[code].error(finding.method).bias if finding.method else 0.0
        seen[code] = float(finding.value) - bias if bias else finding.value
    return seen


def as_measured(patient: Patient, vocabulary: Mapping[str, FindingType]) -> dict[str, FindingType]:
    """The vocabulary with the error of the method that this patient's findings were measured by."""
    words = dict(vocabulary)
    for code, finding in patient.findings_at_last_visit().items():
        if finding.method is not None:
            error = words[code].error(finding.method)
            words[code] = replace(words[code], sd_within=error.sd_within, sd_between=error.sd_between)
    return words
