"""What each treatment does for each person, as a table for the choice of the next test.

Adult care seekers are drawn by their weights from the default ones; each is lived beside every treatment and beside
none, with the same luck. What a treatment takes from the pain after `plan.after_weeks` is regressed on what the model
says of the person at the visit (`workflows.benefits.FEATURES`), by ridge regression; half of the people are held out,
and how much of their variance it tells is written beside it. Run it after every change of care or of the ensemble:

    python tools/fit_benefits.py [PEOPLE]

writes src/hamstrung/workflows/benefits.json.
"""

import json
import sys
from pathlib import Path

import numpy as np

from hamstrung import wiring

wiring.keep_kernels()

from hamstrung import care, life  # noqa: E402
from hamstrung.care.course import arm  # noqa: E402
from hamstrung.care.doses import Prescription  # noqa: E402
from hamstrung.care.numbers import number  # noqa: E402
from hamstrung.care.treatments import treatments  # noqa: E402
from hamstrung.cohort import builder  # noqa: E402
from hamstrung.diagnosis import ROLES, Population  # noqa: E402
from hamstrung.workflows import benefits  # noqa: E402

PEOPLE, SEED, RIDGE, DIGITS = 12000, 21, 3.0, 4
TABLE = Path(benefits.__file__).with_name(benefits.TABLE)


def main(size: int) -> None:
    """Live the courses, fit the table and write it."""
    opened = wiring.open_lives(None, beliefs="literature", seed=None, progress=lambda done, parts: None)
    people, told, shares = sample(Population.of(opened.cohort), size)
    week = int(number("plan.after_weeks"))
    ground = care.Ground(life.mechanics(), life.beliefs())
    natural = arm(people, ground=ground, weeks=(0, week), keep_weeks=())
    coefficients, tells = {}, {}
    for kind in treatments().values():
        if kind.never:
            continue
        treated = arm(people, Prescription(kind.name), ground=ground, weeks=(0, week), keep_weeks=())
        effect = natural.at(week) - treated.at(week)
        coefficients[kind.name], tells[kind.name] = fitted(told, effect)
        summary = {role: f"{effect[has].mean():.2f}" for role, has in shares.items() if has.any()}
        print(f"{kind.name:24} mean {effect.mean():5.2f}  tells {tells[kind.name]:5.2f}  {summary}")
    made = {
        "command": f"python tools/fit_benefits.py {size}",
        "seed": SEED,
        "parameters_hash": builder.model_hash(),
        "features": list(benefits.FEATURES),
        "coefficients": coefficients,
        "variance_told": tells,
    }
    TABLE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


def sample(population: Population, size: int) -> tuple[care.People, np.ndarray, dict[str, np.ndarray]]:
    """People drawn by their weights, their features, and who has which role."""
    weight = np.exp(population.log_weight) * (population.people["age_y"] >= 18.0)
    rows = np.random.default_rng(SEED).choice(len(weight), size, replace=False, p=weight / weight.sum())
    chosen = np.isin(np.arange(len(weight)), rows)
    people, roles = population.people.where(chosen), population.roles.where(chosen)
    uniforms = np.column_stack([people[f"u_{name}"] for name in life.NODES])
    shares = {role: roles.role == index for index, role in enumerate(ROLES)}
    lived = care.People(uniforms, np.full(len(people), 1.0 / len(people)), np.arange(len(people)))
    return lived, benefits.features(people, roles), shares


def fitted(told: np.ndarray, effect: np.ndarray) -> tuple[list[float], float]:
    """Coefficients of all people, and how much of the variance those of the first half tell among the others."""
    half = len(told) // 2
    held_out = effect[half:] - told[half:] @ ridge(told[:half], effect[:half])
    tells = 1.0 - float(np.mean(held_out**2) / max(np.var(effect[half:]), 1e-12))
    return [float(f"{value:.{DIGITS}g}") for value in ridge(told, effect)], round(tells, 3)


def ridge(told: np.ndarray, effect: np.ndarray) -> np.ndarray:
    """Coefficients that are drawn to nothing where the people do not tell."""
    scale = np.maximum(np.sqrt(np.mean(told**2, axis=0)), 1e-9)
    x = told / scale
    return np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ effect) / scale


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
