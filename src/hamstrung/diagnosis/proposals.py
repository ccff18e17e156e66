"""Ways to move people in the space of their stored random numbers, each with what the acceptance must correct.

A person is a row of standard normal scores z of the uniforms. A way returns new scores and

    log [ prior(z') q(z | z') / (prior(z) q(z' | z)) ],

which is 0 where the way keeps the prior by itself. (Cotter et al. 2013, Stat Sci 28:424, for the first two.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from hamstrung.diagnosis.people import Array

INSIDE = 1e-9
_FEW_SHARE = 0.1
_TAIL_NODES = 1.5
_TAILS = ((1.0, 0.4), (0.05, 0.3), (0.005, 0.3))
_DIAGONAL_SHARE = 0.25
_TOGETHER = 64

Moved = tuple[Array, Array]


class Way(Protocol):
    """A way to move."""

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A normal law shaped like some people, for moves of others.

    Whoever moves must not be among those from whom the law is learnt: a law fitted to the mover fits it too well,
    and the moves no longer keep their target.

    Args:
        walks: places of the scores that it speaks of, (walking,)
        mean, precision, root: mean, inverse and Cholesky root of the covariance of those.
    """

    walks: NDArray[np.intp]
    mean: Array
    precision: Array
    root: Array

    @classmethod
    def of(cls, z: Array, walks: NDArray[np.intp]) -> "Shape":
        """Mean and covariance, the covariance drawn part of the way to its diagonal."""
        covariance = np.atleast_2d(np.cov(z[:, walks], rowvar=False))
        diagonal = np.diag(np.maximum(np.diag(covariance), 0.01))
        shape = (1.0 - _DIAGONAL_SHARE) * covariance + _DIAGONAL_SHARE * diagonal
        precision, root = (np.asarray(f(shape), dtype=float) for f in (np.linalg.inv, np.linalg.cholesky))
        return cls(walks, z[:, walks].mean(axis=0), precision, root)


@dataclass(frozen=True, slots=True)
class Few:
    """A tenth of the scores that walk, z' = sqrt(1 - s^2) z + s n.

    Args:
        walks: places of those scores, (walking,)
        step: s.
    """

    walks: NDArray[np.intp]
    step: float

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        step = np.zeros(z.shape)
        step[:, self.walks] = np.where(random.random((len(z), self.walks.size)) < _FEW_SHARE, self.step, 0.0)
        return np.sqrt(1.0 - step**2) * z + step * random.standard_normal(z.shape), np.zeros(len(z))


@dataclass(frozen=True, slots=True)
class Bell:
    """All scores that walk at once, in the same way about a normal law that is shaped like other walkers.

    Args:
        shape: of that law.
        step: s.
    """

    shape: Shape
    step: float

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        shape, moved = self.shape, z.copy()
        old = z[:, shape.walks]
        noise = random.standard_normal(old.shape) @ shape.root.T
        new = shape.mean + np.sqrt(1.0 - self.step**2) * (old - shape.mean) + self.step * noise
        moved[:, shape.walks] = new
        return moved, _log_ratio(new, shape.mean, shape.precision) - _log_ratio(old, shape.mean, shape.precision)


@dataclass(frozen=True, slots=True)
class Block:
    """A few scores at once, about what a normal law shaped like other walkers expects of them given all the rest.

    Args:
        shape: of that law.
        step: s.
        size: scores that move together; chosen anew for every few dozen people.
    """

    shape: Shape
    step: float
    size: int

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        shape, moved, correction = self.shape, z.copy(), np.zeros(len(z))
        size = min(self.size, shape.walks.size)
        for rows in np.array_split(np.arange(len(z)), -(-len(z) // _TOGETHER)):
            block = random.choice(shape.walks.size, size, replace=False)
            precision = shape.precision[np.ix_(block, block)]
            off = z[np.ix_(rows, shape.walks)] - shape.mean
            old = off[:, block]
            pull = off @ shape.precision[:, block] - old @ precision
            centre = -np.linalg.solve(precision, pull.T).T
            root = np.linalg.cholesky(np.linalg.inv(precision))
            noise = random.standard_normal(old.shape) @ root.T
            new = centre + np.sqrt(1.0 - self.step**2) * (old - centre) + self.step * noise
            mean = shape.mean[block]
            correction[rows] = _log_ratio(new + mean, centre + mean, precision)
            correction[rows] -= _log_ratio(old + mean, centre + mean, precision)
            moved[np.ix_(rows, shape.walks[block])] = new + mean
        return moved, correction


@dataclass(frozen=True, slots=True)
class Lots:
    """The scores that draw lots, drawn anew.

    Args:
        places: of those scores.
    """

    places: tuple[int, ...]

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        moved = z.copy()
        moved[:, self.places] = random.standard_normal((len(z), len(self.places)))
        return moved, np.zeros(len(z))


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


def _log_ratio(z: Array, mean: Array, precision: Array) -> Array:
    """Log of the prior over a normal law, up to a constant, (person,)."""
    off = z - mean
    return np.asarray(0.5 * (np.sum(off @ precision * off, axis=1) - np.sum(z**2, axis=1)))


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
