"""Solves random people in every task and writes how many converge, and who does not.

    python tools/solve_random_people.py [--people 10000] [--seed 20261123] [--workers 2] [--out docs/validation]

People are drawn over the whole box of body and deficits as for the interpolant (Sobol, `fit_interpolant.draw`), each
solved from the task's own first guess. A posture converges where what is left out of balance stays below 1e-6 of body
weight times height and the conditions of the reported muscle forces below 1e-8 of the strength about each direction.
Done people are kept beside the result and a broken run goes on where it stopped; the figures go to convergence.json.
"""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from fit_interpolant import draw, person
from rich.progress import track

from hamstrung import wiring

wiring.keep_kernels()

from hamstrung import body as bodies  # noqa: E402
from hamstrung.mechanics import TASKS, digest, interpolant, posture  # noqa: E402
from hamstrung.mechanics.hamstrings import Anatomy, Deficit  # noqa: E402

COLUMNS = ("converged", "residual", "kkt_residual", "feasible", "iterations", "seconds")
"""What is kept of every posture."""
BLOCK = 100
"""People between two savings."""


def solved(x: np.ndarray) -> np.ndarray:
    """One person in every task, (task, column)."""
    row = dict(zip(interpolant.FEATURES, x, strict=True))
    who = person(row)
    anatomy = Anatomy(bodies.build(who))
    deficit = Deficit.degrees(left=row["deficit_left_deg"], right=row["deficit_right_deg"])
    out = []
    for task in TASKS.values():
        began = time.process_time()
        found = posture.solve_in(anatomy, task, deficit, sex=who.sex)
        spent = time.process_time() - began
        out.append(
            (found.converged, found.residual, found.kkt_residual, found.feasible, found.iterations, spent)
        )  # fmt: skip
    return np.array(out, dtype=float)


def main() -> None:
    """Reads the options, solves whoever is left, writes the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=20261123)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--out", type=Path, default=Path("docs/validation"))
    chosen = options.parse_args()
    x = draw(interpolant.FEATURES, chosen.people, chosen.seed)
    name = f".convergence-{digest.of_model()}-{chosen.seed}-{chosen.people}.npy"
    kept = chosen.out / name
    done = np.load(kept) if kept.exists() else np.zeros((0, len(TASKS), len(COLUMNS)))
    with ProcessPoolExecutor(chosen.workers) as pool:
        for first in track(range(len(done), len(x), BLOCK), description=f"{len(done)} of {len(x)} known"):
            block = list(pool.map(solved, x[first : first + BLOCK], chunksize=5))
            done = np.concatenate([done, np.array(block)])
            _save(kept, done)
    text = json.dumps(figures(x, done, chosen), indent=1) + "\n"
    path = chosen.out / "convergence.json"
    path.with_suffix(".tmp").write_text(text, encoding="utf-8")
    path.with_suffix(".tmp").replace(path)
    kept.unlink()
    print(text[:2000])


def figures(x: np.ndarray, done: np.ndarray, chosen: argparse.Namespace) -> dict[str, object]:
    """What the validation page tells."""
    column = {name: done[:, :, at] for at, name in enumerate(COLUMNS)}
    failed = [
        {
            "task": task,
            "person": int(who),
            "residual": float(column["residual"][who, at]) if np.isfinite(column["residual"][who, at]) else None,
            **{feature: round(float(value), 3) for feature, value in zip(interpolant.FEATURES, x[who], strict=True)},
        }
        for at, task in enumerate(TASKS)
        for who in np.flatnonzero(column["converged"][:, at] == 0.0)
    ]
    return {
        "command": f"python tools/solve_random_people.py --people {chosen.people} --seed {chosen.seed}",
        "seed": chosen.seed,
        "people": len(x),
        "model": digest.of_model(),
        "converged_share": float(column["converged"].mean()),
        "feasible_share": float(column["feasible"].mean()),
        "tasks": {
            task: {
                "converged": int(column["converged"][:, at].sum()),
                "infeasible": int((column["feasible"][:, at] == 0.0).sum()),
                "residual_99": _of(column["residual"][:, at], 99.0),
                "kkt_residual_largest": _of(column["kkt_residual"][column["feasible"][:, at] == 1.0, at], 100.0),
                "steps_median": _of(column["iterations"][:, at], 50.0),
                "steps_99": _of(column["iterations"][:, at], 99.0),
            }
            for at, task in enumerate(TASKS)
        },
        "not_converged": failed,
    }


def _of(values: np.ndarray, percentile: float) -> float:
    finite = values[np.isfinite(values)]
    return float(np.percentile(finite, percentile)) if len(finite) else float("nan")


def _save(path: Path, done: np.ndarray) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part.npy")
    np.save(part, done)
    part.replace(path)


if __name__ == "__main__":
    main()
