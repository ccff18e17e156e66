"""Who looks for what: which findings of a simulated patient are written down at all (C27).

A patient is seen by somebody of one discipline, who opens some blocks of findings and writes down some of what is in
them. Whether something was looked for depends on the discipline and on nothing that is true of the patient, so that
what is missing says nothing. `looking.toml` holds the numbers and where they come from. Not valid for clinics that
look again because of what they found.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from hamstrung.patient import FindingType

_ASKED_FIRST = {
    "hamstring_injury_weeks_ago": "hamstring_injury_history",
    "hamstring_injury_side": "hamstring_injury_history",
}
"""Questions that only make sense after another one: without an injury there is no date to miss."""
_PROVOKED_NPRS, _FORM_MIN, _CT_MSV = 2.0, 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Block:
    """Findings that are looked for together.

    Args:
        opened: chance that it is opened, by discipline.
        recorded: chance that a finding of an opened block is written down.
        cases: in how many of the ten open published cases something of it was recorded.
    """

    opened: tuple[float, ...]
    recorded: float
    cases: int


@dataclass(frozen=True, slots=True)
class Looking:
    """How often each discipline looks for what.

    Args:
        disciplines, share: their names, and the share of patients that each sees.
        age, build: chance that age, and height and mass, are known.
        blocks: by name.
    """

    disciplines: tuple[str, ...]
    share: tuple[float, ...]
    age: float
    build: float
    blocks: Mapping[str, Block]


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked for in one patient.

    Args:
        discipline: who looked.
        codes: findings that are written down.
        age, build: whether these are known.
    """

    discipline: str
    codes: frozenset[str]
    age: bool
    build: bool


@cache
def looking() -> Looking:
    """The packaged table."""
    text = resources.files("hamstrung.diagnosis").joinpath("looking.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    blocks = {
        name: Block(tuple(row["opened"]), float(row["recorded"]), int(row["cases"]))
        for name, row in table["block"].items()
    }
    person = table["person"]
    return Looking(tuple(table["disciplines"]), tuple(table["share"]), person["age"], person["build"], blocks)


def block_of(kind: FindingType) -> str:
    """Name of the block of a finding: its group, apart by what it costs.

    Images stand by their machine; what provokes pain and what is a form of several minutes stand apart.
    """
    cost = kind.cost
    if cost.money > 0.0:
        return "mri" if cost.radiation_msv == 0.0 else "ct" if cost.radiation_msv > _CT_MSV else "radiograph"
    if cost.pain >= _PROVOKED_NPRS:
        return f"{kind.group}_provoked"
    return f"{kind.group}_form" if cost.minutes >= _FORM_MIN else kind.group


def look(vocabulary: Mapping[str, FindingType], *, random: np.random.Generator, by: Looking | None = None) -> Looked:
    """What somebody of a discipline drawn by its share looks for in one patient.

    Args:
        vocabulary: the findings there are.
        random: draws discipline, blocks and findings.
        by: how often each discipline looks for what; the packaged table unless given.
    """
    by = by or looking()
    who = int(random.choice(len(by.disciplines), p=by.share))
    age, build = random.random() < by.age, random.random() < by.build
    opened = {name: random.random() < block.opened[who] for name, block in by.blocks.items()}
    recorded: dict[str, bool] = {}
    for kind in vocabulary.values():
        if kind.stem not in recorded:
            block = by.blocks[block_of(kind)]
            recorded[kind.stem] = bool(random.random() < block.recorded) and opened[block_of(kind)]
    codes = {code for code, kind in vocabulary.items() if recorded[kind.stem]}
    codes |= {first for code, first in _ASKED_FIRST.items() if code in codes and first in vocabulary}
    return Looked(by.disciplines[who], frozenset(codes), bool(age), bool(build))
