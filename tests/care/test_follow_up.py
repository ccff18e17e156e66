"""Later visits: what a gain of range with and without relief says, and what is too small to say anything."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.followed import WEEK, cause_after, found, gained, population, truth, visits
from care.lived import ground
from hamstrung import care, patient
from hamstrung.care import courses, repeated, rivals
from hamstrung.care.repeated import Number
from hamstrung.diagnosis import ErrorModel
from hamstrung.patient import Value

WORDS = patient.vocabulary()


@cache
def tight() -> tuple[int, ...]:
    """Some people with short hamstrings and pain above 4."""
    people = population().people
    chosen = [
        index
        for index in range(len(people))
        if min(truth(index)["slr_left_deg"], truth(index)["slr_right_deg"]) < 62 and truth(index)["pain_nprs"] > 4
    ]
    return tuple(np.random.default_rng(1).choice(chosen, 60, replace=False).tolist())


def later(first: dict[str, Value], *, range_deg: float, pain: float) -> dict[str, Value]:
    """Findings after a change of range on both sides and of pain."""
    return {
        "pain_nprs": max(float(first["pain_nprs"]) + pain, 0.0),
        "slr_left_deg": float(first["slr_left_deg"]) + range_deg,
        "slr_right_deg": float(first["slr_right_deg"]) + range_deg,
    }


@cache
def changes(structural: float, *, range_deg: float, pain: float) -> np.ndarray:
    """Change of P(cause) in each of them when so much of a gain is known to be length, (person,)"""
    table = gained(structural_deg=12 * structural, tolerance_deg=12 * (1 - structural))
    found_in = []
    for index in tight():
        first = truth(index)
        course = visits(first, (WEEK, later(first, range_deg=range_deg, pain=pain)))
        before, after = cause_after(found(first), course, table)
        found_in.append(after - before)
    return np.array(found_in)


def test_range_without_relief_speaks_against_the_cause_by_its_structural_part() -> None:
    """Over the cohort P(cause) falls when range came and relief did not, the more the more of it was length."""
    tolerance, half, length = (changes(share, range_deg=12, pain=0).mean() for share in (0.0, 0.5, 1.0))
    assert length < half < tolerance < 0.01
    found_in = changes(1.0, range_deg=12, pain=0)
    assert length + 3.0 * np.std(found_in) / len(found_in) ** 0.5 < 0.0


def test_relief_with_range_speaks_for_the_cause() -> None:
    """Over the cohort P(cause) rises when a gain of length came with relief, the more the more relief."""
    none, some, much = (changes(1.0, range_deg=12, pain=-fall).mean() for fall in (0.0, 3.5, 5.0))
    assert none < 0.0 < some < much


def test_relief_without_range_speaks_against_a_consequence() -> None:
    """Where pain fell and range stayed, guarding was not what shortened: P(consequence) falls."""
    moved = []
    for index in tight():
        first = truth(index)
        base = found(first)
        people = care.of_posterior(base, most=400)
        course = visits(first, (WEEK, later(first, range_deg=0, pain=-3.5)))
        told = courses.log_likelihood(people, course, ground=ground(), errors=base.errors)[:, -1]
        weight = people.weight * np.exp(told - told.max())
        secondary = base.roles.indicator[people.index, 3]
        moved.append(float(weight @ secondary / weight.sum() - people.weight @ secondary))
    assert np.mean(moved) < 0.0


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 59), st.floats(-0.99, 0.99), st.floats(-0.99, 0.99))
def test_what_cannot_be_told_from_error_says_nothing(person: int, range_part: float, pain_part: float) -> None:
    """All changes below the detectable one move the roles alike, bit for bit: that of no change at all."""
    first = {code: round(float(value), 1) for code, value in truth(tight()[person]).items()}
    first["pain_nprs"] = min(max(float(first["pain_nprs"]), 3.0), 7.0)
    base = found(first)
    least = repeated.detectable_change(WORDS["slr_left_deg"]) * 0.999
    small = later(first, range_deg=range_part * least, pain=pain_part * repeated.detectable_change(WORDS["pain_nprs"]))
    still = later(first, range_deg=0.0, pain=0.0)
    assert cause_after(base, visits(first, (WEEK, small))) == cause_after(base, visits(first, (WEEK, still)))


def test_a_detectable_change_says_something() -> None:
    """Beyond the detectable change the roles do move, or the rule above would be empty."""
    first = truth(tight()[0])
    base = found(first)
    beyond = later(first, range_deg=1.2 * repeated.detectable_change(WORDS["slr_left_deg"]), pain=0.0)
    still = later(first, range_deg=0.0, pain=0.0)
    assert cause_after(base, visits(first, (WEEK, beyond))) != cause_after(base, visits(first, (WEEK, still)))


def test_the_persistent_error_is_counted_once() -> None:
    """Given the first reading, a second one of the same truth has the error of the day, and no more than twice it."""
    kind, n = WORDS["slr_left_deg"], 1
    number = Number.of(kind, errors=ErrorModel(gross_error=0.0, spread={kind.code: 10.0}), particles=n)
    number.know(np.array([50.0]), 56.0)
    assert 4.0 < number.mean[0] < 6.0
    number.read(np.array([50.0]), 56.0, own=number.own, low=kind.low, high=kind.high)
    height = np.exp(number.log_exact[0])
    assert height > 0.8 / (2.0**0.5 * number.own * (2.0 * np.pi) ** 0.5)


@settings(deadline=None, max_examples=15)
@given(st.floats(30, 90), st.floats(-20, 20), st.floats(40, 80))
def test_readings_have_a_density(first: float, error: float, value: float) -> None:
    """Given a first reading, the law of a second one, changed or unchanged, adds up to one."""
    kind = WORDS["slr_left_deg"]
    errors = ErrorModel(spread={kind.code: 10.0})
    least = repeated.detectable_change(kind)

    def after(reading: float | None) -> float:
        number = Number.of(kind, errors=errors, particles=1)
        number.know(np.array([first]), first + error)
        if reading is None:
            number.stay(np.array([value]), first + error - least, first + error + least, own=number.own)
        else:
            number.read(np.array([value]), reading, own=number.own, low=-np.inf, high=np.inf)
        return float(np.exp(number.log_likelihood()[0]))

    grid = np.arange(value - 40.0, value + 40.0, 0.1)
    beyond = [reading for reading in grid if abs(reading - first - error) >= least]
    total = sum(after(float(reading)) for reading in beyond) * (grid[1] - grid[0]) + after(None)
    assert total == pytest.approx(1.0, abs=0.03)


def constructed(**falls: list[float]) -> rivals.Falls:
    """Falls of people made up for a reason."""
    usual = {"done": 0.0, "full": 0.0, "untreated": 0.0, "eased": 0.0, "important": 2.0}
    return rivals.Falls(**{name: np.array(falls.get(name, [value])) for name, value in usual.items()})


@pytest.mark.parametrize(
    ("reason", "falls"),
    [
        ("noise", {"done": [2.5]}),
        ("course", {"done": [0.5], "untreated": [-2.0]}),
        ("dose", {"done": [0.5], "full": [2.5]}),
        ("distress", {"done": [0.5], "full": [0.8], "eased": [3.0]}),
        ("wrong_cause", {"done": [0.5], "full": [0.8], "eased": [1.0]}),
    ],
)
def test_each_reason_is_found_in_people_made_for_it(reason: str, falls: dict[str, list[float]]) -> None:
    """A person in whom one reason holds gets it, whole."""
    told = {each.name: each.probability for each in rivals.shares(constructed(**falls), np.ones(1))}
    assert told[reason] == 1.0
    assert sum(told.values()) == pytest.approx(1.0)


def test_the_first_reason_that_holds_counts() -> None:
    """Where several hold, the order decides, and each is still told by itself."""
    told = rivals.shares(constructed(done=[2.5], full=[3.0], eased=[3.0]), np.ones(1))
    assert [each.name for each in told if each.probability] == ["noise"]
    assert {each.name for each in told if each.alone} == {"noise", "course", "dose", "distress"}


def test_doing_nothing_of_it_is_too_little_or_the_wrong_thing() -> None:
    """Of a treatment that nobody did, the course is never one that it helped."""
    people = care.of_posterior(found(truth(tight()[0])), most=60)
    nothing = care.Prescription("general_strengthening", weeks=12, adherence=0.0)
    first = truth(tight()[0])
    course = visits(first, (WEEK, dict(first)), prescriptions=(nothing,))
    told = rivals.falls(people, course, ground=ground())
    assert not told.holds()[1].any()
    assert np.mean(told.full) > np.mean(told.done)
    rest = rivals.explain(people, course, ground=ground())
    assert sum(each.probability for each in rest.rivals) == pytest.approx(1.0)
    assert {each.name: each.probability for each in rest.rivals}["course"] == 0.0


def test_ease_takes_nothing_from_those_who_are_calm() -> None:
    """Whoever has no more distress and sensitisation than average is lived as before, bit for bit."""
    people = care.of_posterior(found(truth(tight()[0])), most=100)
    table = care.rows((care.Prescription("general_strengthening"),), people)
    eased = rivals.with_ease(table, people)
    shift = eased[:, 1, [rivals.FIELDS.index("distress_sd"), rivals.FIELDS.index("sensitisation_sd")]]
    calm = np.all(shift == 0.0, axis=1)
    assert 0 < calm.sum() < len(people)
    pain = [
        courses.lived(people, each, weeks=(0, WEEK), keep=(), ground=ground()).pain_nprs[:, WEEK]
        for each in (table, eased)
    ]
    assert np.array_equal(pain[0][calm], pain[1][calm])
    assert np.mean(pain[1]) < np.mean(pain[0])
