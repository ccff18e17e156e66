"""The published numbers and popular claims that the model stands on, each with its source and grade."""

from hamstrung.evidence.claims import Claim, claims
from hamstrung.evidence.numbers import Number, Row, number, numbers, row, rows

__all__ = ["Claim", "Number", "Row", "claims", "number", "numbers", "row", "rows"]
