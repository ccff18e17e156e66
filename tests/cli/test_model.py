"""`hamstrung model` and `hamstrung cohort validate` on the command line."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hamstrung import life
from hamstrung.cli.app import run
from hamstrung.cohort import targets


def test_the_model_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without an option every arrow and claim is listed; with --parameters every parameter."""
    assert run(["model"]) == 0
    told = capsys.readouterr().out
    assert all(claim["id"] in told for claim in life.graph().claims)
    assert f"{len(life.graph().arrows)} arrows" in told
    assert run(["model", "--parameters", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["parameters"]
    assert [each["name"] for each in listed] == list(life.parameters())
    assert all(each["source"] and each["unit"] for each in listed)


def test_the_model_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture, GraphML and DOT are written in one go, and nothing is printed."""
    names = {"--draw": "a.svg", "--graphml": "a.graphml", "--dot": "a.dot"}
    options = [word for option, name in names.items() for word in (option, str(tmp_path / name))]
    assert run(["model", *options]) == 0
    assert capsys.readouterr().out == ""
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")
    assert ElementTree.parse(tmp_path / "a.graphml").getroot().tag.endswith("graphml")
    assert (tmp_path / "a.dot").read_text().startswith("digraph")


def test_a_folder_is_no_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder in place of a file is one line of error, before anything is written."""
    assert run(["model", "--dot", str(tmp_path / "a.dot"), "--draw", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert not (tmp_path / "a.dot").exists()


def test_a_cohort_is_validated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A small cohort is set beside every published statistic, as JSON and as a table; a broken one is an error."""
    lives = str(tmp_path / "lives")
    assert run(["cohort", "build", "--out", lives, "--size", "300", "--workers", "1"]) == 0
    capsys.readouterr()
    assert run(["cohort", "validate", "--cohort", lives, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in made["targets"]] == [each.id for each in targets()]
    assert made["people"] == 300
    assert run(["cohort", "validate", "--cohort", lives]) == 0
    told = capsys.readouterr().out
    assert "calibration:" in told
    assert "validation:" in told
    assert "pain.point_prevalence" in told
    (tmp_path / "lives" / "manifest.json").unlink()
    assert run(["cohort", "validate", "--cohort", lives]) == 2
    assert capsys.readouterr().err.count("\n") == 1
