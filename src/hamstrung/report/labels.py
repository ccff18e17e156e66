"""The vocabulary's names for what a report tells: the clinician's, and the patient's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hamstrung import patient
from hamstrung.diagnosis import Assessment, Evidence


@dataclass(frozen=True)
class Entry:
    """One finding as it was entered, and what became of it."""

    label: str
    value: str
    use: str


RIVALS: Final = {
    "noise": "Measurement",
    "course": "Natural course or relapse",
    "dose": "Dose or adherence",
    "distress": "Distress",
    "wrong_cause": "Wrong cause",
}
"""Reason for which a pain did not fall -> its heading."""


def clinical(code: str) -> str:
    """The clinician's name of a finding; the code itself where the vocabulary has none."""
    known = patient.vocabulary().get(code)
    return known.label if known else code


def plain(code: str) -> str:
    """The patient's name of a finding."""
    known = patient.vocabulary().get(code)
    return (known.plain_label or known.label) if known else code


def unit(code: str) -> str:
    """A finding's unit; empty for an answer."""
    known = patient.vocabulary().get(code)
    return known.unit if known else ""


def reason(evidence: Evidence) -> str:
    """What was found, and how many of a hundred the hamstrings would drive without it."""
    without = evidence.roles_without
    drive = 100 * (without["cause"] + without["contributor"])
    value = said(evidence.finding, evidence.value)
    return f"{evidence.label}: {value} (without it {drive:.0f} of 100)"


def entries(assessment: Assessment) -> tuple[Entry, ...]:
    """Every finding that was entered, with its value and whether it entered the likelihood.

    Red flags that were denied are left out: the head of the page says that they were asked.
    """
    diagnostics = assessment.diagnostics
    used, unused = diagnostics.findings_used, diagnostics.findings_unused
    return tuple(
        Entry(clinical(code), said(code, value), _use(code, used, unused))
        for code, value in assessment.patient.findings.items()
        if not (_is_red_flag(code) and value == "no")
    )


def said(code: str, value: object) -> str:
    """A value as it is read out: with its unit, or as yes, no or a choice."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:g} {unit(code)}".strip().replace("-", "−", 1)
    return str(value).replace("_", " ")


def _use(code: str, used: tuple[str, ...], unused: Mapping[str, str]) -> str:
    if code in used:
        return "used"
    if _is_red_flag(code):
        return "red-flag screen"
    return f"not used: {unused[code]}" if code in unused else "not used"


def _is_red_flag(code: str) -> bool:
    known = patient.vocabulary().get(code)
    return known is not None and known.kind == "red_flag"
