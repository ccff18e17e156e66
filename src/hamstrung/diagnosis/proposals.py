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
_LITTLE_TOLD = 0.04
_TAIL_NODES = 1.5
_TAILS = ((1.0, 0.4), (0.05, 0.3), (0.005, 0.3))
_DIAGONAL_SHARE = 0.25
_DIAGONAL_PEOPLE = 1.5
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
        told: what the findings tell of each score, in nats: how far the law is from the prior in that score alone, and
            how much it is tied to the others, (walking,)
    """

    walks: NDArray[np.intp]
    mean: Array
    precision: Array
    root: Array
    told: Array

    @classmethod
    def of(cls, z: Array, walks: NDArray[np.intp]) -> "Shape":
        """Mean and covariance, the covariance drawn part of the way to its diagonal, further where people are few.

        One person has no covariance: the law is then the prior's.
        """
        if len(z) < 2:
            z = np.vstack([np.ones(z.shape[1]), -np.ones(z.shape[1])]) / np.sqrt(2.0)
        covariance = np.atleast_2d(np.cov(z[:, walks], rowvar=False))
        variance = np.maximum(np.diag(covariance), 0.01)
        share = min(1.0, max(_DIAGONAL_SHARE, _DIAGONAL_PEOPLE * walks.size / len(z)))
        shape = (1.0 - share) * covariance + share * np.diag(variance)
        precision, root = (np.asarray(f(shape), dtype=float) for f in (np.linalg.inv, np.linalg.cholesky))
        mean = z[:, walks].mean(axis=0)
        told = 0.5 * (mean**2 + variance - 1.0 - np.log(variance))
        told += 0.5 * np.log(np.maximum(np.diag(precision) * variance, 1.0))
        return cls(walks, mean, precision, root, told)

    @property
    def attention(self) -> Array:
        """Chances by which scores are chosen to be moved with care; they sum to one, (walking,)"""
        chance = self.told + _LITTLE_TOLD
        return np.asarray(chance / chance.sum())


@dataclass(frozen=True, slots=True)
class Few:
    """Some of the scores that walk drawn anew, each the more often the less the findings tell of it.

    Args:
        shape: of other walkers.
        step: multiplies the chances.
    """

    shape: Shape
    step: float

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        walks, moved = self.shape.walks, z.copy()
        chance = np.clip(self.step * _LITTLE_TOLD / np.maximum(self.shape.told, 1e-3), 0.01, 0.5)
        chosen = random.random((len(z), walks.size)) < chance
        moved[:, walks] = np.where(chosen, random.standard_normal(chosen.shape), z[:, walks])
        return moved, np.zeros(len(z))


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
        size: scores that move together; chosen anew for every few dozen people, most often those of which the
            findings tell.
    """

    shape: Shape
    step: float
    size: int

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        shape, moved, correction = self.shape, z.copy(), np.zeros(len(z))
        size = min(self.size, shape.walks.size)
        for rows in np.array_split(np.arange(len(z)), -(-len(z) // _TOGETHER)):
            block = random.choice(shape.walks.size, size, replace=False, p=shape.attention)
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
    """One or two uniforms drawn anew, with a preference for the bad-luck end, where rare things happen.

    Args:
        attention: chance of each score to be chosen; they sum to one, (node,)
    """

    attention: Array

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        widths, chances = np.array(_TAILS).T
        drawn = 1.0 - random.choice(widths, z.shape, p=chances) * random.random(z.shape)
        chosen = random.random(z.shape) < np.minimum(_TAIL_NODES * self.attention, 0.5)
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


class Switch:
    """One source that is awake put to sleep and one that is asleep awakened in its place.

    A source is awake where its narrowest uniform lies in its tail. Falling asleep, that uniform is drawn from the rest
    of its range and the source's others anew; waking up, it is drawn from its tail and the others from their two-step
    densities (`Sources`). Who is put to sleep is any that is awake; who wakes up is chosen by attention.

    Args:
        tails: for each source, place of a node -> (width, mass).
        attention: chance of each score to be chosen, (node,)
    """

    def __init__(self, tails: Sequence[Mapping[int, tuple[float, float]]], attention: Array) -> None:
        narrowest = [_narrowest(nodes) for nodes in tails]
        self._node = np.array(narrowest, dtype=np.intp)
        self._width = np.array([nodes[node][0] for nodes, node in zip(tails, narrowest, strict=True)])
        self._others = [
            {n: tail for n, tail in nodes.items() if n != node} for nodes, node in zip(tails, narrowest, strict=True)
        ]
        weight = attention[self._node] if len(tails) else np.zeros(0)
        self._log_chance = np.log(weight + 0.1 / attention.size)

    def propose(self, z: Array, random: np.random.Generator) -> Moved:
        """New scores, (person, node), and the correction, (person,)."""
        before = uniforms(z)
        awake = before[:, self._node] > 1.0 - self._width
        able = np.flatnonzero(awake.any(axis=1) & ~awake.all(axis=1))
        after, correction = before.copy(), np.zeros(len(z))
        if able.size:
            awake = awake[able]
            lot = random.gumbel(size=awake.shape)
            sleeper = np.argmax(np.where(awake, lot, -np.inf), axis=1)
            waker = np.argmax(np.where(awake, -np.inf, lot + self._log_chance), axis=1)
            correction[able] = self._log_choice(awake, sleeper, waker)
            for source in range(self._node.size):
                self._sleep(source, able[sleeper == source], after, correction, random)
                self._wake(source, able[waker == source], after, correction, random)
        return np.where(after == before, z, ndtri(after)), correction

    def _log_choice(self, awake: NDArray[np.bool_], sleeper: NDArray[np.intp], waker: NDArray[np.intp]) -> Array:
        """Log chance of choosing the way back over that of the way there, (person,)."""
        total = np.log(np.sum(np.where(awake, 0.0, np.exp(self._log_chance)), axis=1))
        there, back = self._log_chance[waker], self._log_chance[sleeper]
        total_back = np.log(np.exp(total) - np.exp(there) + np.exp(back))
        return np.asarray((back - total_back) - (there - total))

    def _sleep(
        self, source: int, rows: NDArray[np.intp], after: Array, correction: Array, random: np.random.Generator
    ) -> None:
        width = self._width[source]
        correction[rows] += np.log((1.0 - width) / width)
        after[rows, self._node[source]] = _inside((1.0 - width) * random.random(rows.size))
        for node, tail in self._others[source].items():
            correction[rows] += _log_two_step(after[rows, node], *tail)
            after[rows, node] = _inside(random.random(rows.size))

    def _wake(
        self, source: int, rows: NDArray[np.intp], after: Array, correction: Array, random: np.random.Generator
    ) -> None:
        width = self._width[source]
        correction[rows] += np.log(width / (1.0 - width))
        after[rows, self._node[source]] = _inside(1.0 - width * random.random(rows.size))
        for node, (own, mass) in self._others[source].items():
            r = random.random(rows.size)
            drawn = np.where(random.random(rows.size) < mass, 1.0 - own * r, (1.0 - own) * r)
            after[rows, node] = _inside(drawn)
            correction[rows] -= _log_two_step(after[rows, node], own, mass)


def _narrowest(nodes: Mapping[int, tuple[float, float]]) -> int:
    """The node with the narrowest tail."""
    return min(nodes, key=lambda node: nodes[node][0])


def _log_two_step(u: Array, width: float, mass: float) -> Array:
    """Log density of a uniform of which `mass` lies in the top `width`."""
    return np.log(np.where(u > 1.0 - width, mass / width, (1.0 - mass) / (1.0 - width)))


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
