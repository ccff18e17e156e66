"""What treatments do to a life, week by week; nothing here touches pain.

A treatment has magnitudes, by what they act on, and times: from which week to which it is done, how fast what it does
is there, and how fast it is lost when it stops.

    there(week) = (1 - exp(-weeks done / onset)) exp(-weeks since it stopped / loss)

Shifts of standard scores stop where nothing is left to gain: at the irritability of a normal structure, at low
distress. Treatments that act on the same thing do not add up: the strongest counts in full, the others by
`course_overlap`.
Valid for the year after a visit.
"""

import math
from typing import Final

from hamstrung.life import hamstrings, nodes
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import chance, normal

MAGNITUDES: Final = (
    "stretching_min_per_week",
    "sitting_h_per_day",
    "activity_h_per_week",
    "structural_gain_deg",
    "tolerance_gain_deg",
    "tone_gain_deg",
    "irritability_sd",
    "distress_sd",
    "sensitisation_sd",
    "root_sd",
    "tendon_sd",
    "healing",
    "hip_eased",
    "hip_repaired",
    "leg_length_corrected",
    "released",
)
"""What a treatment changes from the visit on, in a life's own terms; all zero is no treatment."""

TIMES: Final = ("from_week", "to_week", "onset_weeks", "loss_weeks")

FIELDS: Final = (*MAGNITUDES, *TIMES)
"""Columns of a treatment as compiled code reads it."""

(
    STRETCHING,
    SITTING,
    ACTIVITY,
    STRUCTURE,
    TOLERANCE,
    TONE,
    IRRITABILITY,
    DISTRESS,
    SENSITISATION,
    ROOT,
    TENDON,
    HEALING,
    HIP,
    NEW_HIP,
    LEG_LENGTH,
    RELEASE,
    FROM,
    TO,
    ONSET,
    LOSS,
) = range(len(FIELDS))

_WEEKS_PER_Y = 52.0
_NO_FLOOR_SD = -12.0
_AT_ONCE = (SITTING, ACTIVITY)
_FOR_GOOD = (NEW_HIP, LEG_LENGTH, RELEASE)

_IRRITABLE = nodes.INDEX["irritability"]
_DISTRESS = nodes.INDEX["distress"]
_SENSITISATION = nodes.INDEX["sensitisation"]
_INFLAMED = nodes.INDEX["root_inflammation"]
_TENDON = nodes.INDEX["tendon"]
_TONE = nodes.INDEX["resting_tone"]
_STRAIN = nodes.INDEX["hamstring_injury_recent"]

EASED: Final = (_IRRITABLE, _DISTRESS, _SENSITISATION, _INFLAMED, _TENDON, _TONE, _STRAIN)
"""Nodes whose uniforms a treatment moves for a week."""


@compiled
def weeks_done(week, t):  # type: ignore[no-untyped-def]
    """Weeks of one treatment that lie behind."""
    return max(min(float(week), t[TO]) - t[FROM], 0.0)


@compiled
def there(week, t, onset_weeks):  # type: ignore[no-untyped-def]
    """Share of what one treatment does that is there in that week; an onset of 0 is at once."""
    done = weeks_done(week, t)
    if done == 0.0:
        return 0.0
    share = -math.expm1(-done / onset_weeks) if onset_weeks > 0.0 else 1.0
    stopped = float(week) - t[TO]
    if stopped > 0.0:
        share *= math.exp(-stopped / t[LOSS]) if t[LOSS] > 0.0 else 0.0
    return share


@compiled
def onset(t, p):  # type: ignore[no-untyped-def]
    """Time constant of one treatment; that of a gain of tolerance where it has none of its own."""
    return t[ONSET] if t[ONSET] > 0.0 else p.course_tolerance_weeks


@compiled
def act(treatments, week, p, acting):  # type: ignore[no-untyped-def]
    """What all treatments of one person do together in one week.

    Args:
        treatments: (treatment, field)
        acting: filled, (field,)
    """
    for f in range(FROM):
        total, most = 0.0, 0.0
        for k in range(treatments.shape[0]):
            t = treatments[k]
            if t[f] == 0.0:
                continue
            if f in _FOR_GOOD:
                part = t[f] if weeks_done(week, t) > 0.0 else 0.0
            else:
                part = t[f] * there(week, t, 0.0 if f in _AT_ONCE else onset(t, p))
            total += part
            if abs(part) > abs(most):
                most = part
        acting[f] = most + p.course_overlap * (total - most)


@compiled
def change_habits(w, own, p, acting):  # type: ignore[no-untyped-def]
    """Habits of the week: the person's own (`own`, an untouched copy) and what treatments change of them."""
    w.sitting_h_per_day = max(own.sitting_h_per_day + acting[SITTING], 0.5)
    w.activity_h_per_week = own.activity_h_per_week + acting[ACTIVITY]
    w.inactivity_sd = own.inactivity_sd
    if acting[ACTIVITY] != 0.0:
        relative = max(w.activity_h_per_week, 0.05) / p.habits_activity_h
        w.inactivity_sd = -math.log(relative) / p.habits_activity_log_sd


@compiled
def change_joints(w, own, s, hip_severity, hip_range_lost_deg, acting):  # type: ignore[no-untyped-def]
    """Leg length, hip and release of the week; what is given is what the life had left behind."""
    w.leg_length_difference_mm = own.leg_length_difference_mm * (1.0 - acting[LEG_LENGTH])
    s.hip_severity = hip_severity * (1.0 - acting[NEW_HIP]) * (1.0 - acting[HIP])
    s.hip_range_lost_deg = hip_range_lost_deg * (1.0 - acting[NEW_HIP])
    s.released = acting[RELEASE]


@compiled
def stretched(treatments, week, w, p, slowly):  # type: ignore[no-untyped-def]
    """Dose of stretching beyond the person's own (E254) times how much of its gain is there.

    Several kinds of stretching share one saturating dose.

    Args:
        slowly: whether at the pace of length (`deficit_settling_y`) or at that of tolerance.
    """
    before = hamstrings.stretching_dose(w.stretching_min_per_week, p)
    minutes, alone, gained = w.stretching_min_per_week, 0.0, 0.0
    for k in range(treatments.shape[0]):
        t = treatments[k]
        if t[STRETCHING] == 0.0 or weeks_done(week, t) == 0.0:
            continue
        minutes += t[STRETCHING]
        dose = hamstrings.stretching_dose(w.stretching_min_per_week + t[STRETCHING], p) - before
        alone += dose
        gained += dose * there(week, t, _WEEKS_PER_Y * p.deficit_settling_y if slowly else onset(t, p))
    if alone == 0.0:
        return 0.0
    return gained * (hamstrings.stretching_dose(minutes, p) - before) / alone


@compiled
def structural_gain_deg(treatments, week, w, p, c, acting):  # type: ignore[no-untyped-def]
    """Length gained by that week: stretching at its slow pace (C18), a direct gain at its own, a release.

    A release lengthens what is short and some of what is not: harm as much as use.
    """
    length = c.C18 * p.deficit_stretching_gain_deg * p.deficit_stretching_structural_share
    gained = length * stretched(treatments, week, w, p, True) + acting[STRUCTURE]
    return gained + acting[RELEASE] * p.release_gain_deg


@compiled
def tolerance_gain_deg(treatments, week, w, p, c, acting):  # type: ignore[no-untyped-def]
    """Tolerance gained by that week (C2, C18; E258-E262)."""
    tolerance = c.C18 * p.deficit_stretching_gain_deg
    return c.C2 * (tolerance * stretched(treatments, week, w, p, False) + acting[TOLERANCE])


@compiled
def eased(u, shift_sd, floor_sd):  # type: ignore[no-untyped-def]
    """A uniform whose standard score is lower by a shift, but not for the shift below a floor."""
    if shift_sd == 0.0:
        return u
    z = normal(u)
    return chance(max(z - shift_sd, min(z, floor_sd)))


@compiled
def lesion_at(since, share, window_weeks):  # type: ignore[no-untyped-def]
    """Uniform of a lesion of so many weeks ago that a share of people have had within a window; of none beyond it."""
    if since >= window_weeks:
        return 0.5 * (1.0 - share)
    return 1.0 - share + share * (1.0 - since / window_weeks)


@compiled
def healed(treatments, week, strained_weeks):  # type: ignore[no-untyped-def]
    """Weeks by which treatment has a strain ahead of its own healing."""
    ahead = 0.0
    for k in range(treatments.shape[0]):
        ahead = max(ahead, treatments[k, HEALING] * min(weeks_done(week, treatments[k]), strained_weeks))
    return ahead


@compiled
def ease(treatments, week, w, p, acting, now, kept):  # type: ignore[no-untyped-def]
    """Move the uniforms of the week to where treatments bring them, and keep those that passing luck goes on from.

    Args:
        now: of this week, changed in place, (node,)
        kept: filled with what they were, in the order of `EASED`.
    """
    for k in range(len(EASED)):
        kept[k] = now[EASED[k]]
    now[_IRRITABLE] = eased(now[_IRRITABLE], acting[IRRITABILITY], p.pain_normal_irritability_sd)
    now[_DISTRESS] = eased(now[_DISTRESS], acting[DISTRESS], p.pain_low_distress_sd)
    now[_SENSITISATION] = eased(now[_SENSITISATION], acting[SENSITISATION], p.pain_low_distress_sd)
    now[_INFLAMED] = eased(now[_INFLAMED], acting[ROOT], _NO_FLOOR_SD)
    now[_TENDON] = eased(now[_TENDON], acting[TENDON], _NO_FLOOR_SD)
    if acting[TONE] != 0.0:
        one_sd_deg = math.sqrt(p.deficit_tone_share) * hamstrings.spread_deg(w, p)
        now[_TONE] = eased(now[_TONE], acting[TONE] / one_sd_deg, _NO_FLOOR_SD)
    strained = hamstrings.recent_weeks(now, w, p)
    ahead = healed(treatments, week, strained) if strained >= 0.0 else 0.0
    if ahead > 0.0:
        now[_STRAIN] = lesion_at(strained + ahead, hamstrings.recent_share(w, p), p.strain_recent_weeks)


@compiled
def restore(now, kept):  # type: ignore[no-untyped-def]
    """The uniforms as they were before `ease`, bit for bit."""
    for k in range(len(EASED)):
        now[EASED[k]] = kept[k]
