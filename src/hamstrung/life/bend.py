"""The bedside counterfactual: bending forward with knees straight, then bent, as the mechanics predicts it.

Bent knees slacken the hamstrings and the sciatic nerve and little else, so that what each source adds changes by
its own load:

    pain in the bend = 10 (1 - exp(-gain x sum of source x multiplier))

    flexed lumbar tissue    1 + k x strain of that posture
    hamstring, imbalance    passive pull over that of normal hamstrings with knees straight
    root, sciatic           strain of the nerve with knees straight, and with knees bent
    facet                   eased by flexion
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.life import places

Array = NDArray[np.float64]
Columns = Mapping[str, Array]
Record = NDArray[np.void]

STRAIGHT, BENT = "forward_bend", "forward_bend_knees_bent"


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
    """Pain at the end of one bend, NPRS."""
    flexed = 1.0 + p["sign_strain_gain"] * strain(body, p, task)
    nerve = p["sign_nerve_straight"] if task == STRAIGHT else p["sign_nerve_bent"]
    provoked = flexed * sum(places.both(c, source) for source in ("tissue", "disc", "injury"))
    provoked = provoked + p["sign_facet_bent"] * (places.both(c, "facet") + places.both(c, "segment"))
    provoked = provoked + nerve * sum(places.both(c, source) for source in ("root", "sciatic", "neuropathy"))
    for side in places.SIDES:
        taut = tension(c, body, p, task, side)
        provoked = provoked + 1.5 * taut * c[f"source_hamstring_{side}"] + 0.6 * taut * c["source_imbalance"]
        provoked = provoked + 0.5 * (0.7 + 0.4 * taut) * c["source_sacroiliac"]
    same = ("hip", "knee", "inflammatory", "serious", "distress", "ischaemia")
    provoked = provoked + sum(places.both(c, source) for source in same)
    return np.asarray(-10.0 * np.expm1(-c["gain"] * provoked))


def strain(body: Columns, p: Record, task: str) -> Array:
    """Strain of flexed lumbar tissue: (flexion share)^n x compression over that in standing."""
    flexion = np.maximum(body[f"{task}.lumbar_flexion_deg"], 0.0) / p["posture_lumbar_range_deg"]
    load = np.maximum(body[f"{task}.compression_l4l5_n"], 0.0) / np.maximum(
        body["norm.standing.compression_l4l5_n"], 50.0
    )
    return np.minimum(flexion ** p["dose_flexion_power"] * load ** p["dose_compression_power"], 4.0)


def tension(c: Columns, body: Columns, p: Record, task: str, side: str) -> Array:
    """Passive pull of one side's hamstrings in a bend over that of normal ones in the bend with knees straight.

        exp(k_hip x (hip flexion + deficit - normal hip flexion) - k_knee x knee flexion)

    Source: the two-joint term of the passive hip moment (M134). Valid for the passive muscle; 0 to 4.
    """
    stretched = body[f"{task}.pelvis_on_thigh_deg"] - body[f"norm.{STRAIGHT}.pelvis_on_thigh_deg"]
    deficit = c[f"structural_{side}_deg"] + c[f"tonic_{side}_deg"]
    slack = 0.0 if task == STRAIGHT else p["origin_slack_per_knee_deg"] * p["sign_bent_knee_deg"]
    return np.clip(np.exp(p["origin_tension_per_deg"] * (stretched + deficit) - slack), 0.0, 4.0)
