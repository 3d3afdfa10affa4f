"""The control chart: title, words, absence with a reason, and drawings without words on top of each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ifo_analysis.analysis.control_chart import ControlChart
from ifo_analysis.analysis.control_chart import control_chart as analysed
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures.control_chart import control_chart
from ifo_analysis.figures.control_chart_drawing import ChartTrend, draw_control_chart
from ifo_analysis.figures.style import NARROW, TOKENS, WIDE, Canvas, Variant
from ifo_analysis.figures.trend_plan import Point
from ifo_analysis.language import faults, plain

SIX = (None, 12, 15, 9, 14, 11, 13)
STEP = (None, 0, 0, 0, 0, 10, 10)


def answer(case: Callable[..., Any], own: Sequence[float | None], **options: Any) -> Figure | Absent:  # noqa: ANN401
    found = case(own, **options)
    chart = analysed(found.deviation, found.facts.parameters.report_year)
    return control_chart(found.facts, found.deviation, chart)


def drawn(case: Callable[..., Any], own: Sequence[float | None], **options: Any) -> Figure:  # noqa: ANN401
    figure = answer(case, own, **options)
    assert isinstance(figure, Figure)
    for text in (plain(figure.title), figure.measure, figure.alt, figure.reading, "\n".join(figure.notes)):
        assert faults(text, allowed=frozenset({"Ekhult"})) == []
    return figure


@pytest.mark.parametrize(
    ("own", "year", "expected"),
    [
        (SIX, 2024, "Inget av sex år ligger utanför de preliminära gränserna"),
        ((*SIX[:6], 40), 2024, "Inget av sex år ligger utanför de preliminära gränserna"),
        ((None, *[10.0] * 7, 16.0), 2025, "Inget av sju år ligger utanför de preliminära gränserna"),
        (STEP, 2024, "Av sex år ligger 2023 och 2024 utanför de preliminära gränserna"),
        ((None, *[10.0] * 7, 16.0), 2026, "Av åtta år ligger bara 2026 utanför gränserna"),
        ((None, *[10.0] * 7, 10.0), 2026, "Inget av åtta år ligger utanför gränserna"),
    ],
)
def test_the_title_names_the_years_outside(
    case: Callable[..., Any], own: tuple[float | None, ...], year: int, expected: str
) -> None:
    assert plain(drawn(case, own, report_year=year).title) == expected


def test_words_around_the_figure(case: Callable[..., Any]) -> None:
    figure = drawn(case, (-50, *SIX[1:], 20))
    assert figure.measure == (
        "Nettokostnadsavvikelse, procent av referenskostnaden, 2019–2024. Styrdiagram för Ekhult."
    )
    assert figure.alt == (
        "Linjediagram 2019–2024. Inget av sex år ligger utanför de preliminära gränserna. Medelvärdet är "
        "+12,3\u00a0procent, gränserna +2,2 och +22,4. Ekhult: +12,0 år 2019, +13,0 år 2024."
    )
    assert figure.reading == (
        "Tjock linje: Ekhult. Streckad linje: medelvärdet. Prickade linjer: gränserna, medelvärdet ± 2,66 gånger den "
        "genomsnittliga förändringen mellan två år."
    )
    assert figure.notes == (
        "Högre än noll betyder högre kostnad än referenskostnaden.",
        "Gränserna är preliminära, eftersom de bygger på färre än åtta år.",
        (
            "Styrdiagrammet är en presentation, inte ett test. Modellfel, skillnader i bokföring och ändringar av modellen "
            "ingår inte i gränserna."
        ),
        "Preliminär uppgift för 2025, hämtad 2026-08-16.",
        "Värden efter rapportåret 2024 visas men räknas inte.",
    )
    assert figure.sources == (
        "Källa: Kolada (N30001, 2019–2025, hämtad 2026-08-16; 2025 preliminär uppgift).",
        "Medelvärde och gränser: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
    )


def test_the_data_hold_what_is_drawn(case: Callable[..., Any]) -> None:
    data = drawn(case, (-50, *SIX[1:], 20)).data
    assert [[cell.text for cell in row.cells] for row in data.rows] == [
        ["2019", "+12,0", "–", "+12,3", "+2,2", "+22,4"],
        ["2020", "+15,0", "3,0", "+12,3", "+2,2", "+22,4"],
        ["2021", "+9,0", "6,0", "+12,3", "+2,2", "+22,4"],
        ["2022", "+14,0", "5,0", "+12,3", "+2,2", "+22,4"],
        ["2023", "+11,0", "3,0", "+12,3", "+2,2", "+22,4"],
        ["2024", "+13,0", "2,0", "+12,3", "+2,2", "+22,4"],
        ["2025", "+20,0", "7,0", "+12,3", "+2,2", "+22,4"],
    ]
    assert data.rows[-1].cells[1].mark == "preliminary"
    assert data.notes[-1] == "Strecket – i tabellen betyder att uppgift saknas."


def test_nothing_after_the_report_year_is_counted(case: Callable[..., Any]) -> None:
    calm, wild = (drawn(case, (None, 1, 2, 3, 2, *rest), report_year=2022) for rest in ((2, 2, 2), (90, -90, 90)))
    assert (plain(calm.title), calm.alt) == (plain(wild.title), wild.alt)
    assert "efter rapportåret" in wild.svg
    assert "utanför" not in wild.svg


def test_a_year_before_a_gap_is_not_drawn(case: Callable[..., Any]) -> None:
    figure = drawn(case, (None, 90, None, 1, 2, 3, 2))
    assert "+90,0" not in figure.svg
    assert [row.cells[0].value for row in figure.data.rows] == [2021, 2022, 2023, 2024]


def test_a_year_outside_has_a_ring_and_the_word(case: Callable[..., Any]) -> None:
    inside, outside = drawn(case, SIX), drawn(case, STEP)
    assert (inside.svg.count(">utanför<"), outside.svg.count(">utanför<")) == (0, 2)


@pytest.mark.parametrize(
    ("own", "year", "n"),
    [((None, 1, 2, 3), 2021, "tre"), ((1, 2), 2019, "ett"), ((None, 1, 2, 3, None, 5, 6), 2024, "två")],
)
def test_too_few_years_in_a_row_have_no_chart(
    case: Callable[..., Any], own: tuple[float | None, ...], year: int, n: str
) -> None:
    assert answer(case, own, report_year=year) == Absent(
        id="control_chart",
        reason=f"Inget styrdiagram visas: minst fyra år i rad i samma modell behövs till och med {year}, och Ekhult har "
        f"{n}.",
    )


def trend(*pcts: float, name: str = "Ekhult", report_year: int = 2024, early: Sequence[int] = ()) -> ChartTrend:
    years = range(2025 - len(pcts), 2025)
    own = tuple(Point(year, pct, year in early, 2019) for year, pct in zip(years, pcts, strict=True))
    centre = sum(pcts) / len(pcts)
    half = 2.66 * sum(abs(b - a) for a, b in itertools.pairwise(pcts)) / (len(pcts) - 1)
    chart = ControlChart(tuple(years), tuple(pcts), centre, half / 2.66, centre - half, centre + half)
    lines = [
        tuple(Point(year, at, is_preliminary=False, model=2019) for year in years) for at in (centre, centre + half)
    ]
    return ChartTrend(name, report_year, own, lines[1], lines[0], "medelvärde", None, 0, chart)


TRENDS = {
    "ordinary": trend(12, 15, 9, 14, 11, 13),
    "still": trend(7.0, 7.0, 7.0, 7.0, name="Å"),
    "at zero": trend(0.0, 0.0, 0.0, 0.0),
    "far from zero": trend(-99.9, -98.0, -99.0, -97.5, name="Upplands Väsby"),
    "step": trend(0, 0, 0, 0, 10, 10, name="Malung-Sälen"),
    "up and down": trend(*(150.0, -150.0) * 4, name="Örnsköldsvik"),
    "preliminary and later": trend(1, 2, 3, 4, 5, 6, 7, report_year=2022, early=(2024,)),
}


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("content", TRENDS.values(), ids=TRENDS)
def test_no_words_cover_each_other_or_leave_the_page(
    content: ChartTrend, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(draw_control_chart(content, variant)) == []


@pytest.mark.parametrize("content", TRENDS.values(), ids=TRENDS)
def test_drawings_use_the_tokens_of_the_house_and_are_the_same_bytes_twice(content: ChartTrend) -> None:
    svg = draw_control_chart(content, WIDE).svg()
    assert {colour.upper() for colour in re.findall("#[0-9a-f]{6}", svg)} <= TOKENS
    assert svg == draw_control_chart(content, WIDE).svg()


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_centre_limits_and_zero_are_named(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    texts = " ".join(text for text, _ in written(draw_control_chart(TRENDS["ordinary"], variant)))
    for words in ("medelvärde +12,3", "+2,2", "+22,4", "preliminär", "0 = referenskostnaden", "Ekhult", "+13,0"):
        assert words in texts
