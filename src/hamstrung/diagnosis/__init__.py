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
    GroupShare,
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
    SmallestChange,
    SourceShare,
    Testing,
    UnderOther,
    Unidentified,
    WouldChange,
    to_mapping,
)
from hamstrung.diagnosis.decisions import Decisions, Worth
from hamstrung.diagnosis.inference import Settings, observations, posterior_of
from hamstrung.diagnosis.likelihood import ErrorModel
from hamstrung.diagnosis.people import Cohort
from hamstrung.diagnosis.posterior import Population, Posterior
from hamstrung.diagnosis.refinement import Effort
from hamstrung.diagnosis.replay import LifeReplay, Replay
from hamstrung.diagnosis.revised import revised
from hamstrung.diagnosis.roles import Thresholds
from hamstrung.diagnosis.sensitivity import Others
from hamstrung.diagnosis.session import Session
from hamstrung.diagnosis.verdict import assess

__all__ = [
    "POSTURES",
    "ROLES",
    "SCHEMA_VERSION",
    "Assessment",
    "Cohort",
    "Conflict",
    "Counterfactual",
    "Decisions",
    "Diagnostics",
    "Effort",
    "ErrorModel",
    "Estimate",
    "Evidence",
    "Explanation",
    "FlagScreen",
    "GroupShare",
    "HamstringSide",
    "Interval",
    "LevelLoad",
    "LifeReplay",
    "ModelIdentity",
    "NextTest",
    "Others",
    "PairedTest",
    "PatientSummary",
    "Population",
    "Posterior",
    "PostureSummary",
    "RaisedFlag",
    "Referral",
    "Replay",
    "Roles",
    "Session",
    "Settings",
    "SmallestChange",
    "SourceShare",
    "Testing",
    "Thresholds",
    "UnderOther",
    "Unidentified",
    "Worth",
    "WouldChange",
    "assess",
    "observations",
    "posterior_of",
    "revised",
    "to_mapping",
]
