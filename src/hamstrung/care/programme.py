"""The concrete programme: which exercises, how much of them at first, and how they grow."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from hamstrung.care.advice import Irritability
from hamstrung.care.plan import Option
from hamstrung.care.treatments import treatments

_WITH_A_THERAPIST = ("physical_therapy", "psychological_care", "pain_education")
_UNITS = {"minutes": " minutes", "seconds": " seconds", "repeats": ""}


@dataclass(frozen=True, slots=True)
class Step:
    """How much of an exercise from some week on.

    Args:
        from_week: of the programme, from 1.
        sets: a day.
        amount: in each set.
        dose: the same in words.
    """

    from_week: int
    sets: int
    amount: int
    dose: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise as this person does it.

    Args:
        name: its place in the table.
        title: for the reader.
        scenes: poses that are drawn, in order.
        do: what to do, a sentence each.
        steps: how much from when on.
        easier: what to do where it is too much.
    """

    name: str
    title: str
    scenes: tuple[str, ...]
    do: tuple[str, ...]
    steps: tuple[Step, ...]
    easier: str


@dataclass(frozen=True, slots=True)
class Part:
    """The exercises of one treatment.

    Args:
        treatment, label, plain: which.
        days_per_week: on which it is done.
        dose: of the whole treatment, in words.
        exercises: none for a treatment that is talk.
        instead: what it may be done in place of, in the patient's words; empty for what is done in any case.
    """

    treatment: str
    label: str
    plain: str
    days_per_week: int
    dose: str
    exercises: tuple[Exercise, ...]
    instead: str = ""


def programme(options: Sequence[Option], *, irritability: Irritability, chosen: Sequence[str]) -> tuple[Part, ...]:
    """What to do, a part for each chosen treatment in their order.

    Args:
        options: of the plan.
        irritability: by which the first weeks are eased.
        chosen: kinds of treatment.
    """
    by_kind = {each.treatment: each for each in options}
    parts = [_part(by_kind[kind], irritability) for kind in chosen]
    other = _alternative(options, chosen)
    return (*parts, replace(_part(other[0], irritability), instead=other[1])) if other else tuple(parts)


def _alternative(options: Sequence[Option], chosen: Sequence[str]) -> tuple[Option, str] | None:
    """The best proposed treatment at home that acts on what a chosen one acts on, and that one in plain words."""
    done = {exercise for name in chosen for exercise in _table()["treatments"][name]["exercises"]}
    for each in options:
        kind = treatments()[each.treatment]
        same = done & set(_table()["treatments"][each.treatment]["exercises"])
        if not each.proposed or each.treatment in chosen or each.treatment in _WITH_A_THERAPIST or same:
            continue
        for name in chosen:
            if {act.on for act in kind.acts} & {act.on for act in treatments()[name].acts}:
                return each, treatments()[name].plain
    return None


def chosen_of(options: Sequence[Option], together: Sequence[str]) -> tuple[str, ...]:
    """What is put into the programme: what is proposed together, else the best; and breaks from sitting, which cost
    little, wherever they are allowed.
    """
    best = [each.treatment for each in options if each.proposed][:1]
    names = [*(together or best)]
    breaks = [each.treatment for each in options if each.treatment == "less_sitting" and each.treatment not in names]
    return (*names, *breaks)


def _part(option: Option, irritability: Irritability) -> Part:
    entry = _table()["treatments"][option.treatment]
    exercises = tuple(_exercise(name, irritability) for name in entry["exercises"])
    kind = treatments()[option.treatment]
    return Part(option.treatment, option.label, kind.plain, entry["days"], option.dose, exercises)


def _exercise(name: str, irritability: Irritability) -> Exercise:
    entry = _table()["exercises"][name]
    steps = []
    for k, step in enumerate(entry["steps"]):
        eased = irritability.start_share if k == 0 and entry.get("eased", True) else 1.0
        steps.append(_step(step, entry["unit"], eased))
    return Exercise(
        name, entry["title"], tuple(entry["scenes"]), tuple(entry["do"]), tuple(steps), entry.get("easier", "")
    )


def _step(entry: Mapping[str, Any], unit: str, share: float) -> Step:
    """One step, eased by a share: fewer repeats, seconds or minutes in each set, at least one; time in fives."""
    grain = 5 if unit != "repeats" and entry["amount"] >= 10 else 1
    amount = max(1, grain * round(share * entry["amount"] / grain))
    sets = entry["sets"]
    each = f"{amount}{_UNITS[unit]}"
    return Step(entry["from_week"], sets, amount, each if sets == 1 else f"{sets} rounds of {each}")


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("hamstrung.care").joinpath("programme.toml").read_text(encoding="utf-8"))


def scenes() -> tuple[str, ...]:
    """Every pose that some exercise is drawn in."""
    return tuple(dict.fromkeys(name for entry in _table()["exercises"].values() for name in entry["scenes"]))
