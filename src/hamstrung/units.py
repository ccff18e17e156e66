"""Conversions at the edges; inside, everything is SI and radians."""

import math
from typing import Final

DEG: Final = math.pi / 180.0
"""One degree in radians."""

GRAVITY: Final = 9.80665
"""Standard gravity [m/s^2]."""

CM: Final = 0.01
"""One centimetre in metres."""

MM: Final = 0.001
"""One millimetre in metres."""
