"""Fits the gluteus maximus' path points about the hip to the published arm of its middle part (M120).

    python tools/fit_gluteus.py

Each part runs straight from a point on the pelvis to a point on the thigh; both may move in the sagittal plane from
where anatomy put them. The middle part follows M120, the upper and the lower part keep their share of its arm. A
sphere in the part's own plane keeps the path behind the joint beyond 100 degrees. Prints the two points of each part
for `points.csv` [mm].
"""

import math

import numpy as np
from scipy.optimize import least_squares

from hamstrung import evidence
from hamstrung.body import paths

HIP_DEG = (-10, 0, 15, 30, 45, 60, 75, 90, 110)
HIP_SIDE_MM = 77.3
GUARD_MM, GUARD_ABOVE_MM = 30.0, 24.0
"""Radius of the sphere and how far its centre lies above the hip's: assumed; its lower end, 6 mm under the hip
(4-10), is the least arm. It stands so high that no path can pass its centre and jump to the other side."""
LOOSE = 0.03
"""Cost of moving a point, per mm, against a mm of arm: the least that anatomy resists (assumed)."""
ANATOMY = {
    "upper": ((-55.0, -5.0, 85.0), (-20.0, -60.0, 55.0)),
    "middle": ((-64.0, -25.0, 72.0), (-25.0, -115.0, 38.0)),
    "lower": ((-70.0, -40.0, 52.0), (-18.0, -165.0, 32.0)),
}
"""Points on pelvis and thigh as first placed: assumed."""


def arm(hip_deg: float, pelvis: np.ndarray, thigh: np.ndarray, guard: float) -> float:
    """dl/dhip of a part [mm]."""
    return (_length(hip_deg + 0.05, pelvis, thigh, guard) - _length(hip_deg - 0.05, pelvis, thigh, guard)) / (
        0.1 * math.pi / 180.0
    )


def _length(hip_deg: float, pelvis: np.ndarray, thigh: np.ndarray, guard: float) -> float:
    c, s = math.cos(hip_deg * math.pi / 180.0), math.sin(hip_deg * math.pi / 180.0)
    end = np.array([c * thigh[0] - s * thigh[1], s * thigh[0] + c * thigh[1], thigh[2] + HIP_SIDE_MM])
    centre = np.array([0.0, GUARD_ABOVE_MM, side(pelvis, thigh)])
    return float(paths.around(pelvis[None], end[None], centre[None], np.array([guard]))[0])


def side(pelvis: np.ndarray, thigh: np.ndarray) -> float:
    """Where a part passes the hip, to the side [mm]."""
    share = np.hypot(*pelvis[:2]) / (np.hypot(*pelvis[:2]) + np.hypot(*thigh[:2]))
    return float(pelvis[2] + share * (thigh[2] + HIP_SIDE_MM - pelvis[2]))


def fit(part: str, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points on pelvis and thigh whose arm is the target's."""
    start = np.array([ANATOMY[part][0][:2], ANATOMY[part][1][:2]]).ravel()
    sides = ANATOMY[part][0][2], ANATOMY[part][1][2]

    def points(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.array([x[0], x[1], sides[0]]), np.array([x[2], x[3], sides[1]])

    def error(x: np.ndarray) -> np.ndarray:
        found = np.array([arm(angle, *points(x), 0.0) for angle in HIP_DEG])
        return np.concatenate([found - target, LOOSE * (x - start)])

    return points(least_squares(error, start).x)


def main() -> None:
    """Prints points and arms."""
    published = np.array([float(part) for part in evidence.row("M120").value.split("/")])
    first = {part: np.array([arm(a, *map(np.array, ANATOMY[part]), 0.0) for a in HIP_DEG]) for part in ANATOMY}
    for part in ANATOMY:
        target = published * (first[part] / first["middle"])
        pelvis, thigh = fit(part, target)
        found = [arm(angle, pelvis, thigh, GUARD_MM) for angle in (*HIP_DEG, 120, 130, 140)]
        print(part, pelvis.round(1), thigh.round(1), f"sphere {side(pelvis, thigh):.1f}", np.round(found, 1))


if __name__ == "__main__":
    main()
