"""The course after a visit: natural, in any world, or beside a treatment."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError
from hamstrung.life import lives, living, parameter_sets, person, sources, tissue, weeks, worlds
from hamstrung.life.claims import Beliefs
from hamstrung.life.living import Mechanics

Array = NDArray[np.float64]

LONGEST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is changed from the visit on, in a life's own terms; nothing here acts on pain directly.

    Args:
        stretching_min_per_week: static stretching beyond the person's own.
        sitting_h_per_day: added, negative for less.
        activity_h_per_week: added.
        structural_gain_deg, tolerance_gain_deg: range gained, length or tolerance, once it is complete.
        hip_repaired: 1 where a worn hip is made good.
        leg_length_corrected: share of a leg-length difference that a lift takes away.
        released: 1 for a surgical release of both hamstrings, with its harms.
    """

    stretching_min_per_week: float = 0.0
    sitting_h_per_day: float = 0.0
    activity_h_per_week: float = 0.0
    structural_gain_deg: float = 0.0
    tolerance_gain_deg: float = 0.0
    hip_repaired: float = 0.0
    leg_length_corrected: float = 0.0
    released: float = 0.0

    def record(self) -> NDArray[np.void]:
        """As compiled code reads it, one row."""
        return np.array([tuple(asdict(self).values())], dtype=weeks.TREATMENT)


@dataclass(frozen=True, slots=True)
class Course:
    """The weeks after a visit; week 0 is the visit itself, before any treatment.

    Args:
        pain_nprs: by week, (person, week)
        seeks_care: whether care is sought, by week, (person, week)
        visits: the state in the last week (`sources.VISIT`), (person,)
    """

    pain_nprs: Array
    seeks_care: NDArray[np.bool_]
    visits: NDArray[np.void]


NOTHING = Treatment()


def follow(
    uniforms: NDArray[np.floating],
    *,
    weeks_after: int,
    mechanics: Mechanics,
    beliefs: Beliefs,
    treatment: Treatment = NOTHING,
    absent: int = 0,
    overrides: Mapping[str, float] | None = None,
    record: NDArray[np.void] | None = None,
) -> Course:
    """The course of many people from their visit on.

    Args:
        uniforms: stored random numbers, inside (0, 1), (person, node)
        weeks_after: how far to follow them.
        mechanics, beliefs, overrides, record: as for `living.simulate`.
        treatment: from the visit on.
        absent: groups of sources that are absent from the visit on, a mask of `worlds`; of hamstrings and structure
            what has grown over years stays.

    Raises:
        InputError: for uniforms of another shape or outside (0, 1), or weeks or a mask outside their range.
    """
    u = living.checked(uniforms)
    if not 0 <= weeks_after <= LONGEST_WEEKS:
        raise InputError.outside("weeks_after", weeks_after, 0, LONGEST_WEEKS)
    if not 0 <= absent <= worlds.NORMALISED_NOW:
        raise InputError.outside("absent", absent, 0, worlds.NORMALISED_NOW)
    held = parameter_sets.ruling(overrides=overrides, record=record)
    n = u.shape[0]
    pain, care = np.zeros((n, weeks_after + 1)), np.zeros((n, weeks_after + 1), np.bool_)
    visits = np.zeros(n, sources.VISIT)
    weeks.follow_all(
        u,
        held.lived,
        held.members(u),
        beliefs.record()[0],
        mechanics.arrays,
        mechanics.reference,
        living.reference_doses(mechanics, held.lived),
        absent,
        treatment.record()[0],
        lives.scratch(mechanics.arrays),
        np.zeros(1, person.PERSON),
        np.zeros(1, tissue.STATE),
        np.zeros(u.shape[1]),
        visits,
        pain,
        care,
    )
    return Course(pain, care, visits)
