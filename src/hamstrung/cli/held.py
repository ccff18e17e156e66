"""A held posture in the terminal: its state, angles and loads."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from hamstrung.mechanics.posture import Posture


def show(solved: "Posture", console: "Console") -> None:
    """Print the angles, the load of every disc, and what the hamstrings do."""
    from rich.table import Table

    angles = Table("angle", "degrees", box=None)
    angles.columns[1].justify = "right"
    for label, key in _ANGLES:
        angles.add_row(label, f"{round(getattr(solved, key), 1) + 0.0:.1f}")
    loads = Table("level", "compression, N", "shear, N", "moment, Nm", box=None)
    for column in loads.columns[1:]:
        column.justify = "right"
    for level, load in solved.loads.items():
        values = (load.compression_n, load.shear_n, load.moment_nm)
        loads.add_row(f"{level[:2].upper()}/{level[2:].upper()}", *(f"{round(v) + 0:d}" for v in values))
    if not solved.feasible:
        console.print(f"[red]{beyond_strength(solved)}[/red]")
    console.print(angles, loads, sep="\n")
    force, pull = solved.hamstring_force_n, solved.ischial_force_n
    console.print(f"pressure in L4/L5: {solved.pressure_l4l5_mpa:.2f} MPa")
    console.print(f"hamstrings: left {force['left']:.0f} N, right {force['right']:.0f} N")
    console.print(f"pull on the sitting bones: left {pull['left']:.0f} N, right {pull['right']:.0f} N")


def state(solved: "Posture") -> str:
    """Whether it is in balance, and how well."""
    if solved.converged:
        return f"in balance to {solved.residual:.0e} of body weight x height"
    return f"[red]did not converge[/red] (residual {solved.residual:.1e}); nothing may be concluded from it"


def beyond_strength(solved: "Posture") -> str:
    """What muscles lack for this posture; empty where they can hold it."""
    if solved.feasible:
        return ""
    joint = (solved.limited_by or "").replace("_", " ")
    return (
        f"beyond this person's strength: at least {solved.lacking_nm:.0f} Nm are missing, most at {joint}; "
        "forces and loads are those that come nearest"
    )


_ANGLES = (
    ("anterior pelvic tilt", "anterior_pelvic_tilt_deg"),
    ("sacral slope", "sacral_slope_deg"),
    ("lumbar lordosis", "lumbar_lordosis_deg"),
    ("lumbar flexion", "lumbar_flexion_deg"),
    ("pelvis on thigh", "pelvis_on_thigh_deg"),
    ("trunk flexion", "trunk_flexion_deg"),
    ("pelvic obliquity, right up", "pelvic_obliquity_deg"),
    ("Cobb angle", "cobb_deg"),
)
