"""Importance sampling of the stored uniforms."""

import numpy as np
import pytest

from hamstrung.cohort import sampling
from hamstrung.life import NODES


@pytest.fixture(scope="module")
def drawn() -> tuple[np.ndarray, np.ndarray]:
    """Many people and their log weights."""
    return sampling.draw(40_000, generator=np.random.default_rng(1))


def test_shares_make_one() -> None:
    """The mixture's shares sum to one, every tail is a proper one on a known node, and the world itself is among
    them.
    """
    mixture = sampling.components()
    assert sum(component.share for component in mixture) == pytest.approx(1.0)
    assert any(not component.tails for component in mixture)
    for component in mixture:
        for node, (width, mass) in component.tails.items():
            assert node in NODES
            assert 0 < width < 1
            assert 0 < mass < 1


def test_weights_undo_the_sampling(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Weighted, every uniform is uniform again: mean, spread and tails within five standard errors."""
    uniforms, log_weight = drawn
    weight = np.exp(log_weight)
    n = len(weight)
    assert weight.mean() == pytest.approx(1.0, abs=5 * weight.std() / np.sqrt(n))
    for k, node in enumerate(NODES):
        for statistic, expected in (
            (uniforms[:, k], 0.5),
            (uniforms[:, k] > 0.9, 0.1),
            (uniforms[:, k] > 0.995, 0.005),
        ):
            error = np.sqrt(np.mean((weight * (statistic - expected)) ** 2) / n)
            assert abs(np.mean(weight * (statistic - expected))) < 5 * error, node


def test_weights_are_bounded(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Nobody weighs more than the world's share allows."""
    world = next(component.share for component in sampling.components() if not component.tails)
    assert drawn[1].max() <= -np.log(world) + 1e-9


def test_uniforms_lie_on_the_grid(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """Every uniform is exact in single precision and strictly inside (0, 1)."""
    uniforms, _ = drawn
    assert np.array_equal(uniforms, uniforms.astype(np.float32).astype(float))
    assert uniforms.min() > 0.0
    assert uniforms.max() < 1.0


def test_the_rare_are_not_rare(drawn: tuple[np.ndarray, np.ndarray]) -> None:
    """The bad-luck end of the rare nodes is drawn at least three times as often as it happens."""
    uniforms, _ = drawn
    for node, width in (
        ("serious", 0.002),
        ("hamstring_injury_recent", 0.002),
        ("neuropathy", 0.004),
        ("tendon", 0.03),
    ):
        share = np.mean(uniforms[:, NODES.index(node)] > 1.0 - width)
        assert share > (3 if node != "tendon" else 1.5) * width, node
