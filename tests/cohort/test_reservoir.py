"""Care seekers of many lives: the same people as a cohort's, kept whole or not at all."""

import numpy as np
import pyarrow as pa
import pytest

from hamstrung import cohort, life
from hamstrung.cohort import builder, reservoir, store
from hamstrung.errors import CohortError


@pytest.fixture(scope="module")
def mechanics():
    """Of this version."""
    return life.mechanics()


@pytest.fixture(scope="module")
def seekers(tmp_path_factory, mechanics):
    """Those of 3000 lives."""
    return cohort.seekers(tmp_path_factory.mktemp("cache"), lives=3000, mechanics=mechanics)


def test_they_are_the_care_seekers_of_a_cohort_of_that_seed(seekers, mechanics, tmp_path):
    """The first thousand lives of the plan, lived as a cohort, hold the same care seekers in every column."""
    lives = cohort.build(tmp_path / "lives", size=1000, mechanics=mechanics).cohort
    seeks = np.flatnonzero(lives["seeks_care"] > 0.5)
    assert set(seekers.columns) == set(lives.columns)
    for name in ("log_weight", "u_age", "pain__factual", "pain__hamstrings_healthy", "truth_slr_left_deg"):
        np.testing.assert_array_equal(seekers[name][: seeks.size], lives[name][seeks])
    assert seekers.size == 3000
    assert (seekers["seeks_care"] == 1.0).all()


def test_the_number_of_workers_changes_nothing(seekers, mechanics, tmp_path):
    """One thread lives the same people as several."""
    alone = cohort.seekers(tmp_path, lives=3000, workers=1, mechanics=mechanics)
    assert alone.sha256 == seekers.sha256
    for name in ("log_weight", "pain__factual", "truth_odi"):
        np.testing.assert_array_equal(alone[name], seekers[name])


def test_a_file_cut_short_is_lived_again(mechanics, tmp_path):
    """A damaged file is refused by name, and made again where the default is asked for."""
    first = cohort.seekers(tmp_path, lives=200, mechanics=mechanics)
    (path,) = tmp_path.glob("*.arrow")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CohortError, match="no whole file"):
        reservoir.open_file(path)
    again = cohort.seekers(tmp_path, lives=200, mechanics=mechanics)
    np.testing.assert_array_equal(again["age_y"], first["age_y"])
    assert not list(tmp_path.glob("*.tmp"))


def test_other_beliefs_are_other_people(mechanics):
    """A plan under other beliefs has another digest, so that neither is served for the other."""
    plans = [builder.plan_of(200, 1, held=life.beliefs(preset), mechanics=mechanics) for preset in life.PRESETS]
    assert len({plan.hash for plan in plans}) == len(plans)


@pytest.mark.parametrize("pieces", [(5,), (3, 0, 4), ()])
def test_columns_are_read_from_their_own_memory(pieces):
    """Of one piece, of several or of none, cut from the middle of something longer: the numbers are Arrow's own."""
    chunks = [pa.array(np.arange(10 + n, dtype=np.float32)).slice(4, n) for n in pieces]
    column = pa.chunked_array(chunks, type=pa.float32())
    np.testing.assert_array_equal(store.values(column), column.to_numpy())
