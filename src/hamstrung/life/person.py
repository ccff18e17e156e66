"""Who a person is and how they live: the exogenous part of a life, from its own uniforms."""

import math

import numpy as np

from hamstrung.life import nodes
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import lognormal, normal, tail

PERSON = np.dtype(
    [
        (name, "f8")
        for name in (
            "sex_female",
            "age_y",
            "height_m",
            "bmi",
            "pelvic_incidence_deg",
            "lordosis_offset_deg",
            "log_lumbar_stiffness",
            "leg_length_difference_mm",
            "thoracic_kyphosis_deg",
            "sitting_h_per_day",
            "slouching_share",
            "driving_h_per_day",
            "straight_leg_h_per_day",
            "activity_h_per_week",
            "stretching_min_per_week",
            "bends_per_day",
            "lifts_per_day",
            "smoker",
            "sitting_sd",
            "inactivity_sd",
            "bmi_sd",
        )
    ]
)
"""The exogenous part of a life; `*_sd` are standard scores."""

YOUNGEST_Y, OLDEST_Y = 10.0, 90.0
"""Ages that are valid at a visit."""
PRIME_Y = 35.0
"""Age up to which the shape of the back is that of the adult; what it loses is counted from here."""

_SEX = nodes.INDEX["sex"]
_AGE = nodes.INDEX["age"]
_HEIGHT = nodes.INDEX["height"]
_BMI = nodes.INDEX["bmi"]
_PI = nodes.INDEX["pelvic_incidence"]
_LORDOSIS = nodes.INDEX["lordosis"]
_STIFFNESS = nodes.INDEX["lumbar_stiffness"]
_LEG_LENGTH = nodes.INDEX["leg_length"]
_KYPHOSIS = nodes.INDEX["kyphosis"]
_SITTING = nodes.INDEX["sitting"]
_SLOUCHING = nodes.INDEX["slouching"]
_DRIVING = nodes.INDEX["driving"]
_STRAIGHT = nodes.INDEX["straight_leg_sitting"]
_ACTIVITY = nodes.INDEX["activity"]
_NO_STRETCHING = nodes.INDEX["no_stretching"]
_BENDING = nodes.INDEX["bending"]
_LIFTING = nodes.INDEX["lifting"]
_SMOKING = nodes.INDEX["smoking"]


@compiled
def age_at(u, p):  # type: ignore[no-untyped-def]
    """Age at the visit, 10 to 90: flat up to the knee, then falling linearly to age 90."""
    flat = p.person_age_knee_y - YOUNGEST_Y
    span = OLDEST_Y - p.person_age_knee_y
    fall = 1.0 - p.person_age_last_density
    total = flat + span * (1.0 - 0.5 * fall)
    area = u * total
    if area <= flat:
        return YOUNGEST_Y + area
    rest = area - flat
    x = (1.0 - math.sqrt(max(0.0, 1.0 - 2.0 * fall * rest / span))) / fall
    return p.person_age_knee_y + span * min(x, 1.0)


@compiled
def describe_body(u, p, w):  # type: ignore[no-untyped-def]
    """Sex, age, size and spinopelvic shape at the visit."""
    w.sex_female = 1.0 if u[_SEX] < 0.5 else 0.0
    w.age_y = age_at(u[_AGE], p)
    growth = min(
        1.0,
        p.person_height_at_ten
        + (1.0 - p.person_height_at_ten) * (w.age_y - YOUNGEST_Y) / (p.person_height_grown_y - YOUNGEST_Y),
    )
    mean = p.person_height_women_m if w.sex_female > 0.5 else p.person_height_men_m
    w.height_m = growth * (mean + p.person_height_sd_m * normal(u[_HEIGHT]))
    w.bmi_sd = normal(u[_BMI])
    filling = min(
        1.0,
        p.person_bmi_at_ten
        + (1.0 - p.person_bmi_at_ten) * (w.age_y - YOUNGEST_Y) / (p.person_weight_filled_y - YOUNGEST_Y),
    )
    w.bmi = min(max(filling * p.person_bmi * math.exp(p.person_bmi_log_sd * w.bmi_sd), 14.0), 48.0)
    incidence = p.person_pelvic_incidence_deg + p.person_pelvic_incidence_sd_deg * normal(u[_PI])
    w.pelvic_incidence_deg = min(max(incidence, 22.0), 90.0)
    w.lordosis_offset_deg = p.person_lordosis_sd_deg * normal(u[_LORDOSIS])
    w.log_lumbar_stiffness = p.person_stiffness_log_sd * normal(u[_STIFFNESS])
    w.leg_length_difference_mm = p.person_leg_length_sd_mm * normal(u[_LEG_LENGTH])
    ageing = p.person_kyphosis_per_y_deg * max(0.0, w.age_y - PRIME_Y)
    w.thoracic_kyphosis_deg = p.person_kyphosis_deg + p.person_kyphosis_sd_deg * normal(u[_KYPHOSIS]) + ageing


@compiled
def describe_habits(u, p, w):  # type: ignore[no-untyped-def]
    """Sitting, activity, stretching and handling: traits that last a life."""
    w.sitting_sd = normal(u[_SITTING])
    w.sitting_h_per_day = min(max(p.habits_sitting_h + p.habits_sitting_sd_h * w.sitting_sd, 0.5), 15.0)
    w.slouching_share = min(max(p.habits_slouching + p.habits_slouching_sd * normal(u[_SLOUCHING]), 0.1), 1.0)
    share = min(lognormal(u[_DRIVING], p.habits_driving_share, p.habits_driving_log_sd), 0.7)
    w.driving_h_per_day = share * w.sitting_h_per_day if w.age_y >= p.habits_driving_from_y else 0.0
    w.straight_leg_h_per_day = min(lognormal(u[_STRAIGHT], p.habits_straight_leg_h, p.habits_straight_leg_log_sd), 4.0)
    w.inactivity_sd = -normal(u[_ACTIVITY])
    w.activity_h_per_week = min(p.habits_activity_h * math.exp(-p.habits_activity_log_sd * w.inactivity_sd), 40.0)
    stretcher = tail(1.0 - u[_NO_STRETCHING], 1.0 - p.habits_no_stretching_share)
    w.stretching_min_per_week = 0.0
    if stretcher > 0.0:
        inside = min(max(stretcher, 1e-7), 1.0 - 1e-7)
        w.stretching_min_per_week = min(lognormal(inside, p.habits_stretching_min, p.habits_stretching_log_sd), 600.0)
    w.bends_per_day = min(lognormal(u[_BENDING], p.habits_bends_per_day, p.habits_handling_log_sd), 2000.0)
    w.lifts_per_day = min(lognormal(u[_LIFTING], p.habits_lifts_per_day, p.habits_handling_log_sd), 1000.0)
    grown = w.age_y >= p.habits_smoking_from_y
    w.smoker = 1.0 if grown and tail(u[_SMOKING], p.habits_smoking_share) > 0.0 else 0.0
