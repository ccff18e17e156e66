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

How far the answer can be trusted is measured, not assumed: walkers live on islands that never exchange anybody, each
begun from its own share of the care seekers, so that what differs between islands is the whole error of the method
(`weights.replicate_draws`). The normal laws that shape the moves of one half of the islands are learnt from the other
half: a law that is fitted to those whom it moves would favour them.
"""

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
_WANTED_ACCEPTANCE = 0.25
_CHANCES = {"few": 0.1, "bell": 0.3, "three": 0.15, "eight": 0.15, "tail": 0.12, "sources": 0.12, "lots": 0.06}
_STEPS = {"few": 0.9, "bell": 0.4, "three": 0.95, "eight": 0.9}


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a refinement may cost.

    Args:
        people: walkers; as many lives are simulated at each move.
        islands: that share them, at least two.
        begin: effective people that weighting leaves at the start of the walk.
        left: share of effective people that a step leaves.
        moves: per step.
        last_moves: after the last step, between two looks at what is remembered.
        most_last_moves: after which a walk ends, whatever it remembers.
        memory: largest correlation of a random number with itself before the last moves at which a walk ends.
        most_steps: of tempering.
    """

    people: int = 1024
    islands: int = 8
    begin: float = 1000.0
    left: float = 0.6
    moves: int = 3
    last_moves: int = 10
    most_last_moves: int = 60
    memory: float = 0.3
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
        island: of each, (person,)
        power: of the new findings, 0 to 1.
        steps: of the proposals that have one.
        tail: worst Pareto index of the weights by which people were drawn anew.
    """

    z: Array
    log_base: Array
    log_before: Array
    log_gain: Array
    island: NDArray[np.intp]
    power: float
    steps: dict[str, float]
    tail: float = 0.0

    @property
    def log_target(self) -> Array:
        """Up to a constant, (person,)."""
        return self.log_base + (1.0 - self.power) * self.log_before + self.power * self.log_gain

    def pick(self, rows: NDArray[np.intp]) -> None:
        self.z, self.log_base = self.z[rows], self.log_base[rows]
        self.log_before, self.log_gain = self.log_before[rows], self.log_gain[rows]

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
        people = Table(self.replay.factual(uniforms, codes=codes)).people()
        gain = self.likelihood(people, self.target).total() - proposal
        before = np.zeros(len(z)) if self.before is None else self.likelihood(people, self.before).total() - proposal
        return proposal + self.log_prior(people), before, gain

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
    _forget(walk, scorer, effort, random)
    return _finish(walk, scorer)


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
    island = _islands(refined)
    rows = _drawn_anew(refined.weights, island, random)
    z = ndtri(np.stack([refined.people[name][rows] for name in stored], axis=1))
    walk = _Walk(z, *scorer.score(z), island, 0.0, dict(_STEPS))
    _climb(walk, scorer, effort, random)
    _move(walk, scorer, effort.moves, random)
    return _finish(walk, replace(scorer, before=None))


def _islands(refined: Posterior) -> NDArray[np.intp]:
    if refined.islands is None:
        raise ValueError("these people were not refined")
    return refined.islands


def _begin(scorer: _Scorer, effort: Effort, random: np.random.Generator) -> _Walk:
    """Walkers from the care seekers as they were drawn, each island from its own share of them."""
    start, replay = scorer.start, scorer.replay
    drawn = start.log_prior - start.people["log_weight"]
    gain = start.people["log_weight"] + start.likelihood.total()
    everyone = weights.effective_sample_size(weights.normalise(drawn))
    power = weights.temper(drawn, gain, minimum=min(effort.begin, _START_LEFT * everyone))
    bent = drawn + power * gain
    island = np.sort(np.arange(effort.people) % effort.islands)
    share = random.permutation(len(bent)) % effort.islands
    rows = np.concatenate(
        [_from_share(bent, share == k, int(np.sum(island == k)), random) for k in range(effort.islands)]
    )
    stored = [f"u_{node}" for node in replay.nodes]
    uniforms = np.stack([start.people.some(name, rows) for name in stored], axis=1)
    z = ndtri(np.clip(uniforms, proposals.INSIDE, 1.0 - proposals.INSIDE))
    return _Walk(z, *scorer.score(z), island, power, dict(_STEPS), weights.pareto_k(bent))


def _from_share(bent: Array, share: NDArray[np.bool_], n: int, random: np.random.Generator) -> NDArray[np.intp]:
    """So many rows of a share, by their weights; of everybody where nobody in the share could be the patient."""
    among = np.flatnonzero(share & np.isfinite(bent))
    if not among.size:
        among = np.flatnonzero(np.isfinite(bent))
    return np.asarray(among[_systematic(weights.normalise(bent[among]), n, random)])


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
        walk.pick(_drawn_anew(weights.normalise(step * gain), walk.island, random))
        _move(walk, scorer, effort.moves, random)


def _forget(walk: _Walk, scorer: _Scorer, effort: Effort, random: np.random.Generator) -> None:
    """Move on until no random number remembers where it was, or the effort is spent."""
    first = walk.z
    for _ in range(0, effort.most_last_moves, effort.last_moves):
        _move(walk, scorer, effort.last_moves, random)
        if _memory(first, walk.z) < effort.memory:
            return


def _memory(before: Array, now: Array) -> float:
    """The largest correlation of a score with itself before."""
    a, b = before - before.mean(axis=0), now - now.mean(axis=0)
    spread = np.sqrt(np.sum(a**2, axis=0) * np.sum(b**2, axis=0))
    return float(np.max(np.sum(a * b, axis=0) / np.where(spread > 0.0, spread, np.inf)))


def _drawn_anew(weight: Array, island: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.intp]:
    """As many rows of every island as it has, by their weights; an island without weight keeps its people."""
    rows = np.arange(weight.size)
    for k in np.unique(island):
        mine = np.flatnonzero(island == k)
        total = weight[mine].sum()
        if total > 0.0:
            rows[mine] = mine[_systematic(weight[mine] / total, mine.size, random)]
    return rows


def _move(walk: _Walk, scorer: _Scorer, times: int, random: np.random.Generator) -> None:
    """Metropolis moves of everyone; the step sizes follow the acceptance."""
    half = walk.island % 2 == 0
    walks = np.setdiff1d(np.arange(walk.z.shape[1]), scorer.replay.lots)
    shapes = [Shape.of(walk.z[~half], walks), Shape.of(walk.z[half], walks)]
    names = [name for name in _CHANCES if name != "lots" or scorer.replay.lots]
    chances = np.array([_CHANCES[name] for name in names])
    for _ in range(times):
        way = random.choice(len(names), len(walk.z), p=chances / chances.sum())
        z, correction = walk.z.copy(), np.zeros(len(way))
        for mine, shape in ((half, shapes[0]), (~half, shapes[1])):
            for index, each in enumerate(_ways(names, shape, walk.steps, scorer.replay)):
                rows = (way == index) & mine
                if rows.any():
                    z[rows], correction[rows] = each.propose(walk.z[rows], random)
        moved = _Walk(z, *scorer.score(z), walk.island, walk.power, walk.steps)
        with np.errstate(invalid="ignore"):
            log_ratio = moved.log_target - walk.log_target + correction
        accepted = np.log(random.random(len(way))) < np.where(np.isnan(log_ratio), -np.inf, log_ratio)
        walk.accept(accepted, moved)
        for index, name in enumerate(names):
            if name in walk.steps and (tried := accepted[way == index]).size:
                change = np.exp(0.5 * (tried.mean() - _WANTED_ACCEPTANCE))
                walk.steps[name] = float(np.clip(walk.steps[name] * change, 0.05, 0.999))


def _ways(names: list[str], shape: Shape, steps: dict[str, float], replay: Replay) -> list[Way]:
    """The ways to move, in the order of their names."""
    known: dict[str, Way] = {
        "few": proposals.Few(shape.walks, steps["few"]),
        "bell": proposals.Bell(shape, steps["bell"]),
        "three": proposals.Block(shape, steps["three"], 3),
        "eight": proposals.Block(shape, steps["eight"], 8),
        "tail": proposals.Tail(),
        "sources": proposals.Sources(replay.sources),
        "lots": proposals.Lots(replay.lots),
    }
    return [known[name] for name in names]


def _finish(walk: _Walk, scorer: _Scorer) -> Posterior:
    """The people of the end in every world, with their roles; the weights before any finding by division."""
    start = scorer.start
    people = Table(scorer.replay.worlds(proposals.uniforms(walk.z))).people()
    found = scorer.likelihood(people, scorer.target)
    table = roles.of(people, thresholds=scorer.target.thresholds)
    equal = np.full(len(people), 1.0 / len(people))
    draws = weights.replicate_draws(roles.told(people, table), equal, walk.island)
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
        islands=walk.island,
        first=start,
    )


def _systematic(weight: Array, n: int, random: np.random.Generator) -> NDArray[np.intp]:
    """Rows drawn by their weights with one random number, (n,)."""
    places = (np.arange(n) + random.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weight), places), weight.size - 1)
