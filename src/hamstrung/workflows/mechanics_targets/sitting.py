"""Sitting: the lumbar spine's flexion from standing."""

from collections.abc import Iterator, Mapping
from typing import Final

from hamstrung import evidence
from hamstrung.workflows.mechanics_targets.target import Target, near, solve

SEATS: Final = ("sitting_erect", "sitting_slouched", "driving_seat")

MISSES: Final[Mapping[str, str]] = {
    "lumbar flexion, upright": "The task names a habitual flexion; effort and gravity move the spine off it.",
    "lumbar flexion, slouched": "The task names a habitual flexion; effort and gravity move the spine off it.",
}


def targets() -> Iterator[Target]:
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


def flexion_from_standing(row: str) -> float:
    """Lumbar flexion from usual standing, both regions of the row together [deg] (M204)."""
    return sum(evidence.number(f"M204.{part}").value - evidence.number(f"{row}.{part}").value for part in (1, 2))
