"""The mechanics of one person as a polynomial in two deficits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.life import lives, posture
from hamstrung.mechanics import interpolant
from life import surrogate

FEATURES = st.tuples(*(st.floats(low, high) for low, high in (interpolant.BOX[name] for name in interpolant.FEATURES)))


@given(FEATURES)
@settings(deadline=None, max_examples=60)
def test_multiplying_out_changes_nothing(features: tuple[float, ...]) -> None:
    """Known, grown and evaluated at deficits or without, the series gives what the interpolant gives."""
    mechanics = surrogate.mechanics()
    work = lives.scratch(mechanics.arrays)
    out = np.zeros(posture.N_OUTPUTS)
    posture.know(np.array(features), mechanics.arrays, work)
    posture.grow(np.array(features), mechanics.arrays, work)
    for deficits in (features[8:], (0.0, 0.0)):
        posture.evaluate(*deficits, mechanics.arrays, work, out)
        whole = mechanics.postures.evaluate(np.array([(*features[:8], *deficits)]))[0]
        expected = dict(zip(mechanics.postures.outputs, whole, strict=True))
        np.testing.assert_allclose(out, [expected[name] for name in posture.OUTPUTS], rtol=1e-9, atol=1e-8)
    posture.evaluate_norm(work, out)
    np.testing.assert_allclose(out, [expected[name] for name in posture.OUTPUTS], rtol=1e-9, atol=1e-8)


def test_beyond_the_fitted_range_nothing_explodes() -> None:
    """A deficit outside the box counts as the box's edge."""
    mechanics = surrogate.mechanics()
    work = lives.scratch(mechanics.arrays)
    edge, beyond = np.zeros(posture.N_OUTPUTS), np.zeros(posture.N_OUTPUTS)
    features = np.array([0, 1.7, 25, 50, 0, 0, 0, 0, 0, 0.0])
    posture.know(features, mechanics.arrays, work)
    posture.grow(features, mechanics.arrays, work)
    posture.evaluate(50.0, 50.0, mechanics.arrays, work, edge)
    posture.evaluate(500.0, 90.0, mechanics.arrays, work, beyond)
    assert np.array_equal(edge, beyond)


def test_a_missing_output_is_named() -> None:
    """A mechanics without an output that lives need is refused by its name."""
    from dataclasses import replace

    from hamstrung.errors import InputError
    from hamstrung.life import living

    group = surrogate.mechanics().postures
    fewer = replace(group, outputs=tuple("x" if name == posture.OUTPUTS[0] else name for name in group.outputs))
    with pytest.raises(InputError, match="standing"):
        living.mechanics(fewer, surrogate.mechanics().exams)


def test_outputs_are_summed_in_threes() -> None:
    """The compiled sums take three outputs at a time and leave no rest, so that there must be none."""
    assert posture.N_OUTPUTS % 3 == 0
