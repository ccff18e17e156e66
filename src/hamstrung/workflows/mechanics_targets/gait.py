"""Walking: the reference beside normal walks, and what short hamstrings do to it beside the one study that braced them.

Published, beside the rows of the evidence: Schwartz, Rozumalski, Trost 2008 (J Biomech 41:1639-1650, typically
developing children, free speed, means and SD of the electronic table); normative walks of 14 adults at 1.45 m/s
(University of Maryland, Human Mobility data 2011); Whitehead, Hillman, Richardson, Hazlewood, Robb 2007 (Gait Posture),
six adults whose hamstrings an adjustable brace shortened: nothing significant up to a popliteal angle of 85 degrees,
beyond it shorter steps, less hip flexion, more knee flexion in stance, a pelvis tilted back, with less obliquity and
rotation.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import numpy as np

from hamstrung.mechanics import Deficit, exam, gait, gait_cycle
from hamstrung.mechanics.gait import Walker
from hamstrung.mechanics.gait_readings import Walk
from hamstrung.mechanics.layout import HIP_RIGHT, KNEE_RIGHT
from hamstrung.report.charts import Line, Panel, panels
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, near

NORM: Final = "Schwartz 2008"
BRACED: Final = "Whitehead 2007"
STANDING_TILT: Final = 11.6
"""Pelvic tilt over the cycle in that laboratory's frame [deg]: its hip angles count from there, ours from standing."""
BRACE_DEG: Final = 85.0
"""Popliteal angle from which the braced walk changed significantly [deg]."""
DEFICITS_DEG: Final = tuple(range(0, 71, 10))

MISSES: Final[Mapping[str, str]] = {
    "pelvic rotation, range": "The two recorded people turn the pelvis little; the second by under three degrees.",
    "pelvic tilt, range": "The two recorded people tilt a degree more; the reference is their mean.",
    "knee, most flexion": "The two recorded people are adults, one of them fast; the norm is of children.",
    "braced, pelvic obliquity": "The model's frontal pelvis hardly feels the hamstrings, which pull beside the hip; "
    "the braced walkers also slowed down, which the model does not.",
    "braced, pelvic rotation": "The model keeps timing and speed; a slower, shorter step turns the pelvis less.",
}


@cache
def walker() -> Walker:
    """The average man."""
    return Walker(MAN)


def both(deficit_deg: float, **options: float) -> Walk:
    """His walk with a deficit of both sides.

    Raises:
        RuntimeError: a walk that did not converge; a table must not be made from it.
    """
    found = walker().walk(Deficit.degrees(left=deficit_deg, right=deficit_deg), **options)
    if not found.converged:
        raise RuntimeError(f"walk with {deficit_deg:g} degrees did not converge: residual {found.residual:.2g}")
    return found


def targets() -> Iterator[Target]:
    """The reference, its moment, and the braced walk."""
    yield from reference()
    yield from braced()


def reference() -> Iterator[Target]:
    """Angles are an input; stride and moment follow from the body."""
    walk = both(0.0)
    side = walk.side["right"]
    for name, printed, sd, ours in (
        ("knee at contact", 5.6, 5.7, side.knee_at_contact_deg),
        ("hip at contact, from standing", 35.8 - STANDING_TILT, 5.4, side.hip_at_contact_deg),
        ("knee, most flexion in swing", 59.1, 6.3, float(walk.angle_deg[:, KNEE_RIGHT].max())),
    ):
        spread = f"SD {sd:g} between people"
        yield Target("gait", name, NORM, "°", printed, printed - sd, printed + sd, spread, ours, set_to=True)
    for name, printed, ours in (
        ("pelvic tilt, range", 1.9, walk.tilt_range_deg),
        ("pelvic obliquity, range", 8.2, walk.obliquity_range_deg),
        ("pelvic rotation, range", 8.9, walk.rotation_range_deg),
    ):
        yield near("gait", name, NORM, "°", printed, ours, set_to=True)
    moment = float(-gait.swing_moment(walker(), knee=True)[40:, 0].min()) / MAN.mass_kg
    yield Target(
        "gait", "knee flexion moment before contact", NORM, "Nm/kg", 0.26, 0.16, 0.36, "SD 0.10 between people", moment
    )
    yield Target(
        "gait", "stride length", "University of Maryland 2011", "m", 1.44, 1.30, 1.58, "SD 0.14 between people",
        walk.stride_length_m,
    )  # fmt: skip


def braced() -> Iterator[Target]:
    """Nothing to be seen below a popliteal angle of 85 degrees, the printed directions beyond it."""
    healthy, side = both(0.0), both(0.0).side["right"]
    below, beyond = both(at_popliteal(BRACE_DEG - 20.0)), both(at_popliteal(BRACE_DEG + 5.0))
    for name, unit, low, high, ours in (
        ("knee at contact", "°", -5.7, 5.7, below.side["right"].knee_at_contact_deg - side.knee_at_contact_deg),
        ("step", "%", -10.0, 10.0, _percent(below, healthy)),
    ):
        quantity = f"braced to {BRACE_DEG - 20.0:.0f}°, {name}, change"
        yield Target("gait", quantity, BRACED, unit, None, low, high, "not significant: within an SD", ours)
    far = beyond.side["right"]
    for name, unit, down, ours in (
        ("step", "%", True, _percent(beyond, healthy)),
        ("knee in stance", "°", False, far.knee_in_stance_deg - side.knee_in_stance_deg),
        ("hip, most flexion", "°", True, far.hip_most_deg - side.hip_most_deg),
        ("pelvic tilt", "°", True, beyond.pelvic_tilt_deg - healthy.pelvic_tilt_deg),
        ("pelvic obliquity, range", "°", True, beyond.obliquity_range_deg - healthy.obliquity_range_deg),
        ("pelvic rotation, range", "°", True, beyond.rotation_range_deg - healthy.rotation_range_deg),
    ):
        low, high = (-90.0, -0.1) if down else (0.1, 90.0)
        said = "less; the size was not printed" if down else "more; the size was not printed"
        yield Target("gait", f"braced, {name}, change beyond 85°", BRACED, unit, None, low, high, said, ours)


def _percent(walk: Walk, healthy: Walk) -> float:
    return 100.0 * (walk.stride_length_m / healthy.stride_length_m - 1.0)


@cache
def at_popliteal(angle_deg: float) -> float:
    """The deficit of both sides with which the knee extension test reads so much [deg]."""
    low, high = 0.0, 80.0
    for _ in range(12):
        middle = 0.5 * (low + high)
        deficit = Deficit.degrees(left=middle, right=middle)
        if exam.run("ake", anthropometry=MAN, deficit=deficit).value > angle_deg:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


def sections() -> Iterator[Section]:
    """The cycle with both sides and one side short, and what the assumed drive changes."""
    walks = {deficit: both(deficit) for deficit in DEFICITS_DEG}
    yield Section(
        "gait",
        "Walking with short hamstrings",
        (
            "The reference is the mean of two recorded people; at every phase the average man departs from it as "
            "little as his hamstrings allow. Up to about 40 degrees nearly nothing changes: the stretched tissue does "
            "what the muscles would do anyway, it brakes the shank. Beyond, the knee no longer straightens before "
            "contact and the steps shorten; "
            f"with 60 degrees the pelvis walks {-walks[60].pelvic_tilt_deg:.1f} degrees tilted back and the lumbar "
            f"spine {walks[60].lumbar_flexion_deg:.1f} flexed. That steps first grow by a centimetre is the trailing "
            "thigh, which the tissue draws back.",
        ),
        ("deficit", "knee, least in late swing", "knee at contact", "hip at contact", "step", "pelvic tilt", "lumbar "
         "flexion", "passive pull, most"),
        tuple(_row(f"{deficit}°, both", walk, "right") for deficit, walk in walks.items()),
        picture(walks),
        _described(walks),
        {str(deficit): _figures(walk) for deficit, walk in walks.items()},
    )  # fmt: skip
    single = {deficit: walker().walk(Deficit.degrees(left=deficit)) for deficit in (20, 40, 60)}
    yield Section(
        "gait-one-side",
        "Walking with one short side",
        ("The short side's knee and step pay; the other step grows a little. With 60 degrees on one side the pelvis "
         f"leans by {abs(single[60].obliquity_mean_deg):.1f} and turns by {abs(single[60].rotation_mean_deg):.1f} "
         "degrees on the mean: one short side hardly shows in the walking pelvis.",),
        ("deficit, left only", "side", "knee at contact", "hip at contact", "step", "obliquity, mean",
         "rotation, mean", "lumbar lean, mean", "Cobb, most"),
        tuple(
            (f"{deficit}°", name, f"{walk.side[name].knee_at_contact_deg:.1f}°",
             f"{walk.side[name].hip_at_contact_deg:.1f}°", f"{100 * walk.side[name].step_length_m:.1f} cm",
             f"{walk.obliquity_mean_deg:+.2f}°", f"{walk.rotation_mean_deg:+.2f}°",
             f"{walk.lumbar_lean_mean_deg:+.2f}°", f"{walk.cobb_most_deg:.1f}°")
            for deficit, walk in single.items() for name in ("left", "right")
        ),
        figures={str(deficit): _figures(walk) for deficit, walk in single.items()},
    )  # fmt: skip
    yield _swept()


def _row(name: str, walk: Walk, side: str) -> tuple[str, ...]:
    leg = walk.side[side]
    return (
        name, f"{leg.knee_least_in_swing_deg:.1f}°", f"{leg.knee_at_contact_deg:.1f}°",
        f"{leg.hip_at_contact_deg:.1f}°",
        f"{100 * leg.step_length_m:.1f} cm", f"{walk.pelvic_tilt_deg:+.2f}°", f"{walk.lumbar_flexion_deg:+.2f}°",
        f"{leg.peak_force_n:.0f} N at {leg.peak_percent:.0f} %",
    )  # fmt: skip


def _swept() -> Section:
    """What one spread of departure costs is assumed: the same deficits over its range."""
    healthy = both(0.0)
    rows, found = [], {}
    for drive in (0.3, 1.0, 3.0):
        for deficit in (20.0, 40.0, 60.0):
            walk = both(deficit, drive_j=drive)
            change = (
                walk.side["right"].knee_at_contact_deg - healthy.side["right"].knee_at_contact_deg,
                _percent(walk, healthy),
                walk.pelvic_tilt_deg,
            )
            rows.append(
                (f"{drive:g} J", f"{deficit:.0f}°", f"{change[0]:+.1f}°", f"{change[1]:+.1f} %", f"{change[2]:+.2f}°")
            )
            found[f"{drive:g} J, {deficit:.0f}"] = list(change)
    return Section(
        "gait-drive",
        "Walking over what is assumed",
        ("How much energy one spread of departure is worth is nobody's measurement. Between a third and three times "
         "the assumed one joule, 40 degrees hardly change knee and step and 60 do; how far the pelvis tilts hangs on "
         "it.",),
        ("a spread costs", "deficit, both", "knee at contact", "step", "pelvic tilt"),
        tuple(rows),
        figures=found,
    )  # fmt: skip


def _figures(walk: Walk) -> dict[str, float]:
    """The numbers behind a row."""
    return {
        "stride_length_m": walk.stride_length_m,
        "pelvic_tilt_deg": walk.pelvic_tilt_deg,
        "tilt_range_deg": walk.tilt_range_deg,
        "obliquity_range_deg": walk.obliquity_range_deg,
        "rotation_range_deg": walk.rotation_range_deg,
        "lumbar_range_deg": walk.lumbar_range_deg,
        "lumbar_turn_range_deg": walk.lumbar_turn_range_deg,
        **{
            f"{name}_{side}": float(getattr(leg, name))
            for side, leg in walk.side.items()
            for name in ("knee_at_contact_deg", "knee_least_in_swing_deg", "step_length_m", "peak_force_n")
        },
    }


def picture(walks: Mapping[int, Walk]) -> str:
    """Knee, hip and pull over the cycle, and steps over the deficit."""
    percent = np.append(walks[0].percent, 100.0)
    sd = np.degrees([gait_cycle.spreads()["hip_flexion"], gait_cycle.spreads()["knee_flexion"]])

    def course(values: np.ndarray) -> np.ndarray:
        return np.append(values, values[0])

    drawn = []
    for heading, angle, spread in (("Knee flexion", KNEE_RIGHT, sd[1]), ("Hip flexion", HIP_RIGHT, sd[0])):
        normal = course(walks[0].angle_deg[:, angle])
        series = [Line("0°", percent, normal, low=normal - spread, high=normal + spread)]
        series += [Line(f"{d}°", percent, course(walks[d].angle_deg[:, angle])) for d in (40, 60)]
        drawn.append(Panel(heading, series, "cycle, percent", "degrees"))
    w = walker()
    asked = w.asked[:, w.anatomy.body.is_two_joint_hamstring == 1].sum(axis=1)
    series = [Line(f"{d}°", percent, course(walks[d].force_n[:, 0])) for d in (0, 40, 60)]
    series.append(Line("asked by the walk", percent, course(asked), dashed=True))
    drawn.append(Panel("Hamstrings' passive pull", series, "cycle, percent", "newtons"))
    steps = [100.0 * walks[d].side["right"].step_length_m for d in walks]
    drawn.append(
        Panel("Step", [Line("both sides", list(walks), steps, points=True)], "deficit, degrees", "centimetres")
    )
    return panels(
        drawn, title="Walking with short hamstrings", description=_described(walks), name="mechanics-gait", columns=2
    )


def _described(walks: Mapping[int, Walk]) -> str:
    first, last = (walks[d].side["right"] for d in (0, 60))
    return (
        f"With 60 degrees of deficit on both sides the knee touches down bent by {last.knee_at_contact_deg:.0f} "
        f"degrees instead of {first.knee_at_contact_deg:.0f}, and the step is {100 * last.step_length_m:.0f} cm "
        f"instead of {100 * first.step_length_m:.0f}."
    )
