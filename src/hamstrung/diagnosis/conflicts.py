"""Findings that do not go together: with arithmetic, or with any simulated life that the others allow.

Each finding is held against what all the others predict (posterior predictive, leave-one-out). The threshold
is shared among the findings (Bonferroni), so that many ordinary findings do not make an alarm.
"""

from collections.abc import Mapping

import numpy as np
from scipy.special import ndtr

from hamstrung.diagnosis import likelihood
from hamstrung.diagnosis.assessment import Conflict
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.turning import told
from hamstrung.patient import FindingType, Value

_ALARM = 0.05
_INCIDENCE_TOLERANCE_DEG = 6.0
_PELVIS = ("pelvic_incidence_deg", "pelvic_tilt_deg", "sacral_slope_deg")


def of(
    posterior: Posterior,
    *,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel,
) -> tuple[Conflict, ...]:
    """Everything that does not fit, arithmetic first, then the least likely."""
    codes = posterior.likelihood.codes
    surprises = []
    for code in codes:
        p = predictive_p_value(posterior, code, observed[code], kind=vocabulary[code], errors=errors)
        if p * len(codes) < _ALARM:
            reason = (
                f"{vocabulary[code].label} {told(observed[code], vocabulary[code])} is rarely seen in people "
                f"with the other findings (p = {p:.2g})."
            )
            surprises.append(Conflict((code,), p, reason))
    return (*arithmetic(observed), *sorted(surprises, key=lambda conflict: conflict.p_value or 0.0))


def arithmetic(observed: Mapping[str, Value]) -> tuple[Conflict, ...]:
    """Angles of one pelvis that do not add up: incidence = tilt + slope."""
    if not all(code in observed for code in _PELVIS):
        return ()
    incidence, tilt, slope = (float(observed[code]) for code in _PELVIS)
    if abs(incidence - tilt - slope) <= _INCIDENCE_TOLERANCE_DEG:
        return ()
    reason = (
        f"Pelvic incidence {incidence:g} deg is not pelvic tilt {tilt:g} + sacral slope {slope:g} deg; "
        "pelvic tilt was left out."
    )
    return (Conflict(_PELVIS, None, reason),)


def predictive_p_value(
    posterior: Posterior, code: str, value: Value, *, kind: FindingType, errors: ErrorModel
) -> float:
    """Two-sided chance of a reading as far out as this one, given all the other findings."""
    without = posterior.left_out(code)
    weight, people = without.weights, without.among.people
    truth = people[people.truth(code) or code]
    if kind.kind != "number":
        density = likelihood.log_density(value, people, kind=kind, errors=errors)
        return float(np.exp(density) @ weight)
    scaled, sd = likelihood.number_error(kind, truth, errors=errors)
    known = np.isfinite(scaled)
    if not known.any() or weight[known].sum() < 1e-9:
        return 1.0
    measured = likelihood.on_error_scale(float(value), kind)
    below = float(ndtr((measured - scaled[known]) / sd) @ weight[known] / weight[known].sum())
    return float(np.clip(2.0 * min(below, 1.0 - below), 0.0, 1.0))
