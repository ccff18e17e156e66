"""Patients whom the diagnosis does not expect: other errors, parameters, mechanisms and habits of writing.

The diagnosis stays as it is. Where the right model can be had, an *informed* answer, which knows what is different,
stands beside it: the difference of their scores is the price of not knowing. `as_assumed` departs from nothing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamstrung.cohort import sampling
from hamstrung.diagnosis import LifeReplay, simulated
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import Array
from hamstrung.diagnosis.replay import Columns, Replay, Tails
from hamstrung.diagnosis.simulated import Simulated
from hamstrung.life import Beliefs, Mechanics, beliefs, columns_of, priors, simulate
from hamstrung.life.worlds import MASKS
from hamstrung.patient import Finding, FindingType, Patient

AS_ASSUMED = "as_assumed"
_SETS = 200
_STREAM = 5_202_612

Words = Mapping[str, FindingType]


@dataclass(frozen=True, slots=True)
class Departure:
    """One way to be other than assumed.

    Args:
        name: of it.
        told: what is different, for the page.
        words: errors of the vocabulary, as they really are.
        exact_person: age and build are known exactly, while the diagnosis reads them through its kernels.
        claims: claims of other strength in these patients' lives.
        other_sets: lives under parameters drawn from their priors in place of the ensemble.
        rewrite: what becomes of a patient's file.
    """

    name: str
    told: str
    words: Callable[[Words], Words] = lambda words: words
    exact_person: bool = False
    claims: Mapping[str, float] | None = None
    other_sets: bool = False
    rewrite: Callable[[Patient, Words, np.random.Generator], Patient] = lambda who, words, random: who

    @property
    def informed(self) -> bool:
        """Whether an answer can be had that knows of it: of other errors, or of another mechanism."""
        return self.name == "errors_doubled" or self.claims is not None

    def simulate(
        self,
        size: int,
        *,
        mechanics: Mechanics,
        held: Beliefs,
        replay: Replay,
        words: Words,
        errors: ErrorModel,
        seed: int,
    ) -> Simulated:
        """So many patients of this kind.

        Args:
            size: how many.
            mechanics, held, replay: of the lives as the diagnosis assumes them.
            words, errors: the findings and their errors as it assumes them.
            seed: of the patients; the same as for others, so that kinds share their luck.
        """
        if self.claims is not None:
            replay = replace(LifeReplay(mechanics, held, tuple(replay.nodes), threads=1), held=self.beliefs)
        if self.other_sets:
            replay = OtherSets(mechanics, held, tuple(replay.nodes), seed)
        if self.exact_person:
            errors = replace(errors, age_sd_y=0.0, height_sd_cm=0.0, mass_sd_kg=0.0)
        made = simulated.patients(size, replay=replay, vocabulary=self.words(words), errors=errors, seed=seed)
        random = np.random.default_rng(np.random.SeedSequence([_STREAM, seed]))
        return replace(made, patients=tuple(self.rewrite(who, words, random) for who in made.patients))

    @property
    def beliefs(self) -> Beliefs:
        """Of these patients' lives."""
        return beliefs("literature", overrides=dict(self.claims or {}))


@dataclass(frozen=True, slots=True)
class OtherSets:
    """Lives under parameters drawn from their whole priors, not from the ensemble; a replay of its own.

    Args:
        mechanics, held, nodes: as for `LifeReplay`.
        seed: of the sets; one of 200 rules each person.
    """

    mechanics: Mechanics
    held: Beliefs
    nodes: tuple[str, ...]
    seed: int

    @property
    def sources(self) -> Tails:
        """None: these people are only drawn from their prior."""
        return ()

    def log_proposal(self, uniforms: Array) -> Array:
        """Log density from which a cohort draws, over the prior, (person,)."""
        return -sampling.log_weights(uniforms)

    @property
    def lots(self) -> tuple[int, ...]:
        """None."""
        return ()

    @property
    def threads(self) -> int:
        """One."""
        return 1

    def told(self, uniforms: Array, *, codes: Collection[str]) -> Columns:
        """Columns of the factual world, (person,) each."""
        return self.factual(uniforms, codes=codes)

    def factual(self, uniforms: Array, *, codes: Collection[str]) -> Columns:
        """Columns of the factual world, (person,) each."""
        return self._lived(uniforms, (0,))

    def worlds(self, uniforms: Array) -> Columns:
        """Columns of every world, (person,) each."""
        return self._lived(uniforms, tuple(MASKS))

    def _lived(self, uniforms: Array, masks: tuple[int, ...]) -> Columns:
        random = np.random.default_rng(np.random.SeedSequence([_STREAM, self.seed, 1]))
        sets: NDArray[np.void] = np.concatenate([priors.draw(random) for _ in range(_SETS)])
        lives = simulate(uniforms, mechanics=self.mechanics, beliefs=self.held, masks=masks, record=sets)
        return columns_of(lives, mechanics=self.mechanics)


def doubled(words: Words) -> Words:
    """Every rater twice as far off: standard deviations, and misses and false alarms of signs, to a half at most."""
    return {code: _doubled(kind) for code, kind in words.items()}


def _doubled(kind: FindingType) -> FindingType:
    def worse(right: float | None) -> float | None:
        return None if right is None else max(0.5, 1.0 - 2.0 * (1.0 - right))

    return replace(
        kind,
        sd_within=2.0 * kind.sd_within,
        sd_between=2.0 * kind.sd_between,
        sensitivity=worse(kind.sensitivity),
        specificity=worse(kind.specificity),
    )


def in_whole_numbers(who: Patient, words: Words, random: np.random.Generator) -> Patient:
    """Every number as it is said: pain, counts and degrees without decimals."""
    return _rewritten(
        who, lambda each: replace(each, value=float(round(float(each.value)))) if _is_number(each) else each
    )


def only_positive_signs(who: Patient, words: Words, random: np.random.Generator) -> Patient:
    """Half of the signs that were looked for and not found are not written down: what is missing now says something."""

    def kept(each: Finding) -> Finding | None:
        negative = each.value is False or each.value == "no"
        return None if negative and random.random() < 0.5 else each

    return _rewritten(who, kept)


def _is_number(each: Finding) -> bool:
    return isinstance(each.value, float) and not isinstance(each.value, bool)


def _rewritten(who: Patient, change: Callable[[Finding], Finding | None]) -> Patient:
    visit = who.visits[-1]
    findings = {code: new for code, each in visit.findings.items() if (new := change(each)) is not None}
    return replace(who, visits=(replace(visit, findings=findings),))


DEPARTURES: tuple[Departure, ...] = (
    Departure(AS_ASSUMED, "nothing: lives, findings and errors as the diagnosis assumes them"),
    Departure("exact_person", "age, height and mass known exactly", exact_person=True),
    Departure("whole_numbers", "every number rounded, as people say it", rewrite=in_whole_numbers),
    Departure("positives_only", "half of the negative signs never written down", rewrite=only_positive_signs),
    Departure("errors_doubled", "every rater twice as far off", words=doubled),
    Departure("other_parameters", "parameters from their whole priors, not from the ensemble", other_sets=True),
    Departure("standing_tilt", "C4 at face value, which the literature switches off", claims={"C4": 1.0}),
    Departure("disc_damage", "C5 and C8 at face value: load by hamstrings harms discs", claims={"C5": 1.0, "C8": 1.0}),
)


def named(name: str) -> Departure:
    """A departure by its name."""
    return next(each for each in DEPARTURES if each.name == name)
