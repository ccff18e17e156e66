"""The vocabulary of findings and the causal model, as the documents that `--json` prints."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hamstrung.life import Graph
    from hamstrung.patient import FindingType


def findings(vocabulary: Mapping[str, "FindingType"]) -> dict[str, Any]:
    """Every finding that a patient file may hold."""
    return {"findings": [_finding(each) for each in vocabulary.values()]}


def parameters(graph: "Graph") -> dict[str, Any]:
    """Every parameter of the causal model with its prior, unit and source."""
    return {"parameters": [asdict(parameter) for parameter in graph.parameters.values()]}


def _finding(each: "FindingType") -> dict[str, Any]:
    return {
        "code": each.code,
        "label": each.label,
        "unit": each.unit,
        "range": [each.low, each.high],
        "side": each.side,
        "method": each.method or "asked",
        "error": {
            "sd_within": each.sd_within,
            "sd_between": each.sd_between,
            "sensitivity": each.sensitivity,
            "specificity": each.specificity,
        },
        "cost": asdict(each.cost),
    }


def model(graph: "Graph") -> dict[str, Any]:
    """The causal model: its nodes, its arrows and the claims they rest on."""
    return {
        "nodes": [asdict(node) for node in graph.nodes],
        "arrows": [asdict(arrow) for arrow in graph.arrows],
        "claims": [dict(claim) for claim in graph.claims],
    }
