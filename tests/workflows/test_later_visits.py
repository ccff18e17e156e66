"""Later visits in the whole answer: what was found before still forbids, and next tests are those of the last visit."""

from datetime import date
from functools import cache

import pytest

from care.lived import ground
from care.test_answer import FLAGS, population
from hamstrung import diagnosis
from hamstrung.patient import reading
from hamstrung.workflows import assess

FIRST = {"pain_nprs": 7, "slr_left_deg": 55, "slr_right_deg": 57, "slump_left_positive": True}
LATER = {"pain_nprs": 1, "slr_left_deg": 66, "slr_right_deg": 68}


@cache
def answer(*, visits: int) -> diagnosis.Assessment:
    """The answer of a patient after one visit or after two, whose pain is then nearly gone."""
    found = [
        {"date": date(2026, 1, 5), "findings": FLAGS | FIRST, "treatments": [{"kind": "general_activity"}]},
        {"date": date(2026, 3, 16), "findings": FLAGS | LATER},
    ]
    who = reading.from_mapping(
        {"person": {"sex": "female", "age_y": 40}, "visits": found[:visits]}, today=date(2026, 6, 1)
    )
    model = diagnosis.ModelIdentity("test", "0", "literature")
    return assess.answered(who, assess.Lives(population(), model, ground=ground()))


def test_what_an_earlier_visit_found_still_forbids() -> None:
    """A positive slump of the first visit keeps stretching out of the plan of the second, where nobody looked again."""
    for visits in (1, 2):
        assert "static_stretching" not in {each.treatment for each in answer(visits=visits).plan}
        assert "static_stretching" in {each.treatment for each in answer(visits=visits).care.left_out["forbidden"]}


def test_next_tests_are_of_what_was_not_examined_yet() -> None:
    """No test that was made at either visit is proposed again."""
    proposed = {each.finding for each in answer(visits=2).next_tests}
    assert proposed
    assert not proposed & {*FIRST, *LATER}


def test_bedside_predictions_follow_the_pain_of_the_last_visit() -> None:
    """Where pain is nearly gone, a bend is foreseen to hurt less than at the first visit, in every role told then."""
    name = "bend_knees"
    first, last = (
        next(each.predicted for each in answer(visits=k).paired_tests if each.manoeuvre == name) for k in (1, 2)
    )
    assert first
    assert set(first) <= set(last)
    assert all(abs(last[role].mean) < abs(each.mean) for role, each in first.items())


def test_the_course_of_a_later_visit_begins_with_its_pain() -> None:
    """The plan goes on from the pain of today, and is told week by week with an interval for everything."""
    course = answer(visits=2).course[0]
    assert course.nprs.mean[0] < 3.5
    assert course.weeks == tuple(range(53))
    bands = [course.nprs, course.rmdq, *course.range.values(), *course.posture.values()]
    bands += [band for loads in course.loads.values() for band in loads.values()]
    assert all(len(band.mean) == len(band.low) == len(band.high) == 53 for band in bands)
    for band in bands:
        assert all(
            low - 0.01 <= mean <= high + 0.01 for low, mean, high in zip(band.low, band.mean, band.high, strict=True)
        )


def test_release_is_shown_with_harms_and_never_proposed() -> None:
    """The surgical release stands in no plan after any visit, and its harms are told."""
    for visits in (1, 2):
        told = answer(visits=visits)
        assert not any("surgical" in each.treatment for each in (*told.plan, *told.course))
        assert len(told.care.release.harms) >= 3
        assert told.care.release.anterior_pelvic_tilt_deg == pytest.approx(4.0, abs=4.0)
