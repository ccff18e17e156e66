"""A person gets through: from a patient file to a report in the browser, by the real command."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import jsonschema
import pytest

from cli import browser
from cli.conftest import EXAMPLES, ROOT, hamstrung
from hamstrung import cli, diagnosis
from hamstrung.report import schema

DESK_WORKER = ROOT / "examples" / "desk_worker.toml"


def _json(capsys, *arguments: object) -> dict:
    """Run a command in this process; stdout must hold one JSON document and stderr nothing."""
    assert cli.run([str(argument) for argument in arguments]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def _valid(document: dict, name: str) -> dict:
    jsonschema.validate(document, schema.schema(name), cls=jsonschema.Draft202012Validator)
    return document


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_assessed(capsys, lives, example):
    """Every example gives one valid document whose roles sum to one and whose estimates lie in their intervals."""
    document = _valid(_json(capsys, "assess", example, "--cohort", lives, "--json"), "assess")
    assert sum(document["roles"].values()) == pytest.approx(1.0, abs=1e-6)
    assert document["vicious_circle"] <= document["roles"]["contributor"] + 1e-9
    assert set(document["posture"]) == set(document["loads"]) == set(diagnosis.POSTURES)
    for levels in document["loads"].values():
        assert set(levels) == {"l1l2", "l2l3", "l3l4", "l4l5", "l5s1"}
    for estimate in _estimates(document):
        assert estimate["low"] <= estimate["mean"] <= estimate["high"]
    arms = [each["treatment"] for each in document["course"]]
    assert arms[:1] in ([], ["none"])
    if document["care"]["withheld"]:
        assert document["plan"] == []
        assert set(arms) <= {"none"}
    else:
        assert document["plan"]


def _estimates(value: object) -> list[dict]:
    if isinstance(value, dict):
        own = [value] if set(value) == {"mean", "low", "high"} else []
        return own + [each for item in value.values() for each in _estimates(item)]
    return [each for item in value for each in _estimates(item)] if isinstance(value, list) else []


def test_the_same_question_has_the_same_answer(capsys, lives):
    """Two runs differ in nothing but the seconds they took."""
    first, second = (_json(capsys, "assess", DESK_WORKER, "--cohort", lives, "--json") for _ in range(2))
    assert first["diagnostics"].pop("seconds") > 0.0
    second["diagnostics"].pop("seconds")
    assert first == second


def test_nobody_known_is_told_the_prior(capsys, lives):
    """A person without findings gets the prior, and the document says so."""
    document = _json(capsys, "assess", ROOT / "examples" / "prior_only.toml", "--cohort", lives, "--json")
    assert document["diagnostics"]["findings_used"] == []
    assert any("No finding" in note for note in document["diagnostics"]["notes"])


def test_an_emergency_keeps_every_key(capsys, lives):
    """An emergency leads with the referral, withholds the plan, and removes no key of the answer."""
    document = _json(capsys, "assess", ROOT / "examples" / "emergency.toml", "--cohort", lives, "--json")
    assert document["referral"][0]["urgency"] == "emergency"
    assert document["red_flag_screen"]["plan_withheld"]
    assert sum(document["roles"].values()) == pytest.approx(1.0, abs=1e-6)


def test_essay_beliefs_make_no_patient_page(capsys, tmp_path, essay_lives):
    """Under the essay beliefs the answer is marked so, and the report has no page to take home."""
    report = tmp_path / "essay.html"
    arguments = ("assess", DESK_WORKER, "--cohort", essay_lives, "--beliefs", "essay", "--html", report, "--json")
    assert _json(capsys, *arguments)["model"]["beliefs"] == "essay"
    assert "For you to take home" not in report.read_text("utf-8")


def test_a_cohort_of_other_beliefs_is_refused(capsys, lives):
    """The cohort must have been built under the beliefs that are asked for."""
    assert cli.run(["assess", str(DESK_WORKER), "--cohort", str(lives), "--beliefs", "essay"]) == 2
    assert "essay" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["standing"],
        ["sitting-slouched", "--deficit-left-deg", "15"],
        ["forward_bend", str(DESK_WORKER), "--deficit-left-deg", "20", "--deficit-right-deg", "20"],
        ["forward_bend", "--trunk-deg", "30"],
        ["lifting", "--load-kg", "10"],
    ],
    ids=" ".join,
)
def test_postures_are_valid_documents(capsys, arguments):
    """A posture prints a valid document whose residual is below a millionth of body weight times height."""
    document = _valid(_json(capsys, "posture", *arguments, "--json"), "posture")
    assert document["task"] == arguments[0].replace("-", "_")
    assert document["converged"]
    assert abs(document["residual"]) < 1e-6


@pytest.mark.parametrize("test", ["slr", "ake", "toe-touch", "sit-and-reach"])
def test_exams_are_valid_documents(capsys, test):
    """An exam prints a valid document, and a deficit of 20 degrees makes the reading worse."""
    deficits = ["--deficit-left-deg", "20", "--deficit-right-deg", "20"]
    plain = _valid(_json(capsys, "exam", test, "--json"), "exam")
    short = _valid(_json(capsys, "exam", test, *deficits, "--json"), "exam")
    worse = {"slr": -1, "ake": 1, "toe-touch": 1, "sit-and-reach": -1}[test]
    assert worse * (short["value"] - plain["value"]) > 0.5


def test_the_grid_has_signs_and_sizes_of_hamstrings(capsys):
    """Arms are positive, and length follows the hip arm: dL over dq between neighbours of the grid."""
    document = _json(capsys, "body", "--hip-deg", "40,41", "--knee-deg", "30", "--json")
    first, second = _valid(document, "body")["grid"]
    for name in ("biceps_femoris_long_head", "semimembranosus", "semitendinosus"):
        arm = (first[name]["hip_moment_arm_m"] + second[name]["hip_moment_arm_m"]) / 2
        slope = (second[name]["length_m"] - first[name]["length_m"]) / (3.141592653589793 / 180)
        assert arm > 0.02
        assert arm == pytest.approx(slope, rel=1e-4)
        assert first[name]["knee_moment_arm_m"] > 0.005


def test_catalogues_are_valid_documents(capsys):
    """The vocabulary has at least 60 findings and the model all 28 claims; both are valid."""
    assert len(_valid(_json(capsys, "findings", "--json"), "findings")["findings"]) >= 60
    claims = {claim["id"] for claim in _valid(_json(capsys, "model", "--json"), "model")["claims"]}
    assert claims == {f"C{number}" for number in range(1, 29)}


def test_a_cohort_tells_about_itself(capsys, tmp_path, lives):
    """`cohort build --json` gives the promised keys, is resumed at no cost, and `summary` knows the same cohort."""
    again = _json(capsys, "cohort", "build", "--size", 3000, "--out", lives, "--json")
    _valid(again, "cohort-build")
    told = _valid(_json(capsys, "cohort", "summary", lives, "--json"), "cohort-summary")
    assert (told["size"], told["manifest_sha256"]) == (again["size"], again["manifest_sha256"])


def test_the_journey(tmp_path, lives):
    """A clinician writes a file, runs one command, reads the verdict, and opens the report in a browser."""
    report = tmp_path / "out" / "person.html"
    done = hamstrung("assess", DESK_WORKER, "--cohort", lives, "--html", report)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.index("Red flags") < done.stdout.index("The hamstrings are")
    assert f"Report: {report}" in done.stdout
    with browser.page(width=1280) as page:
        page.goto(report.as_uri())
        assert page.requests == [report.as_uri()]
        assert page.complaints == []
        verdict = page.locator("#verdict").inner_text()
        people = int(re.search(r"in (\d+) of 100", verdict).group(1))
        assert f"in {people} of 100" in " ".join(done.stdout.split())
        assert page.get_by_role("img").count() >= 6
        lead = page.locator("tr.lead td").first.inner_text()
        assert int(lead) == people


def test_json_is_one_document_whatever_else_is_asked(tmp_path, lives):
    """With --json and --html stdout is one JSON document and nothing else, and the report is written too."""
    report = tmp_path / "person.html"
    done = hamstrung("assess", DESK_WORKER, "--cohort", lives, "--html", report, "--json")
    assert json.loads(done.stdout)["schema_version"] == "1"
    assert done.stderr == ""
    assert report.exists()


def test_a_broken_pipe_is_no_error(lives):
    """When the reader goes away (as `head` does) nothing is complained about."""
    command = f"{sys.executable} -m hamstrung.cli findings --json | head -c 100"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


def test_an_interrupted_build_goes_on(tmp_path):
    """Ctrl-C stops with one line and exit code 130; the next build ends with the cohort of an undisturbed one."""
    out = tmp_path / "lives"
    arguments = ["cohort", "build", "--size", "20000", "--workers", "1", "--out", str(out)]
    command = [sys.executable, "-m", "hamstrung.cli", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 300
    while not list(out.glob("part-*.parquet")) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    if process.returncode == 0:
        pytest.skip("the build was done before it could be interrupted")
    assert process.returncode == 130
    assert "Traceback" not in err
    assert list(out.glob("*.tmp")) == []
    assert hamstrung("cohort", "summary", out).returncode == 2
