"""A randomised trial as it is planned: whom it takes, what its arms do, what it measures and when.

Everything that a trial's file says is checked here; `trial` then recruits, treats and analyses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hamstrung.care.doses import Prescription
from hamstrung.care.treatments import treatments
from hamstrung.errors import InputError
from hamstrung.patient import FindingType, check, vocabulary
from hamstrung.patient.check import Place

LAST_WEEK = 52
"""Courses are valid for the year after a visit."""

FIELDS = ("title", "people", "seed", "repeats", "dropout", "alpha", "include", "arms", "outcomes")
PERSON = {"age_y": (10.0, 90.0, "years"), "bmi_kg_m2": (9.0, 90.0, "kg/m2")}
"""What is known of people without an error, with its range and unit."""

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Whom a trial takes, by what is found at its screening visit.

    Args:
        care_seekers: whether they come from those who seek care for their back, or from everybody.
        sex: `female`, `male`, or None for both.
        between: finding, or age or body-mass index -> lowest and highest value that is taken.
        answers: sign -> the answer that is taken.
    """

    care_seekers: bool = True
    sex: str | None = None
    between: Mapping[str, Band] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrialArm:
    """One arm.

    Args:
        name: of it.
        prescriptions: what is done; none in a control arm.
        contact: whether people are seen, told and treated, which eases pain whatever is done.
        share: of the people, before all arms' shares are made to sum to one.
    """

    name: str
    prescriptions: tuple[Prescription, ...]
    contact: bool
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number that is found at the screening visit and again some weeks later."""

    finding: str
    week: int

    @property
    def name(self) -> str:
        """Finding and week, as the answer names it."""
        return f"{self.finding} at week {self.week}"


@dataclass(frozen=True, slots=True)
class Design:
    """A trial.

    Args:
        title: of it.
        people: who are randomised, all arms together.
        include: whom it takes.
        arms: two or more; the last without treatment is the control, else the last of all.
        outcomes: one or more; the first is the primary one.
        dropout: share of people whose outcomes are missing, whatever became of them.
        alpha: largest p-value that counts as positive, two-sided.
        repeats: how often the trial is done anew.
        seed: of all chance.
    """

    title: str
    people: int
    include: Inclusion
    arms: tuple[TrialArm, ...]
    outcomes: tuple[Outcome, ...]
    dropout: float = 0.0
    alpha: float = 0.05
    repeats: int = 1000
    seed: int = 1

    @property
    def control(self) -> int:
        """Place of the control among the arms."""
        idle = [k for k, arm in enumerate(self.arms) if not arm.prescriptions]
        return idle[-1] if idle else len(self.arms) - 1


def from_mapping(data: Mapping[str, Any], *, source: str = "") -> Design:
    """A checked design from the mapping of a trial's file.

    Raises:
        InputError: for an unknown field, a wrong type or a value out of range, naming file, field and range.
    """
    whole = Place(source)
    data = check.table(data, whole, FIELDS)
    arms = tuple(_arm(entry, place) for entry, place in _list(data, whole, "arms", fewest=2))
    names = [arm.name for arm in arms]
    if len(set(names)) < len(names):
        raise (whole / "arms").error("holds a name twice", hint="name every arm differently")
    return Design(
        title=check.text(data.get("title", ""), whole / "title", longest=200),
        people=_whole(data.get("people", 100), whole / "people", 4, 100_000),
        include=_include(data.get("include", {}), whole / "include"),
        arms=arms,
        outcomes=tuple(_outcome(entry, place) for entry, place in _list(data, whole, "outcomes", fewest=1)),
        dropout=check.number(data.get("dropout", 0.0), whole / "dropout", low=0.0, high=0.9),
        alpha=check.number(data.get("alpha", 0.05), whole / "alpha", low=1e-6, high=0.5),
        repeats=_whole(data.get("repeats", 1000), whole / "repeats", 100, 100_000),
        seed=_whole(data.get("seed", 1), whole / "seed", 0, 2**31 - 1),
    )


def _include(data: Any, place: Place) -> Inclusion:
    fields = check.table(data, place, ("care_seekers", "sex", *PERSON, *vocabulary()))
    between, answers = {}, {}
    for name, value in fields.items():
        here = place / name
        if name in ("care_seekers", "sex"):
            continue
        if name in PERSON:
            between[name] = _band(value, here, *PERSON[name])
        elif (kind := vocabulary()[name]).kind == "number":
            between[name] = _band(value, here, kind.low, kind.high, kind.unit)
        elif kind.kind == "choice":
            raise here.error("has several answers, by which people cannot be taken yet")
        else:
            answers[name] = check.yes_no(value, here)
    seekers = check.yes_no(fields.get("care_seekers", True), place / "care_seekers")
    sex = check.choice(fields["sex"], place / "sex", ("female", "male")) if "sex" in fields else None
    return Inclusion(seekers, sex, between, answers)


def _arm(data: Any, place: Place) -> TrialArm:
    fields = check.table(data, place, ("name", "share", "contact", "treatments"))
    given = fields.get("treatments", [])
    if not isinstance(given, list):
        raise (place / "treatments").error("is no list", hint="write [[arms.treatments]]")
    prescriptions = tuple(_prescription(entry, (place / "treatments")[k]) for k, entry in enumerate(given))
    name = check.text(fields.get("name", ""), place / "name", longest=100)
    return TrialArm(
        name or "+".join(each.kind for each in prescriptions) or "control",
        prescriptions,
        check.yes_no(fields.get("contact", bool(prescriptions)), place / "contact"),
        check.number(fields.get("share", 1.0), place / "share", low=0.01, high=100.0),
    )


def _prescription(data: Any, place: Place) -> Prescription:
    named = data.get("kind") if isinstance(data, Mapping) else None
    kind = treatments()[check.choice(named, place / "kind", treatments())]
    fields = check.table(data, place, ("kind", "weeks", "adherence", kind.dose.unit))
    dose, weeks, adherence = (
        check.number(fields[name], place / name, low=0.0, high=high, unit=unit) if name in fields else None
        for name, high, unit in (
            (kind.dose.unit, 10.0 * kind.dose.high, kind.dose.unit.replace("_", " ")),
            ("weeks", float(LAST_WEEK), "weeks"),
            ("adherence", 1.0, ""),
        )
    )
    return Prescription(kind.name, dose=dose, weeks=weeks, adherence=adherence)


def _outcome(data: Any, place: Place) -> Outcome:
    fields = check.table(data, place, ("finding", "week"))
    code = check.text(fields.get("finding", ""), place / "finding", longest=100)
    if _finding(code, place / "finding").kind != "number":
        raise (place / "finding").error(f"is {code}, no number", hint="outcomes are numbers such as pain_nprs")
    return Outcome(code, _whole(fields.get("week"), place / "week", 1, LAST_WEEK))


def _finding(code: str, place: Place) -> FindingType:
    if code not in vocabulary():
        raise InputError.unknown(code, vocabulary(), what="finding", source=place.source)
    return vocabulary()[code]


def _band(value: Any, place: Place, low: float, high: float, unit: str) -> Band:
    if not isinstance(value, list) or len(value) != 2:
        raise place.error("is no pair of numbers", hint=f"write [{low:g}, {high:g}], lowest and highest")
    first, last = (check.number(each, place[k], low=low, high=high, unit=unit) for k, each in enumerate(value))
    if first >= last:
        raise place.error(f"goes from {first:g} to {last:g}", hint="the lowest value comes first")
    return first, last


def _whole(value: Any, place: Place, low: int, high: int) -> int:
    return int(check.number(value, place, low=low, high=high, integer=place.field))


def _list(data: Mapping[str, Any], place: Place, name: str, *, fewest: int) -> list[tuple[Any, Place]]:
    entries = data.get(name, [])
    if not isinstance(entries, list) or len(entries) < fewest:
        raise (place / name).error(f"holds fewer than {fewest}", hint=f"write a [[{name}]] table for each")
    return [(entry, (place / name)[k]) for k, entry in enumerate(entries)]
