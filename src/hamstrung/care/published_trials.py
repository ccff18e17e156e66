"""Published trials as designs that can be done again in simulated people."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hamstrung.care import trial_design
from hamstrung.care.trial import TrialResult
from hamstrung.care.trial_design import Design

PEOPLE = 400
"""Randomised in each repeat: many, so that the mean over the repeats is sharp."""
REPEATS = 400


@dataclass(frozen=True, slots=True)
class PublishedTrial:
    """A published effect and how it is done again.

    Args:
        id: of it.
        what, who: what was compared, and in whom.
        split: `calibration` where the study guided a number of ours, else `validation`.
        set_to: whether this very number did.
        study, evidence: where it was published.
        unit: `SMD`, or that of the outcome.
        published, low, high: the effect with its 95 % interval.
        interval: how the interval was obtained; empty where it was printed.
        remark: one line, told where ours lies outside.
        design: of the trial.
    """

    id: str
    what: str
    who: str
    split: str
    set_to: bool
    study: str
    evidence: tuple[str, ...]
    unit: str
    published: float
    low: float
    high: float
    interval: str
    remark: str
    design: Design

    def effect(self, found: TrialResult) -> float:
        """Ours, on the published scale."""
        first = found.effects[0]
        return first.smd if self.unit == "SMD" else first.difference.mean


@cache
def published() -> tuple[PublishedTrial, ...]:
    """All of them, in the order of their table."""
    text = resources.files("hamstrung.care").joinpath("published_trials.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return tuple(_trial(name, entry, table["groups"]) for name, entry in table["trials"].items())


def _trial(name: str, entry: Mapping[str, Any], groups: Mapping[str, Any]) -> PublishedTrial:
    group = groups[entry["group"]]
    plan = {
        "title": name.replace("_", " "),
        "people": PEOPLE,
        "repeats": REPEATS,
        "include": group["include"],
        "arms": [
            {"name": "treated", "treatments": entry["arm"], "contact": True},
            {
                "name": "control",
                "treatments": entry.get("control", []),
                "contact": entry.get("control_contact", False),
            },
        ],
        "outcomes": [entry["outcome"]],
    }
    return PublishedTrial(
        id=name,
        what=entry["what"],
        who=group["what"],
        split=entry["split"],
        set_to=entry["set_to"],
        study=entry["study"],
        evidence=tuple(entry["evidence"]),
        unit=entry["unit"],
        published=entry["published"],
        low=entry["low"],
        high=entry["high"],
        interval=entry.get("interval", ""),
        remark=entry["remark"],
        design=trial_design.from_mapping(plan, source="published_trials.toml"),
    )
