"""How long `hamstrung assess` takes, as a whole process, on a cohort that is built.

python benchmarks/assess.py [--size 20000] [--repeats 7]
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "desk_worker.toml"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=20_000)
    options.add_argument("--repeats", type=int, default=7)
    chosen = options.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pyarrow", "hamstrung")))
    with tempfile.TemporaryDirectory() as folder:
        lives = str(Path(folder) / "lives")
        run("cohort", "build", "--size", str(chosen.size), "--out", lives)
        report("hamstrung --help", lambda: run("--help"), repeats=chosen.repeats)
        report(
            "assess --json", lambda: run("assess", str(EXAMPLE), "--json", "--cohort", lives), repeats=chosen.repeats
        )
        html = str(Path(folder) / "report.html")
        report(
            "assess --html",
            lambda: run("assess", str(EXAMPLE), "--html", html, "--cohort", lives),
            repeats=chosen.repeats,
        )


def run(*arguments: str) -> None:
    command = [sys.executable, "-m", "hamstrung.cli", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def report(name: str, work, *, repeats: int) -> None:
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    print(f"{name:>18}: median {statistics.median(times):.2f} s of {repeats}, worst {max(times):.2f} s")


if __name__ == "__main__":
    main()
