"""The stored uniforms of a life: one per person and node, and nothing else is random.

Convention: a high uniform is the bad luck of its node (tighter, weaker, more irritable, affected), except for plain
body measures.
"""

from typing import Final

NODES: Final = (
    # who
    "sex",
    "age",
    "height",
    "bmi",
    "pelvic_incidence",
    "lordosis",
    "lumbar_stiffness",
    "leg_length",
    "kyphosis",
    # how they live
    "sitting",
    "slouching",
    "driving",
    "straight_leg_sitting",
    "activity",
    "no_stretching",
    "bending",
    "lifting",
    "smoking",
    # hamstrings
    "hamstring_length",
    "hamstring_side",
    "stretch_tolerance",
    "resting_tone",
    "hamstring_injury_old",
    "hamstring_injury_side",
    "hamstring_scar",
    "hamstring_injury_recent",
    "tendon",
    "tendon_side",
    # structure
    "disc",
    "protrusion",
    "root_contact",
    "root_side",
    "disc_pain",
    "endplate",
    "facet",
    "facet_pain",
    "pars",
    "slip",
    "segment_pain",
    "stenosis",
    "sacroiliac",
    "sacroiliac_side",
    "hip",
    "hip_side",
    "knee",
    "tissue_tolerance",
    "irritability",
    "flare",
    "muscle_balance",
    # nerve
    "neuropathy",
    "neuropathy_side",
    "root_inflammation",
    # systemic, injury
    "inflammatory",
    "serious",
    "back_injury",
    # mind, gain, behaviour
    "distress",
    "sensitisation",
    "guarding",
    "ischaemia",
    "care_seeking",
    "duration",
    "episodes",
    # what decides only a finding
    "pelvis_shape",
    "pelvic_tilt",
    "arm_reach",
    "knee_test",
    "hip_rotation",
    "worst_pain",
    "disability",
    "fear",
    "mood",
    "sleep",
    # the weeks after the visit
    "course",
    # how the back flares and wavers
    "flare_height",
    "flare_severity",
    "flare_proneness",
    "wavering",
    # what is not known about the model
    "parameters",
)
"""Nodes in their stored order."""

INDEX: Final = {name: index for index, name in enumerate(NODES)}
"""Node -> position in a row of uniforms."""
