"""Screening: it ranks parameters by what they do to the statistics, and writes a table that the model reads."""

import tomllib

import pytest

from hamstrung import life
from hamstrung.cohort import fitting, targets
from hamstrung.workflows.screen import screen

AMONG = ("habits_lifts_per_day", "deficit_sd_men_deg", "score_rmdq_pain", "score_visa_pain")
CHOSEN = ("extensibility.knee_extension_spread_of_men", "pain.rmdq_of_care_seekers")


@pytest.fixture(scope="module")
def found():
    """Four parameters against two statistics."""
    return screen(
        fitting.People(800, 3, life.mechanics(), life.beliefs()),
        chosen=[target for target in targets() if target.id in CHOSEN],
        among=[life.parameters()[name] for name in AMONG],
    )


def test_a_parameter_moves_its_own_statistic(found):
    """The spread of men's deficits moves the spread of their tests, the score's weight the score, and only those."""
    rows = zip(found.names, found.effect, strict=True)
    effect = {name: dict(zip(found.ids, row, strict=True)) for name, row in rows}
    assert abs(effect["deficit_sd_men_deg"]["extensibility.knee_extension_spread_of_men"]) > 0.5
    assert abs(effect["score_rmdq_pain"]["pain.rmdq_of_care_seekers"]) > 0.5
    assert effect["score_rmdq_pain"]["extensibility.knee_extension_spread_of_men"] == 0.0
    assert list(effect["score_visa_pain"].values()) == [0.0, 0.0]


def test_the_most_influential_come_first(found):
    """Names are in the order of their influence, and what moves nothing is last."""
    assert list(found.influence) == sorted(found.influence, reverse=True)
    assert found.names[-1] == "score_visa_pain"


def test_the_table_names_parameters_and_reasons(found):
    """As many rows as asked for, each with the statistics that it moves."""
    rows = tomllib.loads(found.table(2))["fitted"]
    assert list(rows) == list(found.names[:2])
    assert all(any(each in reason for each in CHOSEN) for reason in rows.values())
