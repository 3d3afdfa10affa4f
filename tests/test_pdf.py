"""The PDF says all that the document says, to everybody, and twice the same."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import page
import pytest
from pypdf import PdfReader
from sample import CLAIM, DATA, FIGURE, MEASURES, SOURCE, document, text

from ifo_analysis.blocks import (
    Block,
    Cell,
    Column,
    Document,
    Finding,
    Lead,
    Paragraph,
    Reference,
    Row,
    Section,
    Subheading,
    Table,
)
from ifo_analysis.errors import ReportError
from ifo_analysis.report import pdf as pdf_module
from ifo_analysis.report.pdf import PdfContents, pdf_contents, render_pdf

NOTICE = "Syntetiska data: Ekhult finns inte."
HOSTILE = '#panic("x") $a$ *b* _c_ <lbl> @ref \\ [x] #{y} // z'
RULES = {
    "ua1": 104,
    "2a": 154,
}  # how many rules page-validation 0.11.0 checks; a version that checks fewer must be seen


def failures(pdf: bytes, path: Path, profile: str) -> list[tuple[str, str]]:
    path.write_bytes(pdf)
    report = page.validate_pdf(str(path), profile=profile)
    assert report.rules.total == RULES[profile]
    return [(each.rule_id, each.message) for each in report.failures if not is_false_alarm(each, pdf)]


def is_false_alarm(failure: page.ValidationFailure, pdf: bytes) -> bool:
    """The validator counts a stream's last byte 0D to the line end after it, although /Length is right.

    It doesn't always name the object. Then every stream's /Length must be right, and some stream end in 0D.
    """
    if failure.rule_id != "PDFA2A-STREAM-LENGTH-001":
        return False
    accused = failure.object_id and failure.object_id.object_number
    found = [last for number, last in streams(pdf) if accused in {None, number}]
    return None not in found and b"\r" in found


def streams(pdf: bytes) -> Iterator[tuple[int, bytes | None]]:
    """Yield each stream's object number and last byte, or None for the byte if its /Length is wrong."""
    within = rb"(?:(?!endobj).)*?"
    opening = re.compile(rb"\n(\d+) 0 obj\b" + within + rb"/Length (\d+)" + within + rb"\bstream\r?\n", re.DOTALL)
    place = 0
    while stream := opening.search(pdf, place):
        place = stream.end() + int(stream[2])
        is_right = pdf[place : place + 10] == b"\nendstream"
        yield int(stream[1]), pdf[place - 1 : place] if is_right else None


def words(pdf: bytes) -> str:
    return " ".join(" ".join(pages(pdf)).split())


def pages(pdf: bytes) -> list[str]:
    return [" ".join(each.extract_text().split()) for each in PdfReader(BytesIO(pdf)).pages]


def tags(pdf: bytes) -> list[str]:
    root = PdfReader(BytesIO(pdf)).root_object
    return [tag["/S"].removeprefix("/") for tag in pdf_module._tags(root["/StructTreeRoot"])]  # noqa: SLF001


def links(pdf: bytes) -> int:
    annotations = (note for each in PdfReader(BytesIO(pdf)).pages for note in each.get("/Annots", []))
    return sum(note.get_object()["/Subtype"] == "/Link" for note in annotations)


def by_poppler(*command: str, pdf: bytes, folder: Path) -> str:
    (folder / "read.pdf").write_bytes(pdf)
    target = ["-"] if command[0] == "pdftotext" else []
    run = subprocess.run([*command, "read.pdf", *target], cwd=folder, capture_output=True, check=True)
    return " ".join(run.stdout.decode(errors="replace").split())


def with_blocks(*blocks: Block, notice: str = "") -> Document:
    section = Section(id="only", title="Avsnittet", role="body", shows=(), blocks=blocks)
    return document(notice).model_copy(update={"sections": (section,)})


def long_table(rows: int, table_id: str = "long") -> Table:
    return Table(
        id=table_id,
        title=text("En lång tabell"),
        measure="Kronor per invånare",
        columns=(Column(header="Nyckeltal", align="left"), Column(header="Ekhult", unit="kr/inv")),
        rows=tuple(Row(cells=(Cell(text=f"Rad {row}"), Cell(text="1 234"))) for row in range(rows)),
        sources=(SOURCE,),
    )


@pytest.mark.parametrize("profile", RULES)
@pytest.mark.parametrize("notice", ["", NOTICE])
def test_the_sample_breaks_no_rule_of_the_standards(profile: str, notice: str, tmp_path: Path) -> None:
    assert failures(render_pdf(document(notice)), tmp_path / "sample.pdf", profile) == []


@pytest.mark.parametrize("profile", RULES)
def test_long_tables_and_a_contents_list_break_no_rule(profile: str, tmp_path: Path) -> None:
    pdf = render_pdf(with_blocks(long_table(400), long_table(3, "provenance")))
    assert pdf_contents(pdf).pages > 7
    assert failures(pdf, tmp_path / "long.pdf", profile) == []


@pytest.mark.parametrize(("length", "is_alarm_false"), [(5, True), (4, False), (6, False)])
def test_only_a_stream_of_the_right_length_excuses_the_validator(length: int, is_alarm_false: bool) -> None:  # noqa: FBT001
    failure = Mock(rule_id="PDFA2A-STREAM-LENGTH-001", **{"object_id.object_number": 7})
    pdf = b"%%PDF\n7 0 obj\n<<\n/Length %d\n>>\nstream\nabcd\r\nendstream\nendobj" % length
    assert is_false_alarm(failure, pdf) is is_alarm_false


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    code = "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
    code += "from sample import document; from ifo_analysis.report.pdf import render_pdf\n"
    code += "print(hashlib.sha256(render_pdf(document())).hexdigest(), 'typst' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert run.stdout.split()[0] == hashlib.sha256(render_pdf(document())).hexdigest()


def test_importing_the_module_loads_neither_engine_nor_reader() -> None:
    code = "import sys, ifo_analysis.report.pdf; print({'typst', 'pypdf'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout == "set()\n"


def test_markup_is_printed_as_text() -> None:
    sample = document(HOSTILE)
    table = MEASURES.model_copy(update={"title": text(HOSTILE), "measure": HOSTILE, "notes": (HOSTILE,)})
    figure = FIGURE.model_copy(update={"alt": HOSTILE, "reading": HOSTILE})
    section = Section(
        id=HOSTILE,
        title=HOSTILE,
        role="summary",
        shows=(),
        blocks=(Lead(content=text(HOSTILE)), Subheading(text=HOSTILE), figure, table, Paragraph(content=text(HOSTILE))),
    )
    head = sample.head.model_copy(update={"title": HOSTILE, "municipality_long": HOSTILE, "committee": HOSTILE})
    pdf = render_pdf(Document(head=head, sections=(section,)))
    printed = words(pdf).replace(" ", "")
    assert printed.count(HOSTILE.replace(" ", "")) >= 12
    assert pdf_contents(pdf).alts == (HOSTILE,)
    assert "Rekryterajourfamiljer#panic(1)$a$<b>" in printed


def test_every_figure_and_table_is_counted_in_reading_order_and_signs_are_not() -> None:
    second = FIGURE.model_copy(update={"id": "second", "alt": "En annan figur."})
    pdf = render_pdf(with_blocks(FIGURE, MEASURES, second, long_table(60)))
    assert pdf_contents(pdf) == PdfContents(alts=(FIGURE.alt, "En annan figur."), tables=2, pages=3)


def test_a_document_without_figures_holds_none() -> None:
    assert pdf_contents(render_pdf(with_blocks())) == PdfContents(alts=(), tables=0, pages=1)


def test_everything_in_the_sample_is_printed_in_reading_order() -> None:
    printed = words(render_pdf(document()))
    order = [
        *("Till socialnämnden · 2026-08-16", "Sammanfattning", "Ekhults individ- och familjeomsorg kostade mindre"),
        *("−20,8 %", "nettokostnadsavvikelse 2024", "Lägre kostnad än referenskostnaden", "År 2024 var Ekhults"),
        *("Vad vi inte vet", "Folkmängden saknas.", "Kvalitet ingår inte.", "Nettokostnadsavvikelsen"),
        *("Lägre kostnad än referenskostnaden", "procent lägre än referenskostnaden (figur 1).", "Värden till och med"),
        *("Så läser du figuren", "Tjock linje: Ekhult.", "Figur 1 Av sex år", "Nettokostnadsavvikelse, procent av"),
        *("Högre än noll", "Källa: Kolada", "Egen bearbetning", "Iakttagelse", "Ingen figur: uppgift saknas"),
        *("Åtgärder och deras effekt", "Tabell 1 Tre åtgärder", "Ekonomisk effekt", "Mål Åtgärd Status Effekt mnkr/år"),
        *("Barn- och ungdomsvård", "Insatsgruppen", "pågår", "4,8", "avvaktar beslut", "genomförd"),
        *(
            "saknar volym",
            "Summa (1 av 2 mål)",
            "Källa: Ekhults kommun",
            "Frågor",
            "Vem ansvarar?",
            "När är det klart?",
        ),
        "Uppgifter om vårddygn saknas för 2024.",
    ]
    place = 0
    for phrase in order:
        place = printed.find(phrase, place)
        assert place >= 0, phrase
        place += len(phrase)


def test_a_cell_that_spans_rows_is_read_before_the_rows_it_covers(tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo saknas på den här datorn")
    printed = by_poppler("pdfinfo", "-struct-text", pdf=render_pdf(document()), folder=tmp_path).replace('"', "")
    order = [printed.index(phrase) for phrase in ("Minska antalet", "Insatsgruppen", "Kartlägga", "avvaktar", "Summa")]
    assert order == sorted(order)


def test_headings_lists_captions_and_tables_are_tagged_as_such() -> None:
    outline = [tag for tag in tags(render_pdf(document())) if tag in {"H1", "H2", "L", "Caption", "Figure", "Table"}]
    assert outline == ["H1", "H2", "H2", "L", "H1", "H2", "Caption", "Figure", "H1", "Table", "Caption", "H2", "L"]


def test_title_author_language_and_date_come_from_the_head() -> None:
    reader = PdfReader(BytesIO(render_pdf(document())))
    assert reader.metadata is not None
    assert reader.metadata.title == "Genomlysning av individ- och familjeomsorgen – Ekhults kommun 2024"
    assert reader.metadata.author == "Ekhults kommun"
    assert reader.metadata.creation_date_raw == "D:20260816000000Z"
    assert str(reader.root_object["/Lang"]) == "sv-SE"


def test_captions_carry_the_numbers_of_the_document() -> None:
    second, third = (FIGURE.model_copy(update={"id": name}) for name in ("second", "third"))
    sample = with_blocks(FIGURE, MEASURES, second, long_table(3), third)
    printed = re.findall(r"(?:Figur|Tabell) \d", words(render_pdf(sample)))
    assert [name.lower() for name in printed] == list(sample.numbered().values())


def test_a_notice_and_the_page_number_stand_on_every_page() -> None:
    printed = pages(render_pdf(with_blocks(long_table(200), notice=NOTICE)))
    assert len(printed) > 4
    for number, words_on_page in enumerate(printed, start=1):
        assert words_on_page.count(NOTICE) == 2
        assert f"Sida {number} av {len(printed)}" in words_on_page
        assert "Uppgifter hämtade 2026-08-16" in words_on_page
        assert "Ekhults kommun Genomlysning av individ- och familjeomsorgen 2024" in words_on_page


def test_a_notice_is_read_aloud_once() -> None:
    assert tags(render_pdf(document(NOTICE))).count("P") == tags(render_pdf(document())).count("P") + 1


def test_a_long_table_repeats_its_header_on_every_page() -> None:
    printed = pages(render_pdf(with_blocks(long_table(120))))
    assert len(printed) > 2
    assert [each.count("Nyckeltal Ekhult kr/inv") for each in printed] == [1] * len(printed)
    assert " ".join(printed).count("1 234") == 120


@pytest.mark.parametrize("lines", range(20, 40))
def test_a_figure_never_leaves_its_caption_and_source(lines: int) -> None:
    filling: list[Block] = [Paragraph(content=text("Text."))] * lines
    (home,) = [each for each in pages(render_pdf(with_blocks(*filling, FIGURE))) if "Figur 1" in each]
    assert "Ekhult −20,8" in home
    assert FIGURE.sources[-1] in home


@pytest.mark.parametrize("lines", range(36, 52, 2))
def test_a_heading_is_never_last_on_its_page(lines: int) -> None:
    filling: list[Block] = [Paragraph(content=text("Text."))] * lines
    after: list[Block] = [Subheading(text="Rubriken"), Paragraph(content=text("Första raden."))]
    (home,) = [each for each in pages(render_pdf(with_blocks(*filling, *after))) if "Rubriken" in each]
    assert "Första raden." in home


@pytest.mark.parametrize("lines", range(36, 52, 2))
def test_the_caption_of_a_long_table_stays_with_its_first_row(lines: int) -> None:
    filling: list[Block] = [Paragraph(content=text("Text."))] * lines
    (home,) = [each for each in pages(render_pdf(with_blocks(*filling, long_table(60)))) if "Tabell 1" in each]
    assert "Rad 0" in home


def test_only_a_long_document_lists_its_contents() -> None:
    assert "Innehåll" not in words(render_pdf(document()))
    sample = document()
    filled = sample.sections[2].model_copy(update={"blocks": (long_table(300),)})
    pdf = render_pdf(sample.model_copy(update={"sections": (*sample.sections[:2], filled)}))
    assert "Innehåll Sammanfattning 1 Nettokostnadsavvikelsen 2 Åtgärder och deras effekt 2" in words(pdf)


def test_sections_and_subheadings_are_bookmarks() -> None:
    outline: list[Any] = PdfReader(BytesIO(render_pdf(document()))).outline
    titles = [[each.title for each in entry] if isinstance(entry, list) else entry.title for entry in outline]
    assert titles == [
        *("Sammanfattning", "Nettokostnadsavvikelsen", ["Lägre kostnad än referenskostnaden"]),
        *("Åtgärder och deras effekt", ["Frågor"]),
    ]


def test_a_number_links_to_its_row_of_provenance_and_to_nothing_without_one() -> None:
    lead = next(block for block in document().sections[1].blocks if isinstance(block, Finding))
    provenance = DATA.model_copy(update={"id": "provenance"})
    without = provenance.model_copy(update={"rows": (Row(cells=(Cell(text="2023"), Cell(text="−9,8"))),)})
    assert CLAIM.id in {cell.claim for row in provenance.rows for cell in row.cells}
    assert links(render_pdf(with_blocks(lead, FIGURE, provenance))) == 2
    assert links(render_pdf(with_blocks(lead, FIGURE, without))) == 1


def test_a_claim_with_two_rows_links_to_the_first() -> None:
    lead = next(block for block in document().sections[1].blocks if isinstance(block, Finding))
    twice = DATA.model_copy(update={"id": "provenance", "rows": DATA.rows + DATA.rows})
    assert links(render_pdf(with_blocks(lead, FIGURE, twice))) == 2


def test_marks_stand_before_the_number() -> None:
    rows = tuple(Row(cells=(Cell(text="År"), Cell(text="5,7", mark=mark))) for mark in ("preliminary", "break"))
    printed = words(render_pdf(with_blocks(DATA.model_copy(update={"rows": rows}))))
    assert "ᵖ 5,7" in printed
    assert "ᵇ 5,7" in printed


def test_an_empty_header_and_the_empty_cells_of_a_sum_are_spanned() -> None:
    columns = (Column(header="Mål", align="left"), Column(header=""), Column(header="Effekt"))
    rows = (
        Row(cells=(Cell(text="a"), Cell(text="b"), Cell(text="c"))),
        Row(role="total", cells=(Cell(text="Summa"), Cell(text=""), Cell(text="1"))),
    )
    found = tags(render_pdf(with_blocks(MEASURES.model_copy(update={"columns": columns, "rows": rows}))))
    assert (found.count("TH"), found.count("TD")) == (2, 5)


def test_lost_references_and_foreign_fonts_are_told_at_once() -> None:
    figure = FIGURE.model_copy(update={"svg": FIGURE.svg.replace("Source Sans 3", "DejaVu Sans")})
    lost = Paragraph(content=(Reference(target="nowhere"),))
    with pytest.raises(ReportError) as error:
        render_pdf(with_blocks(lost, figure))
    assert str(error.value) == (
        "PDF-filen kan inte skapas:\n"
        "  - hänvisningen till 'nowhere' saknar mål: ta bort den eller visa figuren eller tabellen\n"
        "  - figuren 'deviation_trend' använder typsnittet 'DejaVu Sans': rita med 'Source Sans 3'"
    )


def test_a_row_that_would_shift_the_cells_after_it_is_refused() -> None:
    columns = (Column(header="a"), Column(header="b"), Column(header="c"))
    full, short = Row(cells=(Cell(text="1"),) * 3), Row(cells=(Cell(text="1"),) * 2)
    spanning = Row(cells=(Cell(text="1", row_span=2), Cell(text="2"), Cell(text="3")))
    group = Row(role="group", cells=(Cell(text="g"),))
    table = MEASURES.model_copy(
        update={"columns": columns, "rows": (group, spanning, short, full, short, spanning, full)}
    )
    with pytest.raises(ReportError) as error:
        render_pdf(with_blocks(table))
    assert str(error.value) == (
        "PDF-filen kan inte skapas:\n"
        "  - tabellen 'measures', rad 5: har 2 celler men ska ha 3\n"
        "  - tabellen 'measures', rad 7: har 3 celler men ska ha 2"
    )


def test_a_summary_alone_fills_one_page() -> None:
    summary = document().sections[0].model_copy(update={"blocks": (Lead(content=text("Kort.")),)})
    assert pdf_contents(render_pdf(document().model_copy(update={"sections": (summary,)}))).pages == 1


def test_a_font_family_as_matplotlib_writes_it_is_recognised() -> None:
    style = "style=\"font-size: 9.5px; font-family: 'Source Sans 3', 'DejaVu Sans', sans-serif; fill: #45525f\""
    ours = FIGURE.model_copy(update={"svg": FIGURE.svg.replace("style=\"font: 700 9.5px 'Source Sans 3'\"", style)})
    assert pdf_contents(render_pdf(with_blocks(ours))).alts == (FIGURE.alt,)
    theirs = ours.model_copy(update={"svg": ours.svg.replace("'Source Sans 3', ", "")})
    with pytest.raises(ReportError, match="använder typsnittet 'DejaVu Sans'"):
        render_pdf(with_blocks(theirs))


@pytest.mark.parametrize(
    "block",
    [Paragraph(content=text("Tecknet ◇")), FIGURE.model_copy(update={"svg": FIGURE.svg.replace("Ekhult", "&#9671;")})],
    ids=["text", "drawing"],
)
def test_a_character_that_the_fonts_lack_stops_the_export(block: Block) -> None:
    with pytest.raises(ReportError) as error:
        render_pdf(with_blocks(block))
    assert str(error.value) == (
        "PDF-filen kan inte skapas, Typst stoppade:\n"
        '  - PDF/A-2a, PDF/UA-1 error: the text `"◇"` could not be displayed with font `"Source Sans 3"`'
    )


def test_a_warning_stops_the_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = tmp_path / "report.typ"
    template.write_text('#set document(title: "x")\n#set text(font: "Nope")\nHej', encoding="utf-8")
    monkeypatch.setattr(pdf_module, "_TEMPLATE", template)
    with pytest.raises(ReportError) as error:
        render_pdf(document())
    assert str(error.value) == "PDF-filen kan inte skapas, Typst varnade:\n  - unknown font family: nope"


def test_only_our_fonts_are_embedded() -> None:
    resources: list[Any] = [each["/Resources"] for each in PdfReader(BytesIO(render_pdf(document()))).pages]
    fonts = [font.get_object()["/BaseFont"] for each in resources for font in each["/Font"].values()]
    assert {re.sub(r".*\+|-.*", "", font) for font in fonts} == {"SourceSans3", "SourceSerif4"}


def test_another_reader_finds_the_same_words(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext saknas på den här datorn")
    printed = by_poppler("pdftotext", "-enc", "UTF-8", pdf=render_pdf(document()), folder=tmp_path)
    assert "Rekrytera jourfamiljer #panic(1) $a$ <b>" in printed
