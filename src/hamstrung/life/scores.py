"""Questionnaires: pain over time, function, fear, mood, as functions of pain, distress and a person's own way
of answering.

All weights (table `score` of the parameters) are assumed so that means and spreads are of published size in care
seekers: RMDQ 9.5 at pain near 5 (E360), FABQ-PA 12.3 (SD 5.8, E246).
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.life.places import SIDES
from hamstrung.life.priors import Values

Array = NDArray[np.float64]
Columns = Mapping[str, Array]
Record = Values


def findings(c: Columns, body: Columns, p: Record) -> dict[str, NDArray[Any]]:
    """True scores, inside the range of each instrument."""
    pain, distress = c["pain__factual"], c["distress_sd"]
    fear, mood = ndtri(c["u_fear"]), ndtri(c["u_mood"])
    leg = np.maximum.reduce([c[f"pain_at_{at}_{s}_nprs"] for at in ("posterior_thigh", "below_knee") for s in SIDES])
    origin = np.maximum(c["tissue_hamstring_left"], c["tissue_hamstring_right"])
    disabled = disability(c, p, pain)
    afraid = p["score_tampa"] + p["score_tampa_distress"] * distress + p["score_tampa_pain"] * pain
    afraid = afraid + p["score_tampa_sd"] * fear
    low = p["score_phq"] + p["score_phq_distress"] * distress + p["score_phq_sd"] * mood + p["score_phq_pain"] * pain
    upset = p["score_upset"] + p["score_upset_distress"] * distress + p["score_upset_pain"] * pain
    upset = upset + p["score_upset_mood"] * mood
    avoiding = p["score_fabq"] + p["score_fabq_distress"] * distress + p["score_fabq_pain"] * pain
    avoiding = avoiding + p["score_fabq_sd"] * fear
    burdened = p["score_orebro"] + p["score_orebro_pain"] * pain + p["score_orebro_distress"] * distress
    burdened = burdened + p["score_orebro_sd"] * fear
    lasted = np.log(np.maximum(c["pain_duration_weeks"], 1.0)) * (pain > p["score_sore_nprs"])
    burdened = burdened + p["score_orebro_duration"] * lasted
    worst = p["score_worst_share"] * (p["score_worst_sd"] + ndtri(c["u_worst_pain"]))
    sore = p["score_visa_origin"] * origin + p["score_visa_pain"] * pain
    lame = p["score_lefs_pain"] * (pain + leg) + p["score_lefs_origin"] * origin
    return {
        "pain_nprs": pain,
        "pain_worst_nprs": np.clip(pain + (10.0 - pain) * worst * (pain > 0.1), 0, 10),
        "pain_least_nprs": pain
        * np.clip(p["score_least_share"] - p["score_least_sd"] * ndtri(c["u_worst_pain"]), 0.0, 1.0),
        "pain_leg_nprs": leg,
        "rmdq": rmdq(c, p, pain),
        "odi": np.clip(p["score_odi_per_rmdq"] * disabled, 0.0, 100.0),
        "visa_h": np.clip(100.0 - sore, 0.0, 100.0),
        "lefs": np.clip(80.0 - lame, 0.0, 80.0),
        "tampa": np.clip(afraid, 17.0, 68.0),
        "fabq_pa": np.clip(avoiding, 0.0, 24.0),
        "start_back_distress": np.clip(upset, 0.0, 5.0),
        "start_back_total": np.clip(upset + p["score_start_rmdq"] * disabled + p["score_start_leg"] * leg, 0.0, 9.0),
        "orebro_short": np.clip(burdened, 0.0, 100.0),
        "phq2": np.clip(low, 0.0, 6.0),
        "widespread_pain": c["sensitisation_sd"] > p["score_widespread_sd"],
        "poor_sleep": distress + p["score_sleep_pain"] * pain + ndtri(c["u_sleep"]) > p["score_sleep_sd"],
    }


class Answers(Protocol):
    """Columns by name."""

    def __getitem__(self, column: str, /) -> Array:
        """One column, (person,)."""


def disability(c: Answers, p: Record, pain: Array) -> Array:
    """What pain, distress and a person's own way of answering take from function, in points of RMDQ, unclipped."""
    own = p["score_rmdq_distress"] * np.maximum(c["distress_sd"], -1.0) + p["score_rmdq_sd"] * ndtri(c["u_disability"])
    return p["score_rmdq_pain"] * pain + own * (pain > p["score_sore_nprs"])


def rmdq(c: Answers, p: Record, pain: Array) -> Array:
    """Roland-Morris score at a pain, now or later."""
    return np.clip(disability(c, p, pain), 0.0, 24.0)
