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
from hamstrung.mechanics.layout import (
    ANCHOR_LEFT,
    ANCHOR_RIGHT,
    ANKLE_LEFT,
    ANKLE_RIGHT,
    ARMS,
    FOOT_LEFT,
    FOOT_RIGHT,
    HELD,
    HIP_LEFT,
    HIP_RIGHT,
    KNEE_LEFT,
    KNEE_RIGHT,
    N_ANGLES,
    PELVIS,
    PELVIS_LIST,
    PELVIS_TURN,
    SHANK_RIGHT,
    SPINE,
    THIGH_LEFT,
    THIGH_RIGHT,
    THORAX,
)
from hamstrung.mechanics.potential import Weights
from hamstrung.mechanics.support import NONE, Supports
from hamstrung.mechanics.wishes import Wishes
from hamstrung.units import DEG, MM

Vector = NDArray[np.float64]

BALANCE_FORWARD = 0.05
"""Centre of mass in front of the ankles while bending [m]: assumed (0.03-0.08)."""
SLUMPED_AHEAD = 0.04
"""How far in a slump the centre of mass of pelvis, trunk, head and arms has sunk forward from where it is over the same
seat with the spine of standing [m]: assumed (0.02-0.06); the chest rounds too, which is not modelled."""
SINKING = 0.06
"""The same where a slump begins [m]: so far forward that a chest sinks whatever the body."""
HANDLE_HEIGHT = 0.30
"""Height of a load's handles over the floor [m]: design, section 7."""
REACH_HIP, REACH_SPINE = 12.0, 6.0
"""Effort of reaching down, per hip and at every spine joint [Nm]: assumed (5-25, 3-12)."""
HANDLE_FORWARD = 0.30
"""A load's handles in front of the ankles in a stoop [m]: assumed (0.20-0.45), half a box in front of the toes."""
FOREARMS = 0.45
"""Share of the arms' mass that forearms and hands have."""
HELD_UNDER = 0.5
"""A load held in front lies under the shoulders by this share of the arms' length: assumed (0.3-0.7)."""
CUSHION, BACKREST = 15e3, 15e3
"""Stiffness of flesh and cushion under the sacrum and behind the back [N/m]: assumed (5-50 thousand)."""
EDGE = 0.008
"""Over how much depth a support sets in, at 1.70 m [m]: assumed (0.003-0.015)."""
SACRAL_FLESH, BACK_FLESH, CHEST_BEHIND = 0.03, 0.02, 0.09
"""Flesh under the sacrum, behind the PSIS, and the chest's back behind the line T12 to T1, at 1.70 m [m]: assumed."""
BUTTOCK = 0.13
"""Ischia in front of where backrest and seat meet, sitting fully back, at 1.70 m [m]: assumed (0.11-0.15)."""
CHEST_BREADTH = 2.5
"""Distance between the shoulder blades' contacts over that of the PSIS: assumed (2-3)."""
HELD_STRAIN = 0.04
"""Weight of strain beyond the comfortable range while a bend is held [1/J]: assumed (0.02-0.07). Set so that the first
30 degrees of a bend are shared by spine and hips as measured (M257); with less the back hangs on its ligaments."""
WHEEL_FORWARD, DRIVER_SLIDE = 0.30, 0.05
"""A driver's forearms and hands before the shoulders, less what the wheel bears of them, and the ischia before where
sitting fully back would have them [m]: assumed (0.15-0.40, 0-0.10)."""
BACKREST_HEIGHTS = (0.35, 0.8)
"""Between which heights a backrest meets the chest, as shares of the way from T12 to T1: assumed (0.2-0.9)."""
REFERENCE_HEIGHT = 1.70


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
        seat_balance: on a seat, weight on the place of the centre of mass [1/m^2]; in passive equilibrium any weight
            lets the hips keep it there
        reach: whether the person reaches for the floor
        rounded: whether chest and shoulders round, which brings the hands further
        load_kg: mass in the hands
        hands_at_handle: whether the hands must be at the handles' height
        abdominal_kpa: pressure in the abdomen; what goes with the task where None (`abdomen`), none at zero
        lift_left_mm: what lies under the left foot, under the right one where negative
        seat_height: share of the height at which the thighs are level over upright shanks; `thigh_deg` where None
        backrest_deg: a backrest, reclined so far from upright; none where None
        slide: ischia further from the backrest than sitting fully back [m]
        load_forward: what is in the hands is held so far before the shoulders [m]; it hangs under them where zero
        handle_forward_weight: weight on the handles' place in front of the ankles [1/m^2]
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
    seat_balance: float = 0.0
    reach: bool = False
    rounded: bool = False
    load_kg: float = 0.0
    hands_at_handle: bool = False
    abdominal_kpa: float | None = None
    lift_left_mm: float = 0.0
    seat_height: float | None = None
    backrest_deg: float | None = None
    slide: float = 0.0
    load_forward: float = 0.0
    handle_forward_weight: float = 0.0


TASKS: Final[dict[str, Task]] = {
    task.name: task
    for task in (
        Task("standing", "feet", "hold"),
        Task("sitting_erect", "seat", "hold", knee_deg=90),
        Task("sitting_slouched", "seat", "relax", knee_deg=90, seat_balance=50.0),
        Task("long_sitting", "seat", "hold", knee_deg=0, face=1.0),
        Task(
            "driving_seat", "seat", "relax", knee_deg=55, thigh_deg=105, backrest_deg=22, slide=DRIVER_SLIDE,
            load_forward=WHEEL_FORWARD,
        ),
        Task("forward_bend", "feet", "relax", knee_deg=0),
        Task("forward_bend_knees_bent", "feet", "relax", knee_deg=30),
        Task("toe_touch", "feet", "relax", knee_deg=0, reach=True, rounded=True),
        Task("sit_and_reach", "seat", "hold", knee_deg=0, trunk_deg=75, face=5.0, rounded=True),
        Task(
            "lifting", "feet", "hold", knee_deg=10, face=0.0, habit=20.0, habit_flexion_deg=53.0, load_kg=15.0,
            hands_at_handle=True, handle_forward_weight=50.0,
        ),
    )
}  # fmt: skip
"""All tasks by name. Knees: level seat 90, a driver's 55 and backrest 22 (assumed, 40-70, 15-30), stooping 10 (assumed,
0-20). Sitting erect is the least effort with an upright chest; a slump and a driver's seat are passive equilibria, on
discs and ligaments, and on a backrest. Lifting keeps a habit as an input, weight 20 assumed (10-60): its cost has two
minima, a hip hinge and a round back, and people round their back by 53 degrees (M230)."""


def bend_to(trunk_deg: float) -> Task:
    """A forward bend held at a trunk angle, knees straight.

    Who holds a bend spares the ligaments of the back, and bends at the hips from the start; who lets go hangs on them.
    """
    return Task("forward_bend", "feet", "hold", knee_deg=0, trunk_deg=trunk_deg, face=500.0, strain=HELD_STRAIN)


def lift(*, load_kg: float, style: Literal["stoop", "squat"], trunk_deg: float | None = None) -> Task:
    """Lifting a load off its handles, 30 cm over the floor; the trunk is solved unless it is given.

    A stoop reaches over the load in front of the toes, a squat has it between the feet.
    """
    task = replace(TASKS["lifting"], load_kg=load_kg)
    if style == "squat":
        task = replace(task, knee_deg=90.0, handle_forward_weight=0.0)
    if trunk_deg is None:
        return task
    return replace(task, trunk_deg=trunk_deg, face=500.0, hands_at_handle=False)


def tilted(angle_deg: float) -> Vector:
    """The orientation turned about the right-hand axis, backwards positive."""
    c, s = np.cos(angle_deg * DEG), np.sin(angle_deg * DEG)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def contacts(task: Task, body: Body) -> Contacts:
    """The rows that a task's base forbids; on a seat the ischia stay in place, the thighs lie as its height has it."""
    held: dict[int, float] = {}
    if task.knee_deg is not None:
        held |= {KNEE_RIGHT: task.knee_deg * DEG, KNEE_LEFT: task.knee_deg * DEG}
    if task.base == "seat":
        held |= {a + i: 0.0 for a in (ANKLE_RIGHT, ANKLE_LEFT) for i in range(2)} | {PELVIS_LIST: 0.0, PELVIS_TURN: 0.0}
        segments = np.array([THIGH_RIGHT, THIGH_LEFT], dtype=np.int64)
        target = np.stack([tilted(thigh_deg(task, body))] * 2)
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


def thigh_deg(task: Task, body: Body) -> float:
    """The thighs' angle to the vertical on a seat [deg]: the task's, or from the seat's height, feet on the floor.

        ankle + shank cos(thigh - knee) = seat + hip over seat - thigh cos(thigh)

    The seat's height is a share of that at which the thighs are level over upright shanks.
    """
    bent = task.knee_deg
    if task.seat_height is None or bent is None:
        return task.thigh_deg
    thigh, shank = (float(-body.seg_offset[s, 1]) for s in (SHANK_RIGHT, FOOT_RIGHT))
    ankle, hip = ankle_height(body), float(body.ischium_radius - body.ischium[0, 1])
    seat = task.seat_height * (ankle + shank - hip)

    def above(angle_deg: float) -> float:
        knee = ankle + shank * np.cos((angle_deg - bent) * DEG)
        return float(knee + thigh * np.cos(angle_deg * DEG) - seat - hip)

    low, high = 50.0, 130.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if above(middle) > 0.0 else (low, middle)
    return 0.5 * (low + high)


def weights(task: Task, body: Body) -> Weights:
    """Point masses: 13 segments, the arms, two anchors, what is held; and what else carries them.

    Standing, both ankles anchor the whole body. On a seat the legs rest by themselves and the ischia anchor the rest.
    A load hangs under the shoulders, or is held before them by bent arms, which then stay as they are to the trunk.
    """
    mass = np.zeros(17)
    mass[:13] = body.seg_mass
    mass[ARMS] = body.arms_load_mass
    mass[HELD] = task.load_kg
    if task.load_forward > 0.0:
        mass[HELD] += FOREARMS * body.arms_load_mass
        mass[ARMS] -= FOREARMS * body.arms_load_mass
    segment = np.array([*range(13), THORAX, FOOT_RIGHT, FOOT_LEFT, THORAX], dtype=np.int64)
    place = np.zeros((17, 3))
    place[:13] = body.seg_com
    place[ARMS] = body.shoulder
    place[HELD] = body.shoulder
    if task.load_forward > 0.0:
        place[HELD] += np.array([task.load_forward, -HELD_UNDER * body.arm_length, 0.0])
    if task.base == "seat":
        mass[THIGH_RIGHT:13] = 0.0
        segment[[ANCHOR_RIGHT, ANCHOR_LEFT]] = PELVIS
        place[[ANCHOR_RIGHT, ANCHOR_LEFT]] = body.ischium + np.array([0.0, body.ischium_radius, 0.0])
    total = float(mass.sum())
    mass[[ANCHOR_RIGHT, ANCHOR_LEFT]] = -total / 2.0
    return Weights(mass=mass, segment=segment, place=place, total=total, supports=supports(task, body))


def supports(task: Task, body: Body) -> Supports:
    """The seat's cushion under the sacrum; a backrest that pelvis and chest lean on and do not slide along sideways.

    A seat with a backrest slopes as the thighs lie on it: where they rise, the sacrum finds it lower behind.
    """
    if task.base != "seat":
        return NONE
    size = body.height / REFERENCE_HEIGHT
    slope = (task.thigh_deg - 90.0) * DEG if task.backrest_deg is not None else 0.0
    up = np.array([-np.sin(slope), np.cos(slope), 0.0])
    planes = [(PELVIS, coccyx(body), up, SACRAL_FLESH * size - float(body.ischium_radius), CUSHION)]
    if task.backrest_deg is not None:
        recline = task.backrest_deg * DEG
        away = np.array([np.cos(recline), np.sin(recline), 0.0])
        surface = -(BUTTOCK * size + task.slide) * float(away[0])
        for side in (0, 1):
            psis = body.psis[side] - np.array([BACK_FLESH * size, 0.0, 0.0])
            planes.append((PELVIS, psis, away, surface, BACKREST / 2))
            for height in BACKREST_HEIGHTS:
                chest = height * body.t1 - np.array([CHEST_BEHIND * size, 0.0, 0.0])
                chest[2] = body.psis[side, 2] * CHEST_BREADTH
                inward = np.array([0.0, 0.0, -np.sign(chest[2])])
                planes.append((THORAX, chest, away, surface, BACKREST / 4))
                planes.append((THORAX, chest, inward, -abs(float(chest[2])), BACKREST / 4))
    segment, place, normal, distance, stiffness = zip(*planes, strict=True)
    return Supports(
        segment=np.array(segment, dtype=np.int64),
        place=np.array(place),
        normal=np.array(normal),
        surface=np.array(distance),
        stiffness=np.array(stiffness),
        edge=np.full(len(planes), EDGE * size),
    )


def coccyx(body: Body) -> Vector:
    """The lower end of the sacrum in the pelvis [m], (xyz,): assumed, off the line from the ischia to the PSIS."""
    ischium, psis = body.ischium.mean(axis=0), body.psis.mean(axis=0)
    up = psis - ischium
    return np.asarray(ischium + 0.346 * up + 0.128 * np.array([-up[1], up[0], 0.0]))


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
    balance_weight = (50.0, 50.0) if task.base == "feet" else (task.seat_balance, 0.0)
    return Wishes(
        strain=task.strain,
        habit_weight=habit_weight,
        habit=habit,
        face_weight=np.array([10.0, 10.0, task.face]) if task.base == "feet" else np.array([3.0, 3.0, task.face]),
        face=tilted(-task.trunk_deg),
        balance_weight=np.array(balance_weight),
        balance=np.array(balance),
        hand_weight=np.array([task.handle_forward_weight, 200.0]) if task.hands_at_handle else np.zeros(2),
        shoulder=np.array([HANDLE_FORWARD, shoulder]),
        tone=recruitment.TONE,
    )


def balance(task: Task, body: Body, ahead: float = SLUMPED_AHEAD) -> tuple[float, float]:
    """Where the centre of mass is kept over what carries the body, forward and right [m]; NaN where it is not."""
    if task.base == "feet":
        return BALANCE_FORWARD, 0.0
    if task.seat_balance == 0.0:
        return float("nan"), 0.0
    return neutral_ahead(body) + ahead, 0.0


def neutral_ahead(body: Body) -> float:
    """Centre of mass of pelvis, trunk, head and arms in front of the ischia, pelvis and spine as in standing [m]."""
    place = np.cumsum(body.seg_offset[1 : THORAX + 1, 0])
    mass, at = body.seg_mass[: THORAX + 1], np.concatenate([[0.0], place]) + body.seg_com[: THORAX + 1, 0]
    arms = body.arms_load_mass * (place[-1] + body.shoulder[0])
    total = float(mass.sum() + body.arms_load_mass)
    return float((mass @ at + arms) / total - body.ischium[:, 0].mean())


ROUND_BACK = 50.0
"""Lumbar flexion with which a deep bend begins [deg]: on the side of the round back, the cheaper of two branches."""
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
    pelvis, spine = _begin(task)
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


def _begin(task: Task) -> tuple[float, float]:
    """Backward tilt of the pelvis and extension of every spine joint to begin from [deg]."""
    if task.backrest_deg is not None:
        return task.backrest_deg + 12.0, -2.0
    if task.base == "seat":
        return (8.0, -6.0) if task.way == "relax" else (25.0, -6.0)
    if task.way == "relax":
        return -40.0, -5.0
    if task.hands_at_handle:
        return -45.0, -6.0
    if task.trunk_deg > 30.0:
        round_back = min(task.trunk_deg, ROUND_BACK)
        return round_back - task.trunk_deg, -round_back / 6.0
    return 0.0, 0.0


def ankle_height(body: Body) -> float:
    """Height of the ankle centres over the sole [m]."""
    return float(-body.heel_toe[..., 1].min())
