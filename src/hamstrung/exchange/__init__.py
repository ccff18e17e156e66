"""Formats: bytes to values and back, each alone."""
