"""The whole answer on people in memory."""

import json
import math
from dataclasses import replace
from datetime import date
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.synthetic import MemoryCohort, cohort, finding, vocabulary
from hamstrung import diagnosis
from hamstrung.diagnosis import ROLES, ModelIdentity, Population, posterior, simulated
from hamstrung.patient import Finding, Patient, Person, Visit, items_that_apply

MODEL = ModelIdentity("test", "0" * 8)
GRADES = {f"C{number}": "B" for number in range(1, 29)}
WORDS = vocabulary()


@pytest.fixture(scope="module")
def population():
    """The synthetic care seekers, with roles."""
    return Population.of(cohort())


def patient(findings=None, **person):
    """A patient with these findings at one visit."""
    found = {code: Finding(code, value) for code, value in (findings or {}).items()}
    return Patient(id="x", person=Person(**person), visits=(Visit(date(2026, 3, 2), findings=found),))


def assess(who, people, *, words=WORDS):
    """The answer for a patient."""
    return diagnosis.assess(who, people, vocabulary=words, model=MODEL, grades=GRADES)


def numbers(value):
    """Every number in a nest of mappings and lists."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, float) else []


def estimates(value):
    """Every mapping with a mean, a low and a high."""
    if isinstance(value, dict):
        here = [value] if value.keys() == {"mean", "low", "high"} else []
        return here + [found for item in value.values() for found in estimates(item)]
    return [found for item in value for found in estimates(item)] if isinstance(value, list) else []


PATIENTS = st.builds(
    patient,
    st.fixed_dictionaries(
        {},
        optional={
            "slr_left_deg": st.floats(0.0, 130.0),
            "slr_right_deg": st.floats(0.0, 130.0),
            "pain_nprs": st.floats(0.0, 10.0),
            "bend_knees_straight_nprs": st.floats(0.0, 10.0),
            "bend_knees_bent_nprs": st.floats(0.0, 10.0),
            "slump_left_positive": st.booleans(),
            "coin": st.booleans(),
            "unspoken": st.booleans(),
        },
    ),
    sex=st.sampled_from([None, "female", "male"]),
    age_y=st.none() | st.floats(10.0, 90.0),
    mass_kg=st.none() | st.floats(35.0, 160.0),
)


@given(who=PATIENTS)
@settings(deadline=None, max_examples=60)
def test_any_patient_gets_probabilities_and_no_nan(population, who):
    """Whatever was found, roles sum to one, no number is NaN and every mean lies in its interval."""
    answer = diagnosis.to_mapping(assess(who, population))
    assert math.isclose(sum(answer["roles"].values()), 1.0, abs_tol=1e-9)
    assert all(math.isfinite(number) for number in numbers(answer))
    assert all(each["low"] <= each["mean"] <= each["high"] for each in estimates(answer))
    assert 0.0 <= answer["vicious_circle"] <= answer["roles"]["contributor"]
    for role in ROLES:
        interval = answer["roles_interval"][role]
        assert 0.0 <= interval["low"] <= interval["high"] <= 1.0
    json.dumps(answer, allow_nan=False)


def test_no_findings_gives_the_prior_and_says_so(population):
    """Without findings the roles are those of all care seekers, and a note tells it."""
    answer = assess(Patient(), population)
    weights = np.ones(len(population.people)) / len(population.people)
    expected = weights @ population.roles.indicator
    np.testing.assert_allclose(list(answer.roles.as_dict().values()), expected, atol=1e-9)
    assert any("No finding was used" in note for note in answer.diagnostics.notes)
    assert answer.explanation.for_ == answer.explanation.against == ()


def test_scores_alone_are_said_to_leave_the_prior_almost_alone(population):
    """A person of whom nothing was examined is told so; one whose legs were raised is not."""
    words = WORDS | {"slr_left_deg": replace(WORDS["slr_left_deg"], group="hamstrings")}
    asked = assess(patient({"pain_nprs": 5.0}), population, words=words)
    examined = assess(patient({"pain_nprs": 5.0, "slr_left_deg": 60.0}), population, words=words)
    assert any("Nothing of the hamstrings" in note for note in asked.diagnostics.notes)
    assert not any("Nothing of the hamstrings" in note for note in examined.diagnostics.notes)


def test_same_patient_same_answer(population):
    """The answer holds no chance: twice the same patient gives twice the same answer."""
    who = patient({"slr_left_deg": 50.0, "slump_left_positive": True}, sex="male", age_y=40.0)
    assert assess(who, population) == assess(who, population)


def test_tight_and_painful_raises_the_hamstrings(population):
    """Low straight leg raises are evidence for the hamstrings, high ones against, and the words agree."""
    tight = assess(patient({"slr_left_deg": 45.0, "slr_right_deg": 45.0, "pain_nprs": 5.0}), population)
    supple = assess(patient({"slr_left_deg": 85.0, "slr_right_deg": 85.0, "pain_nprs": 5.0}), population)
    assert tight.roles.driver > supple.roles.driver
    assert supple.roles.absent > 0.9
    assert {"slr_left_deg", "slr_right_deg"} & {item.finding for item in tight.explanation.for_}
    for item in (*tight.explanation.for_, *supple.explanation.against):
        assert math.copysign(1.0, item.change) == math.copysign(1.0, item.weight)
        assert ("raises" in item.sentence) == (item.change > 0.0)


def test_leaving_a_finding_out_is_the_answer_without_it(population):
    """The roles beside each reason are those of the same patient without that test, on both sides."""

    def pair(code):
        return {code, code.replace("left", "right")} if code.startswith("slr") else {code}

    findings = {"slr_left_deg": 55.0, "slr_right_deg": 57.0, "slump_left_positive": True, "pain_nprs": 5.0}
    answer = assess(patient(findings), population)
    assert "slr_left_deg" in {item.finding for item in answer.explanation.for_}
    assert answer.diagnostics.tempering == 1.0
    for item in (*answer.explanation.for_, *answer.explanation.against):
        rest = {code: value for code, value in findings.items() if code not in pair(item.finding)}
        without = assess(patient(rest), population)
        assert item.roles_without == pytest.approx(without.roles.as_dict(), abs=1e-9)
        assert item.change == pytest.approx(answer.roles.driver - without.roles.driver, abs=1e-9)


def test_mirrored_person_mirrored_answer():
    """Swapping left and right in people and patient keeps the roles and swaps the sides."""
    base = cohort(size=5000)
    base = base.with_columns(truth_slump_right_positive=np.zeros(5000))
    swapped = {
        (name.replace("left", "R").replace("right", "left").replace("R", "right")): base[name] for name in base.columns
    }
    words = WORDS | {"slump_right_positive": replace(WORDS["slump_left_positive"], code="slump_right_positive")}
    here = assess(patient({"slr_left_deg": 48.0, "slump_left_positive": True}), base, words=words)
    there = assess(patient({"slr_right_deg": 48.0, "slump_right_positive": True}), MemoryCohort(swapped), words=words)
    assert here.roles.as_dict() == pytest.approx(there.roles.as_dict(), abs=1e-9)
    left, right = here.hamstrings["left"].deficit_deg, there.hamstrings["right"].deficit_deg
    assert left.mean == pytest.approx(right.mean)
    assert left.low == pytest.approx(right.low)


def test_an_emergency_leads_and_withholds(population):
    """A cauda equina sign puts a referral first and withholds verdict and plan; the keys stay."""
    answer = assess(patient({"rf_saddle_anaesthesia": "yes"}), population, words=WORDS | red_flags())
    assert answer.red_flag_screen.verdict_withheld
    assert answer.red_flag_screen.plan_withheld
    assert answer.referral[0].urgency == "emergency"
    assert answer.plan == ()
    assert sum(answer.roles.as_dict().values()) == pytest.approx(1.0)


def test_an_incomplete_screen_withholds_the_plan_only(population):
    """Not asked is never no: the plan waits, the verdict does not."""
    answer = assess(patient({}), population)
    assert not answer.red_flag_screen.complete
    assert answer.red_flag_screen.plan_withheld
    assert not answer.red_flag_screen.verdict_withheld


def test_a_complete_clean_screen_withholds_nothing(population):
    """All items answered no let the plan through."""
    asked = dict.fromkeys(items_that_apply(Patient(person=Person(age_y=40.0))), "no")
    answer = assess(patient(asked, age_y=40.0), population, words=WORDS | red_flags())
    assert answer.red_flag_screen.complete
    assert not answer.red_flag_screen.plan_withheld
    assert answer.referral == ()


@given(who=PATIENTS, flag=st.sampled_from(("rf_saddle_anaesthesia", "rf_progressive_weakness", "rf_fever")))
@settings(deadline=None, max_examples=25)
def test_no_score_overrides_a_red_flag(population, who, flag):
    """Whatever the roles say, an urgent flag leads with its referral and withholds the plan."""
    visit = who.visits[-1]
    flagged = replace(who, visits=(replace(visit, findings=dict(visit.findings) | {flag: Finding(flag, "yes")}),))
    answer = assess(flagged, population, words=WORDS | red_flags())
    assert answer.referral[0].urgency in ("urgent", "emergency")
    assert answer.red_flag_screen.plan_withheld
    assert answer.plan == ()
    assert answer.red_flag_screen.verdict_withheld == (answer.referral[0].urgency == "emergency")


@pytest.mark.parametrize(("flag", "withheld"), [("rf_fever", True), ("rf_recent_infection", False)])
def test_an_urgent_flag_withholds_the_plan_and_a_slower_one_does_not(population, flag, withheld):
    """With every item asked, an urgent flag comes before a plan; one that can wait stands beside it."""
    asked = dict.fromkeys(items_that_apply(Patient(person=Person(age_y=40.0))), "no") | {flag: "yes"}
    answer = assess(patient(asked, age_y=40.0), population, words=WORDS | red_flags())
    assert answer.red_flag_screen.complete
    assert answer.red_flag_screen.plan_withheld == withheld
    assert answer.referral


def red_flags():
    """The red-flag items as words of the small vocabulary."""
    return {
        code: finding(code, kind="red_flag", choices=("yes", "no", "not_asked")) for code in items_that_apply(Patient())
    }


def test_pain_that_goes_with_bent_knees_speaks_for_the_hamstrings(population):
    """Each role predicts the bedside pair beforehand, and a large change moves the roles its way."""
    before = assess(patient({"slr_left_deg": 50.0, "pain_nprs": 5.0}), population)
    pair = next(test for test in before.paired_tests if test.manoeuvre == "bend_knees")
    assert pair.found is None
    assert pair.predicted["cause"].mean > pair.predicted["absent"].mean + 0.5
    done = {"bend_knees_straight_nprs": 7.5, "bend_knees_bent_nprs": 4.0}
    after = assess(patient({"slr_left_deg": 50.0, "pain_nprs": 5.0, **done}), population)
    found = next(test for test in after.paired_tests if test.manoeuvre == "bend_knees")
    assert found.found == pytest.approx(3.5)
    assert after.roles.cause > before.roles.cause
    assert found.predicted["cause"].mean == pytest.approx(pair.predicted["cause"].mean, abs=0.2)


def test_next_test_is_never_one_that_tells_nothing(population):
    """A coin is not worth its minute; what separates the roles is recommended."""
    answer = assess(patient({"pain_nprs": 5.0}), population)
    recommended = [test.finding for test in answer.next_tests]
    assert "coin" not in recommended
    assert any(code.startswith("slr") or code.startswith("bend") for code in recommended)
    assert len({WORDS[code].stem for code in recommended}) == len(recommended)


def test_a_costly_test_is_not_worth_it(population):
    """The same test at a price beyond its gain is not recommended."""
    dear = {code: replace(word, cost=replace(word.cost, money=1e6, minutes=1e4)) for code, word in WORDS.items()}
    answer = assess(patient({"pain_nprs": 5.0}), population, words=dear)
    assert answer.next_tests == ()
    assert any("worth its cost" in note for note in answer.diagnostics.notes)


def test_findings_that_no_life_explains_are_named(population):
    """A left leg at 100 and a right leg at 20 degrees is called a conflict; a plain pair is not."""
    odd = assess(patient({"slr_left_deg": 105.0, "slr_right_deg": 25.0}), population)
    plain = assess(patient({"slr_left_deg": 62.0, "slr_right_deg": 65.0}), population)
    assert odd.conflicts
    assert plain.conflicts == ()


def test_open_roles_are_named_with_the_test_between_them(population):
    """Two roles that keep a tenth each are listed as not told apart, with a test that would separate them."""
    answer = assess(patient({"pain_nprs": 5.0}), population)
    names = answer.roles.as_dict()
    for item in answer.identifiability:
        assert min(names[role] for role in item.roles) >= 0.1
        assert 0.0 <= item.separation <= 1.0
    assert any(item.test is not None for item in answer.identifiability)


def test_natural_frequencies_add_up_to_a_hundred(population):
    """The counts of the sentence are whole people, a hundred of them."""
    words = assess(patient({"pain_nprs": 5.0}), population).explanation.natural_frequency
    counts = [int(word) for word in words.replace(",", " ").split() if word.isdigit()]
    assert counts[0] == 100
    assert sum(counts[1:]) == 100


def test_patients_of_the_model_seldom_raise_a_conflict(population):
    """People of the cohort, found with the assumed errors, raise conflicts no oftener than one in twenty promises."""
    people = population.people
    words = {code: word for code, word in WORDS.items() if word.kind == "number" or code == "slump_left_positive"}
    found = posterior.condition(population, person=Person(), observed={}, vocabulary=words)
    random = np.random.default_rng(21)
    read = simulated.readings(people, vocabulary=words, errors=found.errors, random=random)
    raised, patients = 0, 120
    for row in random.choice(len(people), patients, replace=False):
        findings = {code: simulated.value_of(values[row], words[code]) for code, values in read.items()}
        raised += bool(assess(patient(findings), population, words=words).conflicts)
    assert raised / patients <= 0.05 + 3.0 * math.sqrt(0.05 * 0.95 / patients)


def test_an_assessment_is_quick():
    """20 000 people are conditioned, explained and asked for the next test in half a second."""
    people = cohort(size=20_000)
    who = patient({code: 5.0 for code, word in WORDS.items() if word.kind == "number"})
    seconds = []
    for _ in range(3):
        start = process_time()
        assess(who, people)
        seconds.append(process_time() - start)
    assert min(seconds) < 0.5
