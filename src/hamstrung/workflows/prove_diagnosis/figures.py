"""From the records of answers to the figures of the page: calibration, ranks, coverage, sharpness, departures."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import ROLES, forecasts, ranks
from hamstrung.workflows.prove_diagnosis.quantities import QUANTITIES

Array = NDArray[np.float64]
Record = Mapping[str, Any]

LEVELS = (0.5, 0.8, 0.9)
GRID = np.linspace(0.0, 1.0, 101)
RARELY_ABOVE = 0.3
"""P(cause) that a patient should rarely be told before a trial of treatment: an assumed check of the claims."""


def figures(records: Sequence[Record], *, prior: Mapping[str, float]) -> dict[str, Any]:
    """Every figure of one job's records, under the keys of the page's twin.

    Args:
        records: of its patients.
        prior: roles in the population that seeks care, before anything is known of a person.
    """
    given, truth = probabilities(records), roles(records)
    bins = forecasts.reliability(given, truth)
    chance = forecasts.error_by_chance(given, random=np.random.default_rng(1))
    places = {name: np.array([record["place"][name] for record in records]) for name in QUANTITIES}
    tarp = ranks.uniformity(np.array([record["tarp"] for record in records]))
    return {
        "patients": len(records),
        "expected_calibration_error": bins.error,
        "calibration_error_by_chance": {"median": float(np.median(chance)), "high": float(np.quantile(chance, 0.95))},
        "calibration_error_by_role": {
            role: forecasts.binned(given[:, k], (truth == k).astype(float)).error for k, role in enumerate(ROLES)
        },
        "reliability": [
            {"given": given_, "came": came, "count": int(count)}
            for given_, came, count in zip(bins.given.tolist(), bins.came.tolist(), bins.count, strict=True)
            if count
        ],
        "coverage": {f"{100 * level:.0f}": pooled(places, level) for level in LEVELS},
        "coverage_by_quantity": {
            name: {f"{100 * level:.0f}": ranks.coverage(place, level) for level in LEVELS}
            for name, place in places.items()
        },
        "coverage_of_told_90": {name: _mean(records, name, "inside") for name in QUANTITIES},
        "width_of_told_90": {name: _mean(records, name, "width") for name in QUANTITIES},
        "sbc": {name: ranks.uniformity(place).chi_square for name, place in places.items()},
        "sbc_kolmogorov": {name: ranks.uniformity(place).kolmogorov for name, place in places.items()},
        "sbc_draws": ranks.DRAWS,
        "ecdf": {name: ranks.distribution(place, GRID).round(4).tolist() for name, place in places.items()},
        "ecdf_band": ranks.band(len(records)),
        "tarp": {"chi_square": tarp.chi_square, "kolmogorov": tarp.kolmogorov},
        "effective_sample_size": _spread([record["effective_sample_size"] for record in records]),
        "first_effective_sample_size": _spread([record["first_effective_sample_size"] for record in records]),
        "sharp": float(np.mean([record["sharp"] for record in records])),
        "refined": float(np.mean([record["refined"] for record in records])),
        "tempered": float(np.mean([record["tempering"] < 1.0 for record in records])),
        "findings": {"median": float(np.median([record["findings"] for record in records]))},
        "cause_likely": cause_likely(given, truth),
        "scores": scores(records, prior=prior),
        "by_sharpness": [_part(records, sharp=sharp) for sharp in (True, False)],
        "by_findings": _by_findings(records),
        "simulated_seconds": {
            "first": float(np.median([record["seconds"]["first"] for record in records])),
            "answer": float(np.median([record["seconds"]["answer"] for record in records])),
        },
    }


def cause_likely(given: Array, truth: NDArray[np.intp]) -> dict[str, float]:
    """How often the hamstrings are told to be the likely cause before any treatment, and how often they then are."""
    cause = ROLES.index("cause")
    told = given[:, cause] > RARELY_ABOVE
    came = float(np.mean(truth[told] == cause)) if told.any() else 0.0
    return {"above": RARELY_ABOVE, "share": float(told.mean()), "came": came}


def beside(light: Sequence[Record], full: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """The same patients answered with two efforts."""
    return {
        name: {
            "patients": len(records),
            "sharp": float(np.mean([record["sharp"] for record in records])),
            "effective_sample_size": _spread([record["effective_sample_size"] for record in records]),
            "seconds": float(np.median([record["seconds"]["answer"] for record in records])),
            **score(probabilities(records), roles(records)),
        }
        for name, records in (("light", light), ("full", full))
    }


def first_answers(records: Sequence[Record]) -> dict[str, Any]:
    """Calibration of the answers before any refinement."""
    given, truth = probabilities(records), roles(records)
    chance = forecasts.error_by_chance(given, random=np.random.default_rng(1))
    return {
        "patients": len(records),
        "calibration_error_by_chance": {"median": float(np.median(chance)), "high": float(np.quantile(chance, 0.95))},
        **score(given, truth),
    }


def probabilities(records: Sequence[Record], key: str = "roles") -> Array:
    """Role probabilities of the records, (patient, role)."""
    return np.array([[record[key][role] for role in ROLES] for record in records])


def roles(records: Sequence[Record]) -> NDArray[np.intp]:
    """Index of the true role, (patient,)."""
    return np.array([ROLES.index(record["role"]) for record in records])


def pooled(places: Mapping[str, Array], level: float) -> float:
    """Coverage of a level, the mean over quantities."""
    return float(np.mean([ranks.coverage(place, level) for place in places.values()]))


def scores(records: Sequence[Record], *, prior: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Log score, Brier score, calibration error and entropy of the answer, the first answer and the prior."""
    truth = roles(records)
    same = np.tile([prior[role] for role in ROLES], (len(records), 1))
    ways = {"answer": probabilities(records), "first": probabilities(records, "first_roles"), "prior": same}
    return {name: score(given, truth) for name, given in ways.items()}


def score(given: Array, truth: NDArray[np.intp]) -> dict[str, float]:
    """How good role probabilities were."""
    logs = forecasts.log_scores(given, truth)
    return {
        "log_score": float(logs.mean()),
        "log_score_error": float(logs.std(ddof=1) / np.sqrt(logs.size)),
        "brier_score": float(forecasts.brier_scores(given, truth).mean()),
        "expected_calibration_error": forecasts.expected_calibration_error(given, truth),
        "entropy": float(forecasts.entropy(given).mean()),
        "leading_right": float(np.mean(given.argmax(axis=1) == truth)),
    }


def departure(
    records: Sequence[Record], *, told: str, prior: Mapping[str, float], informed: Sequence[Record] | None
) -> dict[str, Any]:
    """What it costs the answer that its patients are not as assumed.

    Args:
        records: of patients of that kind, answered as if they were as assumed.
        told: what is different.
        prior: roles in the population as assumed.
        informed: of the same patients, answered by who knows.
    """
    places = {name: np.array([record["place"][name] for record in records]) for name in QUANTITIES}
    made = {
        "told": told,
        "patients": len(records),
        **score(probabilities(records), roles(records)),
        "prior_log_score": scores(records, prior=prior)["prior"]["log_score"],
        "coverage": {f"{100 * level:.0f}": pooled(places, level) for level in LEVELS},
    }
    if informed is None:
        return made
    truth = roles(records)
    knows = forecasts.log_scores(probabilities(informed), truth)
    loss = knows - forecasts.log_scores(probabilities(records), truth)
    return made | {
        "informed": score(probabilities(informed), truth),
        "loss": {"mean": float(loss.mean()), "error": float(loss.std(ddof=1) / np.sqrt(loss.size))},
    }


def _mean(records: Sequence[Record], name: str, key: str) -> float:
    return float(np.mean([record["told"][name][key] for record in records]))


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": float(np.median(values)), "min": float(np.min(values)), "p10": float(np.quantile(values, 0.1))}


def _part(records: Sequence[Record], *, sharp: bool) -> dict[str, Any]:
    """Scores of those whose answer is sharp, or is not."""
    chosen = [record for record in records if record["sharp"] == sharp]
    made: dict[str, Any] = {"sharp": sharp, "patients": len(chosen)}
    return made | (score(probabilities(chosen), roles(chosen)) if len(chosen) > 1 else {})


def _by_findings(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Scores by how many findings there were, in three parts of the patients."""
    counts = np.array([record["findings"] for record in records])
    edges = np.quantile(counts, [0.0, 1 / 3, 2 / 3, 1.0])
    made = []
    for low, high in pairwise(edges):
        first = low == edges[0]
        inside = (counts <= high) & ((counts >= low) if first else (counts > low))
        chosen = [record for record, here in zip(records, inside, strict=True) if here]
        if len(chosen) > 1:
            least, most = (int(pick(counts[inside])) for pick in (np.min, np.max))
            sharp = float(np.mean([record["sharp"] for record in chosen]))
            made.append(
                {"findings": [least, most], "patients": len(chosen), "sharp": sharp}
                | score(probabilities(chosen), roles(chosen))
            )
    return made
