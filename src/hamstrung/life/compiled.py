"""How the equations of a life are compiled: once, for all threads, and without counting who holds an array.

Counting costs more than most equations here. None of them makes an array or keeps one: arrays come in as arguments and
are filled in place.
"""

from collections.abc import Callable
from typing import Any, cast

import numba

_njit = cast(Any, numba.njit)


def compiled(equation: Callable[..., Any]) -> Any:
    """An equation, compiled at its first call and kept."""
    return _njit(cache=True, nogil=True, _nrt=False)(equation)


def compiled_sums(equation: Callable[..., Any]) -> Any:
    """The same for sums over many terms, which may be added up in any order."""
    return _njit(cache=True, nogil=True, _nrt=False, fastmath={"reassoc", "contract"})(equation)
