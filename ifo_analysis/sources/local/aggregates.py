"""What leaves a register: days, costs and persons per year, target group and form; never a row, a key or a date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis.frames import DTYPES
from ifo_analysis.frames.local import COSTLIEST, PLACED_PERSONS, PLACEMENTS
from ifo_analysis.sources.local.codes import GROUPS
from ifo_analysis.sources.local.register import OF_REPORT_YEAR
from ifo_analysis.sources.local.register_cells import (
    MISSING,
    NO_END,
    PROVIDERS,
    TYPE_CODES,
    UNITS_PER_KR,
    ordinal,
)
from ifo_analysis.sources.local.remarks import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ifo_analysis.frames import Contract
    from ifo_analysis.sources.local.counting import Placements

    Whole = NDArray[np.int64]
    Rows = dict[str, NDArray[Any]]

OLDEST_CHILD, TOP = 20, 2
COSTLIEST_COUNTS, COSTLIEST_SHARE, FEWEST = (5, 10), 0.1, 5


def aggregates(found: Placements, report_year: int, municipality: str) -> dict[str, pd.DataFrame]:
    """Return days, costs and persons of the report year and the year before, by the names of their contracts.

    Target group follows from what the register says, else from age at the end of the year: children are at most 20. A
    placement is rows of one person, form and provider that follow without a gap. A cost is missing if that of any of
    its rows is.
    """
    contracts: tuple[Contract, ...] = (PLACEMENTS, PLACED_PERSONS, COSTLIEST)
    parts: dict[str, list[pd.DataFrame]] = {contract.name: [] for contract in contracts}
    for year in _years(found, report_year):
        rows = _rows_of_year(found, year, is_report_year=year == report_year)
        for contract, frame in zip(contracts, (_by_form(rows), _by_group(rows), _costliest(rows)), strict=True):
            parts[contract.name].append(frame.assign(year=year))
    _tell_conventions(found, report_year)
    given = _provenance(found, municipality)
    return {
        contract.name: _frame(contract, pd.concat(parts[contract.name], ignore_index=True).assign(**given))
        for contract in contracts
        if parts[contract.name]
    }


def _years(found: Placements, report_year: int) -> list[int]:
    """Return the years to count: those that are declared, else both, unless only remnants of the first are there."""
    start, end = found.columns["start"], found.columns["end"]
    declared = {year for each in found.registers for year in each.file.years}
    remarks = found.registers[0].remarks
    first, last = _span(report_year)
    if not ((end >= first) & (start <= last)).any():
        remarks.refuse(f"har inga placeringar under {report_year}")
        return []
    if declared:
        return [year for year in (report_year - 1, report_year) if year in declared]
    first, last = _span(report_year - 1)
    if ((end >= first) & (end <= last)).any():
        return [report_year - 1, report_year]
    remarks.warned(
        f"ingen placering slutar under {report_year - 1}, så registret ser inte ut att vara helt för det året, som inte "
        "redovisas; ange years i parameterfilen om det är helt"
    )
    return [report_year]


def _span(year: int) -> tuple[int, int]:
    return ordinal(dt.date(year, 1, 1)), ordinal(dt.date(year, 12, 31))


def _rows_of_year(found: Placements, year: int, *, is_report_year: bool) -> Rows:
    """Return the placements of a year with target group, form, days and cost, one element each."""
    first, last = _span(year)
    is_within = (found.columns["end"] >= first) & (found.columns["start"] <= last)
    rows: Rows = {name: column[is_within] for name, column in found.columns.items()}
    until = np.minimum(rows["end"], last)
    rows["held"] = until - np.maximum(rows["start"], first) + 1
    rows["days"] = np.maximum(until - np.maximum(rows["first"], first) + 1, 0)
    is_ageless = (found.columns["group"] == MISSING) & (found.columns["birth_year"] == MISSING) & is_within
    found.refuse(is_ageless, "saknar födelseår, ålder och målgrupp")
    rows |= _groups(found, rows, year, is_report_year=is_report_year)
    rows["units"] = _units(found, rows, year, is_report_year=is_report_year)
    rows["lacks"] = rows["units"] == MISSING
    rows["is_first"] = _firsts(rows)
    return rows


def _groups(found: Placements, rows: Rows, year: int, *, is_report_year: bool) -> Rows:
    """Return target group and form of each row: what the register says, else by age, else by whom the form is for."""
    by_age = (year - rows["birth_year"] > OLDEST_CHILD).astype(np.int64)
    group = np.where(rows["group"] == MISSING, by_age, rows["group"])
    is_others = np.where(group == 0, rows["children"], rows["adults"]) == MISSING
    if is_report_year and is_others.any():
        told = counted(int(is_others.sum()), "rad har", "rader har")
        text = (
            f"{told} en placeringsform som bara finns för den andra målgruppen, och räknas dit fast åldern är en annan"
        )
        found.registers[0].remarks.warned(text)
    group = np.where(is_others, 1 - group, group)
    return {"group": group, "form": np.where(group == 0, rows["children"], rows["adults"])}


def _units(found: Placements, rows: Rows, year: int, *, is_report_year: bool) -> Whole:
    """Return the cost of each row's days in the year, in 1/10 000 kr, or −1."""
    amount, days, held, file = (rows[name] for name in ("amount", "days", "held", "file"))
    units = np.full(len(amount), MISSING, dtype=np.int64)
    whole = rows["end"] - rows["start"] + 1
    for number, register in enumerate(found.registers):
        mine = (file == number) & (amount != MISSING)
        if register.is_price:
            units[mine] = amount[mine] * days[mine]
        elif register.file.cost_covers != OF_REPORT_YEAR:
            units[mine] = _share(amount[mine], held[mine], whole[mine])
        elif is_report_year:
            units[mine] = amount[mine]
        lacking = (file == number) & (units == MISSING)
        if is_report_year and lacking.any() and not lacking[file == number].all():
            percent = round(100 * days[lacking].sum() / max(days[file == number].sum(), 1))
            text = (
                f"kostnad saknas för {percent} procent av vårddygnen {year}; kostnaden för de formerna redovisas inte"
            )
            register.remarks.warned(text)
    return units


def _share(amount: Whole, part: Whole, whole: Whole) -> Whole:
    """Return amount · part / whole, with half rounded up, in whole numbers all the way."""
    quotient, rest = np.divmod(amount, whole)
    found: Whole = quotient * part + (2 * rest * part + whole) // (2 * whole)
    return found


def _firsts(rows: Rows) -> NDArray[np.bool_]:
    """Return which rows are the first of a placement: those of one form that follow without a gap are one placement."""
    found = np.ones(len(rows["start"]), dtype=bool)
    follows = rows["start"][1:] <= rows["end"][:-1] + 1
    for name in ("person", "form", "group", "provider"):
        follows &= rows[name][1:] == rows[name][:-1]
    found[1:] = ~follows
    return found


def _tally(keys: Whole, n: int, rows: Rows) -> Rows:
    """Return sums and counts of the rows of each key below `n` that there is, in the order of the keys."""
    days, units = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    np.add.at(days, keys, rows["days"])
    np.add.at(units, keys, rows["units"])
    found = {
        "key": np.arange(n),
        "care_days": days,
        "cost_sek": np.where(np.bincount(keys, rows["lacks"], n) > 0, np.nan, units / UNITS_PER_KR),
        "persons": np.bincount(np.unique(rows["person"] * n + keys) % n, minlength=n),
        "placements": np.bincount(keys[rows["is_first"]], minlength=n),
    }
    is_there = found["persons"] > 0
    return {name: column[is_there] for name, column in found.items()}


def _top_two(keys: Whole, n: int, rows: Rows) -> Whole:
    """Return what the two dearest persons of each key below `n` cost together: disclosure control asks for it."""
    pairs, place = np.unique(rows["person"] * n + keys, return_inverse=True)
    costs = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(costs, place, rows["units"])
    order = np.lexsort((-costs, pairs % n))
    keys, costs = (pairs % n)[order], costs[order]
    is_top = np.arange(len(keys)) - np.searchsorted(keys, np.arange(n))[keys] < TOP
    found = np.zeros(n, dtype=np.int64)
    np.add.at(found, keys[is_top], costs[is_top])
    return found


def _by_form(rows: Rows) -> pd.DataFrame:
    n = len(GROUPS) * len(TYPE_CODES) * len(PROVIDERS)
    keys = (rows["group"] * len(TYPE_CODES) + rows["form"]) * len(PROVIDERS) + rows["provider"]
    found = _tally(keys, n, rows)
    form, provider = np.divmod(found["key"], len(PROVIDERS))
    group, form = np.divmod(form, len(TYPE_CODES))
    top = _top_two(keys, n, rows)[found["key"]] / UNITS_PER_KR
    named = {
        "target_group": _named(group, tuple(GROUPS)),
        "placement_type": _named(form, TYPE_CODES),
        "provider": _named(provider, PROVIDERS),
        "top_two_cost_sek": np.where(np.isnan(found["cost_sek"]), np.nan, top),
    }
    return pd.DataFrame({**found, **named, "basis": "outcome", "age_group": ""})


def _by_group(rows: Rows) -> pd.DataFrame:
    found = _tally(rows["group"], len(GROUPS), rows)
    return pd.DataFrame({**found, "target_group": _named(found["key"], tuple(GROUPS))})


def _costliest(rows: Rows) -> pd.DataFrame:
    """Return the cost of the five, the ten and the tenth of the persons that cost the most, together."""
    told: list[tuple[str, int, float]] = []
    for place, group in enumerate(GROUPS):
        mine = rows["group"] == place
        if not mine.any() or rows["lacks"][mine].any():
            continue
        begins = np.flatnonzero(np.diff(rows["person"][mine], prepend=-1))
        costs = np.sort(np.add.reduceat(rows["units"][mine], begins))[::-1]
        counts = sorted({*COSTLIEST_COUNTS, int(len(costs) * COSTLIEST_SHARE + 0.5)})
        told += [(group, n, int(costs[:n].sum()) / UNITS_PER_KR) for n in counts if FEWEST <= n <= len(costs)]
    return pd.DataFrame(told, columns=["target_group", "persons", "cost_sek"])


def _named(places: Whole, names: tuple[str, ...]) -> list[str]:
    return [names[place] for place in places.tolist()]


def _tell_conventions(found: Placements, report_year: int) -> None:
    """Say how many placements go on, and how many days two placements share."""
    first, last = _span(report_year)
    columns = found.columns
    for at, register in enumerate(found.registers):
        mine = (columns["file"] == at) & (columns["start"] <= last)
        if count := int((mine & (columns["end"] == NO_END)).sum()):
            told = counted(count, "placering", "placeringar")
            register.remarks.warned(f"{told} utan slutdatum räknas till årets slut")
        is_shared = mine & (columns["start"] == columns["before"]) & (columns["start"] >= first)
        if count := int(is_shared.sum()):
            told = counted(count, "placering börjar", "placeringar börjar")
            register.remarks.warned(f"{told} samma dag som personens förra slutar; dagen räknas en gång, i den förra")


def _provenance(found: Placements, municipality: str) -> dict[str, Any]:
    files = [each.file for each in found.registers]
    return {
        "municipality": municipality,
        "is_preliminary": any(each.preliminary for each in files),
        "label": "own",
        "publisher": files[0].publisher,
        "document": ", ".join(dict.fromkeys(each.title for each in files)),
        "document_year": files[0].document_year,
        "retrieved": max(each.retrieved for each in files),
        "is_published": False,
    }


def _frame(contract: Contract, found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as the contract says, ordered by its key."""
    columns = {name: pd.Series(found[name], dtype=DTYPES[item.kind]) for name, item in contract.columns.items()}
    return pd.DataFrame(columns).sort_values(list(contract.key), ignore_index=True)
