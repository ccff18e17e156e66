"""Vertical shaking of sitting and standing bodies with more and with less lordosis."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from hamstrung.mechanics import shock
from hamstrung.mechanics.hamstrings import Deficit
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target

OFFSETS_DEG: Final = (-40.0, -20.0, 0.0, 20.0)
DEFICITS_DEG: Final = (0.0, 20.0, 40.0, 60.0)
TASKS: Final = ("standing", "sitting_erect", "sitting_slouched")
AT_HZ: Final = 5.0

MISSES: Final[Mapping[str, str]] = {}


def targets() -> Iterator[Target]:
    """Where a sitting body resonates, and whether lordosis takes shock out."""
    yield Target(
        "shock", "first resonance, seat to T1, sitting erect", "textbook range of many studies; no row", "Hz", None,
        4.0, 6.0, "common range; buttocks' stiffness is assumed", _shaken("sitting_erect").resonance_hz,
    )  # fmt: skip
    more, less = (_shaken("standing", offset_deg=offset).attenuation for offset in (20.0, -20.0))
    yield Target(
        "shock", "shock that the lumbar spine takes out, 20° more against 20° less lordosis", "Castillo 2018, abstract "
        "read; no row", "", None, 0.0, 1.0, "more, in running; no difference in walking", more - less,
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """Lordosis and deficit in a table and a chart."""
    found = [
        *[(task, f"lordosis {at:+.0f}°", _shaken(task, offset_deg=at)) for task in TASKS for at in OFFSETS_DEG],
        *[(task, f"deficit {at:.0f}°", _shaken(task, deficit_deg=at)) for task in TASKS for at in DEFICITS_DEG],
    ]
    at = int(abs(shock.FREQUENCIES - AT_HZ).argmin())
    yield Section(
        name="shock",
        title="Shock and lordosis",
        text=(
            "Vertical transmissibility from seat or feet to the first thoracic vertebra, small motions about each "
            "solved posture; and the share of power from 8 to 20 Hz that the lumbar spine takes out between sacrum and "
            "T12 (negative where it adds). The claim that a flattened back absorbs less shock (C6) holds here in part: "
            "over the lordoses that people have, a deeper curve passes less of 8 to 20 Hz on, as runners show "
            "(Castillo 2018), but it shakes more at its resonance, and an almost straight spine passes on less again "
            "than a moderately flat one. A deficit of the hamstrings changes it by as much as it changes the lordosis, "
            "which is little.",
            "Range left is that to the limits of the lumbar segments. A back that bends flat has as many degrees less "
            "of flexion left and more of extension; one that is flat by build has its limits about its own neutral.",
        ),
        header=(
            "task", "changed", "lordosis", "resonance", "peak", f"at {AT_HZ:.0f} Hz", "taken out, 8-20 Hz",
            "flexion left", "extension left",
        ),
        rows=[
            (
                task, changed, f"{one.lordosis_deg:.0f}°", f"{one.resonance_hz:.1f} Hz", f"{one.peak:.2f}",
                f"{one.transmissibility[at]:.2f}", f"{one.attenuation:+.2f}", f"{one.flexion_left_deg:.0f}°",
                f"{one.extension_left_deg:.0f}°",
            )
            for task, changed, one in found
        ],
        picture=_chart(),
        described="Transmissibility over frequency for four lordoses, standing and sitting erect.",
        figures={
            f"{task}, {changed}": {
                "lordosis_deg": one.lordosis_deg, "resonance_hz": one.resonance_hz, "peak": one.peak,
                "attenuation": one.attenuation,
            }
            for task, changed, one in found
        },
    )  # fmt: skip


@lru_cache(maxsize=32)
def _shaken(task: str, *, offset_deg: float = 0.0, deficit_deg: float = 0.0) -> shock.Shaking:
    who = replace(MAN, lordosis_offset_rad=offset_deg * DEG)
    return shock.of(task, anthropometry=who, deficit=Deficit.degrees(left=deficit_deg, right=deficit_deg))


def _chart() -> str:
    every = []
    for task in TASKS[:2]:
        series = [
            charts.Line(f"{one.lordosis_deg:.0f}°", x=shock.FREQUENCIES, y=one.transmissibility)
            for one in (_shaken(task, offset_deg=offset) for offset in OFFSETS_DEG)
        ]
        every.append(charts.Panel(task.replace("_", " ").capitalize(), series, "frequency, Hz", "T1 over base"))
    return charts.panels(
        every,
        title="Shaking by lordosis",
        description="The less lordosis, the lower the peak; at high frequencies all pass on a quarter.",
        name="shock",
        columns=2,
    )
