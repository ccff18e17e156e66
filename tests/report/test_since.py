"""The part of a report that tells what later visits showed."""

import json
from dataclasses import replace

import jsonschema

from hamstrung import care, diagnosis, report
from hamstrung.care.follow_up import FollowUp, Given, VisitAfter
from hamstrung.care.foreseen import Fan, Foreseen, Reading
from hamstrung.care.rivals import RIVALS, WHY, NonResponse, Rival
from hamstrung.diagnosis import Estimate, Interval
from hamstrung.report import schema
from report import examples

E = Estimate(4.0, 2.0, 6.0)


def told() -> FollowUp:
    """A course of two visits and a diary."""
    answer = examples.assessment()
    roles = answer.roles.as_dict()
    pinned = {role: Interval(0.0, 1.0) for role in roles}
    finding = Foreseen("slr_left_deg", "Straight leg raise, left", "deg", 50.0, 62.0, 12.0, 6.7, "changed", E)
    visits = (
        VisitAfter("2026-01-05", 0, roles, pinned, 500.0),
        VisitAfter("2026-03-02", 8, roles, pinned, 300.0, (finding,)),
    )
    why = tuple(Rival(name, 0.2, 0.3, *WHY[name]) for name in RIVALS)
    return FollowUp(
        visits=visits,
        treatments=(Given("static_stretching", "Static stretching", 0.0, 8.0, 30.0, "minutes_per_week", 0.8),),
        course=Fan((0, 4, 8), (E, E, E), (E, E, E), (Reading(0, 6.0, "visit"), Reading(4, 5.0, "diary"))),
        non_response=NonResponse(True, "", -1.0, 1.8, E, why),
        n_of_1=None,
        effective_sample_size=300.0,
        courses=4096,
        tempering=1.0,
        sharp=False,
        clinical=("What is now believed.",),
        plain=("What we now think.",),
        notes=("A note.",),
    )


def test_a_course_is_told_on_the_page_and_at_home() -> None:
    """Roles by visit, the fan, every reason and every finding stand on the page; the patient reads the plain words."""
    page = report.page(replace(examples.assessment(), follow_up=told()))
    for words in ("Since the first visit", "2026-03-02", "Wrong cause", "unchanged, whichever", "What we now think."):
        assert words in page
    assert "Since the first visit" not in report.page(examples.assessment())


def test_a_course_is_valid_json() -> None:
    """An answer with a course satisfies the schema."""
    document = json.loads(json.dumps(diagnosis.to_mapping(replace(examples.assessment(), follow_up=told()))))
    jsonschema.validate(document, schema.schema("assess"), cls=jsonschema.Draft202012Validator)
    assert {each["name"] for each in document["follow_up"]["non_response"]["rivals"]} == set(care.RIVALS)
