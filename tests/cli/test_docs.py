"""What exists is documented, and what is documented is what exists."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest
import typer

from hamstrung.cli import app

ROOT = Path(__file__).parents[2]
PAGES = ("cli.md", "findings.md", "json.md")


@pytest.fixture(scope="module")
def generate():
    """The generator of the reference pages."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_up_to_date(generate, name):
    """A committed reference page is what the program would write now; `make docs` writes it."""
    assert (ROOT / "docs" / name).read_text("utf-8") == generate.pages()[ROOT / "docs" / name]


def test_the_help_of_posture_names_every_task():
    """The tasks that help lists are those that there are."""
    from hamstrung.cli.posture import TASK_NAMES
    from hamstrung.mechanics import TASKS

    assert re.split(r", | or |\.$", TASK_NAMES)[:-1] == list(TASKS)


def _documented() -> list[tuple[str, str]]:
    pages = [ROOT / "README.md", ROOT / "docs" / "guide.md"]
    found = []
    for page in pages:
        for line in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?(hamstrung .*)$", page.read_text("utf-8"), flags=re.M):
            found.append((page.name, line))
    return found


@pytest.mark.parametrize(("page", "line"), _documented())
def test_every_command_in_the_guide_can_be_parsed(page, line):
    """A command shown in README or guide exists, with every option that it is shown with."""
    words = shlex.split(line, comments=True)[1:]
    command = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("-")} <= options


def test_every_relative_link_leads_somewhere():
    """Links and pictures in README, CONTRIBUTING and docs point at files that are there."""
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"
