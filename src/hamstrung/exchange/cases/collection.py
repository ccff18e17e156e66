"""A TOML collection of published cases: each becomes a patient mapping and a withheld reference."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hamstrung.errors import InputError
from hamstrung.exchange import text_file
from hamstrung.exchange.cases import facts
from hamstrung.patient import ImportReport

FED: Final = ("person", "history", "findings")


def read(path: Path | str) -> ImportReport:
    """The patients of a collection.

    Only person, history and findings are read, and of them only what the rules map; investigations, course,
    diagnosis and reference stay in `references`.

    Args:
        path: a TOML file with `[[case]]` tables.

    Returns:
        One mapping a case, and what became of every fact (`CASE section.key`).

    Raises:
        InputError: when the file is no such collection.
    """
    path = Path(path)
    cases = _cases(path)
    read_facts = {_id(case, index, path): facts.read(_fed(case)) for index, case in enumerate(cases)}
    if len(read_facts) < len(cases):
        raise InputError("case", "holds an id twice", source=str(path))
    return ImportReport(
        patients=tuple(_patient(id, found, path) for id, found in read_facts.items()),
        places=tuple(f"{path}, case {id}" for id in read_facts),
        mapped={
            f"{id} {key}": ", ".join(codes) for id, found in read_facts.items() for key, codes in found.mapped.items()
        },
        inferred={f"{id} {key}": why for id, found in read_facts.items() for key, why in found.inferred.items()},
        unused={f"{id} {key}": why for id, found in read_facts.items() for key, why in found.unused.items()},
        references={id: _withheld(case) for id, case in zip(read_facts, cases, strict=True)},
    )


def _cases(path: Path) -> list[Mapping[str, Any]]:
    text = text_file.read_text(path, start="[[case]]")
    try:
        cases = tomllib.loads(text).get("case")
    except (ValueError, RecursionError) as error:
        problem = f"is not TOML: {(str(error).splitlines() or ['too deep'])[0]}"
        raise InputError("the file", problem, source=str(path)) from error
    if not isinstance(cases, list) or not cases or not all(isinstance(case, Mapping) for case in cases):
        hint = "a patient file is assessed as it is and needs no import"
        raise InputError("the file", "holds no [[case]] tables", source=str(path), hint=hint)
    return cases


def _id(case: Mapping[str, Any], index: int, path: Path) -> str:
    id = case.get("id")
    if not isinstance(id, str) or not id.strip():
        raise InputError(f"case[{index}].id", "is missing or no text", source=str(path))
    for section in FED:
        if not isinstance(case.get(section, {}), Mapping):
            raise InputError(f"case[{index}].{section}", "is not a table", source=str(path))
    return id


def _fed(case: Mapping[str, Any]) -> dict[str, Any]:
    """The facts by `section.key`."""
    return {f"{section}.{key}": value for section in FED for key, value in case.get(section, {}).items()}


def _patient(id: str, found: facts.Facts, path: Path) -> Mapping[str, Any]:
    return {
        "id": id,
        "note": f"Imported from case {id} of {path.name}, a published case; only stated facts.",
        "person": found.person,
        "history": found.history,
        "visits": [{"findings": {code: _finding(code, found) for code in found.findings}}],
    }


def _finding(code: str, found: facts.Facts) -> Any:
    """A value, with what was inferred to read it so."""
    value = found.findings[code]
    return {"value": value, "remark": found.remarks[code]} if code in found.remarks else value


def _withheld(case: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a publication knew and its patient's file must not say."""
    hidden = {name: case[name] for name in ("final_diagnosis", "investigations", "course") if name in case}
    known = case.get("history", {}).get("known_at_referral")
    judged = {name: case[name] for name in ("kind", "quality", "difficulty") if name in case}
    return {**case.get("reference", {}), **judged, **hidden, **({"known_at_referral": known} if known else {})}
