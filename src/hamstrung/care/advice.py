"""Advice beside treatments: how irritable the pain is, what the day asks for, flares, stops and referrals."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hamstrung.care.conditions import Observed, condition
from hamstrung.diagnosis import Referral


@dataclass(frozen=True, slots=True)
class Irritability:
    """How easily the pain is stirred up, and what follows for the dose.

    Args:
        level: `low`, `moderate` or `high`.
        start_share: of the full dose to begin with.
        pain_limit_nprs: pain during exercise up to which one may go on.
        because: codes of the findings behind it.
    """

    level: str
    start_share: float
    pain_limit_nprs: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """One piece of advice in the clinician's and in the patient's words."""

    clinical: str
    plain: str


def irritability(observed: Observed) -> Irritability:
    """How irritable the pain is; moderate where nothing says otherwise."""
    entry = next(entry for entry in _table()["irritability"] if _met(entry, observed) is not None)
    because = _met(entry, observed) or ()
    return Irritability(entry["level"], entry["start_share"], entry["pain_limit_nprs"], because)


def day(observed: Observed) -> tuple[Words, ...]:
    """What the pain's course over the day asks for."""
    entries = (entry for entry in _table()["day"] if _met(entry, observed) is not None)
    return tuple(Words(entry["clinical"], entry["plain"]) for entry in entries)


def flare() -> tuple[Words, ...]:
    """What to do in a flare."""
    table = _table()["flare"]
    return tuple(Words(*pair) for pair in zip(table["clinical"], table["plain"], strict=True))


def stop(*, plain: bool = False) -> tuple[str, ...]:
    """When to stop, in the clinician's or in the patient's words."""
    return tuple(_table()["stop"]["plain" if plain else "clinical"])


def referrals(observed: Observed, *, tried: Collection[str] = ()) -> tuple[Referral, ...]:
    """Whom to send to, beside what red flags ask for.

    Args:
        observed: history and findings by code.
        tried: kinds of treatment that were given before.
    """
    entries = (
        entry
        for entry in _table()["refer"]
        if _met(entry, observed) is not None and (set(entry.get("after", tried)) & set(tried) or "after" not in entry)
    )
    return tuple(Referral(entry["to"], entry["urgency"], entry["reason"]) for entry in entries)


def _met(entry: Mapping[str, Any], observed: Observed) -> tuple[str, ...] | None:
    """Codes that meet all conditions under `all` and one under `any`, or None where they are not met."""
    every = [condition(each).found(observed) for each in entry.get("all", ())]
    some = [condition(each).found(observed) for each in entry.get("any", ())]
    if not all(every) or (some and not any(some)):
        return None
    return tuple(dict.fromkeys(code for codes in (*every, *some) for code in codes))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("hamstrung.care").joinpath("advice.toml").read_text(encoding="utf-8"))
