"""Clinical tests, against published means and their definitions."""

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.errors import InputError
from hamstrung.mechanics import Deficit, Side, exam, posture
from hamstrung.units import DEG

MAN = Anthropometry(sex="male", age_y=35.0, height_m=1.75, mass_kg=78.0)
WOMAN = Anthropometry(sex="female", age_y=35.0, height_m=1.63, mass_kg=62.0)


def read(test, person=MAN, **parts):
    """A reading with the given parts of deficit on the right side [deg]."""
    side = Side(**{name: value * DEG for name, value in parts.items()})
    return exam.run(test, anthropometry=person, deficit=Deficit(right=side), side="right")


def test_average_men_and_women_read_the_published_straight_leg_raise():
    """68.5 and 76.3 degrees (M166), within 3 degrees."""
    assert read("slr").value == pytest.approx(68.5, abs=3.0)
    assert read("slr", WOMAN).value == pytest.approx(76.3, abs=3.0)


def test_knee_extension_follows_without_being_fitted():
    """17.8 (SD 9.1) in men and 13.4 (SD 6.0) in women (M161, M162), within one SD."""
    assert read("ake").value == pytest.approx(17.8, abs=9.1)
    assert read("ake", WOMAN).value == pytest.approx(13.4, abs=6.0)


@pytest.mark.parametrize("test", ["slr", "ake"])
def test_size_alone_changes_no_reading(test):
    """A man half as heavy again and a head taller reads the same within 3 degrees."""
    small, large = (Anthropometry(sex="male", height_m=h, mass_kg=24.5 * h * h) for h in (1.60, 1.90))
    assert read(test, large).value == pytest.approx(read(test, small).value, abs=3.0)


def test_a_degree_of_deficit_costs_a_degree_of_straight_leg_raise():
    """By definition the deficit is a shift in degrees of hip flexion, whatever its part."""
    for part in ("structural", "tonic", "tolerance"):
        lost = read("slr").value - read("slr", **{part: 20.0}).value
        assert lost == pytest.approx(20.0, abs=4.0), part


def test_the_pelvis_takes_part_in_the_raise():
    """It turns back by a tenth to a third of the leg's angle (M174, M175)."""
    raised = read("slr")
    assert 0.1 < -raised.pelvis_deg / raised.value < 0.36


def test_the_other_side_does_not_matter_much():
    """A tight left leg changes the right straight leg raise by less than 2 degrees."""
    tight_left = exam.run("slr", anthropometry=MAN, deficit=Deficit.degrees(left=30.0), side="right")
    assert tight_left.value == pytest.approx(read("slr").value, abs=2.0)


def test_a_stiff_hip_stops_the_raise_itself():
    """A supple leg on a hip that lost 55 degrees is stopped by the hip, and the result says so."""
    stiff = Anthropometry(sex="male", age_y=60.0, height_m=1.75, mass_kg=78.0, hip_range_lost_rad=55 * DEG)
    assert read("slr", stiff, structural=-20.0).stopped_by == "hip"
    assert read("slr").stopped_by == "stretch"


def test_toe_touch_reads_the_gap_in_centimetres():
    """Short hamstrings leave the fingertips further from the floor."""
    short, supple = (
        exam.run("toe-touch", anthropometry=MAN, deficit=Deficit.degrees(left=d, right=d)) for d in (25.0, -10.0)
    )
    assert short.unit == "cm"
    assert short.value > supple.value + 10.0


@pytest.mark.parametrize(("task", "field"), [("toe_touch", "shoulder_reaching"), ("forward_bend", "shoulder")])
def test_who_reaches_hangs_from_rounded_shoulders(task, field):
    """Hands hang under the shoulder as it stands on the chest, carried forward only where the person reaches."""
    solved, body = posture.solve(task, anthropometry=MAN), bodies.build(MAN)
    c, s = np.cos(solved.trunk_flexion_deg * DEG), np.sin(solved.trunk_flexion_deg * DEG)
    x, y, _ = getattr(body, field)
    place = solved.points["spine"][-2] + np.array([c * x + s * y, c * y - s * x, 0.0])
    np.testing.assert_allclose(solved.points["arms"][0], place, atol=1e-6)
    assert solved.fingertip_floor_cm == pytest.approx(100.0 * (place[1] - body.arm_length), abs=1e-6)


def test_an_unknown_test_is_named_with_its_neighbour():
    """The message says what was meant."""
    with pytest.raises(InputError, match="did you mean slr"):
        exam.run("slrr", anthropometry=MAN)


def test_a_supple_leg_on_a_stiff_hip_is_not_stopped_by_stretch():
    """A toe-touch that ends before the tolerated length is stopped by the balance of the body."""
    stiff = Anthropometry(sex="male", age_y=60.0, height_m=1.75, mass_kg=78.0, hip_range_lost_rad=55 * DEG)
    supple = exam.run("toe-touch", anthropometry=stiff, deficit=Deficit.degrees(left=-30.0, right=-30.0))
    short = exam.run("toe-touch", anthropometry=MAN, deficit=Deficit.degrees(left=25.0, right=25.0))
    assert (supple.stopped_by, short.stopped_by) == ("balance", "stretch")
