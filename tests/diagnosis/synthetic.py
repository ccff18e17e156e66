"""A cohort in memory whose answers are known in closed form."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from hamstrung.life import worlds
from hamstrung.patient import Cost, FindingType

DEFICIT_MEAN, DEFICIT_SD = 6.0, 10.0
SLR_NORM = 72.0


class MemoryCohort:
    """Columns held in a mapping; the same protocol as a cohort on disk."""

    def __init__(self, columns: Mapping[str, NDArray[np.floating]]) -> None:
        self._columns = dict(columns)

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._columns)

    @property
    def size(self) -> int:
        """People."""
        return len(self._columns["log_weight"])

    def __getitem__(self, column: str) -> NDArray[np.floating]:
        return self._columns[column]

    def load(self, columns: Collection[str]) -> None:
        """Everything is in memory already; what is not is an error."""
        missing = set(columns) - self._columns.keys()
        if missing:
            raise KeyError(missing)

    def with_columns(self, **columns: NDArray[np.floating]) -> "MemoryCohort":
        """The same people with these columns added or replaced."""
        return MemoryCohort({**self._columns, **columns})


def cohort(*, size: int = 20_000, seed: int = 7) -> MemoryCohort:
    """People whose deficits are Gaussian and whose pain is a sum of six independent sources."""
    random = np.random.default_rng(seed)
    shared, left, right = random.standard_normal((3, size))
    deficits = {
        "left": DEFICIT_MEAN + DEFICIT_SD * (np.sqrt(0.8) * shared + np.sqrt(0.2) * left),
        "right": DEFICIT_MEAN + DEFICIT_SD * (np.sqrt(0.8) * shared + np.sqrt(0.2) * right),
    }
    worse = np.maximum(deficits["left"], deficits["right"])
    sources = random.exponential([[0.0], [1.2], [0.8], [0.2], [0.3], [0.9]], (6, size))
    sources[0] = 0.12 * np.clip(worse, 0.0, None) * random.uniform(0.0, 1.0, size)
    nerve = sources[2] > 1.5
    columns = {
        "log_weight": np.zeros(size),
        "seeks_care": np.ones(size),
        "sex_female": (random.uniform(size=size) < 0.5).astype(float),
        "age_y": random.uniform(18.0, 80.0, size),
        "height_cm": random.normal(170.0, 9.0, size),
        "mass_kg": random.normal(75.0, 12.0, size),
        "tissue_hamstring": np.where(random.uniform(size=size) < 0.05, 0.8, 0.0),
        "truth_slump_left_positive": nerve.astype(float),
        "truth_pain_nprs": np.minimum(sources.sum(axis=0), 10.0),
        "truth_bend_knees_straight_nprs": np.minimum(sources.sum(axis=0) + sources[0], 10.0),
        "truth_bend_knees_bent_nprs": np.minimum(sources.sum(axis=0), 10.0),
        "truth_coin": np.full(size, 0.5),
        "truth_constant_deg": np.full(size, 50.0),
    }
    tonic = np.where(nerve, 8.0, 0.5)
    for side, deficit in deficits.items():
        columns[f"deficit_{side}_deg"] = deficit
        columns[f"tonic_{side}_deg"] = tonic
        columns[f"tolerance_{side}_deg"] = np.zeros(size)
        columns[f"structural_{side}_deg"] = deficit - tonic
        columns[f"deficit_{side}_deg__others_absent"] = deficit - tonic
        columns[f"truth_slr_{side}_deg"] = SLR_NORM - deficit
    return MemoryCohort({**columns, **additive_worlds(sources)})


def additive_worlds(sources: NDArray[np.floating]) -> dict[str, NDArray[np.floating]]:
    """Pain in all 64 worlds, and now, as the sum of the sources that are left, (group, person)."""
    pains = {}
    for mask in range(64):
        left = [row for bit, row in enumerate(sources) if not mask >> bit & 1]
        pains[f"pain__{worlds.name(mask)}"] = np.sum(left, axis=0) if left else np.zeros(sources.shape[1])
    pains["pain__hamstrings_normalised_now"] = sources.sum(axis=0) - 0.5 * sources[0]
    return pains


def finding(code: str, **parts: object) -> FindingType:
    """A finding of a small vocabulary, with the given parts and plain ones for the rest."""
    plain: dict[str, object] = {
        "code": code,
        "stem": code.replace("_left", "").replace("_right", ""),
        "label": code,
        "plain_label": code,
        "unit": "deg",
        "low": -200.0,
        "high": 300.0,
        "usual_low": -200.0,
        "usual_high": 300.0,
        "side": "left" if "_left" in code else "right" if "_right" in code else None,
        "kind": "number",
        "choices": (),
        "integer": False,
        "method": "",
        "group": "test",
        "history": False,
        "sd_within": 3.0,
        "sd_between": 4.0,
        "sensitivity": None,
        "specificity": None,
        "cut": None,
        "target": "",
        "cost": Cost(money=0.0, minutes=1.0, pain=0.0, radiation_msv=0.0),
        "evidence": (),
        "assumed": "made for a test",
    }
    return FindingType(**{**plain, **parts})  # type: ignore[arg-type]


def vocabulary() -> dict[str, FindingType]:
    """The findings that the cohort in memory speaks of, and one that it does not."""
    sign = {"kind": "yes_no", "sd_within": 0.0, "sd_between": 0.0, "unit": ""}
    kinds = [
        finding("slr_left_deg"),
        finding("slr_right_deg"),
        finding("constant_deg"),
        finding("pain_nprs", low=0.0, high=10.0, sd_within=0.5, sd_between=0.0),
        finding("bend_knees_straight_nprs", low=0.0, high=10.0, sd_within=0.8, sd_between=0.0),
        finding("bend_knees_bent_nprs", low=0.0, high=10.0, sd_within=0.8, sd_between=0.0),
        finding("slump_left_positive", sensitivity=0.9, specificity=0.8, **sign),
        finding("coin", sensitivity=0.5, specificity=0.5, **sign),
        finding("unspoken", sensitivity=0.9, specificity=0.9, **sign),
    ]
    return {kind.code: kind for kind in kinds}
