"""Plausible people."""

from hypothesis import strategies as st

from hamstrung.body import Anthropometry
from hamstrung.units import DEG


@st.composite
def _people(draw: st.DrawFn) -> Anthropometry:
    height = draw(st.floats(1.2, 2.05))
    legs = [draw(st.one_of(st.none(), st.floats(0.5, 0.55).map(lambda share: share * height))) for _ in "lr"]
    return Anthropometry(
        sex=draw(st.sampled_from(["female", "male"])),
        age_y=draw(st.floats(8, 90)),
        height_m=height,
        mass_kg=draw(st.floats(17.0, 40.0)) * height**2,
        pelvic_incidence_rad=draw(st.one_of(st.none(), st.floats(30 * DEG, 80 * DEG))),
        lordosis_offset_rad=draw(st.floats(-20 * DEG, 20 * DEG)),
        lumbar_stiffness=draw(st.floats(0.5, 2.0)),
        hip_range_lost_rad=draw(st.floats(0.0, 30 * DEG)),
        leg_length_left_m=legs[0],
        leg_length_right_m=legs[1],
    )


people = _people()
