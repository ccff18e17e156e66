"""Three visits of simulated patients, short form: their law, their answers, the figures and the page."""

from dataclasses import replace

import numpy as np
import pytest

from hamstrung import care
from hamstrung.care.rivals import RIVALS
from hamstrung.diagnosis import ROLES
from hamstrung.workflows import prove_follow_up
from hamstrung.workflows.prove_diagnosis import runs
from hamstrung.workflows.prove_diagnosis.answers import Job
from hamstrung.workflows.prove_follow_up import FollowBench, later
from hamstrung.workflows.prove_follow_up.figures import figures

PATIENTS = 12


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    """A short one: care seekers of 20 000 lives, first answers without refinement."""
    return Job(tmp_path_factory.mktemp("cohorts"), PATIENTS, lives=20_000, effort="none", seed=11)


@pytest.fixture(scope="module")
def bench(job):
    """Opened."""
    return FollowBench(job)


@pytest.fixture(scope="module")
def records(bench):
    """Every patient answered."""
    return [bench.answer(index) for index in range(PATIENTS)]


@pytest.fixture(scope="module")
def made(records):
    """The figures."""
    return figures(records, prior=dict.fromkeys(ROLES, 0.2))


def test_patients_are_followed_as_told(bench):
    """Three dated visits in order; a treatment that the plan allows; pain at every visit; no finding without range."""
    for index in range(PATIENTS):
        one = bench.followed(index)
        assert [visit.week for visit in one.timeline.visits] == sorted({v.week for v in one.timeline.visits})
        assert len(one.patient.visits) == 3
        assert all("pain_nprs" in visit.findings for visit in one.patient.visits)
        allowed = {kind.name for kind in care.choose(one.timeline.start.observed).allowed}
        assert {each.kind for each in one.timeline.prescriptions} <= allowed
        words = bench.first.words
        read = [each for visit in one.patient.visits[1:] for each in visit.findings.values()]
        assert all(words[each.code].low <= each.value <= words[each.code].high for each in read)


def test_the_persistent_error_follows_the_first_reading(bench):
    """Drawn many times, the error that stays has the mean and spread that one first reading leaves open."""
    kind = bench.first.words["slr_left_deg"]
    errors = replace(bench.first.errors, gross_error=1e-9, discrepancy=0.0)
    random = np.random.default_rng(5)
    words = {kind.code: kind}
    drawn = np.array(
        [
            later._persistent({kind.code: {0: 60.0}}, {kind.code: 66.0}, words, errors=errors, random=random)[kind.code]
            for _ in range(400)
        ]
    )
    gain = kind.sd_between**2 / (kind.sd_between**2 + kind.sd_within**2)
    left = kind.sd_within * gain**0.5
    assert drawn.mean() == pytest.approx(6.0 * gain, abs=4.0 * left / 20.0)
    assert drawn.std() == pytest.approx(left, rel=0.2)


def test_an_answer_after_each_visit(records):
    """Roles sum to one after each visit; every place of the truth lies in 0 to 1; a reason is one of the five."""
    for record in records:
        assert len(record["roles"]) == len(record["weeks"]) == 3
        assert all(sum(roles.values()) == pytest.approx(1.0, abs=1e-4) for roles in record["roles"])
        assert all(0.0 <= place <= 1.0 for visit in record["place"] for place in visit.values())
        if record["reasons"] is not None:
            assert record["reasons"]["true"] in RIVALS
            assert sum(record["reasons"]["given"].values()) == pytest.approx(1.0, abs=1e-4)


def test_an_answer_is_the_same_again(bench, records):
    """The same patient is answered the same in any order, but for the seconds."""
    assert {**bench.answer(2), "seconds": None} == {**records[2], "seconds": None}


def test_a_run_goes_on_with_another_bench(bench, job, records, tmp_path):
    """The runs of the diagnosis' proof keep and go on with these records too."""
    kept = tmp_path / "kept.jsonl"
    found = runs.run(replace(job, size=2), kept=kept, workers=1, bench=lambda job: bench)
    assert [record["roles"] for record in found] == [record["roles"] for record in records[:2]]
    assert len(runs.read(kept)) == 2


def test_later_visits_do_not_mislead(made):
    """The log score after the third visit is not below that of the first by more than chance allows."""
    gain = made["gains"][2]
    assert gain["mean"] > -3.0 * gain["error"]
    for row in made["visits"]:
        assert row["expected_calibration_error"] < 2.5 * row["calibration_error_by_chance"]["high"]
        assert row["coverage"]["90"] > 0.6


def test_page_and_pictures_tell_what_was_found(made):
    """The page says that the patients are simulated and has a row for each visit; pictures stand alone."""
    whole = {**made, "effort": "none", "command": "here", "seed": 1}
    page = prove_follow_up.page(whole)
    assert "**These patients are simulated.**" in page
    for k, row in enumerate(made["visits"], start=1):
        assert f"| after visit {k} | {row['log_score']['mean']:.3f}" in page
    for picture in prove_follow_up.pictures(whole).values():
        assert picture.startswith("<svg xmlns=")
