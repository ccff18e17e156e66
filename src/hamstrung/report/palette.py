"""The colours of pages and figures, each named by its use, and their contrast."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

INK: Final = "#1c2830"
QUIET_INK: Final = "#52616b"
PAPER: Final = "#ffffff"
GROUND: Final = "#f6f4ef"
LINE: Final = "#d8d5cc"
SKIN: Final = "#e9e3d8"
SKIN_FAR: Final = "#dcd5c8"
SKIN_EDGE: Final = "#a79f90"
BONE: Final = "#fffdf8"
BONE_EDGE: Final = "#6d6a62"
ACCENT: Final = "#1d6a72"
FOUND: Final = "#9c3d16"
HEALTHY: Final = "#3f6f8f"

SLACK: Final = (94, 128, 143)
TAUT: Final = (190, 62, 20)

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cause": "#9c3d16",
        "contributor": "#b9770e",
        "consequence": "#3f6f8f",
        "bystander": "#6b6178",
        "absent": "#70797f",
    }
)


def tension(share: float) -> str:
    """The colour of a hamstring between slack (0) and taut (1)."""
    share = min(max(share, 0.0), 1.0)
    mixed = (round(low + share * (high - low)) for low, high in zip(SLACK, TAUT, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def contrast(first: str, second: str) -> float:
    """The WCAG 2.2 contrast ratio of two colours given as #rrggbb, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    values = (int(colour[start : start + 2], 16) / 255.0 for start in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
