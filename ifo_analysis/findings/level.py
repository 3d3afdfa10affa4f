"""Findings about the level: is the net cost higher or lower than the reference cost, and is that more than noise?"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import latest_population, same_sign, shown_direction, smooth_reference
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, level_words, noise_rows
from ifo_analysis.findings.identities import broken_identities
from ifo_analysis.language import (
    Bound,
    date_in_prose,
    from_to_words,
    genitive,
    msek_words,
    number,
    plain,
    quantity_words,
    sentence,
    with_unit,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MSEK = indicators()["net_cost_deviation_msek"]
LEVEL_WEIGHT = 5.0
LARGE_SHARE_OF_NET_COST = 0.02
PRELIMINARY_ROBUSTNESS = 0.7
NOISE_ROBUSTNESS = 0.5


def cost_level(facts: Facts, deviation: pd.DataFrame, volatility: Volatility | None) -> Finding:
    """Return the finding that leads the report: the level of the net cost deviation (*nettokostnadsavvikelse*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    deviation : DataFrame
        As from `analysis.cost_deviation.cost_deviation`.
    volatility : Volatility or None
        Normal variation; None if it can't be estimated.

    Returns
    -------
    Finding
        Says only what is published: amounts in mnkr and in kr per resident are left out where they are unknown.
    """
    year, name = facts.parameters.report_year, facts.municipality.name
    row = deviation.loc[deviation["year"] == year]
    evidence = Evidence(facts, "cost_level")
    pct = evidence.bind(
        "pct",
        float(row["net_cost_deviation_pct"].iloc[0]),
        "procent",
        row,
        decimals=1,
        indicators=[PCT.id],
        is_signed=True,
    )
    direction = shown_direction(float(pct.value))
    words = {"higher": "högre än referenskostnaden", "lower": "lägre än referenskostnaden"}
    where = words.get(direction, "i nivå med referenskostnaden")
    # A value shown as 0,0 is still bound: the sentence says the same in words.
    level: Inlines = sentence(
        "År {year} var {name} nettokostnad för individ- och familjeomsorgen {level}.",
        year=str(year),
        name=genitive(name),
        level=level_words(pct),
    )
    amount = _amount(facts, evidence, row) if direction != "equal" else ()
    variation, is_within = _variation(facts, evidence, pct, volatility, row)
    is_preliminary = bool(row["is_preliminary"].iloc[0])
    return Finding(
        role="lead",
        id="cost_level",
        topic="level",
        heading=sentence("Nettokostnaden är {where}", where=where),
        content=(*level, *amount),
        caveats=tuple(part for part in (variation, _preliminary(row, year) if is_preliminary else ()) if part),
        number=Value(text=with_unit(float(pct.value), "%", 1, is_signed=True), claim=pct.claim),
        number_label=f"nettokostnadsavvikelse {year}",
        direction=direction,
        score=LEVEL_WEIGHT * _size(row, facts, volatility),
        robustness=(PRELIMINARY_ROBUSTNESS if is_preliminary else 1) * (NOISE_ROBUSTNESS if is_within else 1),
        claims=evidence.claims(),
    )


def _amount(facts: Facts, evidence: Evidence, row: pd.DataFrame) -> Inlines:
    """Return how much it is in kronor, as far as that is published; else nothing."""
    people = facts.population["municipality"].isin(row["municipality"]) & facts.population["year"].isin(row["year"])
    msek = float(row["net_cost_deviation_msek"].iloc[0])
    sek = float(row["net_cost_deviation_sek_per_resident"].iloc[0])
    if isnan(msek):
        return ()
    total = evidence.bind("msek", msek, "mnkr", row, decimals=1, indicators=[MSEK.id], is_signed=True)
    shown = Bound(abs(msek), total.claim)
    if isnan(sek):
        return sentence(" Skillnaden motsvarar sammanlagt {msek}.", msek=msek_words(shown))
    each = evidence.bind(
        "sek_per_resident",
        sek,
        "kr/inv",
        row,
        indicators=[MSEK.id],
        is_signed=True,
        formula="N30026 × 1 000 000 / folkmängd 31 december",
        also=[facts.population.loc[people]],
    )
    return sentence(
        " Skillnaden motsvarar {each} per invånare, sammanlagt {msek}.",
        each=quantity_words(Bound(abs(sek), each.claim), "kronor"),
        msek=msek_words(shown),
    )


def _variation(
    facts: Facts, evidence: Evidence, pct: Bound, volatility: Volatility | None, row: pd.DataFrame
) -> tuple[Inlines, bool]:
    """Return the clause about normal variation, and whether the level lies within it."""
    people = latest_population(facts.population, facts.parameters.municipality)
    if volatility is None or people is None:
        return sentence(
            "Normal variation går inte att skatta på uppgifterna. Därför går det inte att säga om skillnaden är större än den."
        ), True
    residents, residents_year = people
    low, high = volatility.level_interval(float(pct.value), residents)
    law, used = volatility.laws[0], noise_rows(facts, volatility, PCT.id)
    spread = f"√({number(law.a, 2)} + {number(law.b)} / {number(residents)})" if law.a else ""
    formula = f"värdet ± 1,96 × {spread or f'{number(law.c)} / √{number(residents)}'} / √2"
    first, last = (
        evidence.bind(
            key, value, "procent", row, decimals=1, formula=formula, indicators=[PCT.id], is_signed=True, also=used
        )
        for key, value in (("interval_low", low), ("interval_high", high))
    )
    own = facts.population.loc[
        (facts.population["municipality"] == facts.parameters.municipality)
        & (facts.population["year"] == residents_year)
    ]
    size = evidence.bind("residents", residents, "invånare", own)
    interval = from_to_words(first, last)
    if low <= 0 <= high:
        return sentence(
            "Det ryms inom den normala variationen mellan enskilda år i en kommun med {residents} ({at}): intervallet "
            "går {interval} än referenskostnaden. Därför går det inte att säga att nivån skiljer sig från den "
            "statistiskt förväntade.",
            residents=quantity_words(size, "invånare"),
            at=str(residents_year),
            interval=interval,
        ), True
    lasting_low, lasting_high = volatility.level_interval(float(pct.value), residents, is_lasting=True)
    is_open = lasting_low <= 0 <= lasting_high
    return sentence(
        "Det är mer än den normala variationen mellan enskilda år i en kommun med {residents} ({at}): intervallet går "
        "{interval} än referenskostnaden.{lasting}",
        residents=quantity_words(size, "invånare"),
        at=str(residents_year),
        interval=interval,
        lasting=" Om skillnaden är varaktig går ännu inte att avgöra." if is_open else "",
    ), False


def _preliminary(row: pd.DataFrame, year: int) -> Inlines:
    retrieved = date_in_prose(str(row["retrieved"].iloc[0]))
    final = date_in_prose(str(PCT.final_date)) if PCT.publication_period == year and PCT.final_date else ""
    if not final:
        return sentence(f"Värdet för {year} är preliminärt. Datum för slutliga uppgifter är inte angivet.")
    return sentence(
        f"Värdet för {year} är preliminärt. Slutliga uppgifter skulle enligt Kolada vid hämtningen {retrieved} "
        f"publiceras {final}."
    )


def _size(row: pd.DataFrame, facts: Facts, volatility: Volatility | None) -> float:
    """Return how large the deviation is, 0–1: in mnkr against 2 per cent of the net cost, else against its interval."""
    msek, net = float(row["net_cost_deviation_msek"].iloc[0]), float(row["net_cost_msek"].iloc[0])
    if not isnan(msek) and not isnan(net):
        return min(1.0, abs(msek) / (LARGE_SHARE_OF_NET_COST * net))
    people = latest_population(facts.population, facts.parameters.municipality)
    if volatility is None or people is None:
        return 1.0
    low, high = volatility.level_interval(0.0, people[0])
    return min(1.0, abs(float(row["net_cost_deviation_pct"].iloc[0])) / ((high - low) / 2))


def data_quality(facts: Facts, deviation: pd.DataFrame, checks: pd.DataFrame | None = None) -> list[Finding]:
    """Return a finding on the identities that the published values break (*rimlighetskontroll*); none if all hold.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    deviation : DataFrame
        As from `analysis.cost_deviation.cost_deviation`.
    checks : DataFrame, optional
        As from `analysis.identities.identity_checks`.
    """
    until = deviation.loc[~deviation["is_after_report_year"]]
    signs, smooth = same_sign(until), smooth_reference(until)
    evidence = Evidence(facts, "data_quality")
    texts = [
        sentence(f"Värdena för {year} i procent och i miljoner kronor har olika tecken.")
        for year in signs.loc[~signs["is_kept"], "year"]
    ]
    for jump in smooth.loc[~smooth["is_kept"]].itertuples():
        rows = until.loc[until["year"].isin([jump.from_year, jump.to_year])]
        ratio = evidence.bind(
            f"ratio_{jump.to_year}",
            float(str(jump.ratio)),
            "gånger",
            rows,
            decimals=2,
            formula="kvoten mellan två års 100 × N30026 / N30001",
            indicators=[PCT.id, MSEK.id],
        )
        texts.append(
            sentence(
                "Mellan {y0} och {y1} ändras den referenskostnad som de publicerade värdena ger med faktorn {ratio}, "
                "vilket är mer än väntat.",
                y0=str(jump.from_year),
                y1=str(jump.to_year),
                ratio=quantity_words(ratio, decimals=2),
            )
        )
    texts += broken_identities(facts, evidence, checks) if checks is not None else []
    if not texts:
        return []
    return [
        Finding(
            id="data_quality",
            topic="data",
            heading=sentence("Uppgifterna behöver kontrolleras"),
            content=texts[0],
            caveats=tuple(texts[1:]),
            score=4.0,
            robustness=0.0,
            claims=evidence.claims(),
        )
    ]


def checks_sentence(deviation: pd.DataFrame) -> str:
    """Return one sentence that says which identities were tried and how many years kept them (*kontroller*)."""
    until = deviation.loc[~deviation["is_after_report_year"]]
    signs, smooth = same_sign(until), smooth_reference(until)
    if signs.empty:
        return plain(sentence("Avvikelsen finns bara i procent, så värdena kan inte prövas mot varandra."))
    told = (
        f"Tecknet är detsamma i procent och i miljoner kronor för {int(signs['is_kept'].sum())} av {len(signs)} år.",
        (
            "Den referenskostnad som värdena ger ändras med en faktor mellan 0,9 och 1,2 från ett år till nästa i "
            f"{int(smooth['is_kept'].sum())} av {len(smooth)} fall."
        ),
    )
    return " ".join(told if len(smooth) else told[:1])
