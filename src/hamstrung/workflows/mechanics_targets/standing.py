"""Standing: what the discs carry, and what short hamstrings do to the pelvis, over all that is assumed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Task
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows.mechanics_targets.target import MAN, WOMAN, Section, Target, solve

LIGHT_N: Final = (495.0, 706.0)
"""Standing L4/5 compression of an earlier trial's bodies [N]; two published full-body models give about 600."""
TRIAL_TILT_DEG: Final = (-6.0, -1.7)
"""Standing tilt that 40 degrees of deficit cost those bodies [deg], over a sweep of what strain costs."""
DEFICITS_DEG: Final = tuple(range(0, 61, 5))

MISSES: Final[Mapping[str, str]] = {
    "pelvic tilt, change with 40° deficit": "The trial's bodies turned back by more, the more strain within the "
    "comfortable range cost them; here only strain beyond it costs. Nobody has measured it.",
}


def targets() -> Iterator[Target]:
    """Compression, and what short hamstrings do to the standing pelvis."""
    upright = solve("standing")
    yield Target(
        "standing", "L4/5 compression", "bodies of an earlier trial", "N", None, *LIGHT_N,
        "their range; two full-body models about 600", upright.loads["l4l5"].compression_n,
    )  # fmt: skip
    for deficit_deg, low, high, rests_on, interval in (
        (20.0, -2.0, 2.0, "M155", "small, by the torque upright; no experiment"),
        (40.0, *TRIAL_TILT_DEG, "bodies of an earlier trial", "their range; no experiment"),
    ):
        change = solve("standing", deficit_deg).pelvis_deg - upright.pelvis_deg
        name = f"pelvic tilt, change with {deficit_deg:.0f}° deficit"
        yield Target("standing", name, rests_on, "°", None, low, high, interval, change)


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
    cases += [("no abdominal pressure", replace(upright, abdominal_kpa=0.0), MAN)]
    cases += [("habit, strain and upright trunk light", replace(upright, habit=0.0, strain=5e-4, face=2.0), MAN)]
    cases += [("habit, strain and upright trunk heavy", replace(upright, habit=2.0, strain=1e-2, face=50.0), MAN)]
    cases += [(f"standing lordosis {x:+g}°", upright, replace(MAN, lordosis_offset_rad=x * DEG)) for x in (-15.0, 15.0)]
    cases += [(f"lumbar stiffness x {x:g}", upright, replace(MAN, lumbar_stiffness=x)) for x in (0.6, 1.7)]
    cases += [(f"incidence {x:g}°", upright, replace(MAN, pelvic_incidence_rad=x * DEG)) for x in (35.0, 70.0)]
    cases += [("average woman", upright, WOMAN)]
    return [
        {"case": name} | {f"change_{d:g}_deg": round(_tilt(task, who, d), 3) for d in (20.0, 40.0)}
        for name, task, who in cases
    ]


def _tilt(task: Task, who: Anthropometry, deficit_deg: float) -> float:
    return solve(task, deficit_deg, who=who).pelvis_deg - solve(task, who=who).pelvis_deg
