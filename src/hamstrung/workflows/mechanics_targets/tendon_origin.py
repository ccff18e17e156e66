"""Force at the ischial tuberosity, from a straight leg raise to a sprint, and what a deficit adds.

Published, beside the rows of the evidence: Schache, Dorn, Blanch, Brown, Pandy 2012 (Med Sci Sports Exerc 44:647-658),
seven sprinters in a muscle-driven model: all peaks in terminal swing, the semimembranosus pulls hardest, the long head
of biceps is stretched farthest; Guex 2012 (J Athl Train 47:390-396), ten sprinters: the hamstrings' knee torque is
least with the hip straight and largest with the hip at 90 degrees. Published forces in newtons were not seen on a page
and are not quoted.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hamstrung.mechanics import Deficit, gait, origin
from hamstrung.report.charts import Line, lines
from hamstrung.units import GRAVITY
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, solve

DEFICITS_DEG: Final = (0, 10, 20, 30, 40)
MISSES: Final[Mapping[str, str]] = {
    "knee torque, hip 90°": "Our muscles fall down the far limb of their active curve sooner than the passive tension "
    "rises; the printed gain was clearest in eccentric work, which is left out.",
}


def targets() -> Iterator[Target]:
    """What was printed is an order, not a size."""
    sprint = origin.sprint(anthropometry=MAN)
    force, stretch = sprint.force_n, sprint.stretch
    long_head, others = "biceps_femoris_long_head", ("semimembranosus", "semitendinosus")
    yield Target(
        "tendon origin", "sprint, semimembranosus over the hardest other", "Schache 2012", "times", None, 1.0, 5.0,
        "it pulls hardest; no size seen", force["semimembranosus"] / max(force[long_head], force["semitendinosus"]),
    )  # fmt: skip
    yield Target(
        "tendon origin", "sprint, stretch of biceps over the farthest other", "Schache 2012", "times", None, 1.0, 2.0,
        "it is stretched farthest; no size seen", stretch[long_head] / max(stretch[name] for name in others),
    )  # fmt: skip
    torque = {hip: flexion_torque(hip) for hip in (0.0, 30.0, 60.0, 90.0)}
    yield Target(
        "tendon origin", "knee torque, hip 0° over hip 30°", "Guex 2012", "times", None, 0.3, 1.0,
        "less; no size seen", torque[0.0] / torque[30.0],
    )  # fmt: skip
    yield Target(
        "tendon origin", "knee torque, hip 90° over the larger of 30° and 60°", "Guex 2012", "times", None, 1.0, 3.0,
        "more; no size seen", torque[90.0] / max(torque[30.0], torque[60.0]),
    )  # fmt: skip


def flexion_torque(hip_deg: float) -> float:
    """Knee flexion torque of the active hamstrings with the knee at 45 degrees, as tested [Nm]."""
    return origin.pull(anthropometry=MAN, hip_deg=hip_deg, knee_deg=45.0, activation=1.0).knee_torque_nm


def sections() -> Iterator[Section]:
    """Four tasks and the deficit."""
    found = {deficit: loads(float(deficit)) for deficit in DEFICITS_DEG}
    names = list(found[0])
    said = "; ".join(f"{name} {found[0][name]:.2f}" for name in names)
    yield Section(
        "tendon-origin",
        "Pull on the ischial tuberosity",
        (
            f"In body weights, one side, without a deficit: {said}. A sprint loads the origin most and a test on the "
            "couch least. In the raise the examiner stops where the stretch is no longer tolerated, so that a deficit "
            "changes the angle and hardly the pull; in the bend the weight of the trunk decides, and a pelvis that is "
            "held back brings less of it forward; in walking the muscles' own work, until the tissue pulls harder than "
            "the walk asks; in the sprint the deficit comes on top.",
        ),
        ("deficit, both", *names),
        tuple(
            (f"{deficit}°", *(f"{each[name]:.2f} BW" for name in names)) for deficit, each in found.items()
        ),
        lines(
            [Line(name, DEFICITS_DEG, [found[d][name] for d in DEFICITS_DEG], points=True) for name in names],
            x="deficit of both sides, degrees",
            y="pull, body weights",
            title="Pull on the ischial tuberosity",
            description=f"Without a deficit, in body weights: {said}.",
            name="mechanics-tendon-origin",
        ),
        f"Without a deficit, in body weights: {said}.",
        {str(deficit): each for deficit, each in found.items()},
    )  # fmt: skip


def loads(deficit_deg: float) -> dict[str, float]:
    """Pull on one tuberosity in four tasks [body weights]."""
    deficit = Deficit.degrees(left=deficit_deg, right=deficit_deg)
    weight = MAN.mass_kg * GRAVITY
    return {
        "straight leg raise": origin.straight_leg_raise(anthropometry=MAN, deficit=deficit).body_weights,
        "walking": gait.walk(anthropometry=MAN, deficit=deficit).side["right"].peak_origin_n / weight,
        "forward bend": solve("forward_bend", deficit_deg).ischial_force_n["right"] / weight,
        "sprint, late swing": origin.sprint(anthropometry=MAN, deficit=deficit).body_weights,
    }
