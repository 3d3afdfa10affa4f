"""Care days, cost and reimbursement of unaccompanied children and young people by rule, with the rule and its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ifo_analysis.analysis.reimbursement import by_rule, latest_change, rule_change
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions.reimbursement import ReimbursementRule, reimbursement_rules
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.reimbursement import period_words
from ifo_analysis.language import NBSP, date_in_prose, number, sentence

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from ifo_analysis.facts import Facts

ID = "reimbursement_values"
WHAT = "ensamkommande barn och unga"
AMOUNTS = ("cost_sek", "reimbursement_sek")
LVU_NOTE = "LVU står också för vård med motsvarande behov."
ROW_NOTE = "Faktisk kostnad över schablonen prövas rad för rad i underlaget, inte för varje barn."


def reimbursement(facts: Facts, paid: pd.DataFrame) -> Table | Absent:
    """Return rule, source, care days, cost, reimbursement, coverage and the effect of the latest change of rules.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    paid : DataFrame
        One row per period and group, as from `analysis.reimbursement.reimbursement`.
    """
    if paid.empty:
        return Absent(id=ID, reason=without_data(facts, WHAT))
    rules = {rule.id: rule for rule in reimbursement_rules()}
    day = latest_change(paid)
    changes = rule_change(paid, day).groupby("rule")["change_sek"] if day else None
    change = {} if changes is None else changes.agg("sum").where(changes.count() == changes.size()).to_dict()
    found = by_rule(paid)
    rows = [_row(row, rules[str(row["rule"])], change) for row in found.to_dict("records")]
    period = period_words(str(paid["first_day"].min()), str(paid["last_day"].max()))
    return Table(
        id=ID,
        title=sentence("Kostnad och ersättning per regel"),
        measure=f"Vårddygn, faktisk kostnad och beräknad ersättning, {period}. {facts.municipality.name}.",
        columns=(
            Column(header="Grupp", align="left", width=0.18),
            Column(header="Regel", align="left", width=0.17),
            Column(header="Källa", align="left", width=0.2),
            Column(header="Dygn"),
            Column(header="Kostnad", unit="tkr"),
            Column(header="Ersättning", unit="tkr"),
            Column(header="Täckning", unit="%"),
            *([Column(header="Ändring", unit="tkr")] if day else []),
        ),
        rows=(*rows, _total(found, change)),
        notes=_notes(found, rules, f"{date_in_prose(day.isoformat())}" if day else ""),
        sources=once(
            *raw_credits(paid, [], facts.origin),
            *own_credits(paid, [], facts.origin, what="Ersättning, täckning och ändring"),
        ),
    )


def rule_words(rule: ReimbursementRule) -> str:
    """Return what a rule pays, in short."""
    rate = f"{number(rule.amount_sek)}{NBSP}kr/dygn"
    return {
        "flat": rate,
        "actual": "faktisk kostnad",
        "at_least_flat": f"{rate}, eller faktisk kostnad om den är högre",
        "none": "ingen ersättning",
    }[rule.basis]


def _row(row: Mapping[Hashable, Any], rule: ReimbursementRule, change: Mapping[Any, float]) -> Row:
    return Row(
        cells=(
            Cell(text=rule.who),
            Cell(text=rule_words(rule)),
            Cell(text=rule.source),
            number_cell(float(row["care_days"]), 0),
            *(number_cell(float(row[name]) / 1_000, 0) for name in AMOUNTS),
            number_cell(float(row["coverage_pct"]), 0),
            *([number_cell(change[rule.id] / 1_000, 0, is_signed=True)] if change else []),
        )
    )


def _total(found: pd.DataFrame, change: Mapping[Any, float]) -> Row:
    """Return the sums over the rules that have the amount; a change that any rule lacks has none."""
    cost, paid = (float(found[name].sum(min_count=1)) for name in AMOUNTS)
    return Row(
        role="total",
        cells=(
            Cell(text="Alla"),
            *(Cell(text=""), Cell(text="")),
            number_cell(float(found["care_days"].sum()), 0),
            *(number_cell(amount / 1_000, 0) for amount in (cost, paid)),
            number_cell(100 * paid / cost, 0) if cost else Cell(text=MISSING),
            *([number_cell(sum(change.values()) / 1_000, 0, is_signed=True)] if change else []),
        ),
    )


def _notes(found: pd.DataFrame, rules: Mapping[str, ReimbursementRule], day: str) -> tuple[str, ...]:
    used = [rules[str(name)] for name in found["rule"]]
    hidden = float(found["days_without_cost"].sum())
    return once(
        f"Ändring är ersättningen med reglerna från {day} minus den för samma dygn med reglerna före." if day else "",
        f"Kostnad, ersättning och täckning avser dygn med känd kostnad; {number(hidden)} dygn saknar den."
        if hidden
        else "",
        LVU_NOTE if any(rule.is_lvu for rule in used) else "",
        ROW_NOTE if any(rule.basis == "at_least_flat" for rule in used) else "",
        *(f"{rule.who}: {rule.note}" for rule in used if rule.note),
        f"{MISSING} uppgift saknas." if found.isna().any(axis=None) else "",
    )
