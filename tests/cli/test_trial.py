"""`hamstrung trial`, from a plan to numbers and a figure."""

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from hamstrung import cli
from hamstrung.report import schema

PLAN = """
title = "Sitting less"
people = 40

[[arms]]
[[arms.treatments]]
kind = "less_sitting"
hours_per_day = 2

[[arms]]
name = "as before"

[[outcomes]]
finding = "pain_nprs"
week = 6
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small trial."""
    path = tmp_path / "sitting.trial"
    path.write_text(PLAN)
    return path


def test_a_trial_is_one_document_and_a_figure(capsys: pytest.CaptureFixture[str], plan: Path, tmp_path: Path) -> None:
    """The document satisfies its schema, and the figure shows every effect."""
    drawing = tmp_path / "trial.svg"
    assert cli.run(["trial", str(plan), "--repeats", "200", "--json", "--draw", str(drawing)]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema.schema("trial"), cls=jsonschema.Draft202012Validator)
    assert [arm["n"] for arm in document["arms"]] == [20, 20]
    assert document["repeats"] == 200
    root = ElementTree.fromstring(drawing.read_text())
    dots = [each for each in root.iter() if each.attrib.get("class") == "ours"]
    assert len(dots) == len(document["effects"])


def test_a_wrong_plan_names_file_field_and_value(capsys: pytest.CaptureFixture[str], plan: Path) -> None:
    """A dose in another unit is refused before anybody lives."""
    plan.write_text(PLAN.replace("hours_per_day", "minutes_per_week"))
    assert cli.run(["trial", str(plan)]) == 2
    said = capsys.readouterr().err
    assert str(plan) in said
    assert "arms[0].treatments[0].minutes_per_week" in said
