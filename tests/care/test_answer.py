"""Plan and course as they enter the answer of one patient."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import jsonschema
import numpy as np
import pytest

from care.lived import ground
from hamstrung import care, diagnosis, evidence, life, patient, report
from hamstrung.care import advice
from hamstrung.diagnosis.people import Table
from hamstrung.patient import reading
from hamstrung.report import schema
from life import surrogate

FLAGS = {code: "no" for code, kind in patient.vocabulary().items() if kind.kind == "red_flag"}
GRADES = {claim.id: claim.grade for claim in evidence.claims()}
FINDINGS = {"pain_nprs": 5, "slr_left_deg": 55, "slr_right_deg": 57, "pain_sitting_worse": True}


@cache
def population() -> diagnosis.Population:
    """Care seekers of the analytic mechanics."""
    lives = life.simulate(surrogate.uniforms(2500, 9), mechanics=surrogate.mechanics(), beliefs=life.beliefs())
    columns = life.columns_of(lives, mechanics=surrogate.mechanics())
    return diagnosis.Population.of(Table(columns | {"log_weight": np.zeros(2500)}))


def answer(
    flags: dict[str, str] = FLAGS,
    *,
    beliefs: str = "literature",
    goals: tuple = (),
    tried: tuple = (),
    **findings: object,
) -> diagnosis.Assessment:
    """A patient with these answers and findings, assessed with plan and course."""
    visit = {"date": date(2025, 3, 2), "findings": FINDINGS | flags | findings, "goals": list(goals)}
    who = reading.from_mapping(
        {"person": {"sex": "female", "age_y": 40}, "history": {"sitting_h_per_day": 9}, "visits": [visit]},
        today=date(2026, 1, 1),
    )
    words = patient.vocabulary()
    found = diagnosis.posterior_of(who, population(), vocabulary=words)
    model = diagnosis.ModelIdentity("test", "0", beliefs)
    core = diagnosis.assess(who, population(), vocabulary=words, model=model, grades=GRADES, found=found)
    observed = diagnosis.observations(who, vocabulary=words)
    return care.care_for(core, found=found, ground=ground(), observed=observed, goals=who.visits[-1].goals)


@cache
def planned() -> diagnosis.Assessment:
    """The plain patient."""
    return answer(goals=({"activity": "sit through a meeting", "ability": 3},))


def test_an_answer_with_its_plan_is_valid() -> None:
    """Plan, course and care satisfy the published schema, and no number of them is missing."""
    document = json.loads(json.dumps(diagnosis.to_mapping(planned()), allow_nan=False))
    jsonschema.validate(document, schema.schema("assess"), cls=jsonschema.Draft202012Validator)
    assert document["care"]["withheld"] == ""


def test_the_course_begins_with_none_and_everybody_with_the_same_pain() -> None:
    """The natural course comes first, all courses begin where it begins, and each of the plan has one."""
    first, *others = planned().course
    assert first.treatment == "none"
    assert [each.treatment for each in others][: len(planned().plan)] == [each.treatment for each in planned().plan]
    assert all(each.nprs.mean[0] == pytest.approx(first.nprs.mean[0]) for each in others)
    for each in planned().course:
        assert np.all(np.array(each.nprs.low) <= np.array(each.nprs.mean))
        assert np.all(np.array(each.nprs.mean) <= np.array(each.nprs.high))
        assert np.all(np.array(each.nprs_with_contact.mean) <= np.array(each.nprs.mean) + 1e-12)


def test_the_plan_is_ranked_by_worth_and_proposes_what_is_worth_it() -> None:
    """Worth falls down the plan; what is proposed exceeds its burden; no treatment is there twice."""
    plan = planned().plan
    assert [each.worth_nprs for each in plan] == sorted((each.worth_nprs for each in plan), reverse=True)
    assert len({each.treatment for each in plan}) == len(plan)
    for each in plan:
        if each.proposed:
            assert -each.expected_nprs_change.mean > each.burden_nprs


def test_expected_changes_are_differences_of_courses() -> None:
    """What the plan expects of a treatment is its course less the natural one after twelve weeks."""
    natural = planned().course[0]
    week = natural.weeks.index(planned().care.after_weeks)
    for option in planned().plan:
        course = next(each for each in planned().course if each.treatment == option.treatment)
        change = course.nprs.mean[week] - natural.nprs.mean[week]
        assert option.expected_nprs_change.mean == pytest.approx(change, abs=1e-9)


def test_together_is_more_than_the_best_alone() -> None:
    """Treatments that act on different things gain more together than the best of them alone, and share no target."""
    upset = answer(pain_nprs=7, start_back_distress=5, tampa=55, widespread_pain=True, poor_sleep=True)
    both = upset.care.together
    alone = {each.treatment: each.expected_nprs_change.mean for each in upset.plan}
    assert both is not None
    assert both.expected_nprs_change.mean < min(alone[name] for name in both.treatments)
    acts = [{act.on for act in care.treatments()[name].acts} for name in both.treatments]
    assert not set.intersection(*acts)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rf_fever": "not_asked"}, "not all been asked"),
        ({"rf_progressive_weakness": "yes"}, "referral comes first"),
    ],
)
def test_no_plan_while_red_flags_are_open(change: dict[str, str], why: str) -> None:
    """An unasked or an urgent red flag leaves the natural course alone, and says why."""
    found = answer(FLAGS | change)
    assert found.plan == ()
    assert [each.treatment for each in found.course] == ["none"]
    assert why in found.care.withheld
    assert found.care.programme == ()
    assert "Some safety questions" in report.sheet(found) or "doctor" in report.sheet(found)


def test_an_emergency_leaves_neither_plan_nor_course() -> None:
    """In an emergency the referral stands alone."""
    found = answer(FLAGS | {"rf_saddle_anaesthesia": "yes"})
    assert (found.plan, found.course) == ((), ())
    assert found.referral


def test_no_plan_under_other_beliefs() -> None:
    """Under the essay's beliefs there is no plan and nothing to take home."""
    found = answer(beliefs="essay")
    assert found.plan == ()
    assert "essay" in found.care.withheld
    assert "For you to take home" not in report.page(found)


def test_surgery_is_never_proposed_and_its_harms_are_shown() -> None:
    """A release is in no plan and no course; what it would do to the pelvis is told."""
    assert all("surgical" not in each.treatment for each in (*planned().plan, *planned().course))
    assert planned().care.release.anterior_pelvic_tilt_deg > 1.0
    assert "never proposed" in report.page(planned())
    assert all(harm in report.page(planned()) for harm in planned().care.release.harms)
    assert planned().care.release.burden_nprs > -planned().care.release.expected_nprs_change.mean


def test_a_finding_that_forbids_takes_a_treatment_out_of_the_plan() -> None:
    """An irritated nerve forbids stretching and calls for nerve gliding."""
    kinds = {each.treatment for each in answer(slump_left_positive=True).plan}
    assert "static_stretching" not in kinds
    assert "neural_mobilisation" in kinds
    assert "static_stretching" in {each.treatment for each in planned().plan}


def test_referrals_follow_findings() -> None:
    """A gap in the hamstrings goes to a surgeon; a sore tendon only after loading was tried."""
    assert any("MRI of the proximal hamstring" in each.to for each in answer(hamstring_defect_left=True).referral)
    sore = {"puranen_orava_left": True, "pain_duration_weeks": 40}
    assert advice.referrals(sore) == ()
    assert "loading did not help" in advice.referrals(sore, tried={"tendon_loading"})[0].to


def test_the_irritable_begin_with_less() -> None:
    """Pain at night or of 8 halves the first dose; calm pain gets all of it; later steps are everybody's."""
    calm, sore = answer(pain_nprs=2, pain_worst_nprs=3).care, answer(pain_nprs=8, night_pain=True).care
    assert (calm.irritability.level, sore.irritability.level) == ("low", "high")
    assert planned().care.irritability.level == "moderate"
    parts = [each for each in planned().care.programme if each.exercises and each.treatment != "less_sitting"]
    assert all(step.amount >= 1 for part in parts for each in part.exercises for step in each.steps)
    walk = [
        care.programme(planned().plan, irritability=each.irritability, chosen=["general_activity"])[0].exercises[0]
        for each in (calm, sore)
    ]
    assert walk[1].steps[0].amount < walk[0].steps[0].amount
    assert walk[1].steps[1:] == walk[0].steps[1:]


def test_the_review_is_six_weeks_after_the_visit() -> None:
    """The date on which to look again is counted from the visit; a goal's aim is above where it stands."""
    assert planned().care.review_date == "2025-04-13"
    assert planned().care.goals[0].target > planned().care.goals[0].ability


def test_the_sheet_tells_the_plan_in_plain_words() -> None:
    """Every exercise stands on the sheet with picture and dose, and the day to come back; no word harms."""
    page = report.sheet(planned())
    for part in planned().care.programme:
        for each in part.exercises:
            assert page.count(f">{each.title}</h5>") >= 1
            assert each.steps[0].dose in page
    assert page.count('class="exercise"') == sum(len(part.exercises) for part in planned().care.programme)
    assert planned().care.review_date in page
    assert "<script" not in page
    assert not report.words.harmful(page)


def test_another_models_people_are_not_followed() -> None:
    """Where people cannot be followed there is no plan, and the answer says so."""
    core = replace(planned(), plan=(), course=(), care=None)
    found = diagnosis.posterior_of(
        reading.from_mapping({"person": {"sex": "female"}}, today=date(2026, 1, 1)),
        population(),
        vocabulary=patient.vocabulary(),
    )
    assert "another model" in care.care_for(core, found=found, ground=None, observed={}).care.withheld
