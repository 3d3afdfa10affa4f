"""Findings about the peers: distance to their median, rank, and whether the answer depends on the choice of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import latest_population, shown_direction
from ifo_analysis.analysis.peers import MIN_PEERS, leave_one_out, missing_peers, position
from ifo_analysis.blocks import Finding, Inlines, Paragraph, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, level_words
from ifo_analysis.language import (
    Bound,
    Phrase,
    from_to_words,
    genitive,
    interval_words,
    listed,
    number,
    number_word,
    quantity_words,
    rank_phrase,
    sentence,
    swedish_key,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.peers import PeerPosition
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MIN_FOR_RANK = 5
MEDIAN_FORMULA = "det mittersta av de liknande kommunernas värden, ovägt"


def peer_group(facts: Facts, peers: Sequence[str], edition: int | None) -> Paragraph:
    """Return the paragraph that names the group, its edition and all its members (*jämförelsegrupp*)."""
    if edition is None:
        return Paragraph(
            role="absent", content=sentence(f"Uppgift om liknande kommuner saknas för {facts.municipality.name}.")
        )
    names = listed(sorted((facts.names[code] for code in peers), key=swedish_key))
    later = edition > facts.parameters.report_year
    return Paragraph(
        content=sentence(
            f"Gruppen är liknande kommuner IFO, utgåva {edition}: {names}. Samma utgåva gäller för alla år."
            + (f" Någon äldre utgåva än {edition} finns inte bland uppgifterna." if later else "")
        )
    )


def not_compared(facts: Facts, where: PeerPosition, missing: Sequence[str], edition: int | None) -> str:
    """Return the one sentence that says why there is no comparison (*ingen jämförelse*), empty if there is one."""
    name, year = facts.municipality.name, facts.parameters.report_year
    if edition is None:
        return f"Ingen jämförelse visas: uppgift om liknande kommuner saknas för {name}."
    if where.median_pct is not None:
        return ""
    names = listed(sorted((facts.names[code] for code in missing), key=swedish_key)) if missing else ""
    if where.n_peers == 0:
        return f"Ingen jämförelse visas: uppgift för {year} saknas för de liknande kommunerna ({names})."
    return (
        f"Ingen jämförelse visas: minst {number_word(MIN_PEERS)} liknande kommuner behöver ha uppgift för {year}, och "
        f"{number_word(where.n_peers)} har det.{f' Uppgift saknas för {names}.' if names else ''}"
    )


def peer_level(
    facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame, codes: Sequence[str], edition: int | None
) -> Finding | None:
    """Return the distance to the median of similar municipalities (*liknande kommuner*).

    None with fewer than four peers that have a value: the places of figure and table say why.
    """
    where = position(comparison)
    if edition is None or where.median_pct is None or where.gap_pp is None:
        return None
    return _level(facts, _rows(facts, panel, comparison), comparison, codes, edition, where)


def peer_rank(
    facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame, volatility: Volatility | None
) -> Finding | None:
    """Return the place among similar municipalities (*plats i gruppen*), and which of them can't be told apart.

    None with fewer than five municipalities with a value.
    """
    where = position(comparison)
    if where.median_pct is None or where.n < MIN_FOR_RANK:
        return None
    return _rank(facts, _rows(facts, panel, comparison), comparison, where, volatility)


def _rows(facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    is_compared = panel["municipality"].isin(comparison["municipality"])
    return panel.loc[is_compared & (panel["year"] == facts.parameters.report_year)]


def _level(
    facts: Facts,
    rows: pd.DataFrame,
    comparison: pd.DataFrame,
    codes: Sequence[str],
    edition: int,
    where: PeerPosition,
) -> Finding:
    evidence = Evidence(facts, "level_vs_peers")
    name, year = facts.municipality.name, facts.parameters.report_year
    own_rows = rows.loc[rows["municipality"] == facts.parameters.municipality]
    own = evidence.bind("own", where.own_pct, "procent", own_rows, decimals=1, indicators=[PCT.id], is_signed=True)
    peer_rows = rows.loc[rows["municipality"] != facts.parameters.municipality]
    median = evidence.bind(
        "median",
        where.median_pct or 0.0,
        "procent",
        peer_rows,
        decimals=1,
        indicators=[PCT.id],
        is_signed=True,
        formula=MEDIAN_FORMULA,
    )
    gap_pp = where.gap_pp or 0.0
    gap = evidence.bind(
        "gap",
        gap_pp,
        "procentenheter",
        rows,
        decimals=1,
        indicators=[PCT.id],
        is_signed=True,
        formula="eget värde minus medianen",
    )
    direction = shown_direction(gap_pp)
    content = sentence(
        "{name} nettokostnad var {own} {year}. Medianen för {group} var {median}{gap}.",
        name=genitive(name),
        own=level_words(own),
        year=str(year),
        group=f"liknande kommuner IFO, utgåva {edition},",
        median=level_words(median),
        gap=""
        if direction == "equal"
        else sentence(", en skillnad på {pp}", pp=quantity_words(Bound(abs(gap_pp), gap.claim), "procentenheter", 1)),
    )
    missing = missing_peers(comparison, codes)
    sensitivity, is_robust = _sensitivity(facts, evidence, comparison, rows)
    heading = {"higher": "{name} ligger över gruppens median", "lower": "{name} ligger under gruppens median"}
    is_preliminary = bool(own_rows["is_preliminary"].iloc[0])
    many_missing = 3 * len(missing) >= len(codes)
    return Finding(
        role="lead",
        id="level_vs_peers",
        topic="peers",
        heading=sentence(
            heading.get(direction, "{name} ligger i nivå med gruppens median")
            if is_robust
            else "Var {name} ligger i gruppen beror på valet av jämförelsegrupp",
            name=name,
        ),
        content=content,
        caveats=tuple(part for part in (_missing(facts, missing, where), sensitivity) if part),
        number=Value(text=number(gap_pp, 1, is_signed=True), claim=gap.claim),
        number_label=f"procentenheter från medianen för {number_word(where.n_peers)} liknande kommuner, {year}",
        direction=direction if is_robust else "",
        score=4.0 * _size(comparison, gap_pp),
        robustness=(0.0 if not is_robust else 0.5 if many_missing else 0.7 if is_preliminary else 1.0),
        claims=evidence.claims(),
    )


def _missing(facts: Facts, missing: Sequence[str], where: PeerPosition) -> Inlines:
    if not missing:
        return ()
    names = listed(sorted((facts.names[code] for code in missing), key=swedish_key))
    return sentence(
        f"Uppgift saknas för {names}; medianen bygger på de övriga {number_word(where.n_peers)} kommunerna."
    )


def _sensitivity(
    facts: Facts, evidence: Evidence, comparison: pd.DataFrame, rows: pd.DataFrame
) -> tuple[Inlines, bool]:
    """Return the clause about leaving each peer out in turn, and whether the sign stays the same."""
    gaps = leave_one_out(comparison)["gap_pp"]
    low, high = (
        evidence.bind(
            key,
            value,
            "procentenheter",
            rows,
            decimals=1,
            indicators=[PCT.id],
            is_signed=True,
            formula="eget värde minus medianen, när en liknande kommun i taget utesluts",
        )
        for key, value in (("gap_low", float(gaps.min())), ("gap_high", float(gaps.max())))
    )
    signs = {shown_direction(float(value)) for value in (low.value, high.value)}
    name = facts.municipality.name
    if signs == {"equal"}:
        return sentence(
            "Slutsatsen är densamma vilken av kommunerna som än utesluts: {name} ligger i nivå med medianen.", name=name
        ), True
    if len(signs) == 1:
        ends = sorted((low, high), key=lambda end: abs(float(end.value)))
        shown = [Bound(abs(float(end.value)), end.claim) for end in ends]
        side = "över" if float(high.value) > 0 else "under"
        return sentence(
            "Slutsatsen är densamma vilken av kommunerna som än utesluts: {name} ligger {span}\u00a0procentenheter {side} "
            "medianen.",
            name=name,
            span=interval_words(shown[0], shown[1], 1),
            side=side,
        ), True
    return sentence(
        "Om {name} ligger över eller under medianen beror på valet av jämförelsegrupp: när en kommun utesluts går "
        "skillnaden {span}.",
        name=name,
        span=from_to_words(low, high, unit="procentenheter", words=("över", "under", "lika")),
    ), False


def _size(comparison: pd.DataFrame, gap_pp: float) -> float:
    peers_only = comparison.loc[~comparison["is_own"], "net_cost_deviation_pct"]
    quartiles = float(peers_only.quantile(0.75) - peers_only.quantile(0.25))
    return min(1.0, abs(gap_pp) / quartiles) if quartiles > 0 else 1.0


def _rank(
    facts: Facts, rows: pd.DataFrame, comparison: pd.DataFrame, where: PeerPosition, volatility: Volatility | None
) -> Finding:
    evidence = Evidence(facts, "rank_among_peers")
    # Places are counted from the lowest in the analysis; the words count from the nearer end.
    low, high = where.n + 1 - where.place_last, where.n + 1 - where.place_first
    place = evidence.bind(
        "place", where.place_first, "", rows, indicators=[PCT.id], formula="plats från det lägsta redovisade värdet"
    )
    n = evidence.bind("n", where.n, "kommuner", rows, indicators=[PCT.id], formula="antal kommuner med uppgift")
    phrase = rank_phrase(low, high, where.n)
    count = (Value(text=number_word(where.n), claim=n.claim),)
    name, year = facts.municipality.name, facts.parameters.report_year
    is_middle = low == high and 2 * low == where.n + 1
    if (low, high) == (1, where.n):
        phrase, template = "samma", "Alla {n} kommuner har {rank} redovisade nettokostnadsavvikelse {year}."
    elif low != high:
        phrase = f"{where.place_first}–{where.place_last} av {where.n}"
        template = "{name} delar plats {rank} i nettokostnadsavvikelse {year}, räknat från det lägsta värdet."
    elif is_middle:
        phrase = f"{low} av {where.n}"
        template = "{name} ligger i mitten när kommunerna ordnas efter nettokostnadsavvikelse {year} (plats {rank})."
    else:
        template = "{name} har {rank} nettokostnadsavvikelse av de {n} kommunerna {year}, räknat med {name}."
    words: dict[str, Phrase] = {
        "name": name,
        "rank": (Value(text=phrase, claim=place.claim),),
        "n": count,
        "year": str(year),
    }
    alike = _alike(facts, evidence, comparison, rows, volatility)
    shown_place = (
        f"{where.place_first}–{where.place_last}" if where.place_first != where.place_last else f"{where.place_first}"
    )
    return Finding(
        id="rank_among_peers",
        topic="peers",
        heading=sentence("{name} är {rank} i gruppen", name=name, rank=phrase)
        if low == high and not is_middle
        else sentence("Platsen i gruppen"),
        content=sentence(template, **{key: words[key] for key in words if f"{{{key}}}" in template}),
        caveats=(alike,) if alike else (),
        number=Value(text=f"{shown_place} av {where.n}", claim=place.claim),
        number_label=f"räknat från det lägsta värdet, {year}",
        direction="",
        score=2.0,
        robustness=1.0,
        claims=evidence.claims(),
    )


def _alike(
    facts: Facts, evidence: Evidence, comparison: pd.DataFrame, rows: pd.DataFrame, volatility: Volatility | None
) -> Inlines:
    own = latest_population(facts.population, facts.parameters.municipality)
    if volatility is None or own is None:
        return ()
    own_pct = float(comparison.loc[comparison["is_own"], "net_cost_deviation_pct"].iloc[0])
    alike, unknown = [], []
    for peer in comparison.loc[~comparison["is_own"]].itertuples():
        people = latest_population(facts.population, str(peer.municipality))
        if people is None:
            unknown.append(str(peer.municipality))
        elif volatility.are_alike(own_pct, own[0], float(str(peer.net_cost_deviation_pct)), people[0]):
            alike.append(str(peer.municipality))
    if unknown:
        return ()
    n = evidence.bind(
        "alike",
        len(alike),
        "kommuner",
        rows,
        indicators=[PCT.id],
        formula="kommuner vars värde skiljer sig mindre än 1,96 standardavvikelser för skillnaden mellan två nivåer",
    )
    if not alike:
        return sentence(
            "{none} av de andra kommunerna har ett värde som ligger inom normal variation från {name}.",
            none=(Value(text="ingen", claim=n.claim),),
            name=genitive(facts.municipality.name),
        )
    return sentence(
        "{count} av de andra kommunerna går inte att skilja från {name} när normal variation räknas in: {names}.",
        count=(Value(text=number_word(len(alike)), claim=n.claim),),
        name=facts.municipality.name,
        names=listed(sorted((facts.names[code] for code in alike), key=swedish_key)),
    )
