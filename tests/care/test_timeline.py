"""What was done and found, in weeks of one course."""

from datetime import date, timedelta
from typing import Any

import pytest

from hamstrung import care, patient
from hamstrung.errors import InputError

TODAY = date(2026, 6, 1)
FIRST = date(2026, 1, 5)


def days(*done: float, start: int = 1, pain: float = 4.0) -> list[dict[str, Any]]:
    """A diary day in each week."""
    return [
        {"date": FIRST + timedelta(days=7 * (start + k - 1) + 3), "pain_nprs": pain, "done": share}
        for k, share in enumerate(done)
    ]


def file(*, diary: list[dict[str, Any]] | None = None, later: list[dict[str, Any]] | None = None, **given: Any) -> Any:
    """A patient file with one treatment."""
    treatment = {"kind": "static_stretching", "weeks": 12} | given
    first = {"date": FIRST, "findings": {"pain_nprs": 5}, "treatments": [treatment]}
    return {"visits": [first, *(later or [])], "diary": diary or []}


def timeline(data: Any) -> care.Timeline:
    """Its course."""
    words = patient.vocabulary()
    return care.timeline_of(patient.from_mapping(data, today=TODAY), vocabulary=words)


def test_a_treatment_runs_for_its_weeks_at_its_dose() -> None:
    """Without a diary it is as agreed."""
    given = timeline(file(minutes_per_week=40, adherence=0.5)).prescriptions
    assert given == (care.Prescription("static_stretching", 40.0, 12.0, 0.5, 0.0),)


def test_a_diary_decides_when_and_how_much() -> None:
    """On, off and on again becomes two stretches with the mean share done of each."""
    told = timeline(file(adherence=0.9, diary=days(1, 1, 0.5, 0, 0, 0, 1, 1))).prescriptions
    assert [(each.from_week, each.weeks) for each in told] == [(0.0, 3.0), (6.0, 6.0)]
    assert told[0].adherence == pytest.approx(5 / 6)


def test_agreed_anew_ends_the_earlier_one() -> None:
    """The same treatment agreed at a later visit takes the place of the earlier one."""
    again = {"date": FIRST + timedelta(weeks=6), "treatments": [{"kind": "static_stretching", "weeks": 4}]}
    told = timeline(file(later=[again])).prescriptions
    assert [(each.from_week, each.weeks) for each in told] == [(0.0, 6.0), (6.0, 4.0)]


def test_what_the_model_does_not_know_is_named() -> None:
    """Medication is not judged, and said so."""
    assert timeline(file(kind="medication")).untold == ("medication",)


def test_weeks_of_a_diary() -> None:
    """Days of one week are one mean, and the week is that in which they lie."""
    told = timeline(file(diary=[*days(1, pain=3.0), *[each | {"date": FIRST} for each in days(1, pain=5.0)]]))
    assert [(each.week, each.pain_nprs, each.days) for each in told.diary] == [(1, 4.0, 2)]
    assert told.last_week == 1


def test_one_visit_alone_does_not_go_on() -> None:
    """Without later visit or diary there is no course to condition on."""
    assert not timeline(file()).goes_on


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"date": FIRST, "pain_nprs": 11}, "diary[0].pain_nprs"),
        ({"date": FIRST, "done": 1.5}, "diary[0].done"),
        ({"date": FIRST}, "neither"),
        ({"pain_nprs": 3}, "diary[0].date"),
        ({"date": TODAY + timedelta(days=1), "pain_nprs": 3}, "future"),
        ({"date": FIRST, "pain": 3}, "pain_nprs"),
        ({"date": FIRST, "pain_nprs": 3, "treatment": "stretching"}, "treatment"),
    ],
)
def test_bad_days_are_refused_by_name(entry: dict[str, Any], words: str) -> None:
    """A day that cannot be is refused, and the line says where and what."""
    with pytest.raises(InputError, match=words.replace("[", r"\[").replace("]", r"\]")):
        patient.from_mapping(file(diary=[entry]), today=TODAY)


def test_a_day_twice_is_refused() -> None:
    """One entry a day and treatment."""
    with pytest.raises(InputError, match="one entry a day"):
        patient.from_mapping(file(diary=days(1) * 2), today=TODAY)


def test_a_diary_reads_back() -> None:
    """The mapping that is written reads as the same patient."""
    who = patient.from_mapping(file(diary=days(1, 0, 0.5)), today=TODAY)
    assert patient.from_mapping(patient.to_mapping(who), today=TODAY) == who
