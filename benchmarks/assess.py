"""How long a diagnosis takes: first answer, refined answer, one finding more, and `hamstrung assess` as a process.

python benchmarks/assess.py [CASES.toml] [--size 20000] [--repeats 3] [--json]

Patients are the examples, or published cases where a file of them is given; medians over patients. Care seekers are
lived before anything is timed. Seconds are wall clock; beside them the processor time, which a busy machine leaves
alone.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from hamstrung import wiring

wiring.keep_kernels()

from hamstrung import diagnosis, evidence, patient  # noqa: E402

ROOT = Path(__file__).parents[1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("cases", type=Path, nargs="?")
    options.add_argument("--size", type=int, default=20_000)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = patients(chosen.cases, Path(folder) / "cases")
        cohort = Path(folder) / "lives"
        run("cohort", "build", "--size", str(chosen.size), "--out", str(cohort))
        run("assess", str(files[0]), "--json", "--cohort", str(cohort))
        lives = wiring.open_lives(cohort, beliefs="literature", seed=None, progress=lambda done, parts: None)
        rows = inside(files, lives)
        for file, row in zip(files, rows, strict=True):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            row["process"] = timed(lambda f=file: run("assess", str(f), "--json", "--cohort", str(cohort)))[0]
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            row["process_cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        extra = {
            "help": statistics.median(timed(lambda: run("--help"))[0] for _ in range(chosen.repeats)),
            "html": statistics.median(
                timed(lambda: run("assess", str(files[0]), "--html", f"{folder}/r.html", "--cohort", str(cohort)))[0]
                for _ in range(chosen.repeats)
            ),
        }
    tell(rows, extra, as_json=chosen.json)


def patients(cases: Path | None, folder: Path) -> list[Path]:
    """Patient files: published cases, or the examples."""
    if cases is None:
        return sorted((ROOT / "examples").rglob("*.toml"))
    run("import", str(cases), "-o", str(folder))
    return sorted(folder.glob("*.toml"))


def inside(files: list[Path], lives) -> list[dict[str, object]]:
    """Seconds inside a running process, for every patient."""
    population = diagnosis.Population.of(lives.cohort)
    words = patient.vocabulary()
    known = {
        "vocabulary": words,
        "model": lives.model,
        "grades": {claim.id: claim.grade for claim in evidence.claims()},
    }
    people = [wiring.read_patient(file) for file in files]
    diagnosis.assess(people[0], population, replay=lives.replay, **known)
    rows = []
    for who in people:
        posterior, _ = timed(lambda who=who: diagnosis.posterior_of(who, population, vocabulary=words))
        first, first_cpu = timed(lambda who=who: diagnosis.assess(who, population, **known))
        started = time.process_time()
        refined, found = kept(
            lambda who=who: diagnosis.posterior_of(who, population, vocabulary=words, replay=lives.replay)
        )
        refined_cpu = time.process_time() - started
        answer, _ = timed(lambda who=who: diagnosis.assess(who, population, replay=lives.replay, **known))
        rows.append(
            {
                "id": who.id or "example",
                "findings": len(found.likelihood.codes),
                "posterior": posterior,
                "first": first,
                "first_cpu": first_cpu,
                "refined": refined,
                "refined_cpu": refined_cpu,
                "answer": answer,
                "update": one_more(who, population, lives),
                "effective_sample_size": found.reliability.effective_sample_size,
                "pareto_k": found.reliability.pareto_k,
                "sharp": found.sharp,
                "walked": found.first is not None,
            }
        )
    return rows


def one_more(who: patient.Patient, population: diagnosis.Population, lives) -> float | None:
    """Seconds until the answer has taken in the patient's last finding; None where there are fewer than two."""
    known = diagnosis.observations(who, vocabulary=patient.vocabulary())
    used = [code for code in known if known[code] != "not_asked"]
    if len(used) < 2:
        return None
    session = diagnosis.Session(who, population, vocabulary=patient.vocabulary(), replay=lives.replay)
    session.forget(used[-1])
    session.posterior  # noqa: B018
    session.observe(used[-1], known[used[-1]])
    return timed(lambda: session.posterior)[0]


def tell(rows: list[dict[str, object]], extra: dict[str, float], *, as_json: bool) -> None:
    """Print every patient, and the medians."""
    names = ("posterior", "first", "first_cpu", "refined", "refined_cpu", "answer", "update", "process", "process_cpu")
    median = {n: statistics.median(r[n] for r in rows if r[n] is not None) for n in names if any(r[n] for r in rows)}
    ess = [row["effective_sample_size"] for row in rows]
    median |= extra | {"effective_sample_size": {"median": statistics.median(ess), "min": min(ess)}}
    if as_json:
        print(json.dumps({"patients": rows, "median": median}, indent=1))
        return
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, ", end="")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "pyarrow", "hamstrung")))
    print(f"{'patient':>24} findings " + " ".join(f"{name:>11}" for name in names) + "   people     k sharp")
    for row in rows:
        times = " ".join(f"{row[n]:11.3f}" if row[n] is not None else f"{'-':>11}" for n in names)
        ess, k = row["effective_sample_size"], row["pareto_k"]
        print(f"{row['id']:>24} {row['findings']:8} {times} {ess:8.0f} {k:5.2f} {'yes' if row['sharp'] else 'no'}")
    print(f"{'median':>24} {'':8} " + " ".join(f"{median.get(n, float('nan')):11.3f}" for n in names))
    print(f"hamstrung --help: {extra['help']:.2f} s, assess --html: {extra['html']:.2f} s")


def run(*arguments: str) -> None:
    command = [sys.executable, "-m", "hamstrung.cli", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(work) -> tuple[float, float]:
    """Seconds by the wall and by the processor."""
    started, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - used


def kept(work):
    """Seconds, and what the work gave."""
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


if __name__ == "__main__":
    main()
