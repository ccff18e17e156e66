"""What bedside pairs and chosen tests are worth, on simulated patients: people of the cohort, found with the errors of
the likelihood, whom the answer was not conditioned on.

Every patient is first known by age, sex and a few questions. A test is worth the bits by which it brings the answer
nearer to the true role (log2 of the probability of that role after, over before), and what the treatment decision
gains by it (benefit, at the patient's own truth, of the decision after less that of the decision before, in NPRS; the
decisions are care's treatments, `benefits`).
A test on a sided part is made on both sides. Nobody was ever like these people: a statement about the computation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import ROLES, Population, conflicts, likelihood, next_test, paired, posterior, simulated
from hamstrung.diagnosis.people import Array, People
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.patient import FindingType, Person, Value
from hamstrung.workflows import benefits as treatment

Progress = Callable[[int, int], None]

ASKED = ("pain_nprs", "pain_duration_weeks", "pain_sitting_worse", "pain_bending_worse", "pain_radiates_into_leg")
"""What every patient is asked before any test."""

SINGLE = "straight leg raise alone"
FIXED = (
    "slr_deg",
    "ake_deg",
    "toe_touch_cm",
    "slump_positive",
    "lumbar_flexion_deg",
    "sij_provocation_positive_count",
    "fadir",
    "passive_lumbar_extension_positive",
    "start_back_total",
    "lumbar_tenderness",
)
"""A fixed protocol: length, nerve, movement, joints, distress, in that order (stems; assumed, an ordinary visit)."""

_HELD_OUT = 0.1
_MOST = len(FIXED)


@dataclass(frozen=True)
class Patients:
    """Held-out people, and what an examiner reads off each of them."""

    people: People
    role: NDArray[np.int8]
    benefits: Array
    read: list[dict[str, Value]]

    def person(self, k: int) -> Person:
        """Age and sex of one of them."""
        female = self.people["sex_female"][k] > 0.5
        return Person(sex="female" if female else "male", age_y=float(self.people["age_y"][k]))


def figures(
    population: Population,
    *,
    vocabulary: Mapping[str, FindingType],
    patients: int,
    followed: int,
    seed: int,
    progress: Progress = lambda done, parts: None,
) -> dict[str, Any]:
    """Every figure of the page.

    Args:
        population: of a cohort; a tenth of it is held out as patients.
        vocabulary: findings with their errors and costs.
        patients: how many the pairs are tried on.
        followed: how many are followed test by test.
        seed: of who they are and what is read.
        progress: called with (patients done, patients in all).
    """
    random = np.random.default_rng(seed)
    known, held_out = _divided(population, random)
    drawn = _patients(held_out, known, vocabulary, patients, random)
    pairs = _pairs(known, drawn, vocabulary, progress)
    paths = _paths(known, drawn, vocabulary, min(followed, patients), random, progress)
    return {
        "patients": patients,
        "followed": min(followed, patients),
        "conditioned_on": len(known.people),
        "asked": list(ASKED),
        "fixed_protocol": list(FIXED),
        "predictions": predictions(known, vocabulary=vocabulary),
        "pairs": pairs,
        **paths,
        "conflicts": _conflicts(known, drawn, vocabulary, min(followed, patients)),
    }


def predictions(population: Population, *, vocabulary: Mapping[str, FindingType]) -> list[dict[str, Any]]:
    """What each role predicts for each manoeuvre, among everybody whose pain is near five."""
    whole = posterior.condition(population, person=Person(), observed={"pain_nprs": 5.0}, vocabulary=vocabulary)
    return [
        {
            "manoeuvre": manoeuvre.name,
            "label": manoeuvre.label,
            "unit": manoeuvre.unit,
            "predicted": {
                role: {"mean": each.mean, "low": each.low, "high": each.high}
                for role, each in paired.predictions(whole, manoeuvre, vocabulary=vocabulary).items()
            },
        }
        for manoeuvre in paired.known(whole, vocabulary=vocabulary)
        if not manoeuvre.name.endswith("_right")
    ]


def _divided(population: Population, random: np.random.Generator) -> tuple[Population, Population]:
    """The people to condition on, and those held out."""
    out = random.random(len(population.people)) < _HELD_OUT

    def chosen(rows: NDArray[np.bool_]) -> Population:
        return replace(
            population,
            people=population.people.where(rows),
            log_weight=population.log_weight[rows],
            roles=population.roles.where(rows),
            by_sex={},
        )

    return chosen(~out), chosen(out)


def _patients(
    held_out: Population,
    known: Population,
    vocabulary: Mapping[str, FindingType],
    size: int,
    random: np.random.Generator,
) -> Patients:
    weight = np.exp(held_out.log_weight) * (held_out.people["age_y"] >= 18.0)
    rows = np.sort(
        random.choice(len(weight), min(size, int((weight > 0).sum())), replace=False, p=weight / weight.sum())
    )
    chosen = np.isin(np.arange(len(weight)), rows)
    people, roles = held_out.people.where(chosen), held_out.roles.where(chosen)
    anybody = posterior.condition(known, person=Person(), observed={}, vocabulary=vocabulary)
    seen = simulated.readings(people, vocabulary=vocabulary, errors=anybody.errors, random=random)
    read: list[dict[str, Value]] = [
        {
            code: simulated.value_of(values[k], vocabulary[code])
            for code, values in seen.items()
            if np.isfinite(values[k])
        }
        for k in range(len(people))
    ]
    return Patients(people, roles.role, treatment.decisions({}).benefits(people, roles), read)


def options(vocabulary: Mapping[str, FindingType]) -> dict[str, tuple[str, ...]]:
    """Every test by name: a single straight leg raise, then each pair, on both sides where it has sides."""
    found: dict[str, tuple[str, ...]] = {SINGLE: ("slr_left_deg", "slr_right_deg")}
    for manoeuvre in paired.MANOEUVRES:
        if all(code in vocabulary for code in manoeuvre.findings):
            found[manoeuvre.stem] = (*found.get(manoeuvre.stem, ()), *manoeuvre.findings)
    return found


def _pairs(
    known: Population, drawn: Patients, vocabulary: Mapping[str, FindingType], progress: Progress
) -> list[dict[str, Any]]:
    """Bits and benefit of every pair, asked first, and after a straight leg raise."""
    tests = options(vocabulary)
    gains: dict[tuple[str, bool], list[tuple[float, float, float]]] = {}
    for k in range(len(drawn.role)):
        asked = {code: drawn.read[k][code] for code in ASKED if code in drawn.read[k]}
        raised = asked | {code: drawn.read[k][code] for code in tests[SINGLE] if code in drawn.read[k]}
        for after, base in ((False, asked), (True, raised)):
            found = _state(known, drawn, k, base, vocabulary)
            benefits = treatment.decisions({}).benefits(found.people, found.roles)
            for name, codes in tests.items():
                if after and name == SINGLE:
                    continue
                gains.setdefault((name, after), []).append(_gain(found, benefits, drawn, k, codes, vocabulary))
        progress(k + 1, len(drawn.role))
    legs = [read.get("pain_radiates_into_leg") is True for read in drawn.read]
    labels = {each.stem: each.label.removesuffix(", left").removesuffix(", right") for each in paired.MANOEUVRES}
    return [
        {
            "test": name,
            "label": labels.get(name, name),
            "after_leg_raise": after,
            "minutes": sum(vocabulary[code].cost.minutes for code in tests[name]),
            **{
                key: _mean_and_error([each[place] for each in rows])
                for place, key in enumerate(("bits", "entropy_removed", "benefit_nprs"))
            },
            "bits_with_leg_pain": _mean_and_error([each[0] for each, leg in zip(rows, legs, strict=True) if leg]),
        }
        for (name, after), rows in gains.items()
    ]


def _state(
    known: Population, drawn: Patients, k: int, observed: Mapping[str, Value], vocabulary: Mapping[str, FindingType]
) -> Posterior:
    return posterior.condition(known, person=drawn.person(k), observed=observed, vocabulary=vocabulary)


def _gain(
    found: Posterior,
    benefits: Array,
    drawn: Patients,
    k: int,
    codes: Sequence[str],
    vocabulary: Mapping[str, FindingType],
) -> tuple[float, float, float]:
    """Bits toward the truth, entropy removed, and what the decision gained, of one test in one patient."""
    seen = {code: drawn.read[k][code] for code in codes if code in drawn.read[k]}
    more = likelihood.of(seen, found.people, vocabulary=vocabulary, errors=found.errors).total()
    weight = found.weights * np.exp(more - more.max())
    weight = weight / weight.sum()
    before = np.array(list(found.role_probabilities().values()))
    after = np.array(list(found.role_probabilities(weight).values()))
    role = int(drawn.role[k])
    bits = float(np.log2(max(after[role], 1e-3) / max(before[role], 1e-3)))
    decided = [int(np.argmax(each @ benefits)) for each in (found.weights, weight)]
    fall = next_test.entropy(before[None])[0] - next_test.entropy(after[None])[0]
    return bits, float(fall), float(drawn.benefits[k][decided[1]] - drawn.benefits[k][decided[0]])


def _paths(
    known: Population,
    drawn: Patients,
    vocabulary: Mapping[str, FindingType],
    followed: int,
    random: np.random.Generator,
    progress: Progress,
) -> dict[str, Any]:
    """Patients followed test by test, by our choice, by the fixed protocol and by chance."""
    seconds: list[float] = []
    stems = sorted({kind.stem for kind in vocabulary.values() if _testable(kind, drawn)})
    scores: dict[str, list[list[tuple[float, ...]]]] = {"chosen": [], "fixed": [], "chance": []}
    for k in range(followed):
        chance = [str(stem) for stem in random.permutation(stems)[:_MOST]]
        scores["fixed"].append(_follow(known, drawn, k, vocabulary, lambda found, done: None, FIXED))
        scores["chance"].append(_follow(known, drawn, k, vocabulary, lambda found, done: None, chance))
        choose = _chooser(vocabulary, seconds)
        scores["chosen"].append(_follow(known, drawn, k, vocabulary, choose, ()))
        progress(k + 1, followed)
    told = {}
    for policy, paths in scores.items():
        whole = np.array(paths)
        told[policy] = [
            {
                "tests": step,
                "log2_score": _mean_and_error(whole[:, step, 0].tolist()),
                "right_role_leads": _mean_and_error(whole[:, step, 1].tolist()),
                "cost_nprs": float(whole[:, step, 2].mean()),
                "went_on": float(whole[:, step, 3].mean()),
                "decision_nprs": _mean_and_error(whole[:, step, 4].tolist()),
            }
            for step in range(whole.shape[1])
        ]
    return {"paths": told, "fewer_tests": fewer(told), "seconds_of_next_test": median(seconds) if seconds else None}


def fewer(paths: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """After how many chosen tests the score of the whole fixed protocol is reached; None where it never is."""
    goal = paths["fixed"][-1]["log2_score"]["mean"]
    reached = [row["tests"] for row in paths["chosen"] if row["log2_score"]["mean"] >= goal]
    return {"fixed_tests": paths["fixed"][-1]["tests"], "score": goal, "chosen_tests": reached[0] if reached else None}


def _testable(kind: FindingType, drawn: Patients) -> bool:
    return kind.kind in ("number", "yes_no") and kind.code in drawn.read[0] and kind.code not in ASKED


def _chooser(
    vocabulary: Mapping[str, FindingType], seconds: list[float]
) -> Callable[[Posterior, frozenset[str]], str | None]:
    """Our choice: the stem of the best next test; None where the stop rule stops."""

    def choose(found: Posterior, done: frozenset[str]) -> str | None:
        start = perf_counter()
        played = next_test.play(found, done=done, vocabulary=vocabulary, decisions=treatment.decisions({}))
        advice = next_test.advice(played, vocabulary=vocabulary)
        seconds.append(perf_counter() - start)
        if advice.stop:
            return None
        return vocabulary[advice.pair[0] if advice.pair else played.trials[0].finding].stem

    return choose


def _follow(
    known: Population,
    drawn: Patients,
    k: int,
    vocabulary: Mapping[str, FindingType],
    choose: Callable[[Posterior, frozenset[str]], str | None],
    order: Sequence[str],
) -> list[tuple[float, ...]]:
    """After each of the tests: score of the truth, whether it leads, cost so far, whether a test was made, and the
    benefit, at the patient's own truth, of the treatment that is decided on."""
    observed = {code: drawn.read[k][code] for code in ASKED if code in drawn.read[k]}
    done, cost = frozenset(observed), 0.0
    path: list[tuple[float, ...]] = []
    role, worth = ROLES[int(drawn.role[k])], next_test.Worth()
    went_on = 1.0
    for step in range(_MOST + 1):
        found = _state(known, drawn, k, observed, vocabulary)
        roles = found.role_probabilities()
        leads = float(max(ROLES, key=roles.__getitem__) == role)
        decided = int(np.argmax(found.weights @ treatment.decisions({}).benefits(found.people, found.roles)))
        path.append((float(np.log2(max(roles[role], 1e-3))), leads, cost, went_on, float(drawn.benefits[k][decided])))
        if step == _MOST:
            break
        stem = (order[step] if step < len(order) else None) if order else choose(found, done)
        codes = [code for code, kind in vocabulary.items() if kind.stem == stem]
        went_on = float(stem is not None)
        done |= frozenset(codes)
        observed = observed | {code: drawn.read[k][code] for code in codes if code in drawn.read[k]}
        cost += sum(worth.cost(vocabulary[code]) for code in codes)
    return path


def _conflicts(
    known: Population, drawn: Patients, vocabulary: Mapping[str, FindingType], followed: int
) -> dict[str, float]:
    """How many of the patients raise a conflict with a dozen findings, which none of them deserves."""
    raised = []
    for k in range(followed):
        codes = [code for code, kind in vocabulary.items() if kind.stem in FIXED] + list(ASKED)
        observed = {code: drawn.read[k][code] for code in codes if code in drawn.read[k]}
        found = _state(known, drawn, k, observed, vocabulary)
        raised.append(float(bool(conflicts.of(found, observed=observed, vocabulary=vocabulary, errors=found.errors))))
    return {"share_with_a_conflict": float(np.mean(raised)), "patients": followed, "promised": 0.05}


def _mean_and_error(values: Sequence[float]) -> dict[str, float]:
    """Mean and its standard error."""
    array = np.asarray(values or [0.0], dtype=float)
    return {"mean": float(array.mean()), "error": float(array.std() / max(len(array) - 1, 1) ** 0.5)}
