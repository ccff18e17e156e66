"""Importing people from foreign files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exchange.shared import shared
from hamstrung.errors import InputError
from hamstrung.exchange import cases, patients, tables
from hamstrung.patient import ImportReport
from hamstrung.workflows import import_
from hamstrung.workflows.import_ import Imported
from strategies import TODAY

READERS = {".csv": tables.read_psfmi_lbp, ".toml": cases.read}


def run(out: Path, *people: Mapping[str, Any]) -> Imported:
    """Import these people from a file that needs no reading."""
    places = tuple(f"table, line {line}" for line in range(len(people)))
    report = ImportReport(people, places, mapped={"A": "age_y"}, inferred={"A": "in years"}, unused={"B": "unknown"})
    return import_.run(Path("x.csv"), out, readers={".csv": lambda _: report}, write=patients.write, today=TODAY)


def person(id: str, age_y: float = 40) -> dict[str, Any]:
    """A small person."""
    return {"id": id, "person": {"age_y": age_y}}


def test_one_person_becomes_the_file_named(tmp_path: Path) -> None:
    """With one person the output is the patient file."""
    done = run(tmp_path / "p.json", person("a"))
    assert done.paths == (tmp_path / "p.json",)
    assert patients.read(tmp_path / "p.json", today=TODAY) == done.people[0]


def test_several_people_become_a_folder(tmp_path: Path) -> None:
    """With several the output is a folder, made where it is not there, one file a person."""
    done = run(tmp_path / "new" / "folder", person("a"), person("b/../c"))
    assert [path.name for path in done.paths] == ["a.toml", "b_.._c.toml"]
    assert [patients.read(path, today=TODAY) for path in done.paths] == list(done.people)


def test_nothing_is_written_when_one_person_is_wrong(tmp_path: Path) -> None:
    """Everybody is checked before anybody is written; the line of the wrong one is named."""
    with pytest.raises(InputError, match=r"table, line 1: person\.age_y is 400"):
        run(tmp_path / "out", person("a"), person("b", 400))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "people", "said"),
    [
        ("all.toml", [person("a"), person("b")], "is one file for 2 people"),
        ("out", [person("a/b"), person("a:b")], "is the same for two people"),
        ("taken.txt", [person("a"), person("b")], "is a file that is no patient file"),
        ("taken.txt/deeper", [person("a"), person("b")], "cannot be made"),
    ],
)
def test_output_that_does_not_fit_is_refused(tmp_path: Path, name: str, people: list[Any], said: str) -> None:
    """One file for many, one name for two and a file in the way are refused, and nothing is written."""
    (tmp_path / "taken.txt").write_text("mine")
    with pytest.raises(InputError, match=said):
        run(tmp_path / name, *people)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.txt"]


def test_a_file_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    """An unknown ending names the known ones."""
    with pytest.raises(InputError, match=r"ends in \.xls; an import reads \.csv or \.toml"):
        import_.run(tmp_path / "a.xls", tmp_path, readers=READERS, write=patients.write, today=TODAY)


def test_the_account_names_used_inferred_and_left(tmp_path: Path) -> None:
    """The lines for the reader tell what became of every field, and what is unusual."""
    lines = "\n".join(run(tmp_path / "out", person("a"), person("b", 13)).lines())
    assert "used: A -> age_y (inferred: in years)" in lines
    assert "not used: B (unknown)" in lines
    assert "warning: b: age_y is under 18" in lines


@pytest.mark.parametrize(
    ("name", "people"), [("data/psfmi/lbp_orig.csv", 159), ("cases/published_cases_open.toml", 10)]
)
def test_published_people_are_imported_whole(tmp_path: Path, name: str, people: int) -> None:
    """All of them become files that read back equal."""
    done = import_.run(shared(name), tmp_path / "out", readers=READERS, write=patients.write, today=TODAY)
    assert len(list((tmp_path / "out").iterdir())) == people
    assert [patients.read(path, today=TODAY) for path in done.paths] == list(done.people)
