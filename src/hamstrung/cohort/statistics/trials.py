"""What treatments change: each arm lives the weeks after the same visit with the same luck."""

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import NOTHING, Array, Mask, Sample
from hamstrung.cohort.statistics.course import long_in_pain
from hamstrung.cohort.statistics.groups import (
    adults,
    aged,
    calm,
    lasting,
    men,
    non_specific,
    seeking,
    worn_hip,
)
from hamstrung.life import DISTRESS, Treatment

STRETCHING = Treatment(stretching_min_per_week=30.0)
AN_HOUR_LESS = Treatment(sitting_h_per_day=-1.0)
NEW_HIP = Treatment(hip_repaired=1.0)
LIFT = Treatment(leg_length_corrected=0.7)


def stretching_and_leg_raise(s: Sample) -> float:
    """Gain of the leg raise in degrees: the deficit that six weeks take away."""
    return _range_gained(s) * _test_per_deficit(s, "slr")


def stretching_and_passive_knee(s: Sample) -> float:
    """Gain of passive knee extension."""
    return _range_gained(s) * _test_per_deficit(s, "pke")


def stretching_and_active_knee(s: Sample) -> float:
    """Gain of active knee extension."""
    return _range_gained(s) * _test_per_deficit(s, "ake")


def stretching_and_standing_tilt(s: Sample) -> float:
    """Change of anterior pelvic tilt in standing."""
    who = aged(s, 19, 60) & seeking(s)
    who &= s["truth_slr_left_deg"] < weighted.quantile(s["truth_slr_left_deg"], s.weight, who, 0.25)
    treated, control = (
        s.follow(who, weeks=6, treatment=t).visits["standing_pelvis_deg"] for t in (STRETCHING, NOTHING)
    )
    return _mean(s, treated - control, who)


def reprocessing_of_pain(s: Sample) -> float:
    """Hardly any pain after four weeks with low distress and sensitisation."""
    who = long_in_pain(s)
    after = s.follow(who, weeks=4, absent=DISTRESS).pain_nprs[:, -1]
    return _mean(s, _answered(s, after, who, week=4) <= 1.0, who)


def hip_replaced(s: Sample) -> float:
    """Pain 30 % better a year after."""
    return _better(s, worn_hip(s) & (s.answered_pain(s["pain__factual"], week=0) >= 1.0))


def hip_replaced_in_many(s: Sample) -> float:
    """Pain 30 % better a year after."""
    return _better(s, worn_hip(s) & (s.answered_pain(s["pain__factual"], week=0) >= 2.0))


def stretching_and_pain(s: Sample) -> float:
    """Standardised difference after six weeks."""
    return _effect(s, adults(s) & seeking(s), STRETCHING, weeks=6)


def stretching_and_chronic_pain(s: Sample) -> float:
    """Standardised difference after twelve weeks."""
    return _effect(s, adults(s) & seeking(s) & lasting(s, 12) & non_specific(s), STRETCHING, weeks=12)


def less_sitting(s: Sample) -> float:
    """Odds ratio of pain after thirteen weeks."""
    who = aged(s, 20, 65) & (s["sitting_h_per_day"] > 6.0)
    after = [s.follow(who, weeks=13, treatment=t).pain_nprs[:, -1] >= 1.0 for t in (AN_HOUR_LESS, NOTHING)]
    treated, control = (_mean(s, each, who) for each in after)
    return weighted.ratio(treated * (1.0 - control), control * (1.0 - treated))


def leg_length_corrected(s: Sample) -> float:
    """Difference of mean pain after a year."""
    who = (s["age_y"] > 35.0) & (np.abs(s["leg_length_difference_mm"]) >= 5.0) & (s["pain__factual"] >= 2.0)
    treated, control = (s.follow(who, weeks=52, treatment=t).pain_nprs[:, -1] for t in (LIFT, NOTHING))
    return _mean(s, treated - control, who)


def _range_gained(s: Sample) -> float:
    """Deficit of the left side that stretching takes away from the young who do not stretch."""
    who = calm(s, 18, 35) & (s["stretching_min_per_week"] == 0.0)
    parts = ("structural_left_deg", "tonic_left_deg", "tolerance_left_deg")
    arms = (s.follow(who, weeks=6, treatment=t).visits for t in (STRETCHING, NOTHING))
    treated, control = (np.sum([visits[part] for part in parts], axis=0) for visits in arms)
    return _mean(s, control - treated, who)


def _test_per_deficit(s: Sample, test: str) -> float:
    """Degrees of a test per degree of deficit: the size of its slope in the young, mean of both sexes."""
    slopes = []
    for sex in (men(s), ~men(s)):
        who = calm(s, 18, 35) & sex
        x, y = s["deficit_left_deg"], s[f"truth_{test}_left_deg"]
        r = weighted.correlation(x, y, s.weight, who)
        slopes.append(weighted.ratio(r * weighted.spread(y, s.weight, who), weighted.spread(x, s.weight, who)))
    return float(np.mean(np.abs(slopes)))


def _better(s: Sample, who: Mask) -> float:
    after = s.follow(who, weeks=52, treatment=NEW_HIP).pain_nprs[:, -1]
    before = s.answered_pain(s["pain__factual"], week=0)[who]
    return _mean(s, _answered(s, after, who, week=52) <= 0.7 * before, who)


def _answered(s: Sample, pain_nprs: Array, who: Mask, *, week: int) -> Array:
    """Pain of some people as they answer it in that week, in their order."""
    everyone = np.zeros(len(s))
    everyone[who] = pain_nprs
    return s.answered_pain(everyone, week=week)[who]


def _effect(s: Sample, who: Mask, treatment: Treatment, *, weeks: int) -> float:
    """Treated less control pain over the spread of the control arm."""
    treated, control = (s.follow(who, weeks=weeks, treatment=t).pain_nprs[:, -1] for t in (treatment, NOTHING))
    weight, everyone = s.weight[who], np.ones(int(who.sum()), bool)
    difference = weighted.mean(treated - control, weight, everyone)
    return weighted.ratio(difference, weighted.spread(control, weight, everyone))


def _mean(s: Sample, values: NDArray[np.generic], who: Mask) -> float:
    """Mean of values of those people alone."""
    return weighted.mean(values, s.weight[who], np.ones(int(who.sum()), bool))
