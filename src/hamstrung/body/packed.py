"""Arrays that stand in one block of memory and know each other's places: what compiled kernels take as one pointer.

A kernel that is handed seventy arrays one by one spends longer on taking them than a small kernel works. Here all of
them are fields of one record whose layout is a constant of the kernel's type; in Python they are plain arrays.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray


class Packed:
    """A class whose annotations name arrays of floats or integers, or single numbers; all are given by keyword.

    Given arrays are copied. `memory` is the block, a record in an array of one, (1,).
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    memory: NDArray[np.void]
    address: int
    _numba_type_: Any

    def __init_subclass__(cls) -> None:
        """Fields are what the class annotates, in order."""
        cls._fields = tuple(cls.__annotations__)

    def __init__(self, **values: Any) -> None:
        if values.keys() != set(self._fields):
            raise TypeError(f"{type(self).__name__} takes {set(self._fields) ^ values.keys()} otherwise")
        found = {name: _own(values[name]) for name in self._fields}
        self.memory = np.zeros(1, _record(*((name, each.dtype.char, each.shape) for name, each in found.items())))
        self.address = self.memory.ctypes.data
        for name, each in found.items():
            place = self.memory[name]
            place[0] = each
            setattr(self, name, place[0] if each.shape else each.item())

    def __iter__(self) -> Iterator[Any]:
        """The fields' values, in order."""
        return (getattr(self, name) for name in self._fields)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travels as its fields."""
        return _again, (type(self), self._asdict())

    def _asdict(self) -> dict[str, Any]:
        """The fields by their names."""
        return {name: getattr(self, name) for name in self._fields}

    def _replace(self, **changes: Any) -> Self:
        """The same with some fields changed."""
        return type(self)(**{**self._asdict(), **changes})


def _again(kind: type[Packed], values: dict[str, Any]) -> Packed:
    return kind(**values)


def _own(value: Any) -> NDArray[Any]:
    """A value as float64 or int64."""
    array = np.asarray(value)
    return array.astype(np.int64 if array.dtype.kind in "iub" else np.float64)


@lru_cache(maxsize=64)
def _record(*fields: tuple[str, str, tuple[int, ...]]) -> np.dtype[np.void]:
    """The layout of fields of such names, types and shapes; one object each, so that they compare fast."""
    return np.dtype([(name, np.dtype(kind), shape) for name, kind, shape in fields], align=True)
