"""The finding about the place among the peers, and which of them can't be told apart from the own municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import latest_population
from ifo_analysis.analysis.peers import position
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.peers import compared_rows
from ifo_analysis.language import (
    Phrase,
    genitive,
    listed,
    number_word,
    rank_phrase,
    sentence,
    swedish_key,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.peers import PeerPosition
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MIN_FOR_RANK = 5


def peer_rank(
    facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame, volatility: Volatility | None
) -> Finding | None:
    """Return the place among similar municipalities (*plats i gruppen*), and which of them can't be told apart.

    None with fewer than five municipalities with a value.
    """
    where = position(comparison)
    if where.median_pct is None or where.n < MIN_FOR_RANK:
        return None
    return _rank(facts, compared_rows(facts, panel, comparison), comparison, where, volatility)


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
