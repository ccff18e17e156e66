"""From the records of followed patients to the figures of the page: scores by visit, coverage, foresight, reasons."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.care.rivals import RIVALS
from hamstrung.diagnosis import ROLES, forecasts, ranks
from hamstrung.workflows.prove_diagnosis.quantities import QUANTITIES

Array = NDArray[np.float64]
Record = Mapping[str, Any]

LEVELS = (0.5, 0.8, 0.9)
DRIVERS = (ROLES.index("cause"), ROLES.index("contributor"))


def figures(records: Sequence[Record], *, prior: Mapping[str, float]) -> dict[str, Any]:
    """Every figure, under the keys of the page's twin.

    Args:
        records: of the patients.
        prior: roles in the population that seeks care.
    """
    truth = np.array([ROLES.index(record["role"]) for record in records])
    given = [probabilities(records, visit) for visit in range(3)]
    before = np.tile([prior[role] for role in ROLES], (len(records), 1))
    return {
        "patients": len(records),
        "before": score(before, truth),
        "visits": [
            score(each, truth)
            | {
                "reliability": reliability(each, truth),
                "coverage": {f"{100 * level:.0f}": coverage(records, visit, level) for level in LEVELS},
                "effective": _spread([record["effective"][visit] for record in records]),
            }
            for visit, each in enumerate(given)
        ],
        "gains": [_gain(given[a], given[b], truth) for a, b in ((0, 1), (1, 2), (0, 2))],
        "by_diary": {
            name: _gain(given[0][chosen], given[2][chosen], truth[chosen]) | {"patients": int(chosen.sum())}
            for name, chosen in _kinds(records).items()
            if chosen.sum() > 1
        },
        "foreseen": foreseen(records),
        "reasons": reasons(records),
        "tempered": float(np.mean([record["tempering"] < 1.0 for record in records])),
        "weeks": {
            name: float(np.median([record["weeks"][k] for record in records]))
            for k, name in ((1, "second"), (2, "third"))
        },
        "simulated_seconds": {
            name: float(np.median([record["seconds"][name] for record in records])) for name in ("first", "after")
        },
    }


def probabilities(records: Sequence[Record], visit: int) -> Array:
    """Role probabilities after one visit, (patient, role)."""
    return np.array([[record["roles"][visit][role] for role in ROLES] for record in records])


def score(given: Array, truth: NDArray[np.intp]) -> dict[str, Any]:
    """How good role probabilities were, each with its standard error where it has one."""
    logs, brier = forecasts.log_scores(given, truth), forecasts.brier_scores(given, truth)
    chance = forecasts.error_by_chance(given, random=np.random.default_rng(1))
    return {
        "log_score": mean(logs),
        "brier_score": mean(brier),
        "expected_calibration_error": forecasts.expected_calibration_error(given, truth),
        "calibration_error_by_chance": {"median": float(np.median(chance)), "high": float(np.quantile(chance, 0.95))},
        "calibration_error_by_role": {
            role: forecasts.binned(given[:, k], (truth == k).astype(float)).error for k, role in enumerate(ROLES)
        },
        "entropy": float(forecasts.entropy(given).mean()),
        "leading_right": float(np.mean(given.argmax(axis=1) == truth)),
        "drivers": two(given[:, DRIVERS].sum(axis=1), np.isin(truth, DRIVERS)),
    }


def two(given: Array, came: NDArray[np.bool_]) -> dict[str, Any]:
    """Whether the hamstrings drive the pain at all (cause or contributor): log score and calibration."""
    both = np.column_stack([given, 1.0 - given])
    at = np.where(came, 0, 1)
    return {
        "log_score": mean(forecasts.log_scores(both, at)),
        "expected_calibration_error": forecasts.binned(given, came.astype(float)).error,
    }


def mean(values: Array) -> dict[str, float]:
    """A mean over patients with its standard error."""
    return {"mean": float(values.mean()), "error": float(values.std(ddof=1) / np.sqrt(values.size))}


def reliability(given: Array, truth: NDArray[np.intp]) -> list[dict[str, float]]:
    """How often a role was true by the probability that it was given, every role against the rest."""
    bins = forecasts.reliability(given, truth)
    return [
        {"given": float(one), "came": float(came), "count": int(count)}
        for one, came, count in zip(bins.given, bins.came, bins.count, strict=True)
        if count
    ]


def coverage(records: Sequence[Record], visit: int, level: float) -> float:
    """How often central intervals hold the truth, the mean over quantities."""
    places = {name: np.array([record["place"][visit][name] for record in records]) for name in QUANTITIES}
    return float(np.mean([ranks.coverage(place, level) for place in places.values()]))


def foreseen(records: Sequence[Record]) -> dict[str, Any]:
    """How often a later reading lay in the 90 % interval that was foreseen for it, by test."""
    found: dict[str, list[tuple[bool, float]]] = {}
    for record in records:
        for each in record["foreseen"]:
            name = each["finding"].replace("_left", "").replace("_right", "")
            found.setdefault(name, []).append((each["inside"], each["width"]))
    return {
        name: {
            "readings": len(each),
            "inside": float(np.mean([inside for inside, _ in each])),
            "error": float(np.std([inside for inside, _ in each], ddof=1) / np.sqrt(len(each)))
            if len(each) > 1
            else 0.0,
            "width": float(np.mean([width for _, width in each])),
        }
        for name, each in sorted(found.items())
    }


def reasons(records: Sequence[Record]) -> dict[str, Any]:
    """The reasons why pain did not fall, as told, beside those that are true."""
    asked = [record["reasons"] for record in records if record["reasons"] is not None]
    if len(asked) < 2:
        return {"patients": len(asked)}
    given = np.array([[each["given"][name] for name in RIVALS] for each in asked])
    alone = np.array([[each["alone"][name] for name in RIVALS] for each in asked])
    truth = np.array([RIVALS.index(each["true"]) for each in asked])
    holds = np.array([[name in each["true_alone"] for name in RIVALS] for each in asked])
    chance = forecasts.error_by_chance(given, random=np.random.default_rng(1))
    share = np.tile(np.bincount(truth, minlength=len(RIVALS)) / len(truth), (len(truth), 1))
    return {
        "patients": len(asked),
        "log_score": mean(forecasts.log_scores(given, truth)),
        "log_score_of_shares": mean(forecasts.log_scores(share, truth)),
        "brier_score": mean(forecasts.brier_scores(given, truth)),
        "expected_calibration_error": forecasts.expected_calibration_error(given, truth),
        "calibration_error_by_chance": {"median": float(np.median(chance)), "high": float(np.quantile(chance, 0.95))},
        "leading_right": float(np.mean(given.argmax(axis=1) == truth)),
        "reliability": reliability(given, truth),
        "by_reason": [
            {
                "reason": name,
                "given": float(given[:, k].mean()),
                "true": float(np.mean(truth == k)),
                "error": _distance(given[:, k], truth == k),
                "alone_given": float(alone[:, k].mean()),
                "alone_true": float(holds[:, k].mean()),
                "alone_error": _distance(alone[:, k], holds[:, k]),
            }
            for k, name in enumerate(RIVALS)
        ],
    }


def _distance(given: Array, came: NDArray[np.bool_]) -> float:
    """Standard error of the mean of what came less what was given."""
    return float(np.std(came - given, ddof=1) / np.sqrt(given.size))


def _gain(first: Array, last: Array, truth: NDArray[np.intp]) -> dict[str, float]:
    """Log score of the later less that of the earlier, of the same patients."""
    return mean(forecasts.log_scores(last, truth) - forecasts.log_scores(first, truth))


def _kinds(records: Sequence[Record]) -> dict[str, NDArray[np.bool_]]:
    diary = np.array([record["diary"] for record in records])
    told = np.array([record["told_adherence"] for record in records])
    return {"with a diary": diary, "without a diary": ~diary, "adherence told": told, "adherence not told": ~told}


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": float(np.median(values)), "p10": float(np.quantile(values, 0.1)), "min": float(np.min(values))}
