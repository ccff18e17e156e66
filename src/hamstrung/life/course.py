"""The course after a visit: natural, in any world, or beside a treatment."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError
from hamstrung.life import lives, living, parameter_sets, person, sources, tissue, treating, weeks, worlds
from hamstrung.life.claims import Beliefs
from hamstrung.life.columns import PARTS
from hamstrung.life.living import Lives, Mechanics
from hamstrung.life.parameter_sets import Ruling

Array = NDArray[np.float64]

LONGEST_WEEKS = 520


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is changed from the visit on, in a life's own terms; nothing here acts on pain directly.

    Args:
        stretching_min_per_week: static stretching beyond the person's own.
        sitting_h_per_day: added, negative for less.
        activity_h_per_week: added.
        structural_gain_deg, tolerance_gain_deg, tone_gain_deg: range gained, length, tolerance or resting tone, once it
            is complete.
        irritability_sd, distress_sd, sensitisation_sd: by which these scores fall, once that is complete.
        root_sd: by which the inflammation of a root falls.
        tendon_sd: by which the tolerance of the hamstrings' origin rises.
        healing: weeks that a strain is ahead of its own healing after each week.
        hip_eased: share of a hip's disorder that hurts no more.
        hip_repaired: 1 where a worn hip is made good.
        leg_length_corrected: share of a leg-length difference that a lift takes away.
        released: 1 for a surgical release of both hamstrings, with its harms.
        from_week, to_week: it is done after the one and until the other; surgery and lifts stay.
        onset_weeks: time constant of what it does; 0 for that of stretch tolerance. Habits change at once.
        loss_weeks: time constant of the loss once it is stopped; 0 for at once.
    """

    stretching_min_per_week: float = 0.0
    sitting_h_per_day: float = 0.0
    activity_h_per_week: float = 0.0
    structural_gain_deg: float = 0.0
    tolerance_gain_deg: float = 0.0
    tone_gain_deg: float = 0.0
    irritability_sd: float = 0.0
    distress_sd: float = 0.0
    sensitisation_sd: float = 0.0
    root_sd: float = 0.0
    tendon_sd: float = 0.0
    healing: float = 0.0
    hip_eased: float = 0.0
    hip_repaired: float = 0.0
    leg_length_corrected: float = 0.0
    released: float = 0.0
    from_week: float = 0.0
    to_week: float = math.inf
    onset_weeks: float = 0.0
    loss_weeks: float = 0.0

    def row(self) -> Array:
        """As compiled code reads it, (field,)."""
        return np.array([getattr(self, name) for name in treating.FIELDS])


@dataclass(frozen=True, slots=True)
class Course:
    """The weeks after a visit; week 0 is the visit itself, before any treatment.

    Args:
        pain_nprs: by week, (person, week)
        seeks_care: whether care is sought, by week, (person, week)
        kept: weeks that were asked for, and the last.
        uniforms: of the visit, (person, node)
        people, states, memories: who they are, their state (`sources.VISIT`) and what they remember (`lives.COURSE`)
            in the weeks that are kept, (person, kept)
        parameters: that rule each of them.
    """

    pain_nprs: Array
    seeks_care: NDArray[np.bool_]
    kept: tuple[int, ...]
    uniforms: Array
    people: NDArray[np.void]
    states: NDArray[np.void]
    memories: NDArray[np.void]
    parameters: Ruling

    @property
    def visits(self) -> NDArray[np.void]:
        """The state in the last week, (person,)."""
        return self.states[:, -1]

    def lives(self, *weeks_after: int) -> Lives:
        """These people as they are in some of the kept weeks, one week after the other.

        Raises:
            InputError: for a week that is not kept.
        """
        for week in weeks_after:
            if week not in self.kept:
                raise InputError("weeks_after", f"has {week}, which is not kept: {self.kept}")
        places = [self.kept.index(week) for week in weeks_after]
        people, states, memories = (
            np.concatenate([table[:, k] for k in places]) for table in (self.people, self.states, self.memories)
        )
        parts = [states[f"{part}_{side}_deg"] for side in ("left", "right") for part in PARTS]
        return Lives(
            np.tile(self.uniforms, (len(places), 1)),
            (worlds.name(0),),
            people,
            states,
            memories,
            states["pain_nprs"][:, None],
            np.stack(parts, axis=1)[:, None, :],
            Ruling(self.parameters.sets, np.tile(self.parameters.member, len(places))),
        )


def joined(parts: Sequence[Course]) -> Course:
    """Courses of different people, followed alike, as one."""
    first = parts[0]

    def whole(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    own = Ruling(first.parameters.sets, np.concatenate([part.parameters.member for part in parts]))
    tables = {name: whole(name) for name in ("uniforms", "people", "states", "memories")}
    return Course(whole("pain_nprs"), whole("seeks_care"), first.kept, **tables, parameters=own)


NOTHING = Treatment()


def follow(
    uniforms: NDArray[np.floating],
    *,
    weeks_after: int,
    mechanics: Mechanics,
    beliefs: Beliefs,
    treatment: Treatment | Array = NOTHING,
    keep_weeks: Sequence[int] = (),
    only_weeks: Sequence[int] | None = None,
    absent: int = 0,
    overrides: Mapping[str, float] | None = None,
    record: NDArray[np.void] | None = None,
) -> Course:
    """The course of many people from their visit on.

    Args:
        uniforms: stored random numbers, inside (0, 1), (person, node)
        weeks_after: how far to follow them.
        mechanics, beliefs, overrides, record: as for `living.simulate`.
        treatment: from the visit on, the same for everybody; or several at once and each person's own, in rows of
            `treating.FIELDS`, (1 or person, treatment, field)
        keep_weeks: weeks whose state is kept beside that of the last.
        only_weeks: weeks in which pain is worked out, beside those that are kept; between them it is NaN, and care
            is not sought. Every week where it is None.
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
    n, steps = u.shape[0], weeks_after + 1
    pain, care = np.full((n, steps), np.nan), np.zeros((n, steps), np.bool_)
    kept = sorted({*(week for week in keep_weeks if week < weeks_after), weeks_after})
    shown = np.full(steps, len(kept) if only_weeks is None else -1)
    shown[[0, *(week for week in only_weeks or () if week < weeks_after)]] = len(kept)
    shown[kept] = np.arange(len(kept))
    people, states, memories = (np.zeros((n, len(kept) + 1), t) for t in (person.PERSON, sources.VISIT, lives.COURSE))
    weeks.follow_all(
        u,
        held.lived,
        held.members(u),
        beliefs.record()[0],
        mechanics.arrays,
        mechanics.reference,
        living.reference_doses(mechanics, held.lived),
        absent,
        rows(treatment, people=n),
        lives.scratch(mechanics.arrays),
        np.zeros(2, person.PERSON),
        np.zeros(1, tissue.STATE),
        np.zeros(u.shape[1]),
        np.zeros(treating.FROM),
        np.zeros(len(treating.EASED)),
        shown,
        people,
        states,
        memories,
        pain,
        care,
    )
    tables = (people[:, :-1], states[:, :-1], memories[:, :-1])
    return Course(pain, care, tuple(kept), u, *tables, parameters=held.of(u))


def rows(treatment: Treatment | Array, *, people: int) -> Array:
    """Treatments as compiled code reads them, (1 or person, treatment, field).

    Raises:
        InputError: for an array of another shape, or one that holds no number.
    """
    if isinstance(treatment, Treatment):
        return treatment.row()[None, None, :]
    table = np.ascontiguousarray(treatment, dtype=np.float64)
    if table.ndim != 3 or table.shape[0] not in (1, people) or table.shape[2] != len(treating.FIELDS):
        raise InputError("treatment", f"has shape {table.shape}, not (1 or {people}, any, {len(treating.FIELDS)})")
    if np.isnan(table).any():
        raise InputError("treatment", "holds a value that is no number")
    return table


def luck_of(uniforms: NDArray[np.floating], *, place: int, stream: int = 0) -> Array:
    """A uniform of each person's own that no week uses, from the stored ones alone, (person,)

    Args:
        uniforms: stored random numbers, (person, node)
        place: a number beyond the longest course.
        stream: 0 to 7.

    Raises:
        InputError: for a place at which somebody may live.
    """
    if place <= LONGEST_WEEKS:
        raise InputError("place", f"is {place}, which is a week of a course")
    u = living.checked(uniforms)
    found = np.zeros(len(u))
    weeks.lucks(u, place, stream, found)
    return found
