"""Proof of follow-up: simulated patients over three visits, whose truth is known, judged after each."""

from hamstrung.workflows.prove_follow_up.answers import FollowBench
from hamstrung.workflows.prove_follow_up.figures import figures
from hamstrung.workflows.prove_follow_up.page import page
from hamstrung.workflows.prove_follow_up.pictures import pictures
from hamstrung.workflows.prove_follow_up.prove import Plan, proof

__all__ = ["FollowBench", "Plan", "figures", "page", "pictures", "proof"]
