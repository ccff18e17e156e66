"""A person's body as a MuJoCo model, in one file."""

from hamstrung.exchange.mjcf.model import text, write

__all__ = ["text", "write"]
