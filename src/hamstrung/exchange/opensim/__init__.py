"""A person's body as an OpenSim model, in one file."""

from hamstrung.exchange.opensim.model import text, write

__all__ = ["text", "write"]
