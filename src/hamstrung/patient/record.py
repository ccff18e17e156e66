"""A person, what they told, and their visits: frozen values that the rest of the house reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hamstrung.patient.finding_type import Value

Sex = Literal["female", "male"]


@dataclass(frozen=True)
class Person:
    """Who it is; every field may be unknown.

    Attributes:
        sex: `female` or `male`.
        age_y: years, 10 to 90; under 18 the body is extrapolated.
        height_cm, mass_kg: standing height and body mass.
        bmi_kg_m2: body mass index where it was recorded instead of height and mass.
    """

    sex: Sex | None = None
    age_y: float | None = None
    height_cm: float | None = None
    mass_kg: float | None = None
    bmi_kg_m2: float | None = None

    @property
    def bmi(self) -> float | None:
        """Body mass index from height and mass, else as recorded [kg/m^2]."""
        if self.height_cm is None or self.mass_kg is None:
            return self.bmi_kg_m2
        return self.mass_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True)
class Finding:
    """One observation at one visit.

    Attributes:
        code: its word in the vocabulary.
        value: a number in its unit, a yes (True) or no (False), a choice or red-flag answer as text.
        rater: who found it; empty when unknown.
        method: the name of another method than the usual one; None for the usual.
        remark: what whoever entered it wants known, such as an inference; also a warning.
        warnings: what is unusual about the value or contradicts another one.
    """

    code: str
    value: Value
    rater: str = ""
    method: str | None = None
    remark: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Treatment:
    """What was prescribed at a visit, its dose as far as known; `adherence` is the share that was done."""

    kind: str
    minutes_per_week: float | None = None
    sessions_per_week: float | None = None
    weeks: float | None = None
    adherence: float | None = None


@dataclass(frozen=True)
class Goal:
    """What the person wants to do again, and how well it goes now: 0 not at all, 10 as before (patient-specific)."""

    activity: str
    ability: float | None = None


@dataclass(frozen=True)
class Visit:
    """What was found and prescribed on one day; only a single visit may have no date."""

    date: date | None
    rater: str = ""
    findings: Mapping[str, Finding] = field(default_factory=dict)
    treatments: tuple[Treatment, ...] = ()
    goals: tuple[Goal, ...] = ()


@dataclass(frozen=True)
class DiaryEntry:
    """One day of a diary between visits; at least one of pain and done is known.

    Attributes:
        date: the day.
        pain_nprs: the day's mean pain, 0 to 10.
        done: share of the day's treatment that was done, 0 to 1.
        treatment: its kind; empty for all that is prescribed.
    """

    date: date
    pain_nprs: float | None = None
    done: float | None = None
    treatment: str = ""


@dataclass(frozen=True)
class Patient:
    """One person's file, checked.

    Attributes:
        id: what the clinic calls them; may be empty.
        person: sex, age and build.
        history: what holds for the person, by code of the vocabulary.
        visits: in the order of their dates.
        diary: in the order of its days.
        remarks: warnings that belong to the person or the history and not to one finding.
        note: free words about the file's origin.
    """

    id: str = ""
    person: Person = Person()
    history: Mapping[str, Value] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    diary: tuple[DiaryEntry, ...] = ()
    remarks: tuple[str, ...] = ()
    note: str = ""

    def findings_at_last_visit(self) -> Mapping[str, Finding]:
        """The findings of the latest visit; none where there was no visit."""
        return self.visits[-1].findings if self.visits else {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Every warning of the file, each with the code that it is about."""
        found = (
            f"{finding.code} {warning}"
            for visit in self.visits
            for finding in visit.findings.values()
            for warning in finding.warnings
        )
        return (*self.remarks, *found)
