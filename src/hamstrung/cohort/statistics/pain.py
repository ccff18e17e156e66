"""How common pain is, and what is found among those who bring it to somebody."""

import numpy as np

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Sample
from hamstrung.cohort.statistics.groups import (
    HURTS_NPRS,
    a_month,
    adults,
    aged,
    hurting,
    lasting,
    non_specific,
    root,
    seeking,
)

YEAR = slice(1, 53)


def point_prevalence(s: Sample) -> float:
    """Pain of 1 or more now."""
    return weighted.mean(hurting(s), s.weight, adults(s))


def year_prevalence(s: Sample) -> float:
    """Pain of 1 or more in any week of the year after."""
    ever = np.any(s.natural.pain_nprs[:, YEAR] >= HURTS_NPRS, axis=1)
    return weighted.mean(ever, s.weight, adults(s))


def year_incidence(s: Sample) -> float:
    """Pain in any week of the year after, of those who have none now."""
    ever = np.any(s.natural.pain_nprs[:, YEAR] >= HURTS_NPRS, axis=1)
    return weighted.mean(ever, s.weight, adults(s) & ~hurting(s))


def adolescent_incidence(s: Sample) -> float:
    """Pain in four weeks in a row of the year after, of those who have none now."""
    bad = a_month(s.natural.pain_nprs[:, YEAR] >= HURTS_NPRS)
    return weighted.mean(bad, s.weight, aged(s, 13, 17) & ~hurting(s))


def chronic_prevalence(s: Sample) -> float:
    """Pain now that has lasted 12 weeks."""
    return weighted.mean(lasting(s, 12), s.weight, adults(s))


def pain_of_care_seekers(s: Sample) -> float:
    """Mean pain."""
    return weighted.mean(s["pain__factual"], s.weight, seeking(s))


def rmdq_of_care_seekers(s: Sample) -> float:
    """Mean Roland-Morris score."""
    return weighted.mean(s["truth_rmdq"], s.weight, seeking(s))


def fear_of_care_seekers(s: Sample) -> float:
    """Mean fear of physical activity."""
    return weighted.mean(s["truth_fabq_pa"], s.weight, seeking(s))


def serious_among_care_seekers(s: Sample) -> float:
    """Infection, malignancy or fracture."""
    return weighted.mean(s["source_serious"] > 0, s.weight, seeking(s))


def radicular_among_care_seekers(s: Sample) -> float:
    """A root irritated beyond 0.2."""
    return weighted.mean(root(s) > 0.2, s.weight, seeking(s))


def inflammatory_among_young_care_seekers(s: Sample) -> float:
    """Axial spondyloarthritis in adults below 45 who seek care for pain of 12 weeks or more."""
    return weighted.mean(s["source_inflammatory"] > 0, s.weight, aged(s, 18, 45) & seeking(s) & lasting(s, 12))


def inflammatory_in_adults(s: Sample) -> float:
    """Axial spondyloarthritis, in pain or not."""
    return weighted.mean(s["source_inflammatory"] > 0, s.weight, adults(s))


def cause_among_adults(s: Sample) -> float:
    """Half of the pain or more gone with hamstrings that were always healthy, in the tight."""
    pain = s["pain__factual"]
    spared = (pain - s["pain__hamstrings_healthy"]) / np.maximum(pain, 0.5)
    tight = np.maximum(s["deficit_left_deg"], s["deficit_right_deg"]) >= 13.5
    return weighted.mean(tight & (spared >= 0.5), s.weight, seeking(s) & adults(s) & non_specific(s))


def widespread_in_chronic_pain(s: Sample) -> float:
    """Widespread pain among those long in pain who seek care."""
    return weighted.mean(s["truth_widespread_pain"], s.weight, adults(s) & seeking(s) & lasting(s, 12))


def centralisers(s: Sample) -> float:
    """Examined as centralising."""
    return weighted.mean(s.found("centralisation"), s.weight, adults(s) & seeking(s))
