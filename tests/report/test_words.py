"""The sentences of a report."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import diagnosis
from hamstrung.diagnosis import Estimate
from hamstrung.report import home, words
from report import examples


def _with(**roles: float) -> diagnosis.Assessment:
    every = dict.fromkeys(diagnosis.ROLES, 0.0) | roles
    return examples.assessment(roles=diagnosis.Roles(**every))


@settings(deadline=None)
@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=8).filter(lambda p: sum(p) > 1e-6))
def test_a_hundred_people_are_a_hundred(chances):
    """Whole people sum to a hundred, and none is off by a whole person."""
    counts = words.of_hundred({str(at): chance for at, chance in enumerate(chances)})
    assert sum(counts.values()) == 100
    for at, chance in enumerate(chances):
        assert abs(counts[str(at)] - 100 * chance / sum(chances)) < 1.0 + 1e-9


@pytest.mark.parametrize(
    ("chance", "phrase"),
    [(0.95, "almost certainly"), (0.8, "very likely"), (0.65, "likely"), (0.45, "perhaps")],
)
def test_the_verdict_is_no_surer_than_the_number(chance, phrase):
    """The verdict's adverb follows the probability of the leading role."""
    rest = (1.0 - chance) / 4
    said = words.verdict(_with(cause=chance, absent=rest, contributor=rest, consequence=rest, bystander=rest))
    assert f"The hamstrings are {phrase} the main cause of this pain" in said
    assert f"in {round(100 * chance)} of 100 simulated people" in said


def test_no_role_stands_out_when_none_does():
    """Below four in ten the verdict says that no role stands out."""
    said = words.verdict(_with(cause=0.3, contributor=0.25, absent=0.2, consequence=0.15, bystander=0.1))
    assert said.startswith("No role stands out.")


def test_an_emergency_replaces_the_verdict():
    """An emergency leaves no word on the role."""
    screen = diagnosis.FlagScreen(complete=True, verdict_withheld=True, plan_withheld=True)
    said = words.verdict(examples.assessment(red_flag_screen=screen))
    assert not any(role in said for role in words.ROLE_WORDS.values())


def test_without_findings_the_prior_is_called_so():
    """Nobody is 'found like this one' when nothing was found."""
    whole = examples.assessment()
    bare = replace(whole, diagnostics=replace(whole.diagnostics, findings_used=()))
    assert "of whom no more is known than here" in words.verdict(bare)
    assert "like this one" not in words.driver(bare) + words.verdict(bare)
    assert any("Nobody has examined you" in paragraph for paragraph in home.paragraphs(bare))


def test_cause_and_contributor_sum_to_driver():
    """The driver sentence adds whole people, so that its numbers agree with the table."""
    said = words.driver(_with(cause=0.125, contributor=0.335, absent=0.54))
    counts = words.of_hundred(_with(cause=0.125, contributor=0.335, absent=0.54).roles.as_dict())
    assert f"drive the pain in {counts['cause'] + counts['contributor']} (" in said


def test_what_is_not_finite_is_not_known():
    """An estimate that is not finite is written as not known, never as nan."""
    assert words.estimate(Estimate(float("nan"), 0.0, 1.0)) == "not known"
    assert words.estimate(None) == "not known"


def test_minus_is_a_minus():
    """A negative number has a minus sign and zero has none."""
    assert words.estimate(Estimate(-1.26, -2.0, -0.04), digits=1) == "−1.3 (−2.0 to 0.0)"


@pytest.mark.parametrize("role", diagnosis.ROLES)
@pytest.mark.parametrize("sharp", [True, False])
def test_words_for_the_patient_do_no_harm(role, sharp):
    """No page to take home holds a word of the list that harms, whatever the verdict."""
    whole = _with(**{role: 1.0})
    whole = replace(whole, diagnostics=replace(whole.diagnostics, sharp=sharp))
    assert words.harmful(" ".join(home.paragraphs(whole))) == ()


def test_the_list_of_harm_finds_harm():
    """The list sees a harmful phrase across a line break and in capitals."""
    assert words.harmful("Your pelvis is Out of\n  alignment") == ("out of alignment",)


@pytest.mark.parametrize("role", diagnosis.ROLES)
def test_words_for_the_patient_are_short(role):
    """Sentences for the patient have at most 30 words and 16 on average."""
    text = " ".join(home.paragraphs(_with(**{role: 1.0})))
    lengths = [len(sentence.split()) for sentence in text.replace(":", ".").split(".") if sentence.strip()]
    assert max(lengths) <= 30
    assert sum(lengths) / len(lengths) <= 16


def test_what_was_found_is_said_in_its_own_terms():
    """A yes-or-no test found yes or no, a pain score a number, and a test not done says so."""
    test = examples.assessment().paired_tests[0]
    assert words.found(test) == "−1.8"
    assert words.found(replace(test, unit="probability of yes", found=0.0)) == "no"
    assert words.found(replace(test, unit="probability of yes", found=1.0)) == "yes"
    assert words.found(replace(test, found=None)) == "not done yet"


def test_answers_are_told_in_people():
    """A yes-or-no prediction is told in people of 100, a pain score in points."""
    test = examples.assessment().paired_tests[0]
    assert words.predicted(test, "cause") == "−2.6 (−3.5 to −1.7)"
    answer = replace(test, unit="probability of yes", predicted={"cause": Estimate(0.2, 0.1, 0.4)})
    assert words.predicted(answer, "cause") == "20 (10 to 40)"
    assert words.paired_unit(answer) == "yes in so many of 100"


def test_findings_that_hardly_move_it_are_counted():
    """A finding below half a point is counted and not listed."""
    strong = examples.assessment().explanation.for_[0]
    weak = replace(strong, change=0.004)
    assert words.telling((strong, weak)) == (strong,)
    assert words.silent((strong, weak)) == "1 finding moves it by less than half a point."
    assert words.silent((strong, weak, weak)).startswith("2 findings move")
    assert words.silent((strong,)) == ""
