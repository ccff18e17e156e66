"""The role of the hamstrings in each simulated person, and every source's share of the pain.

    r = (pain - pain with hamstrings healthy from the start) / pain     relief share, in [0, 1]
    d = (deficit - deficit with every other source absent) / deficit    secondary share of tightness

    absent        deficit under 1.5 SD on the worse side and no injured tissue in the hamstrings themselves
    cause         r >= 0.5
    contributor   0.15 <= r < 0.5; a vicious circle where also d >= 0.5
    consequence   r < 0.15 and d >= 0.5
    bystander     otherwise

r is 0 where pain is below NPRS 0.5. Single removals miss sources of which each alone would be enough; Shapley
shares over all 64 coalitions of removed sources stand beside them, and people in whom the two disagree are
called overdetermined.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from hamstrung.diagnosis.assessment import ROLES
from hamstrung.diagnosis.people import Array, People
from hamstrung.life import worlds
from hamstrung.life.worlds import GROUPS

FACTUAL, HEALTHY, NORMALISED = "factual", "hamstrings_healthy", "hamstrings_normalised_now"
OTHERS_ABSENT = "others_absent"
_COALITIONS = 1 << len(GROUPS)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where one role ends and the next begins; all adjustable.

    Args:
        sd_men_deg, sd_women_deg: standard deviation of the extensibility deficit of healthy people about the
            norm for their age and sex (M161, M162) [deg].
        absent_sd: deficits below so many of them are no tightness.
        tissue: severity of hamstring tissue damage (0 to 1) from which it is a source of its own.
        cause, contributor: relief shares r from which the hamstrings are one.
        consequence: share d of the deficit from which the tightness is secondary.
        least_pain_nprs: below this there is no pain to share out.
    """

    sd_men_deg: float = 9.1
    sd_women_deg: float = 6.0
    absent_sd: float = 1.5
    tissue: float = 0.1
    cause: float = 0.5
    contributor: float = 0.15
    consequence: float = 0.5
    least_pain_nprs: float = 0.5

    def tight_deg(self, female: NDArray[np.bool_]) -> Array:
        """Deficit from which the worse side counts as tight, for each person [deg], (person,)."""
        return self.absent_sd * np.where(female, self.sd_women_deg, self.sd_men_deg)


@dataclass(frozen=True)
class RoleTable:
    """Roles and shares of people, one row a person; what takes every world is worked out when it is asked for.

    Args:
        people: whose they are.
        thresholds: of roles and shares.
        role: index into `ROLES`, (person,)
        relief: r, (person,)
        secondary: d, (person,)
        circle: contributor and consequence at once, (person,)
    """

    people: People
    thresholds: Thresholds
    role: NDArray[np.int8]
    relief: Array
    secondary: Array
    circle: NDArray[np.bool_]

    @cached_property
    def single(self) -> Array:
        """Relief by removing one source, in [0, 1], (group, person)."""
        pain = self.people["pain__factual"]
        without = (self.people[f"pain__{worlds.name(1 << group)}"] for group in range(len(GROUPS)))
        return np.stack([relief_share(pain, each, thresholds=self.thresholds) for each in without])

    @cached_property
    def shapley(self) -> Array:
        """Shapley share of the pain; sums to the relief by removing all, (group, person)."""
        return shapley_shares(pain_by_coalition(self.people), thresholds=self.thresholds)

    @cached_property
    def overdetermined(self) -> NDArray[np.bool_]:
        """Several sources would each be enough, (person,)."""
        return overdetermined(self.single, self.shapley)

    @cached_property
    def indicator(self) -> Array:
        """One in the column of each person's role, (person, role)."""
        return np.eye(len(ROLES))[self.role]

    def where(self, chosen: NDArray[np.bool_]) -> "RoleTable":
        """The rows of those for whom `chosen` holds."""
        return RoleTable(
            self.people.where(chosen),
            self.thresholds,
            self.role[chosen],
            self.relief[chosen],
            self.secondary[chosen],
            self.circle[chosen],
        )


def of(people: People, *, thresholds: Thresholds) -> RoleTable:
    """Role and shares of every person, by replaying their own lives without one source or several."""
    relief = relief_share(people["pain__factual"], people[f"pain__{HEALTHY}"], thresholds=thresholds)
    secondary = secondary_share(people)
    role = classify(relief, secondary, tight=is_tight(people, thresholds=thresholds), thresholds=thresholds)
    circle = (role == ROLES.index("contributor")) & (secondary >= thresholds.consequence)
    return RoleTable(people, thresholds, role, relief, secondary, circle)


def told(people: People, table: RoleTable) -> Array:
    """What an answer is made of, by which the worth of people is measured: (person, quantity).

    Roles, pain, the worse side's deficit, relief share, secondary share, and every source's shares.
    """
    worse = np.maximum(people["deficit_left_deg"], people["deficit_right_deg"])
    own = [people["pain__factual"], worse, table.relief, table.secondary]
    return np.column_stack([table.indicator, *own, table.single.T, table.shapley.T])


def classify(relief: Array, secondary: Array, *, tight: NDArray[np.bool_], thresholds: Thresholds) -> NDArray[np.int8]:
    """Index into `ROLES` from r, d and whether anything is wrong with the hamstrings at all, (person,)."""
    code = {role: index for index, role in enumerate(ROLES)}
    cases = [
        ~tight,
        relief >= thresholds.cause,
        relief >= thresholds.contributor,
        secondary >= thresholds.consequence,
    ]
    names = ("absent", "cause", "contributor", "consequence")
    return np.select(cases, [code[name] for name in names], code["bystander"]).astype(np.int8)


def is_tight(people: People, *, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Whether the worse side is tight or the hamstrings' own tissue is hurt, (person,)."""
    worse = np.maximum(people["deficit_left_deg"], people["deficit_right_deg"])
    limit = thresholds.tight_deg(people["sex_female"] > 0.5)
    return (worse >= limit) | (people["tissue_hamstring"] >= thresholds.tissue)


def relief_share(pain: Array, pain_without: Array, *, thresholds: Thresholds) -> Array:
    """Share of the pain that a world spares, clipped to [0, 1]; 0 where there is next to no pain."""
    enough = pain >= thresholds.least_pain_nprs
    share = (pain - pain_without) / np.where(enough, pain, 1.0)
    return np.where(enough, np.clip(share, 0.0, 1.0), 0.0)


def secondary_share(people: People) -> Array:
    """d: share of the worse side's deficit that vanishes without the other sources, in [0, 1], (person,)."""
    left, right = people["deficit_left_deg"], people["deficit_right_deg"]
    left_alone = people[f"deficit_left_deg__{OTHERS_ABSENT}"]
    right_alone = people[f"deficit_right_deg__{OTHERS_ABSENT}"]
    deficit = np.maximum(left, right)
    alone = np.where(left >= right, left_alone, right_alone)
    share = (deficit - alone) / np.where(deficit > 0, deficit, 1.0)
    return np.where(deficit > 0, np.clip(share, 0.0, 1.0), 0.0)


def pain_by_coalition(people: People) -> Array:
    """Pain in all 64 worlds, (coalition, person); the row is the bit mask of the removed groups."""
    return np.stack([people[f"pain__{worlds.name(mask)}"] for mask in range(_COALITIONS)])


def shapley_shares(pain: Array, *, thresholds: Thresholds) -> Array:
    """Shapley share of each source in the pain, (group, person).

    The average, over all orders of removal, of the relief that removing the source adds. Shares sum to the
    relief by removing every source; a source that aggravates nothing has 0, one that relieves is negative.

    Args:
        pain: in all worlds, (coalition, person)
        thresholds: below `least_pain_nprs` all shares are 0.
    """
    enough = pain[0] >= thresholds.least_pain_nprs
    return np.where(enough, (shapley_matrix() @ pain) / np.where(enough, pain[0], 1.0), 0.0)


@cache
def shapley_matrix() -> Array:
    """Weights that turn the pain of the coalitions into Shapley values, (group, coalition).

    |S|! (n - |S| - 1)! / n!  for each set S of the others that is removed already.
    """
    n = len(GROUPS)
    matrix = np.zeros((n, _COALITIONS))
    for group in range(n):
        others = [other for other in range(n) if other != group]
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for members in combinations(others, size):
                mask = sum(1 << member for member in members)
                matrix[group, mask] += weight
                matrix[group, mask | 1 << group] -= weight
    return matrix


def overdetermined(single: Array, shapley: Array) -> NDArray[np.bool_]:
    """Where single removals explain less than half of what all removals together do, (person,).

    Args:
        single, shapley: shares, (group, person)
    """
    together = shapley.sum(axis=0)
    return (together > 0.2) & (single.sum(axis=0) < 0.5 * together)
