"""Patient files, TOML and JSON of the same shape."""

from hamstrung.exchange.patients.files import read, write

__all__ = ["read", "write"]
