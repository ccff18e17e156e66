"""Treatments as data: what each acts on, its dose-response, pace, loss, adherence, harms and what forbids it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hamstrung.care.conditions import Condition, Observed, condition


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number with its 90 % range over people and over what trials leave open."""

    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a treatment changes in a life.

    Args:
        on: field of `life.Treatment`.
        size: of the change, at the usual dose done in full.
        law: `linear` in the dose done, `saturating`, or `whole`.
    """

    on: str
    size: Ranged
    law: str


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of a treatment is given.

    Args:
        unit: what is counted, such as `minutes_per_week`.
        usual, low, high: doses that are given.
        scale: dose at which a saturating response has 63 % of what it can give.
        source: of these.
    """

    unit: str
    usual: float
    low: float
    high: float
    scale: float
    source: str


@dataclass(frozen=True, slots=True)
class TreatmentKind:
    """A treatment as the table has it.

    Args:
        name: its kind in a patient file.
        label, plain: for the clinician, and for the patient (after "try").
        grade: of the evidence that it helps.
        claims, evidence: what it rests on.
        pain_only: whether the evidence is on pain alone and the mechanism is assumed.
        note: what to know about that.
        never: why it is never proposed; empty for others.
        dose: how much.
        acts: what it changes.
        onset, loss: time constants of coming and of going [weeks].
        weeks: how long it is usually done.
        adherence: mean share of the dose that people do.
        burden: points of pain that it should be worth.
        harms: what may go wrong.
        not_if: findings that forbid it.
        only_if: findings without any of which there is nothing to treat; none where there always is.
    """

    name: str
    label: str
    plain: str
    grade: str
    claims: tuple[str, ...]
    evidence: tuple[str, ...]
    pain_only: bool
    note: str
    never: str
    dose: Dose
    acts: tuple[Act, ...]
    onset: Ranged
    loss: Ranged
    weeks: int
    adherence: float
    adherence_source: str
    burden: float
    harms: tuple[str, ...]
    not_if: tuple[Condition, ...]
    only_if: tuple[Condition, ...]

    def forbidden(self, observed: Observed) -> tuple[str, ...]:
        """Why it is not for this person, a reason each."""
        reasons = [each.reason for each in self.not_if if each.found(observed)]
        return tuple(dict.fromkeys(reasons))

    def called_for(self, observed: Observed) -> bool:
        """Whether there is something that it treats."""
        return not self.only_if or any(each.found(observed) for each in self.only_if)


@cache
def treatments() -> Mapping[str, TreatmentKind]:
    """Every treatment by its kind, in the order of the table."""
    table = tomllib.loads(files("hamstrung.care").joinpath("treatments.toml").read_text(encoding="utf-8"))
    return {name: _kind(name, entry) for name, entry in table.items()}


def _kind(name: str, entry: Mapping[str, Any]) -> TreatmentKind:
    dose = entry["dose"]
    return TreatmentKind(
        name=name,
        label=entry["label"],
        plain=entry["plain"],
        grade=entry["grade"],
        claims=tuple(entry["claims"]),
        evidence=tuple(entry["evidence"]),
        pain_only=entry["pain_only"],
        note=entry["note"],
        never=entry.get("never", ""),
        dose=Dose(dose["unit"], dose["usual"], dose["low"], dose["high"], dose.get("scale", 0.0), dose["source"]),
        acts=tuple(Act(act["on"], _ranged(act), act["law"]) for act in entry["acts"]),
        onset=_ranged(entry["onset_weeks"]),
        loss=_ranged(entry["loss_weeks"]),
        weeks=entry["weeks"],
        adherence=entry["adherence"]["mean"],
        adherence_source=entry["adherence"]["source"],
        burden=entry["burden"],
        harms=tuple(entry["harms"]),
        not_if=tuple(condition(each) for each in entry.get("not_if", ())),
        only_if=tuple(condition(each) for each in entry.get("only_if", ())),
    )


def _ranged(entry: Mapping[str, Any]) -> Ranged:
    return Ranged(float(entry["value"]), float(entry["low"]), float(entry["high"]), entry["source"])
