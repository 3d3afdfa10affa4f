"""Deficits and surpluses in words: what the findings about budget and forecast share.

Minus is a deficit. In prose the direction stands in the word, *underskott* or *överskott*, and never also as a sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.budget import GRAND_TOTAL, REPORT, report_parts
from ifo_analysis.analysis.forecast import MONTHS_PER_YEAR
from ifo_analysis.findings.comparing import PRELIMINARY
from ifo_analysis.language import EN_DASH, Bound, joined, msek_words, rounded
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.findings.evidence import Evidence

TKR_PER_MSEK = 1_000
LARGE_SHARE_OF_COST = 0.02
EVEN = "i nivå med budget"


def month_word(months: int, year: int) -> str:
    """Return the last month of a report.

    >>> month_word(8, 2017)
    'augusti 2017'
    """
    return f"{MONTHS[months - 1]} {year}"


def period(months: int, year: int) -> str:
    """Return the months that a report covers.

    >>> period(8, 2017), period(1, 2017), period(12, 2017)
    ('januari–augusti 2017', 'januari 2017', 'helåret 2017')
    """
    if months == MONTHS_PER_YEAR:
        return f"helåret {year}"
    return month_word(months, year) if months == 1 else f"{MONTHS[0]}{EN_DASH}{month_word(months, year)}"


def is_even(tkr: float | Bound) -> bool:
    """Say whether an amount is shown as zero, in whole thousands; a bound one is in mnkr."""
    value = float(tkr.value) * TKR_PER_MSEK if isinstance(tkr, Bound) else tkr
    return rounded(value) == 0


def balance_word(value: float | Bound) -> str:
    """Return what an amount is called by its sign.

    >>> balance_word(-28_138), balance_word(447)
    ('underskott', 'överskott')
    """
    return "underskott" if (value.value if isinstance(value, Bound) else value) < 0 else "överskott"


def bind_tkr(evidence: Evidence, key: str, tkr: float, rows: pd.DataFrame, formula: str = "") -> Bound:
    """Return an amount in tkr bound as mnkr, which is what prose prints; small ones keep their thousands."""
    decimals = 1 if abs(rounded(tkr)) >= TKR_PER_MSEK else 3
    return evidence.bind(key, tkr / TKR_PER_MSEK, "mnkr", rows, decimals=decimals, formula=formula, is_signed=True)


def size(amount: Bound) -> Bound:
    """Return an amount without its sign, which a word says."""
    return Bound(abs(float(amount.value)), amount.claim)


def size_words(amount: Bound) -> Inlines:
    """Return an amount in words without its sign: *28,1 miljoner kronor*."""
    return msek_words(size(amount))


def balance(amount: Bound, suffix: str = "") -> Inlines:
    """Return an amount with its direction in words: *ett underskott på 28,1 miljoner kronor*, *i nivå med budget*."""
    if is_even(amount):
        return joined((EVEN,))
    return joined((f"ett {balance_word(amount)} på ", size_words(amount), suffix))


def balance_noun(amount: Bound, suffix: str = "") -> Inlines:
    """Return `balance` as it stands after *från*, *till* and *för*: *ett resultat i nivå med budget*."""
    return joined(("ett resultat " if is_even(amount) else "", balance(amount, suffix)))


def whole_rows(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines behind the whole of each report: the printed grand total, or the parts that are summed."""
    is_total = lines["level"] == GRAND_TOTAL
    has_total = is_total.groupby([lines[name] for name in REPORT]).transform("any")
    summed = lines.loc[~has_total]
    return pd.concat([lines.loc[is_total], report_parts(summed)]) if len(summed) else lines.loc[is_total]


def own_reports(facts: Facts) -> pd.DataFrame:
    """Return the lines of the municipality's own reports, all years."""
    budget = facts.local.budget
    return budget.loc[budget["municipality"] == facts.parameters.municipality]


def robustness(rows: pd.DataFrame) -> float:
    """Return how far the rows can be trusted, 0–1."""
    return PRELIMINARY if rows["is_preliminary"].any() else 1.0


def size_of(followed: FollowUp, tkr: float) -> float:
    """Return how large an amount is, 0–1: against two per cent of the cost so far."""
    cost = abs(float(report_parts(followed.lines)["cost_tkr"].sum()))
    return 1.0 if not cost else min(1.0, abs(tkr) / (LARGE_SHARE_OF_COST * cost))
