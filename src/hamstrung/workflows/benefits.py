"""What each treatment would do for each simulated person, for the choice of the next test: care's courses, summed up.

Living every course of every person takes seconds, and a next test asks for thousands of people. So courses were lived
once for a sample of care seekers (`tools/fit_benefits.py`), and what a treatment takes from the pain after
`plan.after_weeks`, beside what time does, was regressed on what the model says of the person:

    specific effect = sum over features of coefficient x feature, kept between 0 and the pain    [NPRS]
    benefit = specific effect - burden

The table states for each treatment how much of the variance between people this tells; what it leaves out is mostly
luck in responding, which no test foresees. Valid for the care and the ensemble that it was made with.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from hamstrung.care.conditions import Observed
from hamstrung.care.treatments import treatments
from hamstrung.diagnosis.people import Array, People
from hamstrung.diagnosis.roles import NORMALISED, RoleTable
from hamstrung.life import GROUPS

TABLE = "benefits.json"
NOTHING = "nothing"
PARTS = ("structural", "tonic", "tolerance")
SOURCES = (
    "tissue",
    "disc",
    "facet",
    "segment",
    "sacroiliac",
    "hip",
    "hamstring_left",
    "hamstring_right",
    "imbalance",
    "sciatic_left",
    "sciatic_right",
    "root_left",
    "root_right",
    "injury",
    "distress",
    "ischaemia",
)
MIND = ("distress_sd", "sensitisation_sd", "irritability_sd", "inactivity_sd", "sitting_sd", "flare_sd")
FEATURES = (
    "pain",
    "hamstrings_now",
    *(f"without_{group}" for group in GROUPS),
    *PARTS,
    *SOURCES,
    *MIND,
    *(f"pain_x_{name}" for name in MIND),
)
"""What the model says of a person: pain, what removing each group of sources would relieve, the hamstrings' parts on
the worse side, every source's nociception as felt, and mind and habits."""


@dataclass(frozen=True, slots=True)
class CareDecisions:
    """To treat nothing, or by one of the treatments that this person may have.

    Args:
        names: nothing, then the treatments.
        coefficients: of the features, (treatment, feature)
        burden: of each treatment [NPRS], (treatment,)
    """

    names: tuple[str, ...]
    coefficients: Array
    burden: Array

    def benefits(self, people: People, table: RoleTable) -> Array:
        """Benefit of each decision for each person, less its burden [NPRS], (person, decision)."""
        told = features(people, table)
        effect = np.clip(told @ self.coefficients.T, 0.0, told[:, :1])
        return np.hstack([np.zeros((len(told), 1)), effect - self.burden])


def decisions(observed: Observed) -> CareDecisions:
    """The decisions that are open to a person of these findings: all but what one of them forbids.

    What nothing was found for yet is among them: the next test may find it.
    """
    fitted = table()["coefficients"]
    kinds = [kind for kind in treatments().values() if kind.name in fitted and not kind.forbidden(observed)]
    coefficients = np.array([fitted[kind.name] for kind in kinds]).reshape(len(kinds), len(FEATURES))
    burden = np.array([kind.burden for kind in kinds])
    return CareDecisions((NOTHING, *(kind.name for kind in kinds)), coefficients, burden)


@cache
def table() -> Mapping[str, Any]:
    """The table as it was made: command, model, features, coefficients and how much they tell."""
    found: dict[str, Any] = json.loads(files("hamstrung.workflows").joinpath(TABLE).read_text("utf-8"))
    return found


def features(people: People, roles: RoleTable) -> Array:
    """`FEATURES` of these people, (person, feature)."""
    pain = people["pain__factual"]
    now = np.clip(pain - people[f"pain__{NORMALISED}"], 0.0, pain)
    mind = [people[name] for name in MIND]
    columns = [pain, now, *(roles.single * pain), *_parts(people)]
    columns += [people["gain"] * people[f"source_{source}"] for source in SOURCES]
    return np.column_stack([*columns, *mind, *(pain * each for each in mind)])


def _parts(people: People) -> Sequence[Array]:
    """Structural, tonic and tolerance part of the worse side [deg], (person,) each."""
    left = people["deficit_left_deg"] >= people["deficit_right_deg"]
    return [np.where(left, people[f"{part}_left_deg"], people[f"{part}_right_deg"]) for part in PARTS]
