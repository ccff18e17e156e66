"""More people like the patient: a tempered walk in the space of the stored random numbers.

Where too few of the cohort are like the patient, those who are nearest are copied and their random numbers
moved, step by step, while the findings are given more and more of their weight:

    target(beta) = proposal x seeks care x person kernel x (prior x likelihood / proposal) ^ beta,  beta -> 1

The walk begins at the density from which the cohort was drawn, where rare sources are common, and ends at the
prior times the likelihood: people with a rare source stay until the findings can speak for them. Each step raises
beta until some of the people would be lost, draws people anew by their weights, and moves everyone by Metropolis
steps that keep the target (`proposals`). A moved life is simulated in the factual world; only the people of the
end are lived in every world. (Del Moral, Doucet and Jasra 2006, J R Stat Soc B 68:411.)

Copies of one ancestor are alike until they have moved far enough; who moved so far that less than half of the
old scores is left heads a family of their own. The effective sample counts the rest by the design effect of
survey sampling (Kish): n / (1 + (m - 1) rho), with m the size of families and rho the likeness within families
of role, pain, deficit, relief and the sources' shares, the largest of them. The Pareto index is that of the
last step's weights; the moves after it repair what a heavy tail did, so that it does not lower the sample.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from hamstrung.diagnosis import likelihood, proposals, roles, weights
from hamstrung.diagnosis.likelihood import Likelihood
from hamstrung.diagnosis.people import Array, People, Table
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import RoleTable, Thresholds
from hamstrung.patient import FindingType, Person, Value

_CHANCES = (0.2, 0.4, 0.15, 0.25)
_START_LEFT = 0.8
_WANTED_ACCEPTANCE = 0.3
_FAR = 0.866


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a refinement may cost.

    Args:
        people: walkers; as many lives are simulated at each move.
        moves: per step.
        last_moves: after the last step.
        most_steps: of tempering.
        left: share of effective people that a step leaves.
    """

    people: int = 500
    moves: int = 2
    last_moves: int = 6
    most_steps: int = 30
    left: float = 0.6


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
        log_base, log_gain: log of the target at beta 0, and what beta multiplies, (person,)
        family: the person that each is a copy of, moved only a little, (person,)
        scale: step sizes of the proposals that have one, (proposal,)
    """

    z: Array
    log_base: Array
    log_gain: Array
    family: NDArray[np.intp]
    scale: Array

    def pick(self, rows: NDArray[np.intp]) -> None:
        self.z, self.family = self.z[rows], self.family[rows]
        self.log_base, self.log_gain = self.log_base[rows], self.log_gain[rows]

    def renew(self, rows: NDArray[np.bool_]) -> None:
        fresh = np.arange(rows.sum()) + self.family.max() + 1
        self.family = self.family.copy()
        self.family[rows] = fresh


def refine(start: Posterior, target: Target, *, replay: Replay, effort: Effort, seed: int) -> Posterior:
    """People like the patient, equally weighted, from a cohort that holds too few.

    Args:
        start: the weighted cohort, tempered so that some people are left.
        target: what is known of the patient.
        replay: the model that made the cohort.
        effort: how many people, how far.
        seed: of the walk; the same seed gives the same people.
    """
    random = np.random.default_rng(seed)
    walk, power = _begin(start, target, replay, effort, random)
    tail = 0.0
    for _ in range(effort.most_steps):
        if power >= 1.0:
            break
        step = weights.temper(
            np.zeros(effort.people), (1.0 - power) * walk.log_gain, minimum=effort.left * effort.people
        )
        gain = step * (1.0 - power) * walk.log_gain
        tail = weights.pareto_k(gain)
        power = min(1.0, power + step * (1.0 - power)) if step < 1.0 else 1.0
        walk.pick(_systematic(weights.normalise(gain), effort.people, random))
        _move(walk, power, start, target, replay, random, effort.moves)
    _move(walk, power, start, target, replay, random, effort.last_moves)
    return _finish(walk, power, tail, start, target, replay)


def _begin(
    start: Posterior, target: Target, replay: Replay, effort: Effort, random: np.random.Generator
) -> tuple[_Walk, float]:
    """Walkers from the cohort as it was drawn, and a first power so low that rare sources are among them."""
    drawn = start.log_prior - start.people["log_weight"]
    gain = start.people["log_weight"] + start.likelihood.total()
    everyone = weights.effective_sample_size(weights.normalise(drawn))
    power = weights.temper(drawn, gain, minimum=_START_LEFT * everyone)
    rows = _systematic(weights.normalise(drawn + power * gain), effort.people, random)
    stored = [f"u_{node}" for node in replay.nodes]
    start.people.load(stored)
    uniforms = np.stack([start.people[name][rows] for name in stored], axis=1)
    z = ndtri(np.clip(uniforms, proposals.INSIDE, 1.0 - proposals.INSIDE))
    log_base, log_gain = _score(z, start, target, replay)
    return _Walk(z, log_base, log_gain, rows, np.array([0.9, 0.4])), power


def _score(z: Array, start: Posterior, target: Target, replay: Replay) -> tuple[Array, Array]:
    """Log target at beta 0, and what beta multiplies, of people by their scores, (person,) each."""
    uniforms = proposals.uniforms(z)
    proposal = replay.log_proposal(uniforms)
    people = Table(replay.factual(uniforms)).people()
    log_likelihood = _likelihood(people, start, target).total()
    return proposal + _log_prior(people, start, target), log_likelihood - proposal


def _log_prior(people: People, start: Posterior, target: Target) -> Array:
    """Seeks care, is of the patient's sex, and stands near in age and build."""
    kernel = likelihood.person_log_kernel(target.person, people, errors=start.errors)
    fits = people["seeks_care"] > 0.5
    if target.person.sex is not None:
        fits &= (people["sex_female"] > 0.5) == (target.person.sex == "female")
    return np.where(fits, kernel, -np.inf)


def _likelihood(people: People, start: Posterior, target: Target) -> Likelihood:
    return likelihood.of(target.observed, people, vocabulary=target.vocabulary, errors=start.errors)


def _move(
    walk: _Walk,
    power: float,
    start: Posterior,
    target: Target,
    replay: Replay,
    random: np.random.Generator,
    times: int,
) -> None:
    """Metropolis moves of everyone; the step sizes follow the acceptance."""
    ways: tuple[proposals.Way, ...] = (
        proposals.Few(walk.scale),
        proposals.Bell.of(walk.z, walk.scale),
        proposals.Tail(),
        proposals.Sources(replay.sources),
    )
    for _ in range(times):
        way = random.choice(len(ways), walk.family.size, p=_CHANCES)
        z, correction = walk.z.copy(), np.zeros(walk.family.size)
        for index, each in enumerate(ways):
            rows = way == index
            z[rows], correction[rows] = each.propose(walk.z[rows], random)
        log_base, log_gain = _score(z, start, target, replay)
        with np.errstate(invalid="ignore"):
            log_ratio = power * (log_gain - walk.log_gain) + log_base - walk.log_base + correction
        log_ratio = np.where(np.isnan(log_ratio), -np.inf, log_ratio)
        accepted = np.log(random.random(walk.family.size)) < log_ratio
        walk.z = np.where(accepted[:, None], z, walk.z)
        walk.log_base = np.where(accepted, log_base, walk.log_base)
        walk.log_gain = np.where(accepted, log_gain, walk.log_gain)
        if walk.scale[proposals.BELL] > _FAR:
            walk.renew(accepted & (way == proposals.BELL))
        for index in (proposals.FEW, proposals.BELL):
            tried = accepted[way == index]
            if tried.size:
                change = np.exp(tried.mean() - _WANTED_ACCEPTANCE)
                walk.scale[index] = np.clip(walk.scale[index] * change, 0.02, 0.99)


def _finish(walk: _Walk, power: float, tail: float, start: Posterior, target: Target, replay: Replay) -> Posterior:
    """The people of the end in every world, with their roles; the weights before any finding by division."""
    people = Table(replay.worlds(proposals.uniforms(walk.z))).people()
    found = _likelihood(people, start, target)
    table = roles.of(people, thresholds=target.thresholds)
    reliability = weights.Reliability(effective_people(people, table, walk.family), tail)
    return replace(
        start,
        people=people,
        roles=table,
        log_prior=-power * found.total(),
        likelihood=replace(found, unused=start.likelihood.unused),
        tempering=power,
        reliability=reliability,
        weights=np.full(len(people), 1.0 / len(people)),
        draws=reliability.effective_sample_size,
        first=start,
    )


def effective_people(people: People, table: RoleTable, family: NDArray[np.intp]) -> float:
    """Independent people that these are worth, by the design effect of families (see above)."""
    _, member = np.unique(family, return_inverse=True)
    sizes = np.bincount(member)
    if sizes.size < 2:
        return 1.0
    worse = np.maximum(people["deficit_left_deg"], people["deficit_right_deg"])
    told = np.column_stack([table.indicator, people["pain__factual"], worse, table.relief, table.single.T])
    likeness = max(_likeness(column, member, sizes) for column in told.T)
    size = float(sizes @ sizes) / sizes.sum()
    return float(sizes.sum() / (1.0 + max(size - 1.0, 0.0) * likeness))


def _likeness(values: Array, member: NDArray[np.intp], sizes: NDArray[np.intp]) -> float:
    """Intraclass correlation of families by analysis of variance, at least 0."""
    n, families = values.size, sizes.size
    means = np.bincount(member, weights=values) / sizes
    within = float(np.sum((values - means[member]) ** 2)) / max(n - families, 1)
    between = float(np.sum(sizes * (means - values.mean()) ** 2)) / (families - 1)
    size = (n - float(sizes @ sizes) / n) / (families - 1)
    total = between + (size - 1.0) * within
    return float(np.clip((between - within) / total, 0.0, 1.0)) if total > 1e-12 else 0.0


def _systematic(weight: Array, n: int, random: np.random.Generator) -> NDArray[np.intp]:
    """Rows drawn by their weights with one random number, (n,)."""
    places = (np.arange(n) + random.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weight), places), weight.size - 1)
