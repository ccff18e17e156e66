"""How vertical shaking goes through a posture: from seat or feet to sacrum, lowest rib and first thoracic vertebra.

Small motions y about a solved posture, relative to a base that moves up and down by z0:

    M y'' + C y' + K y = -M_v z0'',      M = sum m J'J + sum I W'W,      M_v = sum m J'e_up
    T(w) = 1 + e.J y / z0,    y = sum over modes of phi (phi.M_v) w^2 / (w_n^2 - w^2 + 2 i zeta w_n w)

Coordinates are the free directions of the posture, with the centre of mass kept over its base by control (`stability`),
the six discs' shortening along their normals, and the flesh under the base. K is the posture's own stiffness with
muscles at short range, discs and flesh as springs; a direction that would fold without control is given no stiffness.
All modes have one damping ratio.

Assumed: disc 1.5 MN/m (0.8-3, dynamic), flesh of the buttocks 70 kN/m (40-120), both heels 300 kN/m (100-600), damping
0.3 (0.2-0.45), radii of gyration over lengths. Thorax and head are one body, arms hang from the shoulders as a point;
viscera and neck, which matter from 4 Hz up, are not there: sizes of peaks above T1 are not to be believed, differences
between postures of one body with care. Not for impacts that move joints by degrees.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Anthropometry
from hamstrung.mechanics import potential, stability
from hamstrung.mechanics.hamstrings import Deficit
from hamstrung.mechanics.layout import PELVIS, SPINE, THORAX
from hamstrung.mechanics.posture import shape_of
from hamstrung.mechanics.solver import Solver
from hamstrung.mechanics.tasks import Task
from hamstrung.units import DEG

Vector = NDArray[np.float64]

DISC: Final = 1.5e6
"""Dynamic axial stiffness of a disc [N/m]: assumed (0.8-3 MN/m)."""
FLESH: Final = {"seat": 7.0e4, "feet": 3.0e5}
"""Stiffness under the base [N/m]: buttocks assumed (40-120 kN/m), both heels assumed (100-600 kN/m)."""
DAMPING: Final = 0.3
"""Damping ratio of every mode: assumed (0.2-0.45)."""
GYRATION: Final = (0.090, *[0.060] * 5, 0.190, 0.120, 0.115, 0.070, 0.120, 0.115, 0.070)
"""Radius of gyration of every segment at a height of 1.70 m [m]: assumed (within a third)."""
REFERENCE_HEIGHT: Final = 1.70

FREQUENCIES: Final = np.linspace(1.0, 20.0, 191)
"""Frequencies at which transmissibility is told [Hz]."""
IMPACT_BAND: Final = (8.0, 20.0)
"""Frequencies of an impact's shock in the lumbar spine [Hz]: our choice within the range told."""


@dataclass(frozen=True)
class Shaking:
    """A posture's answer to vertical shaking.

    Attributes:
        lordosis_deg: L1-S1
        natural_hz: undamped natural frequencies, (mode,)
        resonance_hz, peak: where T to T1 is largest, and how large
        transmissibility: |T| at T1 over `FREQUENCIES`
        lumbar: |T| at T12/L1 over that at the sacrum, over `FREQUENCIES`
        attenuation: share of the shock's power within 8-20 Hz that the lumbar spine takes out; negative where it adds
        flexion_left_deg, extension_left_deg: lumbar range left before the segments' limits
    """

    lordosis_deg: float
    natural_hz: Vector
    resonance_hz: float
    peak: float
    transmissibility: Vector
    lumbar: Vector
    attenuation: float
    flexion_left_deg: float
    extension_left_deg: float


def of(task: Task | str, *, anthropometry: Anthropometry, deficit: Deficit | None = None) -> Shaking:
    """How a person in a task is shaken.

    Raises:
        InputError: an unknown task, or a body outside its ranges
        RuntimeError: a posture that did not converge
    """
    solver, q, own = stability.settled(task, anthropometry=anthropometry, deficit=deficit)
    return told(system(solver, q, own), solver, q)


@dataclass(frozen=True)
class System:
    """Mass, stiffness and Jacobians over the coordinates: free directions, six discs, flesh.

    Attributes:
        mass, stiffness: (coordinate, coordinate)
        lift: M_v, the force of a unit upward acceleration of the base, (coordinate,)
        up: how far sacrum, T12/L1 and T1 rise with every coordinate, (3, coordinate)
    """

    mass: Vector
    stiffness: Vector
    lift: Vector
    up: Vector


def system(solver: Solver, q: Vector, own: potential.Tissue) -> System:
    """The small-motion equations of a solved posture."""
    parts = stability.stiffness(solver, q, own)
    jacobian = _Jacobian(solver, parts.directions)
    body, weights = solver.anatomy.body, solver.weights
    count = parts.directions.shape[1] + 7
    mass, lift = np.zeros((count, count)), np.zeros(count)
    for m in (*range(14), 16):
        if weights.mass[m] == 0.0:
            continue
        move = jacobian.point(int(weights.segment[m]), solver.anatomy.scratch.mass_point[m])
        mass += weights.mass[m] * move @ move.T
        lift += weights.mass[m] * move[:, 1]
        if m < 13:
            radius = GYRATION[m] * float(body.height) / REFERENCE_HEIGHT
            turn = jacobian.turn(m)
            mass += weights.mass[m] * radius**2 * turn @ turn.T
    stiff = np.zeros((count, count))
    stiff[:-7, :-7] = without_negative(parts.at(stability.RATIO))
    stiff[range(count - 7, count), range(count - 7, count)] = [*[DISC] * 6, FLESH[solver.task.base]]
    return System(mass, stiff, lift, jacobian.rises())


def without_negative(matrix: Vector) -> Vector:
    """A symmetric matrix whose negative eigenvalues are set to none."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


class _Jacobian:
    """Velocities in a placed posture over the coordinates, against the base's anchors."""

    def __init__(self, solver: Solver, directions: Vector) -> None:
        a = solver.anatomy
        self.w, self.body, self.tree, self.directions = a.scratch, a.body, a.tree, directions
        self.normal = [self._normal(s) for s in range(6)]
        anchors = [self._angles(int(solver.weights.segment[m]), self.w.mass_point[m]) for m in (14, 15)]
        self.anchor = 0.5 * (anchors[0] + anchors[1])

    def _normal(self, disc: int) -> Vector:
        return np.asarray(self.w.rotation[disc] @ self.body.disc_normal[disc])

    def _angles(self, segment: int, point: Vector) -> Vector:
        """dx/dq of a point on a segment, (angle, xyz)."""
        centre = self.w.origin[self.tree.angle_segment]
        carried = self.tree.carries[segment].astype(float)[:, None]
        return np.asarray(np.cross(self.w.axis, point - centre) * carried)

    def point(self, segment: int, point: Vector) -> Vector:
        """Velocity of a point over every coordinate, (coordinate, xyz); discs lengthen, flesh lifts."""
        angles = self.directions.T @ (self._angles(segment, point) - self.anchor)
        discs = [normal if disc < segment <= THORAX else np.zeros(3) for disc, normal in enumerate(self.normal)]
        return np.vstack([angles, *discs, [0.0, 1.0, 0.0]])

    def turn(self, segment: int) -> Vector:
        """Angular velocity of a segment over every coordinate, (coordinate, xyz)."""
        carried = self.tree.carries[segment].astype(float)[:, None]
        return np.vstack([self.directions.T @ (self.w.axis * carried), np.zeros((7, 3))])

    def rises(self) -> Vector:
        """How sacrum, T12/L1 and T1 rise."""
        w, body = self.w, self.body
        t1 = w.origin[THORAX] + w.rotation[THORAX] @ body.t1
        sacrum = w.origin[PELVIS] + w.rotation[PELVIS] @ body.s1_centre
        points = ((PELVIS, sacrum), (THORAX, w.origin[THORAX]), (THORAX, t1))
        return np.stack([self.point(segment, point)[:, 1] for segment, point in points])


def response(found: System, frequencies: Vector = FREQUENCIES, damping: float = DAMPING) -> tuple[Vector, Vector]:
    """Transmissibility of the three points, (point, frequency), complex; and natural frequencies [Hz], (mode,)."""
    lower = np.linalg.cholesky(found.mass)
    inner = np.linalg.solve(lower, np.linalg.solve(lower, found.stiffness).T)
    values, vectors = np.linalg.eigh(0.5 * (inner + inner.T))
    modes = np.linalg.solve(lower.T, vectors)
    natural = np.sqrt(np.maximum(values, 0.0))
    shares = (found.up @ modes) * (found.lift @ modes)
    omega = 2.0 * np.pi * frequencies[:, None]
    gain = omega**2 / (natural**2 - omega**2 + 2j * damping * natural * omega)
    return 1.0 + shares @ gain.T, natural / (2.0 * np.pi)


def told(found: System, solver: Solver, q: Vector) -> Shaking:
    """What a system's answer means."""
    answer, natural = response(found)
    sacrum, rib, top = np.abs(answer)
    hz, (low, high) = FREQUENCIES, IMPACT_BAND
    band = (hz >= low) & (hz <= high)
    body, flexion = solver.anatomy.body, -q[SPINE : SPINE + 15 : 3]
    return Shaking(
        lordosis_deg=shape_of(body, q, solver.anatomy.scratch.rotation)["lumbar_lordosis_deg"],
        natural_hz=natural,
        resonance_hz=float(FREQUENCIES[np.argmax(top)]),
        peak=float(top.max()),
        transmissibility=top,
        lumbar=rib / sacrum,
        attenuation=float(1.0 - (rib[band] ** 2).sum() / (sacrum[band] ** 2).sum()),
        flexion_left_deg=float((body.spine_lim[:5, 0, 1] - flexion).sum() / DEG),
        extension_left_deg=float((body.spine_lim[:5, 0, 0] + flexion).sum() / DEG),
    )
