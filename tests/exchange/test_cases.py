"""Published cases: what is stated becomes a finding, what is known afterwards stays hidden."""

from pathlib import Path
from typing import Any

import pytest

from exchange.shared import shared
from hamstrung.errors import InputError
from hamstrung.exchange import cases
from hamstrung.exchange.cases import facts
from hamstrung.patient import from_mapping, screen_red_flags
from strategies import TODAY

OPEN = "cases/published_cases_open.toml"
CASE = """
[[case]]
id = "X-1"
final_diagnosis = "secret diagnosis"
[case.person]
sex = "male"
age_years = 13
[case.history]
duration_months = 2
known_at_referral = "secret disease"
[case.findings]
pain_nprs = 5
[case.investigations]
mri = "secret picture"
[case.course]
pain_nprs_after = 1
[case.reference]
hamstring_role = ["consequence"]
"""


def found(**stated: Any) -> dict[str, Any]:
    """The values read from facts; `history__complaint` stands for `history.complaint`."""
    read = facts.read({key.replace("__", "."): value for key, value in stated.items()})
    return {**read.person, **read.history, **read.findings}


def collection(folder: Path, text: str) -> Path:
    """A collection of this text."""
    path = folder / "cases.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("stated", "code", "value"),
    [
        ({"person__age_years": 13}, "age_y", 13),
        ({"history__duration_months": 24}, "pain_duration_weeks", pytest.approx(104.4, abs=0.1)),
        ({"findings__popliteal_angle_right_deg": 85}, "pke_right_deg", 85),
        ({"findings__toe_touch_gap_inch": 11.0}, "toe_touch_cm", pytest.approx(27.94)),
        ({"findings__crossed_slr": "negative"}, "crossed_slr_positive", False),
        ({"findings__slr_left": "negative"}, "slr_left_positive", False),
        ({"findings__reflexes": "normal"}, "reflex_loss_left", False),
        ({"findings__neurological": "normal in both legs"}, "sensory_loss_right", False),
        ({"history__complaint": "low back pain"}, "pain_place_lumbar", True),
        ({"history__complaint": "deep right buttock pain"}, "pain_place_buttock_right", True),
        ({"history__complaint": "pain in both anterior thighs"}, "pain_place_anterior_thigh_left", True),
        ({"history__complaint": "sciatica"}, "pain_radiates_into_leg", True),
        ({"history__aggravated_by": ["prolonged sitting", "driving"]}, "pain_driving_worse", True),
        ({"history__trauma": "none"}, "trauma_recent", False),
        ({"history__systemic": "no fever or chills"}, "rf_fever", "no"),
        ({"history__systemic": "fever and chills"}, "rf_fever", "yes"),
        ({"history__systemic": "night sweats, weight loss of 8 kg"}, "rf_weight_loss", "yes"),
        ({"history__past": "breast cancer 4 years ago"}, "rf_cancer_history", "yes"),
        ({"findings__gait": "stiff-legged, spastic"}, "rf_gait_unsteady_or_spastic", "yes"),
    ],
)
def test_a_stated_fact_becomes_its_finding(stated: dict[str, Any], code: str, value: Any) -> None:
    """What a text says plainly is read."""
    assert found(**stated)[code] == value


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"history__complaint": "no low back pain"}, "pain_place_lumbar"),
        ({"history__complaint": "denied sciatica"}, "pain_radiates_into_leg"),
        ({"history__past": "never had cancer"}, "rf_cancer_history"),
        ({"history__complaint": "buttock pain"}, "pain_place_buttock_left"),
        ({"findings__knee_extension_angle_left_deg": 115}, "ake_left_deg"),
        ({"findings__hamstring_length": "not reported in the text read"}, "slr_left_deg"),
        ({"history__earlier_treatment": "epidural injection 2 years before"}, "rf_recent_spinal_injection"),
        ({"findings__discriminating_signs_named": ["groin pain"]}, "pain_place_groin_left"),
    ],
)
def test_what_is_denied_or_unclear_is_left(stated: dict[str, Any], code: str) -> None:
    """A denial, a pain without a side and an angle without a convention make no finding."""
    assert code not in found(**stated)


def test_angle_is_converted_only_with_its_convention() -> None:
    """115 degrees with 180 for straight are 65 short of it, and the reading is marked as an inference."""
    stated = {
        "findings.knee_extension_angle_left_deg": 115,
        "findings.knee_extension_note": "larger is straighter; if 180 = straight the deficit is 65",
    }
    read = facts.read(stated)
    assert read.findings == {"ake_left_deg": 65}
    assert "180" in read.remarks["ake_left_deg"]


def test_side_of_the_pain_places_what_names_no_side() -> None:
    """Posterior thigh pain of a person whose right side hurts is on the right."""
    stated = {"findings__pain_side": "right", "history__complaint": "posterior thigh pain"}
    assert found(**stated)["pain_place_posterior_thigh_right"] is True
    assert "pain_place_posterior_thigh_left" not in found(**stated)


def test_what_is_known_afterwards_stays_hidden(tmp_path: Path) -> None:
    """Diagnosis, investigations, course and reference reach the reference and not the patient."""
    report = cases.read(collection(tmp_path, CASE))
    assert "secret" not in str(report.patients)
    assert "pain_nprs_after" not in str(report.patients)
    assert report.references["X-1"]["hamstring_role"] == ["consequence"]
    assert report.references["X-1"]["final_diagnosis"] == "secret diagnosis"
    assert report.unused["X-1 history.known_at_referral"] == "withheld from the answer"


def test_every_fact_is_accounted_for() -> None:
    """Each fed fact of each open case is mapped or has a reason why not."""
    import tomllib

    path = shared(OPEN)
    report = cases.read(path)
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        for section in ("person", "history", "findings"):
            for key in case.get(section, {}):
                name = f"{case['id']} {section}.{key}"
                assert (name in report.mapped) != (name in report.unused), name


def test_all_open_cases_are_valid() -> None:
    """The ten open cases become ten people, a 13-year-old among them."""
    report = cases.read(shared(OPEN))
    read = [
        from_mapping(each, source=place, today=TODAY)
        for each, place in zip(report.patients, report.places, strict=True)
    ]
    assert len(read) == 10
    assert min(who.person.age_y or 99 for who in read) == 13


def test_red_flags_of_open_cases_agree_with_the_reference() -> None:
    """Whoever should see a doctor is sent to one, with the reference's urgency, and nobody else is.

    The rules were written with these cases at hand, so this shows that they say what was meant, not accuracy.
    """
    report = cases.read(shared(OPEN))
    for data in report.patients:
        who = from_mapping(data, today=TODAY)
        reference = report.references[who.id]
        if not reference.get("red_flag_either_ok"):
            assert screen_red_flags(who).urgency == reference["red_flag_urgency"], who.id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[case]]\n", "case[0].id is missing"),
        ('case = "no"\n', "holds no [[case]] tables"),
        ("a = 1\n", "holds no [[case]] tables"),
        ('[[case]]\nid = "a"\nperson = 3\n', "case[0].person is not a table"),
        ('[[case]]\nid = "a"\n[[case]]\nid = "a"\n', "holds an id twice"),
        ("[[case]\n", "is not TOML"),
        ("", "is empty"),
    ],
)
def test_no_collection_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """What is no collection of cases is refused in one line."""
    with pytest.raises(InputError) as caught:
        cases.read(collection(tmp_path, text))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
