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
from hamstrung.cohort.published import SPLITS, Target
from hamstrung.errors import CohortError, InputError
from hamstrung.life import calibration, emulation, parameter_sets

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]

ANCHOR: Final = 10
"""Times as many people tell the level of the statistics as each member lives."""
FEWEST_MEMBERS: Final = 50
"""Sets of parameters that an ensemble has at least."""
MOVES: Final = 1500
"""How often the chains move on an emulator."""
LEAST_WEIGHT: Final = 1e-4
"""Sets that weigh less are left out."""
DIGITS: Final = 7
"""Significant digits of a parameter in the table."""


@dataclass(frozen=True)
class Plan:
    """What an ensemble is made by; equal plans make equal ensembles.

    Args:
        members: sets of parameters.
        steps: of the smoother.
        rounds: of the emulator after it.
        lives: simulated for each.
        seed: of everything that is random.
        model, mechanics: digests of what is calibrated.
        targets: digest of the calibration split.
        fitted: names of the parameters that are fitted.
    """

    members: int
    steps: int
    rounds: int
    lives: int
    seed: int
    model: str
    mechanics: str
    targets: str
    fitted: tuple[str, ...]

    @property
    def hash(self) -> str:
        """Of everything above."""
        return store.digest(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """For the folder and the report."""
        return asdict(self) | {"fitted": list(self.fitted)}


@dataclass(frozen=True)
class Ensemble:
    """What was found.

    Args:
        parameters: name -> value of every fitted parameter, one mapping a member.
        weight: of each member; they sum to one, (member,)
        report: how it was made, and how far it reaches.
    """

    parameters: list[dict[str, float]]
    weight: Array
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
    rounds: int,
    chosen: Sequence[Target] | None = None,
    workers: int = 2,
    progress: Progress = lambda done, total: None,
) -> Ensemble:
    """Find an ensemble, or go on with one.

    The smoother's steps bring the members near; each round of the emulator draws them anew from all runs made so far,
    and the last draw is lived and weighed.

    Args:
        out: folder of the runs; one of another plan is refused.
        people: whom every member lives.
        members: at least 50.
        steps: of the smoother.
        rounds: of the emulator, at least 1.
        chosen: statistics to fit; the calibration split unless given.
        workers: threads; the ensemble does not depend on their number.
        progress: told (runs done, runs in all).

    Raises:
        InputError: too few members, steps or rounds.
        CohortError: the folder holds a calibration of another plan, or cannot be written.
    """
    plan, chosen, every = _plan(people, members=members, steps=steps, rounds=rounds, chosen=chosen)
    _claim(out, plan)
    many = people.more(ANCHOR)
    best = many.sample({})
    wanted = fitting.observations(chosen, sampling_sd=fitting.sampling_sd(best, chosen))
    random = np.random.default_rng([plan.seed, 1])

    def live(k: int, scores: Array, asked: Sequence[Target]) -> tuple[Array, Array]:
        found = _filled(_run(out / f"step-{k}.npz", scores, people, asked, workers, _after(progress, k, plan)))
        return found, _luck(out / f"anchor-{k}.npy", scores, found, many, asked)

    scores = calibration.scatter(members, generator=random)
    runs: list[tuple[Array, Array]] = []
    for k in range(steps + rounds):
        found, luck = live(k, scores, chosen)
        runs.append((scores, found))
        if k < steps:
            scores = calibration.step(scores, found - luck, wanted, steps=steps, generator=random)
        if k >= steps - 1:
            emulator = _emulator(runs, luck)
            scores = emulation.draw(emulator, scores, wanted, rounds=MOVES, generator=random)
    found, luck = live(steps + rounds, scores, every)
    seen = slice(len(chosen))
    known = _emulator([*runs, (scores, found[:, seen])], luck[seen])
    weight, power = emulation.weights(scores, wanted, drawn_on=emulator, known=known)
    return _kept(scores, found - luck, weight, power, base=fitting.statistics(best, every), every=every, plan=plan)


def _emulator(runs: Sequence[tuple[Array, Array]], luck: Array) -> emulation.Emulator:
    """An emulator of all runs, freed of the luck of the last ones."""
    scores, found = (np.concatenate(each) for each in zip(*runs, strict=True))
    return emulation.fit(scores, found).moved(-luck)


def _plan(
    people: fitting.People, *, members: int, steps: int, rounds: int, chosen: Sequence[Target] | None
) -> tuple[Plan, Sequence[Target], Sequence[Target]]:
    """The plan, the statistics that are fitted, and these with all that are computed for the sets that are kept."""
    for name, value, least in (("members", members, FEWEST_MEMBERS), ("steps", steps, 1), ("rounds", rounds, 1)):
        if value < least:
            raise InputError.outside(name, value, least, 100_000)
    every = targets() if chosen is None else chosen
    if chosen is None:
        chosen = [target for target in every if target.split == "calibration"]
    plan = Plan(
        members,
        steps,
        rounds,
        people.size,
        people.seed,
        equations_hash(),
        mechanics_hash(people.mechanics),
        store.digest([(target.id, target.low, target.high) for target in chosen]),
        tuple(each.name for each in calibration.fitted()),
    )
    return plan, chosen, [*chosen, *(each for each in every if each not in chosen)]


def _claim(out: Path, plan: Plan) -> None:
    marker = out / "plan.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not marker.exists():
            marker.write_text(json.dumps(plan.as_dict(), indent=1) + "\n", "utf-8")
        elif json.loads(marker.read_text("utf-8")) != plan.as_dict():
            raise CohortError(f"{out} holds a calibration of another size, seed or model; choose another folder")
    except OSError as error:
        raise CohortError(f"{out} cannot be written: {error}") from error
    except ValueError as error:
        raise CohortError(f"{marker} is damaged: {error}; choose another folder") from error


def _after(progress: Progress, step: int, plan: Plan) -> Callable[[int], None]:
    """Progress of one step among all."""
    return lambda done: progress(step * plan.members + done, (plan.steps + plan.rounds + 1) * plan.members)


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


def _luck(path: Path, scores: Array, found: Array, many: fitting.People, chosen: Sequence[Target]) -> Array:
    """What the luck of the few people that every member lives adds to the statistics, common to members, (target,).

    Many other people, each of whom lives under one of the members, tell it: by so much the members' mean lies above
    them.
    """
    if path.exists():
        level = np.load(path, allow_pickle=False)
    else:
        level = fitting.statistics(many.pooled(calibration.parameters(scores)), chosen)
        temporary = path.with_suffix(".tmp.npy")
        np.save(temporary, level)
        os.replace(temporary, path)
    return np.where(np.isfinite(level), found.mean(axis=0) - level, 0.0)


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
    known = np.isfinite(found)
    mean = np.where(known, found, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known, found, mean)


def _kept(
    scores: Array, found: Array, weight: Array, power: float, *, base: Array, every: Sequence[Target], plan: Plan
) -> Ensemble:
    """The members that weigh anything, and a report: what lies inside at the best values and in the ensemble's mean."""
    rows = np.flatnonzero(weight >= LEAST_WEIGHT)
    share = weight[rows] / weight[rows].sum()
    mean = share @ found[rows]
    spread = np.sqrt(share @ (found[rows] - mean) ** 2)
    inside = {split: {"before": 0, "after": 0, "of": 0} for split in SPLITS}
    for target, before, after in zip(every, base, mean, strict=True):
        count = inside[target.split]
        count["of"] += 1
        count["before"] += fitting.is_inside(target, before)
        count["after"] += fitting.is_inside(target, after)
    report = {
        "plan": plan.as_dict(),
        "plan_hash": plan.hash,
        "kept": len(rows),
        "effective": float(1.0 / np.sum(share**2)),
        "power_of_weights": power,
        "inside": inside,
        "spread": {target.id: float(f"{sd:.4g}") for target, sd in zip(every, spread, strict=True)},
    }
    return Ensemble(calibration.parameters(scores[rows]), share, report)
