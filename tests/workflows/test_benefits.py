"""What care would do for a person, as the next test knows it."""

import json

import numpy as np
import pytest

from hamstrung import care, life
from hamstrung.care.course import arm
from hamstrung.care.doses import Prescription
from hamstrung.care.treatments import treatments
from hamstrung.cohort import sampling
from hamstrung.diagnosis import Population
from hamstrung.diagnosis.people import Table
from hamstrung.workflows import benefits


class Lived(Table):
    """A cohort in memory that knows how many lives it is."""

    size = 4000


@pytest.fixture(scope="module")
def adults():
    """Adult care seekers, each counted as often as in the population."""
    uniforms, log_weight = sampling.draw(Lived.size, generator=np.random.default_rng(17))
    lived = life.simulate(uniforms, mechanics=life.mechanics(), beliefs=life.beliefs())
    population = Population.of(Lived(life.columns_of(lived, mechanics=life.mechanics()) | {"log_weight": log_weight}))
    weight = np.exp(population.log_weight) * (population.people["age_y"] >= 18.0)
    return population.people, population.roles, weight / weight.sum()


def test_the_table_is_of_these_features_and_of_every_treatment():
    """Every treatment but those that are never right has a finite coefficient for every feature."""
    table = benefits.table()
    assert table["features"] == list(benefits.FEATURES)
    assert set(table["coefficients"]) == {name for name, kind in treatments().items() if not kind.never}
    assert np.isfinite(list(table["coefficients"].values())).all()
    json.dumps(table, allow_nan=False)


def test_benefits_are_those_of_courses_on_average(adults):
    """Over people whom the table was not made of, mean effects are those of their own courses."""
    people, roles, weight = adults
    decided = benefits.decisions({})
    told = dict(zip(decided.names[1:], (decided.benefits(people, roles)[:, 1:] + decided.burden).T, strict=True))
    uniforms = np.column_stack([people[f"u_{name}"] for name in life.NODES])
    lived = care.People(uniforms, weight, np.arange(len(people)))
    ground = care.Ground(life.mechanics(), life.beliefs())
    natural = arm(lived, ground=ground, weeks=(0, 12), keep_weeks=())
    for kind in ("general_activity", "psychological_care", "static_stretching", "eccentric_strengthening"):
        effect = natural.at(12) - arm(lived, Prescription(kind), ground=ground, weeks=(0, 12), keep_weeks=()).at(12)
        mean = weight @ effect
        error = np.sqrt(np.sum(weight**2 * (effect - mean) ** 2))
        assert weight @ told[kind] == pytest.approx(mean, abs=0.05 + 4.0 * error)


def test_doing_nothing_does_nothing_and_nobody_gains_more_than_the_pain(adults):
    """The first decision has no benefit; no other takes away more than there is, or less than its burden."""
    people, roles, _ = adults
    decided = benefits.decisions({})
    found = decided.benefits(people, roles)
    assert decided.names[0] == "nothing"
    assert (found[:, 0] == 0.0).all()
    assert (found[:, 1:] >= -decided.burden - 1e-9).all()
    assert (found[:, 1:] <= people["pain__factual"][:, None] + 1e-9).all()


def test_what_a_finding_forbids_is_no_decision():
    """Each treatment that some finding forbids is open without it and closed with it."""
    assert set(benefits.decisions({}).names[1:]) == set(benefits.table()["coefficients"])
    observed = {"hamstring_defect_left": True, "rf_hamstring_avulsion_signs": "yes", "slump_left_positive": True}
    closed = {name for name, kind in treatments().items() if kind.forbidden(observed)}
    assert closed
    assert not closed & set(benefits.decisions(observed).names)
