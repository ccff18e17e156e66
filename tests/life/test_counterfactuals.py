"""Counterfactual soundness over the whole prior: any parameters, any luck, the youngest and the oldest."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import life
from hamstrung.life import nodes, priors, worlds
from life import surrogate

DRAWS = st.integers(0, 100_000)
PRESETS = st.sampled_from(["literature", "essay"])
HEALTHY, NOW = (worlds.WORLDS.index(name) for name in ("hamstrings_healthy", "hamstrings_normalised_now"))


def lived(u: np.ndarray, *, preset: str, seed: int, masks: tuple[int, ...] = worlds.MASKS) -> life.Lives:
    """Lives under a draw of all parameters from their priors."""
    return life.simulate(
        u,
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs(preset),
        record=priors.draw(np.random.default_rng(seed)),
        masks=masks,
    )


def with_nodes(u: np.ndarray, **values: float) -> np.ndarray:
    """The same people with some of their luck set."""
    changed = u.copy()
    for node, value in values.items():
        changed[:, nodes.INDEX[node]] = value
    return changed


@given(DRAWS, PRESETS)
@settings(deadline=None, max_examples=12)
def test_healthy_hamstrings_change_nothing_for_the_healthy(seed: int, preset: str) -> None:
    """Under any parameters, who never had a part of a deficit above the norm nor a hurt hamstring lives the same life,
    bit for bit; lengths drift by at most 4 deg in a life.
    """
    u = surrogate.uniforms(60, seed)
    for node in ("hamstring_length", "stretch_tolerance", "resting_tone"):
        u[:, nodes.INDEX[node]] *= 0.1
    for node in ("tendon", "hamstring_injury_recent", "hamstring_scar", "ischaemia"):
        u[:, nodes.INDEX[node]] *= 0.4
    u[:, nodes.INDEX["no_stretching"]] = 0.1
    one = lived(u, preset=preset, seed=seed)
    own = one.parts_deg[:, 0, [0, 3]].max(axis=1) <= -4.0
    own &= (one.visits["adaptive_deg"] == 0.0) & (one.visits["tissue_hamstring_left"] == 0.0)
    own &= one.visits["tissue_hamstring_right"] == 0.0
    assert own.any()
    assert np.array_equal(one.pain_nprs[own, HEALTHY], one.pain_nprs[own, 0])
    assert np.array_equal(one.pain_nprs[own, NOW], one.pain_nprs[own, 0])


@given(DRAWS, PRESETS)
@settings(deadline=None, max_examples=12)
def test_the_factual_world_is_itself(seed: int, preset: str) -> None:
    """Under any parameters a world in which nothing is removed is the factual life, bit for bit, wherever it stands."""
    one = lived(surrogate.uniforms(40, seed), preset=preset, seed=seed, masks=(0, 21, 0, 63, 0))
    for place in (2, 4):
        assert np.array_equal(one.pain_nprs[:, 0], one.pain_nprs[:, place])
        assert np.array_equal(one.parts_deg[:, 0], one.parts_deg[:, place])


@given(DRAWS, PRESETS)
@settings(deadline=None, max_examples=12)
def test_shorter_hamstrings_are_shorter_and_hurt_no_less_in_flexed_tasks(seed: int, preset: str) -> None:
    """Worse luck in length means more structural deficit in everybody, and no less load of the day's flexed tasks."""
    u = with_nodes(surrogate.uniforms(60, seed), hamstring_side=0.5)
    shorter = [
        lived(with_nodes(u, hamstring_length=luck), preset=preset, seed=seed, masks=(0,)) for luck in (0.5, 0.8, 0.98)
    ]
    for less, more in itertools.pairwise(shorter):
        assert np.all(more.parts_deg[:, 0, [0, 3]] > less.parts_deg[:, 0, [0, 3]])
        assert np.min(more.visits["dose_lasting"] - less.visits["dose_lasting"]) > -0.02


@given(DRAWS)
@settings(deadline=None, max_examples=12)
def test_tight_hamstrings_add_more_in_those_who_sit_more(seed: int) -> None:
    """C5: what lasting tightness adds to the day's dose grows with the hours of sitting, and is never less."""
    u = with_nodes(surrogate.uniforms(60, seed), hamstring_length=0.99, hamstring_side=0.5, stretch_tolerance=0.9)
    added = [
        lived(with_nodes(u, sitting=luck), preset="literature", seed=seed, masks=(0,)).visits["dose_lasting"]
        for luck in (0.05, 0.5, 0.95)
    ]
    assert np.all(added[1] > added[0])
    assert np.all(added[2] > added[1])


@pytest.mark.parametrize(("luck", "age"), [(1e-7, 10.0), (1.0 - 1e-7, 90.0)])
def test_the_youngest_and_the_oldest_live(luck: float, age: float) -> None:
    """At 10 and at 90 every world, every finding and a year of weeks are there, finite and inside their scales."""
    u = with_nodes(surrogate.uniforms(200, 5), age=luck)
    arguments = {"mechanics": surrogate.mechanics(), "beliefs": life.beliefs()}
    found = life.simulate(u, **arguments)
    assert found.people["age_y"] == pytest.approx(age, abs=0.1)
    assert np.isfinite(found.parts_deg).all()
    assert found.pain_nprs.min() >= 0.0
    assert found.pain_nprs.max() < 10.0
    columns = life.columns_of(found, mechanics=surrogate.mechanics())
    told = [name for name in columns if name.startswith("truth_") and not name.endswith(("weeks_ago", "side"))]
    assert all(np.isfinite(columns[name]).all() for name in told)
    pain = life.follow(u, weeks_after=52, **arguments).pain_nprs
    assert np.isfinite(pain).all()
    assert 0.0 <= pain.min() <= pain.max() < 10.0
