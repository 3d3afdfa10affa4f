"""Tables: one function per table, with unit, sign convention and source under it."""

from ifo_analysis.tables.areas import placed, purchased, subareas
from ifo_analysis.tables.checks import checks
from ifo_analysis.tables.deviation import deviation, peer_values
from ifo_analysis.tables.measures import measures
from ifo_analysis.tables.provenance import inputs, key_figures, provenance

__all__ = [
    "checks",
    "deviation",
    "inputs",
    "key_figures",
    "measures",
    "peer_values",
    "placed",
    "provenance",
    "purchased",
    "subareas",
]
