"""How likely each simulated person is to have been found like this patient.

    measured = truth + rater's error (shared by both sides) + day-to-day error + what the model does not know

Numbers are Gaussian, counted as "at or beyond" at the ends of their range; signs are yes or no by the test's
sensitivity and specificity; left and right of one test share the rater and enter as one pair; of three angles
that add up, two enter. Every finding is computed once for all people, so that leaving one out is a
subtraction. Valid for findings of one visit by one rater; what was not looked for says nothing here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.special import log_ndtr

from hamstrung.diagnosis.people import Array, People
from hamstrung.patient import FindingType, Person, Value

#: Skewed quantities whose error grows with their size: compared as log(1 + value).
LOG_SCALE = frozenset(
    {
        "pain_duration_weeks",
        "hamstring_injury_weeks_ago",
        "previous_episodes",
        "stretching_min_per_week",
        "activity_h_per_week",
        "lifting_per_day",
    }
)
_LEFT, _RIGHT = "left", "right"
_PELVIS = "follows from incidence and slope (PI = PT + SS)"
_PART = "part of the total that was entered"
_PLACES = "follows from the places of pain that were entered"
_CHANGE = "the change of pain that was entered says how much"
#: code -> (all of these, any of these) whose presence makes it redundant, and why.
_REDUNDANT = {
    "pelvic_tilt_deg": (("pelvic_incidence_deg", "sacral_slope_deg"), (), _PELVIS),
    "start_back_distress": (("start_back_total",), (), _PART),
    **{
        f"slr_dorsiflexion_worsens_{side}": ((), (f"slr_dorsiflexion_change_{side}_nprs",), _CHANGE)
        for side in (_LEFT, _RIGHT)
    },
    **{f"slump_{side}_positive": ((), (f"slump_neck_lift_change_{side}_nprs",), _CHANGE) for side in (_LEFT, _RIGHT)},
    "pain_radiates_into_leg": (
        (),
        tuple(f"pain_place_{place}_{side}" for place in ("posterior_thigh", "below_knee") for side in (_LEFT, _RIGHT)),
        _PLACES,
    ),
}


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Errors that the vocabulary does not hold; all assumed, each with its range.

    Args:
        discrepancy: standard deviation of what the model leaves out, in standard deviations of the truth
            among care seekers (E213: knee extension and leg raise of one person correlate by 0.7, in the model
            by 0.99, which 0.3 explains; 0.1 to 0.5).
        spread: those standard deviations by code, on the scale on which errors are equal.
        gross_error: probability of a number that has nothing to do with this person (assumed 0.0005 to 0.01).
        log_sd: error of a skewed quantity on the scale log(1 + value) (assumed 0.15 to 0.6).
        age_sd_y, height_sd_cm, mass_sd_kg, bmi_sd_kg_m2: kernels within which a simulated person stands for a
            patient whose age, height and mass are known exactly (assumed; half to twice).
    """

    discrepancy: float = 0.3
    spread: Mapping[str, float] = field(default_factory=dict)
    gross_error: float = 0.002
    log_sd: float = 0.3
    age_sd_y: float = 6.0
    height_sd_cm: float = 6.0
    mass_sd_kg: float = 9.0
    bmi_sd_kg_m2: float = 3.0


@dataclass(frozen=True, slots=True)
class Term:
    """Findings that enter the likelihood together.

    Args:
        codes: of these findings.
        log_density: of all of them, up to a constant, (person,)
        rest: code -> log density of the others once that one is left out, (person,)
    """

    codes: tuple[str, ...]
    log_density: Array
    rest: Mapping[str, Array] = field(default_factory=dict)

    def without(self, code: str) -> Array:
        """Log density of this term once one finding is left out, (person,)."""
        return self.rest.get(code, np.zeros_like(self.log_density))


@dataclass(frozen=True)
class Likelihood:
    """All terms for one patient over the chosen people, and the findings that could not be used."""

    terms: tuple[Term, ...]
    unused: Mapping[str, str]
    people: int

    @property
    def codes(self) -> tuple[str, ...]:
        """Findings that entered."""
        return tuple(code for term in self.terms for code in term.codes)

    def total(self) -> Array:
        """Log likelihood of all findings, (person,)."""
        return self._total.copy()

    @cached_property
    def _total(self) -> Array:
        return sum((term.log_density for term in self.terms), np.zeros(self.people))

    def without(self, *codes: str) -> Array:
        """Log likelihood once these findings, not two of one pair unless the whole pair, are left out."""
        total = self.total()
        for term in self.terms:
            left_out = [code for code in term.codes if code in codes]
            if left_out:
                kept = term.without(left_out[0]) if len(left_out) < len(term.codes) else 0.0
                total = total - term.log_density + kept
        return total


def of(
    observed: Mapping[str, Value],
    people: People,
    *,
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel,
) -> Likelihood:
    """The likelihood of what was observed for each of these people.

    Args:
        observed: code -> value; the order does not matter.
        people: simulated care seekers.
        vocabulary: the findings' ranges and error models.
        errors: what the vocabulary does not hold.
    """
    usable, unused = _usable(observed, people, vocabulary)
    terms: list[Term] = []
    done: set[str] = set()
    for code in sorted(usable):
        partner = _other_side(code, vocabulary)
        if code in done:
            continue
        if partner in usable and vocabulary[code].kind == "number":
            pair = (code, partner)
            terms.append(_pair(pair, usable, people, vocabulary, errors))
            done.update(pair)
        else:
            terms.append(Term((code,), log_density(usable[code], people, kind=vocabulary[code], errors=errors)))
    return Likelihood(tuple(terms), unused, len(people))


def person_log_kernel(person: Person, people: People, *, errors: ErrorModel) -> Array:
    """Log weight of each simulated person for standing near the patient in age, height and mass, (person,).

    Args:
        person: the patient; what is not known says nothing, and body mass index only without height or mass.
        people: simulated care seekers, of the patient's sex where it is known.
        errors: widths of the kernels.
    """
    known = [
        (person.age_y, "age_y", errors.age_sd_y),
        (person.height_cm, "height_cm", errors.height_sd_cm),
        (person.mass_kg, "mass_kg", errors.mass_sd_kg),
    ]
    total = np.zeros(len(people))
    for value, column, width in known:
        if value is not None:
            total -= 0.5 * ((people[column] - value) / width) ** 2
    if person.bmi is not None and (person.height_cm is None or person.mass_kg is None):
        bmi = people["mass_kg"] / (people["height_cm"] / 100.0) ** 2
        total -= 0.5 * ((bmi - person.bmi) / errors.bmi_sd_kg_m2) ** 2
    return total


def log_density(value: Value, people: People, *, kind: FindingType, errors: ErrorModel) -> Array:
    """Log density of one finding for each person, (person,)."""
    column = people.truth(kind.code)
    if column is None:
        return np.zeros(len(people))
    truth = people[column]
    if kind.kind == "number":
        measure = _Measure.of(kind, truth, errors)
        return measure.log_density(float(value))
    if kind.kind == "choice":
        return _choice(str(value), truth, kind)
    return sign_log_density(truth, kind, present=is_yes(value))


def sign_log_density(truth: Array, kind: FindingType, *, present: bool) -> Array:
    """Log probability of a yes or a no: P(yes) = truth x sensitivity + (1 - truth) x (1 - specificity)."""
    positive = probability_of_yes(truth, kind)
    return np.log(positive if present else 1.0 - positive)


def is_yes(value: Value) -> bool:
    """Whether a sign was found, written as a truth value or as yes and no."""
    return value == "yes" if isinstance(value, str) else bool(value)


def probability_of_yes(truth: Array, kind: FindingType) -> Array:
    """Probability that the test reads yes, given the probability that the sign is there, (person,).

    A person of whom the model cannot say counts as without the sign.
    """
    truth = np.nan_to_num(truth)
    sensitivity = 0.9 if kind.sensitivity is None else kind.sensitivity
    specificity = 0.9 if kind.specificity is None else kind.specificity
    positive = truth * sensitivity + (1.0 - truth) * (1.0 - specificity)
    return np.clip(positive, 1e-4, 1.0 - 1e-4)


def number_error(kind: FindingType, truth: Array, *, errors: ErrorModel) -> tuple[Array, float]:
    """The truth on the scale on which errors are equal, and the total standard deviation there."""
    measure = _Measure.of(kind, truth, errors)
    return measure.truth, measure.sd


def number_errors(kind: FindingType, truth: Array, *, errors: ErrorModel) -> tuple[Array, float, float]:
    """The truth on the scale on which errors are equal, and there the errors of one side and shared by both."""
    measure = _Measure.of(kind, truth, errors)
    return measure.truth, measure.own, measure.shared


class Spreads(Mapping[str, float]):
    """Standard deviation of true numbers among weighted people, on the scale of their errors, by code.

    Each is found when it is asked for, and kept.

    Args:
        people: simulated care seekers.
        weight: of each; they sum to one, (person,)
    """

    def __init__(self, people: People, weight: Array) -> None:
        self._people, self._weight = people, weight
        self._known: dict[str, float] = {}

    def __getitem__(self, code: str) -> float:
        if code not in self._known:
            column = self._people.truth(code)
            if column is None:
                raise KeyError(code)
            self._known[code] = self._spread(code, self._people[column])
        return self._known[code]

    def _spread(self, code: str, values: Array) -> float:
        scaled = np.log1p(np.maximum(values, 0.0)) if code in LOG_SCALE else values
        known = np.isfinite(scaled)
        share = self._weight[known] / max(self._weight[known].sum(), 1e-300)
        return float(np.sqrt(share @ (scaled[known] - share @ scaled[known]) ** 2))

    def __iter__(self) -> Iterator[str]:
        return (name.removeprefix("truth_") for name in self._people.columns if name.startswith("truth_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def on_error_scale(value: float, kind: FindingType) -> float:
    """A measured value on the scale on which its errors are equal."""
    return float(np.log1p(max(value, 0.0))) if kind.code in LOG_SCALE else float(value)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A number with its error: own part per side, shared part of rater and model."""

    kind: FindingType
    truth: Array
    own: float
    shared: float
    low: float
    high: float
    gross: float

    @classmethod
    def of(cls, kind: FindingType, truth: Array, errors: ErrorModel) -> "_Measure":
        low, high = on_error_scale(kind.low, kind), on_error_scale(kind.high, kind)
        if kind.code in LOG_SCALE:
            truth = np.log1p(np.maximum(truth, 0.0))
            within, between = errors.log_sd, 0.0
        else:
            within, between = kind.sd_within, kind.sd_between
        discrepancy = errors.discrepancy * errors.spread.get(kind.code, 0.0)
        own = max(within, 1e-6 * (high - low))
        return cls(kind, truth, own, float(np.hypot(between, discrepancy)), low, high, errors.gross_error)

    @property
    def sd(self) -> float:
        return float(np.hypot(self.own, self.shared))

    def inside(self, value: float) -> bool:
        return self.low < on_error_scale(value, self.kind) < self.high

    def log_density(self, value: float) -> Array:
        """Log density with gross errors: a stray number is anywhere in the range, whatever the truth."""
        plain = self.plain(value)
        return plain if self.gross <= 0.0 else np.logaddexp(np.log1p(-self.gross) + plain, self.stray)

    def plain(self, value: float) -> Array:
        """Log density without gross errors, up to the constant of a normal law; -inf without a true value."""
        measured = on_error_scale(value, self.kind)
        z = (measured - self.truth) / self.sd
        if measured <= self.low:
            density = log_ndtr(z)
        elif measured >= self.high:
            density = log_ndtr(-z)
        else:
            density = -0.5 * z**2 - np.log(self.sd)
        return np.where(np.isfinite(self.truth), density, -np.inf)

    @property
    def stray(self) -> float:
        """Log of the chance of a gross error times its uniform density, up to the same constant."""
        return float(np.log(self.gross) + 0.5 * np.log(2.0 * np.pi) - np.log(self.high - self.low))


def _pair(
    pair: tuple[str, str],
    values: Mapping[str, Value],
    people: People,
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel,
) -> Term:
    """Both sides of one test by one rater: a bivariate Gaussian whose covariance is the shared variance."""
    measures = [_Measure.of(vocabulary[code], people[people.truth(code) or code], errors) for code in pair]
    singles = [m.log_density(float(values[code])) for m, code in zip(measures, pair, strict=True)]
    rest = {pair[0]: singles[1], pair[1]: singles[0]}
    if not all(m.inside(float(values[code])) for m, code in zip(measures, pair, strict=True)):
        return Term(pair, singles[0] + singles[1], rest)
    a, b = (on_error_scale(float(values[c]), m.kind) - m.truth for m, c in zip(measures, pair, strict=True))
    variance_a, variance_b = measures[0].sd ** 2, measures[1].sd ** 2
    covariance = measures[0].shared * measures[1].shared
    determinant = variance_a * variance_b - covariance**2
    square = (variance_b * a**2 - 2.0 * covariance * a * b + variance_a * b**2) / determinant
    together = np.where(np.isfinite(square), -0.5 * (square + np.log(determinant)), -np.inf)
    return Term(pair, _with_strays(together, measures, [float(values[code]) for code in pair]), rest)


def _with_strays(together: Array, measures: list[_Measure], values: list[float]) -> Array:
    """Log density of a pair of which each number may be a gross error of its own."""
    first, second = measures
    if first.gross <= 0.0:
        return together
    right = np.log1p(-first.gross)
    return np.logaddexp.reduce(
        [
            2.0 * right + together,
            right + first.stray + second.plain(values[1]),
            right + second.stray + first.plain(values[0]),
            np.full_like(together, first.stray + second.stray),
        ]
    )


def _choice(value: str, truth: Array, kind: FindingType) -> Array:
    """Log probability of one of several named values; the truth is the index of the right one."""
    right = 0.9 if kind.sensitivity is None else kind.sensitivity
    wrong = (1.0 - right) / max(len(kind.choices) - 1, 1)
    same = np.nan_to_num(truth, nan=-1.0) == list(kind.choices).index(value)
    return np.log(np.where(same, right, wrong))


def _usable(
    observed: Mapping[str, Value], people: People, vocabulary: Mapping[str, FindingType]
) -> tuple[dict[str, Value], dict[str, str]]:
    """Findings that the likelihood can use, and why it cannot use the others."""
    usable: dict[str, Value] = {}
    unused: dict[str, str] = {}
    for code in sorted(observed):
        if reason := _redundant(code, observed):
            unused[code] = reason
        elif observed[code] == "not_asked":
            unused[code] = "not asked, which is never no"
        elif vocabulary[code].kind == "red_flag" and vocabulary[code].sensitivity is None:
            unused[code] = "a red flag without known accuracy: it decides on referral alone"
        elif people.truth(code) is None:
            unused[code] = "the model does not speak of it yet"
        else:
            usable[code] = observed[code]
    return usable, unused


def _redundant(code: str, observed: Mapping[str, Value]) -> str:
    """Why this finding says nothing beyond the others; empty where it does."""
    everything, anything, reason = _REDUNDANT.get(code, ((), (), ""))
    covered = bool(everything) and all(other in observed for other in everything)
    return reason if covered or any(other in observed for other in anything) else ""


def _other_side(code: str, vocabulary: Mapping[str, FindingType]) -> str:
    """Code of the same test on the other side; empty where there is none."""
    for side, other in ((_LEFT, _RIGHT), (_RIGHT, _LEFT)):
        swapped = code.replace(f"_{side}", f"_{other}")
        if swapped != code and swapped in vocabulary:
            return swapped
    return ""
