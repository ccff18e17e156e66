"""Names of findings, and what became of each."""

from dataclasses import replace

from hamstrung import diagnosis
from hamstrung.report import labels
from report import examples


def test_every_finding_is_accounted_for():
    """A finding is used, left out with its reason, or part of the red-flag screen; denied flags are not listed."""
    whole = examples.assessment()
    found = {"pain_nprs": 6.0, "sacral_slope_deg": 38.0, "rf_fever": "yes", "rf_weight_loss": "no", "smoker": True}
    patient = diagnosis.PatientSummary("x", findings=found)
    rows = labels.entries(replace(whole, patient=patient))
    assert [row.use for row in rows] == [
        "used",
        "not used: pelvic incidence and tilt were entered, and it follows from them",
        "red-flag screen",
        "not used",
    ]
    assert rows[1].value.startswith("38 ")
    assert rows[3].value == "yes"


def test_an_unknown_code_keeps_its_name():
    """A code that the vocabulary does not have is shown as it is."""
    assert labels.clinical("no_such_code") == labels.plain("no_such_code") == "no_such_code"


def test_a_reason_says_what_was_found_and_what_would_be_without_it():
    """Label, value with unit, and the people of a hundred when the finding is left out."""
    reason = examples.assessment().explanation.for_[0]
    assert labels.reason(reason) == "straight leg raise, left: 52 deg (without it 40 of 100)"
    assert labels.reason(replace(reason, finding="smoker", value=True)).startswith("straight leg raise, left: yes")
