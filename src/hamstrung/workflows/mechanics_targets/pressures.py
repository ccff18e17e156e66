"""Pressure and compression of the discs by posture: one man's disc, others' implants, and models that disagree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Posture, Task, loads, passive, posture
from hamstrung.mechanics.layout import LEVELS, SPINE
from hamstrung.mechanics.tasks import bend_to, lift
from hamstrung.report import charts
from hamstrung.workflows.mechanics_targets.target import MAN, MEASURED_MAN, Section, Target, near, solve

PRESSURE_FACTORS: Final = (1.3, 1.8)
"""Assumed range of intradiscal pressure over compression per area (`posture.PRESSURE_FACTOR` is its middle)."""
LEVERS: Final = (0.05, 0.03)
"""Assumed range of the posterior ligaments' lever [m] (`loads.LIGAMENT_LEVER` is its middle)."""
STIFFNESSES: Final = (0.6, 1.0, 1.7)
"""Lumbar stiffness over the average: what differs between people."""
APART: Final = 0.7
"""By how much two published full-body models differ at full bend; upright they agree at about 600 N."""
UPRIGHT_N: Final = 600.0
CLOSE_M: Final = 0.25
"""How far before the shoulders 20 kg close to the body is held [m]: assumed (0.15-0.35)."""
SITTING_BENT: Final = replace(TASKS["sitting_erect"], trunk_deg=45.0, face=500.0)
LEANING: Final = replace(TASKS["sitting_erect"], trunk_deg=15.0, face=500.0)
CHAIR: Final = replace(TASKS["driving_seat"], knee_deg=90.0, thigh_deg=90.0, slide=0.0, load_forward=0.0)
"""A chair with a backrest, sitting fully back, hands in the lap: what M282 and M291 tell of, as far as they tell."""
HELD: Final = replace(TASKS["standing"], load_kg=20.0, load_forward=CLOSE_M)

MISSES: Final[Mapping[str, str]] = {
    "standing, 8 people": "Theirs is higher than the one man's (M278); size not printed, graded C.",
    "bent forward, relaxed at the limit": "Passive back muscle and ligaments whose lever is assumed; the measured "
    "man's angle was not printed.",
    "bent forward, held at 45°": "The measured man's angle was not printed.",
    "sitting slouched with support": "Nothing rubs along our backrest, so that it takes none of the weight along "
    "itself, and no arm lies on a rest.",
    "sitting, 8 people": "Theirs sat as they liked and upright; ours sits at least effort.",
    "sitting bent forward": "Their angle was not printed; ours is 45 degrees.",
    "standing bent forward, 8 people": "Their angle was not printed; ours is relaxed at the limit.",
    "unsupported sitting over standing": "Older studies found more, recent ones do not (M305).",
    "reclining over standing": "A backrest at 22 degrees is no couch.",
    "stoop over squat": "One adult of a model without ligaments; loads and postures differ.",
    "sitting 15° forward": "Ours leans from the hips with the spine held up by its muscles; implants sit in fused "
    "spines that share load with a fixator.",
    "sitting against a backrest": "Implants sit in fused spines that share load with a fixator; backrest unknown.",
}


def targets() -> Iterator[Target]:
    """One man's disc, eight people's, changes from standing and from sitting."""
    yield from pressures()
    yield from others()
    yield from changes()


def pressures() -> Iterator[Target]:
    """Pressure in the L4/5 disc of one man, by posture."""
    for name, id, task in (
        ("standing", "M278", TASKS["standing"]),
        ("bent forward, held at 45° (angle not printed)", "M279", bend_to(45.0)),
        ("bent forward, relaxed at the limit", "M279", TASKS["forward_bend"]),
        ("sitting without support", "M280", TASKS["sitting_erect"]),
        ("sitting slouched with support (chair with a backrest)", "M282", CHAIR),
        ("standing, 20 kg close to the body", "M285", HELD),
    ):
        yield _pressure(name, id, id, evidence.number(id).value, task, "one man; pressure factor 1.3-1.8")


def others() -> Iterator[Target]:
    """The same of eight people whose size was not printed, on the body of that man."""
    for name, id, task in (
        ("standing, 8 people", "M307.standing", TASKS["standing"]),
        ("sitting, 8 people", "M307.sitting", TASKS["sitting_erect"]),
        ("standing bent forward, 8 people", "M308.standing_flexed", TASKS["forward_bend"]),
        ("sitting bent forward at 45°, 8 people", "M308.sitting_flexed", SITTING_BENT),
    ):
        printed = evidence.number(id).value / 1000.0
        yield _pressure(name, id, id[:4], printed, task, "mean of 8; pressure factor 1.3-1.8")


def _pressure(name: str, id: str, row: str, printed: float, task: Task, interval: str) -> Target:
    low, high = (printed * posture.PRESSURE_FACTOR / factor for factor in reversed(PRESSURE_FACTORS))
    ours = solve(task, who=MEASURED_MAN).pressure_l4l5_mpa
    return Target("disc pressure", name, row, "MPa", printed, low, high, interval, ours)


def changes() -> Iterator[Target]:
    """Ratios, which no disc's area and no implant's share of the load can spoil."""
    standing, erect, chair = (solve(task).loads for task in ("standing", "sitting_erect", CHAIR))
    leaning, bent = solve(LEANING).loads, solve(TASKS["forward_bend"]).loads
    stoop, squat = (solve(lift(load_kg=15.0, style=style)).loads for style in ("stoop", "squat"))
    level = "l4l5"

    def over(one: Mapping[str, posture.DiscLoad], other: Mapping[str, posture.DiscLoad], at: str = level) -> float:
        return 100.0 * (one[at].compression_n / other[at].compression_n - 1.0)

    yield near("disc pressure", "unsupported sitting over standing", "M286", "%", 40.0, over(erect, standing))
    yield near("disc pressure", "reclining over standing", "M286", "%", -70.0, over(chair, standing))
    yield Target(
        "disc pressure", "forward bend over standing", "M286", "%", None, 100.0, 400.0, "more than; no upper end",
        over(bent, standing),
    )  # fmt: skip
    for name, printed, one in (("sitting against a backrest", -36.0, chair), ("sitting 15° forward", 20.0, leaning)):
        yield near("implant", f"{name}, over sitting, L1/2", "M291", "%", printed, over(one, erect, "l1l2"))
    printed = evidence.number("M294.1").value / evidence.number("M294.2").value
    ours = stoop["l5s1"].compression_n / squat["l5s1"].compression_n
    yield near("lift's load", "stoop over squat, L5/S1 compression", "M294", "", printed, ours)


def sections() -> Iterator[Section]:
    """Compression by level and posture, over what is assumed."""
    named: tuple[tuple[str, Task], ...] = (
        ("standing", TASKS["standing"]),
        ("sitting erect", TASKS["sitting_erect"]),
        ("slumped", TASKS["sitting_slouched"]),
        ("chair with a backrest", CHAIR),
        ("driver's seat", TASKS["driving_seat"]),
        ("20 kg in front", HELD),
        ("bend held at 60°", bend_to(60.0)),
        ("relaxed bend", TASKS["forward_bend"]),
        ("stoop, 15 kg", TASKS["lifting"]),
    )
    found = {name: {level: _range(task, level) for level in LEVELS[:5]} for name, task in named}
    yield levels_section(found)


def _range(task: Task, level: str) -> tuple[float, float, float]:
    """Least, assumed and most compression of a level [N] over the ligaments' lever and lumbar stiffness."""
    every = [
        _with_lever(solve(task, who=who), who, level, lever)
        for who in (replace(MAN, lumbar_stiffness=x) for x in STIFFNESSES)
        for lever in LEVERS
    ]
    return min(every), solve(task).loads[level].compression_n, max(every)


def _with_lever(found: Posture, who: Anthropometry, level: str, lever: float) -> float:
    body, s = bodies.build(who), LEVELS.index(level)
    _, ligament, _ = passive.stop(
        body.spine_a[s, 0, 1], body.spine_b[s, 0, 1], -found.q[SPINE + 3 * s] - body.spine_lim[s, 0, 1]
    )
    return float(found.loads[level].compression_n + ligament * (1.0 / lever - 1.0 / loads.LIGAMENT_LEVER))


def levels_section(found: Mapping[str, Mapping[str, Sequence[float]]]) -> Section:
    """The table and a picture of it."""
    places = list(range(5))
    said = (
        f"Standing, L4/5 carries {found['standing']['l4l5'][1]:.0f} N; in a relaxed bend "
        f"{found['relaxed bend']['l4l5'][0]:.0f} to {found['relaxed bend']['l4l5'][2]:.0f} N over what is assumed."
    )
    panels = [
        charts.Panel(
            name,
            [
                charts.Line(
                    "", places, [each[level][1] for level in LEVELS[:5]],
                    low=[each[level][0] for level in LEVELS[:5]], high=[each[level][2] for level in LEVELS[:5]],
                    points=True,
                )
            ],
            "0 is L5/S1, 4 is L1/2", "compression, N", y_range=(0.0, 4000.0),
        )
        for name, each in found.items()
    ]  # fmt: skip
    title = "Compression by level and posture"
    return Section(
        name="levels",
        title="Compression by level, with intervals",
        text=(
            "Compression of each lumbar disc [N]: the least, the assumed and the most over the lever of the posterior "
            "ligaments (50, 40, 30 mm) and lumbar stiffness (0.6, 1, 1.7). "
            f"{said} Two published full-body models agree upright at about {UPRIGHT_N:.0f} N and differ by "
            f"{100 * APART:.0f} % at full bend; ours is one more opinion there, and no bent number of any model should "
            "be read as if it were better known.",
        ),
        header=("posture", *(f"{level[:2]}/{level[2:].removeprefix('l')}".upper() for level in LEVELS[:5])),
        rows=[
            (name, *(f"{low:.0f} / {middle:.0f} / {high:.0f}" for low, middle, high in each.values()))
            for name, each in found.items()
        ],
        picture=charts.panels(panels, title=title, description=said, name="levels", columns=3),
        described="Compression of the five lumbar discs in eight postures with its interval over what is assumed.",
        figures={name: {level: list(values) for level, values in each.items()} for name, each in found.items()},
    )
