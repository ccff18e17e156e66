"""Topics of standing and sitting: what is computed is what the rows print."""

import pytest

from hamstrung.workflows.mechanics_targets import sitting, standing


def test_flexion_from_standing_is_the_loss_of_both_regions():
    """23.4 + 15.5 standing less 1.6 - 8.6 slumped leaves 45.9 degrees of flexion."""
    assert sitting.flexion_from_standing("M206") == pytest.approx(45.9)


def test_the_standing_pelvis_stays_nearly_put_over_all_that_is_assumed():
    """C4: whatever is varied, 20 degrees of deficit tilt the standing pelvis by less than 2 degrees."""
    found = standing.assumed()
    assert len(found) >= 10
    assert max(abs(each["change_20_deg"]) for each in found) < 2.0
