"""How fast cohorts are lived: people a second in all worlds, by worker, and the memory that it takes.

python benchmarks/cohort.py [--size 20000] [--workers 1 2] [--repeats 3]
"""

import argparse
import os
import platform
import resource
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from hamstrung import cohort, life


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=20_000)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options.add_argument("--repeats", type=int, default=3)
    chosen = options.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pyarrow", "hamstrung")))
    started = time.perf_counter()
    mechanics = life.mechanics()
    built(100, workers=1, mechanics=mechanics)
    print(f"compiling and a first 100 people: {time.perf_counter() - started:.1f} s")
    for workers in chosen.workers:
        times = [built(chosen.size, workers=workers, mechanics=mechanics) for _ in range(chosen.repeats)]
        seconds = statistics.median(times)
        print(
            f"{workers} worker(s): {chosen.size} lives x {len(life.WORLDS)} worlds in {seconds:.1f} s (median of "
            f"{chosen.repeats}), {chosen.size / seconds:.0f} people a second"
        )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def built(size: int, *, workers: int, mechanics: life.Mechanics) -> float:
    """Seconds to build a cohort of this size."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        cohort.build(Path(folder) / "cohort", size=size, workers=workers, mechanics=mechanics)
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
