"""Which roles these findings leave open, and the one test that would separate each pair best.

Two roles that both keep a real probability cannot be told apart by what was found. A test separates them as
far as its results differ between the two among the people found like this patient: the total variation
distance of the results, 0 (tells nothing) to 1 (decides).
"""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from hamstrung.diagnosis.assessment import ROLES, Unidentified
from hamstrung.diagnosis.next_test import Trial
from hamstrung.patient import FindingType

_OPEN = 0.1
_TELLING = 0.3


def of(
    roles: Mapping[str, float], trials: tuple[Trial, ...], *, vocabulary: Mapping[str, FindingType]
) -> tuple[Unidentified, ...]:
    """Pairs of roles that stay open, the most probable pair first."""
    still_open = [role for role in ROLES if roles[role] >= _OPEN]
    pairs = sorted(combinations(still_open, 2), key=lambda pair: -roles[pair[0]] * roles[pair[1]])
    return tuple(_pair(pair, roles, trials, vocabulary) for pair in pairs)


def separation(trial: Trial, pair: tuple[str, str]) -> float:
    """Total variation distance between a test's results in two roles; 0 where a role is impossible."""
    first, second = (trial.by_role[:, ROLES.index(role)] for role in pair)
    return float(np.nan_to_num(0.5 * np.abs(first - second).sum()))


def _pair(
    pair: tuple[str, str],
    roles: Mapping[str, float],
    trials: tuple[Trial, ...],
    vocabulary: Mapping[str, FindingType],
) -> Unidentified:
    probabilities = (roles[pair[0]], roles[pair[1]])
    best = max(trials, key=lambda trial: separation(trial, pair), default=None)
    apart = 0.0 if best is None else separation(best, pair)
    start = f"{pair[0]} ({probabilities[0]:.0%}) and {pair[1]} ({probabilities[1]:.0%}) both stay open"
    if best is None:
        return Unidentified(pair, probabilities, None, 0.0, f"{start}; every test was done.")
    label = vocabulary[best.finding].label
    if apart < _TELLING:
        reason = f"{start}; no single test separates them well, {label} still best ({apart:.0%})."
    else:
        reason = f"{start}; {label} separates them best ({apart:.0%})."
    return Unidentified(pair, probabilities, best.finding, apart, reason)
