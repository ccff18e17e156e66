"""Bedside counterfactuals: what each role predicts for a manoeuvre beforehand, beside what was found.

Bending the knees slackens the hamstrings and little else; moving the ankle or the neck loads the nerve and
not the muscle. The prediction leaves the manoeuvre's own findings out of the posterior, so that it could have
been written down beforehand; it includes the error of measuring, so that it can be compared with one patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hamstrung.diagnosis import likelihood, weights
from hamstrung.diagnosis.assessment import ROLES, Estimate, PairedTest
from hamstrung.diagnosis.people import Array
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.patient import FindingType, Value

_LEAST_DRAWS = 8.0


@dataclass(frozen=True, slots=True)
class Manoeuvre:
    """A test done twice: what the first way reads minus what the second reads, or one sign of the change."""

    name: str
    label: str
    unit: str
    first: str
    second: str | None = None

    @property
    def findings(self) -> tuple[str, ...]:
        """Codes of the finding or findings that the manoeuvre fills."""
        return (self.first,) if self.second is None else (self.first, self.second)


MANOEUVRES = (
    Manoeuvre(
        "bend_knees",
        "Bend forward with straight knees, then with bent knees: pain that goes",
        "NPRS",
        "bend_knees_straight_nprs",
        "bend_knees_bent_nprs",
    ),
    Manoeuvre(
        "bend_knees_pelvis",
        "Bend forward with bent knees instead of straight: pelvic rotation gained",
        "deg",
        "bend_knees_bent_pelvis_deg",
        "bend_knees_straight_pelvis_deg",
    ),
    *(
        Manoeuvre(f"{test}_{side}", f"{label}, {side}", "probability of yes", f"{test}_{side}{ending}")
        for test, label, ending in (
            (
                "slr_dorsiflexion_worsens",
                "Raise the straight leg, then bend the ankle up: symptoms worsen",
                "",
            ),
            (
                "slump",
                "Slump with the neck bent, eased by lifting the head: symptoms are reproduced",
                "_positive",
            ),
        )
        for side in ("left", "right")
    ),
)


def tests(
    posterior: Posterior, *, observed: Mapping[str, Value], vocabulary: Mapping[str, FindingType]
) -> tuple[PairedTest, ...]:
    """Every manoeuvre that the model can predict, by role, and what was found."""
    return tuple(
        PairedTest(
            manoeuvre.name,
            manoeuvre.unit,
            predictions(posterior, manoeuvre, vocabulary=vocabulary),
            found(manoeuvre, observed),
            manoeuvre.findings,
            manoeuvre.label,
        )
        for manoeuvre in MANOEUVRES
        if all(code in vocabulary and posterior.people.truth(code) for code in manoeuvre.findings)
    )


def found(manoeuvre: Manoeuvre, observed: Mapping[str, Value]) -> float | None:
    """The change that was found: a difference, or 1 for yes and 0 for no; None until all of it was done."""
    values = [observed.get(code) for code in manoeuvre.findings]
    if any(value is None for value in values):
        return None
    numbers = [_number(value) for value in values if value is not None]
    return numbers[0] if len(numbers) == 1 else numbers[0] - numbers[1]


def predictions(
    posterior: Posterior, manoeuvre: Manoeuvre, *, vocabulary: Mapping[str, FindingType]
) -> dict[str, Estimate]:
    """Predicted change in each role, before it is done.

    Among those found like this patient; where too few of them have a role, among all care seekers who have it.
    """
    origin = posterior.first or posterior
    without = posterior.left_out(*manoeuvre.findings)
    found_alike = (without.among, without.weights)
    predicted = {}
    for index, role in enumerate(ROLES):
        for among, weight in (found_alike, (origin, origin.prior_weights)):
            chosen = _enough(weight * among.roles.indicator[:, index])
            if chosen is not None:
                mean, error = _expected(among, manoeuvre, vocabulary)
                predicted[role] = _prediction(mean, error, chosen, sign=manoeuvre.second is None)
                break
    return predicted


def _expected(posterior: Posterior, manoeuvre: Manoeuvre, vocabulary: Mapping[str, FindingType]) -> tuple[Array, float]:
    """Expected reading for each person and the standard deviation of measuring it."""
    kinds = [vocabulary[code] for code in manoeuvre.findings]
    truths = [posterior.people[posterior.people.truth(code) or code] for code in manoeuvre.findings]
    if manoeuvre.second is None:
        return likelihood.probability_of_yes(truths[0], kinds[0]), 0.0
    error = np.hypot(kinds[0].sd_within, kinds[1].sd_within)
    return truths[0] - truths[1], float(error)


def _enough(weight: Array) -> Array | None:
    """The weights of these people made to sum to one; None where they are too few to predict from."""
    total = weight.sum()
    if total <= 1e-12 or weights.effective_sample_size(weight / total) < _LEAST_DRAWS:
        return None
    return weight / total


def _prediction(mean: Array, error: float, weight: Array, *, sign: bool) -> Estimate:
    """What one patient of these people would show."""
    centre = float(mean @ weight)
    if sign:
        draws = weights.effective_sample_size(weight)
        interval = weights.probability_interval(min(max(centre, 0.0), 1.0), draws)
        return Estimate(centre, interval.low, interval.high)
    spread = float(np.sqrt(weight @ (mean - centre) ** 2 + error**2))
    return Estimate(centre, centre - 1.645 * spread, centre + 1.645 * spread)


def _number(value: Value) -> float:
    return float(likelihood.is_yes(value)) if isinstance(value, str) else float(value)
