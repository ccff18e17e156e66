"""Strain and excursion of the sciatic nerve as joints, back and neck move: an elastic strand that slides in its bed.

Hip flexion, knee extension and dorsiflexion lengthen the bed, the container, near the joint that moves (`nerve_path`).
The nerve is drawn toward that joint from both sides, held back by loose tissue along all its way, and stretches:

    strain(s) = bed's strain(s) + dw/ds
    energy    = integral EA psi(strain) + kappa w^2 / 2 ds
                + k_foot w_foot^2 / 2 + k_foramen w_root^2 / 2 + k_cord (w_conus + neck)^2 / 2

w is how far the nerve has slid along its bed, toward the foot positive. Roots L4 to S3, sciatic and tibial nerve are
one strand a side, held where they leave the canal by its ligaments; both end at the conus, which dura and cord hold by
k_cord and a flexing neck draws up. Under tension the nerve has the stiffness EA, folded together a fifth of it,

    psi' = 0.2 x + 0.8 h log(1 + exp(x/h)),    h = 0.5 %

so that the first part of a movement from a slack posture only takes the folds out. Neutral lying, straight, is where it
is just taut. Minimised by Newton over elements of about a centimetre; the energy is convex and has one minimum.

Only ratios of EA, kappa and the ends matter for strain and excursion; EA alone sets tension. None was measured in
people directly: two ratios and EA are set so that two measured excursions and a tension are met, the rest is told from
them:

- sqrt(EA / kappa) = REACH, set to the mid-thigh's 9.9 mm as the knee straightens with the hip at 30 degrees
  (Ridehalgh et al. 2014 Man Ther 19:59), plausible 0.2-1 m
- k_cord, set to the conus' 3.5 mm in a straight leg raise of 60 degrees (Rade et al. 2015 Spine 40, part 3)
- EA, set to the 9.8 N of three roots in a straight leg raise of 70 degrees (Ko et al. 2006)

Valid for slow movements of a healthy nerve; not for one that a disc presses (give it a `tether`), nor near its failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.errors import InputError
from hamstrung.mechanics import nerve_path
from hamstrung.mechanics.layout import (
    ANKLE_LEFT,
    ANKLE_RIGHT,
    HIP_LEFT,
    HIP_RIGHT,
    KNEE_LEFT,
    KNEE_RIGHT,
    N_ANGLES,
    N_SPINE,
    SPINE,
)
from hamstrung.mechanics.nerve_path import PLACE_AFTER, REGION, STRETCHES, Bed
from hamstrung.units import DEG, MM

Vector = NDArray[np.float64]

STIFFNESS: Final = 645.0
"""EA of the strand [N], plausible 100-800. Set, see above; with all springs in proportion it moves tension only."""
REACH: Final = 0.48
"""sqrt(EA / kappa) [m]: how far along the nerve a pull is felt. Set, see above."""
CORD: Final = 1032.0
"""k_cord [N/m]. Set, see above."""
FORAMEN: Final = 4300.0
"""k_foramen, the foraminal ligaments' hold where the roots leave the canal [N/m]: assumed (0-10000)."""
FOOT: Final = 6450.0
"""k_foot, the plantar nerves' hold [N/m]: assumed (1000-10000)."""
NECK: Final = 0.08 * MM / DEG
"""How far a degree of neck flexion draws the cord up at the conus [m/rad]: assumed (0.03-0.15 mm a degree)."""
FOLDED: Final = 0.2
"""Stiffness of a folded nerve over that of a taut one: assumed (0.05-0.5)."""
TAUT: Final = 0.005
"""h, the strain over which it becomes taut: assumed (0.002-0.02)."""
ELEMENT: Final = 0.012
"""Length of an element [m]; halving it changes strains by less than a hundredth."""


@dataclass(frozen=True)
class Strand:
    """One side's nerve in a posture.

    Attributes:
        strain_pct: mean strain by region, negative where it is folded: root, buttock, hip, thigh, knee, calf, ankle
        excursion_mm: how far it slid along its bed by place, toward the foot positive: root, notch, gluteal_fold,
            mid_thigh, knee, ankle
        tension_n: mean tension by region
    """

    strain_pct: Mapping[str, float]
    excursion_mm: Mapping[str, float]
    tension_n: Mapping[str, float]


@dataclass(frozen=True)
class Nerve:
    """Both sides' nerves in a posture; `conus_mm` is the cord's end, toward the foot positive."""

    left: Strand
    right: Strand
    conus_mm: float


@dataclass(frozen=True)
class Mechanism:
    """How a nerve is held; see the module.

    Attributes:
        stiffness, reach: EA [N], sqrt(EA / kappa) [m]
        cord, foot, foramen: k_cord, k_foot and k_foramen [N/m]
        neck: draw of a flexing neck [m/rad]
        tether: further springs to the bed on the right and on the left side, by place [N/m], as a scar or a disc makes
    """

    stiffness: float = STIFFNESS
    reach: float = REACH
    cord: float = CORD
    foot: float = FOOT
    foramen: float = FORAMEN
    neck: float = NECK
    tether: Mapping[Literal["left", "right"], Mapping[str, float]] = field(default_factory=dict)


def strain(
    test: Literal["slr", "slump"],
    *,
    anthropometry: Anthropometry,
    side: Literal["left", "right"] = "right",
    hip_deg: float | None = None,
    knee_deg: float = 0.0,
    ankle_deg: float = 0.0,
    neck_deg: float = 0.0,
    lumbar_deg: float | None = None,
    both_sides: bool = False,
    mechanism: Mechanism | None = None,
) -> Nerve:
    """The nerves in a neurodynamic test.

    Args:
        test: `slr` lying (the other leg down), `slump` sitting bent (the other knee bent)
        anthropometry: the person's body
        side: the tested leg
        hip_deg: its hip flexion on the pelvis; 70 in a raise, 90 in a slump unless given
        knee_deg, ankle_deg, neck_deg: knee and neck flexion, dorsiflexion; the slump's own neck flexion is not implied
        lumbar_deg: lumbar flexion; none in a raise, 40 in a slump unless given
        both_sides: whether both legs are raised
        mechanism: how the nerve is held

    Raises:
        InputError: an unknown test, or a body outside its ranges
    """
    if test not in DEFAULTS:
        raise InputError.unknown(test, tuple(DEFAULTS), what="test")
    hip, lumbar, resting_hip, resting_knee = DEFAULTS[test]
    hip, lumbar = hip if hip_deg is None else hip_deg, lumbar if lumbar_deg is None else lumbar_deg
    q = np.zeros(N_ANGLES)
    q[SPINE : SPINE + N_SPINE : 3] = -lumbar / 6.0 * DEG
    for name, at in (("right", (HIP_RIGHT, KNEE_RIGHT, ANKLE_RIGHT)), ("left", (HIP_LEFT, KNEE_LEFT, ANKLE_LEFT))):
        tested = both_sides or name == side
        q[list(at)] = np.array([hip, knee_deg, ankle_deg] if tested else [resting_hip, resting_knee, 0.0]) * DEG
    return along(bodies.build(anthropometry), q, neck_deg=neck_deg, mechanism=mechanism)


DEFAULTS: Final = {"slr": (70.0, 0.0, 0.0, 0.0), "slump": (90.0, 40.0, 90.0, 90.0)}
"""Tested hip, lumbar flexion, the other leg's hip and knee [deg]."""


def along(body: Body, q: Vector, *, neck_deg: float = 0.0, mechanism: Mechanism | None = None) -> Nerve:
    """The nerves of a body in any posture.

    Args:
        body: the person's body
        q: joint angles [rad], (angle,), such as a solved posture's
        neck_deg: neck flexion
        mechanism: how the nerve is held
    """
    held, bed = mechanism or Mechanism(), nerve_path.bed(body)
    mesh = _Mesh(bed, held)
    lengths = bed.lengths(q)
    w, strains = _settle(mesh, lengths, held.neck * neck_deg * DEG)
    right, left = (mesh.told(w, strains, side) for side in (0, 1))
    return Nerve(left=left, right=right, conus_mm=float(w[0] / MM))


def tension(strain: Vector, stiffness: float) -> tuple[Vector, Vector]:
    """Tension [N] and its slope over strain [N] of a nerve that folds when slack."""
    x = strain / TAUT
    soft = TAUT * np.logaddexp(0.0, x)
    gate = 0.5 * (1.0 + np.tanh(0.5 * x))
    return (
        np.asarray(stiffness * (FOLDED * strain + (1.0 - FOLDED) * soft)),
        np.asarray(stiffness * (FOLDED + (1.0 - FOLDED) * gate)),
    )


class _Mesh:
    """Elements of both strands: node 0 is the conus, then the right side's nodes, then the left's."""

    def __init__(self, bed: Bed, held: Mechanism) -> None:
        self.held, self.bed = held, bed
        parts = np.maximum(np.round(bed.rest / ELEMENT).astype(np.int64), 1)
        self.stretch = np.repeat(np.arange(len(parts)), parts)
        self.size = np.repeat(bed.rest / parts, parts)
        self.count = len(self.stretch)
        self.nodes = [np.concatenate([[0], side * self.count + 1 + np.arange(self.count)]) for side in (0, 1)]
        self.springs = self._springs()

    def _springs(self) -> Vector:
        """Stiffness of every node to its bed [N/m], (node,)."""
        kappa = self.held.stiffness / self.held.reach**2
        springs = np.zeros(2 * self.count + 1)
        springs[0] = self.held.cord
        for side, name in enumerate(("right", "left")):
            nodes = self.nodes[side]
            np.add.at(springs, nodes[1:], 0.5 * kappa * self.size)
            np.add.at(springs, nodes[1:-1], 0.5 * kappa * self.size[1:])
            springs[nodes[-1]] += self.held.foot
            springs[self.node("root", side)] += self.held.foramen
            for place, extra in self.held.tether.get(name, {}).items():  # type: ignore[call-overload]
                springs[self.node(place, side)] += extra
        return springs

    def node(self, place: str, side: int) -> int:
        """The node at a named place."""
        last = int(np.flatnonzero(self.stretch == STRETCHES.index(PLACE_AFTER[place]))[-1])
        return int(self.nodes[side][last + 1])

    def strain(self, w: Vector, lengths: tuple[Vector, Vector], side: int) -> Vector:
        """Strain of every element of a side, (element,)."""
        bed = (lengths[side] / self.bed.rest - 1.0)[self.stretch]
        return np.asarray(bed + np.diff(w[self.nodes[side]]) / self.size)

    def told(self, w: Vector, strains: list[Vector], side: int) -> Strand:
        """A side by region and place."""
        force = tension(strains[side], self.held.stiffness)[0]

        def mean(values: Vector, region: str) -> float:
            among = np.isin(self.stretch, [STRETCHES.index(name) for name in REGION[region]])
            return float(np.average(values[among], weights=self.size[among]))

        return Strand(
            strain_pct={region: 100.0 * mean(strains[side], region) for region in REGION},
            excursion_mm={place: float(w[self.node(place, side)] / MM) for place in PLACE_AFTER},
            tension_n={region: mean(force, region) for region in REGION},
        )


def _settle(mesh: _Mesh, lengths: tuple[Vector, Vector], drawn: float) -> tuple[Vector, list[Vector]]:
    """The sliding of least energy [m], (node,), and each side's strains: Newton, damped by the residual."""
    w = np.zeros(2 * mesh.count + 1)
    slope = _slope(mesh, w, lengths, drawn)
    for _ in range(60):
        if np.abs(slope).max() < 1e-9:
            break
        step, scale = np.linalg.solve(_hessian(mesh, w, lengths), slope), 1.0
        while scale > 1e-3:
            trial = _slope(mesh, w - scale * step, lengths, drawn)
            if np.linalg.norm(trial) < np.linalg.norm(slope):
                break
            scale *= 0.5
        w, slope = w - scale * step, trial
    return w, [mesh.strain(w, lengths, side) for side in (0, 1)]


def _slope(mesh: _Mesh, w: Vector, lengths: tuple[Vector, Vector], drawn: float) -> Vector:
    """Force on every node [N], (node,)."""
    total = mesh.springs * w
    total[0] += mesh.held.cord * drawn
    for side in (0, 1):
        force, _ = tension(mesh.strain(w, lengths, side), mesh.held.stiffness)
        np.add.at(total, mesh.nodes[side][1:], force)
        np.add.at(total, mesh.nodes[side][:-1], -force)
    return total


def _hessian(mesh: _Mesh, w: Vector, lengths: tuple[Vector, Vector]) -> Vector:
    total = np.diag(mesh.springs)
    for side in (0, 1):
        _, rate = tension(mesh.strain(w, lengths, side), mesh.held.stiffness)
        rate, ends = rate / mesh.size, mesh.nodes[side]
        np.add.at(total, (ends[1:], ends[1:]), rate)
        np.add.at(total, (ends[:-1], ends[:-1]), rate)
        np.add.at(total, (ends[1:], ends[:-1]), -rate)
        np.add.at(total, (ends[:-1], ends[1:]), -rate)
    return total
