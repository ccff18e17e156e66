"""The causal model drawn and written for other programs."""

import os
import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from hamstrung import life, report
from hamstrung.report.figures import causal_graph as drawing

SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_every_node_and_arrow_is_drawn() -> None:
    """The picture is whole XML that holds each node's label and each arrow's equation, grade and claim."""
    graph = life.graph()
    root = ElementTree.fromstring(report.causal_graph(graph))
    titles = [each.text or "" for each in root.iter(f"{SVG}title")]
    for arrow in graph.arrows:
        assert any(t.startswith(f"{arrow.source} to {arrow.target}: {arrow.equation}") for t in titles), arrow
    words = "".join(each.text or "" for each in root.iter(f"{SVG}text"))
    assert all(node.label.replace(" ", "") in words.replace(" ", "") for node in graph.nodes)


def test_boxes_do_not_overlap_and_lie_inside() -> None:
    """No two boxes touch, and none leaves the picture."""
    root = ElementTree.fromstring(report.causal_graph(life.graph()))
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    boxes = [
        tuple(float(each.attrib[name]) for name in ("x", "y", "width", "height"))
        for each in root.iter(f"{SVG}rect")
        if "rx" in each.attrib
    ]
    assert len(boxes) == len(life.graph().nodes)
    for k, (x, y, w, h) in enumerate(boxes):
        assert x >= 0
        assert x + w <= width
        assert y >= 0
        assert y + h <= height
        for other_x, other_y, other_w, other_h in boxes[:k]:
            apart = x >= other_x + other_w or other_x >= x + w or y >= other_y + other_h or other_y >= y + h
            assert apart


def test_causes_stand_left_of_effects() -> None:
    """Every arrow but those of the loop and to the next step of a life runs to the right."""
    graph = life.graph()
    columns, _ = drawing._layers(graph)
    rank = {name: k for k, column in enumerate(columns) for name, lane in column if lane < 0}
    forward = [arrow for arrow in graph.arrows if not (arrow.loop or arrow.lagged)]
    assert all(rank[arrow.source] < rank[arrow.target] for arrow in forward)


def test_places_stay_in_order_and_apart() -> None:
    """Places move to where they are wanted as far as order and room allow."""
    assert drawing._apart([0.0, 100.0], [10.0, 10.0]) == [0.0, 100.0]
    assert drawing._apart([50.0, 50.0, 50.0], [10.0, 10.0, 10.0]) == [40.0, 50.0, 60.0]
    assert drawing._apart([9.0, 0.0], [10.0, 10.0]) == [-0.5, 9.5]


def test_graphml_holds_the_model() -> None:
    """GraphML read back has the same nodes and arrows with the same equations."""
    graph = life.graph()
    root = ElementTree.fromstring(report.graphml(graph))
    nodes = [each.attrib["id"] for each in root.iter(f"{GRAPHML}node")]
    assert nodes == [node.name for node in graph.nodes]
    edges = list(root.iter(f"{GRAPHML}edge"))
    assert [(e.attrib["source"], e.attrib["target"]) for e in edges] == [(a.source, a.target) for a in graph.arrows]
    equations = [next(d.text for d in e if d.attrib["key"] == "equation") for e in edges]
    assert equations == [arrow.equation for arrow in graph.arrows]
    declared = {each.attrib["id"] for each in root.iter(f"{GRAPHML}key")}
    assert {d.attrib["key"] for d in root.iter(f"{GRAPHML}data")} == declared


def test_dot_holds_the_model() -> None:
    """DOT names every node once in a cluster of its stage and draws every arrow, with quotes closed."""
    graph, text = life.graph(), report.dot(life.graph())
    assert len(re.findall(r"^    \w+ \[label=", text, re.MULTILINE)) == len(graph.nodes)
    assert len(re.findall(r"^  \w+ -> \w+ \[", text, re.MULTILINE)) == len(graph.arrows)
    assert text.count("{") == text.count("}")
    assert all(line.replace('\\"', "").count('"') % 2 == 0 for line in text.splitlines())


@pytest.mark.skipif(
    shutil.which("dot") is None and os.environ.get("HAMSTRUNG_REQUIRE_PROGRAMS") != "1",
    reason="Graphviz is not installed",
)
def test_graphviz_reads_it() -> None:
    """Graphviz lays the model out."""
    done = subprocess.run(
        ["dot", "-Tplain"], input=report.dot(life.graph()), text=True, capture_output=True, check=True
    )
    assert done.stdout.startswith("graph")
