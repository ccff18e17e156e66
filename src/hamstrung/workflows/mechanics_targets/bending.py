"""The relaxed forward bend and the toe-touch, with normal and with short hamstrings."""

from collections.abc import Iterator

from hamstrung import evidence
from hamstrung.workflows.mechanics_targets.target import Target, solve, spread


def targets() -> Iterator[Target]:
    """The bend of two studies, the toe-touch of one."""
    yield from bending()
    yield from reaching()


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
