"""Postures, exams and hamstrings on a grid, as the documents that `--json` prints."""

from dataclasses import asdict
from typing import Any, Final

from hamstrung.mechanics.posture import Posture

SHAPE: Final = (
    "anterior_pelvic_tilt_deg",
    "sacral_slope_deg",
    "lumbar_lordosis_deg",
    "lumbar_flexion_deg",
    "pelvis_on_thigh_deg",
    "trunk_flexion_deg",
    "pelvic_obliquity_deg",
    "cobb_deg",
)
"""The angles of a posture, by their names in the document."""


def posture(solved: Posture) -> dict[str, Any]:
    """One solved posture as a document."""
    return {
        "task": solved.task,
        "converged": solved.converged,
        "residual": solved.residual,
        **{name: getattr(solved, name) for name in SHAPE},
        "joints": dict(solved.joints),
        "loads": {level: asdict(load) for level, load in solved.loads.items()},
        "pressure_l4l5_mpa": solved.pressure_l4l5_mpa,
        "hamstring_force_n": dict(solved.hamstring_force_n),
        "ischial_force_n": dict(solved.ischial_force_n),
        "muscles": {
            name: {"force_n": force, "activation": min(max(activation, 0.0), 1.0)}
            for name, (force, activation) in solved.muscles.items()
        },
    }
