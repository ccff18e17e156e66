"""The published numbers and claims."""

import re
from pathlib import Path

import pytest

from hamstrung import evidence
from hamstrung.errors import ScienceError
from hamstrung.patient import vocabulary

SOURCES = Path(evidence.__file__).parents[1]
ID = re.compile(r"\b[ME]\d{3}\b")


def _cited() -> set[str]:
    tables = (path for path in SOURCES.rglob("*") if path.suffix in {".py", ".toml", ".csv"})
    return {
        each
        for path in tables
        if path.name not in {"rows.csv", "numbers.csv"}
        for each in ID.findall(path.read_text(encoding="utf-8"))
    }


def test_every_cited_row_is_in_the_evidence() -> None:
    """Whatever id the program cites has its row, with a source."""
    missing = sorted(each for each in _cited() if each not in evidence.rows())
    assert missing == []
    assert all(row.source for row in evidence.rows().values())


def test_numbers_are_printed_in_their_rows() -> None:
    """Each number, or both ends of its range, stands in the row that it is said to come from."""
    for number in evidence.numbers().values():
        printed = [abs(float(each)) for each in re.findall(r"\d+\.?\d*", evidence.row(number.id).value)]
        ends = [number.low, number.high] if abs(number.value) not in printed else []
        assert abs(number.value) in printed or all(abs(end or 0.0) in printed for end in ends), number


def test_intervals_hold_their_value() -> None:
    """A printed interval has the value inside."""
    for number in evidence.numbers().values():
        assert number.low is None or number.low <= number.value, number
        assert number.high is None or number.value <= number.high, number


@pytest.mark.parametrize(
    ("id", "value", "unit"),
    [
        ("M261.normal", 72.0, "deg"),
        ("M184", 45.1, "deg"),
        ("M117.hip60", 57.5, "mm"),
        ("E228.sensitivity", 76.0, "%"),
        ("E214.sem", 5.3, "deg"),
    ],
)
def test_known_numbers_are_found(id: str, value: float, unit: str) -> None:
    """A few numbers, read off the papers' rows by eye."""
    found = evidence.number(id)
    assert (found.value, found.unit) == (value, unit)


def test_a_row_of_several_numbers_names_its_parts() -> None:
    """Asking such a row for its one number is refused, with the parts."""
    with pytest.raises(ScienceError, match=r"M261\.normal"):
        evidence.number("M261")


def test_an_unknown_id_is_refused() -> None:
    """There is no number without a row."""
    with pytest.raises(ScienceError):
        evidence.row("M999")


def test_claims_are_c1_to_c28() -> None:
    """All 28 claims are there, graded, and only mechanisms have a switch."""
    found = evidence.claims()
    assert [claim.id for claim in found] == [f"C{index}" for index in range(1, 29)]
    assert {claim.grade for claim in found} == {"A", "B", "C", "X"}
    assert all((claim.switch is not None) == claim.mechanism for claim in found)
    assert len({claim.switch for claim in found if claim.switch}) == sum(claim.mechanism for claim in found)


def test_grade_is_one_of_those_in_words() -> None:
    """The letter is one that the graded parts name."""
    assert all(claim.grade in re.findall(r"\b[ABCX]\b", claim.graded.replace("-", " ")) for claim in evidence.claims())


@pytest.mark.parametrize(
    ("code", "id"),
    [
        ("puranen_orava_left", "E228"),
        ("bent_knee_stretch_right", "E229"),
        ("sij_provocation_positive_count", "E208"),
        ("passive_lumbar_extension_positive", "E231"),
        ("prone_instability_positive", "E232"),
        ("sensory_loss_left", "E204"),
        ("slump_left_positive", "E195"),
        ("rf_inflammatory_pattern", "E055"),
    ],
)
def test_accuracy_in_the_vocabulary_is_the_published_one(code: str, id: str) -> None:
    """Sensitivity and specificity are those of the cited row."""
    kind = vocabulary()[code]
    for mine, part in ((kind.sensitivity, "sensitivity"), (kind.specificity, "specificity")):
        published = evidence.number(f"{id}.{part}")
        assert mine == pytest.approx(published.value / (100 if published.unit.startswith("%") else 1))


@pytest.mark.parametrize(("code", "id"), [("ake_left_deg", "E211"), ("slr_left_deg", "E212")])
def test_repeat_error_is_the_published_one(code: str, id: str) -> None:
    """The error of one rater is the published standard error of measurement."""
    published = evidence.number(f"{id}.sem")
    assert vocabulary()[code].sd_within == published.value


@pytest.mark.parametrize(("code", "id"), [("ake_left_deg", "E214"), ("pke_right_deg", "E215")])
def test_total_error_between_raters_is_the_published_one(code: str, id: str) -> None:
    """Both parts of the error together give the published error between raters."""
    assert vocabulary()[code].sd_total == pytest.approx(evidence.number(f"{id}.sem").value, abs=0.05)


@pytest.mark.parametrize("code", ["centralisation", "mri_disc_degeneration", "mri_annular_fissure", "mri_modic_1"])
def test_likelihood_ratios_lie_in_their_published_intervals(code: str) -> None:
    """Where only likelihood ratios are published, sensitivity and specificity reproduce them."""
    kind = vocabulary()[code]
    sensitivity, specificity = kind.sensitivity or 0.0, kind.specificity or 0.0
    positive = evidence.number(f"{kind.evidence[0]}.lr_positive")
    negative = evidence.number(f"{kind.evidence[0]}.lr_negative")
    assert (positive.low or 0) <= sensitivity / (1 - specificity) <= (positive.high or 0)
    assert (negative.low or 0) <= (1 - sensitivity) / specificity <= (negative.high or 0)
