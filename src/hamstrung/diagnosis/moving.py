"""Walkers, how near each is to the patient, and the Metropolis moves that keep their target.

The normal laws that shape the moves of one half of the shares are learnt from the other half: a law that is fitted to
those whom it moves would favour them. So within a round the halves move without knowing of each other, each with
random numbers of its own, side by side.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import likelihood, proposals
from hamstrung.diagnosis.likelihood import Likelihood
from hamstrung.diagnosis.people import Array, People, Table
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.proposals import Shape, Way
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.patient import FindingType, Person, Value

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
STEPS = {"few": 1.0, "bell": 0.4, "three": 0.95, "eight": 0.8}
_LONGEST = {"few": 10.0}


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of the patient, for people who are made anew."""

    person: Person
    observed: dict[str, Value]
    vocabulary: dict[str, FindingType]
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(slots=True)
class Walk:
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
        """Those walkers, some of them several times, in place of all."""
        self.z, self.log_base, self.origin = self.z[rows], self.log_base[rows], self.origin[rows]
        self.log_before, self.log_gain = self.log_before[rows], self.log_gain[rows]

    def some(self, rows: NDArray[np.bool_]) -> "Walk":
        """Some of the walkers, with steps of their own."""
        base, before, gain = self.log_base[rows], self.log_before[rows], self.log_gain[rows]
        return Walk(self.z[rows], base, before, gain, self.origin[rows], self.power, dict(self.steps))

    def put(self, rows: NDArray[np.bool_], part: "Walk") -> None:
        """Those walkers as they are now."""
        self.z[rows], self.log_base[rows] = part.z, part.log_base
        self.log_before[rows], self.log_gain[rows] = part.log_before, part.log_gain

    def accept(self, yes: NDArray[np.bool_], moved: "Walk") -> None:
        """Those who move are where they were proposed to be."""
        self.z = np.where(yes[:, None], moved.z, self.z)
        self.log_base = np.where(yes, moved.log_base, self.log_base)
        self.log_before = np.where(yes, moved.log_before, self.log_before)
        self.log_gain = np.where(yes, moved.log_gain, self.log_gain)


@dataclass(frozen=True, slots=True)
class Scorer:
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


def move(walk: Walk, scorer: Scorer, times: int, random: np.random.Generator) -> None:
    """Metropolis moves of everyone, each half of the shares by laws learnt from the other; steps become the mean."""
    half = _half(walk.origin)
    walks = np.setdiff1d(np.arange(walk.z.shape[1]), scorer.replay.lots)
    halves = [mine for mine in (half, ~half) if mine.any()]
    shapes = [Shape.of(walk.z[~mine], walks) for mine in halves]
    own = random.spawn(len(halves))

    def moved(index: int) -> Walk:
        part = walk.some(halves[index])
        for _ in range(times):
            _step(part, shapes[index], scorer, own[index])
        return part

    with ThreadPoolExecutor(max_workers=max(1, scorer.replay.threads)) as pool:
        parts = list(pool.map(moved, range(len(halves))))
    for mine, part in zip(halves, parts, strict=True):
        walk.put(mine, part)
    walk.steps = {name: float(np.exp(np.mean([np.log(part.steps[name]) for part in parts]))) for name in walk.steps}


def _step(walk: Walk, shape: Shape, scorer: Scorer, random: np.random.Generator) -> None:
    """One Metropolis move of each; the step sizes follow the acceptance."""
    names = _possible(scorer.replay)
    chances = np.array([_CHANCES[name] for name in names])
    way = random.choice(len(names), len(walk.z), p=chances / chances.sum())
    z, correction = walk.z.copy(), np.zeros(len(way))
    for index, each in enumerate(_ways(names, shape, walk.steps, scorer.replay)):
        rows = way == index
        if rows.any():
            z[rows], correction[rows] = each.propose(walk.z[rows], random)
    moved = Walk(z, *scorer.score(z), walk.origin, walk.power, walk.steps)
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
