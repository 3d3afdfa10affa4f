"""The finding about whether the answer depends on whom the municipality is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.analysis.neighbours import REFERENCE_COST
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.peers import tried_ends, tried_rows
from ifo_analysis.language import (
    Bound,
    counted_words,
    from_to_words,
    interval_words,
    listed,
    number_word,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.neighbours import Neighbours
    from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MSEK = indicators()["net_cost_deviation_msek"]


def peer_stability(
    facts: Facts, panel: pd.DataFrame, sensitivity: PeerSensitivity | None, neighbours: Neighbours | None
) -> Finding | None:
    """Return whether the answer depends on whom the municipality is compared with (*valet av jämförelsegrupp*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    panel : DataFrame
        As from `cost_deviation.deviation_panel`.
    sensitivity : PeerSensitivity or None
        As from `peer_sensitivity.peer_sensitivity`; without it there is no comparison, and no finding.
    neighbours : Neighbours or None
        As from `neighbours.own_neighbours`.
    """
    if sensitivity is None:
        return None
    evidence = Evidence(facts, "peer_stability")
    rows = tried_rows(facts, panel, sensitivity)
    low, high = tried_ends(evidence, rows, sensitivity)
    n = evidence.bind(
        "n",
        sensitivity.n_tried,
        "jämförelsegrupper",
        rows,
        indicators=[PCT.id],
        formula="antal olika grupper, också med en kommun i taget utesluten",
    )
    is_robust = sensitivity.is_robust
    return Finding(
        id="peer_stability",
        topic="peers",
        heading=sentence(
            "Slutsatsen står sig med andra jämförelsegrupper"
            if is_robust
            else "Svaret beror på valet av jämförelsegrupp"
        ),
        content=sentences(_verdict(facts, sensitivity, n, low, high), sentence(_tried(sensitivity))),
        caveats=_limits(facts, evidence, sensitivity, neighbours),
        direction=shown_direction(sensitivity.gap_low_pp) if is_robust else "",
        robustness=1.0 if is_robust else 0.0,
        claims=evidence.claims(),
    )


def _verdict(facts: Facts, tried: PeerSensitivity, n: Bound, low: Bound, high: Bound) -> Inlines:
    name, count = facts.municipality.name, (Value(text=number_word(tried.n_tried), claim=n.claim),)
    if not tried.is_robust:
        return sentence(
            "Om {name} ligger över eller under medianen beror på valet av jämförelsegrupp. I de {n} grupper som är "
            "prövade går skillnaden {span}.",
            name=name,
            n=count,
            span=from_to_words(low, high, unit="procentenheter", words=("över", "under", "lika")),
        )
    side = shown_direction(tried.gap_low_pp)
    if side == "equal":
        where: Inlines = sentence("{name} ligger i nivå med medianen", name=name)
    else:
        ends = sorted((low, high), key=lambda end: abs(float(end.value)))
        near, far = (Bound(abs(float(end.value)), end.claim) for end in ends)
        where = sentence(
            "{name} ligger {span}\u00a0procentenheter {side} medianen",
            name=name,
            span=interval_words(near, far, 1),
            side="över" if side == "higher" else "under",
        )
    return sentence("Slutsatsen är densamma för alla {n} prövade jämförelsegrupper: {where}.", n=count, where=where)


def _tried(tried: PeerSensitivity) -> str:
    """Return which groups were tried, beside the report's own."""
    others = tried.choices.loc[~tried.choices["is_used"] & tried.choices["gap_pp"].notna()]
    editions = [str(year) for year in sorted(others.loc[others["kind"] == "edition", "edition"])]
    sizes = [number_word(int(size)) for size in others.loc[others["kind"] == "nearest", "size"]]
    parts = ["rapportens grupp med en kommun i taget utesluten"]
    if editions:
        parts.append(f"gruppens utgåva {listed(editions)}" if len(editions) == 1 else f"utgåvorna {listed(editions)}")
    if sizes:
        parts.append(f"de {listed(sizes)} kommuner som ligger närmast i folkmängd och referenskostnad")
    return f"Prövade är {', '.join(parts[:-1])} samt {parts[-1]}." if parts[1:] else f"Prövad är {parts[0]}."


def _limits(
    facts: Facts, evidence: Evidence, tried: PeerSensitivity, neighbours: Neighbours | None
) -> tuple[Inlines, ...]:
    """Return what couldn't be tried, and what agreement between the groups is worth."""
    kinds = tried.choices.loc[~tried.choices["is_used"] & tried.choices["gap_pp"].notna(), "kind"]
    found: list[Inlines] = []
    if not (kinds == "edition").any():
        found.append(sentence("Ingen annan utgåva av gruppen går att pröva på uppgifterna."))
    found.append(_nearest(facts, evidence, neighbours))
    if len(kinds):
        found.append(sentence("Grupperna delar kommuner, så att de stämmer överens säger mindre än antalet antyder."))
    return tuple(found)


def _nearest(facts: Facts, evidence: Evidence, neighbours: Neighbours | None) -> Inlines:
    """Return whom the nearest municipalities were chosen among, or why they couldn't be."""
    if neighbours is None:
        return sentence(
            "De närmaste kommunerna i folkmängd och referenskostnad går inte att räkna fram: båda uppgifterna behöver "
            "finnas för {name} och för tillräckligt många andra kommuner.",
            name=facts.municipality.name,
        )
    people = facts.population
    codes = {facts.parameters.municipality, *neighbours.ranked["municipality"]}
    n = evidence.bind(
        "n_municipalities",
        neighbours.n_municipalities,
        "kommuner",
        people.loc[(people["year"] == neighbours.year) & people["municipality"].isin(codes)],
        formula="antal kommuner med folkmängd och referenskostnad",
        also=[structure_rows(facts, neighbours)],
        indicators=sorted(set(structure_rows(facts, neighbours)["indicator"])),
    )
    return sentence(
        "De närmaste kommunerna är valda bland {n} efter uppgifter för {year}.",
        n=counted_words(n, "kommun"),
        year=str(neighbours.year),
    )


def structure_rows(facts: Facts, neighbours: Neighbours) -> pd.DataFrame:
    """Return the published rows that the reference costs behind the nearest municipalities come from."""
    values = facts.indicator_values
    codes = {facts.parameters.municipality, *neighbours.ranked["municipality"]}
    is_used = (values["year"] == neighbours.year) & values["indicator"].isin([PCT.id, MSEK.id, REFERENCE_COST])
    return values.loc[is_used & values["municipality"].isin(codes)]
