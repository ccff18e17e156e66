"""How much the verdict hangs on what is believed: the same people with the same luck under other beliefs.

People found like this patient are lived again, from their own stored random numbers, under another strength of a claim,
and weighted anew:

    weight under other beliefs = prior x likelihood there / density from which they were taken here

so that a person who would no longer be found like this drops out, and one who still would stays. They are taken from
the posterior and, in part, from a tempered one, which reaches farther. Valid where enough of them are left (`rough`
says where not); who would be like the patient only under the other belief is seldom among them. Rater error is doubled
by reweighting alone: standard deviations twice, wrong answers of a sign twice, to at most one in two.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from hamstrung.diagnosis import likelihood, roles, weights
from hamstrung.diagnosis.assessment import ROLES, UnderOther
from hamstrung.diagnosis.people import Array, Table
from hamstrung.diagnosis.posterior import Posterior, role_probabilities
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.life import PRESETS, Beliefs, beliefs
from hamstrung.patient import FindingType, Value

DOUBTFUL = frozenset({"C", "X"})
"""Grades of the claims that are switched one by one."""

_PEOPLE = 500
_TEMPERED_SHARE, _TEMPERED_POWER = 0.4, 0.5
_ENOUGH = 100.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Others:
    """What a verdict is held against.

    Args:
        preset: of the beliefs that made the cohort.
        replay: the life model under given beliefs.
        claims: id -> title and grade.
        people: lived again under each set of beliefs.
        progress: called with (sets of beliefs done, sets in all).
    """

    preset: str
    replay: Callable[[Beliefs], Replay]
    claims: Mapping[str, tuple[str, str]]
    people: int = _PEOPLE
    progress: Progress = lambda done, parts: None


@dataclass(frozen=True, slots=True)
class _Taken:
    """People of the posterior: their stored numbers, and the log of prior over the density they were taken from."""

    uniforms: Array
    log_weight: Array
    dependence: float


def table(
    found: Posterior,
    others: Others,
    *,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    thresholds: Thresholds,
) -> tuple[UnderOther, ...]:
    """The verdict as it is, under the other preset, under each doubtful claim switched, under doubled rater error.

    Args:
        found: the posterior.
        others: beliefs to hold it against.
        observed: findings by code.
        vocabulary: as this patient was measured.
        thresholds: of the roles.
    """
    changes = tuple(_changes(others))
    taken = _take(found, others, others.replay(beliefs(others.preset)).nodes)
    rows = [_row("as_answered", f"as answered ({others.preset})", "", found.role_probabilities(), found.draws)]
    for place, (what, label, grade, held) in enumerate(changes, start=1):
        people = Table(others.replay(held).worlds(taken.uniforms)).people()
        density = likelihood.of(observed, people, vocabulary=vocabulary, errors=found.errors).total()
        power = found.tempering
        log_weight = np.where(people["seeks_care"] > 0.5, taken.log_weight + power * density, -np.inf)
        rows.append(_lived(what, label, grade, log_weight, roles.of(people, thresholds=thresholds), taken.dependence))
        others.progress(place, len(changes))
    rows.append(_doubled(found, observed, vocabulary))
    return tuple(rows)


def doubled(kind: FindingType) -> FindingType:
    """A finding whose rater errs twice as much."""

    def worse(right: float | None) -> float | None:
        return None if right is None else 1.0 - min(0.5, 2.0 * (1.0 - right))

    return replace(
        kind,
        sd_within=2.0 * kind.sd_within,
        sd_between=2.0 * kind.sd_between,
        sensitivity=worse(kind.sensitivity),
        specificity=worse(kind.specificity),
    )


def _changes(others: Others) -> Iterator[tuple[str, str, str, Beliefs]]:
    """What is changed, in words, its grade, and the beliefs then."""
    here = beliefs(others.preset).strength
    for preset in PRESETS:
        if preset != others.preset:
            yield preset, f"every claim as in {preset}", "", beliefs(preset)
    face = beliefs("essay").strength
    for claim, strength in here.items():
        title, grade = others.claims.get(claim, (claim, ""))
        if not DOUBTFUL & set(grade):
            continue
        there = max((0.0, max(face[claim], 1.0)), key=lambda value: abs(value - strength))
        said = "off" if there == 0.0 else "at face value"
        held = beliefs(others.preset, overrides={claim: there})
        yield claim, f"{claim} {title}: {said} ({strength:g} to {there:g})", grade, held


def _take(found: Posterior, others: Others, nodes: tuple[str, ...]) -> _Taken:
    """Some of the posterior's people."""
    dense = found.weights
    if found.first is None:
        wide = weights.normalise(found.log_prior + _TEMPERED_POWER * found.tempering * found.likelihood.total())
        dense = (1.0 - _TEMPERED_SHARE) * found.weights + _TEMPERED_SHARE * wide
    rows = np.searchsorted(np.cumsum(dense), (np.arange(others.people) + 0.5) / others.people)
    rows = np.minimum(rows, len(dense) - 1)
    stored = [f"u_{node}" for node in nodes]
    found.people.load(stored)
    uniforms = np.stack([found.people[name][rows] for name in stored], axis=1)
    if found.first is None:
        log_weight = found.log_prior[rows] - np.log(dense[rows])
    else:
        log_weight = -found.tempering * found.likelihood.total()[rows]
    share = found.draws / weights.effective_sample_size(found.weights)
    return _Taken(np.clip(uniforms, 1e-12, 1.0 - 1e-12), log_weight, min(1.0, share))


def _lived(
    what: str, label: str, grade: str, log_weight: Array, table_of_roles: roles.RoleTable, dependence: float
) -> UnderOther:
    if not np.isfinite(log_weight).any():
        nobody = dict.fromkeys(ROLES, 1.0 / len(ROLES))
        return UnderOther(what, label, grade, nobody, "", 0.0, True)
    weight = weights.normalise(log_weight)
    people = dependence * weights.effective_sample_size(weight)
    return _row(what, label, grade, role_probabilities(table_of_roles, weight), people)


def _row(what: str, label: str, grade: str, found: Mapping[str, float], people: float) -> UnderOther:
    return UnderOther(
        what, label, grade, dict(found), max(ROLES, key=lambda role: found[role]), float(people), people < _ENOUGH
    )


def _doubled(found: Posterior, observed: Mapping[str, Value], vocabulary: Mapping[str, FindingType]) -> UnderOther:
    """Under twice the rater's error: refined people or the cohort reweighted, whoever are more."""
    words = {code: doubled(kind) for code, kind in vocabulary.items()}
    best: tuple[float, dict[str, float]] = (0.0, found.role_probabilities())
    for among in (found, found.first):
        if among is None:
            continue
        density = likelihood.of(observed, among.people, vocabulary=words, errors=among.errors).total()
        weight = weights.normalise(among.log_prior + found.tempering * density)
        people = weights.effective_sample_size(weight)
        if people > best[0]:
            best = (people, role_probabilities(among.roles, weight))
    return _row("rater_error", "every rater errs twice as much", "", best[1], best[0])
