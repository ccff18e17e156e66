"""Walking with short hamstrings: along a reference cycle, the nearest posture that they allow.

At every phase of the reference (`gait_cycle`) the person departs from it as little as the passive pull of the own
hamstrings allows, measured in the spread that healthy walkers have between them. The kernel and its equation:
`departure`; what is read of the cycle: `gait_readings`.

What the walk itself asks of the hamstrings comes from the reference's own inertia: in swing they brake the shank, and
a tissue that pulls no harder than that spares them work and hinders nothing (`braking`). Only what it pulls beyond
bends the walk. How much energy one spread of departure is worth against that has no measurement: `DRIVE`, swept in the
report.

Left out: the departure's own inertia, timing, balance and ground reaction, and every other muscle; the reference's
drive is taken as given. Valid for level walking at a comfortable speed.

>>> from hamstrung.body import Anthropometry
>>> from hamstrung.mechanics import Deficit, gait
>>> short = gait.walk(anthropometry=Anthropometry(), deficit=Deficit.degrees(left=30))
>>> short.side["left"].knee_at_contact_deg > short.side["right"].knee_at_contact_deg
True
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.errors import InputError
from hamstrung.mechanics import departure, gait_cycle, gait_readings, loads
from hamstrung.mechanics.gait_cycle import BOTH_FEET, CYCLE_TIME
from hamstrung.mechanics.gait_readings import Walk
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, KNEE_LEFT, KNEE_RIGHT, N_ANGLES
from hamstrung.mechanics.potential import Tissue
from hamstrung.units import GRAVITY, MM

Vector = NDArray[np.float64]

DRIVE: Final = 1.0
"""Energy that one spread of departure costs [J]: assumed (0.3-3). A pull over a sixth of the cycle, T, moves a free
limb as if it had a stiffness of 2 I/T^2: shank and foot at the knee as if 0.3 J, the whole leg at the hip as if 2 J."""
HARMONICS: Final = 8
"""Of the cycle that accelerations are taken from: those of the reference's own series."""
ASKED_IN_STANCE: Final = 0.15
"""Share of the cycle after contact over which the hamstrings' pull fades out: assumed (0.1-0.2)."""
GYRATION: Final = 0.25
"""Radius of gyration of shank and foot about the right-left axis over the segment's length: assumed (0.22-0.3)."""
FOOT_SPREAD: Final = 0.005
"""How far heel and toe may miss the floor's own height while both feet are down [m]: assumed (0.002-0.01). A leg that
is too short must reach the floor, too: pelvis and knees give way for it."""
MOST_STEPS: Final = 60
"""Newton steps before a phase is given up as not converged."""


def walk(
    *,
    anthropometry: Anthropometry,
    deficit: Deficit | None = None,
    drive_j: float = DRIVE,
    lift_left_mm: float = 0.0,
) -> Walk:
    """A person's walk.

    Args:
        anthropometry: the person's body
        deficit: the hamstrings' deficit, none by default
        drive_j: energy that one spread of departure costs [J]
        lift_left_mm: what lies under the left foot, under the right one where negative

    Raises:
        InputError: a drive that is not positive, or a body outside its ranges
    """
    if not drive_j > 0.0:
        raise InputError.outside("drive_j", drive_j, 0.01, 100.0, unit="J")
    return Walker(anthropometry, lift_left_mm=lift_left_mm).walk(deficit or Deficit(), drive_j=drive_j)


class Walker:
    """A body with its reference cycle, made once and used for many deficits."""

    def __init__(self, anthropometry: Anthropometry, *, lift_left_mm: float = 0.0) -> None:
        self.anatomy = Anatomy(hamstrings_only(bodies.build(anthropometry)))
        self.tolerated = TOLERATED_HIP[anthropometry.sex]
        self.reference = gait_cycle.reference()
        self.weight, self.spread = gait_cycle.weights(self.anatomy.body)
        self.feet, self.floor = gait_cycle.feet(len(self.reference))
        self.lengths_arms = self._muscles()
        self.height = _heights(even_legs(anthropometry), self.reference, self.feet)
        self.height += MM * lift_left_mm * np.where(self.feet == 2, 1.0, np.where(self.feet == 1, -1.0, 0.0))
        self.asked = self._asked()

    def walk(self, deficit: Deficit, *, drive_j: float = DRIVE) -> Walk:
        """The walk with a deficit; arguments as in `walk`."""
        a, w = self.anatomy, self.anatomy.scratch
        own = tissue(a, deficit, tolerated_hip=self.tolerated)
        found, residual = self.reference.copy(), 0.0
        force, origin = np.zeros((len(found), 2)), np.zeros((len(found), 2))
        feet = np.zeros((len(found), 2, 3))
        away = np.zeros(N_ANGLES)
        for phase, q in enumerate(found):
            q += away
            left, _ = departure.settle(
                q, self.reference[phase], self.asked[phase], self.height[phase], self.feet[phase], self.weight,
                self.spread, self.floor[phase] * FOOT_SPREAD**-2, drive_j, a.body, a.tree, a.spans, own, w, MOST_STEPS,
            )  # fmt: skip
            away = q - self.reference[phase]
            residual = max(residual, float(left))
            force[phase], origin[phase] = self._forces(q, own, self.asked[phase])
            feet[phase] = self._heels()
        return gait_readings.read(
            found, reference=self.reference, spread=self.spread, force=force, origin=origin, heels=feet,
            residual=residual,
        )  # fmt: skip

    def _muscles(self) -> tuple[Vector, Vector]:
        """Normal passive pull along the reference [N], and arms at the knees [m], both (phase, muscle)."""
        a, w = self.anatomy, self.anatomy.scratch
        normal = tissue(a, Deficit(), tolerated_hip=self.tolerated)
        right = a.body.is_two_joint_hamstring == 1
        pull, arm = (np.zeros((len(self.reference), len(right))) for _ in range(2))
        for phase, q in enumerate(self.reference):
            departure.lay(q, a.body, a.tree, a.spans, w)
            departure.pull(a.body, normal, w)
            pull[phase] = w.passive
            arm[phase] = -np.where(right, w.arms[:, KNEE_RIGHT], w.arms[:, KNEE_LEFT])
        return pull, arm

    def _asked(self) -> Vector:
        """Pull that the walk asks of every long hamstring [N], (phase, muscle): the normal tissue's, or more."""
        body, (normal, arm) = self.anatomy.body, self.lengths_arms
        asked = normal.copy()
        for side, moment in enumerate(braking(self).T):
            own = body.is_two_joint_hamstring == side + 1
            share = body.mus_f0[own] / body.mus_f0[own].sum()
            active = np.maximum(moment / (arm[:, own] @ share) - normal[:, own].sum(axis=1), 0.0)
            asked[:, own] += np.outer(active, share)
        return asked

    def _forces(self, q: Vector, own: Tissue, asked: Vector) -> tuple[Vector, Vector]:
        """Passive pull, and the vector sum on the tuberosity of passive and asked pull, right and left [N]."""
        a, w = self.anatomy, self.anatomy.scratch
        departure.lay(q, a.body, a.tree, a.spans, w)
        departure.pull(a.body, own, w)
        kind, whole = a.body.is_two_joint_hamstring, np.maximum(w.passive, asked)
        force = np.array([w.passive[kind == side].sum() for side in (1, 2)])
        origin = np.array([loads.origin_force(a.body, a.spans, whole, side, w) for side in (1, 2)])
        return force, origin

    def _heels(self) -> Vector:
        """Both heels' places with the pelvis at zero [m], (side, xyz)."""
        w, body = self.anatomy.scratch, self.anatomy.body
        return np.stack(
            [
                w.origin[foot] + w.rotation[foot] @ body.heel_toe[side, 0]
                for side, foot in enumerate((FOOT_RIGHT, FOOT_LEFT))
            ]
        )


def braking(walker: Walker) -> Vector:
    """Moment with which the reference's knees are flexed to brake the swinging shank [Nm], (phase, side).

    Newton and Euler for shank and foot in the sagittal plane, with the pelvis' own acceleration,

        M = sum of (x - x_knee) x m (a + g) + I alpha,

    in swing, zero where the knee is extended. The largest is held to contact and fades out over `ASKED_IN_STANCE`,
    assumed: measured flexion moments after contact are as large as those before it (Schwartz 2008: 0.26 Nm/kg, SD 0.10,
    at 96 %, 0.29, SD 0.17, at 2 %), and the ground's part cannot be had from motion alone.
    """
    moment = np.maximum(-swing_moment(walker, knee=True)[:, 0], 0.0)
    share = np.arange(len(moment)) / len(moment)
    moment[share < 0.5 + BOTH_FEET] = 0.0
    late = slice(int(moment.argmax()), None)
    moment[late] = moment.max()
    moment += moment.max() * np.maximum(1.0 - share / ASKED_IN_STANCE, 0.0) * (share < ASKED_IN_STANCE)
    return np.stack([moment, np.roll(moment, len(moment) // 2)], axis=1)


def swing_moment(walker: Walker, *, knee: bool) -> Vector:
    """Moment on the free leg below a knee (or a hip) by the reference's motion alone [Nm], (phase, side).

    Extension of a knee and flexion of a hip are positive. Means nothing while the foot is on the ground.
    """
    body = walker.anatomy.body
    place, pitch, joint = _legs(walker, knee=knee)
    up = np.array([0.0, GRAVITY, 0.0])
    total = np.zeros(joint.shape[:2])
    for side in range(2):
        for number, segment in enumerate(range(3 * side + (8 if knee else 7), 3 * side + 10)):
            at = place[:, side, number]
            load = body.seg_mass[segment] * (_twice(at) + up)
            lever = at - joint[:, side]
            inertia = body.seg_mass[segment] * (GYRATION * _length(body, segment)) ** 2
            total[:, side] += lever[:, 0] * load[:, 1] - lever[:, 1] * load[:, 0]
            total[:, side] += inertia * _twice(pitch[:, side, number])
    return total


def _legs(walker: Walker, *, knee: bool) -> tuple[Vector, Vector, Vector]:
    """Centres of mass and pitch of the segments below a joint, and the joint, along the reference [m, rad]."""
    a, w = walker.anatomy, walker.anatomy.scratch
    segments = np.array([[8, 9], [11, 12]] if knee else [[7, 8, 9], [10, 11, 12]])
    phases = len(walker.reference)
    place, pitch = np.zeros((phases, *segments.shape, 3)), np.zeros((phases, *segments.shape))
    joint = np.zeros((phases, 2, 3))
    for phase, q in enumerate(walker.reference):
        departure.lay(q, a.body, a.tree, a.spans, w)
        for side, chain in enumerate(segments):
            joint[phase, side] = w.origin[chain[0]] + gait_cycle.sway()[phase]
            for number, segment in enumerate(chain):
                turned = w.rotation[segment]
                place[phase, side, number] = (
                    w.origin[segment] + turned @ a.body.seg_com[segment] + gait_cycle.sway()[phase]
                )
                pitch[phase, side, number] = np.arctan2(turned[1, 0], turned[0, 0])
    return place, pitch, joint


def _length(body: Body, segment: int) -> float:
    """Length of a thigh, shank or foot [m]."""
    if segment in (FOOT_RIGHT, FOOT_LEFT):
        return float(np.ptp(body.heel_toe[0, :, 0]))
    return float(np.linalg.norm(body.seg_offset[segment + 1]))


def _twice(course: Vector) -> Vector:
    """Second derivative in time of a periodic course, (phase, ...)."""
    turns = np.fft.rfft(course, axis=0)
    rate = 2.0 * np.pi / CYCLE_TIME * np.arange(len(turns))
    rate[HARMONICS + 1 :] = 0.0
    return np.fft.irfft(-(rate**2).reshape(-1, *[1] * (course.ndim - 1)) * turns, n=len(course), axis=0)


def hamstrings_only(body: Body) -> Body:
    """The same body with no muscle but the long hamstrings."""
    kept = np.flatnonzero(body.is_two_joint_hamstring)
    points = [np.arange(body.mus_first[m], body.mus_first[m + 1]) for m in kept]
    at = np.concatenate(points)
    by_muscle = {
        name: getattr(body, name)[kept]
        for name in Body._fields
        if name.startswith(("mus_", "wrap_", "is_")) and name not in ("mus_first", "mus_mirror")
    }
    return body._replace(
        pt_seg=body.pt_seg[at],
        pt_pos=np.ascontiguousarray(body.pt_pos[at]),
        mus_first=np.concatenate([[0], np.cumsum([len(p) for p in points])]).astype(np.int64),
        mus_mirror=np.roll(np.arange(len(kept)), len(kept) // 2),
        **by_muscle,
    )


def even_legs(anthropometry: Anthropometry) -> Anthropometry:
    """The same person with both legs as long as their mean: whose feet meet the floor along the reference."""
    left, right = anthropometry.leg_length_left_m, anthropometry.leg_length_right_m
    if left == right:
        return anthropometry
    lengths = [_leg(anthropometry) if leg is None else leg for leg in (left, right)]
    return replace(anthropometry, leg_length_left_m=sum(lengths) / 2.0, leg_length_right_m=sum(lengths) / 2.0)


def _leg(anthropometry: Anthropometry) -> float:
    """Hip to floor of a person whose legs follow from the height [m]."""
    body = bodies.build(replace(anthropometry, leg_length_left_m=None, leg_length_right_m=None))
    return float(-body.seg_offset[8, 1] - body.seg_offset[9, 1] - body.heel_toe[0, :, 1].min())


def _heights(anthropometry: Anthropometry, q: Vector, feet: NDArray[np.int64]) -> Vector:
    """Height of the leading heel over the trailing toe along a cycle, zero with one foot down [m], (phase,)."""
    a = Anatomy(hamstrings_only(bodies.build(anthropometry)))
    w, height = a.scratch, np.zeros(len(q))
    for phase in np.flatnonzero(feet):
        departure.lay(q[phase], a.body, a.tree, a.spans, w)
        height[phase] = departure.foot_height(bool(feet[phase] == 2), a.body, a.tree, w, w.spare)
    return height
