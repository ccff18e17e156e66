"""A fingerprint of the body model and the mechanics, so that what was fitted to them knows when they changed.

Code counts by what it does: formatting, comments and docstrings do not change it; tables count as they are.
"""

import ast
import hashlib
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

ROOMS = ("hamstrung.body", "hamstrung.mechanics")
NOT_SOLVED_WITH = (
    "__init__.py",
    "angle_laws.py",
    "bare_spine.py",
    "check.py",
    "cycle.csv",
    "departure.py",
    "digest.py",
    "feasible.py",
    "fields.py",
    "gait.py",
    "gait_cycle.py",
    "gait_readings.py",
    "ground.py",
    "inertia.py",
    "interpolant.py",
    "nerve.py",
    "nerve_path.py",
    "origin.py",
    "placed.py",
    "sacroiliac.py",
    "shock.py",
    "spread.csv",
    "stability.py",
    "tangent.py",
)
"""Files of these rooms that no solved posture depends on."""


@lru_cache(maxsize=1)
def of_model() -> str:
    """Digest over everything in `body` and `mechanics` that a solved posture depends on."""
    total = hashlib.sha256()
    for room in ROOMS:
        for file in _files(resources.files(room)):
            total.update(file.name.encode())
            total.update(meaning(file.read_text(encoding="utf-8")) if file.name.endswith(".py") else file.read_bytes())
    return total.hexdigest()[:16]


def meaning(source: str) -> bytes:
    """The code of a module without its formatting, comments and strings that stand alone."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [part for part in body if not _is_text(part)]  # type: ignore[attr-defined]
    return ast.dump(tree).encode()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _files(folder: Traversable) -> list[Traversable]:
    """Code and tables below a folder, in a fixed order."""
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda inner: inner.name):
        if entry.is_dir() and entry.name != "__pycache__":
            found.extend(_files(entry))
        elif entry.name.endswith((".py", ".csv", ".toml")) and entry.name not in NOT_SOLVED_WITH:
            found.append(entry)
    return found
