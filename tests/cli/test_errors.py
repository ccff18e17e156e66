"""Bad input on the command line: exit 2, one clear line on stderr, nothing on stdout, nothing written."""

import json

import pytest

from hamstrung import cli

PATIENT = """
[person]
sex = "female"
age_y = 38
height_cm = 168
mass_kg = 66

[[visits]]
date = 2026-03-02
[visits.findings]
{findings}
"""


def _patient(tmp_path, findings: str):
    path = tmp_path / "person.toml"
    path.write_text(PATIENT.format(findings=findings))
    return path


def _refused(capsys, *arguments: object) -> str:
    code = cli.run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert code == 2
    assert out == ""
    assert err.startswith("hamstrung: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["psture"], ["psture", "posture"]),
        (["assess"], ["FILE"]),
        (["posture", "standin"], ["standin", "did you mean standing?", "forward_bend"]),
        (["posture", "standing", "--deficit-left-deg", "nan"], ["--deficit-left-deg", "-40 to 70"]),
        (["posture", "standing", "--deficit-left-deg", "200"], ["200", "-40 to 70"]),
        (["posture", "standing", "--trunk-deg", "20"], ["--trunk-deg", "standing", "forward_bend"]),
        (["posture", "standing", "--load-kg", "5"], ["--load-kg", "lifting"]),
        (["posture", "lifting", "--style", "squad"], ["squad", "squat"]),
        (["posture", "lifting", "--load-kg", "900"], ["900", "0 to 60 kg"]),
        (["posture", "standing", "--draw", "drawn.pdf"], ["--draw", ".pdf", ".svg or .png"]),
        (["exam", "slr", "--draw", "drawn"], ["--draw", "no ending", ".svg or .png"]),
        (["exam", "srl"], ["srl", "slr"]),
        (["exam", "slr", "--side", "up"], ["up", "left, right"]),
        (["body", "--hip-deg", "0,x", "--knee-deg", "0"], ["--hip-deg", "'x'", "0,30,60"]),
        (["body", "--hip-deg", "0", "--knee-deg", "400"], ["--knee-deg", "400", "-10 to 150"]),
        (["findings", "--yaml"], ["--yaml"]),
    ],
)
def test_a_wrong_command_is_explained_in_one_line(capsys, arguments, words):
    """The one line names what came, what is allowed, and the nearest name."""
    said = _refused(capsys, *arguments)
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ("slr_left_deg = 520", ["slr_left_deg", "520", "0 to"]),
        ("slr_lfet_deg = 52", ["slr_lfet_deg", "slr_left_deg"]),
        ("slr_left_deg = nan", ["slr_left_deg"]),
        ('slr_left_deg = "tight"', ["slr_left_deg", "tight"]),
        ("slr_left_deg = ", ["person.toml"]),
    ],
)
@pytest.mark.parametrize("command", [["assess"], ["posture", "standing"]])
def test_a_wrong_finding_is_explained_in_one_line(capsys, tmp_path, command, findings, words):
    """A value out of range, an unknown field, NaN, a wrong type, broken TOML: file, field and value."""
    path = _patient(tmp_path, findings)
    said = _refused(capsys, *command, path)
    for word in ["person.toml", *words]:
        assert word in said


def test_a_future_visit_is_refused(capsys, tmp_path):
    """A visit that has not been yet is named with its date."""
    path = tmp_path / "person.toml"
    path.write_text("[[visits]]\ndate = 2999-01-01\n[visits.findings]\npain_nprs = 3\n")
    assert "2999-01-01" in _refused(capsys, "assess", path)


def test_a_visit_twice_is_refused(capsys, tmp_path):
    """Two visits on one date are named."""
    path = tmp_path / "person.toml"
    path.write_text("[[visits]]\ndate = 2026-01-01\n[[visits]]\ndate = 2026-01-01\n")
    assert "2026-01-01" in _refused(capsys, "assess", path)


def test_files_that_are_no_patient(capsys, tmp_path):
    """A missing file, an empty one, a folder and a binary one are each refused by name."""
    empty, binary = tmp_path / "empty.toml", tmp_path / "binary.toml"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 8)
    for path in (tmp_path / "missing.toml", empty, binary, tmp_path):
        assert path.name in _refused(capsys, "assess", path)


def test_nothing_is_written_when_the_input_is_bad(capsys, tmp_path):
    """A refused patient leaves no report and no folder behind."""
    path = _patient(tmp_path, "slr_left_deg = 520")
    _refused(capsys, "assess", path, "--html", tmp_path / "out" / "report.html")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["person.toml"]


def test_a_report_that_cannot_be_written_is_known_before_the_work(capsys, tmp_path):
    """A folder in place of the report, or a file in place of its folder, is refused at once."""
    path = _patient(tmp_path, "pain_nprs = 3")
    assert "folder" in _refused(capsys, "assess", path, "--html", tmp_path)
    assert "person.toml" in _refused(capsys, "assess", path, "--html", path / "report.html")


def test_beliefs_are_two(capsys, tmp_path):
    """Beliefs that nobody knows are refused with the two that exist."""
    said = _refused(capsys, "assess", _patient(tmp_path, "pain_nprs = 3"), "--beliefs", "literatur")
    assert "did you mean literature?" in said
    assert "essay" in said


def test_a_cohort_that_is_none_is_refused(capsys, tmp_path):
    """A folder without a cohort is refused by name."""
    path = _patient(tmp_path, "pain_nprs = 3")
    assert str(tmp_path) in _refused(capsys, "assess", path, "--cohort", tmp_path)
    assert "gone" in _refused(capsys, "cohort", "summary", tmp_path / "gone")


def test_a_cohort_of_another_ensemble_is_refused(capsys, tmp_path):
    """Lives under other sets of parameters than this version's speak for another model; the line says what to do."""
    path, lives = _patient(tmp_path, ""), tmp_path / "lives"
    assert cli.run(["cohort", "build", "--size", "50", "--out", str(lives), "--json"]) == 0
    capsys.readouterr()
    manifest = lives / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(told | {"ensemble_hash": "0" * 64}))
    for command in (["assess", path], ["cohort", "validate"]):
        line = _refused(capsys, *command, "--cohort", lives)
        assert "another ensemble of parameters" in line
        assert "hamstrung cohort build" in line
