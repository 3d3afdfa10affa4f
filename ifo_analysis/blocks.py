"""The document model: typed blocks that findings, figures and tables return and that exporters read.

A notebook shows blocks with `show`. Each block draws itself in JupyterLab, and travels as JSON under our own MIME
type. Both exporters read that structure and never rendered HTML, so what reviewers read on the web and what the
committee gets as PDF cannot drift apart, and no value from a file can become markup.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MIME_SECTION = "application/vnd.ifo-genomlysning.section+json"
MIME_HEAD = "application/vnd.ifo-genomlysning.head+json"


class _Model(BaseModel):
    """Frozen, and refuses what it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Claim(_Model):
    """One printed number (*påstående*) with its evidence.

    `text` is what is printed, `value` the unrounded value. `formula` is empty for a value that is printed as it was
    published. `source` is a full source line. `is_own` says that the value is our own processing.
    """

    id: str
    text: str
    value: float | int | str
    unit: str
    formula: str = ""
    indicators: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    municipalities: tuple[str, ...] = ()
    source: str
    retrieved: str = ""
    is_own: bool = False


class Text(_Model):
    """Running text, printed as it is."""

    kind: Literal["text"] = "text"
    text: str
    is_strong: bool = False


class Value(_Model):
    """A number in running text, bound to the claim that proves it."""

    kind: Literal["value"] = "value"
    text: str
    claim: str


class Reference(_Model):
    """A generated reference to a figure or a table, printed as *figur 3* or *tabell 1*."""

    kind: Literal["reference"] = "reference"
    target: str


Inline = Annotated[Text | Value | Reference, Field(discriminator="kind")]
Inlines = tuple[Inline, ...]


class Paragraph(_Model):
    """A paragraph. `body` is ordinary text; `absent` says in a sentence what a section can't show, and why."""

    kind: Literal["paragraph"] = "paragraph"
    role: Literal["body", "absent"] = "body"
    content: Inlines


class Subheading(_Model):
    """A heading inside a section (level 2)."""

    kind: Literal["subheading"] = "subheading"
    text: str


class BulletList(_Model):
    """A list; each item is running text."""

    kind: Literal["list"] = "list"
    items: tuple[Inlines, ...]


class Panel(_Model):
    """A grey panel with a heading and a list, for what is not known."""

    kind: Literal["panel"] = "panel"
    title: str
    items: tuple[Inlines, ...]


class Finding(_Model):
    """An observation (*iakttagelse*): what the figures show, with the claims that prove it.

    `heading` is the finding as a short clause. `number` is the figure that the summary prints large, and
    `number_label` says what it is. `caveats` can never be dropped from the finding that they limit. `score` orders
    findings (base weight × size × robustness); `robustness` 0 keeps a finding out of the summary. `role` is `lead`
    for the answer that opens a section.
    """

    kind: Literal["finding"] = "finding"
    role: Literal["lead", "observation"] = "observation"
    id: str
    topic: str
    heading: Inlines
    content: Inlines
    caveats: tuple[Inlines, ...] = ()
    number: Value | None = None
    number_label: str = ""
    direction: Literal["higher", "lower", "equal", ""] = ""
    score: float = 0.0
    robustness: float = 1.0
    claims: tuple[Claim, ...] = ()


class SummaryRow(_Model):
    """One finding in the summary: a large number and what it is, a bold clause, and a few lines of text.

    `chart` is a tiny drawing (SVG) that repeats what the row says: decoration, without a text of its own.
    """

    kind: Literal["summary_row"] = "summary_row"
    finding: str
    number: Value
    number_label: str
    heading: Inlines
    content: Inlines
    chart: str = ""


class Lead(_Model):
    """The opening lines of the summary: answer, size and limit."""

    kind: Literal["lead"] = "lead"
    content: Inlines


class Cell(_Model):
    """A table cell: `text` as printed in Swedish, `value` unrounded for csv and spreadsheets.

    `mark` is printed before the number, so that digits still align. `status` draws a status sign before the text.
    `row_span` > 1 covers the cells below, which are then left out of their rows.
    """

    text: str
    value: float | int | str | None = None
    claim: str = ""
    mark: Literal["", "preliminary", "break"] = ""
    emphasis: Literal["", "strong", "italic"] = ""
    status: Literal["", "not_started", "ongoing", "delayed", "waiting", "done", "stopped"] = ""
    row_span: int = Field(default=1, ge=1)


class Column(_Model):
    """A table column. `unit` is a second, grey header line. `width` is a share of the table; 0 means automatic."""

    header: str
    unit: str = ""
    align: Literal["left", "right"] = "right"
    width: float = Field(default=0, ge=0, le=1)


class Row(_Model):
    """A table row. `group` is a band whose only cell covers all columns; `own` is the own municipality's row."""

    role: Literal["body", "group", "own", "total"] = "body"
    cells: tuple[Cell, ...]


class Table(_Model):
    """A table. The first column holds the row headers.

    `title` says what the table shows, `measure` names indicator, unit, years and group.
    """

    kind: Literal["table"] = "table"
    id: str
    title: Inlines
    measure: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...]


class Figure(_Model):
    """A figure. `svg` is drawn for print and wide screens, `svg_narrow` for phones.

    `title` is the finding, `measure` the neutral caption, `alt` the message with numbers for those who don't see the
    drawing, `reading` how to read it. `data` holds what is drawn, row by row.
    """

    kind: Literal["figure"] = "figure"
    id: str
    title: Inlines
    measure: str
    alt: str = Field(min_length=1, max_length=300)
    svg: str
    svg_narrow: str
    width_mm: float
    height_mm: float
    reading: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...]
    data: Table


class Absent(_Model):
    """A declared figure or table that can't be shown, and why in one sentence."""

    kind: Literal["absent"] = "absent"
    id: str
    reason: str


Block = Annotated[
    Paragraph | Subheading | BulletList | Panel | Finding | SummaryRow | Lead | Figure | Table | Absent,
    Field(discriminator="kind"),
]


class Section(_Model):
    """A section of the document. `shows` declares the ids of its figures and tables; each must be there, or be absent."""

    id: str
    title: str
    role: Literal["summary", "body", "appendix"]
    shows: tuple[str, ...]
    blocks: tuple[Block, ...]

    def printed(self) -> tuple[Block, ...]:
        """Return the blocks as they are printed: when several things are absent for one reason, it is said once."""
        said: set[str] = set()
        kept: list[Block] = []
        for block in self.blocks:
            if isinstance(block, Absent):
                if block.reason in said:
                    continue
                said.add(block.reason)
            kept.append(block)
        return tuple(kept)


class Head(_Model):
    """What stands over the whole document.

    `data_date` is the newest date at which any of its figures was retrieved (the document's date, since nothing
    reads the clock). `notice` is printed on every page: synthetic data, or secrecy.
    """

    title: str
    municipality_code: str
    municipality: str
    municipality_long: str
    report_year: int
    committee: str
    data_date: str
    notice: str = ""


class Document(_Model):
    """The whole report, in the order in which it is read."""

    head: Head
    sections: tuple[Section, ...]

    def numbered(self) -> dict[str, str]:
        """Return the printed name of each figure and table, by id: ``{"deviation_trend": "figur 1"}``."""
        names: dict[str, str] = {}
        figures = tables = 0
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Figure):
                    figures += 1
                    names[block.id] = f"figur {figures}"
                elif isinstance(block, Table):
                    tables += 1
                    names[block.id] = f"tabell {tables}"
        return names

    def claims(self) -> tuple[Claim, ...]:
        """Return all claims in reading order, each once."""
        found: dict[str, Claim] = {}
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Finding):
                    found.update({claim.id: claim for claim in block.claims})
        return tuple(found.values())
