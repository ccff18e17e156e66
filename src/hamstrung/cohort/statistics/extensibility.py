"""How far legs can be raised and knees straightened, and what goes with it."""

import numpy as np

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Array, Mask, Sample
from hamstrung.cohort.statistics.groups import adults, aged, calm, everybody, hurting, lasting, men, seeking

SLR, AKE, PKE = "truth_slr_left_deg", "truth_ake_left_deg", "truth_pke_left_deg"
TIGHT_KNEE_DEG = 15.0


def leg_raise_of_men(s: Sample) -> float:
    """Mean."""
    return weighted.mean(s[SLR], s.weight, calm(s, 18, 91) & men(s))


def leg_raise_of_women(s: Sample) -> float:
    """Mean."""
    return weighted.mean(s[SLR], s.weight, calm(s, 18, 91) & ~men(s))


def leg_raise_women_minus_men(s: Sample) -> float:
    """Difference of means."""
    return leg_raise_of_women(s) - leg_raise_of_men(s)


def knee_women_minus_men(s: Sample) -> float:
    """Difference of means."""
    return knee_extension_of_women(s) - knee_extension_of_men(s)


def instrumented_raise_women_minus_men(s: Sample) -> float:
    """Difference of means in the young."""
    young = calm(s, 19, 31)
    return weighted.difference(s[SLR], s.weight, young & ~men(s), young & men(s))


def knee_extension_of_men(s: Sample) -> float:
    """Mean."""
    return weighted.mean(s[AKE], s.weight, calm(s, 18, 91) & men(s))


def knee_extension_of_women(s: Sample) -> float:
    """Mean."""
    return weighted.mean(s[AKE], s.weight, calm(s, 18, 91) & ~men(s))


def knee_extension_spread_of_men(s: Sample) -> float:
    """SD as measured by one rater."""
    return weighted.spread(s.read("ake_left_deg"), s.weight, calm(s, 18, 91) & men(s))


def knee_extension_spread_of_women(s: Sample) -> float:
    """SD as measured by one rater."""
    return weighted.spread(s.read("ake_left_deg"), s.weight, calm(s, 18, 91) & ~men(s))


def passive_knee_of_men(s: Sample) -> float:
    """Mean of the young."""
    return weighted.mean(s[PKE], s.weight, calm(s, 18, 25) & men(s))


def passive_knee_of_women(s: Sample) -> float:
    """Mean of the young."""
    return weighted.mean(s[PKE], s.weight, calm(s, 18, 25) & ~men(s))


def knee_and_leg_raise(s: Sample) -> float:
    """Correlation as measured, in people with a deficit; positive where both are tight."""
    short = adults(s) & (s["deficit_left_deg"] >= 5.0)
    return -weighted.correlation(s.measured("ake_left_deg"), s.measured("slr_left_deg"), s.weight, short)


def sitting_and_deficit(s: Sample) -> float:
    """Correlation."""
    return weighted.correlation(s["sitting_h_per_day"], s["structural_left_deg"], s.weight, everybody(s))


def lordosis_of_the_tight(s: Sample) -> float:
    """Lordosis of the tighter less that of the looser half of each sex."""
    tight = np.zeros(len(s), bool)
    working = aged(s, 20, 65)
    for sex in (men(s), ~men(s)):
        tight |= sex & (s[SLR] < weighted.quantile(s[SLR], s.weight, working & sex, 0.5))
    return weighted.difference(s["truth_lumbar_lordosis_deg"], s.weight, working & tight, working & ~tight)


def bend_of_the_tight(s: Sample) -> float:
    """Pelvis on thigh in toe touch: men of the lowest tenth of leg raise less men near the median."""
    young = calm(s, 18, 40) & men(s)
    tenth, below, above = (weighted.quantile(s[SLR], s.weight, young, k) for k in (0.1, 0.4, 0.6))
    ordinary = young & (s[SLR] > below) & (s[SLR] < above)
    return weighted.difference(s["truth_pelvis_forward_bend_deg"], s.weight, young & (s[SLR] < tenth), ordinary)


def strain_before_day_10(s: Sample) -> float:
    """Leg raise of the strained less the other side, in SD."""
    return _strained(s, 0, 10)


def strain_day_10_to_20(s: Sample) -> float:
    """Leg raise of the strained less the other side, in SD."""
    return _strained(s, 10, 20)


def strain_day_20_to_30(s: Sample) -> float:
    """Leg raise of the strained less the other side, in SD."""
    return _strained(s, 20, 30)


def strain_day_40_to_50(s: Sample) -> float:
    """Leg raise of the strained less the other side, in SD."""
    return _strained(s, 40, 50)


def tight_young_adults(s: Sample) -> float:
    """15 deg or more on either side, as measured."""
    left, right = (s.measured(f"ake_{side}_deg") >= TIGHT_KNEE_DEG for side in ("left", "right"))
    return weighted.mean(left | right, s.weight, aged(s, 18, 26))


def tight_on_both_sides(s: Sample) -> float:
    """15 deg or more on both sides of those who have it on either, as measured."""
    left, right = (s.measured(f"ake_{side}_deg") >= TIGHT_KNEE_DEG for side in ("left", "right"))
    return weighted.mean(left & right, s.weight, aged(s, 18, 26) & (left | right))


def knee_in_chronic_pain(s: Sample) -> float:
    """Deficit in care with pain of 12 weeks less that without pain."""
    who = aged(s, 20, 60)
    return weighted.difference(s[AKE], s.weight, who & seeking(s) & lasting(s, 12), who & ~hurting(s))


def knee_in_lasting_pain(s: Sample) -> float:
    """Deficit in care with pain of 16 weeks less that without pain."""
    who = aged(s, 25, 40)
    return weighted.difference(s[AKE], s.weight, who & seeking(s) & lasting(s, 16), who & ~hurting(s))


def toe_touch_and_leg_raise(s: Sample) -> float:
    """Correlation as measured; positive where far reach goes with a high leg."""
    return -weighted.correlation(s.measured("toe_touch_cm"), s.measured("slr_left_deg"), s.weight, calm(s, 15, 60))


def reach_and_leg_raise_of_men(s: Sample) -> float:
    """Correlation as measured."""
    return _reach(s, "slr_left_deg", calm(s, 15, 40) & men(s))


def reach_and_leg_raise_of_women(s: Sample) -> float:
    """Correlation as measured."""
    return _reach(s, "slr_left_deg", calm(s, 15, 40) & ~men(s))


def reach_and_lumbar_flexion(s: Sample) -> float:
    """Correlation as measured."""
    return _reach(s, "lumbar_flexion_deg", calm(s, 15, 40))


def _reach(s: Sample, code: str, among: Mask) -> float:
    return weighted.correlation(s.measured("sit_and_reach_cm"), s.measured(code), s.weight, among)


def _strained(s: Sample, low: float, high: float) -> float:
    days: Array = 7.0 * s["hamstring_injury_weeks_ago"]
    left = s["u_hamstring_injury_side"] < 0.5
    raised = s["truth_slr_left_deg"] - s["truth_slr_right_deg"]
    lost = np.where(left, raised, -raised)
    read = s.read("slr_left_deg")
    usual = np.hypot(weighted.spread(read, s.weight, men(s)), weighted.spread(read, s.weight, ~men(s)))
    fresh = (days >= low) & (days < high)
    return weighted.ratio(weighted.mean(lost, s.weight, fresh), float(usual / np.sqrt(2.0)))
