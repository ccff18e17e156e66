"""Why the pain of a bend goes as the knees bend: the relief by role, with parts of the model held still."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from hamstrung import life
from hamstrung.cohort import sampling
from hamstrung.diagnosis import ROLES, Thresholds, roles
from hamstrung.diagnosis.people import Array, Table
from hamstrung.life import bend, stance, worlds

MASKS = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)
BANDS_DEG = (-10.0, 0.0, 10.0, 20.0, 30.0, 60.0)


def figures(size: int, *, seed: int) -> dict[str, Any]:
    """Relief by role, as the model has it and with one part held still, and the strain that the mechanics takes off.

    Args:
        size: lives, drawn as a cohort draws them.
        seed: of their stored random numbers.
    """
    uniforms, log_weight = sampling.draw(size, generator=np.random.default_rng(seed))
    lives = life.simulate(uniforms, mechanics=life.mechanics(), beliefs=life.beliefs(), masks=MASKS)
    columns = life.columns_of(lives, mechanics=life.mechanics())
    body = stance.at_visit(columns, mechanics=life.mechanics(), parameters=lives.parameters)
    role = _role(columns)
    weight = np.exp(log_weight) * (columns["seeks_care"] > 0.5) * (columns["age_y"] >= 18.0)
    parameters = _Parameters(lives.parameters)
    straight, bent = (bend.strain(body, lives.parameters, task) for task in (bend.STRAIGHT, bend.BENT))
    shift = np.log(np.minimum(bent, straight) / straight)
    shown = {
        "relief": _relief(columns, body, parameters),
        "relief, tissue as awake as at the visit": _relief(columns, body, parameters.but(sign_bend_gain=0.0)),
        "relief, nerve as with straight knees": _relief(
            columns, body, parameters.but(sign_nerve_bent=parameters["sign_nerve_straight"])
        ),
        "relief, no pull of the hamstrings": _relief(
            columns,
            body,
            parameters.but(sign_hamstring_bend=0.0, sign_imbalance_bend=0.0, sign_sacroiliac_taut=0.0),
        ),
        "log strain, bent over straight": shift,
        "lumbar flexion, straight, deg": body[f"{bend.STRAIGHT}.lumbar_flexion_deg"],
        "lumbar flexion, bent, deg": body[f"{bend.BENT}.lumbar_flexion_deg"],
        "pelvis, straight, deg": body[f"{bend.STRAIGHT}.pelvis_deg"],
        "pelvis, bent, deg": body[f"{bend.BENT}.pelvis_deg"],
    }
    worse = np.maximum(columns["deficit_left_deg"], columns["deficit_right_deg"])
    return {
        "lives": size,
        "seed": seed,
        "by_role": {
            name: {each: _mean(value, weight * (role == k)) for k, each in enumerate(ROLES)}
            for name, value in shown.items()
        },
        "by_deficit": {
            f"{low:g} to {high:g}": _mean(shift, weight * (worse >= low) * (worse < high))
            for low, high in pairwise(BANDS_DEG)
        },
    }


class _Parameters:
    """Parameters with some replaced."""

    def __init__(self, values: Any, changed: Mapping[str, Any] | None = None) -> None:
        self._values, self._changed = values, dict(changed or {})

    def __getitem__(self, name: str) -> Any:
        return self._changed[name] if name in self._changed else self._values[name]

    def but(self, **changed: Any) -> "_Parameters":
        """The same but for these."""
        return _Parameters(self._values, self._changed | changed)


def _relief(columns: Mapping[str, Array], body: Mapping[str, Array], parameters: Any) -> Array:
    """Pain with straight knees less pain with bent ones."""
    return bend.pain(columns, body, parameters, bend.STRAIGHT) - bend.pain(columns, body, parameters, bend.BENT)


def _role(columns: Mapping[str, Array]) -> Array:
    people, thresholds = Table(columns).people(), Thresholds()
    relief = roles.relief_share(people["pain__factual"], people["pain__hamstrings_healthy"], thresholds=thresholds)
    tight = roles.is_tight(people, thresholds=thresholds)
    return roles.classify(relief, roles.secondary_share(people), tight=tight, thresholds=thresholds).astype(float)


def _mean(value: Array, weight: Array) -> float:
    return float(weight @ value / max(weight.sum(), 1e-12))
