"""Walking with short hamstrings: laws, an oracle for the least cost, published numbers."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.integrate import quad
from scipy.optimize import brentq

from exchange.shared import shared
from hamstrung import body as bodies
from hamstrung.errors import InputError
from hamstrung.mechanics import Deficit, departure, gait, gait_cycle
from hamstrung.mechanics.hamstrings import Anatomy, tissue
from hamstrung.mechanics.layout import ANKLE_RIGHT, HIP_LEFT, HIP_RIGHT, KNEE_RIGHT, N_SPINE, SPINE
from hamstrung.units import DEG
from mechanics.people import AVERAGE, anthropometries, deficits, limber

WALKER = gait.Walker(AVERAGE)


def both(deficit_deg, **options):
    """The average man's walk with so much deficit on both sides."""
    return WALKER.walk(Deficit.degrees(left=deficit_deg, right=deficit_deg), **options)


def mirrored(angle):
    """A cycle's angles seen in a mirror, half a cycle later, (phase, angle)."""
    seen = np.roll(angle, len(angle) // 2, axis=0).copy()
    for k in (1, 2, *range(SPINE + 1, SPINE + N_SPINE, 3), *range(SPINE + 2, SPINE + N_SPINE, 3)):
        seen[:, k] *= -1.0
    right, left = slice(HIP_RIGHT, HIP_RIGHT + 6), slice(HIP_LEFT, HIP_LEFT + 6)
    seen[:, right], seen[:, left] = seen[:, left].copy(), seen[:, right].copy()
    return seen


def test_who_lacks_nothing_walks_the_reference():
    """Without a deficit every phase is the reference itself."""
    walk = both(0.0)
    assert walk.converged
    np.testing.assert_allclose(walk.angle_deg, walk.reference_deg, atol=1e-12)


def test_the_reference_is_its_own_mirror_image():
    """The left leg does what the right one did half a cycle before, the pelvis the opposite."""
    reference = gait_cycle.reference()
    np.testing.assert_allclose(reference, mirrored(reference), atol=0.011 * DEG)


def test_a_mirrored_deficit_gives_the_mirrored_walk():
    """Left and right are names."""
    one = WALKER.walk(Deficit.degrees(left=55.0, right=20.0))
    other = WALKER.walk(Deficit.degrees(left=20.0, right=55.0))
    np.testing.assert_allclose(other.angle_deg, mirrored(one.angle_deg), atol=0.05)
    assert other.side["right"].step_length_m == pytest.approx(one.side["left"].step_length_m, abs=1e-3)
    assert other.obliquity_mean_deg == pytest.approx(-one.obliquity_mean_deg, abs=1e-3)


def test_equal_sides_walk_alike():
    """The same deficit on both sides gives equal steps and no list or turn on the mean."""
    walk = both(50.0)
    right, left = walk.side["right"], walk.side["left"]
    assert left.step_length_m == pytest.approx(right.step_length_m, abs=1e-3)
    assert left.knee_at_contact_deg == pytest.approx(right.knee_at_contact_deg, abs=0.05)
    assert abs(walk.obliquity_mean_deg) < 1e-2
    assert abs(walk.rotation_mean_deg) < 1e-2


def test_the_knee_straightens_less_the_shorter_the_hamstrings():
    """The least knee flexion at the end of swing never falls by a twentieth of a degree, and rises in the end."""
    least = [both(deficit).side["left"].knee_least_in_swing_deg for deficit in range(0, 71, 10)]
    assert np.all(np.diff(least) > -0.05)
    assert least[-1] > least[0] + 5.0


def test_a_short_side_loses_more_than_the_other():
    """50 degrees on the left bend the left knee, shorten the left step and leave the right knee nearly alone."""
    walk, healthy = WALKER.walk(Deficit.degrees(left=50.0)), both(0.0)
    lost = {name: side.knee_at_contact_deg - healthy.side[name].knee_at_contact_deg for name, side in walk.side.items()}
    assert lost["left"] > 3.0
    assert abs(lost["right"]) < 0.2 * lost["left"]
    assert walk.side["left"].step_length_m < walk.side["right"].step_length_m


def test_short_hamstrings_tilt_the_walking_pelvis_back():
    """Their pull on the ischium turns the pelvis back and flexes the spine, never the other way."""
    walk, healthy = both(55.0), both(0.0)
    assert walk.pelvic_tilt_deg < healthy.pelvic_tilt_deg
    assert walk.lumbar_flexion_deg > healthy.lumbar_flexion_deg


def test_a_stronger_drive_departs_less():
    """The dearer a departure, the nearer the walk stays to the reference."""
    away = [both(55.0, drive_j=drive).departure for drive in (0.3, 1.0, 3.0)]
    assert away[0] > away[1] > away[2] > 0.0


def test_the_walk_is_the_least_cost():
    """At the hardest phase the cost, written anew with quadrature, rises in every direction from the answer."""
    deficit = Deficit.degrees(left=55.0, right=55.0)
    walk = WALKER.walk(deficit)
    body = WALKER.anatomy.body
    own = tissue(WALKER.anatomy, deficit, tolerated_hip=WALKER.tolerated)
    phase = int(walk.force_n[:, 0].argmax())
    asked, reference = WALKER.asked[phase], WALKER.reference[phase]
    free = [
        brentq(lambda x, m=m: departure.law(m, x, body, own)[1] - asked[m], 0.2, 0.8, xtol=1e-15)
        for m in range(len(asked))
    ]

    def cost(q):
        length = WALKER.anatomy.lengths(q)
        beyond = [
            quad(lambda x, m=m: departure.law(m, x, body, own)[1] - asked[m], free[m], length[m], epsabs=1e-12)[0]
            for m in range(len(asked))
            if length[m] > free[m]
        ]
        a, w = WALKER.anatomy, WALKER.anatomy.scratch
        off = departure.foot_height(bool(WALKER.feet[phase] == 2), a.body, a.tree, w, w.spare) - WALKER.height[phase]
        floor = 0.5 * WALKER.floor[phase] * (off / gait.FOOT_SPREAD) ** 2
        return 0.5 * (q - reference) @ WALKER.weight @ (q - reference) + sum(beyond) / gait.DRIVE + floor

    assert 0.0 < WALKER.floor[phase] < 1.0
    q = walk.angle_deg[phase] * DEG
    assert cost(q) < cost(reference)
    for k in (0, SPINE, HIP_RIGHT, KNEE_RIGHT, ANKLE_RIGHT):
        step = np.zeros_like(q)
        step[k] = 1e-5
        slope = (cost(q + step) - cost(q - step)) / 2e-5
        assert abs(slope) * WALKER.spread[k] < 1e-5


def test_both_feet_stay_on_the_floor():
    """While both feet are down, the leading heel keeps its height over the trailing toe within a centimetre."""
    a, w = WALKER.anatomy, WALKER.anatomy.scratch
    walk = both(50.0)
    for phase in np.flatnonzero(WALKER.floor == 1.0):
        departure.lay(walk.angle_deg[phase] * DEG, a.body, a.tree, a.spans, w)
        height = departure.foot_height(bool(WALKER.feet[phase] == 2), a.body, a.tree, w, w.spare)
        assert height == pytest.approx(WALKER.height[phase], abs=0.01)


def test_the_hamstrings_alone_are_as_long_as_in_the_whole_body():
    """Leaving out the other muscles changes no hamstring's length."""
    whole = Anatomy(bodies.build(AVERAGE))
    q = limber(3)
    kept = whole.lengths(q)[whole.body.is_two_joint_hamstring > 0]
    np.testing.assert_allclose(WALKER.anatomy.lengths(q), kept, rtol=1e-12)


def test_the_swinging_shank_is_braked_as_measured():
    """The reference's knee flexion moment before contact is the published one: 0.26 (SD 0.10) Nm/kg (Schwartz 2008)."""
    moment = -gait.swing_moment(WALKER, knee=True)[40:, 0] / AVERAGE.mass_kg
    assert moment.max() == pytest.approx(0.26, abs=0.10)
    assert 0.80 + 0.02 * moment.argmax() == pytest.approx(0.96, abs=0.05)


def test_a_leg_held_still_needs_its_weight_times_lever(monkeypatch):
    """Without motion the moment on a free leg is gravity's alone."""
    still = gait.Walker(AVERAGE)
    still.reference = np.repeat(still.reference[45:46], len(still.reference), axis=0)
    monkeypatch.setattr(gait_cycle, "sway", lambda: np.zeros((len(still.reference), 3)))
    place, _, joint = gait._legs(still, knee=True)
    lever = place[0, 0, :, 0] - joint[0, 0, 0]
    expected = 9.80665 * (still.anatomy.body.seg_mass[8:10] * lever).sum()
    np.testing.assert_allclose(gait.swing_moment(still, knee=True)[:, 0], expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        ("knee_at_contact_deg", -0.1, 11.3),  # 5.6, SD 5.7 (Schwartz 2008, free speed)
        ("hip_at_contact_deg", 18.8, 29.6),  # 35.8 less 11.6 of pelvic tilt, SD 5.4
    ],
)
def test_the_reference_is_a_normal_walk(quantity, low, high):
    """The reference's angles at contact lie within a spread of published ones."""
    assert low < getattr(both(0.0).side["left"], quantity) < high


@given(anthropometry=anthropometries, deficit=deficits)
@settings(deadline=None, max_examples=15)
def test_everybody_walks(anthropometry, deficit):
    """People of all shapes settle at every phase, forwards, with knees that neither break nor fold."""
    walk = gait.walk(anthropometry=anthropometry, deficit=deficit)
    assert walk.converged, walk.residual
    for side in walk.side.values():
        assert side.step_length_m > 0.2
        assert -6.0 < side.knee_least_in_swing_deg < 60.0


def test_strides_scale_with_the_body():
    """Geometrically similar people take similar strides."""
    walks = {height: gait.walk(anthropometry=replace(AVERAGE, height_m=height)) for height in (1.5, 1.9)}
    share = [walk.stride_length_m / height for height, walk in walks.items()]
    assert share[0] == pytest.approx(share[1], rel=1e-9)
    assert 0.7 < share[0] < 0.9


UNEVEN = replace(AVERAGE, leg_length_left_m=0.87, leg_length_right_m=0.89)


def test_a_short_leg_hardly_tilts_the_walking_pelvis():
    """The left leg 20 mm shorter: the right side stands higher, by far less than the 7 degrees of standing (M330)."""
    walk = gait.walk(anthropometry=UNEVEN)
    assert walk.converged
    assert 0.0 < walk.obliquity_mean_deg < 1.0
    mirror = gait.walk(anthropometry=UNEVEN.mirrored())
    assert mirror.obliquity_mean_deg == pytest.approx(-walk.obliquity_mean_deg, abs=1e-4)


def test_a_lift_lets_uneven_legs_walk_evenly():
    """With the difference under the left foot the walk comes back to the reference but for an eighth."""
    walk = gait.walk(anthropometry=UNEVEN, lift_left_mm=20.0)
    bare = gait.walk(anthropometry=UNEVEN)
    assert walk.departure < bare.departure / 8.0
    assert abs(walk.obliquity_mean_deg) < bare.obliquity_mean_deg / 8.0


def test_a_drive_must_be_positive():
    """A departure that costs nothing is refused by name."""
    with pytest.raises(InputError, match="drive_j"):
        gait.walk(anthropometry=AVERAGE, drive_j=0.0)


def test_the_cycle_follows_from_its_recordings(tmp_path, monkeypatch):
    """Made again from the recordings, the packaged cycle comes out."""
    recordings = shared("data/motion/walk_free_01.trc").parent
    spec = importlib.util.spec_from_file_location("cycle", Path(__file__).parents[2] / "tools" / "make_gait_cycle.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    packaged = (tool.OUT / "cycle.csv").read_text(encoding="utf-8")
    monkeypatch.setattr(tool, "OUT", tmp_path)
    tool.main(recordings)
    assert (tmp_path / "cycle.csv").read_text(encoding="utf-8") == packaged
