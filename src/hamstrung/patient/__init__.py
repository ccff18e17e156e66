"""Persons, visits and the vocabulary of findings; validation and the red-flag gate."""

from hamstrung.patient.finding_type import Cost, ErrorModel, FindingType, Value
from hamstrung.patient.imported import ImportReport
from hamstrung.patient.reading import PERSON_RANGES, TREATMENT_KINDS, from_mapping, to_mapping
from hamstrung.patient.record import DiaryEntry, Finding, Goal, Patient, Person, Treatment, Visit
from hamstrung.patient.red_flags import (
    RedFlag,
    RedFlagScreen,
    Urgency,
    items_that_apply,
    screen_every_visit,
    screen_red_flags,
)
from hamstrung.patient.vocabulary_table import SIDES, groups, sided_codes, vocabulary

__all__ = [
    "PERSON_RANGES",
    "SIDES",
    "TREATMENT_KINDS",
    "Cost",
    "DiaryEntry",
    "ErrorModel",
    "Finding",
    "FindingType",
    "Goal",
    "ImportReport",
    "Patient",
    "Person",
    "RedFlag",
    "RedFlagScreen",
    "Treatment",
    "Urgency",
    "Value",
    "Visit",
    "from_mapping",
    "groups",
    "items_that_apply",
    "screen_every_visit",
    "screen_red_flags",
    "sided_codes",
    "to_mapping",
    "vocabulary",
]
