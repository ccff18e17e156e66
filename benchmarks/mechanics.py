"""How long one posture takes, with muscle forces and disc loads, on one core.

python benchmarks/mechanics.py [--repeats 31] [--tasks standing,toe_touch] [--without-parts] [--without-peers]
                               [--cores 1,2]

Warm starts from the same person's posture with 3 degrees less deficit, cold starts from the task's own first guess.
Parts are timed in the standing posture, in a compiled loop as the solver calls them. Times are processor time of this
process, so that others on the machine count less. OpenSim's time in the table is what we measured once, apart, on its
own full body; the comparisons on our own body, in this run, are those of `peers.py`. Cores share people, not a posture:
each process solves its own, and the wall clock counts, so that they scale as far as the machine is idle.
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from hamstrung import wiring  # noqa: E402

wiring.keep_kernels()

import numba  # noqa: E402
import numpy as np  # noqa: E402
import peers  # noqa: E402
from peers import DEFICIT_DEG, LOOP, NEIGHBOUR_DEG, OPENSIM_S, PERSON, hamstrings, median  # noqa: E402

from hamstrung import body as bodies  # noqa: E402
from hamstrung.mechanics import (  # noqa: E402
    TASKS,
    Deficit,
    contact,
    effort,
    kinematics,
    layout,
    loads,
    paths,
    potential,
    recruitment,
    tasks,
)
from hamstrung.mechanics.hamstrings import Anatomy  # noqa: E402
from hamstrung.mechanics.posture import solve_in  # noqa: E402
from hamstrung.mechanics.solver import Solver  # noqa: E402
from hamstrung.units import GRAVITY  # noqa: E402

MOST_MS = 2.0
"""What one warm posture may take at most."""


def main() -> None:
    """Print machine, versions and medians."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--repeats", type=int, default=31)
    options.add_argument("--tasks", default=",".join(TASKS))
    options.add_argument("--without-parts", action="store_true", help="neither parts nor peers")
    options.add_argument("--without-peers", action="store_true")
    options.add_argument("--cores", default="", help="processes among which people are shared, such as 1,2")
    chosen = options.parse_args()
    print(machine())
    if chosen.cores:
        for cores in map(int, chosen.cores.split(",")):
            print(f"{cores} processes: {scaling(cores):.0f} people a second, standing and bending, body included")
        print()
    on_one_core()
    print(f"{len(bodies.MUSCLES)} fascicles, 33 joint angles; medians of {chosen.repeats} on one core\n")
    print(f"{'task':24} {'warm ms':>8} {'steps':>6} {'cold ms':>8} {'steps':>6}   OpenSim / warm")
    warm = []
    for name in chosen.tasks.split(","):
        row = posture(name, repeats=chosen.repeats)
        warm.append(row[0])
        low, high = (1e3 * seconds / row[0] for seconds in OPENSIM_S)
        print(f"{name:24} {row[0]:8.3f} {row[1]:6d} {row[2]:8.3f} {row[3]:6d}   {low:6.0f}-{high:.0f}")
    within = sum(each <= MOST_MS for each in warm)
    print(f"\nmedian over tasks {statistics.median(warm):.3f} ms; {within} of {len(warm)} within {MOST_MS} ms")
    if chosen.without_parts:
        return
    print("\nparts of the standing posture, microseconds")
    for label, microseconds in parts(repeats=chosen.repeats).items():
        print(f"{label:52} {microseconds:8.1f}")
    if not chosen.without_peers:
        print()
        for line in peers.compare(repeats=chosen.repeats):
            print(line, flush=True)


def on_one_core() -> None:
    """Keep this process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def machine() -> str:
    """The machine's class and the versions that matter."""
    found = [f"{platform.system()} {platform.machine()}", f"{os.cpu_count()} processors"]
    found.append(f"Python {platform.python_version()}")
    for package in ("numpy", "numba", "llvmlite", "hamstrung"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)


def posture(name: str, *, repeats: int) -> tuple[float, int, float, int]:
    """Warm milliseconds and steps, cold milliseconds and steps of one task."""
    solver = Solver(Anatomy(bodies.build(PERSON)), TASKS[name])
    neighbour = tasks.start(TASKS[name])
    solved(solver, neighbour, hamstrings(solver, NEIGHBOUR_DEG), near=False)
    own, known = hamstrings(solver, DEFICIT_DEG), solver.memory
    q = neighbour.copy()
    steps = {"warm": solved(solver, q, own, near=True)}

    def warm() -> None:
        q[:] = neighbour
        solver.memory = known
        solved(solver, q, own, near=True)

    first = tasks.start(TASKS[name])
    steps["cold"] = solved(solver, first.copy(), own, near=False)

    def cold() -> None:
        q[:] = first
        solved(solver, q, own, near=False)

    warm_ms = 1e3 * median(warm, repeats=repeats)
    return warm_ms, steps["warm"], 1e3 * median(cold, repeats=max(3, repeats // 4)), steps["cold"]


def solved(solver: Solver, q: np.ndarray, own: potential.Tissue, *, near: bool) -> int:
    """Posture, muscle forces and disc loads; how many steps it took."""
    residual, kkt, steps = solver.run(q, own, near=near)
    if max(residual, kkt) > 1e-6 * PERSON.mass_kg * GRAVITY * PERSON.height_m:
        raise SystemExit(f"{solver.task.name} did not settle: {residual:.2g} Nm, {kkt:.2g} Nm")
    a, w = solver.anatomy, solver.anatomy.scratch
    if solver.share().kkt_residual > 1e-8:
        raise SystemExit(f"{solver.task.name}: muscle forces did not settle")
    loads.disc_loads(q, a.body, a.spans, solver.weights, w.passive + w.bounded * w.strength, w, np.zeros((6, 3)))
    return steps


PEOPLE = 400
"""People shared among processes."""


def scaling(cores: int) -> float:
    """People a second that so many processes solve, standing and bent, from their body's build to the loads."""
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(_person, range(4 * cores)))
        began = time.perf_counter()
        list(pool.map(_person, range(PEOPLE), chunksize=PEOPLE // (8 * cores)))
        return PEOPLE / (time.perf_counter() - began)


def _person(number: int) -> bool:
    """One person, a little taller than the one before, standing and bent."""
    who = replace(PERSON, height_m=1.55 + 0.4 * (number % PEOPLE) / PEOPLE)
    anatomy, deficit = Anatomy(bodies.build(who)), Deficit.degrees(left=DEFICIT_DEG, right=DEFICIT_DEG)
    standing, bent = (solve_in(anatomy, TASKS[task], deficit, sex=who.sex) for task in ("standing", "forward_bend"))
    return standing.converged and bent.converged


def parts(*, repeats: int) -> dict[str, float]:
    """Microseconds of what a posture is made of, in the standing one."""
    solver = Solver(Anatomy(bodies.build(PERSON)), TASKS["standing"])
    own, q = hamstrings(solver, DEFICIT_DEG), tasks.start(TASKS["standing"])
    solver.run(q, own)
    a, w = solver.anatomy, solver.anatomy.scratch
    free, answer = layout.N_LEG_BLOCK + layout.N_SPINE - contact.count(solver.contacts), w.multiplier.copy()

    def lay(times: int) -> None:
        _lay(times, q, a.body, a.tree, a.spans, w)

    def recruit(start: np.ndarray) -> Callable[[int], None]:
        return lambda times: _recruit(times, start, free, solver.wishes.tone, a.spans, w)

    def whole(times: int) -> None:
        _whole(times, answer, q, a.body, a.tree, a.spans, own, solver.weights, solver.contacts, solver.wishes, w)

    def stiff(times: int) -> None:
        _stiff(times, a.body, a.tree, a.spans, solver.contacts, w)

    work = {
        "kinematics, lengths and moment arms": lay,
        "value: with gravity, joints, tissue, recruitment": whole,
        "recruitment alone, from nothing": recruit(np.zeros_like(answer)),
        "recruitment alone, from 1 % off": recruit(1.01 * answer),
        "recruitment alone, at the answer (one check)": recruit(answer),
        "stiffness of muscles and contacts, reduced": stiff,
    }
    return {label: 1e6 / LOOP * median(lambda run=run: run(LOOP), repeats=repeats) for label, run in work.items()}


@numba.njit
def _lay(times, q, body, tree, span, w):
    for _ in range(times):
        kinematics.place(q, body, tree, w.rotation, w.origin, w.axis)
        paths.lengths(body, tree, span, w)


@numba.njit
def _recruit(times, start, free, tone, span, w):
    for _ in range(times):
        w.multiplier[:] = start
        recruitment.recruit(w.g, free, recruitment.SLACK, tone, 0.0, span, w)


@numba.njit
def _whole(times, start, q, body, tree, span, own, weights, contacts, wishes, w):
    for _ in range(times):
        w.multiplier[:] = start
        effort.cost(q, body, tree, span, own, weights, contacts, wishes, recruitment.SLACK, w, 0.0)


@numba.njit
def _stiff(times, body, tree, span, contacts, w):
    for _ in range(times):
        effort.stiffen(body, tree, span, contacts, w)


if __name__ == "__main__":
    main()
