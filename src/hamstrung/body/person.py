"""The few numbers of a person that shape a body."""

from dataclasses import dataclass, fields
from typing import Literal

from hamstrung.errors import InputError

Sex = Literal["female", "male"]

LIMITS = {
    "age_y": (8.0, 90.0, "years"),
    "height_m": (0.9, 2.3, "m"),
    "mass_kg": (15.0, 250.0, "kg"),
    "pelvic_incidence_rad": (0.2617, 1.7454, "rad (15 to 100 degrees)"),
    "lordosis_offset_rad": (-0.6982, 0.6982, "rad (-40 to 40 degrees)"),
    "lumbar_stiffness": (0.1, 10.0, ""),
    "hip_range_lost_rad": (0.0, 1.0472, "rad (0 to 60 degrees)"),
    "leg_length_left_m": (0.3, 1.5, "m"),
    "leg_length_right_m": (0.3, 1.5, "m"),
    "head_arms_load_kg": (0.0, 150.0, "kg"),
}
"""Range of every number: low, high, unit."""

_LEG_SHARE = (0.40, 0.65)


@dataclass(frozen=True, slots=True)
class Anthropometry:
    """A person's size and shape.

    Bodies under 18 years are scaled adults: extrapolated. Leg lengths run from the hip's centre to the floor.

    Args:
        sex: female or male.
        age_y: age [years], 8 to 90.
        height_m: standing height [m].
        mass_kg: body mass [kg].
        pelvic_incidence_rad: radiographic pelvic incidence; by sex where it is None.
        lordosis_offset_rad: neutral L1-S1 lordosis minus what the incidence predicts.
        lumbar_stiffness: factor on the moments of lumbar discs and ligaments.
        hip_range_lost_rad: the hip capsules stop flexion so much earlier.
        leg_length_left_m: hip centre to floor; from the height where it is None.
        leg_length_right_m: the same, right.
        head_arms_load_kg: mass carried in the hands or on the shoulders [kg].

    Raises:
        InputError: a number is outside its range; the message names the field and the range.
    """

    sex: Sex = "male"
    age_y: float = 35.0
    height_m: float = 1.70
    mass_kg: float = 75.0
    pelvic_incidence_rad: float | None = None
    lordosis_offset_rad: float = 0.0
    lumbar_stiffness: float = 1.0
    hip_range_lost_rad: float = 0.0
    leg_length_left_m: float | None = None
    leg_length_right_m: float | None = None
    head_arms_load_kg: float = 0.0

    def __post_init__(self) -> None:
        if self.sex not in ("female", "male"):
            raise InputError("sex", f"is {self.sex!r}, allowed are female and male")
        for field in fields(self):
            if field.name in LIMITS:
                _check(field.name, getattr(self, field.name))
        for name in ("leg_length_left_m", "leg_length_right_m"):
            _check_leg(name, getattr(self, name), self.height_m)

    def mirrored(self) -> "Anthropometry":
        """The same person seen in a mirror: leg lengths change sides."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["leg_length_left_m"] = self.leg_length_right_m
        values["leg_length_right_m"] = self.leg_length_left_m
        return Anthropometry(**values)


def _check(name: str, value: object) -> None:
    if value is None and name in ("pelvic_incidence_rad", "leg_length_left_m", "leg_length_right_m"):
        return
    low, high, unit = LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(name, f"is {value!r}, not a number", hint=f"allowed are {low:g} to {high:g} {unit}")
    if not low <= value <= high:
        raise InputError.outside(name, value, low, high, unit=unit)


def _check_leg(name: str, length: float | None, height: float) -> None:
    low, high = (share * height for share in _LEG_SHARE)
    if length is not None and not low <= length <= high:
        raise InputError.outside(name, length, round(low, 3), round(high, 3), unit="m for this height")
