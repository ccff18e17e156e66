"""The topics in the order of the page, and what each has to say.

A topic is a module of this package with `targets()`, and perhaps `sections()`, `MISSES` and `SEED` (of its random
people). One that raises is named with its error after all others had their turn.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module, resources
from types import ModuleType
from typing import Final

from hamstrung.workflows.mechanics_targets.target import Section, Target

PACKAGE: Final = "hamstrung.workflows.mechanics_targets"
TOPICS: Final = (
    "passive_hamstrings",
    "arms",
    "clinical_tests",
    "spine_shape",
    "standing",
    "bending",
    "sitting",
    "pressures",
    "recruitment",
    "convergence",
    "stability",
    "abdomen",
    "sacroiliac",
    "asymmetry",
    "gait",
    "shock",
    "tendon_origin",
    "nerve",
    "oracles",
)
"""Modules of this package in the order of the page; one that is not named here comes last."""

NO_TOPICS: Final = ("__init__", "target", "topics")
"""Modules of this package that are the machinery."""


@dataclass(frozen=True)
class Told:
    """What a topic gave.

    Attributes:
        topic: the module's name
        targets: published numbers beside ours
        sections: further parts of the page
        misses: what is known of a miss, by the target's quantity or its beginning
        seed: of its random people, where it draws any
    """

    topic: str
    targets: Sequence[Target] = ()
    sections: Sequence[Section] = ()
    misses: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None

    def said(self, target: Target) -> str:
        """What is known of a miss: the note whose key is the longest beginning of its quantity, or nothing."""
        known = [key for key in self.misses if target.quantity.startswith(key)]
        return self.misses[max(known, key=len)] if known else ""


def present() -> list[str]:
    """The topics that exist, in the order of the page."""
    files = (entry.name.removesuffix(".py") for entry in resources.files(PACKAGE).iterdir() if entry.is_file())
    found = {name for name in files if name.isidentifier()} - set(NO_TOPICS)
    return sorted(found, key=lambda name: (TOPICS.index(name) if name in TOPICS else len(TOPICS), name))


def gather(
    names: Sequence[str] | None = None,
    *,
    load: Callable[[str], ModuleType] = lambda name: import_module(f"{PACKAGE}.{name}"),
    progress: Callable[[str], None] = lambda name: None,
) -> list[Told]:
    """Lets every topic speak.

    Args:
        names: the topics, all that exist by default
        load: finds a topic's module
        progress: told the name of each topic before its turn

    Raises:
        ExceptionGroup: with one error per topic that raised, each naming its topic.
    """
    told, raised = [], []
    for name in present() if names is None else names:
        progress(name)
        try:
            told.append(_listen(name, load(name)))
        except Exception as error:
            named = RuntimeError(f"topic {name}: {type(error).__name__}: {error}")
            named.__cause__ = error
            raised.append(named)
    if raised:
        raise ExceptionGroup("topics of the mechanics' page raised", raised)
    _check_names(told)
    return told


def _listen(name: str, module: ModuleType) -> Told:
    targets = tuple(_checked(module.targets())) if hasattr(module, "targets") else ()
    sections = tuple(module.sections()) if hasattr(module, "sections") else ()
    return Told(name, targets, sections, getattr(module, "MISSES", {}), getattr(module, "SEED", None))


def _checked(targets: Iterator[Target]) -> Iterator[Target]:
    for target in targets:
        if not all(math.isfinite(value) for value in (target.low, target.high, target.ours)):
            raise ValueError(f"{target.group}, {target.quantity} has a number that is not finite")
        if target.low > target.high:
            raise ValueError(f"{target.group}, {target.quantity} has an interval from {target.low} to {target.high}")
        yield target


def _check_names(told: Sequence[Told]) -> None:
    """Sections name their pictures' files, so that two must not share a name."""
    owner: dict[str, str] = {}
    for each in told:
        for section in each.sections:
            if section.name in owner:
                raise RuntimeError(f"topics {owner[section.name]} and {each.topic} both have a section {section.name}")
            owner[section.name] = each.topic
