"""Treatments as data, and what a prescription of them does to people."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.lived import arm, benefit, people
from hamstrung import care, evidence, life, patient
from hamstrung.errors import InputError
from hamstrung.patient import reading

KINDS = list(care.treatments())
ACTIVE = [name for name in KINDS if name != "surgical_release"]
RELIEVING = [name for name in ACTIVE if name not in ("general_activity", "less_sitting")]
"""Those of which nobody is worse off in the model: activity loads tendons, and sitting less weighs tightness anew."""


@pytest.mark.parametrize("name", KINDS)
def test_every_number_of_a_treatment_has_a_source(name: str) -> None:
    """Each number says where it comes from, names only rows that exist, and lies in its own range."""
    kind = care.treatments()[name]
    spreads = [*(act.size for act in kind.acts), kind.onset, kind.loss]
    for text in (*(each.source for each in spreads), kind.dose.source, kind.adherence_source):
        cited = [word.strip("(),;:") for word in text.split() if word.strip("(),;:")[:1] == "E"]
        assert all(row in evidence.rows() for row in cited if row[1:].isdigit()), text
        assert text
    assert all(row in evidence.rows() for row in kind.evidence)
    assert all(min(s.low, s.high) <= s.value <= max(s.low, s.high) or s.value == 0 for s in spreads)
    assert all(claim in {each.id for each in evidence.claims()} for claim in kind.claims)
    assert kind.harms


def test_kinds_and_fields_are_those_of_patients_and_lives() -> None:
    """A treatment is called as in a patient file, acts on what a life knows, and its rules know every word."""
    assert set(KINDS) <= set(reading.TREATMENT_KINDS)
    for kind in care.treatments().values():
        assert {act.on for act in kind.acts} <= set(life.Treatment.__dataclass_fields__)
        codes = {code for each in (*kind.not_if, *kind.only_if) for code in each.codes}
        assert codes <= set(patient.vocabulary())


def test_nothing_prescribed_is_the_natural_course() -> None:
    """No prescription, a dose of zero and a dose that nobody takes are the natural course, bit for bit."""
    for name in ACTIVE:
        for idle in (care.Prescription(name, dose=0.0), care.Prescription(name, adherence=0.0)):
            assert np.array_equal(arm(idle).pain_nprs, arm().pain_nprs), name


@pytest.mark.parametrize("name", RELIEVING)
def test_more_gives_more(name: str) -> None:
    """A higher dose, and more of it done, is never worse for anybody, and better on average where it does anything."""
    usual = care.treatments()[name].dose.usual
    for low, high in (
        (care.Prescription(name, dose=0.4 * usual), care.Prescription(name, dose=usual)),
        (care.Prescription(name, adherence=0.3), care.Prescription(name, adherence=0.9)),
    ):
        assert np.min(benefit(high) - benefit(low)) > -0.03
        assert np.mean(benefit(high)) >= np.mean(benefit(low)) >= 0.0


def test_exercise_is_lost_after_stopping_and_surgery_is_not() -> None:
    """Stopped at 8 weeks, strengthening has lost most of its gain a year on; what was cut stays cut."""
    brief, steady = (care.Prescription("general_strengthening", weeks=weeks) for weeks in (8, 52))
    assert np.mean(benefit(brief, week=52)) < 0.15 * np.mean(benefit(steady, week=52))
    assert np.mean(benefit(brief, week=8)) == pytest.approx(np.mean(benefit(steady, week=8)), rel=1e-6)
    cut = arm(care.Prescription("surgical_release", weeks=1)).course.states["standing_pelvis_deg"][:, -1]
    assert np.all(cut > arm().course.states["standing_pelvis_deg"][:, -1])


def test_people_respond_with_the_same_luck_to_whatever_brings_a_change() -> None:
    """Two exercises that act on the same thing, at doses of the same worth, relieve the same people alike."""
    one, other = (
        care.Prescription(name, adherence=0.8, weeks=12) for name in ("general_strengthening", "lumbar_stabilisation")
    )
    np.testing.assert_allclose(benefit(one), benefit(other), atol=1e-9)
    kept = care.share_done(care.Prescription("pain_education"), people())
    keeps = care.share_done(care.Prescription("less_sitting"), people())
    assert np.all(np.argsort(kept) == np.argsort(keeps))


def test_adherence_is_as_wide_as_published() -> None:
    """People do about 10 to 90 % of what was agreed (E329), around the mean of the table."""
    done = care.share_done(care.Prescription("static_stretching"), people())
    low, high = np.quantile(done, (0.05, 0.95))
    assert 0.08 < low < 0.35
    assert 0.8 < high < 0.95
    assert abs(done.mean() - care.treatments()["static_stretching"].adherence) < 0.05


def test_stretching_gains_range_and_hardly_relieves() -> None:
    """Most of what stretching gains is tolerance: six weeks give degrees, and hardly less pain."""
    stretched = arm(care.Prescription("static_stretching", adherence=0.9)).course.lives(6).visits
    alone = arm().course.lives(6).visits
    gained = alone["tolerance_left_deg"] - stretched["tolerance_left_deg"]
    assert np.median(gained) > 3.0
    assert 0.0 <= np.mean(benefit(care.Prescription("static_stretching"))) < 0.1


def test_an_unknown_treatment_is_refused() -> None:
    """A kind that no table has is an error that names the nearest."""
    with pytest.raises(InputError, match="static_stretching"):
        arm(care.Prescription("static_streching"))


YES = [code for code, kind in patient.vocabulary().items() if kind.kind == "yes_no"]
FLAGS = [code for code, kind in patient.vocabulary().items() if kind.kind == "red_flag"]
NUMBERS = {code: kind for code, kind in patient.vocabulary().items() if kind.kind == "number"}


@st.composite
def findings(draw: st.DrawFn) -> dict[str, object]:
    """Any findings at all."""
    found: dict[str, object] = dict(draw(st.dictionaries(st.sampled_from(YES), st.booleans(), max_size=25)))
    found |= draw(st.dictionaries(st.sampled_from(FLAGS), st.sampled_from(("yes", "no", "not_asked")), max_size=8))
    for code in draw(st.lists(st.sampled_from(sorted(NUMBERS)), max_size=12)):
        found[code] = draw(st.floats(NUMBERS[code].low, NUMBERS[code].high))
    return found


@given(findings())
def test_what_a_finding_forbids_is_never_allowed(observed: dict[str, object]) -> None:
    """Every treatment is allowed, forbidden, idle or never, in one place only; surgery is always never."""
    choice = care.choose(observed)
    groups = [{each.name for each in choice.allowed}]
    groups += [{each.treatment for each in group} for group in (choice.forbidden, choice.idle, choice.never)]
    assert sum(len(group) for group in groups) == len(KINDS)
    assert set().union(*groups) == set(KINDS)
    assert "surgical_release" in groups[3]
    for kind in choice.allowed:
        assert not kind.forbidden(observed)
        assert not kind.never


@given(findings(), st.sampled_from(ACTIVE))
def test_a_forbidding_finding_takes_a_treatment_out(observed: dict[str, object], name: str) -> None:
    """Adding any finding that forbids a treatment takes it out of those that are allowed."""
    for rule in care.treatments()[name].not_if:
        value: object = rule.equal
        if value is None:
            value = (rule.least if np.isfinite(rule.least) else rule.above) if rule.below == np.inf else rule.below / 2
        worse = observed | {rule.codes[0]: value}
        assert name not in {each.name for each in care.choose(worse).allowed}, rule


def test_unknown_findings_forbid_nothing() -> None:
    """Of a person of whom nothing is known, what always has something to treat is allowed."""
    allowed = {each.name for each in care.choose({}).allowed}
    assert {"general_activity", "static_stretching", "lumbar_stabilisation", "pain_education"} <= allowed


def test_a_known_adherence_is_everybodys() -> None:
    """Where it is known what was done, everybody does just that."""
    prescription = replace(care.Prescription("general_activity"), adherence=0.4)
    assert np.all(care.share_done(prescription, people()) == 0.4)


def test_exercise_relieves_about_as_much_as_in_trials() -> None:
    """Strengthening for twelve weeks relieves people in pain, contact included, by 0.7 to 2 points (E296, E299)."""
    share = care.contact_share(people(), np.array([12]))[:, 0]
    exercise = arm(care.Prescription("general_strengthening")).at(12)
    relief = np.mean(arm().at(12) - exercise * (1.0 - share))
    assert 0.5 < relief < 2.0


def test_care_of_the_mind_relieves_the_distressed() -> None:
    """Psychological care relieves people of high distress and sensitisation more than those of low (E357)."""
    state = arm().course.states[:, 0]
    upset = (state["distress_sd"] + state["sensitisation_sd"]) > 1.0
    relief = benefit(care.Prescription("psychological_care", adherence=0.8))
    assert relief[upset].mean() > relief[~upset].mean() > 0.0


def test_an_irritated_root_calms_with_nerve_gliding_and_nobody_elses() -> None:
    """Neural mobilisation changes pain where a root is irritated, and nowhere else."""
    state = arm().course.states[:, -1]
    relief = benefit(care.Prescription("neural_mobilisation", weeks=52), week=52)
    root = state["source_root_left"] + state["source_root_right"]
    assert relief[root > 0.2].mean() > 0.05
    assert np.abs(relief[root == 0.0]).max() < 1e-6


def test_contact_comes_fades_and_is_no_part_of_the_lives() -> None:
    """What contact gives comes within weeks, fades within the year, and moves no pain of an arm itself."""
    share = care.contact_share(people(), np.array([0, 2, 6, 52])).mean(axis=0)
    assert share[0] == 0.0
    assert share[2] > share[1] > 0.0
    assert share[3] < 0.5 * share[2]
    assert np.array_equal(arm(care.Prescription("pain_education", dose=0.0)).pain_nprs, arm().pain_nprs)
