"""The figure of the own deviation with centre and limits (*styrdiagram*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.control_chart import MIN_YEARS, MIN_YEARS_FOR_LIMITS, MOVING_RANGE_FACTOR, unbroken_years
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import deviation_rows, once, signed, value_cell, words
from ifo_analysis.figures.control_chart_drawing import ChartTrend, draw_control_chart
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.figures.trend_plan import Point
from ifo_analysis.language import EN_DASH, NBSP, listed, number, number_word, year_span

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.control_chart import ControlChart
    from ifo_analysis.facts import Facts

ID = "control_chart"
NOT_A_TEST = (
    "Styrdiagrammet är en presentation, inte ett test. Modellfel, skillnader i bokföring och ändringar av modellen ingår "
    "inte i gränserna."
)


def control_chart(facts: Facts, deviation: pd.DataFrame, chart: ControlChart | None) -> Figure | Absent:
    """Return the own deviation with centre and limits from its own years (*styrdiagram*).

    Later years of the same model are drawn and marked, but centre, limits and words don't count them.

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`, per cent of the reference cost; positive costs more.
    chart : ControlChart or None
        As from `control_chart.control_chart`.

    Returns
    -------
    Figure or Absent
        Absent when there are fewer than four years in a row.
    """
    name, year = facts.municipality.name, facts.parameters.report_year
    if chart is None:
        n = len(unbroken_years(deviation, year))
        return Absent(
            id=ID,
            reason=f"Inget styrdiagram visas: minst {number_word(MIN_YEARS)} år i rad i samma modell behövs till och med "
            f"{year}, och {name} har {number_word(n, gender='ett')}.",
        )
    content = _content(facts, deviation, chart)
    wide, narrow = draw_control_chart(content, WIDE), draw_control_chart(content, NARROW)
    rows = deviation_rows(facts, [facts.parameters.municipality], [point.year for point in content.own])
    span = year_span(chart.years[0], chart.years[-1])
    notes, sources = _notes(content, rows), _sources(facts, rows)
    measure = f"{captions.MEASURE}, {captions.UNIT}, {span}. Styrdiagram för {name}."
    title = _title(content)
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(
            f"Linjediagram {span}. {title}.",
            f"Medelvärdet är {signed(chart.centre)}{NBSP}procent, gränserna {signed(chart.lower)} och {signed(chart.upper)}.",
            f"{name}: {signed(chart.pcts[0])} år {chart.years[0]}, {signed(chart.pcts[-1])} år {chart.years[-1]}.",
        ),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=(
            f"Tjock linje: {name}. Streckad linje: medelvärdet. Prickade linjer: gränserna, medelvärdet ± "
            f"{number(MOVING_RANGE_FACTOR, 2)} gånger den genomsnittliga förändringen mellan två år."
        ),
        notes=notes,
        sources=sources,
        data=_data(content, measure, notes, sources),
    )


def _content(facts: Facts, deviation: pd.DataFrame, chart: ControlChart) -> ChartTrend:
    model = deviation.loc[deviation["year"] == chart.years[-1], "model"].iloc[0]
    own = deviation.loc[(deviation["model"] == model) & (deviation["year"] >= chart.years[0])]
    own = own.dropna(subset=["net_cost_deviation_pct"]).sort_values("year")
    points = tuple(
        Point(int(year), float(pct), bool(is_preliminary), int(model))
        for year, pct, is_preliminary in zip(
            own["year"], own["net_cost_deviation_pct"], own["is_preliminary"], strict=True
        )
    )
    centre, *limits = (
        tuple(Point(point.year, height, is_preliminary=False, model=point.model) for point in points)
        for height in (chart.centre, chart.lower, chart.upper)
    )
    return ChartTrend(
        name=facts.municipality.name,
        report_year=chart.years[-1],
        own=points,
        peers=(*limits[0], *limits[1]),
        medians=centre,
        median_name="medelvärde",
        half_pp=None,
        band_year=0,
        chart=chart,
    )


def _title(content: ChartTrend) -> str:
    chart = content.chart
    limits = "de preliminära gränserna" if chart.has_preliminary_limits else "gränserna"
    n, outside = len(chart.years), [str(year) for year in chart.outside]
    if not outside:
        return f"Inget av {number_word(n)} år ligger utanför {limits}"
    which = f"bara {outside[0]}" if len(outside) == 1 else listed(outside)
    return f"Av {number_word(n)} år ligger {which} utanför {limits}"


def _notes(content: ChartTrend, rows: pd.DataFrame) -> tuple[str, ...]:
    after = any(point.year > content.report_year for point in content.own)
    return once(
        captions.SIGN_NOTE,
        f"Gränserna är preliminära, eftersom de bygger på färre än {number_word(MIN_YEARS_FOR_LIMITS)} år."
        if content.chart.has_preliminary_limits
        else "",
        NOT_A_TEST,
        captions.preliminary_note(rows),
        f"Värden efter rapportåret {content.report_year} visas men räknas inte." if after else "",
    )


def _sources(facts: Facts, rows: pd.DataFrame) -> tuple[str, ...]:
    return once(*captions.raw_lines(facts, rows), *captions.own_lines(facts, rows, "Medelvärde och gränser"))


def _data(content: ChartTrend, measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    known = {point.year: point.pct for point in content.own}
    chart, rows = content.chart, []
    for point in content.own:
        before = known.get(point.year - 1)
        step = None if before is None else abs(point.pct - before)
        rows.append(
            Row(
                cells=(
                    Cell(text=str(point.year), value=point.year),
                    value_cell(point.pct, is_preliminary=point.is_preliminary),
                    Cell(text=EN_DASH) if step is None else Cell(text=number(step, 1), value=step),
                    *(value_cell(value) for value in (chart.centre, chart.lower, chart.upper)),
                )
            )
        )
    heads = (
        ("Förändring, storlek", "procentenheter"),
        ("Medelvärde", "%"),
        ("Undre gräns", "%"),
        ("Övre gräns", "%"),
    )
    return Table(
        id=f"{ID}_data",
        title=words("Styrdiagrammets värden"),
        measure=measure,
        columns=(
            Column(header="År", align="left"),
            Column(header=content.name, unit="%"),
            *(Column(header=head, unit=unit) for head, unit in heads),
        ),
        rows=tuple(rows),
        notes=(*notes, captions.MISSING_NOTE),
        sources=sources,
    )
