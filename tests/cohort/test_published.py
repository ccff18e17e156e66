"""The table of published statistics, its split, and what a cohort says of each."""

import inspect
import re
from importlib import resources
from math import isfinite, sqrt

import numpy as np
import pytest

from hamstrung import evidence, patient
from hamstrung.cohort import published as table
from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Sample
from hamstrung.cohort.statistics import TABLES
from life import walkers

EVERYONE = np.ones(200, bool)
ALIKE = np.full(200, 1 / 200)


def test_the_table_is_long_enough_and_whole() -> None:
    """At least 60 statistics, each printed inside its interval, with rows of the evidence that exist."""
    assert len(table.targets()) >= 60
    for each in table.targets():
        assert each.low <= each.published <= each.high, each.id
        assert each.low < each.high, each.id
        assert each.split in table.SPLITS, each.id
        assert all(row in evidence.rows() for row in each.evidence), each.id
        assert each.evidence, each.id
        assert all((each.quantity, each.population, each.interval, each.study, each.n)), each.id


def test_no_study_is_on_both_sides() -> None:
    """Calibration and validation share no study and no row of evidence, and each has enough of both."""
    studies = {split: {s for t in table.targets() if t.split == split for s in t.studies} for split in table.SPLITS}
    rows = {split: {r for t in table.targets() if t.split == split for r in t.evidence} for split in table.SPLITS}
    assert not studies["calibration"] & studies["validation"]
    assert not rows["calibration"] & rows["validation"]
    assert min(len(each) for each in studies.values()) >= 15


def test_the_model_never_saw_a_validation_study() -> None:
    """No row of a validation study is named anywhere in the room that holds the model."""
    named: set[str] = set()
    for file in resources.files("hamstrung.life").iterdir():
        if file.name.endswith((".py", ".toml")):
            named |= set(re.findall(r"\b[EM]\d{3}\b", file.read_text(encoding="utf-8")))
    unseen = {row for t in table.targets() if t.split == "validation" for row in t.evidence}
    assert not unseen & named


def test_every_row_has_its_function_and_every_function_its_row() -> None:
    """A statistic of the table is computed by the function of its name, and none is computed for nothing."""
    functions = {
        f"{name}.{key}"
        for name, module in TABLES.items()
        for key, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not key.startswith("_")
    }
    shared = {"course.long_in_pain"}
    assert functions - shared == {each.id for each in table.targets()}


def test_remarks_are_of_statistics() -> None:
    """Every remark on a miss is one line on a statistic of the table."""
    ids = {each.id for each in table.targets()}
    assert set(table.remarks()) <= ids
    assert all(text and "\n" not in text for text in table.remarks().values())


def test_every_statistic_has_a_value() -> None:
    """Among enough people every statistic is a number inside its own interval of chance, whatever the mechanics."""
    found = list(table.compare(walkers.sample(2500, seed=4)))
    assert [each.target for each in found] == list(table.targets())
    rare = ("extensibility.strain", "imaging.curve", "imaging.lordosis", "imaging.incidence", "trials.hip")
    assert all(isfinite(each.cohort) for each in found if not each.target.id.startswith(rare))
    assert all(each.low <= each.cohort <= each.high for each in found if isfinite(each.cohort) and isfinite(each.low))
    assert all(each.inside == (each.target.low <= each.cohort <= each.target.high) for each in found)


@pytest.mark.parametrize("people", [1, 30])
def test_a_handful_of_people_is_no_error(people: int) -> None:
    """Where nobody is left to count a statistic is NaN and not inside, and nothing fails."""
    found = list(table.compare(walkers.sample(people, seed=9)))
    assert any(np.isnan(each.cohort) for each in found)
    assert not any(each.inside for each in found if np.isnan(each.cohort))


def test_weights_stand_for_people() -> None:
    """Somebody of weight two counts as two people of weight one, in every statistic."""
    few = walkers.sample(600, seed=6)
    twice = few.reweighted(np.where(np.arange(600) < 300, 2.0, 1.0))
    chosen = np.r_[np.arange(300), np.arange(300), np.arange(300, 600)]
    pain, sign = few["pain__factual"], few["smoker"]
    for among in (np.ones(600, bool), few["age_y"] > 40):
        assert weighted.mean(pain, twice.weight, among) == pytest.approx(pain[chosen][among[chosen]].mean())
        assert weighted.spread(pain, twice.weight, among) == pytest.approx(pain[chosen][among[chosen]].std())
        two = weighted.odds_ratio(pain > 1, twice.weight, among, sign)
        doubled = weighted.odds_ratio((pain > 1)[chosen], np.ones(900), among[chosen], sign[chosen])
        assert two == pytest.approx(doubled)


def test_the_odds_ratio_is_that_of_the_table() -> None:
    """For a yes-or-no exposure logistic regression gives the cross product of the two-by-two table."""
    pain = np.array([1.0] * 30 + [0.0] * 70 + [1.0] * 10 + [0.0] * 90)
    exposed = np.array([1.0] * 100 + [0.0] * 100)
    got = weighted.odds_ratio(pain, ALIKE, EVERYONE, exposed)
    assert got == pytest.approx((30 / 70) / (10 / 90))


def test_the_area_counts_pairs() -> None:
    """The area under the curve is the share of pairs in the right order, ties counting half."""
    generator = np.random.default_rng(1)
    score, sign = generator.integers(0, 6, 200).astype(float), generator.random(200) < 0.4
    pairs = score[sign][:, None] - score[~sign][None, :]
    expected = np.mean((pairs > 0) + 0.5 * (pairs == 0))
    assert weighted.area_under_curve(score, sign, ALIKE, EVERYONE) == pytest.approx(expected)


def test_the_interval_is_that_of_a_mean() -> None:
    """The jackknife's interval of a plain mean has the width that theory gives it, within its own chance."""
    people = walkers.sample(2500, seed=4)
    prevalence = next(each for each in table.targets() if each.id == "pain.point_prevalence")
    found = next(iter(table.compare(people, chosen=[prevalence])))
    adults = float((people["age_y"] >= 18).sum())
    expected = 1.96 * sqrt(found.cohort * (1 - found.cohort) / adults)
    # the jackknife's standard error over 20 groups is itself uncertain by a sixth
    assert 0.5 * expected < found.high - found.cohort < 1.6 * expected


def test_followed_people_are_lived_once() -> None:
    """Samples of the same people with other weights share what was followed."""
    people = walkers.sample(40, seed=2)
    again = Sample(people.columns, 2 * people.weight, people.live_on, people.known)
    assert again.natural is people.natural
    assert people.reweighted(people.weight).natural is people.natural
    assert np.array_equal(people.pain_at(0), people["pain__factual"])


def test_what_the_ensemble_leaves_open_widens_the_interval() -> None:
    """The spread between sets of parameters joins the chance of drawing people, root of the sum of squares."""
    chosen = [each for each in table.targets() if each.id in ("pain.pain_of_care_seekers", "risks.smoking")]
    sample = walkers.sample(1500, seed=4)
    narrow = list(table.compare(sample, chosen=chosen))
    wide = list(table.compare(sample, chosen=chosen, spread={each.id: 0.2 for each in chosen}))
    for before, after in zip(narrow, wide, strict=True):
        size = abs(before.cohort) if before.target.is_ratio else 1.0
        own, whole = (each.high - each.cohort for each in (before, after))
        assert after.cohort == before.cohort
        assert whole == pytest.approx(np.hypot(own, 1.96 * 0.2 * size))


def test_one_rater_reads_both_sides() -> None:
    """Readings of the two sides of a person share the error between raters, and no more than that."""
    people = walkers.sample(2500, seed=4)
    known = patient.vocabulary()["ake_left_deg"]
    errors = [people.measured(f"ake_{side}_deg") - people[f"truth_ake_{side}_deg"] for side in ("left", "right")]
    shared = known.sd_between**2 / (known.sd_within**2 + known.sd_between**2)
    assert np.corrcoef(*errors)[0, 1] == pytest.approx(shared, abs=4 / np.sqrt(2500))


def test_answers_carry_their_error() -> None:
    """A pain or a score is answered as a whole number in its range, as 0 without pain, the same each time it is asked
    in one week and with another error in another.
    """
    who = walkers.sample(500, seed=4)
    pain = np.linspace(0.0, 10.0, 500)
    for answer, most in ((who.answered_pain, 10.0), (who.answered_rmdq, 24.0)):
        first, again, later = answer(pain, week=4), answer(pain, week=4), answer(pain, week=5)
        hurts = pain > 1.0
        assert np.array_equal(first, again)
        assert np.array_equal(first[hurts], np.round(first[hurts]))
        assert first.min() == 0.0
        assert first.max() <= most
        assert not np.array_equal(first, later)
        assert np.all(first[pain < 0.1] <= 1.0)
    error = (who.answered_pain(pain, week=4) - pain)[(pain > 3.0) & (pain < 7.0)]
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))
    assert error.std() == pytest.approx(np.hypot(patient.vocabulary()["pain_nprs"].sd_within, 12**-0.5), rel=0.2)
