"""What is packed is the same in Python and in a kernel."""

import pickle

import numba
import numpy as np
import pytest

from hamstrung.body.packed import Packed
from hamstrung.mechanics.compiled import unpacked


class Parcel(Packed):
    """A number, some integers, a matrix and nothing."""

    weight: float
    places: np.ndarray
    arms: np.ndarray
    nothing: np.ndarray


def parcel() -> Parcel:
    """One of each."""
    return Parcel(weight=2.5, places=[3, 1], arms=np.arange(6.0).reshape(2, 3), nothing=np.zeros((0, 3)))


@numba.njit
def doubled(one):
    """Doubles the matrix in place."""
    for i in range(one.arms.shape[0]):
        for j in range(one.arms.shape[1]):
            one.arms[i, j] *= 2.0
    return one.weight + one.places[0] + one.nothing.shape[0]


@numba.njit
def doubled_in(memory):
    """As `doubled`, from the block of memory."""
    return doubled(unpacked(memory))


def test_a_kernel_reads_and_writes_the_arrays_that_python_sees():
    """Numbers and arrays go in, and what the kernel writes stands in Python's arrays, by either door."""
    one = parcel()
    assert doubled(one) == 5.5
    assert doubled_in(one.memory) == 5.5
    np.testing.assert_array_equal(one.arms, 4.0 * np.arange(6.0).reshape(2, 3))


def test_a_changed_copy_leaves_the_first_alone():
    """Replacing copies every field."""
    one = parcel()
    other = one._replace(weight=1.0)
    doubled(other)
    assert (one.weight, other.weight) == (2.5, 1.0)
    np.testing.assert_array_equal(one.arms, np.arange(6.0).reshape(2, 3))


def test_it_travels_between_processes():
    """Pickled and read back, every field is the same, of the same type."""
    one = parcel()
    found = pickle.loads(pickle.dumps(one))
    for name, value in one._asdict().items():
        np.testing.assert_array_equal(getattr(found, name), value)
        assert np.asarray(getattr(found, name)).dtype == np.asarray(value).dtype
    assert doubled(found) == 5.5


def test_a_missing_or_unknown_field_is_refused_by_name():
    """Neither more nor less than the annotated fields."""
    with pytest.raises(TypeError, match="nothing"):
        Parcel(weight=1.0, places=[1], arms=[1.0])
    with pytest.raises(TypeError, match="colour"):
        parcel()._replace(colour=1.0)
