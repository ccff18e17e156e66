"""True values of findings."""

import numpy as np
import pytest

from hamstrung import life
from hamstrung.life import nodes, worlds
from hamstrung.patient import vocabulary
from life import surrogate

P = life.parameter_record()[0]
MASKS = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)


def columns(u: np.ndarray) -> dict[str, np.ndarray]:
    """Columns of these people."""
    lived = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=life.beliefs(), masks=MASKS)
    return life.columns_of(lived, mechanics=surrogate.mechanics(), parameters=P)


@pytest.fixture(scope="module")
def people() -> dict[str, np.ndarray]:
    """A plain sample of the population."""
    return columns(surrogate.uniforms(3000, 2))


def test_truths_are_findings_in_their_range(people: dict[str, np.ndarray]) -> None:
    """Every truth has a code of the vocabulary and lies in its range; signs are 0 or 1."""
    known = vocabulary()
    truths = {name[6:]: values for name, values in people.items() if name.startswith("truth_")}
    assert set(truths) <= set(known)
    assert len(truths) > 100
    for code, values in truths.items():
        told = values[np.isfinite(values)]
        if known[code].kind == "number":
            assert known[code].low <= told.min(), code
            assert told.max() <= known[code].high, code
        elif known[code].kind == "choice":
            assert set(told) <= set(range(len(known[code].choices))), code
        else:
            assert set(np.unique(told)) <= {0.0, 1.0}, code


def test_only_what_need_not_be_there_is_missing(people: dict[str, np.ndarray]) -> None:
    """Nothing is NaN but the date and side of an injury that never was and the side of pain that is not there."""
    missing = {name for name, values in people.items() if not np.all(np.isfinite(values))}
    assert missing <= {"truth_hamstring_injury_weeks_ago", "truth_hamstring_injury_side", "truth_pain_side"}


def test_incidence_is_tilt_and_slope(people: dict[str, np.ndarray]) -> None:
    """PI = PT + SS in everybody."""
    total = people["truth_pelvic_tilt_deg"] + people["truth_sacral_slope_deg"]
    np.testing.assert_allclose(total, people["truth_pelvic_incidence_deg"], atol=1e-9)


def test_tighter_people_read_tighter(people: dict[str, np.ndarray]) -> None:
    """The whole deficit lowers the leg raise and keeps the knee from straightening, within a sex."""
    men = people["sex_female"] < 0.5
    for code, sign in (("slr_left_deg", -1), ("ake_left_deg", 1)):
        r = np.corrcoef(people["deficit_left_deg"][men], people[f"truth_{code}"][men])[0, 1]
        assert sign * r > 0.8, code


def test_bent_knees_free_a_sore_origin_and_a_nerve_but_not_a_disease() -> None:
    """Who hurts at the origin or by a root loses pain as the knees bend; who hurts by disease does not."""
    u = surrogate.uniforms(400, 11)
    for node in ("irritability", "flare", "distress", "hamstring_length", "resting_tone", "stretch_tolerance"):
        u[:, nodes.INDEX[node]] *= 0.3
    changes = {}
    for name, node in (("origin", "tendon"), ("disease", "serious"), ("root", "root_contact")):
        hurt = u.copy()
        hurt[:, nodes.INDEX[node]] = 0.99999
        if name == "root":
            hurt[:, nodes.INDEX["protrusion"]] = 0.99
            hurt[:, nodes.INDEX["root_inflammation"]] = 0.99
        c = columns(hurt)
        sore = (c["pain__factual"] > 1.5) & (c["age_y"] > 30) & (c["age_y"] < 60)
        assert sore.sum() > 20, name
        straight, bent = c["truth_bend_knees_straight_nprs"][sore], c["truth_bend_knees_bent_nprs"][sore]
        changes[name] = np.mean((straight - bent) / straight)
    assert changes["origin"] > 0.15
    assert changes["root"] > 0.1
    assert abs(changes["disease"]) < 0.1


def test_bending_the_knees_frees_the_pelvis_of_the_tight(people: dict[str, np.ndarray]) -> None:
    """The tighter the hamstrings, the more the bent pelvis gains when the knees bend."""
    gain = people["truth_bend_knees_bent_pelvis_deg"] - people["truth_bend_knees_straight_pelvis_deg"]
    held = people["deficit_left_deg"] + people["deficit_right_deg"]
    assert np.corrcoef(gain, held)[0, 1] > 0.8


def test_a_strained_hamstring_hurts_in_the_leg() -> None:
    """A fresh strain is felt at its own side's thigh and sitting bone and hardly in the back (C26)."""
    u = surrogate.uniforms(200, 5)
    for node in ("irritability", "flare", "distress", "neuropathy", "back_injury"):
        u[:, nodes.INDEX[node]] *= 0.2
    u[:, nodes.INDEX["hamstring_injury_recent"]] = 0.9999999
    u[:, nodes.INDEX["hamstring_injury_side"]] = 0.2
    c = columns(u)
    grown = c["age_y"] > 15
    assert np.all(c["truth_pain_place_posterior_thigh_left"][grown] == 1)
    assert np.mean(c["truth_pain_place_posterior_thigh_right"][grown]) < 0.1
    assert np.mean(c["pain_at_lumbar_nprs"][grown]) < 0.35 * np.mean(c["pain_at_ischial_left_nprs"][grown])
    assert np.all(c["tissue_hamstring"][grown] > 0.5)


def test_a_root_gives_its_side_tension_signs() -> None:
    """An irritated left root limits the left leg raise, hurts below the left knee, and lets the right side be."""
    u = surrogate.uniforms(300, 6)
    for node, value in (
        ("root_contact", 0.9999),
        ("protrusion", 0.99),
        ("root_inflammation", 0.95),
        ("root_side", 0.1),
    ):
        u[:, nodes.INDEX[node]] = value
    u[:, nodes.INDEX["age"]] = 0.2 + 0.3 * u[:, nodes.INDEX["age"]]
    u[:, nodes.INDEX["neuropathy"]] *= 0.9
    c = columns(u)
    assert np.mean(c["truth_slump_left_positive"]) > 0.9
    assert np.mean(c["truth_slump_right_positive"]) == 0
    assert np.mean(c["truth_pain_place_below_knee_left"]) > 0.9
    assert np.mean(c["truth_slr_right_deg"] - c["truth_slr_left_deg"]) > 10
