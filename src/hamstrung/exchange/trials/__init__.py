"""A planned trial, read whole from its file or refused in one sentence."""

import tomllib
from pathlib import Path

from hamstrung.care import Design, trial_design
from hamstrung.errors import InputError
from hamstrung.exchange import text_file


def read(path: Path | str) -> Design:
    """The checked design of a trial's file.

    Raises:
        InputError: when the file is missing, no TOML, or says what cannot be.
    """
    path = Path(path)
    text = text_file.read_text(path, start="[[arms]]")
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = f"is not TOML: {(str(error).splitlines() or ['too deep'])[0]}"
        raise InputError("the file", problem, source=str(path)) from error
    return trial_design.from_mapping({"title": path.stem, **data}, source=str(path))


__all__ = ["read"]
