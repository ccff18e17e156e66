"""Every rival trained once and asked the same patients."""

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import forecasts
from hamstrung.workflows.prove_diagnosis.figures import score
from hamstrung.workflows.prove_diagnosis.rivals.factors import Factors
from hamstrung.workflows.prove_diagnosis.rivals.features import Array, Features, Training
from hamstrung.workflows.prove_diagnosis.rivals.networks import Naive, TreeAugmented
from hamstrung.workflows.prove_diagnosis.rivals.neural import Neural
from hamstrung.workflows.prove_diagnosis.rivals.regressions import Boosting, Logistic

Tell = Callable[[str], None]
_FEW, _QUICK_S = 20, 0.05
"""Patients who are asked one by one and timed; who takes longer each is not asked everyone."""


class Rival(Protocol):
    """A way to give roles for findings."""

    name: str
    library: str
    told: str

    def train(self, seen: Training) -> None:
        """Learn from people whose role is known."""

    def answer(self, who: Features) -> Array:
        """Role probabilities, (person, role)."""


def rivals() -> list[Rival]:
    """Every rival."""
    return [Logistic(), Boosting(), Naive(), TreeAugmented(), Factors(), Neural()]


def compare(
    ways: Sequence[Rival],
    seen: Training,
    who: Features,
    role: NDArray[np.intp],
    *,
    most: int,
    tell: Tell = lambda name: None,
) -> list[dict[str, Any]]:
    """Scores and seconds of each rival; one whose library is missing says so in place of numbers.

    Args:
        ways: the rivals.
        seen: what they learn from.
        who: the patients, with the columns of `seen`.
        role: what is true of them, (patient,)
        most: patients that a rival is asked at most, those that are slow.
        tell: told the name of each before it is trained.
    """
    return [_one(way, seen, who, role, most=most, tell=tell) for way in ways]


def _one(way: Rival, seen: Training, who: Features, role: NDArray[np.intp], *, most: int, tell: Tell) -> dict[str, Any]:
    made: dict[str, Any] = {"name": way.name, "library": way.library, "told": way.told}
    if find_spec(way.library) is None:
        return made | {"skipped": f"{way.library} is not installed"}
    tell(way.name)
    started = time.perf_counter()
    way.train(seen)
    trained = time.perf_counter() - started
    way.answer(who.rows(np.arange(1)))
    few = min(_FEW, len(role))
    singles, seconds = zip(*(_timed(way, who, k) for k in range(few)), strict=True)
    each = float(np.median(seconds))
    asked = len(role) if each < _QUICK_S else min(most, len(role))
    given = np.vstack([*singles, *([way.answer(who.rows(np.arange(few, asked)))] if asked > few else [])])
    return made | {
        "patients": asked,
        "seconds_to_train": trained,
        "seconds_to_answer": each,
        **score(given, role[:asked]),
        "log_scores": forecasts.log_scores(given, role[:asked]).tolist(),
    }


def _timed(way: Rival, who: Features, k: int) -> tuple[Array, float]:
    """The answer for one patient, and how long it took."""
    row = who.rows(np.array([k]))
    started = time.perf_counter()
    given = way.answer(row)
    return given, time.perf_counter() - started
