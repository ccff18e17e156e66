"""Whole pathways of the claims, each turned on and off: the expected end moves its way, and only it."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from hamstrung import life
from hamstrung.life import nodes, worlds
from life import surrogate

Array = np.ndarray
MASKS = (0, worlds.HAMSTRINGS, worlds.STRUCTURE, worlds.OTHERS_ABSENT)
PEOPLE = 400

#: nodes whose bad end makes pain or guarding by themselves; kept ordinary where a pathway is looked at alone
LOUD = ("irritability", "flare", "distress", "sensitisation", "neuropathy", "back_injury", "hamstring_injury_recent")


def quiet(seed: int = 31) -> Array:
    """People in whom nothing is loud."""
    u = surrogate.uniforms(PEOPLE, seed)
    for node in LOUD:
        u[:, nodes.INDEX[node]] = 0.1 + 0.4 * u[:, nodes.INDEX[node]]
    return u


def with_nodes(u: Array, **values: float) -> Array:
    """The same people with some of their luck set."""
    changed = u.copy()
    for node, value in values.items():
        changed[:, nodes.INDEX[node]] = value
    return changed


def lived(u: Array, preset: str = "literature", **strength: float) -> Mapping[str, Array]:
    """Columns of these people under a preset with some claims set."""
    held = life.beliefs(preset, overrides=strength)
    lives = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=held, masks=MASKS, record=life.parameter_record())
    return life.columns_of(lives, mechanics=surrogate.mechanics())


@cache
def tight() -> Array:
    """People whose hamstrings are very short, in whom nothing is loud."""
    return with_nodes(quiet(), hamstring_length=0.999, hamstring_side=0.5)


def test_severe_tightness_cascades_to_the_disc() -> None:
    """Flattening -> bulge -> protrusion: with C4 and C8 at face value severe tightness flattens the standing back and
    adds damage, bulges and protrusions; with either off less, with healthy hamstrings none; the slip is not touched.
    """
    both = lived(tight(), C4=1.0, C8=1.0)
    no_tilt, no_disc = lived(tight(), C4=0.0, C8=1.0), lived(tight(), C4=1.0, C8=0.0)
    assert np.all(both["standing_lordosis_deg"] < no_tilt["standing_lordosis_deg"])
    assert np.all(both["disc_years"] > no_tilt["disc_years"])
    assert np.all(both["disc_years"] > no_disc["disc_years"])
    for lesion in ("disc_bulge", "disc_protrusion"):
        assert np.all(both[lesion] >= no_disc[lesion])
        assert np.mean(both[lesion] - no_disc[lesion]) > 0.01
    np.testing.assert_array_equal(both["slip_percent"], no_disc["slip_percent"])
    np.testing.assert_array_equal(both["structural_left_deg"], no_disc["structural_left_deg"])


def test_a_slip_needs_a_defect() -> None:
    """Pars defect -> slip: shear moves a vertebra only where the pars is defective, and C9 only moves those."""
    sound, broken = (with_nodes(tight(), pars=value, slip=0.8, age=0.5) for value in (0.5, 0.999))
    assert np.all(lived(sound, C9=1.0)["slip_percent"] == 0)
    off, on = lived(broken, C9=0.0), lived(broken, C9=1.0)
    assert np.all(off["slip_percent"] > 0)
    assert np.all(on["slip_percent"] > off["slip_percent"])
    own = [each["structural_left_deg"] - each["adaptive_deg"] for each in (on, off)]
    np.testing.assert_allclose(*own, atol=1e-9)


def test_one_short_side_bends_the_back_sideways() -> None:
    """One-sided deficit -> obliquity -> curve (C7): the curve follows the side and vanishes with the claim."""
    uneven = with_nodes(quiet(), hamstring_side=0.999, leg_length=0.5, protrusion=0.2)
    off, on = lived(uneven, C7=0.0), lived(uneven, C7=1.0)
    moved = on["truth_cobb_deg"] - off["truth_cobb_deg"]
    side = np.sign(on["structural_left_deg"] - on["structural_right_deg"])
    assert np.all(side * moved > 0)
    assert np.mean(np.abs(moved)) > 0.3
    np.testing.assert_array_equal(on["structural_left_deg"], off["structural_left_deg"])
    np.testing.assert_array_equal(on["disc_years"], off["disc_years"])


@pytest.mark.parametrize("node", ["hip", "knee", "slip", "lordosis"])
def test_a_lasting_tilt_shortens(node: str) -> None:
    """C14's second path: a worn hip or knee, a slip or a flat back shortens the hamstrings for good, with the claim
    and with the structure, and not otherwise.
    """
    luck = {"hip": {"hip": 0.9999}, "knee": {"knee": 0.9999}, "slip": {"pars": 0.999, "slip": 0.99}}.get(node)
    ill = with_nodes(quiet(), age=0.8, **(luck or {"lordosis": 0.005}))
    well = with_nodes(ill, hip=0.3, knee=0.3, pars=0.3, lordosis=0.6)
    on, off, healthy = lived(ill), lived(ill, C14=0.0), lived(well)
    assert np.mean(on["adaptive_deg"]) > np.mean(healthy["adaptive_deg"]) + 0.5
    assert np.all(off["adaptive_deg"] == 0)
    assert np.all(on["deficit_left_deg__structure_normal"] < on["deficit_left_deg"] + 1e-9)


@pytest.mark.parametrize(
    ("luck", "source"),
    [
        ({"sacroiliac": 0.9999, "sacroiliac_side": 0.1}, "source_sacroiliac"),
        ({"pars": 0.999, "segment_pain": 0.9999, "age": 0.25}, "source_segment"),
        ({"disc": 0.99, "protrusion": 0.99, "disc_pain": 0.9999, "age": 0.4}, "source_disc"),
        ({"hip": 0.9999, "hip_side": 0.1, "age": 0.8}, "source_hip"),
        ({"knee": 0.9999, "age": 0.8}, "source_knee"),
    ],
    ids=["ilium", "vertebra", "disc", "hip", "knee"],
)
def test_structure_guards_the_hamstrings(luck: dict[str, float], source: str) -> None:
    """Consequence: a painful vertebra, disc, ilium, hip or knee raises tone by C14; normal structure takes it away."""
    awake = {"irritability": 0.9, "flare": 0.9}
    ill = with_nodes(quiet(), **(luck | awake))
    on, off = lived(ill), lived(ill, C14=0.0)
    loud = on[source] > 0.3 * np.max(on[source])
    assert loud.sum() > 100
    assert np.all(on["tonic_left_deg"][loud] > off["tonic_left_deg"][loud])
    assert np.all(
        on["tonic_left_deg"][loud] + on["structural_left_deg"][loud] + on["tolerance_left_deg"][loud]
        > on["deficit_left_deg__structure_normal"][loud]
    )


def test_imbalance_hurts_only_the_very_tight() -> None:
    """C24: muscles that work for tight hamstrings hurt where the deficit is large, and in nobody without the claim."""
    on, off = lived(tight(), C24=1.0), lived(tight(), C24=0.0)
    assert np.mean(on["source_imbalance"]) > 0.01
    assert np.all(off["source_imbalance"] == 0)
    assert np.all(on["pain__factual"] >= off["pain__factual"] - 1e-9)
    ordinary = lived(with_nodes(quiet(), hamstring_length=0.4, muscle_balance=0.5), C24=1.0)
    long_enough = np.maximum(ordinary["deficit_left_deg"], ordinary["deficit_right_deg"]) < 15.0
    assert long_enough.mean() > 0.9
    assert np.all(ordinary["source_imbalance"][long_enough] == 0)
    np.testing.assert_array_equal(on["disc_years"], off["disc_years"])


def test_the_pull_reaches_sacrum_and_sciatic_nerve() -> None:
    """C25: tight hamstrings pull on a liable sacroiliac joint and strain the sciatic path; both end with the claim."""
    liable = with_nodes(tight(), sacroiliac=0.995, irritability=0.6, flare=0.6)
    on, off = lived(liable, C25=1.0), lived(liable, C25=0.0)
    assert np.all(on["source_sacroiliac"] > off["source_sacroiliac"])
    assert np.all(on["source_sciatic_left"] >= off["source_sciatic_left"])
    assert np.all(on["source_sciatic_left"][on["structural_left_deg"] > 20.1] > 0)
    assert np.any(on["structural_left_deg"] > 20.1)
    assert np.all(off["source_sciatic_left"] == 0)
    assert np.all(on["pain_at_sacral_nprs"] > off["pain_at_sacral_nprs"])
    np.testing.assert_array_equal(on["structural_left_deg"], off["structural_left_deg"])


def test_oxygen_lack_hurts_and_tightens_as_far_as_believed() -> None:
    """C17: in the liable it makes pain and tone in proportion to the belief, in nobody else anything."""
    liable, others = with_nodes(quiet(), ischaemia=0.98), with_nodes(quiet(), ischaemia=0.3)
    on, half, off = (lived(liable, C17=k) for k in (1.0, 0.5, 0.0))
    assert np.all(on["source_ischaemia"] > 0)
    np.testing.assert_allclose(half["source_ischaemia"], on["source_ischaemia"] / 2)
    assert np.all(off["source_ischaemia"] == 0)
    assert np.all(on["tonic_left_deg"] > off["tonic_left_deg"])
    for column in ("pain__factual", "tonic_left_deg"):
        np.testing.assert_array_equal(lived(others, C17=1.0)[column], lived(others, C17=0.0)[column])


def test_an_old_strain_fades_but_in_a_few() -> None:
    """C11: the deficit of a strain falls with its age to nothing in most, and stays as a scar in a fraction."""
    deficits = []
    for weeks in (1.0, 3.0, 11.0):
        fresh = with_nodes(quiet(), hamstring_injury_side=0.2, hamstring_scar=0.3)
        on, off = (lived(_strained(fresh, weeks), C11=k) for k in (1.0, 0.0))
        deficits.append(np.mean(on["structural_left_deg"] - off["structural_left_deg"]))
        np.testing.assert_allclose(on["structural_right_deg"], off["structural_right_deg"])
    assert deficits[0] > deficits[1] > deficits[2] > 0
    assert deficits[2] < 0.05 * deficits[0]
    old = with_nodes(quiet(), hamstring_injury_old=0.97, age=0.7, hamstring_injury_side=0.2)
    scarred, healed = lived(with_nodes(old, hamstring_scar=0.95)), lived(with_nodes(old, hamstring_scar=0.5))
    assert np.mean(scarred["structural_left_deg"] - healed["structural_left_deg"]) > 5
    assert lived(with_nodes(old, hamstring_scar=0.95), C11=0.0)["structural_left_deg"] == pytest.approx(
        healed["structural_left_deg"]
    )


def _strained(u: Array, weeks: float) -> Array:
    """The same people with a strain of that age, by the inverse of `hamstrings.recent_weeks`."""
    from hamstrung.life import hamstrings, person, priors

    p = priors.lived(priors.record())[0]
    changed = u.copy()
    who = np.zeros(1, person.PERSON)[0]
    for row in changed:
        person.describe_body(row, p, who)
        person.describe_habits(row, p, who)
        share = hamstrings.recent_share(who, p)
        row[nodes.INDEX["hamstring_injury_recent"]] = 1 - share * weeks / p["strain_recent_weeks"]
    return np.clip(changed, 1e-6, 1 - 1e-9)


def test_acute_trauma_hurts_at_once_and_heals() -> None:
    """C12 and a sprain of the back: both hurt when fresh, the strain by its claim, and neither when old."""
    strained = with_nodes(_strained(quiet(), 0.5), age=0.3)
    on, off = lived(strained, C12=1.0), lived(strained, C12=0.0)
    assert np.mean(on["pain__factual"] - off["pain__factual"]) > 1
    assert np.mean(on["pain__hamstrings_healthy"] - off["pain__hamstrings_healthy"]) < 0.05
    fresh, old = (lived(with_nodes(quiet(), back_injury=value)) for value in (0.99999, 0.9805))
    assert np.mean(fresh["source_injury"]) > 5 * np.mean(old["source_injury"])
    assert np.all(fresh["pain__others_absent"] <= fresh["pain__factual"])


def test_distress_amplifies_and_tightens() -> None:
    """C16: distress and sensitisation raise the gain of every pain, wake tissue and raise tone; without it nothing."""
    upset, calm = (with_nodes(quiet(), distress=value, sensitisation=value, irritability=0.9) for value in (0.97, 0.4))
    on, off = lived(upset, C16=1.0), lived(upset, C16=0.0)
    for column in ("gain", "tonic_left_deg", "pain__factual", "source_tissue"):
        assert np.all(on[column] > off[column] - 1e-12), column
        assert np.mean(on[column] - off[column]) > 1e-3, column
    assert np.all(off["gain"] == 1)
    np.testing.assert_allclose(off["pain__factual"], lived(calm, C16=0.0)["pain__factual"])
    np.testing.assert_array_equal(on["disc_years"], off["disc_years"])


def test_more_deficit_never_hurts_less() -> None:
    """Monotone: with every claim at face value, longer hamstrings never hurt more among the tight, but for facets,
    which a standing back hurts less the flatter it is.
    """
    lives = []
    for length in (0.8, 0.95, 0.999):
        u = with_nodes(quiet(), hamstring_length=length, hamstring_side=0.5, irritability=0.8, flare=0.8)
        lives.append(lived(u, "essay"))
    for shorter, longer in zip(lives[1:], lives[:-1], strict=True):
        more = shorter["pain__factual"] - longer["pain__factual"]
        facet_spared = shorter["source_facet"] < longer["source_facet"]
        assert np.min(more[~facet_spared]) > -1e-6
        flatter = shorter["standing_lordosis_deg"] < longer["standing_lordosis_deg"]
        assert np.all(flatter[more < -1e-6])
        assert np.mean(more) > 0
