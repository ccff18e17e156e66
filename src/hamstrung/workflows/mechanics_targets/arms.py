"""Moment arms and lengths of the muscles of hip and knee beside a published leg model's, over the joints' range."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.report import charts
from hamstrung.workflows import passive_moments
from hamstrung.workflows.mechanics_targets.target import Section, Target

NEAR_MM: Final = 5.0
"""Largest difference at which a moment arm counts as met [mm]: our choice, a tenth of a hamstring's hip arm."""
LENGTH_NEAR_MM: Final = 5.0
"""The same for a length."""

HIP_DEG: Final = (-10, 0, 15, 30, 45, 60, 75, 90, 110)
FLEXOR_DEG: Final = (0, 30, 60, 90)
KNEE_DEG: Final = (5, 20, 40, 60, 80, 100)
POSTURES_DEG: Final = ((0, 0), (30, 0), (60, 0), (90, 0), (90, 20), (90, 90))
EXTENSORS: Final = {
    "M117": "biceps_femoris_long_head",
    "M118": "semimembranosus",
    "M119": "semitendinosus",
    "M120": "gluteus_maximus_middle",
}
FLEXORS: Final = {"M128": "psoas_l3", "M129": "iliacus", "M130": "rectus_femoris"}
BENDERS: Final = {
    "M121": "biceps_femoris_long_head",
    "M122": "biceps_femoris_short_head",
    "M123": "semimembranosus",
    "M124": "semitendinosus",
}
LENGTHS: Final = {"M125": "biceps_femoris_long_head", "M126": "semimembranosus", "M127": "semitendinosus"}
FITTED: Final = {*EXTENSORS, *BENDERS, *LENGTHS, "M130"}
"""Rows to which points of the muscle were fitted (`points.csv`)."""

MISSES: Final[Mapping[str, str]] = {
    "psoas": "Its points are anatomy's, not fitted; a bundle from one vertebra stands for the published whole muscle.",
    "iliacus": "Points and sphere are anatomy's, not fitted.",
}


def targets() -> Iterator[Target]:
    """The largest difference of each muscle over all printed angles."""
    for rows, joint, angles in (
        (EXTENSORS, "hip", HIP_DEG),
        (FLEXORS, "hip", FLEXOR_DEG),
        (BENDERS, "knee", KNEE_DEG),
    ):
        for id, muscle in rows.items():
            found = arms_mm(muscle, joint, angles, towards=-1.0 if rows is FLEXORS else 1.0)
            worst = float(np.abs(found - printed(id)).max())
            quantity = f"{_said(muscle)} at the {joint}, largest difference at {len(angles)} angles"
            yield _target("moment arms", quantity, id, NEAR_MM, worst)
    for id, muscle in LENGTHS.items():
        worst = float(np.abs(lengths_mm(muscle) - printed(id)).max())
        quantity = f"{_said(muscle)}, length, largest difference in {len(POSTURES_DEG)} postures"
        yield _target("muscle lengths", quantity, id, LENGTH_NEAR_MM, worst)


def _target(group: str, quantity: str, id: str, near_mm: float, worst: float) -> Target:
    interval = "our choice; a model, no spread"
    return Target(group, quantity, id, "mm", None, 0.0, near_mm, interval, worst, set_to=id in FITTED)


def arms_mm(muscle: str, joint: str, angles_deg: tuple[int, ...], *, towards: float = 1.0) -> NDArray[np.float64]:
    """Arms of a right muscle over the angles of one joint, the other straight [mm].

    Args:
        muscle: without its side
        joint: `hip` (extension positive) or `knee` (flexion positive)
        angles_deg: flexion of that joint
        towards: -1 turns the sign
    """
    at = bodies.MUSCLES.index(f"{muscle}_right")
    found = []
    for angle in angles_deg:
        if joint == "hip":
            found.append(passive_moments.legs(passive_moments.average(), angle, 0.0).hip_slope[at])
        else:
            found.append(-passive_moments.legs(passive_moments.average(), 0.0, angle).knee_slope[at])
    return towards * 1e3 * np.array(found)


def lengths_mm(muscle: str) -> NDArray[np.float64]:
    """Muscle-tendon lengths of a right muscle in the printed postures [mm]."""
    at = bodies.MUSCLES.index(f"{muscle}_right")
    average = passive_moments.average()
    return 1e3 * np.array([passive_moments.legs(average, *posture).length[at] for posture in POSTURES_DEG])


def printed(id: str) -> NDArray[np.float64]:
    """All numbers of a row's cell."""
    return np.array([float(part) for part in evidence.row(id).value.split("/")])


def _said(muscle: str) -> str:
    return muscle.replace("_l3", " from L3").replace("_", " ")


def sections() -> Iterator[Section]:
    """Lines of ours with the published points on them."""
    fine = {"hip": tuple(range(-15, 123, 3)), "knee": tuple(range(0, 123, 3))}
    panels, figures = [], {}
    for heading, rows, joint, angles, towards in (
        ("Hip, extension", EXTENSORS, "hip", HIP_DEG, 1.0),
        ("Hip, flexion", FLEXORS, "hip", FLEXOR_DEG, -1.0),
        ("Knee, flexion", BENDERS, "knee", KNEE_DEG, 1.0),
    ):
        series = []
        for (id, muscle), colour in zip(rows.items(), charts.COLOURS, strict=False):
            ours = arms_mm(muscle, joint, fine[joint], towards=towards)
            series.append(charts.Line(_said(muscle), x=fine[joint], y=ours, colour=colour))
            series.append(charts.Line("", x=angles, y=printed(id), colour=colour, points=True, joined=False))
            figures[f"{joint}.{muscle}"] = [round(float(arm), 2) for arm in ours]
        panels.append(charts.Panel(heading, series, x=f"{joint} flexion, degrees", y="moment arm, mm"))
    described = "Moment arms over the angle, three panels: lines are ours, points published, on or near the lines."
    yield Section(
        name="moment-arms",
        title="Moment arms over the range",
        text=(
            "Lines are ours, points the published leg model's. Past 105° of hip flexion the hamstrings lie on the "
            "femoral head and keep its radius, where the published straight paths go on falling "
            "([decision 30](../decisions/0030-hamstrings-round-the-femoral-head.md)). The gluteus maximus is fitted to "
            "the published arm, which falls to a few millimetres in deep flexion; it stays an extensor here.",
        ),
        picture=charts.panels(panels, title="Moment arms over the range", description=described, name="arms"),
        described=described,
        figures={"hip_deg": fine["hip"], "knee_deg": fine["knee"], "arm_mm": figures},
    )
