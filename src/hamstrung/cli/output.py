"""What a command puts out: one JSON document, or a whole file, or nothing."""

import json
import math
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hamstrung.errors import InputError


def print_json(document: Mapping[str, Any]) -> None:
    """Write exactly one JSON document to stdout."""
    sys.stdout.write(to_json(document))


def to_json(document: Mapping[str, Any]) -> str:
    """A document as JSON text; what is not a finite number becomes null, as JSON has no other word for it."""
    return json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def check_writable(path: Path | None) -> None:
    """Find out before long work whether a file can be written, without writing anything.

    Raises:
        InputError: if the path is a folder or lies below a file.
    """
    if path is None:
        return
    if path.is_dir():
        raise InputError("", "is a folder, not a file", source=str(path), hint="give a file name")
    above = next(parent for parent in path.absolute().parents if parent.exists())
    if not above.is_dir():
        raise InputError("", "cannot be made", source=str(path), hint=f"{above} is not a folder")
    if not os.access(above, os.W_OK):
        raise InputError("", "cannot be written", source=str(path), hint=f"{above} is read-only for you")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under a temporary name and rename it, so that it is either whole or not there.

    Args:
        path: the file; missing folders above it are made.
        content: text, or bytes as they are.

    Raises:
        InputError: if the path is a folder or lies below a file.
    """
    check_writable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
