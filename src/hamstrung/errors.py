"""Every error of ours, with the parts that a message is made of.

Three kinds: the caller's mistake (`InputError`), what the science cannot say (`ScienceError`) and a store
that is not whole (`CohortError`). Numerical failure is no error: it is a value in the result, with its
residual.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class HamstrungError(Exception):
    """Anything that hamstrung raises on purpose."""


class InputError(HamstrungError):
    """A value that came from outside and cannot be used; nothing was written.

    The message names the file, the field, what came, what is allowed and what to do next.

    Args:
        field: the field's full name, such as `visits[0].findings.slr_left_deg`; empty for the whole file.
        problem: what is wrong, as the end of a sentence that starts with the field.
        source: the file or form that it came from.
        hint: what to do next.
    """

    def __init__(self, field: str, problem: str, *, source: str = "", hint: str = "") -> None:
        self.field, self.problem, self.source, self.hint = field, problem, source, hint
        place = ": ".join(part for part in (source, field) if part)
        super().__init__(f"{place} {problem}".strip() + (f"; {hint}" if hint else ""))

    @classmethod
    def outside(
        cls, field: str, value: object, low: float, high: float, *, source: str = "", unit: str = ""
    ) -> "InputError":
        """A number outside its range."""
        unit = f" {unit}" if unit else ""
        hint = "was it typed without a decimal point or in another unit?"
        return cls(field, f"is {value}, outside {low:g} to {high:g}{unit}", source=source, hint=hint)

    @classmethod
    def unknown(cls, field: str, known: Iterable[str], *, source: str = "", what: str = "field") -> "InputError":
        """A name that nobody knows, with the nearest that is known."""
        name = field.rsplit(".", 1)[-1]
        near = get_close_matches(name, list(known), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else ""
        return cls(field, f"is not a known {what}", source=source, hint=hint)


class ScienceError(HamstrungError):
    """The model or the evidence cannot answer this; the parts of the reason are kept."""

    def __init__(self, quantity: str, reason: str, *, hint: str = "") -> None:
        self.quantity, self.reason, self.hint = quantity, reason, hint
        super().__init__(f"{quantity}: {reason}" + (f"; {hint}" if hint else ""))


class CohortError(HamstrungError):
    """A cohort on disk that is not whole or not of this model."""
