"""What each group of findings added, by Shapley values over groups: exact, and summing to the whole change.

    v(S) = P(hamstrings drive the pain | findings of the groups in S)
    share of g = sum over S without g of |S|! (n - |S| - 1)! / n! x (v(S + g) - v(S))

Leaving one finding out says little of two that say the same; shares over groups give each its part. Every coalition is
the people reweighted: the refined ones, or those of the cohort, whoever are more; ends are the answer and the prior.
"""

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from math import factorial

import numpy as np

from hamstrung.diagnosis import weights
from hamstrung.diagnosis.assessment import ROLES, GroupShare
from hamstrung.diagnosis.people import Array
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.patient import FindingType

MOST_GROUPS = 8
_REST = "other"
_REST_LABEL = ("Other findings", "Other findings")
_LEAST_DRAWS = 30.0


def shares(
    posterior: Posterior, *, vocabulary: Mapping[str, FindingType], labels: Mapping[str, tuple[str, str]]
) -> tuple[GroupShare, ...]:
    """Every group's share of the change of the driver's probability, the largest first; none from too few people.

    Args:
        posterior: of the patient.
        vocabulary: tells the group of each finding.
        labels: group -> the clinician's and the patient's words.
    """
    members = grouped(posterior.likelihood.codes, vocabulary)
    if not members or posterior.draws < _LEAST_DRAWS:
        return ()
    values = coalition_values(posterior, tuple(members.values()))
    changes = shapley(len(members)) @ values
    labels = {_REST: _REST_LABEL} | dict(labels)
    found = [
        GroupShare(name, labels.get(name, (name.replace("_", " "), ""))[0], codes, float(change))
        for (name, codes), change in zip(members.items(), changes, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: -abs(each.change)))


def grouped(codes: tuple[str, ...], vocabulary: Mapping[str, FindingType]) -> dict[str, tuple[str, ...]]:
    """Codes by group; beyond `MOST_GROUPS`, the smallest groups are one."""
    members: dict[str, tuple[str, ...]] = {}
    for code in codes:
        group = vocabulary[code].group
        members[group] = (*members.get(group, ()), code)
    if len(members) <= MOST_GROUPS:
        return members
    large = sorted(members, key=lambda group: -len(members[group]))[: MOST_GROUPS - 1]
    kept = {group: found for group, found in members.items() if group in large}
    return kept | {_REST: tuple(code for group, found in members.items() if group not in large for code in found)}


def coalition_values(posterior: Posterior, groups: tuple[tuple[str, ...], ...]) -> Array:
    """Probability that the hamstrings drive the pain under each coalition's findings, (coalition,).

    Bit k of a coalition's number says that group k was found.
    """
    values, draws = _reweighted(posterior, groups)
    if posterior.first is not None:
        others, more = _reweighted(posterior.first, groups)
        values = np.where(more > draws, others, values)
    first = posterior.first or posterior
    values[0] = _driver(first.role_probabilities(first.prior_weights))
    values[-1] = _driver(posterior.role_probabilities())
    return values


@cache
def shapley(players: int) -> Array:
    """Matrix that turns the values of all coalitions into shares, (player, coalition)."""
    matrix = np.zeros((players, 1 << players))
    for player in range(players):
        others = [other for other in range(players) if other != player]
        for size in range(players):
            weight = factorial(size) * factorial(players - size - 1) / factorial(players)
            for chosen in combinations(others, size):
                mask = sum(1 << other for other in chosen)
                matrix[player, mask | 1 << player] += weight
                matrix[player, mask] -= weight
    return matrix


def _reweighted(posterior: Posterior, groups: tuple[tuple[str, ...], ...]) -> tuple[Array, Array]:
    """Value and effective people of every coalition, (coalition,) each."""
    total = posterior.likelihood.total()
    terms = np.stack([total - posterior.likelihood.without(*codes) for codes in groups])
    terms = posterior.tempering * np.nan_to_num(terms, nan=-np.inf, neginf=-1e300)
    indicator = posterior.roles.indicator
    drives = indicator[:, ROLES.index("cause")] + indicator[:, ROLES.index("contributor")]
    values, draws = np.empty(1 << len(groups)), np.empty(1 << len(groups))
    for mask in range(1 << len(groups)):
        weight = weights.normalise(
            posterior.log_prior + terms[[mask >> k & 1 == 1 for k in range(len(groups))]].sum(axis=0)
        )
        values[mask], draws[mask] = weight @ drives, weights.effective_sample_size(weight)
    return values, draws


def _driver(roles: Mapping[str, float]) -> float:
    return roles["cause"] + roles["contributor"]
