"""Reading a patient file whole or refusing it in one sentence; writing one whole or not at all."""

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from hamstrung.errors import InputError
from hamstrung.exchange import text_file
from hamstrung.exchange.patients import toml_text
from hamstrung.patient import Patient, from_mapping, to_mapping

SUFFIXES: Final = (".toml", ".json")


def read(path: Path | str, *, today: date) -> Patient:
    """The checked patient of a file; the file's name is the id where the file gives none.

    Args:
        path: a `.toml` or `.json` file.
        today: no visit may be after it.

    Returns:
        The patient with warnings.

    Raises:
        InputError: when the file is missing, no text, not of the format, or says what cannot be.
    """
    path = Path(path)
    parse = _PARSERS[_suffix(path)]
    text = text_file.read_text(path, start="[person]")
    data = _parsed(text, parse, source=str(path))
    if not isinstance(data, dict):
        raise InputError("the file", "is not a table of fields", source=str(path), hint="start with [person]")
    if not data:
        raise InputError("the file", "holds no field", source=str(path), hint="start with [person]")
    return from_mapping({"id": path.stem, **data}, source=str(path), today=today)


def write(patient: Patient, path: Path | str) -> None:
    """Write a patient under a temporary name, then rename: a reader sees all of it or nothing.

    Args:
        patient: what to write; it reads back equal.
        path: a `.toml` or `.json` file in an existing folder.

    Raises:
        InputError: for another suffix, or a place that cannot be written.
    """
    path = Path(path)
    text = _WRITERS[_suffix(path)](to_mapping(patient))
    text_file.replace(path, text.encode("utf-8"))


def _suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES and not path.is_dir():
        shown = f"ends in {suffix}" if suffix else "has no ending"
        raise InputError("the file", shown, source=str(path), hint=f"a patient file ends in {' or '.join(SUFFIXES)}")
    return suffix if suffix in SUFFIXES else SUFFIXES[0]


def _parsed(text: str, parse: Callable[[str], Any], *, source: str) -> Any:
    try:
        return parse(text)
    except _DuplicateKey as error:
        raise InputError(str(error), "is given twice", source=source) from error
    except json.JSONDecodeError as error:
        problem = f"is not JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        raise InputError("the file", problem, source=source) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError("the file", f"is not TOML: {_first_line(error)}", source=source) from error
    except (ValueError, RecursionError) as error:
        raise InputError("the file", f"cannot be understood: {_first_line(error)}", source=source) from error


class _DuplicateKey(Exception):
    """A JSON object that names a field twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise _DuplicateKey(name)
        fields[name] = value
    return fields


def _from_json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_unique)


def _to_json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, indent=2, ensure_ascii=False, default=str, allow_nan=False) + "\n"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


_PARSERS: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType({".toml": tomllib.loads, ".json": _from_json})
_WRITERS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = MappingProxyType(
    {".toml": toml_text.dumps, ".json": _to_json}
)
