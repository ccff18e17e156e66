"""The command line: the same verbs as the library, for people and for programs."""

from hamstrung.cli.app import app, main, run

__all__ = ["app", "main", "run"]
