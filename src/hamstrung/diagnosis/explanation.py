"""Why this verdict: what each finding did, by leaving it out, in words that follow from the numbers.

Beside it stand the shares of groups of findings (`groups`), the smallest change of a finding that would put another
role in the lead (`turning`), and the tests not made that could.
"""

from collections.abc import Mapping

import numpy as np

from hamstrung.diagnosis import groups, turning
from hamstrung.diagnosis.assessment import ROLES, Evidence, Explanation, WouldChange
from hamstrung.diagnosis.next_test import Trial
from hamstrung.diagnosis.people import Array
from hamstrung.diagnosis.posterior import LeftOut, Posterior
from hamstrung.diagnosis.turning import told
from hamstrung.diagnosis.weights import effective_sample_size
from hamstrung.patient import FindingType, Value

_SMALLEST_CHANGE = 0.002
_LEAST_DRAWS = 5.0
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
    labels: Mapping[str, tuple[str, str]] | None = None,
) -> Explanation:
    """Findings for and against the hamstrings as a driver of the pain, and what would change the verdict."""
    roles = posterior.role_probabilities()
    told = [
        item
        for term in posterior.likelihood.terms
        if (item := _evidence(posterior, term.codes, observed, vocabulary, driver=driver(roles))) is not None
    ]
    told.sort(key=lambda item: -abs(item.change))
    others = would_change(roles, trials, vocabulary=vocabulary, margin=turning.lead(posterior.draws))
    return Explanation(
        tuple(item for item in told if item.change > 0.0),
        tuple(item for item in told if item.change < 0.0),
        others,
        natural_frequency(roles),
        groups.shares(posterior, vocabulary=vocabulary, labels=labels or {}),
        turning.points(posterior, observed=observed, vocabulary=vocabulary),
        others[0].finding if others else None,
    )


def smallest_change(posterior: Posterior, without: LeftOut) -> float:
    """The least change of the driver's probability that is told: its own Monte Carlo error, at least 0.002."""
    drives = _drives(posterior)
    here = float(drives @ posterior.weights)
    if without.among is posterior:
        moved = without.weights - posterior.weights
        error = float(np.sum(moved**2 * (drives - here) ** 2))
        error *= max(1.0, effective_sample_size(posterior.weights) / posterior.draws)
    else:
        there = float(_drives(without.among) @ without.weights)
        error = _variance(here, posterior.draws) + _variance(there, without.draws)
    return max(_SMALLEST_CHANGE, error**0.5)


def _variance(probability: float, draws: float) -> float:
    """Of a probability that was seen in so many draws, half a draw added to each side."""
    safe = (probability * draws + 0.5) / (draws + 1.0)
    return safe * (1.0 - safe) / draws


def _drives(posterior: Posterior) -> Array:
    """1 for the people whose hamstrings drive their pain, (person,)."""
    indicator = posterior.roles.indicator
    return indicator[:, ROLES.index("cause")] + indicator[:, ROLES.index("contributor")]


def driver(roles: Mapping[str, float]) -> float:
    """Probability that the hamstrings drive the pain, as its cause or a contributor."""
    return roles["cause"] + roles["contributor"]


def would_change(
    roles: Mapping[str, float],
    trials: tuple[Trial, ...],
    *,
    vocabulary: Mapping[str, FindingType],
    margin: float = 0.0,
) -> tuple[WouldChange, ...]:
    """Results of tests not yet done that would put another role in the lead by a margin, the likeliest first."""
    leading = max(ROLES, key=lambda role: roles[role])
    changes = []
    for trial in trials:
        for outcome in trial.outcomes:
            role = max(ROLES, key=outcome.roles.__getitem__)
            if outcome.roles[role] <= outcome.roles[leading] + margin or outcome.chance < 0.01:
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


def _evidence(
    posterior: Posterior,
    codes: tuple[str, ...],
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    *,
    driver: float,
) -> Evidence | None:
    """What one finding, or one test on both sides, did to the driver's probability; None for next to nothing."""
    without = posterior.left_out(*codes)
    roles = without.role_probabilities()
    before = roles["cause"] + roles["contributor"]
    if without.draws < _LEAST_DRAWS or abs(driver - before) < smallest_change(posterior, without):
        return None
    kind = vocabulary[codes[0]]
    label, value = kind.label, _plain(observed[codes[0]])
    said = told(observed[codes[0]], kind)
    if len(codes) > 1:
        label = kind.label.replace(f", {kind.side}", ", both sides")
        said = " and ".join(f"{told(observed[code], vocabulary[code])} {vocabulary[code].side}" for code in codes)
        value = said
    verb = "raises" if driver >= before else "lowers"
    sentence = (
        f"{label} {said}: {verb} the probability that the hamstrings drive the pain from {before:.0%} to {driver:.0%}."
    )
    weight = _log_odds(driver) - _log_odds(before)
    return Evidence(codes[0], label, value, driver - before, float(weight), roles, sentence)


def _plain(value: Value) -> float | str:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _log_odds(probability: float) -> float:
    safe = min(max(probability, 1e-6), 1.0 - 1e-6)
    return float(np.log2(safe / (1.0 - safe)))
