"""The tables' loader refuses what would make a broken body."""

import pytest

from hamstrung.body import tables
from hamstrung.errors import InputError

MUSCLES = tables.text("muscles.csv")
POINTS = tables.text("points.csv")
HEADER = MUSCLES.splitlines()[0]


def edited(table: str, old: str, new: str) -> str:
    """A table with one change."""
    assert old in table
    return table.replace(old, new, 1)


def test_the_packaged_tables_are_whole() -> None:
    """The packaged tables read without complaint and every row names its source."""
    assert len(tables.read_fascicles(MUSCLES, POINTS).names) == len(tables.fascicles().names)
    for name in ("lengths", "landmarks", "segments", "spine", "passive", "volumes"):
        for row in tables.rows(f"{name}.csv"):
            assert "M" in row["source"] or "E" in row["source"] or "assumed" in row["source"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hamstrings,1313.2", "hamstrings,nan", "biceps_femoris_long_head.force_n is nan"),
        ("hamstrings,1313.2", "hamstrings,0", "biceps_femoris_long_head.force_n is 0.0, outside"),
        ("hamstrings,1313.2", "hamstrings,-5", "outside"),
        ("hamstrings,1313.2", "hamstrings,strong", "not a number"),
        ("semimembranosus,hamstrings", "semitendinosus,hamstrings", "occurs twice"),
        ("innominate", "pelvsi", "not a known segment frame"),
        (",M005;M006;M008", ",", "source"),
        (",M005;M006;M008", "", "columns"),
        ("24,0,M001", "24,5,M001", "wrap_span"),
    ],
)
def test_a_broken_muscle_is_refused(old: str, new: str, message: str) -> None:
    """A muscle without a usable strength, name, source or wrapping is refused by name."""
    with pytest.raises(InputError, match=message):
        tables.read_fascicles(edited(MUSCLES, old, new), POINTS)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("biceps_femoris_long_head,0,innominate", "biceps_femoris_long_head,0,hip", "not a known segment frame"),
        ("-47.7", "inf", "not a finite number"),
        ("semimembranosus,0", "semimembranous,0", "not a known muscle"),
    ],
)
def test_a_broken_path_is_refused(old: str, new: str, message: str) -> None:
    """A point on an unknown segment, without a place or of an unknown muscle is refused by name."""
    with pytest.raises(InputError, match=message):
        tables.read_fascicles(MUSCLES, edited(POINTS, old, new))


def test_a_muscle_needs_two_points() -> None:
    """A muscle whose path has a single point is refused by name."""
    lines = [line for line in POINTS.splitlines() if not line.startswith("gluteus_minimus,1")]
    with pytest.raises(InputError, match="gluteus_minimus has 1 path points"):
        tables.read_fascicles(MUSCLES, "\n".join(lines))


def test_a_segment_without_mass_is_refused() -> None:
    """A zero where a mass belongs is refused with its range."""
    row = {"name": "thigh", "male_percent": "0"}
    with pytest.raises(InputError, match=r"thigh.male_percent is 0.0, outside"):
        tables.number(row, "male_percent", source="segments.csv", low=0.1, high=60.0)


def test_an_empty_table_is_refused() -> None:
    """A table of a header alone is refused."""
    with pytest.raises(InputError, match="has no rows"):
        tables.read_fascicles(HEADER, POINTS)
