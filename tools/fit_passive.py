"""Fits the passive curves of the leg to measured moments of hip and knee (Riener and Edrich; M134, M135, M155).

    python tools/fit_passive.py

Fitted together, over hip -10 to 110 and knee 0 to 120 degrees: strain and shape of the passive fibres of the three
long hamstrings (common), of rectus femoris and of the vasti (common); the slow stop of the hip's capsule toward
extension; the knee's slope and its stop toward extension. Paths, strengths and every other tissue are the package's.
An error counts against 3 Nm or a fifth of the measured moment, whichever is larger, the two-joint moment (M155)
against a fifth. Prints what belongs into `muscles.csv` and `passive.csv`.
"""

import numpy as np
from scipy.optimize import least_squares

from hamstrung import wiring

wiring.keep_kernels()

from hamstrung import body as bodies  # noqa: E402
from hamstrung.workflows import passive_moments as moments  # noqa: E402
from hamstrung.workflows.passive_moments import Legs  # noqa: E402

HIP_AT = [(hip, 0) for hip in (-10, 0, 15, 30, 45, 60, 70, 80, 90)]
HIP_AT += [(hip, 90) for hip in (-10, 0, 15, 30, 45, 60, 70, 80, 90, 100, 110)]
KNEE_AT = [(hip, knee) for hip in (0, 45, 90) for knee in (0, 15, 30, 45, 60, 75, 90, 105, 120)]
TWO_JOINT_AT = (0, 60, 90)
TWO_JOINT_WEIGHT = 2.0
LEAST_NM, SHARE = 3.0, 0.2
FITTED = {
    "hamstrings": ("biceps_femoris_long_head", "semimembranosus", "semitendinosus"),
    "rectus femoris": ("rectus_femoris",),
    "iliacus": ("iliacus",),
    "vasti": ("vastus_lateralis", "vastus_medialis"),
}
START = {
    "hamstrings.strain": (1.0, 0.3, 2.0),
    "hamstrings.shape": (5.0, 3.0, 9.0),
    "rectus femoris.strain": (1.3, 0.5, 1.6),
    "rectus femoris.shape": (6.0, 4.0, 9.0),
    "iliacus.strain": (0.4, 0.25, 1.0),
    "iliacus.shape": (5.0, 3.0, 9.0),
    "vasti.strain": (1.3, 0.5, 2.0),
    "vasti.shape": (7.0, 4.0, 9.0),
    "hip.plus_limit_deg": (122.0, 112.0, 125.0),
    "hip.minus_limit_deg": (20.0, 5.0, 40.0),
    "hip.minus_rate_per_deg": (0.02, 0.005, 0.08),
    "knee.linear_nm_per_deg": (0.05, 0.0, 0.2),
    "knee.minus_limit_deg": (5.0, 0.0, 15.0),
    "knee.minus_rate_per_deg": (0.15, 0.05, 0.4),
}
"""Where the fit starts and how far each may go."""


class Body:
    """The reference body with some of its passive parameters replaced."""

    def __init__(self) -> None:
        self.anatomy = moments.average()
        self.fixed = self.anatomy.body
        self.legs: dict[tuple[float, float], Legs] = {}
        for at in {*HIP_AT, *KNEE_AT}:
            self.legs[at] = moments.legs(self.anatomy, *at)
        self.group = {
            name: [i for i, m in enumerate(bodies.MUSCLES) if m.rsplit("_", 1)[0] in muscles]
            for name, muscles in FITTED.items()
        }

    def with_values(self, x: dict[str, float]) -> bodies.Body:
        """The body with these parameters."""
        strain, shape = self.fixed.mus_pas_e0.copy(), self.fixed.mus_pas_k.copy()
        for name, members in self.group.items():
            strain[members], shape[members] = x[f"{name}.strain"], x[f"{name}.shape"]
        deg = np.pi / 180.0
        hip_lim, hip_b = self.fixed.hip_lim.copy(), self.fixed.hip_b.copy()
        hip_lim[0, 0] = x["hip.plus_limit_deg"] * deg
        hip_lim[0, 1], hip_b[0, 1] = x["hip.minus_limit_deg"] * deg, x["hip.minus_rate_per_deg"] / deg
        knee_lim, knee_b = self.fixed.knee_lim.copy(), self.fixed.knee_b.copy()
        knee_lim[1], knee_b[1] = x["knee.minus_limit_deg"] * deg, x["knee.minus_rate_per_deg"] / deg
        return self.fixed._replace(
            mus_pas_e0=strain, mus_pas_k=shape, hip_lim=hip_lim, hip_b=hip_b,
            knee_k1=x["knee.linear_nm_per_deg"] / deg, knee_lim=knee_lim, knee_b=knee_b,
        )  # fmt: skip

    def moment(self, body: bodies.Body, joint: str, hip: float, knee: float) -> float:
        """Passive moment of one joint [Nm]."""
        at = self.legs[hip, knee]
        force = moments.fibre_forces(body, at.length)
        if joint == "hip":
            own = moments.capsule(hip, body.hip_k1[0], body.hip_a[0], body.hip_b[0], body.hip_lim[0])
            return -float((force * at.hip_slope).sum()) / 2.0 - own
        own = moments.capsule(knee, body.knee_k1, body.knee_a, body.knee_b, body.knee_lim)
        return -float((force * at.knee_slope).sum()) / 2.0 - own


def errors(model: Body, x: dict[str, float]) -> np.ndarray:
    """Errors of all moments in units of what counts as near."""
    body, found = model.with_values(x), []
    for joint, places, equation in (
        ("hip", HIP_AT, moments.hip_equation),
        ("knee", KNEE_AT, moments.knee_equation),
    ):
        for at in places:
            published = equation(*at)
            near = max(LEAST_NM, SHARE * abs(published))
            found.append((model.moment(body, joint, *at) - published) / near)
    for hip in TWO_JOINT_AT:
        published = moments.hip_equation(hip, 0) - moments.hip_equation(hip, 90)
        ours = model.moment(body, "hip", hip, 0) - model.moment(body, "hip", hip, 90)
        found.append(TWO_JOINT_WEIGHT * (ours - published) / (SHARE * abs(published)))
    return np.array(found)


def fit(model: Body) -> dict[str, float]:
    """The parameters of least squares."""
    start, low, high = np.array(list(START.values())).T
    names = list(START)
    found = least_squares(
        lambda x: errors(model, dict(zip(names, x, strict=True))), start, bounds=(low, high), x_scale=start
    )
    return dict(zip(names, map(float, found.x), strict=True))


def main() -> None:
    """Prints the parameters and the errors that stay."""
    model = Body()
    x = fit(model)
    for name, value in x.items():
        print(f"{name:26} {value:.4f}")
    left = errors(model, x)
    for label, error in zip(
        [f"hip {at}" for at in HIP_AT] + [f"knee {at}" for at in KNEE_AT] + [f"two-joint {h}" for h in TWO_JOINT_AT],
        left, strict=True,
    ):  # fmt: skip
        print(f"{label:20} {error:+.2f}" + ("  beyond" if abs(error) > 1.0 else ""))


if __name__ == "__main__":
    main()
