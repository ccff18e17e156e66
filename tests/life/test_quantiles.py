"""Quantile functions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, ndtri

from hamstrung.life import quantiles


@given(st.floats(1e-12, 1.0 - 1e-12))
@settings(deadline=None)
def test_the_normal_quantile_is_scipys(u: float) -> None:
    """AS 241 agrees with SciPy to fifteen digits."""
    assert quantiles.normal(u) == pytest.approx(ndtri(u), rel=1e-13, abs=1e-13)


@given(st.floats(-800, 800))
@settings(deadline=None)
def test_the_logistic_is_safe_at_both_ends(x: float) -> None:
    """It is SciPy's logistic, without overflow."""
    assert quantiles.logistic(x) == pytest.approx(expit(x), rel=1e-12, abs=1e-300)


def test_a_tail_holds_its_share_and_ranks_it() -> None:
    """The top share of uniforms, and only it, is affected; the last is the worst."""
    u = (np.arange(10_000) + 0.5) / 10_000
    position = np.array([quantiles.tail(each, 0.09) for each in u])
    assert (position > 0).mean() == pytest.approx(0.09, abs=1e-9)
    assert np.all(np.diff(position[position > 0]) > 0)
    assert position.max() <= 1.0
    assert quantiles.tail(0.999999, 0.0) == 0.0


def test_a_lognormal_has_its_median() -> None:
    """Half of it lies below the median."""
    assert quantiles.lognormal(0.5, 14.0, 1.3) == pytest.approx(14.0)
