"""A small cohort for every test of the command line, built once by the command itself."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("**/*.toml"))


def hamstrung(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "hamstrung.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, **options)


@pytest.fixture(scope="session")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort of 3000 lives under the `literature` beliefs."""
    out = tmp_path_factory.mktemp("cohort") / "lives"
    done = hamstrung("cohort", "build", "--size", 3000, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def essay_lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cohort of 3000 lives under the `essay` beliefs."""
    out = tmp_path_factory.mktemp("cohort") / "essay"
    done = hamstrung("cohort", "build", "--size", 3000, "--out", out, "--beliefs", "essay")
    assert done.returncode == 0, done.stderr
    return out
