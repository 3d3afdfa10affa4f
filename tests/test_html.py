"""The page: self-contained, accessible in its bones, and deaf to what values try to be."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pytest
from sample import CLAIM, DATA, FIGURE, MEASURES, SOURCE, document, text

from ifo_analysis.blocks import Block, Cell, Column, Document, Paragraph, Reference, Row, Section, Table, Value
from ifo_analysis.errors import ReportError
from ifo_analysis.fragments import TEMPLATES, block_html, section_html
from ifo_analysis.report.html import html_contents, render_html, title_line

PAYLOADS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "=cmd()", "javascript:alert(1)")
VOID = {"meta", "col", "br", "img", "link", "input", "hr"}
PROVENANCE = Table(
    id="provenance",
    title=text("Varje tal i rapporten"),
    measure="Tal, värde och källa.",
    columns=(Column(header="Tal", align="left"), Column(header="Värde"), Column(header="Källa", align="left")),
    rows=(
        Row(cells=(Cell(text="20,8"), Cell(text="−20,7972", claim=CLAIM.id), Cell(text=SOURCE))),
        Row(cells=(Cell(text="20,8"), Cell(text="−20,7972", claim=CLAIM.id), Cell(text="uppgift visas inte"))),
    ),
    sources=(SOURCE,),
)


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Elements of a page in order, each with all text inside it."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def words(self) -> str:
        return next(element.text for element in self.elements if element.tag == "body")


def with_blocks(*blocks: Block) -> Document:
    """Return the sample with one more section."""
    sample = document("Syntetiska data – inte Kolada")
    section = Section(id="extra", title="Siffrornas härkomst", role="appendix", shows=(), blocks=blocks)
    return sample.model_copy(update={"sections": (*sample.sections, section)})


@pytest.fixture(scope="module")
def html() -> str:
    return render_html(with_blocks(PROVENANCE, FIGURE.model_copy(update={"id": "again", "alt": "Samma igen."})))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_nothing_in_the_page_is_fetched_from_anywhere(page: Page) -> None:
    addresses = [e.attrs[key] for e in page.elements for key in ("src", "href", "srcset", "action") if key in e.attrs]
    assert addresses
    assert [a for a in addresses if not a.startswith(("#", "data:")) or "//" in a or "http" in a.split(",")[0]] == []
    style = page.all("style")[0].text
    assert set(re.findall(r"url\(.{6}", style)) == {'url("data:'}
    assert "@import" not in style


def test_the_page_forbids_itself_scripts_and_requests(page: Page) -> None:
    policy = [e.attrs["content"] for e in page.all("meta") if e.attrs.get("http-equiv") == "Content-Security-Policy"]
    assert [rule.strip() for rule in policy[0].split(";")] == [
        "default-src 'none'",
        "img-src data:",
        "font-src data:",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert page.all("script", "iframe", "object", "link", "base", "form") == []
    assert [key for e in page.elements for key in e.attrs if key.startswith("on")] == []


def test_fonts_are_in_the_page(page: Page) -> None:
    faces = re.findall(r'font-family: "([\w ]+)"; font-weight: (\d+); font-style: (\w+)', page.all("style")[0].text)
    assert [" ".join(face) for face in faces] == [
        "Source Sans 3 400 normal",
        "Source Sans 3 400 italic",
        "Source Sans 3 600 normal",
        "Source Sans 3 700 normal",
        "Source Serif 4 400 normal",
        "Source Serif 4 600 normal",
    ]


def test_title_heading_and_language_say_what_the_page_is(page: Page) -> None:
    expected = "Genomlysning av individ- och familjeomsorgen, Ekhults kommun 2024"
    assert title_line(document().head) == expected
    assert [e.text for e in page.all("title", "h1")] == [expected, expected]
    assert page.all("html")[0].attrs == {"lang": "sv"}


def test_headings_never_skip_a_level(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert 3 in levels


def test_landmarks_skip_link_and_contents_lead_to_every_section_in_order(page: Page) -> None:
    assert [e.tag for e in page.all("header", "nav", "main", "footer")] == ["header", "nav", "main", "footer"]
    skip = page.all("a")[0]
    assert (skip.text, skip.attrs["href"], page.all("main")[0].attrs["id"]) == (
        "Till innehållet",
        "#innehall",
        "innehall",
    )
    assert page.all("nav")[0].attrs["aria-label"] == "Innehåll"
    contents = [(e.attrs["href"][1:], e.text) for e in page.all("a") if e.attrs["href"].startswith("#avsnitt-")]
    headings = [e.text for e in page.all("h2")]
    assert contents == list(zip([e.attrs["id"] for e in page.all("section")], headings, strict=True))
    assert headings == [
        "Sammanfattning",
        "Nettokostnadsavvikelsen",
        "Åtgärder och deras effekt",
        "Siffrornas härkomst",
    ]


def test_ids_are_unique_and_every_internal_link_has_its_target(page: Page) -> None:
    ids = [e.attrs["id"] for e in page.elements if "id" in e.attrs]
    assert sorted(ids) == sorted(set(ids))
    links = {e.attrs["href"][1:] for e in page.elements if e.attrs.get("href", "").startswith("#")}
    links |= set(re.findall(r"url\(#([^)]+)\)", page.html))
    assert "figur-deviation_trend-w-clip1" in links
    assert links - set(ids) == set()


def test_every_table_has_a_caption_and_every_header_a_scope(page: Page) -> None:
    tables = page.all("table")
    assert len(tables) == len(page.all("caption")) == 4
    assert all(e.text.strip() for e in page.all("caption"))
    assert {e.attrs.get("scope") for e in page.all("th")} == {"col", "row", "rowgroup"}
    regions = [e.attrs for e in page.all("div") if e.attrs.get("class") == "scroll"]
    assert [(a["role"], a["tabindex"]) for a in regions] == [("region", "0")] * 4
    labels = [a["aria-label"] for a in regions]
    assert labels == ["Tabell till figur 1", "Tabell 1", "Tabell 2", "Tabell till figur 2"]


def test_a_cell_over_two_rows_leaves_no_gap_and_a_sum_is_under_no_band() -> None:
    page = Page(block_html(MEASURES, {"measures": "tabell 1"}, frozenset()))
    rows = page.html.split("<tr ")[1:]
    assert [row.count("</t") for row in (re.sub("</t(r|body|able)>", "", row) for row in rows)] == [1, 4, 2, 4, 4]
    assert [e.attrs["rowspan"] for e in page.all("th", "td") if "rowspan" in e.attrs] == ["2", "2"]
    band = next(e for e in page.all("th") if e.attrs["scope"] == "rowgroup")
    assert (band.text, band.attrs["colspan"]) == ("Barn- och ungdomsvård", "4")
    assert [e.text.split("\n")[2] for e in page.all("tbody")] == ["Barn- och ungdomsvård", "Summa (1 av 2 mål)"]


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    short = DATA.model_copy(update={"id": "d", "rows": (*DATA.rows, Row(cells=(Cell(text="2026"),)))})
    with pytest.raises(ReportError) as error:
        block_html(short, {"d": "tabell 1"}, frozenset())
    assert str(error.value) == "Tabellen d går inte ihop:\n  - rad 4 har 1 celler, men plats för 2"


def test_units_marks_and_status_are_said_in_words() -> None:
    data = Page(block_html(DATA.model_copy(update={"id": "d"}), {"d": "tabell 1"}, frozenset()))
    assert data.all("thead")[0].text.split() == ["År", "Ekhult", "%"]
    assert data.all("td")[-1].text == "preliminär ᵖ−31,5"
    assert [(e.text, e.attrs) for e in data.all("span") if e.text == "ᵖ"] == [
        ("ᵖ", {"class": "mark", "aria-hidden": "true"}),
    ]
    measures = Page(block_html(MEASURES, {"measures": "tabell 1"}, frozenset()))
    signs = measures.all("svg")
    assert [e.attrs["class"] for e in signs] == ["sign ongoing", "sign waiting", "sign done"]
    assert {e.attrs["aria-hidden"] for e in signs} == {"true"}
    assert [w for w in ("pågår", "avvaktar beslut", "genomförd") if w not in measures.all("table")[0].text] == []


def test_numbers_link_to_their_evidence_when_it_is_there(page: Page) -> None:
    links = {e.text for e in page.all("a") if e.attrs["href"] == "#claim-cost_level.pct"}
    assert links == {"20,8", "−20,8 %", "−20,8", "−20,7972"}
    target = [(e.tag, e.text) for e in page.elements if e.attrs.get("id") == "claim-cost_level.pct"]
    assert target == [("td", "−20,7972")]


def test_numbers_without_a_table_of_provenance_are_just_printed() -> None:
    page = Page(render_html(document()))
    assert [e.attrs["href"] for e in page.all("a") if "claim" in e.attrs["href"]] == []
    assert [e.text for e in page.all("span") if e.attrs.get("class") == "value"] == ["−20,8 %", "20,8", "20,8", "20,8"]


def test_references_are_generated_and_a_lost_one_stops_the_report(page: Page) -> None:
    references = {(e.text, e.attrs["href"]) for e in page.all("a") if e.attrs.get("class") == "ref"}
    assert references == {("figur 1", "#figur-deviation_trend")}
    lost = with_blocks(Paragraph(content=(Reference(target="spread"), Reference(target="peers"))))
    with pytest.raises(ReportError) as error:
        render_html(lost)
    assert str(error.value) == ("Rapporten hänvisar till figurer eller tabeller som inte finns:\n  - peers\n  - spread")


def test_alternative_texts_are_there_and_differ(page: Page, html: str) -> None:
    drawings = [e.attrs for e in page.all("svg") if e.attrs.get("role") == "img"]
    assert [a["class"] for a in drawings] == ["wide", "narrow"] * 2
    assert html_contents(html).figures == (("deviation_trend", FIGURE.alt), ("again", "Samma igen."))
    assert [a["aria-label"] for a in drawings] == [FIGURE.alt] * 2 + ["Samma igen."] * 2


def test_contents_count_what_is_really_there(html: str) -> None:
    assert html_contents(html).tables == ("measures", "provenance")
    without_drawing = re.sub(r"<svg viewBox=\"0 0 470.5.*?</svg>", "", html, flags=re.DOTALL)
    assert html_contents(without_drawing).figures == ()
    assert html_contents(re.sub(r"<td.*?</td>", "", html)).tables == ()


def test_every_payload_is_printed_as_text() -> None:
    for payload in PAYLOADS:
        cell = Cell(text=payload, value=payload, claim=payload)
        table = Table(
            id="t",
            title=text(payload),
            measure=payload,
            columns=(Column(header=payload, unit=payload),),
            rows=(Row(role="group", cells=(cell,)), Row(cells=(cell,))),
            notes=(payload,),
            sources=(payload,),
        )
        figure = FIGURE.model_copy(
            update={"id": "x", "title": text(payload), "alt": payload, "reading": payload, "data": table},
        )
        prose = Paragraph(content=(*text(payload), Value(text=payload, claim=payload)))
        sample = with_blocks(table, figure, prose)
        page = Page(render_html(sample.model_copy(update={"head": sample.head.model_copy(update={"title": payload})})))
        assert page.words().count(payload) == 3 + 8 + 11 + 2  # head, table, figure with its data, prose
        assert page.all("script", "img") == []
        assert [e for e in page.elements for key in e.attrs if key.startswith("on")] == []
        assert html_contents(page.html).figures[-1] == ("x", payload)


def test_ids_of_figures_cannot_break_out_of_attributes() -> None:
    figure = FIGURE.model_copy(update={"id": '"><script>'})
    page = Page(render_html(with_blocks(figure)))
    assert page.all("script") == []
    assert [e.attrs["id"] for e in page.all("figure")] == ["figur-deviation_trend", "figur-_22__3e__3c_script_3e_"]


def csv_rows(block: Block) -> list[list[str]]:
    page = Page(block_html(block, {block.id: "figur 1"} if block.kind == "figure" else {}, frozenset()))
    link = next(e.attrs for e in page.all("a") if e.attrs.get("download") == "deviation_trend.csv")
    media_type, _, content = link["href"].partition(",")
    assert media_type == "data:text/csv;charset=utf-8"
    assert unquote(content).startswith("\ufeff")
    return list(csv.reader(io.StringIO(unquote(content)[1:], newline=""), delimiter=";"))


def test_csv_gives_back_the_unrounded_values() -> None:
    assert csv_rows(FIGURE) == [
        ["År", "Ekhult (%)", "Anmärkning"],
        ["2023", "-9,7858", ""],
        ["2024", "-20,7972", ""],
        ["2025", "-31,5138", "Ekhult: preliminär"],
        [],
        ["ᵖ Preliminär uppgift, hämtad 2026-08-16."],
        [SOURCE],
    ]


def test_csv_writes_no_formula_and_keeps_numbers_numbers() -> None:
    starts = ("=cmd()", "+1", "-1", "@x", "\tx", "\rx", "−1", "x=1", "a;b")
    rows = tuple(Row(cells=(Cell(text="rad"), Cell(text=start))) for start in starts)
    values = (1e-7, -5, 1_000_000.5, "=1")
    rows += tuple(Row(cells=(Cell(text="rad"), Cell(text="?", value=value))) for value in values)
    data = DATA.model_copy(update={"rows": rows, "notes": (), "sources": ()})
    written = [row[1] for row in csv_rows(FIGURE.model_copy(update={"data": data}))[1:]]
    texts = ["'=cmd()", "'+1", "'-1", "'@x", "'\tx", "'\rx", "−1", "x=1", "a;b"]
    assert written == [*texts, "0,0000001", "-5", "1000000,5", "'=1"]


def test_a_cell_over_two_rows_is_counted_once_in_csv() -> None:
    rows = csv_rows(FIGURE.model_copy(update={"data": MEASURES}))
    assert rows[2:4] == [
        ["Minska antalet vårddygn i HVB för tonåringar", "Insatsgruppen får förstärkt uppdrag", "pågår", "4,8"],
        ["", "Kartlägga insatser", "avvaktar beslut", ""],
    ]


def test_the_drawing_can_be_saved_as_a_file_of_its_own() -> None:
    page = Page(block_html(FIGURE, {FIGURE.id: "figur 1"}, frozenset()))
    link = next(e.attrs for e in page.all("a") if e.attrs.get("download") == "deviation_trend.svg")
    svg = unquote(link["href"].partition(",")[2])
    assert svg.startswith('<svg width="470.5pt" height="120pt" viewBox="0 0 470.5 120" xmlns="http://www.w3.org/2000/')
    assert "Ekhult −20,8" in svg


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<script>alert(1)</script>", "otillåtet element script"),
        ("<foreignObject/>", "otillåtet element foreignObject"),
        ('<image x="1"/>', "otillåtet element image"),
        ("<style>* { fill: url(//x) }</style>", "otillåtet element style"),
        ('<rect onload="alert(1)"/>', "otillåtet attribut onload"),
        ('<use href="https://example.org/a.svg#b"/>', "otillåtet värde i attributet href"),
        ('<rect style="fill: url(https://example.org/)"/>', "otillåtet värde i attributet style"),
        ('<rect fill="url(javascript:alert(1))"/>', "otillåtet värde i attributet fill"),
        ('<script xmlns="http://www.w3.org/1999/xhtml"/>', "otillåtet element {http://www.w3.org/1999/xhtml}script"),
    ],
)
def test_a_drawing_with_more_than_shapes_and_text_is_refused(inside: str, fault: str) -> None:
    svg = FIGURE.svg.replace("</svg>", f"{inside}</svg>")
    with pytest.raises(ReportError) as error:
        block_html(FIGURE.model_copy(update={"svg_narrow": svg}), {FIGURE.id: "figur 1"}, frozenset())
    assert str(error.value) == f"Teckningen figur-deviation_trend-n kan inte tas in i rapporten:\n  - {fault}"


@pytest.mark.parametrize(
    ("svg", "fault"),
    [
        ("<svg", "den är inte giltig SVG (rad 1)"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "den deklarerar en entitet"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9pt"/>',
            "den saknar storlek (viewBox, eller width och height)",
        ),
    ],
)
def test_a_drawing_that_is_no_drawing_is_refused(svg: str, fault: str) -> None:
    with pytest.raises(ReportError) as error:
        block_html(FIGURE.model_copy(update={"svg": svg}), {FIGURE.id: "figur 1"}, frozenset())
    assert str(error.value) == f"Teckningen figur-deviation_trend-w kan inte tas in i rapporten:\n  - {fault}"


def test_what_matplotlib_writes_round_a_drawing_is_left_out() -> None:
    svg = (
        '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" width="9pt" height="8.5pt">'
        "<metadata><date>2026-08-16</date></metadata>"
        "<defs><style>*{stroke-linejoin: round; stroke-linecap: butt}</style>"
        '<path id="m1" d="M0 0"/></defs><use xlink:href="#m1" x="1"/><text>&lt;b&gt; &amp; å</text></svg>'
    )
    page = block_html(FIGURE.model_copy(update={"svg": svg}), {FIGURE.id: "figur 1"}, frozenset())
    assert (
        '<svg viewBox="0 0 9 8.5" class="wide" role="img" '
        f'aria-label="{FIGURE.alt}" focusable="false"><defs><path id="figur-deviation_trend-w-m1" d="M0 0" /></defs>'
        '<use href="#figur-deviation_trend-w-m1" x="1" /><text>&lt;b&gt; &amp; å</text></svg>'
    ) in page


def test_the_notice_stands_over_and_under_the_page(page: Page) -> None:
    notices = [e.text for e in page.all("p") if e.attrs.get("class") == "notice"]
    assert notices == ["Syntetiska data – inte Kolada"] * 2
    assert 'class="notice"' not in render_html(document())


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_html(document("x")).encode() == render_html(document("x")).encode()


def test_a_section_in_jupyterlab_stands_by_itself() -> None:
    html = section_html(document().sections[1])
    page = Page(f"<body>{html}</body>")
    assert [e.tag for e in page.elements[:3]] == ["body", "style", "div"]
    assert page.all("div")[0].attrs == {"class": "ifo notebook mathjax_ignore tex2jax_ignore", "lang": "sv"}
    assert "url(" not in page.all("style")[0].text
    css = re.sub(r"/\*.*?\*/", "", page.all("style")[0].text, flags=re.DOTALL)
    selectors = re.findall(r"^(\S.*) \{$", css, re.MULTILINE)
    assert selectors == [".ifo, .ifo-page", ".ifo.ifo.ifo"]
    assert [e.text for e in page.all("p") if e.attrs.get("class") == "evidence"] == ["N30001 · 2024"]
    assert html_contents(html).figures == (("deviation_trend", FIGURE.alt),)


def test_a_section_in_jupyterlab_names_what_stands_elsewhere_by_its_id() -> None:
    page = Page(section_html(document().sections[0]))
    assert [e.text for e in page.all("code")] == ["deviation_trend"]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_and_marks_stand_out_from_what_is_behind_them() -> None:
    css = (TEMPLATES / "blocks.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})", css))
    texts = [(name, ground) for name in ("ink", "ink2", "own", "alert") for ground in ("#FFFFFF", colours["panel"])]
    texts += [("ink3", "#FFFFFF"), ("cream-ink", colours["cream"]), ("ink", colours["cream"])]
    assert [pair for pair in texts if contrast(colours[pair[0]], pair[1]) < 4.5] == []
    marks = ("own", "alert", "ink2", "rule-strong", "cream-edge")
    assert [name for name in marks if contrast(colours[name], "#FFFFFF") < 3] == []
    assert contrast(colours["cream-edge"], colours["cream"]) >= 3
    assert set(re.findall(r"#[0-9A-Fa-f]{3,6}\b", css)) - set(colours.values()) == {"#fff"}
