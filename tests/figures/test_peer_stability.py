"""The gap for each choice of peers: title, words, absence with a reason, and drawings that keep their words apart."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from ifo_analysis.analysis.neighbours import Neighbours
from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity, peer_choices, peer_sensitivity
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures.peer_stability import peer_stability
from ifo_analysis.figures.peer_stability_drawing import Choice, Choices, draw_choices
from ifo_analysis.figures.style import NARROW, TOKENS, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

PEERS = (-22.6, -12.7, -7.0, 4.445, 8.2, 19.3, 35.1)


def near(codes: list[str]) -> Neighbours:
    return Neighbours(2021, pd.DataFrame({"municipality": codes}))


def answer(
    case: Callable[..., Any],
    own: float,
    peers: tuple[float | None, ...] = PEERS,
    *,
    is_near: bool = True,
    **options: Any,  # noqa: ANN401
) -> Figure | Absent:
    found = case((None, own), [(None, value) for value in peers], [(None, 1.0)] * 6, report_year=2019, **options)
    facts = found.facts
    neighbours = near([str(9902 + place) for place in (0, 1, 2, 3, *range(7, 13))]) if is_near else None
    choices = peer_choices(found.panel, facts.peer_groups, "9901", 2019, 2021 if peers else None, neighbours)
    return peer_stability(facts, peer_sensitivity(choices), neighbours, found.position, found.missing)


def drawn(case: Callable[..., Any], own: float, **options: Any) -> Figure:  # noqa: ANN401
    figure = answer(case, own, **options)
    assert isinstance(figure, Figure)
    for text in (plain(figure.title), figure.measure, figure.alt, figure.reading, "\n".join(figure.notes)):
        assert faults(text, allowed=frozenset({"Ekhult"})) == []
    return figure


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (40.0, "Ekhult ligger över medianen i alla prövade jämförelsegrupper"),
        (-40.0, "Ekhult ligger under medianen i alla prövade jämförelsegrupper"),
        (3.0, "Om Ekhult ligger över eller under medianen beror på valet av jämförelsegrupp"),
    ],
)
def test_the_title_is_the_verdict(case: Callable[..., Any], own: float, expected: str) -> None:
    assert plain(drawn(case, own).title) == expected


def test_a_level_at_every_median_is_told_in_words(case: Callable[..., Any]) -> None:
    figure = drawn(case, 1.0, peers=(1.0,) * 7, is_near=False)
    assert plain(figure.title) == "Ekhult ligger i nivå med medianen i alla prövade jämförelsegrupper"


def test_words_around_the_figure(case: Callable[..., Any]) -> None:
    figure = drawn(case, 40.0)
    assert figure.measure == (
        "Skillnad mellan Ekhult och gruppens median i nettokostnadsavvikelse 2019, procentenheter, för varje val av "
        "jämförelsegrupp."
    )
    assert figure.alt == (
        "Ekhult ligger över medianen i alla prövade jämförelsegrupper. Punktdiagram: +35,6\u00a0procentenheter mot "
        "medianen i rapportens grupp, från +33,7 till +47,0 i elva prövade grupper."
    )
    assert figure.reading == (
        "Varje punkt är skillnaden mot medianen i en grupp. Linjen vid rapportens grupp går från den lägsta till den "
        "högsta skillnaden när en kommun i taget utesluts."
    )
    assert figure.notes == (
        "Högre än noll betyder att kommunens avvikelse är högre än gruppens median.",
        "Närmaste kommuner är valda efter folkmängd och referenskostnad 2021, bland elva kommuner med båda uppgifterna.",
    )
    assert figure.sources[0] == (
        "Median och skillnad: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16)."
    )
    assert figure.sources[-1] == "Närmaste kommuner: egen bearbetning av uppgifter från SCB."


def test_the_data_hold_what_is_drawn(case: Callable[..., Any]) -> None:
    data = drawn(case, 40.0).data
    assert [[cell.text for cell in row.cells] for row in data.rows] == [
        ["Rapportens grupp, utgåva 2021", "7 av 7", "+35,6", "+33,7", "+41,3"],
        ["De fem närmaste", "5 av 5", "+47,0", "–", "–"],
        ["De sju närmaste", "7 av 7", "+39,0", "–", "–"],
        ["De tio närmaste", "10 av 10", "+39,0", "–", "–"],
    ]
    assert [row.role for row in data.rows] == ["own", "body", "body", "body"]


def test_nearest_municipalities_that_are_unknown_are_said_to_be(case: Callable[..., Any]) -> None:
    figure = drawn(case, 40.0, is_near=False)
    assert figure.notes[-1] == (
        "Närmaste kommuner i folkmängd och referenskostnad går inte att räkna fram på uppgifterna."
    )
    assert len(figure.sources) == 1
    assert len(figure.data.rows) == 1


def test_preliminary_values_are_hollow_and_named(case: Callable[..., Any]) -> None:
    figure, final = drawn(case, 40.0, preliminary=(2019,)), drawn(case, 40.0)
    assert plain(figure.title).endswith("jämförelsegrupper (preliminära uppgifter)")
    assert "preliminära uppgifter" in figure.svg
    assert figure.svg.count("#a9b2ba") < final.svg.count("#a9b2ba")
    assert figure.notes[-1] == "Preliminär uppgift för 2019, hämtad 2026-08-16."


def test_without_a_comparison_the_figure_is_absent_for_the_same_reason(case: Callable[..., Any]) -> None:
    assert answer(case, 40.0, (1.0, 2.0, 3.0)) == Absent(
        id="peer_stability",
        reason=("Ingen jämförelse visas: minst fyra liknande kommuner behöver ha uppgift för 2019, och tre har det."),
    )


USED = Choice("Rapportens grupp, utgåva 2024", "7 av 7", 12.6, 10.7, 14.6, is_used=True)
NONE = math.nan


def other(name: str, gap: float) -> Choice:
    return Choice(name, "10 av 10", gap, NONE, NONE, is_used=False)


ROWS = {
    "above": Choices((USED, other("Utgåva 2022", 3.0), other("De fem närmaste", 44.0)), is_preliminary=False),
    "below": Choices((Choice("Utgåva 2021", "4 av 7", -9, -99.9, -0.1, is_used=True),), is_preliminary=True),
    "both": Choices((USED, other("Utgåva 2022", -3.0), other("De tio närmaste", -0.04)), is_preliminary=False),
    "hardly below": Choices((USED, other("Utgåva 2022", -0.1)), is_preliminary=True),
    "hardly above": Choices((other("Utgåva 2022", -50.0), other("De tio närmaste", 0.2)), is_preliminary=False),
    "at zero": Choices((Choice("Rapportens grupp", "7 av 7", 0, 0, 0, is_used=True),), is_preliminary=False),
    "too few": Choices((USED, other("Utgåva 2022", NONE)), is_preliminary=False),
}


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("content", ROWS.values(), ids=ROWS)
def test_no_words_cover_each_other_or_leave_the_page(
    content: Choices, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(draw_choices(content, variant)) == []


@pytest.mark.parametrize("content", ROWS.values(), ids=ROWS)
def test_drawings_use_the_tokens_of_the_house_and_are_the_same_bytes_twice(content: Choices) -> None:
    svg = draw_choices(content, WIDE).svg()
    assert {colour.upper() for colour in re.findall("#[0-9a-f]{6}", svg)} <= TOKENS
    assert svg == draw_choices(content, WIDE).svg()


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_row_has_its_name_count_and_gap_and_zero_is_named(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    texts = " ".join(text for text, _ in written(draw_choices(ROWS["too few"], variant)))
    for words in ("Rapportens grupp, utgåva 2024", "7 av 7", "+12,6", "Utgåva 2022", "–", "0 = gruppens median"):
        assert words in texts


def test_a_choice_without_a_median_has_no_dot() -> None:
    whole, bare = (draw_choices(ROWS[name], WIDE).svg() for name in ("both", "too few"))
    assert ("#a9b2ba" in whole, "#a9b2ba" in bare) == (True, False)


def test_a_verdict_is_needed_for_a_title() -> None:
    assert PeerSensitivity(pd.DataFrame(), 1, 0, 0, 0, 0, "depends_on_choice").is_robust is False
