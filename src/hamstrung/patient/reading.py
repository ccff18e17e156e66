"""A patient file's mapping, from TOML, JSON or a form, checked into a `Patient`.

Everything is checked here, at the edge: the rest of the house may trust a `Patient`. Impossible values are
errors; unusual and contradictory ones are kept with a warning.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from hamstrung.errors import InputError
from hamstrung.patient import check, consistency
from hamstrung.patient.check import Place
from hamstrung.patient.finding_type import Value
from hamstrung.patient.record import DiaryEntry, Finding, Goal, Patient, Person, Sex, Treatment, Visit
from hamstrung.patient.vocabulary_table import sided_codes, vocabulary

PERSON_RANGES: Mapping[str, tuple[float, float, float, float, str]] = {
    # field: possible low and high, usual low and high, unit
    "age_y": (10, 90, 10, 90, "years"),
    "height_cm": (100, 230, 140, 205, "cm"),
    "mass_kg": (20, 300, 40, 150, "kg"),
    "bmi_kg_m2": (9, 90, 16, 45, "kg/m2"),
}
TREATMENT_KINDS = (
    "static_stretching",
    "pnf_stretching",
    "eccentric_strengthening",
    "general_strengthening",
    "general_activity",
    "less_sitting",
    "physical_therapy",
    "lumbar_stabilisation",
    "neural_mobilisation",
    "pain_education",
    "psychological_care",
    "trauma_rehabilitation",
    "tendon_loading",
    "hip_strengthening",
    "surgical_repair",
    "surgical_release",
    "medication",
    "other",
)
TREATMENT_RANGES: Mapping[str, tuple[float, float, str]] = {
    "minutes_per_week": (0, 3000, "min"),
    "sessions_per_week": (0, 70, "1/week"),
    "weeks": (0, 520, "weeks"),
    "adherence": (0, 1, "share"),
}


def from_mapping(data: Mapping[str, Any], *, source: str = "", today: date) -> Patient:
    """A checked patient from the mapping of a patient file.

    Args:
        data: `id`, `note`, `person`, `history`, `visits` and `diary`, all optional.
        source: the file or form, for messages.
        today: no visit may be after it.

    Returns:
        The patient, visits in order of date, with warnings where values are unusual or contradict each other.

    Raises:
        InputError: for an unknown field, a wrong type, a value out of range, a duplicate or future visit, or
            entries that cannot both be true.
    """
    whole = Place(source)
    fields = check.table(data, whole, ("id", "note", "person", "history", "visits", "diary"))
    person = _person(fields.get("person", {}), whole / "person")
    history, remarks = _history(fields.get("history", {}), whole / "history")
    visits = _visits(fields.get("visits", []), whole / "visits", today=today)
    diary = _diary(fields.get("diary", []), whole / "diary", visits=visits, today=today)
    patient = Patient(
        id=check.text(fields.get("id", ""), whole / "id", longest=200),
        person=person,
        history=history,
        visits=visits,
        diary=diary,
        remarks=(*_person_remarks(person), *remarks, *_diary_remarks(diary, visits)),
        note=check.text(fields.get("note", ""), whole / "note", longest=20_000),
    )
    return consistency.checked(patient, source=source)


def _person(value: object, place: Place) -> Person:
    fields = check.table(value, place, ("sex", *PERSON_RANGES))
    sex = check.choice(fields["sex"], place / "sex", ("female", "male")) if "sex" in fields else None
    numbers = {
        name: check.number(fields[name], place / name, low=low, high=high, unit=unit)
        for name, (low, high, _, _, unit) in PERSON_RANGES.items()
        if name in fields
    }
    return Person(sex=cast(Sex | None, sex), **numbers)


def _person_remarks(person: Person) -> list[str]:
    """Unusual builds and bodies that the model only extrapolates to."""
    remarks = [
        f"{name} is {value:g} {unit}, unusual: most people lie in {low:g} to {high:g}"
        for name, (_, _, low, high, unit) in PERSON_RANGES.items()
        if (value := getattr(person, name)) is not None and not low <= value <= high
    ]
    if person.age_y is not None and person.age_y < 18:
        remarks.append("age_y is under 18: the body model is extrapolated from adults")
    return remarks


def _history(value: object, place: Place) -> tuple[dict[str, Value], list[str]]:
    fields = _codes(value, place, history=True)
    types = vocabulary()
    history = {code: check.finding(each, place / code, types[code]) for code, each in fields.items()}
    remarks = [f"{code} {said}" for code, each in history.items() for said in check.unusual(each, types[code])]
    return history, remarks


def _visits(value: object, place: Place, *, today: date) -> tuple[Visit, ...]:
    if not isinstance(value, list | tuple):
        raise place.error(f"is {check.shown(value)}, not a list of visits", hint="write [[visits]]")
    visits = [_visit(each, place[index], today=today) for index, each in enumerate(value)]
    seen: dict[date, int] = {}
    for index, visit in enumerate(visits):
        at = place[index] / "date"
        if visit.date is None and len(visits) > 1:
            raise at.error("is missing", hint="with several visits each needs its date")
        if visit.date is not None and visit.date in seen:
            raise at.error(f"is {visit.date}, as is that of {place[seen[visit.date]].field}", hint="one visit a day")
        if visit.date is not None:
            seen[visit.date] = index
    return tuple(sorted(visits, key=lambda visit: visit.date or date.min))


def _visit(value: object, place: Place, *, today: date) -> Visit:
    fields = check.table(value, place, ("date", "rater", "findings", "treatments", "goals"))
    rater = check.text(fields.get("rater", ""), place / "rater", longest=200)
    on = check.day(fields["date"], place / "date", today=today) if "date" in fields else None
    at = place / "findings"
    findings = _codes(fields.get("findings", {}), at, history=False)
    return Visit(
        date=on,
        rater=rater,
        findings={code: _finding(each, at / code, code=code, rater=rater) for code, each in findings.items()},
        treatments=_treatments(fields.get("treatments", []), place / "treatments"),
        goals=_goals(fields.get("goals", []), place / "goals"),
    )


def _codes(value: object, place: Place, *, history: bool) -> Mapping[str, Any]:
    """A table of findings whose every code is known and stands in the right place."""
    known = [code for code, kind in vocabulary().items() if kind.history == history]
    if not isinstance(value, Mapping):
        raise place.error(f"is {check.shown(value)}, not a table")
    for code in value:
        if code not in known:
            raise _misplaced(str(code), place / str(code), known)
    return value


def _misplaced(code: str, place: Place, known: list[str]) -> InputError:
    """Why a code is refused: it belongs elsewhere, lacks its side, or nobody knows it."""
    elsewhere = vocabulary().get(code)
    if elsewhere is not None:
        home = "[history]" if elsewhere.history else "[visits.findings]"
        return place.error("does not belong here", hint=f"it goes under {home}")
    sides = sided_codes().get(code, ())
    if len(sides) > 1:
        return place.error("needs a side", hint=f"use {' or '.join(sides)}")
    return place.unknown(known, what="finding")


def _finding(value: object, place: Place, *, code: str, rater: str) -> Finding:
    """A finding given as a bare value, or as a table with its method, rater and a remark."""
    kind = vocabulary()[code]
    method, remark = None, ""
    if isinstance(value, Mapping):
        fields = check.table(value, place, ("value", "method", "rater", "remark"))
        if "value" not in fields:
            raise place.error("has no value", hint="write { value = ..., method = ..., rater = ... }")
        if "method" in fields:
            method = check.choice(fields["method"], place / "method", kind.methods)
        rater = check.text(fields.get("rater", rater), place / "rater", longest=200)
        remark = check.text(fields.get("remark", ""), place / "remark")
        value, place = fields["value"], place / "value"
    checked = check.finding(value, place, kind)
    warnings = (*((remark,) if remark else ()), *check.unusual(checked, kind))
    return Finding(code, checked, rater=rater, method=method, remark=remark, warnings=warnings)


def _treatments(value: object, place: Place) -> tuple[Treatment, ...]:
    if not isinstance(value, list | tuple):
        raise place.error(f"is {check.shown(value)}, not a list", hint="write [[visits.treatments]]")
    return tuple(_treatment(each, place[index]) for index, each in enumerate(value))


def _treatment(value: object, place: Place) -> Treatment:
    fields = check.table(value, place, ("kind", *TREATMENT_RANGES))
    if "kind" not in fields:
        raise place.error("has no kind", hint=f"allowed is {', '.join(TREATMENT_KINDS)}")
    doses = {
        name: check.number(fields[name], place / name, low=low, high=high, unit=unit)
        for name, (low, high, unit) in TREATMENT_RANGES.items()
        if name in fields
    }
    return Treatment(check.choice(fields["kind"], place / "kind", TREATMENT_KINDS), **doses)


def _goals(value: object, place: Place) -> tuple[Goal, ...]:
    if not isinstance(value, list | tuple):
        raise place.error(f"is {check.shown(value)}, not a list", hint="write [[visits.goals]]")
    return tuple(_goal(each, place[index]) for index, each in enumerate(value))


def _goal(value: object, place: Place) -> Goal:
    fields = check.table(value, place, ("activity", "ability"))
    activity = check.text(fields.get("activity", ""), place / "activity", longest=120)
    if not activity:
        raise place.error("names no activity", hint='write activity = "tie my shoes"')
    if "ability" not in fields:
        return Goal(activity)
    at = place / "ability"
    return Goal(activity, check.number(fields["ability"], at, low=0, high=10, unit="points, 10 is as before"))


def _diary(value: object, place: Place, *, visits: tuple[Visit, ...], today: date) -> tuple[DiaryEntry, ...]:
    if not isinstance(value, list | tuple):
        raise place.error(f"is {check.shown(value)}, not a list of days", hint="write [[diary]]")
    if value and (not visits or visits[0].date is None):
        raise place.error("needs a visit with its date", hint="a diary is read from the first visit on")
    entries = [_diary_entry(each, place[index], today=today) for index, each in enumerate(value)]
    seen: dict[tuple[date, str], int] = {}
    for index, entry in enumerate(entries):
        before = seen.setdefault((entry.date, entry.treatment), index)
        if before != index:
            at = place[index] / "date"
            told = f"is {entry.date}, as is that of {place[before].field}"
            raise at.error(told, hint="one entry a day and treatment")
    return tuple(sorted(entries, key=lambda entry: (entry.date, entry.treatment)))


def _diary_entry(value: object, place: Place, *, today: date) -> DiaryEntry:
    fields = check.table(value, place, ("date", "pain_nprs", "done", "treatment"))
    if "date" not in fields:
        raise (place / "date").error("is missing", hint="write it as 2026-03-02")
    if "pain_nprs" not in fields and "done" not in fields:
        raise place.error("says neither pain_nprs nor done")
    pain = fields.get("pain_nprs")
    return DiaryEntry(
        date=check.day(fields["date"], place / "date", today=today),
        pain_nprs=None if pain is None else check.number(pain, place / "pain_nprs", low=0, high=10, unit="NPRS"),
        done=_done(fields["done"], place / "done") if "done" in fields else None,
        treatment=check.choice(fields["treatment"], place / "treatment", TREATMENT_KINDS)
        if "treatment" in fields
        else "",
    )


def _done(value: object, place: Place) -> float:
    """Whether it was done, or which share of it."""
    if isinstance(value, bool | str):
        return float(check.yes_no(value, place))
    return check.number(value, place, low=0, high=1, unit="share, or true or false")


def _diary_remarks(diary: tuple[DiaryEntry, ...], visits: tuple[Visit, ...]) -> list[str]:
    first = visits[0].date if visits else None
    early = [entry for entry in diary if first is not None and entry.date < first]
    if not early:
        return []
    return [f"diary has {len(early)} days before the first visit, {first}: they are not used"]


def to_mapping(patient: Patient) -> dict[str, Any]:
    """The mapping of a patient file that reads back as the same patient."""
    person = {name: getattr(patient.person, name) for name in ("sex", *PERSON_RANGES)}
    parts: dict[str, Any] = {
        "id": patient.id,
        "note": patient.note,
        "person": _known(person),
        "history": dict(patient.history),
        "visits": [_visit_mapping(visit) for visit in patient.visits],
        "diary": [_diary_mapping(entry) for entry in patient.diary],
    }
    return {name: part for name, part in parts.items() if part}


def _visit_mapping(visit: Visit) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "date": visit.date,
        "rater": visit.rater,
        "findings": {code: _finding_mapping(each, visit.rater) for code, each in visit.findings.items()},
        "treatments": [_known(vars(each)) for each in visit.treatments],
        "goals": [_known(vars(each)) for each in visit.goals],
    }
    return {name: part for name, part in parts.items() if part}


def _diary_mapping(entry: DiaryEntry) -> dict[str, Any]:
    return _known({"date": entry.date, "pain_nprs": entry.pain_nprs, "done": entry.done}) | (
        {"treatment": entry.treatment} if entry.treatment else {}
    )


def _finding_mapping(finding: Finding, rater: str) -> Any:
    rated = None if finding.rater == rater else finding.rater
    extras = _known({"method": finding.method, "rater": rated, "remark": finding.remark or None})
    return {"value": finding.value, **extras} if extras else finding.value


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
