"""Moves of people keep the prior, each with its correction."""

import numpy as np
import pytest
from scipy.stats import kstest

from hamstrung.diagnosis import proposals

NODES = 6
TAILS = ({0: (0.05, 0.8), 1: (0.3, 0.6)}, {1: (0.1, 0.7), 4: (0.02, 0.9)})
SWITCHED = ({0: (0.2, 0.8), 1: (0.3, 0.6)}, {2: (0.4, 0.6)}, {4: (0.1, 0.9), 5: (0.5, 0.7)})


def ways(z):
    """Every way to move, shaped like some walkers that are off the prior."""
    walks = np.array([0, 1, 2, 4, 5])
    shape = proposals.Shape.of(0.7 * z + 0.3, walks)
    return {
        "few": proposals.Few(shape, 1.0),
        "bell": proposals.Bell(shape, 0.6),
        "block": proposals.Block(shape, 0.9, 3),
        "lots": proposals.Lots((3,)),
        "tail": proposals.Tail(np.full(NODES, 1.0 / NODES)),
        "sources": proposals.Sources(TAILS),
        "switch": proposals.Switch(SWITCHED, np.array([0.1, 0.1, 0.1, 0.3, 0.2, 0.2])),
    }


@pytest.mark.parametrize("name", ["few", "bell", "block", "lots", "tail", "sources", "switch"])
def test_every_way_keeps_the_prior(name):
    """Standard normal scores stay standard normal under many accepted and refused moves."""
    random = np.random.default_rng(8)
    z = random.standard_normal((4000, NODES))
    way = ways(random.standard_normal((500, NODES)))[name]
    accepted = 0.0
    for _ in range(12):
        moved, correction = way.propose(z, random)
        yes = np.log(random.random(len(z))) < correction
        accepted += yes.mean() / 12.0
        z = np.where(yes[:, None], moved, z)
    assert accepted > 0.1
    for node in range(NODES):
        assert kstest(z[:, node], "norm").pvalue > 1e-4
    off = np.corrcoef(z.T) - np.eye(NODES)
    assert np.abs(off).max() < 5.0 / np.sqrt(len(z))


@pytest.mark.parametrize("name", ["few", "bell", "block"])
def test_what_draws_lots_does_not_walk(name):
    """Scores that are left out of the walking ones stay where they are."""
    z = np.random.default_rng(3).standard_normal((200, NODES))
    moved, _ = ways(z)[name].propose(z, np.random.default_rng(4))
    np.testing.assert_array_equal(moved[:, 3], z[:, 3])
    assert not np.array_equal(moved, z)


def test_a_block_moves_as_the_others_expect():
    """With full steps, people who follow the law itself are moved to draws of the same law, correlations included."""
    random = np.random.default_rng(5)
    root = np.linalg.cholesky(0.7 * np.ones((NODES, NODES)) + 0.3 * np.eye(NODES))
    shape = proposals.Shape(np.arange(NODES), np.zeros(NODES), np.linalg.inv(root @ root.T), root, np.ones(NODES))
    z = random.standard_normal((20_000, NODES)) @ root.T
    moved, _ = proposals.Block(shape, 1.0, 2).propose(z, random)
    np.testing.assert_allclose(np.cov(moved.T), root @ root.T, atol=0.05)


def test_sources_wake_and_sleep():
    """The tails of a source are visited far more often than the prior would."""
    random = np.random.default_rng(9)
    z = random.standard_normal((4000, NODES))
    moved, _ = proposals.Sources(TAILS).propose(z, random)
    assert np.mean(proposals.uniforms(moved)[:, 4] > 0.98) > 0.1


def test_a_switch_wakes_one_source_and_puts_another_to_sleep():
    """As many sources are awake after a switch as before, and others."""
    random = np.random.default_rng(6)
    z = random.standard_normal((4000, NODES))
    moved, _ = proposals.Switch(SWITCHED, np.full(NODES, 1.0 / NODES)).propose(z, random)
    nodes, widths = [0, 2, 4], np.array([0.2, 0.4, 0.1])
    before, after = (proposals.uniforms(each)[:, nodes] > 1.0 - widths for each in (z, moved))
    able = before.any(axis=1) & ~before.all(axis=1)
    np.testing.assert_array_equal(before.sum(axis=1), after.sum(axis=1))
    assert (before[able] != after[able]).sum(axis=1).min() == 2


def test_without_known_sources_nothing_moves():
    """A model that names no sources gets no such moves."""
    z = np.random.default_rng(1).standard_normal((5, NODES))
    moved, correction = proposals.Sources(()).propose(z, np.random.default_rng(2))
    np.testing.assert_array_equal(moved, z)
    np.testing.assert_array_equal(correction, 0.0)


def test_one_person_shapes_nothing():
    """A law learnt from a single walker is that of the prior: no covariance can be had from one."""
    alone = proposals.Shape.of(np.full((1, 5), 2.0), np.arange(3))
    assert np.allclose(alone.mean, 0.0)
    assert np.allclose(alone.root @ alone.root.T, np.eye(3))
