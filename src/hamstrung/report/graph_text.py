"""The causal model as text that graph programs read: GraphML and DOT."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from hamstrung.report.figures.causal_graph import GRADES

if TYPE_CHECKING:
    from hamstrung.life import Arrow, Graph

NODE_KEYS: Final = ("label", "unit", "stage")
ARROW_KEYS: Final = ("equation", "grade", "claim", "evidence", "parameters", "loop", "lagged")


def graphml(graph: "Graph") -> str:
    """The model as a GraphML document; attributes hold all that is known of nodes and arrows."""
    return "\n".join(_graphml(graph)) + "\n"


def _graphml(graph: "Graph") -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
    for owner, keys in (("node", NODE_KEYS), ("edge", ARROW_KEYS)):
        for key in keys:
            kind = "boolean" if key in ("loop", "lagged") else "string"
            yield f'  <key id="{key}" for="{owner}" attr.name="{key}" attr.type="{kind}"/>'
    yield '  <graph id="life" edgedefault="directed">'
    for node in graph.nodes:
        yield f"    <node id={quoteattr(node.name)}>"
        yield from (f'      <data key="{key}">{escape(getattr(node, key))}</data>' for key in NODE_KEYS)
        yield "    </node>"
    for k, arrow in enumerate(graph.arrows):
        yield f'    <edge id="e{k}" source={quoteattr(arrow.source)} target={quoteattr(arrow.target)}>'
        yield from (f'      <data key="{key}">{escape(_told(arrow, key))}</data>' for key in ARROW_KEYS)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def dot(graph: "Graph") -> str:
    """The model in the language of Graphviz, stages as clusters, arrows coloured by grade."""
    return "\n".join(_dot(graph)) + "\n"


def _dot(graph: "Graph") -> Iterator[str]:
    yield "digraph life {"
    yield '  rankdir=LR; node [shape=box, style=rounded, fontname="Helvetica", fontsize=10];'
    for stage in dict.fromkeys(node.stage for node in graph.nodes):
        yield f"  subgraph cluster_{stage} {{"
        yield f'    label="{stage}";'
        for node in graph.nodes:
            if node.stage == stage:
                yield f'    {node.name} [label="{_quoted(node.label)}\\n{_quoted(node.unit)}"];'
        yield "  }"
    for arrow in graph.arrows:
        back = ", style=dashed, constraint=false" if arrow.loop or arrow.lagged else ""
        told = _quoted(f"{arrow.equation} ({arrow.grade}{', ' + arrow.claim if arrow.claim else ''})")
        yield f'  {arrow.source} -> {arrow.target} [color="{GRADES[arrow.grade]}", tooltip="{told}"{back}];'
    yield "}"


def _told(arrow: "Arrow", key: str) -> str:
    value = getattr(arrow, key)
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, tuple) else str(value or "")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
