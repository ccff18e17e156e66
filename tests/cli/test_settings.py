"""Settings from the environment."""

from pathlib import Path

import pytest

from hamstrung import settings
from hamstrung.errors import InputError


def test_the_environment_may_choose():
    """Cache, cohort and workers come from their variables."""
    chosen = settings.load(
        {"HAMSTRUNG_CACHE_DIR": "/c", "HAMSTRUNG_COHORT": "/d", "HAMSTRUNG_WORKERS": "3"}, processors=8
    )
    assert chosen == settings.Settings(Path("/c"), Path("/d"), 3)


def test_without_a_word_the_machine_decides():
    """No variables: the user's cache folder, no cohort of one's own, all processors, at least one."""
    chosen = settings.load({"HAMSTRUNG_COHORT": ""}, processors=0)
    assert chosen.cohort_dir is None
    assert chosen.workers == 1
    assert "hamstrung" in chosen.cache_dir.parts


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5"])
def test_workers_are_a_whole_number(workers):
    """Anything else is refused by name."""
    with pytest.raises(InputError, match="HAMSTRUNG_WORKERS"):
        settings.load({"HAMSTRUNG_WORKERS": workers}, processors=2)
