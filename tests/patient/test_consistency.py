"""Entries that contradict each other."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.errors import InputError
from hamstrung.patient import Patient, from_mapping
from strategies import TODAY


def read(history: dict[str, Any] | None = None, person: dict[str, Any] | None = None, **findings: Any) -> Patient:
    """A patient with one undated visit."""
    data = {"person": person or {}, "history": history or {}, "visits": [{"findings": findings}]}
    return from_mapping(data, today=TODAY)


def warnings(code: str, **findings: Any) -> tuple[str, ...]:
    """The warnings kept with one finding."""
    return read(**findings).findings_at_last_visit()[code].warnings


@settings(deadline=None)
@given(tilt=st.integers(-5, 40), slope=st.integers(15, 60), gap=st.integers(-40, 40))
def test_incidence_is_tilt_plus_slope(tilt: int, slope: int, gap: int) -> None:
    """PI = PT + SS: silent within 3 degrees, a warning beyond, refused beyond 25."""
    angles = {"pelvic_tilt_deg": tilt, "sacral_slope_deg": slope, "pelvic_incidence_deg": tilt + slope + gap}
    if not 25 <= tilt + slope + gap <= 85:
        return
    if abs(gap) > 25:
        with pytest.raises(InputError, match="pelvic_incidence_deg is"):
            read(**angles)
    else:
        assert bool(warnings("pelvic_incidence_deg", **angles)) == (abs(gap) > 3)


@pytest.mark.parametrize("side", ["left", "right"])
def test_leg_raise_beyond_what_the_knee_test_allows_is_marked(side: str) -> None:
    """A straight leg at 95 degrees and a knee that stays 65 short at hip 90 do not fit."""
    found = warnings(f"slr_{side}_deg", **{f"slr_{side}_deg": 95, f"ake_{side}_deg": 65})
    assert any("180 = straight" in warning for warning in found)


def test_norms_fit_each_other() -> None:
    """Young men's mean leg raise and knee extension (M166, M161) raise no warning; nor women's (M162)."""
    assert warnings("slr_left_deg", slr_left_deg=68.5, ake_left_deg=17.8) == ()
    assert warnings("slr_left_deg", slr_left_deg=76.3, ake_left_deg=13.4) == ()


def test_a_left_knee_does_not_contradict_a_right_leg() -> None:
    """Sides are compared with themselves only."""
    assert warnings("slr_right_deg", slr_right_deg=90, ake_left_deg=65) == ()


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ({"pke_left_deg": 50, "ake_left_deg": 20}, "pke_left_deg"),
        ({"lower_lordosis_deg": 50, "lumbar_lordosis_deg": 30}, "lower_lordosis_deg"),
        ({"toe_touch_cm": -3, "slr_left_deg": 40, "slr_right_deg": 38}, "toe_touch_cm"),
        ({"pain_nprs": 8, "pain_worst_nprs": 5}, "pain_nprs"),
        ({"pain_side": "left", "pain_place_buttock_right": True}, "pain_side"),
        ({"slr_left_deg": 90, "slr_left_positive": True}, "slr_left_positive"),
        ({"imaging_listhesis": False, "imaging_listhesis_slip_percent": 30}, "imaging_listhesis_slip_percent"),
        ({"morning_stiffness_over_30min": True, "rf_inflammatory_pattern": "no"}, "rf_inflammatory_pattern"),
    ],
)
def test_contradictions_are_kept_with_the_finding(findings: dict[str, Any], code: str) -> None:
    """Each unlikely pair is kept, with its warning at the finding to look at again."""
    assert warnings(code, **findings)


@pytest.mark.parametrize(
    ("history", "person", "findings", "said"),
    [
        ({"hamstring_injury_history": False, "hamstring_injury_weeks_ago": 9}, {}, {}, "hamstring_injury_history"),
        ({"hamstring_injury_history": False, "hamstring_injury_side": "left"}, {}, {}, "hamstring_injury_side"),
        ({"pain_duration_weeks": 1500}, {"age_y": 20}, {}, "longer than a life: age_y is 20"),
        ({"sitting_h_per_day": 22, "activity_h_per_week": 30}, {}, {}, "more than a day"),
        ({}, {"height_cm": 200, "mass_kg": 20}, {}, "body mass index"),
        ({}, {}, {"pain_least_nprs": 6, "pain_worst_nprs": 4}, "pain_least_nprs is 6"),
        ({}, {}, {"start_back_distress": 5, "start_back_total": 2}, "start_back_distress is 5"),
    ],
)
def test_impossible_pairs_are_refused(
    history: dict[str, Any], person: dict[str, Any], findings: dict[str, Any], said: str
) -> None:
    """What cannot both be true is an error that names both."""
    with pytest.raises(InputError, match=said):
        read(history, person, **findings)


def test_build_is_compared_with_the_recorded_index() -> None:
    """Height 170 and mass 70 are an index of 24.2; 30 beside them is marked."""
    assert read(person={"height_cm": 170, "mass_kg": 70, "bmi_kg_m2": 24.2}).warnings == ()
    marked = read(person={"height_cm": 170, "mass_kg": 70, "bmi_kg_m2": 30})
    assert any("height_cm and mass_kg give 24.2" in warning for warning in marked.warnings)
    assert marked.person.bmi == pytest.approx(24.2, abs=0.05)


SLR = st.integers(30, 100)


@settings(deadline=None, max_examples=50)
@given(left=SLR, right=SLR, ake_left=st.integers(0, 70), ake_right=st.integers(0, 70))
def test_mirrored_person_has_mirrored_warnings(left: int, right: int, ake_left: int, ake_right: int) -> None:
    """Left and right are judged alike."""
    here = read(slr_left_deg=left, slr_right_deg=right, ake_left_deg=ake_left, ake_right_deg=ake_right)
    there = read(slr_left_deg=right, slr_right_deg=left, ake_left_deg=ake_right, ake_right_deg=ake_left)
    swap = str.maketrans({"<": "left", ">": "right"})
    marked = {each.replace("left", ">").replace("right", "<").translate(swap) for each in here.warnings}
    assert marked == set(there.warnings)


@pytest.mark.parametrize(
    ("person", "history", "findings", "blamed", "other"),
    [
        ({"height_cm": 178, "mass_kg": 20}, {}, {}, "mass_kg", "height_cm"),
        ({"height_cm": 150, "mass_kg": 120}, {}, {}, "mass_kg", "height_cm"),
        ({"height_cm": 180, "mass_kg": 80, "bmi_kg_m2": 35}, {}, {}, "bmi_kg_m2", "height_cm"),
        ({"age_y": 20}, {"pain_duration_weeks": 2000}, {}, "pain_duration_weeks", "age_y"),
        ({}, {"sitting_h_per_day": 4, "driving_h_per_day": 6}, {}, "driving_h_per_day", "sitting_h_per_day"),
        ({}, {"sitting_h_per_day": 20, "activity_h_per_week": 60}, {}, "sitting_h_per_day", "activity_h_per_week"),
        (
            {},
            {"hamstring_injury_history": False, "hamstring_injury_weeks_ago": 3},
            {},
            "hamstring_injury_weeks_ago",
            "hamstring_injury_history",
        ),
        (
            {},
            {},
            {"pelvic_incidence_deg": 60, "pelvic_tilt_deg": 10, "sacral_slope_deg": 40},
            "pelvic_incidence_deg",
            "sacral_slope_deg",
        ),
        ({}, {}, {"lower_lordosis_deg": 60, "lumbar_lordosis_deg": 40}, "lower_lordosis_deg", "lumbar_lordosis_deg"),
        ({}, {}, {"slr_left_deg": 95, "ake_left_deg": 65}, "slr_left_deg", "ake_left_deg"),
        ({}, {}, {"slr_right_deg": 95, "pke_right_deg": 65}, "slr_right_deg", "pke_right_deg"),
        ({}, {}, {"pke_left_deg": 50, "ake_left_deg": 20}, "pke_left_deg", "ake_left_deg"),
        ({}, {}, {"toe_touch_cm": -3, "slr_left_deg": 40, "slr_right_deg": 42}, "toe_touch_cm", "slr_left_deg"),
        ({}, {}, {"pain_nprs": 8, "pain_worst_nprs": 4}, "pain_nprs", "pain_worst_nprs"),
        (
            {},
            {},
            {"pain_side": "left", "pain_place_below_knee_right": True},
            "pain_side",
            "pain_place_below_knee_right",
        ),
        ({}, {}, {"slr_left_deg": 90, "slr_left_positive": True}, "slr_left_positive", "slr_left_deg"),
        (
            {},
            {},
            {"slr_dorsiflexion_worsens_left": True, "slr_dorsiflexion_change_left_nprs": -3},
            "slr_dorsiflexion_worsens_left",
            "slr_dorsiflexion_change_left_nprs",
        ),
        (
            {},
            {},
            {"slump_right_positive": False, "slump_neck_lift_change_right_nprs": -4},
            "slump_right_positive",
            "slump_neck_lift_change_right_nprs",
        ),
        (
            {},
            {},
            {"imaging_listhesis": False, "imaging_listhesis_slip_percent": 20},
            "imaging_listhesis_slip_percent",
            "imaging_listhesis",
        ),
        (
            {},
            {},
            {"morning_stiffness_over_30min": True, "rf_inflammatory_pattern": "no"},
            "rf_inflammatory_pattern",
            "morning_stiffness_over_30min",
        ),
    ],
)
def test_a_contradiction_names_both_fields(
    person: dict[str, Any], history: dict[str, Any], findings: dict[str, Any], blamed: str, other: str
) -> None:
    """Whether refused or kept with a warning, the sentence names the field to blame and the one that it contradicts."""
    said = [sentence for sentence in told(history, person, findings) if blamed in sentence]
    assert any(other in sentence for sentence in said)


def told(history: dict[str, Any], person: dict[str, Any], findings: dict[str, Any]) -> list[str]:
    """What is said of these entries: the error, or every warning with its field."""
    try:
        patient = read(history, person, **findings)
    except InputError as refused:
        return [str(refused)]
    found = patient.findings_at_last_visit()
    return [*patient.remarks, *(f"{code} {warning}" for code, each in found.items() for warning in each.warnings)]
