"""Lives as named columns: what a cohort keeps of every person.

Uniforms, who they are, the hamstrings' parts, every source, pain in every world, and the true value of every finding.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from hamstrung.life import findings, nodes, places, stance
from hamstrung.life.living import Lives, Mechanics
from hamstrung.life.priors import Values

Array = NDArray[np.float64]
Columns = dict[str, Array]

PARTS = ("structural", "tonic", "tolerance")
_KEPT_DEFICITS = ("hamstrings_healthy", "others_absent", "structure_normal")


def of(lives: Lives, *, mechanics: Mechanics, parameters: Values | None = None) -> Columns:
    """Every column of these people, float64, (person,) each.

    Args:
        lives: simulated people.
        mechanics: that they were simulated with.
        parameters: in place of those that they were simulated with.
    """
    parameters = lives.parameters if parameters is None else parameters
    columns = uniforms(lives) | who(lives) | hamstrings(lives) | state(lives)
    columns |= {f"pain__{world}": lives.pain_nprs[:, k] for k, world in enumerate(lives.worlds)}
    body = stance.at_visit(columns, mechanics=mechanics, parameters=parameters)
    columns |= stance.summaries(columns, body, parameters=parameters)
    columns |= places.pains(columns, parameters)
    truths = findings.truths(columns, body, parameters=parameters)
    return columns | {f"truth_{code}": value for code, value in truths.items()}


def seen(lives: Lives, *, mechanics: Mechanics, codes: Collection[str]) -> Columns:
    """Who these people are, what they do, and the true value of some findings, of many lives in little time.

    Args:
        lives: simulated people.
        mechanics: that they were simulated with.
        codes: of the findings that are asked for.
    """
    columns = _Asked(uniforms(lives) | who(lives) | hamstrings(lives) | state(lives))
    columns |= {f"pain__{world}": lives.pain_nprs[:, k] for k, world in enumerate(lives.worlds)}
    told = dict(columns)
    columns.parameters = lives.parameters
    body = stance.at_visit(columns, mechanics=mechanics, parameters=lives.parameters)
    truths = findings.truths(columns, body, parameters=lives.parameters, codes=codes)
    return told | {f"truth_{code}": truths[code] for code in sorted(codes) if code in truths}


class _Asked(dict[str, Array]):
    """Columns that find pain by place when it is first asked for."""

    parameters: Values

    def __missing__(self, name: str) -> Array:
        if name not in places.COLUMNS:
            raise KeyError(name)
        self[name] = places.felt(self, self.parameters, *places.COLUMNS[name])
        return self[name]


def uniforms(lives: Lives) -> Columns:
    """The stored random numbers, `u_<node>`."""
    return {f"u_{name}": lives.uniforms[:, k] for k, name in enumerate(nodes.NODES)}


def who(lives: Lives) -> Columns:
    """Body and habits in the units of a patient file."""
    people = lives.people
    columns = {str(name): people[name] for name in people.dtype.names or ()}
    columns["height_cm"] = 100.0 * people["height_m"]
    columns["mass_kg"] = people["bmi"] * people["height_m"] ** 2
    columns["lifting_per_day"] = columns.pop("lifts_per_day")
    return columns


def hamstrings(lives: Lives) -> Columns:
    """The deficit and its parts by side [deg], factual and in the worlds that roles and reports compare."""
    columns: Columns = {}
    for first, side in ((0, "left"), (3, "right")):
        for k, part in enumerate(PARTS):
            columns[f"{part}_{side}_deg"] = lives.parts_deg[:, 0, first + k]
        for k, world in enumerate(lives.worlds):
            total = lives.parts_deg[:, k, first : first + 3].sum(axis=1)
            if world == "factual":
                columns[f"deficit_{side}_deg"] = total
            elif world in _KEPT_DEFICITS:
                columns[f"deficit_{side}_deg__{world}"] = total
    return columns


def state(lives: Lives) -> Columns:
    """Lesions, sources, mind and course in the factual world."""
    skipped = {f"{part}_{side}_deg" for part in PARTS for side in ("left", "right")} | {"pain_nprs"}
    columns = {str(n): lives.visits[n] for n in lives.visits.dtype.names or () if n not in skipped}
    columns |= {str(name): lives.courses[name] for name in lives.courses.dtype.names or ()}
    columns["tissue_hamstring"] = np.maximum(columns["tissue_hamstring_left"], columns["tissue_hamstring_right"])
    return columns
