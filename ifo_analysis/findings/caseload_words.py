"""The words of a count of cases: beside the same months of another year where they are known, and never a cause.

A change has its base in the same sentence. Where either count is below 20 both are told and no per cent; where either
is below 5 no word of change stands beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.caseload import FEW, VERY_FEW, CaseFlow
from ifo_analysis.analysis.caseload_periods import Period
from ifo_analysis.blocks import Value
from ifo_analysis.definitions.caseload import groups, stages
from ifo_analysis.language import (
    EN_DASH,
    MORE_FEWER,
    Bound,
    Phrase,
    direction,
    joined,
    number_word,
    quantity_words,
    rounded,
    sentence,
)
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifo_analysis.blocks import Inlines
    from ifo_analysis.definitions.caseload import Stage
    from ifo_analysis.findings.evidence import Evidence

WHOLE_FROM_PCT = 20
SUMMED = "summa över månader eller åldersgrupper"
Cases = tuple[str, str]
"""A stage and a group."""


def period_words(period: Period) -> str:
    """Return a period as prose names it.

    Examples
    --------
    >>> period_words(Period(2024, 1, 8)), period_words(Period(2024, 1, 12)), period_words(Period(2024, 3, 3))
    ('januari–augusti 2024', '2024', 'mars 2024')
    """
    first, last = MONTHS[period.first_month - 1], MONTHS[period.last_month - 1]
    if (period.first_month, period.last_month) == (1, len(MONTHS)):
        return str(period.year)
    return f"{first if first == last else EN_DASH.join((first, last))} {period.year}"


def base_words(base: Period) -> str:
    """Return the period that another is compared with: the same months, or the whole year.

    >>> base_words(Period(2023, 1, 8)), base_words(Period(2023, 1, 12)), base_words(Period(2023, 3, 3))
    ('samma månader 2023', '2023', 'samma månad 2023')
    """
    if base.n_months == len(MONTHS):
        return str(base.year)
    return f"samma {'månad' if base.n_months == 1 else 'månader'} {base.year}"


def caseload_rows(flow: CaseFlow, cases: Iterable[Cases], *, is_base: bool = False) -> pd.DataFrame:
    """Return the municipality's rows behind the counts of some stages and groups, of the period or of its base."""
    rows = flow.base_used if is_base else flow.used
    rows = rows.loc[(rows["stage"] + " " + rows["group"]).isin([" ".join(pair) for pair in cases])]
    is_whole = rows["age_group"] == ""
    has_whole = is_whole.groupby([rows["stage"], rows["group"]]).transform("any") if len(rows) else is_whole
    return rows.loc[is_whole | ~has_whole]


def cases_row(flow: CaseFlow, cases: Cases) -> pd.Series[float] | None:
    """Return the row of some cases in all ages; None if they aren't known."""
    rows = flow.rows
    found = rows.loc[(rows["stage"] == cases[0]) & (rows["group"] == cases[1]) & (rows["age_group"] == "")]
    return None if found.empty else found.iloc[0]


@dataclass(frozen=True)
class Counted:
    """A count with its words and its base, bound to claims; `before` and what follows are None without a base."""

    stage: Stage
    about: str
    now: Bound
    before: Bound | None = None
    difference: Bound | None = None
    pct: Bound | None = None

    @property
    def is_equal(self) -> bool:
        """Say whether both counts are the same."""
        return self.before is not None and self.now.value == self.before.value

    @property
    def lowest(self) -> float:
        """Return the lower of the two counts, which decides how they may be told."""
        return float(min(self.now.value, self.now.value if self.before is None else self.before.value))


def counted(flow: CaseFlow, evidence: Evidence, cases: Cases) -> Counted | None:
    """Return a count bound to claims, with what can be said of its change; None if it isn't known."""
    stage, about, row, key = stages()[cases[0]], groups()[cases[1]].about, cases_row(flow, cases), "_".join(cases)
    if row is None:
        return None
    rows = caseload_rows(flow, [cases])
    formula = SUMMED if len(rows) > 1 else ""
    now = evidence.bind(f"{key}_now", float(row["count"]), stage.plural, rows, formula=formula)
    if flow.base is None or isnan(row["base_count"]):
        return Counted(stage, about, now)
    base_rows = caseload_rows(flow, [cases], is_base=True)
    formula = SUMMED if len(base_rows) > 1 else ""
    before = evidence.bind(f"{key}_base", float(row["base_count"]), stage.plural, base_rows, formula=formula)
    both, spans = pd.concat([rows, base_rows]), f"{period_words(flow.period)} och {period_words(flow.base)}"
    difference = evidence.bind(
        f"{key}_difference",
        float(row["difference"]),
        stage.plural,
        both,
        formula=f"skillnaden mellan {spans}",
        is_signed=True,
    )
    if isnan(row["change_pct"]):
        return Counted(stage, about, now, before, difference)
    pct = evidence.bind(
        f"{key}_pct", float(row["change_pct"]), "procent", both, decimals=1, is_signed=True,
        formula=f"skillnaden mellan {spans} ÷ antalet {period_words(flow.base)}",
    )  # fmt: skip
    return Counted(stage, about, now, before, difference, pct)


def told(item: Counted, flow: CaseFlow) -> Inlines:
    """Return a count in words, the period first: with a change, with both counts, or alone."""
    stage = item.stage
    what: dict[str, Phrase] = {"period": period_words(flow.period), "about": item.about}
    counted: dict[str, Phrase] = {"verb": stage.verb, "n": _with_noun(item.now, stage)}
    if item.before is None or item.difference is None or flow.base is None:
        return sentence("Under {period} {verb} {n} {about}.", **what, **counted)
    base = base_words(flow.base)
    if item.lowest < VERY_FEW:
        return sentence("Under {period} {verb} {n} {about}, och under {base} {m}.", **what, **counted, base=base,
                        m=_in_words(item.before, stage))  # fmt: skip
    if item.is_equal:
        return sentence("Under {period} {verb} {n} {about}, lika många som under {base}.", **what, **counted, base=base)
    if item.lowest < FEW:
        return sentence(
            "Antalet {noun} {about} gick från {m} till {n} mellan {base} och {period}.",
            **what,
            noun=stage.plural,
            m=quantity_words(item.before),
            n=quantity_words(item.now),
            base=period_words(flow.base),
        )
    size = Bound(abs(float(item.difference.value)), item.difference.claim)
    return sentence(
        "Under {period} {verb} {n} {about}. Det är {size} {word} än under {base} ({m}){pct}.",
        **what,
        **counted,
        size=quantity_words(size),
        word=direction(item.difference, 0, words=MORE_FEWER),
        base=base,
        m=quantity_words(item.before),
        pct=_pct_words(item.pct),
    )


def told_turned(item: Counted, flow: CaseFlow) -> Inlines:
    """Return a count in words, the cases first, so that two sentences in a row don't begin alike."""
    what: dict[str, Phrase] = {
        "what": item.stage.definite,
        "about": item.about,
        "n": quantity_words(item.now),
        "period": period_words(flow.period),
    }
    if item.before is None or flow.base is None:
        return sentence("{what} {about} var {n} under {period}.", **what)
    base = base_words(flow.base)
    if item.is_equal and item.lowest >= VERY_FEW:
        return sentence("{what} {about} var {n} under {period}, lika många som under {base}.", **what, base=base)
    return sentence("{what} {about} var {n} under {period} och {m} under {base}{pct}.", **what, base=base,
                    m=quantity_words(item.before), pct=_pct_words(item.pct))  # fmt: skip


def _pct_words(pct: Bound | None) -> Inlines:
    if pct is None:
        return ()
    size = Bound(abs(float(pct.value)), pct.claim)
    places = 1 if size.value < WHOLE_FROM_PCT else 0
    if rounded(size.value, places) == 0:
        return ()
    word = "ökning" if pct.value > 0 else "minskning"
    return sentence(", en {word} med {size}", word=word, size=quantity_words(size, "procent", places))


def _with_noun(count: Bound, stage: Stage) -> Inlines:
    return joined((_in_words(count, stage), " " + (stage.singular if count.value <= 1 else stage.plural)))


def _in_words(count: Bound, stage: Stage) -> Inlines:
    n = int(count.value)
    word = number_word(n, gender=stage.gender) if n else {"en": "ingen", "ett": "inget"}[stage.gender]
    return (Value(text=word, claim=count.claim),)
