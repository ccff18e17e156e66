"""Numbers between SI floats and the millimetres and degrees of a file, without losing a bit.

Millimetres are metres with the point moved, which decimals do exactly. Degrees are written with as many digits as it
takes to read the same radians back.
"""

from decimal import Context, Decimal
from typing import Final

_EXACT: Final = Context(prec=60)
_DEGREES: Final = Decimal(180) / Decimal("3.14159265358979323846264338327950288419716939937510582097494")
_MOVED: Final = {"mm": 3, "mm2": 6}


def write(value: float, unit: str) -> str:
    """A float in SI as the text of a number in `unit`.

    >>> write(0.0343, "mm")
    '34.3'
    """
    if unit == "deg":
        return _degrees(value)
    number = Decimal(repr(float(value)))
    return _plain(number.scaleb(_MOVED.get(unit, 0), context=_EXACT))


def read(number: Decimal | int, unit: str) -> float:
    """The float in SI that a number in `unit` stands for.

    >>> read(Decimal("34.3"), "mm")
    0.0343
    """
    exact = Decimal(number)
    if not exact.is_finite():
        return float(exact)
    if unit == "deg":
        return float(_EXACT.divide(exact, _DEGREES))
    return float(exact.scaleb(-_MOVED.get(unit, 0), context=_EXACT))


def _degrees(value: float) -> str:
    degrees = _EXACT.multiply(Decimal(float(value)), _DEGREES)
    for digits in range(6, 22):
        rounded = Context(prec=digits).plus(degrees)
        if read(rounded, "deg") == value:
            return _plain(rounded)
    return _plain(degrees)


def _plain(number: Decimal) -> str:
    """Without an exponent, as TOML and people read it."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
