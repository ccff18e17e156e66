"""The red-flag gate."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import evidence
from hamstrung.patient import (
    RedFlagScreen,
    from_mapping,
    items_that_apply,
    screen_every_visit,
    screen_red_flags,
    vocabulary,
)
from hamstrung.patient.red_flags import URGENCIES, rules
from strategies import TODAY, people

ITEMS = [code for code, kind in vocabulary().items() if kind.kind == "red_flag"]
ADULT = [code for code in ITEMS if code != "rf_adolescent_athlete_extension_pain"]


def screen(
    person: dict[str, Any] | None = None, history: dict[str, Any] | None = None, **findings: Any
) -> RedFlagScreen:
    """The screen of one visit."""
    data = {"person": person or {}, "history": history or {}, "visits": [{"findings": findings}]}
    return screen_red_flags(from_mapping(data, today=TODAY))


def codes(found: RedFlagScreen) -> set[str]:
    """The rules that fired."""
    return {flag.code for flag in found.raised}


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_raises_something_and_silence_nothing(item: str) -> None:
    """A yes to any item raises a flag; no, not_asked and no entry raise none."""
    person = {"age_y": 16} if item not in ADULT else {"age_y": 40}
    assert screen(person, **{item: "yes"}).raised
    assert not screen(person, **{item: "no"}).raised
    assert not screen(person, **{item: "not_asked"}).raised
    assert not screen(person).raised


@pytest.mark.parametrize("item", ADULT)
def test_one_unanswered_item_leaves_the_screen_incomplete(item: str) -> None:
    """Missing never means negative: neither left out nor not_asked counts as an answer."""
    answers = dict.fromkeys(ADULT, "no")
    assert screen({"age_y": 40}, **answers).complete
    missing = {code: answer for code, answer in answers.items() if code != item}
    for found in (screen({"age_y": 40}, **missing), screen({"age_y": 40}, **answers | {item: "not_asked"})):
        assert not found.complete
        assert found.not_asked == (item,)


def test_items_for_the_young_are_asked_of_the_young_and_of_unknown_age() -> None:
    """The adolescent item is asked under 20 and where nobody knows the age."""
    asked = {
        age: items_that_apply(from_mapping({"person": person}, today=TODAY))
        for age, person in {"15": {"age_y": 15}, "40": {"age_y": 40}, "?": {}}.items()
    }
    assert asked["15"] == asked["?"] == tuple(ITEMS)
    assert asked["40"] == tuple(ADULT)


RULES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str, str]] = [
    ({}, {}, {"rf_cauda_equina_bladder": "yes"}, "cauda_equina", "emergency"),
    ({}, {}, {"rf_saddle_anaesthesia": "yes"}, "cauda_equina", "emergency"),
    ({}, {}, {"rf_progressive_weakness": "yes"}, "progressive_weakness", "urgent"),
    ({}, {}, {"rf_cancer_history": "yes"}, "cancer_history", "soon"),
    ({}, {}, {"rf_cancer_history": "yes", "rf_weight_loss": "yes"}, "malignancy", "urgent"),
    ({"age_y": 80, "sex": "female"}, {}, {"rf_major_trauma": "yes"}, "fracture_likely", "urgent"),
    ({"age_y": 30, "sex": "male"}, {}, {"rf_major_trauma": "yes"}, "fracture", "soon"),
    ({"age_y": 72}, {}, {}, "rf_age_over_70", "none"),
    ({"age_y": 16}, {"plays_sport": True}, {"pain_extension_worse": True}, "pars_stress", "soon"),
    ({"age_y": 14}, {}, {"slr_left_deg": 35}, "child_severe_tightness", "soon"),
    ({"age_y": 14}, {}, {"pke_left_deg": 20, "pke_right_deg": 60}, "child_severe_tightness", "soon"),
    ({"age_y": 30}, {}, {"slr_left_deg": 35, "slr_right_deg": 40}, "stiff_young_spine", "soon"),
    ({}, {}, {"rf_recent_spinal_injection": "yes", "pain_worsening": True}, "spinal_infection", "urgent"),
    ({}, {"trauma_recent": True}, {"hamstring_defect_left": True}, "hamstring_avulsion", "urgent"),
    ({}, {}, {"rf_bilateral_leg_weakness": "yes"}, "bilateral_leg_weakness", "emergency"),
    ({}, {}, {"rf_gait_unsteady_or_spastic": "yes"}, "cord_signs", "urgent"),
    ({}, {}, {"rf_weight_loss": "yes"}, "systemic_signs", "soon"),
    ({}, {}, {"rf_night_pain_constant": "yes"}, "systemic_signs", "soon"),
    ({}, {}, {"rf_fever": "yes"}, "spinal_infection", "urgent"),
    ({}, {}, {"rf_recent_spinal_injection": "yes"}, "injection_recent", "soon"),
    ({}, {}, {"rf_immunosuppressed_or_iv_drug": "yes"}, "infection_risk", "soon"),
    ({}, {}, {"rf_recent_infection": "yes"}, "infection_risk", "soon"),
    ({}, {}, {"rf_inflammatory_pattern": "yes"}, "inflammatory", "soon"),
    ({}, {"inflammatory_disease_known": True}, {}, "inflammatory", "soon"),
    (
        {},
        {},
        {"rf_failure_to_improve_progressive": "yes", "pain_radiates_into_leg": True},
        "progressive_sciatica",
        "urgent",
    ),
    ({}, {}, {"rf_failure_to_improve_progressive": "yes"}, "rf_failure_to_improve_progressive", "soon"),
    ({}, {}, {"rf_hamstring_avulsion_signs": "yes"}, "hamstring_avulsion", "urgent"),
    ({"age_y": 16}, {}, {"rf_adolescent_athlete_extension_pain": "yes"}, "pars_stress", "soon"),
]
"""Every rule in its simplest instance: person, history, findings, the rule and its urgency."""


def test_every_rule_has_an_instance() -> None:
    """No rule of the table goes untested."""
    assert {case[3] for case in RULES} == {rule.flag.code for rule in rules()}


@pytest.mark.parametrize(("person", "history", "findings", "code", "urgency"), RULES)
def test_rule_fires_with_its_urgency(
    person: dict[str, Any], history: dict[str, Any], findings: dict[str, Any], code: str, urgency: str
) -> None:
    """Each rule in its simplest instance."""
    found = {flag.code: flag for flag in screen(person, history, **findings).raised}
    assert found[code].urgency == urgency


@pytest.mark.parametrize(
    ("person", "history", "findings", "code"),
    [
        ({"age_y": 80, "sex": "female"}, {}, {}, "fracture_likely"),
        ({"age_y": 30, "sex": "male"}, {}, {"rf_major_trauma": "yes"}, "fracture_likely"),
        ({"age_y": 69}, {}, {}, "rf_age_over_70"),
        ({"age_y": 40}, {"plays_sport": True}, {"pain_extension_worse": True}, "pars_stress"),
        ({"age_y": 14}, {}, {"slr_left_deg": 70, "slr_right_deg": 68}, "child_severe_tightness"),
        ({"age_y": 30}, {}, {"slr_left_deg": 35}, "stiff_young_spine"),
        ({"age_y": 60}, {}, {"slr_left_deg": 35, "slr_right_deg": 40}, "stiff_young_spine"),
        ({}, {}, {"rf_recent_spinal_injection": "yes"}, "spinal_infection"),
    ],
)
def test_rule_stays_silent_without_its_conditions(
    person: dict[str, Any], history: dict[str, Any], findings: dict[str, Any], code: str
) -> None:
    """Half of a rule's conditions do not fire it."""
    assert code not in codes(screen(person, history, **findings))


def test_most_urgent_comes_first() -> None:
    """Whoever reads only the first line reads the most urgent one."""
    found = screen({"age_y": 75}, rf_cancer_history="yes", rf_saddle_anaesthesia="yes")
    assert [URGENCIES.index(flag.urgency) for flag in found.raised] == sorted(
        (URGENCIES.index(flag.urgency) for flag in found.raised), reverse=True
    )
    assert found.urgency == "emergency"


def test_a_flag_says_what_fired_it() -> None:
    """The findings behind a flag are named, down through combinations."""
    found = screen({}, rf_recent_spinal_injection="yes", pain_worsening=True)
    flag = next(flag for flag in found.raised if flag.code == "spinal_infection")
    assert set(flag.found) == {"rf_recent_spinal_injection", "pain_worsening"}


def two_visits(first: str, second: str) -> Any:
    """A patient asked about cancer twice; an answer of "" is left out."""
    visits = [
        {"date": when, "findings": {"rf_cancer_history": answer} if answer else {}}
        for when, answer in (("2026-01-01", first), ("2026-02-01", second))
    ]
    return from_mapping({"visits": visits}, today=TODAY)


@pytest.mark.parametrize(
    ("first", "second", "raised"),
    [("yes", "", True), ("yes", "not_asked", True), ("yes", "no", False), ("no", "", False), ("no", "yes", True)],
)
def test_a_yes_stays_until_it_is_asked_again(first: str, second: str, raised: bool) -> None:
    """An earlier yes is not forgotten, an earlier no is not believed for ever."""
    patient = two_visits(first, second)
    found = screen_red_flags(patient)
    assert ("cancer_history" in codes(found)) == raised
    assert ("rf_cancer_history" in found.not_asked) == (second in ("", "not_asked"))


def test_a_yes_stays_through_visits_that_do_not_ask() -> None:
    """Two visits of not asking do not wash a yes out, and the flag says where it came from."""
    answers = ("yes", "not_asked", "not_asked")
    visits = [{"date": f"2026-0{month}-01", "findings": {"rf_fever": each}} for month, each in enumerate(answers, 1)]
    found = screen_red_flags(from_mapping({"visits": visits}, today=TODAY))
    assert [flag.code for flag in found.raised] == ["spinal_infection"]
    assert "earlier visit, not asked again: rf_fever" in found.raised[0].reason


def test_screen_runs_per_visit() -> None:
    """Each visit has its own screen, which knows nothing of later visits."""
    first, second = screen_every_visit(two_visits("no", "yes"))
    assert codes(first) == set()
    assert codes(second) == {"cancer_history"}


def test_without_a_visit_nothing_was_asked() -> None:
    """A file without visits has an incomplete screen; what the person tells is still read."""
    found = screen_red_flags(from_mapping({"person": {"age_y": 80}}, today=TODAY))
    assert not found.complete
    assert codes(found) == {"rf_age_over_70"}


@settings(deadline=None, max_examples=60)
@given(people(), st.sampled_from(ITEMS))
def test_another_yes_never_lowers_the_urgency(data: dict[str, Any], item: str) -> None:
    """Answering yes to one more item raises, or leaves, what was raised."""
    if not data["visits"]:
        return
    before = screen_red_flags(from_mapping(data, today=TODAY))
    last = max(data["visits"], key=lambda each: each["date"])
    last["findings"][item] = "yes"
    last["findings"].pop("morning_stiffness_over_30min", None)
    after = screen_red_flags(from_mapping(data, today=TODAY))
    assert codes(before) <= codes(after)
    assert URGENCIES.index(after.urgency) >= URGENCIES.index(before.urgency)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.flag.code)
def test_rules_name_their_source(rule: Any) -> None:
    """Each rule stands on rows of evidence or says what was assumed, and names an action."""
    assert rule.flag.source
    assert rule.flag.action
    assert all(each in evidence.rows() or each.startswith("assumed: ") for each in rule.flag.source)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.flag.code)
def test_rules_speak_the_vocabulary(rule: Any) -> None:
    """No condition waits for a word that nobody can enter."""
    from hamstrung.patient.red_flags import _combinations
    from hamstrung.patient.vocabulary_table import sided_codes

    known = {*vocabulary(), "age_y", "sex", *_combinations()}
    conditions = [each for part in ("all", "any", "needs_any") for each in rule.conditions.get(part, ())]
    assert conditions
    assert all(each.get("code") in known or each.get("stem") in sided_codes() for each in conditions)
