"""The psfmi table of people with back pain."""

from pathlib import Path

import pytest

from exchange.shared import shared
from hamstrung.errors import InputError
from hamstrung.exchange import tables
from hamstrung.exchange.tables.psfmi import UNUSED, USED
from hamstrung.patient import from_mapping
from strategies import TODAY

HEADER = (
    "Chronic,Gender,Carrying,Pain,Tampascale,Function,Radiation,Age,Smoking,Satisfaction,"
    "JobControl,JobDemands,SocialSupport,Duration,BMI"
)
ROW = "1,1,3,7,45,10,1,47,1,3,56,34,22,28,26.85"


def table(folder: Path, *lines: str) -> Path:
    """A table of these lines."""
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    """Why a table is refused."""
    with pytest.raises(InputError) as caught:
        tables.read_psfmi_lbp(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_row_becomes_a_person(tmp_path: Path) -> None:
    """Each used column arrives under its code, unchanged, and says what was inferred."""
    report = tables.read_psfmi_lbp(table(tmp_path, HEADER, ROW))
    who = from_mapping(report.patients[0], today=TODAY)
    found = {code: each.value for code, each in who.findings_at_last_visit().items()}
    assert found == {"pain_nprs": 7, "rmdq": 10, "tampa": 45}
    assert who.id == "people-001"
    assert (who.person.age_y, who.person.bmi, who.person.sex) == (47, 26.85, None)
    assert any("rmdq read as Roland-Morris" in warning for warning in who.warnings)


def test_every_column_is_accounted_for(tmp_path: Path) -> None:
    """A column is either used or left with a reason."""
    report = tables.read_psfmi_lbp(table(tmp_path, HEADER, ROW))
    assert sorted([*report.mapped, *report.unused]) == sorted(HEADER.split(","))
    assert all(report.unused.values())
    assert set(report.inferred) == set(report.mapped) == set(USED)
    assert not set(USED) & set(UNUSED)


def test_empty_cells_stay_missing(tmp_path: Path) -> None:
    """A missing value makes no finding."""
    report = tables.read_psfmi_lbp(table(tmp_path, HEADER, "0,1,1,,NA,16,1,,0,3,52,32,27,49,"))
    assert report.patients[0]["person"] == {}
    assert set(report.patients[0]["visits"][0]["findings"]) == {"rmdq"}


def test_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    """Columns are found by name."""
    backwards = [",".join(reversed(line.split(","))) for line in (HEADER, ROW)]
    here = tables.read_psfmi_lbp(table(tmp_path, HEADER, ROW)).patients
    assert tables.read_psfmi_lbp(table(tmp_path, *backwards)).patients == here


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEADER.replace("Pain", "Pian"), ROW], "Pian is not a known column of this table; did you mean Pain?"),
        ([HEADER + ",Pain", ROW + ",7"], "column Pain is there twice"),
        ([HEADER.removesuffix(",BMI"), ROW.removesuffix(",26.85")], "column BMI is missing"),
        ([HEADER, ROW + ",1"], "line 2 has 16 cells where the header has 15"),
        ([HEADER, ROW.replace("45", "high")], 'line 2, column Tampascale is "high", not a number'),
        ([HEADER], "has a header and no rows"),
        ([HEADER, '"' + ROW], "is not CSV"),
    ],
)
def test_another_table_is_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    """What is not this table is refused at the line and column."""
    assert said in refusal(table(tmp_path, *lines))


def test_impossible_cell_is_named_with_its_line(tmp_path: Path) -> None:
    """A value out of range is refused where it stands."""
    report = tables.read_psfmi_lbp(table(tmp_path, HEADER, ROW, ROW.replace("45", "99")))
    with pytest.raises(InputError, match=r"line 3: .*tampa.* is 99"):
        from_mapping(report.patients[1], source=report.places[1], today=TODAY)


def test_missing_or_binary_table_is_refused(tmp_path: Path) -> None:
    """The same sentences as for any file."""
    assert "no such file" in refusal(tmp_path / "nothing.csv")
    (tmp_path / "b.csv").write_bytes(b"\x00\x01")
    assert "is binary" in refusal(tmp_path / "b.csv")


def test_all_159_people_are_valid() -> None:
    """The published table gives 159 people, missing values kept (34 of pain, 12 of the Tampa scale)."""
    report = tables.read_psfmi_lbp(shared("data/psfmi/lbp_orig.csv"))
    read = [
        from_mapping(each, source=place, today=TODAY)
        for each, place in zip(report.patients, report.places, strict=True)
    ]
    found = [who.findings_at_last_visit() for who in read]
    assert len(read) == len({who.id for who in read}) == 159
    assert sum("pain_nprs" not in each for each in found) == 34
    assert sum("tampa" not in each for each in found) == 12
