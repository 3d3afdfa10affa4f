"""What a notebook shows: `show_head` once, then `show` for each section.

The output carries the blocks as JSON under our own MIME type, which the exporters read, and as HTML for JupyterLab.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from ifo_analysis.blocks import (
    MIME_HEAD,
    MIME_SECTION,
    Block,
    Figure,
    Finding,
    Head,
    Inline,
    Paragraph,
    Reference,
    Section,
    Table,
    Text,
)
from ifo_analysis.credits import SYNTHETIC
from ifo_analysis.definitions import documents
from ifo_analysis.fragments import section_html
from ifo_analysis.language import plain

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

DOCUMENT = "genomlysning"
MOST_IN_PARENTHESES = 3
INTERNAL = "Intern handling – sekretess enligt 26 kap. 1 § OSL kan gälla"


def head(facts: Facts, document: str = DOCUMENT) -> Head:
    """Return what stands over the whole document (*dokumenthuvud*)."""
    return Head(
        title=documents()[document].title,
        municipality_code=facts.municipality.code,
        municipality=facts.municipality.name,
        municipality_long=facts.municipality.long_name,
        report_year=facts.parameters.report_year,
        committee=facts.parameters.committee,
        data_date=facts.data_date,
        notice=". ".join(_notices(facts)),
    )


def _notices(facts: Facts) -> list[str]:
    """Return what every page says: that the figures are invented, and that they are not for the public."""
    synthetic = [SYNTHETIC.removesuffix(".")] if facts.origin == "synthetic" else []
    return [*synthetic, *([INTERNAL] if facts.local.is_internal else [])]


def show_head(facts: Facts) -> None:
    """Show what the document is about: title, municipality, year, and the date of the figures."""
    shown = head(facts)
    words = f"{shown.title}: {shown.municipality_long} {shown.report_year}. Uppgifter hämtade senast {shown.data_date}."
    _display(
        {
            MIME_HEAD: shown.model_dump(mode="json"),
            "text/plain": f"{words} {shown.notice}".strip(),
        }
    )


def show(section_id: str, *parts: Block | Iterable[Block] | None) -> None:
    """Show one section of the document.

    Parameters
    ----------
    section_id : str
        As in `definitions/sections.yml`, which gives the heading and what the section promises to show.
    *parts
        Blocks or lists of blocks, in reading order; None is passed over.
    """
    definition = documents()[DOCUMENT].section(section_id)
    blocks: list[Block] = []
    for part in parts:
        # A model is iterable too (over its fields), so it is asked for first.
        blocks += [part] if isinstance(part, BaseModel) else list(part or ())
    section = Section(
        id=definition.id,
        title=definition.title,
        role=definition.role,
        shows=definition.shows,
        blocks=tuple(with_references(blocks)),
    )
    _display(
        {
            MIME_SECTION: section.model_dump(mode="json"),
            "text/html": section_html(section),
            "text/plain": f"{definition.title}: {_described(section)}",
        }
    )


def with_references(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with references to the section's figures and tables after its opening text.

    So every figure is referred to before it comes, by a number that nobody has typed. A later finding that leads a
    part of its own refers to what follows it.
    """
    opening = next((at for at, block in enumerate(blocks) if isinstance(block, Finding | Paragraph)), None)
    if opening is None:
        return list(blocks)
    later = [
        at for at, block in enumerate(blocks) if isinstance(block, Finding) and block.role == "lead" and at > opening
    ]
    starts = [opening, *later]
    ends = [*later, len(blocks)]
    referring = list(blocks)
    for start, end in zip(starts, ends, strict=True):
        part = blocks[:end] if start == opening else blocks[start:end]
        targets = [block.id for block in part if isinstance(block, Figure | Table)]
        referring[start] = _referring(blocks[start], targets)
    return referring


def _referring(block: Block, targets: Sequence[str]) -> Block:
    """Return a finding or a paragraph that ends with references: in parentheses, or many in a sentence of their own."""
    if not targets or not isinstance(block, Finding | Paragraph) or not isinstance(last := block.content[-1], Text):
        return block
    pointers: list[Inline] = []
    for index, target in enumerate(targets):
        joint = "" if index == 0 else " och " if index == len(targets) - 1 else ", "
        pointers += [*([Text(text=joint)] if joint else []), Reference(target=target)]
    if isinstance(block, Paragraph) and block.role == "absent":
        content = (*block.content, Text(text=" Det som kan visas står i "), *pointers, Text(text="."))
    elif len(targets) > MOST_IN_PARENTHESES:
        content = (*block.content, Text(text=" Se "), *pointers, Text(text="."))
    else:
        bare = Text(text=last.text.removesuffix("."), is_strong=last.is_strong)
        content = (*block.content[:-1], bare, Text(text=" ("), *pointers, Text(text=")."))
    return block.model_copy(update={"content": content})


def _described(section: Section) -> str:
    titles = [
        plain(title) for block in section.blocks if (title := getattr(block, "title", None)) and block.kind != "panel"
    ]
    return f"{len(section.blocks)} delar" + (f" ({'; '.join(titles)})" if titles else "")


def _display(bundle: dict[str, object]) -> None:
    from IPython.display import display  # noqa: PLC0415 - only where there is a notebook

    display(bundle, raw=True)  # type: ignore[no-untyped-call]
