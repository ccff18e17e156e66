"""The true value of every finding that the model speaks of, before any error of measuring.

Numbers are what a perfect examiner would read; signs are 1 where the sign's target (see the vocabulary) is present,
else 0; choices are the index of the right one; NaN where there is nothing to tell. `MEANING` says for each what it
stands for.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.life import bedside, bend, places, scores
from hamstrung.life.person import PRIME_Y
from hamstrung.life.places import SIDES
from hamstrung.life.priors import Values

Array = NDArray[np.float64]
Truths = dict[str, NDArray[Any]]
Columns = Mapping[str, Array]
Record = Values

MEANING: dict[str, str] = {
    "slr_deg": "straight leg raise at which torque or tolerance stops it, by the mechanics of the test",
    "ake_deg": "knee extension short of straight with the hip at 90, by the mechanics of the test",
    "pke_deg": "the same, passive: 0.7 deg further in men, 3.6 in women (M159-M162)",
    "toe_touch_cm": "fingertips to the floor at the limit of the whole deficit, and of pain",
    "sit_and_reach_cm": "reach beyond the feet at the limit of the whole deficit",
    "hamstring_tightness_palpated": "whole deficit of that side beyond 1.5 SD",
    "ischial_tenderness": "sore origin or strain of that side",
    "bend_knees_straight_nprs": "pain at the end of a bend with knees straight",
    "bend_knees_bent_nprs": "pain at the end of a bend with knees bent",
    "sit_knees_change_nprs": "pain sitting with knees straight less that with knees bent",
    "slr_dorsiflexion_change_nprs": "pain that the ankle adds to the raised leg: the nerve's part of it",
    "slr_neck_flexion_change_nprs": "the same by the neck",
    "slump_dorsiflexion_change_nprs": "the same by the ankle in the slump",
    "slump_neck_lift_change_nprs": "pain that lifting the head takes from the slump, negative",
    "slr_after_back_change_deg": "leg raise gained as the back's share of the guarding lets go",
    "bend_after_release_change_nprs": "pain that releasing the hamstrings takes from the bend, negative",
    "slump_positive": "irritated root of that side",
    "sij_provocation_positive_count": "positive tests of six: one in seven by chance, most with a painful joint",
    "centralisation": "a disc is awake as a source",
    "lateral_list": "a protrusion irritates a root",
    "pain_place": "pain of at least 1 there",
    "pain_worse": "that behaviour provokes at least half of the nociception",
    "mri_disc_bulge": "damage beyond tolerance, painful or not",
    "mri_disc_herniation": "protrusion, painful or not",
    "rf": "the disease that the flag asks for is present",
    "hamstring_injury_weeks_ago": "weeks since the last strain; NaN without one",
    "tampa": "fear of movement from distress, pain and a person's own fear",
}


BEHAVIOURS: dict[str, str] = {
    "pain_sitting_worse": "sitting",
    "pain_driving_worse": "driving",
    "pain_bending_worse": "bending",
    "pain_extension_worse": "extension",
    "pain_lifting_worse": "lifting",
    "pain_sport_worse": "sport",
    "pain_running_worse": "running",
    "pain_leg_raise_worse": "leg_raise",
    "pain_cough_worse": "cough",
    "pain_walking_relieves": "walking_eases",
    "pain_lying_relieves": "lying_eases",
    "pain_better_with_exercise": "exercise_eases",
    "night_pain": "night",
}
"""Finding -> behaviour whose share of the nociception decides it."""


def truths(
    columns: Columns, body: Columns, *, parameters: Record, codes: Collection[str] | None = None
) -> dict[str, Array]:
    """True values by finding code, (person,) each.

    Args:
        columns: of these people.
        body: their mechanics at the visit (`stance.at_visit`).
        parameters: of the model, a record.
        codes: of the findings that are asked for; all unless given.
    """
    found: Truths = {}
    for part in _parts():
        if codes is None or part not in _SPEAKS_OF or not _SPEAKS_OF[part].isdisjoint(codes):
            told = part(columns, body, parameters)
            _SPEAKS_OF[part] = frozenset(told)
            asked = told if codes is None else [code for code in told if code in codes]
            found |= {code: np.asarray(told[code], dtype=float) for code in asked}
    return found


Part = Callable[[Columns, Columns, Record], Truths]

_SPEAKS_OF: dict[Part, frozenset[str]] = {}
"""What each part speaks of, learnt when it first does."""


def _parts() -> tuple[Part, ...]:
    return (
        history,
        extensibility,
        own_tissue,
        movement,
        shape,
        imaging,
        nerve,
        joints,
        pain_map,
        behaviour,
        red_flags,
        bend.findings,
        bedside.findings,
        scores.findings,
    )


def z(columns: Columns, node: str) -> Array:
    """Standard score of a stored uniform."""
    return ndtri(columns[f"u_{node}"])


def history(c: Columns, body: Columns, p: Record) -> Truths:
    """What the person tells of the past."""
    weeks, injured = c["hamstring_injury_weeks_ago"], c["hamstring_injury_weeks_ago"] >= 0
    fresh = injured & (weeks < p["sign_fresh_weeks"])
    return {
        "smoker": c["smoker"],
        "plays_sport": c["activity_h_per_week"] > p["sign_sport_h"],
        "hamstring_injury_history": injured,
        "hamstring_injury_weeks_ago": np.where(injured, weeks, np.nan),
        "hamstring_injury_side": np.where(injured, c["u_hamstring_injury_side"] >= 0.5, np.nan),
        "trauma_recent": (c["injury_weeks_ago"] >= 0) | fresh,
        "inflammatory_disease_known": c["source_inflammatory"] > 0,
        "pain_insidious_onset": (c["source_injury"] < p["sign_insidious"]) & ~fresh,
    }


def extensibility(c: Columns, body: Columns, p: Record) -> Truths:
    """Length tests of the hamstrings."""
    found: Truths = {}
    spread = np.where(c["sex_female"] > 0.5, p["deficit_sd_women_deg"], p["deficit_sd_men_deg"])
    knee = p["sign_knee_test_sd_deg"] * z(columns=c, node="knee_test")
    for side in SIDES:
        slr, ake = body[f"exam_{side}.slr_deg"], body[f"exam_{side}.ake_deg"] + knee
        found[f"slr_{side}_deg"] = np.clip(slr, 5.0, 125.0)
        found[f"ake_{side}_deg"] = np.clip(ake, 0.0, 105.0)
        passive = np.where(c["sex_female"] > 0.5, p["sign_passive_women_deg"], p["sign_passive_men_deg"])
        found[f"pke_{side}_deg"] = np.clip(ake - passive, 0.0, 105.0)
        found[f"hamstring_tightness_palpated_{side}"] = c[f"deficit_{side}_deg"] > p["sign_palpated_sd"] * spread
    arms = p["sign_arm_sd_cm"] * z(c, "arm_reach")
    stopped = p["sign_reach_lost_cm"] * c["pain_at_lumbar_nprs"]
    found["toe_touch_cm"] = np.clip(body["reach.toe_touch.fingertip_floor_cm"] - arms + stopped, -40.0, 95.0)
    found["sit_and_reach_cm"] = np.clip(body["reach.sit_and_reach.reach_cm"] + arms - stopped, -50.0, 50.0)
    return found


def own_tissue(c: Columns, body: Columns, p: Record) -> Truths:
    """Signs of a sore origin, strain or tear of the hamstrings."""
    found: Truths = {}
    for side in SIDES:
        sore = c[f"tissue_hamstring_{side}"] > p["sign_origin_severity"]
        for code in ("ischial_tenderness", "puranen_orava", "bent_knee_stretch", "resisted_knee_flexion_pain"):
            found[f"{code}_{side}"] = sore
        found[f"mri_hamstring_tendon_lesion_{side}"] = sore
        here = (c["u_hamstring_injury_side"] < 0.5) == (side == "left")
        found[f"hamstring_defect_{side}"] = (c["hamstring_avulsion"] > 0) & here
    return found


def movement(c: Columns, body: Columns, p: Record) -> Truths:
    """Range of the spine and hips."""
    older = np.maximum(0.0, c["age_y"] - PRIME_Y) / 10.0
    range_left = np.exp(-p["sign_flexion_lost_per_decade"] * older)
    lumbar = range_left * body["forward_bend.lumbar_flexion_deg"]
    lumbar = lumbar - p["sign_lumbar_lost_per_nprs_deg"] * c["pain_at_lumbar_nprs"]
    reach = body["reach.toe_touch.pelvis_on_thigh_deg"] - p["sign_bend_lost_per_nprs_deg"] * c["pain__factual"]
    found = {
        "lumbar_flexion_deg": np.clip(lumbar, 0.0, 105.0),
        "schober_cm": np.clip(p["sign_schober_per_deg"] * lumbar, 0.0, 13.0),
        "pelvis_forward_bend_deg": np.clip(reach, -15.0, 125.0),
    }
    for side in SIDES:
        here = np.where((c["u_hip_side"] < 0.5) == (side == "left"), 1.0, p["sign_hip_other_side"])
        lost = here * c["hip_range_lost_deg"]
        found[f"hip_internal_rotation_{side}_deg"] = (
            p["sign_hip_rotation_deg"]
            + p["sign_hip_rotation_sd_deg"] * z(c, "hip_rotation")
            - p["sign_hip_rotation_lost"] * lost
        )
        found[f"hip_flexion_{side}_deg"] = p["sign_hip_flexion_deg"] - lost
        found[f"lateral_flexion_{side}_cm"] = np.clip(
            (
                p["sign_lateral_cm"]
                - p["sign_lateral_stiff_cm"] * c["log_lumbar_stiffness"]
                - p["sign_lateral_per_y_cm"] * (c["age_y"] - PRIME_Y)
            ),
            2,
            40,
        )
    return found


def shape(c: Columns, body: Columns, p: Record) -> Truths:
    """Pelvis and spine in standing; incidence, tilt and slope add up."""
    moved = c["standing_pelvis_deg"]
    incidence = c["pelvic_incidence_deg"]
    tilt = (
        p["sign_tilt_per_incidence"] * incidence
        - p["sign_tilt_below_deg"]
        + p["sign_tilt_sd_deg"] * z(c, "pelvic_tilt")
    )
    tilt = tilt - p["sign_tilt_per_lordosis"] * c["lordosis_now_deg"] - moved
    tilt = tilt + p["tilt_per_slip_percent"] * c["slip_percent"]
    lordosis = (
        p["sign_lordosis_per_incidence"] * incidence
        + p["sign_lordosis_deg"]
        + c["lordosis_now_deg"]
        + c["standing_lordosis_deg"]
        + p["sign_lordosis_per_slip"] * c["slip_percent"]
    )
    bone = p["sign_pelvis_shape_deg"] + p["sign_pelvis_shape_sd_deg"] * z(c, "pelvis_shape")
    listing = p["sign_list_deg"] * c["root_from_disc"] * np.where(c["u_root_side"] < 0.5, -1.0, 1.0)
    curve = body["standing.cobb_deg"] + p["posture_cobb_per_obliquity"] * (
        c["standing_obliquity_deg"] - body["standing.obliquity_deg"]
    )
    return {
        "pelvic_incidence_deg": incidence,
        "pelvic_tilt_deg": tilt,
        "sacral_slope_deg": incidence - tilt,
        "lumbar_lordosis_deg": lordosis,
        "lower_lordosis_deg": p["sign_lower_share"] * lordosis,
        "thoracic_kyphosis_deg": c["thoracic_kyphosis_deg"],
        "anterior_pelvic_tilt_deg": bone + moved + p["sign_anterior_per_lordosis"] * c["lordosis_now_deg"],
        "pelvic_obliquity_deg": c["standing_obliquity_deg"],
        "cobb_deg": curve + listing,
        "flat_back_seen": c["lordosis_now_deg"] + c["standing_lordosis_deg"] < -p["sign_flat_deg"],
        "lateral_list": c["root_from_disc"] > p["sign_root_severity"],
        "gait_antalgic": c["pain__factual"] > p["sign_antalgic_nprs"],
    }


def imaging(c: Columns, body: Columns, p: Record) -> Truths:
    """What a perfect image shows, painful or not."""
    worn = p["disc_worn_at_20"] + p["disc_worn_per_y"] * (c["age_y"] - 20.0) + z(c, "disc")
    awake = c["source_disc"] > p["sign_awake"] * p["pain_disc_amplitude"]
    found = {
        "mri_disc_degeneration": worn > 0.0,
        "mri_disc_bulge": c["disc_bulge"] > 0.0,
        "mri_disc_herniation": c["disc_protrusion"] > 0.0,
        "mri_root_compression": np.maximum(c["root_left"], c["root_right"]) > p["sign_root_seen"],
        "mri_annular_fissure": awake,
        "mri_modic_1": awake & (c["endplate_damage"] > p["sign_modic"]),
        "mri_sacroiliac_inflammation": c["source_inflammatory"] > 0.0,
        "imaging_pars_defect": c["pars_defect"],
        "imaging_listhesis": c["slip_percent"] > p["sign_slip_percent"],
        "imaging_listhesis_slip_percent": c["slip_percent"],
    }
    for side in SIDES:
        here = (c["u_hip_side"] < 0.5) == (side == "left")
        found[f"imaging_hip_osteoarthritis_{side}"] = (
            (c["hip_severity"] > p["sign_hip_severity"]) & here & (c["age_y"] > p["sign_hip_from_y"])
        )
    return found


def nerve(c: Columns, body: Columns, p: Record) -> Truths:
    """Tension signs and loss of function of lumbar roots."""
    found: Truths = {"crossed_slr_positive": c["root_from_disc"] > p["sign_root_compression"]}
    for side in SIDES:
        root = c[f"root_{side}"]
        tense, lost = root > p["sign_root_severity"], root > p["sign_root_compression"]
        found |= {f"slump_{side}_positive": tense, f"slr_{side}_positive": tense}
        found[f"slr_dorsiflexion_worsens_{side}"] = tense
        for code in ("reflex_loss", "myotome_weakness", "sensory_loss"):
            found[f"{code}_{side}"] = lost
        gluteal = places.nociception(c, p, "neuropathy", side) + c[f"source_sciatic_{side}"]
        found[f"piriformis_test_{side}"] = gluteal > p["sign_gluteal"]
    return found


def joints(c: Columns, body: Columns, p: Record) -> Truths:
    """Tests of disc, segment, sacroiliac joint and hip."""
    segment = c["source_segment"] > p["sign_awake"] * p["pain_segment_amplitude"]
    sacroiliac = c["source_sacroiliac"] / p["pain_sacroiliac_amplitude"]
    inflamed = np.minimum(1.0, c["source_inflammatory"] / p["sign_inflamed"])
    found = {
        "centralisation": c["source_disc"] > p["sign_awake"] * p["pain_disc_amplitude"],
        "passive_lumbar_extension_positive": segment,
        "prone_instability_positive": segment,
        "sij_provocation_positive_count": p["sign_sij_chance"]
        + p["sign_sij_count"] * np.maximum(sacroiliac, p["sign_sij_inflamed"] * inflamed),
        "lumbar_tenderness": c["source_tissue"] + c["source_injury"] > p["sign_awake"] * p["pain_tissue_amplitude"],
    }
    for side in SIDES:
        here = (c["u_hip_side"] < 0.5) == (side == "left")
        hip = (c["hip_severity"] > p["sign_hip_severity"]) & here
        found[f"fadir_{side}"] = hip
        found[f"faber_{side}"] = hip | (
            (sacroiliac > p["sign_faber"]) & ((c["u_sacroiliac_side"] < 0.5) == (side == "left"))
        )
        found[f"stork_test_positive_{side}"] = segment & (c["age_y"] < p["sign_stork_until_y"])
    return found


def pain_map(c: Columns, body: Columns, p: Record) -> Truths:
    """Where it hurts."""
    named = p["sign_place_nprs"]
    found: Truths = {f"pain_place_{place}": c[f"pain_at_{place}_nprs"] >= named for place in places.CENTRAL}
    for place in places.PLACES:
        if place not in places.CENTRAL:
            found |= {f"pain_place_{place}_{s}": c[f"pain_at_{place}_{s}_nprs"] >= named for s in SIDES}
    leg = [np.maximum(c[f"pain_at_posterior_thigh_{s}_nprs"], c[f"pain_at_below_knee_{s}_nprs"]) for s in SIDES]
    found["pain_radiates_into_leg"] = np.maximum(*leg) >= named
    left, right = (
        c[f"pain_at_buttock_{s}_nprs"] + c[f"pain_at_ischial_{s}_nprs"] + x for s, x in zip(SIDES, leg, strict=True)
    )
    ratio = p["sign_side_ratio"]
    sided = np.select([(left < named) & (right < named), left > ratio * right, right > ratio * left], [3, 0, 1], 2)
    found["pain_side"] = np.where(c["pain__factual"] >= 0.5, sided, np.nan)
    return found


def behaviour(c: Columns, body: Columns, p: Record) -> Truths:
    """What makes it worse and what eases it."""
    found = {code: places.provoked_share(c, p, name) > p["sign_driven_share"] for code, name in BEHAVIOURS.items()}
    found["morning_stiffness_over_30min"] = c["source_inflammatory"] > p["sign_stiff"]
    return found


def red_flags(c: Columns, body: Columns, p: Record) -> Truths:
    """Diseases behind the red flags.

    Infection, malignancy or fracture by the position in the affected tail; a massive protrusion for the cauda equina.
    """
    share = p["pain_serious_share"] * np.minimum(
        np.exp((c["age_y"] - 50.0) / p["pain_serious_ageing_y"]), p["pain_serious_most"]
    )
    position = np.clip((c["u_serious"] - (1.0 - share)) / share, 0.0, 1.0)
    ill = c["source_serious"] > 0.0
    infected, grown = p["sign_infection"], p["sign_infection"] + p["sign_malignancy"]
    infection, malignancy = ill & (position < infected), ill & (position >= infected) & (position < grown)
    fracture = ill & (position >= grown)
    root = np.maximum(c["root_left"], c["root_right"])
    pars = (c["source_segment"] > p["sign_awake"] * p["pain_segment_amplitude"]) & (
        c["age_y"] < p["sign_adolescent_until_y"]
    )
    found = {"rf_cancer_history": malignancy, "rf_inflammatory_pattern": c["source_inflammatory"] > 0.0}
    found |= dict.fromkeys(("rf_fever", "rf_immunosuppressed_or_iv_drug", "rf_recent_infection"), infection)
    found |= {"rf_recent_spinal_injection": infection, "rf_weight_loss": infection | malignancy}
    found |= dict.fromkeys(("rf_steroid_use", "rf_major_trauma"), fracture)
    found |= {"rf_night_pain_constant": infection | malignancy, "rf_failure_to_improve_progressive": ill}
    massive = c["root_from_disc"] > p["sign_massive"]
    found |= dict.fromkeys(("rf_cauda_equina_bladder", "rf_saddle_anaesthesia", "rf_bilateral_leg_weakness"), massive)
    found |= {"rf_progressive_weakness": root > p["sign_progressive"], "rf_adolescent_athlete_extension_pain": pars}
    return found | {"rf_hamstring_avulsion_signs": c["hamstring_avulsion"] > 0.0}
