"""The verdict under other beliefs: laws on lives whose answers are known."""

from dataclasses import replace

import numpy as np
import pytest

from diagnosis.synthetic import finding
from diagnosis.test_refinement import EXACT, NODES, WORDS, GaussianLives
from hamstrung import evidence, life
from hamstrung.diagnosis import ROLES, Others, Population, Thresholds, sensitivity
from hamstrung.diagnosis.people import Table
from hamstrung.diagnosis.posterior import condition
from hamstrung.patient import Person

OBSERVED = {"slr_left_deg": 52.0}
WIDE = {code: replace(word, sd_within=6.0) for code, word in WORDS.items()}
CLAIMS = {claim.id: (claim.title, claim.grade) for claim in evidence.claims()}


class StoredLives(GaussianLives):
    """The same lives with their stored numbers, whatever is believed."""

    def worlds(self, uniforms):
        """Every column and the stored numbers."""
        stored = {f"u_{node}": uniforms[:, k] for k, node in enumerate(NODES)}
        return super().worlds(uniforms) | stored


class Loosened(StoredLives):
    """Lives whose hamstrings are long: another belief."""

    def worlds(self, uniforms):
        """Nobody is tight."""
        columns = super().worlds(uniforms)
        return {name: np.zeros_like(v) if name.startswith("deficit") else v for name, v in columns.items()}


@pytest.fixture(scope="module")
def found():
    """A posterior of one number, from lives that keep their stored numbers."""
    uniforms = np.random.default_rng(5).uniform(1e-6, 1.0 - 1e-6, (4000, len(NODES)))
    population = Population.of(Table(StoredLives().worlds(uniforms)))
    return condition(population, person=Person(), observed=OBSERVED, vocabulary=WIDE, errors=EXACT)


def told(found, lives, **changed):
    """The table with these lives under every other belief."""
    done = []
    others = Others("literature", lambda held: lives(), CLAIMS, people=800, progress=lambda k, n: done.append((k, n)))
    thresholds = Thresholds()
    rows = sensitivity.table(found, others, observed=OBSERVED, vocabulary=WIDE | changed, thresholds=thresholds)
    return rows, done


def test_a_belief_that_changes_nothing_changes_no_role(found):
    """Lived again from the same numbers under the same model, every role comes back within Monte Carlo error."""
    rows, done = told(found, StoredLives)
    answered = rows[0].roles
    for row in rows[1:-1]:
        assert sum(row.roles.values()) == pytest.approx(1.0)
        for role in ROLES:
            p = answered[role]
            assert abs(row.roles[role] - p) < 3.0 * np.sqrt(max(p * (1.0 - p), 0.01) / row.effective_people)
    assert done == [(k, len(done)) for k in range(1, len(done) + 1)]


def test_a_belief_under_which_nobody_is_tight_says_absent(found):
    """Where the other belief leaves nobody tight, every row says so."""
    rows, _ = told(found, Loosened)
    assert all(row.roles["absent"] == pytest.approx(1.0) for row in rows[1:-1])
    assert all(row.leading == "absent" for row in rows[1:-1])


def test_the_other_preset_every_doubtful_claim_and_the_rater_stand_in_one_table(found):
    """The rows are the answer, essay, each claim of grade C or X with a switch, and rater error."""
    rows, _ = told(found, StoredLives)
    switched = {claim for claim in life.beliefs().strength if set(CLAIMS[claim][1]) & {"C", "X"}}
    assert [row.what for row in rows[:2]] == ["as_answered", "essay"]
    assert {row.what for row in rows[2:-1]} == switched
    assert rows[-1].what == "rater_error"
    assert rows[0].roles == pytest.approx(found.role_probabilities())


def test_twice_the_error_of_a_rater_is_twice_the_error():
    """Standard deviations double, and so do wrong answers, up to a coin."""
    number = sensitivity.doubled(finding("slr_left_deg", sd_within=3.0, sd_between=4.0))
    assert (number.sd_within, number.sd_between) == (6.0, 8.0)
    sign = sensitivity.doubled(finding("slump_left_positive", kind="yes_no", sensitivity=0.9, specificity=0.6))
    assert sign.sensitivity == pytest.approx(0.8)
    assert sign.specificity == pytest.approx(0.5)
