"""The body of each person at the visit.

Postures and clinical tests by the interpolant of mechanics, for many people, each output when it is asked for.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.life.living import Mechanics
from hamstrung.life.priors import Values
from hamstrung.life.series import Outputs

Array = NDArray[np.float64]

SHOWN = {"standing": "standing", "sitting": "sitting_slouched", "bending": "forward_bend"}
"""Posture in a report -> task of the mechanics."""


def at_visit(columns: Mapping[str, Array], *, mechanics: Mechanics, parameters: Values) -> "Body":
    """Outputs of the mechanics for people as they are at the visit, (person,) each.

    Held postures feel structure and tone (`standing.pelvis_deg`, ...); a reach or a raised leg is also stopped by
    tolerance, so that the outputs of `reach.<task>` are those at the whole deficit. `exam_left.slr_deg` and the
    like are read by an examiner.
    """
    features = _features(columns, parameters)
    held = {side: columns[f"structural_{side}_deg"] + columns[f"tonic_{side}_deg"] for side in ("left", "right")}
    nobody = np.zeros(len(features))
    deficits = {
        "": (held["left"], held["right"]),
        "reach": (columns["deficit_left_deg"], columns["deficit_right_deg"]),
        "norm": (nobody, nobody),
    }
    groups = {
        prefix: Outputs(mechanics.postures, np.column_stack([features, left, right]))
        for prefix, (left, right) in deficits.items()
    }
    for side in ("left", "right"):
        rows = np.column_stack([features[:, [0, 1, 2, 6]], held[side], columns[f"tolerance_{side}_deg"]])
        groups[f"exam_{side}"] = Outputs(mechanics.exams, rows)
    return Body(groups)


class Body(Mapping[str, Array]):
    """Outputs of the mechanics by name, `<task>.<quantity>` or `<prefix>.<output>`.

    Args:
        groups: outputs by prefix; those of the held postures have none.
    """

    def __init__(self, groups: Mapping[str, Outputs]) -> None:
        self._groups = groups

    def __getitem__(self, name: str) -> Array:
        prefix, _, output = name.partition(".")
        return self._groups[prefix][output] if prefix in self._groups else self._groups[""][name]

    def __iter__(self) -> Iterator[str]:
        return (f"{prefix}.{name}" if prefix else name for prefix, group in self._groups.items() for name in group)

    def __len__(self) -> int:
        return sum(len(group) for group in self._groups.values())


def summaries(columns: Mapping[str, Array], body: Mapping[str, Array], *, parameters: Values) -> dict[str, Array]:
    """Pelvis, spine and loads in standing, sitting and bending, as reports show them: `<posture>__<quantity>`."""
    found: dict[str, Array] = {}
    shape = parameters["sign_pelvis_shape_sd_deg"] * ndtri(columns["u_pelvis_shape"])
    neutral_tilt = (
        parameters["sign_pelvis_shape_deg"]
        + shape
        + parameters["sign_anterior_per_lordosis"] * columns["lordosis_now_deg"]
    )
    for shown, task in SHOWN.items():
        pelvis = body[f"{task}.pelvis_deg"]
        found[f"{shown}__anterior_pelvic_tilt_deg"] = neutral_tilt + pelvis
        found[f"{shown}__sacral_slope_deg"] = (
            parameters["sign_slope_per_incidence"] * columns["pelvic_incidence_deg"]
            + parameters["sign_slope_deg"]
            + pelvis
        )
        for name, output in (
            ("lumbar_lordosis_deg", "lordosis_deg"),
            ("lower_lordosis_deg", "lower_lordosis_deg"),
            ("pelvic_obliquity_deg", "obliquity_deg"),
            ("cobb_deg", "cobb_deg"),
            ("compression_l5s1_n", "compression_l5s1_n"),
            ("shear_l5s1_n", "shear_l5s1_n"),
        ):
            found[f"{shown}__{name}"] = body[f"{task}.{output}"]
    return found


def _features(columns: Mapping[str, Array], p: Values) -> Array:
    """Features of the postures' group without the deficits, (person, feature)."""
    older = np.maximum(0.0, columns["age_y"] - 30.0) / 10.0
    return np.stack(
        [
            columns["sex_female"],
            columns["height_m"],
            columns["bmi"],
            columns["pelvic_incidence_deg"],
            columns["lordosis_now_deg"],
            columns["log_lumbar_stiffness"] + p["person_stiffness_per_decade"] * older,
            columns["hip_range_lost_deg"],
            columns["leg_length_difference_mm"],
        ],
        axis=1,
    )
