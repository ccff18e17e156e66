"""Walking with short hamstrings: along a reference cycle, the nearest posture that they allow.

The reference is the mean of two recorded people (`data/cycle.csv`; Apache-2.0 recordings of the OpenSim project, made
by `tools/make_gait_cycle.py`), about 1.4 m/s, symmetric, zero in standing. At every phase the person departs from it as
little as the passive pull of the own hamstrings allows, measured in the spread that healthy walkers have between them
(`data/spread.csv`: Schwartz, Rozumalski, Trost 2008, J Biomech 41:1639-1650, typically developing children at free
speed, used for adults; spine and trunk assumed). The kernel and its equation: `departure`.

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

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.errors import InputError
from hamstrung.mechanics import departure, loads
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import (
    ANKLE_LEFT,
    ANKLE_RIGHT,
    FOOT_LEFT,
    FOOT_RIGHT,
    HIP_LEFT,
    HIP_RIGHT,
    KNEE_LEFT,
    KNEE_RIGHT,
    N_ANGLES,
    N_SPINE,
    SPINE,
)
from hamstrung.mechanics.potential import Tissue
from hamstrung.units import DEG, GRAVITY, MM

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
BOTH_FEET: Final = 0.12
"""Share of the cycle after a contact in which both feet are down: a tenth to an eighth, assumed (0.08-0.14)."""
FLOOR_RAMP: Final = 0.08
"""Share of the cycle before and after, over which the foot comes down to the floor's height: assumed (0.04-0.12)."""
SWING_END: Final = 0.85
"""Terminal swing: from here to the next contact, as a share of the cycle (the last third of swing)."""
CYCLE_TIME: Final = 1.10
"""Stride time of the reference [s]: the mean of the two people's 1.23 and 0.965."""
MOST_STEPS: Final = 60
"""Newton steps before a phase is given up as not converged."""
RESIDUAL_ALLOWED: Final = 1e-8
"""Largest slope of a converged phase, in spreads."""
LEG: Final = ("hip_flexion", "hip_adduction", "hip_inward_turn", "knee_flexion", "ankle_dorsiflexion")
SIDES: Final = ("right", "left")


@dataclass(frozen=True)
class SideOfWalk:
    """One leg over the cycle, from its own contact on.

    Angles from the person's own standing [deg]. Forces [N] are passive (tissue and guard), but at the origin with what
    the walk asks of the muscles. The step ends at this foot.
    """

    knee_at_contact_deg: float
    knee_least_in_swing_deg: float
    hip_at_contact_deg: float
    hip_most_deg: float
    knee_in_stance_deg: float
    step_length_m: float
    peak_force_n: float
    peak_percent: float
    peak_origin_n: float


@dataclass(frozen=True)
class Walk:
    """A whole cycle, from the right foot's contact to the next.

    Attributes:
        percent: of the cycle, (phase,)
        angle_deg: joint angles by phase, (phase, angle), named by `layout.angle_names()`
        reference_deg: the reference's, (phase, angle)
        force_n: passive pull of the long hamstrings, right and left, (phase, side)
        origin_n: pull on the ischial tuberosity, what the walk asks of the muscles included, (phase, side)
        side: what a gait laboratory reads of each leg, by "right" and "left"
        stride_length_m: both steps together
        pelvic_tilt_deg: anterior tilt from standing, mean over the cycle
        tilt_range_deg, obliquity_range_deg, rotation_range_deg: largest less smallest over the cycle, of the pelvis
        obliquity_mean_deg, rotation_mean_deg: right side up and right side forward, mean over the cycle; zero for equal
            sides
        lumbar_flexion_deg: from standing, mean over the cycle
        lumbar_range_deg, lumbar_lean_range_deg, lumbar_turn_range_deg: of the lumbar spine, sagittal, frontal, axial
        lumbar_lean_mean_deg: right lean of the lumbar spine, mean over the cycle
        cobb_most_deg: largest angle between two endplates in the frontal plane, at any phase
        departure: root mean square departure from the reference over phases and angles that move, in spreads
        residual: largest slope left, in spreads
        converged: whether every phase settled
    """

    percent: Vector
    angle_deg: Vector
    reference_deg: Vector
    force_n: Vector
    origin_n: Vector
    side: Mapping[str, SideOfWalk]
    stride_length_m: float
    pelvic_tilt_deg: float
    tilt_range_deg: float
    obliquity_range_deg: float
    obliquity_mean_deg: float
    rotation_range_deg: float
    rotation_mean_deg: float
    lumbar_flexion_deg: float
    lumbar_range_deg: float
    lumbar_lean_range_deg: float
    lumbar_lean_mean_deg: float
    lumbar_turn_range_deg: float
    cobb_most_deg: float
    departure: float
    residual: float
    converged: bool

    @property
    def speed_m_per_s(self) -> float:
        """Speed, had the cycle kept its time."""
        return self.stride_length_m / CYCLE_TIME


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
        self.reference = reference()
        self.weight, self.spread = weights(self.anatomy.body)
        self.feet, self.floor = _feet(len(self.reference))
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
        return _describe(self, found, force, origin, feet, residual)

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
            joint[phase, side] = w.origin[chain[0]] + sway()[phase]
            for number, segment in enumerate(chain):
                turned = w.rotation[segment]
                place[phase, side, number] = w.origin[segment] + turned @ a.body.seg_com[segment] + sway()[phase]
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


@cache
def reference() -> Vector:
    """The reference cycle [rad], (phase, angle): the left leg is the right one half a cycle later."""
    rows = _table("cycle.csv")
    course = {name: np.array([float(row[name]) for row in rows]) * DEG for name in rows[0] if name.endswith("_deg")}
    q = np.zeros((len(rows), N_ANGLES))
    for k, name in enumerate(("pelvis_backward_tilt", "pelvis_right_lean", "pelvis_left_turn")):
        q[:, k] = course[f"{name}_deg"]
    for axis, name in enumerate(("lumbar_extension", "lumbar_right_lean", "lumbar_left_turn")):
        q[:, SPINE + axis : SPINE + N_SPINE : 3] = np.outer(course[f"{name}_deg"], lumbar_share())
    for hip, late in ((HIP_RIGHT, 0), (HIP_LEFT, len(rows) // 2)):
        for k, name in enumerate(LEG):
            q[:, hip + k] = np.roll(course[f"{name}_deg"], late)
    return q


@cache
def sway() -> Vector:
    """How far the pelvis is ahead of a steady walk and above its mean height [m], (phase, xyz)."""
    rows = _table("cycle.csv")
    return MM * np.array([[float(row["pelvis_advance_mm"]), float(row["pelvis_rise_mm"]), 0.0] for row in rows])


def lumbar_share() -> Vector:
    """How a motion of the trunk on the pelvis spreads over the six joints from below: evenly, assumed."""
    return np.full(6, 1.0 / 6.0)


def weights(body: Body) -> tuple[Vector, Vector]:
    """W of `departure` [1/rad^2], (angle, angle), and each angle's own spread [rad], (angle,).

    A joint of the spine has the sixth part of the lumbar variance; the trunk's own departure is the sum of the pelvis'
    and all joints' about one axis. Pelvis and thigh vary apart, assumed, so that the thigh's own variance is the hip's
    less the pelvis'; a pull between the two then turns each by its own share.
    """
    sd = spreads()
    spread = np.zeros(N_ANGLES)
    weight = np.zeros((N_ANGLES, N_ANGLES))
    for axis, (pelvis, lumbar, trunk) in enumerate(
        (
            ("pelvis_backward_tilt", "lumbar_extension", "trunk_backward_tilt"),
            ("pelvis_right_lean", "lumbar_right_lean", "trunk_right_lean"),
            ("pelvis_left_turn", "lumbar_left_turn", "trunk_left_turn"),
        )
    ):
        spine = slice(SPINE + axis, SPINE + N_SPINE, 3)
        spread[axis], spread[spine] = sd[pelvis], sd[lumbar] * np.sqrt(lumbar_share())
        row = np.zeros(N_ANGLES)
        row[axis] = row[spine] = 1.0 / sd[trunk]
        weight += np.outer(row, row)
    for side, hip, ankle in ((1.0, HIP_RIGHT, ANKLE_RIGHT), (-1.0, HIP_LEFT, ANKLE_LEFT)):
        spread[hip : hip + 4] = [sd[name] for name in LEG[:4]]
        spread[[ankle, ankle + 1]] = sd["ankle_dorsiflexion"], sd["ankle_inversion"]
        for axis, sign in enumerate((1.0, side, side)):
            row = np.zeros(N_ANGLES)
            row[axis], row[hip + axis] = 1.0, sign
            weight += np.outer(row, row) / (spread[hip + axis] ** 2 - spread[axis] ** 2)
    alone = spread**-2.0
    alone[[*range(HIP_RIGHT, HIP_RIGHT + 3), *range(HIP_LEFT, HIP_LEFT + 3)]] = 0.0
    return weight + np.diag(alone), spread


@cache
def spreads() -> Mapping[str, float]:
    """Spread of every angle between healthy walkers [rad]."""
    return MappingProxyType({row["angle"]: float(row["sd_deg"]) * DEG for row in _table("spread.csv")})


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("hamstrung.mechanics").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _feet(phases: int) -> tuple[NDArray[np.int64], Vector]:
    """Which heel leads: 1 right, 2 left, 0 with one foot down; and how far both feet are down, 0 to 1, (phase,)."""
    share = np.arange(phases) / phases
    down = np.stack([_down(share), _down((share + 0.5) % 1.0)])
    floor = down.max(axis=0)
    return np.where(floor > 0.0, 1 + down.argmax(axis=0), 0), floor


def _down(share: Vector) -> Vector:
    """How far the right heel is down before the left toe, 0 to 1."""
    since = (share + 0.5 - BOTH_FEET / 2.0) % 1.0 - 0.5
    return np.clip(1.0 - (np.abs(since) - BOTH_FEET / 2.0) / FLOOR_RAMP, 0.0, 1.0)


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


def _describe(walker: Walker, q: Vector, force: Vector, origin: Vector, heels: Vector, residual: float) -> Walk:
    """Reads a solved cycle; heels are (phase, side, xyz)."""
    half = len(q) // 2
    steps = (float(heels[0, 0, 0] - heels[0, 1, 0]), float(heels[half, 1, 0] - heels[half, 0, 0]))
    tilt, up, turn = (sign * q[:, k] / DEG for k, sign in enumerate((1.0, -1.0, 1.0)))
    lumbar = [q[:, SPINE + axis : SPINE + N_SPINE : 3].sum(axis=1) / DEG for axis in range(3)]
    lean = np.cumsum(np.pad(q[:, SPINE + 1 : SPINE + N_SPINE : 3] / DEG, ((0, 0), (1, 0))), axis=1)
    moves = walker.reference.any(axis=0)
    away = ((q - walker.reference) / walker.spread)[:, moves]
    return Walk(
        percent=100.0 * np.arange(len(q)) / len(q),
        angle_deg=q / DEG,
        reference_deg=walker.reference / DEG,
        force_n=force,
        origin_n=origin,
        side=MappingProxyType({name: _side(q, force, origin, k, steps[k]) for k, name in enumerate(SIDES)}),
        stride_length_m=sum(steps),
        pelvic_tilt_deg=-float(tilt.mean()),
        tilt_range_deg=float(np.ptp(tilt)),
        obliquity_range_deg=float(np.ptp(up)),
        obliquity_mean_deg=float(up.mean()),
        rotation_range_deg=float(np.ptp(turn)),
        rotation_mean_deg=float(turn.mean()),
        lumbar_flexion_deg=-float(lumbar[0].mean()),
        lumbar_range_deg=float(np.ptp(lumbar[0])),
        lumbar_lean_range_deg=float(np.ptp(lumbar[1])),
        lumbar_lean_mean_deg=float(lumbar[1].mean()),
        lumbar_turn_range_deg=float(np.ptp(lumbar[2])),
        cobb_most_deg=float(np.ptp(lean, axis=1).max()),
        departure=float(np.sqrt((away**2).mean())),
        residual=residual,
        converged=bool(residual < RESIDUAL_ALLOWED),
    )


def _side(q: Vector, force: Vector, origin: Vector, k: int, step: float) -> SideOfWalk:
    """One leg, from its own contact on."""
    hip, knee = ((HIP_RIGHT, KNEE_RIGHT), (HIP_LEFT, KNEE_LEFT))[k]
    first = -k * (len(q) // 2)
    hips, knees = np.roll(q[:, hip] / DEG, first), np.roll(q[:, knee] / DEG, first)
    pull = np.roll(force[:, k], first)
    late = round(SWING_END * len(q))
    return SideOfWalk(
        knee_at_contact_deg=float(knees[0]),
        knee_least_in_swing_deg=float(np.r_[knees[late:], knees[0]].min()),
        hip_at_contact_deg=float(hips[0]),
        hip_most_deg=float(hips.max()),
        knee_in_stance_deg=float(knees[: len(q) // 2].mean()),
        step_length_m=step,
        peak_force_n=float(pull.max()),
        peak_percent=float(100.0 * pull.argmax() / len(q)),
        peak_origin_n=float(origin[:, k].max()),
    )
