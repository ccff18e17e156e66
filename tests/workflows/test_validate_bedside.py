"""The page of bedside pairs and chosen tests, made small from real lives."""

import re

import numpy as np
import pytest

from hamstrung import life
from hamstrung.cohort import sampling
from hamstrung.diagnosis import ROLES, Population
from hamstrung.diagnosis.people import Table
from hamstrung.patient import vocabulary
from hamstrung.workflows import bedside_page, bent_knees, validate_bedside
from hamstrung.workflows.validate_bedside import SINGLE


class Lived(Table):
    """A cohort in memory that knows how many lives it is."""

    size = 2500


@pytest.fixture(scope="module")
def made():
    """Every figure from 2500 lives, six patients, two of them followed."""
    uniforms, log_weight = sampling.draw(Lived.size, generator=np.random.default_rng(9))
    lived = life.simulate(uniforms, mechanics=life.mechanics(), beliefs=life.beliefs())
    columns = life.columns_of(lived, mechanics=life.mechanics()) | {"log_weight": log_weight}
    population = Population.of(Lived(columns))
    figures = validate_bedside.figures(population, vocabulary=vocabulary(), patients=6, followed=2, seed=3)
    return figures | {"bend": bent_knees.figures(1500, seed=3), "command": "made for a test"}


def test_every_pair_stands_beside_a_single_leg_raise(made):
    """All manoeuvres are tried first and after a leg raise, which itself is tried once, first."""
    first = [row["test"] for row in made["pairs"] if not row["after_leg_raise"]]
    later = [row["test"] for row in made["pairs"] if row["after_leg_raise"]]
    assert sorted(set(first) - set(later)) == [SINGLE]
    assert {"bend_knees", "sit_knees", "slr_ankle", "slr_neck", "slump_ankle", "slump_neck"} <= set(first)
    assert {"slr_after_back", "bend_after_release", "repeated_movement"} <= set(first)


def test_paths_start_alike_and_only_cost_more(made):
    """Before any test all three ways know the same; cost never falls, and who stopped makes no further test."""
    starts = {rows[0]["log2_score"]["mean"] for rows in made["paths"].values()}
    assert len(starts) == 1
    for rows in made["paths"].values():
        costs = [row["cost_nprs"] for row in rows]
        assert costs == sorted(costs)
    went = [row["went_on"] for row in made["paths"]["chosen"]]
    assert went == sorted(went, reverse=True)


def test_fewer_tests_are_counted_from_the_scores():
    """The first number of chosen tests whose score is that of the whole protocol; None where it is never reached."""

    def path(*scores):
        return [{"tests": k, "log2_score": {"mean": score}} for k, score in enumerate(scores)]

    found = validate_bedside.fewer({"fixed": path(-3, -2, -1.5), "chosen": path(-3, -1.4, -1.0)})
    assert found == {"fixed_tests": 2, "score": -1.5, "chosen_tests": 1}
    assert validate_bedside.fewer({"fixed": path(-3, -1), "chosen": path(-3, -2)})["chosen_tests"] is None


def test_the_bend_is_told_by_role_and_deficit(made):
    """Relief in every role; with tissue as awake as at the visit it is less; the tighter, the less strain goes."""
    by_role = made["bend"]["by_role"]
    for role in ROLES:
        assert by_role["relief, tissue as awake as at the visit"][role] < by_role["relief"][role]
    assert len(made["bend"]["by_deficit"]) == 5


def test_the_page_holds_its_figures_and_a_picture(made):
    """Every pair has a row, the page names its command, and the picture is an SVG with a bar for each test."""
    said = bedside_page.page(made)
    assert "made for a test" in said
    assert "nan" not in said
    for row in made["pairs"]:
        assert row["label"] in said
    drawn = bedside_page.picture(made)
    tests = {row["test"] for row in made["pairs"]}
    assert drawn.startswith("<svg")
    assert len(re.findall("<rect", drawn)) == len(tests) + 1
