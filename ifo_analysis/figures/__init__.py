"""Figures, one function each: frames in, a block out with drawing, words, sources and the table behind it."""

from ifo_analysis.figures.deviation_trend import deviation_trend
from ifo_analysis.figures.peer_comparison import peer_comparison
from ifo_analysis.figures.placements import open_care, placed_trend
from ifo_analysis.figures.purchased import purchased, purchased_trend
from ifo_analysis.figures.spread import spread
from ifo_analysis.figures.subareas import subareas
from ifo_analysis.figures.tiny import tiny_strip, tiny_trend

__all__ = [
    "deviation_trend",
    "open_care",
    "peer_comparison",
    "placed_trend",
    "purchased",
    "purchased_trend",
    "spread",
    "subareas",
    "tiny_strip",
    "tiny_trend",
]
