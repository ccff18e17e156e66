"""Pictures of exercises and of courses."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from hamstrung import care
from hamstrung.care.answer import Band, Trajectory
from hamstrung.report.figures import courses, exercises


def test_every_exercise_can_be_drawn() -> None:
    """Every pose that the programme names is known, and every known pose is used."""
    assert set(care.scenes()) == set(exercises.POSES)


@pytest.mark.parametrize("name", sorted(exercises.POSES))
def test_a_figure_stands_on_the_ground_and_keeps_its_limbs(name: str) -> None:
    """The lowest point of every pose is the ground, and every limb is as long as that of a standing person."""
    body = exercises._set_down(exercises.POSES[name])
    assert body.lowest == pytest.approx(0.0, abs=1e-9)
    standing = exercises._set_down(exercises.POSES["standing"])
    for part in ("near", "far", "arm", "far_arm"):
        own, other = (np.linalg.norm(np.diff(getattr(each, part), axis=0), axis=1) for each in (body, standing))
        np.testing.assert_allclose(own[:2], other[:2])


def test_a_drawing_is_well_formed_and_told_in_words() -> None:
    """An exercise is one SVG with a title, a description and no reference to anything outside."""
    drawn = exercises.figure(["bridge_down", "bridge_up"], name="b", title="Bridge")
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    assert "2 poses" in drawn
    assert not re.search(r"https?:|url\(", drawn)


def trajectory(name: str, mean: float) -> Trajectory:
    """A flat course."""
    weeks = care.WEEKS
    band = Band(*(tuple(mean + off for _ in weeks) for off in (0.0, -1.0, 1.0)))
    return Trajectory(name, weeks, weeks, band, band, band, {}, {}, {}, 0.5)


def test_a_fan_shows_less_pain_lower() -> None:
    """The course with less pain is drawn below the other, and its numbers stand in the words."""
    drawn = courses.fan(trajectory("none", 5.0), trajectory("x", 3.0), name="f", title="t")
    means = [path for path in ElementTree.fromstring(drawn).iter("path") if path.attrib.get("fill") == "none"]
    heights = [float(re.match(r"M[\d.]+ ([\d.]+)", path.attrib["d"]).group(1)) for path in means]
    assert heights[1] > heights[0]
    assert "5.0 (4.0 to 6.0) now" in drawn
