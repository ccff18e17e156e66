"""A randomised trial, done many times over in simulated people.

People are recruited once; every one of them lives beside every arm with the same luck. Each time the trial is done
anew it draws its people from them, shares them out by chance, reads what the planned visits would read, loses some,
and is analysed as trials are: the outcome by arm and baseline (analysis of covariance),

    y = a + b arm + c baseline + e,      smd = b / pooled spread of y within the arms x (1 - 3 / (4 df - 1))

b with its t test on n - 3 degrees of freedom, smd with Hedges' correction. Power is the share of repeats that are
positive. The true effect is that of everybody recruited, both arms each, without any error of measuring: no trial
sees it. Valid for the year after a visit; dropout is by chance alone; nobody is blinded to contact.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import stdtr

from hamstrung.care.course import Arm, Ground, arm, contact_share, examined
from hamstrung.care.people import Array
from hamstrung.care.recruiting import Recruited, again, recruit
from hamstrung.care.trial_design import Design, Outcome, TrialArm

RECRUITED = 1000
"""People whom the repeats draw from, at least; assumed enough (400-4000)."""

MIDDLE = (2.5, 97.5)
PAIN = "pain_nprs"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class OverRepeats:
    """Mean over the repeats, and the middle 95 % of them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What became of the people of one arm.

    Args:
        name: of the arm.
        n: randomised to it.
        completed: of whom the outcome is known, on average.
        baseline: mean of the primary outcome at the screening visit.
        change: of the primary outcome since then.
    """

    name: str
    n: int
    completed: float
    baseline: OverRepeats
    change: OverRepeats


@dataclass(frozen=True, slots=True)
class Effect:
    """One arm against the control.

    Args:
        outcome: finding and week.
        arm, control: names.
        smd: standardised difference, mean of the repeats; negative is lower than the control.
        low, high: where the middle 95 % of repeats find it.
        difference: in the outcome's unit.
        power: share of repeats in which it is positive, in either direction.
        true_difference, true_smd: of everybody recruited, without errors of measuring.
    """

    outcome: str
    arm: str
    control: str
    smd: float
    low: float
    high: float
    difference: OverRepeats
    power: float
    true_difference: float
    true_smd: float


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A trial that was done.

    Args:
        title: of the trial.
        arms: on the primary outcome.
        effects: every arm but the control, every outcome; the primary outcome first.
        power: of the first effect.
        screened, recruited: lives that were looked at and those who were taken, whom the repeats draw from.
        repeats, alpha, seed: of the design.
    """

    title: str
    arms: tuple[ArmResult, ...]
    effects: tuple[Effect, ...]
    power: float
    screened: int
    recruited: int
    repeats: int
    alpha: float
    seed: int


def run(design: Design, *, ground: Ground, progress: Progress = lambda done, total: None) -> TrialResult:
    """Do a trial.

    Args:
        design: of it.
        ground: mechanics and beliefs.
        progress: told (arms lived, arms in all).

    Raises:
        InputError: for a finding of which the model does not speak.
        ScienceError: where hardly anybody meets the conditions.
    """
    codes = {outcome.finding for outcome in design.outcomes}
    taken = recruit(
        max(RECRUITED, design.people), design.include, codes=codes, ground=ground, seed=_seed(design.seed, 0)
    )
    truths = []
    for done, each in enumerate(design.arms):
        progress(done, len(design.arms))
        truths.append(_lived(each, taken, design.outcomes, ground))
    progress(len(design.arms), len(design.arms))
    return analysed(design, taken, truths)


def analysed(design: Design, taken: Recruited, truths: Sequence[Mapping[Outcome, Array]]) -> TrialResult:
    """The repeats of a trial whose people have lived beside every arm.

    Args:
        design: of it.
        taken: the people.
        truths: outcome -> its true value in each person, one table an arm.
    """
    sizes = _sizes(design)
    random = np.random.default_rng(_seed(design.seed, 1))
    drawn = random.integers(0, len(taken.people), (design.repeats, design.people))
    completed = (random.random(drawn.shape) >= design.dropout).astype(float)
    edges = [0, *np.cumsum(sizes)]
    of_arm = [slice(first, last) for first, last in pairwise(edges)]
    arms: tuple[ArmResult, ...] = ()
    effects = []
    for outcome in design.outcomes:
        code = outcome.finding
        before = taken.found[code][drawn]
        truth = np.concatenate([truths[k][outcome][drawn[:, part]] for k, part in enumerate(of_arm)], axis=1)
        after = again(code, truth, taken.rater[code][drawn], random)
        if not arms:
            arms = tuple(
                _arm_result(each.name, before[:, part], after[:, part], completed[:, part])
                for each, part in zip(design.arms, of_arm, strict=True)
            )
        for k, each in enumerate(design.arms):
            if k != design.control:
                treated, control = of_arm[k], of_arm[design.control]
                compared = covariance(
                    (before[:, treated], before[:, control]),
                    (after[:, treated], after[:, control]),
                    (completed[:, treated], completed[:, control]),
                )
                true = truths[k][outcome] - truths[design.control][outcome]
                spread = float(np.std(truths[design.control][outcome]))
                effects.append(_effect(design, outcome, each, compared, float(true.mean()), spread))
    return TrialResult(
        design.title,
        arms,
        tuple(effects),
        effects[0].power,
        taken.screened,
        len(taken.people),
        design.repeats,
        design.alpha,
        design.seed,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Two arms compared in every repeat: difference, its p-value and the standardised one, (repeat,) each."""

    difference: Array
    p: Array
    smd: Array


def covariance(before: tuple[Array, Array], after: tuple[Array, Array], known: tuple[Array, Array]) -> Compared:
    """Analysis of covariance of two arms, repeat by repeat.

    Args:
        before, after: baseline and outcome of the treated and of the controls, (repeat, person)
        known: 1 where the outcome is known, else 0, of the same shapes.
    """
    x, y, w = (np.concatenate(each, axis=1) for each in (before, after, known))
    g = np.concatenate([np.ones_like(before[0]), np.zeros_like(before[1])], axis=1)
    n = w.sum(axis=1)

    def centred(values: Array) -> Array:
        return w * (values - ((w * values).sum(axis=1) / n)[:, None])

    x, y, g = centred(x), centred(y), centred(g)
    xx, gg, xg = ((a * b).sum(axis=1) for a, b in ((x, x), (g, g), (x, g)))
    xy, gy, yy = ((a * b).sum(axis=1) for a, b in ((x, y), (g, y), (y, y)))
    determinant = gg * xx - xg**2
    b, c = (gy * xx - xy * xg) / determinant, (xy * gg - gy * xg) / determinant
    freedom = n - 3.0
    residual = np.maximum(yy - b * gy - c * xy, 0.0) / freedom
    error = np.sqrt(residual * xx / determinant)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(error > 0.0, 2.0 * stdtr(freedom, -np.abs(b) / error), np.where(b == 0.0, 1.0, 0.0))
        within = np.sqrt(np.maximum(yy - gy**2 / gg, 0.0) / (n - 2.0))
        smd = np.where(within > 0.0, b / within, 0.0) * (1.0 - 3.0 / (4.0 * (n - 2.0) - 1.0))
    return Compared(b, p, smd)


def _lived(each: TrialArm, taken: Recruited, outcomes: tuple[Outcome, ...], ground: Ground) -> dict[Outcome, Array]:
    """True outcomes of everybody beside one arm, contact included where there is any, (person,) each."""
    weeks = sorted({outcome.week for outcome in outcomes})
    lived: Arm = arm(taken.people, *each.prescriptions, ground=ground, weeks=(0, *weeks), keep_weeks=weeks)
    found = examined(lived, codes=sorted({outcome.finding for outcome in outcomes}), ground=ground, weeks=weeks)
    values = {code: dict(zip(weeks, by_week.T, strict=True)) for code, by_week in found.items()}
    if each.contact and PAIN in values:
        share = contact_share(taken.people, np.array(weeks))
        values[PAIN] = {week: values[PAIN][week] * (1.0 - share[:, k]) for k, week in enumerate(weeks)}
    return {outcome: values[outcome.finding][outcome.week] for outcome in outcomes}


def _sizes(design: Design) -> list[int]:
    """People of each arm: shares rounded so that they add up."""
    shares = np.cumsum([each.share for each in design.arms])
    edges = np.rint(shares / shares[-1] * design.people).astype(int)
    return [int(size) for size in np.diff([0, *edges])]


def _arm_result(name: str, before: Array, after: Array, known: Array) -> ArmResult:
    n = known.sum(axis=1)
    change = (known * (after - before)).sum(axis=1) / np.maximum(n, 1)
    return ArmResult(name, before.shape[1], float(n.mean()), _over_repeats(before.mean(axis=1)), _over_repeats(change))


def _effect(design: Design, outcome: Outcome, each: TrialArm, compared: Compared, true: float, spread: float) -> Effect:
    smd = _over_repeats(compared.smd)
    return Effect(
        outcome.name,
        each.name,
        design.arms[design.control].name,
        smd.mean,
        smd.low,
        smd.high,
        _over_repeats(compared.difference),
        float((compared.p < design.alpha).mean()),
        true,
        true / spread if spread > 0.0 else 0.0,
    )


def _over_repeats(values: Array) -> OverRepeats:
    low, high = np.percentile(values, MIDDLE)
    return OverRepeats(float(values.mean()), float(low), float(high))


def _seed(seed: int, stream: int) -> int:
    return int(np.random.SeedSequence([seed, stream]).generate_state(1)[0])
