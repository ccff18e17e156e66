"""The body of a person."""

from datetime import date

import pytest

from hamstrung import body, patient
from hamstrung.units import DEG
from hamstrung.workflows import person


def _patient(findings: dict | None = None, **who: object) -> patient.Patient:
    visits = [{"date": date(2026, 3, 2), "findings": findings or {}}]
    return patient.from_mapping({"person": who, "visits": visits}, today=date(2026, 4, 1))


def test_nobody_is_the_reference_man():
    """Without a patient the body is that of a man of 35 years, 170 cm and 75 kg."""
    who = person.anthropometry(None)
    assert (who.sex, who.age_y, who.height_m, who.mass_kg) == ("male", 35.0, 1.70, 75.0)


def test_what_was_measured_is_used():
    """Sex, age, height, mass and pelvic incidence are the patient's own."""
    who = person.anthropometry(
        _patient({"pelvic_incidence_deg": 60}, sex="female", age_y=50, height_cm=160, mass_kg=60)
    )
    assert (who.sex, who.age_y, who.height_m, who.mass_kg) == ("female", 50.0, pytest.approx(1.60), 60.0)
    assert who.pelvic_incidence_rad == pytest.approx(60 * DEG)


def test_the_built_body_has_the_measured_lordosis():
    """A measured standing lordosis is the neutral lordosis of the body, whatever the incidence predicts."""
    who = person.anthropometry(_patient({"lumbar_lordosis_deg": 42}, sex="male", age_y=40))
    assert body.build(who).neutral_lordosis == pytest.approx(42 * DEG, abs=1e-6)


@pytest.mark.parametrize("longer_right_mm", [-18.0, 12.0])
def test_leg_lengths_differ_as_measured_around_the_usual(longer_right_mm):
    """The legs differ by what was measured, right longer positive, and their mean is the usual leg."""
    history = {"leg_length_difference_mm": longer_right_mm}
    data = {"person": {"sex": "female", "height_cm": 168}}
    plain = person.anthropometry(patient.from_mapping(data, today=date(2026, 4, 1)))
    code = patient.vocabulary()["leg_length_difference_mm"]
    place = {"history": history} if code.history else {"visits": [{"date": date(2026, 3, 2), "findings": history}]}
    who = person.anthropometry(patient.from_mapping(data | place, today=date(2026, 4, 1)))
    assert who.leg_length_right_m - who.leg_length_left_m == pytest.approx(longer_right_mm / 1000)
    usual, own = body.build(plain), body.build(who)
    assert own.seg_offset[7:13, 1].sum() == pytest.approx(usual.seg_offset[7:13, 1].sum(), abs=1e-3)


def test_mass_follows_from_the_body_mass_index():
    """Where only height and body mass index are known, the mass is their product."""
    data = {"person": {"sex": "male", "height_cm": 180, "bmi_kg_m2": 25}}
    who = person.anthropometry(patient.from_mapping(data, today=date(2026, 4, 1)))
    assert who.mass_kg == pytest.approx(25.0 * 1.8**2)
