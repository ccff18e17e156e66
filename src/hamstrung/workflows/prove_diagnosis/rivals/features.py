"""Patients as a table of numbers: what the rivals see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis import Population, looking, simulated, weights
from hamstrung.diagnosis.likelihood import LOG_SCALE, ErrorModel, is_yes
from hamstrung.diagnosis.looking import Looked
from hamstrung.patient import FindingType, Patient

Array = NDArray[np.float64]

PERSON = ("female", "age_y", "height_cm", "mass_kg")


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of people.

    Args:
        names: of the columns.
        values: NaN where it is not known; signs are 0 or 1, (person, feature)
        signs: which columns are 0 or 1, (feature,)
    """

    names: tuple[str, ...]
    values: Array
    signs: NDArray[np.bool_]

    @classmethod
    def of(cls, patients: Sequence[Patient], words: Mapping[str, FindingType]) -> "Features":
        """Every patient's row; a choice becomes a sign for each of its values, skewed numbers are log(1 + number)."""
        numbers = [code for code, kind in words.items() if kind.kind == "number"]
        answers = [code for code, kind in words.items() if kind.kind in ("yes_no", "red_flag")]
        choices = [(code, choice) for code, kind in words.items() if kind.kind == "choice" for choice in kind.choices]
        names = (*PERSON, *numbers, *answers, *(f"{code}={choice}" for code, choice in choices))
        signs = np.array([name not in (*PERSON[1:], *numbers) for name in names])
        rows = [_row(who, numbers, answers, choices) for who in patients]
        return cls(names, np.array(rows), signs)

    def known(self, training: "Features") -> "Features":
        """Only the columns that vary in the training table."""
        spread = np.nan_to_num(_spread(training.values))
        return self.columns(spread > 1e-9)

    def columns(self, chosen: NDArray[np.bool_]) -> "Features":
        """These columns alone."""
        names = tuple(name for name, here in zip(self.names, chosen, strict=True) if here)
        return Features(names, self.values[:, chosen], self.signs[chosen])

    def rows(self, chosen: NDArray[np.intp]) -> "Features":
        """These people alone."""
        return replace(self, values=self.values[chosen])


@dataclass(frozen=True, slots=True)
class Training:
    """What the rivals learn from, rows of equal weight.

    Args:
        features: with what is missing as in the patients.
        complete: of the same people, had everything been looked for.
        role: index of the true role, (person,)
        relief, secondary, tightness: what decides the role: shares, and the worse deficit over its limit, (person,)
    """

    features: Features
    complete: Features
    role: NDArray[np.intp]
    relief: Array
    secondary: Array
    tightness: Array


def training(
    population: Population,
    size: int,
    *,
    words: Mapping[str, FindingType],
    errors: ErrorModel,
    tight_deg: Array,
    seed: int,
) -> Training:
    """So many care seekers of the cohort, drawn by their weights, each found anew.

    Args:
        population: of the cohort.
        size: rows.
        words, errors: how findings are made.
        tight_deg: deficit from which each person of the population counts as tight, (person,)
        seed: of draws, findings and what is missing.
    """
    random = np.random.default_rng(np.random.SeedSequence([seed, 5_202_614]))
    rows = random.choice(len(population.people), size, p=weights.normalise(population.log_weight))
    chosen = np.zeros(len(population.people), dtype=bool)
    chosen[rows] = True
    places = np.cumsum(chosen)[rows] - 1
    people, table = population.people.where(chosen), population.roles.where(chosen)
    looked = [looking.look(words, random=random) for _ in range(size)]
    whole = [Looked(seen.discipline, frozenset(words), age=True, build=True) for seen in looked]
    partly = simulated.found_in(people, places, looked, words, errors=errors, random=random)
    fully = simulated.found_in(people, places, whole, words, errors=errors, random=random)
    worse = np.maximum(people["deficit_left_deg"], people["deficit_right_deg"]) / tight_deg[chosen]
    hurt = np.where(people["tissue_hamstring"] >= 0.1, np.maximum(worse, 1.2), worse)
    features = Features.of(partly, words)
    complete = Features.of(fully, words)
    return Training(
        features.known(features),
        complete.known(features),
        table.role[places].astype(np.intp),
        table.relief[places],
        table.secondary[places],
        hurt[places],
    )


def _row(
    who: Patient, numbers: Sequence[str], answers: Sequence[str], choices: Sequence[tuple[str, str]]
) -> list[float]:
    found = {code: each.value for code, each in who.findings_at_last_visit().items()}
    person = who.person
    told = [
        None if person.sex is None else float(person.sex == "female"),
        person.age_y,
        person.height_cm,
        person.mass_kg,
    ]
    row = [np.nan if value is None else float(value) for value in told]
    for code in numbers:
        value = float(found[code]) if code in found else np.nan
        row.append(float(np.log1p(max(value, 0.0))) if code in LOG_SCALE and code in found else value)
    row += [float(is_yes(found[code])) if code in found else np.nan for code in answers]
    row += [float(found[code] == choice) if code in found else np.nan for code, choice in choices]
    return row


def _spread(values: Array) -> Array:
    """Standard deviation of what is known in each column; 0 for a column of nothing, (feature,)."""
    known = np.isfinite(values)
    count = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=0) / count
    return np.sqrt(np.where(known, (values - mean) ** 2, 0.0).sum(axis=0) / count)
