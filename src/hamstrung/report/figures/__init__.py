"""Figures as values: SVG made from arrays and numbers."""

from hamstrung.report.figures.bars import change_bar, interval_bar, people, share_bar, two_bars
from hamstrung.report.figures.person import Drawn, person, side_by_side, tallness

__all__ = [
    "Drawn",
    "change_bar",
    "interval_bar",
    "people",
    "person",
    "share_bar",
    "side_by_side",
    "tallness",
    "two_bars",
]
