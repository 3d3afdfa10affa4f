"""How much of the cost of unaccompanied children and young people does the state pay? (*ersättning för ensamkommande*).

What the state pays for a care day depends on age, status, LVU and the day, by rules with dates (`definitions`):

    flat rate           reimbursement = rate · care days
    LVU or equal need   reimbursement = the larger of rate · care days and actual cost
    coverage            = reimbursement / actual cost of the same care days

Age is tested on each care day, by birthday: 18–20 is from the 18th birthday to the day before the 21st. A period that
crosses a change of rules is refused, since nobody knows which of its days lie on which side.

Known drawbacks: a row may hold several children. The larger of rate and cost is taken for the row as a whole, which is
never more than for each child by itself. Fixed yearly sums per municipality, and what is applied for apart, aren't in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.analysis.rows import frame_of, rows_of, selected
from ifo_analysis.definitions.reimbursement import ReimbursementRule, reimbursement_rules
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

OLDEST = 20
COUNTED = ("first_day", "last_day", "age", "status", "is_lvu", "care_days", "cost_sek")
STATUS_WORDS = {"asylum": "asylsökande", "permit": "uppehållstillstånd"}


def age_on(born: dt.date, day: dt.date) -> int:
    """Return the age (*ålder*) on a care day: one year more from the birthday on.

    Examples
    --------
    >>> age_on(dt.date(2000, 5, 17), dt.date(2018, 5, 16)), age_on(dt.date(2000, 5, 17), dt.date(2018, 5, 17))
    (17, 18)
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def reimbursement(
    reimbursed_days: pd.DataFrame,
    municipality: str,
    year: int,
    rules: Sequence[ReimbursementRule] | None = None,
) -> pd.DataFrame:
    """Return what the state pays for one municipality's care days of a year (*ersättning*).

    Parameters
    ----------
    reimbursed_days : DataFrame
        One row per period, age, status and LVU (`frames.REIMBURSED_DAYS`).
    municipality : str
        Four-character code.
    year : int
        The year in which the periods begin.
    rules : sequence of ReimbursementRule, optional
        The rules, instead of those in `definitions`.

    Returns
    -------
    DataFrame
        The municipality's rows of that year with ``rule`` and ``who`` (which rule, and for whom), ``rate_sek`` (flat rate
        per care day) and ``reimbursement_sek`` (NaN where the rule needs an actual cost that isn't there).

    Raises
    ------
    DataError
        With every row that no rule covers, or whose period crosses a change of rules.
    """
    known = reimbursement_rules() if rules is None else rules
    is_own = (reimbursed_days["municipality"] == municipality) & (reimbursed_days["first_day"].str[:4] == str(year))
    own = selected(reimbursed_days, is_own)
    records: list[dict[Hashable, Any]] = [dict(zip(COUNTED, row, strict=True)) for row in rows_of(own, *COUNTED)]
    if faults := [fault for record in records if (fault := _fault(record, known))]:
        raise DataError.of("Dygn för ensamkommande", faults)
    found = [next(rule for rule in known if _covers(rule, record)) for record in records]
    paid = [rule.reimbursement_sek(row["care_days"], row["cost_sek"]) for rule, row in zip(found, records, strict=True)]
    told = [(rule.id, rule.who, rule.amount_sek, sek) for rule, sek in zip(found, paid, strict=True)]
    dtypes = {"rule": "str", "who": "str", "rate_sek": "float64", "reimbursement_sek": "float64"}
    return pd.concat([own, frame_of(told, dtypes)], axis="columns")


def _period(record: Mapping[Hashable, Any]) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(record["first_day"]), dt.date.fromisoformat(record["last_day"])


def _covers(rule: ReimbursementRule, record: Mapping[Hashable, Any]) -> bool:
    about = rule.is_for(int(record["age"]), str(record["status"]), is_lvu=bool(record["is_lvu"]))
    return about and rule.holds(*_period(record))


def _fault(record: Mapping[Hashable, Any], rules: Sequence[ReimbursementRule]) -> str:
    """Return why a row can't be reimbursed by the rules, and what to do; nothing if it can."""
    law = "med LVU" if record["is_lvu"] else "utan LVU"
    where = f"{record['age']} år, {STATUS_WORDS[str(record['status'])]}, {law}, "
    where += f"{record['first_day']} till {record['last_day']}"
    try:
        first, last = _period(record)
    except ValueError:
        return f"{where}: är ingen dag i kalendern"
    if first > last:
        return f"{where}: perioden slutar innan den börjar"
    if record["age"] > OLDEST:
        return f"{where}: omfattas inte, ersättning finns till och med {OLDEST} år"
    if any(_covers(rule, record) for rule in rules):
        return ""
    asked = [rule for rule in rules if rule.is_for(record["age"], str(record["status"]), is_lvu=bool(record["is_lvu"]))]
    crossed = [rule.first_day for rule in asked if first < rule.first_day <= last]
    if crossed and any(rule.holds(first, first) for rule in asked):
        return f"{where}: perioden går över ett regelskifte. Dela raden före den {crossed[0]}"
    return f"{where}: ingen kontrollerad regel finns. Pröva ålder, ställning och datum, eller ta bort raden"


@dataclass(frozen=True)
class Coverage:
    """How much of the cost the reimbursement covers (*täckning*), for the care days whose cost is known.

    `days_without_cost` are care days that aren't in it. `own_sek` is what is left for the municipality: negative when the
    reimbursement is the larger.
    """

    first_day: str
    last_day: str
    care_days: float
    days_without_cost: float
    cost_sek: float
    reimbursement_sek: float

    @property
    def own_sek(self) -> float:
        """Return the cost that the municipality bears itself."""
        return self.cost_sek - self.reimbursement_sek

    @property
    def pct(self) -> float | None:
        """Return the reimbursement as a percentage of the cost, or None without a cost."""
        return 100 * self.reimbursement_sek / self.cost_sek if self.cost_sek else None


def coverage(paid: pd.DataFrame) -> Coverage | None:
    """Return the coverage of care days as from `reimbursement`; None if no row has a cost.

    Examples
    --------
    >>> paid = pd.DataFrame({"first_day": ["2024-01-01"] * 2, "last_day": "2024-06-30", "care_days": [182.0, 100.0],
    ...     "cost_sek": [364_000.0, float("nan")], "reimbursement_sek": [182_000.0, 100_000.0]})
    >>> found = coverage(paid)
    >>> found.pct, found.own_sek, found.days_without_cost
    (50.0, 182000.0, 100.0)
    """
    known = paid.loc[paid["cost_sek"].notna()]
    if known.empty:
        return None
    return Coverage(
        first_day=str(known["first_day"].min()),
        last_day=str(known["last_day"].max()),
        care_days=float(known["care_days"].sum()),
        days_without_cost=float(paid["care_days"].sum() - known["care_days"].sum()),
        cost_sek=float(known["cost_sek"].sum()),
        reimbursement_sek=float(known["reimbursement_sek"].sum()),
    )


def by_rule(paid: pd.DataFrame) -> pd.DataFrame:
    """Return care days, cost and reimbursement by rule (*per regel*), the largest cost first.

    Returns
    -------
    DataFrame
        One row per rule: ``rule``, ``who``, ``rate_sek``, ``care_days`` (all of them), ``days_without_cost``, and for the
        days whose cost is known ``cost_sek``, ``reimbursement_sek`` and ``coverage_pct``, NaN where there are none.
    """
    key = ["rule", "who", "rate_sek"]
    is_known = paid["cost_sek"].notna()
    hidden = paid.assign(
        days_without_cost=paid["care_days"].mask(is_known, 0.0),
        reimbursement_sek=paid["reimbursement_sek"].where(is_known),
    )
    groups = hidden.groupby(key)
    found = groups[["care_days", "days_without_cost"]].sum()
    found = found.join(groups[["cost_sek", "reimbursement_sek"]].sum(min_count=1)).reset_index()
    share = 100 * found["reimbursement_sek"] / found["cost_sek"].where(found["cost_sek"] > 0)
    return found.assign(coverage_pct=share).sort_values(
        ["cost_sek", "rule"], ascending=[False, True], ignore_index=True
    )


def latest_change(paid: pd.DataFrame, rules: Sequence[ReimbursementRule] | None = None) -> dt.date | None:
    """Return the day of the latest change of rules (*regelskifte*) up to the last care day, or None before the first."""
    known = reimbursement_rules() if rules is None else rules
    if paid.empty:
        return None
    last = dt.date.fromisoformat(str(paid["last_day"].max()))
    first = min(rule.first_day for rule in known)
    return max((rule.first_day for rule in known if first < rule.first_day <= last), default=None)


def rule_change(paid: pd.DataFrame, day: dt.date, rules: Sequence[ReimbursementRule] | None = None) -> pd.DataFrame:
    """Return the same care days under the rules before and from a day: the effect of a change of rules alone.

    Parameters
    ----------
    paid : DataFrame
        As from `reimbursement`.
    day : date
        The first day of the new rules.
    rules : sequence of ReimbursementRule, optional
        The rules, instead of those in `definitions`.

    Returns
    -------
    DataFrame
        `paid` with ``old_sek``, ``new_sek`` and ``change_sek`` (new minus old; minus: less reimbursement). NaN where one
        of the rules isn't known, or needs a cost that isn't there.
    """
    known = reimbursement_rules() if rules is None else rules
    before = day - dt.timedelta(days=1)
    ends = {"old_sek": before, "new_sek": day}
    amounts = {
        name: pd.Series(
            [_paid_on(record, at, known) for record in paid.to_dict("records")], paid.index, dtype="float64"
        )
        for name, at in ends.items()
    }
    return paid.assign(**amounts, change_sek=amounts["new_sek"] - amounts["old_sek"])


def _paid_on(record: Mapping[Hashable, Any], day: dt.date, rules: Sequence[ReimbursementRule]) -> float:
    moved = {**record, "first_day": day.isoformat(), "last_day": day.isoformat()}
    found = next((rule for rule in rules if _covers(rule, moved)), None)
    return float("nan") if found is None else found.reimbursement_sek(record["care_days"], record["cost_sek"])
