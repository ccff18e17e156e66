"""A report in a real browser: it stands alone, fits the screen, and reads without eyes."""

import pytest

from cli import browser
from hamstrung import report
from report import examples

WIDTHS = (1280, 768, 390)

CONTRAST = """
() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    if (node.closest("svg") || ![...node.childNodes].some(c => c.nodeType === 3 && c.data.trim())) continue;
    const a = light(rgb(getComputedStyle(node).color)), b = light(ground(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push([node.textContent.trim().slice(0, 40), ratio]);
  }
  return poor;
}
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A whole report in a file."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(report.page(examples.assessment(), postures=examples.pairs()), "utf-8")
    return file


@pytest.mark.parametrize("width", WIDTHS)
def test_the_report_stands_alone_and_fits(path, width):
    """At every width: one request, no complaint, no sideways scrolling, all text with contrast."""
    with browser.page(width=width) as page:
        page.goto(path.as_uri())
        assert page.requests == [path.as_uri()]
        assert page.complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []


def test_the_report_reads_without_eyes(path):
    """What a screen reader is told: the question, the verdict, and each drawing by its title."""
    with browser.page(width=1280) as page:
        page.goto(path.as_uri())
        assert page.get_by_role("heading", name="What part do the hamstrings play?", level=1).count() == 1
        assert page.get_by_role("img").count() == 4
        assert page.get_by_role("img", name="Standing: as found").count() == 1
        assert page.get_by_role("table", name="Probability of each role").count() == 1


def test_the_report_prints(path):
    """It becomes a PDF of A4 pages, the patient's part on a page of its own."""
    with browser.page(width=1280) as page:
        page.goto(path.as_uri())
        pdf = page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('.home')).breakBefore") == "page"
    assert pdf.startswith(b"%PDF")
    assert 3 <= pdf.count(b"/Type /Page\n") <= 8
