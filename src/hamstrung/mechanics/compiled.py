"""One way to compile a kernel."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(function: Kernel) -> Kernel:
    """Compiles to machine code at the first call and keeps it on disk for the next process.

    Division by zero gives inf or NaN as in NumPy, rounding is left as written: the same input gives the same bits on
    the same machine. A kernel whose name begins with an underscore is called by kernels alone: taking hundreds of
    arrays from Python is half of what compiling costs, and is left out.
    """
    doors: dict[str, Any] = {"no_cfunc_wrapper": True, "no_cpython_wrapper": function.__name__.startswith("_")}
    return numba.njit(cache=True, error_model="numpy", **doors)(function)
