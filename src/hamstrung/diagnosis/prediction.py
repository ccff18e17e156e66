"""What the conditioned cohort predicts for a score that was not shown to it.

The prediction is the mixture, over weighted people, of what a rater would read from each. A score in whole
points is predicted by the chance of each point, with everything beyond an end of the scale at that end.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from hamstrung.diagnosis import likelihood
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import Array
from hamstrung.diagnosis.posterior import Population, condition
from hamstrung.patient import FindingType, Person, Value


@dataclass(frozen=True, slots=True)
class Prediction:
    """A predicted score.

    Args:
        points: possible values, (point,)
        chance: of each, summing to one, (point,)
    """

    points: Array
    chance: Array

    @property
    def mean(self) -> float:
        """Expected score."""
        return float(self.points @ self.chance)

    @property
    def sd(self) -> float:
        """Standard deviation of the score."""
        return float(np.sqrt(self.chance @ (self.points - self.mean) ** 2))

    def log_score(self, value: float) -> float:
        """Log of the chance that was given to the point that came."""
        return float(np.log(self.chance[np.argmin(np.abs(self.points - value))]))

    def covers(self, value: float, *, level: float) -> bool:
        """Whether the central interval of this level holds the value."""
        below = np.cumsum(self.chance)
        at = int(np.argmin(np.abs(self.points - value)))
        tail = 0.5 * (1.0 - level)
        return bool(below[at] > tail and below[at] - self.chance[at] < 1.0 - tail)


def predict(
    code: str,
    population: Population,
    *,
    person: Person,
    observed: Mapping[str, Value],
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel | None = None,
) -> Prediction:
    """Chance of every whole point of a score, given everything else that was observed.

    Args:
        code: the score; it is taken out of `observed`.
        population: of the cohort.
        person: sex, age and build.
        observed: findings by code.
        vocabulary: ranges and error models.
        errors: error models that the vocabulary does not hold.
    """
    errors = errors or ErrorModel()
    kind = vocabulary[code]
    shown = {other: value for other, value in observed.items() if other != code}
    posterior = condition(population, person=person, observed=shown, vocabulary=vocabulary, errors=errors)
    column = posterior.people.truth(code)
    if column is None:
        raise KeyError(code)
    truth, sd = likelihood.number_error(kind, posterior.people[column], errors=errors)
    return from_mixture(truth, posterior.weights, sd, low=kind.low, high=kind.high)


def from_mixture(centre: Array, weight: Array, sd: float, *, low: float, high: float) -> Prediction:
    """A weighted mixture of normal laws, read in whole points between two ends of a scale."""
    points = np.arange(low, high + 1.0)
    edges = points[:-1] + 0.5
    below = ndtr((edges[:, None] - centre) / sd) @ weight
    return from_distribution(points, below)


def from_distribution(points: Array, below: Array) -> Prediction:
    """Chances from the distribution function at the edges between the points, (point - 1,)."""
    chance = np.diff(np.concatenate([[0.0], below, [1.0]]))
    chance = np.clip(chance, 1e-9, None)
    return Prediction(points, chance / chance.sum())
