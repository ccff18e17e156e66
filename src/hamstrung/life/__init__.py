"""The structural causal model of a life: habits, hamstrings, posture, tissue, pain and findings, and the worlds
replayed on it.

`beliefs` chooses how far each claim is believed; `simulate` lives people in every world from their stored uniforms;
`follow` lives the weeks after their visit; `ensemble` holds the sets of parameters that rule them; `columns` names
what is kept of them; `graph` tells the model as data.
"""

from hamstrung.life.claims import PRESETS, Beliefs, beliefs, switches
from hamstrung.life.columns import of as columns_of
from hamstrung.life.columns import seen
from hamstrung.life.course import Course, Treatment, follow, joined, luck_of
from hamstrung.life.diagram import Arrow, Graph, Node, graph
from hamstrung.life.living import Lives, Mechanics, mechanics, simulate
from hamstrung.life.nodes import NODES
from hamstrung.life.parameter_sets import Ensemble, Ruling
from hamstrung.life.parameter_sets import origin as ensemble_origin
from hamstrung.life.parameter_sets import packaged as ensemble
from hamstrung.life.priors import Parameter, parameters
from hamstrung.life.priors import record as parameter_record
from hamstrung.life.worlds import DISTRESS, GROUPS, MASKS, WORLDS

__all__ = [
    "DISTRESS",
    "GROUPS",
    "MASKS",
    "NODES",
    "PRESETS",
    "WORLDS",
    "Arrow",
    "Beliefs",
    "Course",
    "Ensemble",
    "Graph",
    "Lives",
    "Mechanics",
    "Node",
    "Parameter",
    "Ruling",
    "Treatment",
    "beliefs",
    "columns_of",
    "ensemble",
    "ensemble_origin",
    "follow",
    "graph",
    "joined",
    "luck_of",
    "mechanics",
    "parameter_record",
    "parameters",
    "seen",
    "simulate",
    "switches",
]
