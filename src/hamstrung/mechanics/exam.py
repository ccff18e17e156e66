"""Clinical tests of the hamstrings, simulated as they are done; each returns what the examiner would read."""

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.errors import InputError
from hamstrung.mechanics import posture, supine, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import N_ANGLES, angle_names
from hamstrung.mechanics.potential import Weights
from hamstrung.units import DEG

TESTS: Final = ("slr", "ake", "toe-touch", "sit-and-reach")

TOLERATED_TORQUE: Final = {"male": 18.4, "female": 16.2}
"""Hamstring torque about the hip at which average adults stop a straight leg raise [Nm]. Set so that adults without
deficit read the published means, 68.5 deg in men and 76.3 in women (M166)."""

AVERAGE: Final = {
    "male": Anthropometry(sex="male", age_y=35.0, height_m=1.75, mass_kg=78.0),
    "female": Anthropometry(sex="female", age_y=35.0, height_m=1.63, mass_kg=62.0),
}
"""The average adults for whom it was set."""


def tolerated_torque(body: Body, sex: str) -> float:
    """Hamstring torque at which a person without deficit stops [Nm].

    What is felt is stress in the muscle, so that the torque grows with the muscle and its lever (assumed): with the
    long hamstrings' passive force at one stretch, times height. A person's size alone then changes no straight leg
    raise, and neither does age.
    """
    return TOLERATED_TORQUE[sex] * _pull(body) / _average_pull(sex)


@cache
def _average_pull(sex: str) -> float:
    return _pull(bodies.build(AVERAGE[sex]))


def _pull(body: Body) -> float:
    """Passive force of the long hamstrings at their optimal length, times height [Nm]."""
    long = body.is_two_joint_hamstring > 0
    return float((body.mus_f0 * np.exp(-body.mus_pas_k))[long].sum() * body.height)


@dataclass(frozen=True)
class ExamResult:
    """What the examiner reads.

    Attributes:
        test, side: what was done; side is `both` where both legs take part
        value, unit: the reading; knee extension in degrees short of straight, toe-touch in cm from fingertip to floor
            (positive short of it), sit-and-reach in cm beyond the toes (negative short of them)
        stopped_by: `stretch` of the hamstrings (beyond what is tolerated), the `hip` itself, or `balance` of the
            whole body
        pelvis_deg: how far the pelvis turned, forward positive
        lumbar_deg: lumbar flexion
        hip_moment_nm: passive moment about the tested hip, or the mean of both
    """

    test: str
    side: str
    value: float
    unit: str
    stopped_by: str
    pelvis_deg: float
    lumbar_deg: float
    hip_moment_nm: float


@dataclass(frozen=True)
class Ended:
    """A test where it ended, with the whole body.

    Attributes:
        read: what the examiner reads
        q: joint angles [rad], (angle,)
        joints: the same by name [deg]
        force_n: passive pull of the long hamstrings, of every muscle by name [N]
        hamstring_force_n: by side [N]
        posture: the solved posture of a reaching test; None on the couch
    """

    read: ExamResult
    q: NDArray[np.float64]
    joints: dict[str, float]
    force_n: dict[str, float]
    hamstring_force_n: dict[str, float]
    posture: posture.Posture | None


def run(
    test: str,
    *,
    anthropometry: Anthropometry,
    deficit: Deficit | None = None,
    side: Literal["left", "right"] = "right",
) -> ExamResult:
    """A clinical test of a person.

    Args:
        test: `slr`, `ake`, `toe-touch` or `sit-and-reach`
        anthropometry: the person's body
        deficit: the hamstrings' deficit, none by default
        side: the tested leg, where the test has one

    Raises:
        InputError: an unknown test, or a body outside its ranges
    """
    if test not in TESTS:
        raise InputError.unknown(test, TESTS, what="test")
    anatomy = Anatomy(bodies.build(anthropometry))
    return run_in(anatomy, test, deficit or Deficit(), side=side, sex=anthropometry.sex)


def run_in(anatomy: Anatomy, test: str, deficit: Deficit, *, side: str, sex: str) -> ExamResult:
    """As `run`, for a body that is already built and a test that is known."""
    return ended_in(anatomy, test, deficit, side=side, sex=sex).read


def ended_in(anatomy: Anatomy, test: str, deficit: Deficit, *, side: str, sex: str) -> Ended:
    """A known test with the whole body where it ended."""
    if test in ("slr", "ake"):
        return _supine(test, anatomy, deficit, side, tolerated_torque(anatomy.body, sex))
    return _reaching(test, anatomy, deficit, sex)


def _reaching(test: str, anatomy: Anatomy, deficit: Deficit, sex: str) -> Ended:
    solved = posture.solve_in(anatomy, tasks.TASKS[test.replace("-", "_")], deficit, sex=sex)
    own = tissue(anatomy, deficit, tolerated_hip=TOLERATED_HIP[sex])
    stretched = bool((anatomy.lengths(solved.q) > own.guard_at).any())
    gap = solved.fingertip_floor_cm
    read = ExamResult(
        test=test,
        side="both",
        value=gap if test == "toe-touch" else -gap,
        unit="cm",
        stopped_by="stretch" if stretched else "balance",
        pelvis_deg=solved.pelvis_deg,
        lumbar_deg=solved.lumbar_flexion_deg,
        hip_moment_nm=solved.hip_moment_nm,
    )
    force = np.array([solved.muscles[name][0] for name in bodies.MUSCLES])
    return _ended(anatomy, read, solved.q, force, solved)


NO_WEIGHT: Final = Weights(mass=np.zeros(1), segment=np.zeros(1, dtype=np.int64), place=np.zeros((1, 3)), total=1.0)
"""On the couch every part lies on its own."""


def _supine(test: str, anatomy: Anatomy, deficit: Deficit, side: str, tolerated: float) -> Ended:
    own = tissue(anatomy, deficit, tolerated_hip=np.inf)
    tolerance = (deficit.left if side == "left" else deficit.right).tolerance
    kernel = supine.straight_leg_raise if test == "slr" else supine.knee_extension
    q = np.zeros(N_ANGLES)
    angle, tilt, moment, by_hip = kernel(
        tolerated, tolerance, side == "left", anatomy.body, anatomy.tree, anatomy.spans, own, NO_WEIGHT,
        q, anatomy.scratch,
    )  # fmt: skip
    read = ExamResult(
        test=test,
        side=side,
        value=float(angle / DEG),
        unit="deg",
        stopped_by="hip" if by_hip else "stretch",
        pelvis_deg=float(-tilt / DEG),
        lumbar_deg=float(tilt / DEG),
        hip_moment_nm=float(moment),
    )
    return _ended(anatomy, read, q, anatomy.scratch.tissue_force.copy(), None)


def _ended(
    anatomy: Anatomy,
    read: ExamResult,
    q: NDArray[np.float64],
    force: NDArray[np.float64],
    solved: posture.Posture | None,
) -> Ended:
    kind = anatomy.body.is_two_joint_hamstring
    return Ended(
        read=read,
        q=q,
        joints={name: float(angle / DEG) for name, angle in zip(angle_names(), q, strict=True)},
        force_n={bodies.MUSCLES[m]: float(force[m]) for m in np.flatnonzero(kind)},
        hamstring_force_n={side: float(force[kind == number].sum()) for side, number in (("left", 2), ("right", 1))},
        posture=solved,
    )
