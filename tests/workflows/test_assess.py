"""Assessing a person: the answer, with postures solved exactly."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import diagnosis, patient
from hamstrung.body import Anthropometry
from hamstrung.diagnosis import Estimate
from hamstrung.errors import CohortError, InputError
from hamstrung.mechanics import posture
from hamstrung.units import DEG
from hamstrung.workflows import assess
from report import examples

BODY = Anthropometry(sex="female", age_y=38.0, height_m=1.68, mass_kg=66.0)
finite = st.floats(-1e4, 1e4)


@pytest.fixture(scope="module")
def solved():
    """A hand-made answer with its postures solved."""
    bare = examples.assessment(posture={}, loads={})
    return assess.with_postures(bare, body=BODY)


@settings(deadline=None)
@given(finite, st.tuples(finite, finite), st.tuples(finite, finite, finite).map(sorted))
def test_an_anchored_interval_holds_the_exact_value_and_what_moved_it(exact, ends, prior):
    """The mean is the exact value; the interval holds it, both ends, and is at least as wide as the cohort's."""
    low, mean, high = prior
    found = assess.anchored(exact, ends=ends, prior=Estimate(mean, low, high))
    assert found.mean == exact
    assert found.low <= min(exact, *ends)
    assert found.high >= max(exact, *ends)
    assert found.high - found.low >= (high - low) - 1e-6


def test_postures_and_loads_are_complete(solved):
    """Three postures, five levels, every angle, each an estimate around its exact solution."""
    answer, pairs = solved
    assert [pair.name for pair in pairs] == list(diagnosis.POSTURES)
    for pair in pairs:
        summary = answer.posture[pair.name]
        assert summary.sacral_slope_deg.mean == pair.found.sacral_slope_deg
        assert set(answer.loads[pair.name]) == {"l1l2", "l2l3", "l3l4", "l4l5", "l5s1"}
        for level, load in answer.loads[pair.name].items():
            assert load.compression_n.mean == pair.found.loads[level].compression_n
            assert load.compression_n.low <= load.compression_n.mean <= load.compression_n.high


def test_levels_that_the_cohort_lacks_are_as_unsure_as_the_one_it_has():
    """With L5/S1 known to 10 %, every level's compression is known to 10 %, and shear to the same angle."""
    known = diagnosis.LevelLoad(Estimate(500.0, 450.0, 550.0), Estimate(300.0, 250.0, 350.0))
    bare = examples.assessment(posture={}, loads={name: {"l5s1": known} for name in diagnosis.POSTURES})
    answer, (standing, *_) = assess.with_postures(bare, body=BODY)
    lowest = standing.found.loads["l5s1"].compression_n
    for level, load in answer.loads["standing"].items():
        exact = standing.found.loads[level]
        compression = 50.0 * exact.compression_n / lowest
        assert exact.compression_n - load.compression_n.low >= compression - 1e-6
        assert load.shear_n.high - exact.shear_n >= 50.0 * exact.compression_n / lowest - 1e-6


def test_the_solution_is_that_of_the_posterior_mean(solved):
    """The posture as found is the one that the mechanics gives by itself for the mean deficits."""
    answer, pairs = solved
    mean = assess.deficit(answer.hamstrings, at="mean")
    alone = posture.solve("standing", anthropometry=BODY, deficit=mean)
    assert pairs[0].found.anterior_pelvic_tilt_deg == pytest.approx(alone.anterior_pelvic_tilt_deg, abs=1e-3)


def test_short_hamstrings_hold_the_bent_pelvis_and_hardly_the_standing_one(solved):
    """A deficit of 17 degrees: under 2 degrees of tilt in standing, many degrees of pelvis on thigh in the bend."""
    _, (standing, _, bending) = solved
    assert abs(standing.found.anterior_pelvic_tilt_deg - standing.healthy.anterior_pelvic_tilt_deg) < 2.0
    assert bending.healthy.pelvis_on_thigh_deg - bending.found.pelvis_on_thigh_deg > 5.0


def test_parts_of_the_deficit_go_where_they_belong():
    """Structure, tone and tolerance keep their means; at the ends of the interval structure takes the change."""
    sides = examples.assessment().hamstrings
    mean, high = (assess.deficit(sides, at=at).left for at in ("mean", "high"))
    assert (mean.structural, mean.tonic, mean.tolerance) == pytest.approx((9 * DEG, 4 * DEG, 4 * DEG))
    assert high.structural - mean.structural == pytest.approx(6 * DEG)
    assert (high.tonic, high.tolerance) == (mean.tonic, mean.tolerance)


def test_what_does_not_converge_is_named_and_left(monkeypatch):
    """A posture that does not converge keeps the cohort's numbers, has no drawing, and is named."""
    real = posture.solve_in

    def stubborn(anatomy, task, *rest, **options):
        found = real(anatomy, task, *rest, **options)
        return replace(found, converged=task.name != "forward_bend")

    monkeypatch.setattr(posture, "solve_in", stubborn)
    before = examples.assessment()
    answer, pairs = assess.with_postures(before, body=BODY)
    assert [pair.name for pair in pairs] == ["standing", "sitting"]
    assert answer.posture["bending"] == before.posture["bending"]
    assert any("bending posture did not converge" in note for note in answer.diagnostics.notes)


def test_a_bad_file_is_refused_before_any_cohort_is_opened(tmp_path):
    """The patient is read first: no cohort is built for a file that cannot be used."""

    def refuse(path):
        raise InputError("slr_left_deg", "is 520", source=str(path))

    def never():
        raise AssertionError("the cohort was opened")

    with pytest.raises(InputError, match="slr_left_deg"):
        assess.assess(tmp_path / "x.toml", read=refuse, open_lives=never, clock=lambda: 0.0)


def test_an_emergency_is_told_before_any_cohort_is_opened(tmp_path):
    """The alarm is raised even when the cohort then cannot be opened."""
    told = []
    visit = {"date": date(2026, 3, 2), "findings": {"rf_cauda_equina_bladder": "yes"}}
    who = patient.from_mapping({"visits": [visit]}, today=date(2026, 4, 1))

    def broken():
        raise CohortError("the cohort is cut short")

    with pytest.raises(CohortError):
        assess.assess(tmp_path, read=lambda _: who, open_lives=broken, clock=lambda: 0.0, alarm=told.append)
    assert [flag.urgency for flag in told] == ["emergency"]
