"""The mechanics beside published numbers, inside or not: angles, loads, torques, arms, clinical tests.

Each target names what was printed, its interval and where that comes from, and whether the model was set to it: a
number that was fitted is no validation, and is shown as such. Misses stay in the table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Task, posture
from hamstrung.mechanics.tasks import bend_to
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows import mechanics_page
from hamstrung.workflows.mechanics_targets import Section, Told, gather
from hamstrung.workflows.mechanics_targets.target import MAN, MEASURED_MAN, WOMAN, Target, near, solve, spread

PRESSURE_FACTORS: Final = (1.3, 1.8)
"""Assumed range of intradiscal pressure over compression per area (`posture.PRESSURE_FACTOR` is its middle)."""
LIGHT_N: Final = (495.0, 706.0)
"""Standing L4/5 compression of an earlier trial's bodies [N]; two published full-body models give about 600."""
TRIAL_TILT_DEG: Final = (-6.0, -1.7)
"""Standing tilt that 40 degrees of deficit cost those bodies [deg], over a sweep of what strain costs."""

DEFICITS_DEG: Final = tuple(range(0, 61, 5))


def targets() -> list[Target]:
    """Every target, solved exactly."""
    groups = (standing, bending, reaching, sitting, pressures)
    return [target for group in groups for target in group()]


def standing() -> Iterator[Target]:
    """Compression, and what short hamstrings do to the standing pelvis."""
    upright = solve("standing")
    yield Target(
        "standing", "L4/5 compression", "bodies of an earlier trial", "N", None, *LIGHT_N,
        "their range; no measurement", upright.loads["l4l5"].compression_n,
    )  # fmt: skip
    for deficit_deg, low, high, rests_on, interval in (
        (20.0, -2.0, 2.0, "M155", "small, by the torque upright; no experiment"),
        (40.0, *TRIAL_TILT_DEG, "bodies of an earlier trial", "their range; no experiment"),
    ):
        change = solve("standing", deficit_deg).pelvis_deg - upright.pelvis_deg
        name = f"pelvic tilt, change with {deficit_deg:.0f}° deficit"
        yield Target("standing", name, rests_on, "°", None, low, high, interval, change)


def bending() -> Iterator[Target]:
    """The relaxed forward bend, two studies."""
    bent = solve("forward_bend")
    for name, parts, ours, set_to in (
        ("pelvis on thigh", ("M254.pelvic_tilt", "M256.hip"), bent.pelvis_on_thigh_deg, True),
        ("lumbar spine", ("M254.lumbar_motion", "M256.lumbar"), bent.lumbar_flexion_deg, False),
        ("trunk", ("M254.trunk_flexion", "M256.total"), bent.trunk_flexion_deg, False),
    ):
        low, high = sorted(evidence.number(part).value for part in parts)
        yield Target(
            "forward bend", name, "M254, M256", "°", None, low, high, "means of two studies", ours, set_to=set_to
        )


def reaching() -> Iterator[Target]:
    """Toe-touch with normal and with short hamstrings."""
    for name, part, deficit_deg, set_to in (
        ("normal", "normal", 0.0, True),
        ("short, as 20° deficit", "pelvis_on_thigh_flexion_short_hamstrings", 20.0, False),
    ):
        yield spread(
            "toe-touch",
            f"pelvis on thigh, {name}",
            f"M261.{part}",
            solve("toe_touch", deficit_deg).pelvis_on_thigh_deg,
            set_to=set_to,
        )


def sitting() -> Iterator[Target]:
    """Lumbar flexion from standing; the habitual posture that the tasks hold is an input."""
    upright, preferred = evidence.number("M211.upright").value, evidence.number("M211.preferred").value
    usual, slumped = (flexion_from_standing(row) for row in ("M205", "M206"))
    erect, slouched, driving = (solve(name).lumbar_flexion_deg for name in SEATS)
    yield near("sitting", "lumbar flexion, upright", "M211", "°", upright, erect, set_to=True)
    yield Target(
        "sitting", "lumbar flexion, slouched", "M204-M206", "°", None, usual, slumped, "usual to slumped", slouched,
        set_to=True,
    )  # fmt: skip
    yield near("sitting", "lumbar flexion, driver's seat (preferred sitting)", "M211", "°", preferred, driving)


def pressures() -> Iterator[Target]:
    """Pressure in the L4/5 disc of one man, by posture."""
    for name, id, task in (
        ("standing", "M278", TASKS["standing"]),
        ("bent forward, held at 45° (angle not printed)", "M279", bend_to(45.0)),
        ("bent forward, relaxed at the limit", "M279", TASKS["forward_bend"]),
        ("sitting without support", "M280", TASKS["sitting_erect"]),
        ("sitting slouched with support (driver's seat)", "M282", TASKS["driving_seat"]),
        ("standing, 20 kg close to the body", "M285", replace(TASKS["standing"], load_kg=20.0)),
    ):
        printed = evidence.number(id).value
        low, high = (printed * posture.PRESSURE_FACTOR / factor for factor in reversed(PRESSURE_FACTORS))
        ours = solve(task, who=MEASURED_MAN).pressure_l4l5_mpa
        yield Target("disc pressure", name, id, "MPa", printed, low, high, "one man; pressure factor 1.3-1.8", ours)


SEATS: Final = ("sitting_erect", "sitting_slouched", "driving_seat")


def flexion_from_standing(row: str) -> float:
    """Lumbar flexion from usual standing, both regions of the row together [deg] (M204)."""
    return sum(evidence.number(f"M204.{part}").value - evidence.number(f"{row}.{part}").value for part in (1, 2))


def sweep(deficits_deg: Iterable[float] = DEFICITS_DEG) -> dict[str, list[float]]:
    """What a deficit on both sides does to the standing pelvis and to the bent one."""
    values = [float(deficit) for deficit in deficits_deg]
    standing_at = [solve("standing", deficit) for deficit in values]
    touching_at = [solve("toe_touch", deficit) for deficit in values]
    return {
        "deficit_deg": values,
        "standing_pelvis_deg": [each.pelvis_deg - standing_at[0].pelvis_deg for each in standing_at],
        "toe_touch_pelvis_on_thigh_deg": [each.pelvis_on_thigh_deg for each in touching_at],
        "toe_touch_lumbar_flexion_deg": [each.lumbar_flexion_deg for each in touching_at],
        "toe_touch_fingertip_floor_cm": [each.fingertip_floor_cm for each in touching_at],
    }


def assumed() -> list[dict[str, Any]]:
    """The standing tilt that 20 and 40 degrees cost, over what is assumed or differs between people."""
    upright = TASKS["standing"]
    cases: list[tuple[str, Task, Anthropometry]] = [("as assumed", upright, MAN)]
    cases += [(f"strain weight {x:g}/J", replace(upright, strain=x), MAN) for x in (5e-4, 1e-2)]
    cases += [(f"spine's habit {x:g} per rad²", replace(upright, habit=x), MAN) for x in (0.0, 2.0)]
    cases += [(f"trunk upright {x:g} per rad²", replace(upright, face=x), MAN) for x in (2.0, 50.0)]
    cases += [(f"lumbar stiffness x {x:g}", upright, replace(MAN, lumbar_stiffness=x)) for x in (0.6, 1.7)]
    cases += [(f"incidence {x:g}°", upright, replace(MAN, pelvic_incidence_rad=x * DEG)) for x in (35.0, 70.0)]
    cases += [("average woman", upright, WOMAN)]
    return [
        {"case": name} | {f"change_{d:g}_deg": round(_tilt(task, who, d), 3) for d in (20.0, 40.0)}
        for name, task, who in cases
    ]


def _tilt(task: Task, who: Anthropometry, deficit_deg: float) -> float:
    return solve(task, deficit_deg, who=who).pelvis_deg - solve(task, who=who).pelvis_deg


def told(progress: Callable[[str], None] = lambda name: None) -> list[Told]:
    """Every topic, and what has no topic of its own yet."""
    every = gather(progress=progress)
    progress("earlier")
    return [*every, Told("earlier", tuple(targets()), tuple(sections()), mechanics_page.NOTES)]


def sections() -> Iterator[Section]:
    """What a deficit does to two postures, and the standing pelvis over what is assumed."""
    yield deficit_section(sweep())
    yield assumed_section(assumed())


def deficit_section(found: Mapping[str, Sequence[float]]) -> Section:
    """The sweep over the deficit as table and picture."""
    deficit, tilt = found["deficit_deg"], found["standing_pelvis_deg"]
    pelvis = found["toe_touch_pelvis_on_thigh_deg"]
    said = (
        f"With {deficit[-1]:g} degrees the standing pelvis turns {abs(tilt[-1]):.1f} degrees "
        f"{'back' if tilt[-1] < 0 else 'forward'}; the pelvis of a toe-touch loses {pelvis[0] - pelvis[-1]:.0f}."
    )
    lines = [
        charts.Line("pelvis at toe-touch", deficit, [value - pelvis[0] for value in pelvis]),
        charts.Line("standing pelvic tilt", deficit, tilt),
    ]
    title = "What a deficit of both hamstrings costs the pelvis"
    return Section(
        name="deficit",
        title="A deficit on both sides, 0 to 60 degrees",
        text=(
            f"{said} That a degree of deficit costs the bent pelvis about a degree follows in part from what a "
            "deficit is: lost hip flexion, with the person's own stop moved by as much. That the lumbar spine hardly "
            "takes it up, and that the standing pelvis hardly feels it, does not.",
        ),
        header=(
            "deficit",
            "standing tilt, change",
            "toe-touch: pelvis on thigh",
            "lumbar flexion",
            "fingertips to floor",
        ),
        rows=[
            (f"{a:.0f}°", f"{b:+.1f}°", f"{c:.1f}°", f"{d:.1f}°", f"{e:.1f} cm")
            for a, b, c, d, e in zip(*found.values(), strict=True)
        ],
        picture=charts.lines(
            lines, x="deficit of both sides, degrees", y="change, degrees", title=title, description=said,
            name="mechanics-deficit",
        ),
        described="Deficit against standing tilt and toe-touch pelvis",
        figures={name: [round(value, 3) for value in values] for name, values in found.items()},
    )  # fmt: skip


def assumed_section(cases: Sequence[Mapping[str, Any]]) -> Section:
    """The standing pelvis over what is assumed, as a table."""
    return Section(
        name="assumed",
        title="The standing pelvis over what is assumed",
        text=(
            "Whether short hamstrings tilt a standing pelvis must not hang on a weight that nobody measured. Change of "
            "the tilt (forward positive) with 20 and 40 degrees of deficit, one thing changed at a time:",
        ),
        header=("changed", "20°", "40°"),
        rows=[
            (str(case["case"]), f"{case['change_20_deg']:+.1f}°", f"{case['change_40_deg']:+.1f}°") for case in cases
        ],
        figures={"cases": list(cases)},
    )
