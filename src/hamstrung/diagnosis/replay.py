"""Lives made anew from stored random numbers: the factual world alone, or every world."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from hamstrung.cohort import sampling
from hamstrung.diagnosis.people import Array
from hamstrung.life import (
    MASKS,
    Beliefs,
    Mechanics,
    columns_of,
    simulate,
)

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

    def log_proposal(self, uniforms: Array) -> Array:
        """Log density from which the cohort drew its people, over the prior, (person,).

        Args:
            uniforms: inside (0, 1), (person, node)
        """

    def factual(self, uniforms: Array) -> Columns:
        """Columns of the factual world, (person,) each.

        Args:
            uniforms: inside (0, 1), (person, node)
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
        """For every component of the cohort's proposal, place of a node -> width of its tail, mass drawn there."""
        return tuple(
            {self.nodes.index(node): tail for node, tail in component.tails.items()}
            for component in sampling.components()
            if component.tails
        )

    def log_proposal(self, uniforms: Array) -> Array:
        """Log density from which the cohort drew its people, over the prior, (person,)."""
        return -sampling.log_weights(uniforms)

    def factual(self, uniforms: Array) -> Columns:
        """Columns of the factual world, (person,) each."""
        return self._lived(uniforms, (0,))

    def worlds(self, uniforms: Array) -> Columns:
        """Columns of every world, (person,) each."""
        return self._lived(uniforms, tuple(MASKS))

    def _lived(self, uniforms: Array, masks: tuple[int, ...]) -> Columns:
        def part(rows: Array) -> Columns:
            lives = simulate(rows, mechanics=self.mechanics, beliefs=self.held, masks=masks)
            return columns_of(lives, mechanics=self.mechanics)

        shares = np.array_split(uniforms, min(self.threads, len(uniforms)))
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            parts = list(pool.map(part, shares))
        return {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}
