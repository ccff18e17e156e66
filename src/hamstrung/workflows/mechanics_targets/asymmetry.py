"""One short side and one short leg: obliquity, rotation and lateral curve of pelvis and spine.

Signs: obliquity is positive with the right side up, rotation with the right side forward, the lateral curve where the
spine leans right on the pelvis. The Cobb angle has none: it is the largest angle between any two endplates, sacrum
included, in the frontal plane.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from math import atan, degrees
from typing import Any, Final

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Deficit, Posture, gait, posture
from hamstrung.mechanics.layout import THIGH_LEFT, THIGH_RIGHT
from hamstrung.report.charts import Line, Panel, panels
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, near

TRIAL: Final = "bodies of an earlier trial"
LIFTED: Final = "Young 2000 (Gait Posture 11:217-223)"
DEFICITS_DEG: Final = (0, 10, 20, 30, 40, 50, 60)
SHORTER_MM: Final = (0, 5, 10, 15, 20, 30)
BENT: Final = {"forward_bend": "forward bend", "toe_touch": "toe-touch"}

MISSES: Final[Mapping[str, str]] = {
    "pelvic rotation": "The bend is relaxed: nothing but tissue resists a turn, and the pelvis turns about its short "
    "side. Without the person's own stop it turns nearly as far. Nobody has measured it.",
    "pelvic obliquity, one side": "As the rotation: they come together.",
}


def targets() -> Iterator[Target]:
    """Leg lengths by geometry and measurement, one short side by an earlier model."""
    ten = legs(10)
    yield near("asymmetry", "pelvic obliquity, left leg 10 mm shorter", "M340", "°", 3.7, ten.pelvic_obliquity_deg)
    ratio = legs(22).pelvic_obliquity_deg / legs(6).pelvic_obliquity_deg
    yield Target(
        "asymmetry", "pelvic obliquity, 22 mm over 6 mm", "M338", "times", 22 / 6, 0.9 * 22 / 6, 1.1 * 22 / 6,
        "about linear; a tenth either way is our choice", ratio,
    )  # fmt: skip
    yield Target(
        "asymmetry", "pelvic obliquity, 15 mm under one foot", LIFTED, "°", None, 1.2, degrees(atan(15.0 / 154.5)),
        "at least, to what rigid legs force (M340)", -lifted(0, 15).pelvic_obliquity_deg,
    )  # fmt: skip
    yield Target(
        "asymmetry", "pelvic obliquity, 20 mm shorter and lifted by as much", "geometry", "°", 0.0, -0.1, 0.1,
        "our choice", lifted(20, 20).pelvic_obliquity_deg,
    )  # fmt: skip
    standing, bent = one_side("standing", 40), one_side("forward_bend", 40)
    yield Target(
        "asymmetry", "standing, obliquity, one side 40°", TRIAL, "°", None, 0.0, 0.4, "under; no measurement",
        abs(standing.pelvic_obliquity_deg),
    )  # fmt: skip
    for name, printed, ours in (
        ("pelvic rotation, one side 40°, forward bend", 8.7, bent.pelvic_rotation_deg),
        ("pelvic obliquity, one side 40°, forward bend", 1.4, bent.pelvic_obliquity_deg),
        ("lateral curve, one side 40°, forward bend", 2.0, bent.lateral_curve_deg),
    ):
        said = "half either way; no measurement"
        yield Target("asymmetry", name, TRIAL, "°", printed, 0.5 * printed, 1.5 * printed, said, abs(ours))


def sections() -> Iterator[Section]:
    """Dose and answer of both."""
    yield one_short_side()
    yield one_short_leg()


def one_short_side() -> Section:
    """A deficit of the left hamstrings alone, standing and bent."""
    found = {task: [one_side(task, deficit) for deficit in DEFICITS_DEG] for task in ("standing", *BENT)}
    rows = [
        (name, f"{deficit}°", f"{p.pelvic_rotation_deg:+.1f}°", f"{p.pelvic_obliquity_deg:+.2f}°",
         f"{p.lateral_curve_deg:+.2f}°", f"{p.cobb_deg:.2f}°",
         f"{p.ischial_force_n['left']:.0f} / {p.ischial_force_n['right']:.0f} N")
        for task, name in {"standing": "standing", **BENT}.items()
        for deficit, p in zip(DEFICITS_DEG, found[task], strict=True) if deficit % 20 == 0
    ]  # fmt: skip
    bent, still = found["forward_bend"][4], found["standing"][4]
    said = (
        f"With 40 degrees on the left the standing pelvis leans {abs(still.pelvic_obliquity_deg):.2f} degrees and the "
        f"spine curves by {still.cobb_deg:.1f}; bent forward the pelvis turns {abs(bent.pelvic_rotation_deg):.0f} "
        f"degrees, leans {abs(bent.pelvic_obliquity_deg):.1f}, and the spine curves by {bent.cobb_deg:.1f}."
    )
    return Section(
        "asymmetry-deficit",
        "One short side",
        (said + " A one-sided shortening shows in bending, as a turn of the pelvis with its short side forward, and "
         "not in standing.",),
        ("posture", "deficit, left", "pelvic rotation", "obliquity", "lateral curve", "Cobb",
         "pull on the ischium, left / right"),
        tuple(rows),
        panels(
            [
                Panel(
                    name,
                    [
                        Line("rotation", DEFICITS_DEG, [p.pelvic_rotation_deg for p in found[task]]),
                        Line("obliquity", DEFICITS_DEG, [p.pelvic_obliquity_deg for p in found[task]]),
                        Line("lateral curve", DEFICITS_DEG, [p.lateral_curve_deg for p in found[task]]),
                    ],
                    "deficit of the left side, degrees",
                    "degrees",
                )
                for task, name in {"standing": "Standing", "forward_bend": "Forward bend"}.items()
            ],
            title="What one short side does",
            description=said,
            name="mechanics-asymmetry-deficit",
        ),
        said,
        {task: [_figures(p) for p in each] for task, each in found.items()},
    )  # fmt: skip


def one_short_leg() -> Section:
    """A shorter left leg, standing, with and without a lift of the same height."""
    bare, level = [legs(mm) for mm in SHORTER_MM], [lifted(mm, mm) for mm in SHORTER_MM]
    walks = [gait.walk(anthropometry=uneven(mm)) for mm in SHORTER_MM]
    width = hip_width_mm()
    rows = [
        (f"{mm} mm", f"{degrees(atan(mm / width)):.2f}°", f"{p.pelvic_obliquity_deg:+.2f}°",
         f"{p.lateral_curve_deg:+.2f}°", f"{p.cobb_deg:.2f}°", f"{q.pelvic_obliquity_deg:+.2f}°", f"{q.cobb_deg:.2f}°",
         f"{walk.obliquity_mean_deg:+.2f}°")
        for mm, p, q, walk in zip(SHORTER_MM, bare, level, walks, strict=True)
    ]  # fmt: skip
    said = (
        f"A left leg 20 mm shorter tilts the standing pelvis {bare[4].pelvic_obliquity_deg:.1f} degrees down on the "
        f"left, and the lumbar spine bends by {bare[4].cobb_deg:.1f} to hold the trunk upright; a lift of 20 mm takes "
        "both away."
    )
    return Section(
        "asymmetry-leg",
        "One short leg",
        (said + " The obliquity is what geometry forces, and the curve takes it up whole. Larger real differences went "
         "with more obliquity and with no other spine (M330), simulated ones change both (M336): people have feet that "
         "pronate and habits of standing on one leg, the model has neither. Walking, both feet are down only for "
         "moments, and a degree or two at knee, hip and ankle makes up for it: real differences are better compensated "
         "in walking, too (the study of M330).",),
        ("left leg shorter by", "atan(difference / hips)", "obliquity", "lateral curve", "Cobb", "obliquity, lifted",
         "Cobb, lifted", "obliquity, walking, mean"),
        tuple(rows),
        panels(
            [
                Panel(
                    "Standing",
                    [
                        Line("obliquity", SHORTER_MM, [p.pelvic_obliquity_deg for p in bare], points=True),
                        Line("Cobb", SHORTER_MM, [p.cobb_deg for p in bare]),
                        Line("with a lift", SHORTER_MM, [p.pelvic_obliquity_deg for p in level], dashed=True),
                    ],
                    "left leg shorter, millimetres",
                    "degrees",
                )
            ],
            title="What one short leg does",
            description=said,
            name="mechanics-asymmetry-leg",
            columns=1,
        ),
        said,
        {"mm": list(SHORTER_MM), "bare": [_figures(p) for p in bare], "lifted": [_figures(p) for p in level],
         "walking_obliquity_mean_deg": [walk.obliquity_mean_deg for walk in walks]},
    )  # fmt: skip


def _figures(p: Posture) -> dict[str, Any]:
    names = ("pelvic_obliquity_deg", "pelvic_rotation_deg", "lateral_curve_deg", "cobb_deg", "pelvis_deg")
    return {name: float(getattr(p, name)) for name in names}


@cache
def one_side(task: str, deficit_deg: int) -> Posture:
    """The average man with a deficit of the left side alone, from the neighbour's posture."""
    near_by = one_side(task, max(d for d in DEFICITS_DEG if d < deficit_deg)).q if deficit_deg > 0 else None
    return _settled(
        posture.solve(task, anthropometry=MAN, deficit=Deficit.degrees(left=deficit_deg), start=near_by),
        f"{task}, left {deficit_deg}",
    )


@cache
def legs(shorter_mm: int) -> Posture:
    """The average man standing, his left leg so much shorter."""
    return lifted(shorter_mm, 0)


@cache
def lifted(shorter_mm: int, lift_mm: int) -> Posture:
    """The same with a lift under the left foot."""
    task = replace(TASKS["standing"], lift_left_mm=float(lift_mm))
    return _settled(posture.solve(task, anthropometry=uneven(shorter_mm)), f"{shorter_mm} mm shorter, {lift_mm} lifted")


def uneven(shorter_mm: int) -> Anthropometry:
    """The average man with his left leg so much shorter."""
    whole = leg_m()
    return replace(MAN, leg_length_left_m=whole - shorter_mm / 1000.0, leg_length_right_m=whole)


def _settled(found: Posture, name: str) -> Posture:
    if not found.converged:
        raise RuntimeError(f"{name} did not converge: residual {found.residual:.2g}")
    return found


def leg_m() -> float:
    """Hip to floor of the average man [m]."""
    body = bodies.build(MAN)
    down = body.seg_offset[THIGH_RIGHT + 1, 1] + body.seg_offset[THIGH_RIGHT + 2, 1]
    return float(-down - body.heel_toe[0, :, 1].min())


def hip_width_mm() -> float:
    """Distance of his hip centres [mm]."""
    body = bodies.build(MAN)
    return float(1000.0 * (body.seg_offset[THIGH_RIGHT, 2] - body.seg_offset[THIGH_LEFT, 2]))
