"""Pages, figures and documents as values: everything that tells an answer, and nothing that writes it.

What draws is imported when it is first asked for, so that a list of findings comes at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hamstrung.report.catalogues import findings, model, parameters

if TYPE_CHECKING:
    from hamstrung.report.figures.causal_graph import causal_graph
    from hamstrung.report.graph_text import dot, graphml
    from hamstrung.report.page import page, sheet
    from hamstrung.report.pairs import Held, Pair

__all__ = ["Held", "Pair", "causal_graph", "dot", "findings", "graphml", "model", "page", "parameters", "sheet"]

_LATER = {
    "figures.causal_graph": ("causal_graph",),
    "graph_text": ("dot", "graphml"),
    "page": ("page", "sheet"),
    "pairs": ("Held", "Pair"),
}


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            found = import_module(f"hamstrung.report.{module}")
            globals().update({each: getattr(found, each) for each in names})
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
