"""One member of the ensemble: a whole set of parameters, the lives that follow from it, and their statistics.

All members live the same people, drawn with the same stored random numbers, so that members differ by their
parameters alone. Ratios of odds and risks are compared as logarithms.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import sampling
from hamstrung.cohort.published import Target
from hamstrung.cohort.sample import Sample, following
from hamstrung.life import Beliefs, Lives, Mechanics, columns_of, parameter_record, simulate
from hamstrung.life.calibration import Observations
from hamstrung.life.worlds import HAMSTRINGS, OTHERS_ABSENT

Array = NDArray[np.float64]

WORLDS = (0, HAMSTRINGS, OTHERS_ABSENT)
"""Worlds that statistics are computed from."""
GROUPS = 20
"""Groups of people that are left out in turn for the sampling error."""


@dataclass(frozen=True)
class People:
    """The people that every member lives.

    Args:
        size: how many.
        seed: of their stored random numbers.
        mechanics, beliefs: of their lives.
    """

    size: int
    seed: int
    mechanics: Mechanics
    beliefs: Beliefs

    @cached_property
    def drawn(self) -> tuple[Array, Array]:
        """Stored uniforms, (person, node), and weights that sum to one, (person,)."""
        uniforms, log_weight = sampling.draw(self.size, generator=np.random.default_rng(self.seed))
        weight = np.exp(log_weight)
        return uniforms, weight / weight.sum()

    def sample(self, parameters: Mapping[str, float]) -> Sample:
        """Their lives under a set of parameters."""
        record = parameter_record(parameters)
        return self._told(self._lived(record), record)

    def pooled(self, sets: Sequence[Mapping[str, float]]) -> Sample:
        """Their lives, in equal shares under each of several sets of parameters."""
        records = np.concatenate([parameter_record(each) for each in sets])
        uniforms, weight = self.drawn
        lives = self._lived(records)
        live_on = following(uniforms, mechanics=self.mechanics, beliefs=self.beliefs, workers=1, record=records)
        return Sample(columns_of(lives, mechanics=self.mechanics), weight, live_on, parameters=lives.parameters)

    def more(self, times: int) -> "People":
        """So many times as many people, others than these."""
        return People(times * self.size, self.seed + 1, self.mechanics, self.beliefs)

    def retold(self, parameters: Sequence[Mapping[str, float]]) -> Iterator[Sample]:
        """The lives of the best values, told with other parameters that decide nothing of a life (`priors.TOLD`)."""
        best = parameter_record()
        lives, known = self._lived(best), self._told(self._lived(best), best)
        for each in parameters:
            told = self._told(lives, parameter_record(each))
            yield Sample(told.columns, told.weight, known.live_on, known.known, told.parameters)

    def _lived(self, record: NDArray[np.void]) -> Lives:
        return simulate(self.drawn[0], mechanics=self.mechanics, beliefs=self.beliefs, masks=WORLDS, record=record)

    def _told(self, lives: Lives, record: NDArray[np.void]) -> Sample:
        uniforms, weight = self.drawn
        columns = columns_of(lives, mechanics=self.mechanics, parameters=record[0])
        live_on = following(uniforms, mechanics=self.mechanics, beliefs=self.beliefs, workers=1, record=record)
        return Sample(columns, weight, live_on, parameters=record[0])


def statistics(sample: Sample, targets: Sequence[Target]) -> Array:
    """A sample's statistics on the scale on which they are compared, (target,); NaN where nobody is left to count."""
    values = np.array([target.of(sample) for target in targets])
    return np.where(ratios(targets), np.log(np.maximum(values, 1e-3)), values)


def ratios(targets: Sequence[Target]) -> NDArray[np.bool_]:
    """Which targets are compared as logarithms, (target,)."""
    return np.array([target.is_ratio for target in targets])


def observations(targets: Sequence[Target], *, sampling_sd: Array) -> Observations:
    """What was published, on the same scale, with our own sampling error added."""
    bounds = np.array([[target.low, target.high] for target in targets])
    logs = ratios(targets)
    bounds[logs] = np.log(bounds[logs])
    return Observations(bounds.mean(axis=1), np.hypot((bounds[:, 1] - bounds[:, 0]) / 3.92, sampling_sd))


def is_inside(target: Target, value: float) -> bool:
    """Whether a statistic, on the scale on which it is compared, lies in its published interval."""
    plain = np.exp(value) if target.is_ratio else value
    return bool(target.low <= plain <= target.high)


def sampling_sd(sample: Sample, targets: Sequence[Target]) -> Array:
    """Monte Carlo error of each statistic, by leaving out groups of people in turn, (target,).

    Infinite where some group is all that there is to count.
    """
    group = np.arange(len(sample)) % GROUPS
    left_out = np.array(
        [statistics(sample.reweighted(np.where(group == k, 0.0, sample.weight)), targets) for k in range(GROUPS)]
    )
    error = np.sqrt((GROUPS - 1) * np.var(left_out, axis=0))
    return np.where(np.isfinite(error), error, np.inf)
