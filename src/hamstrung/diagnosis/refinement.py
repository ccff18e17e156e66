"""More people like the patient: a tempered walk in the space of the stored random numbers.

Where too few of the simulated care seekers are like the patient, those who are nearest are copied and their random
numbers moved, step by step, while the findings are given more and more of their weight:

    target(beta) = proposal x seeks care x person kernel x (prior x likelihood / proposal) ^ beta,  beta -> 1

The walk begins at the largest beta at which weighting leaves enough people: the density from which they were drawn,
where rare sources are common, already bent towards the patient. Each step raises beta until some would be lost, draws
people anew by their weights, and moves everyone by Metropolis steps that keep the target (`proposals`). A moved life is
simulated in the factual world; only the people of the end are lived in every world. (Del Moral, Doucet and Jasra 2006,
J R Stat Soc B 68:411.) After the last step everyone goes on moving until no random number remembers where it was.

The same walk leads from people who are refined already to the same people with one finding more (`go_on`).

How far the answer can be trusted is measured, not assumed: the care seekers are dealt out into shares, every walker
remembers from which share its ancestor came, and what differs between the descendants of the shares, their number
included, is the whole error of the method (`weights.replicate_draws`; the variance estimate of Lee and Whiteley 2018,
Biometrika 105:609, with ancestors in groups). The normal laws that shape the moves of one half of the shares are learnt
from the other half: a law that is fitted to those whom it moves would favour them. So the halves move without knowing
of each other, each with random numbers of its own, and side by side.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.diagnosis import likelihood, proposals, roles, weights
from hamstrung.diagnosis.likelihood import Likelihood
from hamstrung.diagnosis.people import Array, People, Table
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.proposals import Shape, Way
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.patient import FindingType, Person, Value

_START_LEFT = 0.5
_LOOK_AGAIN = 1.25
_STILL_COUNT = 0.6
_WANTED_ACCEPTANCE = 0.25
_CHANCES = {
    "few": 0.34,
    "bell": 0.03,
    "three": 0.14,
    "eight": 0.05,
    "tail": 0.08,
    "sources": 0.1,
    "switch": 0.22,
    "lots": 0.04,
}
_STEPS = {"few": 1.0, "bell": 0.4, "three": 0.95, "eight": 0.8}
_LONGEST = {"few": 10.0}


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


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of the patient, for people who are made anew."""

    person: Person
    observed: dict[str, Value]
    vocabulary: dict[str, FindingType]
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(slots=True)
class _Walk:
    """The walkers.

    Args:
        z: standard normal scores of their uniforms, (person, node)
        log_base, log_before, log_gain: log of the target without any finding, what the findings known before say,
            and what all findings say, (person,)
        origin: share of the care seekers that each descends from, (person,)
        power: of the new findings, 0 to 1.
        steps: of the proposals that have one.
        tail: worst Pareto index of the weights by which people were drawn anew.
    """

    z: Array
    log_base: Array
    log_before: Array
    log_gain: Array
    origin: NDArray[np.intp]
    power: float
    steps: dict[str, float]
    tail: float = 0.0

    @property
    def log_target(self) -> Array:
        """Up to a constant, (person,)."""
        return self.log_base + (1.0 - self.power) * self.log_before + self.power * self.log_gain

    def pick(self, rows: NDArray[np.intp]) -> None:
        self.z, self.log_base, self.origin = self.z[rows], self.log_base[rows], self.origin[rows]
        self.log_before, self.log_gain = self.log_before[rows], self.log_gain[rows]

    def some(self, rows: NDArray[np.bool_]) -> "_Walk":
        """Some of the walkers, with steps of their own."""
        base, before, gain = self.log_base[rows], self.log_before[rows], self.log_gain[rows]
        return _Walk(self.z[rows], base, before, gain, self.origin[rows], self.power, dict(self.steps))

    def put(self, rows: NDArray[np.bool_], part: "_Walk") -> None:
        """Those walkers as they are now."""
        self.z[rows], self.log_base[rows] = part.z, part.log_base
        self.log_before[rows], self.log_gain[rows] = part.log_before, part.log_gain

    def accept(self, yes: NDArray[np.bool_], moved: "_Walk") -> None:
        self.z = np.where(yes[:, None], moved.z, self.z)
        self.log_base = np.where(yes, moved.log_base, self.log_base)
        self.log_before = np.where(yes, moved.log_before, self.log_before)
        self.log_gain = np.where(yes, moved.log_gain, self.log_gain)


@dataclass(frozen=True, slots=True)
class _Scorer:
    """Lives people and says how near each is to the patient.

    Args:
        start: the weighted care seekers.
        target: what is known of the patient; before: what was known before, if that is where the walk begins.
        replay: the model.
    """

    start: Posterior
    target: Target
    replay: Replay
    before: Target | None = None

    def score(self, z: Array) -> tuple[Array, Array, Array]:
        """Log of the target without findings, what those before say, and what all say, (person,) each."""
        uniforms = proposals.uniforms(z)
        proposal = self.replay.log_proposal(uniforms)
        codes = {*self.target.observed, *(self.before.observed if self.before else ())}
        people = Table(self.replay.told(uniforms, codes=codes)).people()
        gain = self.likelihood(people, self.target).total() - proposal
        before = np.zeros(len(z)) if self.before is None else self.likelihood(people, self.before).total() - proposal
        return proposal + self.log_prior(people), before, gain

    def score_all(self, z: Array) -> tuple[Array, Array, Array]:
        """The same for many, side by side."""
        parts = np.array_split(z, min(max(1, self.replay.threads), len(z)))
        with ThreadPoolExecutor(max_workers=len(parts)) as pool:
            base, before, gain = zip(*pool.map(self.score, parts), strict=True)
        return np.concatenate(base), np.concatenate(before), np.concatenate(gain)

    def log_prior(self, people: People) -> Array:
        """Seeks care, is of the patient's sex, and stands near in age and build."""
        person = self.target.person
        kernel = likelihood.person_log_kernel(person, people, errors=self.start.errors)
        fits = people["seeks_care"] > 0.5
        if person.sex is not None:
            fits &= (people["sex_female"] > 0.5) == (person.sex == "female")
        return np.where(fits, kernel, -np.inf)

    def likelihood(self, people: People, target: Target) -> Likelihood:
        """Of these people."""
        return likelihood.of(target.observed, people, vocabulary=target.vocabulary, errors=self.start.errors)


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
    scorer = _Scorer(start, target, replay)
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
    scorer = _Scorer(start, target, replay, before)
    stored = [f"u_{node}" for node in replay.nodes]
    rows = _systematic(refined.weights, effort.people, random)
    z = ndtri(np.stack([refined.people[name][rows] for name in stored], axis=1))
    walk = _Walk(z, *scorer.score_all(z), _origins(refined)[rows], 0.0, dict(_STEPS))
    _climb(walk, scorer, effort, random)
    _move(walk, scorer, effort.moves, random)
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


def _begin(scorer: _Scorer, effort: Effort, random: np.random.Generator) -> _Walk:
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
    return _Walk(z, *scorer.score_all(z), share[rows], power, dict(_STEPS), weights.pareto_k(bent))


def _climb(walk: _Walk, scorer: _Scorer, effort: Effort, random: np.random.Generator) -> None:
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
        _move(walk, scorer, effort.moves, random)


def _forget(walk: _Walk, scorer: _Scorer, effort: Effort, random: np.random.Generator) -> Posterior:
    """Move on until no random number remembers where it was, there are draws enough, or the effort is spent.

    The draws of the random numbers cost nothing to judge; only where those are enough is everybody lived in every
    world, and the walk ends if what is told has enough draws too.
    """
    first, wanted = walk.z.copy(), effort.enough
    equal = np.full(len(first), 1.0 / len(first))
    for _ in range(0, effort.most_last_moves, effort.last_moves):
        _move(walk, scorer, effort.last_moves, random)
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


def _move(walk: _Walk, scorer: _Scorer, times: int, random: np.random.Generator) -> None:
    """Metropolis moves of everyone, each half of the shares by laws learnt from the other; steps become the mean."""
    half = _half(walk.origin)
    walks = np.setdiff1d(np.arange(walk.z.shape[1]), scorer.replay.lots)
    halves = [mine for mine in (half, ~half) if mine.any()]
    shapes = [Shape.of(walk.z[~mine], walks) for mine in halves]
    own = random.spawn(len(halves))

    def moved(index: int) -> _Walk:
        part = walk.some(halves[index])
        for _ in range(times):
            _step(part, shapes[index], scorer, own[index])
        return part

    with ThreadPoolExecutor(max_workers=max(1, scorer.replay.threads)) as pool:
        parts = list(pool.map(moved, range(len(halves))))
    for mine, part in zip(halves, parts, strict=True):
        walk.put(mine, part)
    walk.steps = {name: float(np.exp(np.mean([np.log(part.steps[name]) for part in parts]))) for name in walk.steps}


def _step(walk: _Walk, shape: Shape, scorer: _Scorer, random: np.random.Generator) -> None:
    """One Metropolis move of each; the step sizes follow the acceptance."""
    names = _possible(scorer.replay)
    chances = np.array([_CHANCES[name] for name in names])
    way = random.choice(len(names), len(walk.z), p=chances / chances.sum())
    z, correction = walk.z.copy(), np.zeros(len(way))
    for index, each in enumerate(_ways(names, shape, walk.steps, scorer.replay)):
        rows = way == index
        if rows.any():
            z[rows], correction[rows] = each.propose(walk.z[rows], random)
    moved = _Walk(z, *scorer.score(z), walk.origin, walk.power, walk.steps)
    with np.errstate(invalid="ignore"):
        log_ratio = moved.log_target - walk.log_target + correction
    accepted = np.log(random.random(len(way))) < np.where(np.isnan(log_ratio), -np.inf, log_ratio)
    walk.accept(accepted, moved)
    for index, name in enumerate(names):
        if name in walk.steps and (tried := accepted[way == index]).size:
            change = np.exp(0.5 * (tried.mean() - _WANTED_ACCEPTANCE))
            walk.steps[name] = float(np.clip(walk.steps[name] * change, 0.05, _LONGEST.get(name, 0.999)))


def _possible(replay: Replay) -> list[str]:
    """Names of the ways to move that these lives have."""
    absent = {"lots"} if not replay.lots else set()
    absent |= {"sources", "switch"} if not replay.sources else set()
    return [name for name in _CHANCES if name not in absent]


def _half(origin: NDArray[np.intp]) -> NDArray[np.bool_]:
    """About half of the walkers, all or none of those of one origin."""
    sizes = np.bincount(origin)
    chosen, within = np.zeros(sizes.size, dtype=bool), 0
    for k in np.argsort(-sizes):
        if within + sizes[k] <= 0.5 * origin.size:
            chosen[k], within = True, within + sizes[k]
    return np.asarray(chosen[origin])


def _ways(names: list[str], shape: Shape, steps: dict[str, float], replay: Replay) -> list[Way]:
    """The ways to move, in the order of their names."""
    known: dict[str, Way] = {
        "few": proposals.Few(shape, steps["few"]),
        "bell": proposals.Bell(shape, steps["bell"]),
        "three": proposals.Block(shape, steps["three"], 3),
        "eight": proposals.Block(shape, steps["eight"], 8),
        "tail": proposals.Tail(_everywhere(shape, len(replay.nodes))),
        "sources": proposals.Sources(replay.sources),
        "switch": proposals.Switch(replay.sources, _everywhere(shape, len(replay.nodes))),
        "lots": proposals.Lots(replay.lots),
    }
    return [known[name] for name in names]


def _everywhere(shape: Shape, nodes: int) -> Array:
    """The attention that scores get, those that draw lots included, (node,)."""
    attention = np.full(nodes, 1.0 / nodes)
    attention[shape.walks] = shape.attention
    return attention


def _finish(walk: _Walk, scorer: _Scorer) -> Posterior:
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
