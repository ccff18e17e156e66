"""From a prescription to what it changes in each person: how much is done, and how they respond.

    share done = logistic(logit(mean) + spread x z(adherence luck))
    change     = size(response luck) x law(dose x share done)

Both kinds of luck come from a person's stored numbers: who keeps to one agreement keeps to another, and who responds
to a change responds to it whatever brings it about. So treatments are compared in the same people with the same luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from scipy.special import expit, logit, ndtri

from hamstrung.care.numbers import number
from hamstrung.care.people import Array, People
from hamstrung.care.treatments import Act, Ranged, TreatmentKind, treatments
from hamstrung.errors import InputError
from hamstrung.life import Treatment

FIELDS = tuple(Treatment.__dataclass_fields__)
_Z90 = 1.6449
_PLACES = 1_000_000
_MANY = 2**24


@dataclass(frozen=True, slots=True)
class Prescription:
    """A treatment as it is given.

    Args:
        kind: of the treatment.
        dose: in the unit of its table; the usual one where it is None.
        weeks: how long it is done; the usual time where it is None.
        adherence: share that is done, where it is known; else it differs between people.
        from_week: after which it begins.
    """

    kind: str
    dose: float | None = None
    weeks: float | None = None
    adherence: float | None = None
    from_week: float = 0.0

    @property
    def treatment(self) -> TreatmentKind:
        """Its table.

        Raises:
            InputError: for a kind that no table has.
        """
        if self.kind not in treatments():
            raise InputError.unknown(self.kind, list(treatments()), what="treatment")
        return treatments()[self.kind]

    @property
    def given(self) -> float:
        """The dose."""
        return self.treatment.dose.usual if self.dose is None else self.dose


def rows(prescriptions: Sequence[Prescription], people: People) -> Array:
    """What a life needs to know of them, (person, treatment, field of `life.Treatment`)."""
    if not prescriptions:
        return np.array([[Treatment().row()]])
    return np.stack([_row(each, people) for each in prescriptions], axis=1)


def share_done(prescription: Prescription, people: People) -> Array:
    """Share of the agreed dose that each person does, 0 to 1, (person,)"""
    mean = prescription.treatment.adherence
    if prescription.adherence is not None:
        return np.full(len(people), prescription.adherence)
    if mean >= 1.0:
        return np.ones(len(people))
    z = ndtri(people.luck(_PLACES))
    return np.asarray(expit(logit(mean) + number("adherence.logit_sd") * z))


def _row(prescription: Prescription, people: People) -> Array:
    kind = prescription.treatment
    done = prescription.given * share_done(prescription, people)
    table = np.zeros((len(people), len(FIELDS)))
    for act in kind.acts:
        table[:, FIELDS.index(act.on)] = response(act.size, people.luck(place(act.on))) * _law(act, kind, done)
    weeks = kind.weeks if prescription.weeks is None else prescription.weeks
    table[:, FIELDS.index("from_week")] = prescription.from_week
    table[:, FIELDS.index("to_week")] = prescription.from_week + weeks
    table[:, FIELDS.index("onset_weeks")] = kind.onset.value
    table[:, FIELDS.index("loss_weeks")] = kind.loss.value
    return table


def response(size: Ranged, luck: Array) -> Array:
    """The size of a change in each person: its 5 % and 95 % are the ends of its range; none is below zero.

    Args:
        size: of the change, of either sign.
        luck: uniform, (person,)
    """
    z = ndtri(luck)
    value = size.value + np.where(z > 0.0, size.high - size.value, size.value - size.low) * z / _Z90
    return np.maximum(value, 0.0) if size.value >= 0.0 else np.minimum(value, 0.0)


def place(name: str) -> int:
    """The place of the weekly luck, far beyond any week, that belongs to a name."""
    return _PLACES + 1 + crc32(name.encode()) % _MANY


def _law(act: Act, kind: TreatmentKind, done: Array) -> Array:
    """What a dose gives over what the usual one gives when it is done in full."""
    dose = kind.dose
    if act.law == "linear":
        return done / dose.usual
    if act.law == "whole":
        return (done > 0.0).astype(float)
    return np.expm1(-done / dose.scale) / np.expm1(-dose.usual / dose.scale)
