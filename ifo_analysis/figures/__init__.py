"""Figures, one function each: frames in, a block out with drawing, words, sources and the table behind it."""

from ifo_analysis.figures.budget import budget_pace
from ifo_analysis.figures.budget_steps import budget_steps
from ifo_analysis.figures.caseload import caseload
from ifo_analysis.figures.control_chart import control_chart
from ifo_analysis.figures.deviation_split import deviation_split
from ifo_analysis.figures.deviation_trend import deviation_trend
from ifo_analysis.figures.goals import goal_status
from ifo_analysis.figures.peer_comparison import peer_comparison
from ifo_analysis.figures.peer_stability import peer_stability
from ifo_analysis.figures.placement_mix import care_ladder, placement_mix
from ifo_analysis.figures.placement_mix_split import placement_split
from ifo_analysis.figures.placements import open_care, placed_trend
from ifo_analysis.figures.purchased import purchased, purchased_trend
from ifo_analysis.figures.purchased_care import purchased_care
from ifo_analysis.figures.reference_drivers import reference_drivers
from ifo_analysis.figures.reimbursement import reimbursement
from ifo_analysis.figures.scenario import scenario
from ifo_analysis.figures.spread import spread
from ifo_analysis.figures.staffing import staffing
from ifo_analysis.figures.subareas import subareas
from ifo_analysis.figures.tiny import tiny_strip, tiny_trend

__all__ = [
    "budget_pace",
    "budget_steps",
    "care_ladder",
    "caseload",
    "control_chart",
    "deviation_split",
    "deviation_trend",
    "goal_status",
    "open_care",
    "peer_comparison",
    "peer_stability",
    "placed_trend",
    "placement_mix",
    "placement_split",
    "purchased",
    "purchased_care",
    "purchased_trend",
    "reference_drivers",
    "reimbursement",
    "scenario",
    "spread",
    "staffing",
    "subareas",
    "tiny_strip",
    "tiny_trend",
]
