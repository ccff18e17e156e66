"""What a foreign file gave: patient mappings, and an account of every field, used or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ImportReport:
    """People read from a foreign file.

    Attributes:
        patients: mappings of patient files, unchecked, each with its `id`.
        places: where in the file each patient came from, for messages.
        mapped: field of the file -> code that it became.
        inferred: field -> what was inferred to map it, where the file does not say so itself.
        unused: field -> why it was left.
        references: patient id -> what the file knows and a patient file must not, such as the diagnosis.
    """

    patients: tuple[Mapping[str, Any], ...]
    places: tuple[str, ...]
    mapped: Mapping[str, str]
    unused: Mapping[str, str]
    inferred: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
