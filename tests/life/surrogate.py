"""A small analytic mechanics for tests of lives: Chebyshev series of degree 3 fitted to formulas of the right
size and sign.

20 degrees of deficit cost the bent pelvis 18 and the lumbar spine gives 3 to 4 back; standing hardly moves.
"""

from functools import cache

import numpy as np

from hamstrung.life import living
from hamstrung.mechanics import interpolant

#: task: lumbar flexion, its gain per degree of deficit, pelvis, its gain, compression over body weight
POSTURES = {
    "sitting_slouched": (33, 0.03, -25, -0.05, 0.8),
    "sitting_erect": (12, 0.02, -8, -0.05, 0.8),
    "long_sitting": (40, 0.25, -20, -0.45, 0.9),
    "driving_seat": (34, 0.12, -25, -0.2, 0.7),
    "forward_bend": (52, 0.16, 66, -0.9, 1.6),
    "forward_bend_knees_bent": (50, 0.02, 76, -0.1, 1.6),
    "toe_touch": (54, 0.16, 72, -0.9, 1.6),
    "lifting": (44, 0.20, 50, -0.3, 2.6),
}


def postures_at(features: np.ndarray) -> dict[str, np.ndarray]:
    """Outputs of the postures' group for rows of features, (person,) each."""
    _, height, bmi, incidence, lordosis, stiff, hip, leg, left, right = features.T
    mean, side = (left + right) / 2, left - right
    weight = 9.81 * bmi * height**2
    loose = np.exp(-0.3 * stiff)
    neutral = 0.54 * incidence + 27.6 + lordosis
    out = {f"{task}.{quantity}": 0.0 * mean for task in interpolant.TASKS for quantity in interpolant.QUANTITIES}
    for task, (flexion, gain, pelvis, pelvis_gain, load) in POSTURES.items():
        out[f"{task}.lumbar_flexion_deg"] = (flexion + gain * mean + 0.1 * hip) * loose
        out[f"{task}.pelvis_deg"] = pelvis + pelvis_gain * mean - 0.3 * hip
        out[f"{task}.pelvis_on_thigh_deg"] = pelvis + pelvis_gain * mean - 0.3 * hip
        out[f"{task}.lordosis_deg"] = neutral - out[f"{task}.lumbar_flexion_deg"]
        out[f"{task}.compression_l4l5_n"] = load * weight * (1 + 0.001 * mean)
        out[f"{task}.compression_l5s1_n"] = load * weight * (1 + 0.001 * mean)
        out[f"{task}.shear_l5s1_n"] = 0.2 * load * weight * (1 + 0.008 * (incidence - 50) + 0.001 * mean)
        taut = 0.3 if task == "forward_bend_knees_bent" else 1.0
        out[f"{task}.ischial_left_n"] = taut * (300 + 7 * left + 0.08 * left**2)
        out[f"{task}.ischial_right_n"] = taut * (300 + 7 * right + 0.08 * right**2)
    out |= {
        "standing.pelvis_deg": -0.04 * mean - 0.0004 * mean**2,
        "standing.lordosis_deg": neutral - 0.04 * mean,
        "standing.lower_lordosis_deg": 0.68 * (neutral - 0.04 * mean),
        "standing.obliquity_deg": 0.25 * leg + 0.005 * side,
        "standing.cobb_deg": 0.3 * leg + 0.01 * side,
        "standing.compression_l4l5_n": 0.7 * weight * (1 - 0.002 * lordosis),
        "standing.compression_l5s1_n": 0.75 * weight * (1 - 0.002 * lordosis),
        "standing.shear_l5s1_n": 0.25 * weight * (1 + 0.01 * (incidence - 50)),
        "toe_touch.fingertip_floor_cm": 2 + 0.55 * mean + 6 * stiff,
        "sit_and_reach.reach_cm": 4 - 0.5 * mean - 5 * stiff,
    }
    return out


def exams_at(features: np.ndarray) -> dict[str, np.ndarray]:
    """Outputs of the tests' group for rows of features, (person,) each."""
    female, _, _, _, deficit, tolerance = features.T
    total = deficit + tolerance
    return {
        "slr_deg": 68.5 + 7.8 * female - total,
        "ake_deg": 17.8 - 4.4 * female + total,
        "slr_hip_moment_nm": 40 - 0.5 * tolerance,
    }


def _fit(features: tuple[str, ...], outputs: tuple[str, ...], formula, exponents, n: int) -> interpolant.Interpolant:
    centre, scale = interpolant.box(features)
    sample = centre + scale * np.random.default_rng(7).uniform(-1, 1, (n, len(features)))
    values = formula(sample)
    design = interpolant.terms_of(sample, exponents, centre, scale)
    target = np.stack([values[name] for name in outputs], axis=1)
    coefficients = np.linalg.lstsq(design, target, rcond=None)[0]
    nothing = dict.fromkeys(outputs, 0.0)
    return interpolant.Interpolant(
        features, outputs, exponents, coefficients, centre, scale, nothing, nothing, "surrogate"
    )


@cache
def mechanics() -> living.Mechanics:
    """The mechanics of lives, fitted once."""
    terms = interpolant.basis((1, 2, 2, 2, 2, 2, 1, 1, 3, 3), 3)
    postures = _fit(interpolant.FEATURES, interpolant.OUTPUTS, postures_at, terms, 2000)
    exams = _fit(interpolant.EXAM_FEATURES, interpolant.EXAM_OUTPUTS, exams_at, interpolant.basis((1,) * 6, 2), 500)
    return living.mechanics(postures, exams)


def uniforms(n: int, seed: int) -> np.ndarray:
    """Stored uniforms on the cohort's grid, (person, node)."""
    from hamstrung.life import nodes

    return (np.random.default_rng(seed).integers(0, 2**23, (n, len(nodes.NODES))) + 0.5) / 2**23
