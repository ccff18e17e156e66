"""The course told week by week: exact where it was worked out, near it in between."""

import numpy as np
import pytest

from care.lived import ground, people
from hamstrung import care
from hamstrung.care import bodies, weekly
from hamstrung.care.bodies import POSTURE, RANGES
from hamstrung.care.course import SOLVED_WEEKS, WEEKS, examined
from hamstrung.diagnosis.weights import estimate

KINDS = ("general_strengthening", "static_stretching", "psychological_care", "general_activity")
LARGEST = dict.fromkeys(RANGES, 0.6) | dict.fromkeys(POSTURE, 0.2) | {"rmdq": 0.4}
"""Error of a mean in any week, as `weekly` states it."""


@pytest.fixture(scope="module")
def natural() -> care.Arm:
    """Nothing done, worked out and kept in every week."""
    return care.arm(people(), ground=ground(), weeks=WEEKS, keep_weeks=WEEKS)


@pytest.fixture(scope="module", params=KINDS)
def whole(request: pytest.FixtureRequest) -> care.Arm:
    """One treatment, worked out and kept in every week."""
    return care.arm(people(), care.Prescription(request.param), ground=ground(), weeks=WEEKS, keep_weeks=WEEKS)


def test_pain_between_worked_out_weeks_is_near(whole: care.Arm, natural: care.Arm) -> None:
    """Worked-out weeks are kept, means between them lie within 0.1 points."""
    told = care.arm(people(), *whole.prescriptions, ground=ground())
    pain = weekly.pain_nprs(told, natural=natural)
    assert pain[:, told.weeks] == pytest.approx(told.pain_nprs, abs=1e-12)
    ours, right = (weekly.band(each, people().weight) for each in (pain, whole.pain_nprs))
    assert np.array(ours.mean) == pytest.approx(np.array(right.mean), abs=0.1)


def test_function_range_and_posture_are_near_in_every_week(whole: care.Arm, natural: care.Arm) -> None:
    """To first order, and straight between weeks, means lie within what is stated of what the mechanics says."""
    right = examined(whole, codes=tuple(LARGEST), ground=ground(), weeks=WEEKS)
    told = bodies.weekly(bodies.of(natural, ground=ground()), whole, weeks=SOLVED_WEEKS)
    for name, largest in LARGEST.items():
        ours = weekly.band(told[name], people().weight, weeks=SOLVED_WEEKS)
        assert np.array(ours.mean) == pytest.approx(people().weight @ right[name], abs=largest), name


def test_single_people_are_near(whole: care.Arm, natural: care.Arm) -> None:
    """Range of 95 of 100 people lies within 1.5 degrees of what the mechanics says, and posture is exact."""
    right = examined(whole, codes=(*RANGES, *POSTURE), ground=ground(), weeks=SOLVED_WEEKS)
    told = bodies.weekly(bodies.of(natural, ground=ground()), whole, weeks=SOLVED_WEEKS)
    for name in RANGES:
        assert np.quantile(np.abs(told[name] - right[name]), 0.95) < 1.5, name
    for name in POSTURE:
        assert told[name] == pytest.approx(right[name], abs=1e-9), name


def test_loads_follow_the_mechanics(whole: care.Arm, natural: care.Arm) -> None:
    """Loads of people at the end of a year lie within 2 % of those of the same people asked then."""
    built = bodies.of(natural, ground=ground())
    told = bodies.weekly(built, whole, weeks=(52,))
    again = bodies.of(care.Arm("", (), whole.weeks, whole.pain_nprs, whole.course, start=52), ground=ground())
    for name, base in again.base.items():
        if name.endswith("_n"):
            assert np.quantile(np.abs(told[name][:, 0] / base - 1.0), 0.95) < 0.02, name


def test_a_band_is_the_estimate_of_each_week(natural: care.Arm) -> None:
    """Mean and interval of all weeks at once are those of each week by itself."""
    found = weekly.band(natural.pain_nprs, people().weight)
    for week in (0, 7, 52):
        alone = estimate(natural.pain_nprs[:, week], people().weight)
        assert (found.mean[week], found.low[week], found.high[week]) == pytest.approx(
            (alone.mean, alone.low, alone.high), abs=1e-8
        )
