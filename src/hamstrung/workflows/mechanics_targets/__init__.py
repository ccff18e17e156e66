"""The mechanics beside published numbers, topic by topic."""

from hamstrung.workflows.mechanics_targets.target import Section, Target, near, solve, spread
from hamstrung.workflows.mechanics_targets.topics import TOPICS, Told, gather, present

__all__ = ["TOPICS", "Section", "Target", "Told", "gather", "near", "present", "solve", "spread"]
