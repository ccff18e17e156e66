"""The sciatic nerve in leg raises and slumps, beside what cadavers, ultrasound and MRI showed."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Literal

from hamstrung.mechanics import nerve
from hamstrung.workflows.mechanics_targets.target import MAN, Section, Target, near

MISSES: Final[Mapping[str, str]] = {
    "root, toward the foot": (
        "Roots of cadavers slid less in their canals than ours, while the conus of the living slides as far as ours is "
        "set to; one elastic strand cannot do both with a strain of 2 to 4 % between them."
    ),
    "root strain": "Strain of the roots follows from how far conus and foramen slide apart; see the root's own miss.",
    "strain at the hip": (
        "Measured on nerves laid bare in surgery, by markers close to the joint; ours is the mean over a hand's "
        "breadth of a nerve that can slide."
    ),
    "strain at the ankle": "Our bed lengthens there by 5 mm, which spreads over the half metre that the mid-thigh's "
    "excursion asks for; measured strain stays near the joint that moves.",
}

TESTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "leg raise 30°": {"test": "slr", "hip_deg": 30.0},
    "leg raise 70°": {"test": "slr"},
    "leg raise 70°, ankle 20° up": {"test": "slr", "ankle_deg": 20.0},
    "leg raise 70°, neck 50° flexed": {"test": "slr", "neck_deg": 50.0},
    "leg raise 70°, knee 30° bent": {"test": "slr", "knee_deg": 30.0},
    "slump, knee 90° bent": {"test": "slump", "knee_deg": 90.0},
    "slump": {"test": "slump"},
    "slump, ankle 20° up": {"test": "slump", "ankle_deg": 20.0},
    "slump, neck 50° flexed": {"test": "slump", "neck_deg": 50.0},
    "slump, ankle and neck": {"test": "slump", "ankle_deg": 20.0, "neck_deg": 50.0},
}
REGIONS: Final = ("root", "hip", "thigh", "knee", "ankle")
PLACES: Final = ("root", "gluteal_fold", "mid_thigh", "knee")


def targets() -> Iterator[Target]:
    """Excursions first, then strains."""
    yield from excursions()
    yield from strains()


def excursions() -> Iterator[Target]:
    """Mid-thigh as the knee straightens, conus and roots as the leg rises."""
    for hip, value, sd, set_to in ((30.0, 9.92, 2.2, True), (60.0, 12.4, 4.4, False)):
        bent, straight = (_place("mid_thigh", hip_deg=hip, knee_deg=knee) for knee in (90.0, 0.0))
        yield _spread(
            f"mid-thigh, toward the foot, knee 90° to 0°, hip {hip:.0f}°", "Ridehalgh 2014, abstract read; no row",
            "mm", value, sd, straight - bent, set_to=set_to,
        )  # fmt: skip
    for both, hip, value, sd, set_to in (
        (False, 60.0, 3.54, 0.87, True), (True, 60.0, 7.42, 2.09, False), (False, 50.0, 2.33, 1.2, False),
        (True, 50.0, 4.58, 1.48, False),
    ):  # fmt: skip
        name = f"conus, toward the foot, {'both legs' if both else 'one leg'} raised {hip:.0f}°"
        ours = _conus(hip_deg=hip, both_sides=both) - _conus(hip_deg=0.0)
        yield _spread(name, "Rade 2014, 2015, abstracts read; no row", "mm", value, sd, ours, set_to=set_to)
    yield Target(
        "nerve", "root, toward the foot, leg raised 70°", "Smith 1993, abstract read; no row", "mm", None, 0.5, 5.0,
        "printed range, 10 cadavers", _place("root") - _place("root", hip_deg=0.0),
    )  # fmt: skip


def strains() -> Iterator[Target]:
    """Roots, hip and ankle."""
    yield Target(
        "nerve", "root strain, leg raised 70°", "Smith 1993, abstract read; no row", "%", None, 2.0, 4.0,
        "printed range, 10 cadavers", _strain("root") - _strain("root", hip_deg=0.0),
    )  # fmt: skip
    raised = _run().right.tension_n["root"] - _run(hip_deg=0.0).right.tension_n["root"]
    yield near(
        "nerve", "root tension, leg raised 70°, L4 to S1 together", "Ko 2006, abstract read; no row", "N", 9.83, raised,
        set_to=True,
    )  # fmt: skip
    yield Target(
        "nerve", "strain at the hip, hip 90° with the knee straight", "Fleming 2003, abstract read; no row", "%", 26.0,
        19.0, 30.0, "printed range, 10 people in surgery", _strain("hip", hip_deg=90.0) - _strain("hip", hip_deg=0.0),
    )  # fmt: skip
    lifted = _strain("ankle", ankle_deg=20.0) - _strain("ankle")
    yield near(
        "nerve", "strain at the ankle, foot lifted 20° in a leg raise", "Coppieters 2008, abstract read; no row", "%",
        3.9, lifted,
    )  # fmt: skip


def sections() -> Iterator[Section]:
    """Tests and sensitisers in a table."""
    found = [(name, _run(**arguments)) for name, arguments in TESTS.items()]
    yield Section(
        name="nerve",
        title="Nerve in leg raise and slump",
        text=(
            "Strain by region and how far the nerve slides along its bed, toward the foot positive. It slides toward "
            "the joint that moves, from both sides, as cadavers show (Coppieters 2006, Boyd 2013). Lifting the foot "
            "strains the nerve and leaves the hamstrings as they are (Bueno-Gracia 2019); so does bending the neck in "
            "a slump (lifting it eased posterior thigh pain in 84 %, E207). Bending the knee slackens both, so that it "
            "tells nothing apart.",
            "Sizes are those of one strand with three numbers set; people differ by half. In a slump "
            "the bent back lengthens the canal below the conus, which is told against the first lumbar vertebra.",
        ),
        header=(
            "test", *[f"{region} strain" for region in REGIONS],
            *[f"{place.replace('_', ' ')} slides" for place in PLACES], "conus slides",
        ),
        rows=[
            (
                name,
                *[f"{one.right.strain_pct[region]:.1f} %" for region in REGIONS],
                *[f"{one.right.excursion_mm[place]:+.1f} mm" for place in PLACES],
                f"{one.conus_mm:+.1f} mm",
            )
            for name, one in found
        ],
        figures={
            f"{number}: {name}": {
                "strain_pct": dict(one.right.strain_pct), "excursion_mm": dict(one.right.excursion_mm),
                "conus_mm": one.conus_mm,
            }
            for number, (name, one) in enumerate(found)
        },
    )  # fmt: skip


def _run(*, test: Literal["slr", "slump"] = "slr", **angles: Any) -> nerve.Nerve:
    return _kept(test, tuple(sorted(angles.items())))


@lru_cache(maxsize=64)
def _kept(test: Literal["slr", "slump"], angles: tuple[tuple[str, Any], ...]) -> nerve.Nerve:
    return nerve.strain(test, anthropometry=MAN, **dict(angles))


def _place(place: str, **angles: Any) -> float:
    return _run(**angles).right.excursion_mm[place]


def _strain(region: str, **angles: Any) -> float:
    return _run(**angles).right.strain_pct[region]


def _conus(**angles: Any) -> float:
    return _run(**angles).conus_mm


def _spread(quantity: str, rests_on: str, unit: str, value: float, sd: float, ours: float, *, set_to: bool) -> Target:
    return Target(
        "nerve", quantity, rests_on, unit, value, value - sd, value + sd, f"SD {sd:g} between people", ours,
        set_to=set_to,
    )  # fmt: skip
