"""One way to compile a kernel, and how a kernel takes a body or its scratch memory: as one pointer."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.extending import NativeValue, intrinsic, register_model, typeof_impl, unbox

from hamstrung.body.packed import Packed

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def compiled(function: Kernel) -> Kernel:
    """Compiles to machine code at the first call and keeps it on disk for the next process.

    Division by zero gives inf or NaN as in NumPy, rounding is left as written: the same input gives the same bits on
    the same machine. A kernel whose name begins with an underscore is called by kernels alone: the door from Python
    costs time to compile and is left out.
    """
    return _compiled(function, fastmath=False)


def compiled_in_any_order(function: Kernel) -> Kernel:
    """As `compiled`, but what the kernel itself adds up may be added in any order, several terms at a time."""
    return _compiled(function, fastmath={"reassoc", "contract", "nsz"})


def compiled_fused(function: Kernel) -> Kernel:
    """As `compiled`, but a product and the sum that it goes into may be rounded once instead of twice."""
    return _compiled(function, fastmath={"contract"})


def compiled_into(function: Kernel) -> Kernel:
    """As `compiled_fused`, and always made part of what calls it, so that loops take several at a time."""
    return _compiled(function, fastmath={"contract"}, forceinline=True)


def _compiled(function: Kernel, *, fastmath: Any, **more: Any) -> Kernel:
    doors: dict[str, Any] = {"no_cfunc_wrapper": True, "no_cpython_wrapper": function.__name__.startswith("_")}
    return numba.njit(cache=True, error_model="numpy", fastmath=fastmath, **more, **doors)(function)


class PackedType(types.Record):
    """Numba's type of `Packed`: a record whose name is short, since it stands in every kernel's."""

    def __init__(self, record: Any) -> None:
        fields: Any = [(name, each._asdict()) for name, each in record.fields.items()]
        super().__init__(fields, record.size, record.aligned)
        self.name = "packed_" + hashlib.sha256(self.name.encode()).hexdigest()[:16]


register_model(PackedType)(models.RecordModel)
_known: dict[Any, PackedType] = {}


def type_of(memory: Any) -> PackedType:
    """The type of what is packed so."""
    if memory not in _known:
        _known[memory] = PackedType(numba.from_dtype(memory))
    return _known[memory]


@typeof_impl.register(Packed)
def _typeof(value: Packed, _context: Any) -> PackedType:
    value._numba_type_ = found = type_of(value.memory.dtype)  # found there by the next call, which is faster
    return found


@unbox(PackedType)
def _unbox(kind: Any, value: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(value, "address")
    pointer = c.builder.bitcast(c.pyapi.long_as_voidptr(number), c.context.get_value_type(kind))
    c.pyapi.decref(number)
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@intrinsic
def unpacked(_context: Any, memory: Any) -> Any:
    """What is packed, in a kernel that was given `Packed.memory`, which costs least to hand over."""
    found = PackedType(memory.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.bitcast(array.data, context.get_value_type(signature.return_type))

    return found(memory), generate
