"""A fingerprint of the body model and the mechanics, so that what was fitted to them knows when they changed."""

import hashlib
from importlib import resources
from importlib.resources.abc import Traversable


def of_model() -> str:
    """Digest over the code and tables of `body` and `mechanics` that a solved posture depends on."""
    total = hashlib.sha256()
    for room in ("hamstrung.body", "hamstrung.mechanics"):
        for file in sorted(resources.files(room).iterdir(), key=lambda entry: entry.name):
            _add(total, file)
    return total.hexdigest()[:16]


def _add(total: "hashlib._Hash", file: Traversable) -> None:
    if file.is_dir():
        if file.name != "__pycache__":
            for entry in sorted(file.iterdir(), key=lambda inner: inner.name):
                _add(total, entry)
    elif not file.name.endswith((".pyc", ".nbi", ".nbc", ".npz")) and file.name not in (
        "interpolant.py",
        "digest.py",
    ):
        total.update(file.name.encode())
        total.update(file.read_bytes())
