"""The finding about the place among the peers, and which of them can't be told apart from the own municipality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.peers import position
from ifo_analysis.analysis.rank_interval import DRAWS, rank_intervals
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, noise_rows
from ifo_analysis.findings.peers import compared_rows
from ifo_analysis.language import (
    Phrase,
    genitive,
    interval_words,
    listed,
    number,
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
WIDE_ROBUSTNESS = 0.5


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
    intervals = rank_intervals(comparison, facts.population, volatility)
    spread, is_wide = _spread(facts, evidence, intervals, rows, volatility)
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
        caveats=() if intervals is None else (spread, _alike(facts, evidence, intervals, rows)),
        number=Value(text=f"{shown_place} av {where.n}", claim=place.claim),
        number_label=f"räknat från det lägsta värdet, {year}",
        direction="",
        score=2.0,
        robustness=WIDE_ROBUSTNESS if is_wide else 1.0,
        claims=evidence.claims(),
    )


def _spread(
    facts: Facts,
    evidence: Evidence,
    intervals: pd.DataFrame | None,
    rows: pd.DataFrame,
    volatility: Volatility | None,
) -> tuple[Inlines, bool]:
    """Return which places normal variation leaves open, and whether they are more than half of all."""
    if intervals is None or volatility is None:
        return (), False
    own = intervals.loc[intervals["is_own"]].iloc[0]
    low, high = (
        evidence.bind(
            key,
            int(own[key]),
            "",
            rows,
            indicators=[PCT.id],
            formula=f"plats från det lägsta värdet i 95 procent av {number(DRAWS)} dragningar inom normal variation",
            also=noise_rows(facts, volatility, PCT.id),
        )
        for key in ("place_low", "place_high")
    )
    is_wide = 2 * (int(own["place_high"]) - int(own["place_low"]) + 1) > len(intervals)
    if (low.value, high.value) == (own["place_first"], own["place_last"]):
        return sentence("Platsen är densamma när normal variation räknas in."), is_wide
    return sentence(
        "När normal variation räknas in kan platsen vara {places} av {n}, räknat från det lägsta värdet.",
        places=interval_words(low, high),
        n=(Value(text=str(len(intervals)), claim=f"{evidence.finding}.n"),),
    ), is_wide


def _alike(facts: Facts, evidence: Evidence, intervals: pd.DataFrame, rows: pd.DataFrame) -> Inlines:
    alike = intervals.loc[intervals["is_alike"], "municipality"].tolist()
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
