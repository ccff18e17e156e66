"""The bedside counterfactual: bending forward with knees straight, then bent, as the mechanics predicts it.

Bent knees slacken the hamstrings and the sciatic nerve and little else, so that each source changes by its own load:

    pain in the bend = 10 (1 - exp(-gain x sum of source in that bend))

    lumbar tissue, disc     liability + g x ln(strain of that bend / strain with normal hamstrings, knees straight)
    hamstring, imbalance    passive pull over that of normal hamstrings with knees straight
    root, sciatic           strain of the nerve with knees straight, and with knees bent
    facet                   eased by flexion

Tissue that is only just awake falls asleep with a little less strain; tissue that strong causes keep awake does not.
At the limit of a relaxed bend the mechanics lets the lumbar spine of a tight person give back little (it is the pelvis
that gains), so that the pair tells hamstring tissue and nerve from the rest better than one lumbar cause from another.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from hamstrung.life import places
from hamstrung.life.priors import Values

Array = NDArray[np.float64]
Columns = Mapping[str, Array]
Record = Values

STRAIGHT, BENT = "forward_bend", "forward_bend_knees_bent"
UNMOVED = ("hip", "knee", "inflammatory", "serious", "distress", "ischaemia")
"""Sources that neither bending nor slackening changes."""


def findings(c: Columns, body: Columns, p: Record) -> dict[str, NDArray[Any]]:
    """Pain and pelvic rotation at the end of both bends."""
    found: dict[str, NDArray[Any]] = {}
    for task, code in ((STRAIGHT, "bend_knees_straight"), (BENT, "bend_knees_bent")):
        found[f"{code}_nprs"] = pain(c, body, p, task)
        stopped = p["sign_bend_lost_per_nprs_deg"] * c["pain__factual"]
        limit = body[f"reach.{task}.pelvis_deg"] if task == STRAIGHT else body[f"{task}.pelvis_deg"]
        found[f"{code}_pelvis_deg"] = np.clip(limit - stopped, -15.0, 115.0)
    return found


def pain(c: Columns, body: Columns, p: Record, task: str) -> Array:
    """Pain in one bend, NPRS; asked at no greater depth than straight knees allow."""
    strained = np.minimum(strain(body, p, task), strain(body, p, STRAIGHT))
    nerve = p["sign_nerve_straight"] if task == STRAIGHT else p["sign_nerve_bent"]
    taut = {side: tension(c, body, p, task, side) for side in places.SIDES}
    normal = strain(body, p, f"norm.{STRAIGHT}")
    return flexed_pain(c, p, strained, normal=normal, nerve=nerve, taut=taut)


def flexed_pain(
    c: Columns, p: Record, strained: Array, *, normal: Array, nerve: Any, taut: Mapping[str, Array]
) -> Array:
    """Pain with the back flexed, NPRS.

    Args:
        strained: strain of flexed lumbar tissue.
        normal: the strain at which every source is as awake as it is at the visit.
        nerve: nociception of an irritated nerve over that at rest.
        taut: pull of each side's hamstrings over that of normal ones bending with knees straight.
    """
    flexed = 1.0 + p["sign_strain_gain"] * strained
    shift = p["sign_bend_gain"] * np.log(strained / normal)
    tissue = shifted(c["source_tissue"], p["pain_tissue_amplitude"], shift, p)
    disc = shifted(c["source_disc"], p["pain_disc_amplitude"], p["disc_flexion_share"] * shift, p)
    provoked = flexed * (tissue + disc + c["source_injury"])
    provoked = provoked + p["sign_facet_bent"] * (places.both(c, "facet") + places.both(c, "segment"))
    provoked = provoked + nerve * sum(places.both(c, source) for source in ("root", "sciatic", "neuropathy"))
    for side in places.SIDES:
        provoked = provoked + p["sign_hamstring_bend"] * taut[side] * c[f"source_hamstring_{side}"]
        provoked = provoked + p["sign_imbalance_bend"] * taut[side] * c["source_imbalance"]
        joint = p["sign_sacroiliac_bend"] + p["sign_sacroiliac_taut"] * taut[side]
        provoked = provoked + 0.5 * joint * c["source_sacroiliac"]
    provoked = provoked + sum(places.both(c, source) for source in UNMOVED)
    return np.asarray(-10.0 * np.expm1(-c["gain"] * provoked))


def shifted(nociception: Array, amplitude: Any, shift: Array, p: Record) -> Array:
    """Nociception of a source whose liability moves by `shift` [SD]."""
    awake = np.clip(nociception / amplitude, 1e-9, 1.0 - 1e-9)
    return np.asarray(amplitude * expit(logit(awake) + p["pain_sharpness"] * shift))


def strain(body: Columns, p: Record, task: str) -> Array:
    """Strain of flexed lumbar tissue: (flexion share)^n x compression over that in standing."""
    flexion = np.maximum(body[f"{task}.lumbar_flexion_deg"], 0.0) / p["posture_lumbar_range_deg"]
    load = np.maximum(body[f"{task}.compression_l4l5_n"], 0.0) / np.maximum(
        body["norm.standing.compression_l4l5_n"], 50.0
    )
    return np.clip(flexion ** p["dose_flexion_power"] * load ** p["dose_compression_power"], 0.02, 4.0)


def tension(c: Columns, body: Columns, p: Record, task: str, side: str) -> Array:
    """Passive pull of one side's hamstrings over that of normal ones at the limit of a bend with knees straight.

        exp(k_hip x (hip flexion + deficit - normal hip flexion) - k_knee x knee flexion)

    Both bends at the depth that straight knees allow. Source: the two-joint term of the passive hip moment (M134).
    Valid for the passive muscle; 0 to 4.
    """
    stretched = body[f"{STRAIGHT}.pelvis_on_thigh_deg"] - body[f"norm.{STRAIGHT}.pelvis_on_thigh_deg"]
    deficit = c[f"structural_{side}_deg"] + c[f"tonic_{side}_deg"]
    slack = 0.0 if task == STRAIGHT else p["origin_slack_per_knee_deg"] * p["sign_bent_knee_deg"]
    return np.clip(np.exp(p["origin_tension_per_deg"] * (stretched + deficit) - slack), 0.0, 4.0)
