"""From an executed notebook to a document, counted against what the document's definition promises."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from ifo_analysis.blocks import (
    MIME_HEAD,
    MIME_SECTION,
    Absent,
    BulletList,
    Cell,
    Document,
    Figure,
    Finding,
    Head,
    Reference,
    Section,
    Subheading,
    SummaryRow,
    Table,
    Text,
    Value,
)
from ifo_analysis.definitions import documents
from ifo_analysis.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import nbformat

    from ifo_analysis.definitions import DocumentDefinition, SectionDefinition

DOCUMENT = "genomlysning"
UNKNOWN = "unknown"
State = Literal["complete", "partial", "absent"]
Model = TypeVar("Model", bound=BaseModel)


def assemble(notebook: nbformat.NotebookNode, document: str = DOCUMENT) -> Document:
    """Return the document (*handlingen*) that an executed notebook shows, with its sections in reading order.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook, whose outputs carry the head and the sections under our own MIME types.
        A section that needs the municipality's own figures, and has none, is left out, and named among what isn't known.
    document : str
        The document's id in the definitions.

    Raises
    ------
    ReportError
        With all faults at once: a section, figure or table that is missing, doubled or not declared, a reference
        without target, a number without evidence.
    """
    definition = documents()[document]
    heads, unread = _read(notebook, MIME_HEAD, Head)
    sections, unread_sections = _read(notebook, MIME_SECTION, Section)
    faults = [*unread, *unread_sections]
    if len(heads) != 1:
        faults.append(f"dokumenthuvudet ska visas en gång, men visas {len(heads)} gånger")
    faults += [*_section_faults(sections, definition), *_claim_faults(sections), *_reference_faults(sections)]
    if faults:
        raise ReportError.of("Rapporten är inte hel", faults)
    by_id = {section.id: section for section in sections}
    left_out = [item for item in definition.sections if item.needs and state(by_id[item.id]) == "absent"]
    kept = [by_id[item.id] for item in definition.sections if item not in left_out]
    return Document(head=heads[0], sections=tuple(_told(section, left_out) for section in kept))


def _told(section: Section, left_out: Sequence[SectionDefinition]) -> Section:
    """Return the section; the one about what isn't known also says which sections are left out, and what they need."""
    if section.id != UNKNOWN or not left_out:
        return section
    items = tuple((Text(text=f"{item.title}: {item.needs} saknas."),) for item in left_out)
    return section.model_copy(
        update={"blocks": (*section.blocks, Subheading(text="Avsnitt som inte är med"), BulletList(items=items))}
    )


def state(section: Section) -> State:
    """Return whether a section is complete (*fullständigt*), partial (*delvis*) or without data (*utan uppgifter*)."""
    gaps = any(isinstance(block, Absent) or getattr(block, "role", "") == "absent" for block in section.blocks)
    if not gaps:
        return "complete"
    shows = any(isinstance(block, Finding | Figure | Table) for block in section.blocks)
    return "partial" if shows else "absent"


def absences(section: Section) -> dict[str, str]:
    """Return why each declared figure or table of a section isn't shown, by id."""
    return {block.id: block.reason for block in section.blocks if isinstance(block, Absent)}


def nodes(value: object) -> Iterator[BaseModel]:
    """Yield a model and everything in it, in reading order."""
    if isinstance(value, BaseModel):
        yield value
        for _, child in value:
            yield from nodes(child)
    elif isinstance(value, tuple):
        for child in value:
            yield from nodes(child)


def _read(notebook: nbformat.NotebookNode, mime: str, model: type[Model]) -> tuple[list[Model], list[str]]:
    found: list[Model] = []
    faults: list[str] = []
    code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code_cells, start=1):
        for bundle in [output["data"][mime] for output in cell.outputs if mime in output.get("data", {})]:
            try:
                found.append(model.model_validate(bundle))
            except ValidationError as error:
                places = ", ".join(dict.fromkeys(".".join(map(str, item["loc"])) for item in error.errors()))
                faults.append(f"kodcell {number}: {model.__name__} har inte den form som dokumentet kräver ({places})")
    return found, faults


def _section_faults(sections: list[Section], definition: DocumentDefinition) -> Iterator[str]:
    counts = Counter(section.id for section in sections)
    declared = {item.id: item for item in definition.sections}
    for item in definition.sections:
        if counts[item.id] != 1:
            how = "saknas" if not counts[item.id] else f"visas {counts[item.id]} gånger"
            yield f"{_name(item)}: avsnittet {how}"
    for section in sections:
        if section.id in declared:
            yield from _show_faults(section, declared[section.id])
        else:
            yield f"{_name(section)}: avsnittet ingår inte i {definition.title}"


def _show_faults(section: Section, declared: SectionDefinition) -> Iterator[str]:
    for what in ("title", "role", "shows"):
        if getattr(section, what) != getattr(declared, what):
            yield f"{_name(declared)}: {what} är inte som i definitions/sections.yml"
    counts = Counter(block.id for block in section.blocks if isinstance(block, Figure | Table | Absent))
    for shown in declared.shows:
        if not counts[shown]:
            yield f"{_name(declared)}: {shown} varken visas eller saknas med ett skäl"
        elif counts[shown] > 1:
            yield f"{_name(declared)}: {shown} visas {counts[shown]} gånger"
    for extra in sorted(counts.keys() - set(declared.shows)):
        yield f"{_name(declared)}: {extra} visas men är inte deklarerad"


def _claim_faults(sections: Iterable[Section]) -> Iterator[str]:
    everything = [(section, node) for section in sections for node in nodes(section)]
    findings = [node for _, node in everything if isinstance(node, Finding)]
    claims = [claim for finding in findings for claim in finding.claims]
    by_id = {claim.id: claim for claim in claims}
    yield from (f"påståendet {name} har olika innehåll" for name in _unequal((c.id, c) for c in claims))
    yield from (f"iakttagelsen {name} har olika innehåll" for name in _unequal((f.id, f) for f in findings))
    known = {finding.id for finding in findings}
    for section, node in everything:
        if isinstance(node, Value) and node.claim not in by_id:
            yield f"{_name(section)}: talet {node.text} hänvisar till påståendet ”{node.claim}”, som inte finns"
        elif isinstance(node, Cell) and node.claim and node.claim not in by_id:
            yield f"{_name(section)}: cellen {node.text} hänvisar till påståendet ”{node.claim}”, som inte finns"
        elif isinstance(node, SummaryRow) and node.finding not in known:
            yield f"{_name(section)}: sammanfattningen hänvisar till iakttagelsen ”{node.finding}”, som inte finns"


def _unequal(items: Iterable[tuple[str, BaseModel]]) -> list[str]:
    first: dict[str, BaseModel] = {}
    return list(dict.fromkeys(name for name, item in items if first.setdefault(name, item) != item))


def _reference_faults(sections: Iterable[Section]) -> Iterator[str]:
    blocks = [block for section in sections for block in section.blocks]
    shown = {block.id for block in blocks if isinstance(block, Figure | Table)}
    absent = {block.id for block in blocks if isinstance(block, Absent)}
    for section in sections:
        for node in nodes(section):
            if isinstance(node, Reference) and node.target not in shown:
                why = "som saknas i rapporten" if node.target in absent else "som inte finns"
                yield f"{_name(section)}: texten hänvisar till {node.target}, {why}"


def _name(section: Section | SectionDefinition) -> str:
    return f"{section.title} ({section.id})"
