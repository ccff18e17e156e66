"""A held posture of the person, beside the same body with healthy hamstrings."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol

import numpy as np

from hamstrung.report import words
from hamstrung.report.figures import Drawn, side_by_side, tallness

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {"standing": "Standing", "sitting": "Sitting slouched", "bending": "Bending forward"}
)

LEVELS: Final = ("l1l2", "l2l3", "l3l4", "l4l5", "l5s1")


_STANDING: Final = (
    ("Anterior pelvic tilt", "anterior_pelvic_tilt_deg"),
    ("Lumbar lordosis", "lumbar_lordosis_deg"),
)
_FLEXED: Final = (
    ("Lumbar flexion", "lumbar_flexion_deg"),
    ("Pelvis on thigh, flexion", "pelvis_on_thigh_deg"),
)


class Held(Protocol):
    """What a figure and its table need of a solved posture; `mechanics.Posture` has it."""

    @property
    def points(self) -> Mapping[str, np.ndarray]:
        """World polylines by name [m], (point, xyz)."""

    @property
    def anterior_pelvic_tilt_deg(self) -> float:
        """ASIS to PSIS against the horizontal [deg]."""

    @property
    def lumbar_lordosis_deg(self) -> float:
        """Lordosis from L1 to S1 [deg]."""

    @property
    def lumbar_flexion_deg(self) -> float:
        """Lumbar flexion from the person's own standing [deg]."""

    @property
    def pelvis_on_thigh_deg(self) -> float:
        """Flexion of the pelvis on the thigh [deg]."""

    @property
    def hamstring_force_n(self) -> Mapping[str, float]:
        """Force of the hamstrings by side [N]."""

    @property
    def loads(self) -> Mapping[str, Any]:
        """Loads by lumbar level."""


@dataclass(frozen=True)
class Pair:
    """One posture, solved for the person as found and for the same body with a deficit of zero.

    Args:
        name: `standing`, `sitting` or `bending`.
        found: the posture as found.
        healthy: the posture with healthy hamstrings.
        height_m: body height [m].
    """

    name: str
    found: Held
    healthy: Held
    height_m: float

    @property
    def title(self) -> str:
        """The posture's name for a heading."""
        return TITLES[self.name]


@dataclass(frozen=True)
class Row:
    """One quantity of a posture, as found and with healthy hamstrings."""

    label: str
    found: str
    healthy: str


def rows(pair: Pair) -> tuple[Row, ...]:
    """The numbers that stand under a figure."""
    shown = _STANDING if pair.name == "standing" else _FLEXED
    angles = tuple(Row(label, *(_degrees(getattr(each, key)) for each in _both(pair))) for label, key in shown)
    return (
        *angles,
        Row("L5/S1 compression", *(f"{each.loads['l5s1'].compression_n:.0f} N" for each in _both(pair))),
    )


def drawing(pair: Pair, *, taut_n: float, tall_m: float = 0.0) -> str:
    """The figure of a pair, with its numbers in the text alternative.

    Args:
        pair: the posture.
        taut_n: the force at which a hamstring is drawn fully taut [N].
        tall_m: room above the ground, shared by figures beside each other [m].
    """
    spoken = "; ".join(
        f"{row.label}: {row.found} as found, {row.healthy} with healthy hamstrings" for row in rows(pair)
    )
    return side_by_side(
        *_drawn(pair),
        name=f"posture-{pair.name}",
        title=f"{pair.title}: as found, and the same body with healthy hamstrings",
        description=f"Side view. {spoken}. {_forces(pair)}",
        taut_n=taut_n,
        tall_m=tall_m,
    )


def tallest(pairs: tuple[Pair, ...]) -> float:
    """The room above the ground that the highest of the postures needs [m]."""
    return max((tallness(drawn) for pair in pairs for drawn in _drawn(pair)), default=0.0)


def tautest(pairs: tuple[Pair, ...]) -> float:
    """The largest hamstring force in any of the postures, at least 100 N: what is drawn fully taut [N]."""
    forces = [force for pair in pairs for each in _both(pair) for force in each.hamstring_force_n.values()]
    return max([100.0, *forces])


def _drawn(pair: Pair) -> tuple[Drawn, Drawn]:
    seat = pair.name == "sitting"
    force = pair.found.hamstring_force_n
    near = "left" if force["left"] > force["right"] else "right"
    labels = ("as found", "healthy hamstrings")
    found, healthy = (
        Drawn(label, each.points, each.hamstring_force_n, pair.height_m, seat, near)
        for label, each in zip(labels, _both(pair), strict=True)
    )
    return found, healthy


def _both(pair: Pair) -> tuple[Held, Held]:
    return pair.found, pair.healthy


def _degrees(value: float) -> str:
    return f"{words.plain(value)}°"


def _forces(pair: Pair) -> str:
    found, healthy = (each.hamstring_force_n for each in _both(pair))
    return (
        f"Hamstring force left {found['left']:.0f} N, right {found['right']:.0f} N as found; "
        f"left {healthy['left']:.0f} N, right {healthy['right']:.0f} N with healthy hamstrings."
    )
