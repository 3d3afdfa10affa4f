"""Findings about the deviation by sub-area: which part is largest, whichever weights share the reference cost out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.definitions.net_costs import net_cost_ids, net_costs, whole_and_reference
from ifo_analysis.findings.comparing import PRELIMINARY, proved, without_data
from ifo_analysis.findings.deviation_profile import KR, PER, other_model, own_rows, profile, split_rows
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.level import LARGE_SHARE_OF_NET_COST
from ifo_analysis.language import (
    direction,
    listed,
    number,
    number_word,
    pct_words,
    quantity_words,
    rounded,
    sentence,
    swedish_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifo_analysis.analysis.deviation_split import DeviationSplit
    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.definitions.net_costs import NetCost
    from ifo_analysis.facts import Facts
    from ifo_analysis.language import Bound

WHAT = "nettokostnad per delverksamhet"
OWN_SPLIT = (
    "Egen bearbetning: referenskostnaden är fördelad efter gruppens andelar av nettokostnaden, ingen officiell "
    "fördelning finns."
)
WEIGHT = 3.0


def deviation_split(facts: Facts, split: DeviationSplit) -> list[Block]:
    """Return what the split of the deviation shows (*avvikelsen per delverksamhet*); nothing where there is none.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    split : DeviationSplit
        As from `analysis.deviation_split.deviation_split`.
    """
    if split.parts.empty:
        return []
    found = [_lead(facts, split), profile(facts, split), other_model(facts, split)]
    return [finding for finding in found if finding is not None]


def why_not(facts: Facts, split: DeviationSplit) -> str:
    """Return why the deviation isn't split: one and the same reason for figure and table."""
    year = facts.parameters.report_year
    if set(net_cost_ids()) <= set(split.missing_own):
        return without_data(facts, WHAT)
    opening = "Avvikelsen delas inte upp per delverksamhet:"
    if split.missing_own:
        return f"{opening} uppgift om {_named(split.missing_own)} saknas för {facts.municipality.name} {year}."
    if split.missing_country:
        return f"{opening} uppgift om {_named(split.missing_country)} saknas för riket {year}."
    found = number_word(len(split.peers)) if split.peers else "ingen"
    return f"{opening} minst {number_word(MIN_PEERS)} liknande kommuner behöver ha uppgift om alla delar, och {found} har det."


def _named(ids: Iterable[str]) -> str:
    """Return indicators in words: the net cost of sub-areas, and the whole costs."""
    whole, reference = whole_and_reference()
    areas = [area.definite for area in net_costs() if area.id in ids]
    told = [f"nettokostnaden för {listed(areas)}"] if areas else []
    told += [name for name, key in (("hela nettokostnaden", whole), ("referenskostnaden", reference)) if key in ids]
    return listed(told)


def largest_area(split: DeviationSplit) -> tuple[NetCost, pd.Series[float]] | None:
    """Return the sub-area with the largest part, and its row; None if the weightings don't agree on it and its sign."""
    name, other = split.largest
    if name != other or name not in split.certain:
        return None
    return _area(name), split.parts.set_index("area").loc[[name]].iloc[0]


def uncertain(split: DeviationSplit) -> list[str]:
    """Return the sub-areas without a direction, in definite form: the two weightings don't agree on it."""
    return [area.definite for area in net_costs() if area.id not in split.certain]


def _area(name: str) -> NetCost:
    return next(area for area in net_costs() if area.id == name)


def _lead(facts: Facts, split: DeviationSplit) -> Finding:
    evidence, rows = Evidence(facts, "deviation_split"), split_rows(facts, split)
    top, is_early = largest_area(split), bool(rows["is_preliminary"].any())
    finding = Finding(
        role="lead",
        id="deviation_split",
        topic="subareas",
        heading=sentence("Delarnas avvikelse beror på valet av vikter"),
        content=(*_whole(facts, evidence, split, rows), *(() if top else _undecided(split))),
        caveats=_caveats(facts, evidence, split, rows),
        robustness=0.0,
    )
    if top is not None:
        area, row = top
        size = float(row["peers_part"])
        part = _part(evidence, row, rows, "peers")
        finding = finding.model_copy(
            update={
                "heading": sentence("Störst avvikelse: {area}", area=area.name.lower()),
                "content": (*finding.content, *_largest(evidence, area, part, row, rows)),
                "number": Value(text=number(abs(size)), claim=part.claim),
                "number_label": f"kronor per invånare {direction(size, 0)} än delens andel av referenskostnaden, "
                f"{facts.parameters.report_year}",
                "direction": direction(size, 0, words=("higher", "lower", "")),
                "score": WEIGHT * min(1.0, abs(size) / (LARGE_SHARE_OF_NET_COST * abs(split.net_cost_sek))),
                "robustness": PRELIMINARY if is_early else 1.0,
            }
        )
    return proved(evidence, finding)


def _whole(facts: Facts, evidence: Evidence, split: DeviationSplit, rows: pd.DataFrame) -> Inlines:
    whole = whole_and_reference()
    deviation = evidence.bind(
        "deviation", split.deviation_sek, PER, own_rows(facts, rows, *whole), indicators=whole, is_signed=True,
        formula=" − ".join(whole),
    )  # fmt: skip
    is_equal = rounded(split.deviation_sek) == 0
    return sentence(
        "Nettokostnaden i {name} {year} var {level} referenskostnaden.",
        name=facts.municipality.name,
        year=str(facts.parameters.report_year),
        level="lika hög som" if is_equal else sentence("{pct} än", pct=pct_words(deviation, 0, unit=PER)),
    )


def _part(evidence: Evidence, row: pd.Series[float], rows: pd.DataFrame, whose: str) -> Bound:
    is_country = rows["municipality"] == COUNTRY
    used, name = (rows.loc[~is_country], "gruppens") if whose == "peers" else (rows, "rikets")
    return evidence.bind(
        f"part_{whose}", float(row[f"{whose}_part"]), PER, used, is_signed=True, indicators=sorted(set(used["indicator"])),
        formula=f"{row.name} − referenskostnaden × {name} andel av nettokostnaden",
    )  # fmt: skip


def _largest(evidence: Evidence, area: NetCost, part: Bound, row: pd.Series[float], rows: pd.DataFrame) -> Inlines:
    return sentence(
        " För {area} var den {peers} än delens andel av referenskostnaden, fördelad som i gruppen. Med rikets fördelning är "
        "det {country}.",
        area=area.definite,
        peers=pct_words(part, 0, unit=KR),
        country=pct_words(_part(evidence, row, rows, "country"), 0, unit=KR),
    )


def _undecided(split: DeviationSplit) -> Inlines:
    """Return why no part is called the largest."""
    peers, country = split.largest
    if peers == country:
        return sentence(
            f" Störst är skillnaden för {_area(peers).definite}, men åt vilket håll beror på valet av vikter."
        )
    return sentence(
        f" Med gruppens andelar är skillnaden störst för {_area(peers).definite}, med rikets andelar för "
        f"{_area(country).definite}."
    )


def _caveats(facts: Facts, evidence: Evidence, split: DeviationSplit, rows: pd.DataFrame) -> tuple[Inlines, ...]:
    year, caveats = facts.parameters.report_year, [sentence(OWN_SPLIT)]
    if unsure := uncertain(split):
        caveats.append(sentence(f"Ingen riktning anges för {listed(unsure)}: den beror på valet av vikter."))
    if split.missing_peers:
        names = listed(sorted((facts.names.get(code, code) for code in split.missing_peers), key=swedish_key))
        left = number_word(len(split.peers))
        caveats.append(sentence(f"Uppgift saknas för {names}; gruppens andelar bygger på de övriga {left} kommunerna."))
    if not split.adds_up:
        caveats.append(_rest(facts, evidence, split, rows))
    if rows["is_preliminary"].any():
        caveats.append(sentence(f"Värdena för {year} är preliminära."))
    return tuple(caveats)


def _rest(facts: Facts, evidence: Evidence, split: DeviationSplit, rows: pd.DataFrame) -> Inlines:
    """Return both sides where the parts miss the published net cost by more than rounding."""
    ids, (whole, _) = net_cost_ids(), whole_and_reference()
    total = evidence.bind(
        "sum", split.net_cost_sek - split.rest_sek, PER, own_rows(facts, rows, *ids), indicators=ids,
        formula=" + ".join(ids),
    )  # fmt: skip
    published = evidence.bind("net_cost", split.net_cost_sek, PER, own_rows(facts, rows, whole), indicators=[whole])
    return sentence(
        "Delarna summerar till {total}, den publicerade nettokostnaden är {published}. Skillnaden är större än avrundningen "
        "och visas som rest.",
        total=quantity_words(total, KR),
        published=quantity_words(published, KR),
    )
