"""The spread: places among all, absence with a reason, and every dot has its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures import spread
from ifo_analysis.language import faults


def answer(case: Callable[..., Any], own: float, others: Sequence[float], **options: Any) -> Figure | Absent:  # noqa: ANN401
    peers = options.pop("peers", ())
    series = [[(None, value) for value in values] for values in (peers, others)]
    found = case((None, own), *series, **({"report_year": 2019} | options))
    return spread(found.facts, found.spread)


def drawn(case: Callable[..., Any], own: float, others: Sequence[float], **options: Any) -> Figure:  # noqa: ANN401
    figure = answer(case, own, others, **options)
    assert isinstance(figure, Figure)
    return figure


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (0.5, "Ekhult är lägst av de 60 kommuner som har uppgift"),
        (8.5, "Ekhult är nionde lägst av de 60 kommuner som har uppgift"),
        (11.5, "Ekhult är tolfte lägst av de 60 kommuner som har uppgift"),
        (12.5, "Ekhult har plats 13 av 60, lägst först"),
        (46.5, "Ekhult har plats 47 av 60, lägst först"),
        (48.5, "Ekhult är tolfte högst av de 60 kommuner som har uppgift"),
        (60, "Ekhult är högst av de 60 kommuner som har uppgift"),
        (8, "Ekhult delar plats 8–9 av 60, lägst först"),
    ],
)
def test_title_is_the_place(case: Callable[..., Any], own: float, expected: str) -> None:
    assert drawn(case, own, range(1, 60)).title[0].text == expected  # type: ignore[union-attr]


def test_title_when_all_are_equal_and_when_they_are_few(case: Callable[..., Any]) -> None:
    assert drawn(case, 5, [5.01] * 12).title[0].text == "Alla 13 kommuner har samma redovisade värde"  # type: ignore[union-attr]
    few = drawn(case, 1, [2, 3, 4, 5]).title[0].text  # type: ignore[union-attr]
    assert few == "Ekhult är lägst av de fem kommuner som har uppgift"


def test_words_around_the_figure(case: Callable[..., Any]) -> None:
    figure = drawn(case, -20.8, [-40.0, -3.0, 0.0, 17.2, 88.4], peers=[4.0])
    assert figure.measure == (
        "Nettokostnadsavvikelse 2019, procent av referenskostnaden, i klasser om 4; "
        "sju kommuner, inte ett slumpmässigt urval."
    )
    assert figure.alt == (
        "Ekhult är näst lägst av de sju kommuner som har uppgift. Punktdiagram 2019, procent av referenskostnaden: "
        "Ekhult −20,8, lägst −40,0 (Bergsala), högst +88,4 (Östra Ek). Kommunerna är inte ett slumpmässigt urval."
    )
    assert figure.reading == (
        "Varje punkt är en kommun. Punkter i samma stapel hör till samma klass, "
        "till exempel från 0 upp till 4\u00a0procent."
    )
    assert figure.notes == ("Högre än noll betyder högre kostnad än referenskostnaden.",)
    assert figure.sources == (
        "Källa: Kolada (N30001, 2019, hämtad 2026-08-16).",
        "Klasser och plats: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
    )
    for text in (figure.measure, figure.alt, figure.reading, "\n".join(figure.notes)):
        assert faults(text, allowed=frozenset({"Ekhult"})) == []


def test_every_dot_has_its_row(case: Callable[..., Any]) -> None:
    figure = drawn(case, -20.8, [-40.0, 0.0, 88.4], peers=[4.0])
    assert [[cell.text for cell in row.cells] for row in figure.data.rows] == [
        ["Bergsala", "annan", "−40 till −36", "−40,0"],
        ["Ekhult", "egen", "−24 till −20", "−20,8"],
        ["Sundby", "annan", "0 till 4", "0,0"],
        ["Lindnäs", "liknande kommun", "4 till 8", "+4,0"],
        ["Norrviken", "annan", "88 till 92", "+88,4"],
    ]
    assert [row.cells[3].value for row in figure.data.rows] == [-40.0, -20.8, 0.0, 4.0, 88.4]
    assert [row.role for row in figure.data.rows] == ["body", "own", "body", "body", "body"]
    marks = len(re.findall("<use ", figure.svg))
    keys = 3
    assert marks == len(figure.data.rows) + keys


def test_the_key_names_only_what_is_drawn(case: Callable[..., Any]) -> None:
    assert "liknande kommun" not in drawn(case, 1, [2, 3, 4, 5]).svg
    assert "annan" not in drawn(case, 1, [], peers=[2, 3, 4, 5]).svg


def test_preliminary_values_are_named(case: Callable[..., Any]) -> None:
    figure = drawn(case, 1, [2, 3, 4, 5], preliminary=(2019,))
    assert figure.title[0].text.endswith(" (preliminära uppgifter)")  # type: ignore[union-attr]
    assert "preliminära uppgifter" in figure.svg
    assert figure.notes[-1] == "Preliminär uppgift för 2019, hämtad 2026-08-16."


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ([], "Ingen figur: bara en kommun har uppgift för 2019."),
        ([1, 2, 3], "Ingen figur: bara fyra kommuner har uppgift för 2019."),
    ],
)
def test_with_few_municipalities_the_figure_is_absent(
    case: Callable[..., Any], others: list[float], reason: str
) -> None:
    assert answer(case, 14.4, others) == Absent(id="spread", reason=reason)


def test_without_the_own_value_the_figure_is_absent(case: Callable[..., Any]) -> None:
    found = case((None, 1), (), [(None, value) for value in range(9)], report_year=2019)
    answer = spread(found.facts, found.spread.loc[found.spread["group"] != "own"])
    assert answer == Absent(id="spread", reason="Ingen figur: uppgift för 2019 saknas för Ekhult.")
