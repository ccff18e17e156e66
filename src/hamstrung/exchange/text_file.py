"""A text file read whole or refused in one sentence, and bytes written whole or not at all."""

import os
import tempfile
from pathlib import Path
from typing import Final

from hamstrung.errors import InputError

LARGEST_BYTES: Final = 4_000_000


def read_text(path: Path, *, start: str) -> str:
    """The text of a file.

    Args:
        path: the file.
        start: what such a file starts with, for the hint on an empty one.

    Returns:
        Its text without a byte-order mark.

    Raises:
        InputError: when it is missing, a folder, too large, empty, binary or not UTF-8.
    """
    try:
        if path.is_dir():
            raise InputError("the file", "is a folder", source=str(path), hint="name one file in it")
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError("the file", f"cannot be read: {reason(error)}", source=str(path)) from error
    return _decoded(content, source=str(path), start=start)


def replace(path: Path, content: bytes) -> None:
    """Write under a temporary name in the same folder, then rename.

    Raises:
        InputError: when the place cannot be written.
    """
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".hamstrung-")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        os.unlink(temporary)
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise


def reason(error: Exception) -> str:
    """The system's reason in a few small words."""
    strerror = getattr(error, "strerror", None)
    return str(strerror or error or type(error).__name__).lower()


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError("the file", f"cannot be written: {reason(error)}", source=str(path))


def _decoded(content: bytes, *, source: str, start: str) -> str:
    if len(content) > LARGEST_BYTES:
        raise InputError("the file", f"is larger than {LARGEST_BYTES // 1_000_000} MB", source=source)
    if not content.strip():
        raise InputError("the file", "is empty", source=source, hint=f"such a file starts with {start}")
    if b"\x00" in content:
        raise InputError("the file", "is binary, not text", source=source)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError("the file", f"is not UTF-8 text at line {line}", source=source) from error
