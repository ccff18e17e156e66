"""Which parameters move the published statistics: each alone to the farther end of its prior, all others at their best.

    effect = (statistic there - statistic at the best values) / sd,      influence = sqrt(sum of min(|effect|, 3)^2)

with the statistic's sd of publication and of our own sampling. Only the calibration split is looked at. Those of the
largest influence are worth fitting; what hardly moves anything an ensemble would move by chance. Sees no interactions.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import fitting, targets
from hamstrung.cohort.published import Target
from hamstrung.life import Parameter, parameters
from hamstrung.life.priors import TOLD

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

MOST: Final = 3.0
"""An effect of so many standard deviations counts in full; a larger one counts no more."""
NAMED: Final = 3
"""Statistics that are named as a parameter's reason."""
WORTH_NAMING: Final = 0.3


@dataclass(frozen=True)
class Screened:
    """What parameters do to statistics.

    Args:
        names: of the parameters, the most influential first.
        effect: in standard deviations, (parameter, target)
        ids: of the targets.
    """

    names: tuple[str, ...]
    effect: Array
    ids: tuple[str, ...]

    @property
    def influence(self) -> Array:
        """Of each parameter, (parameter,)."""
        return np.asarray(np.sqrt(np.sum(np.minimum(np.abs(self.effect), MOST) ** 2, axis=1)))

    def table(self, keep: int) -> str:
        """The most influential ones as `fitted.toml`, each with what it moves most."""
        lines = [
            "# Parameters that are fitted to published statistics, found by `hamstrung calibrate --screen`: influence,",
            "# and the statistics that move most between the best value and the farther end of the prior, in standard",
            "# deviations.",
            "",
            "[fitted]",
        ]
        rows = zip(self.names, self.influence, self.effect, strict=True)
        return "\n".join([*lines, *(self._line(*row) for _, row in zip(range(keep), rows, strict=False))]) + "\n"

    def _line(self, name: str, influence: float, effect: Array) -> str:
        first, *others = np.argsort(-np.abs(effect))[:NAMED]
        most = [first, *(k for k in others if abs(effect[k]) >= WORTH_NAMING)]
        return f'{name} = "{influence:.1f}: {", ".join(f"{self.ids[k]} {effect[k]:+.1f}" for k in most)}"'


def screen(
    people: fitting.People,
    *,
    chosen: Sequence[Target] | None = None,
    among: Sequence[Parameter] | None = None,
    workers: int = 2,
    progress: Progress = lambda done, total: None,
) -> Screened:
    """Move every uncertain parameter alone.

    Args:
        people: whose lives are compared.
        chosen: statistics; the calibration split unless given.
        among: parameters; all whose prior has a width unless given.
        workers: threads; nothing depends on their number.
        progress: told (parameters done, parameters in all).
    """
    if chosen is None:
        chosen = [target for target in targets() if target.split == "calibration"]
    tried = [each for each in among or parameters().values() if each.high > each.low]
    telling = [each for each in tried if each.name.split("_")[0] in TOLD]
    living = [each for each in tried if each.name.split("_")[0] not in TOLD]
    best = people.sample({})
    base = fitting.statistics(best, chosen)
    sd = fitting.observations(chosen, sampling_sd=fitting.sampling_sd(best, chosen)).sd
    found: dict[str, Array] = {}

    def keep(parameter: Parameter, values: Array) -> None:
        found[parameter.name] = np.nan_to_num((values - base) / sd, posinf=0.0, neginf=0.0)
        progress(len(found), len(tried))

    with ThreadPoolExecutor(max_workers=workers) as pool:
        runs = pool.map(lambda each: fitting.statistics(people.sample(_moved(each)), chosen), living)
        for each, values in zip(living, runs, strict=True):
            keep(each, values)
    for each, sample in zip(telling, people.retold([_moved(each) for each in telling]), strict=True):
        keep(each, fitting.statistics(sample, chosen))
    effect = np.array([found[each.name] for each in tried])
    order = np.argsort(-np.sum(np.minimum(np.abs(effect), MOST) ** 2, axis=1), kind="stable")
    return Screened(tuple(tried[k].name for k in order), effect[order], tuple(target.id for target in chosen))


def _moved(parameter: Parameter) -> dict[str, float]:
    """A parameter at the end of its prior that is farther from its best value."""
    up = parameter.high - parameter.value >= parameter.value - parameter.low
    return {parameter.name: parameter.high if up else parameter.low}
