"""A fingerprint of the life model, so that a cohort that was lived by another one is never mistaken for ours."""

import hashlib
from importlib import resources


def of_model() -> str:
    """Digest over the code and the tables of this room, the ensemble among them."""
    return _of(".py", ".toml", ".csv")


def of_equations() -> str:
    """The same without the ensemble: of what an ensemble is fitted to."""
    return _of(".py", ".toml")


def of_ensemble() -> str:
    """Digest over the ensemble alone."""
    return _of(".csv")


def _of(*endings: str) -> str:
    total = hashlib.sha256()
    for file in sorted(resources.files("hamstrung.life").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(endings):
            total.update(file.name.encode())
            total.update(file.read_bytes())
    return total.hexdigest()
