"""What a notebook shows: the head once, then sections whose figures and tables are referred to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from invented import EKHULT, LINDNAS, facts_of, published
from sample import FIGURE, MEASURES, text

from ifo_analysis import show, show_head
from ifo_analysis.blocks import (
    MIME_HEAD,
    MIME_SECTION,
    Absent,
    BulletList,
    Finding,
    Paragraph,
    Section,
    Subheading,
    Text,
    Value,
)
from ifo_analysis.language import plain
from ifo_analysis.notebook import head, with_references

if TYPE_CHECKING:
    from ifo_analysis.blocks import Block

NUMBERS = {"deviation_trend": "figur 1", "measures": "tabell 1", "deviation": "tabell 2", "peer_values": "tabell 3"}
OPENING = Paragraph(content=text("Så gick det."))
ABSENT = Paragraph(role="absent", content=text("Uppgift saknas."))
SECOND_TABLE = MEASURES.model_copy(update={"id": "deviation"})
THIRD_TABLE = MEASURES.model_copy(update={"id": "peer_values"})


@pytest.fixture
def bundles(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def display(bundle: dict[str, Any], *, raw: bool) -> None:
        assert raw
        found.append(bundle)

    monkeypatch.setattr("IPython.display.display", display)
    return found


def words(block: Block) -> str:
    assert isinstance(block, Paragraph | Finding)
    return plain(block.content, NUMBERS)


def test_the_head_names_municipality_year_committee_and_date() -> None:
    assert head(published("0138", 2019)).model_dump() == {
        "title": "Genomlysning av individ- och familjeomsorgen",
        "municipality_code": "0138",
        "municipality": "Tyresö",
        "municipality_long": "Tyresö kommun",
        "report_year": 2019,
        "committee": "socialnämnden",
        "data_date": "2026-11-21",
        "notice": "",
    }


def test_invented_figures_are_noticed_on_every_page() -> None:
    assert head(facts_of()).notice == "Syntetiska data – inte Kolada"


def test_without_a_known_long_form_the_short_name_stands_alone() -> None:
    assert head(facts_of(LINDNAS)).municipality_long == "Lindnäs"


def test_the_head_is_shown_as_json_and_as_a_line(bundles: list[dict[str, Any]]) -> None:
    show_head(facts_of())
    (bundle,) = bundles
    assert bundle[MIME_HEAD]["municipality_code"] == EKHULT
    assert bundle["text/plain"] == (
        "Genomlysning av individ- och familjeomsorgen: Ekhults kommun 2024. Uppgifter hämtade senast 2026-08-16. "
        "Syntetiska data – inte Kolada"
    )


def test_the_committee_is_that_of_the_parameters() -> None:
    facts = facts_of()
    asked = facts.parameters.model_copy(update={"committee": "omsorgsnämnden"})
    assert head(replace(facts, parameters=asked)).committee == "omsorgsnämnden"


def test_a_section_has_the_heading_and_promises_of_its_definition(bundles: list[dict[str, Any]]) -> None:
    show("measures", OPENING, MEASURES)
    section = Section.model_validate(bundles[0][MIME_SECTION])
    assert (section.id, section.title, section.role) == ("measures", "Åtgärder och deras effekt", "body")
    assert section.shows == ("scenario", "measures", "measure_effects")
    assert bundles[0]["text/plain"] == "Åtgärder och deras effekt: 2 delar (Tre åtgärder: en är genomförd)"
    assert "<table" in bundles[0]["text/html"]


def test_blocks_and_lists_come_in_reading_order_and_none_is_passed_over(bundles: list[dict[str, Any]]) -> None:
    show("method", Subheading(text="A"), None, [Subheading(text="B"), OPENING], [], BulletList(items=(text("C"),)))
    section = Section.model_validate(bundles[0][MIME_SECTION])
    assert [block.kind for block in section.blocks] == ["subheading", "subheading", "paragraph", "list"]


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(KeyError):
        show("weather", OPENING)


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ([OPENING, FIGURE], "Så gick det (figur 1)."),
        ([OPENING, FIGURE, MEASURES], "Så gick det (figur 1 och tabell 1)."),
        ([OPENING, FIGURE, MEASURES, SECOND_TABLE], "Så gick det (figur 1, tabell 1 och tabell 2)."),
        (
            [OPENING, FIGURE, MEASURES, SECOND_TABLE, THIRD_TABLE],
            "Så gick det. Se figur 1, tabell 1, tabell 2 och tabell 3.",
        ),
        ([FIGURE, OPENING], "Så gick det (figur 1)."),
        ([ABSENT, FIGURE], "Uppgift saknas. Det som kan visas står i figur 1."),
        ([ABSENT, FIGURE, MEASURES], "Uppgift saknas. Det som kan visas står i figur 1 och tabell 1."),
    ],
)
def test_the_opening_text_refers_to_all_figures_and_tables(blocks: list[Block], told: str) -> None:
    referring = next(block for block in with_references(blocks) if isinstance(block, Paragraph))
    assert words(referring) == told


def test_only_the_first_text_refers() -> None:
    first, second, _ = with_references([OPENING, Paragraph(content=text("Sedan.")), FIGURE])
    assert (words(first), words(second)) == ("Så gick det (figur 1).", "Sedan.")


def test_a_later_lead_refers_to_what_follows_it() -> None:
    first = Finding(id="first", topic="a", role="lead", heading=text("Ett"), content=text("Först."))
    second = first.model_copy(update={"id": "second", "content": text("Sedan.")})
    plain_finding = first.model_copy(update={"id": "third", "role": "observation"})
    found = with_references([first, FIGURE, plain_finding, second, MEASURES])
    numbers = {FIGURE.id: "figur 1", MEASURES.id: "tabell 1"}
    told = [plain(block.content, numbers) for block in found if isinstance(block, Finding)]
    assert told == ["Först (figur 1).", "Först.", "Sedan (tabell 1)."]


@pytest.mark.parametrize(
    "blocks",
    [
        [OPENING, Absent(id="deviation_trend", reason="Uppgift saknas.")],
        [Subheading(text="A"), FIGURE],
        [Paragraph(content=(Value(text="7", claim="c"),)), FIGURE],
    ],
    ids=["nothing shown", "no text", "text that ends with a number"],
)
def test_blocks_without_target_or_text_stand_as_they_are(blocks: list[Block]) -> None:
    assert with_references(blocks) == blocks


def test_strong_text_stays_strong_when_it_refers() -> None:
    (block, _) = with_references([Paragraph(content=(Text(text="Viktigt.", is_strong=True),)), FIGURE])
    assert isinstance(block, Paragraph)
    assert block.content[0] == Text(text="Viktigt", is_strong=True)
