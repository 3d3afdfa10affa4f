"""Findings: what the figures show, in Swedish, with the evidence for every number.

Each function takes frames from `analysis` and returns findings or paragraphs that a notebook shows. Sentences are
chosen and filled by rules; direction always stands in words, and a cost is never a verdict.
"""

from ifo_analysis.findings.level import cost_level, data_quality
from ifo_analysis.findings.measures import measures
from ifo_analysis.findings.method import method
from ifo_analysis.findings.movement import movements
from ifo_analysis.findings.peers import not_compared, peer_group, peer_level
from ifo_analysis.findings.placements import placements
from ifo_analysis.findings.purchased import purchased
from ifo_analysis.findings.ranking import peer_rank
from ifo_analysis.findings.subareas import subareas
from ifo_analysis.findings.summary import summary
from ifo_analysis.findings.unknowns import unknown_blocks, unknowns

__all__ = [
    "cost_level",
    "data_quality",
    "measures",
    "method",
    "movements",
    "not_compared",
    "peer_group",
    "peer_level",
    "peer_rank",
    "placements",
    "purchased",
    "subareas",
    "summary",
    "unknown_blocks",
    "unknowns",
]
