"""Body files read back bit for bit, override by name, and refuse what cannot be a body in one clear sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from body.people import people
from hamstrung import body as bodies
from hamstrung import cli
from hamstrung.body import Anthropometry
from hamstrung.body.check import check
from hamstrung.body.fields import fields
from hamstrung.errors import InputError
from hamstrung.exchange import bodies as body_files
from hamstrung.exchange.bodies import numbers
from hamstrung.mechanics import angle_laws, feasible, tasks
from hamstrung.mechanics.layout import angle_names
from mechanics.people import AVERAGE

SEMIMEMBRANOSUS = "muscles.semimembranosus_left"


def written(folder, text):
    """A body file with this text."""
    path = folder / "body.toml"
    path.write_text(text, encoding="utf-8")
    return path


@given(person=people, other=people)
@settings(deadline=None, max_examples=20)
def test_a_written_body_reads_back_over_anybody(tmp_path_factory, person, other):
    """The file of one person over the body of any other is the first person's body, every array to the last bit."""
    body = bodies.build(person)
    path = written(tmp_path_factory.mktemp("bodies"), body_files.text(body))
    found = body_files.read(path, bodies.build(other)).body
    for name, value in body._asdict().items():
        np.testing.assert_array_equal(getattr(found, name), value, err_msg=name)
        assert np.asarray(getattr(found, name)).dtype == np.asarray(value).dtype


@given(value=st.floats(-1e4, 1e4, allow_subnormal=False), unit=st.sampled_from(["mm", "mm2", "deg", "kg", ""]))
def test_numbers_survive_their_unit(value, unit):
    """A float written in millimetres or degrees reads back as the same float."""
    from decimal import Decimal

    assert numbers.read(Decimal(numbers.write(value, unit)), unit) == value


@given(people)
@settings(deadline=None, max_examples=40)
def test_every_built_body_passes_the_check(person):
    """No body that is built from a person is refused."""
    check(bodies.build(person))


def test_a_value_is_overridden_and_the_rest_stays(tmp_path):
    """One named value changes; everything else stays the person's own."""
    own = bodies.build(AVERAGE)
    text = f"[{SEMIMEMBRANOSUS}]\noptimal_fibre_mm = 100\n[segments.pelvis]\nmass_kg = 12.5\n"
    found = body_files.read(written(tmp_path, text), own).body
    m = bodies.MUSCLES.index("semimembranosus_left")
    assert found.mus_lopt[m] == 0.1
    assert found.seg_mass[0] == 12.5
    for name, value in own._asdict().items():
        if name not in ("mus_lopt", "seg_mass"):
            np.testing.assert_array_equal(getattr(found, name), value, err_msg=name)
    assert own.mus_lopt[m] != 0.1


def test_a_path_may_gain_a_point_and_lose_its_sphere(tmp_path):
    """Points and wrap are replaced whole; the muscles after it keep theirs."""
    own = bodies.build(AVERAGE)
    text = f"""
[{SEMIMEMBRANOSUS}]
wrap = "none"
points = [
  {{ segment = "pelvis", at_mm = [-45, -32, -61] }},
  {{ segment = "thigh_left", at_mm = [-30, -250, -10] }},
  {{ segment = "shank_left", at_mm = [-37, -41, 19] }},
  {{ segment = "shank_left", at_mm = [-30, -60, 19] }},
]
"""
    found = body_files.read(written(tmp_path, text), own).body
    m = bodies.MUSCLES.index("semimembranosus_left")
    assert found.mus_first[m + 1] - found.mus_first[m] == 4
    assert found.wrap_seg[m] == -1
    assert found.pt_pos[found.mus_first[m] + 1] == pytest.approx([-0.03, -0.25, -0.01])
    after = slice(int(own.mus_first[m + 1]), None)
    np.testing.assert_array_equal(found.pt_pos[int(found.mus_first[m + 1]) :], own.pt_pos[after])


WRAP = '{{ segment = "{segment}", centre_mm = [0, 0, -61], radius_mm = {radius}, span = {span} }}'
BROKEN = [
    (f"[{SEMIMEMBRANOSUS}]\nmax_isometric_force_n = 0", [f"{SEMIMEMBRANOSUS}.max_isometric_force_n", "0.1 to 50000 N"]),
    (f"[{SEMIMEMBRANOSUS}]\nmax_isometric_force_n = nan", ["max_isometric_force_n is nan", "not a finite number"]),
    (f"[{SEMIMEMBRANOSUS}]\noptimal_fibre_mm = -80", ["optimal_fibre_mm is -80", "1 to 1500 mm"]),
    (f'[{SEMIMEMBRANOSUS}]\npennation_deg = "flat"', ["pennation_deg is 'flat', not a number"]),
    (f"[{SEMIMEMBRANOSUS}]\npennation_deg = 95", ["pennation_deg is 95", "0 to 60 deg"]),
    (f"[{SEMIMEMBRANOSUS}]\ntendon_slack_mm = 500", ["tendon_slack_mm is 500", "on a path of"]),
    (f"[{SEMIMEMBRANOSUS}]\nfibre_length_mm = 80", ["fibre_length_mm is not a known field", "optimal_fibre_mm"]),
    ("[muscles.semimembranosis_left]\npennation_deg = 5", ["not a known muscle", "semimembranosus_left"]),
    (f'[{SEMIMEMBRANOSUS}]\npoints = [{{ segment = "pelvis", at_mm = [0, 0, 0] }}]', ["has 1 points", "at least 2"]),
    (f'[{SEMIMEMBRANOSUS}]\npoints = [{{ segment = "thigh_left", at_mm = [0, 0, 0] }}, '
     '{ segment = "shank_right", at_mm = [0, 0, 0] }]', ["semimembranosus_left.points lies on both legs"]),
    (f"[{SEMIMEMBRANOSUS}]\nwrap = {WRAP.format(segment='pelvis', radius=190, span=0)}", ["radius_mm is 190", "55"]),
    (f"[{SEMIMEMBRANOSUS}]\nwrap = {WRAP.format(segment='pelvis', radius=30, span=7)}", ["wrap.span is 7", "0 to 1"]),
    (f"[{SEMIMEMBRANOSUS}]\nwrap = {WRAP.format(segment='pelvsi', radius=30, span=0)}", ["a known segment", "pelvis"]),
    ("[segments.shank_left]\nmass_kg = 0", ["segments.shank_left.mass_kg is 0", "0.01 to 250 kg"]),
    ("[segments.shank_left]\nmass_kg = -3", ["segments.shank_left.mass_kg is -3"]),
    ("[segments.shank_left]\ncentre_mm = [0, 1]", ["centre_mm", "not a list of 3 numbers"]),
    ("[segments.shin_left]\nmass_kg = 3", ["segments.shin_left is not a known segment", "shank_left"]),
    ("[segment.shank_left]\nmass_kg = 3", ["segment is not a known table", "segments"]),
    ("[discs.l4l5]\nnormal = [0, 1, 1]", ["discs.l4l5.normal has length 1.41421, not 1"]),
    ("[joints.knee_flexion]\nstop_limits_deg = [145, 999]", ["stop_limits_deg is 999", "-90 to 200"]),
    ("[posture]\nknee_flexion_left = 190", ["posture.knee_flexion_left is 190", "300 Nm"]),
    ("[posture]\nknee_left = 20", ["posture.knee_left is not a known joint angle", "knee_flexion_left"]),
    ("[posture]\nknee_flexion_left = inf", ["posture.knee_flexion_left is inf"]),
    ("segments = 5", ["segments is 5, not a table"]),
    ("[segments", ["is not TOML"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_broken_body_is_refused_by_name(tmp_path, text, words):
    """File, table, name, value and range or the nearest name stand in one sentence."""
    path = written(tmp_path, text)
    with pytest.raises(InputError) as refused:
        body_files.read(path, bodies.build(AVERAGE))
    for word in (str(path), *words):
        assert word in str(refused.value)


def test_a_muscle_that_moves_nothing_is_refused():
    """A path that lies on one segment crosses no joint."""
    body = bodies.build(AVERAGE)
    m = bodies.MUSCLES.index("semimembranosus_left")
    segments = body.pt_seg.copy()
    segments[body.mus_first[m] : body.mus_first[m + 1]] = 0
    with pytest.raises(InputError, match=r"semimembranosus_left\.points lies on pelvis alone"):
        check(body._replace(pt_seg=segments))


def test_a_muscle_without_its_partner_is_refused():
    """The partner of a muscle's partner is the muscle itself."""
    body = bodies.build(AVERAGE)
    mirror = body.mus_mirror.copy()
    mirror[3] = mirror[4]
    with pytest.raises(InputError, match="has no partner"):
        check(body._replace(mus_mirror=mirror))


def test_legs_too_unlike_cannot_stand_on_both_feet():
    """With straight knees and one thigh 30 cm shorter there is no stance; a small difference is a tilted pelvis."""
    body = bodies.build(AVERAGE)
    task = tasks.TASKS["forward_bend"]
    for shorter, possible in ((0.02, True), (0.30, False)):
        offset = body.seg_offset.copy()
        offset[11, 1] += shorter
        unlike = body._replace(seg_offset=offset)
        if possible:
            feasible.check(task, unlike)
        else:
            with pytest.raises(InputError, match="cannot stand on both feet in forward_bend"):
                feasible.check(task, unlike, source="body.toml")


@pytest.mark.parametrize("task", sorted(tasks.TASKS))
def test_every_person_can_take_every_task(task):
    """Small and tall, heavy and light people meet the contacts of all tasks."""
    for person in (AVERAGE, Anthropometry(sex="female", height_m=1.25, mass_kg=26.0, age_y=8.0),
                   Anthropometry(height_m=2.05, mass_kg=160.0)):  # fmt: skip
        feasible.check(tasks.TASKS[task], bodies.build(person))


@given(people)
@settings(deadline=None, max_examples=20)
def test_possible_angles_hold_the_ordinary_ones(person):
    """Every joint of everybody can stand upright, and the hip and knee bend to a right angle."""
    body = bodies.build(person)
    known = angle_laws.laws(body)
    for law in known.values():
        low, high = angle_laws.possible(law)
        assert low < 0.0 < high
    for name in ("hip_flexion_right", "knee_flexion_left"):
        assert angle_laws.possible(known[angle_names().index(name)])[1] > np.pi / 2.0


def test_every_number_of_a_body_has_a_name_in_the_file():
    """Each entry of every array is named once, but for what is the same in all bodies."""
    body = bodies.build(AVERAGE)
    fixed = {"seg_parent", "is_two_joint_hamstring", "mus_mirror", "gravity"}
    paths = {"pt_seg", "pt_pos", "mus_first", "wrap_seg", "wrap_pos", "wrap_radius", "wrap_span"}
    counted = dict.fromkeys(body._fields, 0)
    for field in fields():
        counted[field.array] += max(field.size, 1)
    for name in body._fields:
        expected = 0 if name in fixed | paths else np.asarray(getattr(body, name)).size
        assert counted[name] == expected, name


def run(capsys, *arguments):
    """Exit code and what was said."""
    code = cli.run([str(argument) for argument in arguments])
    return code, *capsys.readouterr()


def test_the_command_writes_a_body_and_takes_it_back(capsys, tmp_path):
    """`body --write` and `--body` go round: the second file is the first, and the grid is the same."""
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    assert run(capsys, "body", "--write", first)[0] == 0
    assert run(capsys, "body", "--body", first, "--write", second)[0] == 0
    assert first.read_text("utf-8") == second.read_text("utf-8")
    grid = ("--hip-deg", "0,60", "--knee-deg", "0", "--json")
    assert run(capsys, "body", *grid)[1] == run(capsys, "body", "--body", first, *grid)[1]


@pytest.mark.parametrize(
    ("verb", "text", "words"),
    [
        (["posture", "standing"], f"[{SEMIMEMBRANOSUS}]\nmax_isometric_force_n = 0", ["max_isometric_force_n is 0"]),
        (["exam", "slr"], "[segments.thigh_right]\nmass_kg = 0", ["segments.thigh_right.mass_kg is 0"]),
        (["body", "--write", "OUT"], "[posture]\nknee_flexion_left = 190", ["knee_flexion_left is 190"]),
        (["posture", "standing"], "", ["is empty"]),
        (["export", "--to", "mjcf", "-o", "OUT"], "[bones]\nmass_kg = 1", ["bones is not a known table"]),
    ],
)  # fmt: skip
def test_the_command_refuses_a_broken_body_file(capsys, tmp_path, verb, text, words):
    """Exit 2, one line on stderr with file and field, nothing on stdout, nothing written."""
    path, out = written(tmp_path, text), tmp_path / "out.xml"
    code, said, complaint = run(capsys, *[out if part == "OUT" else part for part in verb], "--body", path)
    assert (code, said) == (2, "")
    assert complaint.count("\n") == 1
    for word in (path.name, *words):
        assert word in complaint
    assert not out.exists()
