"""Findings that come in one by one lead where they lead all at once."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from diagnosis.test_refinement import EXACT, NODES, WORDS, GaussianLives
from hamstrung.diagnosis import Effort, Population, Session, Settings, posterior_of
from hamstrung.diagnosis.people import Table
from hamstrung.patient import Finding, Patient, Visit

SETTINGS = Settings(errors=EXACT, effort=Effort(people=600, begin=100.0))
NOBODY = Patient(visits=(Visit(date(2026, 3, 2)),))


@pytest.fixture(scope="module")
def population():
    """Lives of two scores that tell and others that do not."""
    uniforms = np.random.default_rng(5).uniform(1e-6, 1.0 - 1e-6, (4000, len(NODES)))
    return Population.of(Table(GaussianLives().worlds(uniforms)))


def session(population, patient=NOBODY):
    """Of this patient."""
    return Session(patient, population, vocabulary=WORDS, settings=SETTINGS, replay=GaussianLives())


def close(one, other):
    """Whether two answers agree in the mean of deficit and pain within four of their own errors."""
    for column in ("deficit_left_deg", "pain__factual"):
        a, b = (each.weights @ each.people[column] for each in (one, other))
        spread = np.sqrt(other.weights @ (other.people[column] - b) ** 2)
        if abs(a - b) > 4.0 * spread * np.sqrt(1.0 / one.draws + 1.0 / other.draws):
            return False
    return True


def scratch(population, **findings):
    """The answer for all these findings at once."""
    visit = Visit(date(2026, 3, 2), findings={code: Finding(code, value) for code, value in findings.items()})
    who = Patient(visits=(visit,))
    return posterior_of(who, population, vocabulary=WORDS, settings=SETTINGS, replay=GaussianLives(), seed=9)


def test_a_running_session_says_what_a_new_one_would(population):
    """A finding more, another value, a finding less: each answer is the one from scratch, within its error."""
    running = session(population)
    for code, value in (("slr_left_deg", 48.0), ("sum_deg", 8.0), ("sum_deg", 9.0)):
        running.observe(code, value)
        known = {each.code: each.value for each in running.patient.findings_at_last_visit().values()}
        assert close(running.posterior, scratch(population, **known))
    running.forget("slr_left_deg")
    assert close(running.posterior, scratch(population, sum_deg=9.0))


def test_the_first_answer_needs_no_walk(population):
    """The weighted care seekers are at hand before anybody is refined, and are the first of the refined answer."""
    running = session(population)
    running.observe("slr_left_deg", 48.0)
    first = running.first
    assert first.origins is None
    assert running.posterior.first is first
    assert running.posterior.origins is not None


def test_a_finding_that_tells_next_to_nothing_moves_weights_alone(population):
    """The same people answer, with other weights, where a finding hardly speaks."""
    vague = {**WORDS, "sum_deg": replace(WORDS["sum_deg"], sd_within=60.0)}
    running = Session(NOBODY, population, vocabulary=vague, settings=SETTINGS, replay=GaussianLives())
    running.observe("slr_left_deg", 48.0)
    before = running.posterior
    running.observe("sum_deg", 20.0)
    assert running.posterior.people is before.people
    assert not np.array_equal(running.posterior.weights, before.weights)


def test_nothing_observed_is_the_population(population):
    """Without findings everybody counts as before any."""
    assert session(population).posterior.sharp
    np.testing.assert_array_equal(session(population).posterior.weights, scratch(population).weights)


def test_findings_of_somebody_without_visits_are_history(population):
    """A session of a patient file without visits keeps what it is told in the history."""
    running = session(population, Patient())
    running.observe("slr_left_deg", 60.0)
    assert running.patient.history == {"slr_left_deg": 60.0}
    assert not running.patient.visits
