"""Compiled kernels belong to one state of the sources."""

import os
import shutil
from pathlib import Path

import pytest

from hamstrung import wiring
from hamstrung.cli.app import run
from hamstrung.wiring import machine


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A copy of the rooms with kernels, taken for the house."""
    for room in machine.COMPILED:
        shutil.copytree(machine.HOUSE / room, tmp_path / room)
    monkeypatch.setattr(machine, "HOUSE", tmp_path)
    monkeypatch.setenv("HAMSTRUNG_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv(machine.KERNELS, raising=False)
    return tmp_path


def _folder(monkeypatch) -> str:
    monkeypatch.delenv(machine.KERNELS, raising=False)
    wiring.keep_kernels()
    return os.environ[machine.KERNELS]


def test_a_changed_source_has_a_folder_of_its_own(house, monkeypatch):
    """Any edit in a room with kernels gives another folder, and undoing it gives the first one back."""
    before = _folder(monkeypatch)
    assert Path(before).parent == house / "cache"
    source = house / "mechanics" / "passive.py"
    text = source.read_text()
    source.write_text(text + "\n# edited\n")
    assert _folder(monkeypatch) != before
    source.write_text(text)
    assert _folder(monkeypatch) == before


def test_who_sets_the_folder_keeps_it(house, monkeypatch):
    """A folder that is already chosen stays."""
    monkeypatch.setenv(machine.KERNELS, "/elsewhere")
    wiring.keep_kernels()
    assert os.environ[machine.KERNELS] == "/elsewhere"


def test_a_new_user_is_told_why_the_first_answer_takes_long(house, monkeypatch, capsys):
    """Before anything is compiled the command says so, to whoever watches, and never again."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    folder = Path(_folder(monkeypatch))
    assert run(["posture", "--help"]) == 0
    assert "once, a minute or two" in capsys.readouterr().err
    folder.mkdir(parents=True)
    (folder / "kernel.nbi").touch()
    assert run(["posture", "--help"]) == 0
    assert capsys.readouterr().err == ""
