"""Lives of many people in many worlds, from their stored uniforms: the entry to the compiled kernel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError
from hamstrung.life import lives, nodes, parameter_sets, person, posture, sources, tissue, worlds
from hamstrung.life.claims import Beliefs
from hamstrung.life.parameter_sets import Ruling
from hamstrung.mechanics import interpolant
from hamstrung.mechanics.interpolant import Interpolant

Array = NDArray[np.float64]

_REFERENCE = (0.5, 1.69, 25.0, 50.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Mechanics:
    """The mechanics of lives, and the reference person whose loads count as ordinary.

    Args:
        arrays: the postures' series as the kernel reads it, only the outputs of `posture.OUTPUTS`.
        reference: outputs of the reference person with normal hamstrings, (output,)
        postures, exams: both groups of the interpolant, for what is asked once per person.
    """

    arrays: lives.Arrays
    reference: Array
    postures: Interpolant
    exams: Interpolant


@dataclass(frozen=True, slots=True)
class Lives:
    """Simulated people.

    Args:
        uniforms: that settle everything, (person, node)
        worlds: names of the worlds, in the order of the arrays' world axis.
        people: who they are (`person.PERSON`), (person,)
        visits: their state in the factual world (`sources.VISIT`), (person,)
        courses: care and past (`lives.COURSE`), (person,)
        pain_nprs: current pain, (person, world)
        parts_deg: structural, tonic, tolerance part left, then right, (person, world, 6)
        parameters: that rule each of them.
    """

    uniforms: Array
    worlds: tuple[str, ...]
    people: NDArray[np.void]
    visits: NDArray[np.void]
    courses: NDArray[np.void]
    pain_nprs: Array
    parts_deg: Array
    parameters: Ruling


def mechanics(postures: Interpolant | None = None, exams: Interpolant | None = None) -> Mechanics:
    """The mechanics of lives from the interpolant's two groups; those of this version unless given.

    Raises:
        InputError: for a posture output that lives need and the group lacks.
    """
    postures = postures or interpolant.load("postures")
    exams = exams or interpolant.load("exams")
    for name in posture.OUTPUTS:
        if name not in postures.outputs:
            raise InputError.unknown(name, postures.outputs, what="output of the mechanics")
    arrays = lives.arrays_of(postures.exponents, postures.columns(posture.OUTPUTS), postures.centre, postures.scale)
    outputs = dict(zip(postures.outputs, postures.evaluate(np.array([_REFERENCE]))[0], strict=True))
    reference = np.array([outputs[name] for name in posture.OUTPUTS])
    return Mechanics(arrays, reference, postures, exams)


def simulate(
    uniforms: NDArray[np.floating],
    *,
    mechanics: Mechanics,
    beliefs: Beliefs,
    overrides: Mapping[str, float] | None = None,
    masks: Sequence[int] = worlds.MASKS,
    start_nprs: float = 0.0,
    record: NDArray[np.void] | None = None,
) -> Lives:
    """Lives of many people; the factual world is always among them, first.

    Args:
        uniforms: one per person and node, inside (0, 1), (person, node)
        mechanics: of bodies, as a series.
        beliefs: strengths of the claims.
        overrides: parameter -> value; one set for everybody, in place of the ensemble.
        masks: worlds by removed groups (`worlds.MASKS`); the first is 0, the factual one.
        start_nprs: where the loop of pain and guarding is started.
        record: all parameters at once, one set for everybody or several in equal shares, in place of the ensemble.

    Raises:
        InputError: for uniforms of another shape or outside (0, 1).
    """
    u = checked(uniforms)
    held = parameter_sets.ruling(overrides=overrides, record=record)
    c = beliefs.record()
    if not masks or masks[0] != 0:
        raise InputError("masks", "does not start with 0, the factual world")
    n = u.shape[0]
    people, visits = np.zeros(n, person.PERSON), np.zeros(n, sources.VISIT)
    courses = np.zeros(n, lives.COURSE)
    pain, parts = np.zeros((n, len(masks))), np.zeros((n, len(masks), 6))
    lives.live_all(
        u,
        held.lived,
        held.members(u),
        c[0],
        mechanics.arrays,
        mechanics.reference,
        reference_doses(mechanics, held.lived),
        np.asarray(masks, dtype=np.int64),
        worlds.by_history(masks),
        float(start_nprs),
        lives.scratch(mechanics.arrays),
        people,
        np.zeros(4, tissue.STATE),
        np.zeros(1, sources.VISIT),
        visits,
        courses,
        pain,
        parts,
    )
    names = tuple(worlds.name(mask) for mask in masks)
    return Lives(u, names, people, visits, courses, pain, parts, held.of(u))


def checked(uniforms: NDArray[np.floating]) -> Array:
    """Uniforms as the kernel needs them."""
    u = np.ascontiguousarray(uniforms, dtype=np.float64)
    if u.ndim != 2 or u.shape[1] != len(nodes.NODES):
        raise InputError("uniforms", f"has shape {u.shape}, not (person, {len(nodes.NODES)})")
    if not np.all((u > 0.0) & (u < 1.0)):
        raise InputError("uniforms", "holds a value outside (0, 1)")
    return u


def reference_doses(mechanics: Mechanics, sets: NDArray[np.void]) -> Array:
    """The day's flexion dose of the reference person with ordinary habits, under each set of parameters, (member,)."""
    doses = np.zeros(len(sets))
    lives.ordinary_doses(sets, mechanics.reference, np.zeros(1, person.PERSON), np.zeros(1, posture.DAY), doses)
    return doses
