"""One patient in front of a population that stays in memory: findings come one by one, the answer keeps up.

A finding that changes little only moves the weights of the people at hand; one that changes more sends them on a short
walk (`refinement.go_on`). Where nobody was refined yet, or a finding was taken back or has another value, the walk
begins anew: people who were chosen for a finding cannot stand for those who do not have it.
"""

from collections.abc import Mapping
from dataclasses import replace

from hamstrung.diagnosis import inference, posterior, refinement
from hamstrung.diagnosis.inference import Settings
from hamstrung.diagnosis.moving import Target
from hamstrung.diagnosis.posterior import Population, Posterior
from hamstrung.diagnosis.replay import Replay
from hamstrung.patient import Finding, FindingType, Patient, Value


class Session:
    """A patient whose findings come in one by one.

        session = Session(patient, population, vocabulary=patient.vocabulary(), replay=replay)
        session.observe("slr_left_deg", 52.0)
        session.first        # the weighted care seekers, at once
        session.posterior    # people made for this patient where those are too few

    The answer is the one that `posterior_of` gives for the same findings, within the error that both state.

    Args:
        patient: as known at the start.
        population: made once with `Population.of(cohort)`.
        vocabulary: code -> finding with its error model.
        settings: thresholds, assumed errors and effort.
        replay: the model that made the cohort; without it nobody is refined.
        seed: of the walks.
    """

    def __init__(
        self,
        patient: Patient,
        population: Population,
        *,
        vocabulary: Mapping[str, FindingType],
        settings: Settings | None = None,
        replay: Replay | None = None,
        seed: int = 1,
    ) -> None:
        self._patient, self._population, self._vocabulary = patient, population, vocabulary
        self._settings, self._replay, self._seed = settings or Settings(), replay, seed
        self._first: Posterior | None = None
        self._answer: Posterior | None = None
        self._walked: tuple[Posterior, Target] | None = None

    @property
    def patient(self) -> Patient:
        """The patient with all that was observed."""
        return self._patient

    def observe(self, code: str, value: Value, *, method: str | None = None) -> None:
        """Add a finding to the last visit, or to the history of a patient without visits, in place of an earlier one.

        Args:
            code: of the vocabulary.
            value: as it would stand in a patient file.
            method: another than the usual one.
        """
        self._know(_with(self._patient, Finding(code, value, method=method)))

    def forget(self, code: str) -> None:
        """Take a finding back, wherever it stands."""
        self._know(_without(self._patient, code))

    @property
    def first(self) -> Posterior:
        """The care seekers, weighted by all that was observed.

        Raises:
            ScienceError: nobody is like this person.
        """
        if self._first is None:
            target = self._target()
            self._first = posterior.condition(
                self._population,
                person=target.person,
                observed=target.observed,
                vocabulary=target.vocabulary,
                errors=self._settings.errors,
            )
        return self._first

    @property
    def posterior(self) -> Posterior:
        """The people who could be this patient; refined where the care seekers are too few.

        Raises:
            ScienceError: nobody is like this person.
        """
        if self._answer is None:
            first = self.first
            enough = first.sharp or not first.likelihood.codes
            self._answer = first if self._replay is None or enough else self._refined(first, self._replay)
        return self._answer

    def _refined(self, first: Posterior, replay: Replay) -> Posterior:
        target, effort = self._target(), self._settings.effort
        if self._walked is not None and _goes_on(*self._walked, target, first):
            people, before = self._walked
            if (moved := refinement.reweighted(people, first, target)) is not None:
                return moved
            found = refinement.go_on(
                people, first, before=before, target=target, replay=replay, effort=effort, seed=self._seed
            )
        else:
            found = refinement.refine(first, target, replay=replay, effort=effort, seed=self._seed)
        self._walked = (found, target)
        return found

    def _target(self) -> Target:
        observed = inference.observations(self._patient, vocabulary=self._vocabulary)
        words = inference.as_measured(self._patient, self._vocabulary)
        return Target(self._patient.person, observed, words, self._settings.thresholds)

    def _know(self, patient: Patient) -> None:
        self._patient, self._first, self._answer = patient, None, None


def _goes_on(people: Posterior, before: Target, target: Target, first: Posterior) -> bool:
    """Whether everything that these people were chosen for is still known, and used."""
    kept = all(target.observed.get(code) == value for code, value in before.observed.items())
    return kept and set(people.likelihood.codes) <= set(first.likelihood.codes)


def _with(patient: Patient, finding: Finding) -> Patient:
    if not patient.visits:
        return replace(patient, history={**patient.history, finding.code: finding.value})
    *before, last = patient.visits
    findings = {**last.findings, finding.code: finding}
    return replace(patient, visits=(*before, replace(last, findings=findings)))


def _without(patient: Patient, code: str) -> Patient:
    history = {other: value for other, value in patient.history.items() if other != code}
    visits = tuple(
        replace(visit, findings={other: each for other, each in visit.findings.items() if other != code})
        for visit in patient.visits
    )
    return replace(patient, history=history, visits=visits)
