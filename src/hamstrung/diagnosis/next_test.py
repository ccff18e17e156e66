"""Which finding to look for next: the expected gain in the decision, less what the test costs.

For every finding not yet made, each possible result is played through: its chance among the people found like
this patient, the roles after it, and the best decision after it. A decision treats one source or none;

    benefit of treating a source = attainable x pain x relief share of the source - burden      [NPRS]
    gain = E[ benefit of the best decision after the result - benefit, after it, of the present one ]
         + worth of a bit x expected fall of the roles' entropy - cost

One test at a time. The weights are all in `Worth`, and all assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import ndtr

from hamstrung.diagnosis import likelihood
from hamstrung.diagnosis.assessment import ROLES, Estimate, NextTest
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import Array, People
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.roles import GROUPS, NORMALISED
from hamstrung.diagnosis.weights import quantile
from hamstrung.patient import FindingType

_BINS = 6
_NEGLIGIBLE = 1e-4
_MOST_PEOPLE = 3000


@dataclass(frozen=True, slots=True)
class Worth:
    """What benefits and costs weigh against each other [NPRS points]; all assumed, each with its range.

    Args:
        attainable: share of a source that its treatment removes (0.2 to 0.8).
        burden: of a course of treatment (0.2 to 1).
        bit: of knowing the role better by one bit, for its own sake (0.05 to 0.4).
        minute, euro, pain_point, millisievert: of the test (each a third to three times).
    """

    attainable: float = 0.5
    burden: float = 0.5
    bit: float = 0.2
    minute: float = 0.002
    euro: float = 0.0003
    pain_point: float = 0.003
    millisievert: float = 0.02

    def cost(self, kind: FindingType) -> float:
        """Cost of one test [NPRS points]."""
        cost = kind.cost
        return (
            self.minute * cost.minutes
            + self.euro * cost.money
            + self.pain_point * cost.pain
            + self.millisievert * cost.radiation_msv
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One possible result of a test: its chance and the roles after it."""

    result: str
    chance: float
    roles: Mapping[str, float]
    gain: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A test played through.

    Args:
        finding: code.
        outcomes: every possible result.
        cost: [NPRS points].
        by_role: chance of each result within each role, (outcome, role); nan where the role is impossible.
    """

    finding: str
    outcomes: tuple[Outcome, ...]
    cost: float
    by_role: Array

    @property
    def gain(self) -> Estimate:
        """Net gain: expected, and the 5 % and 95 % quantiles over the possible results."""
        gains = np.array([outcome.gain - self.cost for outcome in self.outcomes])
        chances = np.array([outcome.chance for outcome in self.outcomes])
        low, high = quantile(gains, chances, (0.05, 0.95))
        mean = float(gains @ chances)
        return Estimate(mean, min(low, mean), max(high, mean))


def play(
    posterior: Posterior,
    *,
    done: frozenset[str],
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel,
    worth: Worth,
) -> tuple[Trial, ...]:
    """Every test not yet done, played through on the people found like this patient; the best first."""
    chosen = _leading_people(posterior.weights)
    people = posterior.people.where(chosen)
    weight = posterior.weights[chosen] / posterior.weights[chosen].sum()
    table = posterior.roles.where(chosen)
    value = np.hstack([table.indicator, benefits(people, table.single, worth=worth)]) * weight[:, None]
    trials = []
    for code in sorted(vocabulary.keys() - done):
        kind = vocabulary[code]
        column = people.truth(code)
        if kind.kind in ("red_flag", "choice") or column is None:
            continue
        truth = people[column]
        if np.isfinite(truth).all():
            trials.append(_trial(kind, truth, value, weight, errors=errors, worth=worth))
    return tuple(sorted(trials, key=lambda trial: -trial.gain.mean))


def recommend(
    trials: tuple[Trial, ...], *, vocabulary: Mapping[str, FindingType], most: int = 5
) -> tuple[NextTest, ...]:
    """The tests worth their cost, one for both sides of a body; none where nothing is worth it."""
    chosen: dict[str, NextTest] = {}
    for trial in trials:
        kind = vocabulary[trial.finding]
        if trial.gain.mean > 0.0:
            chosen.setdefault(kind.stem, NextTest(trial.finding, trial.gain, _reason(trial, kind), kind.label))
    return tuple(list(chosen.values())[:most])


def benefits(people: People, single: Array, *, worth: Worth) -> Array:
    """Benefit of treating nothing, then each source, for each person [NPRS], (person, decision).

    The hamstrings count with what normalising them now would relieve, every other source with its removal.
    """
    pain = people["pain__factual"]
    gone = single * pain
    gone[GROUPS.index("hamstrings")] = np.clip(pain - people[f"pain__{NORMALISED}"], 0.0, pain)
    treat = worth.attainable * gone - worth.burden
    return np.vstack([np.zeros_like(pain), treat]).T


def _leading_people(weight: Array) -> np.ndarray:
    """Mask of the people who matter: those with the largest weights."""
    least = max(_NEGLIGIBLE * weight.max(), np.sort(weight)[-min(_MOST_PEOPLE, weight.size)])
    return weight >= least


def _trial(kind: FindingType, truth: Array, value: Array, weight: Array, *, errors: ErrorModel, worth: Worth) -> Trial:
    """One test played through; `value` holds weighted roles and benefits, (person, role + decision)."""
    results, chance_by_person = _results(kind, truth, weight, errors=errors)
    sums = chance_by_person @ value
    chance = sums[:, : len(ROLES)].sum(axis=1)
    possible = chance > 1e-9
    sums, chance = sums[possible], chance[possible]
    results = [name for name, keep in zip(results, possible, strict=True) if keep]
    roles = sums[:, : len(ROLES)] / chance[:, None]
    benefit = sums[:, len(ROLES) :] / chance[:, None]
    now = value.sum(axis=0)
    present = int(np.argmax(now[len(ROLES) :]))
    better = benefit.max(axis=1) - benefit[:, present]
    bits = _entropy(now[None, : len(ROLES)]) - _entropy(roles)
    gains = better + worth.bit * bits
    outcomes = tuple(
        Outcome(name, float(c), dict(zip(ROLES, r.tolist(), strict=True)), float(g))
        for name, c, r, g in zip(results, chance, roles, gains, strict=True)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        by_role = sums[:, : len(ROLES)] / now[: len(ROLES)]
    return Trial(kind.code, outcomes, worth.cost(kind), by_role)


def _results(kind: FindingType, truth: Array, weight: Array, *, errors: ErrorModel) -> tuple[list[str], Array]:
    """Names of the possible results, and the chance of each for each person, (outcome, person)."""
    if kind.kind == "yes_no":
        yes = likelihood.probability_of_yes(truth, kind)
        return ["yes", "no"], np.stack([yes, 1.0 - yes])
    scaled, sd = likelihood.number_error(kind, truth, errors=errors)
    edges = _edges(scaled, weight, sd)
    below = np.vstack([np.zeros_like(scaled), ndtr((edges[:, None] - scaled) / sd), np.ones_like(scaled)])
    shown = np.expm1(edges) if kind.code in likelihood.LOG_SCALE else edges
    return _bin_names(shown, kind.unit), np.diff(below, axis=0)


def _edges(scaled: Array, weight: Array, sd: float) -> Array:
    """Inner edges of bins that are about equally likely to be measured, (edge,)."""
    mean = float(weight @ scaled)
    spread = float(np.sqrt(weight @ (scaled - mean) ** 2))
    stretch = np.hypot(spread, sd) / spread if spread > 1e-9 else 1.0
    levels = tuple(np.arange(1, _BINS) / _BINS)
    edges = mean + stretch * (np.array(quantile(scaled, weight, levels)) - mean)
    if spread <= 1e-9:
        edges = mean + sd * np.linspace(-1.0, 1.0, _BINS - 1)
    return np.unique(edges)


def _bin_names(edges: Array, unit: str) -> list[str]:
    text = [f"{edge:.3g}" for edge in edges]
    middle = [f"{low} to {high} {unit}".strip() for low, high in pairwise(text)]
    return [f"below {text[0]} {unit}".strip(), *middle, f"above {text[-1]} {unit}".strip()]


def _entropy(probabilities: Array) -> Array:
    """Entropy of each row [bit], (row,)."""
    safe = np.clip(probabilities, 1e-12, 1.0)
    return -(probabilities * np.log2(safe)).sum(axis=1)


def _reason(trial: Trial, kind: FindingType) -> str:
    """What the most telling results would do to the roles."""
    shift = {
        role: max(o.roles[role] for o in trial.outcomes) - min(o.roles[role] for o in trial.outcomes) for role in ROLES
    }
    role = max(ROLES, key=lambda name: shift[name])
    lowest = min(trial.outcomes, key=lambda outcome: outcome.roles[role])
    highest = max(trial.outcomes, key=lambda outcome: outcome.roles[role])
    return (
        f"{kind.label}: {highest.result} puts {role} at {highest.roles[role]:.0%}, "
        f"{lowest.result} at {lowest.roles[role]:.0%}."
    )
