"""Published rows with several numbers in one cell, as arrays."""

import numpy as np

from hamstrung import evidence

HIP_ANGLES = (-10, 0, 15, 30, 45, 60, 75, 90, 110)
KNEE_ANGLES = (5, 20, 40, 60, 80, 100)
POSTURES = ((0, 0), (30, 0), (60, 0), (90, 0), (90, 20), (90, 90))
TORQUE_ANGLES = (0, 30, 60, 70, 80, 90, 110)


def values(row):
    """All numbers of a row's cell."""
    return np.array([float(part) for part in evidence.row(row).value.split("/")])
