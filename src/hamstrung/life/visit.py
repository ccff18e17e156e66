"""The visit in one world: pain guards the hamstrings, guarded hamstrings load the back, the back hurts; solved
to the fixed point.

    tone = guarding(pain, sources);  deficit = structure + tone;  dose = mechanics(deficit);  pain = sources(dose)

What has lasted for years (length, resting tone) has had years to irritate and counts in full; guarding is as old as
the pain and counts as the load that it adds now.
The map from pain to pain rises, stays inside [0, 10] and contracts (its slope is checked over the prior in the
tests), so that the fixed point is one and does not depend on where it is started.
"""

import math

from hamstrung.life import hamstrings, nodes, posture, sources, tissue
from hamstrung.life.compiled import compiled
from hamstrung.life.quantiles import logistic, tail
from hamstrung.life.worlds import DISTRESS, HAMSTRINGS, INJURY, NERVE, NORMALISED_NOW, STRUCTURE, SYSTEMIC

TOLERANCE_NPRS = 1e-10
TOLERANCE_DEG = 1e-9
MOST_ITERATIONS = 400

_GUARDING = nodes.INDEX["guarding"]
_SI_SIDE = nodes.INDEX["sacroiliac_side"]
_HIP_SIDE = nodes.INDEX["hip_side"]
_ISCHAEMIA = nodes.INDEX["ischaemia"]


@compiled
def saturate(tone_deg, p):  # type: ignore[no-untyped-def]
    """Tone has a limit: most x (1 - exp(-tone / most)) for positive tone."""
    if tone_deg <= 0.0:
        return tone_deg
    return -p.guarding_most_deg * math.expm1(-tone_deg / p.guarding_most_deg)


@compiled
def guarding_trait(z, p):  # type: ignore[no-untyped-def]
    """How readily a person guards, over the median."""
    return min(math.exp(p.guarding_trait_log_sd * z[_GUARDING]), p.guarding_most_trait)


@compiled
def guarding_deg(pain_nprs, trait, u, p, c, s, v, side):  # type: ignore[no-untyped-def]
    """Tonic deficit of one side that other sources cause (C14, C16, C17); 0 left, 1 right."""
    root = v.root_left if side == 0 else v.root_right
    here = 1.0 if (u[_SI_SIDE] < 0.5) == (side == 0) else p.guarding_other_side
    hip_here = 1.0 if (u[_HIP_SIDE] < 0.5) == (side == 0) else p.guarding_hip_other_side
    structural = p.guarding_sacroiliac_deg * here * v.source_sacroiliac / p.pain_sacroiliac_amplitude
    structural += p.guarding_segment_deg * (
        v.source_disc / p.pain_disc_amplitude + v.source_facet / p.pain_facet_amplitude
    )
    structural += p.guarding_slip_deg * v.source_segment / p.pain_segment_amplitude
    structural += p.guarding_joint_deg * (hip_here * s.hip_severity + p.guarding_knee_share * s.knee_severity)
    consequence = (
        trait * (p.guarding_per_pain_deg * pain_nprs + p.guarding_source_share * structural)
        + p.guarding_nerve_deg * root
    )
    mind = c.C16 * p.guarding_distress_deg * max(0.0, v.distress_sd)
    lack = c.C17 * p.guarding_ischaemia_deg * tail(u[_ISCHAEMIA], p.pain_ischaemia_share)
    return c.C2 * (c.C14 * consequence + mind + lack)


@compiled
def own_part_deg(z, w, p, c, v, healthy, side):  # type: ignore[no-untyped-def]
    """Resting tone and the guarding of a sore hamstring itself, one side."""
    trait = hamstrings.own_tone_deg(z, w, p, c)
    if healthy:
        return hamstrings.healthy(trait)
    sore = v.tissue_hamstring_left if side == 0 else v.tissue_hamstring_right
    return trait + p.guarding_lesion_deg * sore


@compiled
def tolerance_deg(pain_nprs, z, w, p, c, v, healthy, side):  # type: ignore[no-untyped-def]
    """Tolerance part of the deficit: how much sooner a stretch hurts than in the norm, one side (C2, C14)."""
    own = hamstrings.own_tolerance_deg(z, w, p, c)
    if healthy:
        own = hamstrings.healthy(own)
    sore = v.tissue_hamstring_left if side == 0 else v.tissue_hamstring_right
    root = v.root_left if side == 0 else v.root_right
    neural = p.guarding_nerve_tolerance_deg * root
    felt = p.guarding_pain_tolerance_deg * pain_nprs
    return own + c.C2 * (c.C14 * (neural + felt) + p.guarding_lesion_deg * sore)


@compiled
def flattened_deg(irritation, p):  # type: ignore[no-untyped-def]
    """Lordosis that a root irritated by a disc takes: most of it as soon as the irritation is felt (E173)."""
    return -p.disc_herniation_flattening_deg * math.expm1(-irritation / p.disc_herniation_scale)


@compiled
def added(dose, reference_dose):  # type: ignore[no-untyped-def]
    """What the hamstrings add to a day's dose, as it counts: sign x ln(1 + size / dose of the reference person).

    Small additions count as they are, large ones less and less, so that no loop of pain and guarding has two ends.
    """
    return math.copysign(math.log1p(abs(dose) / reference_dose), dose)


@compiled
def load(p, c, s, v, reference, reference_dose, work):  # type: ignore[no-untyped-def]
    """What the deficits do to standing and to the day's flexion dose (C4, C5, C7); a release tips the pelvis (C21).

    What they add to the dose counts in doses of the reference person, so that tight hamstrings add less in those who
    sit and bend less.
    """
    own, norm, day = work.own, work.norm, work.day[0]
    left = v.structural_left_deg + v.tonic_left_deg
    right = v.structural_right_deg + v.tonic_right_deg
    emerging = own[posture.STAND_PELVIS] - norm[posture.STAND_PELVIS]
    face = p.posture_standing_tilt_per_deg * 0.5 * (left + right)
    tilt = emerging + c.C4 * (face - emerging) + s.released * p.release_tilt_deg
    v.standing_pelvis_deg = tilt
    v.standing_lordosis_deg = own[posture.STAND_LORDOSIS] - norm[posture.STAND_LORDOSIS] + (tilt - emerging)
    v.standing_obliquity_deg = own[posture.STAND_OBLIQUITY] + c.C7 * (
        p.posture_obliquity_per_deg * (left - right) - (own[posture.STAND_OBLIQUITY] - norm[posture.STAND_OBLIQUITY])
    )
    v.dose_hamstrings = added(posture.daily_dose(own, reference, day, p) - day.norm_dose, reference_dose)


@compiled
def settle(start_nprs, u, w, p, c, m, reference, reference_dose, s, mask, v, work):  # type: ignore[no-untyped-def]
    """The visit in one world: fills `v` and returns the pain.

    Args:
        start_nprs: where the iteration starts; the answer does not depend on it.
        s: what that world's life left behind.
        mask: removed groups, or hamstrings normalised now.
        work: scratch arrays (`Work`) in which this person has been met.
    """
    z = work.scores
    normalised = mask == NORMALISED_NOW
    healthy = normalised or (mask & HAMSTRINGS) != 0
    coalition = 0 if normalised else mask
    structure = (coalition & STRUCTURE) == 0
    nerve = (coalition & NERVE) == 0
    enter(u, z, w, p, c, s, healthy, v)
    sources.describe_mind(z, p, c, (coalition & DISTRESS) == 0, v)
    shared = sources.shared_liability(u, z, w, p, c, v, structure)
    sources.describe_discs(z, w, p, s, structure, v)
    sources.describe_roots(u, z, w, p, structure, nerve, v)
    sources.elsewhere(u, w, p, c, nerve, (coalition & SYSTEMIC) == 0, (coalition & INJURY) == 0, v)
    tissue.write_features(w, p, s, w.age_y, work.features)
    s.lordosis_offset_deg -= c.C14 * flattened_deg(v.root_from_disc, p)
    work.features[4] = s.lordosis_offset_deg
    norm_dose = posture.hold(reference, p, m, work)
    log_habit_dose = math.log(norm_dose / reference_dose)
    own_left = own_part_deg(z, w, p, c, v, healthy, 0)
    own_right = own_part_deg(z, w, p, c, v, healthy, 1)
    lasting_left, lasting_right = v.structural_left_deg + own_left, v.structural_right_deg + own_right
    posture.evaluate(lasting_left, lasting_right, m, work, work.own)
    v.dose_lasting = added(posture.daily_dose(work.own, reference, work.day[0], p) - norm_dose, reference_dose)
    pull = hamstrings.tension_ratio(max(lasting_left, lasting_right), p)
    sources.muscular(u, z, p, c, s, max(lasting_left, lasting_right), v)
    trait = guarding_trait(z, p)
    start(start_nprs / 10.0, p, v)
    pain, tone = start_nprs, 0.0
    for iteration in range(MOST_ITERATIONS):
        v.tonic_left_deg = saturate(own_left + guarding_deg(pain, trait, u, p, c, s, v, 0), p)
        v.tonic_right_deg = saturate(own_right + guarding_deg(pain, trait, u, p, c, s, v, 1), p)
        left = v.structural_left_deg + v.tonic_left_deg
        right = v.structural_right_deg + v.tonic_right_deg
        posture.evaluate(left, right, m, work, work.own)
        load(p, c, s, v, reference, reference_dose, work)
        sources.lumbar(u, z, w, p, c, s, shared, log_habit_dose, structure, v)
        sources.pelvic(u, p, c, s, shared, pull, structure, v)
        before, pain = pain, sources.pain_nprs(v)
        v.iterations = iteration + 1.0
        toned, tone = tone, v.tonic_left_deg + v.tonic_right_deg
        if iteration > 0 and abs(pain - before) < TOLERANCE_NPRS and abs(tone - toned) < TOLERANCE_DEG:
            break
    leave(u, w, p, s, v)
    v.pain_nprs = pain
    v.tolerance_left_deg = tolerance_deg(pain, z, w, p, c, v, healthy, 0)
    v.tolerance_right_deg = tolerance_deg(pain, z, w, p, c, v, healthy, 1)
    return pain


@compiled
def care_probability(pain_nprs, v, p):  # type: ignore[no-untyped-def]
    """Chance that this spell of pain is brought to somebody: logistic in pain, distress and serious disease."""
    if pain_nprs < p.care_least_pain_nprs:
        return 0.0
    odds = math.log(p.care_at_pain_five / (1.0 - p.care_at_pain_five)) + p.care_per_point * (pain_nprs - 5.0)
    odds += p.care_distress * v.distress_sd + (p.care_serious_odds if v.source_serious > 0.0 else 0.0)
    return logistic(odds)


@compiled
def start(share, p, v):  # type: ignore[no-untyped-def]
    """Sources that guard, awake by a share, before the first round of the loop."""
    v.source_sacroiliac = share * p.pain_sacroiliac_amplitude
    v.source_disc = share * p.pain_disc_amplitude
    v.source_facet = share * p.pain_facet_amplitude
    v.source_segment = share * p.pain_segment_amplitude


@compiled
def enter(u, z, w, p, c, s, healthy, v):  # type: ignore[no-untyped-def]
    """The hamstrings as they come to the visit: length, fresh strain, sore origin."""
    weeks = hamstrings.recent_weeks(u, w, p)
    loss = hamstrings.fresh_loss_deg(weeks, w, p, c)
    tear = c.C12 * hamstrings.tear_severity(weeks, u, p)
    on_left = hamstrings.is_injured_side(u, 0)
    v.structural_left_deg = s.structural_left_deg + (loss if on_left else 0.0)
    v.structural_right_deg = s.structural_right_deg + (0.0 if on_left else loss)
    v.tissue_hamstring_left = hamstrings.origin_severity(u, z, w, p, c, s.structural_left_deg, 0)
    v.tissue_hamstring_right = hamstrings.origin_severity(u, z, w, p, c, s.structural_right_deg, 1)
    if on_left:
        v.tissue_hamstring_left = max(v.tissue_hamstring_left, tear)
    else:
        v.tissue_hamstring_right = max(v.tissue_hamstring_right, tear)
    v.hamstring_tear = tear
    if healthy:
        v.structural_left_deg = hamstrings.healthy(s.structural_left_deg)
        v.structural_right_deg = hamstrings.healthy(s.structural_right_deg)
        v.tissue_hamstring_left = 0.0
        v.tissue_hamstring_right = 0.0
        v.hamstring_tear = 0.0


@compiled
def leave(u, w, p, s, v):  # type: ignore[no-untyped-def]
    """What of the life behind is shown beside the visit."""
    v.lordosis_now_deg = s.lordosis_offset_deg
    v.hip_severity = s.hip_severity
    v.hip_range_lost_deg = s.hip_range_lost_deg
    v.knee_severity = s.knee_severity
    v.pars_defect = 1.0 if tissue.has_pars_defect(u, p, w.age_y) else 0.0
    v.slip_percent = s.slip_percent
    v.adaptive_deg = s.adaptive_deg
    v.disc_years = s.disc_years
