"""The solver's topics of the mechanics' page."""

import json

import pytest

from hamstrung.workflows.mechanics_targets import convergence, recruitment


def test_recruitment_meets_what_we_ask_of_it():
    """Conditions and balance of every task, squares and cubes, lie inside our own demands."""
    assert all(target.inside for target in recruitment.targets())
    section = next(iter(recruitment.sections()))
    assert len(section.rows) == len(section.figures)
    assert all(found["feasible"] for found in section.figures.values())


def test_convergence_tells_what_was_kept_and_says_when_it_is_old(tmp_path, monkeypatch):
    """The share and the tasks come from the kept figures; those of another model are marked."""
    task = {"converged": 998, "infeasible": 1, "residual_99": 2e-9, "steps_median": 8.0, "steps_99": 30.0}
    made = {
        "command": "python tools/solve_random_people.py", "seed": 1, "people": 1000, "model": "another",
        "converged_share": 0.998, "tasks": {"standing": task}, "not_converged": [{"task": "standing", "person": 3}],
    }  # fmt: skip
    kept = tmp_path / "convergence.json"
    kept.write_text(json.dumps(made))
    monkeypatch.setattr(convergence, "KEPT", kept)
    target = next(iter(convergence.targets()))
    assert target.ours == pytest.approx(99.8)
    assert not target.inside
    section = next(iter(convergence.sections()))
    assert section.rows == [("standing", "998 of 1000", "1", "2e-09", "8, 30")]
    assert "earlier state" in section.text[0]


def test_convergence_is_silent_without_figures(tmp_path, monkeypatch):
    """An installed package has no validation folder."""
    monkeypatch.setattr(convergence, "KEPT", tmp_path / "none.json")
    assert list(convergence.targets()) == []
    assert list(convergence.sections()) == []
