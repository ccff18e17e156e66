"""What a person does: contacts, point masses and wishes of every task, as values.

Constants that are nobody's measurement are marked assumed, with the range within which the results of the validation
report hold.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hamstrung.body import Body
from hamstrung.mechanics import recruitment
from hamstrung.mechanics.contact import Contacts
from hamstrung.mechanics.effort import Wishes
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
    PELVIS,
    SPINE,
    THIGH_LEFT,
    THIGH_RIGHT,
    THORAX,
)
from hamstrung.mechanics.potential import Weights
from hamstrung.units import DEG, MM

Vector = NDArray[np.float64]

BALANCE_FORWARD = 0.05
"""Centre of mass in front of the ankles while bending [m]: assumed (0.03-0.08)."""
HANDLE_HEIGHT = 0.30
"""Height of a load's handles over the floor [m]: design, section 7."""
REACH_HIP, REACH_SPINE = 12.0, 6.0
"""Effort of reaching down, per hip and at every spine joint [Nm]: assumed (5-25, 3-12)."""
BACKREST_SHARE = 0.85
"""Share of the trunk's weight that a reclined backrest carries: assumed (0.5-0.9)."""


@dataclass(frozen=True)
class Task:
    """One task.

    Attributes:
        name: as the command line and the files know it
        base: what carries the body: both feet, or a seat under the ischia
        way: `hold` for the posture of least cost, `relax` for passive equilibrium at the end of a range
        knee_deg: knees held at this flexion, free where None
        thigh_deg: on a seat, the thighs' angle to the vertical (90 is level)
        trunk_deg: trunk flexion wished for; negative leans back
        face: weight on it, as degrees of freedom of effort per rad^2
        strain: weight of strain energy beyond the comfortable range [1/J]
        habit: weight of the spine's habitual posture [1/rad^2]
        habit_flexion_deg: lumbar flexion of the habitual posture, from standing
        reach: whether the person reaches for the floor or the toes
        load_kg: mass in the hands
        hands_at_handle: whether the hands must be at the handles' height
        carried: share of the trunk's weight that a backrest takes
        abdominal_kpa: pressure in the abdomen; what goes with the task where None (`abdomen`), none at zero
        lift_left_mm: what lies under the left foot, under the right one where negative
    """

    name: str
    base: Literal["feet", "seat"]
    way: Literal["hold", "relax"]
    knee_deg: float | None = None
    thigh_deg: float = 90.0
    trunk_deg: float = 0.0
    face: float = 10.0
    strain: float = 2e-3
    habit: float = 0.1
    habit_flexion_deg: float = 0.0
    reach: bool = False
    load_kg: float = 0.0
    hands_at_handle: bool = False
    carried: float = 0.0
    abdominal_kpa: float | None = None
    lift_left_mm: float = 0.0


TASKS: Final[dict[str, Task]] = {
    task.name: task
    for task in (
        Task("standing", "feet", "hold"),
        Task("sitting_erect", "seat", "hold", knee_deg=90, face=30.0, habit=5.0, habit_flexion_deg=20),
        Task("sitting_slouched", "seat", "hold", knee_deg=90, face=1.0, habit=5.0, habit_flexion_deg=38),
        Task("long_sitting", "seat", "hold", knee_deg=0, face=1.0, habit=2.0, habit_flexion_deg=38),
        Task(
            "driving_seat", "seat", "hold", knee_deg=55, thigh_deg=105, trunk_deg=-22, face=100.0, habit=2.0,
            habit_flexion_deg=30, carried=BACKREST_SHARE,
        ),
        Task("forward_bend", "feet", "relax", knee_deg=0),
        Task("forward_bend_knees_bent", "feet", "relax", knee_deg=30),
        Task("toe_touch", "feet", "relax", knee_deg=0, reach=True),
        Task("sit_and_reach", "seat", "hold", knee_deg=0, trunk_deg=75, face=5.0, habit=0.1),
        Task(
            "lifting", "feet", "hold", knee_deg=10, face=0.0, strain=1e-2, habit=60, habit_flexion_deg=50,
            load_kg=15.0, hands_at_handle=True,
        ),
    )
}  # fmt: skip
"""All tasks by name. Knees: level seat 90, a driver's 55 (assumed, 40-70), stooping 10 (assumed, 0-20). Habitual
flexion: upright 20 and preferred 30 degrees from standing (M211), usual to slumped 36-46 (M204-M206), picking up a box
53 (M230). Its weight is assumed: 0.5-5 sitting, 60 in lifting, where effort alone has two very different solutions, a
hip hinge and a round back. Sitting does not follow from effort alone: a spine over a level pelvis costs least."""


def bend_to(trunk_deg: float) -> Task:
    """A forward bend held at a trunk angle, knees straight."""
    return Task("forward_bend", "feet", "hold", knee_deg=0, trunk_deg=trunk_deg, face=500.0)


def lift(*, load_kg: float, style: Literal["stoop", "squat"], trunk_deg: float | None = None) -> Task:
    """Lifting a load off its handles, 30 cm over the floor; the trunk is solved unless it is given."""
    task = replace(TASKS["lifting"], load_kg=load_kg, knee_deg=10.0 if style == "stoop" else 90.0)
    if trunk_deg is None:
        return task
    return replace(task, trunk_deg=trunk_deg, face=500.0, hands_at_handle=False)


def tilted(angle_deg: float) -> Vector:
    """The orientation turned about the right-hand axis, backwards positive."""
    c, s = np.cos(angle_deg * DEG), np.sin(angle_deg * DEG)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def contacts(task: Task, body: Body) -> Contacts:
    """The rows that a task's base forbids."""
    held: dict[int, float] = {}
    if task.knee_deg is not None:
        held |= {KNEE_RIGHT: task.knee_deg * DEG, KNEE_LEFT: task.knee_deg * DEG}
    if task.base == "seat":
        held |= {a + i: 0.0 for a in (ANKLE_RIGHT, ANKLE_LEFT) for i in range(2)}
        segments = np.array([THIGH_RIGHT, THIGH_LEFT], dtype=np.int64)
        target = np.stack([tilted(task.thigh_deg)] * 2)
    else:
        segments = np.array([FOOT_RIGHT, FOOT_LEFT], dtype=np.int64)
        target = np.stack([np.eye(3)] * 2)
    stance = float(body.seg_offset[THIGH_LEFT, 2] - body.seg_offset[THIGH_RIGHT, 2])
    return Contacts(
        angle=np.array(sorted(held), dtype=np.int64),
        value=np.array([held[k] for k in sorted(held)]),
        segment=segments,
        target=target,
        feet=int(task.base == "feet"),
        apart=np.array([0.0, task.lift_left_mm * MM, stance]),
    )


def weights(task: Task, body: Body) -> Weights:
    """Point masses: 13 segments, the arms with the load, two anchors.

    Standing, both ankles anchor the whole body. On a seat the legs rest by themselves and the ischia anchor the rest.
    """
    mass = np.zeros(16)
    mass[:13] = body.seg_mass
    mass[13] = body.arms_load_mass + task.load_kg
    mass[THORAX] *= 1.0 - task.carried
    mass[13] *= 1.0 - task.carried
    segment = np.array([*range(13), THORAX, FOOT_RIGHT, FOOT_LEFT], dtype=np.int64)
    place = np.zeros((16, 3))
    place[:13] = body.seg_com
    place[13] = body.shoulder
    if task.base == "seat":
        mass[THIGH_RIGHT:13] = 0.0
        segment[14:] = PELVIS
        place[14:] = body.ischium + np.array([0.0, body.ischium_radius, 0.0])
    total = float(mass[:14].sum())
    mass[14:] = -total / 2.0
    return Weights(mass=mass, segment=segment, place=place, total=total)


def wishes(task: Task, body: Body, balance: tuple[float, float]) -> Wishes:
    """What the person tries to do.

    Args:
        task: the task
        body: the person's body
        balance: where the centre of mass is kept over the anchors, forward and right [m]
    """
    habit_weight = np.full(N_ANGLES, LIMB_HABIT)
    habit_weight[SPINE : SPINE + 18] = task.habit
    habit = np.zeros(N_ANGLES)
    bending = body.spine_lim[:, 0, 1]
    habit[SPINE : SPINE + 18 : 3] = -task.habit_flexion_deg * DEG * bending / bending.sum()
    habit_weight[[0, 1, 2]] = 0.0
    if task.base == "seat":
        habit_weight[[*range(HIP_RIGHT, HIP_RIGHT + 3), *range(HIP_LEFT, HIP_LEFT + 3)]] = 0.0
    elif task.knee_deg is None:
        habit_weight[[KNEE_RIGHT, KNEE_LEFT]] = STANDING_KNEES
    shoulder = HANDLE_HEIGHT + body.arm_length - ankle_height(body)
    balance_weight = (50.0, 50.0) if task.base == "feet" else (0.0, 0.0)
    return Wishes(
        strain=task.strain,
        habit_weight=habit_weight,
        habit=habit,
        face_weight=np.array([10.0, 10.0, task.face]) if task.base == "feet" else np.array([3.0, 3.0, task.face]),
        face=tilted(-task.trunk_deg),
        balance_weight=np.array(balance_weight),
        balance=np.array(balance),
        hand_weight=200.0 if task.hands_at_handle else 0.0,
        shoulder_height=shoulder,
        tone=recruitment.TONE,
    )


LIMB_HABIT = 0.1
"""Weight of the limbs' neutral angles [1/rad^2]: assumed (0.02-0.5); settles what a task leaves open."""
STANDING_KNEES = 2.0
"""Weight of straight knees in standing [1/rad^2]: assumed (0.5-5)."""


def reach(task: Task) -> Vector:
    """The generalised effort of reaching down [Nm], (angle,): hips and spine flex."""
    effort = np.zeros(N_ANGLES)
    if task.reach:
        effort[[HIP_RIGHT, HIP_LEFT]] = REACH_HIP
        effort[SPINE : SPINE + 18 : 3] = -REACH_SPINE
    return effort


def start(task: Task) -> Vector:
    """Joint angles to begin from [rad], (angle,)."""
    q = np.zeros(N_ANGLES)
    pelvis, spine = {"seat": (25.0, -6.0), "feet": (0.0, 0.0)}[task.base]
    if task.way == "relax":
        pelvis, spine = (-40.0, -5.0) if task.base == "feet" else (25.0, -9.0)
    elif task.hands_at_handle:
        pelvis, spine = -45.0, -6.0
    elif task.trunk_deg > 30.0 and task.base == "feet":
        pelvis, spine = -0.5 * task.trunk_deg, -task.trunk_deg / 12.0
    q[0] = pelvis * DEG
    q[SPINE : SPINE + 18 : 3] = spine * DEG
    hip = (task.thigh_deg if task.base == "seat" else 0.0) - pelvis
    knee = task.knee_deg or 0.0
    shin = 0.5 * knee if task.base == "feet" else 0.0
    for h, k, a in ((HIP_RIGHT, KNEE_RIGHT, ANKLE_RIGHT), (HIP_LEFT, KNEE_LEFT, ANKLE_LEFT)):
        q[h], q[k], q[a] = (hip + knee - shin) * DEG, knee * DEG, shin * DEG
    if task.base == "seat":
        q[[HIP_RIGHT, HIP_LEFT]] = hip * DEG
    return q


def ankle_height(body: Body) -> float:
    """Height of the ankle centres over the sole [m]."""
    return float(-body.heel_toe[..., 1].min())
