"""The mechanics of one person as a function of two deficits, and the dose that a day's postures make.

The interpolant of mechanics is a sum of products of Chebyshev polynomials of the person's features. What stays
the same through a life is multiplied out once per person (`know`), what age and disorders change once per step
(`fold`), both exactly; what is left is a small polynomial in the two deficits (`evaluate`).
"""

from numba import njit

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

N_FEATURES = 10
LEFT, RIGHT = 8, 9
CONSTANT = (0, 1, 2, 3, 7)
"""Features that are the same through a life: sex, height, body-mass index, incidence, leg length."""
CHANGING = (4, 5, 6)
"""Features that age and disorders change: lordosis, stiffness, hip range."""


@njit(cache=True)
def chebyshev_into(x, table):  # type: ignore[no-untyped-def]
    """T_0..T_d at x, clipped to [-1, 1], into a row of a table."""
    x = min(max(x, -1.0), 1.0)
    table[0] = 1.0
    if table.size > 1:
        table[1] = x
    for k in range(2, table.size):
        table[k] = 2.0 * x * table[k - 1] - table[k - 2]


@njit(cache=True)
def know(features, m, scratch, person):  # type: ignore[no-untyped-def]
    """Multiply out what stays the same through a life in every world (`CONSTANT`), once per person.

    Args:
        features: of the person, (feature,); only the constant ones are read.
        m: the mechanics' arrays (`Arrays`).
        scratch: Chebyshev values, (feature, degree + 1), overwritten.
        person: the series that is left, in the changing features, (kept term, output), overwritten.
    """
    for j in CONSTANT:
        chebyshev_into((features[j] - m.centre[j]) / m.scale[j], scratch[j])
    person[:] = 0.0
    for t in range(m.exponents.shape[0]):
        factor = 1.0
        for j in CONSTANT:
            factor *= scratch[j, m.exponents[t, j]]
        row = person[m.kept_of_term[t]]
        for k in range(N_OUTPUTS):
            row[k] += factor * m.coefficients[t, k]


@njit(cache=True)
def fold(features, m, scratch, person, folded):  # type: ignore[no-untyped-def]
    """Multiply out the changing features too, so that only the two deficits are left.

    Args:
        features: of the person now, (feature,); only the changing ones are read.
        m: the mechanics' arrays (`Arrays`).
        scratch: Chebyshev values, (feature, degree + 1), overwritten.
        person: the person's own series (`know`), (kept term, output)
        folded: coefficient of T_a(left) T_b(right), (a, b, output), overwritten.
    """
    for j in CHANGING:
        chebyshev_into((features[j] - m.centre[j]) / m.scale[j], scratch[j])
    folded[:] = 0.0
    for t in range(m.kept.shape[0]):
        factor = 1.0
        for j in CHANGING:
            factor *= scratch[j, m.kept[t, j]]
        row = folded[m.kept[t, LEFT], m.kept[t, RIGHT]]
        for k in range(N_OUTPUTS):
            row[k] += factor * person[t, k]


@njit(cache=True)
def evaluate(left, right, m, folded, scratch, out):  # type: ignore[no-untyped-def]
    """Outputs of the mechanics at two deficits [deg]; beyond the fitted range they stay at its edge."""
    chebyshev_into((left - m.centre[LEFT]) / m.scale[LEFT], scratch[LEFT])
    chebyshev_into((right - m.centre[RIGHT]) / m.scale[RIGHT], scratch[RIGHT])
    out[:] = 0.0
    for a in range(folded.shape[0]):
        for b in range(folded.shape[1]):
            factor = scratch[LEFT, a] * scratch[RIGHT, b]
            for k in range(N_OUTPUTS):
                out[k] += factor * folded[a, b, k]


@njit(cache=True)
def _held(flexion_at, out, reference, p):  # type: ignore[no-untyped-def]
    """Strain of one posture: (flexion share)^n x (compression over the reference person's standing)^m.

    Source: fatigue law, assumed powers; slump loads L5/S1 more than lordotic sitting (M303).
    """
    flexion = min(max(out[flexion_at] / p.posture_lumbar_range_deg, 0.0), 1.1)
    compression = max(out[flexion_at + 1], 0.0) / reference[STAND_COMPRESSION]
    return flexion**p.dose_flexion_power * compression**p.dose_compression_power


@njit(cache=True)
def daily_dose(out, reference, w, p, sitting_h):  # type: ignore[no-untyped-def]
    """Flexion dose of a day: hours of sitting and seconds of bending and lifting, by posture.

    A seat that vibrates strains a back whatever its posture: an hour adds that many hours of the reference person's
    slouch. A lift from the floor is a bend to the limit under a load (M272, M294).

    dose = creep x (sum over held postures of hours x strain) + cycles x strain

    Valid as a ratio between people or worlds; its unit (full-range hours) means nothing alone.
    """
    driving = min(w.driving_h_per_day, sitting_h)
    seated = sitting_h - driving
    held = seated * w.slouching_share * _held(SLOUCHED, out, reference, p)
    held += seated * (1.0 - w.slouching_share) * _held(ERECT, out, reference, p)
    held += driving * (_held(DRIVING, out, reference, p) + p.dose_vibration * _held(SLOUCHED, reference, reference, p))
    held += w.straight_leg_h_per_day * _held(LONG_SITTING, out, reference, p)
    creep = 1.0 + p.dose_creep_per_h * seated * w.slouching_share
    lifting_s = w.lifts_per_day * p.dose_lift_s * p.dose_lift_load**p.dose_compression_power
    cycles = (w.bends_per_day * p.dose_bend_s + lifting_s) * _held(BEND, out, reference, p)
    return creep * held + p.dose_cycle_weight * cycles / 3600.0
