"""The mechanics of one person as a function of two deficits, and the dose that a day's postures make.

The interpolant of mechanics is a sum of products of Chebyshev polynomials of the person's features. What stays
the same through a life is multiplied out once per person (`know`), exactly. Of the terms that are left, the part of
what age and disorders change is worked out when they change (`grow`), that of the two deficits each time (`evaluate`).
With normal hamstrings only the former is left, and fewer terms (`evaluate_norm`).
"""

import math

import numpy as np

from hamstrung.life.compiled import compiled, compiled_sums

OUTPUTS = (
    "standing.pelvis_deg",
    "standing.lordosis_deg",
    "standing.obliquity_deg",
    "standing.compression_l5s1_n",
    "sitting_slouched.lumbar_flexion_deg",
    "sitting_slouched.compression_l4l5_n",
    "sitting_erect.lumbar_flexion_deg",
    "sitting_erect.compression_l4l5_n",
    "long_sitting.lumbar_flexion_deg",
    "long_sitting.compression_l4l5_n",
    "driving_seat.lumbar_flexion_deg",
    "driving_seat.compression_l4l5_n",
    "forward_bend.lumbar_flexion_deg",
    "forward_bend.compression_l4l5_n",
    "forward_bend.shear_l5s1_n",
)
"""Outputs of the interpolant that a life needs, by name; compression stands right behind its flexion."""

STAND_PELVIS = OUTPUTS.index("standing.pelvis_deg")
STAND_LORDOSIS = OUTPUTS.index("standing.lordosis_deg")
STAND_OBLIQUITY = OUTPUTS.index("standing.obliquity_deg")
STAND_COMPRESSION = OUTPUTS.index("standing.compression_l5s1_n")
SLOUCHED = OUTPUTS.index("sitting_slouched.lumbar_flexion_deg")
ERECT = OUTPUTS.index("sitting_erect.lumbar_flexion_deg")
LONG_SITTING = OUTPUTS.index("long_sitting.lumbar_flexion_deg")
DRIVING = OUTPUTS.index("driving_seat.lumbar_flexion_deg")
BEND = OUTPUTS.index("forward_bend.lumbar_flexion_deg")
BEND_SHEAR = OUTPUTS.index("forward_bend.shear_l5s1_n")
N_OUTPUTS = len(OUTPUTS)
WIDTH = 4 * math.ceil(N_OUTPUTS / 4)
"""Places of one term's coefficients in all outputs, a few left empty: processors take four numbers at a time."""

N_FEATURES = 10
LEFT, RIGHT = 8, 9
CONSTANT = (0, 1, 2, 3, 7)
"""Features that are the same through a life: sex, height, body-mass index, incidence, leg length."""
CHANGING = (4, 5, 6)
"""Features that age and disorders change: lordosis, stiffness, hip range."""

DAY = np.dtype(
    [
        (name, "f8")
        for name in ("slouched_h", "erect_h", "driven_h", "long_sitting_h", "bent_h", "vibration", "norm_dose")
    ]
)
"""A person's day: hours in each posture as they count for the dose, the dose of a vibrating seat, and the dose of the
whole day with normal hamstrings."""

_CONSTANT, _CHANGING = np.array(CONSTANT), np.array(CHANGING)


@compiled
def chebyshev_into(x, table):  # type: ignore[no-untyped-def]
    """T_0..T_d at x, clipped to [-1, 1], into a row of a table."""
    x = min(max(x, -1.0), 1.0)
    table[0] = 1.0
    if table.size > 1:
        table[1] = x
    for k in range(2, table.size):
        table[k] = 2.0 * x * table[k - 1] - table[k - 2]


@compiled
def _standardise(which, features, m, powers):  # type: ignore[no-untyped-def]
    """Chebyshev polynomials of some features."""
    for j in which:
        chebyshev_into((features[j] - m.centre[j]) / m.scale[j], powers[j])


@compiled
def _multiply(which, degrees, powers, products):  # type: ignore[no-untyped-def]
    """Products of the polynomials of some features, by their degrees, (product, feature) into (product,)."""
    for t in range(products.size):
        product = 1.0
        for n in range(which.size):
            product *= powers[which[n], degrees[t, n]]
        products[t] = product


@compiled_sums
def _add_up(series, terms, out):  # type: ignore[no-untyped-def]
    """Terms times their coefficients, (output, term) and (term,) into (output,); three sums at a time are quicker."""
    for k in range(0, N_OUTPUTS, 3):
        first = second = third = 0.0
        for t in range(terms.size):
            first += terms[t] * series[k, t]
            second += terms[t] * series[k + 1, t]
            third += terms[t] * series[k + 2, t]
        out[k], out[k + 1], out[k + 2] = first, second, third


@compiled
def know(features, m, work):  # type: ignore[no-untyped-def]
    """Multiply out what stays the same through a life in every world (`CONSTANT`), once per person.

    Coefficients that are multiplied by the same and go side by side lie side by side, as one stretch.

    Args:
        features: of the person, (feature,); only the constant ones are read.
        m: the mechanics' arrays (`Arrays`).
        work: scratch arrays (`Work`); `person` and `normal` are filled.
    """
    _standardise(_CONSTANT, features, m, work.powers)
    _multiply(_CONSTANT, m.constants, work.powers, work.factors)
    sums = work.sums
    sums[:] = 0.0
    for s in range(m.stretches.shape[0]):
        factor, length = work.factors[m.stretches[s, 0]], m.stretches[s, 3]
        first, place = m.stretches[s, 1], m.stretches[s, 2]
        whole, left = m.series[first : first + length], sums[place : place + length]
        for k in range(left.size):
            left[k] += factor * whole[k]
    kept = work.now.size
    for k in range(N_OUTPUTS):
        for t in range(kept):
            work.person[k, t] = sums[WIDTH * t + k]
        for t in range(work.grown.size):
            work.normal[k, t] = sums[WIDTH * (kept + t) + k]


@compiled
def grow(features, m, work):  # type: ignore[no-untyped-def]
    """Bring the terms of a known person to what age and disorders have made of them (`CHANGING`).

    Args:
        features: of the person now, (feature,); only the changing ones are read.
        m: the mechanics' arrays (`Arrays`).
        work: scratch arrays (`Work`); `grown` and `now` are filled.
    """
    _standardise(_CHANGING, features, m, work.powers)
    _multiply(_CHANGING, m.changes, work.powers, work.grown)
    for t in range(work.now.size):
        work.now[t] = work.grown[m.change_of[t]]


@compiled
def evaluate(left, right, m, work, out):  # type: ignore[no-untyped-def]
    """Outputs of the mechanics at two deficits [deg]; beyond the fitted range they stay at its edge.

    Args:
        left, right: deficits [deg].
        m: the mechanics' arrays (`Arrays`).
        work: scratch arrays (`Work`) of a known and grown person.
        out: filled, (output,)
    """
    powers, terms = work.powers, work.terms
    chebyshev_into((left - m.centre[LEFT]) / m.scale[LEFT], powers[LEFT])
    chebyshev_into((right - m.centre[RIGHT]) / m.scale[RIGHT], powers[RIGHT])
    for t in range(work.pairs.size):
        work.pairs[t] = powers[LEFT, m.deficits[t, 0]] * powers[RIGHT, m.deficits[t, 1]]
    for t in range(terms.size):
        terms[t] = work.now[t] * work.pairs[m.pair_of[t]]
    _add_up(work.person, terms, out)


@compiled
def evaluate_norm(work, out):  # type: ignore[no-untyped-def]
    """The same with normal hamstrings, without deficits."""
    _add_up(work.normal, work.grown, out)


@compiled
def hold(reference, p, m, work):  # type: ignore[no-untyped-def]
    """The person as they are now: terms (`grow`), and with normal hamstrings outputs (`work.norm`) and the day's dose,
    which it returns; what is there already if nothing has changed.
    """
    day, same = work.day[0], True
    for n in range(len(CHANGING)):
        feature = work.features[CHANGING[n]]
        same = same and work.held[n] == feature
        work.held[n] = feature
    if not same:
        grow(work.features, m, work)
        evaluate_norm(work, work.norm)
        day.norm_dose = daily_dose(work.norm, reference, day, p)
    return day.norm_dose


@compiled
def _held(flexion_at, out, reference, p):  # type: ignore[no-untyped-def]
    """Strain of one posture: (flexion share)^n x (compression over the reference person's standing)^m.

    Source: fatigue law, assumed powers; slump loads L5/S1 more than lordotic sitting (M303).
    """
    flexion = min(out[flexion_at] / p.posture_lumbar_range_deg, 1.1)
    compression = out[flexion_at + 1] / reference[STAND_COMPRESSION]
    if flexion <= 0.0 or compression <= 0.0:
        return 0.0
    return math.exp(p.dose_flexion_power * math.log(flexion) + p.dose_compression_power * math.log(compression))


@compiled
def spend(reference, w, p, sitting_h, day):  # type: ignore[no-untyped-def]
    """How a person spends the day: hours of sitting and seconds of bending and lifting, by posture.

    Hours of slouching creep, so that each counts for more; a bend counts for more than its seconds. A seat that
    vibrates strains a back whatever its posture: an hour adds that many hours of the reference person's slouch. A lift
    from the floor is a bend to the limit under a load (M272, M294).

    Args:
        reference: outputs of the mechanics for the reference person, (output,)
        w, p: the person and the parameters.
        sitting_h: hours of sitting as they count.
        day: filled (`DAY`).
    """
    driving = min(w.driving_h_per_day, sitting_h)
    seated = sitting_h - driving
    creep = 1.0 + p.dose_creep_per_h * seated * w.slouching_share
    day.slouched_h = creep * seated * w.slouching_share
    day.erect_h = creep * seated * (1.0 - w.slouching_share)
    day.driven_h = creep * driving
    day.long_sitting_h = creep * w.straight_leg_h_per_day
    day.vibration = creep * driving * p.dose_vibration * _held(SLOUCHED, reference, reference, p)
    lifting_s = w.lifts_per_day * p.dose_lift_s * p.dose_lift_load**p.dose_compression_power
    day.bent_h = p.dose_cycle_weight * (w.bends_per_day * p.dose_bend_s + lifting_s) / 3600.0


@compiled
def daily_dose(out, reference, day, p):  # type: ignore[no-untyped-def]
    """Flexion dose of a day (`DAY`) in the postures that these outputs of the mechanics say.

    dose = sum over postures of hours as they count x strain, and vibration

    Valid as a ratio between people or worlds; its unit (full-range hours) means nothing alone.
    """
    dose = day.slouched_h * _held(SLOUCHED, out, reference, p)
    dose += day.erect_h * _held(ERECT, out, reference, p)
    dose += day.driven_h * _held(DRIVING, out, reference, p)
    dose += day.long_sitting_h * _held(LONG_SITTING, out, reference, p)
    return dose + day.bent_h * _held(BEND, out, reference, p) + day.vibration
