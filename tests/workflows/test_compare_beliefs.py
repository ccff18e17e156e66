"""Roles under two presets of belief."""

import pytest

from hamstrung import life
from hamstrung.diagnosis.assessment import ROLES
from hamstrung.workflows import compare_beliefs
from life import surrogate


def test_every_step_is_a_whole_population() -> None:
    """Roles sum to one at every step, the last step is the other preset, and claims that agree are no step."""
    made = compare_beliefs.figures(1500, seed=2, mechanics=surrogate.mechanics())
    shares = [made["start"], *(s[key] for s in made["steps"] for key in ("together", "alone"))]
    assert all(sum(share.values()) == pytest.approx(1.0) for share in shares)
    before, after = life.beliefs("literature").strength, life.beliefs("essay").strength
    assert {s["claim"] for s in made["steps"]} == {c for c in before if before[c] != after[c]}
    assert made["steps"][0]["together"] == made["steps"][0]["alone"]
    assert made["steps"][-1]["together"]["cause"] > made["start"]["cause"]
    by_set = made["cause_by_set"]
    assert by_set["sets"] == len(life.ensemble())
    assert 0.0 <= by_set["low"] <= by_set["mean"] <= by_set["high"] <= 1.0
    page = compare_beliefs.page(made)
    assert all(f"| {s['claim']} {s['title']} |" in page for s in made["steps"])
    drawn = compare_beliefs.picture(made)
    assert drawn.startswith("<svg")
    assert all(f">{role}<" in drawn for role in ROLES)
