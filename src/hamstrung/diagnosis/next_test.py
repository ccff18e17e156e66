"""Which finding to look for next: the expected gain in the decision, less what the test costs; and when to stop.

For every finding not yet made, each possible result is played through: its chance among the people found like this
patient, the roles after it, and the best treatment decision after it (`decisions`),

    gain = E[ benefit of the best decision after the result - benefit, after it, of the present one ]
         + worth of a bit x expected fall of the roles' entropy - cost                                  [NPRS]

Then the most promising are played two by two, because two tests can decide what neither does alone: results of a pair
are independent given the person. Testing stops where neither a test nor a pair gains more than `Worth.least` beyond its
cost. Valid for the tests of the vocabulary; longer plans than two are not searched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
from scipy.special import ndtr

from hamstrung.diagnosis import likelihood
from hamstrung.diagnosis.assessment import ROLES, Estimate, NextTest, Testing
from hamstrung.diagnosis.decisions import Decisions, SourceDecisions, Worth
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import Array, People
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.weights import quantile
from hamstrung.patient import FindingType

_BINS = 6
_NEGLIGIBLE = 1e-4
_MOST_PEOPLE = 3000
_PAIRED_UP = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """One possible result of a test: its chance, the roles after it, and what it is worth before cost [NPRS]."""

    result: str
    chance: float
    roles: Mapping[str, float]
    gain: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A test, or a pair of tests, played through.

    Args:
        findings: codes; one, or two of a pair.
        outcomes: every possible result.
        cost: [NPRS points].
        benefit: expected gain of the decision, before cost [NPRS points].
        bits: expected fall of the roles' entropy [bit].
        by_role: chance of each result within each role, (outcome, role); nan where the role is impossible.
    """

    findings: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    cost: float
    benefit: float
    bits: float
    by_role: Array

    @property
    def finding(self) -> str:
        """Code of the test, or of the first of a pair."""
        return self.findings[0]

    @property
    def gain(self) -> Estimate:
        """Net gain: expected, and the 5 % and 95 % quantiles over the possible results."""
        gains = np.array([outcome.gain - self.cost for outcome in self.outcomes])
        chances = np.array([outcome.chance for outcome in self.outcomes])
        low, high = quantile(gains, chances, (0.05, 0.95))
        mean = float(gains @ chances)
        return Estimate(mean, min(low, mean), max(high, mean))


@dataclass(frozen=True, slots=True)
class Played:
    """Every test not yet done, and the most promising pairs, the best first; and what is decided without them.

    Args:
        trials: of single tests.
        pairs: of two tests.
        present: the decision that is best now.
        benefit: of that decision [NPRS].
    """

    trials: tuple[Trial, ...]
    pairs: tuple[Trial, ...]
    present: str
    benefit: float


@dataclass(frozen=True, slots=True)
class _Table:
    """The people who matter, with what a result would weigh.

    Args:
        value: weighted roles, then weighted benefits of every decision, (person, role + decision)
    """

    people: People
    weight: Array
    value: Array
    vocabulary: Mapping[str, FindingType]
    errors: ErrorModel
    worth: Worth

    def results(self, code: str) -> tuple[list[str], Array]:
        """Names of the results of a test, and their chances for each person, (outcome, person)."""
        truth = self.people[self.people.truth(code) or code]
        return _results(self.vocabulary[code], truth, self.weight, errors=self.errors)


def play(
    posterior: Posterior,
    *,
    done: frozenset[str],
    vocabulary: Mapping[str, FindingType],
    worth: Worth | None = None,
    decisions: Decisions | None = None,
    with_pairs: bool = True,
) -> Played:
    """Every test not yet done, played through on the people found like this patient; the best first.

    Args:
        posterior: of the patient.
        done: codes that are known.
        vocabulary: tests with their errors and costs.
        worth: weights of costs and knowledge.
        decisions: treatments to decide between; one source or none unless given.
        with_pairs: whether the most promising are also played two by two.
    """
    worth = worth or Worth()
    decisions = decisions or SourceDecisions(worth)
    table = _table(posterior, vocabulary, worth, decisions)
    trials = []
    for code in sorted(vocabulary.keys() - done):
        column = table.people.truth(code)
        if vocabulary[code].kind in ("red_flag", "choice") or column is None:
            continue
        if np.isfinite(table.people[column]).all():
            names, chances = table.results(code)
            trials.append(_trial((code,), names, chances @ table.value, table))
    trials.sort(key=lambda trial: -trial.gain.mean)
    now = table.value[:, len(ROLES) :].sum(axis=0)
    pairs = _pairs(_promising(trials, vocabulary), table) if with_pairs else ()
    return Played(tuple(trials), pairs, decisions.names[int(np.argmax(now))], float(now.max()))


def recommend(
    played: Played, *, vocabulary: Mapping[str, FindingType], worth: Worth | None = None, most: int = 5
) -> tuple[NextTest, ...]:
    """The tests worth their cost, one for both sides of a body; none where nothing is worth it."""
    chosen: dict[str, NextTest] = {}
    least = (worth or Worth()).least
    for trial in played.trials:
        kind = vocabulary[trial.finding]
        if trial.gain.mean > least:
            test = NextTest(
                trial.finding,
                trial.gain,
                _reason(trial, kind),
                kind.label,
                cost=trial.cost,
                benefit=trial.benefit,
                bits=trial.bits,
            )
            chosen.setdefault(kind.stem, test)
    return tuple(list(chosen.values())[:most])


def advice(played: Played, *, vocabulary: Mapping[str, FindingType], worth: Worth | None = None) -> Testing:
    """Whether to go on testing, in words, with the weights that say so."""
    best = played.trials[0] if played.trials else None
    pair = played.pairs[0] if played.pairs else None
    alone = -np.inf if best is None else best.gain.mean
    least = (worth or Worth()).least
    together = pair if pair is not None and pair.gain.mean > max(alone, least) else None
    stop = alone <= least and together is None
    return Testing(
        stop=stop,
        reason=_stop_words(best, together, played, vocabulary, stop=stop),
        pair=() if together is None else together.findings,
        pair_gain=None if together is None else together.gain,
        present_decision=played.present,
        worth=(worth or Worth()).as_dict(),
    )


def entropy(probabilities: Array) -> Array:
    """Entropy of each row [bit], (row,)."""
    safe = np.clip(probabilities, 1e-12, 1.0)
    return -(probabilities * np.log2(safe)).sum(axis=1)


def _table(posterior: Posterior, vocabulary: Mapping[str, FindingType], worth: Worth, decisions: Decisions) -> _Table:
    chosen = _leading_people(posterior.weights)
    people, roles = posterior.people.where(chosen), posterior.roles.where(chosen)
    weight = posterior.weights[chosen] / posterior.weights[chosen].sum()
    value = np.hstack([roles.indicator, decisions.benefits(people, roles)]) * weight[:, None]
    return _Table(people, weight, value, vocabulary, posterior.errors, worth)


def _leading_people(weight: Array) -> np.ndarray:
    """Mask of the people who matter: those with the largest weights."""
    least = max(_NEGLIGIBLE * weight.max(), np.sort(weight)[-min(_MOST_PEOPLE, weight.size)])
    return weight >= least


def _promising(trials: list[Trial], vocabulary: Mapping[str, FindingType]) -> list[str]:
    """The tests that tell most, one side of each; cost aside, for a dear test may pay in company."""
    stems: dict[str, str] = {}
    for trial in sorted(trials, key=lambda trial: -(trial.gain.mean + 0.5 * trial.cost)):
        stems.setdefault(vocabulary[trial.finding].stem, trial.finding)
    return list(stems.values())[:_PAIRED_UP]


def _pairs(codes: list[str], table: _Table) -> tuple[Trial, ...]:
    """Pairs of tests, the best first."""
    results = {code: table.results(code) for code in codes}
    found = []
    for one, other in combinations(codes, 2):
        (names, chances), (others, second) = results[one], results[other]
        sums = np.vstack([(row * second) @ table.value for row in chances])
        told = [f"{name} and {also}" for name in names for also in others]
        found.append(_trial((one, other), told, sums, table))
    return tuple(sorted(found, key=lambda trial: -trial.gain.mean))


def _trial(codes: tuple[str, ...], results: list[str], sums: Array, table: _Table) -> Trial:
    """A test played through; `sums` are weighted roles and benefits of each result, (outcome, role + decision)."""
    chance = sums[:, : len(ROLES)].sum(axis=1)
    possible = chance > 1e-9
    sums, chance = sums[possible], chance[possible]
    results = [name for name, keep in zip(results, possible, strict=True) if keep]
    roles = sums[:, : len(ROLES)] / chance[:, None]
    benefit = sums[:, len(ROLES) :] / chance[:, None]
    now = table.value.sum(axis=0)
    present = int(np.argmax(now[len(ROLES) :]))
    better = benefit.max(axis=1) - benefit[:, present]
    bits = entropy(now[None, : len(ROLES)]) - entropy(roles)
    gains = better + table.worth.bit * bits
    outcomes = tuple(
        Outcome(name, float(c), dict(zip(ROLES, r.tolist(), strict=True)), float(g))
        for name, c, r, g in zip(results, chance, roles, gains, strict=True)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        by_role = sums[:, : len(ROLES)] / now[: len(ROLES)]
    cost = sum(table.worth.cost(table.vocabulary[code]) for code in codes)
    return Trial(codes, outcomes, cost, float(better @ chance), float(bits @ chance), by_role)


def _results(kind: FindingType, truth: Array, weight: Array, *, errors: ErrorModel) -> tuple[list[str], Array]:
    """Names of the possible results, and the chance of each for each person, (outcome, person)."""
    if kind.kind == "yes_no":
        yes = likelihood.probability_of_yes(truth, kind)
        return ["yes", "no"], np.stack([yes, 1.0 - yes])
    scaled, sd = likelihood.number_error(kind, truth, errors=errors)
    ends = likelihood.on_error_scale(kind.low, kind), likelihood.on_error_scale(kind.high, kind)
    edges = _edges(scaled, weight, sd, ends)
    below = np.vstack([np.zeros_like(scaled), ndtr((edges[:, None] - scaled) / sd), np.ones_like(scaled)])
    shown = np.expm1(edges) if kind.code in likelihood.LOG_SCALE else edges
    return _bin_names(shown, kind.unit), np.diff(below, axis=0)


def _edges(scaled: Array, weight: Array, sd: float, ends: tuple[float, float]) -> Array:
    """Inner edges of bins that are about equally likely to be measured, inside the range, (edge,)."""
    mean = float(weight @ scaled)
    spread = float(np.sqrt(weight @ (scaled - mean) ** 2))
    stretch = np.hypot(spread, sd) / spread if spread > 1e-9 else 1.0
    levels = tuple(np.arange(1, _BINS) / _BINS)
    edges = mean + stretch * (np.array(quantile(scaled, weight, levels)) - mean)
    if spread <= 1e-9:
        edges = mean + sd * np.linspace(-1.0, 1.0, _BINS - 1)
    room = 0.02 * (ends[1] - ends[0])
    return np.unique(np.clip(edges, ends[0] + room, ends[1] - room))


def _bin_names(edges: Array, unit: str) -> list[str]:
    text = [f"{edge:.3g}" for edge in edges]
    middle = [f"{low} to {high} {unit}".strip() for low, high in pairwise(text)]
    return [f"below {text[0]} {unit}".strip(), *middle, f"above {text[-1]} {unit}".strip()]


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


def _stop_words(
    best: Trial | None, pair: Trial | None, played: Played, vocabulary: Mapping[str, FindingType], *, stop: bool
) -> str:
    """The stop rule as a sentence that names what it compared."""
    if best is None:
        return "Stop testing: every test that the model speaks of was done."
    label = vocabulary[best.finding].label
    compared = (
        f"{label} would better the decision by {best.benefit:.2f} points of pain and the role by {best.bits:.2f} "
        f"bits, and costs {best.cost:.3f} points"
    )
    if stop:
        return f"Stop testing: even the best test left is not worth its cost. {compared}; no two together are either."
    if pair is None:
        return f"Go on testing: {compared}."
    labels = " and ".join(vocabulary[code].label for code in pair.findings)
    return (
        f"Go on testing, best with two tests together: {labels} gain {pair.gain.mean:.2f} points of pain after their "
        f"cost, {label} alone {best.gain.mean:.2f}."
    )
