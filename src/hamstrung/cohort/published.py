"""Published statistics of the population, from the packaged table, and the cohort's own values beside them."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np

from hamstrung.cohort.sample import Sample
from hamstrung.cohort.statistics import statistic

SPLITS = ("calibration", "validation")
RATIOS = ("OR", "RR")
"""Units of ratios."""
GROUPS = 20
"""Groups of people that are left out in turn for the interval of a cohort's value."""


@dataclass(frozen=True, slots=True)
class Target:
    """One published statistic.

    Args:
        id: table and key of `targets.toml`, joined by a dot; the function that computes it has the same name.
        quantity, population, unit: what it is, of whom, in what.
        published, low, high: as printed, and its 95 % interval.
        interval: how the interval was obtained.
        n: people behind it, or where the source gives no plain number, a text.
        evidence: rows.
        study: that the split goes by.
        split: `calibration` or `validation`.
    """

    id: str
    quantity: str
    population: str
    unit: str
    published: float
    low: float
    high: float
    interval: str
    n: int | str
    evidence: tuple[str, ...]
    study: str
    split: str

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio of odds or risks, which is compared as its logarithm."""
        return self.unit in RATIOS

    @property
    def studies(self) -> tuple[str, ...]:
        """Every study behind it."""
        return tuple(self.study.split("; "))

    def of(self, sample: Sample) -> float:
        """The sample's value."""
        table, key = self.id.split(".")
        return statistic(table, key)(sample)


@dataclass(frozen=True, slots=True)
class Compared:
    """A published statistic beside a cohort's value.

    Args:
        target: published.
        cohort, low, high: the cohort's value and its 95 % interval: chance in drawing its people, and what the
            ensemble leaves open.
        remark: one line on a miss.
    """

    target: Target
    cohort: float
    low: float
    high: float
    remark: str

    @property
    def inside(self) -> bool:
        """Whether the cohort's value lies within the published interval."""
        return self.target.low <= self.cohort <= self.target.high


@cache
def targets() -> tuple[Target, ...]:
    """Every published statistic, in the order of the table."""
    return tuple(
        Target(
            id=f"{table}.{key}", evidence=tuple(row["evidence"]), **{k: v for k, v in row.items() if k != "evidence"}
        )
        for table, rows in _read("targets.toml").items()
        for key, row in rows.items()
    )


@cache
def remarks() -> dict[str, str]:
    """One line on each statistic that is known to be missed, by id."""
    return {f"{table}.{key}": text for table, rows in _read("misses.toml").items() for key, text in rows.items()}


def compare(
    sample: Sample,
    *,
    chosen: Sequence[Target] | None = None,
    spread: Mapping[str, float] = MappingProxyType({}),
    progress: Callable[[int, int], None] = lambda done, parts: None,
) -> Iterator[Compared]:
    """Each published statistic beside the sample's value.

    The interval of the value is 1.96 times the root of two variances. That of drawing people is a jackknife's: with one
    group of people in twenty left out in turn, (g - 1) x variance of the g values. That of parameters is the spread of
    the statistic between sets of the ensemble, each of which all people live.

    Args:
        sample: people with weights.
        chosen: some targets instead of all.
        spread: of targets between sets of parameters, by id; of ratios, that of their logarithm.
        progress: called with (targets done, targets in all).
    """
    group = np.arange(len(sample)) % GROUPS
    left_out = [sample.reweighted(np.where(group == k, 0.0, sample.weight)) for k in range(GROUPS)]
    every = targets() if chosen is None else chosen
    for done, target in enumerate(every, start=1):
        value = target.of(sample)
        others = np.array([target.of(each) for each in left_out])
        own = spread.get(target.id, 0.0) * (abs(value) if target.is_ratio else 1.0)
        half = 1.96 * float(np.hypot(np.sqrt((GROUPS - 1) * np.var(others)), own))
        progress(done, len(every))
        yield Compared(target, value, value - half, value + half, remarks().get(target.id, ""))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("hamstrung.cohort").joinpath(name).read_text(encoding="utf-8"))
