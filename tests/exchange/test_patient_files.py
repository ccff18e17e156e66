"""Patient files on disk: read whole or refused, written whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamstrung.errors import InputError
from hamstrung.exchange import patients
from hamstrung.patient import Finding, Patient, Person, Visit, from_mapping, screen_red_flags
from strategies import TODAY, people

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("**/*.toml"))
SLOW_FOLDER = [HealthCheck.function_scoped_fixture]


def refusal(path: Path) -> str:
    """The one line with which a file is refused."""
    with pytest.raises(InputError) as caught:
        patients.read(path, today=TODAY)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


def outcome(path: Path) -> str:
    """What reading ends in: nothing to say, or our sentence; any other error is a failure."""
    try:
        patients.read(path, today=TODAY)
    except InputError as error:
        return str(error)
    return ""


def file(folder: Path, content: str | bytes, *, name: str = "p.toml") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_patient_files(path: Path) -> None:
    """Each example reads without a warning."""
    assert patients.read(path, today=TODAY).warnings == ()


def test_examples_show_what_a_file_can_say() -> None:
    """There are at least four, one with two visits and treatments, one with nothing found, one full screen."""
    read = {path.stem: patients.read(path, today=TODAY) for path in EXAMPLES}
    assert len(read) >= 4
    assert any(len(who.visits) == 2 and who.visits[0].treatments for who in read.values())
    assert any(not who.visits and not who.history for who in read.values())
    desk = read["desk_worker"]
    assert screen_red_flags(desk).complete
    assert {"bend_knees_straight_nprs", "bend_knees_bent_nprs"} <= set(desk.findings_at_last_visit())
    assert screen_red_flags(read["emergency"]).urgency == "emergency"


@pytest.mark.parametrize("suffix", [".toml", ".json"])
@settings(deadline=None, max_examples=40, suppress_health_check=SLOW_FOLDER)
@given(data=people())
def test_what_is_written_reads_back_equal(tmp_path: Path, suffix: str, data: dict[str, Any]) -> None:
    """Round trip through both formats, with any text that a note or id may hold."""
    who = from_mapping({**data, "id": data["id"] or "someone"}, today=TODAY)
    patients.write(who, tmp_path / f"p{suffix}")
    assert patients.read(tmp_path / f"p{suffix}", today=TODAY) == who


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    """One person in both formats is one person."""
    toml = file(tmp_path, '[person]\nsex = "male"\n[[visits]]\ndate = 2026-03-02\n[visits.findings]\npain_nprs = 6\n')
    data = {"person": {"sex": "male"}, "visits": [{"date": "2026-03-02", "findings": {"pain_nprs": 6}}]}
    same = file(tmp_path, json.dumps(data), name="p.json")
    assert patients.read(toml, today=TODAY) == patients.read(same, today=TODAY)


def test_file_name_is_the_id_where_none_is_given(tmp_path: Path) -> None:
    """A nameless person is called by the file; a named one keeps the name."""
    assert patients.read(file(tmp_path, "[person]\n", name="Anna.toml"), today=TODAY).id == "Anna"
    assert patients.read(file(tmp_path, 'id = "B"\n', name="Anna.toml"), today=TODAY).id == "B"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("  \n\t\n", "the file is empty"),
        ("# only a comment\n", "holds no field"),
        (b"\x7fELF\x00\x00", "is binary"),
        (b"id = 'a'\nnote = '\xff\xfe'\n", "is not UTF-8 text at line 2"),
        ("[person\n", "is not TOML"),
        ('[person]\nsex = "male"\nsex = "male"\n', "is not TOML"),
        ("[person]\nage_y = \n", "line 2"),
        ("a = " + "[" * 5000, "the file"),
        ("[[visits]]\ndate = 2026-02-30\n", "is not TOML"),
        ("x" * 4_000_001, "is larger than 4 MB"),
    ],
)
def test_bad_toml_is_one_sentence(tmp_path: Path, content: str | bytes, said: str) -> None:
    """What is no TOML patient file is refused in one line that says where."""
    assert said in refusal(file(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "holds no field"),
        ("[]", "is not a table of fields"),
        ('{"person": {"age_y": 40,}}', "is not JSON at line 1"),
        ('{"person": {},\n"person": {}}', "person is given twice"),
        ('{"person": {"age_y": NaN}}', "person.age_y is nan, not a finite number"),
        ('{"person": {"age_y": ' + "9" * 5000 + "}}", "cannot be understood"),
        ('{"note": "\\ud800"}', "control characters"),
        ("[" * 100_000, "cannot be understood"),
    ],
)
def test_bad_json_is_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    """The same for JSON."""
    assert said in refusal(file(tmp_path, content, name="p.json"))


@settings(deadline=None, max_examples=150, suppress_health_check=SLOW_FOLDER)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_patient_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    """No content escapes as another kind of error."""
    for name in ("p.toml", "p.json"):
        assert "\n" not in outcome(file(tmp_path, content, name=name))


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    """A name without a file, and a folder, each have their sentence."""
    assert "no such file" in refusal(tmp_path / "nobody.toml")
    assert "is a folder" in refusal(tmp_path)
    assert "ends in .txt" in refusal(file(tmp_path, "[person]\n", name="p.txt"))
    assert "has no ending" in refusal(file(tmp_path, "[person]\n", name="p"))


def test_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """An editor's mark before the first letter is ignored."""
    assert patients.read(file(tmp_path, b"\xef\xbb\xbf[person]\nage_y = 40\n"), today=TODAY).person.age_y == 40


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When a person cannot be written the file is as before and nothing lies beside it."""
    path = tmp_path / "p.json"
    patients.write(Patient(id="a", person=Person(age_y=40)), path)
    before = path.read_bytes()
    broken = Patient(visits=(Visit(None, findings={"pain_nprs": Finding("pain_nprs", float("nan"))}),))
    with pytest.raises(ValueError, match="JSON"):
        patients.write(broken, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """Writing into a folder that is not there is the caller's mistake, and makes nothing."""
    with pytest.raises(InputError, match="cannot be written"):
        patients.write(Patient(id="a"), tmp_path / "no" / "p.toml")
    assert list(tmp_path.iterdir()) == []


def test_writing_over_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    """When the rename fails the temporary file goes too."""
    (tmp_path / "p.toml").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        patients.write(Patient(id="a"), tmp_path / "p.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["p.toml"]
