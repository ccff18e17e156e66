"""The page of the simulated population."""

from hamstrung.life.targets import MISSES, TARGETS
from hamstrung.workflows import validate_lives


def test_the_page_tells_every_target_and_hides_no_miss() -> None:
    """Each target has one row with our value inside its own interval, and the page counts what lies inside."""
    made = validate_lives.figures(1, seed=3)
    rows = made["targets"]
    assert [row["id"] for row in rows] == [target.name for target in (*TARGETS, *MISSES)]
    assert all(row["cohort_low"] <= row["cohort"] <= row["cohort_high"] for row in rows)
    assert all(row["inside"] == (row["low"] <= row["cohort"] <= row["high"]) for row in rows)
    page = validate_lives.page(made)
    assert page.count("\n| ") == len(rows) + 2
    assert f"{sum(row['inside'] for row in rows)} of {len(rows)} statistics" in page
    assert all(row["reason"] in page for row in rows)
