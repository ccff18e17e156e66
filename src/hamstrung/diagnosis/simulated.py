"""Simulated patients: people of the model, found as an examiner with the assumed errors would find them.

    number  = truth + rater's and model's error (shared by both sides) + own error, or a stray number; cut at its range
    sign    = yes with the probability that sensitivity and specificity give
    choice  = the right one, or one of the others alike
    age, height, mass = those of the life + the kernel's width

This is the law that `likelihood` assumes, drawn instead of evaluated, kernels included (drawing from the kernel is
what makes weighting by it exact: Fearnhead and Prangle 2012, J R Stat Soc B 74:419). They seek care, and what was not
looked for is missing (`looking`). No person has ever been like this: what holds for them is a statement about the
computation and not about the clinic.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import likelihood, looking, roles
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.looking import Looked
from hamstrung.diagnosis.people import Array, People, Table
from hamstrung.diagnosis.replay import Replay
from hamstrung.diagnosis.roles import RoleTable, Thresholds
from hamstrung.patient import Finding, FindingType, Patient, Person, Value, Visit

BATCH = 4000
_STREAM = 5_202_611
"""Marks the seeds of patients, so that none is ever that of a cohort."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """Simulated patients with what is true of them.

    Args:
        patients: as a clinic has them.
        looked: what was looked for in each.
        people: their lives in every world, (person,)
        roles: the roles that are true, (person,)
    """

    patients: tuple[Patient, ...]
    looked: tuple[Looked, ...]
    people: People
    roles: RoleTable


def patients(
    size: int,
    *,
    replay: Replay,
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel,
    seed: int,
    thresholds: Thresholds | None = None,
) -> Simulated:
    """So many patients; the first of them are the same whatever the size.

    Args:
        size: how many.
        replay: the model whose people they are.
        vocabulary: the findings and their errors.
        errors: what the vocabulary does not hold, with the spreads of the population (`Population.spreads`).
        seed: of these patients; people, findings and what is missing follow from it.
        thresholds: of the true roles.
    """
    made: list[Patient] = []
    looked: list[Looked] = []
    columns: list[dict[str, Array]] = []
    for lives, random in _care_seekers(replay, seed):
        people = Table(lives).people()
        seen = [looking.look(vocabulary, random=random) for _ in range(len(people))]
        made += found_in(people, np.arange(len(people)), seen, vocabulary, errors=errors, random=random)
        looked += seen
        columns.append(lives)
        if len(made) >= size:
            break
    whole = Table({name: np.concatenate([part[name] for part in columns])[:size] for name in columns[0]}).people()
    table = roles.of(whole, thresholds=thresholds or Thresholds())
    return Simulated(tuple(made[:size]), tuple(looked[:size]), whole, table)


def found_in(
    people: People,
    rows: NDArray[np.intp],
    looked: Sequence[Looked],
    vocabulary: Mapping[str, FindingType],
    *,
    errors: ErrorModel,
    random: np.random.Generator,
) -> list[Patient]:
    """People as a clinic finds them; one who stands in several rows is found anew each time.

    Args:
        people: simulated people.
        rows: who, by place, (patient,)
        looked: what was looked for in each, (patient,)
        vocabulary, errors: as for `patients`.
        random: draws errors.
    """
    times = np.bincount(rows, minlength=len(people))
    turn = np.zeros(len(rows), dtype=np.intp)
    order = np.argsort(rows, kind="stable")
    turn[order] = np.concatenate([np.arange(count) for count in times]) if len(rows) else 0
    made: dict[int, Patient] = {}
    for again in range(int(times.max(initial=0))):
        found = readings(people, vocabulary=vocabulary, errors=errors, random=random)
        for place in np.flatnonzero(turn == again).tolist():
            made[place] = _patient(
                int(rows[place]), people, found, looked[place], vocabulary=vocabulary, errors=errors, random=random
            )
    return [made[place] for place in range(len(rows))]


def readings(
    people: People, *, vocabulary: Mapping[str, FindingType], errors: ErrorModel, random: np.random.Generator
) -> dict[str, Array]:
    """What one examiner would read off every person, had everything been looked for, (person,) each.

    Signs are 0 or 1, choices an index; NaN where there is nothing to tell.
    """
    found: dict[str, Array] = {}
    shared: dict[str, Array] = {}
    for code, kind in vocabulary.items():
        column = people.truth(code)
        if column is None:
            continue
        truth = people[column]
        if kind.kind == "number":
            rater = shared.setdefault(kind.stem, random.standard_normal(len(people)))
            found[code] = _number(truth, kind, rater, errors, random)
        elif kind.kind == "choice":
            found[code] = _choice(truth, kind, random)
        else:
            positive = likelihood.probability_of_yes(truth, kind)
            found[code] = (random.random(len(people)) < positive).astype(float)
    return found


def value_of(reading: float, kind: FindingType) -> Value:
    """A reading as it is written in a patient's file."""
    if kind.kind == "number":
        return float(reading)
    if kind.kind == "choice":
        return kind.choices[int(reading)]
    if kind.kind == "red_flag":
        return "yes" if reading > 0.5 else "no"
    return bool(reading > 0.5)


def _care_seekers(replay: Replay, seed: int) -> Iterator[tuple[dict[str, Array], np.random.Generator]]:
    """Care seekers of the population as it is, batch by batch without end, in every world."""
    batch = 0
    while True:
        random = np.random.default_rng(np.random.SeedSequence([_STREAM, seed, batch]))
        uniforms = random.random((BATCH, len(replay.nodes)))
        uniforms = np.clip(uniforms, 1e-9, 1.0 - 1e-9)
        seeks = replay.factual(uniforms, codes=())["seeks_care"] > 0.5
        if seeks.any():
            yield replay.worlds(uniforms[seeks]), random
        batch += 1


def _number(truth: Array, kind: FindingType, rater: Array, errors: ErrorModel, random: np.random.Generator) -> Array:
    """A number with its errors, on the scale on which they are equal, and back."""
    plain, own, shared = likelihood.number_errors(kind, truth, errors=errors)
    low, high = (likelihood.on_error_scale(end, kind) for end in (kind.low, kind.high))
    read = plain + shared * rater + own * random.standard_normal(plain.size)
    stray = random.random(plain.size) < errors.gross_error
    read = np.clip(np.where(stray, random.uniform(low, high, plain.size), read), low, high)
    read = np.expm1(read) if kind.code in likelihood.LOG_SCALE else read
    return np.where(np.isfinite(plain), read, np.nan)


def _choice(truth: Array, kind: FindingType, random: np.random.Generator) -> Array:
    """The right choice with the test's sensitivity, else one of the others."""
    right = 0.9 if kind.sensitivity is None else kind.sensitivity
    n = len(kind.choices)
    other = (np.nan_to_num(truth) + random.integers(1, max(n, 2), truth.size)) % n
    read = np.where(random.random(truth.size) < right, truth, other)
    return np.where(np.isfinite(truth), read, np.nan)


def _patient(
    row: int,
    people: People,
    found: Mapping[str, Array],
    seen: Looked,
    *,
    vocabulary: Mapping[str, FindingType],
    errors: ErrorModel,
    random: np.random.Generator,
) -> Patient:
    def near(column: str, width: float) -> float:
        return float(people[column][row] + width * random.standard_normal())

    age, height, mass = (
        near("age_y", errors.age_sd_y),
        near("height_cm", errors.height_sd_cm),
        near("mass_kg", errors.mass_sd_kg),
    )
    person = Person(
        sex="female" if people["sex_female"][row] > 0.5 else "male",
        age_y=age if seen.age else None,
        height_cm=height if seen.build else None,
        mass_kg=mass if seen.build else None,
    )
    told = {
        code: Finding(code, value_of(float(found[code][row]), vocabulary[code]))
        for code in sorted(seen.codes & found.keys())
        if np.isfinite(found[code][row])
    }
    return Patient(person=person, visits=(Visit(None, findings=told),))
