"""Tables: one function per table, with unit, sign convention and source under it."""

from ifo_analysis.tables.areas import placed, purchased, subareas
from ifo_analysis.tables.budget import budget, budget_groups
from ifo_analysis.tables.budget_checks import budget_causes, budget_checks
from ifo_analysis.tables.caseload import caseload
from ifo_analysis.tables.checks import checks
from ifo_analysis.tables.deviation import deviation, peer_values
from ifo_analysis.tables.deviation_split import deviation_split
from ifo_analysis.tables.goals import assignments, decision_log, goal_matrix, unexecuted
from ifo_analysis.tables.measures import measures
from ifo_analysis.tables.placement_mix import placement_counterfactuals, placement_mix, placement_split
from ifo_analysis.tables.provenance import inputs, key_figures, provenance
from ifo_analysis.tables.purchased_care import purchased_care
from ifo_analysis.tables.reference_drivers import reference_drivers
from ifo_analysis.tables.reimbursement import reimbursement
from ifo_analysis.tables.scenario import effects
from ifo_analysis.tables.stability import peer_choices, rank_intervals
from ifo_analysis.tables.staffing import staffing

__all__ = [
    "assignments",
    "budget",
    "budget_causes",
    "budget_checks",
    "budget_groups",
    "caseload",
    "checks",
    "decision_log",
    "deviation",
    "deviation_split",
    "effects",
    "goal_matrix",
    "inputs",
    "key_figures",
    "measures",
    "peer_choices",
    "peer_values",
    "placed",
    "placement_counterfactuals",
    "placement_mix",
    "placement_split",
    "provenance",
    "purchased",
    "purchased_care",
    "rank_intervals",
    "reference_drivers",
    "reimbursement",
    "staffing",
    "subareas",
    "unexecuted",
]
