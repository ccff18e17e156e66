"""Questionnaires: pain over time, function, fear, mood, as functions of pain, distress and a person's own way
of answering.

All weights are assumed so that means and spreads are of published size in care seekers: RMDQ 9.5 at pain near 5
(E360), FABQ-PA 12.3 (SD 5.8, E246).
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.life.places import SIDES

Array = NDArray[np.float64]
Columns = Mapping[str, Array]
Record = NDArray[np.void]


def findings(c: Columns, body: Columns, p: Record) -> dict[str, NDArray[Any]]:
    """True scores, inside the range of each instrument."""
    pain, distress = c["pain__factual"], c["distress_sd"]
    fear, mood = ndtri(c["u_fear"]), ndtri(c["u_mood"])
    leg = np.maximum.reduce([c[f"pain_at_{at}_{s}_nprs"] for at in ("posterior_thigh", "below_knee") for s in SIDES])
    origin = np.maximum(c["tissue_hamstring_left"], c["tissue_hamstring_right"])
    disabled = disability(c, pain)
    afraid = 36.0 + 4.0 * distress + 0.4 * pain + 5.5 * fear
    low = 1.2 + 0.9 * distress + 0.7 * mood + 0.1 * pain
    upset = 1.3 + 0.9 * distress + 0.25 * pain + 0.3 * mood
    return {
        "pain_nprs": pain,
        "pain_worst_nprs": np.clip(
            pain + (10.0 - pain) * 0.12 * (1.5 + ndtri(c["u_worst_pain"])) * (pain > 0.1), 0, 10
        ),
        "pain_least_nprs": pain * np.clip(0.45 - 0.1 * ndtri(c["u_worst_pain"]), 0.0, 1.0),
        "pain_leg_nprs": leg,
        "rmdq": rmdq(c, pain),
        "odi": np.clip(3.6 * disabled, 0.0, 100.0),
        "visa_h": np.clip(100.0 - 75.0 * origin - 2.0 * pain, 0.0, 100.0),
        "lefs": np.clip(80.0 - 2.5 * pain - 2.5 * leg - 20.0 * origin, 0.0, 80.0),
        "tampa": np.clip(afraid, 17.0, 68.0),
        "fabq_pa": np.clip(9.5 + 3.0 * distress + 0.5 * pain + 4.0 * fear, 0.0, 24.0),
        "start_back_distress": np.clip(upset, 0.0, 5.0),
        "start_back_total": np.clip(upset + 0.16 * disabled + 0.12 * leg, 0.0, 9.0),
        "orebro_short": np.clip(20.0 + 4.0 * pain + 7.0 * distress + 4.0 * fear, 0.0, 100.0),
        "phq2": np.clip(low, 0.0, 6.0),
        "widespread_pain": c["sensitisation_sd"] > 1.3,
        "poor_sleep": distress + 0.3 * pain + ndtri(c["u_sleep"]) > 1.3,
    }


class Answers(Protocol):
    """Columns by name."""

    def __getitem__(self, column: str, /) -> Array:
        """One column, (person,)."""


def disability(c: Answers, pain: Array) -> Array:
    """What pain, distress and a person's own way of answering take from function, in points of RMDQ, unclipped."""
    hurts = pain > 0.5
    return 1.75 * pain + 1.2 * np.maximum(c["distress_sd"], -1.0) * hurts + 2.5 * ndtri(c["u_disability"]) * hurts


def rmdq(c: Answers, pain: Array) -> Array:
    """Roland-Morris score at a pain, now or later."""
    return np.clip(disability(c, pain), 0.0, 24.0)
