"""Replays posterior people with solved mechanics in place of the interpolant, and states what the interpolant did.

    python tools/replay_exactly.py [--people 60] [--points 48] [--seed 1] [PATIENT.toml ...]

People are drawn from the posterior of each patient file (the examples unless given). For each of them postures and
tests are solved at points over everything that changes in that person's life (lordosis, stiffness, hip range, both
deficits); the difference to the interpolant is fitted by a polynomial of the second degree in those, and added to the
interpolant. With this person's own mechanics the same stored numbers are lived again in every world. One point in four
is not fitted and says how exact the replay is itself.

Writes `docs/validation/replay.md` and its twin `replay.json`.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.stats import qmc

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent))

from fit_interpolant import exams_of, postures_of  # noqa: E402

from hamstrung import diagnosis, life, patient, wiring  # noqa: E402
from hamstrung.diagnosis import roles  # noqa: E402
from hamstrung.diagnosis.people import Table  # noqa: E402
from hamstrung.life import stance  # noqa: E402
from hamstrung.life.living import Mechanics  # noqa: E402
from hamstrung.mechanics import interpolant  # noqa: E402
from hamstrung.mechanics.interpolant import Interpolant  # noqa: E402

CHANGING = {
    "postures": ("lordosis_offset_deg", "log_lumbar_stiffness", "hip_range_lost_deg", "deficit_left_deg",
                 "deficit_right_deg"),
    "exams": ("hip_range_lost_deg", "deficit_deg", "tolerance_deg"),
}  # fmt: skip
SOLVERS = {"postures": postures_of, "exams": exams_of}
ROOM = {
    "lordosis_offset_deg": 4.0, "log_lumbar_stiffness": 0.15, "hip_range_lost_deg": 4.0, "deficit_left_deg": 6.0,
    "deficit_right_deg": 6.0, "deficit_deg": 6.0, "tolerance_deg": 6.0,
}  # fmt: skip
"""How far beyond now and health the points go."""
SHOWN = ("slr_left_deg", "ake_left_deg", "toe_touch_cm", "sit_and_reach_cm", "lumbar_flexion_deg",
         "pelvis_forward_bend_deg", "lumbar_lordosis_deg", "anterior_pelvic_tilt_deg", "bend_knees_straight_nprs",
         "bend_knees_bent_nprs", "pain_nprs")  # fmt: skip


def features(columns: dict[str, np.ndarray], parameters) -> dict[str, np.ndarray]:
    """Features of both groups at the visit, (person, feature); the exams' of the left leg."""
    body = stance._features(columns, parameters)
    held = {side: columns[f"structural_{side}_deg"] + columns[f"tonic_{side}_deg"] for side in ("left", "right")}
    return {
        "postures": np.column_stack([body, held["left"], held["right"]]),
        "exams": np.column_stack([body[:, [0, 1, 2, 6]], held["left"], columns["tolerance_left_deg"]]),
    }


def own(group: str, start: Interpolant, now: np.ndarray, points: int, seed: int) -> tuple[Interpolant, np.ndarray]:
    """One person's group of the interpolant with the difference to solved points in it; what is left, by output."""
    low, high = np.array([interpolant.BOX[name] for name in start.features]).T
    moving = [start.features.index(name) for name in CHANGING[group]]
    room = np.array([ROOM[name] for name in CHANGING[group]])
    least = np.maximum(np.minimum(now[moving], 0.0) - room, low[moving])
    most = np.minimum(np.maximum(now[moving], 0.0) + room, high[moving])
    x = np.tile(np.clip(now, low, high), (points, 1))
    x[:, moving] = least + (most - least) * qmc.Sobol(len(moving), seed=seed).random(points)
    x[0, moving] = np.clip(now, low, high)[moving]
    exact = np.array([SOLVERS[group](row) for row in x])
    whole = np.isfinite(exact).all(axis=1)
    x, exact = x[whole], exact[whole]
    off = exact - start.evaluate(x)
    exponents = np.zeros((0, len(start.features)), dtype=np.int64)
    for term in interpolant.basis(tuple(2 for _ in moving), 2):
        row = np.zeros(len(start.features), dtype=np.int64)
        row[moving] = term
        exponents = np.vstack([exponents, row])
    held_out = np.arange(len(x)) % 4 == 3
    rows = interpolant.terms_of(x, exponents, start.centre, start.scale)
    solution = np.linalg.lstsq(rows[~held_out], off[~held_out], rcond=None)[0]
    left = np.sqrt(np.mean((rows[held_out] @ solution - off[held_out]) ** 2, axis=0))
    together = np.vstack([start.exponents, exponents])
    coefficients = np.vstack([start.coefficients, solution])
    return replace(start, exponents=together, coefficients=coefficients), left


def replayed(uniforms: np.ndarray, mechanics: Mechanics, held: life.Beliefs) -> dict[str, np.ndarray]:
    """Columns of people in every world."""
    return life.columns_of(life.simulate(uniforms, mechanics=mechanics, beliefs=held), mechanics=mechanics)


def main() -> None:
    """Reads the options, replays, writes."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", type=Path, nargs="*")
    options.add_argument("--people", type=int, default=60)
    options.add_argument("--points", type=int, default=48)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    files = chosen.files or sorted((ROOT / "examples").rglob("*.toml"))
    lives = wiring.open_lives(None, beliefs="literature", seed=None, progress=lambda done, parts: None)
    population = diagnosis.Population.of(lives.cohort)
    held, mechanics = life.beliefs(), life.mechanics()
    random = np.random.default_rng(chosen.seed)
    drawn = []
    for file in files:
        found = diagnosis.posterior_of(
            wiring.read_patient(file), population, vocabulary=patient.vocabulary(), replay=lives.replay
        )
        rows = random.choice(len(found.weights), -(-chosen.people // len(files)), p=found.weights)
        drawn.append(np.stack([found.people.some(f"u_{node}", rows) for node in life.NODES], axis=1))
    uniforms = np.clip(np.concatenate(drawn)[: chosen.people], 1e-9, 1.0 - 1e-9)
    before = replayed(uniforms, mechanics, held)
    now = features(before, life.simulate(uniforms, mechanics=mechanics, beliefs=held, masks=(0,)).parameters)
    after: list[dict[str, np.ndarray]] = []
    left: list[np.ndarray] = []
    for i in range(len(uniforms)):
        groups = {}
        for group in CHANGING:
            start = getattr(mechanics, group)
            groups[group], rest = own(group, start, now[group][i], chosen.points, chosen.seed + i)
            if group == "postures":
                left.append(rest)
        exact = life.mechanics(groups["postures"], groups["exams"])
        exact = replace(exact, reference=mechanics.reference)
        after.append(replayed(uniforms[i : i + 1], exact, held))
        print(f"{i + 1} of {len(uniforms)}", file=sys.stderr)
    write(before, {name: np.concatenate([each[name] for each in after]) for name in before}, np.array(left), chosen)


def write(
    before: dict[str, np.ndarray], after: dict[str, np.ndarray], left: np.ndarray, chosen: argparse.Namespace
) -> None:
    """The page and its twin."""
    tables = [roles.of(Table(each).people(), thresholds=diagnosis.Thresholds()) for each in (before, after)]
    pains = [name for name in before if name.startswith("pain__")]
    off = {name: after[f"truth_{name}"] - before[f"truth_{name}"] for name in SHOWN}
    off["pain in all worlds"] = np.concatenate([after[name] - before[name] for name in pains])
    off["relief share"] = tables[1].relief - tables[0].relief
    off["secondary share"] = tables[1].secondary - tables[0].secondary
    rows = {
        name: {
            "mean": float(np.mean(value)),
            "rms": float(np.sqrt(np.mean(value**2))),
            "largest": float(np.abs(value).max()),
        }
        for name, value in off.items()
    }
    outputs = interpolant.load("postures").outputs
    rest = {name: float(np.sqrt(np.mean(left[:, k] ** 2))) for k, name in enumerate(outputs)}
    same = float(np.mean(tables[0].role == tables[1].role))
    change = (tables[1].indicator - tables[0].indicator).mean(axis=0)
    shift = dict(zip(diagnosis.ROLES, change.tolist(), strict=True))
    command = f"python tools/replay_exactly.py --people {chosen.people} --points {chosen.points} --seed {chosen.seed}"
    made = {
        "command": command,
        "seed": chosen.seed,
        "people": len(left),
        "errors": rows,
        "same_role": same,
        "role_shift": shift,
        "replay_rms": {name: rest[name] for name in ("standing.pelvis_deg", "forward_bend.lumbar_flexion_deg")},
    }
    lines = [
        "# Posterior people replayed with solved mechanics",
        "",
        f"{len(left)} people drawn from posteriors of patient files, lived once with the interpolant and once with "
        "mechanics of their own that were solved and not interpolated; the same stored numbers, all worlds. "
        f"**{same:.0%} keep their role**; the shares of the roles move by at most "
        f"{max(abs(value) for value in shift.values()):.3f}.",
        "",
        "| quantity | mean change | RMS | largest |",
        "| --- | --- | --- | --- |",
        *(f"| {name} | {row['mean']:+.3f} | {row['rms']:.3f} | {row['largest']:.3f} |" for name, row in rows.items()),
        "",
        "The replay is itself exact to "
        + ", ".join(f"{value:.2f} (`{name}`)" for name, value in made["replay_rms"].items())
        + " RMS at solved points that were not fitted.",
        "",
        f"Made by `{command}`.",
        "",
    ]
    target = ROOT / "docs" / "validation"
    (target / "replay.md").write_text("\n".join(lines), "utf-8")
    (target / "replay.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
