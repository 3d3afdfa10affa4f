"""The figures of pace and of steps: what is drawn, titles that are true, words that stay apart, and absence with reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from budgets import NAN, REPORT, budget, facts_with, followed, line, note, notes, row, whole

from ifo_analysis.analysis.follow_up import budget_follow_up
from ifo_analysis.analysis.forecast import FlagLimits
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures.budget import budget_pace
from ifo_analysis.figures.budget_drawing import PaceRow, draw_paces, wrapped
from ifo_analysis.figures.budget_steps import budget_steps
from ifo_analysis.figures.style import NARROW, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ifo_analysis.facts import Facts

ALLOWED = frozenset({"Ekhult"})
TOKENS = {"#16202a", "#45525f", "#5c6975", "#0a4d68", "#818c96", "#c9d0d6", "#ffffff"}


def drawn(block: Figure | Absent) -> Figure:
    assert isinstance(block, Figure)
    for text in (plain(block.title), block.measure, block.alt, block.reading, "\n".join(block.notes)):
        assert faults(text, allowed=ALLOWED) == []
    return block


def pace(facts: Facts) -> Figure:
    return drawn(budget_pace(facts, followed(facts)))


def steps(facts: Facts) -> Figure:
    return drawn(budget_steps(facts, followed(facts)))


def cells(figure: Figure) -> list[list[str]]:
    return [[cell.text for cell in found.cells] for found in figure.data.rows]


def test_each_row_has_its_pace_and_what_the_forecast_assumes() -> None:
    figure = pace(facts_with(budget(*REPORT)))
    assert (figure.id, plain(figure.title)) == (
        "budget_pace",
        "Prognosen förutsätter en annan takt på två av tre rader",
    )
    assert cells(figure) == [
        ["Myndighet", "Placeringar", "−375", "−450", ""],
        ["Myndighet", "Bistånd", "−50", "−225", "ökar"],
        ["Myndighet", "Öppenvård", "125", "−100", "vänder"],
    ]
    assert figure.measure == (
        "Resultat per månad, tkr: januari–augusti 2024 och det som prognosen förutsätter för september–december. Ekhult."
    )
    assert figure.alt == (
        "Prognosen förutsätter en annan takt på två av tre rader. Två punkter per rad, tkr per månad. ”Öppenvård”: "
        "hittills 125, resten av året −100. ”Bistånd”: hittills −50, resten av året −225. Resultat eller prognos saknas "
        "för ”Boende”."
    )
    assert figure.notes == ("Minus betyder underskott.", "Resultat eller prognos saknas för ”Boende”.")
    assert figure.sources == ("Syntetiska data – inte Kolada.",)
    assert figure.data.rows[2].cells[2].value == pytest.approx(125.125)
    assert (figure.width_mm, figure.data.notes, figure.data.id) == (166, figure.notes, "budget_pace_data")


def test_a_report_without_flags_has_a_neutral_title() -> None:
    figure = pace(facts_with(budget(row("A", -800, -1_200), row("B", -8, -12))))
    assert plain(figure.title) == "Takten hittills och i prognosen"
    assert figure.alt == "Takten hittills och i prognosen. Två punkter per rad, tkr per månad."


def test_the_reading_tells_the_limits_that_were_used() -> None:
    facts = facts_with(budget(row("A", -800, -1_140)))
    asked = facts.parameters
    strict = budget_follow_up(
        facts.local.budget, facts.local.budget_notes, asked.municipality, 2024, limits=FlagLimits(0.9, 1.5)
    )
    figure = drawn(budget_pace(facts, strict))
    assert "högst 90\u00a0procent av det hittills" in figure.reading
    assert "minst 150\u00a0procent av det hittills" in figure.reading
    assert cells(figure)[0][4] == "minskar"


def test_the_last_month_stands_alone() -> None:
    figure = pace(facts_with(budget({**row("A", -800, -1_200), "months": 11})))
    assert "januari–november 2024 och det som prognosen förutsätter för december." in figure.measure


def test_many_rows_are_cut_to_those_that_differ_most() -> None:
    rows = [row(f"Rad {at:02}", -800, -1_200 - at) for at in range(30)]
    figure = pace(facts_with(budget(*rows)))
    assert {found[1] for found in cells(figure)} == {f"Rad {at:02}" for at in range(6, 30)}
    assert figure.notes[1] == (
        "Figuren visar de 24 av 30 rader där prognosen skiljer sig mest från samma takt hela året."
    )


def test_many_rows_without_forecast_are_counted() -> None:
    figure = pace(facts_with(budget(row("A", -8, -12), *(row(name, -8, NAN) for name in "BCDE"))))
    assert figure.notes[1] == "Resultat eller prognos saknas för fyra rader."


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([row("A", -8, NAN)], "Ingen figur över takten: ingen rad har både resultat och prognos för 2024."),
        (
            [{**row("A", -8, -9), "months": 12}],
            "Ingen figur över takten: ingen rad har både resultat och prognos för 2024.",
        ),
        (
            [],
            "Uppgifter om budget och utfall saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell.",
        ),
    ],
    ids=["no forecast", "the year is over", "no report"],
)
def test_without_both_there_is_no_figure(lines: list[dict[str, object]], reason: str) -> None:
    facts = facts_with(budget(*lines))
    assert budget_pace(facts, followed(facts)) == Absent(id="budget_pace", reason=reason)


BRIDGE = (whole(-9_000, -20_000, 4), whole(-18_000, -26_000))


def test_two_forecasts_are_bridged() -> None:
    figure = steps(facts_with(budget(*BRIDGE), notes(note("lön", -500))))
    assert (figure.id, plain(figure.title)) == (
        "budget_steps", "Prognosen har försämrats med 6,0\u00a0miljoner kronor",
    )  # fmt: skip
    assert cells(figure) == [
        ["Prognos efter april", "−20\u00a0000"],
        ["Utfall maj–augusti mot den prognosen", "−3\u00a0500"],
        ["Nya antaganden om resten av året", "−2\u00a0500"],
        ["Prognos efter augusti", "−26\u00a0000"],
    ]
    assert figure.measure == "Prognosen för helåret 2024, tkr, efter april 2024 och efter augusti 2024. Ekhult."
    assert figure.alt == (
        "Prognosen har försämrats med 6,0\u00a0miljoner kronor. Vattenfallsdiagram, tkr: Prognos efter april −20\u00a0000; "
        "Utfall maj–augusti mot den prognosen −3\u00a0500; Nya antaganden om resten av året −2\u00a0500; Prognos efter "
        "augusti −26\u00a0000."
    )
    assert figure.notes == ("Minus betyder underskott, eller att steget försämrar resultatet.",)


def test_a_bridge_up_and_a_bridge_to_the_same() -> None:
    better = steps(facts_with(budget(BRIDGE[0], whole(-9_500, -14_000, 5))))
    assert plain(better.title) == "Prognosen har förbättrats med 6,0\u00a0miljoner kronor"
    assert cells(better)[1][0] == "Utfall maj mot den prognosen"
    assert plain(steps(facts_with(budget(BRIDGE[0], whole(-9_500, -20_000, 5)))).title) == "Prognosen är oförändrad"


def causes(*stated: dict[str, object], result: float = -7_200) -> Figure:
    return steps(facts_with(budget(whole(result, -10_000)), notes(*stated)))


def test_without_an_earlier_forecast_the_causes_are_steps() -> None:
    figure = causes(note("Placeringar", -4_000), note("Lön", -2_700), note("Bidrag", 1_000), note("Annat"))
    assert cells(figure) == [
        ["Placeringar", "−4\u00a0000"],
        ["Lön", "−2\u00a0700"],
        ["Bidrag", "+1\u00a0000"],
        ["Inte förklarat", "−1\u00a0500"],
        ["Resultat januari–augusti 2024", "−7\u00a0200"],
    ]
    assert plain(figure.title) == (
        "Inte förklarat: 1,5\u00a0miljoner kronor av ett underskott på 7,2\u00a0miljoner kronor"
    )
    assert figure.notes[1] == "Belopp saknas för 1 av 4 orsaker."
    assert figure.measure == "Angivna orsaker till resultatet, tkr, januari–augusti 2024. Ekhult."


def test_small_causes_are_one_step_so_that_the_steps_fit() -> None:
    figure = causes(*(note(f"Orsak {at}", -100 * at) for at in range(1, 8)))
    assert [found[0] for found in cells(figure)] == [
        *(f"Orsak {at}" for at in (7, 6, 5, 4, 3)), "Övriga angivna orsaker", "Inte förklarat",
        "Resultat januari–augusti 2024",
    ]  # fmt: skip
    assert cells(figure)[5][1] == "−300"


@pytest.mark.parametrize(("stated", "result"), [(-8_000, -7_200), (1_000, -7_200), (-7_200, -7_200), (-100, 0)])
def test_the_title_claims_no_share_where_there_is_none(stated: float, result: float) -> None:
    title = plain(causes(note("Placeringar", stated), result=result).title)
    assert title == "Angivna orsaker till resultatet och det som inte är förklarat"


def test_long_causes_leave_the_last_two_steps_in_the_alternative_text() -> None:
    figure = causes(*(note(f"Placeringar av barn och unga i konsulentstödda familjehem {at}", -900) for at in range(5)))
    assert figure.alt.endswith(
        "Vattenfallsdiagram, tkr: Inte förklarat −2\u00a0700; Resultat januari–augusti 2024 −7\u00a0200."
    )


def test_without_steps_there_is_no_figure() -> None:
    for told in (notes(), notes(note("Placeringar"))):
        facts = facts_with(budget(whole(-7_200, -10_000)), told)
        assert budget_steps(facts, followed(facts)) == Absent(
            id="budget_steps",
            reason="Ingen figur över förändringen: det finns ingen tidigare prognos för 2024, och inga orsaker har belopp.",
        )
    facts = facts_with(budget())
    assert budget_steps(facts, followed(facts)).id == "budget_steps"


NAMES = (
    "Institutionsvård för barn och unga, konsulentstödda familjehem och jourhem",
    "Öppna insatser",
    "Å",
    "Socialpsykiatriboendestödsverksamheten",
)
DRAWN = {
    "ordinary": tuple(PaceRow("IFO", name, -500 + 300 * at, -100, "vänder") for at, name in enumerate(NAMES)),
    "sections": tuple(PaceRow(f"Avsnitt {at}", name, -1, -12_345, "") for at, name in enumerate(NAMES)),
    "surplus": (PaceRow("IFO", "Å", 98_765, 0.2, "ökar"),),
    "deficit": (PaceRow("IFO", "Å", -98_765, -0.2, "minskar"),),
    "all zero": (PaceRow("IFO", "Å", 0, 0, ""),),
}


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("rows", DRAWN.values(), ids=DRAWN)
def test_no_words_cover_each_other_or_leave_the_page(
    rows: tuple[PaceRow, ...], variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(draw_paces(rows, variant)) == []


def words(canvas: Canvas, written: Callable[[Canvas], list[tuple[str, object]]]) -> list[str]:
    return [text for text, _ in written(canvas)]


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_row_has_its_numbers_and_its_mark_in_words(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    texts = " ".join(words(draw_paces(DRAWN["ordinary"], variant), written))
    for found in DRAWN["ordinary"]:
        assert all(number in texts for number in found.numbers)
    assert texts.count("vänder") == 4
    assert ("tkr per månad" in texts, "hittills" in texts, "resten av året" in texts) == (True, True, True)


@pytest.mark.parametrize(
    ("name", "sides"),
    [("ordinary", [True, True]), ("surplus", [False, True]), ("deficit", [True, False]), ("all zero", [False, False])],
)
def test_only_sides_that_are_used_are_named(
    name: str, sides: Sequence[bool], written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    texts = words(draw_paces(DRAWN[name], NARROW), written)
    wide = words(draw_paces(DRAWN[name], WIDE), written)
    assert ["← underskott" in wide, "överskott →" in wide] == sides
    assert "0" in texts


def test_sections_are_named_only_where_there_are_several(
    written: Callable[[Canvas], list[tuple[str, object]]],
) -> None:
    assert "Avsnitt 2" in words(draw_paces(DRAWN["sections"], WIDE), written)
    assert "IFO" not in words(draw_paces(DRAWN["ordinary"], WIDE), written)


def test_only_the_house_colours_are_used_and_the_bytes_are_the_same() -> None:
    svg = draw_paces(DRAWN["ordinary"], WIDE).svg()
    colours = {f"#{part[:6]}" for part in svg.split("#")[1:] if len(part) > 6 and part[6] in '";'}
    assert colours <= TOKENS
    assert draw_paces(DRAWN["ordinary"], WIDE).svg() == svg


def test_long_names_leave_room_for_the_dots(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    texts = words(draw_paces(DRAWN["ordinary"], WIDE), written)
    assert texts[texts.index("Institutionsvård för barn och unga,") + 1] == "konsulentstödda familjehem och"


def test_a_name_is_broken_between_words_alone() -> None:
    assert wrapped("Å Ä Ö", 1, WIDE) == ("Å", "Ä", "Ö")
    assert wrapped("Å Ä Ö", 500, WIDE) == ("Å Ä Ö",)


def test_rows_of_one_name_are_told_with_their_section() -> None:
    lines = [row("A", -800, 0), {**row("A", -80, 0), "section": "Regi"}, line("IFO", "S", "section_total", (NAN,) * 4)]
    assert "”A” (”Regi”): hittills −10" in pace(facts_with(budget(*lines))).alt
