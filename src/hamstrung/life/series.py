"""Outputs of one group of the interpolant for many people, each evaluated when it is first asked for.

The terms of the series are multiplied out once per person; an output is then one product with its coefficients. Who
asks for three outputs of a hundred pays for three. Compiled, so that threads run side by side.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamstrung.mechanics.interpolant import Interpolant

Array = NDArray[np.float64]


class Outputs(Mapping[str, Array]):
    """Outputs by name, (person,) each.

    Args:
        group: of the interpolant.
        features: as the group names them, unscaled, (person, feature)
    """

    def __init__(self, group: Interpolant, features: Array) -> None:
        self._group, self._features = group, features
        self._terms: Array | None = None
        self._known: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._known:
            column = np.ascontiguousarray(self._group.coefficients[:, self._group.outputs.index(name)])
            values = np.empty(len(self._features))
            multiply(self.terms, column, values)
            self._known[name] = values
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._group.outputs)

    def __len__(self) -> int:
        return len(self._group.outputs)

    @property
    def terms(self) -> Array:
        """Every term of the series, (person, term)."""
        if self._terms is None:
            group = self._group
            start, which, degree = factors(group.exponents)
            powers = np.empty((len(group.centre), int(group.exponents.max()) + 1))
            self._terms = np.empty((len(self._features), len(group.exponents)))
            multiply_out(
                np.ascontiguousarray(self._features),
                start,
                which,
                degree,
                group.centre,
                group.scale,
                powers,
                self._terms,
            )
        return self._terms


def factors(exponents: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The features that each term really holds: where its own begin, which they are, to what degree."""
    term, which = np.nonzero(exponents)
    start = np.searchsorted(term, np.arange(len(exponents) + 1))
    return start.astype(np.int64), which.astype(np.int64), exponents[term, which].astype(np.int64)


@njit(cache=True, nogil=True)
def multiply_out(features, start, which, degree, centre, scale, powers, terms):  # type: ignore[no-untyped-def]
    """Products of Chebyshev polynomials of the standardised features; outside the fitted box a feature is at its edge.

    Args:
        features: unscaled, (person, feature)
        start, which, degree: of the terms (`factors`).
        centre, scale: of the features, (feature,)
        powers: scratch, (feature, largest degree + 1)
        terms: filled, (person, term)
    """
    for i in range(features.shape[0]):
        for f in range(features.shape[1]):
            x = min(max((features[i, f] - centre[f]) / scale[f], -1.0), 1.0)
            powers[f, 0] = 1.0
            powers[f, 1] = x
            for d in range(2, powers.shape[1]):
                powers[f, d] = 2.0 * x * powers[f, d - 1] - powers[f, d - 2]
        for t in range(terms.shape[1]):
            term = 1.0
            for k in range(start[t], start[t + 1]):
                term *= powers[which[k], degree[k]]
            terms[i, t] = term


@njit(cache=True, nogil=True)
def multiply(terms, coefficients, values):  # type: ignore[no-untyped-def]
    """Terms times the coefficients of one output, (person, term) and (term,), into (person,)."""
    for i in range(terms.shape[0]):
        total = 0.0
        for t in range(terms.shape[1]):
            total += terms[i, t] * coefficients[t]
        values[i] = total
