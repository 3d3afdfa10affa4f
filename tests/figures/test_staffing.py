"""The figures of staff and of bought care: titles, alternative texts, data, drawings, and absence with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from invented import EKHULT, PEERS, facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.purchased_care import bought_care
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.facts import Facts
from ifo_analysis.figures.purchased_care import purchased_care
from ifo_analysis.figures.purchased_care_drawing import FILLS, BoughtYear, BoughtYears, draw_bought_years
from ifo_analysis.figures.staffing import staffing
from ifo_analysis.figures.staffing_drawing import Bars, draw_bars
from ifo_analysis.figures.style import NARROW, TOKENS, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

NB = "\u00a0"
NAMES = ("Upplands Väsby", "Örnsköldsvik", "Malung-Sälen", "Å", "Höör", "Östra Göinge", "Gnosjö", "Lilla Edet")
SELLERS = ("privata företag", "föreningar och stiftelser", "andra kommuner", "regioner", "staten", "övriga")
BARS = {
    "ordinary": Bars(NAMES, (3.2, 2.9, 2.6, 2.0, 1.9, 1.6, 1.3, 0.9), 3, 1.95, "årsarbetare", 1),
    "alike": Bars(NAMES, (2.0,) * 8, 0, 2.0, "årsarbetare", 1, is_preliminary=True),
    "zero": Bars(NAMES[:5], (0.0,) * 5, 4, 0.0, "årsarbetare", 1),
    "far apart": Bars(NAMES[:5], (1_234.5, 3.0, 2.0, 1.0, 0.0), 4, 2.0, "årsarbetare", 1),
}
YEARS = {
    "ordinary": BoughtYears("procent av kostnaden", SELLERS, tuple(
        BoughtYear(2020 + n, (24.6, 1.4, 3.1, 0.2, 4.6, 0.1) if n != 2 else None, is_preliminary=n == 4) for n in range(5))),
    "one": BoughtYears("procent av budgeten", SELLERS[:1], (BoughtYear(2024, (100.0,)),)),
    "nothing": BoughtYears("procent av kostnaden", SELLERS[:2], (BoughtYear(2024, (0.0, 0.0)),)),
}  # fmt: skip
CASES = [
    *((draw_bars, content) for content in BARS.values()),
    *((draw_bought_years, content) for content in YEARS.values()),
]
IDS = [*BARS, *(f"bought {name}" for name in YEARS)]


def with_rows(
    *, staff: list[dict[str, object]] | None = None, purchases: list[dict[str, object]] | None = None
) -> Facts:
    frames = {"staff": local_rows("staff", *(staff or [])), "purchases": local_rows("purchases", *(purchases or []))}
    return replace(with_local(facts_of(), **frames), origin="published")


def fte(value: float, code: str = EKHULT, year: int = 2024, *, is_preliminary: bool = False) -> dict[str, object]:
    return {"measure": "full_time_equivalents", "value": float(value), "municipality": code, "year": year,
            "is_preliminary": is_preliminary}  # fmt: skip


def bought(counterpart: str, cost_tkr: float, year: int = 2024, basis: str = "outcome") -> dict[str, object]:
    return {"area": "Vård", "counterpart": counterpart, "cost_tkr": float(cost_tkr), "year": year, "basis": basis}


def drawn(block: Figure | Absent) -> Figure:
    assert isinstance(block, Figure)
    for text in (plain(block.title), block.measure, block.alt, block.reading, "\n".join(block.notes)):
        assert faults(text, allowed=frozenset(facts_of().names.values())) == []
    return block


def share(facts: Facts) -> Figure | Absent:
    return purchased_care(facts, bought_care(facts.local.purchases, EKHULT, 2024, allow_mixed=True))


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(("draw", "content"), CASES, ids=IDS)
def test_no_words_cover_each_other_or_leave_the_page(
    draw: Callable[[Any, Variant], Canvas],
    content: object,
    variant: Variant,
    collisions: Callable[[Canvas], list[str]],
) -> None:
    assert collisions(draw(content, variant)) == []


@pytest.mark.parametrize(("draw", "content"), CASES, ids=IDS)
def test_drawings_use_the_tokens_and_are_the_same_bytes_twice(
    draw: Callable[[Any, Variant], Canvas], content: object
) -> None:
    svg = draw(content, WIDE).svg()
    assert set(re.findall("#[0-9a-f]{6}", svg)) <= {colour.lower() for colour in (*TOKENS, *FILLS)}
    assert svg == draw(content, WIDE).svg()


def test_a_missing_year_has_words_and_no_bar(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    texts = [text for text, _ in written(draw_bought_years(YEARS["ordinary"], WIDE))]
    assert texts.count("uppgift saknas") == 1
    assert texts.count("34,0") == 4


def test_staff_stands_beside_the_peers_sorted_with_the_own_marked() -> None:
    facts = with_rows(staff=[fte(620), *(fte(10 + place, code) for place, code in enumerate(PEERS))])
    figure = drawn(staffing(facts, PEERS))
    assert plain(figure.title) == "Årsarbetare i förhållande till befolkningen: Ekhult har fler än gruppens median"
    assert figure.measure == f"Årsarbetare per 1{NB}000 invånare, 2024. Ekhult och sju liknande kommuner."
    assert [cell.text for cell in figure.data.rows[0].cells] == ["Ekhult", "20,0"]
    assert figure.data.rows[0].role == "own"
    assert figure.alt.startswith(f"{plain(figure.title)}. Liggande staplar 2024. Ekhult 20,0, median ")
    assert len(figure.sources) == 2


def test_a_side_that_one_peer_decides_is_not_in_the_title() -> None:
    people = facts_of().population
    sizes = people.loc[people["year"] == 2024].set_index("municipality")["residents"]
    rates = (1.0, 1.1, 1.2, 2.2, 3.0, 3.1, 3.2)
    rows = [fte(rate * sizes[code] / 1_000, code) for rate, code in zip(rates, PEERS, strict=True)]
    figure = drawn(staffing(with_rows(staff=[fte(2.4 * sizes[EKHULT] / 1_000), *rows]), PEERS))
    assert plain(figure.title) == "Årsarbetare i förhållande till befolkningen: Ekhult bredvid gruppen"


def test_without_peers_the_own_staff_is_shown_over_the_years() -> None:
    rows = [fte(60 + year - 2020, year=year, is_preliminary=year == 2024) for year in (2019, 2020, 2021, 2023, 2024)]
    figure = drawn(staffing(with_rows(staff=rows), PEERS))
    assert plain(figure.title) == f"Årsarbetare: från 1,9 till 2,1{NB}per 1{NB}000 invånare mellan 2019 och 2024"
    assert [row.cells[1].text for row in figure.data.rows] == ["1,9", "2,0", "2,0", "–", "2,0", "2,1"]
    assert figure.notes[1] == "Uppgift saknas för 2022."


def test_staff_without_data_has_a_reason() -> None:
    assert staffing(facts_of(), PEERS) == Absent(
        id="staffing", reason="Ingen figur: egna uppgifter om årsarbetare saknas för Ekhult 2024."
    )
    assert staffing(with_rows(staff=[fte(60)]), PEERS) == Absent(
        id="staffing",
        reason="Ingen figur: årsarbetare finns för färre än fyra liknande kommuner och för färre än fyra egna år.",
    )


def test_bought_care_is_told_by_seller_and_year_without_bridging_a_gap() -> None:
    rows = [bought(seller, cost, year) for year, sold in ((2020, 20), (2022, 25), (2023, 28), (2024, 30))
            for seller, cost in (("own", 66), ("companies", sold), ("state", 4))]  # fmt: skip
    figure = drawn(share(with_rows(purchases=rows)))
    assert plain(figure.title) == f"Köpt vård: från 30,5 till 34,0{NB}procent av kostnaden mellan 2022 och 2024"
    assert figure.alt == (
        f"Köpt vård: från 30,5 till 34,0{NB}procent av kostnaden mellan 2022 och 2024. Liggande staplar i delar. Störst delar "
        "2024: privata företag 30,0 och staten 4,0. Uppgift om samma verksamheter saknas för 2021."
    )
    assert [[cell.text for cell in row.cells] for row in figure.data.rows][1:3] == [
        *(["2021", "–", "–", "–"], ["2022", "26,3", "4,2", "30,5"])
    ]
    assert [column.header for column in figure.data.columns] == ["År", "Privata företag", "Staten", "Allt köpt"]


def test_a_share_of_the_budget_is_named_as_that() -> None:
    figure = drawn(
        share(
            with_rows(
                purchases=[
                    bought("companies", 18),
                    bought("own", 22, basis="budget"),
                    bought("state", 18, basis="budget"),
                ]
            )
        )
    )
    assert plain(figure.title) == f"Köpt vård 2024: 45,0{NB}procent av budgeten"
    assert figure.notes == ("Täljaren är utfall och nämnaren budget: andelen är av budgeten, inte av kostnaden.",)
    assert "procent av budgeten" in figure.svg


def test_bought_care_without_data_has_a_reason() -> None:
    assert share(facts_of()) == Absent(
        id="purchased_care",
        reason="Egna uppgifter om köpt vård som andel av kostnaden saknas för Ekhult 2024. Därför visas varken figur eller "
        "tabell över den.",
    )
