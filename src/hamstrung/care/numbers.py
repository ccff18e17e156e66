"""Numbers of care that belong to no single treatment, each with its range and source."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from hamstrung.care.treatments import Ranged


@cache
def numbers() -> Mapping[str, Ranged]:
    """Every number by `table.name`, such as `important.nprs`."""
    table = tomllib.loads(files("hamstrung.care").joinpath("numbers.toml").read_text(encoding="utf-8"))
    return {
        f"{group}.{name}": Ranged(float(each["value"]), float(each["low"]), float(each["high"]), each["source"])
        for group, entries in table.items()
        for name, each in entries.items()
    }


def number(name: str) -> float:
    """The value of one number."""
    return numbers()[name].value
