"""The dated rules of state reimbursement for unaccompanied children and young people, each with its public source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

Basis = Literal["flat", "actual", "at_least_flat", "none"]


@dataclass(frozen=True)
class ReimbursementRule:
    """A rule (*ersättningsregel*): for whom and when it holds, and what the state pays per care day.

    `ages` are inclusive, and so are the days; `last_day` is None while the rule is in force. `amount_sek` is the flat
    rate (*schablon*) per care day. `note` is a condition, or how sure the rule is.
    """

    id: str
    who: str
    ages: tuple[int, int]
    statuses: tuple[str, ...]
    is_lvu: bool
    first_day: dt.date
    basis: Basis
    amount_sek: float
    source: str
    last_day: dt.date | None = None
    note: str = ""

    def is_for(self, age: int, status: str, *, is_lvu: bool) -> bool:
        """Say whether the rule is about somebody of that age and status, whatever the day."""
        return self.ages[0] <= age <= self.ages[1] and status in self.statuses and self.is_lvu == is_lvu

    def holds(self, first: dt.date, last: dt.date) -> bool:
        """Say whether the rule is in force on all days from the first to the last."""
        return self.first_day <= first and last <= (self.last_day or dt.date.max)

    def reimbursement_sek(self, care_days: float, cost_sek: float) -> float:
        """Return what the state pays (*ersättning*) for care days that cost so much; NaN if the cost is needed but NaN.

        Examples
        --------
        >>> rule = {rule.id: rule for rule in reimbursement_rules()}["lvu_child_2017_07"]
        >>> rule.reimbursement_sek(1, 4_400), rule.reimbursement_sek(1, 900)
        (4400.0, 1350.0)
        """
        flat, actual = self.amount_sek * care_days, float(cost_sek)
        if self.basis == "at_least_flat":
            return actual if actual != actual else max(flat, actual)  # noqa: PLR0124 - NaN is unlike itself
        return {"flat": flat, "actual": actual, "none": 0.0}[self.basis]


@cache
def reimbursement_rules() -> tuple[ReimbursementRule, ...]:
    """Return the rules that have been read in a public source, each group's oldest first.

    Examples
    --------
    >>> [(rule.amount_sek, str(rule.first_day)) for rule in reimbursement_rules() if rule.who == "Under 18 år"]
    [(1900.0, '2017-01-01'), (1350.0, '2017-07-01'), (1000.0, '2024-01-01')]
    """
    rows = yaml.safe_load((files(__package__) / "reimbursement.yml").read_text(encoding="utf-8"))["rules"]
    return tuple(
        ReimbursementRule(
            **row
            | {
                "ages": tuple(row["ages"]),
                "statuses": tuple(row["statuses"]),
                "amount_sek": float(row["amount_sek"]),
            }
        )
        for row in rows
    )
