"""The red-flag gate: rules as data over a patient's answers, run first at every visit.

Each item is yes, no or not_asked. A missing answer is never a negative one: the screen is complete only if
every item that applies was answered at that visit, and a "yes" of an earlier visit stays until it is asked
again. Source of each rule: `red_flags.toml`. Validity: single red flags are poor tests (four in five people
with acute back pain have one, E038); the rules order referral and exclude nothing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from hamstrung.patient.finding_type import Value
from hamstrung.patient.record import Patient
from hamstrung.patient.vocabulary_table import sided_codes, vocabulary

Urgency = Literal["none", "soon", "urgent", "emergency"]
URGENCIES: tuple[Urgency, ...] = ("none", "soon", "urgent", "emergency")


@dataclass(frozen=True)
class RedFlag:
    """One raised rule: what it may be, what to do, how soon, why, and on which source."""

    code: str
    label: str
    action: str
    urgency: Urgency
    reason: str
    source: tuple[str, ...]
    found: tuple[str, ...] = ()


@dataclass(frozen=True)
class RedFlagScreen:
    """The outcome of one screen.

    Attributes:
        complete: whether every item that applies was answered yes or no at this visit.
        not_asked: codes of the items that were not.
        raised: rules that fired, most urgent first.
    """

    complete: bool
    not_asked: tuple[str, ...]
    raised: tuple[RedFlag, ...]

    @property
    def urgency(self) -> Urgency:
        """The highest urgency raised; `none` where nothing was."""
        return self.raised[0].urgency if self.raised else "none"


@dataclass(frozen=True)
class Rule:
    """A rule as it stands in the table."""

    flag: RedFlag
    conditions: Mapping[str, Any]


def screen_red_flags(patient: Patient, *, visit: int = -1) -> RedFlagScreen:
    """Screen one visit, the last by default.

    Args:
        patient: a checked patient; without visits only what the person and history tell is screened.
        visit: index of the visit, negative from the end.

    Returns:
        The screen.
    """
    facts = _facts(patient, visit)
    items = [code for code in items_that_apply(patient) if facts.at_visit.get(code) not in ("yes", "no")]
    raised = [flag for rule in rules() if (flag := _raised(rule, facts)) is not None]
    raised.sort(key=lambda flag: -URGENCIES.index(flag.urgency))
    return RedFlagScreen(complete=not items, not_asked=tuple(items), raised=tuple(raised))


def screen_every_visit(patient: Patient) -> tuple[RedFlagScreen, ...]:
    """The screen of each visit, in their order."""
    return tuple(screen_red_flags(patient, visit=index) for index in range(len(patient.visits)))


def items_that_apply(patient: Patient) -> tuple[str, ...]:
    """The red-flag items to ask this person; an item for the young is asked where age is unknown."""
    limits = {entry["code"]: entry["age_below_y"] for entry in _table().get("applies", [])}
    age = patient.person.age_y
    return tuple(
        code
        for code, kind in vocabulary().items()
        if kind.kind == "red_flag" and (age is None or age < limits.get(code, float("inf")))
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the gate."""
    return tuple(
        Rule(
            RedFlag(
                code=entry["code"],
                label=entry["label"],
                action=entry["action"],
                urgency=entry["urgency"],
                reason=entry["reason"],
                source=(*entry.get("source", ()), *_assumption(entry)),
            ),
            {key: entry[key] for key in ("all", "any", "at_least", "needs_any") if key in entry},
        )
        for entry in _table()["rule"]
    )


@dataclass(frozen=True)
class _Facts:
    """What is known at a visit; `carried` are an earlier visit's yeses that were not asked again."""

    at_visit: Mapping[str, Value]
    carried: Mapping[str, Value]

    def get(self, code: str) -> Value | None:
        value = self.at_visit.get(code)
        return self.carried.get(code, value) if value in (None, "not_asked") else value


def _facts(patient: Patient, visit: int) -> _Facts:
    upto = patient.visits[: len(patient.visits) + visit + 1 if visit < 0 else visit + 1]
    now = {code: each.value for code, each in upto[-1].findings.items()} if upto else {}
    person = {"sex": patient.person.sex, "age_y": patient.person.age_y}
    known = {code: value for code, value in person.items() if value is not None}
    answers: dict[str, Value] = {}
    for earlier in upto[:-1]:
        for code, each in earlier.findings.items():
            if code.startswith("rf_") and each.value != "not_asked":
                answers[code] = each.value
    carried = {code: value for code, value in answers.items() if value == "yes"}
    return _Facts(at_visit={**known, **patient.history, **now}, carried=carried)


def _raised(rule: Rule, facts: _Facts) -> RedFlag | None:
    """The rule's flag with the findings that fired it, or None."""
    if not _holds(rule.conditions, facts):
        return None
    codes = tuple(dict.fromkeys(_codes(rule.conditions, facts)))
    flag = rule.flag
    again = [code for code in codes if code in facts.carried and facts.at_visit.get(code) in (None, "not_asked")]
    reason = flag.reason + (f" (from an earlier visit, not asked again: {', '.join(again)})" if again else "")
    return RedFlag(flag.code, flag.label, flag.action, flag.urgency, reason, flag.source, codes)


def _holds(conditions: Mapping[str, Any], facts: _Facts) -> bool:
    every = all(_true(each, facts) for each in conditions.get("all", ()))
    some = sum(_true(each, facts) for each in conditions.get("any", ()))
    enough = some >= conditions.get("at_least", 1) if "any" in conditions else True
    needed = any(_true(each, facts) for each in conditions["needs_any"]) if "needs_any" in conditions else True
    return every and enough and needed


def _true(condition: Mapping[str, Any], facts: _Facts) -> bool:
    combination = _combinations().get(condition.get("code", ""))
    if combination is not None:
        return _holds(combination, facts)
    if "stem" not in condition:
        return _meets(facts.get(condition["code"]), condition)
    values = [facts.get(code) for code in sided_codes()[condition["stem"]]]
    if "difference_above" in condition:
        left, right = (float(value) if value is not None else None for value in values)
        return left is not None and right is not None and abs(left - right) > condition["difference_above"]
    met = [_meets(value, condition) for value in values]
    return all(met) if condition.get("both") else any(met)


def _meets(value: Value | None, condition: Mapping[str, Any]) -> bool:
    """Whether a known value fulfils a condition; an unknown one never does."""
    if value is None:
        return False
    if "is" in condition:
        return value == condition["is"]
    number = float(value)
    return (
        number < condition.get("below", float("inf"))
        and number > condition.get("above", float("-inf"))
        and number >= condition.get("least", float("-inf"))
    )


def _codes(conditions: Mapping[str, Any], facts: _Facts) -> list[str]:
    """The codes whose conditions hold, down into combinations."""
    found: list[str] = []
    for each in (*conditions.get("all", ()), *conditions.get("any", ()), *conditions.get("needs_any", ())):
        if not _true(each, facts):
            continue
        combination = _combinations().get(each.get("code", ""))
        if combination is not None:
            found += _codes(combination, facts)
        elif "stem" in each:
            found += [code for code in sided_codes()[each["stem"]] if _told(code, each, facts)]
        else:
            found.append(each["code"])
    return found


def _told(code: str, condition: Mapping[str, Any], facts: _Facts) -> bool:
    return "difference_above" in condition or _meets(facts.get(code), condition)


@cache
def _combinations() -> Mapping[str, Mapping[str, Any]]:
    return {entry["code"]: entry for entry in _table().get("combination", [])}


def _assumption(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return (f"assumed: {entry['assumed']}",) if "assumed" in entry else ()


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("hamstrung.patient").joinpath("red_flags.toml").read_text(encoding="utf-8"))
