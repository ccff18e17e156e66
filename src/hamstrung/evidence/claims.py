"""What is popularly claimed of hamstrings and the back, graded by the evidence."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Grade = Literal["A", "B", "C", "X"]


@dataclass(frozen=True)
class Claim:
    """One popular claim.

    Attributes:
        id: `C1` to `C28`.
        title: a few words.
        claim: what is claimed.
        evidence: what the evidence says, with ids of rows.
        grade: A trials or prospective cohorts, B cross-sectional or laboratory, C expert claim, X contradicted;
            the weakest where parts differ.
        graded: the grades of its parts, in words.
        in_model: what the model does with it.
        mechanism: whether it is a mechanism of a life that can be switched.
        switch: the name of that switch; None without one.
    """

    id: str
    title: str
    claim: str
    evidence: str
    grade: Grade
    graded: str
    in_model: str
    mechanism: bool
    switch: str | None


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim, C1 to C28.

    >>> claims()[0].title
    'anatomy'
    """
    table = tomllib.loads(files("hamstrung.evidence").joinpath("claims.toml").read_text(encoding="utf-8"))
    found = (Claim(id=name, **{"switch": None, **fields}) for name, fields in table.items())
    return tuple(sorted(found, key=lambda claim: int(claim.id[1:])))
