"""Bedside counterfactuals beyond the bend: what changes as one thing is moved, as mechanics and life predict it.

Every finding is one reading minus another of the same person, minutes apart, so that what does not move cancels:

    sit             pain sitting with knees straight - with knees bent: hamstrings, nerve and the flexed back
    ankle, neck     pain with the ankle bent up, or the neck bent, - without: the nerve alone
    neck in slump   pain with the head lifted - with the neck bent: the nerve alone
    back treated    leg raise after the back was treated - before: guarding that the back keeps up lets go
    released        pain in the bend after the hamstrings were released - before: their tone lets go

    pain = 10 (1 - exp(-gain x sum of source in that position)),    nerve x (1 + ankle), x (1 + neck), ...

Only the direction of ankle and neck is mechanics (the strain of the nerve at the root rises with both, tested against
`mechanics.nerve`); their size is assumed, because pain is steeper than strain. Valid within one visit; what a session
of treatment does is a share of tone, never of length.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.life import bend, places
from hamstrung.life.priors import Values

Array = NDArray[np.float64]
Columns = Mapping[str, Array]

_NERVES = ("root", "sciatic", "neuropathy")
_RISEN = ("tissue", "disc", "facet", "segment", "injury")


def findings(c: Columns, body: Columns, p: Values) -> dict[str, NDArray[Any]]:
    """Changes of pain [NPRS] and of the leg raise [deg], by code."""
    bent, straight = sitting(c, body, p, "sitting_slouched"), sitting(c, body, p, "long_sitting")
    found: dict[str, NDArray[Any]] = {
        "sit_knees_change_nprs": straight - bent,
        "bend_after_release_change_nprs": released(c, body, p) - bend.pain(c, body, p, bend.STRAIGHT),
    }
    for side in places.SIDES:
        raised, slumped = _lying(c, p, side), _slumped(c, body, p, side)
        lifted = 1.0 / (1.0 + p["sign_nerve_neck_slump"])
        moved = {
            f"slr_dorsiflexion_change_{side}_nprs": (raised, 1.0 + p["sign_nerve_ankle"]),
            f"slr_neck_flexion_change_{side}_nprs": (raised, 1.0 + p["sign_nerve_neck"]),
            f"slump_dorsiflexion_change_{side}_nprs": (slumped, 1.0 + p["sign_nerve_ankle"]),
            f"slump_neck_lift_change_{side}_nprs": (slumped, lifted),
        }
        for code, ((rest, nerve), times) in moved.items():
            found[code] = _pain(c, rest + times * nerve) - _pain(c, rest + nerve)
        found[f"slr_after_back_change_{side}_deg"] = back_released(c, p, side)
    return found


def sitting(c: Columns, body: Columns, p: Values, task: str) -> Array:
    """Pain sitting, knees bent on a chair or straight on the floor.

    Each way of sitting is held against itself with normal hamstrings: tissue is as awake as at the visit where they
    change nothing, and nociception rises with the strain of the posture.
    """
    straight = task == "long_sitting"
    nerve = p["sign_nerve_straight"] if straight else p["sign_nerve_bent"]
    taut = {side: _seated_pull(c, body, p, side, straight=straight) for side in places.SIDES}
    normal = bend.strain(body, p, f"norm.{task}")
    return bend.flexed_pain(c, p, bend.strain(body, p, task), normal=normal, nerve=nerve, taut=taut)


def released(c: Columns, body: Columns, p: Values) -> Array:
    """Pain in the bend with knees straight once a share of the hamstrings' tone is let go."""
    share = p["sign_bedside_released"]
    tone = [np.maximum(c[f"tonic_{side}_deg"], 0.0) for side in places.SIDES]
    held = [np.maximum(c[f"structural_{side}_deg"] + c[f"tonic_{side}_deg"], 1.0) for side in places.SIDES]
    gone = np.clip(share * sum(tone) / sum(held), 0.0, 1.0)
    own, norm = bend.strain(body, p, bend.STRAIGHT), bend.strain(body, p, f"norm.{bend.STRAIGHT}")
    strained = own * (np.minimum(norm, own) / own) ** gone
    taut = {
        side: bend.tension(c, body, p, bend.STRAIGHT, side) * np.exp(-p["origin_tension_per_deg"] * share * each)
        for side, each in zip(places.SIDES, tone, strict=True)
    }
    return bend.flexed_pain(c, p, strained, normal=norm, nerve=p["sign_nerve_straight"], taut=taut)


def back_released(c: Columns, p: Values, side: str) -> Array:
    """Leg raise gained as the back is treated: a part of its share of the guarding, and warming up [deg].

    Guarding is what tone there is beyond the person's own; the back's share of it is that of its sources in the
    guarding of `life.visit`. Source: healthy people's knees extend farther once L4 was mobilised, by d 0.77 (E137).
    """
    trait = np.clip(np.exp(p["guarding_trait_log_sd"] * ndtri(c["u_guarding"])), 0.0, p["guarding_most_trait"])
    sacroiliac = p["guarding_sacroiliac_deg"] * c["source_sacroiliac"] / p["pain_sacroiliac_amplitude"]
    lumbar = p["guarding_segment_deg"] * (
        c["source_disc"] / p["pain_disc_amplitude"] + c["source_facet"] / p["pain_facet_amplitude"]
    )
    lumbar = lumbar + p["guarding_slip_deg"] * c["source_segment"] / p["pain_segment_amplitude"]
    whole = sum(places.both(c, source) for source in places.SOURCES)
    aching = sum(places.both(c, source) for source in (*_RISEN, "sacroiliac")) / np.maximum(whole, 1e-6)
    back = p["guarding_source_share"] * (sacroiliac + lumbar) + p["guarding_per_pain_deg"] * c["pain__factual"] * aching
    rest = p["guarding_nerve_deg"] * c[f"root_{side}"] + p["guarding_distress_deg"] * np.maximum(c["distress_sd"], 0.0)
    rest = rest + p["guarding_lesion_deg"] * c[f"tissue_hamstring_{side}"]
    guarded = np.clip(c[f"tonic_{side}_deg"], 0.0, trait * back + rest)
    share = trait * back / np.maximum(trait * back + rest, 1e-6)
    return np.asarray(p["sign_bedside_warm_up_deg"] + p["sign_bedside_released"] * share * guarded)


def _lying(c: Columns, p: Values, side: str) -> tuple[Array, Array]:
    """Nociception with the leg raised as far as it goes: everything else, and the nerve of that side."""
    lumbar = sum(places.both(c, source) for source in _RISEN)
    own = (
        p["sign_hamstring_bend"] * c[f"source_hamstring_{side}"]
        + 0.5 * p["sign_imbalance_bend"] * c["source_imbalance"]
    )
    rest = own + p["sign_bedside_lying"] * lumbar + _unmoved(c) + c["source_sacroiliac"]
    return rest, p["sign_nerve_raised"] * _nerve(c, p, side)


def _slumped(c: Columns, body: Columns, p: Values, side: str) -> tuple[Array, Array]:
    """The same slumped with one knee straight; the flexed back is strained as in slouched sitting."""
    flexed = 1.0 + p["sign_strain_gain"] * bend.strain(body, p, "sitting_slouched")
    lumbar = flexed * (c["source_tissue"] + c["source_disc"] + c["source_injury"])
    facet = p["sign_facet_bent"] * (c["source_facet"] + c["source_segment"])
    own = (
        p["sign_hamstring_bend"] * c[f"source_hamstring_{side}"]
        + 0.5 * p["sign_imbalance_bend"] * c["source_imbalance"]
    )
    rest = own + lumbar + facet + _unmoved(c) + c["source_sacroiliac"]
    return rest, p["sign_nerve_raised"] * (1.0 + p["sign_nerve_neck_slump"]) * _nerve(c, p, side)


def _nerve(c: Columns, p: Values, side: str) -> Array:
    return np.asarray(sum(places.nociception(c, p, source, side) for source in _NERVES))


def _unmoved(c: Columns) -> Array:
    return np.asarray(sum(places.both(c, source) for source in bend.UNMOVED))


def _pain(c: Columns, provoked: Array) -> Array:
    return np.asarray(-10.0 * np.expm1(-c["gain"] * provoked))


def _seated_pull(c: Columns, body: Columns, p: Values, side: str, *, straight: bool) -> Array:
    """Passive pull of one side's hamstrings sitting, over that of normal ones bending with knees straight."""
    task = "long_sitting" if straight else "sitting_slouched"
    stretched = body[f"{task}.pelvis_on_thigh_deg"] - body[f"norm.{bend.STRAIGHT}.pelvis_on_thigh_deg"]
    deficit = c[f"structural_{side}_deg"] + c[f"tonic_{side}_deg"]
    slack = 0.0 if straight else p["origin_slack_per_knee_deg"] * _SEATED_KNEE_DEG
    return np.clip(np.exp(p["origin_tension_per_deg"] * (stretched + deficit) - slack), 0.0, 4.0)


_SEATED_KNEE_DEG = 90.0
