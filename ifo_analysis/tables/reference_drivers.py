"""The table of structural factors: own and peers' values, contributions and marginal effects, and the model rest."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions.net_costs import whole_and_reference
from ifo_analysis.figures.captions import once
from ifo_analysis.figures.reference_drivers import credited, measured, notes
from ifo_analysis.findings.reference_drivers import DECIMALS, factor_of, printed_value, why_not
from ifo_analysis.language import sentence

if TYPE_CHECKING:
    from ifo_analysis.analysis.reference_drivers import ReferenceDrivers
    from ifo_analysis.facts import Facts

ID = "reference_factors"
ROOT_NOTE = "Tätortsbefolkningen har sin vikt som roten ur antalet. Gruppens värde är det antal vars rot är gruppens medelvärde."
REST_NOTE = "Modellrest är referenskostnaden minus modellvärdet."
DASH_NOTE = "– uppgift saknas."


def reference_drivers(facts: Facts, drivers: ReferenceDrivers) -> Table | Absent:
    """Return the structural factors (*strukturfaktorer*), the largest contribution first, and the model rest.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    drivers : ReferenceDrivers
        As from `analysis.reference_drivers.reference_drivers`.
    """
    if drivers.lack:
        return Absent(id=ID, reason=why_not(facts, drivers))
    rows = (*_factors(drivers), Row(role="group", cells=(Cell(text="Kronor per invånare"),)), *_sums(drivers))
    has_dash = any(cell.text == MISSING for row in rows for cell in row.cells)
    return Table(
        id=ID,
        title=sentence("Strukturfaktorer och deras vikt i modellen"),
        measure=measured(facts, drivers),
        columns=(
            Column(header="Strukturfaktor", align="left", width=0.36),
            Column(header=facts.municipality.name),
            Column(header="Gruppen", unit="medelvärde"),
            Column(header="Bidrag", unit="kr/inv"),
            Column(header="Ökning", unit="av faktorn"),
            Column(header="Ger", unit="kr/inv"),
        ),
        rows=rows,
        notes=once(*notes(facts, drivers), ROOT_NOTE, REST_NOTE, DASH_NOTE if has_dash else ""),
        sources=once(*credited(facts, drivers), *_reference_credits(facts, drivers)),
    )


def _factors(drivers: ReferenceDrivers) -> list[Row]:
    rows = []
    for _, row in drivers.factors.iterrows():
        factor = factor_of(drivers, str(row["factor"]))
        places = DECIMALS[factor.unit]
        values = (number_cell(printed_value(factor, float(row[name])), places) for name in ("own", "peers"))
        rows.append(
            Row(
                cells=(
                    Cell(text=f"{factor.name}, {factor.unit}"),
                    *values,
                    number_cell(float(row["contribution_sek"]), 0, is_signed=True),
                    Cell(text=factor.step_words),
                    number_cell(float(row["marginal_sek"]), 1, is_signed=True),
                )
            )
        )
    return rows


def _sums(drivers: ReferenceDrivers) -> list[Row]:
    """Return the model value, the published reference cost and the rest, own and the peers' mean."""
    pairs = [
        ("Modellvärde", drivers.model_sek, drivers.peers_model_sek),
        *(
            []
            if isnan(drivers.wage_sek)
            else [("Tillägg och avdrag för löner", drivers.wage_sek, drivers.peers_wage_sek)]
        ),
        ("Referenskostnad, publicerad", drivers.reference_sek, drivers.peers_reference_sek),
        ("Modellrest", drivers.model_rest_sek, drivers.peers_model_rest_sek),
    ]
    return [
        Row(
            role="total" if name == "Modellrest" else "body",
            cells=(
                Cell(text=name),
                *(number_cell(value, 0) for value in (own, peers)),
                number_cell(own - peers, 0, is_signed=True),
                Cell(text=""),
                Cell(text=""),
            ),
        )
        for name, own, peers in pairs
    ]


def _reference_credits(facts: Facts, drivers: ReferenceDrivers) -> tuple[str, ...]:
    _, reference = whole_and_reference()
    values, codes = facts.indicator_values, {facts.parameters.municipality, *drivers.peers}
    rows = values.loc[values["municipality"].isin(codes) & (values["year"] == drivers.year)]
    rows = rows.loc[rows["indicator"] == reference]
    if rows.empty:
        return ()
    computed = own_credits(rows, [reference], facts.origin, what="Medelvärde och modellrest")
    return (*raw_credits(rows, [reference], facts.origin), *computed)
