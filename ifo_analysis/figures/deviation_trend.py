"""The figure of the deviation over the years (*nettokostnadsavvikelsens utveckling*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.cost_deviation import latest_population
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.credits import own_credits
from ifo_analysis.figures import captions, trend_words
from ifo_analysis.figures.captions import deviation_rows, once, words
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.figures.trend_drawing import draw_trend
from ifo_analysis.figures.trend_plan import Point, Trend
from ifo_analysis.figures.trend_table import trend_table
from ifo_analysis.language import number, number_word, year_span

if TYPE_CHECKING:
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

ID = "deviation_trend"
_PCT = "net_cost_deviation_pct"


def deviation_trend(
    facts: Facts,
    deviation: pd.DataFrame,
    panel: pd.DataFrame,
    peers: Sequence[str],
    medians: pd.DataFrame,
    volatility: Volatility | None,
) -> Figure | Absent:
    """Return the own deviation over all years (*nettokostnadsavvikelse*), with peers, median and normal variation.

    The title and the alternative text count only years of the report year's model, up to the report year. Later years
    are drawn and marked.

    Parameters
    ----------
    facts : Facts
        For names, sources, population and the report year.
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`, per cent of the reference cost; positive costs more.
    panel : DataFrame
        As from `cost_deviation.deviation_panel`.
    peers : sequence of str
        Codes of the peers.
    medians : DataFrame
        As from `peers.peer_medians`.
    volatility : Volatility or None
        Normal variation; without it, or without a known population, no band is drawn.

    Returns
    -------
    Figure or Absent
        Absent if the municipality has no value for the report year.
    """
    own = deviation.dropna(subset=[_PCT]).sort_values("year")
    year = facts.parameters.report_year
    if year not in set(own["year"]):
        return Absent(id=ID, reason=f"Ingen figur: uppgift för {year} saknas för {facts.municipality.name}.")
    is_peer = panel["municipality"].isin(peers) & panel["year"].between(own["year"].min(), own["year"].max())
    others = panel.loc[is_peer].dropna(subset=[_PCT])
    trend = _trend(facts, own, others, medians, volatility)
    wide, narrow = draw_trend(trend, WIDE), draw_trend(trend, NARROW)
    rows = deviation_rows(facts, [facts.parameters.municipality, *peers], trend.years)
    measure = trend_words.measure(trend, _group(facts, trend, others))
    notes = _notes(facts, trend, rows, peers, volatility)
    sources = _sources(facts, trend, rows, volatility)
    return Figure(
        id=ID,
        title=words(trend_words.title(trend)),
        measure=measure,
        alt=trend_words.alt(trend),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=trend_words.reading(trend),
        notes=notes,
        sources=sources,
        data=trend_table(facts, trend, others, peers, measure, notes, sources),
    )


def _trend(
    facts: Facts, own: pd.DataFrame, others: pd.DataFrame, medians: pd.DataFrame, volatility: Volatility | None
) -> Trend:
    people = latest_population(facts.population, facts.parameters.municipality)
    band_year = volatility.first_year if volatility else 0
    has_band = bool((own["year"] >= band_year).any())
    middle = medians.loc[medians["year"].between(own["year"].min(), own["year"].max())]
    counts = sorted(set(middle["n"]))
    return Trend(
        name=facts.municipality.name,
        report_year=facts.parameters.report_year,
        own=_points(own, _PCT),
        peers=_points(others.assign(model=0), _PCT),
        medians=_points(middle, "median_pct"),
        median_name=f"median för de {number_word(int(counts[0]))}" if len(counts) == 1 else "gruppens median",
        half_pp=volatility.level_interval(0, people[0])[1] if volatility and people and has_band else None,
        band_year=band_year,
    )


def _points(frame: pd.DataFrame, column: str) -> tuple[Point, ...]:
    return tuple(
        Point(int(year), float(pct), bool(is_preliminary), int(model))
        for year, pct, is_preliminary, model in zip(
            frame["year"], frame[column], frame["is_preliminary"], frame["model"], strict=True
        )
    )


def _group(facts: Facts, trend: Trend, others: pd.DataFrame) -> str:
    n = others["municipality"].nunique()
    if not trend.peers:
        return ""
    return (
        f" och {number_word(n)} liknande {'kommun' if n == 1 else 'kommuner'} (IFO, utgåva {captions.edition(facts)})"
    )


def _notes(
    facts: Facts, trend: Trend, rows: pd.DataFrame, peers: Sequence[str], volatility: Volatility | None
) -> tuple[str, ...]:
    known = {code: set(own["year"]) & set(trend.years) for code, own in rows.groupby("municipality")}
    absent = [code for code in peers if not known.get(code)]
    gaps = [code for code in peers if code not in absent and len(known[code]) < len(trend.years)]
    after = [point.year for point in trend.own if point.year > trend.report_year]
    return once(
        captions.SIGN_NOTE,
        *(f"Ny beräkningsmodell från {year}; tidigare värden är inte jämförbara." for year in trend.breaks),
        captions.preliminary_note(rows),
        f"Värden efter rapportåret {trend.report_year} visas men räknas inte." if after else "",
        _band_note(facts, volatility) if volatility and trend.half_pp is not None else "",
        f"Uppgift saknas för {captions.named(facts, absent)}." if absent else "",
        f"Uppgift saknas för vissa år för {captions.named(facts, gaps)}." if gaps else "",
    )


def _band_note(facts: Facts, volatility: Volatility) -> str:
    people = latest_population(facts.population, facts.parameters.municipality)
    residents, year = people or (0, 0)
    early = ", preliminära värden medräknade," if volatility.has_preliminary else ""
    return (
        f"Normal variation är skattad på {number_word(volatility.n_municipalities)} kommuner "
        f"{year_span(volatility.first_year, volatility.last_year)}{early} "
        f"och gäller en kommun med {number(residents)} invånare ({year})."
    )


def _sources(facts: Facts, trend: Trend, rows: pd.DataFrame, volatility: Volatility | None) -> tuple[str, ...]:
    lines = list(captions.raw_lines(facts, rows))
    if volatility is None or trend.half_pp is None:
        return once(*lines, *(captions.own_lines(facts, rows, "Median") if trend.medians else ()))
    basis = deviation_rows(facts, years=range(volatility.first_year, volatility.last_year + 1))
    basis = basis.loc[basis.groupby("municipality")["year"].transform("size") > 1]
    people = facts.population.loc[facts.population["municipality"].isin(basis["municipality"])]
    what = "Median och normal variation" if trend.medians else "Normal variation"
    lines += captions.own_lines(facts, basis, what)
    return once(*lines, *own_credits(people, [], facts.origin, what="Normal variation"))
