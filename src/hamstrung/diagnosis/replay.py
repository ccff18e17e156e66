"""Lives made anew from stored random numbers: the factual world alone, or every world."""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import sampling
from hamstrung.diagnosis.people import Array
from hamstrung.life import (
    MASKS,
    Beliefs,
    Ensemble,
    Lives,
    Mechanics,
    Ruling,
    columns_of,
    ensemble,
    seen,
    simulate,
)

LOTS = ("parameters",)
"""Nodes that choose among things without an order."""

_OF_MANY = 3
_KNOWN = ("sex_female", "age_y", "height_cm", "mass_kg")

Columns = dict[str, Array]
Tails = tuple[Mapping[int, tuple[float, float]], ...]


class Replay(Protocol):
    """Makes people from their uniforms."""

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of the uniforms, in order; the cohort holds them as `u_<node>`."""

    @property
    def sources(self) -> Tails:
        """For every source, the uniforms whose bad-luck tail wakes it."""

    @property
    def lots(self) -> tuple[int, ...]:
        """Places of the uniforms that draw lots: neighbours have nothing in common, so they are only drawn anew."""

    def log_proposal(self, uniforms: Array) -> Array:
        """Log density from which the cohort drew its people, over the prior, (person,).

        Args:
            uniforms: inside (0, 1), (person, node)
        """

    @property
    def threads(self) -> int:
        """On how many threads people may be moved; what they become does not depend on it."""

    def factual(self, uniforms: Array, *, codes: Collection[str]) -> Columns:
        """Columns of the factual world that a likelihood of these findings needs, and others, (person,) each.

        Args:
            uniforms: inside (0, 1), (person, node)
            codes: of the findings.
        """

    def told(self, uniforms: Array, *, codes: Collection[str]) -> Columns:
        """Of those, only what a likelihood needs; NaN for people who seek no care, whom no patient is like.

        Called from several threads.
        """

    def worlds(self, uniforms: Array) -> Columns:
        """Columns of every world, (person,) each."""


@dataclass(frozen=True, slots=True)
class LifeReplay:
    """The life model as a replay.

    Args:
        mechanics: of this version.
        held: the beliefs of the cohort.
        nodes: of the life model.
        threads: on which people are lived; the result does not depend on their number.
    """

    mechanics: Mechanics
    held: Beliefs
    nodes: tuple[str, ...]
    threads: int = 2

    @property
    def sources(self) -> Tails:
        """For every component of the cohort's proposal, place of a node -> width of its tail, mass drawn there.

        Nodes of many components wake no source of their own (irritability, care seeking) and are left out.
        """
        return _sources(self.nodes)

    def log_proposal(self, uniforms: Array) -> Array:
        """Log density from which the cohort drew its people, over the prior, (person,)."""
        return -sampling.log_weights(uniforms)

    @property
    def lots(self) -> tuple[int, ...]:
        """The node that draws a set of parameters."""
        return tuple(self.nodes.index(node) for node in LOTS if node in self.nodes)

    def factual(self, uniforms: Array, *, codes: Collection[str]) -> Columns:
        """Who they are, what they do, and the truths of these findings in the factual world, (person,) each."""
        wanted = frozenset(codes)

        def part(rows: Array) -> Columns:
            lives = simulate(rows, mechanics=self.mechanics, beliefs=self.held, masks=(0,))
            return seen(lives, mechanics=self.mechanics, codes=wanted)

        return self._lived(uniforms, part)

    def told(self, uniforms: Array, *, codes: Collection[str]) -> Columns:
        """Age, sex and build, and the truths of these findings, of those who seek care, (person,) each."""
        lives = simulate(uniforms, mechanics=self.mechanics, beliefs=self.held, masks=(0,))
        seeks = lives.courses["seeks_care"] > 0.5
        told = seen(_some(lives, seeks), mechanics=self.mechanics, codes=frozenset(codes))
        asked = {*_KNOWN, *codes, *(f"truth_{code}" for code in codes)}
        columns = {name: _among(seeks, values) for name, values in told.items() if name in asked}
        return columns | {"seeks_care": seeks.astype(float)}

    def worlds(self, uniforms: Array) -> Columns:
        """Columns of every world, (person,) each."""

        def part(rows: Array) -> Columns:
            lives = simulate(rows, mechanics=self.mechanics, beliefs=self.held, masks=tuple(MASKS))
            return columns_of(lives, mechanics=self.mechanics)

        return self._lived(uniforms, part)

    def _lived(self, uniforms: Array, part: Callable[[Array], Columns]) -> Columns:
        shares = np.array_split(uniforms, min(self.threads, len(uniforms)))
        if len(shares) == 1:
            return part(uniforms)
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            parts = list(pool.map(part, shares))
        return {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}


@cache
def _sources(nodes: tuple[str, ...]) -> Tails:
    drawn = [component.tails for component in sampling.components()]
    common = {node for node in nodes if sum(node in tails for tails in drawn) >= _OF_MANY}
    own = ({node: tail for node, tail in tails.items() if node not in common} for tails in drawn)
    return tuple({nodes.index(node): tail for node, tail in tails.items()} for tails in own if tails)


def _some(lives: Lives, chosen: NDArray[np.bool_]) -> Lives:
    """Some of these people."""
    names = ("uniforms", "people", "visits", "courses", "pain_nprs", "parts_deg")
    tables = {name: getattr(lives, name)[chosen] for name in names}
    return replace(lives, **tables, parameters=_Ruled(lives.parameters.sets, lives.parameters.member[chosen]))


class _Ruled(Ruling):
    """Parameters of people, those on which all sets of the ensemble agree known beforehand."""

    def __getitem__(self, name: str) -> Any:
        """One number where all sets agree, else one per person, (person,)."""
        agreed = _agreed(ensemble())
        return agreed[name] if name in agreed else self.sets[name][self.member]


@cache
def _agreed(sets: Ensemble) -> Mapping[str, float]:
    """Values of the parameters on which all sets agree."""
    table = sets.sets
    return {name: float(table[name][0]) for name in table.dtype.names or () if np.all(table[name] == table[name][0])}


def _among(chosen: NDArray[np.bool_], values: Array) -> Array:
    """Values of the chosen, and NaN for everyone else, (person,)."""
    found = np.full(chosen.size, np.nan)
    found[chosen] = values
    return found
