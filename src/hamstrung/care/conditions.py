"""Conditions on what was found in a person: when a treatment is forbidden, and when there is something to treat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hamstrung.patient import Value, sided_codes

Observed = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on one finding, or on either side of a sided one; an unknown finding fulfils nothing.

    Args:
        codes: of the finding, both sides where it has sides.
        equal: the answer that fulfils it; None for a condition on a number.
        above, below, least: open bounds, and a closed one, that a number must keep.
        reason: what follows, in words.
    """

    codes: tuple[str, ...]
    equal: Value | None = None
    above: float = float("-inf")
    below: float = float("inf")
    least: float = float("-inf")
    reason: str = ""

    def found(self, observed: Observed) -> tuple[str, ...]:
        """The codes that fulfil it."""
        return tuple(code for code in self.codes if code in observed and self._holds(observed[code]))

    def _holds(self, value: Value) -> bool:
        if self.equal is not None:
            return value == self.equal
        if not isinstance(value, int | float):
            return False
        return self.above < value < self.below and value >= self.least


def condition(entry: Mapping[str, Any]) -> Condition:
    """A condition from an entry of a table.

    >>> condition({"stem": "slump_positive", "is": True}).found({"slump_left_positive": True})
    ('slump_left_positive',)
    """
    codes = sided_codes()[entry["stem"]] if "stem" in entry else (entry["code"],)
    bounds = {key: float(entry[key]) for key in ("above", "below", "least") if key in entry}
    return Condition(codes, entry.get("is"), reason=entry.get("reason", ""), **bounds)
