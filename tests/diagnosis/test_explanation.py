"""Groups of findings, the smallest change that turns a verdict, the stop rule: on people whose answers are known."""

from dataclasses import replace

import numpy as np
import pytest

from diagnosis.synthetic import cohort, vocabulary
from diagnosis.test_verdict import assess, patient
from hamstrung.diagnosis import Population, Worth, decisions, next_test, posterior
from hamstrung.diagnosis.assessment import ROLES
from hamstrung.diagnosis.groups import coalition_values, grouped, shapley
from hamstrung.patient import Person, groups
from hamstrung.patient import vocabulary as real_vocabulary

WORDS = {
    code: replace(word, group="hamstrings" if code.startswith("slr") else "neural" if "slump" in code else "scores")
    for code, word in vocabulary().items()
}
FINDINGS = {"slr_left_deg": 55.0, "slr_right_deg": 57.0, "slump_left_positive": True, "pain_nprs": 5.0}


@pytest.fixture(scope="module")
def population():
    """The synthetic care seekers, with roles."""
    return Population.of(cohort())


def found(population, findings):
    """The posterior of some findings."""
    return posterior.condition(population, person=Person(), observed=findings, vocabulary=WORDS)


def test_shapley_weights_share_out_the_whole_change():
    """Shares of any game sum to the value of all less that of none; a player who adds nothing gets nothing."""
    values = np.random.default_rng(3).uniform(size=16)
    assert (shapley(4) @ values).sum() == pytest.approx(values[-1] - values[0])
    idle = np.repeat(np.random.default_rng(4).uniform(size=8), 2)
    assert (shapley(4) @ idle)[0] == pytest.approx(0.0)


def test_group_shares_sum_to_the_change_from_the_prior(population):
    """What all groups add is the driver's probability now less that before any finding."""
    answer = assess(patient(FINDINGS), population, words=WORDS)
    now = found(population, FINDINGS)
    prior = now.role_probabilities(now.prior_weights)
    total = sum(each.change for each in answer.explanation.groups)
    assert total == pytest.approx(answer.roles.driver - prior["cause"] - prior["contributor"], abs=1e-9)
    assert {each.group for each in answer.explanation.groups} == {"hamstrings", "neural", "scores"}


def test_a_coalition_is_the_answer_to_its_own_findings(population):
    """Each coalition's value is the driver's probability had only its groups been found."""
    now = found(population, FINDINGS)
    members = grouped(now.likelihood.codes, WORDS)
    values = coalition_values(now, tuple(members.values()))
    for mask, value in enumerate(values):
        codes = [code for bit, own in enumerate(members.values()) if mask >> bit & 1 for code in own]
        roles = found(population, {code: FINDINGS[code] for code in codes}).role_probabilities()
        assert value == pytest.approx(roles["cause"] + roles["contributor"], abs=1e-9)


def test_an_uninformative_group_gets_nothing(population):
    """A coin and a constant share out no change."""
    words = WORDS | {code: replace(WORDS[code], group="joints") for code in ("coin", "constant_deg")}
    answer = assess(patient(FINDINGS | {"coin": True, "constant_deg": 51.0}), population, words=words)
    coin = next(each for each in answer.explanation.groups if each.group == "joints")
    assert coin.change == pytest.approx(0.0, abs=1e-9)


def test_many_groups_become_few():
    """More groups than can be played exactly are gathered, and no finding is lost."""
    codes = tuple(code for code, word in real_vocabulary().items() if word.kind == "number" or "_left" in code)
    members = grouped(codes, real_vocabulary())
    assert len(members) <= 8
    assert sorted(code for own in members.values() for code in own) == sorted(codes)


def test_every_group_of_the_vocabulary_has_words():
    """Each finding's group has a name for the clinician and one for the patient."""
    assert {word.group for word in real_vocabulary().values()} <= set(groups())
    assert all(clinical and plain for clinical, plain in groups().values())


def test_the_smallest_change_turns_the_verdict_and_half_of_it_does_not(population):
    """Entered in place of what was read, the value puts the named role in the lead; halfway there it does not."""
    findings = {"slr_left_deg": 64.0, "slr_right_deg": 66.0, "pain_nprs": 5.0}
    answer = assess(patient(findings), population, words=WORDS)
    changes = answer.explanation.smallest_change
    assert changes
    for change in changes:
        turned = assess(patient(findings | {change.finding: change.needed}), population, words=WORDS)
        assert turned.roles.leading == change.role != answer.roles.leading
        assert turned.roles.as_dict()[change.role] == pytest.approx(change.probability, abs=0.02)
        half = 0.5 * (change.needed + findings[change.finding])
        assert assess(patient(findings | {change.finding: half}), population, words=WORDS).roles.leading != change.role
    assert [each.chance for each in changes] == sorted((each.chance for each in changes), reverse=True)


def test_a_verdict_that_nothing_can_turn_says_so(population):
    """Two supple legs leave no single reading that would put another role in the lead."""
    answer = assess(patient({"slr_left_deg": 100.0, "slr_right_deg": 100.0}), population, words=WORDS)
    assert answer.roles.leading == "absent"
    assert answer.explanation.smallest_change == ()


def test_the_stop_rule_stops_when_tests_are_dear_and_goes_on_when_they_are_not(population):
    """Nothing worth its cost: stop, with the comparison in words; else go on, and the named test gains."""
    cheap = assess(patient({"pain_nprs": 5.0}), population, words=WORDS)
    assert not cheap.testing.stop
    assert cheap.testing.reason.startswith("Go on testing")
    dear = {code: replace(word, cost=replace(word.cost, money=1e6)) for code, word in WORDS.items()}
    stopped = assess(patient({"pain_nprs": 5.0}), population, words=dear)
    assert stopped.testing.stop
    assert stopped.testing.reason.startswith("Stop testing")
    assert stopped.next_tests == ()


def test_two_tests_tell_at_least_what_one_of_them_tells(population):
    """A pair's benefit and bits are no less than those of either alone, and its cost is their sum."""
    played = next_test.play(found(population, {"pain_nprs": 5.0}), done=frozenset({"pain_nprs"}), vocabulary=WORDS)
    alone = {trial.finding: trial for trial in played.trials}
    assert played.pairs
    for pair in played.pairs:
        one, other = (alone[code] for code in pair.findings)
        assert pair.benefit >= max(one.benefit, other.benefit) - 1e-9
        assert pair.bits >= max(one.bits, other.bits) - 1e-9
        assert pair.cost == pytest.approx(one.cost + other.cost)
        assert sum(outcome.chance for outcome in pair.outcomes) == pytest.approx(1.0)


def test_other_decisions_choose_other_tests(population):
    """Where no decision depends on anything, no test has a benefit; the room that knows treatments hands in its own."""

    class Fixed:
        names = ("nothing", "rest")

        def benefits(self, people, table):
            return np.tile([0.0, 1.0], (len(people), 1))

    played = next_test.play(
        found(population, {"pain_nprs": 5.0}), done=frozenset(), vocabulary=WORDS, decisions=Fixed()
    )
    assert all(trial.benefit == pytest.approx(0.0, abs=1e-12) for trial in played.trials)
    assert played.present == "rest"


def test_weights_are_data_with_a_range_and_a_source():
    """Every weight lies inside its range, says where it comes from, and is what `Worth` uses."""
    assert Worth().as_dict() == {name: row.value for name, row in decisions.weights().items()}
    for row in decisions.weights().values():
        assert row.low <= row.value <= row.high
        assert row.source
        assert row.unit
        assert row.meaning


def test_benefit_of_the_decision_is_what_knowing_would_change(population):
    """By hand: the benefit of the best decision after a sign, over yes and no, less that of the best one now."""
    now = found(population, {"pain_nprs": 5.0})
    played = next_test.play(
        now, done=frozenset({"pain_nprs"}), vocabulary={"slump_left_positive": WORDS["slump_left_positive"]}
    )
    trial = played.trials[0]
    benefits = decisions.SourceDecisions().benefits(now.people, now.roles)
    truth = now.people["truth_slump_left_positive"]
    yes = 0.9 * truth + 0.2 * (1.0 - truth)
    after = sum(((now.weights * chance) @ benefits).max() for chance in (yes, 1.0 - yes))
    assert trial.benefit == pytest.approx(after - (now.weights @ benefits).max(), abs=0.01)
    assert set(trial.outcomes[0].roles) == set(ROLES)
