"""The comparison: places in words, absence with a reason, and the numbers in the words are those of the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures import peer_comparison
from ifo_analysis.language import faults

PEERS = (-22.6, -12.7, -7.0, 4.445, 8.2, 19.3, 35.1)


def answer(case: Callable[..., Any], own: float, peers: Sequence[float | None], **options: Any) -> Figure | Absent:  # noqa: ANN401
    found = case((None, own), [(None, value) for value in peers], **({"report_year": 2019} | options))
    return peer_comparison(found.facts, found.comparison, found.position, found.missing)


def drawn(case: Callable[..., Any], own: float, peers: Sequence[float | None], **options: Any) -> Figure:  # noqa: ANN401
    figure = answer(case, own, peers, **options)
    assert isinstance(figure, Figure)
    return figure


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (-99, "Ekhult är lägst av åtta"),
        (-20.8, "Ekhult är näst lägst av åtta"),
        (-8, "Ekhult är tredje lägst av åtta"),
        (5, "Ekhult är fjärde högst av åtta"),
        (20, "Ekhult är näst högst av åtta"),
        (99, "Ekhult är högst av åtta"),
        (-7.04, "Ekhult delar plats 3–4 av 8, lägst först"),
    ],
)
def test_title_is_the_place(case: Callable[..., Any], own: float, expected: str) -> None:
    assert drawn(case, own, PEERS).title[0].text == expected  # type: ignore[union-attr]


def test_title_in_the_middle_and_when_all_are_equal(case: Callable[..., Any]) -> None:
    assert drawn(case, 5, PEERS[1:]).title[0].text == "Ekhult ligger i mitten, på plats 4 av 7"  # type: ignore[union-attr]
    assert drawn(case, 5, [5.04] * 4).title[0].text == "Alla fem kommuner har samma redovisade värde"  # type: ignore[union-attr]


def test_words_around_the_figure(case: Callable[..., Any]) -> None:
    figure = drawn(case, -20.8, PEERS)
    assert figure.measure == (
        "Nettokostnadsavvikelse 2019, procent av referenskostnaden. "
        "Ekhult och sju liknande kommuner (IFO, utgåva 2021)."
    )
    assert figure.alt == (
        "Ekhult är näst lägst av åtta. Liggande staplar 2019, procent av referenskostnaden: Ekhult −20,8, "
        "median för de sju +4,4, lägst −22,6 (Lindnäs), högst +35,1 (Malung-Sälen)."
    )
    assert figure.reading == (
        "Varje stapel är en kommun, sorterad efter värde. Fet text: Ekhult. "
        "Streckad linje: median för de sju liknande kommunerna."
    )
    assert figure.notes == ("Högre än noll betyder högre kostnad än referenskostnaden.",)
    assert figure.sources == (
        "Källa: Kolada (N30001, 2019, hämtad 2026-08-16).",
        "Median och plats: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
    )
    for text in (figure.measure, figure.alt, figure.reading, "\n".join(figure.notes)):
        assert faults(text, allowed=frozenset({"Ekhult", "Malung-Sälen"})) == []


def test_a_peer_without_a_value_is_named_and_not_zero(case: Callable[..., Any]) -> None:
    figure = drawn(case, -20.8, [*PEERS[:6], None])
    assert figure.alt == (
        "Ekhult är näst lägst av sju. Liggande staplar 2019, procent av referenskostnaden: Ekhult −20,8, "
        "median för de sex −1,3, lägst −22,6 (Lindnäs), högst +19,3 (Östra Ek). Uppgift saknas för Malung-Sälen."
    )
    assert figure.notes[-1] == "Uppgift saknas för Malung-Sälen."
    assert "Malung-Sälen" not in figure.svg


def test_several_at_an_end_are_counted(case: Callable[..., Any]) -> None:
    assert "lägst +5,0 (tre kommuner), högst +9,0 (två kommuner)." in drawn(case, 5, [5, 5.01, 9, 9, 7]).alt


def test_preliminary_values_are_hollow_and_named(case: Callable[..., Any]) -> None:
    figure = drawn(case, 3, PEERS, preliminary=(2019,))
    assert figure.title[0].text == "Ekhult är fjärde lägst av åtta (preliminära uppgifter)"  # type: ignore[union-attr]
    assert "preliminära uppgifter" in figure.svg
    assert figure.svg.count("stroke-dasharray") == len(PEERS) + 1 + 1
    assert figure.notes[-1] == "Preliminär uppgift för 2019, hämtad 2026-08-16."
    assert {row.cells[1].mark for row in figure.data.rows} == {"preliminary"}


def test_every_bar_has_its_name_its_value_and_its_row(case: Callable[..., Any]) -> None:
    figure = drawn(case, -20.8, PEERS)
    texts = re.findall(">([^<]+)</text>", figure.svg)
    rows = [[cell.text for cell in row.cells] for row in figure.data.rows]
    assert [row[0] for row in rows] == [
        *("Lindnäs", "Ekhult", "Bergsala", "Sundby", "Norrviken", "Åsnäs", "Östra Ek", "Malung-Sälen"),
        "Median för de sju",
    ]
    assert [row.cells[1].value for row in figure.data.rows] == [-22.6, -20.8, *PEERS[1:], 4.445]
    assert [row[2] for row in rows] == ["1", "2", "3", "4", "5", "6", "7", "8", ""]
    assert [row.role for row in figure.data.rows] == ["body", "own", *["body"] * 6, "total"]
    for name, value, _ in rows[:-1]:
        assert {name, value} <= set(texts)
    assert "median för de sju: +4,4" in texts


def test_the_direction_is_written_over_each_half_that_has_bars(case: Callable[..., Any]) -> None:
    words = ("lägre än referenskostnaden", "högre än referenskostnaden")
    for own, peers, expected in ((1, PEERS, [True, True]), (1, [1, 2, 3, 4], [False, True])):
        assert [word in drawn(case, own, peers).svg for word in words] == expected


def test_without_any_peer_value_the_figure_is_absent_and_says_why(case: Callable[..., Any]) -> None:
    assert answer(case, 14.4, [None] * 4) == Absent(
        id="peer_comparison",
        reason=(
            "Ingen jämförelse visas: uppgift för 2019 saknas för de liknande kommunerna "
            "(Bergsala, Lindnäs, Norrviken och Sundby)."
        ),
    )


def test_with_too_few_peer_values_the_figure_is_absent_and_says_why(case: Callable[..., Any]) -> None:
    assert answer(case, 14.4, [1, 2, 3, None, None]) == Absent(
        id="peer_comparison",
        reason=(
            "Ingen jämförelse visas: minst fyra liknande kommuner behöver ha uppgift för 2019, och tre har det. "
            "Uppgift saknas för Norrviken och Åsnäs."
        ),
    )


def test_without_a_group_the_figure_is_absent_and_says_why(case: Callable[..., Any]) -> None:
    assert answer(case, 14.4, []) == Absent(
        id="peer_comparison",
        reason="Ingen jämförelse visas: uppgift om liknande kommuner saknas för Ekhult.",
    )
