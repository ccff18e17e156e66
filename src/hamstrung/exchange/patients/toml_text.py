"""A small TOML writer: tables, arrays of tables, inline tables and plain values.

Written in the order given, plain values before tables as TOML asks. Reading is the standard library's.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")


def dumps(fields: Mapping[str, Any]) -> str:
    """The TOML document of nested tables.

    Args:
        fields: values are text, numbers, booleans, dates, lists, tables and lists of tables.

    Returns:
        Text that `tomllib` reads back as the same values, whole floats as integers.

    >>> print(dumps({"id": "a", "person": {"age_y": 38.0}}), end="")
    id = "a"
    <BLANKLINE>
    [person]
    age_y = 38
    """
    return "\n".join(_table(fields, ())).strip("\n") + "\n"


def _table(fields: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for name, value in fields.items():
        if not _is_table(value, path) and not _is_tables(value):
            yield f"{_key(name)} = {_value(value)}"
    for name, value in fields.items():
        inside = (*path, name)
        if _is_table(value, path):
            yield from ("", f"[{_dotted(inside)}]", *_table(value, inside))
        elif _is_tables(value):
            for each in value:
                yield from ("", f"[[{_dotted(inside)}]]", *_table(each, inside))


def _is_table(value: Any, path: tuple[str, ...]) -> bool:
    """Tables are written as such down to a visit's findings; a finding's own table stays on its line."""
    return isinstance(value, Mapping) and len(path) < 2


def _is_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(_key(name) for name in path)


def _key(name: str) -> str:
    return name if BARE_KEY.match(name) else _value(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
