"""How much of each claim is believed: a strength per claim, from 0 (off) to 1 (at face value)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hamstrung.errors import InputError
from hamstrung.life.priors import read_table

PRESETS = ("literature", "essay")
_STRONGEST = 3.0


@dataclass(frozen=True, slots=True)
class Switch:
    """What turns one claim on and off.

    Args:
        claim: its id, C1 to C28.
        name: of the switch; None for a claim that is no mechanism of a life.
        strength: preset -> strength.
        off: what strength 0 means.
        note: what else there is to say.
    """

    claim: str
    name: str | None
    strength: Mapping[str, float]
    off: str
    note: str


@dataclass(frozen=True, slots=True)
class Beliefs:
    """A strength for every claim with a switch.

    Args:
        preset: the preset that they started from.
        strength: claim -> strength.
        overrides: those that were set by hand.
    """

    preset: str
    strength: Mapping[str, float]
    overrides: Mapping[str, float]

    def record(self) -> NDArray[np.void]:
        """Strengths as a record of one row, as the kernel reads them."""
        return np.array([tuple(self.strength.values())], dtype=record_type())


@cache
def switches() -> Mapping[str, Switch]:
    """Every claim's switch, C1 to C28."""
    return {
        claim: Switch(
            claim=claim,
            name=str(row["switch"]) if "switch" in row else None,
            strength={preset: float(row[preset]) for preset in PRESETS if preset in row},  # type: ignore[arg-type]
            off=str(row.get("off", "")),
            note=str(row.get("note", "")),
        )
        for claim, row in read_table("beliefs.toml").items()
    }


@cache
def record_type() -> np.dtype:
    """The record of strengths that compiled code reads, one float64 field per claim with a switch."""
    return np.dtype([(claim, "f8") for claim, switch in switches().items() if switch.name])


def beliefs(preset: str = "literature", *, overrides: Mapping[str, float] | None = None) -> Beliefs:
    """Strengths of a preset, with single claims set by hand.

    >>> beliefs("literature", overrides={"C8": 0.0}).strength["C8"]
    0.0

    Args:
        preset: `literature` (as the evidence supports) or `essay` (every claim at face value).
        overrides: claim or switch name -> strength, 0 (off) to 3; 1 is face value.

    Raises:
        InputError: for an unknown preset or claim, or a strength outside its range.
    """
    if preset not in PRESETS:
        raise InputError.unknown(preset, PRESETS, what="preset of beliefs")
    mechanisms = {claim: switch for claim, switch in switches().items() if switch.name}
    by_name = {str(switch.name): claim for claim, switch in mechanisms.items()}
    chosen: dict[str, float] = {}
    for name, value in (overrides or {}).items():
        claim = by_name.get(name, name)
        if claim not in mechanisms:
            raise InputError.unknown(name, [*mechanisms, *by_name], what="claim with a switch")
        if not 0.0 <= value <= _STRONGEST:
            raise InputError.outside(name, value, 0.0, _STRONGEST)
        chosen[claim] = float(value)
    strength = {claim: switch.strength[preset] for claim, switch in mechanisms.items()} | chosen
    return Beliefs(preset, strength, chosen)
