"""Where the project's shared material lies beside a working copy, if it does."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "../shared"


def shared(name: str) -> Path:
    """A shared file; a test that asks for one is skipped where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared material ({name}) is not beside this working copy")
    return path
