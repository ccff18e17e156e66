"""The proof's machinery: answers for simulated patients keep their promises; runs go on; rivals are asked the same."""

import json
from dataclasses import replace

import numpy as np
import pytest

from hamstrung.diagnosis import ROLES
from hamstrung.workflows import prove_diagnosis
from hamstrung.workflows.prove_diagnosis import departures, quantities, rivals, runs
from hamstrung.workflows.prove_diagnosis.answers import Bench, Job
from hamstrung.workflows.prove_diagnosis.figures import (
    beside,
    cause_likely,
    departure,
    figures,
    first_answers,
    probabilities,
)
from hamstrung.workflows.prove_diagnosis.rivals.features import Features, training

PATIENTS = 30


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """A short one: care seekers of 20 000 lives."""
    return Job(tmp_path_factory.mktemp("cohorts"), PATIENTS, lives=20_000, effort="light", seed=11)


@pytest.fixture(scope="module")
def bench(job):
    """Opened."""
    return Bench(job)


@pytest.fixture(scope="module")
def records(bench):
    """Every patient answered."""
    return [bench.answer(index) for index in range(PATIENTS)]


@pytest.fixture(scope="module")
def prior(bench):
    """Roles of all who seek care."""
    share = np.exp(bench.population.log_weight)
    given = bench.population.roles.indicator.T @ (share / share.sum())
    return dict(zip(ROLES, given.tolist(), strict=True))


@pytest.fixture(scope="module")
def made(records, prior):
    """The figures."""
    return figures(records, prior=prior)


def test_a_few_simulated_patients_are_answered_as_promised(made):
    """Short form of the proof: no quantity's ranks are far from uniform, intervals cover about what they say."""
    assert min(made["sbc_kolmogorov"].values()) > 1e-4 / len(quantities.QUANTITIES)
    assert made["coverage"]["90"] == pytest.approx(0.9, abs=0.12)
    assert made["coverage"]["50"] == pytest.approx(0.5, abs=0.2)
    assert made["expected_calibration_error"] < 2 * made["calibration_error_by_chance"]["high"]


def test_findings_are_worth_something(made):
    """The answer's log score is not far below that of the prior, and its entropy lies below."""
    assert made["scores"]["answer"]["entropy"] < made["scores"]["prior"]["entropy"]
    assert made["scores"]["answer"]["log_score"] > made["scores"]["prior"]["log_score"] - 0.3


def test_an_answer_is_the_same_again(bench, records):
    """The same patient is answered the same in any order, but for the seconds."""
    again = bench.answer(3)
    assert {**again, "seconds": None} == {**records[3], "seconds": None}


def test_a_run_goes_on_from_what_is_kept(bench, job, records, tmp_path, monkeypatch):
    """Kept answers are not made again, a line that was cut short is; the order is that of the patients."""
    monkeypatch.setattr(runs, "Bench", lambda job: bench)
    kept = tmp_path / "kept.jsonl"
    lines = [json.dumps({**record, "marked": True}) for record in records[:4]]
    kept.write_text("\n".join([*lines, lines[0][:30]]), "utf-8")
    told = []
    found = runs.run(replace(job, size=6), kept=kept, workers=1, progress=lambda done, total: told.append(done))
    assert [record["index"] for record in found] == list(range(6))
    assert [record.get("marked", False) for record in found] == [True] * 4 + [False] * 2
    assert told == [5, 6]
    assert len(runs.read(kept)) == 6


def test_page_and_pictures_tell_what_was_found(made, records, prior):
    """The page says that the patients are simulated and gives goals beside what was found; pictures stand alone."""
    full = beside(records[:10], records[:10])
    other = departure(records, told="something else", prior=prior, informed=records)
    whole = {
        **made,
        "efforts": full,
        "first_answers": first_answers(records),
        "effort": "light",
        "departures": {"other": other},
        "rivals": [],
        "cases": [],
        "seconds": {"first": 0.1, "refined": 9.0, "process": None},
        "seconds_told": "here",
        "command": "here",
        "seed": 1,
        "cohort_size": 20_000,
        "minutes_now": 1.0,
    }
    page = prove_diagnosis.page(whole)
    assert "**These patients are simulated.**" in page
    assert f"{made['expected_calibration_error']:.3f}" in page
    assert "| Seconds, refined | 9.00 | under 3.0 | **missed** |" in page
    assert "something else" in page
    assert other["loss"]["mean"] == 0.0
    for picture in prove_diagnosis.pictures(whole).values():
        assert picture.startswith("<svg xmlns=")


def test_a_likely_cause_is_counted_and_held_against_the_truth():
    """Of four patients two are told a cause above 0.3, and one of these two is one."""
    rest = dict.fromkeys(ROLES, 0.0)
    told = [{"roles": rest | {"cause": p, "absent": 1.0 - p}} for p in (0.2, 0.31, 0.9, 0.3)]
    truth = np.array([ROLES.index(role) for role in ("cause", "absent", "cause", "absent")])
    found = cause_likely(probabilities(told), truth)
    assert (found["share"], found["came"]) == (0.5, 0.5)


def test_every_departure_changes_what_it_says(bench, job):
    """Whole numbers are whole, missing negatives are fewer, doubled errors are larger, other claims other lives."""
    plain = bench.simulated

    def other(name):
        return Bench(replace(job, departure=name)).simulated

    whole = other("whole_numbers")
    numbers = [f.value for who in whole.patients for f in who.visits[0].findings.values() if type(f.value) is float]
    assert numbers
    assert all(value == round(value) for value in numbers)
    assert _signs(other("positives_only")) < _signs(plain)
    assert other("exact_person").patients[0].person.age_y in (None, plain.people["age_y"][0])
    tilted = other("standing_tilt")
    assert not np.array_equal(tilted.people["standing_pelvis_deg"], plain.people["standing_pelvis_deg"])
    assert not np.array_equal(other("other_parameters").people["pain__factual"], plain.people["pain__factual"])
    words = departures.doubled(bench.words)
    assert words["slr_left_deg"].sd_within == 2 * bench.words["slr_left_deg"].sd_within


def _signs(made):
    return sum(each.value in (False, "no") for who in made.patients for each in who.visits[0].findings.values())


@pytest.fixture(scope="module")
def tables(bench):
    """What rivals learn from, and the patients."""
    tight = np.full(len(bench.population.people), 10.0)
    seen = training(bench.population, 600, words=bench.words, errors=bench.errors, tight_deg=tight, seed=1)
    who = Features.of(bench.simulated.patients, bench.words)
    return seen, who.columns(np.isin(who.names, seen.features.names))


def test_rivals_see_what_a_clinic_sees(bench, tables):
    """Training and patients have the same columns; a finding that was not looked for is missing."""
    seen, who = tables
    assert who.names == seen.features.names
    assert 0.5 < np.isnan(who.values).mean() < 0.99
    assert abs(np.isnan(who.values).mean() - np.isnan(seen.features.values).mean()) < 0.1
    assert np.isnan(seen.complete.values).mean() < np.isnan(seen.features.values).mean() / 2


@pytest.mark.parametrize("way", rivals.rivals(), ids=lambda way: way.name)
def test_every_rival_answers(way, bench, tables):
    """A rival that is installed is trained and gives probabilities of all roles; another says why it was not run."""
    if way.library != "sklearn":
        pytest.skip(f"{way.library} is asked by `make validate`")
    seen, who = tables
    truth = bench.simulated.roles.role.astype(int)
    (found,) = rivals.compare([way], seen, who, truth, most=5)
    assert found["log_score"] < 0.0
    assert found["seconds_to_train"] > 0.0
    assert way.answer(who).sum(axis=1) == pytest.approx(1.0)


def test_a_rival_whose_library_is_missing_says_so(tables):
    """Nothing is trained then."""
    seen, who = tables
    absent = rivals.rivals()[0]
    absent.library = "no_such_library"
    (found,) = rivals.compare([absent], seen, who, np.zeros(PATIENTS, dtype=int), most=5)
    assert found["skipped"] == "no_such_library is not installed"


@pytest.mark.slow
@pytest.mark.parametrize("way", rivals.rivals(), ids=lambda way: way.name)
def test_every_rival_that_is_installed_answers(way, bench, tables):
    """The heavy ones too."""
    pytest.importorskip(way.library)
    seen, who = tables
    truth = bench.simulated.roles.role.astype(int)
    (found,) = rivals.compare([way], seen, who, truth, most=5)
    assert found["log_score"] < 0.0


@pytest.mark.slow
def test_three_hundred_simulated_patients_are_answered_as_promised(tmp_path):
    """Long form: ranks uniform after correction for their number, coverage within four standard errors."""
    n = 300
    job = Job(tmp_path, n, lives=100_000, effort="light", seed=12)
    prior = dict.fromkeys(ROLES, 0.2)
    made = figures(runs.run(job, kept=tmp_path / "kept.jsonl", workers=2), prior=prior)
    assert min(made["sbc"].values()) > 0.01 / len(quantities.QUANTITIES)
    assert made["coverage"]["90"] == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / n))
    assert made["expected_calibration_error"] < 0.06
