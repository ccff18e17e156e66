"""Pages, figures and documents as values: everything that tells an answer, and nothing that writes it."""

from hamstrung.report.catalogues import findings, model, parameters
from hamstrung.report.figures.causal_graph import causal_graph
from hamstrung.report.graph_text import dot, graphml
from hamstrung.report.page import page, sheet
from hamstrung.report.pairs import Held, Pair

__all__ = ["Held", "Pair", "causal_graph", "dot", "findings", "graphml", "model", "page", "parameters", "sheet"]
