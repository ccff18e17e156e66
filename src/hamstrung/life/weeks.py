"""The weeks after the visit: what passes moves on, what lasts stays, and a treatment acts.

A person some weeks later is the same person whose passing luck has moved on. Flares of lumbar tissue fade and begin
anew (`flares`). Irritability, what lasts of it within years and what wavers within weeks, and the inflammation of a
root forget their present value,

    z(week + 1) = r z(week) + sqrt(1 - r^2) e,      r = exp(-1 / time constant),      e standard normal

Sprains of the back and strains of a hamstring heal and come anew at the rate that the visit's shares imply. People
who seek care are those whose luck is bad now; that they improve, and relapse, is what such a process does. Each
week is settled by the same equations as the visit.

Every week's luck is a fixed function of the stored uniform `course` and the week, so that a course can be replayed in
any world and beside any treatment. Valid for the year after a visit, in which bodies do not age.
"""

import math

import numpy as np

from hamstrung.life import flares, hamstrings, lives, nodes, person, sources, tissue, treating, visit
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import chance, normal, scores_into

INJURY_WEEKS = sources.INJURY_WEEKS

STREAMS = 10
"""Streams of luck in a week."""
(
    FLARE_STREAM,
    ROOT_STREAM,
    SPRAIN_STREAM,
    STRAIN_STREAM,
    CARE_STREAM,
    FADING_STREAM,
    IRRITABLE_STREAM,
    HEIGHT_STREAM,
    SEVERITY_STREAM,
    WAVERING_STREAM,
) = range(STREAMS)

_COURSE = nodes.INDEX["course"]
_HEIGHT = nodes.INDEX["height"]
_IRRITABLE = nodes.INDEX["irritability"]
_WAVERING = nodes.INDEX["wavering"]
_INFLAMED = nodes.INDEX["root_inflammation"]
_SPRAIN = nodes.INDEX["back_injury"]
_STRAIN = nodes.INDEX["hamstring_injury_recent"]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@compiled
def luck(u, week, stream):  # type: ignore[no-untyped-def]
    """A uniform of one person, week and stream, from the stored ones alone.

    Source: the finaliser of the SplitMix64 generator (Steele, Lea and Flood 2014) over a counter.
    """
    key = np.uint64(u[_COURSE] * 8388608.0) + (np.uint64(u[_HEIGHT] * 8388608.0) << np.uint64(23))
    x = key + _STEP * np.uint64(STREAMS * week + stream + 1)
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    x = x ^ (x >> np.uint64(31))
    return (float(x >> np.uint64(12)) + 0.5) / 4503599627370496.0


@compiled
def forget(u, e, weeks):  # type: ignore[no-untyped-def]
    """A stationary uniform one week on, with its time constant in weeks; e is that week's uniform."""
    kept = math.exp(-1.0 / weeks)
    return chance(kept * normal(u) + math.sqrt(1.0 - kept * kept) * normal(e))


@compiled
def heal(weeks, e, share, window_weeks):  # type: ignore[no-untyped-def]
    """The uniform, one week on, of a lesion of the last `window_weeks` that a share of people have.

    Args:
        weeks: since the lesion, negative without one.
        e: uniform of this week, which brings a new one at the rate share / window.
        share: of people who have had one within the window.
        window_weeks: how far back a lesion counts.
    """
    since = 0.5 if e < share / window_weeks else (weeks + 1.0 if weeks >= 0.0 else window_weeks)
    return treating.lesion_at(since, share, window_weeks)


@compiled
def advance(u, w, p, week, now):  # type: ignore[no-untyped-def]
    """Move what passes on by one week, in place.

    Args:
        u: stored uniforms of the visit, (node,)
        w, p: the person and the parameters.
        week: that is reached, from 1.
        now: the uniforms as they stand a week before, overwritten, (node,)
    """
    height, hurts = luck(u, week, HEIGHT_STREAM), luck(u, week, SEVERITY_STREAM)
    flares.move_on(now, p, luck(u, week, FLARE_STREAM), luck(u, week, FADING_STREAM), height, hurts)
    now[_IRRITABLE] = forget(now[_IRRITABLE], luck(u, week, IRRITABLE_STREAM), p.course_irritability_weeks)
    now[_WAVERING] = forget(now[_WAVERING], luck(u, week, WAVERING_STREAM), p.course_wavering_weeks)
    now[_INFLAMED] = forget(now[_INFLAMED], luck(u, week, ROOT_STREAM), p.course_root_weeks)
    sprained = sources.injury_weeks(now, p)
    now[_SPRAIN] = heal(sprained, luck(u, week, SPRAIN_STREAM), p.pain_injury_share, INJURY_WEEKS)
    strained = hamstrings.recent_weeks(now, w, p)
    share = hamstrings.recent_share(w, p)
    now[_STRAIN] = heal(strained, luck(u, week, STRAIN_STREAM), share, p.strain_recent_weeks)


@compiled
def seeks(pain_nprs, v, p, e):  # type: ignore[no-untyped-def]
    """Whether care is sought in one week: the chance of a spell, spread over its weeks."""
    spell = visit.care_probability(pain_nprs, v, p)
    return e < -math.expm1(math.log1p(-min(spell, 0.999)) / p.course_spell_weeks)


@compiled
def follow_all(  # type: ignore[no-untyped-def]
    u,
    sets,
    member,
    c,
    m,
    reference,
    doses,
    mask,
    t,
    work,
    w,
    s,
    now,
    acting,
    kept,
    shown,
    people,
    visits,
    courses,
    pain,
    care,
):
    """Every person from the visit on, week by week; week 0 is the visit, before any treatment.

    Args:
        u: stored uniforms, (person, node)
        sets: parameters (records), (member,); member: the set that rules each person, (person,)
        c: strengths of the claims (a record).
        m: the mechanics (`Arrays`); reference: of the reference person; doses: that person's under each set, (member,)
        mask: groups of sources that are absent from the visit on; the past is the factual one.
        t: treatments (`treating.FIELDS`), everybody's or each person's own, (1 or person, treatment, field)
        work, s: scratch arrays and a scratch state; w: a scratch person and their own habits, (2,)
        now: scratch uniforms, (node,)
        acting: scratch, what treatments do in a week, (treating.FROM,)
        kept: scratch uniforms of the passing luck beneath a treatment, (len(treating.EASED),)
        shown: place in `visits` of each week's state, the last one for a week that is not kept, -1 for a week in which
            only luck moves on, (week,)
        people, visits, courses: who they are, their state and what they remember in the weeks that are kept, filled;
            the last place is scratch, (person, kept + 1)
        pain, care: by week, filled in the weeks that are lived, (person, week)
    """
    for i in range(u.shape[0]):
        who, own, state = w[0], w[1], s[0]
        treatments = t[i if t.shape[0] > 1 else 0]
        p, reference_dose = sets[member[i]], doses[member[i]]
        person.describe_body(u[i], p, who)
        person.describe_habits(u[i], p, who)
        person.describe_body(u[i], p, own)
        person.describe_habits(u[i], p, own)
        tissue.meet(u[i], who, p, c, m, reference, work)
        tissue.live(u[i], who, p, c, m, reference, reference_dose, True, True, state, work)
        left, right = state.structural_left_deg, state.structural_right_deg
        hip, hip_range = state.hip_severity, state.hip_range_lost_deg
        for k in range(now.size):
            now[k] = u[i, k]
        before = 0.0
        for week in range(pain.shape[1]):
            if week > 0:
                treating.act(treatments, week, p, acting)
                treating.change_habits(who, own, p, acting)
                advance(u[i], who, p, week, now)
            if shown[week] < 0:
                continue
            v = visits[i, shown[week]]
            if week == 0:
                before = visit.settle(before, now, who, p, c, m, reference, reference_dose, state, 0, v, work)
            else:
                legs = who.leg_length_difference_mm
                treating.change_joints(who, own, state, hip, hip_range, acting)
                if who.leg_length_difference_mm != legs:
                    tissue.know_body(who, m, work)
                tissue.begin_day(who, p, c, reference, work)
                gained = treating.structural_gain_deg(treatments, week, who, p, c, acting)
                state.structural_left_deg, state.structural_right_deg = left - gained, right - gained
                treating.ease(treatments, week, who, p, acting, now, kept)
                scores_into(now, tissue.SCORED, work.scores)
                before = visit.settle(before, now, who, p, c, m, reference, reference_dose, state, mask, v, work)
                treating.restore(now, kept)
                relaxed = treating.tolerance_gain_deg(treatments, week, who, p, c, acting)
                v.tolerance_left_deg -= relaxed
                v.tolerance_right_deg -= relaxed
            pain[i, week] = before
            if shown[week] < visits.shape[1] - 1:
                people[i, shown[week]] = who
                lives.recall(now, who, p, v, courses[i, shown[week]])
            care[i, week] = seeks(before, v, p, luck(u[i], week, CARE_STREAM))


@compiled
def lucks(u, place, stream, found):  # type: ignore[no-untyped-def]
    """A uniform of everybody from the stored ones alone: `luck` at a place where no week is, filled, (person,)"""
    for i in range(u.shape[0]):
        found[i] = luck(u[i], place, stream)
