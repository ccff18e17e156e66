"""The compiled loop: every person in every world, over scratch arrays, without allocation."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamstrung.life import flares, hamstrings, nodes, person, posture, sources, tissue, visit
from hamstrung.life.quantiles import lognormal, normal
from hamstrung.life.worlds import HAMSTRINGS, NORMALISED_NOW, STRUCTURE

_CARE = nodes.INDEX["care_seeking"]
_DURATION = nodes.INDEX["duration"]
_EPISODES = nodes.INDEX["episodes"]

COURSE = np.dtype(
    [
        (name, "f8")
        for name in (
            "seeks_care",
            "care_probability",
            "pain_duration_weeks",
            "previous_episodes",
            "injury_weeks_ago",
            "hamstring_injury_weeks_ago",
            "hamstring_avulsion",
        )
    ]
)
"""What the person does and remembers, in the factual world."""


class Arrays(NamedTuple):
    """The mechanics as the kernel reads it: a Chebyshev series in the features, only the outputs that lives need.

    Args:
        exponents: degree of each feature in each term, (term, feature)
        coefficients: of each term in each output of `posture.OUTPUTS`, (term, output)
        centre, scale: x = (feature - centre) / scale, clipped to [-1, 1], (feature,)
        kept: degrees of the terms that are left once a person's constant features are multiplied out, (kept, feature)
        kept_of_term: the kept term that each term becomes, (term,)
    """

    exponents: NDArray[np.int64]
    coefficients: NDArray[np.float64]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    kept: NDArray[np.int64]
    kept_of_term: NDArray[np.int64]


class Work(NamedTuple):
    """Scratch arrays of one thread."""

    features: NDArray[np.float64]
    chebyshev: NDArray[np.float64]
    person: NDArray[np.float64]
    folded: NDArray[np.float64]
    own: NDArray[np.float64]
    norm: NDArray[np.float64]


def arrays_of(
    exponents: NDArray[np.int64],
    coefficients: NDArray[np.float64],
    centre: NDArray[np.float64],
    scale: NDArray[np.float64],
) -> Arrays:
    """The kernel's arrays from a series in all features, (term, feature) and (term, output)."""
    changing = exponents.copy()
    changing[:, list(posture.CONSTANT)] = 0
    kept, kept_of_term = np.unique(changing, axis=0, return_inverse=True)
    return Arrays(
        np.ascontiguousarray(exponents),
        np.ascontiguousarray(coefficients),
        np.ascontiguousarray(centre),
        np.ascontiguousarray(scale),
        np.ascontiguousarray(kept),
        np.ascontiguousarray(kept_of_term.ravel().astype(np.int64)),
    )


def scratch(arrays: Arrays) -> Work:
    """Scratch arrays that fit a mechanics."""
    degree = int(arrays.exponents.max()) + 1
    pair = int(arrays.exponents[:, posture.LEFT :].max()) + 1
    return Work(
        np.zeros(posture.N_FEATURES),
        np.zeros((posture.N_FEATURES, degree)),
        np.zeros((len(arrays.kept), posture.N_OUTPUTS)),
        np.zeros((pair, pair, posture.N_OUTPUTS)),
        np.zeros(posture.N_OUTPUTS),
        np.zeros(posture.N_OUTPUTS),
    )


@njit(cache=True)
def ordinary_doses(sets, reference, w, doses):  # type: ignore[no-untyped-def]
    """The day's flexion dose of a person of ordinary habits under each set of parameters, filled.

    Args:
        sets: parameters (records), (member,)
        reference: outputs of the mechanics for that person, (output,)
        w: scratch person; doses: filled, (member,)
    """
    who = w[0]
    for k in range(sets.size):
        p = sets[k]
        who.slouching_share = p.habits_slouching
        who.driving_h_per_day = p.habits_driving_share * p.habits_sitting_h
        who.straight_leg_h_per_day = p.habits_straight_leg_h
        who.bends_per_day = p.habits_bends_per_day
        who.lifts_per_day = p.habits_lifts_per_day
        doses[k] = posture.daily_dose(reference, reference, who, p, p.habits_sitting_h)


@njit(cache=True)
def recall(u, w, p, v, o):  # type: ignore[no-untyped-def]
    """Care-seeking, duration and past of the present pain.

    Pain that would hardly be there without the present flare is as old as that flare.
    """
    pain = v.pain_nprs
    o.care_probability = visit.care_probability(pain, v, p)
    o.seeks_care = 1.0 if u[_CARE] > 1.0 - o.care_probability else 0.0
    o.injury_weeks_ago = sources.injury_weeks(u, p)
    persistence = p.care_persistence * v.lasting_irritability_sd + p.care_sensitised_persistence * v.sensitisation_sd
    weeks = lognormal(u[_DURATION], p.care_duration_weeks, p.care_duration_log_sd) * np.exp(persistence)
    o.pain_duration_weeks = min(weeks, 52.0 * (w.age_y - tissue.FIRST_AGE_Y))
    if sources.lasting_nprs(v) < p.care_lasting_nprs:
        o.pain_duration_weeks = min(o.pain_duration_weeks, flares.weeks_since(u, p))
    if o.injury_weeks_ago >= 0.0 and v.source_injury > v.source_tissue:
        o.pain_duration_weeks = min(o.pain_duration_weeks, o.injury_weeks_ago)
    since = min(1.0, (w.age_y - tissue.FIRST_AGE_Y) / p.care_episodes_y)
    rate = p.care_episodes * np.exp(p.care_episodes_log_sd * (v.lasting_irritability_sd + normal(u[_EPISODES]))) * since
    o.previous_episodes = np.floor(min(rate, 100.0))
    recent = hamstrings.recent_weeks(u, w, p)
    since = 52.0 * (w.age_y - hamstrings.old_injury_age_y(u, w, p))
    o.hamstring_injury_weeks_ago = recent if recent >= 0.0 else (since if since > 0.0 else -1.0)
    ever = o.hamstring_injury_weeks_ago >= 0.0
    o.hamstring_avulsion = 1.0 if ever and hamstrings.is_avulsion(u, p) else 0.0


@njit(cache=True, nogil=True)
def live_all(u, sets, member, c, m, reference, doses, masks, start_nprs, work, w, s, v, factual, course, pain, parts):  # type: ignore[no-untyped-def]
    """Every person in every world.

    Args:
        u: stored uniforms, (person, node)
        sets: parameters (records), (member,); member: the set that rules each person, (person,)
        c: strengths of the claims (a record).
        m: the mechanics (`Arrays`); reference: of the reference person; doses: that person's under each set, (member,)
        masks: worlds to live in, (world,)
        start_nprs: where the fixed point is started.
        work, v: scratch; s: scratch states of the four histories.
        w, factual, course: filled, (person,)
        pain: filled, (person, world)
        parts: structural, tonic and tolerance part, left then right, filled, (person, world, 6)
    """
    for i in range(u.shape[0]):
        who = w[i]
        p, reference_dose = sets[member[i]], doses[member[i]]
        person.describe_body(u[i], p, who)
        person.describe_habits(u[i], p, who)
        tissue.write_constitution(who, work.features)
        posture.know(work.features, m, work.chebyshev, work.person)
        lived = 0
        for k in range(masks.size):
            mask = masks[k]
            history = 0 if mask == NORMALISED_NOW else mask & (HAMSTRINGS | STRUCTURE)
            if (lived >> history) & 1 == 0:
                own, structure = (history & HAMSTRINGS) == 0, (history & STRUCTURE) == 0
                tissue.live(u[i], who, p, c, m, reference, reference_dose, own, structure, s[history], work)
                lived |= 1 << history
            seen = factual[i] if mask == 0 else v[0]
            pain[i, k] = visit.settle(
                start_nprs, u[i], who, p, c, m, reference, reference_dose, s[history], mask, seen, work
            )
            parts[i, k, 0] = seen.structural_left_deg
            parts[i, k, 1] = seen.tonic_left_deg
            parts[i, k, 2] = seen.tolerance_left_deg
            parts[i, k, 3] = seen.structural_right_deg
            parts[i, k, 4] = seen.tonic_right_deg
            parts[i, k, 5] = seen.tolerance_right_deg
            if mask == 0:
                recall(u[i], who, p, seen, course[i])
