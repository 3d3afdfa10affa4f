"""The finding on what the cost model doesn't give back of the published reference cost (*modellrest*), always told."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Finding, Paragraph
from ifo_analysis.definitions.cost_model import missing_part
from ifo_analysis.definitions.net_costs import whole_and_reference
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import listed, pct_words, quantity_words, rounded, sentence

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.reference_drivers import ReferenceDrivers
    from ifo_analysis.facts import Facts

KR, PER = "kronor", "kronor per invånare"


def model_rest(facts: Facts, drivers: ReferenceDrivers) -> Finding | Paragraph:
    """Return what the model doesn't give back of the published reference cost (*modellrest*), always told."""
    name, rest = facts.municipality.name, drivers.model_rest_sek
    if isnan(rest):
        text = f"Modellresten kan inte visas: referenskostnaden saknas för {name} {drivers.year}."
        return Paragraph(role="absent", content=sentence(text))
    evidence, values, (own, _) = Evidence(facts, "model_rest"), facts.indicator_values, structure_rows(facts, drivers)
    _, reference = whole_and_reference()
    is_own = (values["municipality"] == facts.parameters.municipality) & (values["year"] == drivers.year)
    rows = values.loc[is_own & (values["indicator"] == reference)]
    published = evidence.bind("reference", drivers.reference_sek, PER, rows, indicators=[reference])
    formula = f"utjämningsmodellens värde, {stage_words(drivers)}"
    model = evidence.bind("model", drivers.reference_sek - rest, PER, own, formula=formula)
    gap = evidence.bind(
        "rest",
        rest,
        PER,
        rows,
        indicators=[reference],
        also=[own],
        is_signed=True,
        formula=f"{reference} − modellvärdet",
    )
    gap_words = pct_words(gap, 0, unit=KR, words=("mer", "mindre", "lika"))
    content = sentence(
        "Referenskostnaden var {reference} i {name} {year}. Det är {gap} modellvärdet, {model}.",
        reference=quantity_words(published, PER),
        name=name,
        year=str(drivers.year),
        gap=sentence("{gap} än", gap=gap_words) if rounded(rest) else "lika mycket som",
        model=quantity_words(model, KR),
    )
    missing = sentence(f"Skillnaden kallas modellrest. I beräkningen saknas {missing_words(drivers)}.")
    kept = sentence("Rapporten använder den publicerade referenskostnaden.")
    early = sentence(f"Referenskostnaden för {drivers.year} är preliminär.") if rows["is_preliminary"].any() else ()
    finding = Finding(
        id="model_rest", topic="reference", heading=sentence("Modellen återger inte hela referenskostnaden"),
        content=content, caveats=tuple(part for part in (missing, kept, early) if part), score=1.0, robustness=0.0,
    )  # fmt: skip
    return proved(evidence, finding)


def structure_rows(facts: Facts, drivers: ReferenceDrivers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the structural factors that the comparison is made of: own, and the peers'."""
    rows = facts.local.structure
    of_year = rows.loc[rows["year"] == drivers.year]
    is_own = of_year["municipality"] == facts.parameters.municipality
    return of_year.loc[is_own], of_year.loc[of_year["municipality"].isin(drivers.peers)]


def missing_words(drivers: ReferenceDrivers) -> str:
    """Return what the calculation lacks, as a list in prose."""
    return listed([missing_part(name) for name in drivers.missing_parts])


def stage_words(drivers: ReferenceDrivers) -> str:
    """Return whether the amounts have the correction factor in them."""
    return "efter korrigeringsfaktorn" if drivers.is_corrected else "före korrigeringsfaktorn"
