"""Who has pain: odds ratios, relative risks and differences between people with and without it."""

import numpy as np

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Array, Mask, Sample
from hamstrung.cohort.statistics.groups import (
    HURTS_NPRS,
    a_month,
    adults,
    aged,
    calm,
    hurting,
    lasting,
    own_deficit_deg,
    root,
    seeking,
    worn_hip,
)

WORKING = (20.0, 65.0)


def deficit_in_adults(s: Sample) -> float:
    """Odds ratio of pain per 10 deg, sex adjusted."""
    return weighted.odds_ratio(hurting(s), s.weight, adults(s), own_deficit_deg(s) / 10.0, s["sex_female"])


def deficit_in_adolescents(s: Sample) -> float:
    """Odds ratio of new pain within a year per 10 deg, sex adjusted."""
    return weighted.odds_ratio(_new_pain(s), s.weight, calm(s, 13, 18), own_deficit_deg(s) / 10.0, s["sex_female"])


def smoking(s: Sample) -> float:
    """Odds ratio of pain."""
    return weighted.odds_ratio(hurting(s), s.weight, adults(s), s["smoker"])


def smoking_of_adolescents(s: Sample) -> float:
    """Odds ratio of new pain within a year."""
    return weighted.odds_ratio(_new_pain(s), s.weight, calm(s, 15, 18), s["smoker"])


def obesity(s: Sample) -> float:
    """Odds ratio of pain."""
    return weighted.odds_ratio(hurting(s), s.weight, adults(s), (s["bmi"] > 30.0).astype(float))


def medium_activity(s: Sample) -> float:
    """Risk of pain in the middle against the lowest third of activity."""
    low, high = (weighted.quantile(s["activity_h_per_week"], s.weight, adults(s), k) for k in (1 / 3, 2 / 3))
    active = s["activity_h_per_week"]
    middle, lowest = adults(s) & (active >= low) & (active < high), adults(s) & (active < low)
    return weighted.risk_ratio(hurting(s), s.weight, middle, lowest)


def high_activity(s: Sample) -> float:
    """Risk of pain in the highest against the lowest third of activity."""
    low, high = (weighted.quantile(s["activity_h_per_week"], s.weight, adults(s), k) for k in (1 / 3, 2 / 3))
    active = s["activity_h_per_week"]
    return weighted.risk_ratio(hurting(s), s.weight, adults(s) & (active >= high), adults(s) & (active < low))


def long_sitting(s: Sample) -> float:
    """Odds ratio of pain, above 7.5 against below 5.5 h/day."""
    sitting = s["sitting_h_per_day"]
    apart = adults(s) & ((sitting > 7.5) | (sitting < 5.5))
    return weighted.odds_ratio(hurting(s), s.weight, apart, (sitting > 7.5).astype(float))


def sedentary_life(s: Sample) -> float:
    """Odds ratio of pain, the least active quarter against the rest."""
    lazy = s["activity_h_per_week"] < weighted.quantile(s["activity_h_per_week"], s.weight, adults(s), 0.25)
    return weighted.odds_ratio(hurting(s), s.weight, adults(s), lazy.astype(float))


def driving(s: Sample) -> float:
    """Odds ratio of pain, above 2 against below half an hour a day."""
    hours = s["driving_h_per_day"]
    apart = adults(s) & ((hours > 2.0) | (hours < 0.5))
    return weighted.odds_ratio(hurting(s), s.weight, apart, (hours > 2.0).astype(float))


def small_lordosis(s: Sample) -> float:
    """Odds ratio of pain per 10 deg more lordosis than incidence asks for."""
    return weighted.odds_ratio(hurting(s), s.weight, adults(s), s["lordosis_now_deg"] / 10.0, s["age_y"])


def pain_with_hip_disorder(s: Sample) -> float:
    """Share with pain over a badly worn hip."""
    return weighted.mean(hurting(s), s.weight, worn_hip(s))


def work_sitting(s: Sample) -> float:
    """Odds ratio of pain, the highest against the lowest third of sitting at working age."""
    working, sitting = aged(s, *WORKING), s["sitting_h_per_day"]
    low, high = (weighted.quantile(sitting, s.weight, working, k) for k in (1 / 3, 2 / 3))
    apart = working & ((sitting < low) | (sitting >= high))
    return weighted.odds_ratio(hurting(s), s.weight, apart, (sitting >= high).astype(float))


def day_sitting(s: Sample) -> float:
    """Odds ratio of pain, more against less sitting than the median."""
    sitting = s["sitting_h_per_day"]
    much = sitting > weighted.quantile(sitting, s.weight, adults(s), 0.5)
    return weighted.odds_ratio(hurting(s), s.weight, adults(s), much.astype(float))


def palms_on_floor(s: Sample) -> float:
    """Odds ratio of lasting pain of those who reach 8 cm below the floor, sex adjusted."""
    palms = (s["truth_toe_touch_cm"] < -8.0).astype(float)
    return weighted.odds_ratio(lasting(s, 12), s.weight, s["age_y"] > 45, palms, s["sex_female"])


def hamstrings_with_and_without_pain(s: Sample) -> float:
    """Leg raise in SD."""
    return _apart(s, s.read("slr_left_deg"))


def lordosis_with_and_without_pain(s: Sample) -> float:
    """Lordosis in SD."""
    return _apart(s, s.read("lumbar_lordosis_deg"))


def tilt_with_and_without_pain(s: Sample) -> float:
    """Anterior pelvic tilt in SD."""
    return _apart(s, s.read("anterior_pelvic_tilt_deg"))


def leg_length_with_and_without_pain(s: Sample) -> float:
    """Size of the leg-length difference in SD."""
    code = "leg_length_difference_mm"
    return _apart(s, np.abs(s[code] + s.error_within(code)))


def lordosis_in_acute_pain(s: Sample) -> float:
    """Lordosis of people newly in care, less that of people without pain."""
    return weighted.difference(s["truth_lumbar_lordosis_deg"], s.weight, _newly_in_care(s), adults(s) & ~hurting(s))


def slope_in_acute_pain(s: Sample) -> float:
    """Sacral slope of people newly in care, less that of people without pain."""
    return weighted.difference(s["truth_sacral_slope_deg"], s.weight, _newly_in_care(s), adults(s) & ~hurting(s))


def _apart(s: Sample, values: Array) -> float:
    working = aged(s, *WORKING)
    return weighted.standardised(values, s.weight, working & hurting(s), working & ~hurting(s))


def _new_pain(s: Sample) -> Mask:
    """Four weeks of pain in a row in the year after."""
    return a_month(s.natural.pain_nprs[:, 1:53] >= HURTS_NPRS)


def _newly_in_care(s: Sample) -> Mask:
    return adults(s) & seeking(s) & lasting(s, 0, 12) & (root(s) <= 0.2)
