"""The posterior people of one patient, chosen once, with their luck in responding to treatment."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import Posterior
from hamstrung.life import NODES, luck_of

Array = NDArray[np.float64]

MOST_PEOPLE = 200
"""People whose courses are lived for one patient, assumed enough (100-1000): what a treatment gives on average is then
known to a fourteenth of its spread over people."""


@dataclass(frozen=True, slots=True)
class People:
    """People found like one patient.

    Args:
        uniforms: stored random numbers, (person, node)
        weight: how much each counts; they sum to one, (person,)
        index: their places among the posterior's people, (person,)
        week: of their course in which they are now; 0 is the visit that the posterior stands on.
        past: what they were prescribed up to now (`doses.Prescription`), in weeks of that course.
    """

    uniforms: Array
    weight: Array
    index: NDArray[np.intp]
    week: int = 0
    past: tuple[Any, ...] = ()

    def __len__(self) -> int:
        return len(self.weight)

    def luck(self, place: int, stream: int = 0) -> Array:
        """A uniform of each person's own, the same whatever else is done, (person,)"""
        return luck_of(self.uniforms, place=place, stream=stream)


def of_posterior(found: Posterior, *, most: int = MOST_PEOPLE) -> People:
    """Equally spaced draws from the posterior; who is drawn twice is lived once and counts twice.

    Args:
        found: the patient's posterior.
        most: draws.
    """
    total = np.cumsum(found.weights)
    drawn = np.searchsorted(total / total[-1], (np.arange(most) + 0.5) / most)
    index, count = np.unique(np.minimum(drawn, len(found.weights) - 1), return_counts=True)
    found.people.load([f"u_{name}" for name in NODES])
    uniforms = np.column_stack([found.people[f"u_{name}"][index] for name in NODES])
    return People(uniforms, count / most, index)
