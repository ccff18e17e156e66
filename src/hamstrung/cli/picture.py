"""A drawing as a file: SVG as it is, PNG through resvg where it is installed."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final

import typer

from hamstrung.cli import output
from hamstrung.errors import InputError

Draw = Annotated[Path | None, typer.Option("--draw", help="Draw it into this file, .svg or .png.")]

ZOOM: Final = 2.0
"""Pixels of a PNG for one of the SVG's."""
NO_FONTS: Final = "text needs a font; install one (such as fonts-dejavu), or draw into an .svg"


def check(path: Path | None) -> None:
    """Find out before long work whether a drawing can be written.

    Raises:
        InputError: for an ending that is neither .svg nor .png, a PNG without resvg, or a place that cannot be written.
    """
    if path is None:
        return
    if path.suffix.lower() not in (".svg", ".png"):
        ending = f"ends in {path.suffix!r}" if path.suffix else "has no ending"
        raise InputError("--draw", ending, hint="name a file .svg or .png")
    if path.suffix.lower() == ".png" and find_spec("resvg_py") is None:
        raise InputError("--draw", "cannot make a .png here", hint="pip install 'hamstrung[png]', or draw into an .svg")
    output.check_writable(path)


def write(path: Path, markup: str) -> None:
    """Write a drawing, whole or not at all.

    Raises:
        InputError: as `check`, and where no font is found for the text of a PNG.
    """
    check(path)
    if path.suffix.lower() == ".svg":
        output.write_whole(path, markup + "\n")
    else:
        output.write_whole(path, png(markup))


def png(markup: str) -> bytes:
    """An SVG document as a PNG.

    Raises:
        InputError: where no font is found, because text would be left out without a word.
    """
    import resvg_py

    blank, word = (
        resvg_py.svg_to_bytes(
            svg_string='<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">'
            f'<text x="2" y="15" font-family="sans-serif">{content}</text></svg>'
        )
        for content in ("", "hip")
    )
    if blank == word:
        raise InputError("--draw", "found no font", hint=NO_FONTS)
    return bytes(resvg_py.svg_to_bytes(svg_string=markup, zoom=ZOOM))
