"""Worlds: the factual life, every subset of removed source groups, and hamstrings normalised from the visit on.

All replay the same stored uniforms. A coalition world is a bit mask of removed groups; its pain gives exact Shapley
shares.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

GROUPS: Final = ("hamstrings", "structure", "nerve", "systemic", "injury", "distress")
"""Source groups, the players of the Shapley shares; bit k of a mask removes group k."""

HAMSTRINGS: Final = 1
STRUCTURE: Final = 2
NERVE: Final = 4
SYSTEMIC: Final = 8
INJURY: Final = 16
DISTRESS: Final = 32
NORMALISED_NOW: Final = 64
"""Not a coalition: the past is kept, the hamstrings are made normal at the visit."""

_OWN_NAMES: Final = {
    0: "factual",
    HAMSTRINGS: "hamstrings_healthy",
    STRUCTURE: "structure_normal",
    NERVE: "nerve_normal",
    SYSTEMIC: "systemic_absent",
    INJURY: "injury_absent",
    DISTRESS: "distress_low",
    STRUCTURE | NERVE | SYSTEMIC | INJURY | DISTRESS: "others_absent",
    NORMALISED_NOW: "hamstrings_normalised_now",
}


def name(mask: int) -> str:
    """The world's name, by the groups that are removed in it.

    >>> name(0), name(HAMSTRINGS), name(STRUCTURE | NERVE)
    ('factual', 'hamstrings_healthy', 'without_structure_nerve')
    """
    removed = (group for bit, group in enumerate(GROUPS) if mask >> bit & 1)
    return _OWN_NAMES.get(mask) or "_".join(("without", *removed))


MASKS: Final = (*range(64), NORMALISED_NOW)
"""Every world's mask, in stored order: 64 coalitions, then hamstrings normalised now."""

WORLDS: Final = tuple(name(mask) for mask in MASKS)
"""Every world's name, in stored order."""


def by_history(masks: Sequence[int]) -> NDArray[np.int64]:
    """Places of these worlds, those that share a past, and in it a root, next to each other, (world,)."""
    past = [0 if mask == NORMALISED_NOW else mask & (HAMSTRINGS | STRUCTURE) for mask in masks]
    return np.lexsort((masks, [mask & NERVE for mask in masks], past)).astype(np.int64)


OTHERS_ABSENT: Final = STRUCTURE | NERVE | SYSTEMIC | INJURY | DISTRESS
"""Mask of the world in which only the hamstrings are left as a source."""
