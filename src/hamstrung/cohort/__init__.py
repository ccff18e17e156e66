"""Many lives in many worlds, kept as Parquet.

`build` makes a cohort or finishes an interrupted one, `open` reads one that is whole, `default` builds the ordinary
one on first use; `sample_of` follows its people on, and `compare` sets them beside published statistics.
"""

from hamstrung.cohort.builder import DEFAULT_SEED, DEFAULT_SIZE, Built, build
from hamstrung.cohort.cache import default
from hamstrung.cohort.published import Compared, Target, compare, targets
from hamstrung.cohort.sample import Sample
from hamstrung.cohort.sample import of_cohort as sample_of
from hamstrung.cohort.store import Cohort
from hamstrung.cohort.store import open_directory as open
from hamstrung.cohort.summaries import summary

__all__ = [
    "DEFAULT_SEED",
    "DEFAULT_SIZE",
    "Built",
    "Cohort",
    "Compared",
    "Sample",
    "Target",
    "build",
    "compare",
    "default",
    "open",
    "sample_of",
    "summary",
    "targets",
]
