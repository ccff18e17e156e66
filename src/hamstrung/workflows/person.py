"""The body of a person: what was measured where it was, and a reference man where nothing was said."""

from dataclasses import replace
from types import MappingProxyType
from typing import Final

from hamstrung import body
from hamstrung.body import Anthropometry, Sex
from hamstrung.patient import Patient
from hamstrung.units import CM, DEG, MM

REFERENCE: Final = Anthropometry(sex="male", age_y=35.0, height_m=1.70, mass_kg=75.0)
"""Who is meant where no person is named: a man of 35 years, 170 cm and 75 kg."""

_USUAL: Final = MappingProxyType({"male": (1.75, 82.0), "female": (1.62, 69.0)})
"""Height [m] and mass [kg] where they were not given: assumed (1.55-1.90; 50-110)."""


def anthropometry(patient: Patient | None) -> Anthropometry:
    """The body that stands for a person in the mechanics.

    Measured sex, age, height, mass, pelvic incidence, standing lordosis and leg lengths are used as they are.
    What was not measured comes from the usual person of that sex; nothing is inferred from pain or from other
    findings.

    Args:
        patient: the person, or None for the reference man.
    """
    if patient is None:
        return REFERENCE
    person = patient.person
    sex = person.sex or REFERENCE.sex
    height_m, mass_kg = _size(patient, sex=sex)
    plain = Anthropometry(
        sex=sex,
        age_y=REFERENCE.age_y if person.age_y is None else person.age_y,
        height_m=height_m,
        mass_kg=mass_kg,
        pelvic_incidence_rad=_measured(patient, "pelvic_incidence_deg", DEG),
    )
    return _with_legs(_with_lordosis(plain, patient), patient)


def _size(patient: Patient, *, sex: Sex) -> tuple[float, float]:
    """Height [m] and mass [kg]; the mass from the body mass index where only that is known."""
    person = patient.person
    height_m, mass_kg = _USUAL[sex]
    if person.height_cm is not None:
        height_m = person.height_cm * CM
    if person.mass_kg is not None:
        mass_kg = person.mass_kg
    elif person.bmi is not None:
        mass_kg = person.bmi * height_m**2
    return height_m, mass_kg


def _with_lordosis(plain: Anthropometry, patient: Patient) -> Anthropometry:
    measured = _measured(patient, "lumbar_lordosis_deg", DEG)
    if measured is None:
        return plain
    low, high, _ = body.LIMITS["lordosis_offset_rad"]
    offset = measured - float(body.build(plain).neutral_lordosis)
    return replace(plain, lordosis_offset_rad=min(max(offset, low), high))


def _with_legs(plain: Anthropometry, patient: Patient) -> Anthropometry:
    longer_right = _measured(patient, "leg_length_difference_mm", MM)
    if not longer_right:
        return plain
    usual = _leg_length(body.build(plain))
    return replace(plain, leg_length_right_m=usual + longer_right / 2.0, leg_length_left_m=usual - longer_right / 2.0)


def _leg_length(built: body.Body) -> float:
    """Hip centre to floor in standing [m]."""
    thigh, foot = body.SEGMENTS.index("thigh_right"), body.SEGMENTS.index("foot_right")
    to_ankle = -sum(float(built.seg_offset[segment, 1]) for segment in range(thigh + 1, foot + 1))
    return to_ankle - float(built.heel_toe[0, :, 1].min())


def _measured(patient: Patient, code: str, unit: float) -> float | None:
    finding = patient.findings_at_last_visit().get(code)
    value = patient.history.get(code) if finding is None else finding.value
    return None if value is None else float(value) * unit
