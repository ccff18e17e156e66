"""The vocabulary of findings."""

import math
import re

import pytest

from hamstrung.patient import SIDES, sided_codes, vocabulary

REQUIRED = re.findall(
    r"\w+",
    """
sitting_h_per_day stretching_min_per_week activity_h_per_week lifting_per_day pain_duration_weeks
previous_episodes smoker hamstring_injury_history hamstring_injury_weeks_ago hamstring_injury_side trauma_recent
leg_length_difference_mm pain_nprs pain_worst_nprs rmdq odi tampa fabq_pa start_back_total phq2 slr_left_deg
ake_right_deg pke_left_deg toe_touch_cm sit_and_reach_cm schober_cm lumbar_flexion_deg pelvis_forward_bend_deg
bend_knees_straight_nprs bend_knees_bent_nprs bend_knees_straight_pelvis_deg bend_knees_bent_pelvis_deg
pelvic_incidence_deg pelvic_tilt_deg sacral_slope_deg lumbar_lordosis_deg lower_lordosis_deg
thoracic_kyphosis_deg anterior_pelvic_tilt_deg pelvic_obliquity_deg cobb_deg slump_left_positive
slr_dorsiflexion_worsens_right crossed_slr_positive reflex_loss_left myotome_weakness_right sensory_loss_left
hamstring_tightness_palpated_left ischial_tenderness_right puranen_orava_left bent_knee_stretch_right
sij_provocation_positive_count hip_internal_rotation_left_deg fadir_right passive_lumbar_extension_positive
prone_instability_positive centralisation pain_place_lumbar pain_place_buttock_left
pain_place_posterior_thigh_right pain_place_below_knee_left pain_sitting_worse pain_bending_worse
pain_extension_worse pain_walking_relieves morning_stiffness_over_30min night_pain mri_disc_bulge
mri_disc_herniation mri_root_compression imaging_pars_defect imaging_listhesis rf_cauda_equina_bladder
rf_saddle_anaesthesia rf_bilateral_leg_weakness rf_progressive_weakness rf_cancer_history rf_weight_loss
rf_fever rf_immunosuppressed_or_iv_drug rf_recent_spinal_injection rf_steroid_use rf_major_trauma
rf_night_pain_constant rf_inflammatory_pattern rf_failure_to_improve_progressive
rf_adolescent_athlete_extension_pain
""",
)
GROUPS = {"history", "hamstrings", "posture", "imaging", "movement", "neural", "scores", "distress", "red_flags"}
FINDINGS = list(vocabulary().values())


@pytest.mark.parametrize("code", REQUIRED)
def test_word_is_known(code: str) -> None:
    """Every word that other rooms and files rely on exists."""
    assert vocabulary()[code].code == code


def test_vocabulary_covers_the_clinic() -> None:
    """At least 60 findings, from every kind of examination."""
    assert len(FINDINGS) >= 60
    assert {kind.group for kind in FINDINGS} >= GROUPS


def test_sides_come_in_pairs_that_differ_only_in_side() -> None:
    """A sided finding has a left and a right with the same range, error and cost."""
    for codes in sided_codes().values():
        types = [vocabulary()[code] for code in codes]
        assert [kind.side for kind in types] in ([None], list(SIDES))
        same = {(k.low, k.high, k.unit, k.kind, k.sd_within, k.sensitivity, k.cost, k.group) for k in types}
        assert len(same) == 1


@pytest.mark.parametrize("code", list(vocabulary()))
def test_error_has_a_source_or_says_assumed(code: str) -> None:
    """Each error model names evidence, or says what was assumed and over which range."""
    kind = vocabulary()[code]
    assert kind.evidence or kind.assumed
    if kind.assumed:
        assert any(letter.isdigit() for letter in kind.assumed), "an assumption has a range"


@pytest.mark.parametrize("code", list(vocabulary()))
def test_error_is_possible(code: str) -> None:
    """A number has a spread, an answer has probabilities better than a coin that ignores the truth."""
    kind = vocabulary()[code]
    if kind.kind == "number":
        assert kind.sd_within > 0
        assert kind.low <= kind.usual_low < kind.usual_high <= kind.high
        assert kind.sd_total == math.hypot(kind.sd_within, kind.sd_between)
        assert kind.unit
    if kind.kind == "yes_no":
        assert kind.sensitivity + kind.specificity >= 1
        assert kind.target
    if kind.sensitivity is not None:
        assert 0 < kind.sensitivity < 1
        assert 0 < kind.specificity < 1


def test_costs_order_as_in_a_clinic() -> None:
    """Asking costs less than examining, examining less than imaging; only X-rays radiate."""
    words = vocabulary()
    asked, examined = words["night_pain"].cost, words["slr_left_deg"].cost
    film, scan = words["pelvic_incidence_deg"].cost, words["mri_disc_bulge"].cost
    assert asked.minutes < examined.minutes < film.minutes
    assert asked.money <= examined.money < film.money < scan.money
    assert scan.radiation_msv == 0 < film.radiation_msv
    assert all(kind.cost.radiation_msv == 0 for kind in FINDINGS if kind.group != "imaging" and kind.code != "cobb_deg")


def test_another_method_has_its_own_error() -> None:
    """An angle judged by eye is read worse than one measured."""
    kind = vocabulary()["slr_left_deg"]
    assert kind.error("visual").sd_total > kind.error().sd_total == kind.sd_total


def test_plain_words_name_the_side() -> None:
    """No template is left open in the words that people read."""
    assert not [kind.code for kind in FINDINGS if "{" in kind.code + kind.label + kind.plain_label]
