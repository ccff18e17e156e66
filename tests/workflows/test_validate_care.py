"""The page of published trials."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hamstrung import care, life
from hamstrung.care.published_trials import published
from hamstrung.workflows import validate_care

COMMITTED = Path(__file__).parents[2] / "docs" / "validation" / "care.json"


@pytest.fixture(scope="module")
def made() -> dict:
    """Two trials, done with few people."""
    chosen = [
        replace(each, design=replace(each.design, people=60, repeats=100))
        for each in published()
        if each.id in ("stretching_and_leg_raise", "stretching_and_pain")
    ]
    ground = care.Ground(life.mechanics(), life.beliefs())
    return validate_care.figures(ground=ground, chosen=chosen) | {"command": "test"}


def test_the_page_tells_every_trial_and_hides_no_miss(made: dict) -> None:
    """Each trial has a row in its own part, each miss a line, and the counts are those of the rows."""
    page = validate_care.page(made)
    calibration, validation = page.split("## Validation")
    for row in made["trials"]:
        here = calibration if row["split"] == "calibration" else validation
        assert here.count(f"(`{row['id']}`)") == 1
        assert (f"- `{row['id']}`: {row['remark']}" in here) == (not row["inside"])
    for split, count in made["summary"].items():
        assert count["inside"] == sum(row["inside"] for row in made["trials"] if row["split"] == split)
    assert validate_care.picture(made).startswith("<svg")


def test_stretching_lengthens_in_ours_and_hardly_eases(made: dict) -> None:
    """The leg rises by degrees; pain changes by less than a tenth of its spread."""
    ours = {row["id"]: row["ours"] for row in made["trials"]}
    assert ours["stretching_and_leg_raise"] > 5.0
    assert abs(ours["stretching_and_pain"]) < 0.15


def test_the_committed_page_is_of_the_present_table() -> None:
    """Every trial of the table has its row, with the published numbers of the table."""
    rows = {row["id"]: row for row in json.loads(COMMITTED.read_text("utf-8"))["trials"]}
    assert list(rows) == [each.id for each in published()]
    for each in published():
        assert (rows[each.id]["published"], rows[each.id]["low"], rows[each.id]["high"]) == (
            each.published,
            each.low,
            each.high,
        )
