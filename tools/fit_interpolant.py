"""Fits the interpolant of the mechanics to solved people and writes it into the package.

    python tools/fit_interpolant.py [--people 6000] [--seed 20261123] [--workers 2]

People are drawn over the whole box of features (Sobol), solved exactly in every task, and split: four fifths are
fitted, the rest give the stated errors. People whose posture does not converge are left out and counted.
"""

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from rich.progress import track
from scipy.stats import qmc

from hamstrung import wiring

wiring.keep_kernels()

from hamstrung import body as bodies  # noqa: E402
from hamstrung.body import Anthropometry  # noqa: E402
from hamstrung.mechanics import digest, exam, interpolant, posture, tasks  # noqa: E402
from hamstrung.mechanics.hamstrings import Anatomy, Deficit, Side  # noqa: E402
from hamstrung.mechanics.layout import SHANK_RIGHT, THIGH_LEFT  # noqa: E402
from hamstrung.units import DEG, MM  # noqa: E402

DATA = Path(interpolant.__file__).parent / "data"
MOST_APART = 45.0
"""Largest difference between the sides' deficits that is fitted [deg]."""
FEATURES = {"postures": interpolant.FEATURES, "exams": interpolant.EXAM_FEATURES}
SOLVED = (*interpolant.TASKS, "sit_and_reach")


def draw(features: tuple[str, ...], people: int, seed: int) -> np.ndarray:
    """People over the whole box; sex is a coin."""
    low, high = np.array([interpolant.BOX[name] for name in features]).T
    unit = qmc.Sobol(len(features), seed=seed).random(1 << (people - 1).bit_length())[:people]
    x = low + (high - low) * unit
    x[:, 0] = (unit[:, 0] > 0.5).astype(float)
    if "deficit_left_deg" in features:
        apart = MOST_APART * (2.0 * unit[:, -1] - 1.0) ** 3
        x[:, -2:] = np.clip(x[:, [-2]] + np.outer(apart, [0.5, -0.5]), low[-1], high[-1])
    return x


def terms(group: str) -> np.ndarray:
    """The basis: what shapes the body to the third degree, the deficits as far as they bend the outputs."""
    if group == "exams":
        body, parts, most = (1, 2, 2, 2), (8, 6), 8
    else:
        body, parts, most = (1, 2, 2, 2, 2, 2, 2, 2), (6, 6), 6
    shape = interpolant.basis((*body, 2, 2), 3)
    deficits = interpolant.basis((0,) * len(body) + parts, most)
    mixed = [
        term
        for term in interpolant.basis((1,) * len(body) + (4, 4), 5)
        if term[:-2].sum() == 1 and term[-2:].sum() >= 2
    ]
    return np.unique(np.vstack([shape, deficits, mixed]), axis=0)


def person(row: dict[str, float]) -> Anthropometry:
    """The body that a row of features describes."""
    height = row["height_m"]
    shape = {}
    if "pelvic_incidence_deg" in row:
        leg = _leg_length(height)
        half = 0.5 * row["leg_length_difference_mm"] * MM
        shape = {
            "pelvic_incidence_rad": row["pelvic_incidence_deg"] * DEG,
            "lordosis_offset_rad": row["lordosis_offset_deg"] * DEG,
            "lumbar_stiffness": float(np.exp(row["log_lumbar_stiffness"])),
            "leg_length_left_m": leg - half,
            "leg_length_right_m": leg + half,
        }
    return Anthropometry(
        sex=_sex(row),
        age_y=35.0,
        height_m=height,
        mass_kg=row["bmi"] * height * height,
        hip_range_lost_rad=row["hip_range_lost_deg"] * DEG,
        **shape,
    )


def _leg_length(height: float) -> float:
    """Hip centre to floor of a person of this height whose legs are not given [m]."""
    built = bodies.build(Anthropometry(height_m=height))
    bones = built.seg_offset[SHANK_RIGHT:THIGH_LEFT, 1].sum()
    return float(tasks.ankle_height(built) - bones)


def _sex(row: dict[str, float]) -> str:
    return "female" if row["is_female"] > 0.5 else "male"


def postures_of(x: np.ndarray) -> np.ndarray:
    """All outputs of one person; NaN where a task does not converge."""
    row = dict(zip(interpolant.FEATURES, x, strict=True))
    anatomy = Anatomy(bodies.build(person(row)))
    deficit = Deficit.degrees(left=row["deficit_left_deg"], right=row["deficit_right_deg"])
    out = []
    for name in SOLVED:
        solved = posture.solve_in(anatomy, tasks.TASKS[name], deficit, sex=_sex(row))
        if name == "sit_and_reach":
            out.append(-solved.fingertip_floor_cm if solved.converged else np.nan)
            continue
        low, sacral = solved.loads["l4l5"], solved.loads["l5s1"]
        values = [
            solved.pelvis_deg, solved.lumbar_flexion_deg, solved.lumbar_lordosis_deg, solved.lower_lordosis_deg,
            solved.pelvis_on_thigh_deg, solved.pelvic_obliquity_deg, solved.lateral_curve_deg, low.compression_n,
            sacral.compression_n, sacral.shear_n, sacral.moment_nm, solved.ischial_force_n["left"],
            solved.ischial_force_n["right"],
        ]  # fmt: skip
        out.extend(values if solved.converged else [np.nan] * len(values))
        if name == "toe_touch":
            fingertip = solved.fingertip_floor_cm if solved.converged else np.nan
    return np.array([*out[:-1], fingertip, out[-1]])


def exams_of(x: np.ndarray) -> np.ndarray:
    """SLR, knee extension and hip moment of one person's right leg."""
    row = dict(zip(interpolant.EXAM_FEATURES, x, strict=True))
    side = Side(structural=row["deficit_deg"] * DEG, tolerance=row["tolerance_deg"] * DEG)
    anatomy = Anatomy(bodies.build(person(row)))
    deficit = Deficit(right=side)
    raised = exam.run_in(anatomy, "slr", deficit, side="right", sex=_sex(row))
    extended = exam.run_in(anatomy, "ake", deficit, side="right", sex=_sex(row))
    return np.array([raised.value, extended.value, raised.hip_moment_nm])


SOLVERS = {"postures": postures_of, "exams": exams_of}
NAMES = {"postures": interpolant.OUTPUTS, "exams": interpolant.EXAM_OUTPUTS}


def fit(group: str, people: int, seed: int, workers: int) -> None:
    """Solves, fits, measures, writes."""
    features = FEATURES[group]
    x = draw(features, people, seed)
    began = time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        solved = pool.map(SOLVERS[group], x, chunksize=16)
        y = np.array(list(track(solved, total=people, description=group)))
    model = digest.of_model()
    whole = np.isfinite(y).all(axis=1)
    print(f"{group}: {people} people in {time.perf_counter() - began:.0f} s, {(~whole).sum()} not converged")
    x, y = x[whole], y[whole]
    centre, scale = interpolant.box(features)
    exponents = terms(group)
    print(f"{len(exponents)} terms")
    rows = interpolant.terms_of(x, exponents, centre, scale)
    held_out = np.arange(len(x)) % 5 == 4
    spread = y[~held_out].std(axis=0) + 1e-9
    ridge = 1e-6 * np.eye(rows.shape[1]) * (~held_out).sum()
    ridge[0, 0] = 0.0
    normal = rows[~held_out].T @ rows[~held_out] + ridge
    coefficients = np.linalg.solve(normal, rows[~held_out].T @ (y[~held_out] / spread)) * spread
    error = rows[held_out] @ coefficients - y[held_out]
    worst, typical = np.abs(error).max(axis=0), np.sqrt((error**2).mean(axis=0))
    for name, a, b, c in zip(NAMES[group], worst, typical, spread, strict=True):
        print(f"  {name:42s} max {a:9.3f}  rms {b:9.3f}  spread {c:9.3f}")
    DATA.mkdir(exist_ok=True)
    np.savez_compressed(
        DATA / f"{group}.npz",
        features=np.array(features),
        outputs=np.array(NAMES[group]),
        exponents=exponents.astype(np.int8),
        coefficients=coefficients.astype(np.float32),
        centre=centre,
        scale=scale,
        max_error=worst,
        rms_error=typical,
        digest=np.array(model),
        seed=np.array(seed),
        people=np.array(people),
    )


def main() -> None:
    """Reads the options and fits both groups."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=6000)
    options.add_argument("--seed", type=int, default=20261123)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--group", choices=sorted(SOLVERS), action="append")
    chosen = options.parse_args()
    for group in chosen.group or SOLVERS:
        fit(group, chosen.people, chosen.seed, chosen.workers)


if __name__ == "__main__":
    main()
