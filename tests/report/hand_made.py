"""Postures made by hand from joint angles, for figures only."""

import numpy as np


def polylines(*, lean_deg: float, hip_deg: float, knee_deg: float, lumbar_deg: float) -> dict[str, np.ndarray]:
    """A person 1.7 m tall: shank upright, then knee, hip and spine bent by the given angles."""
    ankle = np.array([0.0, 0.09])
    knee = ankle + 0.42 * _up(0.0)
    thigh_lean = -knee_deg
    hip = knee + 0.42 * _up(thigh_lean)
    pelvis_lean = thigh_lean + hip_deg
    sacrum = hip + 0.10 * _up(pelvis_lean - 25.0)
    spine, lean = [sacrum], pelvis_lean
    for step in range(6):
        lean += lumbar_deg / 6.0
        spine.append(spine[-1] + 0.035 * _up(lean + (step - 2.5) * -9.0))
    spine.append(spine[-1] + 0.28 * _up(lean + lean_deg))
    head = np.array([spine[-1], spine[-1] + 0.17 * _up(0.5 * (lean + lean_deg))])
    shoulder = spine[-1] - 0.06 * _up(lean)
    arms = np.array([shoulder, shoulder + np.array([0.02, -0.3]), shoulder + np.array([0.06, -0.62])])
    ischium = hip + 0.08 * _up(pelvis_lean + 200.0)
    pelvis = np.array([sacrum, hip + 0.11 * _up(pelvis_lean + 35.0), hip, ischium])
    leg = np.array([hip, knee, ankle, ankle + np.array([-0.04, -0.06]), ankle + np.array([0.17, -0.06])])
    hamstring = np.array([ischium, knee + 0.3 * (hip - knee) + [-0.03, 0.0], knee + np.array([-0.03, -0.05])])
    flat = {
        "spine": np.array(spine),
        "leg_right": leg,
        "leg_left": leg - [0.02, 0.0],
        "pelvis": pelvis,
        "head": head,
        "arms": arms,
        "hamstring_right": hamstring,
        "hamstring_left": hamstring - [0.02, 0.0],
    }
    return {name: np.column_stack([line, np.zeros(len(line))]) for name, line in flat.items()}


STANDING = {"lean_deg": 0.0, "hip_deg": 0.0, "knee_deg": 0.0, "lumbar_deg": 0.0}
SITTING = {"lean_deg": 8.0, "hip_deg": 72.0, "knee_deg": 88.0, "lumbar_deg": 30.0}
BENDING = {"lean_deg": 8.0, "hip_deg": 50.0, "knee_deg": 0.0, "lumbar_deg": 42.0}


def _up(lean_deg: float) -> np.ndarray:
    """A unit vector that leans forward from upright."""
    angle = np.radians(lean_deg)
    return np.array([np.sin(angle), np.cos(angle)])
