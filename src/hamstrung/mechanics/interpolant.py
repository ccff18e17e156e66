"""What lives use instead of the exact mechanics: polynomials fitted to solved postures once per body model.

Two groups, each a sum of products of Chebyshev polynomials of the standardised features (total degree limited): the
postures' outputs over body and both deficits, and the clinical tests' over body, deficit and tolerance of one side.
Outside the fitted box a feature is taken at the box's edge. The largest and the root-mean-square error on people who
were not fitted travel with the coefficients, and a test holds them to it.

Made by `tools/fit_interpolant.py`; the digest of the body and mechanics that it was fitted to is kept with it.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.compiled import compiled

Vector = NDArray[np.float64]

FEATURES: Final = (
    "is_female", "height_m", "bmi", "pelvic_incidence_deg", "lordosis_offset_deg", "log_lumbar_stiffness",
    "hip_range_lost_deg", "leg_length_difference_mm", "deficit_left_deg", "deficit_right_deg",
)  # fmt: skip
"""Features of the postures' group, in order; a deficit is its structural and tonic part."""

EXAM_FEATURES: Final = ("is_female", "height_m", "bmi", "hip_range_lost_deg", "deficit_deg", "tolerance_deg")
"""Features of the clinical tests' group, in order."""

BOX: Final[dict[str, tuple[float, float]]] = {
    "is_female": (0.0, 1.0),
    "height_m": (1.40, 2.00),
    "bmi": (16.0, 40.0),
    "pelvic_incidence_deg": (25.0, 80.0),
    "lordosis_offset_deg": (-25.0, 20.0),
    "log_lumbar_stiffness": (-0.5, 0.9),
    "hip_range_lost_deg": (0.0, 40.0),
    "leg_length_difference_mm": (-25.0, 25.0),
    "deficit_left_deg": (-20.0, 50.0),
    "deficit_right_deg": (-20.0, 50.0),
    "deficit_deg": (-20.0, 60.0),
    "tolerance_deg": (-15.0, 30.0),
}
"""The fitted range of every feature: assumed, wide enough for persons of 10-90 years."""

TASKS: Final = (
    "standing", "sitting_erect", "sitting_slouched", "long_sitting", "driving_seat", "forward_bend",
    "forward_bend_knees_bent", "toe_touch", "lifting",
)  # fmt: skip
QUANTITIES: Final = (
    "pelvis_deg", "lumbar_flexion_deg", "lordosis_deg", "lower_lordosis_deg", "pelvis_on_thigh_deg", "obliquity_deg",
    "cobb_deg", "compression_l4l5_n", "compression_l5s1_n", "shear_l5s1_n", "moment_l5s1_nm", "ischial_left_n",
    "ischial_right_n",
)  # fmt: skip
OUTPUTS: Final = (
    *(f"{task}.{quantity}" for task in TASKS for quantity in QUANTITIES),
    "toe_touch.fingertip_floor_cm",
    "sit_and_reach.reach_cm",
)
"""Outputs of the postures' group, in order. Pelvis forward positive, from the person's own neutral standing."""

EXAM_OUTPUTS: Final = ("slr_deg", "ake_deg", "slr_hip_moment_nm")
"""Outputs of the clinical tests' group, in order."""


@dataclass(frozen=True)
class Interpolant:
    """One fitted group.

    Attributes:
        features, outputs: their names, in order
        exponents: degree of every feature in every term, (term, feature)
        coefficients: (term, output)
        centre, scale: standardisation of the features, (feature,)
        max_error, rms_error: on people who were not fitted, by output
        digest: of the body and mechanics that were fitted
    """

    features: tuple[str, ...]
    outputs: tuple[str, ...]
    exponents: NDArray[np.int64]
    coefficients: Vector
    centre: Vector
    scale: Vector
    max_error: dict[str, float]
    rms_error: dict[str, float]
    digest: str

    def evaluate(self, features: Vector) -> Vector:
        """The outputs of many people.

        Args:
            features: as named, unscaled, (person, feature)

        Returns:
            (person, output)
        """
        return np.asarray(terms_of(features, self.exponents, self.centre, self.scale) @ self.coefficients)

    def columns(self, outputs: tuple[str, ...]) -> Vector:
        """The coefficients of some outputs alone, contiguous, (term, output)."""
        return np.ascontiguousarray(self.coefficients[:, [self.outputs.index(name) for name in outputs]])


def load(group: str = "postures") -> Interpolant:
    """The fitted group of this version: `postures` or `exams`."""
    return _load(group)


@lru_cache(maxsize=2)
def _load(group: str) -> Interpolant:
    with (
        resources.files("hamstrung.mechanics").joinpath(f"data/{group}.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as data,
    ):
        outputs = tuple(str(name) for name in data["outputs"])
        return Interpolant(
            features=tuple(str(name) for name in data["features"]),
            outputs=outputs,
            exponents=data["exponents"].astype(np.int64),
            coefficients=data["coefficients"].astype(np.float64),
            centre=data["centre"],
            scale=data["scale"],
            max_error=dict(zip(outputs, data["max_error"].tolist(), strict=True)),
            rms_error=dict(zip(outputs, data["rms_error"].tolist(), strict=True)),
            digest=str(data["digest"]),
        )


def box(features: tuple[str, ...]) -> tuple[Vector, Vector]:
    """Centre and half-width of the fitted range, (feature,)."""
    low, high = np.array([BOX[name] for name in features]).T
    return (low + high) / 2.0, (high - low) / 2.0


def basis(most_degree: tuple[int, ...], total: int) -> NDArray[np.int64]:
    """All terms whose degrees stay within each feature's own and the total limit, (term, feature)."""
    ranges = [range(degree + 1) for degree in most_degree]
    return np.array([term for term in product(*ranges) if sum(term) <= total], dtype=np.int64)


def terms_of(features: Vector, exponents: NDArray[np.int64], centre: Vector, scale: Vector) -> Vector:
    """The basis' terms of many people, (person, term)."""
    x = np.clip((features - centre) / scale, -1.0, 1.0).T
    table = [np.ones_like(x), x]
    for _ in range(2, int(exponents.max()) + 1):
        table.append(2.0 * x * table[-1] - table[-2])
    powers = np.ascontiguousarray(table)
    out = np.ones((len(exponents), x.shape[1]))
    for term, degrees in zip(out, exponents, strict=True):
        for feature in np.flatnonzero(degrees):
            term *= powers[degrees[feature], feature]
    return out.T


@compiled
def evaluate_into(
    x: Vector,
    exponents: NDArray[np.int64],
    coefficients: Vector,
    centre: Vector,
    scale: Vector,
    powers: Vector,
    out: Vector,
) -> None:
    """The outputs of one person, without allocation, inside compiled code.

    Args:
        x: features, unscaled, (feature,)
        exponents: (term, feature)
        coefficients: (term, output), or some of its columns
        centre, scale: (feature,)
        powers: scratch, (feature, largest degree + 1)
        out: (output,)
    """
    for o in range(out.shape[0]):
        out[o] = 0.0
    for f in range(x.shape[0]):
        at = min(max((x[f] - centre[f]) / scale[f], -1.0), 1.0)
        powers[f, 0] = 1.0
        powers[f, 1] = at
        for d in range(2, powers.shape[1]):
            powers[f, d] = 2.0 * at * powers[f, d - 1] - powers[f, d - 2]
    for t in range(exponents.shape[0]):
        term = 1.0
        for f in range(x.shape[0]):
            if exponents[t, f]:
                term *= powers[f, exponents[t, f]]
        for o in range(out.shape[0]):
            out[o] += term * coefficients[t, o]
