"""Figures and tables of the placement mix: what they show, say and leave out."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from local_rows import local_rows
from placement_rows import ADULTS, BERGSALA, CHILDREN, EVERYTHING, NOTHING, facts_with, review_of, rows

from ifo_analysis import tables
from ifo_analysis.blocks import Absent, Figure, Table
from ifo_analysis.drawing import inline_drawing
from ifo_analysis.figures.placement_mix import care_ladder, placement_mix
from ifo_analysis.figures.placement_mix_drawing import Bars, Panel, draw_bars
from ifo_analysis.figures.placement_mix_split import placement_split
from ifo_analysis.figures.style import NARROW, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

TOKENS = {
    *("#16202a", "#45525f", "#5c6975", "#0a4d68", "#818c96", "#a9b2ba"),
    *("#2f3a45", "#e4e9ed", "#7f8a94", "#c9d0d6", "#ffffff"),
}
FORMS = ("Nätverkshem", "Familjehem", "Konsulentstött familjehem", "Stödboende för vuxna", "HVB", "SiS och LVM-hem")
SHARES = Panel("andel av vårddygnen, %", (0.0, 60.4, 17.2, 4.6, 16.6, 1.2), (3.0, 79.0, 0.0, 5.0, 13.0, 0.0))
OWN_SHARES = Panel(SHARES.title, SHARES.own)
BARS = {
    "two sides": Bars("Ekhult 2024", "Jämförelsekommunerna 2024", FORMS, (SHARES,)),
    "long names": Bars("Upplands Väsby 2024", "Upplands Väsby 2023", FORMS, (SHARES,)),
    "three panels": Bars("Ekhult 2024", "", FORMS, (
        OWN_SHARES, Panel("andel av kostnaden, %", OWN_SHARES.own),
        Panel("kronor per vårddygn", (None, 1_100.0, 2_200.0, None, 106_750.0, 11_000.0)),
    )),
    "one form": Bars("Å 2024", "Å 2023", ("HVB",), (Panel("andel av vårddygnen, %", (100.0,), (100.0,)),)),
    "all zero": Bars("Å 2024", "Å 2023", ("HVB", "SiS"), (Panel("andel av vårddygnen, %", (0.0, 0.0), (0.0, 0.0)),)),
    "nothing known": Bars("Å 2024", "", ("HVB",), (Panel("kronor per vårddygn", (None,)),)),
}  # fmt: skip
FACTS = facts_with()
CHILD_REVIEW, ADULT_REVIEW = review_of(FACTS), review_of(FACTS, "adults")
ALL = (
    placement_mix,
    placement_split,
    care_ladder,
    tables.placement_mix,
    tables.placement_split,
    tables.placement_counterfactuals,
)


def shown(block: Figure | Table | Absent) -> Figure:
    assert isinstance(block, Figure)
    return block


def cells(block: Figure | Table | Absent) -> list[list[str]]:
    table = block.data if isinstance(block, Figure) else block
    assert isinstance(table, Table)
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", BARS)
def test_no_words_cover_each_other_or_leave_the_page(
    name: str, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    canvas = draw_bars(BARS[name], variant)
    assert collisions(canvas) == []
    assert set(re.findall("#[0-9a-f]{6}", canvas.svg())) <= TOKENS
    assert canvas.svg() == draw_bars(BARS[name], variant).svg()


def test_what_isnt_known_has_a_dash_and_no_bar(
    written: Callable[[Canvas], list[tuple[str, object]]],
) -> None:
    texts = [text for text, _ in written(draw_bars(BARS["nothing known"], WIDE))]
    assert "–" in texts
    assert draw_bars(BARS["nothing known"], WIDE).svg().count("#0a4d68") < draw_bars(
        BARS["one form"], WIDE
    ).svg().count("#0a4d68")


def test_the_mix_stands_beside_the_pooled_municipalities() -> None:
    figure = shown(placement_mix(FACTS, CHILD_REVIEW))
    assert plain(figure.title) == "Familjehem är en mindre andel av dygnen än i jämförelsekommunerna"
    assert figure.measure == (
        "Andel av vårddygnen 2024 för barn och unga, procent. Ekhult 2024 och jämförelsekommunerna 2024."
    )
    assert cells(figure) == [
        ["Familjehem", "60", "79"], ["Jourhem", "0", "3"], ["Konsulentstött familjehem", "17", "0"],
        ["Stödboende", "5", "5"], ["HVB", "17", "13"], ["SiS", "2", "0"],
    ]  # fmt: skip
    assert "Familjehem 60 (79)" in figure.alt
    assert figure.notes == ("Jämförelsekommunerna är Bergsala och Norrviken, räknade tillsammans.",)


def test_the_waterfall_goes_from_the_comparison_to_the_own_cost() -> None:
    figure = shown(placement_split(FACTS, CHILD_REVIEW))
    assert (
        plain(figure.title) == "Placeringarna kostade 2\u00a0509\u00a0kronor mer per invånare än i jämförelsekommunerna"
    )
    assert cells(figure) == [
        ["Jämförelsekommunerna 2024", "2\u00a0366"], ["Volym: vårddygn per invånare", "+1\u00a0407"],
        ["Mix: fördelning på former", "+960"], ["Pris: kronor per vårddygn", "+142"], ["Ekhult 2024", "4\u00a0876"],
    ]  # fmt: skip
    assert figure.data.columns[1].unit == "kr/inv 0–20 år"
    assert figure.alt == (
        "Placeringarna kostade 2\u00a0509\u00a0kronor mer per invånare än i jämförelsekommunerna. Vattenfallsdiagram från "
        "2\u00a0366 till 4\u00a0876\u00a0kronor per invånare: antalet vårddygn 1\u00a0407 mer, sammansättningen 960 mer, priset "
        "per dygn 142 mer."
    )
    assert "Värdena är avrundade var för sig och summerar därför inte exakt." in figure.notes


def test_the_ladder_has_days_cost_and_price_of_each_step() -> None:
    figure = shown(care_ladder(FACTS, CHILD_REVIEW))
    assert plain(figure.title) == "HVB: 17\u00a0procent av dygnen, 45\u00a0procent av kostnaden"
    assert cells(figure)[0] == ["Familjehem", "60", "27", "1\u00a0100"]
    assert cells(figure)[-1] == ["SiS", "2", "9", "11\u00a0000"]
    assert [column.unit for column in figure.data.columns] == ["", "%", "%", "kr/dygn"]


def test_the_table_has_forms_in_order_and_each_person_once_in_all() -> None:
    table = tables.placement_mix(FACTS, CHILD_REVIEW)
    assert cells(table)[1] == ["Jourhem", "0", "0", "0,0", "0", "3", "–", "1\u00a0500", "–"]
    assert cells(table)[4] == ["HVB", "14", "2\u00a0500", "337,8", "17", "13", "6\u00a0500", "6\u00a0130", "100"]
    assert cells(table)[-1] == [
        "Alla",
        "52",
        "15\u00a0100",
        "2\u00a0040,5",
        "100",
        "100",
        "2\u00a0389",
        "1\u00a0742",
        "36",
    ]
    assert isinstance(table, Table)
    assert "– uppgift saknas." in table.notes
    assert table.measure == (
        "Placeringar 2024, barn och unga, Ekhult. Dygn per 1\u00a0000\u00a0invånare 0–20 år. Jämförelse: jämförelsekommunerna "
        "2024."
    )


def test_the_split_table_has_each_comparison_and_each_municipality_alone() -> None:
    found = cells(tables.placement_split(FACTS, CHILD_REVIEW))
    bands = [row[0] for row in found if len(row) == 1]
    assert bands == ["Jämförelsekommunerna 2024", "Ekhult 2023", "Målet för 2024", "En jämförelsekommun i taget"]
    assert found[1] == ["Alla former", "+1\u00a0407", "", "", "+1\u00a0407"]
    assert ["HVB", "", "+263", "+93", "+357"] in found
    assert ["Hela skillnaden", "+1\u00a0407", "+960", "+142", "+2\u00a0509"] in found
    assert found[-2:] == [
        ["Bergsala", "+1\u00a0279", "+884", "+155", "+2\u00a0319"],
        ["Norrviken", "+1\u00a0549", "+1\u00a0063", "+116", "+2\u00a0728"],
    ]


def test_the_parts_of_the_split_table_add_up() -> None:
    table = tables.placement_split(FACTS, CHILD_REVIEW)
    assert isinstance(table, Table)
    starts = [at for at, row in enumerate(table.rows) if row.role == "group"][:3]
    for start, total in zip(starts, [at for at, row in enumerate(table.rows) if row.role == "total"], strict=True):
        for column in range(1, 5):
            parts = [float(row.cells[column].value or 0) for row in table.rows[start + 1 : total]]
            assert sum(parts) == pytest.approx(float(table.rows[total].cells[column].value or 0))


def test_counterfactuals_say_that_they_are_no_parts() -> None:
    table = tables.placement_counterfactuals(FACTS, CHILD_REVIEW)
    assert isinstance(table, Table)
    assert table.notes[0] == (
        "Varje rad byter ut hela faktorer på en gång. Skillnaderna är därför inte desamma som delarna i uppdelningen, och de "
        "summerar inte till skillnaden."
    )
    assert cells(table)[:3] == [
        ["Jämförelsekommunerna 2024"], ["Egen kostnad", "4\u00a0876", ""],
        ["Egen volym och egna priser, jämförelsens mix", "3\u00a0717", "−1\u00a0159"],
    ]  # fmt: skip


@pytest.mark.parametrize("make", ALL, ids=lambda make: f"{make.__module__.split('.')[1]}-{make.__name__}")
def test_adults_have_blocks_of_their_own(make: Callable[..., Figure | Table | Absent]) -> None:
    children, adults = make(FACTS, CHILD_REVIEW), make(FACTS, ADULT_REVIEW)
    assert adults.id == f"{children.id}_adults"


def test_nothing_placed_says_so_in_one_sentence() -> None:
    facts = facts_with(rows(BERGSALA, "9911"))
    review = review_of(facts)
    reasons = {block.reason for make in ALL if isinstance(block := make(facts, review), Absent)}
    assert reasons == {
        "Egna uppgifter om placerade barn och unga saknas för Ekhult 2024. Därför visas inga figurer och tabeller om dem."
    }


def test_without_anything_to_compare_with_the_mix_stands_alone() -> None:
    facts = facts_with(rows(CHILDREN))
    review = review_of(facts)
    figure = shown(placement_mix(facts, review))
    assert plain(figure.title) == "Vårddygnen för barn och unga fördelade på former"
    assert cells(figure)[0] == ["Familjehem", "60"]
    assert len(cells(tables.placement_mix(facts, review))[0]) == 7
    reason = (
        "Kostnaden kan inte delas i volym, mix och pris, eftersom det saknas uppgifter att jämföra med: andra kommuner, året "
        "före eller ett mål."
    )
    for make in (placement_split, tables.placement_split, tables.placement_counterfactuals):
        block = make(facts, review)
        assert isinstance(block, Absent)
        assert block.reason == reason


def test_a_missing_price_is_named() -> None:
    unpriced = [row | {"cost_sek": NOTHING} if row["placement_type"] == "sis" else row for row in EVERYTHING]
    facts = facts_with(unpriced)
    review = review_of(facts)
    block = placement_split(facts, review)
    assert isinstance(block, Absent)
    assert block.reason == "Kostnaden kan inte delas i volym, mix och pris, eftersom pris saknas för SiS."
    ladder = shown(care_ladder(facts, review))
    assert cells(ladder)[-1] == ["SiS", "2", "–", "–"]
    assert "– uppgift saknas." in ladder.notes


def test_few_persons_are_not_compared() -> None:
    few = [("familjehem", "own", 900.0, 900_000.0, 3), ("hvb", "purchased", 300.0, 1_800_000.0, 2)]
    facts = facts_with([*rows(few), *rows(BERGSALA, "9911")], placed_persons=local_rows("placed_persons"))
    review = review_of(facts)
    assert plain(shown(placement_mix(facts, review)).title) == "Vårddygnen för barn och unga fördelade på former"
    block = placement_split(facts, review)
    assert isinstance(block, Absent)
    assert block.reason == "Antalet placerade är så litet att kostnaden inte jämförs."
    assert plain(shown(care_ladder(facts, review)).title) == "Vårdkedjan för barn och unga"


def test_one_municipality_to_compare_with_has_its_name() -> None:
    facts = facts_with([*rows(CHILDREN), *rows(BERGSALA, "9911")])
    figure = shown(placement_mix(facts, review_of(facts)))
    assert figure.measure.endswith("Ekhult 2024 och Bergsala 2024.")
    assert figure.notes == ()
    assert "En jämförelsekommun i taget" not in str(cells(tables.placement_split(facts, review_of(facts))))


def test_forms_on_the_way_to_institutions_stand_in_order() -> None:
    order = [row[0] for row in cells(tables.placement_mix(FACTS, ADULT_REVIEW))]
    assert order == ["Familjehem", "Stödboende för vuxna", "HVB", "Alla"]
    assert {form for form, *_ in ADULTS} == {"familjehem", "stodboende_vuxna", "hvb"}


@pytest.mark.parametrize("review", [CHILD_REVIEW, ADULT_REVIEW], ids=["children", "adults"])
@pytest.mark.parametrize("make", ALL, ids=lambda make: f"{make.__module__.split('.')[1]}-{make.__name__}")
def test_all_words_around_are_swedish_and_credited(
    make: Callable[..., Figure | Table | Absent], review: object
) -> None:
    block = make(FACTS, review)
    assert isinstance(block, Figure | Table)
    texts = [f"{plain(block.title)}.", block.measure, *block.notes]
    if isinstance(block, Figure):
        texts += [block.alt, block.reading]
        assert len(block.alt) <= 300
        for svg in (block.svg, block.svg_narrow):
            assert inline_drawing(svg, "f", block.alt, "wide").startswith("<svg")
    for text in texts:
        assert text == "– uppgift saknas." or faults(text) == []
    assert block.sources
    for first, second in pairwise(block.sources):
        assert first != second
