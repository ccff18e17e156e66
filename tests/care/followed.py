"""A small population in pain on the analytic mechanics, and visits of its people."""

from functools import cache

import numpy as np

from care.lived import ground
from hamstrung import care, life, patient
from hamstrung.care import courses, timeline
from hamstrung.diagnosis import ErrorModel, Population, Posterior, likelihood, posterior, roles
from hamstrung.diagnosis.people import Table
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.patient import Person, Value
from life import surrogate

CODES = ("pain_nprs", "slr_left_deg", "slr_right_deg")
WEEK = 12


@cache
def population(size: int = 12_000) -> Population:
    """Those who hurt by 3 or more, in every world."""
    u = surrogate.uniforms(size, 11)
    mechanics, beliefs = surrogate.mechanics(), life.beliefs()
    pain = life.simulate(u, mechanics=mechanics, beliefs=beliefs, masks=(0,)).pain_nprs[:, 0]
    lives = life.simulate(u[pain >= 3.0], mechanics=mechanics, beliefs=beliefs, masks=tuple(life.MASKS))
    people = Table(life.columns_of(lives, mechanics=mechanics)).people()
    weight = np.full(len(people), 1.0 / len(people))
    table = roles.of(people, thresholds=Thresholds())
    return Population(people, np.zeros(len(people)), table, size, likelihood.Spreads(people, weight))


def found(observed: dict[str, Value]) -> Posterior:
    """The posterior of a first visit."""
    return posterior.condition(
        population(), person=Person(), observed=observed, vocabulary=patient.vocabulary(), errors=ErrorModel()
    )


def truth(index: int) -> dict[str, Value]:
    """Findings of one of them without any error."""
    people = population().people
    return {code: float(people[people.truth(code) or code][index]) for code in CODES}


def visits(first: dict[str, Value], *later: tuple[int, dict[str, Value]], **more: object) -> timeline.Timeline:
    """A course of visits, by week."""
    words = patient.vocabulary()
    start = timeline.Examined(0, "", {}, first, words)
    then = tuple(timeline.Examined(week, "", {}, observed, words) for week, observed in later)
    given = {"diary": (), "prescriptions": (), "untold": (), "dropped": 0} | more
    return timeline.Timeline(patient.Patient(), start, then, **given)  # type: ignore[arg-type]


def gained(*, structural_deg: float, tolerance_deg: float) -> np.ndarray:
    """A treatment that gives range at once, in rows."""
    return life.Treatment(
        structural_gain_deg=structural_deg, tolerance_gain_deg=tolerance_deg, onset_weeks=1.0, loss_weeks=50.0
    ).row()[None, None, :]


def cause_after(base: Posterior, course: timeline.Timeline, table: np.ndarray | None = None) -> tuple[float, float]:
    """P(cause) at the first visit and after the course, every person with the same courses."""
    people = care.of_posterior(base, most=400)
    told = courses.log_likelihood(people, course, ground=ground(), errors=base.errors, table=table)[:, -1]
    weight = people.weight * np.exp(told - told.max())
    cause = base.roles.indicator[people.index, 1]
    return float(people.weight @ cause), float(weight @ cause / weight.sum())


def varied(base: Posterior, *, structural: float, most_deg: float = 24.0) -> np.ndarray:
    """A treatment of which nobody knows how much range it gives: 0 to a most, a share of it structural, in rows."""
    people = care.of_posterior(base, most=400)
    row = gained(structural_deg=1.0, tolerance_deg=1.0)[0, 0]
    table = np.tile(row, (len(people), 1, 1))
    fields = tuple(life.Treatment.__dataclass_fields__)
    gain = most_deg * people.luck(2_000_003)
    table[:, 0, fields.index("structural_gain_deg")] = structural * gain
    table[:, 0, fields.index("tolerance_gain_deg")] = (1.0 - structural) * gain
    return table
