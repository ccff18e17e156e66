"""Calibrate the life model: an ensemble of parameter sets that reproduces the published statistics set aside for it.

Only targets of the calibration split are looked at. Every run of a member is kept as soon as it is done, so that an
interrupted calibration goes on where it stopped and ends with the same ensemble.
"""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import fitting, store, targets
from hamstrung.cohort.builder import equations_hash, mechanics_hash
from hamstrung.cohort.published import Target
from hamstrung.errors import CohortError, InputError
from hamstrung.life import calibration, parameter_sets
from hamstrung.life.calibration import Observations

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

FEWEST_KEPT: Final = 50
"""Members that an ensemble holds at least; the nearest ones where fewer are plausible."""
DIGITS: Final = 7
"""Significant digits of a parameter in the table."""


@dataclass(frozen=True)
class Plan:
    """What an ensemble is made by; equal plans make equal ensembles.

    Args:
        members: sets of parameters.
        steps: of the smoother.
        lives: simulated for each.
        seed: of everything that is random.
        model, mechanics: digests of what is calibrated.
        targets: digest of the calibration split.
    """

    members: int
    steps: int
    lives: int
    seed: int
    model: str
    mechanics: str
    targets: str

    @property
    def hash(self) -> str:
        """Of everything above."""
        return store.digest(asdict(self))


@dataclass(frozen=True)
class Ensemble:
    """What was found.

    Args:
        parameters: name -> value of every uncertain parameter, one mapping a member.
        weight: of each member; they sum to one, (member,)
        implausibility: largest miss of each in standard deviations, (member,)
        report: how it was made, and how far it reaches.
    """

    parameters: list[dict[str, float]]
    weight: Array
    implausibility: Array
    report: dict[str, Any]

    def table(self) -> str:
        """As CSV: one row a member, its weight first."""
        return parameter_sets.table(self.weight, self.parameters, digits=DIGITS)


def calibrate(
    out: Path,
    *,
    people: fitting.People,
    members: int,
    steps: int,
    chosen: Sequence[Target] | None = None,
    workers: int = 2,
    progress: Progress = lambda done, total: None,
) -> Ensemble:
    """Find an ensemble, or go on with one.

    Args:
        out: folder of the runs; one of another plan is refused.
        people: whom every member lives.
        members: at least 50.
        steps: of the smoother, after which all members are run once more.
        chosen: statistics to fit; the calibration split unless given.
        workers: threads; the ensemble does not depend on their number.
        progress: told (runs done, runs in all).

    Raises:
        InputError: too few members or steps.
        CohortError: the folder holds a calibration of another plan, or cannot be written.
    """
    if members < FEWEST_KEPT:
        raise InputError.outside("members", members, FEWEST_KEPT, 100_000)
    if steps < 1:
        raise InputError.outside("steps", steps, 1, 100)
    if chosen is None:
        chosen = [target for target in targets() if target.split == "calibration"]
    plan = Plan(
        members,
        steps,
        people.size,
        people.seed,
        equations_hash(),
        mechanics_hash(people.mechanics),
        store.digest([(target.id, target.low, target.high) for target in chosen]),
    )
    _claim(out, plan)
    best = people.sample({})
    wanted = fitting.observations(chosen, sampling_sd=fitting.sampling_sd(best, chosen))
    random = np.random.default_rng([plan.seed, 1])
    scores = calibration.scatter(members, generator=random)
    for k in range(steps):
        found = _run(out / f"step-{k}.npz", scores, people, chosen, workers, _after(progress, k, plan))
        scores = calibration.step(scores, _filled(found), wanted, steps=steps, generator=random)
    found = _run(out / f"step-{steps}.npz", scores, people, chosen, workers, _after(progress, steps, plan))
    return _kept(scores, _filled(found), wanted, chosen, plan)


def _claim(out: Path, plan: Plan) -> None:
    marker = out / "plan.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not marker.exists():
            marker.write_text(json.dumps(asdict(plan), indent=1) + "\n", "utf-8")
        elif json.loads(marker.read_text("utf-8")) != asdict(plan):
            raise CohortError(f"{out} holds a calibration of another size, seed or model; choose another folder")
    except OSError as error:
        raise CohortError(f"{out} cannot be written: {error}") from error
    except ValueError as error:
        raise CohortError(f"{marker} is damaged: {error}; choose another folder") from error


def _after(progress: Progress, step: int, plan: Plan) -> Callable[[int], None]:
    """Progress of one step among all."""
    return lambda done: progress(step * plan.members + done, (plan.steps + 1) * plan.members)


def _run(
    path: Path,
    scores: Array,
    people: fitting.People,
    chosen: Sequence[Target],
    workers: int,
    tell: Callable[[int], None],
) -> Array:
    """Statistics of all members, (member, target); those that the file holds are not run again."""
    found = _resumed(path, scores, len(chosen))
    done = np.asarray(np.isfinite(found).any(axis=1))
    sets = calibration.parameters(scores)
    tell(int(done.sum()))
    waiting = np.flatnonzero(~done)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        results = pool.map(lambda k: fitting.statistics(people.sample(sets[k]), chosen), waiting)
        for member, values in zip(waiting, results, strict=True):
            found[member] = values
            _save(path, scores, found)
            done[member] = True
            tell(int(done.sum()))
    return found


def _resumed(path: Path, scores: Array, n_targets: int) -> Array:
    if path.exists():
        with np.load(path, allow_pickle=False) as kept:
            if kept["scores"].shape == scores.shape and np.allclose(kept["scores"], scores, atol=1e-9):
                return np.array(kept["found"])
    return np.full((len(scores), n_targets), np.nan)


def _save(path: Path, scores: Array, found: Array) -> None:
    temporary = path.with_suffix(".tmp.npz")
    np.savez(temporary, scores=scores, found=found)
    os.replace(temporary, path)


def _filled(found: Array) -> Array:
    """Statistics of which a member has nobody to count say nothing there: the others' mean takes their place."""
    mean = np.nanmean(found, axis=0)
    return np.where(np.isfinite(found), found, mean)


def _kept(scores: Array, found: Array, wanted: Observations, chosen: Sequence[Target], plan: Plan) -> Ensemble:
    """The plausible members, equally weighted; a statistic that none of them reaches is the model's own miss."""
    off = np.abs(found - wanted.value) / wanted.sd
    reachable = off.min(axis=0) <= calibration.IMPLAUSIBLE
    worst = off[:, reachable].max(axis=1)
    enough = max(FEWEST_KEPT, int((worst <= calibration.IMPLAUSIBLE).sum()))
    rows = np.sort(np.argsort(worst, kind="stable")[:enough])
    sets = calibration.parameters(scores[rows])
    inside = np.abs(found[rows].mean(axis=0) - wanted.value) <= 1.96 * wanted.sd
    report = {
        "plan": asdict(plan),
        "plan_hash": plan.hash,
        "kept": len(rows),
        "largest_miss_sd": float(worst[rows].max()),
        "out_of_reach": [target.id for target, met in zip(chosen, reachable, strict=True) if not met],
        "means_inside": int(inside.sum()),
        "targets": len(chosen),
    }
    return Ensemble(sets, np.full(len(rows), 1.0 / len(rows)), worst[rows], report)
