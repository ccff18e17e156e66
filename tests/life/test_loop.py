"""The loop of pain and guarding has one fixed point."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import life
from hamstrung.life import nodes, priors, visit
from life import surrogate

#: nodes whose bad end drives the loop
DRIVERS = ("irritability", "flare", "guarding", "sensitisation", "distress", "hamstring_length", "tissue_tolerance")


def _irritable_people(n: int, seed: int) -> np.ndarray:
    u = surrogate.uniforms(n, seed)
    chosen = np.random.default_rng(seed).random((n, len(DRIVERS))) < 0.5
    for k, node in enumerate(DRIVERS):
        column = u[:, nodes.INDEX[node]]
        u[:, nodes.INDEX[node]] = np.where(chosen[:, k], 1.0 - 0.05 * (1.0 - column), column)
    return u


@given(st.integers(0, 10_000), st.sampled_from(["literature", "essay"]))
@settings(deadline=None, max_examples=25)
def test_the_fixed_point_is_one(seed: int, preset: str) -> None:
    """Over the prior of all parameters, from no pain and from the worst, irritable people reach the same pain.

    The map from pain to pain rises, so its iteration from below finds the least fixed point and from above the
    greatest.
    """
    record = priors.draw(np.random.default_rng(seed))
    u, held = _irritable_people(60, seed), life.beliefs(preset)
    low, high = (
        life.simulate(
            u, mechanics=surrogate.mechanics(), beliefs=held, record=record, masks=[0, 1, 62], start_nprs=start
        )
        for start in (0.0, 10.0)
    )
    np.testing.assert_allclose(low.pain_nprs, high.pain_nprs, atol=1e-8)
    np.testing.assert_allclose(low.parts_deg, high.parts_deg, atol=1e-7)


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=15)
def test_the_loop_contracts(seed: int) -> None:
    """From a distance of 10 to 1e-10 in n rounds means a slope of about (1e-11)^(1/n): below 0.6 over the prior."""
    record = priors.draw(np.random.default_rng(seed))
    lived = life.simulate(
        _irritable_people(100, seed),
        mechanics=surrogate.mechanics(),
        beliefs=life.beliefs("essay"),
        record=record,
        masks=[0],
        start_nprs=10.0,
    )
    rounds = lived.visits["iterations"].max()
    assert (visit.TOLERANCE_NPRS / 10.0) ** (1.0 / rounds) < 0.6


def test_pain_guards() -> None:
    """More pain, more tone.

    The tonic part grows with the pain that others bring, and is nil without claim C14 and C16.
    """
    u = surrogate.uniforms(300, 8)
    u[:, nodes.INDEX["back_injury"]] = 0.9
    hurt = u.copy()
    hurt[:, nodes.INDEX["back_injury"]] = 0.9999
    held = life.beliefs()
    calm, sore = (life.simulate(x, mechanics=surrogate.mechanics(), beliefs=held, masks=[0]) for x in (u, hurt))
    assert np.all(sore.visits["tonic_left_deg"] >= calm.visits["tonic_left_deg"])
    assert np.mean(sore.visits["tonic_left_deg"] - calm.visits["tonic_left_deg"]) > 1.0
    off = life.beliefs(overrides={"C14": 0.0, "C16": 0.0, "C17": 0.0})
    deaf = life.simulate(hurt, mechanics=surrogate.mechanics(), beliefs=off, masks=[0])
    still = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=off, masks=[0])
    np.testing.assert_allclose(deaf.visits["tonic_left_deg"], still.visits["tonic_left_deg"])
