"""Sitting: the lumbar spine's flexion from standing, and erect against slumped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Posture, Task, descent, effort, posture, recruitment, stability, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.solver import MOST_STEPS, Solver
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows.mechanics_targets.target import MAN, WOMAN, Section, Target, near, solve

SEATS: Final = ("sitting_erect", "sitting_slouched", "driving_seat")
LOWER: Final = ("l5s1", "l4l5", "l3l4")
"""Joints of the lower of two lumbar regions, L3 to S2 (M204)."""
FLAT: Final = replace(MAN, lordosis_offset_rad=-15.0 * DEG)
"""A man who stands flatter by 15 degrees: our choice; M213 prints no size."""
DRIVER_LORDOSIS_DEG: Final = 20.0
"""Radiographs of eight men in a car seat without lumbar support (De Carvalho and Callaghan 2012 Appl Ergon 43:876)."""
LEANS_DEG: Final = tuple(range(-10, 31, 4))
SUNK_MM: Final = (0.0, 20.0, 40.0)
FIRM: Final = 2000.0
"""Weight that holds a chest's lean and the mass' place while a family of postures is followed."""

MISSES: Final[Mapping[str, str]] = {
    "lumbar flexion, upright": "Our discs rest in the shape of standing. Under an upright chest 20 degrees of flexion "
    "take the abdominals (14 % of their strength) to hold the discs bent, and L4/5 would carry 1000 N. Living "
    "spines resist the first part of flexion hardly at all (M151: 0.0 Nm a per cent of range; ours 0.15).",
    "lumbar flexion, slouched": "How far the chest sinks is assumed; 20 to 60 mm give 32 to 39 degrees.",
    "lumbar flexion, driver's seat": "The row is of stools and chairs. A straight chest leans on our backrest as on a "
    "board; a rounded one would let the lumbar spine sink further.",
    "lordosis in a driver's seat": "As the flexion, and our average man stands with 56 degrees.",
    "flat back, range from upright to slumped": "Ours flexes further with less lordosis, as its stops are counted from "
    "standing; a flat back has part of that range behind it.",
}


def targets() -> Iterator[Target]:
    """Lumbar flexion from standing, its regions, and what moves it."""
    erect, slouched, driving = (solve(name) for name in SEATS)
    yield from _flexion(erect, slouched, driving)
    yield from _moved(erect, slouched)


def _flexion(erect: Posture, slouched: Posture, driving: Posture) -> Iterator[Target]:
    upright, preferred = evidence.number("M211.upright").value, evidence.number("M211.preferred").value
    usual, slumped = (flexion_from_standing(row) for row in ("M205", "M206"))
    yield near("sitting", "lumbar flexion, upright", "M211", "°", upright, erect.lumbar_flexion_deg)
    yield Target(
        "sitting", "lumbar flexion, slouched", "M204-M206, M211", "°", None, preferred, slumped,
        "preferred, usual, slumped", slouched.lumbar_flexion_deg, set_to=True,
    )  # fmt: skip
    yield near(
        "sitting", "lumbar flexion, driver's seat (preferred sitting)", "M211", "°", preferred,
        driving.lumbar_flexion_deg,
    )  # fmt: skip
    yield near(
        "sitting", "lordosis in a driver's seat without lumbar support", "De Carvalho 2012, abstract read; no row", "°",
        DRIVER_LORDOSIS_DEG, driving.lumbar_lordosis_deg,
    )  # fmt: skip
    shares = [
        (evidence.number(f"M204.{part}").value - evidence.number(f"M205.{part}").value) / usual for part in (1, 2)
    ]
    ours = sum(slouched.joints[f"{level}_extension"] for level in LOWER) / -slouched.lumbar_flexion_deg
    yield Target(
        "sitting", "share of the lower lumbar spine in the flexion", "M204, M205", "", None, min(shares), max(shares),
        "either of two regions, whose labels may be swapped", ours,
    )  # fmt: skip


def _moved(erect: Posture, slouched: Posture) -> Iterator[Target]:
    """Directions of what was found without a number; the interval's other end is our choice."""
    hamstrings = solve("sitting_slouched", 30.0).lumbar_flexion_deg - slouched.lumbar_flexion_deg
    yield Target(
        "sitting", "hamstrings, 30° deficit: change of flexion in a slump", "M214", "°", None, -2.0, 2.0,
        "not significant; our choice of size", hamstrings,
    )  # fmt: skip
    flat = {name: solve(name, who=FLAT).lumbar_lordosis_deg for name in SEATS[:2]}
    for name, ours in (
        ("flat back, lordosis upright", flat[SEATS[0]] - erect.lumbar_lordosis_deg),
        ("flat back, lordosis slumped", flat[SEATS[1]] - slouched.lumbar_lordosis_deg),
        (
            "flat back, range from upright to slumped",
            flat[SEATS[0]] - flat[SEATS[1]] - erect.lumbar_lordosis_deg + slouched.lumbar_lordosis_deg,
        ),
    ):
        yield Target("sitting", name, "M213", "°", None, -60.0, 0.0, "less; no size printed", ours)
    small, large = (_stand_to_sit(replace(MAN, pelvic_incidence_rad=pi * DEG)) for pi in (38.0, 62.0))
    yield Target(
        "sitting", "lordosis lost from standing to a slump, low less high incidence", "M197", "°", None, -60.0, 0.0,
        "smaller in types with a low slope; no size printed", small - large,
    )  # fmt: skip
    ratio = slouched.loads["l5s1"].moment_nm / erect.loads["l5s1"].moment_nm
    yield Target(
        "sitting", "passive L5/S1 moment, slumped over upright", "M303", "", None, 1.0, 100.0,
        "greater; no size printed", ratio,
    )  # fmt: skip


def _stand_to_sit(who: Anthropometry) -> float:
    return solve("standing", who=who).lumbar_lordosis_deg - solve("sitting_slouched", who=who).lumbar_lordosis_deg


def flexion_from_standing(row: str) -> float:
    """Lumbar flexion from usual standing, both regions of the row together [deg] (M204)."""
    return sum(evidence.number(f"M204.{part}").value - evidence.number(f"{row}.{part}").value for part in (1, 2))


def sections() -> Iterator[Section]:
    """Erect against slumped: the family between them, and what moves a person along it."""
    yield family_section({sunk: family(sunk) for sunk in SUNK_MM})
    yield moves_section(moves())


def family(sunk_mm: float) -> dict[str, list[float]]:
    """Postures on a stool from leaning back to sunk, the mass kept so far in front of its place in standing."""
    found: dict[str, list[float]] = {"lumbar_flexion_deg": [], "effort": [], "stiffness_nm_rad": [], "l4l5_n": []}
    anatomy = Anatomy(bodies.build(MAN))
    own = tissue(anatomy, Deficit(), tolerated_hip=TOLERATED_HIP[MAN.sex])
    q = None
    for lean in LEANS_DEG:
        task = replace(
            TASKS["sitting_erect"], trunk_deg=float(lean), face=FIRM, seat_balance=FIRM, strain=0.0, habit=0.0
        )
        solver = Solver(anatomy, task)
        ahead = np.array(tasks.balance(task, anatomy.body, sunk_mm * 1e-3))
        solver.wishes = solver.wishes._replace(balance=ahead)
        q = (tasks.start(replace(task, way="relax")) if q is None else q).copy()
        effort_of(solver, q, own, found)
    return found


def effort_of(solver: Solver, q: np.ndarray, own: Any, found: dict[str, list[float]]) -> None:
    """Settles one posture of the family and appends its figures."""
    a, w = solver.anatomy, solver.anatomy.scratch
    w.multiplier[:], w.learned[:] = 0.0, 0.0
    descent.hold(q, a.body, a.tree, a.spans, own, solver.weights, solver.contacts, solver.wishes, w, MOST_STEPS, False)
    _, phi, _ = effort.cost(
        q, a.body, a.tree, a.spans, own, solver.weights, solver.contacts, solver.wishes, recruitment.SLACK, w, 0.0
    )
    shape = posture.shape_of(a.body, q, w.rotation)
    found["lumbar_flexion_deg"].append(shape["lumbar_flexion_deg"])
    found["effort"].append(float(phi))
    found["l4l5_n"].append(posture.describe(solver, q).loads["l4l5"].compression_n)
    found["stiffness_nm_rad"].append(stability.smallest(stability.stiffness(solver, q, own).spine(0.0)))


def family_section(found: Mapping[float, Mapping[str, Sequence[float]]]) -> Section:
    """The family as three pictures in one."""

    def panel(heading: str, what: str, y: str) -> charts.Panel:
        series = [
            charts.Line(f"{sunk:g} mm", x=each["lumbar_flexion_deg"], y=each[what]) for sunk, each in found.items()
        ]
        return charts.Panel(heading, series, "lumbar flexion from standing, degrees", y)

    straight = found[SUNK_MM[0]]
    sunk = found[SUNK_MM[-1]]
    least = int(np.argmin(sunk["effort"]))
    near_straight = [
        phi
        for phi, flexion in zip(straight["effort"], straight["lumbar_flexion_deg"], strict=True)
        if -10.0 <= flexion <= 30.0
    ]
    spread = max(near_straight) - min(near_straight)
    said = (
        f"With the mass where it is in standing, effort changes by {spread:.4f} between 10 degrees of extension and 30 "
        f"of flexion: as much as one muscle at {100 * np.sqrt(2.0 * spread):.0f} % of its strength. With the mass "
        f"40 mm forward it is least at {sunk['lumbar_flexion_deg'][least]:.0f} degrees, where discs and ligaments "
        "carry the trunk."
    )
    title = "On a stool, from leaning back to sunk"
    return Section(
        name="sitting-family",
        title="Erect against slumped",
        text=(
            f"{said} Effort does not tell erect from slumped; stiffness does. Without its muscles the nearly straight "
            "spine is buckled under the trunk: an upright equilibrium exists and is unstable, so that sitting erect "
            "takes muscles that hold it at every moment, cheap as they are. Beyond some flexion the ligaments stiffen "
            "it, and a slump rests with muscles at their tone. The same holds leaning back into extension. The two are "
            "different solutions, the one of least effort with an upright wish, the other of passive equilibrium.",
            "What remains an input: how far the mass sinks forward in a slump (40 mm, assumed 20-60), and that an "
            "erect sitter wants the chest upright.",
        ),
        picture=charts.panels(
            [
                panel("Effort", "effort", "least effort φ"),
                panel("Stiffness", "stiffness_nm_rad", "least of the spine, Nm/rad"),
                panel("Load", "l4l5_n", "L4/5 compression, N"),
            ],
            title=title,
            description=said + " Below zero stiffness the spine gives way without muscles' own stiffness.",
            name="sitting-family",
            columns=3,
        ),
        described="Effort, stiffness of the spine and L4/5 compression over lumbar flexion, for three places of the "
        "trunk's mass.",
        figures={f"{key:g}_mm": dict(each) for key, each in found.items()},
    )


def moves() -> list[dict[str, Any]]:
    """Erect and slumped flexion and the slump's stiffness, one thing changed at a time."""
    erect, slump = TASKS["sitting_erect"], TASKS["sitting_slouched"]
    cases: list[tuple[str, dict[str, Any], Anthropometry, float]] = [("as assumed", {}, MAN, 0.0)]
    cases += [(f"seat at {h:g} of its height", {"seat_height": h}, MAN, 0.0) for h in (0.8, 1.2)]
    cases += [(f"hamstrings, {d:g}° deficit", {}, MAN, d) for d in (20.0, 40.0)]
    cases += [(f"mass {m:g} kg", {}, replace(MAN, mass_kg=m), 0.0) for m in (60.0, 110.0)]
    cases += [(f"lumbar stiffness x {x:g}", {}, replace(MAN, lumbar_stiffness=x), 0.0) for x in (0.6, 1.7)]
    cases += [(f"standing lordosis {x:+g}°", {}, replace(MAN, lordosis_offset_rad=x * DEG), 0.0) for x in (-15.0, 15.0)]
    cases += [(f"incidence {x:g}°", {}, replace(MAN, pelvic_incidence_rad=x * DEG), 0.0) for x in (38.0, 62.0)]
    cases += [("hips that lost 20°", {}, replace(MAN, hip_range_lost_rad=20.0 * DEG), 0.0)]
    cases += [("average woman", {}, WOMAN, 0.0)]
    return [
        {"case": name}
        | _sat(replace(erect, **how), who, deficit, "erect")
        | _sat(replace(slump, **how), who, deficit, "slump")
        for name, how, who, deficit in cases
    ]


def _sat(task: Task, who: Anthropometry, deficit_deg: float, name: str) -> dict[str, float]:
    deficit = Deficit.degrees(left=deficit_deg, right=deficit_deg)
    solver, q, own = stability.settled(task, anthropometry=who, deficit=deficit)
    found = posture.describe(solver, q)
    return {
        f"{name}_lumbar_deg": found.lumbar_flexion_deg,
        f"{name}_l4l5_n": found.loads["l4l5"].compression_n,
        f"{name}_stiffness_nm_rad": stability.smallest(stability.stiffness(solver, q, own).spine(0.0)),
    }


def moves_section(cases: Sequence[Mapping[str, Any]]) -> Section:
    """What moves a sitting person, as a table."""
    return Section(
        name="sitting-moves",
        title="What moves a sitting person",
        text=(
            "Lumbar flexion from standing, L4/5 compression, and the least stiffness of the spine without muscles' own "
            "stiffness (below zero it has to be held), erect and slumped, one thing changed at a time. The knees are "
            "at 90 degrees, so that hamstrings are slack unless the deficit is large; the weight of the trunk against "
            "the lumbar spine's stiffness moves a slump most.",
        ),
        header=("changed", "erect", "L4/5", "stiffness", "slumped", "L4/5", "stiffness"),
        rows=[
            (
                str(each["case"]),
                *(
                    f"{each[f'{name}_{what}']:.0f}{unit}"
                    for name in ("erect", "slump")
                    for what, unit in (("lumbar_deg", "°"), ("l4l5_n", " N"), ("stiffness_nm_rad", " Nm/rad"))
                ),
            )
            for each in cases
        ],
        figures={"cases": [dict(each) for each in cases]},
    )
