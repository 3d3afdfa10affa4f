"""Bought care in the municipality's own figures: by area and counterpart, and beside the peers."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.analysis.purchased_care import (
    OWN,
    SELLERS,
    pooled_share,
    purchased_shares,
    share_beside_peers,
    shares_by_counterpart,
)
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.beside import EXPLAINED_DASH, cell
from ifo_analysis.figures.captions import once, preliminary_note
from ifo_analysis.figures.purchased_care import MIXED_NOTE, SHARE_NOTE, without_purchases
from ifo_analysis.findings.purchased_care import SELLER_WORDS, denominator, own_share, purchase_rows
from ifo_analysis.language import EN_DASH, sentence, swedish_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.purchased_care import BoughtCare
    from ifo_analysis.facts import Facts

ID = "purchased_care_values"
Known = dict[tuple[str, int], tuple[float, float]]
NAMES = {OWN: "Egen verksamhet", **{name: words[0].upper() + words[1:] for name, words in SELLER_WORDS.items()}}


def purchased_care(facts: Facts, care: BoughtCare, peers: Sequence[str]) -> Table | Absent:
    """Return cost and share by area and counterpart, and the peers' shares (*köpt vård*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    care : BoughtCare
        As from `analysis.purchased_care.bought_care`.
    peers : sequence of str
        The peers' codes.
    """
    if own_share(facts, care) is None:
        return Absent(id=ID, reason=without_purchases(facts))
    asked, year = facts.parameters, facts.parameters.report_year
    rows: list[Row] = []
    for area in care.areas if len(care.areas) > 1 else ():
        by_area = shares_by_counterpart(facts.local.purchases, [area], of=care.of, allow_mixed=care.of != "outcome")
        rows += _area_rows(area, by_area, asked.municipality, year)
    whole = "Alla verksamheter i tabellen" if len(care.areas) > 1 else care.areas[0]
    rows += _area_rows(whole, care.by_counterpart, asked.municipality, year)
    codes = [code for code in peers if code in set(care.shares.loc[care.shares["year"] == year, "municipality"])]
    if care.of == "outcome" and codes:
        rows += _peer_rows(facts, care, codes)
    used = purchase_rows(facts, care, [asked.municipality, *codes], [year - 1, year])
    has_gaps = any(found.text == EN_DASH for row in rows for found in row.cells)
    mixed = SHARE_NOTE if care.of == "outcome" else MIXED_NOTE
    return Table(
        id=ID,
        title=sentence("Köpt vård efter verksamhet och motpart"),
        measure=f"Kostnad och andel av {denominator(care)}. {facts.municipality.name}.",
        columns=(
            Column(header="Motpart", align="left", width=0.4),
            Column(header=f"Kostnad {year}", unit="tkr"),
            Column(header=f"Andel {year}", unit="%"),
            Column(header=f"Andel {year - 1}", unit="%"),
        ),
        rows=tuple(rows),
        notes=once(mixed, EXPLAINED_DASH if has_gaps else "", preliminary_note(used)),
        sources=once(
            *raw_credits(used.loc[used["municipality"] == asked.municipality], [], facts.origin),
            *own_credits(used, [], facts.origin, what="Summor och andelar"),
        ),
    )


def _area_rows(name: str, by_counterpart: pd.DataFrame, municipality: str, year: int) -> list[Row]:
    """Return an area's counterparts in a fixed order, and what is bought in all."""
    own = by_counterpart.loc[by_counterpart["municipality"] == municipality]
    known = _known(own, "counterpart")
    rows = [Row(role="group", cells=(Cell(text=name),))]
    rows += [
        _row(NAMES[counterpart], known, counterpart, year)
        for counterpart in (OWN, *SELLERS)
        if {(counterpart, year), (counterpart, year - 1)} & known.keys()
    ]
    return [*rows, _row("Allt köpt", _known(purchased_shares(own), "municipality"), municipality, year, is_total=True)]


def _known(shares: pd.DataFrame, key: str) -> Known:
    """Return cost and share by counterpart or municipality, and by year."""
    columns = (shares[name].tolist() for name in (key, "year", "cost_tkr", "purchased_share"))
    return {(str(name), int(year)): (cost, share) for name, year, cost, share in zip(*columns, strict=True)}


def _row(name: str, known: Known, key: str, year: int, *, is_total: bool = False) -> Row:
    (cost, share), (_, before) = (known.get((key, at), (nan, nan)) for at in (year, year - 1))
    return Row(
        role="total" if is_total else "body",
        cells=(Cell(text=name), cell(cost, 0), cell(100 * share, 1), cell(100 * before, 1)),
    )


def _peer_rows(facts: Facts, care: BoughtCare, codes: Sequence[str]) -> list[Row]:
    """Return each peer that has the same areas, all of them together, and their median from four on."""
    year, own = facts.parameters.report_year, facts.parameters.municipality
    known = _known(care.shares, "municipality")
    rows = [Row(role="group", cells=(Cell(text="Liknande kommuner, samma verksamheter"),))]
    ordered = sorted(codes, key=lambda code: swedish_key(facts.names[code]))
    rows += [_row(facts.names[code], known, code, year) for code in ordered]
    together = {("", at): (nan, pooled_share(care.shares, codes, at)) for at in (year, year - 1)}
    rows.append(_row("Kommunerna tillsammans", together, "", year))
    if len(codes) >= MIN_PEERS:
        medians = {
            ("", at): (nan, float(share_beside_peers(care.shares, own, codes, at)["median"].iloc[0]) / 100)
            for at in (year, year - 1)
        }
        rows.append(_row("Median", medians, "", year))
    return rows
