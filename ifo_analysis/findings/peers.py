"""Findings about the peers: distance to their median, rank, and whether the answer depends on the choice of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.analysis.peers import MIN_PEERS, leave_one_out, missing_peers, position
from ifo_analysis.blocks import Finding, Inlines, Paragraph, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, level_words
from ifo_analysis.language import (
    Bound,
    from_to_words,
    genitive,
    interval_words,
    listed,
    number,
    number_word,
    quantity_words,
    sentence,
    swedish_key,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity
    from ifo_analysis.analysis.peers import PeerPosition
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
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
    facts: Facts,
    panel: pd.DataFrame,
    comparison: pd.DataFrame,
    codes: Sequence[str],
    edition: int | None,
    sensitivity: PeerSensitivity | None = None,
) -> Finding | None:
    """Return the distance to the median of similar municipalities (*liknande kommuner*).

    None with fewer than four peers that have a value: the places of figure and table say why. With `sensitivity`, no
    direction is told unless it is the same for every group that was tried.
    """
    where = position(comparison)
    if edition is None or where.median_pct is None or where.gap_pp is None:
        return None
    rows = compared_rows(facts, panel, comparison)
    return _level(facts, panel, rows, comparison, codes, edition, where, sensitivity)


def tried_rows(facts: Facts, panel: pd.DataFrame, sensitivity: PeerSensitivity) -> pd.DataFrame:
    """Return the rows of the panel behind all choices of peers that were tried: own and others in the report year."""
    codes = {facts.parameters.municipality, *(code for peers in sensitivity.choices["peers"] for code in peers)}
    return panel.loc[panel["municipality"].isin(codes) & (panel["year"] == facts.parameters.report_year)]


def compared_rows(facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the panel that the comparison stands on: own and peers in the report year."""
    is_compared = panel["municipality"].isin(comparison["municipality"])
    return panel.loc[is_compared & (panel["year"] == facts.parameters.report_year)]


def _level(
    facts: Facts,
    panel: pd.DataFrame,
    rows: pd.DataFrame,
    comparison: pd.DataFrame,
    codes: Sequence[str],
    edition: int,
    where: PeerPosition,
    tried: PeerSensitivity | None,
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
        "{name} nettokostnad var {own} {year}. Medianen för {group} var {median}.{gap}",
        name=genitive(name),
        own=level_words(own),
        year=str(year),
        group=f"liknande kommuner IFO, utgåva {edition},",
        median=level_words(median),
        gap=""
        if direction == "equal"
        else sentence(" Skillnaden är {pp}.", pp=quantity_words(Bound(abs(gap_pp), gap.claim), "procentenheter", 1)),
    )
    missing = missing_peers(comparison, codes)
    sensitivity, is_robust = _sensitivity(facts, evidence, comparison, rows)
    if is_robust and tried is not None and not tried.is_robust:
        sensitivity, is_robust = _other_groups(facts, evidence, tried_rows(facts, panel, tried), tried), False
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


def _other_groups(facts: Facts, evidence: Evidence, rows: pd.DataFrame, tried: PeerSensitivity) -> Inlines:
    """Return the clause about other groups, where one of them turns the answer."""
    low, high = tried_ends(evidence, rows, tried)
    return sentence(
        "Om {name} ligger över eller under medianen beror på valet av jämförelsegrupp: med andra grupper går skillnaden "
        "{span}.",
        name=facts.municipality.name,
        span=from_to_words(low, high, unit="procentenheter", words=("över", "under", "lika")),
    )


def tried_ends(evidence: Evidence, rows: pd.DataFrame, tried: PeerSensitivity) -> tuple[Bound, Bound]:
    """Return the least and the greatest gap over all groups that were tried, bound to claims."""
    low, high = (
        evidence.bind(
            key, value, "procentenheter", rows, decimals=1, indicators=[PCT.id], is_signed=True,
            formula="eget värde minus medianen, för varje prövad jämförelsegrupp",
        )
        for key, value in (("tried_low", tried.gap_low_pp), ("tried_high", tried.gap_high_pp))
    )  # fmt: skip
    return low, high


def _size(comparison: pd.DataFrame, gap_pp: float) -> float:
    peers_only = comparison.loc[~comparison["is_own"], "net_cost_deviation_pct"]
    quartiles = float(peers_only.quantile(0.75) - peers_only.quantile(0.25))
    return min(1.0, abs(gap_pp) / quartiles) if quartiles > 0 else 1.0
