"""The shape of the standing spine, what its levels give in a bend, and how stiff they are, beside published numbers.

Neutral shape follows a regression on pelvic incidence (M189, M191) and measured shares per level (M183); other
samples' means at their own incidence are compared with it. Ranges and stiffness are those of the passive laws alone:
the same moment on all joints, no muscle, no weight.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry, Body
from hamstrung.mechanics import bare_spine, passive
from hamstrung.mechanics.layout import SPINE
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows.mechanics_targets.target import MAN, WOMAN, Section, Target, near, solve

Floats = NDArray[np.float64]

LEVELS: Final = ("L1/2", "L2/3", "L3/4", "L4/5", "L5/S1")
"""From above, as the sources print them."""
RANGE_NM: Final = 10.0
"""Moment on each joint at which a range is read [Nm]: assumed (7.5-15)."""
LARGE_NM: Final = 95.0
"""Largest moment of M232 [Nm]."""
PRINTED_SHARES: Final = {"z": "M238", "x": "M239", "y": "M240"}
TEXTBOOK: Final = {"x": "M251", "y": "M252"}
AXES: Final = {"z": 0, "x": 1, "y": 2}
INCIDENCES_DEG: Final = (30.0, 40.0, 50.0, 60.0, 70.0)

STUDIES: Final = (
    ("M184", "M186", "M185", "M187", 45.1, (36.2, 8.5), (11.6, 7.3), (49.7, 12.2), "M184-M187"),
    ("M215", "M216", "M217", "M218", 55.0, (41.0, 8.4), (13.0, 6.0), (60.0, 10.0), "M215-M218"),
    ("M220", "M220", "M220", "", 52.6, (39.6, 7.9), (13.0, 6.8), None, "M220"),
)
"""Samples: rows of incidence, slope, tilt, lordosis; mean incidence [deg]; mean and SD of the three [deg]; name."""

MISSES: Final[Mapping[str, str]] = {
    "flexion-extension range": (
        "Read from the passive law at 10 Nm a joint without preload of muscles or weight; radiographs show what a "
        "person does, and their patients do less."
    ),
    "share of flexion": (
        "Published shares contradict each other: a model's falls toward the sacrum, radiographs of patients too, a "
        "textbook's and biplanar radiographs of healthy men rise. Ours are even."
    ),
    "lateral bending of L3/4": "Read at 10 Nm ours bend about two thirds of the textbook's at every level; here that "
    "is just outside.",
    "share of lateral bending": "Limits per level are those of M251; the model of M239 shares more evenly.",
    "share of axial rotation": "As lateral bending: M252 against M240.",
    "lordosis lost from 30 to 60": "The shape of a spine does not age here; age acts in the life, not in the body.",
    "lower lumbar": "Sensors on the skin of the back; skin gives more than bone, and their women are young.",
    "upper lumbar": "Sensors on the skin of the back; skin gives more than bone, and their women are young.",
    "lumbar stiffness": (
        "Measured lying on a frictionless couch; ours are the joints without preload (M234), with borders of the "
        "zones that are our choice."
    ),
}


def targets() -> Iterator[Target]:
    """Shape, ranges, shares, stiffness."""
    yield from _shape()
    yield from _solved()
    yield from _shares()
    yield from _ranges()
    yield from _stiffness()


def _shape() -> Iterator[Target]:
    for *_, incidence, slope, tilt, lordosis, name in STUDIES:
        body = _built(incidence)
        for what, printed, ours in (
            ("sacral slope", slope, body.neutral_sacral_slope),
            ("pelvic tilt", tilt, body.neutral_pelvic_tilt),
            ("lordosis L1-S1", lordosis, body.neutral_lordosis),
        ):
            if printed is None:
                continue
            mean, sd = printed
            quantity = f"{what} at an incidence of {incidence:g}°"
            yield _shaped(quantity, name, mean, sd / 2.0, "half an SD between people", ours / DEG)
    indian = evidence.number("M194.total_lumbar_lordosis").value
    yield near(
        "spine's shape", "lordosis at an incidence of 48°", "M194", "°", indian, _built(48.0).neutral_lordosis / DEG
    )
    lower = _built(50.0).neutral_lower_lordosis / DEG
    yield _shaped("lordosis L4-S1", "M183", 34.2, 8.3, "SD 8.3 between people", lower)
    share = lower / (_built(50.0).neutral_lordosis / DEG)
    yield Target("spine's shape", "share of L4-S1 in the lordosis", "M183", "1", 0.708, 0.62, 0.8,
                 "assumed; of T12-S1, no spread printed", share, set_to=True)  # fmt: skip
    aged = (_built(50.0, age_y=30.0).neutral_lordosis - _built(50.0, age_y=60.0).neutral_lordosis) / DEG
    yield near("spine's shape", "lordosis lost from 30 to 60 years", "M192", "°", 6.9, aged)


def _shaped(quantity: str, id: str, printed: float, margin: float, interval: str, ours: float) -> Target:
    return Target(
        "spine's shape", quantity, id, "°", printed, printed - margin, printed + margin, interval, float(ours)
    )


def _solved() -> Iterator[Target]:
    """Standing as solved, over the incidence: the slopes of the regressions were put in, effort may bend them."""
    found = [_stood(incidence) for incidence in INCIDENCES_DEG]
    for what, id, printed, column in (("sacral slope", "M191", 0.54, 0), ("lordosis", "M189", 0.54, 1)):
        slope = float(np.polyfit(INCIDENCES_DEG, [each[column] for each in found], 1)[0])
        yield near("spine's shape", f"{what}, standing as solved, per degree of incidence", id, "1", printed, slope,
                   set_to=True)  # fmt: skip


@cache
def _stood(incidence_deg: float) -> tuple[float, float, float]:
    """Sacral slope, lordosis and its L4-S1 part of a man of this incidence who stands [deg]."""
    who = Anthropometry(
        sex="male", age_y=35.0, height_m=MAN.height_m, mass_kg=MAN.mass_kg, pelvic_incidence_rad=incidence_deg * DEG
    )
    posture = solve("standing", who=who)
    return posture.sacral_slope_deg, posture.lumbar_lordosis_deg, posture.lower_lordosis_deg


@cache
def _built(incidence_deg: float, age_y: float = 35.0) -> Body:
    return bodies.build(Anthropometry(pelvic_incidence_rad=incidence_deg * DEG, age_y=age_y))


@cache
def bent(sex: str) -> Floats:
    """Flexion of L1/2 to L5/S1 and of T12/L1 in a relaxed forward bend [deg], (6,)."""
    found = solve("forward_bend", who=MAN if sex == "male" else WOMAN)
    flexion = -found.q[SPINE : SPINE + 18 : 3] / DEG
    return np.asarray(np.concatenate([flexion[4::-1], flexion[5:]]))


def _shares() -> Iterator[Target]:
    flexion = bent("male")[:5]
    models, textbook = _parts("M238"), _parts("M250")
    for level, ours, one, other in zip(
        LEVELS, 100.0 * flexion / flexion.sum(), models, 100.0 * textbook / textbook.sum(), strict=True
    ):
        low, high = sorted((one, other))
        yield Target("spine's levels", f"share of flexion at {level} in a forward bend", "M238, M250", "%", None,
                     0.9 * low, 1.1 * high, "a model and a textbook, a tenth wider", float(ours))  # fmt: skip
    body = bodies.build(Anthropometry())
    for axis, name in (("x", "lateral bending"), ("y", "axial rotation")):
        angles = _angles(body, axis, RANGE_NM)
        for level, ours, printed in zip(
            LEVELS, 100.0 * angles / angles.sum(), _parts(PRINTED_SHARES[axis]), strict=True
        ):
            yield near("spine's levels", f"share of {name} at {level}", PRINTED_SHARES[axis], "%", printed, float(ours))


def _ranges() -> Iterator[Target]:
    body = bodies.build(Anthropometry())
    whole = _angles(body, "z", RANGE_NM) - _angles(body, "z", -RANGE_NM)
    for level, ours in zip(LEVELS, whole, strict=True):
        yield Target("spine's levels", f"flexion-extension range of {level}", "M226", "°", None, 7.0, 14.0,
                     "its range over levels, healthy", float(ours))  # fmt: skip
    for axis, name in (("x", "lateral bending"), ("y", "axial rotation")):
        angles = _angles(body, axis, RANGE_NM)
        for level, ours, printed in zip(LEVELS, angles, _parts(TEXTBOOK[axis]), strict=True):
            margin = max(1.0, 0.4 * printed)
            yield Target("spine's levels", f"{name} of {level}, one side", TEXTBOOK[axis], "°", printed,
                         printed - margin, printed + margin, "two fifths, at least 1°; a textbook", float(ours),
                         set_to=True)  # fmt: skip
    flexion = bent("female")
    low, high = float(flexion[2:5].sum()), float(flexion[:2].sum() + flexion[5])
    for region, ours, mean, sd in (("lower", low, 35.0, 10.0), ("upper", high, 30.8, 9.9)):
        quantity = f"{region} lumbar flexion from standing to a full bend, women"
        interval = f"SD {sd:g} between people"
        yield Target("spine's levels", quantity, "M227", "°", mean, mean - sd, mean + sd, interval, ours)


def _stiffness() -> Iterator[Target]:
    body = bodies.build(Anthropometry())
    secant = LARGE_NM / np.abs(_angles(body, "z", -LARGE_NM))
    yield Target("spine's stiffness", "one level, flexion to 95 Nm, mean of five", "M232", "Nm/°", None, 6.0, 11.0,
                 "its range over directions", float(secant.mean()))  # fmt: skip
    level = np.array([_slope(body, s, 0.0) for s in range(5)]).mean()
    yield Target("spine's stiffness", "one level at neutral", "M232, M234", "Nm/°", None, 0.5, 2.5,
                 "assumed: a fraction of that at large loads, doubled by preload", float(level),
                 set_to=True)  # fmt: skip
    full = float(bent("male").sum())
    lying = body._replace(spine_k1=body.spine_k1 * bare_spine.UNLOADED)
    for zone, at, mean, sd in (("low", 0.1, 0.0, 0.1), ("transition", 0.5, 0.1, 0.1), ("high", 0.95, 0.7, 0.3)):
        ours = _whole_stiffness(lying, at * full) * full / 100.0
        yield Target("spine's stiffness", f"lumbar stiffness, {zone} zone", "M151", "Nm/%", mean, mean - sd, mean + sd,
                     f"SD {sd:g} between people; zones at 10, 50 and 95 % of our forward bend", ours)  # fmt: skip


def _angles(body: Body, axis: str, moment_nm: float) -> Floats:
    """Angles of L1/2 to L5/S1 under one moment [deg]; extension, right and left are positive."""
    return np.array([_angle(body, s, axis, moment_nm) for s in range(4, -1, -1)])


def _angle(body: Body, joint: int, axis: str, moment_nm: float) -> float:
    at = AXES[axis]
    law = body.spine_k1[joint, at], body.spine_a[joint, at], body.spine_b[joint, at], body.spine_lim[joint, at]
    return float(brentq(lambda angle: passive.joint(angle, *law)[1] - moment_nm, -0.8, 0.8)) / DEG


def _slope(body: Body, joint: int, angle_rad: float) -> float:
    """Stiffness of a joint in flexion-extension [Nm/deg]."""
    law = body.spine_k1[joint, 0], body.spine_a[joint, 0], body.spine_b[joint, 0], body.spine_lim[joint, 0]
    return float(passive.joint(angle_rad, *law)[2]) * DEG


def _whole_stiffness(body: Body, flexion_deg: float) -> float:
    """Stiffness of all six joints in a row at a whole flexion [Nm/deg]."""

    def off(moment_nm: float) -> float:
        return sum(_angle(body, s, "z", -moment_nm) for s in range(6)) + flexion_deg

    moment = float(brentq(off, -5.0, 200.0))
    joints = [_slope(body, s, _angle(body, s, "z", -moment) * DEG) for s in range(6)]
    return float(1.0 / np.sum(1.0 / np.array(joints)))


def _parts(id: str) -> Floats:
    return np.array([float(part) for part in evidence.row(id).value.split("/")])


def sections() -> Iterator[Section]:
    """Lordosis and slope over the incidence, and shares by level."""
    found = np.array([_stood(incidence) for incidence in INCIDENCES_DEG])
    panels = [
        _over_incidence("Lordosis L1-S1", found[:, 1], [(s[4], s[7]) for s in STUDIES if s[7]]),
        _over_incidence("Sacral slope", found[:, 0], [(s[4], s[5]) for s in STUDIES]),
        _by_level(),
    ]
    described = (
        "Standing lordosis and sacral slope over pelvic incidence, with means of three samples; flexion of every level "
        "in a forward bend, with two published sets of shares."
    )
    flexion = bent("male")[:5]
    yield Section(
        name="spine-shape",
        title="The spine's shape and its levels",
        text=(
            "Lines are men who stand as solved, points are samples' means at their mean incidence. The neutral shape "
            "was put in by regression (M189, M191); standing adds a degree or two by effort and balance. In a forward "
            "bend our levels share the flexion evenly; the published sets contradict each other about where most of it "
            "happens, which is why each level is reported with the interval between them.",
        ),
        header=("level", "flexion, forward bend", "share", "M238", "M250"),
        rows=[
            (level, f"{angle:.1f}°", f"{100 * angle / flexion.sum():.0f} %", f"{one:.0f} %", f"{other:.0f} %")
            for level, angle, one, other in zip(LEVELS, flexion, _parts("M238"), _percent("M250"), strict=True)
        ],
        picture=charts.panels(panels, title="The spine's shape", description=described, name="spine"),
        described=described,
        figures={
            "incidence_deg": INCIDENCES_DEG, "sacral_slope_deg": _short(found[:, 0]),
            "lordosis_deg": _short(found[:, 1]), "lower_lordosis_deg": _short(found[:, 2]),
            "forward_bend_flexion_deg": _short(flexion),
        },
    )  # fmt: skip


def _percent(id: str) -> Floats:
    parts = _parts(id)
    return np.asarray(100.0 * parts / parts.sum())


def _over_incidence(heading: str, ours: Floats, means: Sequence[tuple[float, tuple[float, float]]]) -> charts.Panel:
    series = [charts.Line("ours, standing", x=INCIDENCES_DEG, y=ours)]
    at = [incidence for incidence, _ in means]
    printed = [pair[0] for _, pair in means]
    series.append(charts.Line("", x=at, y=printed, colour=charts.COLOURS[1], points=True, joined=False))
    return charts.Panel(heading, series, x="pelvic incidence, degrees", y="degrees")


def _by_level() -> charts.Panel:
    flexion, places = bent("male")[:5], tuple(range(1, 6))
    series = [
        charts.Line("ours", x=places, y=100.0 * flexion / flexion.sum(), points=True),
        charts.Line("M238", x=places, y=_parts("M238"), dashed=True),
        charts.Line("M250", x=places, y=_percent("M250"), dashed=True),
    ]
    return charts.Panel(
        "Shares of flexion, L1/2 to L5/S1", series, x="disc, from above", y="share, %", y_range=(0.0, 30.0)
    )


def _short(values: Floats) -> list[float]:
    return [round(float(value), 3) for value in values]
