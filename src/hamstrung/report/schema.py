"""The JSON Schemas (draft 2020-12) of everything that `--json` prints, shipped with the package."""

import json
from functools import cache
from importlib import resources
from typing import Any, Final

NAMES: Final = (
    "assess",
    "body",
    "cohort-build",
    "cohort-summary",
    "cohort-validate",
    "exam",
    "findings",
    "model",
    "n-of-1",
    "posture",
    "trial",
)
"""The commands that have a schema."""


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of one command's document.

    Args:
        name: one of `NAMES`.

    Returns:
        The schema; do not change it.
    """
    place = resources.files("hamstrung.report").joinpath(f"schemas/{name}.schema.json")
    loaded: dict[str, Any] = json.loads(place.read_text("utf-8"))
    return loaded
