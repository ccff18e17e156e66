"""Why this verdict: what each finding did, by leaving it out, in words that follow from the numbers."""

from collections.abc import Mapping

import numpy as np

from hamstrung.diagnosis.assessment import ROLES, Evidence, Explanation, WouldChange
from hamstrung.diagnosis.next_test import Trial
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.weights import effective_sample_size
from hamstrung.patient import FindingType, Value

_SMALLEST_CHANGE = 0.002
_SAYING = {
    "absent": "had no tight hamstrings",
    "cause": "hurt mainly because of their hamstrings",
    "contributor": "had hamstrings that add to the pain",
    "consequence": "had hamstrings that are tight because of something else",
    "bystander": "had tight hamstrings that have little to do with the pain",
}


def of(
    posterior: Posterior,
    *,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    trials: tuple[Trial, ...],
) -> Explanation:
    """Findings for and against the hamstrings as a driver of the pain, and what would change the verdict."""
    roles = posterior.role_probabilities()
    evidence = [
        _evidence(posterior, code, observed[code], vocabulary[code], driver=driver(roles))
        for code in posterior.likelihood.codes
    ]
    told = [item for item in evidence if abs(item.change) >= smallest_change(posterior, item.finding)]
    told.sort(key=lambda item: -abs(item.change))
    return Explanation(
        tuple(item for item in told if item.change > 0.0),
        tuple(item for item in told if item.change < 0.0),
        would_change(roles, trials, vocabulary=vocabulary),
        natural_frequency(roles),
    )


def smallest_change(posterior: Posterior, code: str) -> float:
    """The least change of the driver's probability that is told: its own Monte Carlo error, at least 0.002."""
    drives = posterior.roles.indicator[:, ROLES.index("cause")]
    drives = drives + posterior.roles.indicator[:, ROLES.index("contributor")]
    moved = posterior.without(code) - posterior.weights
    error = float(np.sqrt(np.sum(moved**2 * (drives - drives @ posterior.weights) ** 2)))
    dependence = effective_sample_size(posterior.weights) / posterior.draws
    return max(_SMALLEST_CHANGE, error * max(dependence, 1.0) ** 0.5)


def driver(roles: Mapping[str, float]) -> float:
    """Probability that the hamstrings drive the pain, as its cause or a contributor."""
    return roles["cause"] + roles["contributor"]


def would_change(
    roles: Mapping[str, float], trials: tuple[Trial, ...], *, vocabulary: Mapping[str, FindingType]
) -> tuple[WouldChange, ...]:
    """Results of tests not yet done that would put another role in the lead, the likeliest first."""
    leading = max(ROLES, key=lambda role: roles[role])
    changes = []
    for trial in trials:
        for outcome in trial.outcomes:
            role = max(ROLES, key=outcome.roles.__getitem__)
            if role == leading or outcome.chance < 0.01:
                continue
            label = vocabulary[trial.finding].label
            sentence = (
                f"{label} {outcome.result} would make {role} the likeliest role "
                f"({outcome.roles[role]:.0%} instead of {roles[role]:.0%}); "
                f"{outcome.chance:.0%} of people found like this would show it."
            )
            changes.append(
                WouldChange(
                    trial.finding,
                    label,
                    outcome.result,
                    role,
                    outcome.roles[role],
                    outcome.chance,
                    sentence,
                )
            )
    best: dict[str, WouldChange] = {}
    for change in sorted(changes, key=lambda item: -item.chance):
        best.setdefault(change.finding, change)
    return tuple(list(best.values())[:5])


def natural_frequency(roles: Mapping[str, float]) -> str:
    """The roles as counts of 100 people, which add up to 100; the likeliest first."""
    shares = np.array([roles[role] for role in ROLES]) * 100.0
    counts = np.floor(shares).astype(int)
    for index in np.argsort(-(shares - counts), kind="stable")[: 100 - counts.sum()]:
        counts[index] += 1
    parts = [
        f"{counts[index]} {_SAYING[ROLES[index]]}" for index in np.argsort(-counts, kind="stable") if counts[index]
    ]
    return f"Of 100 simulated people found like this, {', '.join(parts)}."


def _evidence(posterior: Posterior, code: str, value: Value, kind: FindingType, *, driver: float) -> Evidence:
    """What one finding did to the probability that the hamstrings drive the pain."""
    roles = posterior.role_probabilities(posterior.without(code))
    before = roles["cause"] + roles["contributor"]
    verb = "raises" if driver >= before else "lowers"
    sentence = (
        f"{kind.label} {told(value, kind)}: {verb} the probability that the hamstrings drive the pain "
        f"from {before:.0%} to {driver:.0%}."
    )
    weight = _log_odds(driver) - _log_odds(before)
    return Evidence(code, kind.label, _plain(value), driver - before, float(weight), roles, sentence)


def told(value: Value, kind: FindingType) -> str:
    """A value as it is said: 52 deg, yes, left."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"{value:g} {kind.unit}".strip()


def _plain(value: Value) -> float | str:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _log_odds(probability: float) -> float:
    safe = min(max(probability, 1e-6), 1.0 - 1e-6)
    return float(np.log2(safe / (1.0 - safe)))
