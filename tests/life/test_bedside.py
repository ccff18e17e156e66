"""Bedside counterfactuals: what each manoeuvre changes in whom, and under which role."""

import numpy as np
import pytest

from hamstrung import life
from hamstrung.body import Anthropometry
from hamstrung.cohort import sampling
from hamstrung.diagnosis import Thresholds, roles
from hamstrung.diagnosis.assessment import ROLES
from hamstrung.diagnosis.people import Table
from hamstrung.life import worlds
from hamstrung.mechanics import nerve

MASKS = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)
NEURAL = {
    "slr_dorsiflexion_change_{}_nprs": 1.0,
    "slr_neck_flexion_change_{}_nprs": 1.0,
    "slump_dorsiflexion_change_{}_nprs": 1.0,
    "slump_neck_lift_change_{}_nprs": -1.0,
}


@pytest.fixture(scope="module")
def people():
    """Adults who seek care, drawn as a cohort draws them, with the real mechanics; their weights and roles."""
    uniforms, log_weight = sampling.draw(6000, generator=np.random.default_rng(5))
    lived = life.simulate(uniforms, mechanics=life.mechanics(), beliefs=life.beliefs(), masks=MASKS)
    columns = life.columns_of(lived, mechanics=life.mechanics(), parameters=life.parameter_record()[0])
    thresholds, table = Thresholds(), Table(columns).people()
    relief = roles.relief_share(table["pain__factual"], table["pain__hamstrings_healthy"], thresholds=thresholds)
    tight = roles.is_tight(table, thresholds=thresholds)
    role = roles.classify(relief, roles.secondary_share(table), tight=tight, thresholds=thresholds)
    weight = np.exp(log_weight) * (columns["seeks_care"] > 0.5) * (columns["age_y"] >= 18.0)
    return columns, weight, role


def mean(people, code, *names):
    """Weighted mean of a true value among people of these roles."""
    columns, weight, role = people
    share = weight * np.isin(role, [ROLES.index(name) for name in names])
    return float(share @ columns[f"truth_{code}"] / share.sum())


@pytest.mark.parametrize("stem", NEURAL)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_nerve_answers_ankle_and_neck_and_no_one_else_does(people, stem, side):
    """An irritated root of that side changes as it should with ankle and neck; without a nerve source nothing does."""
    columns, _, _ = people
    change = NEURAL[stem] * columns[f"truth_{stem.format(side)}"]
    nervous = columns[f"source_root_{side}"] > 0.3
    calm = sum(columns[f"source_{name}"] for name in (f"root_{side}", f"sciatic_{side}", "neuropathy")) == 0.0
    assert nervous.sum() > 50
    assert change[nervous].mean() > 0.5
    assert np.all(change >= 0.0)
    np.testing.assert_allclose(change[calm], 0.0, atol=1e-9)


@pytest.mark.parametrize("stem", NEURAL)
def test_the_nerve_pairs_speak_for_a_consequence_and_against_a_cause(people, stem):
    """Ankle and neck change pain more where the tightness is a consequence than where the hamstrings drive the pain."""
    code = stem.format("left")
    consequence, drives = mean(people, code, "consequence"), mean(people, code, "cause", "contributor")
    assert NEURAL[stem] * (consequence - drives) > 0.05


def test_straight_knees_hurt_the_seated_most_where_hamstrings_drive_the_pain(people):
    """Sitting with straight knees adds pain in every role, and most in cause and contributor."""
    drives = mean(people, "sit_knees_change_nprs", "cause", "contributor")
    others = {role: mean(people, "sit_knees_change_nprs", role) for role in ("absent", "consequence", "bystander")}
    assert min(others.values()) > 0.0
    assert drives > max(others.values()) + 0.5


def test_bent_knees_ease_the_bend_in_every_role(people):
    """The pain that goes as the knees bend is positive in every role: alone it tells little of the role."""
    for role in ROLES:
        straight, bent = (mean(people, f"bend_knees_{knees}_nprs", role) for knees in ("straight", "bent"))
        assert straight > bent


def test_bent_knees_free_the_pelvis_in_every_role(people):
    """The pelvis turns farther with bent knees, whatever the role."""
    for role in ROLES:
        straight, bent = (mean(people, f"bend_knees_{knees}_pelvis_deg", role) for knees in ("straight", "bent"))
        assert bent > straight + 3.0


def test_treating_the_back_raises_the_leg_of_a_consequence(people):
    """What the back keeps taut lets go when the back is treated: most where tightness is a consequence."""
    consequence = mean(people, "slr_after_back_change_left_deg", "consequence")
    assert consequence > mean(people, "slr_after_back_change_left_deg", "bystander")
    assert consequence > mean(people, "slr_after_back_change_left_deg", "cause")


def test_releasing_the_hamstrings_never_hurts_and_eases_the_driven_more(people):
    """Tone that lets go takes pain from the bend, more where the hamstrings drive it than where they stand by."""
    columns, _, _ = people
    assert np.all(columns["truth_bend_after_release_change_nprs"] <= 1e-9)
    drives = mean(people, "bend_after_release_change_nprs", "cause", "contributor")
    assert drives < mean(people, "bend_after_release_change_nprs", "absent", "bystander")


def test_repeated_movement_centralises_a_painful_disc(people):
    """Centralisation is there in those whose disc is awake, and in nobody else."""
    columns, _, _ = people
    awake = columns["truth_centralisation"] > 0.5
    assert columns["source_disc"][awake].min() > columns["source_disc"][~awake].max() - 1e-9


@pytest.mark.parametrize("moved", ["ankle_deg", "neck_deg"])
@pytest.mark.parametrize("test", ["slr", "slump"])
def test_the_mechanics_of_the_nerve_gives_the_directions(test, moved):
    """Ankle and neck strain the root more, in a leg raise as in a slump, by the elastic strand of the mechanics."""
    body = Anthropometry(sex="female", age_y=40.0, height_m=1.66, mass_kg=65.0)
    still = nerve.strain(test, anthropometry=body, hip_deg=55.0)
    strained = nerve.strain(test, anthropometry=body, hip_deg=55.0, **{moved: 25.0})
    assert strained.right.strain_pct["root"] > still.right.strain_pct["root"]
