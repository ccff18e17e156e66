"""The ensemble: whole sets of parameters that reproduce what was published, one of which rules each person's life.

What the published numbers leave open about the model is one more stored uniform of every person, `parameters`: members
share the unit interval by their weights, and a person lives under the member in whose share the uniform falls. So
people drawn at random carry what is not known about the model, every world of theirs is replayed under their own set,
and whatever is found in a patient speaks for some sets and against others.

`ensemble.csv` holds a row a set: its weight and the parameters that were fitted. A parameter that is not fitted keeps
its best value in every set. `ensemble.json` tells how the table was made (`hamstrung calibrate`).
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import StringIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError
from hamstrung.life import nodes, priors

Array = NDArray[np.float64]
Record = NDArray[np.void]

TABLE = "ensemble.csv"
ORIGIN = "ensemble.json"
WEIGHT = "weight"

_NODE = nodes.INDEX["parameters"]


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Sets of parameters.

    Args:
        sets: all parameters, one record a member, (member,)
        lived: those of them that compiled code reads, (member,)
        weight: of each member; they sum to one, (member,)
    """

    sets: Record
    lived: Record
    weight: Array

    def __len__(self) -> int:
        return len(self.sets)

    @property
    def effective(self) -> float:
        """Sets of equal weight that would be worth as much."""
        return float(1.0 / np.sum(self.weight**2))

    def members(self, uniforms: Array) -> NDArray[np.int64]:
        """The set that rules each person, by place.

        Args:
            uniforms: stored, (person, node)
        """
        upper = np.cumsum(self.weight)[:-1]
        return np.searchsorted(upper, uniforms[:, _NODE], side="right").astype(np.int64)

    def of(self, uniforms: Array) -> "Ruling":
        """The parameters of people by their stored uniforms."""
        return Ruling(self.sets, self.members(uniforms))


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """The parameters that rule people's lives, read by name.

    Args:
        sets: one record a member, (member,)
        member: of each person, (person,)
    """

    sets: Record
    member: NDArray[np.int64]

    def __getitem__(self, name: str) -> Any:
        """One number where all sets agree, else one per person, (person,)."""
        values = self.sets[name]
        return values[0] if np.all(values == values[0]) else values[self.member]


def of_records(records: Record, weight: Array | None = None) -> Ensemble:
    """An ensemble of given sets, of equal weight unless told.

    Args:
        records: all parameters, one record a member, (member,)
        weight: of each, (member,)
    """
    share = np.full(len(records), 1.0 / len(records)) if weight is None else weight / weight.sum()
    return Ensemble(records, priors.lived(records), share)


@cache
def packaged() -> Ensemble:
    """The ensemble of this version."""
    return read(_text(TABLE))


def origin() -> dict[str, Any]:
    """How the packaged ensemble was made."""
    found: dict[str, Any] = json.loads(_text(ORIGIN))
    return found


def read(text: str, *, source: str = TABLE) -> Ensemble:
    """An ensemble from its table.

    Raises:
        InputError: for a table without sets, a weight that is not positive, or a parameter that is unknown or outside
            the range of its prior.
    """
    rows = list(csv.DictReader(StringIO(text)))
    if not rows or WEIGHT not in rows[0]:
        raise InputError(WEIGHT, "is missing: the table holds no set of parameters", source=source)
    weight = np.array([float(row.pop(WEIGHT)) for row in rows])
    if not np.all(weight > 0.0):
        raise InputError(WEIGHT, "is not positive in every row", source=source)
    sets = [priors.record({name: float(value) for name, value in row.items()}) for row in rows]
    return of_records(np.concatenate(sets), weight)


def table(weight: Array, sets: list[dict[str, float]], *, digits: int) -> str:
    """The table of an ensemble: one row a set, its weight first.

    Args:
        weight: of each set, (member,)
        sets: the fitted parameters of each, all of the same names.
        digits: significant ones of every number.
    """
    out = StringIO()
    names = list(sets[0])
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([WEIGHT, *names])
    for share, values in zip(weight, sets, strict=True):
        writer.writerow([f"{share:.{digits}g}", *(f"{values[name]:.{digits}g}" for name in names)])
    return out.getvalue()


def ruling(*, overrides: Mapping[str, float] | None, record: Record | None) -> Ensemble:
    """The ensemble that lives are lived under: the packaged one unless parameters are given.

    Args:
        overrides: parameter -> value; one set for everybody, the best values otherwise.
        record: all parameters, one set for everybody or several in equal shares.
    """
    if record is not None:
        return of_records(record)
    return of_records(priors.record(overrides)) if overrides else packaged()


def _text(name: str) -> str:
    return resources.files("hamstrung.life").joinpath(name).read_text(encoding="utf-8")
