"""One trace, two voices: the clinician's reasons and the patient's agree in direction and number."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import diagnosis
from hamstrung.patient import vocabulary
from hamstrung.report import home, labels, trace, words
from report import examples

CODES = ["slr_left_deg", "ake_right_deg", "pain_nprs", "smoker", "slump_left_positive", "mri_disc_bulge"]


def told(roles, driver_without, code):
    """An assessment in which one finding moved the driver's probability from there to here."""
    driver = roles.cause + roles.contributor
    rest = {"cause": 0.4 * driver_without, "contributor": 0.6 * driver_without}
    rest |= dict.fromkeys(("absent", "consequence", "bystander"), (1.0 - driver_without) / 3.0)
    change = driver - driver_without
    value = 50.0 if vocabulary()[code].kind == "number" else "yes"
    evidence = diagnosis.Evidence(code, vocabulary()[code].label, value, change, change, rest, "")
    both = {"for_": (evidence,) if change > 0 else (), "against": (evidence,) if change < 0 else ()}
    whole = examples.assessment(roles=roles)
    return replace(whole, explanation=replace(whole.explanation, **both)), evidence


@settings(deadline=None)
@given(st.floats(0.01, 0.98), st.floats(0.01, 0.98), st.sampled_from(CODES))
def test_patient_and_clinician_read_the_same_direction_and_numbers(now, before, code):
    """Both name the same people of a hundred without the finding; the patient's verb follows the clinician's sign."""
    roles = diagnosis.Roles(absent=1.0 - now, cause=0.5 * now, contributor=0.5 * now, consequence=0.0, bystander=0.0)
    assessment, evidence = told(roles, before, code)
    said = trace.paragraph(assessment)
    if not words.telling([evidence]) or round(100 * now) == round(100 * before):
        assert said == ""
        return
    without = int(re.search(r"without it (\d+) of 100", labels.reason(evidence)).group(1))
    first, last = (int(number) for number in re.search(r"from (\d+) to (\d+) of 100", said).groups())
    assert first == without
    assert last == round(100 * assessment.roles.driver)
    assert ("more likely" in said) == (evidence.change > 0)
    assert ("less likely" in said) == (evidence.change < 0)


def test_the_page_to_take_home_tells_what_told_most():
    """The strongest reason for stands in the patient's paragraphs, in the patient's words and without harm."""
    roles = diagnosis.Roles(absent=0.2, cause=0.4, contributor=0.2, consequence=0.1, bystander=0.1)
    assessment, _ = told(roles, 0.3, "slr_left_deg")
    said = " ".join(home.paragraphs(assessment))
    assert labels.plain("slr_left_deg") in said
    assert "from 30 to 60 of 100" in said
    assert words.harmful(said) == ()
