"""The finished document is counted against its definition, and every fault is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample import FIGURE, document, text
from sample_notebook import executed_notebook, sample_sections

from ifo_analysis.blocks import MIME_SECTION, Absent, Paragraph, Reference, Section, Text, Value
from ifo_analysis.definitions import documents
from ifo_analysis.errors import ReportError
from ifo_analysis.report.assembly import absences, assemble, state

if TYPE_CHECKING:
    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts

FINDING = document().sections[1].blocks[0]


def faults(facts: Facts, sections: list[Section]) -> list[str]:
    with pytest.raises(ReportError) as caught:
        assemble(executed_notebook(facts, sections))
    header, *lines = str(caught.value).splitlines()
    assert header == "Rapporten är inte hel:"
    return [line.removeprefix("  - ") for line in lines]


def changed(section_id: str, *extra: Block, without: str = "", **fields: object) -> list[Section]:
    """Return the sample's sections with one of them changed."""
    sections = []
    for section in sample_sections():
        if section.id == section_id:
            kept = tuple(block for block in section.blocks if getattr(block, "id", None) != without or not without)
            section = section.model_copy(update={"blocks": (*kept, *extra), **fields})  # noqa: PLW2901
        sections.append(section)
    return sections


def test_sections_come_in_the_order_of_the_definition_whatever_the_notebooks_order(facts: Facts) -> None:
    assembled = assemble(executed_notebook(facts, sample_sections()))
    assert [section.id for section in assembled.sections] == [item.id for item in documents()["genomlysning"].sections]
    assert assembled.sections[0].role == "summary"
    assert assembled.head.municipality_code == "1267"


def test_a_missing_section_is_told_by_its_name(facts: Facts) -> None:
    assert faults(facts, [section for section in sample_sections() if section.id != "method"]) == [
        "Metod (method): avsnittet saknas"
    ]


def test_a_doubled_and_an_unknown_section_are_told_at_once(facts: Facts) -> None:
    sections = sample_sections()
    unknown = sections[1].model_copy(update={"id": "weather", "title": "Vädret"})
    assert faults(facts, [*sections, sections[-1], unknown]) == [
        "Sammanfattning (summary): avsnittet visas 2 gånger",
        "Vädret (weather): avsnittet ingår inte i Genomlysning av individ- och familjeomsorgen",
    ]


def test_a_missing_and_a_doubled_head_are_told(facts: Facts) -> None:
    for copies in (0, 2):
        notebook = executed_notebook(facts, sample_sections())
        notebook.cells = notebook.cells[:1] * copies + notebook.cells[1:]
        with pytest.raises(ReportError) as caught:
            assemble(notebook)
        assert str(caught.value) == (
            f"Rapporten är inte hel:\n  - dokumenthuvudet ska visas en gång, men visas {copies} gånger"
        )


def test_a_declared_figure_is_shown_or_absent_exactly_once(facts: Facts) -> None:
    name = "Nettokostnadsavvikelsen (cost_deviation)"
    lost = faults(facts, changed("cost_deviation", without="deviation"))
    assert lost == [f"{name}: deviation varken visas eller saknas med ett skäl"]
    twice = faults(facts, changed("cost_deviation", Absent(id="deviation", reason="Uppgift saknas.")))
    assert twice == [f"{name}: deviation visas 2 gånger"]


def test_an_undeclared_figure_is_told(facts: Facts) -> None:
    extra = FIGURE.model_copy(update={"id": "extra"})
    assert faults(facts, changed("method", extra)) == ["Metod (method): extra visas men är inte deklarerad"]


def test_a_section_that_differs_from_its_definition_is_told(facts: Facts) -> None:
    assert faults(facts, changed("method", title="Metoder", role="body")) == [
        "Metod (method): title är inte som i definitions/sections.yml",
        "Metod (method): role är inte som i definitions/sections.yml",
    ]


def test_a_reference_leads_to_something_that_is_shown(facts: Facts) -> None:
    lost = Paragraph(content=(Reference(target="nowhere"), Reference(target="spread"), Reference(target="measures")))
    assert faults(facts, changed("method", lost)) == [
        "Metod (method): texten hänvisar till nowhere, som inte finns",
        "Metod (method): texten hänvisar till spread, som saknas i rapporten",
    ]


def test_every_number_has_its_evidence(facts: Facts) -> None:
    lost = "hänvisar till påståendet ”cost_level.pct”, som inte finns"
    assert faults(facts, changed("cost_deviation", without="cost_level")) == [
        f"Nettokostnadsavvikelsen (cost_deviation): cellen −20,8 {lost}",
        f"Jämförelse med liknande kommuner (peers): cellen −20,8 {lost}",
        "Sammanfattning (summary): sammanfattningen hänvisar till iakttagelsen ”cost_level”, som inte finns",
        f"Sammanfattning (summary): talet −20,8 % {lost}",
        f"Sammanfattning (summary): talet 20,8 {lost}",
    ]
    bare = Paragraph(content=(Value(text="7", claim=""), Text(text=" barn")))
    assert faults(facts, changed("method", bare)) == [
        "Metod (method): talet 7 hänvisar till påståendet ””, som inte finns"
    ]


def test_the_same_claim_twice_is_the_same_evidence(facts: Facts) -> None:
    again = FINDING.model_copy(update={"id": "again"})
    assemble(executed_notebook(facts, changed("method", again)))
    other = again.model_copy(update={"claims": (again.claims[0].model_copy(update={"value": 1.0}),)})
    assert faults(facts, changed("method", other)) == ["påståendet cost_level.pct har olika innehåll"]


def test_what_is_not_a_section_is_told_by_its_place_and_not_by_its_content(facts: Facts) -> None:
    notebook = executed_notebook(facts, sample_sections())
    notebook.cells[1].outputs[0]["data"][MIME_SECTION]["blocks"][0]["kind"] = "Anna"
    with pytest.raises(ReportError) as caught:
        assemble(notebook)
    assert str(caught.value).splitlines()[1] == (
        "  - kodcell 2: Section har inte den form som dokumentet kräver (blocks.0)"
    )
    assert "Anna" not in str(caught.value)


def test_a_section_is_complete_partial_or_without_data() -> None:
    _, second, third = document().sections
    gap = Paragraph(role="absent", content=text("Uppgifter saknas."))
    empty = third.model_copy(update={"blocks": (Absent(id="measures", reason="Ingen plan."), gap)})
    whole = second.model_copy(update={"blocks": second.blocks[:3]})
    assert [state(section) for section in (whole, second, third, empty)] == ["complete", "partial", "partial", "absent"]
    assert absences(empty) == {"measures": "Ingen plan."}
