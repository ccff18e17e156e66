"""Ways to move people in the space of their stored random numbers, each with what the acceptance must correct.

A person is a row of standard normal scores z of the uniforms. A way returns new scores and

    log [ prior(z') q(z | z') / (prior(z) q(z' | z)) ],

which is 0 where the way keeps the prior by itself. (Cotter et al. 2013, Stat Sci 28:424, for the first two.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import ndtr, ndtri

from hamstrung.diagnosis.people import Array

FEW, BELL = range(2)
INSIDE = 1e-9
_FEW_SHARE = 0.1
_TAIL_NODES = 1.5
_TAILS = ((1.0, 0.4), (0.05, 0.3), (0.005, 0.3))
_DIAGONAL_SHARE = 0.33

Moved = tuple[Array, Array]


class Way(Protocol):
    """A way to move."""

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""


@dataclass(frozen=True, slots=True)
class Few:
    """A tenth of the scores, z' = sqrt(1 - s^2) z + s n.

    Args:
        scale: step sizes; the first is s.
    """

    scale: Array

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        step = np.where(random.random(z.shape) < _FEW_SHARE, self.scale[FEW], 0.0)
        return np.sqrt(1.0 - step**2) * z + step * random.standard_normal(z.shape), np.zeros(len(z))


@dataclass(frozen=True, slots=True)
class Bell:
    """All scores at once, in the same way about a normal law that is shaped like the walkers.

    Args:
        mean, root, inverse: of that law: mean, Cholesky root and inverse of the covariance.
        scale: step sizes; the second is s.
    """

    mean: Array
    root: Array
    inverse: Array
    scale: Array

    @classmethod
    def of(cls, z: Array, scale: Array) -> "Bell":
        """Mean and covariance of the walkers, the covariance drawn a third of the way to its diagonal."""
        covariance = np.asarray(np.cov(z, rowvar=False), dtype=float)
        diagonal = np.diag(np.maximum(np.diag(covariance), 0.01))
        shape = (1.0 - _DIAGONAL_SHARE) * covariance + _DIAGONAL_SHARE * diagonal
        root = np.asarray(np.linalg.cholesky(shape), dtype=float)
        return cls(z.mean(axis=0), root, np.asarray(np.linalg.inv(shape), dtype=float), scale)

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        step = self.scale[BELL]
        noise = random.standard_normal(z.shape) @ self.root.T
        moved = self.mean + np.sqrt(1.0 - step**2) * (z - self.mean) + step * noise
        return moved, self._log_ratio(moved) - self._log_ratio(z)

    def _log_ratio(self, z: Array) -> Array:
        """Log of the prior over the law, (person,)."""
        off = z - self.mean
        return np.asarray(0.5 * (np.sum(off @ self.inverse * off, axis=1) - np.sum(z**2, axis=1)))


@dataclass(frozen=True, slots=True)
class Tail:
    """One or two uniforms drawn anew, with a preference for the bad-luck end, where rare things happen."""

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        widths, chances = np.array(_TAILS).T
        drawn = 1.0 - random.choice(widths, z.shape, p=chances) * random.random(z.shape)
        chosen = random.random(z.shape) < _TAIL_NODES / z.shape[1]
        before = uniforms(z)
        after = np.where(chosen, _inside(drawn), before)
        correction = np.sum(self._log_density(before) - self._log_density(after), axis=1)
        return np.where(chosen, ndtri(after), z), correction

    def _log_density(self, u: Array) -> Array:
        density = np.zeros_like(u)
        for width, chance in _TAILS:
            density += chance / width * (u >= 1.0 - width)
        return np.log(density)


class Sources:
    """All uniforms of one source drawn anew, awake or asleep, and half the time those of a second one.

    Awake, each comes from the top `width` of its range with probability `mass`; asleep, from all of it. So one
    source can take the place of another.

    Args:
        tails: for each source, place of a node -> (width, mass).
    """

    def __init__(self, tails: Sequence[Mapping[int, tuple[float, float]]]) -> None:
        self._tails = tails

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        if not self._tails:
            return z.copy(), np.zeros(len(z))
        member, width, mass = self._tables(z.shape[1])
        first, second = random.integers(0, len(self._tails), (2, len(z)))
        both = random.random(len(z)) < 0.5
        after, correction = uniforms(z), np.zeros(len(z))
        for source, nodes in ((first, member[first]), (second, member[second] & ~member[first] & both[:, None])):
            before = after
            after = _drawn(before, nodes, width[source], mass[source], random)
            for u, sign in ((before, 1.0), (after, -1.0)):
                correction += sign * _log_awake_or_asleep(u, nodes, width[source], mass[source])
        return np.where(after == uniforms(z), z, ndtri(after)), correction

    def _tables(self, nodes: int) -> tuple[np.ndarray, Array, Array]:
        """Membership, width and mass, (source, node) each."""
        shape = (len(self._tails), nodes)
        member, width, mass = np.zeros(shape, dtype=bool), np.full(shape, 0.5), np.full(shape, 0.5)
        for source, tails in enumerate(self._tails):
            for node, (own_width, own_mass) in tails.items():
                member[source, node], width[source, node], mass[source, node] = True, own_width, own_mass
        return member, width, mass


def uniforms(z: Array) -> Array:
    """Uniforms of scores, kept inside (0, 1)."""
    return _inside(ndtr(z))


def _inside(u: Array) -> Array:
    return np.clip(u, INSIDE, 1.0 - INSIDE)


def _drawn(u: Array, nodes: np.ndarray, width: Array, mass: Array, random: np.random.Generator) -> Array:
    """The chosen uniforms drawn anew, all awake or all asleep."""
    r = random.random(u.shape)
    awake = np.where(random.random(u.shape) < mass, 1.0 - width * r, (1.0 - width) * r)
    wakes = random.random(len(u)) < 0.5
    return np.where(nodes, _inside(np.where(wakes[:, None], awake, r)), u)


def _log_awake_or_asleep(u: Array, nodes: np.ndarray, width: Array, mass: Array) -> Array:
    """Log density of `_drawn` over the chosen uniforms, (person,)."""
    two_step = np.log(np.where(u > 1.0 - width, mass / width, (1.0 - mass) / (1.0 - width)))
    return np.logaddexp(0.0, np.sum(np.where(nodes, two_step, 0.0), axis=1)) - np.log(2.0)
