"""Stratified importance sampling of the stored uniforms, with the exact weight of everyone drawn.

A part's people are shared out over the components of a mixture in fixed proportion; log weight = -log(mixture
density), the prior being 1 everywhere in the unit cube. Uniforms lie on a grid of 2^23 midpoints, exact in float32,
so that stored people can be replayed bit for bit.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError
from hamstrung.life import NODES

Array = NDArray[np.float64]

GRID = 2**23


@dataclass(frozen=True, slots=True)
class Component:
    """One component of the mixture.

    Args:
        name: of it.
        share: of the people.
        tails: node -> (width of the top part of its uniforms, mass that is drawn from there).
    """

    name: str
    share: float
    tails: dict[str, tuple[float, float]]


@cache
def components() -> tuple[Component, ...]:
    """The mixture that cohorts are drawn from."""
    text = resources.files("hamstrung.cohort").joinpath("proposals.toml").read_text(encoding="utf-8")
    found = []
    for name, row in tomllib.loads(text).items():
        tails = {node: (float(t["width"]), float(t["mass"])) for node, t in row.items() if node != "share"}
        found.append(Component(name, float(row["share"]), tails))
    return tuple(found)


def draw(n: int, *, generator: np.random.Generator) -> tuple[Array, Array]:
    """Uniforms of n people and their log weights.

    Returns:
        uniforms, (person, node); log weights with mean weight 1 in expectation, (person,)
    """
    uniforms = (generator.integers(0, GRID, (n, len(NODES))) + 0.5) / GRID
    mixture = components()
    edges = np.cumsum([component.share for component in mixture])
    places = (np.arange(n) + generator.random()) / n * edges[-1]
    member = generator.permutation(np.searchsorted(edges, places, side="right").clip(max=len(mixture) - 1))
    for k, component in enumerate(mixture):
        rows = np.flatnonzero(member == k)
        for node, (width, mass) in component.tails.items():
            column = NODES.index(node)
            uniforms[rows, column] = _two_step(uniforms[rows, column], width, mass)
    return uniforms, log_weights(uniforms)


def log_weights(uniforms: Array) -> Array:
    """Log of prior over mixture density, (person,)."""
    density = np.zeros(len(uniforms))
    mixture = components()
    total = sum(component.share for component in mixture)
    for component in mixture:
        factor = np.full(len(uniforms), component.share / total)
        for node, (width, mass) in component.tails.items():
            in_tail = uniforms[:, _column(node)] > 1.0 - width
            factor *= np.where(in_tail, mass / width, (1.0 - mass) / (1.0 - width))
        density += factor
    return -np.log(density)


def _two_step(v: Array, width: float, mass: float) -> Array:
    """A uniform pushed through the quantile function of the two-step density, back on the grid."""
    low = v / (1.0 - mass) * (1.0 - width)
    high = 1.0 - width + (v - (1.0 - mass)) / mass * width
    return (np.clip(np.floor(np.where(v < 1.0 - mass, low, high) * GRID), 0, GRID - 1) + 0.5) / GRID


def _column(node: str) -> int:
    if node not in NODES:
        raise InputError.unknown(node, NODES, what="node", source="proposals.toml")
    return NODES.index(node)
