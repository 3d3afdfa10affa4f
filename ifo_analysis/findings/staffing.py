"""Findings about staff in the municipality's own figures: hired staff, full-time equivalents, vacancies, sick leave."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.comparison import is_robust
from ifo_analysis.analysis.staffing import (
    FTE,
    hired_staff,
    staff_beside_peers,
    staff_per_1000,
    staff_totals,
    vacancies,
)
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.comparing import agreeing_decimals, proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.peers import MEDIAN_FORMULA
from ifo_analysis.findings.workplace import sick_leave_beside_target, staff_rows, staff_survey
from ifo_analysis.language import (
    Bound,
    counted_words,
    direction,
    joined,
    msek_words,
    number,
    number_word,
    quantity_words,
    rounded,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.facts import Facts

TKR_PER_MSEK = 1_000
RATIO_FORMULA = "kostnad för inhyrd personal × (1 − 1 ÷ antagen kvot mot egen personal)"
RATE_FORMULA = "årsarbetare ÷ invånare 31 december × 1\u00a0000"
NO_RATIO = "Merkostnaden räknas inte, eftersom uppgift saknas om vad inhyrd personal kostar mot egen."
RATIO_NOTE = "Kvoten mot egen personal är ett antagande i kommunens uppgifter, och merkostnaden följer den."
PER_1000 = "per 1\u00a0000 invånare"


def staffing(facts: Facts, peers: Sequence[str]) -> list[Block]:
    """Return what the own figures say of staff (*bemanning*); nothing where they say nothing.

    Parameters
    ----------
    facts : Facts
        The report's facts, with the staff of the municipality and perhaps of its peers.
    peers : sequence of str
        The peers' codes.
    """
    if staff_rows(facts).empty:
        return []
    totals = staff_totals(facts.local.staff)
    found = [
        _hired(facts, totals),
        _per_1000(facts, totals, peers),
        _vacancies(facts),
        sick_leave_beside_target(facts),
        staff_survey(facts),
    ]
    return [block for block in found if block is not None]


def _hired(facts: Facts, totals: pd.DataFrame) -> Finding | None:
    evidence, year = Evidence(facts, "hired_staff"), facts.parameters.report_year
    found = hired_staff(totals, facts.parameters.municipality, year)
    if found is None:
        return None
    rows = staff_rows(facts, "hired_cost_tkr")
    summed = "summa över enheter" if len(rows) > 1 else ""
    cost = evidence.bind("cost", found.cost_tkr / TKR_PER_MSEK, "mnkr", rows, decimals=1, formula=summed)
    share: Inlines = ()
    if found.staff_cost_tkr:
        used = staff_rows(facts, "hired_cost_tkr", "staff_cost_tkr")
        part = evidence.bind("share", 100 * found.cost_tkr / found.staff_cost_tkr, "procent", used, decimals=1,
                             formula="kostnad för inhyrd personal ÷ kostnad för egen personal")  # fmt: skip
        words = quantity_words(part, "procent", 1)
        share = sentence(" Det motsvarar {share} av kostnaden för egen personal.", share=words)
    content = sentence("Inhyrd personal kostade {cost} {year}.{share}{extra}", cost=msek_words(cost), year=str(year),
                       share=share, extra=_extra(facts, evidence, found.extra_tkr, found.ratio))  # fmt: skip
    return proved(
        evidence,
        Finding(
            id="hired_staff",
            topic="staffing",
            heading=sentence("Kostnad för inhyrd personal"),
            content=content,
            caveats=(sentence(NO_RATIO if found.ratio is None else RATIO_NOTE),),
            number=Value(text=number(cost.value, 1), claim=cost.claim) if found.cost_tkr >= TKR_PER_MSEK else None,
            number_label=f"miljoner kronor för inhyrd personal, {year}",
            score=1.0,
        ),
    )


def _extra(facts: Facts, evidence: Evidence, extra_tkr: float | None, ratio: float | None) -> Inlines:
    """Return the extra cost with the assumption that it stands on; nothing without a ratio."""
    if extra_tkr is None or ratio is None:
        return ()
    rows = staff_rows(facts, "hired_cost_tkr", "hired_cost_ratio")
    assumed = evidence.bind("ratio", ratio, "gånger", staff_rows(facts, "hired_cost_ratio"), decimals=2)
    extra = evidence.bind("extra", extra_tkr / TKR_PER_MSEK, "mnkr", rows, decimals=1, formula=RATIO_FORMULA)
    ratio_words = quantity_words(assumed, "gånger", 0 if ratio == int(ratio) else 2)
    if rounded(extra_tkr) == 0:
        return sentence(" Om den kostar {ratio} så mycket som egen personal finns ingen merkostnad.", ratio=ratio_words)
    return sentence(
        " Om den kostar {ratio} så mycket som egen personal hade samma arbete kostat {extra} {word} med egen personal.",
        ratio=ratio_words,
        extra=msek_words(Bound(abs(float(extra.value)), extra.claim)),
        word="mindre" if extra_tkr > 0 else "mer",
    )


def _per_1000(facts: Facts, totals: pd.DataFrame, peers: Sequence[str]) -> Finding | None:
    asked, evidence = facts.parameters, Evidence(facts, "staff_per_1000")
    rates = staff_per_1000(totals, facts.population)
    row = staff_beside_peers(rates, asked.municipality, peers, asked.report_year).iloc[0]
    if isnan(row["own"]):
        return None
    has_median = not isnan(row["gap"])
    places = agreeing_decimals(float(row["own"]), float(row["median"]), 1) if has_median else 1
    own_rows = rate_rows(facts, [asked.municipality], [asked.report_year])
    own = evidence.bind("own", row["own"], f"årsarbetare {PER_1000}", own_rows, decimals=places, formula=RATE_FORMULA)
    beside: Inlines = ()
    caveats: list[Inlines] = [sentence("Måttet räknar kommunens egen personal. Den som köper mycket har färre egna.")]
    if has_median:
        beside = _beside_median(
            facts, evidence, row, list(rates.loc[rates["municipality"].isin(peers), "municipality"]), places
        )
        if not is_robust(row["gap_low"], row["gap_high"], places):
            caveats.append(
                sentence(
                    f"Om {facts.municipality.name} har fler eller färre än medianen beror på valet av jämförelsegrupp."
                )
            )
    elif peers:
        caveats.append(sentence("Ingen jämförelse visas: uppgift finns för färre än fyra liknande kommuner."))
    if own_rows["is_preliminary"].any():
        caveats.append(sentence("Uppgifterna är preliminära."))
    content = sentence(
        "I {name} fanns {own} {per} {year}.{beside}",
        name=facts.municipality.name,
        own=quantity_words(own, "årsarbetare", places),
        per=PER_1000,
        year=str(asked.report_year),
        beside=beside,
    )
    heading = sentence("Årsarbetare i förhållande till befolkningen")
    return proved(
        evidence,
        Finding(id="staff_per_1000", topic="staffing", heading=heading, content=content, caveats=tuple(caveats)),
    )


def rate_rows(facts: Facts, codes: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
    """Return the rows of staff and of population behind `staff_per_1000` for these municipalities and years."""
    frames = (facts.local.staff.loc[facts.local.staff["measure"] == FTE], facts.population)
    return pd.concat([frame.loc[frame["municipality"].isin(codes) & frame["year"].isin(years)] for frame in frames])


def _beside_median(
    facts: Facts, evidence: Evidence, row: pd.Series[float], codes: Sequence[str], places: int
) -> Inlines:
    asked = facts.parameters
    among = rate_rows(facts, codes, [asked.report_year])
    used = rate_rows(facts, [asked.municipality, *codes], [asked.report_year])
    unit = f"årsarbetare {PER_1000}"
    median = evidence.bind("median", row["median"], unit, among, decimals=places, formula=MEDIAN_FORMULA)
    gap = evidence.bind(
        "gap", row["gap"], unit, used, decimals=places, formula="eget värde minus medianen", is_signed=True
    )
    if rounded(gap.value, places) == 0:
        words = sentence("lika många")
    else:
        size = Bound(abs(float(gap.value)), gap.claim)
        words = sentence(
            "{size} {word}",
            size=quantity_words(size, decimals=places),
            word=direction(gap, places, words=("fler", "färre", "lika")),
        )
    return sentence(
        " Medianen för {n} liknande kommuner är {median}, och {name} har {gap}.",
        n=number_word(int(row["n_peers"])),
        median=quantity_words(median, decimals=places),
        name=facts.municipality.name,
        gap=words,
    )


def _vacancies(facts: Facts) -> Finding | None:
    """Return posts needed, recruited and vacant; more recruited than needed is told as that, never as a vacancy."""
    evidence, asked = Evidence(facts, "vacancies"), facts.parameters
    units = vacancies(facts.local.staff, asked.municipality, asked.report_year)
    if units.empty:
        return None
    rows = staff_rows(facts, "positions_needed", "recruited")
    needed, vacant, over = (float(units[name].sum()) for name in ("needed", "vacant", "over"))
    need = evidence.bind("needed", needed, "tjänster", rows, formula="summa av behovet")
    formula = "behov minus rekryterade, enhet för enhet" if len(units) > 1 else "behov minus rekryterade"
    empty = evidence.bind("vacant", vacant, "tjänster", rows, formula=formula)
    extra = evidence.bind("over", over, "tjänster", rows, formula="rekryterade utöver behovet")
    is_whole = all(float(value).is_integer() for value in (needed, vacant, over))
    parts = [_vacant_words(need, empty, is_whole=is_whole)]
    if over > 0:
        words = _posts(extra, is_whole=is_whole)
        parts.append(sentence(" Utöver behovet har {extra} tillsatts.", extra=words))
    return proved(
        evidence,
        Finding(id="vacancies", topic="staffing", heading=sentence("Vakanser"), content=joined(parts)),
    )


def _vacant_words(need: Bound, empty: Bound, *, is_whole: bool) -> Inlines:
    if empty.value == 0:
        return sentence("Inga tjänster är vakanta. Behovet är {need}.", need=_posts(need, is_whole=is_whole))
    if not is_whole:
        return sentence(
            "Av {need} är {empty} vakanta.", need=_posts(need, is_whole=False), empty=quantity_words(empty, decimals=1)
        )
    is_one = empty.value == 1
    count = number_word(int(empty.value))
    word = count[0].upper() + count[1:]
    if word[0].isdigit():
        return sentence("Av {need} är {empty} vakanta.", need=_posts(need, is_whole=True), empty=quantity_words(empty))
    return sentence(
        "{empty} av {need} är {vacant}.",
        empty=(Value(text=word, claim=empty.claim),),
        need=_posts(need, is_whole=True),
        vacant="vakant" if is_one else "vakanta",
    )


def _posts(count: Bound, *, is_whole: bool) -> Inlines:
    return (
        counted_words(Bound(int(count.value), count.claim), "tjänst")
        if is_whole
        else quantity_words(count, "tjänster", 1)
    )
