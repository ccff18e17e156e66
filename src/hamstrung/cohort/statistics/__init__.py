"""The published statistics, each as a function of a sample of people.

One module per table of `targets.toml`, one function per row, of the same name.
"""

from collections.abc import Callable, Mapping
from types import ModuleType

from hamstrung.cohort.sample import Sample
from hamstrung.cohort.statistics import course, extensibility, imaging, pain, risks, shape, trials

Statistic = Callable[[Sample], float]

TABLES: Mapping[str, ModuleType] = {
    "pain": pain,
    "imaging": imaging,
    "risks": risks,
    "extensibility": extensibility,
    "shape": shape,
    "course": course,
    "trials": trials,
}


def statistic(table: str, key: str) -> Statistic:
    """The function that computes a row of the table."""
    found: Statistic = getattr(TABLES[table], key)
    return found


__all__ = ["TABLES", "Statistic", "statistic"]
