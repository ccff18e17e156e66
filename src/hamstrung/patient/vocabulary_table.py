"""The vocabulary as data: `vocabulary.toml` read once into finding types."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from hamstrung.patient.finding_type import RED_FLAG_ANSWERS, Cost, ErrorModel, FindingType, Side

SIDES: tuple[Side, Side] = ("left", "right")


@cache
def vocabulary() -> Mapping[str, FindingType]:
    """Every finding by its code, in the order of the pages; both sides of a sided one.

    Returns:
        A read-only mapping of history and visit findings; `FindingType.history` tells which is which. The
        person's sex, age, height and mass are fields of `Person` and no findings.

    >>> vocabulary()["slr_left_deg"].stem
    'slr_deg'
    """
    table = _read("vocabulary.toml")
    costs = {name: _cost(entry) for name, entry in table["cost"].items()}
    types = (kind for entry in table["finding"] for kind in _types(entry, costs=costs, table=table))
    return MappingProxyType({kind.code: kind for kind in types})


@cache
def sided_codes() -> Mapping[str, tuple[str, ...]]:
    """The codes of each stem: two where it has sides, one where it has none."""
    stems: dict[str, tuple[str, ...]] = {}
    for kind in vocabulary().values():
        stems[kind.stem] = (*stems.get(kind.stem, ()), kind.code)
    return MappingProxyType(stems)


@cache
def groups() -> Mapping[str, tuple[str, str]]:
    """The groups of findings: name -> the clinician's and the patient's words for it."""
    return {name: (row["label"], row["plain_label"]) for name, row in _read("vocabulary.toml")["group"].items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("hamstrung.patient").joinpath(name).read_text(encoding="utf-8"))


def _cost(entry: Mapping[str, Any]) -> Cost:
    return Cost(*(float(entry[key]) for key in ("money", "minutes", "pain", "radiation_msv")))


def _types(entry: Mapping[str, Any], *, costs: Mapping[str, Cost], table: Mapping[str, Any]) -> Iterator[FindingType]:
    """One type for a finding without a side, two for a sided one."""
    sides: tuple[Side | None, ...] = SIDES if "{side}" in entry["code"] else (None,)
    for side in sides:
        yield _type(entry, side=side, cost=costs[entry["cost"]], methods=table.get("method", []))


def _type(entry: Mapping[str, Any], *, side: Side | None, cost: Cost, methods: list[dict[str, Any]]) -> FindingType:
    kind = entry.get("kind", "number")
    choices = RED_FLAG_ANSWERS if kind == "red_flag" else tuple(entry.get("choices", ()))
    low, high = entry.get("range", (0, max(len(choices) - 1, 1)))
    usual_low, usual_high = entry.get("usual", (low, high))
    stem = entry["code"].replace("{side}_", "").replace("_{side}", "")

    def sided(text: str) -> str:
        return text.replace("{side}", side or "")

    return FindingType(
        code=sided(entry["code"]),
        stem=stem,
        label=sided(entry["label"]),
        plain_label=sided(entry["plain_label"]),
        unit=entry.get("unit", ""),
        low=float(low),
        high=float(high),
        usual_low=float(usual_low),
        usual_high=float(usual_high),
        side=side,
        kind=kind,
        choices=choices,
        integer=bool(entry.get("integer", False)),
        method=entry.get("method", ""),
        group=entry["group"],
        history=entry.get("place") == "history",
        sd_within=float(entry.get("sd_within", 0.0)),
        sd_between=float(entry.get("sd_between", 0.0)),
        sensitivity=entry.get("sensitivity"),
        specificity=entry.get("specificity"),
        cut=entry.get("cut"),
        target=entry.get("target", ""),
        cost=cost,
        evidence=tuple(entry.get("evidence", ())),
        assumed=entry.get("assumed", ""),
        methods=MappingProxyType(_methods(stem, methods)),
    )


def _methods(stem: str, methods: list[dict[str, Any]]) -> dict[str, ErrorModel]:
    return {
        each["name"]: ErrorModel(each["bias"], each["sd_within"], each["sd_between"], each["assumed"])
        for each in methods
        if stem in each["stems"]
    }
