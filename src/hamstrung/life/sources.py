"""Where pain comes from at the visit: every source's nociception, and which group of sources owns it.

A lumbar source wakes as its liability passes its threshold:

    nociception = amplitude x logistic(sharpness x liability)
    liability   = irritability shared by the lumbar sources + its own + habits + lesion + load - threshold      [SD]

Lesions of the hamstrings, nerve disease, systemic disease and injury are either there or not.
"""

import math

import numpy as np

from hamstrung.life import flares, nodes, tissue
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import logistic, tail

SOURCES = (
    "tissue",
    "disc",
    "facet",
    "segment",
    "sacroiliac",
    "hip",
    "knee",
    "hamstring_left",
    "hamstring_right",
    "imbalance",
    "sciatic_left",
    "sciatic_right",
    "root_left",
    "root_right",
    "neuropathy",
    "inflammatory",
    "serious",
    "injury",
    "distress",
    "ischaemia",
)
"""Sources of pain, in stored order."""

VISIT = np.dtype(
    [
        (name, "f8")
        for name in (
            "pain_nprs",
            "gain",
            "distress_sd",
            "sensitisation_sd",
            "irritability_sd",
            "lasting_irritability_sd",
            "flare_sd",
            "flare_severity",
            "flaring",
            "structural_left_deg",
            "structural_right_deg",
            "tonic_left_deg",
            "tonic_right_deg",
            "tolerance_left_deg",
            "tolerance_right_deg",
            "tissue_hamstring_left",
            "tissue_hamstring_right",
            "hamstring_tear",
            "hamstring_felt_in_back",
            "standing_pelvis_deg",
            "standing_lordosis_deg",
            "standing_obliquity_deg",
            "dose_hamstrings",
            "dose_lasting",
            "disc_bulge",
            "disc_protrusion",
            "endplate_damage",
            "facet_arthrosis",
            "root_left",
            "root_right",
            "root_from_disc",
            "lordosis_now_deg",
            "hip_severity",
            "hip_range_lost_deg",
            "knee_severity",
            "pars_defect",
            "slip_percent",
            "adaptive_deg",
            "disc_years",
            "iterations",
        )
    ]
    + [(f"source_{name}", "f8") for name in SOURCES]
)
"""The state of a person at the visit in one world."""

INJURY_WEEKS = 12.0
"""How far back a sprain of the back counts; part of what `pain_injury_share` means."""

_DISC = nodes.INDEX["disc"]
_PROTRUSION = nodes.INDEX["protrusion"]
_CONTACT = nodes.INDEX["root_contact"]
_ROOT_SIDE = nodes.INDEX["root_side"]
_INFLAMED = nodes.INDEX["root_inflammation"]
_STENOSIS = nodes.INDEX["stenosis"]
_DISC_PAIN = nodes.INDEX["disc_pain"]
_ENDPLATE = nodes.INDEX["endplate"]
_FACET = nodes.INDEX["facet"]
_FACET_PAIN = nodes.INDEX["facet_pain"]
_SEGMENT_PAIN = nodes.INDEX["segment_pain"]
_SACROILIAC = nodes.INDEX["sacroiliac"]
_TISSUE = nodes.INDEX["tissue_tolerance"]
_IRRITABLE = nodes.INDEX["irritability"]
_WAVERING = nodes.INDEX["wavering"]
_FLARE = nodes.INDEX["flare"]
_BALANCE = nodes.INDEX["muscle_balance"]
_NEUROPATHY = nodes.INDEX["neuropathy"]
_INFLAMMATORY = nodes.INDEX["inflammatory"]
_SERIOUS = nodes.INDEX["serious"]
_BACK_INJURY = nodes.INDEX["back_injury"]
_DISTRESS = nodes.INDEX["distress"]
_SENSITISATION = nodes.INDEX["sensitisation"]
_ISCHAEMIA = nodes.INDEX["ischaemia"]


@compiled
def mixed(r, one, other):  # type: ignore[no-untyped-def]
    """A standard score that is correlated by r with one standard score, the rest coming from another."""
    return r * one + math.sqrt(1.0 - r * r) * other


@compiled
def from_least(least, position):  # type: ignore[no-untyped-def]
    """From the least to 1 as a position goes from 0 to 1."""
    return least + (1.0 - least) * position


@compiled
def describe_mind(z, p, c, distressed, v):  # type: ignore[no-untyped-def]
    """Distress, sensitisation and the gain that they give every pain (C16); low in the world without distress."""
    v.distress_sd = z[_DISTRESS]
    own = z[_SENSITISATION]
    if not distressed:
        v.distress_sd = min(v.distress_sd, p.pain_low_distress_sd)
        own = min(own, p.pain_low_distress_sd)
    v.sensitisation_sd = mixed(p.pain_sensitisation_from_distress, v.distress_sd, own)
    v.gain = min(math.exp(p.pain_gain_per_sd * c.C16 * v.sensitisation_sd), p.pain_most_gain)


@compiled
def describe_discs(z, w, p, s, structure, v):  # type: ignore[no-untyped-def]
    """Bulge, protrusion and endplate damage from the life behind; none with normal structure.

    bulge: years of load past a lognormal tolerance (E181); protrusion: probit in age (E182), load and luck. 0 to 1.
    """
    v.disc_bulge = 0.0
    v.disc_protrusion = 0.0
    v.endplate_damage = 0.0
    v.facet_arthrosis = 0.0
    if not structure:
        return
    tolerance = math.log(p.disc_median_tolerance_y) - p.disc_tolerance_log_sd * z[_DISC]
    past = (math.log(s.disc_years) - tolerance) / p.disc_tolerance_log_sd
    v.disc_bulge = 1.0 - math.exp(-p.disc_severity_steepness * past) if past > 0.0 else 0.0
    ordinary = w.age_y - tissue.FIRST_AGE_Y + p.disc_early_years
    protrusion = p.disc_protrusion_young + p.disc_protrusion_per_y * (w.age_y - 20.0) + z[_PROTRUSION]
    protrusion += p.disc_protrusion_per_habit * math.log(s.disc_habit_years / ordinary)
    protrusion += p.disc_protrusion_per_log_damage * math.log(s.disc_years / s.disc_habit_years)
    v.disc_protrusion = 1.0 - math.exp(-p.disc_severity_steepness * protrusion) if protrusion > 0.0 else 0.0
    strength = math.log(p.segment_endplate_y) - p.segment_endplate_log_sd * z[_ENDPLATE]
    crushed = (math.log(s.endplate_years) - strength) / p.segment_endplate_log_sd
    v.endplate_damage = 1.0 - math.exp(-p.disc_severity_steepness * crushed) if crushed > 0.0 else 0.0
    worn = (w.age_y - p.segment_facet_y) / p.segment_facet_spread_y + z[_FACET]
    v.facet_arthrosis = 1.0 - math.exp(-p.segment_facet_steepness * worn) if worn > 0.0 else 0.0


@compiled
def describe_roots(u, z, w, p, structure, nerve, v):  # type: ignore[no-untyped-def]
    """Irritation of lumbar roots, 0 to 1 a side: a protrusion that touches and inflames one, or a narrow canal.

    It takes a structure that touches and a nerve that is irritable, so removing either removes it.
    """
    v.root_left = 0.0
    v.root_right = 0.0
    v.root_from_disc = 0.0
    if not (structure and nerve):
        return
    inflamed = logistic(p.disc_root_sharpness * mixed(p.disc_root_from_flare, z[_FLARE], z[_INFLAMED]))
    when = (w.age_y - p.disc_contact_peak_y) / p.disc_contact_spread_y
    touched = tail(u[_CONTACT], p.disc_contact_share * math.exp(-0.5 * when * when))
    if touched > 0.0 and v.disc_protrusion > 0.0:
        v.root_from_disc = (
            from_least(p.disc_contact_least, v.disc_protrusion) * from_least(p.disc_touch_least, touched) * inflamed
        )
        if u[_ROOT_SIDE] < 0.5:
            v.root_left = v.root_from_disc
        else:
            v.root_right = v.root_from_disc
    narrow = tail(u[_STENOSIS], p.segment_stenosis_share) if w.age_y > p.segment_stenosis_from_y else 0.0
    v.root_left = max(v.root_left, p.segment_stenosis_irritation * narrow * inflamed)
    v.root_right = max(v.root_right, p.segment_stenosis_irritation * narrow * inflamed)


@compiled
def wake(amplitude, liability, p):  # type: ignore[no-untyped-def]
    """Nociception of a source whose liability stands so far above its threshold [SD]."""
    return amplitude * logistic(p.pain_sharpness * liability)


@compiled
def flared(amplitude, liability, p, v):  # type: ignore[no-untyped-def]
    """Nociception of a source that flares wake; what it owes to the present one hurts by that flare's severity and is
    counted (`flaring`)."""
    if v.flare_sd == 0.0:
        return wake(amplitude, liability, p)
    between = wake(amplitude, liability - v.flare_sd, p)
    owed = v.flare_severity * (wake(amplitude, liability, p) - between)
    v.flaring += owed
    return between + owed


@compiled
def shared_liability(u, z, w, p, c, v, structure):  # type: ignore[no-untyped-def]
    """What every lumbar source shares: irritability, flare, habits, distress (C16, C19, E017, E018); no flare with
    normal structure.

        irritability = sqrt(1 - share) x what lasts + sqrt(share) x what wavers      [SD]
    """
    slow = z[_IRRITABLE]
    v.flare_sd = flares.liability_sd(u, p) if structure else 0.0
    v.flare_severity = flares.severity(u, p)
    v.lasting_irritability_sd = slow if structure else min(slow, p.pain_normal_irritability_sd)
    wavers = mixed(math.sqrt(p.pain_wavering_share), z[_WAVERING], slow)
    v.irritability_sd = wavers if structure else min(wavers, p.pain_normal_irritability_sd)
    shared = math.sqrt(p.pain_irritability_share) * v.irritability_sd + v.flare_sd
    shared += c.C16 * (p.pain_distress_liability * v.distress_sd + p.pain_sensitisation_liability * v.sensitisation_sd)
    shared += p.pain_smoking_effect * w.smoker + p.pain_weight_effect * w.bmi_sd
    shared += p.pain_overload_effect * max(-w.inactivity_sd, 0.0)
    return shared + p.pain_activity_effect * c.C19 * w.inactivity_sd


@compiled
def lumbar(u, z, w, p, c, s, shared, log_habit_dose, structure, v):  # type: ignore[no-untyped-def]
    """Lumbar tissue, disc, facet, pars and slip: nociception from liability (C5, C6, C7, C8, C9)."""
    own_share = math.sqrt(1.0 - p.pain_irritability_share)
    own = z[_TISSUE]
    if not structure:
        own = min(own, p.pain_normal_irritability_sd)
    growing = p.pain_adolescent_gain if w.age_y < 18.0 else 1.0
    guarded = v.dose_hamstrings - v.dose_lasting
    lasting = p.pain_hamstring_gain * growing * v.dose_lasting
    from_hamstrings = c.C5 * (lasting + p.pain_guarding_gain * guarded)
    flat = -s.lordosis_offset_deg - v.standing_lordosis_deg
    if not structure:
        flat = min(-s.lordosis_offset_deg, 0.0) - v.standing_lordosis_deg
    posture_risk = p.pain_lordosis_effect * c.C6 * flat / 10.0 + p.pain_tissue_per_log_dose * log_habit_dose
    base = shared + posture_risk + from_hamstrings + own_share * own
    v.flaring = 0.0
    v.source_tissue = flared(p.pain_tissue_amplitude, base - p.pain_tissue_threshold, p, v)
    v.source_disc = 0.0
    v.source_facet = 0.0
    v.source_segment = 0.0
    if not structure:
        return
    lesion = p.disc_pain_effect * v.disc_bulge + p.disc_protrusion_effect * v.disc_protrusion
    lesion += p.disc_endplate_effect * v.endplate_damage + p.disc_flexion_share * from_hamstrings
    disc = shared + own_share * z[_DISC_PAIN] + lesion - p.pain_disc_threshold
    v.source_disc = flared(p.pain_disc_amplitude, disc, p, v)
    asymmetry = p.pain_asymmetry_effect * abs(v.standing_obliquity_deg)
    worn = p.pain_facet_effect * v.facet_arthrosis + asymmetry
    worn += p.pain_facet_per_lordosis * max(v.standing_lordosis_deg, 0.0) / 10.0
    facet = shared + own_share * z[_FACET_PAIN] + worn - p.pain_facet_threshold
    v.source_facet = flared(p.pain_facet_amplitude, facet, p, v)
    if tissue.has_pars_defect(u, p, w.age_y):
        young = p.segment_slip_effect * logistic((p.segment_young_until_y - w.age_y) / p.segment_young_spread_y)
        slip = young + p.segment_pain_per_percent * s.slip_percent
        segment = shared + own_share * z[_SEGMENT_PAIN] + slip - p.pain_segment_threshold
        v.source_segment = flared(p.pain_segment_amplitude, segment, p, v)


@compiled
def pelvic(u, p, c, s, shared, pull_ratio, structure, v):  # type: ignore[no-untyped-def]
    """Sacroiliac joint (C25 pulls on it), hip and knee."""
    v.source_sacroiliac = 0.0
    liable = tail(u[_SACROILIAC], p.sacroiliac_share) if structure else 0.0
    if liable > 0.0:
        pull = c.C25 * p.sacroiliac_per_ischial * (pull_ratio - 1.0)
        lean = p.pain_asymmetry_effect * abs(v.standing_obliquity_deg)
        sacroiliac = (
            shared + p.sacroiliac_liability_sd * (2.0 * liable - 1.0) + pull + lean - p.pain_sacroiliac_threshold
        )
        v.source_sacroiliac = flared(p.pain_sacroiliac_amplitude, sacroiliac, p, v)
    v.source_hip = p.pain_joint_amplitude * s.hip_severity
    v.source_knee = p.pain_knee_amplitude * s.knee_severity


@compiled
def muscular(u, z, p, c, s, tight_deg, v):  # type: ignore[no-untyped-def]
    """The hamstrings' own tissue (C3, C12, C26), muscles that work for tight (C24) or cut ones (C21), the sciatic
    path (C25).

    Args:
        tight_deg: structural deficit and resting tone of the worse side.
    """
    v.source_hamstring_left = p.origin_amplitude * v.tissue_hamstring_left
    v.source_hamstring_right = p.origin_amplitude * v.tissue_hamstring_right
    v.hamstring_felt_in_back = max(0.0, 1.0 - c.C26 * p.origin_leg_share)
    onset = p.pain_imbalance_threshold_deg - p.pain_imbalance_spread_deg * z[_BALANCE]
    beyond = max(0.0, tight_deg - max(onset, p.pain_imbalance_least_deg))
    v.source_imbalance = c.C24 * p.pain_imbalance_amplitude * (1.0 - math.exp(-beyond / p.pain_imbalance_scale_deg))
    v.source_imbalance += s.released * p.pain_imbalance_amplitude * p.release_weakness
    strain = c.C25 * p.sacroiliac_nerve_per_deficit * u[_NEUROPATHY]
    v.source_sciatic_left = strain * max(0.0, v.structural_left_deg - p.sacroiliac_nerve_from_deg)
    v.source_sciatic_right = strain * max(0.0, v.structural_right_deg - p.sacroiliac_nerve_from_deg)


@compiled
def elsewhere(u, w, p, c, nerve, systemic, injury, v):  # type: ignore[no-untyped-def]
    """Nerve, systemic disease and injury (C15), and pain of its own from distress (C16) or oxygen lack (C17)."""
    v.source_root_left = p.pain_nerve_amplitude * v.root_left
    v.source_root_right = p.pain_nerve_amplitude * v.root_right
    v.source_neuropathy = 0.0
    if nerve:
        v.source_neuropathy = p.pain_nerve_amplitude * tail(u[_NEUROPATHY], p.pain_neuropathy_share * c.C15)
    v.source_inflammatory = 0.0
    v.source_serious = 0.0
    if systemic:
        grown = w.age_y > p.pain_inflammatory_from_y
        position = tail(u[_INFLAMMATORY], p.pain_inflammatory_share * c.C15) if grown else 0.0
        if position > 0.0:
            severity = from_least(p.pain_inflammatory_least, position)
            v.source_inflammatory = p.pain_inflammatory_weight * p.pain_systemic_amplitude * severity
        older = min(math.exp((w.age_y - 50.0) / p.pain_serious_ageing_y), p.pain_serious_most)
        position = tail(u[_SERIOUS], p.pain_serious_share * c.C15 * older)
        v.source_serious = (
            p.pain_systemic_amplitude * from_least(p.pain_serious_least, position) if position > 0.0 else 0.0
        )
    v.source_injury = 0.0
    if injury:
        v.source_injury = p.pain_injury_amplitude * injury_left(injury_weeks(u, p), p)
    v.source_distress = (
        p.pain_distress_amplitude
        * c.C16
        * (max(0.0, v.distress_sd - p.pain_distress_from_sd) / p.pain_distress_scale_sd)
    )
    liable = tail(u[_ISCHAEMIA], p.pain_ischaemia_share)
    v.source_ischaemia = c.C17 * p.pain_ischaemia_amplitude * liable


@compiled
def injury_weeks(u, p):  # type: ignore[no-untyped-def]
    """Weeks since an acute sprain of the back within the last 12, or -1 without one."""
    position = tail(u[_BACK_INJURY], p.pain_injury_share)
    return INJURY_WEEKS * (1.0 - position) if position > 0.0 else -1.0


@compiled
def injury_left(weeks, p):  # type: ignore[no-untyped-def]
    """What is left of a sprain after so many weeks (E034)."""
    return math.exp(-weeks / p.pain_injury_weeks) if weeks >= 0.0 else 0.0


@compiled
def total(v):  # type: ignore[no-untyped-def]
    """Sum of all sources."""
    lumbar_sum = v.source_tissue + v.source_disc + v.source_facet + v.source_segment
    pelvic_sum = v.source_sacroiliac + v.source_hip + v.source_knee
    own = v.source_hamstring_left + v.source_hamstring_right + v.source_imbalance
    sciatic = v.source_sciatic_left + v.source_sciatic_right
    nerve = v.source_root_left + v.source_root_right + v.source_neuropathy
    other = v.source_inflammatory + v.source_serious + v.source_injury + v.source_distress + v.source_ischaemia
    return lumbar_sum + pelvic_sum + own + sciatic + nerve + other


@compiled
def pain_nprs(v):  # type: ignore[no-untyped-def]
    """Whole-person pain, 0 to 10: a saturating function of nociception times gain.

    pain = 10 (1 - exp(-gain x sum of sources))
    """
    return -10.0 * math.expm1(-v.gain * total(v))


@compiled
def lasting_nprs(v):  # type: ignore[no-untyped-def]
    """Pain that would be there without the present flare, NPRS."""
    return -10.0 * math.expm1(-v.gain * (total(v) - v.flaring))
