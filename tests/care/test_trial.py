"""Virtual trials: their arithmetic against closed forms, and their chance against what is promised."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from hamstrung import care, life
from hamstrung.care import trial
from hamstrung.care.people import People
from hamstrung.care.recruiting import Recruited, again, recruit
from hamstrung.care.trial_design import Inclusion, Outcome, TrialArm, from_mapping
from hamstrung.errors import InputError, ScienceError

Array = NDArray[np.float64]
PAIN = Outcome("pain_nprs", 12)
HURTING = Inclusion(between={"pain_nprs": (4.0, 8.0)})
TWO_ALIKE = care.Design(
    "nothing", 60, HURTING, (TrialArm("a", (), False), TrialArm("b", (), False)), (PAIN,), dropout=0.1, repeats=4000
)


@cache
def ground() -> care.Ground:
    """The installed model under literature beliefs."""
    return care.Ground(life.mechanics(), life.beliefs())


def made_up(effect: float, *, people: int = 400) -> tuple[Recruited, list[Mapping[Outcome, Array]]]:
    """People whose pain falls by a known amount in the first arm."""
    random = np.random.default_rng(3)
    before = random.uniform(4.0, 8.0, people)
    after = before - 1.0 + random.normal(0.0, 1.0, people)
    nobody = People(np.zeros((people, 1)), np.full(people, 1.0 / people), np.arange(people))
    taken = Recruited(nobody, people, {"pain_nprs": before}, {"pain_nprs": np.zeros(people)})
    return taken, [{PAIN: after + effect}, {PAIN: after}]


def test_a_trial_of_no_effect_is_positive_in_five_of_a_hundred() -> None:
    """The share of positive repeats is alpha within four standard errors of the number of repeats."""
    found = trial.analysed(TWO_ALIKE, *made_up(0.0))
    assert found.power == pytest.approx(0.05, abs=4.0 * np.sqrt(0.05 * 0.95 / TWO_ALIKE.repeats))
    assert abs(found.effects[0].smd) < 0.02


def test_power_is_that_of_the_t_test_of_this_size() -> None:
    """With outcomes that are normal, power is that of the noncentral t distribution."""
    random, n, effect = np.random.default_rng(5), 30, 0.7
    after = random.normal(0.0, 1.0, (2, 20_000, n)) + np.array([effect, 0.0])[:, None, None]
    baseline = random.normal(0.0, 1.0, after.shape)
    everybody = np.ones(after.shape)
    found = trial.covariance(tuple(baseline), tuple(after), tuple(everybody))  # type: ignore[arg-type]
    freedom = 2 * n - 3
    shift, bound = effect * np.sqrt(n / 2.0), stats.t.ppf(0.975, freedom)
    expected = stats.nct.sf(bound, freedom, shift) + stats.nct.cdf(-bound, freedom, shift)
    assert (found.p < 0.05).mean() == pytest.approx(expected, abs=0.015)
    assert found.smd.mean() == pytest.approx(effect, abs=0.01)


def test_covariance_is_that_of_least_squares() -> None:
    """Difference and p-value of one repeat are those of an ordinary regression on arm and baseline."""
    random = np.random.default_rng(7)
    before, known = random.normal(5.0, 2.0, (2, 1, 25)), random.random((2, 1, 25)) < 0.8
    after = 0.6 * before + random.normal(0.0, 1.0, before.shape)
    found = trial.covariance(tuple(before), tuple(after), tuple(known.astype(float)))  # type: ignore[arg-type]
    rows = known.ravel()
    x = np.column_stack([np.ones(50), np.repeat([1.0, 0.0], 25), before.ravel()])[rows]
    y = after.ravel()[rows]
    fitted, residual, _, _ = np.linalg.lstsq(x, y, rcond=None)
    freedom = len(y) - 3
    error = np.sqrt(residual[0] / freedom * np.linalg.inv(x.T @ x)[1, 1])
    assert found.difference[0] == pytest.approx(fitted[1])
    assert found.p[0] == pytest.approx(2.0 * stats.t.sf(abs(fitted[1]) / error, freedom))


def test_more_people_give_more_power_and_narrower_effects() -> None:
    """The same effect in four times the people scatters half as far."""
    small = trial.analysed(TWO_ALIKE, *made_up(-0.5))
    large = trial.analysed(replace(TWO_ALIKE, people=240), *made_up(-0.5))
    assert large.power > small.power
    width = [each.effects[0].high - each.effects[0].low for each in (small, large)]
    assert width[1] == pytest.approx(0.5 * width[0], rel=0.15)


def test_the_true_effect_is_free_of_chance() -> None:
    """What everybody's two lives differ by is said as it is."""
    found = trial.analysed(TWO_ALIKE, *made_up(-0.5))
    assert found.effects[0].true_difference == pytest.approx(-0.5)
    assert found.effects[0].difference.mean == pytest.approx(-0.5, abs=0.05)


def test_a_baseline_of_selected_people_returns_to_the_mean() -> None:
    """People taken because a reading was high read lower when the same truth is read again."""
    truth = np.random.default_rng(1).normal(50.0, 5.0, 4000)
    rater = np.random.default_rng(2).standard_normal(4000)
    first, second = (again("slr_left_deg", truth, rater, np.random.default_rng(k)) for k in (3, 4))
    taken = first > 58.0
    assert second[taken].mean() < first[taken].mean()


def test_recruiting_keeps_to_the_conditions_and_to_the_seed() -> None:
    """Everybody taken was found within the ranges; the same seed takes the same people, on any threads."""
    include = Inclusion(sex="female", between={"age_y": (20.0, 70.0), "pain_nprs": (2.0, 8.0)})
    one, other = (recruit(150, include, codes={"rmdq"}, ground=ground(), seed=4, threads=threads) for threads in (1, 2))
    assert len(one.people) == 150
    assert one.found["pain_nprs"].min() >= 2.0
    assert one.found["pain_nprs"].max() <= 8.0
    assert one.screened == other.screened
    assert np.array_equal(one.people.uniforms, other.people.uniforms)
    assert np.array_equal(one.found["rmdq"], other.found["rmdq"])


def test_conditions_that_nobody_meets_are_said() -> None:
    """A trial for people who do not exist is refused with the number that was looked at."""
    nobody = Inclusion(between={"age_y": (10.0, 10.0005)})
    with pytest.raises(ScienceError, match="simulated people meet it"):
        recruit(100, nobody, codes=(), ground=ground(), seed=1, most=10_000)


def test_a_trial_of_stretching_lengthens_more_than_its_control() -> None:
    """Whole trial: the range gained is far above chance, and every number of the answer is finite."""
    planned = {
        "people": 60,
        "repeats": 200,
        "include": {"pain_nprs": [3, 9]},
        "arms": [
            {"treatments": [{"kind": "static_stretching", "minutes_per_week": 40, "adherence": 1.0}]},
            {"name": "control", "contact": True},
        ],
        "outcomes": [{"finding": "slr_left_deg", "week": 8}, {"finding": "pain_nprs", "week": 8}],
    }
    found = care.run_trial(from_mapping(planned), ground=ground())
    assert found.arms[1].name == "control"
    assert found.effects[0].true_difference > 2.0
    assert found.power > 0.5
    assert all(np.isfinite([e.smd, e.low, e.high, e.difference.mean]).all() for e in found.effects)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"people": 2}, r"people is 2, outside 4 to 100000"),
        ({"people": 10.5}, "whole numbers"),
        ({"peopel": 10}, "did you mean people"),
        ({"arms": [{}]}, "arms holds fewer than 2"),
        ({"arms": [{"name": "a"}, {"name": "a"}]}, "arms holds a name twice"),
        ({"arms": [{"treatments": [{"kind": "stretch"}]}, {}]}, r"arms\[0\].treatments\[0\].kind is \"stretch\""),
        ({"arms": [{"treatments": [{"kind": "less_sitting", "minutes_per_week": 9}]}, {}]}, "hours_per_day|minutes"),
        ({"include": {"age_y": [40, 20]}}, "lowest value comes first"),
        ({"include": {"pain_nprs": 4}}, "no pair of numbers"),
        ({"include": {"pain": [1, 2]}}, "not a known field"),
        ({"outcomes": [{"finding": "pain_place_lumbar", "week": 3}]}, "no number"),
        ({"outcomes": [{"finding": "pain_nprs", "week": 60}]}, "outside 1 to 52"),
        ({"dropout": 1.0}, "outside 0 to 0.9"),
    ],
)
def test_a_wrong_entry_is_named_with_what_is_allowed(change: dict[str, object], said: str) -> None:
    """File, field, value and range stand in the message."""
    whole = {"arms": [{"name": "a"}, {"name": "b"}], "outcomes": [{"finding": "pain_nprs", "week": 6}]}
    with pytest.raises(InputError, match=said):
        from_mapping(whole | change, source="trial.toml")
