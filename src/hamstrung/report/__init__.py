"""Pages, figures and documents as values: everything that tells an answer, and nothing that writes it."""

from hamstrung.report.catalogues import findings, model
from hamstrung.report.page import page
from hamstrung.report.pairs import Held, Pair

__all__ = ["Held", "Pair", "findings", "model", "page"]
