"""An experiment on one person: a treatment on, off and on again, beside a diary.

    block on    long enough that what the treatment does is mostly there:      1.6 onset (that of stretch tolerance,
                where the treatment has none of its own)
    block off   long enough that it is mostly gone again:                      1.2 loss
    measured    pain on some days of each week; only the second half of a block counts as settled

The contrast is the mean of settled weeks off less that of settled weeks on. Whether it would show an effect that
matters is found by living the person's posterior people through the schedule: with nothing at work the contrast
scatters by the natural course and the diary's error; an effect is seen where the contrast lies beyond 95 % of those.

    chance_to_see   that an effect of the size that matters is seen
    chance_expected that the effect which the model expects of this treatment is seen

What comes back stands in the patient's diary with `done`, and is read by the same likelihood as everything else.
Blocks are 2 to 8 weeks on and 2 to 12 off, assumed: nobody keeps a diary for ever. Valid for a treatment whose effect
passes; one that stays (surgery, length gained for good) cannot be switched off.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from hamstrung.care.course import Ground
from hamstrung.care.courses import WEEK_SD_NPRS, lived
from hamstrung.care.doses import Prescription, rows
from hamstrung.care.people import People
from hamstrung.care.plan import important_nprs
from hamstrung.care.treatments import TreatmentKind
from hamstrung.errors import InputError
from hamstrung.life import parameters

Array = NDArray[np.float64]

DAYS_A_WEEK = 3
"""Days of each week on which pain is written down, assumed (2-7)."""

_DAY_SD_NPRS = 1.0
_ON, _OFF = (2, 8), (2, 12)
_ONSETS, _LOSSES = 1.6, 1.2
_SEEN = 0.95
_LASTING = ("hip_repaired", "released", "leg_length_corrected", "healing")
_SEED = 6_082_311
_REPEATS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of weeks with the treatment on or off.

    Args:
        state: `on` or `off`.
        from_week, to_week: first and last week, from 1.
        from_date, to_date: the same as dates; empty where the start is not known.
        settled_from_week: from which the diary counts.
    """

    state: str
    from_week: int
    to_week: int
    from_date: str
    to_date: str
    settled_from_week: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """An on/off/on design for one person and one treatment.

    Args:
        treatment, label: which.
        dose: in the unit of its table.
        unit: of the dose.
        blocks: in order.
        days_a_week: on which pain is written down.
        important_nprs: size of the effect that it should show.
        chance_to_see: that an effect of this size is seen.
        chance_expected: that the effect which the model expects is seen.
        expected_nprs: that effect, in the settled weeks on.
        left_at_end_of_off: share of what the treatment did that is still there then.
        enough: whether the chance to see what matters is at least 0.8.
        advice: sentences.
    """

    treatment: str
    label: str
    dose: float
    unit: str
    blocks: tuple[Block, ...]
    days_a_week: int
    important_nprs: float
    chance_to_see: float
    chance_expected: float
    expected_nprs: float
    left_at_end_of_off: float
    enough: bool
    advice: tuple[str, ...]


def propose(people: People, kind: TreatmentKind, *, ground: Ground, start: date | None, cycles: int = 1) -> Schedule:
    """A schedule for one person, with the chance that it shows what matters.

    Args:
        people: found like the person, as they are now.
        kind: the treatment.
        ground: mechanics and beliefs.
        start: first day; None where it is not known.
        cycles: how often off and on follow the first block on.

    Raises:
        InputError: for a treatment whose effect cannot be switched off.
    """
    if kind.never or any(act.on in _LASTING for act in kind.acts):
        raise InputError("treatment", f"{kind.name} cannot be switched off again")
    on, off = lengths(kind)
    design = blocks(on, off, cycles=cycles, start=start)
    nothing, effect, shape = _lived(people, kind, design, ground=ground)
    least = important_nprs(nothing[:, 0])
    noise = _contrasts(people, nothing, design)
    limit = float(np.quantile(noise, _SEEN))
    matters = float(people.weight @ least)
    seen = _contrasts(people, nothing - least[:, None] * shape, design)
    expected = _contrasts(people, effect, design)
    chance, by_model = float(np.mean(seen > limit)), float(np.mean(expected > limit))
    settled = [week for block in design if block.state == "on" for week in _settled(block)]
    gain = float(people.weight @ (nothing - effect)[:, settled].mean(axis=1))
    left = float(np.exp(-off / kind.loss.value)) if kind.loss.value > 0.0 else 0.0
    return Schedule(
        treatment=kind.name,
        label=kind.label,
        dose=kind.dose.usual,
        unit=kind.dose.unit,
        blocks=design,
        days_a_week=DAYS_A_WEEK,
        important_nprs=matters,
        chance_to_see=chance,
        chance_expected=by_model,
        expected_nprs=gain,
        left_at_end_of_off=left,
        enough=chance >= 0.8,
        advice=_advice(chance, by_model, left, cycles),
    )


def lengths(kind: TreatmentKind) -> tuple[int, int]:
    """Weeks of a block on and of a block off, from the treatment's pace and loss.

    >>> from hamstrung.care import treatments
    >>> on, off = lengths(treatments()["static_stretching"])
    >>> 2 <= on <= 8 and 2 <= off <= 12
    True
    """
    on = round(_ONSETS * onset_weeks(kind))
    off = round(_LOSSES * kind.loss.value)
    return min(max(on, _ON[0]), _ON[1]), min(max(off, _OFF[0]), _OFF[1])


def onset_weeks(kind: TreatmentKind) -> float:
    """Time constant with which a treatment comes; stretching has that of stretch tolerance, which the life holds."""
    stretches = any(act.on == "stretching_min_per_week" for act in kind.acts)
    return parameters()["course_tolerance_weeks"].value if stretches and kind.onset.value == 0.0 else kind.onset.value


def blocks(on: int, off: int, *, cycles: int, start: date | None) -> tuple[Block, ...]:
    """On, then off and on as often as there are cycles."""
    found: list[Block] = []
    week = 1
    for state in ("on", *(("off", "on") * cycles)):
        length = on if state == "on" else off
        end = week + length - 1
        dates = (
            ("", "")
            if start is None
            else tuple((start + timedelta(days=days)).isoformat() for days in (7 * (week - 1), 7 * end - 1))
        )
        found.append(Block(state, week, end, dates[0], dates[1], week + length // 2))
        week = end + 1
    return tuple(found)


def _lived(
    people: People, kind: TreatmentKind, design: tuple[Block, ...], *, ground: Ground
) -> tuple[Array, Array, Array]:
    """Pain by week with nothing new and with the treatment, and the share of an effect that is there, by week."""
    start = people.week
    runs = tuple(
        Prescription(kind.name, weeks=float(each.to_week - each.from_week + 1), from_week=float(each.from_week - 1))
        for each in design
        if each.state == "on"
    )
    weeks = list(range(start, start + design[-1].to_week + 1))
    moved = tuple(replace(each, from_week=each.from_week + start) for each in runs)
    pain = [
        lived(people, rows((*people.past, *given), people), weeks=weeks, keep=(), ground=ground).pain_nprs[:, weeks]
        for given in ((), moved)
    ]
    return pain[0], pain[1], _there(kind, runs, design[-1].to_week)


def _there(kind: TreatmentKind, runs: tuple[Prescription, ...], last: int) -> Array:
    """Share of the full effect that is there by week, from onset and loss, (week,)"""
    share = np.zeros(last + 1)
    for week in range(1, last + 1):
        on = any(each.from_week < week <= each.from_week + float(each.weeks or 0) for each in runs)
        onset, loss = onset_weeks(kind), kind.loss.value
        if on:
            share[week] = 1.0 - (1.0 - share[week - 1]) * (np.exp(-1.0 / onset) if onset > 0.0 else 0.0)
        else:
            share[week] = share[week - 1] * (np.exp(-1.0 / loss) if loss > 0.0 else 0.0)
    return share


def _settled(block: Block) -> range:
    return range(block.settled_from_week, block.to_week + 1)


def _contrasts(people: People, pain: Array, design: tuple[Block, ...]) -> Array:
    """Contrasts that a diary of these courses would show, drawn by weight, (draw,)"""
    random = np.random.default_rng(_SEED)
    who = random.choice(len(people), _REPEATS * len(people), p=people.weight / people.weight.sum())
    error = np.hypot(_DAY_SD_NPRS / DAYS_A_WEEK**0.5, WEEK_SD_NPRS)
    read = np.clip(pain[who] + error * random.standard_normal((len(who), pain.shape[1])), 0.0, 10.0)
    weeks = {state: [w for b in design if b.state == state for w in _settled(b)] for state in ("on", "off")}
    return np.asarray(read[:, weeks["off"]].mean(axis=1) - read[:, weeks["on"]].mean(axis=1))


def _advice(chance: float, by_model: float, left: float, cycles: int) -> tuple[str, ...]:
    said = [
        "Write down the day's mean pain on the same three days each week, and every day whether it was done.",
        "Change nothing else meanwhile; in the weeks off leave out this treatment alone.",
    ]
    if chance < 0.8:
        more = "Another round of off and on would raise it." if cycles < 3 else "More rounds would hardly raise it."
        said.append(f"This schedule would miss an effect that matters in {round(100 * (1 - chance))} of 100. {more}")
    if by_model < 0.5:
        said.append("The effect that is to be expected is smaller than that: a contrast of zero says little.")
    if left > 0.35:
        said.append(f"{round(100 * left)} % of what it did is still there when it starts again: the contrast is less.")
    return tuple(said)
