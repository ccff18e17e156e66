"""The weeks after the visit: what passes moves on, what lasts stays, and a treatment acts.

A person some weeks later is the same person whose passing luck has moved on. The flare of lumbar tissue and the
inflammation of a root are stationary processes that forget their present value,

    z(week + 1) = r z(week) + sqrt(1 - r^2) e,      r = exp(-1 / time constant),      e standard normal

sprains of the back and strains of a hamstring heal and come anew at the rate that the visit's shares imply. People
who seek care are those whose luck is bad now; that they improve, and relapse, is what such a process does. Each
week is settled by the same equations as the visit.

Every week's e is a fixed function of the stored uniform `course` and the week, so that a course can be replayed in
any world and beside any treatment. Valid for the year after a visit, in which bodies do not age.
"""

import math

import numpy as np
from numba import njit

from hamstrung.life import hamstrings, nodes, person, posture, sources, tissue, visit
from hamstrung.life.quantiles import chance, normal

WEEKS_PER_Y = 52.0
INJURY_WEEKS = sources.INJURY_WEEKS

FLARE_STREAM, ROOT_STREAM, SPRAIN_STREAM, STRAIN_STREAM, CARE_STREAM = range(5)

TREATMENT = np.dtype(
    [
        (name, "f8")
        for name in (
            "stretching_min_per_week",
            "sitting_h_per_day",
            "activity_h_per_week",
            "structural_gain_deg",
            "tolerance_gain_deg",
            "hip_repaired",
            "leg_length_corrected",
            "released",
        )
    ]
)
"""What a treatment changes from the visit on; all zero is no treatment."""

_COURSE = nodes.INDEX["course"]
_HEIGHT = nodes.INDEX["height"]
_FLARE = nodes.INDEX["flare"]
_INFLAMED = nodes.INDEX["root_inflammation"]
_SPRAIN = nodes.INDEX["back_injury"]
_STRAIN = nodes.INDEX["hamstring_injury_recent"]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@njit(cache=True)
def luck(u, week, stream):  # type: ignore[no-untyped-def]
    """A uniform of one person, week and stream, from the stored ones alone.

    Source: the finaliser of the SplitMix64 generator (Steele, Lea and Flood 2014) over a counter.
    """
    key = np.uint64(u[_COURSE] * 8388608.0) + (np.uint64(u[_HEIGHT] * 8388608.0) << np.uint64(23))
    x = key + _STEP * np.uint64(8 * week + stream + 1)
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    x = x ^ (x >> np.uint64(31))
    return (float(x >> np.uint64(12)) + 0.5) / 4503599627370496.0


@njit(cache=True)
def forget(u, e, weeks):  # type: ignore[no-untyped-def]
    """A stationary uniform one week on, with its time constant in weeks; e is that week's uniform."""
    kept = math.exp(-1.0 / weeks)
    return chance(kept * normal(u) + math.sqrt(1.0 - kept * kept) * normal(e))


@njit(cache=True)
def heal(weeks, e, share, window_weeks):  # type: ignore[no-untyped-def]
    """The uniform, one week on, of a lesion of the last `window_weeks` that a share of people have.

    Args:
        weeks: since the lesion, negative without one.
        e: uniform of this week, which brings a new one at the rate share / window.
        share: of people who have had one within the window.
        window_weeks: how far back a lesion counts.
    """
    since = 0.5 if e < share / window_weeks else (weeks + 1.0 if weeks >= 0.0 else window_weeks)
    if since >= window_weeks:
        return 0.5 * (1.0 - share)
    return 1.0 - share + share * (1.0 - since / window_weeks)


@njit(cache=True)
def advance(u, w, p, week, now):  # type: ignore[no-untyped-def]
    """Move what passes on by one week, in place.

    Args:
        u: stored uniforms of the visit, (node,)
        w, p: the person and the parameters.
        week: that is reached, from 1.
        now: the uniforms as they stand a week before, overwritten, (node,)
    """
    now[_FLARE] = forget(now[_FLARE], luck(u, week, FLARE_STREAM), p.course_flare_weeks)
    now[_INFLAMED] = forget(now[_INFLAMED], luck(u, week, ROOT_STREAM), p.course_root_weeks)
    sprained = sources.injury_weeks(now, p)
    now[_SPRAIN] = heal(sprained, luck(u, week, SPRAIN_STREAM), p.pain_injury_share, INJURY_WEEKS)
    strained = hamstrings.recent_weeks(now, w, p)
    share = hamstrings.recent_share(w, p)
    now[_STRAIN] = heal(strained, luck(u, week, STRAIN_STREAM), share, p.strain_recent_weeks)


@njit(cache=True)
def begin_treatment(w, p, t, s):  # type: ignore[no-untyped-def]
    """Habits and joints as the treatment makes them at once."""
    w.sitting_h_per_day = max(w.sitting_h_per_day + t.sitting_h_per_day, 0.5)
    w.activity_h_per_week += t.activity_h_per_week
    if t.activity_h_per_week != 0.0:
        relative = max(w.activity_h_per_week, 0.05) / p.habits_activity_h
        w.inactivity_sd = -math.log(relative) / p.habits_activity_log_sd
    w.leg_length_difference_mm *= 1.0 - t.leg_length_corrected
    s.hip_severity *= 1.0 - t.hip_repaired
    s.hip_range_lost_deg *= 1.0 - t.hip_repaired
    s.released = t.released


@njit(cache=True)
def dose_gained(w, p, t):  # type: ignore[no-untyped-def]
    """Dose of stretching that the treatment adds to the person's own (E254)."""
    before = hamstrings.stretching_dose(w.stretching_min_per_week, p)
    return hamstrings.stretching_dose(w.stretching_min_per_week + t.stretching_min_per_week, p) - before


@njit(cache=True)
def structural_gain_deg(w, p, c, t, week):  # type: ignore[no-untyped-def]
    """Length gained by that week: stretching at its slow pace (C18), a direct gain at that of tolerance, a release.

    A release lengthens what is short and some of what is not: harm as much as use.
    """
    slow = -math.expm1(-week / (WEEKS_PER_Y * p.deficit_settling_y))
    stretched = c.C18 * p.deficit_stretching_gain_deg * p.deficit_stretching_structural_share
    gained = stretched * dose_gained(w, p, t) * slow + t.structural_gain_deg * pace(week, p)
    return gained + t.released * p.release_gain_deg


@njit(cache=True)
def tolerance_gain_deg(w, p, c, t, week):  # type: ignore[no-untyped-def]
    """Tolerance gained by that week (C2, C18; E258-E262)."""
    stretched = c.C18 * p.deficit_stretching_gain_deg * (1.0 - p.deficit_stretching_structural_share)
    return c.C2 * (stretched * dose_gained(w, p, t) + t.tolerance_gain_deg) * pace(week, p)


@njit(cache=True)
def pace(week, p):  # type: ignore[no-untyped-def]
    """Share of a gain of tolerance that is there by that week."""
    return -math.expm1(-week / p.course_tolerance_weeks)


@njit(cache=True)
def seeks(pain_nprs, v, p, e):  # type: ignore[no-untyped-def]
    """Whether care is sought in one week: the chance of a spell, spread over its weeks."""
    spell = visit.care_probability(pain_nprs, v, p)
    return e < -math.expm1(math.log1p(-min(spell, 0.999)) / p.course_spell_weeks)


@njit(cache=True, nogil=True)
def follow_all(u, sets, member, c, m, reference, doses, mask, t, work, w, s, now, visits, pain, care):  # type: ignore[no-untyped-def]
    """Every person from the visit on, week by week; week 0 is the visit, before any treatment.

    Args:
        u: stored uniforms, (person, node)
        sets: parameters (records), (member,); member: the set that rules each person, (person,)
        c: strengths of the claims (a record).
        m: the mechanics (`Arrays`); reference: of the reference person; doses: that person's under each set, (member,)
        mask: groups of sources that are absent from the visit on; the past is the factual one.
        t: treatment (`TREATMENT`).
        work, w, s: scratch arrays; a scratch person and state.
        now: scratch uniforms, (node,)
        visits: state in the last week, filled, (person,)
        pain, care: by week, filled, (person, week)
    """
    for i in range(u.shape[0]):
        who, state = w[0], s[0]
        p, reference_dose = sets[member[i]], doses[member[i]]
        person.describe_body(u[i], p, who)
        person.describe_habits(u[i], p, who)
        tissue.write_constitution(who, work.features)
        posture.know(work.features, m, work.chebyshev, work.person)
        tissue.live(u[i], who, p, c, m, reference, reference_dose, True, True, state, work)
        left, right = state.structural_left_deg, state.structural_right_deg
        now[:] = u[i]
        before = 0.0
        for week in range(pain.shape[1]):
            if week == 1:
                begin_treatment(who, p, t, state)
                tissue.write_constitution(who, work.features)
                posture.know(work.features, m, work.chebyshev, work.person)
            if week > 0:
                advance(u[i], who, p, week, now)
                gained = structural_gain_deg(who, p, c, t, week)
                state.structural_left_deg, state.structural_right_deg = left - gained, right - gained
            removed = mask if week > 0 else 0
            v = visits[i]
            before = visit.settle(before, now, who, p, c, m, reference, reference_dose, state, removed, v, work)
            if week > 0:
                eased = tolerance_gain_deg(who, p, c, t, week)
                v.tolerance_left_deg -= eased
                v.tolerance_right_deg -= eased
            pain[i, week] = before
            care[i, week] = seeks(before, v, p, luck(u[i], week, CARE_STREAM))
