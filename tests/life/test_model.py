"""Parameters, beliefs and the graph: the model as data."""

import ast
from pathlib import Path

import numpy as np
import pytest

from hamstrung import evidence, life
from hamstrung.errors import InputError
from hamstrung.life import diagram, findings, places, posture, priors

MODEL = Path(posture.__file__).parent


def test_every_parameter_has_a_source() -> None:
    """Each parameter names a row of the evidence or says that it is assumed, and its value lies in its range."""
    for parameter in life.parameters().values():
        assert parameter.source == "assumed" or parameter.source in evidence.rows(), parameter.name
        assert parameter.low <= parameter.value <= parameter.high, parameter.name
        assert parameter.low < parameter.high, parameter.name
        assert parameter.unit, parameter.name
        assert parameter.meaning, parameter.name


def test_parameters_of_a_claim_name_one_with_a_switch() -> None:
    """A parameter that a claim multiplies names a claim that can be switched."""
    for parameter in life.parameters().values():
        if parameter.claim:
            assert life.switches()[parameter.claim].name, parameter.name


#: parameters that are read by a name made of parts
FAMILIES = {
    "felt": {f"felt_{source}_{place}" for source in places.SOURCES for place in places.PLACES},
    "provoked": {f"provoked_{deed}_{source}" for deed in findings.BEHAVIOURS.values() for source in places.SOURCES},
}


def test_every_parameter_is_read_somewhere() -> None:
    """No parameter is kept that no equation uses."""
    text = "".join(path.read_text() for path in MODEL.glob("*.py"))
    named = {name for name in life.parameters() if f".{name}" in text or f'"{name}"' in text}
    assert set(life.parameters()) - named <= set().union(*FAMILIES.values())


#: what a number in the code may be beside 0, 0.5, 1, 2, 10 and 100, by module: limits of what is written down or
#: valid, units, ages and pains that a parameter's own meaning names, counts and guards of arithmetic
PLAIN = {
    "bedside": {1e-6, 4, 90},  # a nothing; ends of a pull and an angle
    "bend": {1e-9, 0.02, 4, 115, 15, 50},  # limits of a strain, a pull and a range
    "claims": {3},  # the strongest belief
    "columns": {3},  # parts of the deficit
    "course": {520, 3},  # the longest course; axes of an array
    "findings": {95, 50, 5, 125, 105, 40, 13, 15, 20, 3},  # ends of scales; "at 20", "at 50"
    "flares": {52, 1e-12},  # weeks of a year; how near a uniform comes to 0 and 1
    "hamstrings": {20, 52, 7},  # "per decade" counts from 20; weeks of a year, days of a week
    "lives": {52, 3, 4, 5},  # weeks of a year; places in an array
    "living": {1.69, 25, 50.5, 4, 6},  # the reference person; places in an array
    "person": {35, 90, 48, 14, 22, 15, 0.7, 4, 40, 600, 2000, 1000, 0.1, 1e-7},  # valid ages and bodies
    "places": {1e-6},
    "posture": {8, 9, 3, 7, 4, 5, 6, 1.1, 3600},  # places in an array; the most flexion; seconds of an hour
    "scores": {24, 80, 17, 68, 5, 9, 6, 0.1},  # ends of questionnaires
    "sources": {12, 18, 20, 50},  # "within 12 weeks", "under 18", "at 20", "at 50"
    "stance": {30, 6},  # stiffness rises from 30
    "tissue": {8, 0.2, 3, 7, 4, 5, 6, 0.3, 30, 60},  # first age; least pace and sitting; "at 60"
    "treating": {12, 52, 0.05},  # a score that nobody has; weeks of a year; the least activity
    "visit": {1e-10, 1e-9, 400, 4, 5},  # the loop's end; "pain of five"
    "weeks": {23, 31, 30, 27, 12, 8388608, 4503599627370496, 0.999},  # the generator's numbers
    "worlds": {4, 8, 16, 32, 64},  # bits
}


def test_no_parameter_hides_in_the_code() -> None:
    """Every number in the code of the model is a limit, a unit, a count or part of a parameter's own meaning."""
    for path in MODEL.glob("*.py"):
        if path.stem in ("quantiles", "calibration", "emulation"):
            continue  # a published algorithm's coefficients; nothing of a life
        numbers = {
            float(node.value)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and type(node.value) in (int, float) and abs(node.value) < 1e19
        }
        assert numbers <= {0, 0.5, 1, 2, 10, 100} | PLAIN.get(path.stem, set()), path.stem


def test_an_override_outside_the_prior_is_refused() -> None:
    """Unknown parameters and values outside the prior are errors that name them."""
    assert life.parameter_record({"pain_sharpness": 4.5})["pain_sharpness"][0] == 4.5
    with pytest.raises(InputError, match="pain_sharpness"):
        life.parameter_record({"pain_sharpnes": 4.5})
    with pytest.raises(InputError, match="outside 4 to 7"):
        life.parameter_record({"pain_sharpness": 40})


def test_draws_stay_inside_the_prior() -> None:
    """A draw of all parameters lies in their ranges, and two seeds differ."""
    draws = [priors.draw(np.random.default_rng(seed)) for seed in (1, 2)]
    for name, parameter in life.parameters().items():
        assert all(parameter.low <= draw[name][0] <= parameter.high for draw in draws)
    assert draws[0] != draws[1]


def test_every_claim_is_listed_once() -> None:
    """C1 to C28 are all there; each mechanism has a switch of its own name and each claim that has none says why."""
    switches = life.switches()
    assert set(switches) == {f"C{k}" for k in range(1, 29)}
    names = [switch.name for switch in switches.values() if switch.name]
    assert len(names) == len(set(names))
    assert {claim.id: claim.switch for claim in evidence.claims()} == {c: s.name for c, s in switches.items()}
    assert all(switch.name or switch.note for switch in switches.values())


def test_essay_believes_what_literature_doubts() -> None:
    """What the popular account says of the hamstrings is at face value in `essay` and never stronger in
    `literature`.
    """
    literature, essay = life.beliefs("literature").strength, life.beliefs("essay").strength
    popular = [claim for claim in literature if claim != "C14"]
    assert all(essay[claim] >= literature[claim] for claim in popular)
    assert essay["C14"] < literature["C14"]


def test_single_claims_can_be_set() -> None:
    """An override by id or by switch changes that claim alone; nonsense is refused with the nearest name."""
    held = life.beliefs(overrides={"disc_damage": 0.0, "C4": 1.0})
    plain = life.beliefs().strength
    assert {claim for claim in plain if plain[claim] != held.strength[claim]} == {"C4", "C8"}
    with pytest.raises(InputError, match="disc_damage"):
        life.beliefs(overrides={"disc_damag": 0.0})
    with pytest.raises(InputError, match="outside 0 to 3"):
        life.beliefs(overrides={"C8": -1.0})
    with pytest.raises(InputError, match="literature"):
        life.beliefs("litterature")


def test_the_graph_is_whole() -> None:
    """Every arrow joins known nodes, every node has an arrow, every source of an arrow is a row or assumed."""
    graph = life.graph()
    names = {node.name for node in graph.nodes}
    assert len(names) == len(graph.nodes)
    ends = {arrow.source for arrow in graph.arrows} | {arrow.target for arrow in graph.arrows}
    assert ends == names
    for arrow in graph.arrows:
        assert all(each == "assumed" or each in evidence.rows() for each in arrow.evidence), arrow
        assert arrow.grade in ("A", "B", "C", "X")
    assert len(graph.claims) == 28


def test_every_parameter_belongs_somewhere() -> None:
    """Each parameter is named by the node that it spreads or an arrow that uses it; a pattern that names none fails."""
    graph = life.graph()
    owned = {name for each in (*graph.nodes, *graph.arrows) for name in each.parameters}
    assert set(graph.parameters) - owned == set()
    with pytest.raises(InputError, match="pain_nothing"):
        diagram._named({"parameters": ["pain_nothing*"]})


def test_time_runs_one_way_but_for_the_loop() -> None:
    """Without the loop and the arrows to the next step of a life there is no cycle, and with them there is one."""
    arrows = [(a.source, a.target) for a in life.graph().arrows if not (a.loop or a.lagged)]
    assert _is_acyclic(arrows)
    assert not _is_acyclic([(a.source, a.target) for a in life.graph().arrows])


def _is_acyclic(arrows: list[tuple[str, str]]) -> bool:
    left = list(arrows)
    while left:
        targets = {target for _, target in left}
        kept = [arrow for arrow in left if arrow[0] in targets]
        if len(kept) == len(left):
            return False
        left = kept
    return True
