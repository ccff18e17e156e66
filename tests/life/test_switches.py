"""Each claim on and off: the expected thing moves in the expected direction, and what lies upstream does not move."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from hamstrung import life
from hamstrung.life import nodes, worlds
from life import surrogate

Array = np.ndarray
MASKS = (0, worlds.HAMSTRINGS, worlds.STRUCTURE, worlds.OTHERS_ABSENT)


@dataclass(frozen=True)
class Effect:
    """What a claim at face value does to a column, among whom, and what it leaves alone.

    Args:
        claim: id.
        column: that moves.
        sign: of the move.
        among: columns -> who is concerned; nobody else may move.
        untouched: columns that must not move in anybody.
    """

    claim: str
    column: str
    sign: int
    among: Callable[[dict[str, Array]], Array]
    untouched: tuple[str, ...]


def _everybody(c: dict[str, Array]) -> Array:
    return np.ones(len(c["age_y"]), bool)


def _held(c: dict[str, Array]) -> Array:
    return (c["structural_left_deg"] + c["structural_right_deg"]) / 2


def _injured(c: dict[str, Array], side: str) -> Array:
    here = (c["u_hamstring_injury_side"] < 0.5) == (side == "left")
    return here & (c["hamstring_injury_weeks_ago"] >= 0) & (c["hamstring_injury_weeks_ago"] < 4)


def _sits_with_ordinary_hamstrings(c: dict[str, Array]) -> Array:
    return (c["sitting_sd"] > 0.5) & (np.abs(c["dose_lasting"]) < 0.01)


#: settled before any claim speaks
_UPSTREAM = ("sitting_h_per_day", "pars_defect", "distress_sd", "facet_arthrosis", "source_injury")

EFFECTS = (
    Effect("C3", "tissue_hamstring", 1, lambda c: c["tissue_hamstring"] > 0, ("structural_left_deg", "disc_years")),
    Effect("C4", "standing_pelvis_deg", -1, lambda c: _held(c) > 5, ("structural_left_deg", "slip_percent")),
    Effect("C5", "source_tissue", 1, lambda c: c["dose_lasting"] > 0.02, ("structural_left_deg", "disc_years")),
    Effect(
        "C8", "disc_years", 1, lambda c: c["structural_left_deg"] + c["structural_right_deg"] > 20, ("slip_percent",)
    ),
    Effect("C9", "slip_percent", 1, lambda c: (c["slip_percent"] > 1) & (_held(c) > 10), _UPSTREAM),
    Effect("C10", "structural_left_deg", 1, lambda c: (c["sitting_sd"] > 0.5) & (c["inactivity_sd"] > 0.5), _UPSTREAM),
    Effect("C11", "structural_left_deg", 1, lambda c: _injured(c, "left"), (*_UPSTREAM, "hamstring_tear")),
    Effect("C12", "hamstring_tear", 1, lambda c: c["hamstring_tear"] > 0, ("structural_left_deg", "disc_years")),
    Effect("C14", "tonic_left_deg", 1, lambda c: c["pain__factual"] > 2, ("source_serious", "source_injury")),
    Effect(
        "C15", "source_inflammatory", 1, lambda c: c["source_inflammatory"] > 0, ("structural_left_deg", "disc_years")
    ),
    Effect("C16", "gain", 1, lambda c: c["sensitisation_sd"] > 0.1, ("structural_left_deg", "disc_years")),
    Effect("C17", "tonic_left_deg", 1, lambda c: c["source_ischaemia"] > 0.01, ("structural_left_deg", "disc_years")),
    Effect("C18", "tolerance_left_deg", -1, lambda c: c["stretching_min_per_week"] > 20, _UPSTREAM),
    Effect("C20", "source_tissue", 1, _sits_with_ordinary_hamstrings, ("structural_left_deg", "tissue_hamstring")),
    Effect("C24", "source_imbalance", 1, lambda c: c["source_imbalance"] > 0, ("structural_left_deg", "disc_years")),
    Effect(
        "C25", "source_sciatic_left", 1, lambda c: c["structural_left_deg"] > 20, ("structural_left_deg", "disc_years")
    ),
    Effect("C26", "hamstring_felt_in_back", -1, _everybody, ("pain__factual", "structural_left_deg")),
)


@cache
def columns(**strength: float) -> dict[str, Array]:
    """People rich in everything that claims speak of, as columns."""
    u = surrogate.uniforms(700, 21)
    for k, (node, low) in enumerate(
        (
            ("hamstring_length", 0.9),
            ("tendon", 0.99),
            ("hamstring_injury_recent", 0.9997),
            ("hamstring_injury_old", 0.97),
            ("pars", 0.92),
            ("inflammatory", 0.99),
            ("ischaemia", 0.9),
            ("sitting", 0.9),
            ("irritability", 0.9),
        )
    ):
        rows = np.random.default_rng(k).random(len(u)) < 0.35
        u[rows, nodes.INDEX[node]] = low + (1 - low) * u[rows, nodes.INDEX[node]]
    held = life.beliefs("literature", overrides=strength)
    lived = life.simulate(u, mechanics=surrogate.mechanics(), beliefs=held, masks=MASKS)
    return life.columns_of(lived, mechanics=surrogate.mechanics())


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.claim)
def test_a_claim_moves_what_it_says(effect: Effect) -> None:
    """Switched from off to face value, the claim moves its column its way, among those concerned, and nothing
    upstream.
    """
    off, on = columns(**{effect.claim: 0.0}), columns(**{effect.claim: 1.0})
    move = effect.sign * (on[effect.column] - off[effect.column])
    concerned = effect.among(on) | effect.among(off)
    assert concerned.sum() >= 5
    assert move[concerned].min() > -1e-9
    assert move[concerned].mean() > 1e-6
    for column in effect.untouched:
        np.testing.assert_allclose(on[column], off[column], atol=1e-9, err_msg=column)


def test_three_parts_off_leaves_short_tissue() -> None:
    """Without claim C2 a deficit is nothing but structure, but for what a sore hamstring does itself."""
    off = columns(C2=0.0)
    calm = off["tissue_hamstring"] == 0
    assert np.all(off["tolerance_left_deg"][calm] == 0)
    assert np.all(off["tonic_left_deg"][calm] == 0)


def test_a_flat_back_carries_risk() -> None:
    """With C6 people flatter than expected hurt more and deeper ones less."""
    off, on = columns(C6=0.0), columns(C6=1.0)
    flat = on["lordosis_now_deg"] < -5
    deep = on["lordosis_now_deg"] > 5
    assert np.all(on["source_tissue"][flat] >= off["source_tissue"][flat])
    assert np.all(on["source_tissue"][deep] <= off["source_tissue"][deep])


def test_one_short_side_tilts_the_pelvis() -> None:
    """With C7 at face value a tighter left side raises obliquity, by the side difference, in standing."""
    off, on = columns(C7=0.0), columns(C7=1.0)
    side = (on["structural_left_deg"] + on["tonic_left_deg"]) - (on["structural_right_deg"] + on["tonic_right_deg"])
    moved = on["standing_obliquity_deg"] - off["standing_obliquity_deg"]
    uneven = np.abs(side) > 1.0
    assert np.all(np.sign(moved[uneven]) == np.sign(side[uneven]))


def test_activity_spares() -> None:
    """With C19 the inactive hurt more and the active less."""
    off, on = columns(C19=0.0), columns(C19=1.0)
    lazy = on["inactivity_sd"] > 0.2
    assert np.all(on["source_tissue"][lazy] >= off["source_tissue"][lazy])
    assert np.all(on["source_tissue"][on["inactivity_sd"] < -0.2] <= off["source_tissue"][on["inactivity_sd"] < -0.2])


def test_lasting_tilt_shortens_and_normal_structure_does_not() -> None:
    """Adaptive shortening (C14's second path) needs the claim and the structure."""
    on, off = columns(), columns(C14=0.0)
    assert on["adaptive_deg"].max() > 3.0
    assert np.all(off["adaptive_deg"] == 0.0)
    bent = on["adaptive_deg"] > 3.0
    without = on["deficit_left_deg__structure_normal"][bent]
    assert np.all(without < on["deficit_left_deg"][bent])


def test_stretching_gains_more_tolerance_than_length() -> None:
    """C18 is mostly tolerance: it moves the tolerance part more than the structural one."""
    on, off = columns(C18=1.0), columns(C18=0.0)
    keen = on["stretching_min_per_week"] > 20
    tolerance = off["tolerance_left_deg"][keen] - on["tolerance_left_deg"][keen]
    structure = off["structural_left_deg"][keen] - on["structural_left_deg"][keen]
    assert tolerance.mean() > 2 * structure.mean() > 0


def test_every_switch_is_exercised() -> None:
    """No claim with a switch escapes these tests, and none is deaf."""
    apart = {"C2", "C6", "C7", "C19"}
    tested = {effect.claim for effect in EFFECTS} | apart
    assert tested == {claim for claim, switch in life.switches().items() if switch.name}
