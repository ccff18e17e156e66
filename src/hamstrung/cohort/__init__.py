"""Many lives in many worlds, kept as Parquet.

`build` makes a cohort or finishes an interrupted one, `open` reads one that is whole, `default` builds the ordinary
one on first use; `seekers` are those of very many lives who seek care; `sample_of` follows a cohort's people on, and
`compare` sets them beside published statistics.
"""

from hamstrung.cohort.builder import DEFAULT_SEED, DEFAULT_SIZE, Built, Progress, build
from hamstrung.cohort.cache import default
from hamstrung.cohort.published import Compared, Target, compare, targets
from hamstrung.cohort.reservoir import LIVES, TIMES_A_COHORT, Seekers
from hamstrung.cohort.reservoir import default as seekers
from hamstrung.cohort.sample import Sample
from hamstrung.cohort.sample import of_cohort as sample_of
from hamstrung.cohort.store import Cohort
from hamstrung.cohort.store import open_directory as open
from hamstrung.cohort.summaries import summary

__all__ = [
    "DEFAULT_SEED",
    "DEFAULT_SIZE",
    "LIVES",
    "TIMES_A_COHORT",
    "Built",
    "Cohort",
    "Compared",
    "Progress",
    "Sample",
    "Seekers",
    "Target",
    "build",
    "compare",
    "default",
    "open",
    "sample_of",
    "seekers",
    "summary",
    "targets",
]
