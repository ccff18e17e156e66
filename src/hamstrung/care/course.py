"""What becomes of a person's pain: alone, beside each treatment and beside several, week by week.

Every arm lives the same people with the same luck, so that arms differ by what is done and by nothing else. Three
parts of the change are kept apart:

    natural   no treatment
    specific  treatment less natural: what changes what drives the pain
    contact   being seen, told and treated, whatever the treatment: a share of the pain there is, and the evidence is
              on pain alone (E323, E324, E326)

Valid for the year after a visit.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hamstrung.care.doses import Prescription, place, response, rows
from hamstrung.care.numbers import number, numbers
from hamstrung.care.people import Array, People
from hamstrung.life import Beliefs, Course, Mechanics, follow, joined, seen

WEEKS = tuple(range(53))
"""Weeks in which a course is told, and the natural one worked out."""

SOLVED_WEEKS = (0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20, 26, 34, 43, 52)
"""Weeks in which the course beside a treatment is worked out; the others are told between them (`weekly`)."""

_THREADS = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """What lives are followed with.

    Args:
        mechanics: of bodies.
        beliefs: strengths of the claims.
    """

    mechanics: Mechanics
    beliefs: Beliefs


@dataclass(frozen=True, slots=True)
class Arm:
    """The course of people beside a treatment, some treatments, or none.

    Args:
        name: of the treatment, joined by `+` where there are several; `none`.
        prescriptions: what is done.
        weeks: of the pain, from now on, (week,)
        pain_nprs: without the effect of contact, (person, week)
        course: everything else of these lives.
        start: week of that course which is now.
    """

    name: str
    prescriptions: tuple[Prescription, ...]
    weeks: NDArray[np.int64]
    pain_nprs: Array
    course: Course
    start: int = 0

    def at(self, week: int) -> Array:
        """Pain in one of the weeks, (person,)"""
        return self.pain_nprs[:, int(np.searchsorted(self.weeks, week))]


def arm(
    people: People,
    *prescriptions: Prescription,
    ground: Ground,
    weeks: Sequence[int] = SOLVED_WEEKS,
    keep_weeks: Sequence[int] = SOLVED_WEEKS,
    threads: int = _THREADS,
) -> Arm:
    """The course of these people beside these treatments.

    Args:
        people: found like one patient, who go on from the week in which they are, with what they were given before.
        prescriptions: what is done from now on; none for the natural course.
        ground: mechanics and beliefs.
        weeks: in which pain is worked out.
        keep_weeks: weeks in which they can be examined.
        threads: the answer does not depend on their number.
    """
    start = people.week
    new = tuple(replace(each, from_week=each.from_week + start) for each in prescriptions)
    table = rows((*people.past, *new), people)
    shares = np.array_split(np.arange(len(people)), min(threads, len(people)))

    def one(part: NDArray[np.intp]) -> Course:
        return follow(
            people.uniforms[part],
            weeks_after=start + max(weeks),
            mechanics=ground.mechanics,
            beliefs=ground.beliefs,
            treatment=table[part] if len(table) > 1 else table,
            keep_weeks=[start + week for week in keep_weeks],
            only_weeks=[start + week for week in weeks],
        )

    with ThreadPoolExecutor(max_workers=threads) as pool:
        course = joined(list(pool.map(one, shares)))
    name = "+".join(each.kind for each in prescriptions) or "none"
    return Arm(
        name, prescriptions, np.array(weeks), course.pain_nprs[:, [start + week for week in weeks]], course, start
    )


def contact_share(people: People, weeks: NDArray[np.int64]) -> Array:
    """Share of the pain that contact takes away: it comes within weeks and fades, (person, week)"""
    share = response(numbers()["contact.share"], people.luck(place("contact")))
    done = 1.0 - np.exp(-weeks / number("contact.onset_weeks"))
    return share[:, None] * done * np.exp(-weeks / number("contact.fading_weeks"))


def examined(
    one: Arm, *, codes: Sequence[str], ground: Ground, weeks: Sequence[int] = SOLVED_WEEKS
) -> Mapping[str, Array]:
    """True values of findings in some weeks of the course, (person, week) each.

    Args:
        one: arm of the course.
        codes: of the findings.
        ground: mechanics and beliefs.
        weeks: that are asked for; those that were not kept are left out.
    """
    held = [one.start + week for week in weeks if one.start + week in one.course.kept]
    columns = seen(one.course.lives(*held), mechanics=ground.mechanics, codes=codes)
    return {code: columns[f"truth_{code}"].reshape(len(held), -1).T for code in codes}
