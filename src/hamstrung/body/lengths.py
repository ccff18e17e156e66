"""Scalar lengths, shares and landmarks of the reference body, from the packaged tables."""

import math
from functools import cache
from types import MappingProxyType

import numpy as np

from hamstrung.body import tables
from hamstrung.body.arrays import Floats


@cache
def values() -> MappingProxyType[str, float]:
    """Every row of lengths.csv in its own unit; angles in radians."""
    source = "lengths.csv"
    found = {row["name"]: tables.number(row, "value", source=source) for row in tables.rows(source)}
    for row in tables.rows(source):
        if row["unit"] == "deg":
            found[row["name"]] *= math.pi / 180.0
    return MappingProxyType(found)


@cache
def landmark(name: str) -> tuple[int, Floats]:
    """Frame and place [m] of a landmark of the right side in the reference body."""
    row = next(row for row in tables.rows("landmarks.csv") if row["name"] == name)
    place = [tables.number(row, f"{axis}_mm", source="landmarks.csv") * 0.001 for axis in "xyz"]
    return tables.frame(row["frame"], field=name, source="landmarks.csv"), np.array(place)


@cache
def share(name: str, sex: str) -> float:
    """A segment's share of the body mass."""
    row = next(row for row in tables.rows("segments.csv") if row["name"] == name)
    return tables.number(row, f"{sex}_percent", source="segments.csv", low=0.1, high=60.0) / 100.0


@cache
def centre(name: str, sex: str) -> float:
    """Distance of a limb segment's centre of mass from its upper joint, as a share of its length."""
    row = next(row for row in tables.rows("segments.csv") if row["name"] == name)
    return tables.number(row, f"com_{sex}", source="segments.csv", low=0.2, high=0.8)


@cache
def spine(column: str) -> Floats:
    """A column of spine.csv, from L5/S1 up."""
    source = "spine.csv"
    return np.array(
        [tables.number({"name": row["level"], **row}, column, source=source) for row in tables.rows(source)]
    )
