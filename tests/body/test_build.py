"""A body as arrays: whole, symmetric, scaled."""

import timeit

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from body import forward_kinematics as fk
from body.people import people
from hamstrung import body as bodies
from hamstrung.body import Anthropometry, build
from hamstrung.errors import InputError

LEFT_RIGHT = np.array([1.0, 1.0, -1.0])


def test_the_whole_body_is_there() -> None:
    """There are at least 110 fascicles, both sides alike, and thirteen segments."""
    body = build(Anthropometry())
    assert len(bodies.MUSCLES) == len(set(bodies.MUSCLES)) >= 110
    assert len(body.seg_parent) == len(bodies.SEGMENTS) == 13
    for right, left in zip(bodies.HAMSTRINGS_RIGHT, bodies.HAMSTRINGS_LEFT, strict=True):
        assert bodies.MUSCLES[right].replace("_right", "_left") == bodies.MUSCLES[left]
        assert body.mus_mirror[right] == left


@settings(deadline=None, max_examples=60)
@given(people)
def test_every_number_can_be_computed_with(person: Anthropometry) -> None:
    """Arrays are finite, contiguous, float64 or int64; strengths, slack and masses are positive."""
    body = build(person)
    for name, value in body._asdict().items():
        array = np.asarray(value)
        assert np.isfinite(array).all(), name
        assert array.dtype in (np.float64, np.int64), name
        assert array.flags.c_contiguous, name
    for positive in (body.mus_f0, body.mus_lopt, body.mus_lslack, body.seg_mass, body.disc_area):
        assert positive.min() > 0.0
    assert (np.diff(body.mus_first) >= 2).all()
    assert body.mus_first[-1] == len(body.pt_seg) == len(body.pt_pos)


@settings(deadline=None, max_examples=30)
@given(people)
def test_a_mirrored_person_has_a_mirrored_body(person: Anthropometry) -> None:
    """Changing the sides of the legs mirrors every muscle path exactly."""
    body, mirrored = build(person), build(person.mirrored())
    for muscle, twin in enumerate(body.mus_mirror):
        path = body.pt_pos[body.mus_first[muscle] : body.mus_first[muscle + 1]]
        image = mirrored.pt_pos[mirrored.mus_first[twin] : mirrored.mus_first[twin + 1]]
        np.testing.assert_array_equal(path * LEFT_RIGHT, image)
    np.testing.assert_array_equal(body.mus_f0[body.mus_mirror], mirrored.mus_f0)
    np.testing.assert_array_equal(body.wrap_pos[body.mus_mirror] * LEFT_RIGHT, mirrored.wrap_pos)
    np.testing.assert_array_equal(body.seg_offset[7:10] * LEFT_RIGHT, mirrored.seg_offset[10:13])


@settings(deadline=None, max_examples=30)
@given(people)
def test_lengths_at_the_reference_posture_agree(person: Anthropometry) -> None:
    """Slack and fibres add up to the length that an independent walk through the skeleton finds."""
    body = build(person)
    fibre = (fk.lengths(body) - body.mus_lslack) / (body.mus_lopt * np.cos(body.mus_penn))
    standard = build(Anthropometry())
    expected = (fk.lengths(standard) - standard.mus_lslack) / (standard.mus_lopt * np.cos(standard.mus_penn))
    np.testing.assert_allclose(fibre, expected, rtol=1e-9)
    assert 0.5 < fibre.min() < fibre.max() < 1.2


@settings(deadline=None, max_examples=20)
@given(people, st.integers(0, 10_000))
def test_wrapped_ends_lie_outside_their_spheres(person: Anthropometry, seed: int) -> None:
    """In ordinary postures no end of a wrapping span enters its sphere."""
    body, random = build(person), np.random.default_rng(seed)
    turn = fk.joint_rotations(
        hip=np.stack([random.uniform(-0.3, 2.0, 2), random.uniform(-0.4, 0.4, 2), np.zeros(2)], axis=1),
        knee=random.uniform(0.0, 2.0, 2),
    )
    matrix, origin = fk.segments(body, turn)
    for muscle in np.flatnonzero(body.wrap_seg >= 0):
        on = body.wrap_seg[muscle]
        centre = matrix[on] @ body.wrap_pos[muscle] + origin[on]
        for end in body.mus_first[muscle] + body.wrap_span[muscle] + np.array([0, 1]):
            point = matrix[body.pt_seg[end]] @ body.pt_pos[end] + origin[body.pt_seg[end]]
            assert np.linalg.norm(point - centre) > body.wrap_radius[muscle]


def test_arms_are_slopes_of_lengths_on_wrapped_paths() -> None:
    """Lengths are smooth where a path touches its sphere: the arm does not jump."""
    body = build(Anthropometry())
    angles = np.arange(60.0, 120.0, 0.5)
    arms = np.array([fk.hip_arm(body, angle)[bodies.HAMSTRINGS_RIGHT[0]] for angle in angles])
    assert np.abs(np.diff(arms)).max() < 0.001


def test_size_scales_lengths_and_strength() -> None:
    """A body twice as massive and 20 % taller has longer bones in proportion and stronger muscles."""
    small = build(Anthropometry(height_m=1.5, mass_kg=50.0))
    large = build(Anthropometry(height_m=1.8, mass_kg=90.0))
    np.testing.assert_allclose(large.seg_offset, 1.2 * small.seg_offset, atol=1e-12)
    np.testing.assert_allclose(large.mus_lopt, 1.2 * small.mus_lopt)
    assert (large.mus_f0 > 1.15 * small.mus_f0).all()


def test_a_longer_leg_is_longer_by_just_that() -> None:
    """Leg lengths are hip to floor, side by side."""
    body = build(Anthropometry(leg_length_left_m=0.880, leg_length_right_m=0.900))
    heights = [
        -(body.seg_offset[first + 1, 1] + body.seg_offset[first + 2, 1] + body.heel_toe[side, 0, 1])
        for side, first in enumerate((7, 10))
    ]
    np.testing.assert_allclose(heights, [0.900, 0.880])


def test_a_load_hangs_at_the_shoulders() -> None:
    """A carried load adds to the mass at the shoulders and to nothing else."""
    free, loaded = build(Anthropometry()), build(Anthropometry(head_arms_load_kg=12.0))
    assert loaded.arms_load_mass == pytest.approx(free.arms_load_mass + 12.0)
    assert bodies.equal(free, loaded._replace(arms_load_mass=free.arms_load_mass))


def test_reaching_carries_the_shoulders_forward_only() -> None:
    """Rounding and shoulder blades give about a tenth of a metre forward, in proportion to size, and no height."""
    small, large = (build(Anthropometry(height_m=height)) for height in (1.5, 1.8))
    gained = [body.shoulder_reaching - body.shoulder for body in (small, large)]
    assert 0.08 < gained[1][0] < 0.13
    np.testing.assert_allclose(gained[1], 1.2 * gained[0], atol=1e-12)
    assert np.abs(gained[1][1:]).max() == 0.0


def test_age_and_sex_reduce_strength() -> None:
    """At equal size women and the old are weaker."""
    young, old = (build(Anthropometry(age_y=age)) for age in (30.0, 75.0))
    woman = build(Anthropometry(sex="female", age_y=30.0))
    assert (old.mus_f0 < young.mus_f0).all()
    assert (woman.mus_f0 < young.mus_f0).all()


@given(st.floats(30.0, 90.0), st.floats(0.5, 1.8))
@settings(deadline=None, max_examples=20)
def test_age_leaves_passive_tension_alone(age_y: float, stretch: float) -> None:
    """At any stretch the passive force of all muscles is that of the young person (M165: no effect of age)."""
    young, old = (build(Anthropometry(age_y=age)) for age in (30.0, age_y))
    for person in (young, old):
        assert (person.mus_pas_k > 0.0).all()
    one, other = (p.mus_f0 * np.exp(p.mus_pas_k * ((stretch - 1.0) / p.mus_pas_e0 - 1.0)) for p in (young, old))
    np.testing.assert_allclose(other, one, rtol=1e-9)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("height_m", 170.0),
        ("height_m", float("nan")),
        ("mass_kg", 0.0),
        ("age_y", 7.0),
        ("pelvic_incidence_rad", 50.0),
        ("lumbar_stiffness", 0.0),
        ("hip_range_lost_rad", -0.1),
        ("leg_length_left_m", 0.4),
        ("mass_kg", "75"),
        ("sex", "man"),
    ],
)
def test_impossible_people_are_refused(field: str, value: object) -> None:
    """An impossible value is refused with a message that names the field."""
    with pytest.raises(InputError, match=field):
        Anthropometry(**{field: value})  # type: ignore[arg-type]


def test_building_is_fast() -> None:
    """A body is built in about a third of a millisecond; here at most three, on a busy machine."""
    person = Anthropometry(sex="female", height_m=1.62, mass_kg=61.0)
    build(person)
    assert min(timeit.repeat(lambda: build(person), number=20, repeat=5)) / 20 < 3e-3
