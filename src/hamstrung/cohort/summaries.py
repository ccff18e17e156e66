"""What a cohort says of the population: a few weighted statistics, and how well it can be weighted."""

from typing import Any

import numpy as np

from hamstrung.cohort.store import Cohort


def summary(cohort: Cohort) -> dict[str, Any]:
    """Weighted statistics of a cohort as the general population.

    Returns:
        Numbers by name: people, effective sample size, prevalences, pain and deficits, care seekers' sources.
    """
    weight = cohort.weights()
    pain = cohort["pain__factual"].astype(float)
    worse = np.maximum(cohort["deficit_left_deg"], cohort["deficit_right_deg"]).astype(float)
    seeks = cohort["seeks_care"] > 0.5
    seekers = weight * seeks
    root = np.maximum(cohort["root_left"], cohort["root_right"]) > 0.1
    healthy = cohort["pain__hamstrings_healthy"].astype(float)
    spared = np.where(pain > 0.5, np.clip((pain - healthy) / np.maximum(pain, 0.5), 0.0, 1.0), 0.0)
    return {
        "size": cohort.size,
        "worlds": sum(name.startswith("pain__") for name in cohort.columns),
        "manifest_sha256": cohort.sha256,
        "effective_sample_size": float(1.0 / np.sum(weight**2)),
        "effective_care_seekers": float(seekers.sum() ** 2 / np.sum(seekers**2)) if seekers.any() else 0.0,
        "pain_prevalence": float(weight @ (pain >= 1.0)),
        "care_share": float(seekers.sum()),
        "worse_deficit_deg": {"mean": float(weight @ worse), "sd": _sd(worse, weight)},
        "care_seekers": {
            "people": int(seeks.sum()),
            "pain_nprs": _mean(pain, seekers),
            "worse_deficit_deg": _mean(worse, seekers),
            "radicular": _mean(root, seekers),
            "serious": _mean(cohort["source_serious"] > 0, seekers),
            "relief_if_always_healthy": _mean(spared, seekers),
        },
    }


def _mean(values: np.ndarray, weight: np.ndarray) -> float:
    return float(weight @ values / max(weight.sum(), 1e-300))


def _sd(values: np.ndarray, weight: np.ndarray) -> float:
    mean = _mean(values, weight)
    return float(np.sqrt(weight @ (values - mean) ** 2))
