"""A life from age 8 to the visit: muscle length follows habits, posture loads tissue, tissue ages.

Damage is counted in years of ordinary load, so that only ratios of load enter: a person who lives like the
reference person collects one year a year.
"""

import math

import numpy as np

from hamstrung.life import hamstrings, nodes, posture
from hamstrung.life.compiled import compiled
from hamstrung.life.person import PRIME_Y
from hamstrung.life.quantiles import logistic, scores_into, tail

STATE = np.dtype(
    [
        (name, "f8")
        for name in (
            "length_left_deg",
            "length_right_deg",
            "structural_left_deg",
            "structural_right_deg",
            "adaptive_deg",
            "disc_years",
            "disc_habit_years",
            "endplate_years",
            "slip_percent",
            "hip_severity",
            "hip_range_lost_deg",
            "knee_severity",
            "knee_contracture_deg",
            "lordosis_offset_deg",
            "released",
        )
    ]
)
"""What a life leaves behind at the visit."""

FIRST_AGE_Y = 8.0
LONGEST_STEP_Y = 2.0

_HIP = nodes.INDEX["hip"]
_KNEE = nodes.INDEX["knee"]
_PARS = nodes.INDEX["pars"]
_SLIP = nodes.INDEX["slip"]

SCORED = np.array(
    [
        nodes.INDEX[node]
        for node in (
            "hamstring_length",
            "hamstring_side",
            "stretch_tolerance",
            "resting_tone",
            "tendon",
            "disc",
            "protrusion",
            "disc_pain",
            "endplate",
            "facet",
            "facet_pain",
            "slip",
            "segment_pain",
            "tissue_tolerance",
            "irritability",
            "flare",
            "muscle_balance",
            "root_inflammation",
            "distress",
            "sensitisation",
            "guarding",
            "wavering",
        )
    ]
)
"""Nodes whose uniforms lives and visits read as standard scores."""


@compiled
def has_pars_defect(u, p, age_y):  # type: ignore[no-untyped-def]
    """Whether the pars is defective by this age."""
    return age_y >= p.segment_pars_age_y and tail(u[_PARS], p.segment_pars_share) > 0.0


@compiled
def range_lost(severity, p):  # type: ignore[no-untyped-def]
    """Range that a worn joint has lost, over that of the ordinary worn one."""
    return min(p.joint_range_per_severity * severity, p.joint_most_range)


@compiled
def wear_joints(u, p, age_y, structure, s):  # type: ignore[no-untyped-def]
    """Hip and knee disorders: commoner with age, with range lost at the hip and extension lost at the knee."""
    ageing = 2.0 * logistic((age_y - 60.0) / p.joint_ageing_y)
    s.hip_severity = tail(u[_HIP], min(p.joint_hip_share_at_60 * ageing, p.joint_most_share)) if structure else 0.0
    s.knee_severity = tail(u[_KNEE], min(p.joint_knee_share_at_60 * ageing, p.joint_most_share)) if structure else 0.0
    s.hip_range_lost_deg = p.joint_hip_range_lost_deg * range_lost(s.hip_severity, p)
    s.knee_contracture_deg = p.joint_knee_contracture_deg * range_lost(s.knee_severity, p)


@compiled
def lasting_tilt_deg(p, s, structure):  # type: ignore[no-untyped-def]
    """Posterior pelvic tilt that a flat back, a slip or a stiff hip keeps up for years (0 with normal structure)."""
    if not structure:
        return 0.0
    flat = max(0.0, -s.lordosis_offset_deg - p.tilt_flat_back_deg)
    return (
        p.tilt_per_flat_back * flat
        + p.tilt_per_slip_percent * s.slip_percent
        + p.tilt_per_hip_deg * s.hip_range_lost_deg
    )


@compiled
def shorten(w, p, c, age_y, dt_y, structure, own_hamstrings, given, s):  # type: ignore[no-untyped-def]
    """One step of muscle length: constitution, habits (C10, C18), adaptive shortening (C14), an old scar (C11)."""
    tilt = lasting_tilt_deg(p, s, structure)
    wanted = c.C14 * (p.adaptive_per_deg_tilt * tilt + p.adaptive_knee_contracture * s.knee_contracture_deg)
    pace = max(0.2, 1.0 + p.adaptive_sedentary_gain * w.sitting_sd)
    s.adaptive_deg += (wanted - s.adaptive_deg) * (1.0 - math.exp(-dt_y * pace / p.adaptive_settling_y))
    target = given.habits_deg + hamstrings.ageing_deg(p, age_y)
    keep = math.exp(-dt_y / p.deficit_settling_y)
    left, right = given.constitution_left_deg + target, given.constitution_right_deg + target
    s.length_left_deg = left + (s.length_left_deg - left) * keep
    s.length_right_deg = right + (s.length_right_deg - right) * keep
    s.structural_left_deg = s.length_left_deg + s.adaptive_deg
    s.structural_right_deg = s.length_right_deg + s.adaptive_deg
    if given.scarred_at_y < age_y:
        s.structural_left_deg += given.scar_left_deg
        s.structural_right_deg += given.scar_right_deg
    if not own_hamstrings:
        s.structural_left_deg = hamstrings.healthy(s.structural_left_deg)
        s.structural_right_deg = hamstrings.healthy(s.structural_right_deg)


@compiled
def write_constitution(w, features):  # type: ignore[no-untyped-def]
    """Features of the mechanics that stay through a life (`posture.CONSTANT`)."""
    features[0] = w.sex_female
    features[1] = w.height_m
    features[2] = w.bmi
    features[3] = w.pelvic_incidence_deg
    features[7] = w.leg_length_difference_mm


@compiled
def write_features(w, p, s, age_y, features):  # type: ignore[no-untyped-def]
    """Features of the mechanics that change with age and joints (`posture.CHANGING`)."""
    s.lordosis_offset_deg = w.lordosis_offset_deg - p.person_flattening_per_year_deg * max(0.0, age_y - PRIME_Y)
    features[4] = s.lordosis_offset_deg
    features[5] = w.log_lumbar_stiffness + p.person_stiffness_per_decade * max(0.0, age_y - 30.0) / 10.0
    features[6] = s.hip_range_lost_deg


@compiled
def effective_sitting_h(w, p, c):  # type: ignore[no-untyped-def]
    """Hours of sitting as far as they count for the dose (C20)."""
    return max(0.3, p.habits_sitting_h + c.C20 * (w.sitting_h_per_day - p.habits_sitting_h))


@compiled
def meet(u, w, p, c, m, reference, work):  # type: ignore[no-untyped-def]
    """Work out what stays the same through a life in every world: body, day, what the hamstrings are given, luck."""
    know_body(w, m, work)
    scores_into(u, SCORED, work.scores)
    hamstrings.give(u, work.scores, w, p, c, work.given[0])
    begin_day(w, p, c, reference, work)


@compiled
def know_body(w, m, work):  # type: ignore[no-untyped-def]
    """The series of the mechanics for a body whose constitution stays."""
    write_constitution(w, work.features)
    posture.know(work.features, m, work)
    work.held[:] = math.nan


@compiled
def begin_day(w, p, c, reference, work):  # type: ignore[no-untyped-def]
    """Spend the day as these habits say; nothing that was held of the person is held on."""
    posture.spend(reference, w, p, effective_sitting_h(w, p, c), work.day[0])
    work.held[:] = math.nan


@compiled
def flattening_deg(own, norm, p, c, s):  # type: ignore[no-untyped-def]
    """Lordosis that the structural deficit takes from standing: what the mechanics gives, and C4's face value."""
    emerging = own[posture.STAND_PELVIS] - norm[posture.STAND_PELVIS]
    face = p.posture_standing_tilt_per_deg * 0.5 * (s.structural_left_deg + s.structural_right_deg)
    lost = norm[posture.STAND_LORDOSIS] - own[posture.STAND_LORDOSIS] - c.C4 * (face - emerging)
    return max(lost, 0.0)


@compiled
def damage(u, z, p, c, dt_y, own, norm, reference, reference_dose, day, handling, age_y, s):  # type: ignore[no-untyped-def]
    """One step of tissue damage from the postures of that age.

    d(disc)/dt = (dose with normal hamstrings / reference)^h x (dose / dose with normal hamstrings)^(C8 k)
                 x exp(C8 f x lordosis lost in standing / 10 deg)
    d(slip)/dt = luck x (shear / reference)^n x (shear / shear with normal hamstrings)^(C9 k), over a pars defect

    Source: exposure x tolerance after the fatigue data M298-M300; powers assumed.

    Args:
        day: how it is spent, and its dose with normal hamstrings (`posture.DAY`).
        handling: what lifting does to endplates, over ordinary lifting.
    """
    ratio = posture.daily_dose(own, reference, day, p) / day.norm_dose
    habit = (day.norm_dose / reference_dose) ** p.dose_habit_gain
    s.disc_habit_years += dt_y * habit
    flattened = math.exp(c.C8 * p.dose_flattening_gain * flattening_deg(own, norm, p, c, s) / 10.0)
    s.disc_years += dt_y * habit * ratio ** (c.C8 * p.dose_face_value_gain) * flattened
    compression = max(own[posture.STAND_COMPRESSION], 1.0) / reference[posture.STAND_COMPRESSION]
    s.endplate_years += dt_y * compression * handling
    if has_pars_defect(u, p, age_y):
        shear = max(norm[posture.BEND_SHEAR], 1.0)
        relative = max(own[posture.BEND_SHEAR], 1.0) / shear
        luck = math.exp(p.segment_slip_log_sd * z[_SLIP])
        pace = (
            p.segment_slip_per_y
            * luck
            * (shear / max(reference[posture.BEND_SHEAR], 1.0)) ** p.segment_slip_shear_power
        )
        pace *= relative ** (c.C9 * p.segment_slip_face_value) * math.exp(
            -max(0.0, age_y - p.segment_slip_slows_from_y) / p.segment_slip_slowing_y
        )
        s.slip_percent = min(s.slip_percent + dt_y * pace, 100.0)


@compiled
def begin(w, p, given, s):  # type: ignore[no-untyped-def]
    """The state at age 8."""
    s.length_left_deg = given.constitution_left_deg
    s.length_right_deg = given.constitution_right_deg
    s.adaptive_deg = 0.0
    s.disc_years = p.disc_early_years
    s.disc_habit_years = p.disc_early_years
    s.endplate_years = p.disc_early_years
    s.slip_percent = 0.0
    s.lordosis_offset_deg = w.lordosis_offset_deg
    s.released = 0.0


@compiled
def live(u, w, p, c, m, reference, reference_dose, own_hamstrings, structure, s, work):  # type: ignore[no-untyped-def]
    """A life from age 8 to the visit in equal steps of at most two years; fills the state `s`.

    Args:
        own_hamstrings: False where the hamstrings are held at the norm from the start.
        structure: False where vertebrae, discs, joints are held normal from the start.
        work: scratch arrays (`Work`) in which this person has been met.
    """
    given, day = work.given[0], work.day[0]
    begin(w, p, given, s)
    handling = (w.lifts_per_day / p.habits_lifts_per_day) ** p.segment_handling_power
    years = w.age_y - FIRST_AGE_Y
    steps = math.ceil(years / LONGEST_STEP_Y)
    dt_y = years / steps
    for step in range(steps):
        age_y = FIRST_AGE_Y + (step + 1) * dt_y
        wear_joints(u, p, age_y, structure, s)
        shorten(w, p, c, age_y, dt_y, structure, own_hamstrings, given, s)
        write_features(w, p, s, age_y, work.features)
        posture.hold(reference, p, m, work)
        posture.evaluate(s.structural_left_deg, s.structural_right_deg, m, work, work.own)
        damage(u, work.scores, p, c, dt_y, work.own, work.norm, reference, reference_dose, day, handling, age_y, s)
    if not structure:
        s.slip_percent = 0.0
