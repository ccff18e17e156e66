"""Outputs of the mechanics for many people, and findings that are asked for alone."""

import numpy as np
import pytest

from hamstrung import life
from hamstrung.cohort import sampling
from hamstrung.life.series import Outputs
from hamstrung.mechanics import interpolant


@pytest.fixture(scope="module")
def lives():
    """A hundred factual lives."""
    uniforms, _ = sampling.draw(100, generator=np.random.default_rng(3))
    return life.simulate(uniforms, mechanics=life.mechanics(), beliefs=life.beliefs(), masks=(0,))


def test_an_output_is_the_one_that_the_interpolant_gives():
    """One by one, the outputs are those of the whole group at once, in and outside the fitted box."""
    group = interpolant.load("postures")
    low, high = np.array([interpolant.BOX[name] for name in group.features]).T
    features = np.random.default_rng(4).uniform(low - 0.2 * (high - low), high + 0.2 * (high - low), (50, len(low)))
    outputs = Outputs(group, features)
    whole = group.evaluate(features)
    assert len(outputs) == whole.shape[1]
    for k, name in enumerate(outputs):
        np.testing.assert_allclose(outputs[name], whole[:, k], rtol=1e-9, atol=1e-9)


def test_findings_asked_for_alone_are_those_of_all_columns(lives):
    """A few findings, or all, are to the last bit what a cohort keeps of the same people."""
    mechanics = life.mechanics()
    kept = life.columns_of(lives, mechanics=mechanics)
    every = tuple(name.removeprefix("truth_") for name in kept if name.startswith("truth_"))
    for codes in (("slr_left_deg",), ("pain_nprs", "pain_leg_nprs", "toe_touch_cm"), every):
        asked = life.seen(lives, mechanics=mechanics, codes=codes)
        for code in codes:
            np.testing.assert_array_equal(asked[f"truth_{code}"], kept[f"truth_{code}"])
        np.testing.assert_array_equal(asked["seeks_care"], kept["seeks_care"])
