"""Topics of one side, walking and the tendon origin: what they say of themselves holds."""

import pytest

from hamstrung.workflows.mechanics_targets import asymmetry, gait, gather, tendon_origin

TOPICS = {"asymmetry": asymmetry, "gait": gait, "tendon_origin": tendon_origin}


@pytest.fixture(scope="module")
def told():
    """All three topics, solved once."""
    return {each.topic: each for each in gather(list(TOPICS))}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_miss_that_is_explained_is_a_target(told, topic):
    """A note on a miss names a target of its topic, so that none outlives its target."""
    quantities = [target.quantity for target in told[topic].targets]
    for key in TOPICS[topic].MISSES:
        assert any(quantity.startswith(key) for quantity in quantities), key


def test_what_nothing_was_set_to_is_mostly_met(told):
    """Of the targets that nothing was set to, more than half lie inside."""
    free = [target for each in told.values() for target in each.targets if not target.set_to]
    assert sum(target.inside for target in free) > 0.5 * len(free)


def test_tables_are_as_wide_as_their_headers(told):
    """Every row of every table has a cell under each header."""
    for each in told.values():
        for section in each.sections:
            assert section.rows
            assert {len(row) for row in section.rows} == {len(section.header)}
