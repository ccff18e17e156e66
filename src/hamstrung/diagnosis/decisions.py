"""What a test can be worth: the weights, as data, and what each treatment decision would do for each person.

`Decisions` is all that the choice of the next test knows of treatment. `SourceDecisions` is the simplest: one course of
treatment directed at one source, or none,

    benefit of treating a source = attainable x pain x relief share of the source - burden      [NPRS]

Who knows real treatments hands in `Decisions` of that kind (`Settings.decisions`), as the assessment does.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache, partial
from importlib.resources import files
from typing import Protocol

import numpy as np

from hamstrung.diagnosis.people import Array, People
from hamstrung.diagnosis.roles import GROUPS, NORMALISED, RoleTable
from hamstrung.patient import FindingType


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight as data: its value, what is plausible, and where it comes from."""

    value: float
    low: float
    high: float
    unit: str
    source: str
    meaning: str


@cache
def weights() -> Mapping[str, Weight]:
    """Every weight by name, as `worth.toml` has it."""
    text = files("hamstrung.diagnosis").joinpath("worth.toml").read_text(encoding="utf-8")
    return {name: Weight(**row) for name, row in tomllib.loads(text).items()}


def _weight(name: str) -> float:
    return weights()[name].value


@dataclass(frozen=True, slots=True)
class Worth:
    """What benefits and costs weigh against each other [NPRS points]; meanings and ranges in `worth.toml`.

    Args:
        attainable: share of a source that its treatment removes.
        burden: of a course of treatment.
        bit: of knowing the role better by one bit, for its own sake.
        minute, euro, pain_point, millisievert: of the test.
        least: gain after all costs from which a test is a reason to go on.
    """

    attainable: float = field(default_factory=partial(_weight, "attainable"))
    burden: float = field(default_factory=partial(_weight, "burden"))
    bit: float = field(default_factory=partial(_weight, "bit"))
    minute: float = field(default_factory=partial(_weight, "minute"))
    euro: float = field(default_factory=partial(_weight, "euro"))
    pain_point: float = field(default_factory=partial(_weight, "pain_point"))
    millisievert: float = field(default_factory=partial(_weight, "millisievert"))
    least: float = field(default_factory=partial(_weight, "least"))

    def cost(self, kind: FindingType) -> float:
        """Cost of one test [NPRS points]."""
        cost = kind.cost
        return (
            self.minute * cost.minutes
            + self.euro * cost.money
            + self.pain_point * cost.pain
            + self.millisievert * cost.radiation_msv
        )

    def as_dict(self) -> dict[str, float]:
        """The weights in use by name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


class Decisions(Protocol):
    """The treatments between which findings decide."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the decisions; the first is to treat nothing."""

    def benefits(self, people: People, table: RoleTable) -> Array:
        """Benefit of each decision for each person, less its burden [NPRS], (person, decision)."""


@dataclass(frozen=True, slots=True)
class SourceDecisions:
    """Treat nothing, or one source."""

    worth: Worth = field(default_factory=Worth)

    @property
    def names(self) -> tuple[str, ...]:
        """Nothing, then every source."""
        return ("nothing", *GROUPS)

    def benefits(self, people: People, table: RoleTable) -> Array:
        """Benefit of treating nothing, then each source [NPRS], (person, decision).

        The hamstrings count with what normalising them now would relieve, every other source with its removal.
        """
        pain = people["pain__factual"]
        gone = table.single * pain
        gone[GROUPS.index("hamstrings")] = np.clip(pain - people[f"pain__{NORMALISED}"], 0.0, pain)
        treat = self.worth.attainable * gone - self.worth.burden
        return np.vstack([np.zeros_like(pain), treat]).T
