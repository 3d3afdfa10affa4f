"""Genomlysning av individ- och familjeomsorgens kostnader, from published figures to a committee report.

An analyst needs these names; each is imported when it is first used, so that the command line starts at once.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "IfoError": "errors",
    "ReportParameters": "parameters",
    "Facts": "facts",
    "load_facts": "facts",
    "invented_facts": "facts",
    "show": "notebook",
    "show_head": "notebook",
    "model_breaks": "definitions",
    "cost_deviation": "analysis.cost_deviation",
    "deviation_panel": "analysis.cost_deviation",
    "estimate_volatility": "analysis.volatility",
    "choose_edition": "analysis.peers",
    "compare": "analysis.peers",
    "missing_peers": "analysis.peers",
    "peer_codes": "analysis.peers",
    "peer_medians": "analysis.peers",
    "position": "analysis.peers",
    "spread": "analysis.peers",
    "goal_effects": "analysis.measures",
    "cost_ids": "definitions.areas",
    "purchase_ids": "definitions.areas",
    "placement_ids": "definitions.areas",
    "beside_peers": "analysis.comparison",
    "through_years": "analysis.comparison",
    "side_by_side": "analysis.comparison",
    "identity_checks": "analysis.identities",
    "reference_drivers": "analysis.reference_drivers",
    "deviation_split": "analysis.deviation_split",
    "bought_care": "analysis.purchased_care",
    "case_flow": "analysis.caseload",
    "measure_follow_up": "analysis.measure_follow_up",
    "baseline": "analysis.scenario",
    "scenario": "analysis.scenario",
    "reimbursement": "analysis.reimbursement",
    "own_steering": "analysis.goals",
    "control_chart": "analysis.control_chart",
    "level_estimate": "analysis.level_estimate",
    "own_neighbours": "analysis.neighbours",
    "peer_choices": "analysis.peer_sensitivity",
    "peer_sensitivity": "analysis.peer_sensitivity",
    "rank_intervals": "analysis.rank_interval",
    "budget_follow_up": "analysis.follow_up",
    "placement_review": "analysis.placement_review",
    "residents_of": "analysis.placement_review",
}
_MODULES = ("analysis", "figures", "findings", "tables")

__all__ = [*_HOMES, *_MODULES]  # noqa: PLE0604 - the names are those of the table above


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever lives under that name
    """Import a public name where it lives."""
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Show an analyst the names that matter."""
    return sorted(__all__)
