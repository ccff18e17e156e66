"""Tables of many people, one a row."""

from hamstrung.exchange.tables.psfmi import read_psfmi_lbp

__all__ = ["read_psfmi_lbp"]
