"""Drawings of solved postures and tests: what is drawn lies where the mechanics put it."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Deficit, exam, posture, tasks
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import N_ANGLES, PELVIS, THIGH_LEFT, THIGH_RIGHT, THORAX
from hamstrung.mechanics.placed import LYING, placed
from hamstrung.report import palette, scenes, solution
from hamstrung.report.figures import views
from hamstrung.units import DEG

SVG = "{http://www.w3.org/2000/svg}"
MAN = Anthropometry(sex="male", age_y=35.0, height_m=1.75, mass_kg=78.0)
ANATOMY = Anatomy(bodies.build(MAN))
SHORT = Deficit.degrees(left=25.0, right=25.0)


def bent(q=None, *, base="feet"):
    """A body in a made-up posture."""
    angles = np.zeros(N_ANGLES)
    angles[[0, 3, 6, 21, 27]] = -0.8, -0.2, -0.1, 0.8, 0.8
    return placed(ANATOMY, angles if q is None else q, base=base)


def solved(task, deficit):
    """A posture and the picture of it."""
    task = TASKS[task] if isinstance(task, str) else task
    found, healthy = (posture.solve_in(ANATOMY, task, each, sex="male") for each in (deficit, Deficit()))
    return found, healthy, scenes.of_posture(found, body=ANATOMY.body, task=task, healthy=healthy)


@pytest.fixture(scope="module")
def one_sided():
    """A bend with the left side 40 degrees short."""
    return solved("forward_bend", Deficit.degrees(left=40.0))


@pytest.mark.parametrize("base", ["feet", "seat", "couch"])
def test_a_placed_body_keeps_its_lengths(base):
    """Wherever a body is put, bones and paths are as long as the mechanics say."""
    q = np.random.default_rng(3).normal(0.0, 0.15, N_ANGLES)
    body = bent(q, base=base)
    offset = ANATOMY.body.seg_offset
    for segment, parent in enumerate(ANATOMY.body.seg_parent):
        if parent >= 0:
            found = np.linalg.norm(body.origin[segment] - body.origin[parent])
            assert found == pytest.approx(np.linalg.norm(offset[segment]), abs=1e-12)
    lengths = ANATOMY.lengths(q)
    for name, line in body.hamstrings.items():
        drawn = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
        assert drawn == pytest.approx(lengths[bodies.MUSCLES.index(name)], rel=0.01)


def test_feet_and_ischia_are_on_what_carries_them():
    """The soles of someone who stands, and the ischia of someone who sits, are at height zero."""
    upright = placed(ANATOMY, np.zeros(N_ANGLES), base="feet")
    for side, foot in ((0, 9), (1, 12)):
        assert np.allclose(upright.at(foot, ANATOMY.body.heel_toe[side])[:, 1], 0.0, atol=1e-12)
    seated = bent(base="seat")
    assert seated.at(PELVIS, ANATOMY.body.ischium)[:, 1].mean() == pytest.approx(ANATOMY.body.ischium_radius)


def test_the_views_are_what_an_onlooker_sees():
    """From behind the right leg is on the right; from either side the viewer is on that side and feet point forward."""
    upright = placed(ANATOMY, np.zeros(N_ANGLES), base="feet")
    right, left = upright.origin[THIGH_RIGHT], upright.origin[THIGH_LEFT]
    assert views.FROM_BEHIND.seen(right)[0] > views.FROM_BEHIND.seen(left)[0]
    assert views.FROM_RIGHT.depth(right) > views.FROM_RIGHT.depth(left)
    assert views.FROM_LEFT.depth(left) > views.FROM_LEFT.depth(right)
    toes = upright.at(9, ANATOMY.body.heel_toe[0, 1])
    assert views.FROM_RIGHT.seen(toes)[0] > 0.1 > -0.1 > views.FROM_LEFT.seen(toes)[0]
    face = LYING @ np.array([1.0, 0.0, 0.0])
    assert views.FROM_ABOVE.toward @ face == pytest.approx(1.0)
    assert views.FROM_ABOVE_LEFT.toward @ face == pytest.approx(1.0)


def test_the_mirrored_posture_is_the_mirrored_picture():
    """Left and right changed over, every point of the back view lies across the midline."""
    mirrored = bodies.build(MAN.mirrored())
    q = np.zeros(N_ANGLES)
    q[[0, 1, 2, 4, 21, 27]] = -0.7, 0.1, 0.05, 0.08, 0.9, 0.6
    over = q.copy()
    over[[1, 2, 4]] *= -1.0
    over[[21, 27]] = q[[27, 21]]
    one, other = bent(q), placed(Anatomy(mirrored), over, base="feet")
    for right, left in ((THIGH_RIGHT, THIGH_LEFT), (THORAX, THORAX)):
        seen, across = views.FROM_BEHIND.seen(one.origin[right]), views.FROM_BEHIND.seen(other.origin[left])
        assert np.allclose(seen * (-1.0, 1.0), across, atol=1e-12)
    for name, line in one.hamstrings.items():
        swapped = name.replace("right", "*").replace("left", "right").replace("*", "left")
        assert np.allclose(line * (1.0, 1.0, -1.0), other.hamstrings[swapped], atol=1e-12)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=12))
def test_a_hull_holds_all_its_points(pairs):
    """No point lies outside a hull, and every corner of a hull is one of the points."""
    points = np.array(pairs)
    corners = views.hull(points)
    assert all((corner == points).all(axis=1).any() for corner in corners)
    if len(corners) < 3:
        return
    edges = np.roll(corners, -1, axis=0) - corners
    for point in points:
        off = point - corners
        assert (edges[:, 0] * off[:, 1] - edges[:, 1] * off[:, 0] >= -1e-9).all()


def test_a_drawing_says_every_number_that_it_shows(one_sided):
    """Loads of all five levels, angles and forces are written in the picture and in its description."""
    found, healthy, scene = one_sided
    root = ElementTree.fromstring(solution.drawing(scene))
    said = root.find(f"{SVG}desc").text
    shown = {text.text for text in root.iter(f"{SVG}text")}
    assert {mark.text for mark in scene.marks} <= shown
    for mark in scene.marks:
        assert mark.text in said
    for level, load in found.loads.items():
        name = f"{level[:2].upper()}/{level[2:].upper()}"
        assert f"{name} {load.compression_n:.0f} ({healthy.loads[level].compression_n:.0f}) N" in said
    assert f"pelvis on thigh {found.pelvis_on_thigh_deg:.0f} ({healthy.pelvis_on_thigh_deg:.0f})°" in said


def test_the_spine_is_drawn_block_by_block_in_both_views(one_sided):
    """Five lumbar and twelve thoracic vertebrae stand in each of two views, and six long hamstrings."""
    markup = solution.drawing(one_sided[2])
    assert markup.count(f'stroke="{palette.ACCENT}" stroke-width="0.0060"') == 2 * 5
    assert markup.count(f'stroke="{palette.ACCENT}" stroke-width="0.0035"') == 2 * 12
    assert markup.count('class="hamstring"') == 2 * 6


def test_the_short_side_is_looked_at_and_is_redder(one_sided):
    """A bend with a short left side is seen from the left, where the hamstrings that pull more are redder."""
    scene = one_sided[2]
    assert scene.near == "left"
    strokes = re.findall(r'stroke="(#\w{6})"[^>]*class="hamstring"', solution.drawing(scene))
    reds = [int(colour[1:3], 16) for colour in strokes[:6]]
    assert min(reds[3:]) > max(reds[:3])


def test_without_deficit_there_is_no_second_person():
    """Nobody stands behind a healthy person, and nothing is in brackets."""
    task = TASKS["standing"]
    found = posture.solve_in(ANATOMY, task, Deficit(), sex="male")
    markup = solution.drawing(scenes.of_posture(found, body=ANATOMY.body, task=task, healthy=None))
    assert solution.GHOST not in markup
    assert "(" not in ElementTree.fromstring(markup).find(f"{SVG}desc").text


@pytest.mark.parametrize("task", [*sorted(TASKS), "stoop"])
def test_nothing_leaves_the_frame(task):
    """In every task both people, whatever carries them and all words lie inside the view box."""
    chosen = tasks.lift(load_kg=15.0, style="squat") if task == "stoop" else TASKS[task]
    *_, scene = solved(chosen, SHORT)
    markup = solution.drawing(scene)
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', markup).groups())
    root = ElementTree.fromstring(markup)
    views_drawn = [group for group in root.iter(f"{SVG}g") if "matrix" in group.get("transform", "")]
    assert len(views_drawn) == 2
    for group in views_drawn:
        a, _, _, d, e, f = map(float, group.get("transform")[7:-1].split())
        ends = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", " ".join(path.get("d") for path in group.iter(f"{SVG}path")))
        assert len(ends) > 100
        for x, y in ends:
            assert -1.0 <= a * float(x) + e <= width + 1.0
            assert -1.0 <= d * float(y) + f <= height + 1.0
    for text in root.iter(f"{SVG}text"):
        assert 0.0 <= float(text.get("x")) <= width
        assert 0.0 < float(text.get("y")) < height


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_raised_leg_is_drawn_at_the_angle_that_was_read(side):
    """On the couch the tested thigh has turned by the reading, the trunk lies flat, the other leg nearly so."""
    ended = exam.ended_in(ANATOMY, "slr", SHORT, side=side, sex="male")
    body = placed(ANATOMY, ended.q, base="couch")
    flat = placed(ANATOMY, np.zeros(N_ANGLES), base="couch")
    thigh, idle = (THIGH_LEFT, THIGH_RIGHT) if side == "left" else (THIGH_RIGHT, THIGH_LEFT)
    assert _turned(body, flat, thigh) == pytest.approx(ended.read.value, abs=1e-6)
    assert abs(_turned(body, flat, idle)) < 12.0
    assert np.allclose(body.rotation[THORAX], LYING, atol=1e-6)
    assert scenes.of_exam(ended, body=ANATOMY.body, healthy=None).near == side


def test_the_knee_extension_is_drawn_with_the_thigh_upright():
    """The thigh stands at right angles to the couch and the knee is as far from straight as was read."""
    ended = exam.ended_in(ANATOMY, "ake", SHORT, side="right", sex="male")
    body = placed(ANATOMY, ended.q, base="couch")
    flat = placed(ANATOMY, np.zeros(N_ANGLES), base="couch")
    assert _turned(body, flat, THIGH_RIGHT) == pytest.approx(90.0, abs=1e-6)
    assert 90.0 - _turned(body, flat, THIGH_RIGHT + 1) == pytest.approx(ended.read.value, abs=1e-3)


def test_an_exam_with_its_body_reads_as_without():
    """`ended_in` and `run` give one reading, and its joints add up to it."""
    ended = exam.ended_in(ANATOMY, "slr", SHORT, side="right", sex="male")
    assert exam.run("slr", anthropometry=MAN, deficit=SHORT, side="right") == ended.read
    assert ended.joints["hip_flexion_right"] - ended.read.pelvis_deg == pytest.approx(ended.read.value, abs=1e-9)
    assert ended.hamstring_force_n["right"] == pytest.approx(
        sum(force for name, force in ended.force_n.items() if name.endswith("right"))
    )


def _turned(body, flat, segment):
    """How far a segment has turned up from lying flat [deg]."""
    a, b = (each.origin[segment + 1] - each.origin[segment] for each in (flat, body))
    return float(np.arctan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])) / DEG


@pytest.mark.parametrize("test", ["toe-touch", "sit-and-reach"])
def test_reaching_tests_show_their_reading(test):
    """The title is the reading with that without deficit behind it."""
    ended, healthy = (exam.ended_in(ANATOMY, test, each, side="right", sex="male") for each in (SHORT, Deficit()))
    scene = scenes.of_exam(ended, body=ANATOMY.body, healthy=healthy)
    assert f"{abs(ended.read.value):.0f} (" in scene.title
    assert scene.notes[-1] == f"Stopped by {ended.read.stopped_by}."


def test_arms_are_as_long_as_they_are():
    """Bent or straight, upper arm and forearm keep their lengths, also where the lap is near."""
    for task in ("standing", "sitting_erect", "sit_and_reach", "driving_seat"):
        for arm in solved(task, Deficit())[2].arms:
            parts = np.linalg.norm(np.diff(arm, axis=0), axis=1)
            assert parts.sum() == pytest.approx(ANATOMY.body.arm_length, rel=0.02)
