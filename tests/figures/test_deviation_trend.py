"""The trend: what it says, what it draws, and that nothing after the report year is counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures import deviation_trend
from ifo_analysis.language import faults

OWN = (-23.3, -9.3, -4.4, 0.9, -2.2, -9.8, -20.8, -31.5)
PEERS = tuple(tuple(level + step for step in range(8)) for level in (-12.0, -8.0, 1.0, 6.0, 20.0))
YEARS = range(2018, 2026)


def drawn(case: Any, *, has_band: bool = True) -> Figure:  # noqa: ANN401
    volatility = case.volatility if has_band else None
    figure = deviation_trend(case.facts, case.deviation, case.panel, case.peers, case.medians, volatility)
    assert isinstance(figure, Figure)
    return figure


def title(figure: Figure) -> str:
    return "".join(inline.text for inline in figure.title if inline.kind == "text")


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (OWN, "Av sex år ligger bara 2024 utanför normal variation"),
        ((0, 1, -2, 3, -4, 5, -6, 99), "Alla sex år ligger inom normal variation"),
        ((0, 11, -12, 13, -14, 15, -16, 0), "Alla sex år ligger utanför normal variation"),
        ((0, 11, 2, 3, -14, 5, 6, 99), "Av sex år ligger 2019 och 2022 utanför normal variation"),
        ((0, 11, 2, 13, -14, 5, 6, 99), "Av sex år ligger 2019, 2021 och 2022 utanför normal variation"),
        ((0, 11, 12, 13, -14, 5, 6, 99), "Av sex år ligger fyra utanför normal variation"),
    ],
)
def test_title_counts_the_years_beyond_normal_variation(
    case: Callable[..., Any], own: tuple[float, ...], expected: str
) -> None:
    assert title(drawn(case(own))) == expected


@pytest.mark.parametrize(
    ("own", "report_year", "expected"),
    [
        ((20.1, 14.4), 2019, "År 2019 ligger utanför normal variation"),
        ((20.1, 4.4), 2019, "År 2019 ligger inom normal variation"),
        ((20.1, 4.4, 5), 2020, "Båda åren ligger inom normal variation"),
        ((20.1, 14.4, 15), 2020, "Båda åren ligger utanför normal variation"),
        ((20.1, 4.4, 15), 2020, "Av två år ligger bara 2020 utanför normal variation"),
        (OWN, 2025, "Av sju år ligger 2024 och 2025 utanför normal variation (2025 preliminärt)"),
    ],
)
def test_title_of_one_year_of_two_years_and_of_a_preliminary_year(
    case: Callable[..., Any], own: tuple[float, ...], report_year: int, expected: str
) -> None:
    assert title(drawn(case(own, report_year=report_year))) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (-20.8, "Nettokostnaden 2024 var 20,8\u00a0procent lägre än referenskostnaden"),
        (3.0, "Nettokostnaden 2024 var 3,0\u00a0procent högre än referenskostnaden"),
        (0.04, "Nettokostnaden 2024 var lika hög som referenskostnaden"),
    ],
)
def test_title_is_the_level_when_normal_variation_is_unknown(
    case: Callable[..., Any], last: float, expected: str
) -> None:
    figure = drawn(case((*OWN[:6], last)), has_band=False)
    assert title(figure) == expected
    assert "normal variation" not in figure.svg + figure.alt + figure.reading


def test_title_of_a_year_of_the_older_model_has_no_band_to_lean_on(case: Callable[..., Any]) -> None:
    figure = drawn(case(OWN, report_year=2018))
    assert title(figure) == "Nettokostnaden 2018 var 23,3\u00a0procent lägre än referenskostnaden"
    assert figure.alt == "Punktdiagram. Ekhult låg 23,3\u00a0procent lägre än referenskostnaden 2018."


def test_alternative_text_tells_course_median_band_and_older_model(case: Callable[..., Any]) -> None:
    assert drawn(case(OWN, PEERS)).alt == (
        "Linjediagram 2019–2024. Ekhult gick från 9,3 till 20,8\u00a0procent lägre än referenskostnaden; gruppens "
        "median gick från 2,0 till 7,0\u00a0procent högre. Av sex år ligger bara 2024 utanför normal variation "
        "(±10,0\u00a0procentenheter). Värdet för 2018 bygger på en äldre modell."
    )


def test_alternative_text_of_a_single_year(case: Callable[..., Any]) -> None:
    assert drawn(case((20.1, 14.4), report_year=2019)).alt == (
        "Punktdiagram. Ekhult låg 14,4\u00a0procent högre än referenskostnaden 2019, utanför normal variation "
        "(±10,0\u00a0procentenheter). Värdet för 2018 bygger på en äldre modell."
    )


def test_alternative_text_of_equal_ends_and_of_a_preliminary_year(case: Callable[..., Any]) -> None:
    own = (None, 2.04, 5, 6, 7, 8, 9, 1.96)
    assert drawn(case(own, report_year=2025)).alt == (
        "Linjediagram 2019–2025. Ekhult låg 2,0\u00a0procent högre än referenskostnaden både 2019 och 2025. "
        "Alla sju år ligger inom normal variation (±10,0\u00a0procentenheter). Preliminär uppgift för 2025."
    )


def test_nothing_after_the_report_year_is_counted(case: Callable[..., Any]) -> None:
    later = [drawn(case((*OWN[:4], *rest), PEERS, report_year=2021)) for rest in ((1, 2, 3, 4), (99, -99, 88, -88))]
    assert title(later[0]) == title(later[1]) == "Alla tre år ligger inom normal variation"
    assert later[0].alt == later[1].alt
    assert not re.search("202[2-5]", title(later[0]) + later[0].alt)


def test_years_after_the_report_year_are_drawn_and_marked(case: Callable[..., Any]) -> None:
    figure = drawn(case(OWN, report_year=2021))
    assert {"efter rapportåret", "preliminär", "äldre modell", "−31,5"} <= set(
        re.findall(">([^<]+)</text>", figure.svg)
    )
    assert "Värden efter rapportåret 2021 visas men räknas inte." in figure.notes
    assert "efter rapportåret" not in drawn(case(OWN, report_year=2024)).svg


def test_a_break_is_marked_and_no_line_crosses_it(case: Callable[..., Any]) -> None:
    figure = drawn(case((20.1, 14.4), report_year=2019))
    assert "Metodbrott 2019: ny referensmodell" in figure.svg
    assert "Metodbrott 2019<" in figure.svg_narrow
    assert "stroke: #0a4d68; stroke-width: 2.6" not in figure.svg
    assert "Ny beräkningsmodell från 2019; tidigare värden är inte jämförbara." in figure.notes
    assert "Metodbrott" not in drawn(case((None, 14.4, 3), report_year=2020)).svg


def test_a_missing_year_is_named_and_not_bridged(case: Callable[..., Any]) -> None:
    figure = drawn(case((None, 14.4, None, 3.0), report_year=2021))
    assert ">saknas</text>" in figure.svg
    assert "stroke-width: 2.6" not in figure.svg
    assert figure.data.rows[1].cells[1].text == "–"
    assert figure.data.notes[-1] == "Strecket – i tabellen betyder att uppgift saknas."


def test_words_around_the_figure(case: Callable[..., Any]) -> None:
    figure = drawn(case(OWN, PEERS))
    assert figure.measure == (
        "Nettokostnadsavvikelse, procent av referenskostnaden, 2018–2025. "
        "Ekhult och fem liknande kommuner (IFO, utgåva 2021)."
    )
    assert figure.reading == (
        "Tjock linje: Ekhult. Streckad linje: median för de fem. Varje kort streck är en liknande kommun. "
        "Innanför det grå bandet ryms skillnaden i normal variation mellan år. Ihålig punkt är en preliminär uppgift."
    )
    assert figure.notes == (
        "Högre än noll betyder högre kostnad än referenskostnaden.",
        "Ny beräkningsmodell från 2019; tidigare värden är inte jämförbara.",
        "Preliminär uppgift för 2025, hämtad 2026-08-16.",
        "Värden efter rapportåret 2024 visas men räknas inte.",
        (
            "Normal variation är skattad på 60 kommuner 2019–2025, preliminära värden medräknade, "
            "och gäller en kommun med 17\u00a0000 invånare (2021)."
        ),
    )
    assert figure.sources == (
        "Källa: Kolada (N30001, 2018–2025, hämtad 2026-08-16; 2025 preliminär uppgift).",
        "Median och normal variation: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
        "Normal variation: egen bearbetning av uppgifter från SCB.",
    )
    for text in (figure.measure, figure.alt, figure.reading, "\n".join(figure.notes)):
        assert faults(text, allowed=frozenset({"Ekhult"})) == []


def test_peers_without_values_are_named_and_not_drawn(case: Callable[..., Any]) -> None:
    figure = drawn(case((20.1, 14.4), [(None,)] * 7, report_year=2019))
    assert figure.measure == "Nettokostnadsavvikelse, procent av referenskostnaden, 2018–2019. Ekhult."
    assert figure.reading == (
        "Stor punkt: Ekhult. Innanför det grå bandet ryms skillnaden i normal variation mellan år."
    )
    assert figure.notes[-1] == (
        "Uppgift saknas för Bergsala, Lindnäs, Malung-Sälen, Norrviken, Sundby, Åsnäs och Östra Ek."
    )
    assert [column.header for column in figure.data.columns] == ["År", "Ekhult", "Normal variation"]


def test_median_is_named_for_the_group_when_not_all_years_have_all_peers(case: Callable[..., Any]) -> None:
    figure = drawn(case(OWN, [*PEERS[:4], (None, *PEERS[4][1:])]))
    assert "gruppens median" in figure.svg
    assert "Uppgift saknas för vissa år för Åsnäs." in figure.notes


def test_table_holds_every_value_that_is_drawn(case: Callable[..., Any]) -> None:
    table = drawn(case(OWN, PEERS)).data
    headers = ["År", "Ekhult", "Median", "Normal variation", "Bergsala", "Lindnäs", "Norrviken", "Sundby", "Åsnäs"]
    assert [column.header for column in table.columns] == headers
    assert [row.cells[0].text for row in table.rows] == [str(year) for year in YEARS]
    assert [row.cells[1].value for row in table.rows] == list(OWN)
    assert [row.cells[2].value for row in table.rows] == [1.0 + step for step in range(8)]
    assert [row.cells[3].text for row in table.rows] == ["–"] + ["10,0"] * 7
    shown = {
        (column.header, row.cells[0].text): row.cells[at].value
        for at, column in enumerate(table.columns)
        for row in table.rows
    }
    for name, series in zip(("Lindnäs", "Bergsala", "Sundby", "Norrviken", "Åsnäs"), PEERS, strict=True):
        assert [shown[name, str(year)] for year in YEARS] == list(series)
    assert [row.cells[0].mark for row in table.rows] == ["break"] + [""] * 7
    assert {cell.mark for cell in table.rows[-1].cells if cell.text[0] in "+−"} == {"preliminary"}


def test_invented_figures_are_credited_to_nobody(case: Callable[..., Any]) -> None:
    assert drawn(case(OWN, PEERS, origin="synthetic")).sources == ("Syntetiska data – inte Kolada.",)


def test_without_a_value_for_the_report_year_the_figure_is_absent(case: Callable[..., Any]) -> None:
    found = case(OWN)
    without = found.deviation.loc[found.deviation["year"] != 2024]
    answer = deviation_trend(found.facts, without, found.panel, found.peers, found.medians, None)
    assert answer == Absent(id="deviation_trend", reason="Ingen figur: uppgift för 2024 saknas för Ekhult.")
