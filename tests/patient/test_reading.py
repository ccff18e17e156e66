"""Mappings of patient files: what is accepted, what is refused, and in which words."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.errors import InputError
from hamstrung.patient import Finding, from_mapping, to_mapping, vocabulary
from strategies import TODAY, people, values

NUMBERS = [code for code, kind in vocabulary().items() if kind.kind == "number"]
VISIT_CODES = [code for code, kind in vocabulary().items() if not kind.history]


def visit(**findings: Any) -> dict[str, Any]:
    """A file with one visit."""
    return {"visits": [{"date": date(2026, 3, 2), "findings": findings}]}


def at(code: str, value: Any) -> dict[str, Any]:
    """A file that says one thing, where it belongs."""
    return {"history": {code: value}} if vocabulary()[code].history else visit(**{code: value})


def refusal(data: Any) -> str:
    """The one line with which a mapping is refused."""
    with pytest.raises(InputError) as caught:
        from_mapping(data, source="file.toml", today=TODAY)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("file.toml: ")
    return message


@settings(deadline=None, max_examples=60)
@given(people())
def test_plausible_people_are_accepted_and_written_back(data: dict[str, Any]) -> None:
    """Whoever is plausible reads, and the mapping written back reads as the same person."""
    who = from_mapping(data, today=TODAY)
    assert from_mapping(to_mapping(who), today=TODAY) == who


@settings(deadline=None, max_examples=40)
@given(people())
def test_nothing_is_added(data: dict[str, Any]) -> None:
    """A patient holds exactly the findings that the file holds: what is missing stays missing."""
    who = from_mapping(data, today=TODAY)
    ordered = sorted(data["visits"], key=lambda each: each["date"])
    assert [set(each.findings) for each in who.visits] == [set(each["findings"]) for each in ordered]
    assert set(who.history) == set(data["history"])


@settings(deadline=None, max_examples=30)
@given(people(most_visits=3), st.randoms())
def test_order_of_visits_does_not_matter(data: dict[str, Any], random: Any) -> None:
    """Visits are read in the order of their dates."""
    shuffled = data | {"visits": random.sample(data["visits"], len(data["visits"]))}
    assert from_mapping(shuffled, today=TODAY) == from_mapping(data, today=TODAY)


@pytest.mark.parametrize("code", NUMBERS)
def test_range_is_kept_at_its_ends_and_no_farther(code: str) -> None:
    """Every number is accepted at both ends of its range and refused just beyond, with the range named."""
    kind = vocabulary()[code]
    step = 1 if kind.integer else 0.01
    for edge in (kind.low, kind.high):
        from_mapping(at(code, edge), today=TODAY)
    for beyond in (kind.low - step, kind.high + step):
        assert f"{kind.low:g} to {kind.high:g}" in refusal(at(code, beyond))


@pytest.mark.parametrize("code", sorted(vocabulary()))
def test_nonsense_is_refused_everywhere(code: str) -> None:
    """No finding takes a hole, a list, a word, NaN or an absurd number."""
    for value in (None, [], {}, "abc", float("nan"), float("inf"), -1e308, 10**400, date(2020, 1, 1)):
        assert code in refusal(at(code, value))


@pytest.mark.parametrize("code", VISIT_CODES[::9])
def test_misspelt_code_names_the_nearest(code: str) -> None:
    """A code with one letter missing is refused with the right one, or its other side."""
    message = refusal(visit(**{code[:-2] + code[-1]: 1}))
    assert "is not a known finding" in message
    assert "did you mean" in message


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=30))
def test_any_other_word_is_unknown(word: str) -> None:
    """Whatever the word, an unknown finding is our error and nothing else."""
    if word not in vocabulary():
        refusal(visit(**{word: 1}))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"persn": {}}, "persn is not a known field; did you mean person?"),
        ({"person": {"hight_cm": 1}}, "person.hight_cm is not a known field; did you mean height_cm?"),
        (visit(slr_left_deg=520), "slr_left_deg is 520, outside 0 to 130 deg"),
        (visit(pain_nprs="6"), 'pain_nprs is "6", not a number'),
        (visit(pain_nprs=True), "pain_nprs is true, not a number"),
        (visit(pain_nprs=float("nan")), "not a finite number"),
        (visit(rmdq=7.5), "takes whole numbers"),
        (visit(slr_deg=50), "needs a side; use slr_left_deg or slr_right_deg"),
        (visit(smoker=True), "does not belong here; it goes under [history]"),
        ({"history": {"pain_nprs": 3}}, "does not belong here; it goes under [visits.findings]"),
        (visit(night_pain=1), "night_pain is 1, not an answer"),
        (visit(rf_fever="maybe"), 'rf_fever is "maybe"; allowed is yes, no, not_asked'),
        (visit(pain_side="rigth"), "did you mean right?"),
        ({"person": {"sex": "f"}}, "allowed is female, male"),
        ({"person": {"age_y": 9}}, "person.age_y is 9, outside 10 to 90 years"),
        ({"person": {"height_cm": 1.75}}, "person.height_cm is 1.75, outside 100 to 230 cm"),
        ({"person": []}, "person is a list, not a table"),
        ({"visits": {}}, "visits is a table, not a list"),
        ({"visits": [3]}, "visits[0] is 3, not a table"),
        ({"id": 7}, "id is 7, not text"),
        ({"note": "a\x00b"}, "control characters"),
        (visit(slr_left_deg={"method": "visual"}), "has no value"),
        (visit(slr_left_deg={"value": 50, "method": "eyes"}), "slr_left_deg.method"),
        (visit(slr_left_deg={"value": 500}), "slr_left_deg.value is 500"),
        ({"visits": [{"treatments": [{"kind": "yoga"}]}]}, "treatments[0].kind"),
        ({"visits": [{"treatments": [{}]}]}, "has no kind"),
        ({"visits": [{"treatments": [{"kind": "other", "adherence": 80}]}]}, "adherence is 80, outside 0 to 1"),
    ],
)
def test_refusals_name_field_value_and_what_is_allowed(data: Any, said: str) -> None:
    """Each mistake has its sentence."""
    assert said in refusal(data)


@pytest.mark.parametrize("when", ["2026-13-01", "yesterday", 20260302, datetime(2026, 3, 2, 10), True, None, ""])
def test_a_date_is_a_calendar_day(when: Any) -> None:
    """Anything but a day is refused, with how to write one."""
    assert "visits[0].date" in refusal({"visits": [{"date": when}]})


def test_future_visit_is_refused() -> None:
    """Tomorrow has not been examined; today may be."""
    assert "in the future" in refusal({"visits": [{"date": TODAY + timedelta(days=1)}]})
    assert from_mapping({"visits": [{"date": TODAY.isoformat()}]}, today=TODAY).visits[0].date == TODAY


def test_duplicate_visit_is_refused() -> None:
    """Two visits on one day are a slip of the pen."""
    assert "one visit a day" in refusal({"visits": [{"date": "2026-03-02"}, {"date": date(2026, 3, 2)}]})


def test_only_a_single_visit_may_lack_its_date() -> None:
    """Order needs dates as soon as there are two."""
    assert from_mapping({"visits": [{}]}, today=TODAY).visits[0].date is None
    assert "visits[1].date is missing" in refusal({"visits": [{"date": "2026-03-02"}, {}]})


def test_empty_mapping_is_a_person_of_whom_nothing_is_known() -> None:
    """Every field may be left out."""
    who = from_mapping({}, today=TODAY)
    assert (who.person.sex, who.history, who.visits, who.warnings) == (None, {}, (), ())
    assert who.findings_at_last_visit() == {}


def test_last_visit_is_the_latest() -> None:
    """Findings at the last visit are those of the latest date, not of the last entry."""
    data = {
        "visits": [
            {"date": "2026-03-02", "findings": {"pain_nprs": 2}},
            {"date": "2026-01-02", "findings": {"pain_nprs": 7}},
        ]
    }
    assert from_mapping(data, today=TODAY).findings_at_last_visit()["pain_nprs"].value == 2


def test_answers_read_alike_in_their_spellings() -> None:
    """yes and true are one answer, and a red flag keeps its words."""
    spelt = from_mapping(visit(night_pain="yes", rf_fever=False), today=TODAY).findings_at_last_visit()
    assert spelt["night_pain"].value is True
    assert spelt["rf_fever"].value == "no"


def test_a_finding_keeps_its_method_rater_and_remark() -> None:
    """A finding written as a table overrides the visit's rater and carries its remark as a warning."""
    told = {"value": 50, "method": "visual", "rater": "student", "remark": "warmed up before"}
    found = from_mapping(visit(slr_left_deg=told), today=TODAY).findings_at_last_visit()["slr_left_deg"]
    assert found == Finding("slr_left_deg", 50.0, "student", "visual", "warmed up before", ("warmed up before",))


@pytest.mark.parametrize("code", [code for code in NUMBERS if vocabulary()[code].usual_high < vocabulary()[code].high])
def test_unusual_values_are_kept_with_a_warning(code: str) -> None:
    """What is possible but rare stays, and says so."""
    who = from_mapping(at(code, vocabulary()[code].high), today=TODAY)
    assert any(code in warning and "unusual" in warning for warning in who.warnings)


def test_radians_are_suspected() -> None:
    """A leg raise of 0.9 is taken for what it says, and for what it may be."""
    assert any("radians" in each for each in from_mapping(visit(slr_left_deg=0.9), today=TODAY).warnings)


def test_children_are_marked_extrapolated() -> None:
    """A person of 13 is valid and marked."""
    who = from_mapping({"person": {"age_y": 13}}, today=TODAY)
    assert any("extrapolated" in warning for warning in who.warnings)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_usual_values_have_no_warning(data: st.DataObject) -> None:
    """A single usual value of any finding is nothing to warn of."""
    code = data.draw(st.sampled_from(sorted(vocabulary())))
    assert from_mapping(at(code, data.draw(values(vocabulary()[code]))), today=TODAY).warnings == ()
