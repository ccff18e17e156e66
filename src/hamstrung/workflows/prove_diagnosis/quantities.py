"""What the proof asks of every posterior: the quantities whose truth is known in a simulated patient."""

from collections.abc import Mapping

import numpy as np

from hamstrung.diagnosis.people import Array, People
from hamstrung.diagnosis.roles import GROUPS, RoleTable

COLUMNS: Mapping[str, str] = {
    "deficit_left_deg": "deficit_left_deg",
    "deficit_right_deg": "deficit_right_deg",
    "structural_left_deg": "structural_left_deg",
    "tonic_left_deg": "tonic_left_deg",
    "tolerance_left_deg": "tolerance_left_deg",
    "pain": "pain__factual",
    "pain_hamstrings_healthy": "pain__hamstrings_healthy",
    "pain_hamstrings_normalised_now": "pain__hamstrings_normalised_now",
    "pain_others_absent": "pain__others_absent",
    "pain_structure_normal": "pain__structure_normal",
    "pain_nerve_normal": "pain__nerve_normal",
    "pain_distress_low": "pain__distress_low",
}
"""Quantity -> column of the people."""

SHARES = tuple(f"share_{group}" for group in GROUPS)
SHAPLEY = tuple(f"shapley_{group}" for group in GROUPS)
QUANTITIES = (*COLUMNS, *SHARES, *SHAPLEY, "secondary_share")
"""Every quantity, in the order of the page."""

JOINT = ("deficit_left_deg", "deficit_right_deg", "pain", "share_hamstrings", "share_structure", "share_nerve")
"""Quantities that TARP looks at together."""


def of(people: People, table: RoleTable) -> dict[str, Array]:
    """Every quantity of these people, (person,) each."""
    found = {name: people[column] for name, column in COLUMNS.items()}
    found |= dict(zip(SHARES, table.single, strict=True))
    found |= dict(zip(SHAPLEY, table.shapley, strict=True))
    return found | {"secondary_share": table.secondary}


def joint(found: Mapping[str, Array]) -> Array:
    """The quantities that are looked at together, (person, quantity)."""
    return np.column_stack([found[name] for name in JOINT])
