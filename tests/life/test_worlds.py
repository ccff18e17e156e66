"""Counterfactual soundness: the same luck, the same person."""

from functools import cache
from itertools import permutations
from math import factorial

import numpy as np
import pytest

from hamstrung import life
from hamstrung.life import living, nodes, worlds
from life import surrogate

PEOPLE = 600


@cache
def lives(preset: str = "literature") -> living.Lives:
    """Some people in every world."""
    held = life.beliefs(preset)
    return life.simulate(surrogate.uniforms(PEOPLE, 3), mechanics=surrogate.mechanics(), beliefs=held)


def test_worlds_have_names_of_their_own() -> None:
    """64 coalitions and hamstrings normalised now, all named differently."""
    assert len(set(worlds.WORLDS)) == 65
    assert worlds.WORLDS[0] == "factual"
    assert worlds.name(worlds.OTHERS_ABSENT) == "others_absent"


def test_a_world_equal_to_the_factual_returns_it() -> None:
    """Nothing removed is the factual life, bit for bit, wherever in the list it stands."""
    again = life.simulate(
        surrogate.uniforms(PEOPLE, 3),
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs(),
        masks=[0, 5, 0, worlds.NORMALISED_NOW],
    )
    assert np.array_equal(again.pain_nprs[:, 0], lives().pain_nprs[:, 0])
    assert np.array_equal(again.pain_nprs[:, 2], again.pain_nprs[:, 0])
    assert np.array_equal(again.parts_deg[:, 2], again.parts_deg[:, 0])
    assert np.array_equal(again.visits, lives().visits)
    assert np.array_equal(again.pain_nprs[:, 1], lives().pain_nprs[:, 5])


def test_people_do_not_know_each_other() -> None:
    """A person's lives are the same alone and in any company."""
    alone = life.simulate(
        surrogate.uniforms(PEOPLE, 3)[[17, 4]], mechanics=surrogate.mechanics(), beliefs=life.beliefs()
    )
    assert np.array_equal(alone.pain_nprs, lives().pain_nprs[[17, 4]])


def test_healthy_hamstrings_change_nothing_for_the_healthy() -> None:
    """Who has no part of a deficit above the norm and no hurt hamstring lives the same life in that world."""
    u = surrogate.uniforms(PEOPLE, 3)
    for node in ("hamstring_length", "stretch_tolerance", "resting_tone"):
        u[:, nodes.INDEX[node]] = 0.02 + 0.1 * u[:, nodes.INDEX[node]]
    for node in ("tendon", "hamstring_injury_recent", "hamstring_scar"):
        u[:, nodes.INDEX[node]] *= 0.5
    u[:, nodes.INDEX["no_stretching"]] = 0.2
    lived = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs())
    healthy, now = worlds.WORLDS.index("hamstrings_healthy"), worlds.WORLDS.index("hamstrings_normalised_now")
    never = (lived.parts_deg[:, 0, [0, 3]] <= 0).all(axis=1) & (lived.visits["adaptive_deg"] == 0)
    assert never.sum() > 100
    assert np.array_equal(lived.pain_nprs[never, healthy], lived.pain_nprs[never, 0])
    assert np.array_equal(lived.parts_deg[never, healthy], lived.parts_deg[never, 0])
    assert np.array_equal(lived.pain_nprs[never, now], lived.pain_nprs[never, 0])


def test_healthy_hamstrings_spare_somebody() -> None:
    """Among the tight and painful the healthy world hurts less for some, and more for nobody by more than a trace."""
    healthy = worlds.WORLDS.index("hamstrings_healthy")
    pain = lives().pain_nprs
    spared = pain[:, 0] - pain[:, healthy]
    assert spared.max() > 0.5
    assert spared.min() > -0.02


def test_a_removed_group_stays_away() -> None:
    """With every source removed nobody hurts enough to speak of, and no pain leaves the scale anywhere."""
    pain = lives().pain_nprs
    assert pain[:, 63].max() < 0.5
    assert pain.min() >= 0.0
    assert pain.max() < 10.0


@pytest.mark.parametrize("group", life.GROUPS)
def test_removing_a_group_relieves(group: str) -> None:
    """Removing any group of sources adds no more than a trace of pain and spares somebody."""
    mask = 1 << life.GROUPS.index(group)
    u = surrogate.uniforms(PEOPLE, 4)
    for node in ("neuropathy", "inflammatory", "back_injury"):
        u[::3, nodes.INDEX[node]] = 0.9995
    u[1::3, nodes.INDEX["back_injury"]] = 0.9999
    lived = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), masks=[0, mask])
    spared = lived.pain_nprs[:, 0] - lived.pain_nprs[:, 1]
    assert spared.min() > -0.02
    assert spared.max() > 0.5


def test_shapley_shares_add_up() -> None:
    """Over every order of removal the average relief of the groups sums to the relief of removing all."""
    pain = lives("essay").pain_nprs[:50, :64]
    shares = np.zeros((50, 6))
    for order in permutations(range(6)):
        mask = 0
        for group in order:
            shares[:, group] += pain[:, mask] - pain[:, mask | 1 << group]
            mask |= 1 << group
    shares /= factorial(6)
    np.testing.assert_allclose(shares.sum(axis=1), pain[:, 0] - pain[:, 63], atol=1e-10)


def test_lives_replay_from_single_precision() -> None:
    """Uniforms on the cohort's grid survive being stored as float32, so that a stored person can be lived again."""
    u = surrogate.uniforms(20, 9)
    stored = u.astype(np.float32).astype(np.float64)
    assert np.array_equal(u, stored)


def test_bad_uniforms_are_refused() -> None:
    """Another shape, or a uniform of 0 or 1, is an error."""
    from hamstrung.errors import InputError

    with pytest.raises(InputError, match="shape"):
        life.simulate(np.full((3, 4), 0.5), mechanics=surrogate.mechanics(), beliefs=life.beliefs())
    with pytest.raises(InputError, match="outside"):
        life.simulate(np.ones((3, len(nodes.NODES))), mechanics=surrogate.mechanics(), beliefs=life.beliefs())
