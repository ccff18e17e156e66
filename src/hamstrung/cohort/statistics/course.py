"""What becomes of pain without treatment: its fall, its return, and what foretells it."""

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import weighted
from hamstrung.cohort.sample import Array, Mask, Sample
from hamstrung.cohort.statistics.groups import HURTS_NPRS, a_month, adults, lasting, seeking

AGAIN_NPRS = 2.0
"""Pain from which a recovered person has relapsed."""
LIMITING_NPRS = 4.0
RECOVERY_WEEKS = 12
YEAR_WEEKS = 52
DISABLED_RMDQ = 0.3 * 24.0


def acute_after_6_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 6, 0, 6)


def acute_after_26_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 26, 0, 6)


def acute_after_52_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 52, 0, 6)


def subacute_after_6_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 6, 6, 12)


def subacute_after_26_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 26, 6, 12)


def subacute_after_52_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 52, 6, 12)


def persistent_after_6_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 6, 12, 52)


def persistent_after_26_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 26, 12, 52)


def persistent_after_52_weeks(s: Sample) -> float:
    """Mean pain."""
    return _mean_after(s, 52, 12, 52)


def fall_in_the_first_month(s: Sample) -> float:
    """Relative fall of mean pain in four weeks."""
    return 1.0 - weighted.ratio(_mean_after(s, 4, 0, 3), _mean_after(s, 0, 0, 3))


def recurrence_after_acute_pain(s: Sample) -> float:
    """Pain of 2 again within a year of the visit, of those who recovered."""
    recovered, again = _relapse(s, AGAIN_NPRS, until=YEAR_WEEKS)
    return weighted.mean(again >= 0, s.weight, seeking(s) & lasting(s, 0, 3) & recovered)


def remission_in_a_year(s: Sample) -> float:
    """Four weeks in a row below 1 at some time in a year."""
    free = a_month(s.natural.pain_nprs[:, 1 : YEAR_WEEKS + 1] < HURTS_NPRS)
    return weighted.mean(free, s.weight, seeking(s))


def recurrence_in_a_year(s: Sample) -> float:
    """Pain of 2 again within a year of recovery."""
    recovered, again = _relapse(s, AGAIN_NPRS)
    return weighted.mean(again >= 0, s.weight, seeking(s) & recovered)


def recurrence_of_any_pain(s: Sample) -> float:
    """Pain of 2 again within a year of recovery, adults."""
    recovered, again = _relapse(s, AGAIN_NPRS)
    return weighted.mean(again >= 0, s.weight, adults(s) & seeking(s) & recovered)


def recurrence_that_limits(s: Sample) -> float:
    """Pain of 4 again within a year of recovery, adults."""
    recovered, again = _relapse(s, LIMITING_NPRS)
    return weighted.mean(again >= 0, s.weight, adults(s) & seeking(s) & recovered)


def recurrence_that_seeks_care(s: Sample) -> float:
    """Care sought within a year of recovery, adults."""
    start = _recovery(s)
    weeks = np.arange(s.natural.seeks_care.shape[1])
    after = (weeks > start[:, None]) & (weeks <= start[:, None] + YEAR_WEEKS)
    sought = np.any(s.natural.seeks_care & after, axis=1)
    return weighted.mean(sought, s.weight, adults(s) & seeking(s) & (start >= 0))


def time_to_recurrence(s: Sample) -> float:
    """Median time from recovery to pain of 2 again, days; 53 weeks for those who stayed free."""
    recovered, again = _relapse(s, AGAIN_NPRS)
    weeks = np.where(again >= 0, again, YEAR_WEEKS + 1.0)
    return 7.0 * weighted.quantile(weeks, s.weight, adults(s) & seeking(s) & recovered, 0.5)


def usual_care(s: Sample) -> float:
    """Pain of 1 or less after four weeks, of those long in pain of 4 or more."""
    return weighted.mean(s.answered_pain(s.pain_at(4), week=4) <= 1.0, s.weight, long_in_pain(s))


def recovery_in_half_a_year(s: Sample) -> float:
    """No pain and hardly any disability 30 weeks on."""
    pain = s.pain_at(30)
    free = (s.answered_pain(pain, week=30) == 0.0) & (s.answered_rmdq(pain, week=30) <= 2.0)
    return weighted.mean(free, s.weight, adults(s) & seeking(s))


def improvement_at_low_risk(s: Sample) -> float:
    """RMDQ 30 % better after eight weeks."""
    return _improved(s, s.measured("start_back_total") < 3.5)


def improvement_at_medium_risk(s: Sample) -> float:
    """RMDQ 30 % better after eight weeks."""
    total, distress = s.measured("start_back_total"), s.measured("start_back_distress")
    return _improved(s, (total >= 3.5) & (distress < 3.5))


def improvement_at_high_risk(s: Sample) -> float:
    """RMDQ 30 % better after eight weeks."""
    total, distress = s.measured("start_back_total"), s.measured("start_back_distress")
    return _improved(s, (total >= 3.5) & (distress >= 3.5))


def start_back_foretells_pain(s: Sample) -> float:
    """Area under the curve."""
    return _foretold(s, "start_back_total", _in_pain(s, 26), lasting(s, 0, 12))


def start_back_foretells_disability(s: Sample) -> float:
    """Area under the curve."""
    disabled = s.answered_rmdq(s.pain_at(26), week=26) >= DISABLED_RMDQ
    return _foretold(s, "start_back_total", disabled, lasting(s, 0, 12))


def orebro_foretells_pain(s: Sample) -> float:
    """Area under the curve."""
    return _foretold(s, "orebro_short", _in_pain(s, 26), lasting(s, 0, 12))


def start_back_in_the_old(s: Sample) -> float:
    """Area under the curve."""
    return _foretold(s, "start_back_total", _in_pain(s, 12), s["age_y"] >= 55.0)


def start_back_in_primary_care(s: Sample) -> float:
    """Area under the curve."""
    return _foretold(s, "start_back_total", _in_pain(s, 12), adults(s))


def long_in_pain(s: Sample) -> Mask:
    """Adults in care who answer pain of 4 or more and have had it for half a year or longer."""
    return adults(s) & seeking(s) & lasting(s, 26) & (s.answered_pain(s["pain__factual"], week=0) >= LIMITING_NPRS)


def _mean_after(s: Sample, week: int, low: float, high: float) -> float:
    return weighted.mean(s.pain_at(week), s.weight, seeking(s) & lasting(s, low, high))


def _recovery(s: Sample) -> NDArray[np.int64]:
    """First week of the twelve after the visit with pain below 1; -1 where there is none."""
    free = s.natural.pain_nprs[:, 1 : RECOVERY_WEEKS + 1] < HURTS_NPRS
    return np.where(free.any(axis=1), free.argmax(axis=1) + 1, -1)


def _relapse(s: Sample, nprs: float, *, until: int | None = None) -> tuple[Mask, Array]:
    """Who recovered, and weeks from there to pain again within a year (or until that week); -1 for never."""
    start, weeks = _recovery(s), np.arange(s.natural.pain_nprs.shape[1])
    last = start[:, None] + YEAR_WEEKS if until is None else np.full((len(s), 1), until)
    again = (s.natural.pain_nprs >= nprs) & (weeks > start[:, None]) & (weeks <= last)
    return start >= 0, np.where(again.any(axis=1), again.argmax(axis=1) - start, -1).astype(float)


def _improved(s: Sample, risk: Mask) -> float:
    before = s.answered_rmdq(s["pain__factual"], week=0)
    later = s.answered_rmdq(s.pain_at(8), week=8)
    return weighted.mean(later <= 0.7 * before, s.weight, adults(s) & seeking(s) & risk & (before > 1.0))


def _in_pain(s: Sample, week: int) -> Mask:
    """Who answers pain of 3 or more in that week."""
    return s.answered_pain(s.pain_at(week), week=week) >= 3.0


def _foretold(s: Sample, score: str, outcome: Mask, among: Mask) -> float:
    """Area under the curve of a score as it is answered once."""
    return weighted.area_under_curve(s.measured(score), outcome, s.weight, adults(s) & seeking(s) & among)
