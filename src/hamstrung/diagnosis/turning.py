"""The smallest change of a finding that was made which would put another role in the lead.

Every finding is moved away from what was read, all others kept; a sign is turned round. Changes of a number and of a
sign are made alike by how easily a repeated reading would differ so much:

    number   2 Phi(-|change| / (sqrt 2 sd of a rater's repetitions))
    sign     the chance that the other answer was right for a wrong reading, 1 - sensitivity or 1 - specificity

A number is moved in steps as far as an error could take it, and the first step that turns the verdict is halved; both
sides of a test are moved one at a time. What error would do less than once in ten thousand readings is not told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from hamstrung.diagnosis import likelihood, weights
from hamstrung.diagnosis.assessment import ROLES, SmallestChange
from hamstrung.diagnosis.people import Array, People, Table
from hamstrung.diagnosis.posterior import LeftOut, Posterior, role_probabilities
from hamstrung.diagnosis.roles import RoleTable
from hamstrung.patient import FindingType, Value

_STEPS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.9)
"""How far a number is moved, in standard deviations of a repeated reading."""
_HALVINGS = 3
_LEAST_CHANCE = 1e-4
_MOST = 3
_LEAST_DRAWS = 20.0
_NEGLIGIBLE = 1e-6


def points(
    posterior: Posterior, *, observed: Mapping[str, Value], vocabulary: Mapping[str, FindingType]
) -> tuple[SmallestChange, ...]:
    """The changes that would turn the verdict, the one most easily made by error first."""
    leading, margin = _leading(posterior.role_probabilities()), lead(posterior.draws)
    found = []
    for term in posterior.likelihood.terms:
        without = posterior.left_out(*term.codes)
        if without.draws < _LEAST_DRAWS:
            continue
        for code in term.codes:
            change = _first(code, term.codes, without, (leading, margin), observed, vocabulary)
            if change is not None:
                found.append(change)
    likely = [each for each in found if each.chance >= _LEAST_CHANCE]
    return tuple(sorted(likely, key=lambda each: -each.chance)[:_MOST])


def lead(draws: float) -> float:
    """By how much a role must lead so that it is not chance: half a standard error of a probability near a half."""
    return 0.25 / max(draws, 1.0) ** 0.5


def told(value: Value, kind: FindingType) -> str:
    """A value as it is said: 52 deg, yes, left."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return f"{value:g} {kind.unit}".strip()


def _first(
    code: str,
    together: tuple[str, ...],
    without: LeftOut,
    present: tuple[str, float],
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
) -> SmallestChange | None:
    """The nearest other value of one finding under which another role leads by the margin; None where none does."""
    kind, here = vocabulary[code], observed[code]
    leading, margin = present
    few = _Few.of(without, together)

    def under(value: Value) -> dict[str, float] | None:
        roles = _roles({other: observed[other] for other in together} | {code: value}, few, vocabulary)
        return None if roles is None or roles[_leading(roles)] <= roles[leading] + margin else roles

    if kind.kind == "yes_no":
        turned = not likelihood.is_yes(here)
        roles = under(turned)
        return None if roles is None else _change(kind, here, turned, roles)
    if kind.kind != "number":
        return None
    for value, nearer in _others(float(here), kind):
        roles = under(value)
        if roles is not None:
            return _change(kind, here, *_halved(nearer, value, roles, under, whole=kind.integer))
    return None


def _others(here: float, kind: FindingType) -> Iterator[tuple[float, float]]:
    """Other values of a number, the nearest first, each with the value one step nearer."""
    spread = _repeat_sd(kind)
    last = {1: here, -1: here}
    for step in _STEPS:
        for way in (1, -1):
            value = min(max(here + way * step * spread, kind.low), kind.high)
            value = round(value) if kind.integer else value
            if value != last[way]:
                yield value, last[way]
                last[way] = value


def _halved(
    near: float,
    far: float,
    roles: dict[str, float],
    under: Callable[[Value], dict[str, float] | None],
    *,
    whole: bool,
) -> tuple[float, dict[str, float]]:
    """The value nearest to the reading that still turns the verdict, and the roles there."""
    for _ in range(0 if whole else _HALVINGS):
        middle = 0.5 * (near + far)
        found = under(middle)
        if found is None:
            near = middle
        else:
            far, roles = middle, found
    return far, roles


def _repeat_sd(kind: FindingType) -> float:
    return float(max(kind.sd_within, 1e-3 * (kind.high - kind.low)) * 2.0**0.5)


def _leading(roles: Mapping[str, float]) -> str:
    return max(ROLES, key=lambda role: roles[role])


@dataclass(frozen=True, slots=True)
class _Few:
    """The people that could matter, with the truths of a few findings alone."""

    people: People
    log_weight: Array
    roles: RoleTable
    errors: likelihood.ErrorModel
    tempering: float

    @classmethod
    def of(cls, without: LeftOut, codes: tuple[str, ...]) -> "_Few":
        among = without.among
        rows = without.weights > _NEGLIGIBLE * without.weights.max()
        columns = {name: among.people[name][rows] for code in codes if (name := among.people.truth(code))}
        table = Table(columns).people()
        return cls(table, np.log(without.weights[rows]), among.roles.where(rows), among.errors, among.tempering)


def _roles(changed: Mapping[str, Value], few: _Few, vocabulary: Mapping[str, FindingType]) -> dict[str, float] | None:
    """The roles had these been read instead; None where nobody is left to tell."""
    density = likelihood.of(changed, few.people, vocabulary=vocabulary, errors=few.errors).total()
    weight = weights.normalise(few.log_weight + few.tempering * density)
    if weights.effective_sample_size(weight) < _LEAST_DRAWS:
        return None
    return role_probabilities(few.roles, weight)


def _change(kind: FindingType, here: Value, value: Value, roles: Mapping[str, float]) -> SmallestChange:
    role = _leading(roles)
    if kind.kind == "yes_no":
        right = kind.specificity if likelihood.is_yes(here) else kind.sensitivity
        chance = 1.0 - (0.9 if right is None else right)
    else:
        value = round(float(value), 1)
        chance = float(2.0 * ndtr(-abs(value - float(here)) / _repeat_sd(kind)))
    sentence = (
        f"{kind.label} {told(value, kind)} instead of {told(here, kind)} would make {role} the likeliest role "
        f"({roles[role]:.0%})."
    )
    plain = [("yes" if each else "no") if isinstance(each, bool) else each for each in (here, value)]
    return SmallestChange(kind.code, kind.label, plain[0], plain[1], role, roles[role], chance, sentence)
