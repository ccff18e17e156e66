"""The numbers of a body by the names under which people read and write them: `segments.thigh_right.mass_kg`.

Every entry of `Body` that a person may set is here with its table, its name, its unit and its possible range; muscles'
paths, which vary in length, are apart. Ranges are those within which the mechanics computes, wide enough for children
and for very large adults: assumed.
"""

from functools import cache
from typing import Final, NamedTuple

from hamstrung.body.layout import SEGMENTS, SPINE_JOINTS
from hamstrung.body.muscles import MUSCLES


class Field(NamedTuple):
    """One number, or one point, of a body.

    Attributes:
        table: where it stands, such as ("segments", "thigh_right")
        name: its name, which ends in its unit where it has one
        array: the field of `Body`
        at: its place there
        size: how many numbers: 0 for a plain number
        low, high: possible range in the unit of the name
    """

    table: tuple[str, ...]
    name: str
    array: str
    at: tuple[int, ...]
    size: int
    low: float
    high: float

    @property
    def full(self) -> str:
        """The whole name, with dots."""
        return ".".join((*self.table, self.name))


JOINT_AXES: Final = (
    *((f"{joint}_{axis}", "spine", (s, x)) for s, joint in enumerate(SPINE_JOINTS)
      for x, axis in enumerate(("extension", "right_lean", "left_turn"))),
    *((f"hip_{axis}", "hip", (x,)) for x, axis in enumerate(("flexion", "adduction", "inward_turn"))),
    ("knee_flexion", "knee", ()),
    *((f"ankle_{axis}", "ankle", (x,)) for x, axis in enumerate(("dorsiflexion", "inversion"))),
)  # fmt: skip
"""Name, array prefix and index of every joint's passive law; both legs share theirs."""

_WHOLE: Final = (
    ("mass_kg", "body_mass", 5.0, 400.0),
    ("height_mm", "height", 500.0, 2600.0),
    ("arms_and_load_kg", "arms_load_mass", 0.05, 250.0),
    ("arm_length_mm", "arm_length", 100.0, 1500.0),
    ("ischium_radius_mm", "ischium_radius", 1.0, 100.0),
    ("pelvic_incidence_deg", "pelvic_incidence", 10.0, 110.0),
    ("sacral_slope_deg", "neutral_sacral_slope", -30.0, 110.0),
    ("pelvic_tilt_deg", "neutral_pelvic_tilt", -60.0, 90.0),
    ("lordosis_deg", "neutral_lordosis", -60.0, 150.0),
    ("lower_lordosis_deg", "neutral_lower_lordosis", -60.0, 120.0),
    ("anterior_pelvic_tilt_deg", "neutral_anterior_tilt", -90.0, 90.0),
)

_LANDMARKS: Final = (
    *((f"{name}_{side}_mm", name, (i,)) for name in ("ischium", "asis", "psis")
      for i, side in enumerate(("right", "left"))),
    *((f"{end}_{side}_mm", "heel_toe", (i, j)) for i, side in enumerate(("right", "left"))
      for j, end in enumerate(("heel", "toe"))),
    ("s1_centre_mm", "s1_centre", ()),
    ("shoulder_mm", "shoulder", ()),
    ("shoulder_reaching_mm", "shoulder_reaching", ()),
    ("eyes_mm", "eyes", ()),
    ("t1_mm", "t1", ()),
)  # fmt: skip

_MUSCLE: Final = (
    ("max_isometric_force_n", "mus_f0", 0.1, 50000.0),
    ("optimal_fibre_mm", "mus_lopt", 1.0, 1500.0),
    ("tendon_slack_mm", "mus_lslack", 0.01, 2000.0),
    ("pennation_deg", "mus_penn", 0.0, 60.0),
    ("passive_strain", "mus_pas_e0", 0.01, 20.0),
    ("passive_shape", "mus_pas_k", 0.01, 100.0),
    ("passive_shift_mm", "mus_pas_shift", -300.0, 300.0),
)


@cache
def fields() -> tuple[Field, ...]:
    """Every number of a body but the muscles' paths, in the order of a body file."""
    found = [Field(("whole",), name, array, (), 0, low, high) for name, array, low, high in _WHOLE]
    found += [Field(("landmarks",), name, array, at, 3, -2000.0, 2000.0) for name, array, at in _LANDMARKS]
    for i, segment in enumerate(SEGMENTS):
        table = ("segments", segment)
        found.append(Field(table, "mass_kg", "seg_mass", (i,), 0, 0.01, 250.0))
        found.append(Field(table, "centre_mm", "seg_com", (i,), 3, -1500.0, 1500.0))
        found.append(Field(table, "joint_mm", "seg_offset", (i,), 3, -1500.0, 1500.0))
    for i, level in enumerate(SPINE_JOINTS):
        table = ("discs", level)
        found.append(Field(table, "normal", "disc_normal", (i,), 3, -1.0, 1.0))
        found.append(Field(table, "area_mm2", "disc_area", (i,), 0, 50.0, 6000.0))
        found.append(Field(table, "depth_mm", "disc_ap", (i,), 0, 5.0, 100.0))
        if i < 5:
            found.append(Field(table, "wedge_deg", "wedge", (4 - i,), 0, -60.0, 60.0))
    for name, kind, at in JOINT_AXES:
        table = ("joints", name)
        found.append(Field(table, "stiffness_nm_per_rad", f"{kind}_k1", at, 0, 0.0, 50000.0))
        found.append(Field(table, "stop_moments_nm", f"{kind}_a", at, 2, 1e-6, 10000.0))
        found.append(Field(table, "stop_rates_per_rad", f"{kind}_b", at, 2, 0.01, 5000.0))
        found.append(Field(table, "stop_limits_deg", f"{kind}_lim", at, 2, -90.0, 200.0))
    for i, muscle in enumerate(MUSCLES):
        table = ("muscles", muscle)
        found += [Field(table, name, array, (i,), 0, low, high) for name, array, low, high in _MUSCLE]
    return tuple(found)


PER_SI: Final = {"mm": 1e3, "mm2": 1e6, "deg": 57.29577951308232}
"""Units of names that are not SI: how many of them in one."""


def unit(name: str) -> str:
    """The unit at the end of a name, empty where it has none.

    >>> unit("tendon_slack_mm")
    'mm'
    """
    last = name.rsplit("_", 1)[-1]
    return last if last in (*PER_SI, "kg", "n", "nm") else ""
