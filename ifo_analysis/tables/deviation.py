"""The deviation year by year, and beside similar municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS, position
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions import indicators, series_breaks
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.peers import not_compared
from ifo_analysis.language import listed, sentence, swedish_key, year_span

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MSEK = indicators()["net_cost_deviation_msek"]
SIGN_NOTE = "Högre än noll betyder högre kostnad än referenskostnaden."
DASH_NOTE = "– uppgift saknas."
MAX_YEARS = 8
"""As many columns as a page holds beside the names."""


def deviation(facts: Facts, deviation: pd.DataFrame, medians: pd.DataFrame) -> Table:
    """Return the deviation year by year in all units that are known (*nettokostnadsavvikelse per år*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    deviation : DataFrame
        As from `analysis.cost_deviation.cost_deviation`.
    medians : DataFrame
        As from `analysis.peers.peer_medians`; may be empty.
    """
    middle = dict(zip(medians["year"], medians["median_pct"], strict=True))
    columns = {
        "net_cost_deviation_msek": Column(header="Avvikelse", unit="mnkr"),
        "net_cost_deviation_sek_per_resident": Column(header="Avvikelse", unit="kr/inv"),
        "reference_cost_msek": Column(header="Referenskostnad", unit="mnkr, egen bearbetning"),
    }
    known = {name: column for name, column in columns.items() if deviation[name].notna().any()}
    decimals = {"net_cost_deviation_sek_per_resident": 0}
    rows = []
    for line in deviation.to_dict("records"):
        cells = [
            Cell(text=_year_text(line), value=int(line["year"])),
            number_cell(line["net_cost_deviation_pct"], 1, is_signed=True, is_preliminary=line["is_preliminary"]),
            *(
                number_cell(
                    line[name],
                    decimals.get(name, 1),
                    is_signed="deviation" in name,
                    is_preliminary=line["is_preliminary"],
                )
                for name in known
            ),
        ]
        if middle:
            early = medians.loc[medians["year"] == line["year"], "is_preliminary"].any()
            cells.append(
                number_cell(middle.get(line["year"], float("nan")), 1, is_signed=True, is_preliminary=bool(early))
            )
        rows.append(Row(role="own" if line["year"] == facts.parameters.report_year else "body", cells=tuple(cells)))
    ids = [PCT.id, MSEK.id] if "net_cost_deviation_msek" in known else [PCT.id]
    first, last = int(deviation["year"].min()), int(deviation["year"].max())
    return Table(
        id="deviation",
        title=sentence("Nettokostnadsavvikelse per år"),
        measure=f"Individ- och familjeomsorg, {year_span(first, last)}. {facts.municipality.name}"
        + (" och medianen för liknande kommuner." if middle else "."),
        columns=(
            Column(header="År", align="left"),
            Column(header="Avvikelse", unit="%"),
            *known.values(),
            *([Column(header="Gruppens median", unit="%, egen bearbetning")] if middle else []),
        ),
        rows=tuple(rows),
        notes=_deviation_notes(deviation, rows),
        sources=once(*(
            *raw_credits(deviation, ids, facts.origin),
            *_population_credits(facts, deviation),
            *(
                own_credits(deviation, ids, facts.origin, what=computed)
                if (computed := _computed(known, has_median=bool(middle)))
                else ()
            ),
        )),
    )  # fmt: skip


def peer_values(
    facts: Facts, panel: pd.DataFrame, comparison: pd.DataFrame, missing: Sequence[str], edition: int | None
) -> Table | Absent:
    """Return own and each peer's deviation over the years, with the group's median (*liknande kommuner per år*)."""
    year = facts.parameters.report_year
    if reason := not_compared(facts, position(comparison), missing, edition):
        return Absent(id="peer_values", reason=reason)
    # Who lacks a value this year still counts towards the medians of the other years.
    last = sorted(missing, key=lambda code: swedish_key(facts.names[code]))
    codes = [*comparison["municipality"], *last]
    chosen = panel.loc[panel["municipality"].isin(codes)]
    chosen = chosen.loc[chosen["year"] > chosen["year"].max() - MAX_YEARS]
    wide = chosen.pivot_table(index="municipality", columns="year", values="net_cost_deviation_pct").reindex(codes)
    first = chosen.drop_duplicates(["municipality", "year"]).set_index(["municipality", "year"])["is_preliminary"]
    own = facts.parameters.municipality
    rows = []
    for code in codes:
        cells = [
            number_cell(
                wide.loc[code, at], 1, is_signed=True, is_preliminary=bool(first.get((code, at), default=False))
            )
            for at in wide.columns
        ]
        rows.append(Row(role="own" if code == own else "body", cells=(Cell(text=facts.names[code]), *cells)))
    others = wide.drop(index=own)
    medians = [others[at].median() if others[at].notna().sum() >= MIN_PEERS else float("nan") for at in wide.columns]
    early = set(chosen.loc[chosen["is_preliminary"] & (chosen["municipality"] != own), "year"])
    rows.append(
        Row(role="total", cells=(Cell(text="Medianen för de liknande kommunerna"),
                                 *(number_cell(value, 1, is_signed=True, is_preliminary=at in early)
                                   for at, value in zip(wide.columns, medians, strict=True))))
    )  # fmt: skip
    return Table(
        id="peer_values",
        title=sentence("Nettokostnadsavvikelse i varje kommun"),
        measure=f"Procent av referenskostnaden, {year_span(int(wide.columns.min()), int(wide.columns.max()))}. "
        f"{facts.municipality.name} och liknande kommuner IFO, utgåva {edition}, ordnade efter {year}.",
        columns=(
            Column(header="Kommun", align="left", width=0.24),
            *(Column(header=str(at), unit="%") for at in wide.columns),
        ),
        rows=tuple(rows),
        notes=_deviation_notes(chosen, rows),
        sources=once(
            *(
                *raw_credits(chosen, [PCT.id], facts.origin),
                *own_credits(chosen, [PCT.id], facts.origin, what="Median"),
            )
        ),
    )


def _computed(known: Iterable[str], *, has_median: bool) -> str:
    """Return which of the shown columns are our own processing, as the source line names them."""
    names = {"net_cost_deviation_sek_per_resident": "kr/inv", "reference_cost_msek": "referenskostnad"}
    shown = [*(names[name] for name in known if name in names), *(["median"] if has_median else [])]
    words = listed(shown) if shown else ""
    return words[:1].upper() + words[1:]


def _population_credits(facts: Facts, deviation: pd.DataFrame) -> tuple[str, ...]:
    """Return the source lines of the population, where an amount per resident is shown."""
    years = deviation.loc[deviation["net_cost_deviation_sek_per_resident"].notna(), "year"]
    own = facts.population["municipality"] == facts.parameters.municipality
    rows = facts.population.loc[own & facts.population["year"].isin(years)].assign(document_year="")
    return raw_credits(rows, [], facts.origin) if len(rows) else ()


def _deviation_notes(deviation: pd.DataFrame, rows: Sequence[Row]) -> tuple[str, ...]:
    first, last = int(deviation["year"].min()), int(deviation["year"].max())
    notes = [SIGN_NOTE]
    if any(cell.text == MISSING for row in rows for cell in row.cells):
        notes.append(DASH_NOTE)
    if deviation["is_preliminary"].any():
        retrieved = deviation.loc[deviation["is_preliminary"], "retrieved"].max()
        notes.append(f"ᵖ Preliminär uppgift, hämtad {retrieved}.")
    notes += [f"{item.short}." for item in series_breaks() if first < item.first_year <= last]
    return tuple(notes)


def _year_text(line: Mapping[Hashable, Any]) -> str:
    return f"{line['year']} (äldre modell)" if line["model"] == 0 else str(line["year"])
