"""Figures, one function each: frames in, a block out with drawing, words, sources and the table behind it."""

from ifo_analysis.figures.deviation_trend import deviation_trend
from ifo_analysis.figures.peer_comparison import peer_comparison
from ifo_analysis.figures.spread import spread
from ifo_analysis.figures.tiny import tiny_strip, tiny_trend

__all__ = ["deviation_trend", "peer_comparison", "spread", "tiny_strip", "tiny_trend"]
