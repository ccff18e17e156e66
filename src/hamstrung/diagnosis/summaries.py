"""What the posterior says of the body: the deficit and its parts, postures, loads, pain in other worlds."""

from collections.abc import Mapping
from dataclasses import fields

import numpy as np

from hamstrung.diagnosis.assessment import (
    POSTURES,
    Counterfactual,
    Estimate,
    HamstringSide,
    LevelLoad,
    PostureSummary,
    SourceShare,
)
from hamstrung.diagnosis.posterior import Posterior
from hamstrung.diagnosis.roles import GROUPS, HEALTHY, NORMALISED, Thresholds, relief_share

LEVELS = ("l1l2", "l2l3", "l3l4", "l4l5", "l5s1")

#: The claim that stands behind each source, and its grade.
CLAIM_OF_SOURCE = {
    "hamstrings": "C13",
    "structure": "C8",
    "nerve": "C15",
    "systemic": "C15",
    "injury": "C12",
    "distress": "C16",
}


def hamstrings(posterior: Posterior) -> dict[str, HamstringSide]:
    """The extensibility deficit of both sides and its parts [deg]."""
    return {side: _side(posterior, side) for side in ("left", "right")}


def sources(posterior: Posterior, *, grades: Mapping[str, str]) -> tuple[SourceShare, ...]:
    """Every source's share of the pain, the largest Shapley share first.

    Args:
        posterior: of the patient.
        grades: claim id -> grade of its evidence.
    """
    table = posterior.roles
    shares = [
        SourceShare(
            group,
            posterior.estimate(table.single[index]),
            posterior.estimate(table.shapley[index]),
            grades[CLAIM_OF_SOURCE[group]],
        )
        for index, group in enumerate(GROUPS)
    ]
    return tuple(sorted(shares, key=lambda share: -share.shapley_share.mean))


def counterfactual(posterior: Posterior, *, thresholds: Thresholds) -> Counterfactual:
    """Why it began, and apart from it what normalising the hamstrings now would gain."""
    people = posterior.people
    now = relief_share(people["pain__factual"], people[f"pain__{NORMALISED}"], thresholds=thresholds)
    both = posterior.roles.overdetermined.astype(float)
    chance = float(np.clip(both @ posterior.weights, 0.0, 1.0))
    interval = posterior.interval(both)
    return Counterfactual(
        posterior.estimate(people[f"pain__{HEALTHY}"]),
        posterior.estimate(posterior.roles.relief),
        posterior.estimate(now),
        Estimate(chance, interval.low, interval.high),
    )


def posture(posterior: Posterior) -> dict[str, PostureSummary]:
    """Pelvis and spine in each posture that the cohort holds; obliquity and curve with their sign."""
    names = [f.name for f in fields(PostureSummary)]
    columns = {place: {name: f"{place}__{name}" for name in names} for place in POSTURES}
    return {
        place: PostureSummary(**{name: posterior.estimate(posterior.people[c]) for name, c in own.items()})
        for place, own in columns.items()
        if all(column in posterior.people for column in own.values())
    }


def loads(posterior: Posterior) -> dict[str, dict[str, LevelLoad]]:
    """Compression and shear by posture and level, where the cohort holds them."""
    found: dict[str, dict[str, LevelLoad]] = {}
    for place in POSTURES:
        for level in LEVELS:
            columns = [f"{place}__{load}_{level}_n" for load in ("compression", "shear")]
            if all(column in posterior.people for column in columns):
                compression, shear = (posterior.estimate(posterior.people[c]) for c in columns)
                found.setdefault(place, {})[level] = LevelLoad(compression, shear)
    return found


def _side(posterior: Posterior, side: str) -> HamstringSide:
    def part(name: str) -> Estimate:
        return posterior.estimate(posterior.people[f"{name}_{side}_deg"])

    return HamstringSide(part("deficit"), part("structural"), part("tonic"), part("tolerance"))
