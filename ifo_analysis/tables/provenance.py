"""Where the figures come from: claims, files, and what the municipality has published itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.blocks import Absent, Cell, Column, Finding, Row, Table
from ifo_analysis.cells import MISSING
from ifo_analysis.credits import raw_credits
from ifo_analysis.language import sentence, with_unit, year_span
from ifo_analysis.language.numbers import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ifo_analysis.facts import Facts

HASH_LENGTH = 12


def provenance(facts: Facts, findings: Iterable[object]) -> Table:
    """Return every printed claim with its evidence (*siffrornas härkomst*): one row per claim, in reading order."""
    claims = {claim.id: claim for item in findings if isinstance(item, Finding) for claim in item.claims}
    rows = tuple(
        Row(
            cells=(
                Cell(text=str(index), value=index, claim=claim.id),
                Cell(text=claim.text, value=claim.value),
                Cell(text=_what(claim.indicators, claim.years)),
                Cell(text=claim.formula or "som publicerat"),
                Cell(text=claim.source),
            )
        )
        for index, claim in enumerate(claims.values(), start=1)
    )
    return Table(
        id="provenance",
        title=sentence("Siffrorna i texten"),
        measure=f"Varje tal i iakttagelserna om {facts.municipality.name} {facts.parameters.report_year}, i läsordning.",
        columns=(
            Column(header="Nr", align="left", width=0.05),
            Column(header="Värde", width=0.2),
            Column(header="Nyckeltal och år", align="left", width=0.18),
            Column(header="Formel", align="left", width=0.25),
            Column(header="Källa", align="left", width=0.32),
        ),
        rows=rows,
        sources=("Sammanställd av rapporten ur de påståenden som texten bygger på.",),
    )


def key_figures(facts: Facts) -> Table | Absent:
    """Return what the municipality has published itself (*egna redovisade uppgifter*), as it was printed."""
    if facts.key_figures.empty:
        return Absent(
            id="key_figures",
            reason=f"Uppgifter som {facts.municipality.name} själv har redovisat finns inte i underlaget.",
        )
    rows = tuple(
        Row(
            cells=(
                Cell(text=line["indicator"]),
                Cell(text=" ".join(part for part in (line["year"], line["period"]) if part) or "anges inte"),
                Cell(text=_as_printed(line["value"], line["unit"]), value=float(line["value"])),
                Cell(text=line["note"]),
            )
        )
        for line in facts.key_figures.to_dict("records")
    )
    return Table(
        id="key_figures",
        title=sentence("Uppgifter som {name} själv har redovisat", name=facts.municipality.name),
        measure="Som de står i kommunens handlingar. Rapporten har inte kunnat pröva dem, och de ingår inte i någon "
        "iakttagelse.",
        columns=(
            Column(header="Uppgift", align="left", width=0.38),
            Column(header="År och period", align="left", width=0.15),
            Column(header="Värde", width=0.14),
            Column(header="Anmärkning", align="left", width=0.33),
        ),
        rows=rows,
        sources=raw_credits(facts.key_figures.drop(columns="year"), [], facts.origin),
    )


def inputs(facts: Facts) -> Table:
    """Return the files behind the report (*underlag*): checksum, sources, and what was repaired or noticed in them."""
    return Table(
        id="inputs",
        title=sentence("Filerna bakom rapporten"),
        measure="Kontrollsumman visar att filen är oförändrad. De första tolv tecknen av sha256; hela summan står i "
        "manifest.json.",
        columns=(
            Column(header="Fil", align="left", width=0.24),
            Column(header="Innehåll", align="left", width=0.28),
            Column(header="Kontrollsumma", align="left", width=0.18),
            Column(header="Ursprung", align="left", width=0.3),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(text=item.name),
                    Cell(text=item.title),
                    Cell(text=item.sha256[:HASH_LENGTH], value=item.sha256),
                    Cell(text="; ".join(item.sources)),
                )
            )
            for item in facts.inputs
        ),
        notes=tuple(f"{note.words}." for note in facts.local.notes),
        sources=("Sammanställd av rapporten.",),
    )


def _what(ids: Sequence[str], years: Sequence[int]) -> str:
    span = (
        year_span(years[0], years[-1])
        if years and list(years) == list(range(years[0], years[-1] + 1))
        else ", ".join(str(year) for year in years)
    )
    return ", ".join([*ids, span] if span else ids) or MISSING


def _as_printed(value: float, unit: str) -> str:
    """Return a value with the decimals that it was published with; a count stands without unit."""
    decimals = max(0, -int(exact(value).normalize().as_tuple().exponent))
    return with_unit(value, "" if unit == "antal" else unit, decimals)
