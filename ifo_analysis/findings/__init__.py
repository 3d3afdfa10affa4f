"""Findings: what the figures show, in Swedish, with the evidence for every number.

Each function takes frames from `analysis` and returns findings or paragraphs that a notebook shows. Sentences are
chosen and filled by rules; direction always stands in words, and a cost is never a verdict.
"""

from ifo_analysis.findings.budget import budget
from ifo_analysis.findings.caseload import caseload
from ifo_analysis.findings.deviation_split import deviation_split
from ifo_analysis.findings.gap_in_kronor import gap_in_kronor
from ifo_analysis.findings.goals import goals
from ifo_analysis.findings.level import cost_level, data_quality
from ifo_analysis.findings.level_over_years import level_over_years
from ifo_analysis.findings.measures import measures
from ifo_analysis.findings.method import method
from ifo_analysis.findings.movement import movements
from ifo_analysis.findings.peers import not_compared, peer_group, peer_level
from ifo_analysis.findings.placement_mix import placement_mix
from ifo_analysis.findings.placements import placements
from ifo_analysis.findings.purchased import purchased
from ifo_analysis.findings.purchased_care import purchased_care
from ifo_analysis.findings.ranking import peer_rank
from ifo_analysis.findings.reference_drivers import reference_drivers
from ifo_analysis.findings.reimbursement import reimbursement
from ifo_analysis.findings.scenario import scenario
from ifo_analysis.findings.stability import peer_stability
from ifo_analysis.findings.staffing import staffing
from ifo_analysis.findings.subareas import subareas
from ifo_analysis.findings.summary import summary
from ifo_analysis.findings.unknowns import unknown_blocks, unknowns

__all__ = [
    "budget",
    "caseload",
    "cost_level",
    "data_quality",
    "deviation_split",
    "gap_in_kronor",
    "goals",
    "level_over_years",
    "measures",
    "method",
    "movements",
    "not_compared",
    "peer_group",
    "peer_level",
    "peer_rank",
    "peer_stability",
    "placement_mix",
    "placements",
    "purchased",
    "purchased_care",
    "reference_drivers",
    "reimbursement",
    "scenario",
    "staffing",
    "subareas",
    "summary",
    "unknown_blocks",
    "unknowns",
]
