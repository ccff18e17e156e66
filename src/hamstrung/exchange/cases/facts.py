"""The facts of one case, in its author's words and keys, read as findings by a table of rules.

Conservative on purpose: a rule maps a number with a known key, or words that state a finding and do not deny it
in their clause. What no rule maps is reported with its reason, and so is what had to be inferred.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from hamstrung.patient import SIDES, Value, vocabulary

PERSON: Final = frozenset({"sex", "age_y", "height_cm", "mass_kg", "bmi_kg_m2"})
DENIAL: Final = re.compile(r"\b(no|not|without|denie[sd]|denied|negative for|never)\b[^.;:]*\Z", re.IGNORECASE)
NOTHING_STATED: Final = re.compile(r"\Anot (reported|stated|given|examined)|\Aunknown", re.IGNORECASE)


@dataclass
class Facts:
    """What one case gave: sections of a patient mapping, an account by `section.key`, remarks by code."""

    person: dict[str, Value] = field(default_factory=dict)
    history: dict[str, Value] = field(default_factory=dict)
    findings: dict[str, Value] = field(default_factory=dict)
    mapped: dict[str, list[str]] = field(default_factory=dict)
    inferred: dict[str, str] = field(default_factory=dict)
    unused: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, code: str, value: Value, *, inferred: str = "") -> None:
        """Keep a value under its code; the first fact that says it stays."""
        self._section(code).setdefault(code, value)
        self.mapped.setdefault(key, []).append(code)
        if inferred:
            self.inferred[key] = inferred
            self.remarks.setdefault(code, inferred)

    def _section(self, code: str) -> dict[str, Value]:
        if code in PERSON:
            return self.person
        return self.history if vocabulary()[code].history else self.findings


def read(stated: Mapping[str, Any]) -> Facts:
    """Read the facts of a case.

    Args:
        stated: facts by `section.key`; a value is a number, an answer, text or a list of texts.

    Returns:
        Sections of a patient mapping, with every key either mapped or unused.
    """
    facts = Facts()
    withheld = set(_rules()["withheld"]["keys"])
    open_facts = {key: value for key, value in stated.items() if key not in withheld}
    for rule in _rules()["number"]:
        _number(rule, open_facts, facts)
    for rule in _rules()["words"]:
        for key, side in _keys(rule, open_facts):
            _words(rule, key, side, open_facts, facts)
    for key, value in stated.items():
        if key not in facts.mapped:
            facts.unused.setdefault(key, _why_unused(key, value, withheld))
    return facts


def _number(rule: Mapping[str, Any], stated: Mapping[str, Any], facts: Facts) -> None:
    key = rule["key"]
    value = stated.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not _needs_met(rule, stated):
        facts.unused[key] = rule.get("otherwise", "its condition is not stated")
        return
    read = round(value * rule.get("factor", 1) + rule.get("offset", 0), 2)
    facts.put(key, rule["code"], read, inferred=rule.get("inferred", ""))


def _keys(rule: Mapping[str, Any], stated: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The stated keys that a rule reads, with the side that a key names."""
    for key in rule["keys"]:
        for side in SIDES if "{side}" in key else ("",):
            sided = key.replace("{side}", side)
            if sided in stated:
                yield sided, side


def _words(rule: Mapping[str, Any], key: str, side: str, stated: Mapping[str, Any], facts: Facts) -> None:
    if not _needs_met(rule, stated):
        return
    for text in _texts(stated[key]):
        for match in re.finditer(rule["pattern"], text, re.IGNORECASE):
            if not rule.get("denies") and DENIAL.search(text[: match.start()]):
                continue
            value = _value(rule, match)
            named = match.groupdict().get("side") or side
            for code in _codes(rule, named, stated, facts, value=value, key=key):
                facts.put(key, code, value, inferred=rule.get("inferred", ""))


def _value(rule: Mapping[str, Any], match: re.Match[str]) -> Value:
    """The rule's value, or what the pattern caught."""
    if "value" in rule:
        return rule["value"]
    caught = match["value"].lower()
    if caught in ("true", "false"):
        return caught == "true"
    return float(caught) if caught.isdigit() else caught


def _codes(
    rule: Mapping[str, Any], side: str, stated: Mapping[str, Any], facts: Facts, *, value: Value, key: str
) -> list[str]:
    """The codes of a rule: of the side named, else of the painful side, else both for a normal result."""
    code: str = rule["code"]
    if "{side}" not in code:
        return [code]
    pain_side = stated.get("findings.pain_side", stated.get("history.pain_side", ""))
    if side.lower() in ("both", "bilateral") or rule.get("normal") or (not side and value is False and not pain_side):
        return [code.replace("{side}", each) for each in SIDES]
    known = side.lower() or pain_side
    if known in SIDES:
        return [code.replace("{side}", known)]
    facts.unused.setdefault(key, "its side is not stated")
    return []


def _needs_met(rule: Mapping[str, Any], stated: Mapping[str, Any]) -> bool:
    needs = rule.get("needs")
    return needs is None or bool(re.search(needs["pattern"], str(stated.get(needs["key"], "")), re.IGNORECASE))


def _texts(value: Any) -> list[str]:
    """The texts of a fact; an answer as `true` or `false`, a number as its digits."""
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(value)]


def _why_unused(key: str, value: Any, withheld: set[str]) -> str:
    if key in withheld:
        return "withheld from the answer"
    if isinstance(value, str) and NOTHING_STATED.match(value):
        return "states nothing"
    return "no finding says it, or not without guessing"


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads(files("hamstrung.exchange.cases").joinpath("rules.toml").read_text(encoding="utf-8"))
