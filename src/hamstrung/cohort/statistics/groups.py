"""Who is meant: groups of people that published statistics speak of."""

import numpy as np

from hamstrung.cohort.sample import Array, Mask, Sample

HURTS_NPRS = 1.0
"""Pain from which a person is counted as hurting."""


def hurting(s: Sample) -> Mask:
    """Pain of at least 1 now."""
    return s["pain__factual"] >= HURTS_NPRS


def everybody(s: Sample) -> Mask:
    """All people."""
    return np.ones(len(s), bool)


def adults(s: Sample) -> Mask:
    """18 years and older."""
    return s["age_y"] >= 18.0


def aged(s: Sample, low: float, high: float) -> Mask:
    """Between two ages."""
    return (s["age_y"] >= low) & (s["age_y"] < high)


def calm(s: Sample, low: float, high: float) -> Mask:
    """Between two ages and without pain."""
    return aged(s, low, high) & ~hurting(s)


def men(s: Sample) -> Mask:
    """Men, boys too."""
    return s["sex_female"] < 0.5


def seeking(s: Sample) -> Mask:
    """Seeking care."""
    return s["seeks_care"] > 0.5


def lasting(s: Sample, low: float, high: float = np.inf) -> Mask:
    """Pain that has lasted so many weeks."""
    return hurting(s) & (s["pain_duration_weeks"] >= low) & (s["pain_duration_weeks"] < high)


def a_month(weekly: Mask) -> Mask:
    """Whether a sign holds in four weeks in a row; (person, week) to (person,)."""
    return np.any(weekly[:, :-3] & weekly[:, 1:-2] & weekly[:, 2:-1] & weekly[:, 3:], axis=1)


def root(s: Sample) -> Array:
    """Irritation of the worse root, 0 to 1."""
    return np.maximum(s["root_left"], s["root_right"])


def non_specific(s: Sample) -> Mask:
    """No serious disease, no inflammation, no irritated root."""
    return (s["source_serious"] == 0) & (s["source_inflammatory"] == 0) & (root(s) <= 0.2)


def worn_hip(s: Sample) -> Mask:
    """Over 50 with a hip that is badly worn."""
    return (s["age_y"] > 50.0) & (s["hip_severity"] > 0.4)


def own_deficit_deg(s: Sample) -> Array:
    """Deficit that pain did not bring, mean of the sides: what a cohort free of pain measures."""
    return (s["deficit_left_deg__others_absent"] + s["deficit_right_deg__others_absent"]) / 2.0
