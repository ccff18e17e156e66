"""The example that sweeps the deficit."""

import csv
import importlib.util
from pathlib import Path
from xml.etree import ElementTree

import pytest

PATH = Path(__file__).parents[2] / "examples" / "deficit_sweep.py"


@pytest.fixture(scope="module")
def example():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("deficit_sweep", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_short_sweep_leaves_a_table_and_figures(example, tmp_path, capsys):
    """Two tasks, two deficits, both sides and one: eight rows in balance, and a figure per quantity."""
    out = tmp_path / "sweep"
    assert example.main(["--tasks", "standing,forward_bend", "--step", "30", "--to", "30", "--out", str(out)]) == 0
    with (out / "deficit_sweep.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert {row["converged"] for row in rows} == {"True"}
    at = {(row["task"], row["sides"], float(row["deficit_deg"])): row for row in rows}
    for task in ("standing", "forward_bend"):
        assert float(at[task, "both", 30.0]["cobb_deg"]) == pytest.approx(0.0, abs=1e-3)
    bend = at["forward_bend", "both", 0.0], at["forward_bend", "right", 30.0], at["forward_bend", "both", 30.0]
    angles = [float(row["pelvis_on_thigh_deg"]) for row in bend]
    assert angles == sorted(angles, reverse=True)
    assert float(bend[1]["ischial_force_right_n"]) > float(bend[1]["ischial_force_left_n"])
    assert {path.stem for path in out.glob("*.svg")} == set(example.QUANTITIES)
    for path in out.glob("*.svg"):
        assert ElementTree.parse(path).getroot().get("role") == "img"
    assert "8 postures, 0 not converged" in capsys.readouterr().out


def test_an_unknown_task_is_refused(example, capsys):
    """The message names what is known."""
    with pytest.raises(SystemExit) as stopped:
        example.main(["--tasks", "standin"])
    assert stopped.value.code == 2
    assert "no task is called standin; known are standing" in capsys.readouterr().err
