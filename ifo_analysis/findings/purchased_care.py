"""Findings about bought care in the municipality's own figures: always as a share of a cost that is named."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.comparison import is_robust
from ifo_analysis.analysis.purchased_care import OWN, pooled_share, share_beside_peers, share_through_years
from ifo_analysis.blocks import Finding, Paragraph, Value
from ifo_analysis.findings.comparing import agreeing_decimals, proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.peers import MEDIAN_FORMULA
from ifo_analysis.language import (
    Bound,
    direction,
    listed,
    msek_words,
    number,
    number_word,
    quantity_words,
    rounded,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.purchased_care import BoughtCare
    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.facts import Facts

TKR_PER_MSEK = 1_000
NAMED_AT_MOST, DECIMALS = 3, 1
SHARE_FORMULA = "köpt vård ÷ kostnaden för samma verksamheter, egen verksamhet inräknad"
MIXED_FORMULA = "köpt vård enligt utfall ÷ budgeten för samma verksamheter, egen verksamhet inräknad"
SELLER_WORDS = {
    "companies": "privata företag",
    "associations": "föreningar och stiftelser",
    "municipalities": "andra kommuner",
    "regions": "regioner",
    "state": "staten",
    "other": "övriga",
}
DENOMINATORS = {"outcome": "kostnaden", "budget": "budgeten"}


def purchased_care(facts: Facts, care: BoughtCare, peers: Sequence[str]) -> list[Block]:
    """Return what the own figures say of bought care (*köpt vård*): how much, from whom, since when, and the group.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    care : BoughtCare
        As from `analysis.purchased_care.bought_care`.
    peers : sequence of str
        The peers' codes.

    Returns
    -------
    list
        Empty without any own figure of bought care; a paragraph of role ``absent`` where the whole cost isn't known.
    """
    own = own_share(facts, care)
    if own is None:
        return [_without_whole(facts)] if care.left_out else []
    found = [_share(facts, care, own), _change(facts, care), _sellers(facts, care), _beside(facts, care, peers)]
    return [block for block in found if block is not None]


def own_share(facts: Facts, care: BoughtCare) -> pd.Series[float] | None:
    """Return the own row of the report year; None if there is no share."""
    asked = facts.parameters
    chosen = (care.shares["municipality"] == asked.municipality) & (care.shares["year"] == asked.report_year)
    rows = care.shares.loc[chosen & care.shares["purchased_share"].notna()]
    return None if rows.empty else rows.iloc[0]


def purchase_rows(facts: Facts, care: BoughtCare, codes: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
    """Return the rows that shares of these municipalities and years come from."""
    rows = facts.local.purchases
    chosen = rows["municipality"].isin(codes) & rows["year"].isin(years) & rows["area"].isin(care.areas)
    return rows.loc[chosen & rows["basis"].isin(["outcome", care.of])]


def denominator(care: BoughtCare) -> str:
    """Return which cost the shares are of: *kostnaden för ”Barn och unga” och ”Vuxna”*."""
    names = [f"”{area}”" for area in care.areas]
    which = listed(names) if len(names) <= NAMED_AT_MOST else f"de {number_word(len(names))} verksamheter som redovisas"
    return f"{DENOMINATORS[care.of]} för {which}"


def _share(facts: Facts, care: BoughtCare, own: pd.Series[float]) -> Finding:
    evidence, year = Evidence(facts, "purchased_care"), facts.parameters.report_year
    rows = purchase_rows(facts, care, [facts.parameters.municipality], [year])
    bought = rows.loc[(rows["basis"] == "outcome") & (rows["counterpart"] != OWN)]
    whole = rows.loc[rows["basis"] == care.of]
    cost = evidence.bind(
        "cost", own["cost_tkr"] / TKR_PER_MSEK, "mnkr", bought, decimals=DECIMALS, formula="summa över motparter"
    )
    total = evidence.bind(
        "total",
        own["total_tkr"] / TKR_PER_MSEK,
        "mnkr",
        whole,
        decimals=DECIMALS,
        formula="summa över egen verksamhet och motparter",
    )
    formula = SHARE_FORMULA if care.of == "outcome" else MIXED_FORMULA
    share = evidence.bind("share", 100 * own["purchased_share"], "procent", rows, decimals=DECIMALS, formula=formula)
    return proved(
        evidence,
        Finding(
            role="lead",
            id="purchased_care",
            topic="purchased",
            heading=sentence("Kommunens egna uppgifter om köpt vård"),
            content=sentence(
                "Köpt vård kostade {cost} {year}. Det är {share} av {of} ({total}).",
                cost=msek_words(cost),
                year=str(year),
                share=quantity_words(share, "procent", DECIMALS),
                of=denominator(care),
                total=msek_words(total),
            ),
            caveats=_share_caveats(care, is_preliminary=bool(rows["is_preliminary"].any())),
            number=Value(text=number(share.value, DECIMALS), claim=share.claim),
            number_label=f"procent av {denominator(care)} gick till köpt vård, {year}",
            score=1.0,
            robustness=1.0 if care.of == "outcome" else 0.0,
        ),
    )


def _share_caveats(care: BoughtCare, *, is_preliminary: bool) -> tuple[Inlines, ...]:
    found = [
        "Andelen bygger på kommunens egna uppgifter och kan skilja sig från den som Kolada visar."
        if care.of == "outcome"
        else "Täljare och nämnare har olika grund: köpt vård är utfall, och nämnaren är budget, eftersom utfallet för egen "
        "verksamhet saknas. Det är alltså inte en andel av kostnaden.",
        f"Köpt vård i {listed([f'”{area}”' for area in care.left_out])} ingår inte, eftersom kostnaden för egen verksamhet saknas."
        if care.left_out
        else "",
        "Uppgifterna är preliminära." if is_preliminary else "",
    ]
    return tuple(sentence("{text}", text=text) for text in found if text)


def _change(facts: Facts, care: BoughtCare) -> Finding | None:
    """Return the first and the last share of the years that follow each other without a gap up to the report year."""
    asked, evidence = facts.parameters, Evidence(facts, "purchased_care_change")
    trend = share_through_years(care.shares, asked.municipality, asked.report_year)
    run = trend.loc[(trend["run"] == trend["run"].iloc[-1]) & (trend["run"] > 0)]
    if len(run) < 2 or int(run["year"].iloc[-1]) != asked.report_year or care.of != "outcome":  # noqa: PLR2004 - two years
        return None
    ends = run.iloc[[0, -1]]
    years, values = [int(year) for year in ends["year"]], [100 * float(value) for value in ends["purchased_share"]]
    places = agreeing_decimals(values[1], values[0], DECIMALS)
    rows = [purchase_rows(facts, care, [asked.municipality], [year]) for year in years]
    first, last = (
        evidence.bind(f"share_{year}", value, "procent", part, decimals=places, formula=SHARE_FORMULA)
        for year, value, part in zip(years, values, rows, strict=True)
    )
    gap = evidence.bind(
        "gap", values[1] - values[0], "procentenheter", pd.concat(rows), decimals=places,
        formula=f"andelen {years[1]} minus andelen {years[0]}", is_signed=True,
    )  # fmt: skip
    content = sentence(
        "Andelen köpt vård var {first} {y0} och {last} {y1}. {change}.{gap}",
        first=quantity_words(first, "procent", places),
        y0=str(years[0]),
        last=quantity_words(last, "procent", places),
        y1=str(years[1]),
        change=_change_words(gap, places),
        gap=" Tidigare år jämförs inte, eftersom uppgift saknas för något år däremellan."
        if len(run) < len(trend)
        else "",
    )
    heading = sentence("Hur andelen har ändrats")
    return proved(evidence, Finding(id="purchased_care_change", topic="purchased", heading=heading, content=content))


def _change_words(gap: Bound, places: int) -> Inlines:
    if rounded(gap.value, places) == 0:
        return sentence("Det är ingen skillnad")
    size = Bound(abs(float(gap.value)), gap.claim)
    word = direction(gap, places, words=("mer", "mindre", "lika"))
    return sentence("Det är {size} {word}", size=quantity_words(size, "procentenheter", places), word=word)


def _sellers(facts: Facts, care: BoughtCare) -> Finding | None:
    asked, evidence = facts.parameters, Evidence(facts, "purchased_care_sellers")
    parts = care.by_counterpart
    chosen = (parts["municipality"] == asked.municipality) & (parts["year"] == asked.report_year)
    parts = parts.loc[chosen & (parts["counterpart"] != OWN) & (parts["cost_tkr"] > 0)]
    largest = parts.sort_values(["cost_tkr", "counterpart"], ascending=[False, True]).head(2)
    if len(largest) < 2:  # noqa: PLR2004 - one seller is the whole, which is told already
        return None
    rows = purchase_rows(facts, care, [asked.municipality], [asked.report_year])
    first, second = (
        evidence.bind(
            str(part.counterpart), 100 * float(str(part.purchased_share)), "procent", rows,
            formula="köpt från motparten ÷ " + SHARE_FORMULA.partition("÷ ")[2],
        )
        for part in largest.itertuples()
    )  # fmt: skip
    names = [SELLER_WORDS[str(name)] for name in largest["counterpart"]]
    content = sentence(
        "Störst del av köpen gjordes från {one}: {first} av {of}. Därnäst kommer {two} med {second}.",
        one=names[0],
        first=quantity_words(first, "procent", DECIMALS),
        of="kostnaden" if care.of == "outcome" else "budgeten",
        two=names[1],
        second=quantity_words(second, "procent", DECIMALS),
    )
    heading = sentence("Av vem vården köps")
    return proved(evidence, Finding(id="purchased_care_sellers", topic="purchased", heading=heading, content=content))


def _beside(facts: Facts, care: BoughtCare, peers: Sequence[str]) -> Finding | None:
    """Return the own share beside the peers' median and their costs together; None with fewer than four peers."""
    asked, evidence = facts.parameters, Evidence(facts, "purchased_care_peers")
    row = share_beside_peers(care.shares, asked.municipality, peers, asked.report_year).iloc[0]
    if care.of != "outcome" or isnan(row["gap"]):
        return None
    codes = care.shares.loc[
        care.shares["municipality"].isin(peers) & (care.shares["year"] == asked.report_year), "municipality"
    ]
    among = purchase_rows(facts, care, list(codes), [asked.report_year])
    used = pd.concat([purchase_rows(facts, care, [asked.municipality], [asked.report_year]), among])
    places = agreeing_decimals(float(row["own"]), float(row["median"]), DECIMALS)
    median = evidence.bind("median", row["median"], "procent", among, decimals=places, formula=MEDIAN_FORMULA)
    gap = evidence.bind(
        "gap",
        row["gap"],
        "procentenheter",
        used,
        decimals=places,
        formula="egen andel minus medianen",
        is_signed=True,
    )
    pooled = 100 * pooled_share(care.shares, peers, asked.report_year)
    together = evidence.bind("pooled", pooled, "procent", among, decimals=places,
                             formula="kommunernas köpta vård tillsammans ÷ deras kostnad tillsammans")  # fmt: skip
    return proved(
        evidence,
        Finding(
            id="purchased_care_peers",
            topic="purchased",
            heading=sentence("Köpt vård i gruppen"),
            content=sentence(
                "Medianen för {n} liknande kommuner är {median}. {name} ligger {gap}. Om gruppens kostnader läggs ihop är "
                "den köpta andelen {pooled}.",
                n=number_word(int(row["n_peers"])),
                median=quantity_words(median, "procent", places),
                name=facts.municipality.name,
                gap=_gap_words(gap, places),
                pooled=quantity_words(together, "procent", places),
            ),
            caveats=_peer_caveats(facts, row, len(peers)),
        ),
    )


def _gap_words(gap: Bound, places: int) -> Inlines:
    if rounded(gap.value, places) == 0:
        return sentence("i nivå med den")
    size = Bound(abs(float(gap.value)), gap.claim)
    word = direction(gap, places, words=("över", "under", "lika"))
    return sentence("{size} {word}", size=quantity_words(size, "procentenheter", places), word=word)


def _peer_caveats(facts: Facts, row: pd.Series[float], n_peers: int) -> tuple[Inlines, ...]:
    missing = n_peers - int(row["n_peers"])
    found = [
        f"Uppgift om samma verksamheter saknas för {number_word(missing)} av gruppens kommuner." if missing else "",
        ""
        if is_robust(row["gap_low"], row["gap_high"], DECIMALS)
        else f"Om {facts.municipality.name} ligger över eller under medianen beror på valet av jämförelsegrupp.",
    ]
    return tuple(sentence(text) for text in found if text)


def _without_whole(facts: Facts) -> Paragraph:
    return Paragraph(
        role="absent",
        content=sentence(
            f"Köpt vård visas inte som andel: uppgift om kostnaden för egen verksamhet saknas för {facts.municipality.name} "
            f"{facts.parameters.report_year}."
        ),
    )
