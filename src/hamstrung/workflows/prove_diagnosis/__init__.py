"""Proof of the diagnosis: its answers for simulated patients, whose truth is known, judged; and its peers beside it."""

from hamstrung.workflows.prove_diagnosis.answers import Bench, Job
from hamstrung.workflows.prove_diagnosis.departures import AS_ASSUMED, DEPARTURES
from hamstrung.workflows.prove_diagnosis.figures import departure, figures
from hamstrung.workflows.prove_diagnosis.page import page
from hamstrung.workflows.prove_diagnosis.pictures import pictures
from hamstrung.workflows.prove_diagnosis.prove import Plan, Proof
from hamstrung.workflows.prove_diagnosis.runs import run

__all__ = [
    "AS_ASSUMED",
    "DEPARTURES",
    "Bench",
    "Job",
    "Plan",
    "Proof",
    "departure",
    "figures",
    "page",
    "pictures",
    "run",
]
