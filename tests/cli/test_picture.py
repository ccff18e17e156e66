"""Drawings from the command line."""

import struct
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from hamstrung import cli
from hamstrung.cli import held, picture
from hamstrung.errors import InputError

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'


@pytest.mark.parametrize("arguments", [["posture", "toe_touch"], ["exam", "slr", "--deficit-right-deg", "20"]])
def test_a_posture_and_a_test_are_drawn(capsys, tmp_path, arguments):
    """`--draw` leaves a whole SVG and says where; with `--json` stdout stays one document."""
    path = tmp_path / "new" / "drawn.svg"
    assert cli.run([*arguments, "--draw", str(path)]) == 0
    assert str(path) in capsys.readouterr().out.replace("\n", "")
    root = ElementTree.fromstring(path.read_text("utf-8"))
    assert root.get("role") == "img"
    again = tmp_path / "again.svg"
    assert cli.run([*arguments, "--json", "--draw", str(again)]) == 0
    assert capsys.readouterr().out.startswith("{")
    assert again.read_bytes() == path.read_bytes()


def test_a_png_has_the_drawings_shape(tmp_path):
    """A PNG is twice as large as the SVG in each direction."""
    pytest.importorskip("resvg_py", reason="needs the extra hamstrung[png]")
    path = tmp_path / "drawn.PNG"
    picture.write(path, SQUARE)
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (60, 40)


def test_a_png_without_its_library_is_refused_before_the_work(monkeypatch, tmp_path):
    """The message says what to install, and that an SVG needs nothing."""
    monkeypatch.setattr(picture, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"hamstrung\[png\].*\.svg"):
        picture.check(tmp_path / "drawn.png")
    picture.check(tmp_path / "drawn.svg")


def test_a_png_without_any_font_is_refused(monkeypatch, tmp_path):
    """Where text would be left out silently, nothing is written."""
    resvg = pytest.importorskip("resvg_py", reason="needs the extra hamstrung[png]")
    draw = resvg.svg_to_bytes
    monkeypatch.setattr(resvg, "svg_to_bytes", lambda **options: draw(**options, skip_system_fonts=True))
    with pytest.raises(InputError, match="found no font"):
        picture.write(tmp_path / "drawn.png", SQUARE)
    assert list(tmp_path.iterdir()) == []


def test_a_task_beyond_strength_is_told_with_its_joint():
    """Where no forces balance a posture, its joint and the missing moment are named; else nothing is said."""
    weak = SimpleNamespace(feasible=False, lacking_nm=12.4, limited_by="hip_flexion_right")
    assert "at least 12 Nm are missing, most at hip flexion right" in held.beyond_strength(weak)
    assert held.beyond_strength(SimpleNamespace(feasible=True)) == ""
