"""The page: self-contained, readable without eyes, and honest about what it leaves out."""

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from hamstrung import diagnosis, report
from hamstrung.report import labels, palette, words
from report import examples

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Collects what the tests ask about, and minds that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which must be the last that was opened."""
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def tags(self, name: str) -> list[dict[str, str | None]]:
        """Attributes of every element of this name."""
        return [attributes for tag, attributes in self.seen if tag == name]


@pytest.fixture(scope="module")
def html() -> str:
    """A whole report."""
    return report.page(examples.assessment(), postures=examples.pairs())


@pytest.fixture(scope="module")
def outline(html: str) -> Outline:
    """Its elements."""
    return _outline(html)


def _outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    parser.close()
    return parser


def test_every_element_is_closed(outline):
    """The page is well nested to the end."""
    assert outline.open == []


def test_nothing_is_requested_or_run(html, outline):
    """No script, no link, no image, no url: the page needs nothing but itself."""
    names = {tag for tag, _ in outline.seen}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    assert not re.search(r"url\(|https?:|@import|javascript:| on[a-z]+=", html)


def test_the_drawings_are_whole_xml(html):
    """Every SVG parses on its own."""
    drawings = re.findall(r"<svg.*?</svg>", html, flags=re.S)
    assert len(drawings) > 10
    for drawing in drawings:
        ElementTree.fromstring(drawing)


def test_every_drawing_speaks_or_steps_aside(html, outline):
    """A drawing has a title and a description that exist, or is hidden because text stands beside it."""
    ids = {attributes["id"] for _, attributes in outline.seen if "id" in attributes}
    for drawing in outline.tags("svg"):
        if drawing.get("aria-hidden") == "true":
            continue
        assert drawing["role"] == "img"
        assert set(drawing["aria-labelledby"].split()) <= ids


def test_ids_are_unique_and_labels_resolve(outline):
    """No id stands twice, and every section is named by its heading."""
    ids = [attributes["id"] for _, attributes in outline.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = [attributes.get("aria-labelledby") for attributes in outline.tags("section")]
    assert all(label in ids for label in labels)


def test_headings_go_down_one_step_at_a_time(outline):
    """One h1, and no heading skips a level."""
    levels = [int(tag[1]) for tag, _ in outline.seen if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_are_named_and_cells_have_headings(html, outline):
    """Every table has a caption or stands in a captioned figure, and its first cells are headings."""
    for table in re.findall(r"<table>.*?</table>", html, flags=re.S):
        assert "<caption>" in table or "figcaption" in html.split(table)[0].rsplit("<figure>", 1)[-1]
        assert 'scope="col"' in table
    assert all("scope" in heading for heading in outline.tags("th"))


def test_the_verdict_and_all_its_numbers_are_there(html):
    """The page tells the verdict, each role's people and each source's share from the assessment."""
    whole = examples.assessment()
    assert words.verdict(whole) in html
    for role, count in words.of_hundred(whole.roles.as_dict()).items():
        assert re.search(rf"{role}: .*?</th>\s*<td class=\"n\">{count}</td>", html, flags=re.S)
    for source in whole.sources:
        assert words.estimate(source.share, scale=100) in html


def test_a_name_cannot_break_out():
    """What came from a file is text on the page, never markup."""
    patient = diagnosis.PatientSummary("<script>alert(1)</script>", findings={})
    html = report.page(examples.assessment(patient=patient))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_essay_makes_no_page_for_the_patient():
    """Under the essay beliefs the page to take home is missing and the page says why."""
    html = report.page(examples.assessment(model=diagnosis.ModelIdentity("0.1.0", "0", "essay")))
    assert "For you to take home" not in html
    assert "every claim at face value" in html


def test_an_emergency_leads_and_replaces():
    """In an emergency the referral comes first, and neither verdict nor sources nor tests are shown."""
    html = report.page(
        examples.assessment(
            red_flags=(diagnosis.RaisedFlag("rf_x", "bladder trouble", "send on", "emergency", "why", "E1"),),
            red_flag_screen=diagnosis.FlagScreen(complete=True, plan_withheld=True, verdict_withheld=True),
            referral=(diagnosis.Referral("emergency department", "emergency", "possible cauda equina"),),
        )
    )
    assert html.index("emergency department") < html.index("Appendix")
    assert "Where the pain comes from" not in html
    assert "The hamstrings are" not in html


def test_an_unfinished_screen_is_named():
    """Red flags that were not asked are named, and no plan is promised."""
    screen = diagnosis.FlagScreen(complete=False, not_asked=("rf_fever", "rf_weight_loss"), plan_withheld=True)
    html = report.page(examples.assessment(red_flag_screen=screen))
    for code in screen.not_asked:
        assert labels.clinical(code) in html
    assert "No plan is given" in html


def test_no_word_on_the_page_harms(html):
    """The clinician's page keeps to the same list of words."""
    assert words.harmful(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.S)) == ()


@pytest.mark.parametrize("ground", [palette.PAPER, palette.GROUND, "#fdf3f2", "#fffaf0"])
@pytest.mark.parametrize("ink", [palette.INK, palette.QUIET_INK, palette.ACCENT])
def test_text_has_contrast(ink, ground):
    """Text reaches the WCAG 2.2 AA contrast of 4.5 on every ground it stands on."""
    assert palette.contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("colour", [*palette.ROLES.values(), palette.ACCENT, palette.FOUND, palette.HEALTHY])
def test_marks_have_contrast(colour):
    """Marks that carry meaning reach the contrast of 3 that WCAG asks of graphics."""
    assert palette.contrast(colour, palette.PAPER) >= 3.0
