"""The compiled loop: every person in every world, over scratch arrays, without allocation."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.life import flares, hamstrings, nodes, person, posture, sources, tissue, visit
from hamstrung.life.compiled import compiled
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
        centre, scale: x = (feature - centre) / scale, clipped to [-1, 1], (feature,)
        series: coefficients, those of one row in all outputs side by side, (row x `posture.WIDTH`,)
        constants: degrees of the constant features, each combination once, (combination, feature)
        stretches: of rows that are multiplied by one of these and go side by side: which one, where the row's
            coefficients begin, where they go, and how many, (stretch, 4)
        changes: degrees of the changing features, each combination once, (combination, feature)
        deficits: degrees of the two deficits, each pair once, (pair, 2)
        change_of, pair_of: those of each term that is kept once the constant features are multiplied out, (kept term,)
        degree: the largest of any feature.
    """

    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    series: NDArray[np.float64]
    constants: NDArray[np.int64]
    stretches: NDArray[np.int64]
    changes: NDArray[np.int64]
    deficits: NDArray[np.int64]
    change_of: NDArray[np.int64]
    pair_of: NDArray[np.int64]
    degree: int


class Work(NamedTuple):
    """Scratch arrays of one thread.

    Args:
        features: of the person now, (feature,)
        powers: their Chebyshev polynomials, (feature, degree + 1)
        factors, sums: of `posture.know`
        person, normal: the person's series, and that with normal hamstrings, (output, kept term) and (output, change)
        grown, now: what the changing features make of each combination and each term, (change,) and (kept term,)
        pairs, terms: what the deficits make of each pair and each term, (pair,) and (kept term,)
        own, norm: outputs at the person's deficits and with normal hamstrings, (output,)
        held: the changing features at which `now` and `norm` are, (changing feature,)
        day: how the day is spent (`posture.DAY`), (1,)
        given: what the hamstrings of this life are given (`hamstrings.GIVEN`), (1,)
        scores: standard scores of the uniforms that are read as such (`tissue.SCORED`), (node,)
    """

    features: NDArray[np.float64]
    powers: NDArray[np.float64]
    factors: NDArray[np.float64]
    sums: NDArray[np.float64]
    person: NDArray[np.float64]
    normal: NDArray[np.float64]
    grown: NDArray[np.float64]
    now: NDArray[np.float64]
    pairs: NDArray[np.float64]
    terms: NDArray[np.float64]
    own: NDArray[np.float64]
    norm: NDArray[np.float64]
    held: NDArray[np.float64]
    day: NDArray[np.void]
    given: NDArray[np.void]
    scores: NDArray[np.float64]


def arrays_of(
    exponents: NDArray[np.int64],
    coefficients: NDArray[np.float64],
    centre: NDArray[np.float64],
    scale: NDArray[np.float64],
) -> Arrays:
    """The kernel's arrays from a series in all features, (term, feature) and (term, output)."""
    constant, deficit = exponents[:, list(posture.CONSTANT)], exponents[:, [posture.LEFT, posture.RIGHT]]
    changes, change = _commonest_first(exponents[:, list(posture.CHANGING)])
    pairs, pair = _commonest_first(deficit)
    kept, place = _commonest_first(np.column_stack([change, pair]))
    at_norm = np.clip(-centre / scale, -1.0, 1.0)[[posture.LEFT, posture.RIGHT]]
    normal = np.cos(deficit * np.arccos(at_norm)).prod(axis=1)
    places = np.concatenate([place, len(kept) + change])
    rows, row = np.unique(np.column_stack([np.vstack([constant, constant]), places]), axis=0, return_inverse=True)
    series = np.zeros((len(rows), posture.WIDTH))
    both = np.vstack([coefficients, normal[:, None] * coefficients])
    np.add.at(series[:, : posture.N_OUTPUTS], row.ravel(), both)
    constants, factor = np.unique(rows[:, :-1], axis=0, return_inverse=True)
    return Arrays(
        np.ascontiguousarray(centre),
        np.ascontiguousarray(scale),
        series.ravel(),
        constants,
        _stretches(factor.ravel(), rows[:, -1]),
        changes,
        pairs,
        np.ascontiguousarray(kept[:, 0]),
        np.ascontiguousarray(kept[:, 1]),
        int(exponents.max()),
    )


def _commonest_first(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Different rows, the commonest first, and which of them each row is; what goes together then goes side by side."""
    different, which, count = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-count, kind="stable")
    return different[order], np.argsort(order)[which.ravel()]


def _stretches(factor: NDArray[np.intp], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows that share a factor and go side by side, as `posture.know` reads them, (stretch, 4).

    Args:
        factor, place: of each row, sorted, (row,)
    """
    first = np.flatnonzero((np.diff(factor, prepend=-1) != 0) | (np.diff(place, prepend=-1) != 1))
    length = np.diff(first, append=len(factor))
    return np.column_stack([factor[first], *(posture.WIDTH * each for each in (first, place[first], length))])


def scratch(arrays: Arrays) -> Work:
    """Scratch arrays that fit a mechanics."""
    changes, kept = len(arrays.changes), len(arrays.change_of)
    return Work(
        np.zeros(posture.N_FEATURES),
        np.zeros((posture.N_FEATURES, arrays.degree + 1)),
        np.zeros(len(arrays.constants)),
        np.zeros((kept + changes) * posture.WIDTH),
        np.zeros((posture.N_OUTPUTS, kept)),
        np.zeros((posture.N_OUTPUTS, changes)),
        np.zeros(changes),
        np.zeros(kept),
        np.zeros(len(arrays.deficits)),
        np.zeros(kept),
        np.zeros(posture.N_OUTPUTS),
        np.zeros(posture.N_OUTPUTS),
        np.full(len(posture.CHANGING), np.nan),
        np.zeros(1, posture.DAY),
        np.zeros(1, hamstrings.GIVEN),
        np.zeros(len(nodes.NODES)),
    )


@compiled
def ordinary_doses(sets, reference, w, day, doses):  # type: ignore[no-untyped-def]
    """The day's flexion dose of a person of ordinary habits under each set of parameters, filled.

    Args:
        sets: parameters (records), (member,)
        reference: outputs of the mechanics for that person, (output,)
        w, day: scratch person and day; doses: filled, (member,)
    """
    who = w[0]
    for k in range(sets.size):
        p = sets[k]
        who.slouching_share = p.habits_slouching
        who.driving_h_per_day = p.habits_driving_share * p.habits_sitting_h
        who.straight_leg_h_per_day = p.habits_straight_leg_h
        who.bends_per_day = p.habits_bends_per_day
        who.lifts_per_day = p.habits_lifts_per_day
        posture.spend(reference, who, p, p.habits_sitting_h, day[0])
        doses[k] = posture.daily_dose(reference, reference, day[0], p)


@compiled
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


@compiled
def live_all(  # type: ignore[no-untyped-def]
    u, sets, member, c, m, reference, doses, masks, order, start_nprs, work, w, s, v, factual, course, pain, parts
):
    """Every person in every world.

    Args:
        u: stored uniforms, (person, node)
        sets: parameters (records), (member,); member: the set that rules each person, (person,)
        c: strengths of the claims (a record).
        m: the mechanics (`Arrays`); reference: of the reference person; doses: that person's under each set, (member,)
        masks: worlds to live in, (world,); order: places in `masks`, those of one history next to each other, so that
            they share what they can, (world,)
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
        tissue.meet(u[i], who, p, c, m, reference, work)
        lived = 0
        for k in order:
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
