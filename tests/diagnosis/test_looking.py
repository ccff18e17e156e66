"""Who looks for what, beside what published cases recorded."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from hamstrung import patient
from hamstrung.diagnosis import looking

PAGE = Path(__file__).parents[2] / "docs" / "validation" / "cases.json"
CASES = 10


def blocks():
    """Every block with its name."""
    return looking.looking().blocks.items()


def test_every_finding_has_a_block():
    """No word of the vocabulary is left without somebody who may look for it, and no block is empty."""
    assert {looking.block_of(kind) for kind in patient.vocabulary().values()} == looking.looking().blocks.keys()


def test_numbers_are_probabilities():
    """Shares sum to one; every chance lies in [0, 1] and is told for every discipline."""
    table = looking.looking()
    assert sum(table.share) == pytest.approx(1.0)
    for name, block in blocks():
        assert len(block.opened) == len(table.disciplines) == len(table.share), name
        assert all(0.0 <= chance <= 1.0 for chance in (*block.opened, block.recorded)), name


def test_blocks_are_opened_as_often_as_in_the_published_cases():
    """The mixture over disciplines lies within the 95 % interval of the share of cases that opened the block."""
    for name, block in blocks():
        mixture = float(np.dot(looking.looking().share, block.opened))
        interval = stats.binomtest(block.cases, CASES).proportion_ci(0.95)
        assert interval.low <= mixture <= interval.high, name


def test_the_table_tells_what_the_cases_recorded():
    """`cases` and `recorded` are those of the page of published cases, where a block was recorded at all."""
    words = patient.vocabulary()
    sizes: dict[str, set[str]] = {}
    for kind in words.values():
        sizes.setdefault(looking.block_of(kind), set()).add(kind.stem)
    told: dict[str, list[float]] = {name: [] for name in sizes}
    cases = json.loads(PAGE.read_text("utf-8"))["cases"]
    assert len(cases) == CASES
    for case in cases:
        stems = {words[code].stem: looking.block_of(words[code]) for code in case["findings_used"]}
        for name in set(stems.values()):
            told[name].append(list(stems.values()).count(name) / len(sizes[name]))
    for name, block in blocks():
        assert len(told[name]) == block.cases, name
        if block.cases:
            assert np.mean(told[name]) == pytest.approx(block.recorded, abs=0.1), name


def test_hands_on_practitioners_feel_and_see():
    """C27: a physiotherapist opens hamstrings and posture more often than any other discipline."""
    for name in ("hamstrings", "posture", "movement"):
        opened = looking.looking().blocks[name].opened
        assert opened[0] > 3 * max(opened[1:])


def test_both_sides_go_together_and_dates_follow_their_question():
    """Left is looked for where right is; nobody is asked when an injury was who was not asked whether."""
    words, random = patient.vocabulary(), np.random.default_rng(1)
    for _ in range(200):
        codes = looking.look(words, random=random).codes
        assert {words[code].stem for code in codes if words[code].side} == {
            words[code].stem for code in codes if words[code].side == "left"
        }
        if "hamstring_injury_weeks_ago" in codes:
            assert "hamstring_injury_history" in codes
