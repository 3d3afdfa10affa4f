"""What findings about any indicator beside the peers share: bound numbers, sensitivity, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ifo_analysis.analysis.comparison import is_robust, without_value
from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.blocks import Value
from ifo_analysis.findings.peers import MEDIAN_FORMULA
from ifo_analysis.language import (
    Bound,
    interval_words,
    listed,
    number_word,
    quantity_words,
    rounded,
    sentence,
    swedish_key,
)
from ifo_analysis.language.differences import from_to_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.blocks import Finding, Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.findings.evidence import Evidence

GAP_FORMULA = "eget värde minus medianen"
LEAVE_ONE_OUT_FORMULA = "eget värde minus medianen, när en liknande kommun i taget utesluts"
MANY_MISSING, PRELIMINARY = 0.5, 0.7


@dataclass(frozen=True)
class Compared:
    """An indicator beside the peers' median, bound to claims; median and gap are None with fewer than four peers.

    `rows` are the published rows behind it, `decimals` how its values are printed.
    """

    own: Bound
    median: Bound | None
    gap: Bound | None
    gap_low: float
    gap_high: float
    decimals: int
    rows: pd.DataFrame
    unit: str
    missing: tuple[str, ...]
    n_group: int

    @property
    def direction(self) -> Literal["higher", "lower", "equal", ""]:
        """Return the direction of the gap as it is shown; none if it depends on the choice of peers."""
        if self.gap is None or not self.is_robust:
            return ""
        shown = rounded(self.gap.value, self.decimals)
        return "higher" if shown > 0 else "lower" if shown < 0 else "equal"

    @property
    def is_robust(self) -> bool:
        """Say whether the sign of the gap stays whichever peer is left out."""
        return self.gap is not None and is_robust(self.gap_low, self.gap_high, self.decimals)

    @property
    def robustness(self) -> float:
        """Return how far the gap can be trusted, 0–1."""
        if not self.is_robust:
            return 0.0
        many = MANY_MISSING if 3 * len(self.missing) >= self.n_group else 1.0
        return many * (PRELIMINARY if self.rows["is_preliminary"].any() else 1.0)

    def shown_gap(self) -> Bound:
        """Return the size of the gap: its direction stands in words."""
        if self.gap is None:
            raise ValueError(self.own.claim)
        return Bound(abs(float(self.gap.value)), self.gap.claim)


def compared(
    facts: Facts,
    evidence: Evidence,
    frame: pd.DataFrame,
    indicator: str,
    peers: Sequence[str],
    unit: str,
    *,
    key: str = "",
    places: int = 0,
) -> Compared | None:
    """Return an indicator of `comparison.beside_peers` with its numbers bound; None if there is no own value.

    One more decimal is printed where own, median and gap wouldn't agree as they are shown.
    """
    row = frame.loc[frame["indicator"] == indicator].iloc[0]
    own, median, gap = float(row["own"]), float(row["median"]), float(row["gap"])
    if isnan(own):
        return None
    values, year = facts.indicator_values, facts.parameters.report_year
    rows = values.loc[(values["indicator"] == indicator) & (values["year"] == year)]
    is_own = rows["municipality"] == facts.parameters.municipality
    among = rows.loc[rows["municipality"].isin(peers)]
    used = pd.concat([rows.loc[is_own], among])
    places = places if isnan(median) else agreeing_decimals(own, median, places)
    prefix = f"{key}_" if key else ""
    ids = [indicator]
    gap_unit = "procentenheter" if unit == "procent" else unit
    return Compared(
        own=evidence.bind(f"{prefix}own", own, unit, rows.loc[is_own], decimals=places, indicators=ids),
        median=None if isnan(median) else evidence.bind(
            f"{prefix}median", median, unit, among, decimals=places, indicators=ids, formula=MEDIAN_FORMULA
        ),
        gap=None if isnan(gap) else evidence.bind(
            f"{prefix}gap", gap, gap_unit, used, decimals=places, indicators=ids, formula=GAP_FORMULA, is_signed=True
        ),
        gap_low=float(row["gap_low"]),
        gap_high=float(row["gap_high"]),
        decimals=places,
        rows=used,
        unit=gap_unit,
        missing=without_value(values, ids, peers, year),
        n_group=len(peers),
    )  # fmt: skip


def agreeing_decimals(own: float, median: float, decimals: int) -> int:
    """Return the decimals, or one more, so that the gap printed is that of the values printed, if that helps.

    Examples
    --------
    >>> agreeing_decimals(34.2, 27.1, 0), agreeing_decimals(11.4, 23.9, 0)
    (0, 1)
    """
    for places in (decimals, decimals + 1):
        if rounded(own, places) - rounded(median, places) == rounded(own - median, places):
            return places
    return decimals


def missing_clause(facts: Facts, found: Compared) -> Inlines:
    """Return which peers lack a value, and how many are left; nothing if none does."""
    if not found.missing:
        return ()
    names = listed(sorted((facts.names[code] for code in found.missing), key=swedish_key))
    if found.median is None:
        return sentence(f"Uppgift saknas för {names}.")
    left = number_word(found.n_group - len(found.missing))
    return sentence(f"Uppgift saknas för {names}; medianen bygger på de övriga {left} kommunerna.")


def preliminary_clause(year: int, *found: Compared) -> Inlines:
    """Return that the values are preliminary (*preliminär uppgift*); nothing if none of them is."""
    if not any(item.rows["is_preliminary"].any() for item in found):
        return ()
    return sentence(f"Värdena för {year} är preliminära.")


def not_compared_clause(found: Compared) -> Inlines:
    """Return why there is no median; nothing if there is one."""
    if found.median is not None:
        return ()
    if not found.n_group:
        return sentence("Ingen jämförelse visas, eftersom uppgift om liknande kommuner saknas.")
    left = number_word(found.n_group - len(found.missing)) if found.n_group > len(found.missing) else "ingen"
    return sentence(
        f"Ingen jämförelse visas: minst {number_word(MIN_PEERS)} liknande kommuner behöver ha uppgift, och {left} har det."
    )


def sensitivity_clause(
    evidence: Evidence, found: Compared, unit: str, who: str, *, what: str = "", key: str = "", is_lead: bool = False
) -> Inlines:
    """Return whether the answer depends on any one of the peers (*känslighet*).

    Parameters
    ----------
    unit : str
        What stands after the amount: *kronor per invånare*, *procentenheter*.
    who : str
        Who or what lies over or under the median: the municipality, or one of two costs.
    what : str
        Which of two differences is told, at the end of the sentence.
    key : str
        What the claims' names begin with.
    is_lead : bool
        Say first that the conclusion stands, if it does.
    """
    if found.gap is None:
        return ()
    low, high = gap_ends(evidence, found, key)
    if not found.is_robust:
        return sentence(
            "Om {who} ligger över eller under medianen beror på valet av jämförelsegrupp. När en kommun utesluts går "
            "skillnaden {span}.",
            who=who,
            span=from_to_words(low, high, found.decimals, unit=unit, words=("över", "under", "lika")),
        )
    opening = "Slutsatsen står sig när en kommun i taget utesluts: " if is_lead else "När en kommun i taget utesluts "
    if found.direction == "equal":
        return sentence(f"Slutsatsen är densamma vilken kommun som än utesluts: {who} ligger i nivå med medianen.")
    pattern = "skillnaden är {span}\u00a0{unit}{what}." if is_lead else "är skillnaden {span}\u00a0{unit}{what}."
    return sentence(opening + pattern, span=gap_span(low, high, found.decimals), unit=unit, what=what)


def gap_ends(evidence: Evidence, found: Compared, key: str = "") -> tuple[Bound, Bound]:
    """Return the least and the greatest gap with one peer at a time left out, bound to claims."""
    ids = sorted(set(found.rows["indicator"]))
    low, high = (
        evidence.bind(
            f"{key}_{end}" if key else end, value, found.unit, found.rows, decimals=found.decimals, indicators=ids,
            is_signed=True, formula=LEAVE_ONE_OUT_FORMULA,
        )
        for end, value in (("gap_low", found.gap_low), ("gap_high", found.gap_high))
    )  # fmt: skip
    return low, high


def gap_span(low: Bound, high: Bound, decimals: int) -> Inlines:
    """Return the sizes of two gaps with the same sign, the smaller first."""
    ends = sorted((low, high), key=lambda end: abs(float(end.value)))
    nearest, farthest = (Bound(abs(float(end.value)), end.claim) for end in ends)
    return interval_words(nearest, farthest, decimals)


def gap_words(found: Compared, unit: str, *, more: str, less: str) -> Inlines:
    """Return size, unit and direction of a gap; the caller has words of its own for one that is shown as zero."""
    word = more if found.gap is not None and found.gap.value > 0 else less
    return sentence("{size} {word}", size=quantity_words(found.shown_gap(), unit, found.decimals), word=word)


def is_shown_equal(found: Compared) -> bool:
    """Say whether the gap is shown as zero."""
    return found.gap is not None and rounded(found.gap.value, found.decimals) == 0


def proved(evidence: Evidence, finding: Finding) -> Finding:
    """Return the finding with the claims of the numbers that it prints, in the order in which they were bound."""
    parts = (finding.heading, finding.content, *finding.caveats, (finding.number,) if finding.number else ())
    printed = {inline.claim for part in parts for inline in part if isinstance(inline, Value)}
    return finding.model_copy(update={"claims": tuple(c for c in evidence.claims() if c.id in printed)})


def has_own(frame: pd.DataFrame) -> bool:
    """Say whether the own municipality has any value in a frame of `comparison.beside_peers`."""
    return bool(frame["own"].notna().any())


def without_data(facts: Facts, what: str) -> str:
    """Return why a whole section is without figure and table: one and the same reason for all of them."""
    return (
        f"Uppgifter om {what} saknas för {facts.municipality.name} {facts.parameters.report_year}. "
        "Avsnittet visas därför utan figur och tabell."
    )
