"""The page of the simulated population."""

import json
from pathlib import Path

from jsonschema import validate

from hamstrung.cohort import targets
from hamstrung.report import schema
from hamstrung.workflows import validate_lives
from life import walkers

COMMITTED = Path(__file__).parents[2] / "docs" / "validation" / "lives.json"


def test_the_page_tells_every_statistic_and_hides_no_miss() -> None:
    """Each statistic has one row in its own part, each miss one line, and the counts are those of the rows."""
    chosen = [each for each in targets() if each.id.startswith(("pain.", "shape."))]
    made = validate_lives.figures(walkers.sample(600, seed=3), chosen=chosen)
    rows = made["targets"]
    assert [row["id"] for row in rows] == [each.id for each in chosen]
    validate(made, schema.schema("cohort-validate"))
    page = validate_lives.page(made | {"beliefs": "literature", "seed": 3, "command": "test"})
    calibration, validation = page.split("## Validation")
    for row in rows:
        here = calibration if row["split"] == "calibration" else validation
        assert here.count(f"(`{row['id']}`)") == 1, row["id"]
        assert (f"- `{row['id']}`: " in here) == (not row["inside"]), row["id"]
    for split, count in made["summary"].items():
        assert count["inside"] == sum(row["inside"] for row in rows if row["split"] == split)
        assert f"{count['inside']} of {count['of']} {split} statistics inside" in page
    assert validate_lives.picture(made).startswith("<svg")


def test_every_committed_miss_is_discussed() -> None:
    """The committed page says one line on each statistic that it misses."""
    made = json.loads(COMMITTED.read_text("utf-8"))
    assert {row["id"] for row in made["targets"]} == {each.id for each in targets()}
    assert all(row["remark"] for row in made["targets"] if not row["inside"])
