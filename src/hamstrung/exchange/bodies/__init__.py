"""Body files: a whole body by name in TOML, written, edited by hand, and read over a person's own."""

from hamstrung.exchange.bodies.files import BodyFile, read, text

__all__ = ["BodyFile", "read", "text"]
