"""Bends: relaxed, reaching and held, the rhythm of pelvis and spine, and the branches of a held bend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Posture, Task, descent, posture, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, KNEE_RIGHT, N_ANGLES, SPINE
from hamstrung.mechanics.solver import MOST_STEPS, Solver
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows.mechanics_targets.target import MAN, NEAR, WOMAN, Section, Target, solve, spread

SEED: Final = 34
STARTS: Final = 40
"""Random starts of every held bend."""
ALIKE_DEG: Final = 2.0
"""Postures whose pelvis, lumbar spine and knee differ by less are one branch [deg]."""
ROUGH: Final = 1e-5
"""Largest residual of a settled start, over body weight x height."""
HEAVY: Final = Anthropometry(sex="male", age_y=60.0, height_m=1.68, mass_kg=105.0)
"""A third body for the branches: older, short and heavy; our choice."""
BENDS_DEG: Final = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0)

MISSES: Final[Mapping[str, str]] = {
    "pelvis on thigh": "The stop of the hamstrings was set to both studies together.",
    "lumbar share of a bend, 60-90°": "What strain costs was set to the first third alone; 0.05/J instead of 0.04 "
    "brings the last to 0.27.",
    "pelvis, change with 20° deficit, 15 kg": "Moderate tension helps the hips to hold the stoop; the pelvis falls "
    "behind only when the hamstrings stop it (30 degrees: 3 less, 40 degrees: 10 less).",
    "lumbar flexion at toe-touch, change": "The spine of a short man is pulled no less by his arms' reach; a tight man "
    "stops sooner by himself.",
}


def targets() -> Iterator[Target]:
    """The bend of two studies, the toe-touch of one, the rhythm of a third, and directions."""
    yield from bending()
    yield from reaching()
    yield from rhythm()
    yield from directions()


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


def rhythm() -> Iterator[Target]:
    """Lumbar share of a bend held at its thirds; a printed ratio r of lumbar spine to hip is a share r / (1 + r)."""
    upright = solve("standing")
    held = [upright, *(solve(tasks.bend_to(trunk)) for trunk in (30.0, 60.0, 90.0))]
    for name, part, one, other in zip(
        ("0-30", "30-60", "60-90"), ("0_30", "30_60", "60_90_deg"), held, held[1:], strict=False
    ):
        ratio = evidence.number(f"M257.{part}").value
        low, share, high = (r / (1.0 + r) for r in (ratio * (1.0 - NEAR), ratio, ratio * (1.0 + NEAR)))
        yield Target(
            "rhythm", f"lumbar share of a bend, {name}°", "M257", "", share, low, high,
            "a fifth of the ratio either way; none printed", _lumbar_share(one, other), set_to=part == "0_30",
        )  # fmt: skip


def _lumbar_share(one: Posture, other: Posture) -> float:
    lumbar = other.lumbar_flexion_deg - one.lumbar_flexion_deg
    return lumbar / (lumbar + other.pelvis_on_thigh_deg - one.pelvis_on_thigh_deg)


def directions() -> Iterator[Target]:
    """What was found without a size; an interval's other end is our choice."""
    normal, short = (solve("toe_touch", deficit) for deficit in (0.0, 20.0))
    yield Target(
        "toe-touch", "lumbar flexion at toe-touch, change with 20° deficit", "M264", "°", None, -20.0, 0.0,
        "lower; no size printed", short.lumbar_flexion_deg - normal.lumbar_flexion_deg,
    )  # fmt: skip
    free, loaded = (solve(replace(tasks.bend_to(60.0), load_kg=load)) for load in (0.0, 10.0))
    yield Target(
        "rhythm", "lumbar flexion of a bend held at 60°, change with 10 kg", "M273", "°", None, 0.0, 20.0,
        "larger; no size printed", loaded.lumbar_flexion_deg - free.lumbar_flexion_deg,
    )  # fmt: skip
    lift, tight = (solve("lifting", deficit) for deficit in (0.0, 20.0))
    yield Target(
        "lifting", "pelvis, change with 20° deficit, 15 kg", "M272", "°", None, -40.0, 0.0, "restricted; no size",
        tight.pelvis_deg - lift.pelvis_deg,
    )  # fmt: skip
    picked = evidence.number("M230.1").value + evidence.number("M230.2").value
    yield Target(
        "lifting", "lumbar flexion, picking up a box", "M230", "°", picked, picked - 20.0, picked + 20.0,
        "SD 10 of each of two regions", lift.lumbar_flexion_deg, set_to=True,
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """The rhythm through a bend, and the branches of held ones."""
    yield rhythm_section()
    yield branches_section()


def rhythm_section() -> Section:
    """Lumbar spine and hip through a bend, normal and short, beside the measured rhythm."""
    upright = solve("standing")
    followed = {d: [upright if t == 0.0 else solve(tasks.bend_to(t), d) for t in BENDS_DEG] for d in (0.0, 30.0)}
    printed = [evidence.number(f"M257.{part}").value for part in ("0_30", "30_60", "60_90_deg")]
    lumbar = np.concatenate([[0.0], np.cumsum([30.0 * r / (1.0 + r) for r in printed])])
    hip = np.array([0.0, 30.0, 60.0, 90.0]) - lumbar
    said = (
        f"Measured, {lumbar[1]:.0f} of the first 30 degrees are lumbar and {lumbar[3] - lumbar[2]:.0f} of the last; "
        f"held at least effort, ours are {followed[0.0][3].lumbar_flexion_deg:.0f} and "
        f"{followed[0.0][9].lumbar_flexion_deg - followed[0.0][6].lumbar_flexion_deg:.0f}."
    )
    panels = [
        charts.Panel(
            heading,
            [
                *(
                    charts.Line(f"deficit {d:.0f}°", BENDS_DEG, [getattr(each, what) for each in found])
                    for d, found in followed.items()
                ),
                charts.Line("measured", (0.0, 30.0, 60.0, 90.0), measured, points=True, dashed=True),
            ],
            "trunk flexion, degrees",
            "degrees",
        )
        for heading, what, measured in (
            ("Lumbar spine", "lumbar_flexion_deg", lumbar),
            ("Pelvis on thigh", "pelvis_on_thigh_deg", hip),
        )
    ]
    title = "Lumbar spine and hips through a bend"
    return Section(
        name="rhythm",
        title="Lumbopelvic rhythm",
        text=(
            f"Bends held at a trunk angle, knees straight, beside the rhythm of a moving bend (M257). {said} What "
            "strain of lumbar ligaments and hamstrings costs who holds a bend was set to the first third; the others "
            "follow from it. A deficit changes little until the hips need the length, and then asks it of the spine.",
        ),
        picture=charts.panels(panels, title=title, description=said, name="rhythm"),
        described="Lumbar flexion and pelvis-on-thigh flexion over trunk flexion, without deficit and with 30 degrees.",
        figures={
            f"deficit_{d:.0f}_deg": {
                "trunk_deg": list(BENDS_DEG),
                "lumbar_deg": [each.lumbar_flexion_deg for each in found],
                "pelvis_on_thigh_deg": [each.pelvis_on_thigh_deg for each in found],
            }
            for d, found in followed.items()
        },
    )


@dataclass(frozen=True)
class Branch:
    """One posture that random starts lead to.

    Attributes:
        starts: how many led there
        cost, effort: J and its muscular part
        pelvis_deg, lumbar_deg, trunk_deg, knee_deg: the posture
    """

    starts: int
    cost: float
    effort: float
    pelvis_deg: float
    lumbar_deg: float
    trunk_deg: float
    knee_deg: float


def branches(task: Task, who: Anthropometry, *, starts: int = STARTS, seed: int = SEED) -> list[Branch]:
    """The postures that random starts lead to, cheapest first; what did not settle is left out."""
    solver = Solver(Anatomy(bodies.build(who)), task)
    own = tissue(solver.anatomy, Deficit(), tolerated_hip=TOLERATED_HIP[who.sex])
    r = np.random.default_rng(seed)
    settled = [_settle(solver, _anywhere(task, r), own) for _ in range(starts)]
    found: list[list[Branch]] = []
    for each in sorted((each for each in settled if each is not None), key=lambda each: each.cost):
        same = next((group for group in found if _alike(group[0], each)), None)
        if same is None:
            found.append([each])
        else:
            same.append(each)
    return [replace(group[0], starts=len(group)) for group in found]


def _anywhere(task: Task, r: np.random.Generator) -> np.ndarray:
    q = tasks.start(task) + r.normal(0.0, 0.05, N_ANGLES)
    q[0] = -r.uniform(-10.0, 100.0) * DEG
    q[SPINE : SPINE + 18 : 3] = -r.uniform(-2.0, 10.0, 6) * DEG
    q[[HIP_RIGHT, HIP_LEFT]] += r.normal(0.0, 0.3)
    return q


def _settle(solver: Solver, q: np.ndarray, own: object) -> Branch | None:
    a, w = solver.anatomy, solver.anatomy.scratch
    w.multiplier[:], w.learned[:] = 0.0, 0.0
    cost, _, _, _ = descent.hold(
        q, a.body, a.tree, a.spans, own, solver.weights, solver.contacts, solver.wishes, w, 2 * MOST_STEPS,
        False,
    )  # fmt: skip
    shape = posture.describe(solver, q)
    if not shape.residual < ROUGH:
        return None
    squares = float((w.activation**2).sum() / 2.0)
    return Branch(
        1, float(cost), squares, shape.pelvis_deg, shape.lumbar_flexion_deg, shape.trunk_flexion_deg,
        float(q[KNEE_RIGHT] / DEG),
    )  # fmt: skip


def _alike(one: Branch, other: Branch) -> bool:
    return all(
        abs(getattr(one, what) - getattr(other, what)) < ALIKE_DEG for what in ("pelvis_deg", "lumbar_deg", "knee_deg")
    )


def branches_section() -> Section:
    """Held bends and lifts of three people from random starts."""
    people = {"man": MAN, "woman": WOMAN, "heavy older man": HEAVY}
    wanted = [
        (f"bend held at {trunk:.0f}°, knees {knees}", name, replace(tasks.bend_to(trunk), knee_deg=held), who)
        for trunk in (30.0, 60.0, 80.0)
        for knees, held in (("straight", 0.0), ("free", None))
        for name, who in people.items()
    ]
    for style, lift in (("stoop", TASKS["lifting"]), ("squat", tasks.lift(load_kg=15.0, style="squat"))):
        wanted.append((f"{style}, 15 kg, with its habit", "man", lift, MAN))
        wanted.append((f"{style}, 15 kg, effort alone", "man", _unaccustomed(lift), MAN))
    wanted.append(
        ("lift, 15 kg, effort alone, knees free", "man", replace(_unaccustomed(TASKS["lifting"]), knee_deg=None), MAN)
    )
    found = [(what, name, branches(task, who)) for what, name, task, who in wanted]
    return Section(
        name="branches",
        title="How many ways to hold a bend",
        text=(
            f"Each posture from {STARTS} random starts (pelvis -10 to 100 degrees forward, spine hollow to round); "
            "branches that differ by less than 2 degrees are one, those with a single start are left out. A small bend "
            "is one posture, and so is a deep one: what strain of lumbar ligaments and of stretched hamstrings costs "
            "leaves neither to be hung on. With the knees free they settle within a few degrees of straight, either "
            "side of it; nobody is paid for bending them. Branches of several times the cost are twisted ones.",
            "Lifting, where strain counts less, has two branches at nearly the same effort, a round back and a hip "
            "hinge. What a person does is habit, training or pain; here it is an input (53 degrees of lumbar flexion, "
            "M230). A squat is one posture.",
        ),
        header=("task", "person", "starts", "cost", "effort", "pelvis", "lumbar", "knees"),
        rows=[
            (
                what, name, f"{each.starts} of {STARTS}", f"{each.cost:.3f}", f"{each.effort:.3f}",
                f"{each.pelvis_deg:.0f}°", f"{each.lumbar_deg:.0f}°", f"{each.knee_deg:.0f}°",
            )
            for what, name, every in found
            for each in every
            if each.starts > 1
        ],
        figures={
            "branches": [
                {"task": what, "person": name} | {key: round(value, 4) for key, value in vars(each).items()}
                for what, name, every in found
                for each in every
            ]
        },
    )  # fmt: skip


def _unaccustomed(lift: Task) -> Task:
    return replace(lift, habit=0.1, habit_flexion_deg=0.0)
