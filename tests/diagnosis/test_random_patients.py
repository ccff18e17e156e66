"""Any patient file that is accepted gets an answer: no crash, no NaN, roles that sum to one."""

import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnosis.synthetic import finding
from hamstrung import diagnosis, evidence, life
from hamstrung.cohort import sampling
from hamstrung.diagnosis import ModelIdentity, Population, posterior
from hamstrung.diagnosis.people import Table
from hamstrung.patient import Person, from_mapping, vocabulary
from strategies import TODAY, people

GRADES = {claim.id: claim.grade for claim in evidence.claims()}
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)


class Lived(Table):
    """A cohort in memory that knows how many lives it is."""

    size = 2500


@pytest.fixture(scope="module")
def population():
    """Care seekers of a small real cohort, in every world."""
    uniforms, log_weight = sampling.draw(Lived.size, generator=np.random.default_rng(8))
    lived = life.simulate(uniforms, mechanics=life.mechanics(), beliefs=life.beliefs())
    columns = life.columns_of(lived, mechanics=life.mechanics())
    return Population.of(Lived(columns | {"log_weight": log_weight}))


def numbers(value):
    """Every number in a nest of mappings and lists."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, float) else []


def holds(population, data):
    """The answer for one file: finite numbers, and probabilities that are."""
    who = from_mapping(data, today=TODAY)
    model = ModelIdentity("test", "0" * 8)
    answer = diagnosis.assess(who, population, vocabulary=vocabulary(), model=model, grades=GRADES)
    told = diagnosis.to_mapping(answer)
    assert math.isclose(sum(told["roles"].values()), 1.0, abs_tol=1e-6)
    assert all(0.0 <= chance <= 1.0 for chance in told["roles"].values())
    assert all(math.isfinite(number) for number in numbers(told))
    assert told["testing"]["reason"]
    json.dumps(told, allow_nan=False)


@settings(deadline=None, max_examples=300, suppress_health_check=QUIET)
@given(data=people(most_visits=1))
def test_any_file_gets_an_answer(population, data):
    """300 random files: no crash, no NaN, roles sum to one."""
    holds(population, data)


@pytest.mark.slow
@settings(deadline=None, max_examples=10_000, suppress_health_check=QUIET)
@given(data=people())
def test_ten_thousand_files_get_an_answer(population, data):
    """10 000 random files, with several visits too."""
    holds(population, data)


@settings(deadline=None, max_examples=60, suppress_health_check=QUIET)
@given(
    observed=st.fixed_dictionaries(
        {},
        optional={
            "slr_left_deg": st.floats(30, 100),
            "pain_nprs": st.floats(1, 9),
            "slump_left_positive": st.booleans(),
            "sitting_h_per_day": st.floats(0, 14),
        },
    ),
    value=st.floats(0.0, 130.0),
    present=st.booleans(),
)
def test_what_tells_nothing_moves_nothing(population, observed, value, present):
    """A sign that is yes as often with its target as without, or a number of no precision, leaves every role alone."""
    empty = {
        "slr_right_deg": finding("slr_right_deg", low=-1e9, high=1e9, sd_within=1e8, sd_between=0.0, unit="deg"),
        "mri_modic_1": finding("mri_modic_1", kind="yes_no", sensitivity=0.3, specificity=0.7, unit=""),
    }
    words = dict(vocabulary()) | empty
    person = Person(sex="female", age_y=45.0)
    plain = posterior.condition(population, person=person, observed=observed, vocabulary=words)
    for code, told in (("slr_right_deg", value), ("mri_modic_1", present)):
        more = posterior.condition(population, person=person, observed=observed | {code: told}, vocabulary=words)
        for role, chance in plain.role_probabilities().items():
            spread = math.sqrt(max(chance * (1.0 - chance), 1e-4) / max(plain.draws, 1.0))
            assert abs(more.role_probabilities()[role] - chance) < 0.1 * spread
