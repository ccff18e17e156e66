"""Published cases, with what the answer must not see kept apart."""

from hamstrung.exchange.cases.collection import read

__all__ = ["read"]
