"""Findings about the reference cost: which structural factor weighs most against the peers, and the model rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.comparison import is_robust
from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.definitions.cost_model import Factor, cost_model, missing_part
from ifo_analysis.findings.comparing import PRELIMINARY, gap_span, proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.level import LARGE_SHARE_OF_NET_COST
from ifo_analysis.findings.model_rest import KR, PER, model_rest, structure_rows
from ifo_analysis.language import (
    Bound,
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
    from ifo_analysis.analysis.reference_drivers import ReferenceDrivers
    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.facts import Facts

DECIMALS = {"procent": 1, "dagar": 1, "invånare": 0, "enhet": 2}
MEAN_FORMULA = "ovägt medelvärde av de liknande kommunernas värden"
ROOT_FORMULA = "kvadraten på det ovägda medelvärdet av rötterna ur de liknande kommunernas värden"
NO_CAUSE = "Beloppet är faktorns statistiska vikt i modellen. Det är ingen orsak och ingen bedömning."
LEAVE_ONE_OUT = "bidraget, när en liknande kommun i taget utesluts"
WEIGHT = 2.0


def reference_drivers(facts: Facts, drivers: ReferenceDrivers) -> list[Block]:
    """Return what sets the reference cost apart (*vad som driver referenskostnaden*); nothing without own factors.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    drivers : ReferenceDrivers
        As from `analysis.reference_drivers.reference_drivers`.
    """
    if drivers.lack:
        return []
    return [_lead(facts, drivers), model_rest(facts, drivers)]


def why_not(facts: Facts, drivers: ReferenceDrivers) -> str:
    """Return why there is no comparison: one and the same reason for figure and table."""
    name, year = facts.municipality.name, drivers.year
    if drivers.lack == "own":
        return f"Uppgifter om strukturfaktorer saknas för {name} {year}. Avsnittet visas därför utan figur och tabell."
    if drivers.lack == "model":
        return (
            f"Utjämningsmodellen för utjämningsår {drivers.equalisation_year} är inte känd, och en annan modell används "
            "inte i stället."
        )
    found = number_word(len(drivers.peers)) if drivers.peers else "ingen"
    return (
        f"Ingen jämförelse av strukturfaktorer visas: minst {number_word(MIN_PEERS)} liknande kommuner behöver ha "
        f"uppgift, och {found} har det."
    )


def factor_of(drivers: ReferenceDrivers, column: str) -> Factor:
    """Return a factor of the model by its column."""
    factors = cost_model(drivers.equalisation_year).used(with_border=True)
    return next(factor for factor in factors if factor.column == column)


def largest_factor(drivers: ReferenceDrivers) -> tuple[Factor, pd.Series[float]] | None:
    """Return the factor with the largest contribution, and its row; None if no choice of peers gives it one sign."""
    row = drivers.factors.iloc[0]
    is_certain = (
        is_robust(float(row["low_sek"]), float(row["high_sek"])) and rounded(float(row["contribution_sek"])) != 0
    )
    return (factor_of(drivers, str(row["factor"])), row) if is_certain else None


def printed_value(factor: Factor, value: float) -> float:
    """Return a factor's value as it is printed: shares in per cent."""
    return 100 * value if factor.unit == "procent" else value


def _lead(facts: Facts, drivers: ReferenceDrivers) -> Finding:
    evidence, rows = Evidence(facts, "reference_drivers"), pd.concat(structure_rows(facts, drivers))
    row = drivers.factors.iloc[0]
    factor, amount = factor_of(drivers, str(row["factor"])), float(row["contribution_sek"])
    shown, is_early = rounded(amount), bool(rows["is_preliminary"].any())
    is_certain = largest_factor(drivers) is not None
    size = evidence.bind(
        "contribution", amount, PER, rows, is_signed=True, formula=contribution_formula(drivers, factor)
    )
    largest = _largest(factor, size, is_certain=is_certain) if shown else ()
    finding = Finding(
        role="lead",
        id="reference_drivers",
        topic="reference",
        heading=sentence("Störst skillnad i modellen: {factor}", factor=_lowered(factor.name))
        if shown
        else sentence("Ingen strukturfaktor skiljer sig från gruppen"),
        content=(*_total(facts, evidence, drivers, rows), *largest, *_values(facts, evidence, drivers, factor, row)),
        caveats=_caveats(facts, evidence, drivers, row if is_certain else None, rows),
        number=Value(text=number(abs(amount)), claim=size.claim) if is_certain else None,
        number_label=f"kronor per invånare {direction(amount, 0)} modellvärde än gruppens, {drivers.year}",
        direction=("higher" if shown > 0 else "lower") if is_certain else "",
        score=WEIGHT * min(1.0, abs(amount) / (LARGE_SHARE_OF_NET_COST * drivers.model_sek)),
        robustness=(PRELIMINARY if is_early else 1.0) if is_certain else 0.0,
    )
    return proved(evidence, finding)


def contribution_formula(drivers: ReferenceDrivers, factor: Factor) -> str:
    """Return how a contribution is computed, in Swedish."""
    correction = "korrigeringsfaktorn × " if drivers.is_corrected else ""
    root = "roten ur " if factor.is_root else ""
    weight = number(factor.coefficient, 2)
    return f"{correction}{weight} × ({root}eget värde − medelvärdet av {root}de liknande kommunernas värden)"


def _lowered(name: str) -> str:
    return name[0].lower() + name[1:]


def _total(facts: Facts, evidence: Evidence, drivers: ReferenceDrivers, rows: pd.DataFrame) -> Inlines:
    gap = drivers.model_sek - drivers.peers_model_sek
    bound = evidence.bind(
        "total", gap, PER, rows, is_signed=True,
        formula="eget modellvärde minus medelvärdet av de liknande kommunernas modellvärden",
    )  # fmt: skip
    level = sentence("{gap} än", gap=pct_words(bound, 0, unit=PER)) if rounded(gap) else "lika högt som"
    return sentence(
        "Utjämningsmodellens värde för {name} {year} var {level} gruppens medelvärde.",
        name=facts.municipality.name,
        year=str(drivers.year),
        level=level,
    )


def _largest(factor: Factor, size: Bound, *, is_certain: bool) -> Inlines:
    if not is_certain:
        return sentence(
            " Störst är skillnaden för {factor}, men åt vilket håll beror på valet av jämförelsegrupp.",
            factor=factor.definite,
        )
    return sentence(
        " Störst är skillnaden för {factor}: {size}.", factor=factor.definite, size=pct_words(size, 0, unit=KR)
    )


def _values(
    facts: Facts, evidence: Evidence, drivers: ReferenceDrivers, factor: Factor, row: pd.Series[float]
) -> Inlines:
    own, among = structure_rows(facts, drivers)
    values = [printed_value(factor, float(row[name])) for name in ("own", "peers")]
    places = DECIMALS[factor.unit]
    places += rounded(values[0], places) == rounded(values[1], places)  # one more where they would look the same
    formula = ROOT_FORMULA if factor.is_root else MEAN_FORMULA
    bound = evidence.bind("own", values[0], factor.unit, own, decimals=places)
    peers = evidence.bind("peers", values[1], factor.unit, among, decimals=places, formula=formula)
    return sentence(
        " Värdet är {own} i {name} och {peers} i gruppen.",
        own=quantity_words(bound, factor.unit, places),
        name=facts.municipality.name,
        peers=quantity_words(peers, factor.unit, places),
    )


def _caveats(
    facts: Facts, evidence: Evidence, drivers: ReferenceDrivers, row: pd.Series[float] | None, rows: pd.DataFrame
) -> tuple[Inlines, ...]:
    caveats = [sentence(NO_CAUSE)]
    if row is not None:
        low, high = (
            evidence.bind(end, float(row[f"{end}_sek"]), PER, rows, is_signed=True, formula=LEAVE_ONE_OUT)
            for end in ("low", "high")
        )
        caveats.append(
            sentence("När en kommun i taget utesluts är beloppet {span}\u00a0kronor.", span=gap_span(low, high, 0))
        )
    if not drivers.is_corrected:
        caveats.append(sentence(f"Beloppen är före korrigeringsfaktorn, som kräver {correction_needs(drivers)}."))
    if drivers.missing_peers:
        names = listed(sorted((facts.names.get(code, code) for code in drivers.missing_peers), key=swedish_key))
        left = number_word(len(drivers.peers))
        caveats.append(sentence(f"Uppgift saknas för {names}; medelvärdet bygger på de övriga {left} kommunerna."))
    model = cost_model(drivers.equalisation_year)
    if drivers.equalisation_year not in model.read_years:
        read = listed([str(year) for year in model.read_years])
        caveats.append(
            sentence(
                f"Modellens vikter är lästa för utjämningsår {read}. Att de gällde också {drivers.equalisation_year} är inte "
                "kontrollerat."
            )
        )
    if rows["is_preliminary"].any():
        caveats.append(sentence(f"Värdena för {drivers.year} är preliminära."))
    return tuple(caveats)


def correction_needs(drivers: ReferenceDrivers) -> str:
    """Return what the correction factor would need, in words."""
    needed = [name for name in ("whole_country", "mean_cost") if name in drivers.missing_parts]
    return listed([missing_part(name) for name in needed])
