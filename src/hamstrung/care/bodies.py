"""Range, posture and loads of people week by week, from what has changed in their hamstrings and spine.

A body stays the same over a year; its range and loads follow the deficit. So the mechanics is asked a few times for
each person, at the start and a step away from it, and every week of every arm is told to first order,

    q(week) = q + Σ slope_k Δ_k(week),   k: held part of the deficit (length and tone), tolerance, lordosis

with the change of its own leg for a test of range and the mean of both for a load. Standing tilt and lordosis are known
exactly in every week. Function is a score of pain and mood, and exact.
Error: of a person's leg raise and knee extension at most 1.5 degrees, of loads 2 %; of means a third of that
(`tests/care/test_weekly.py`). Valid for changes of up to 15 degrees, and where no joint is replaced.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamstrung.care.course import Arm, Ground
from hamstrung.care.people import Array
from hamstrung.diagnosis import POSTURES
from hamstrung.life import Lives, seen, stance

SIDES = ("left", "right")
RANGES = tuple(f"{test}_{side}_deg" for test in ("slr", "ake") for side in SIDES)
POSTURE = ("anterior_pelvic_tilt_deg", "lumbar_lordosis_deg")
LOADS = tuple(f"{load}_l5s1_n" for load in ("compression", "shear"))

_STEPS = {"held": -6.0, "tolerance": -6.0, "lordosis": 3.0}
_HELD, _TOLERANCE = (1, 4), (2, 5)


@dataclass(frozen=True, slots=True)
class Bodies:
    """People's bodies at the start, and how range and loads follow.

    Args:
        start: state at the start (`life.sources.VISIT`), (person,)
        base: range, posture and loads then, (person,) each.
        slopes: of range and loads, by held part, tolerance and lordosis, (person, 3) each.
        tilt_per_lordosis: anterior tilt that goes with a degree of lordosis.
        ground: mechanics and beliefs.
    """

    start: NDArray[np.void]
    base: Mapping[str, Array]
    slopes: Mapping[str, Array]
    tilt_per_lordosis: Array
    ground: Ground


def of(natural: Arm, *, ground: Ground) -> Bodies:
    """The bodies of the people of an arm, at its start."""
    lives = natural.course.lives(natural.start)
    base = _asked(lives, ground)
    stepped = [(_asked(_moved(lives, **{name: step}), ground), step) for name, step in _STEPS.items()]
    slopes = {
        name: np.stack([(there[name] - base[name]) / step for there, step in stepped], axis=1)
        for name in base
        if name not in POSTURE
    }
    tilt = np.broadcast_to(lives.parameters["sign_anterior_per_lordosis"], (len(lives.visits),))
    return Bodies(lives.visits, base, slopes, tilt, ground)


def weekly(bodies: Bodies, one: Arm, *, weeks: Sequence[int]) -> Mapping[str, Array]:
    """Function, range, posture and loads in weeks that an arm has kept, (person, week) each.

    Args:
        bodies: of its people.
        one: the arm.
        weeks: of it.
    """
    held = [one.start + week for week in weeks]
    states = one.course.states[:, [one.course.kept.index(week) for week in held]]
    function = seen(one.course.lives(*held), mechanics=bodies.ground.mechanics, codes=("rmdq",))["truth_rmdq"]
    found = {"rmdq": function.reshape(len(held), -1).T}
    sides = {side: _changes(bodies.start, states, side) for side in SIDES}
    both = 0.5 * (sides["left"] + sides["right"])
    for name, slope in bodies.slopes.items():
        change = next((sides[side] for side in SIDES if name.endswith(f"_{side}_deg")), both)
        found[name] = bodies.base[name][:, None] + np.einsum("pk,pwk->pw", slope, change)
    return found | _posture(bodies, states)


def _posture(bodies: Bodies, states: NDArray[np.void]) -> dict[str, Array]:
    def since(name: str) -> Array:
        return np.asarray(states[name] - bodies.start[name][:, None])

    lordosis = since("lordosis_now_deg")
    tilted = since("standing_pelvis_deg") + bodies.tilt_per_lordosis[:, None] * lordosis
    curved = lordosis + since("standing_lordosis_deg")
    return {name: bodies.base[name][:, None] + each for name, each in zip(POSTURE, (tilted, curved), strict=True)}


def _changes(start: NDArray[np.void], states: NDArray[np.void], side: str) -> Array:
    """Change of one side's held part, tolerance, and of the lordosis, (person, week, 3)"""

    def since(name: str) -> Array:
        return np.asarray(states[name] - start[name][:, None])

    held = since(f"structural_{side}_deg") + since(f"tonic_{side}_deg")
    return np.stack([held, since(f"tolerance_{side}_deg"), since("lordosis_now_deg")], axis=2)


def _moved(lives: Lives, *, held: float = 0.0, tolerance: float = 0.0, lordosis: float = 0.0) -> Lives:
    """The same people a step away."""
    parts, visits = lives.parts_deg.copy(), lives.visits.copy()
    parts[:, 0, _HELD] += held
    parts[:, 0, _TOLERANCE] += tolerance
    visits["lordosis_now_deg"] += lordosis
    return replace(lives, parts_deg=parts, visits=visits)


def _asked(lives: Lives, ground: Ground) -> dict[str, Array]:
    """Range, posture and loads of people as they are, (person,) each."""
    columns = seen(lives, mechanics=ground.mechanics, codes=(*RANGES, *POSTURE))
    body = stance.at_visit(columns, mechanics=ground.mechanics, parameters=lives.parameters)
    loads = {f"{place}__{load}": body[f"{stance.SHOWN[place]}.{load}"] for place in POSTURES for load in LOADS}
    return {code: columns[f"truth_{code}"] for code in (*RANGES, *POSTURE)} | loads
