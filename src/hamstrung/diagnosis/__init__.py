"""Findings and a cohort in, a verdict out: roles by counterfactual, with how sure anyone can be."""

from hamstrung.diagnosis.assessment import (
    POSTURES,
    ROLES,
    SCHEMA_VERSION,
    Assessment,
    Conflict,
    Counterfactual,
    Diagnostics,
    Estimate,
    Evidence,
    Explanation,
    FlagScreen,
    HamstringSide,
    Interval,
    LevelLoad,
    ModelIdentity,
    NextTest,
    PairedTest,
    PatientSummary,
    PostureSummary,
    RaisedFlag,
    Referral,
    Roles,
    SourceShare,
    Unidentified,
    WouldChange,
    to_mapping,
)
from hamstrung.diagnosis.inference import Settings, observations, posterior_of
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.next_test import Worth
from hamstrung.diagnosis.people import Cohort
from hamstrung.diagnosis.posterior import Population, Posterior
from hamstrung.diagnosis.refinement import Effort
from hamstrung.diagnosis.replay import LifeReplay, Replay
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.diagnosis.verdict import assess

__all__ = [
    "POSTURES",
    "ROLES",
    "SCHEMA_VERSION",
    "Assessment",
    "Cohort",
    "Conflict",
    "Counterfactual",
    "Diagnostics",
    "Effort",
    "ErrorModel",
    "Estimate",
    "Evidence",
    "Explanation",
    "FlagScreen",
    "HamstringSide",
    "Interval",
    "LevelLoad",
    "LifeReplay",
    "ModelIdentity",
    "NextTest",
    "PairedTest",
    "PatientSummary",
    "Population",
    "Posterior",
    "PostureSummary",
    "RaisedFlag",
    "Referral",
    "Replay",
    "Roles",
    "Settings",
    "SourceShare",
    "Thresholds",
    "Unidentified",
    "Worth",
    "WouldChange",
    "assess",
    "observations",
    "posterior_of",
    "to_mapping",
]
