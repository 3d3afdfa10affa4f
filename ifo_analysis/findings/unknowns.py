"""What the report doesn't know (*vad vi inte vet*): built from the data, never typed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import latest_population
from ifo_analysis.analysis.peers import missing_peers
from ifo_analysis.blocks import BulletList, Inlines, Paragraph, Subheading
from ifo_analysis.definitions import NEW_MODEL, indicators, series_breaks
from ifo_analysis.language import counted, date_in_prose, listed, number, sentence, swedish_key, year_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]


@dataclass(frozen=True)
class Unknown:
    """One thing that isn't known: under which heading it stands, the sentence, and how much it matters (0 most)."""

    heading: str
    text: Inlines
    rank: int


MISSING = "Uppgifter som saknas"
PRELIMINARY = "Uppgifter som är preliminära"
NOT_COMPARABLE = "År som inte går att jämföra"
NOISE = "Normal variation"
UNPRICED = "Åtgärder utan beräknad effekt"
SILENT = "Det här säger uppgifterna inget om"
ORDER = (MISSING, PRELIMINARY, NOT_COMPARABLE, NOISE, UNPRICED, SILENT)


def unknowns(
    facts: Facts,
    deviation: pd.DataFrame,
    comparison: pd.DataFrame,
    peers: Sequence[str],
    volatility: Volatility | None,
) -> list[Unknown]:
    """Return what is missing, preliminary, not comparable, uncertain or not said by the figures, most important first."""
    found = [
        *_missing_amounts(facts, deviation),
        *_missing_years(deviation),
        *_missing_comparison(facts, comparison, peers),
        *_preliminary(deviation),
        *_not_comparable(deviation),
        *_noise(facts, volatility),
        *_unpriced(facts),
        Unknown(SILENT, sentence("Kvalitet, behov hos enskilda och orsaker ingår inte i måtten."), 2),
    ]
    return sorted(found, key=lambda item: item.rank)


def _missing_amounts(facts: Facts, deviation: pd.DataFrame) -> list[Unknown]:
    year, name = facts.parameters.report_year, facts.municipality.name
    row = deviation.loc[deviation["year"] == year].iloc[0]
    found = []
    if row.isna()["net_cost_deviation_msek"]:
        found.append(
            Unknown(
                MISSING,
                sentence(
                    f"Avvikelsen i miljoner kronor är inte publicerad för {name} {year}. Därför visas inga belopp"
                    + ("." if facts.goals.empty else ", och åtgärdernas effekt jämförs inte med avvikelsen.")
                ),
                0,
            )
        )
    elif row.isna()["net_cost_deviation_sek_per_resident"]:
        known = deviation.loc[deviation["residents"].notna(), "year"]
        last = f" Senaste år med uppgift är {int(known.max())}." if len(known) else ""
        found.append(
            Unknown(
                MISSING,
                sentence(
                    f"Folkmängden för {year} saknas i underlaget. Därför visas inget belopp per invånare för det året.{last}"
                ),
                1,
            )
        )
    return found


def _missing_years(deviation: pd.DataFrame) -> list[Unknown]:
    years = set(deviation["year"])
    gaps = [str(year) for year in range(min(years), max(years)) if year not in years]
    return [Unknown(MISSING, sentence(f"Nettokostnadsavvikelse saknas för {listed(gaps)}."), 3)] if gaps else []


def _missing_comparison(facts: Facts, comparison: pd.DataFrame, peers: Sequence[str]) -> list[Unknown]:
    year = facts.parameters.report_year
    missing = sorted((facts.names[code] for code in missing_peers(comparison, peers)), key=swedish_key)
    if not peers:
        return [Unknown(MISSING, sentence("Uppgift om liknande kommuner saknas."), 1)]
    if not missing:
        return []
    return [
        Unknown(MISSING, sentence(f"Uppgift om nettokostnadsavvikelse för {year} saknas för {listed(missing)}."), 1)
    ]


def _preliminary(deviation: pd.DataFrame) -> list[Unknown]:
    rows = deviation.loc[deviation["is_preliminary"]]
    found = []
    for row in rows.itertuples():
        final = (
            f" Slutliga uppgifter skulle publiceras {date_in_prose(str(PCT.final_date))}."
            if PCT.publication_period == row.year and PCT.final_date
            else ""
        )
        ignored = f" Iakttagelserna räknar inte med {row.year}." if row.is_after_report_year else ""
        found.append(
            Unknown(
                PRELIMINARY,
                sentence(
                    f"Värdet för {row.year} är preliminärt, hämtat {date_in_prose(str(row.retrieved))}.{final}{ignored}"
                ),
                1 if ignored == "" else 4,
            )
        )
    return found


def _not_comparable(deviation: pd.DataFrame) -> list[Unknown]:
    first, last = int(deviation["year"].min()), int(deviation["year"].max())
    return [
        Unknown(NOT_COMPARABLE, sentence(item.text), 5)
        for item in series_breaks()
        if item.kind == NEW_MODEL and first < item.first_year <= last
    ]


def _noise(facts: Facts, volatility: Volatility | None) -> list[Unknown]:
    people = latest_population(facts.population, facts.parameters.municipality)
    if volatility is None or people is None:
        return [Unknown(NOISE, sentence("Normal variation går inte att skatta på uppgifterna."), 0)]
    residents, at = people
    scaled = (
        f"Bandet för normal variation bygger på folkmängden {at} ({number(residents)} invånare)."
        if at != facts.parameters.report_year
        else "Bandet för normal variation bygger på årets folkmängd."
    )
    preliminary = ", preliminära värden medräknade" if volatility.has_preliminary else ""
    return [
        Unknown(
            NOISE,
            sentence(
                "Normal variation omfattar inte modellfel eller skillnader i bokföring mellan kommuner. Små skillnader "
                "ska inte tolkas."
            ),
            1,
        ),
        Unknown(
            NOISE,
            sentence(
                f"{scaled} Normal variation är skattad på {counted(volatility.n_municipalities, 'kommun')} "
                f"{year_span(volatility.first_year, volatility.last_year)}{preliminary}, inte på ett slumpmässigt urval."
            ),
            3,
        ),
    ]


def _unpriced(facts: Facts) -> list[Unknown]:
    goals = facts.goals.loc[facts.goals["effect_status"].isin(["investigated", "no_volume", "not_priced"])]
    if goals.empty:
        return []
    why = {"investigated": "effekten utreds", "no_volume": "volymen saknas", "not_priced": "ingen effekt anges"}
    return [
        *(
            Unknown(UNPRICED, sentence("{goal}: {why}.", goal=str(goal.goal), why=why[str(goal.effect_status)]), 3)
            for goal in goals.itertuples()
        ),
        *_without_owner(facts),
    ]


def _without_owner(facts: Facts) -> list[Unknown]:
    if facts.measures["owner"].ne("").any() or facts.measures["last_day"].ne("").any():
        return []
    return [Unknown(UNPRICED, sentence("Uppgift om ansvarig och slutdatum för åtgärderna finns inte i underlaget."), 4)]


def unknown_blocks(found: Sequence[Unknown]) -> list[Block]:
    """Return the section's blocks: a heading and a list for each kind of unknown (*avsnittet Vad vi inte vet*)."""
    if not found:
        return [Paragraph(content=sentence("Inga kända luckor i de uppgifter som rapporten använder."))]
    blocks: list[Block] = []
    for heading in ORDER:
        if items := tuple(item.text for item in found if item.heading == heading):
            blocks += [Subheading(text=heading), BulletList(items=items)]
    return blocks
