"""The simulated population beside published statistics: what lies inside its interval, and what misses and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hamstrung import life
from hamstrung.life import worlds
from hamstrung.life.targets import MISSES, TARGETS, Columns, Target

BATCH = 6000
"""People simulated at a time."""


def figures(size: int, *, seed: int, mechanics: life.Mechanics | None = None) -> dict[str, Any]:
    """Every target with our value and its 90 % interval over batches of people.

    Args:
        size: people, drawn plainly from the population; at least four batches are made.
        seed: of their stored random numbers.
        mechanics: of this version unless given.

    Returns:
        `people`, `seed`, `preset` and `targets`: published interval, cohort value and interval, inside, reason.
    """
    batches = max(4, -(-size // BATCH))
    parts = [_batch(BATCH, seed=(seed, k), mechanics=mechanics or life.mechanics()) for k in range(batches)]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    rows = [_row(target, whole, parts) for target in (*TARGETS, *MISSES)]
    return {"people": batches * BATCH, "seed": seed, "preset": "literature", "targets": rows}


def page(made: Mapping[str, Any]) -> str:
    """The figures as a page."""
    inside = [row for row in made["targets"] if row["inside"]]
    lines = [
        "# The simulated population against published statistics",
        "",
        f"{made['people']} people drawn plainly from the population under the preset *{made['preset']}*; "
        f"{len(inside)} of {len(made['targets'])} statistics lie inside their interval. These intervals guided the "
        "choice of parameters: this page shows calibration, not an independent proof.",
        "",
        "| statistic | evidence | published | ours (90 %) | inside | why not |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_line(row) for row in made["targets"]]
    command = f"\nMade by `{made['command']}`." if "command" in made else ""
    return "\n".join(lines) + "\n" + command


def _batch(n: int, *, seed: tuple[int, int], mechanics: life.Mechanics) -> Columns:
    generator = np.random.default_rng(seed)
    u = (generator.integers(0, 2**23, (n, len(life.NODES))) + 0.5) / 2**23
    masks = (0, worlds.HAMSTRINGS, worlds.OTHERS_ABSENT)
    lived = life.simulate(u, mechanics=mechanics, beliefs=life.beliefs(), masks=masks)
    return life.columns_of(lived, mechanics=mechanics, parameters=life.parameter_record()[0])


def _row(target: Target, whole: Columns, parts: Sequence[Columns]) -> dict[str, Any]:
    value = target.of(whole)
    spread = 1.645 * float(np.std([target.of(part) for part in parts], ddof=1)) / len(parts) ** 0.5
    return {
        "id": target.name,
        "evidence": target.evidence,
        "low": target.low,
        "high": target.high,
        "cohort": value,
        "cohort_low": value - spread,
        "cohort_high": value + spread,
        "inside": bool(target.low <= value <= target.high),
        "reason": target.reason,
    }


def _line(row: Mapping[str, Any]) -> str:
    ours = f"{row['cohort']:.3g} ({row['cohort_low']:.3g} to {row['cohort_high']:.3g})"
    inside = "yes" if row["inside"] else "no"
    return (
        f"| {row['id']} | {row['evidence']} | {row['low']:g} to {row['high']:g} | {ours} | {inside} | {row['reason']} |"
    )
