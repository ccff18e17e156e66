"""More people like the patient: a tempered walk in the space of the stored random numbers.

Where too few of the simulated care seekers are like the patient, those who are nearest are copied and their random
numbers moved, step by step, while the findings are given more and more of their weight:

    target(beta) = proposal x seeks care x person kernel x (prior x likelihood / proposal) ^ beta,  beta -> 1

The walk begins at the largest beta at which weighting leaves enough people: the density from which they were drawn,
where rare sources are common, already bent towards the patient. Each step raises beta until some would be lost, draws
people anew by their weights, and moves everyone by Metropolis steps that keep the target (`moving`). A moved life is
simulated in the factual world; only the people of the end are lived in every world. (Del Moral, Doucet and Jasra 2006,
J R Stat Soc B 68:411.) After the last step everyone goes on moving until the people are worth draws enough, or no
random number remembers where it was.

The same walk leads from people who are refined already to the same people with one finding more (`go_on`).

How far the answer can be trusted is measured, not assumed: the care seekers are dealt out into shares, every walker
remembers from which share its ancestor came, and what differs between the descendants of the shares, their number
included, is the whole error of the method (`weights.replicate_draws`; the variance estimate of Lee and Whiteley 2018,
Biometrika 105:609, with ancestors in groups).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.diagnosis import likelihood, proposals, roles, weights
from hamstrung.diagnosis.moving import STEPS, Scorer, Target, Walk, move
from hamstrung.diagnosis.people import Array, Table
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.replay import Replay

_START_LEFT = 0.5
_LOOK_AGAIN = 1.25
_STILL_COUNT = 0.6


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a refinement may cost.

    Args:
        people: walkers; as many lives are simulated at each move.
        shares: into which the care seekers are dealt, at least two.
        begin: effective people that weighting leaves at the start of the walk.
        left: share of effective people that a step leaves.
        moves: per step.
        last_moves: after the last step, between two looks at what is remembered.
        most_last_moves: after which a walk ends, whatever it remembers.
        enough: independent draws, judged by descent, at which a walk ends, whatever it remembers.
        memory: largest correlation of a random number with itself before the last moves at which a walk ends.
        most_steps: of tempering.
    """

    people: int = 1024
    shares: int = 16
    begin: float = 1000.0
    left: float = 0.6
    moves: int = 3
    last_moves: int = 10
    most_last_moves: int = 120
    memory: float = 0.3
    enough: float = 500.0
    most_steps: int = 30


def refine(start: Posterior, target: Target, *, replay: Replay, effort: Effort, seed: int) -> Posterior:
    """People like the patient, equally weighted, from care seekers of whom too few are.

    Args:
        start: the weighted care seekers.
        target: what is known of the patient.
        replay: the model that made them.
        effort: how many people, how far.
        seed: of the walk; the same seed gives the same people.
    """
    random = np.random.default_rng(seed)
    scorer = Scorer(start, target, replay)
    walk = _begin(scorer, effort, random)
    _climb(walk, scorer, effort, random)
    return _forget(walk, scorer, effort, random)


def go_on(
    refined: Posterior,
    start: Posterior,
    *,
    before: Target,
    target: Target,
    replay: Replay,
    effort: Effort,
    seed: int,
) -> Posterior:
    """People who were refined for some findings, refined for others: less work the less the findings differ.

    Args:
        refined: people like the patient as known before.
        start: the care seekers, weighted by what is known now.
        before, target: what was known of the patient, and what is known.
        replay: the model that made them.
        effort: as for `refine`.
        seed: of the walk.
    """
    random = np.random.default_rng(seed)
    scorer = Scorer(start, target, replay, before)
    stored = [f"u_{node}" for node in replay.nodes]
    rows = _systematic(refined.weights, effort.people, random)
    z = ndtri(np.stack([refined.people[name][rows] for name in stored], axis=1))
    walk = Walk(z, *scorer.score_all(z), _origins(refined)[rows], 0.0, dict(STEPS))
    _climb(walk, scorer, effort, random)
    move(walk, scorer, effort.moves, random)
    return _finish(walk, replace(scorer, before=None))


def reweighted(refined: Posterior, start: Posterior, target: Target) -> Posterior | None:
    """The same people with weights for other findings; None where too few of them would count.

    Args:
        refined: people like the patient as known before, from `refine` or `go_on`.
        start: the care seekers, weighted by what is known now.
        target: what is known now.
    """
    found = likelihood.of(target.observed, refined.people, vocabulary=target.vocabulary, errors=start.errors)
    log_weight = refined.log_prior + found.total()
    if not np.isfinite(log_weight).any():
        return None
    weight = weights.normalise(log_weight)
    if weights.effective_sample_size(weight) < _STILL_COUNT * weight.size:
        return None
    draws = weights.replicate_draws(roles.told(refined.people, refined.roles), weight, _origins(refined))
    tail = max(refined.reliability.pareto_k, weights.pareto_k(log_weight))
    return replace(
        refined,
        likelihood=replace(found, unused=start.likelihood.unused),
        reliability=weights.Reliability(draws, tail),
        weights=weight,
        draws=draws,
        first=start,
    )


def _origins(refined: Posterior) -> NDArray[np.intp]:
    if refined.origins is None:
        raise ValueError("these people were not refined")
    return refined.origins


def _begin(scorer: Scorer, effort: Effort, random: np.random.Generator) -> Walk:
    """Walkers from the care seekers as they were drawn, with the share that each comes from."""
    start, replay = scorer.start, scorer.replay
    drawn = start.log_prior - start.people["log_weight"]
    gain = start.people["log_weight"] + start.likelihood.total()
    everyone = weights.effective_sample_size(weights.normalise(drawn))
    power = weights.temper(drawn, gain, minimum=min(effort.begin, _START_LEFT * everyone))
    bent = drawn + power * gain
    rows = _systematic(weights.normalise(bent), effort.people, random)
    stored = [f"u_{node}" for node in replay.nodes]
    uniforms = np.stack([start.people.some(name, rows) for name in stored], axis=1)
    z = ndtri(np.clip(uniforms, proposals.INSIDE, 1.0 - proposals.INSIDE))
    share = random.permutation(len(bent)) % effort.shares
    return Walk(z, *scorer.score_all(z), share[rows], power, dict(STEPS), weights.pareto_k(bent))


def _climb(walk: Walk, scorer: Scorer, effort: Effort, random: np.random.Generator) -> None:
    """Give the findings more and more of their weight, up to all of it."""
    n = len(walk.z)
    for _ in range(effort.most_steps):
        if walk.power >= 1.0:
            return
        gain = (1.0 - walk.power) * (walk.log_gain - walk.log_before)
        step = weights.temper(np.zeros(n), gain, minimum=effort.left * n)
        walk.tail = max(walk.tail, weights.pareto_k(step * gain))
        walk.power = min(1.0, walk.power + step * (1.0 - walk.power)) if step < 1.0 else 1.0
        walk.pick(_systematic(weights.normalise(step * gain), n, random))
        move(walk, scorer, effort.moves, random)


def _forget(walk: Walk, scorer: Scorer, effort: Effort, random: np.random.Generator) -> Posterior:
    """Move on until no random number remembers where it was, there are draws enough, or the effort is spent.

    The draws of the random numbers cost nothing to judge; only where those are enough is everybody lived in every
    world, and the walk ends if what is told has enough draws too.
    """
    first, wanted = walk.z.copy(), effort.enough
    equal = np.full(len(first), 1.0 / len(first))
    for _ in range(0, effort.most_last_moves, effort.last_moves):
        move(walk, scorer, effort.last_moves, random)
        if _memory(first, walk.z) < effort.memory:
            break
        draws = weights.replicate_draws(walk.z, equal, walk.origin)
        if draws >= wanted:
            found = _finish(walk, scorer)
            if found.draws >= effort.enough:
                return found
            wanted = _LOOK_AGAIN * draws
    return _finish(walk, scorer)


def _memory(before: Array, now: Array) -> float:
    """The largest correlation of a score with itself before."""
    a, b = before - before.mean(axis=0), now - now.mean(axis=0)
    spread = np.sqrt(np.sum(a**2, axis=0) * np.sum(b**2, axis=0))
    return float(np.max(np.sum(a * b, axis=0) / np.where(spread > 0.0, spread, np.inf)))


def _finish(walk: Walk, scorer: Scorer) -> Posterior:
    """The people of the end in every world, with their roles; the weights before any finding by division."""
    start = scorer.start
    people = Table(scorer.replay.worlds(proposals.uniforms(walk.z))).people()
    found = scorer.likelihood(people, scorer.target)
    table = roles.of(people, thresholds=scorer.target.thresholds)
    equal = np.full(len(people), 1.0 / len(people))
    draws = weights.replicate_draws(roles.told(people, table), equal, walk.origin)
    return replace(
        start,
        people=people,
        roles=table,
        log_prior=-walk.power * found.total(),
        likelihood=replace(found, unused=start.likelihood.unused),
        tempering=walk.power,
        reliability=weights.Reliability(draws, walk.tail),
        weights=equal,
        draws=draws,
        origins=walk.origin,
        first=start,
    )


def _systematic(weight: Array, n: int, random: np.random.Generator) -> NDArray[np.intp]:
    """Rows drawn by their weights with one random number, (n,)."""
    places = (np.arange(n) + random.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weight), places), weight.size - 1)
