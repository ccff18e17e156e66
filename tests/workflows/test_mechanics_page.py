"""The page of the mechanics: it says every target whatever the outcome, and names a topic that fails."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from hamstrung import evidence
from hamstrung.workflows import mechanics_page
from hamstrung.workflows.mechanics_targets import TOPICS, Section, Target, Told, gather, near, present

PAGES = Path(__file__).parents[2] / "docs" / "validation"
SVG = "{http://www.w3.org/2000/svg}"

BEND = Target("bend", "pelvis", "M261", "°", 72.0, 68.0, 76.0, "SD 4 between people", 71.0)
SPINE = Target("bend", "spine | lower", "M254", "°", None, 41.6, 64.5, "means of two studies", 70.0)
HIP = Target("torque", "hip, knee 90°", "M155", "Nm", -2.2, -2.64, -1.76, "a fifth either way", -3.0, set_to=True)
SWEEP = Section(
    name="sweep",
    title="A sweep",
    text=("One.", "Two."),
    header=("deficit", "loss"),
    rows=[("0°", "0"), ("20°", "19")],
    picture='<svg xmlns="http://www.w3.org/2000/svg"/>',
    described="a line that falls",
    figures={"loss": [0.0, 19.0]},
)


@pytest.fixture
def told():
    """Two topics: one with a miss that is understood, one with a miss that is not, and a section."""
    return [
        Told("bending", (BEND, SPINE), (), {"spine": "Short.", "spine | lower": "The longer key."}),
        Told("torques", (HIP,), (SWEEP,), seed=7),
    ]


@pytest.fixture
def made(told):
    """Their figures."""
    return mechanics_page.figures(told) | {"command": "here"}


def module(**parts):
    """A topic."""
    return SimpleNamespace(**parts)


def test_an_edge_counts_as_inside_and_a_hair_beyond_does_not():
    """A target is met on its interval's edge and missed beyond it."""
    assert Target("g", "q", "M155", "Nm", 1.0, 0.8, 1.2, "x", 1.2).inside
    assert not Target("g", "q", "M155", "Nm", 1.0, 0.8, 1.2, "x", 1.2000001).inside


def test_an_interval_without_spread_is_a_fifth_also_for_negative_numbers():
    """A fifth either way is in order, low below high, whatever the sign."""
    target = near("g", "q", "M155", "Nm", -50.0, -45.0)
    assert (target.low, target.high) == (-60.0, -40.0)
    assert target.inside


def test_what_was_fitted_is_counted_apart(made):
    """The totals count everything, and what nothing was set to on its own; groups add up to the whole."""
    assert (made["inside"], made["count"], made["free_inside"], made["free_count"]) == (1, 3, 1, 2)
    for key in ("inside", "count", "free_inside", "free_count"):
        assert sum(group[key] for group in made["groups"]) == made[key]


def test_misses_stay_on_the_page(made):
    """Every target is a row of its group; each miss is marked, and told with how far off it is and why."""
    page = mechanics_page.page(made)
    assert "| pelvis | M261 | 72° | 68 to 76° | SD 4 between people | 71° | inside |" in page
    assert r"| spine \| lower | M254 |  | 41.6 to 64.5° | means of two studies | 70° | **outside** |" in page
    assert "**outside**, set |" in page
    assert "- spine | lower: 5.5° outside. The longer key." in page
    assert "0.36 Nm outside. Nothing is known yet of why." in page
    assert "**1 of 3**" in page
    assert page.index("## Bend") < page.index("## Torque") < page.index("## A sweep")


def test_links_from_the_summary_lead_to_headings(made):
    """Every group of the summary is a heading of the page, by the name that a browser gives it."""
    page = mechanics_page.page(made)
    headings = {line[3:].lower().replace(" ", "-") for line in page.splitlines() if line.startswith("## ")}
    linked = set(re.findall(r"\]\(#([^)]*)\)", page))
    assert linked == {"bend", "torque"}
    assert linked <= headings


def test_a_section_is_text_picture_and_table(made, told):
    """A section's paragraphs, rows and picture are on the page, its numbers in the twin, its picture in a file."""
    page = mechanics_page.page(made)
    assert "\n\nOne.\n\nTwo.\n\n![a line that falls](mechanics-sweep.svg)\n\n| deficit | loss |\n| --- | --- |" in page
    assert "| 20° | 19 |" in page
    assert made["sections"][0]["figures"] == {"loss": [0.0, 19.0]}
    assert set(mechanics_page.pictures(told, made)) == {"targets", "sweep"}


def test_the_twin_is_json_with_the_seeds_of_topics(made):
    """The figures are plain numbers and words, and say with which seed a topic drew its people."""
    assert json.loads(json.dumps(made, allow_nan=False))["seed"] == {"torques": 7}


def test_numbers_of_any_kind_become_json():
    """Arrays and their numbers, tuples and what is not finite are written as JSON has them."""
    given = {1: np.int64(3), "a": np.arange(2.0), "b": (np.float64("nan"), True, "x"), "c": None}
    assert mechanics_page.plain(given) == {"1": 3, "a": [0.0, 1.0], "b": [None, True, "x"], "c": None}
    counted = mechanics_page.figures([Told("a", (replace(BEND, ours=np.float64(71.0)),))])
    assert json.loads(json.dumps(counted))["inside"] == 1


def test_the_forest_shows_every_target_and_says_the_misses(made):
    """The picture has one mark per target, hollow where the model was set to it, and names what lies outside."""
    root = ElementTree.fromstring(mechanics_page.forest(made))
    marks = [element for element in root.iter() if element.get("class") == "ours"]
    assert len(marks) == 3
    assert "1 of 3 inside" in root.find(f"{SVG}desc").text
    assert "torque, hip, knee 90°" in root.find(f"{SVG}desc").text


def test_a_topic_may_have_targets_or_sections_or_neither():
    """What a topic does not have is empty, and is no failure."""
    topics = {"a": module(), "b": module(targets=lambda: [BEND]), "c": module(sections=lambda: [SWEEP], SEED=3)}
    told = gather(list(topics), load=topics.__getitem__)
    assert [(len(each.targets), len(each.sections), each.seed) for each in told] == [
        (0, 0, None),
        (1, 0, None),
        (0, 1, 3),
    ]


def test_topics_that_raise_are_all_named_after_the_others_spoke():
    """One failure neither hides another nor keeps the rest from running; each says its topic and its error."""

    def fail():
        raise ZeroDivisionError("a zero mass")

    def yield_nothing_finite():
        yield Target("g", "load", "M155", "N", None, 0.0, 1.0, "x", float("nan"))

    heard = []
    topics = {
        "first": module(targets=fail),
        "second": module(targets=yield_nothing_finite),
        "third": module(targets=lambda: heard.append("third") or []),
    }
    with pytest.raises(ExceptionGroup) as raised:
        gather(list(topics), load=topics.__getitem__)
    messages = [str(error) for error in raised.value.exceptions]
    assert messages[0] == "topic first: ZeroDivisionError: a zero mass"
    assert messages[1].startswith("topic second: ValueError: g, load has a number that is not finite")
    assert heard == ["third"]


def test_two_sections_cannot_have_one_name():
    """The name is the picture's file: a second one is an error that names both topics."""
    topics = {"a": module(sections=lambda: [SWEEP]), "b": module(sections=lambda: [SWEEP])}
    with pytest.raises(RuntimeError, match="a and b both have a section sweep"):
        gather(list(topics), load=topics.__getitem__)


def test_topics_come_in_the_order_of_the_page():
    """The modules of the package are found, in the named order."""
    found = present()
    named = [name for name in found if name in TOPICS]
    assert named == [name for name in TOPICS if name in named]
    assert found[: len(named)] == named


def test_the_committed_page_rests_on_rows_of_the_evidence():
    """Every id that the page cites is a row of the evidence."""
    page = (PAGES / "mechanics.md").read_text("utf-8")
    cited = set(re.findall(r"\bM\d{3}\b", page))
    assert cited
    assert all(evidence.row(id).id == id for id in cited)


def test_the_committed_page_is_that_of_its_figures():
    """Page and twin were made together, and every picture that the page shows lies beside it and parses."""
    text = (PAGES / "mechanics.md").read_text("utf-8")
    figures = json.loads((PAGES / "mechanics.json").read_text("utf-8"))
    assert mechanics_page.page(figures) == text
    shown = re.findall(r"\((mechanics-[^)]*\.svg)\)", text)
    assert sorted(shown) == sorted(path.name for path in PAGES.glob("mechanics*.svg"))
    for name in shown:
        ElementTree.fromstring((PAGES / name).read_text("utf-8"))
