"""Simulated people who meet a trial's conditions at its screening visit, as that visit finds them.

    number  = truth + rater's error + own error of this time, cut at its range
    answer  = yes with the probability that sensitivity and specificity give

Lives are drawn from the population one after the other, everybody with the same chance, until enough of them are
taken. Who is taken because a reading was high is nearer to the mean at the next one: regression to the mean is in it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung.care.course import Ground
from hamstrung.care.people import Array, People
from hamstrung.care.trial_design import Inclusion
from hamstrung.cohort.sampling import GRID
from hamstrung.diagnosis import LifeReplay
from hamstrung.diagnosis.likelihood import LOG_SCALE, ErrorModel, probability_of_yes
from hamstrung.errors import InputError, ScienceError
from hamstrung.life import NODES
from hamstrung.patient import FindingType, vocabulary

MOST_SCREENED = 400_000
FEWEST = 100
_BATCH = 10_000
_COLUMNS = {"age_y": "age_y", "bmi_kg_m2": "bmi"}


@dataclass(frozen=True, slots=True)
class Recruited:
    """People who were taken.

    Args:
        people: who they are; all count alike.
        screened: lives that were looked at.
        found: finding -> what the screening visit read, (person,)
        rater: finding -> the part of its error that is the same at every visit, in standard deviations, (person,)
    """

    people: People
    screened: int
    found: Mapping[str, Array]
    rater: Mapping[str, Array]


def recruit(
    wanted: int,
    include: Inclusion,
    *,
    codes: Collection[str],
    ground: Ground,
    seed: int,
    most: int = MOST_SCREENED,
    threads: int = 2,
) -> Recruited:
    """People who meet the conditions; the same seed finds the same people.

    Args:
        wanted: how many.
        include: whom the trial takes.
        codes: further findings that the screening visit reads.
        ground: mechanics and beliefs.
        seed: of the people and of the errors.
        most: lives that are looked at.
        threads: the people do not depend on their number.

    Raises:
        InputError: for a finding of which the model does not speak.
        ScienceError: where hardly anybody is like that.
    """
    asked = sorted({*codes, *(set(include.between) - set(_COLUMNS)), *include.answers})
    kept: list[tuple[Array, dict[str, Array], dict[str, Array]]] = []
    replay = LifeReplay(ground.mechanics, ground.beliefs, tuple(NODES), threads)
    taken = screened = 0
    while taken < wanted and screened < most:
        random = np.random.default_rng([seed, screened])
        uniforms = (random.integers(0, GRID, (_BATCH, len(NODES))) + 0.5) / GRID
        columns = replay.factual(uniforms, codes=asked)
        found, rater = _read(columns, asked, random)
        fits = np.flatnonzero(_meets(include, columns, found))[: wanted - taken]
        last = fits[-1] + 1 if taken + len(fits) >= wanted else _BATCH
        kept.append((uniforms[fits], _of(found, fits), _of(rater, fits)))
        taken, screened = taken + len(fits), screened + int(last)
    if taken < min(FEWEST, wanted):
        raise ScienceError("include", f"{taken} of {screened} simulated people meet it", hint="take wider ranges")
    uniforms = np.concatenate([each[0] for each in kept])
    found = {code: np.concatenate([each[1][code] for each in kept]) for code in asked}
    rater = {code: np.concatenate([each[2][code] for each in kept]) for code in asked}
    people = People(uniforms, np.full(taken, 1.0 / taken), np.arange(taken))
    return Recruited(people, screened, found, rater)


def again(code: str, truth: Array, rater: Array, random: np.random.Generator) -> Array:
    """What the same rater reads at another visit; shapes of truth and rater alike.

    Args:
        code: of a number.
        truth: at that visit.
        rater: as in `Recruited`.
        random: draws the error of this time.
    """
    kind = vocabulary()[code]
    own = random.standard_normal(np.shape(truth))
    if code in LOG_SCALE:
        return np.clip(np.expm1(np.log1p(np.maximum(truth, 0.0)) + ErrorModel().log_sd * own), kind.low, kind.high)
    return np.clip(truth + kind.sd_between * rater + kind.sd_within * own, kind.low, kind.high)


def _of(table: Mapping[str, Array], rows: NDArray[np.intp]) -> dict[str, Array]:
    return {code: values[rows] for code, values in table.items()}


def _read(
    columns: Mapping[str, Array], codes: Collection[str], random: np.random.Generator
) -> tuple[dict[str, Array], dict[str, Array]]:
    found, rater = {}, {}
    shared: dict[str, Array] = {}
    for code in codes:
        kind = vocabulary()[code]
        truth = _truth(columns, kind)
        rater[code] = shared.setdefault(kind.stem, random.standard_normal(len(truth)))
        if kind.kind == "number":
            found[code] = again(code, truth, rater[code], random)
        else:
            found[code] = (random.random(len(truth)) < probability_of_yes(truth, kind)).astype(float)
    return found, rater


def _truth(columns: Mapping[str, Array], kind: FindingType) -> Array:
    for name in (f"truth_{kind.code}", kind.code):
        if name in columns:
            return columns[name]
    raise InputError(kind.code, "is nothing that the model speaks of yet")


def _meets(include: Inclusion, columns: Mapping[str, Array], found: Mapping[str, Array]) -> NDArray[np.bool_]:
    fits = np.ones(len(columns["age_y"]), bool)
    if include.care_seekers:
        fits &= columns["seeks_care"] > 0.5
    if include.sex is not None:
        fits &= (columns["sex_female"] > 0.5) == (include.sex == "female")
    for name, (low, high) in include.between.items():
        values = columns[_COLUMNS[name]] if name in _COLUMNS else found[name]
        fits &= (values >= low) & (values <= high)
    for code, answer in include.answers.items():
        fits &= (found[code] > 0.5) == answer
    return fits
