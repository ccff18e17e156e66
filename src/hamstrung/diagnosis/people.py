"""The simulated people who could be this patient: those who seek care, seen through the cohort's columns."""

from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Cohort(Protocol):
    """What a diagnosis needs of a cohort: named columns over people."""

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""

    @property
    def size(self) -> int:
        """Lives that were lived to make it."""

    def __getitem__(self, column: str) -> NDArray[np.floating]:
        """One column, (person,)."""

    def load(self, columns: Collection[str]) -> None:
        """Read several columns in one pass."""


class People:
    """A choice of a cohort's people; columns are read when asked for, and kept.

    Args:
        cohort: all simulated people.
        index: the rows that are chosen, (person,)
    """

    def __init__(self, cohort: Cohort, index: NDArray[np.intp]) -> None:
        self._cohort, self._index = cohort, index
        self._columns: dict[str, Array] = {}

    def __len__(self) -> int:
        return int(self._index.size)

    def __contains__(self, column: str) -> bool:
        return column in self._cohort.columns

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""
        return self._cohort.columns

    def __getitem__(self, column: str) -> Array:
        if column not in self._columns:
            self._columns[column] = np.asarray(np.asarray(self._cohort[column])[self._index], dtype=float)
        return self._columns[column]

    def some(self, column: str, rows: NDArray[np.intp]) -> Array:
        """One column of some of them, (row,)."""
        return np.asarray(np.asarray(self._cohort[column])[self._index[rows]], dtype=float)

    def load(self, columns: Collection[str]) -> None:
        """Read several columns in one pass."""
        self._cohort.load(columns)

    def truth(self, code: str) -> str | None:
        """The column with the true value of a finding, or None where the model does not speak of it."""
        return next((name for name in (f"truth_{code}", code) if name in self), None)

    def where(self, chosen: NDArray[np.bool_]) -> "People":
        """Those of them for whom `chosen` holds."""
        return People(self._cohort, self._index[chosen])


class Table:
    """A cohort in memory: people who were simulated for one patient.

    Args:
        columns: name -> values, (person,)
    """

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self._columns = columns

    @property
    def columns(self) -> Collection[str]:
        """Names of the columns."""
        return self._columns.keys()

    @property
    def size(self) -> int:
        """People."""
        return len(next(iter(self._columns.values())))

    def __getitem__(self, column: str) -> Array:
        return self._columns[column]

    def load(self, columns: Collection[str]) -> None:
        """Everything is in memory already."""

    def people(self) -> People:
        """All of them."""
        return People(self, np.arange(self.size))


def care_seekers(cohort: Cohort) -> People:
    """Everyone in the cohort who seeks care: every patient conditions on that.

    All columns but the stored random numbers are read at once; one by one would open every part for each.
    """
    cohort.load([column for column in cohort.columns if not column.startswith("u_")])
    return People(cohort, np.flatnonzero(np.asarray(cohort["seeks_care"]) > 0.5))
