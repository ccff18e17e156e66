"""Pressure in the L4/5 disc of one man, by posture."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from hamstrung import evidence
from hamstrung.mechanics import TASKS, posture
from hamstrung.mechanics.tasks import bend_to
from hamstrung.workflows.mechanics_targets.target import MEASURED_MAN, Target, solve

PRESSURE_FACTORS: Final = (1.3, 1.8)
"""Assumed range of intradiscal pressure over compression per area (`posture.PRESSURE_FACTOR` is its middle)."""

MISSES: Final[Mapping[str, str]] = {
    "bent forward, relaxed at the limit": "Most of it is passive back muscle, and ligaments whose lever is assumed; "
    "the measured man's angle was not printed.",
    "sitting slouched with support (driver's seat)": "Half of our compression is abdominal muscle that holds the trunk "
    "at its angle; a man who leans back has the backrest do that. The task should let him.",
    "standing, 20 kg close to the body": "Our load hangs under the shoulders and asks for little moment; arms that "
    "hold something in front are not modelled.",
}


def targets() -> Iterator[Target]:
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
