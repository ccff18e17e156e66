"""Bedside counterfactuals: what each role predicts for a manoeuvre beforehand, beside what was found.

Bending the knees slackens the hamstrings and little else; moving the ankle or the neck loads the nerve and not the
muscle; treating the back lets go of what the back keeps taut. The prediction leaves the manoeuvre's own findings out
of the posterior, so that it could have been written down beforehand; it includes the errors of the likelihood, so that
it can be compared with one patient. `moved` says what the roles did once it was done.
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
_LEAST_DRAWS_MOVED = 60.0
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Manoeuvre:
    """A test done twice.

    Args:
        name: of the manoeuvre, side included.
        stem: the same without the side; both sides are one test in two rows.
        label: what is done, and what is read.
        unit: of the reading; `probability of yes` for a sign.
        first, second: findings whose difference is read; a single finding is a sign, or a change read as one number.
        holds_still: what the manoeuvre moves, and what it leaves alone.
    """

    name: str
    stem: str
    label: str
    unit: str
    first: str
    second: str | None = None
    holds_still: str = ""

    @property
    def findings(self) -> tuple[str, ...]:
        """Codes of the finding or findings that the manoeuvre fills."""
        return (self.first,) if self.second is None else (self.first, self.second)


def _both(stem: str, label: str, unit: str, code: str, holds_still: str) -> tuple[Manoeuvre, ...]:
    """A manoeuvre on either side; `code` has a place for the side."""
    return tuple(
        Manoeuvre(f"{stem}_{side}", stem, f"{label}, {side}", unit, code.format(side), holds_still=holds_still)
        for side in _SIDES
    )


_MUSCLE = "slackens the hamstrings and the sciatic nerve, and little else"
_NERVE = "moves the nerve and not the hamstrings"

MANOEUVRES = (
    Manoeuvre(
        "bend_knees",
        "bend_knees",
        "Bend forward with straight knees, then with bent knees: pain that goes",
        "NPRS",
        "bend_knees_straight_nprs",
        "bend_knees_bent_nprs",
        _MUSCLE,
    ),
    Manoeuvre(
        "bend_knees_pelvis",
        "bend_knees_pelvis",
        "Bend forward with bent knees instead of straight: pelvic rotation gained",
        "deg",
        "bend_knees_bent_pelvis_deg",
        "bend_knees_straight_pelvis_deg",
        _MUSCLE,
    ),
    Manoeuvre(
        "sit_knees",
        "sit_knees",
        "Sit with straight knees instead of bent: pain that comes",
        "NPRS",
        "sit_knees_change_nprs",
        holds_still=f"the other way round, it {_MUSCLE}",
    ),
    *_both(
        "slr_ankle",
        "Raise the straight leg, then bend the ankle up: pain that comes",
        "NPRS",
        "slr_dorsiflexion_change_{}_nprs",
        _NERVE,
    ),
    *_both(
        "slr_neck",
        "Raise the straight leg, then lift the head: pain that comes",
        "NPRS",
        "slr_neck_flexion_change_{}_nprs",
        _NERVE,
    ),
    *_both(
        "slr_dorsiflexion_worsens",
        "Raise the straight leg, then bend the ankle up: symptoms worsen",
        "probability of yes",
        "slr_dorsiflexion_worsens_{}",
        _NERVE,
    ),
    *_both(
        "slump_ankle",
        "Slump, then bend the ankle up: pain that comes",
        "NPRS",
        "slump_dorsiflexion_change_{}_nprs",
        _NERVE,
    ),
    *_both(
        "slump_neck",
        "Slump, then lift the head: change of pain, relief negative",
        "NPRS",
        "slump_neck_lift_change_{}_nprs",
        _NERVE,
    ),
    *_both(
        "slump",
        "Slump with the neck bent, eased by lifting the head: symptoms are reproduced",
        "probability of yes",
        "slump_{}_positive",
        _NERVE,
    ),
    *_both(
        "slr_after_back",
        "Straight leg raise, treat the back, raise again: angle gained",
        "deg",
        "slr_after_back_change_{}_deg",
        "lets go of the guarding that the back keeps up, and leaves length alone",
    ),
    Manoeuvre(
        "bend_after_release",
        "bend_after_release",
        "Bend, release the hamstrings, bend again: change of pain, relief negative",
        "NPRS",
        "bend_after_release_change_nprs",
        holds_still="lets go of the hamstrings' tone, and leaves length and the back alone",
    ),
    Manoeuvre(
        "repeated_movement",
        "repeated_movement",
        "Repeat one movement ten times: pain draws toward the spine",
        "probability of yes",
        "centralisation",
        holds_still="moves the discs and little else",
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
            *moved(posterior, manoeuvre, observed=observed),
        )
        for manoeuvre in known(posterior, vocabulary=vocabulary)
    )


def known(posterior: Posterior, *, vocabulary: Mapping[str, FindingType]) -> tuple[Manoeuvre, ...]:
    """The manoeuvres that vocabulary and model both speak of."""
    return tuple(
        manoeuvre
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


def moved(
    posterior: Posterior, manoeuvre: Manoeuvre, *, observed: Mapping[str, Value]
) -> tuple[Mapping[str, float] | None, Mapping[str, float] | None]:
    """The roles before and after a manoeuvre that was done.

    None where it was not done or could not be used, and where too few people are left to tell it from chance.
    """
    if not set(manoeuvre.findings) <= set(posterior.likelihood.codes) & observed.keys():
        return None, None
    without = posterior.left_out(*manoeuvre.findings)
    if min(without.draws, posterior.draws) < _LEAST_DRAWS_MOVED:
        return None, None
    return without.role_probabilities(), posterior.role_probabilities()


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
                mean, error = expected(among, manoeuvre, vocabulary=vocabulary)
                predicted[role] = _prediction(mean, error, chosen, sign=_is_sign(manoeuvre, vocabulary))
                break
    return predicted


def expected(
    posterior: Posterior, manoeuvre: Manoeuvre, *, vocabulary: Mapping[str, FindingType]
) -> tuple[Array, float]:
    """Expected reading for each person, (person,), and the standard deviation about it in the likelihood."""
    kinds = [vocabulary[code] for code in manoeuvre.findings]
    truths = [posterior.people[posterior.people.truth(code) or code] for code in manoeuvre.findings]
    if _is_sign(manoeuvre, vocabulary):
        return likelihood.probability_of_yes(truths[0], kinds[0]), 0.0
    pairs = [
        likelihood.number_error(kind, truth, errors=posterior.errors) for kind, truth in zip(kinds, truths, strict=True)
    ]
    if len(pairs) == 1:
        return pairs[0]
    return pairs[0][0] - pairs[1][0], float(np.hypot(pairs[0][1], pairs[1][1]))


def _is_sign(manoeuvre: Manoeuvre, vocabulary: Mapping[str, FindingType]) -> bool:
    return vocabulary[manoeuvre.first].kind != "number"


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
