"""Parameters of the life model as data: value, prior, unit, source; and as the record that the kernel reads."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the model.

    Args:
        name: table and key of `parameters.toml`, joined by an underscore.
        value, low, high: best value and the range of its prior.
        prior: shape of the prior over that range.
        unit: of all three.
        source: a row of the evidence, or "assumed".
        claim: the claim whose strength multiplies it, if any.
        meaning: what it is, in words.
    """

    name: str
    value: float
    low: float
    high: float
    prior: str
    unit: str
    source: str
    claim: str | None
    meaning: str


class Values(Protocol):
    """Parameters by name: a record, or those of many people."""

    def __getitem__(self, name: str, /) -> Any:
        """One number for everybody, or one per person, (person,)."""


def read_table(filename: str) -> dict[str, dict[str, object]]:
    """A packaged TOML table of this room."""
    text = resources.files("hamstrung.life").joinpath(filename).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by name, in the order of the file."""
    found: dict[str, Parameter] = {}
    for table, rows in read_table("parameters.toml").items():
        for key, row in rows.items():
            name = f"{table}_{key}"
            fields = {"prior": "triangular", "claim": None} | dict(row)  # type: ignore[call-overload]
            found[name] = Parameter(name=name, **fields)
    return found


TOLD = ("sign", "score", "felt", "provoked")
"""Tables of parameters that only decide what is found and told, never what is lived."""


@cache
def record_type() -> np.dtype:
    """One float64 field per parameter."""
    return np.dtype([(name, "f8") for name in parameters()])


@cache
def lived_type() -> np.dtype:
    """The record that compiled code reads: one float64 field per parameter that decides a life."""
    return np.dtype([(name, "f8") for name in parameters() if name.split("_")[0] not in TOLD])


def lived(whole: NDArray[np.void]) -> NDArray[np.void]:
    """Those of all parameters that decide a life, as compiled code reads them, (member,)."""
    found = np.zeros(len(whole), lived_type())
    for name in lived_type().names or ():
        found[name] = whole[name]
    return found


def record(overrides: Mapping[str, float] | None = None) -> NDArray[np.void]:
    """Parameters as a record of one row, best values unless overridden.

    Args:
        overrides: parameter name -> value, inside the range of its prior.

    Raises:
        InputError: for an unknown name, or a value outside its prior.
    """
    values = {name: parameter.value for name, parameter in parameters().items()}
    for name, value in (overrides or {}).items():
        if name not in values:
            raise InputError.unknown(name, values, what="parameter")
        known = parameters()[name]
        if not known.low <= value <= known.high:
            raise InputError.outside(name, value, known.low, known.high, unit=known.unit)
        values[name] = float(value)
    return np.array([tuple(values.values())], dtype=record_type())


def draw(generator: np.random.Generator) -> NDArray[np.void]:
    """One draw of all parameters from their priors, as a record of one row."""
    values = []
    for parameter in parameters().values():
        width = parameter.high - parameter.low
        if width == 0.0:
            values.append(parameter.value)
        elif parameter.prior == "uniform":
            values.append(generator.uniform(parameter.low, parameter.high))
        else:
            values.append(generator.triangular(parameter.low, parameter.value, parameter.high))
    return np.array([tuple(values)], dtype=record_type())
