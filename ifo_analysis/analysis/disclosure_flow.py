"""Which counts of the caseload, of decisions not carried out, of incidents, and which days of care can be told?

Known drawbacks: that one stage is part of another (placements of all interventions, say) is in no system, since
municipalities count the stages differently. Nor is it that a case may be counted in two groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.disclosure_cells import FEW, FOLLOWS, WAS_HIDDEN, Decision, Protection
from ifo_analysis.analysis.disclosure_counts import Item, Table, decided
from ifo_analysis.analysis.disclosure_periods import Count, Sum, sums_of, tied
from ifo_analysis.definitions.caseload import groups, stages
from ifo_analysis.frames import LOCAL_CONTRACTS
from ifo_analysis.language import EN_DASH
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ifo_analysis.analysis.disclosure_cells import Rules

CASELOAD, UNEXECUTED, INCIDENTS, DAYS = "caseload", "unexecuted", "incidents", "reimbursed_days"
INCIDENT_NAMES = {"lex_sarah": "Lex Sarah", "lex_maria": "Lex Maria", "complaints": "Klagomål"}
REIMBURSED = "Dygn för ensamkommande barn och unga"
DAYS_PER_YEAR = 366


def protected_counts(frames: Mapping[str, pd.DataFrame], rules: Rules) -> Protection:
    """Return the frames of counts without hidden numbers (*röjandekontroll av antal*).

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Those that there are of caseload, unexecuted, incidents and reimbursed_days, as in `frames.local`.
    rules : Rules
        The threshold, and what the last report told.

    Raises
    ------
    DataError
        If a hidden cell isn't proved to be safe.
    """
    found = Protection()
    for name, tables in ((CASELOAD, _caseload), (UNEXECUTED, _unexecuted)):
        if name in frames and len(frames[name]):
            decisions: dict[int, Decision] = {}
            for table in tables(frames[name].reset_index(drop=True), rules.threshold):
                more, proofs = decided(table, rules)
                decisions |= more
                found.proofs.extend(proofs)
            _keep(found, name, frames[name], decisions)
    if INCIDENTS in frames and len(frames[INCIDENTS]):
        _keep(found, INCIDENTS, frames[INCIDENTS], _incidents(frames[INCIDENTS], rules))
    if DAYS in frames and len(frames[DAYS]):
        found.frames[DAYS], told = _reimbursed(frames[DAYS], rules)
        found.decisions.extend(told)
    return found


def _keep(found: Protection, name: str, frame: pd.DataFrame, decisions: Mapping[int, Decision]) -> None:
    """Add a frame without the rows that are hidden, and the decisions about it."""
    lost = [place for place, decision in decisions.items() if decision.reason]
    rows = frame.reset_index(drop=True).drop(index=lost)
    found.frames[name] = rows.sort_values(list(LOCAL_CONTRACTS[name].key), ignore_index=True)
    found.decisions.extend(decisions.values())


def _caseload(frame: pd.DataFrame, threshold: int) -> Iterator[Table]:
    """Yield the counts of each stage and group: its ages and months hang together, in all years."""
    columns = [*Count._fields[:-2], "count", "is_published"]
    for key, rows in frame.groupby(["municipality", "stage", "group"]):
        code, stage, group = map(str, key)
        counts = {int(place): Count(*row) for place, row in zip(rows.index, rows[columns].to_numpy(), strict=True)}
        counts = dict(sorted(counts.items(), key=lambda item: item[1]))
        if rows["is_published"].all():
            continue
        items = []
        for place, count in counts.items():
            cell, label = f"{stage}/{group}/{count.row}", f"{stages()[stage].name} {groups()[group].about}"
            decision = Decision(CASELOAD, code, count.year, group, stage, cell, label + _which(count))
            is_total = not count.age_group and count.months > 1
            items.append(Item(place, decision, count.name, count.row, count.n, count.is_published, is_total=is_total))
        sums = sums_of(list(counts.values()), are_months_added=stages()[stage].is_added)
        name = f"{stages()[stage].name} {groups()[group].about}"
        yield Table(CASELOAD, name, items, *tied(sums, threshold))


def _which(count: Count) -> str:
    """Return of which ages and months a count is, as a label goes on."""
    ages = f", {count.age_group} år" if count.age_group else ""
    first, last = MONTHS[count.first_month - 1], MONTHS[count.last_month - 1]
    if count.months == len(MONTHS):
        return ages
    return f"{ages}, {first if first == last else EN_DASH.join((first, last))}"


def _unexecuted(frame: pd.DataFrame, threshold: int) -> Iterator[Table]:
    """Yield the decisions not carried out of each municipality: kinds and their totals, on all days."""
    for code, rows in frame.groupby("municipality"):
        if rows["is_published"].all():
            continue
        items: list[Item] = []
        for place, row in rows.sort_values(["as_of", "law", "kind"]).iterrows():
            name = "/".join(row[["as_of", "law", "kind"]])
            label = f"Ej verkställda beslut {row['as_of']}: {row['kind']} ({row['law']})"
            decision = Decision(UNEXECUTED, str(code), int(row["as_of"][:4]), row["law"], row["kind"], name, label)
            kind = name.partition("/")[2]
            items.append(
                Item(int(str(place)), decision, name, kind, row["count"], row["is_published"], row["is_total"])
            )
        sums = [_control_sum(item, items) for item in items if item.is_total]
        yield Table(UNEXECUTED, "Ej verkställda beslut", items, *tied(sums, threshold))


def _control_sum(total: Item, items: list[Item]) -> Sum:
    """Return a control total with its kinds: those of its law, or all if the total is of those."""
    day = total.name.partition("/")[0]
    every = tuple(item for item in items if item.name.startswith(f"{day}/") and not item.is_total)
    of_law = tuple(item for item in every if item.decision.group == total.decision.group)
    is_of_all = sum(item.n for item in every) == total.n
    return Sum(total, every if is_of_all or not of_law else of_law, "groups")


def _incidents(frame: pd.DataFrame, rules: Rules) -> dict[int, Decision]:
    """Return what is decided of each kind: all that were reported, those that went further, and those that didn't."""
    items = []
    for place, row in enumerate(frame.to_dict("records")):
        decision = Decision(
            INCIDENTS, row["municipality"], row["year"], "", row["kind"], row["kind"], INCIDENT_NAMES[row["kind"]]
        )
        parts = (row["count"], row["reported_to_ivo"], row["count"] - row["reported_to_ivo"])
        least = min((part for part in parts if part > 0), default=0)
        items.append(
            Item(place, decision, str(place), f"{row['municipality']} {row['kind']}", least, row["is_published"])
        )
    return decided(Table(INCIDENTS, "Avvikelser", items), rules)[0]


def _reimbursed(frame: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, list[Decision]]:
    """Return the days of care, or none at all if any row may be about few: nobody tells how many persons there are."""
    years = pd.Series(list(zip(frame["municipality"], frame["first_day"].str[:4].astype("int64"), strict=True)))
    is_ours = ~frame["is_published"].to_numpy()
    is_nothing = (frame["care_days"] == 0) & ~(frame["cost_sek"] > 0)
    is_few = is_ours & ~(is_nothing | (frame["care_days"] >= rules.threshold * DAYS_PER_YEAR)).to_numpy()
    few, every = set(years[is_few]), sorted(set(years[is_ours]))
    told = [Decision(DAYS, code, year, "", "", "days", REIMBURSED) for code, year in every]
    if few:
        return frame.iloc[:0], [each._replace(reason=FEW if each[1:3] in few else FOLLOWS) for each in told]
    told = [each._replace(reason=WAS_HIDDEN if each.key in rules.hidden else "") for each in told]
    lost = {each[1:3] for each in told if each.reason}
    rows = frame.loc[~(is_ours & years.isin(lost).to_numpy())]
    return rows.sort_values(list(LOCAL_CONTRACTS[DAYS].key), ignore_index=True), told
