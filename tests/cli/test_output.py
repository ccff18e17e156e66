"""What a command puts out: one JSON document, or a whole file."""

import json
import os

import numpy as np
import pytest

from hamstrung.cli import output
from hamstrung.errors import InputError


def test_json_has_no_nan():
    """What is not finite becomes null, numpy numbers become numbers, tuples become lists."""
    document = {"k": float("nan"), "x": np.float32(0.5), "n": (np.int64(3), True), 4: {"inf": -np.inf}}
    assert json.loads(output.to_json(document)) == {"k": None, "x": 0.5, "n": [3, True], "4": {"inf": None}}


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    """When the last step fails the old file stays as it was, and no temporary file is left."""
    path = tmp_path / "report.html"
    output.write_whole(path, "old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        output.write_whole(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_folders_above_a_file_are_made(tmp_path):
    """A report may be written into a folder that is not there yet."""
    output.write_whole(tmp_path / "a" / "b" / "report.html", "whole")
    assert (tmp_path / "a" / "b" / "report.html").read_text() == "whole"


def test_a_file_can_be_read_by_others_as_usual(tmp_path):
    """A written file has the rights that any new file has, not those of a temporary one."""
    usual = tmp_path / "usual"
    usual.touch()
    output.write_whole(tmp_path / "report.html", "x")
    assert (tmp_path / "report.html").stat().st_mode == usual.stat().st_mode


def test_checking_writes_nothing(tmp_path):
    """Asking whether a file can be written makes neither file nor folder."""
    output.check_writable(tmp_path / "a" / "report.html")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="folder"):
        output.check_writable(tmp_path)
