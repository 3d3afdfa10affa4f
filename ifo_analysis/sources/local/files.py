"""What a parameter file says of each of a municipality's own files (``files:``): a strict model, faults in Swedish.

Everything is read as text, as it stands: no code becomes a number and no word a truth value on the way.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ifo_analysis.definitions.local_files import local_kinds
from ifo_analysis.errors import ParameterError
from ifo_analysis.sources.local.cells import CellError, day, flag
from ifo_analysis.sources.local.codes import is_form, type_codes
from ifo_analysis.sources.local.personal import is_personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ifo_analysis.definitions.local_files import LocalKind
    from ifo_analysis.sources.local.remarks import Remarks

FILES = "files"
ISO_FORM = r"\d{4}-\d{2}-\d{2}"


def _flag(written: object) -> bool:
    try:
        return flag(str(written))
    except CellError:
        raise ValueError("ska vara true eller false") from None


def _day(written: object) -> str:
    try:
        if re.fullmatch(ISO_FORM, str(written)):
            return day(str(written)).isoformat()
    except CellError as error:
        raise ValueError(str(error)) from None
    raise ValueError("ska vara ett datum av formen ÅÅÅÅ-MM-DD")


def _years(written: object) -> tuple[int, ...]:
    if not isinstance(written, list) or not all(re.fullmatch(r"(19|20)\d\d", str(year)) for year in written):
        raise ValueError("ska vara en lista med årtal, till exempel [2023, 2024]")
    return tuple(int(year) for year in written)


Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S")]
Flag = Annotated[bool, BeforeValidator(_flag)]


class LocalFile(BaseModel):
    """One of a municipality's own files (*en egen fil*), as its parameter file describes it.

    `columns` are the contract's columns by the file's headers, `codes` the codes by the file's words, per column of the
    contract, and `constants` what is the same in every row. `key` is the header of the person key in a register, and
    `age_on` the day when its ages hold, or ``start``. `cost_covers` says which days a register's cost is for, and
    `years` for which years it is complete.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    path: Words
    title: Words
    publisher: Words
    retrieved: Annotated[str, BeforeValidator(_day)]
    published: Flag = False
    preliminary: Flag = False
    comparison: Flag = False
    sheet: str = ""
    document_year: Annotated[str, Field(pattern=r"^(\d{4})?$")] = ""
    unit: Literal["", "kr", "tkr", "mnkr"] = ""
    encoding: Literal["", "utf-8", "cp1252"] = ""
    decimal: Literal["", ",", "."] = ""
    dash: Literal["", "zero", "missing"] = ""
    columns: dict[str, str] = {}
    ignore: tuple[str, ...] = ()
    codes: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    key: str = ""
    age_on: str = ""
    cost_covers: Literal["", "placement", "report_year"] = ""
    years: Annotated[tuple[int, ...], BeforeValidator(_years)] = ()

    @property
    def name(self) -> str:
        """Return the name of the file, without the folders on the way to it."""
        return PurePosixPath(self.path.replace("\\", "/")).name

    @property
    def local_kind(self) -> LocalKind:
        """Return the kind of file."""
        return local_kinds()[self.kind]

    def place(self, parameters_file: Path) -> Path:
        """Return where the file lies: relative paths start from the parameter file."""
        return parameters_file.parent / Path(self.path).expanduser()


def listed_files(parameters_file: Path, remarks: Remarks) -> list[LocalFile]:
    """Return the files that a parameter file lists; what is wrong with the list is said in the remarks.

    Raises
    ------
    ParameterError
        If the file can't be read.
    """
    try:
        root = yaml.compose(parameters_file.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError):
        raise ParameterError(f"{parameters_file}: filen går inte att läsa som YAML.") from None
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for key, value in pairs if key.value == FILES), None)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise ParameterError(f"{parameters_file}: ska ha en lista {FILES} med kommunens egna filer.")
    for fault in _repeated(node):
        remarks.refuse(fault)
    rows = yaml.BaseLoader("").construct_document(node)
    lines = [each.start_mark.line + 1 for each in node.value]
    found = [
        _listed(row, f"fil {at}, rad {line}", remarks)
        for at, (row, line) in enumerate(zip(rows, lines, strict=True), 1)
    ]
    files: dict[tuple[str, str], LocalFile] = {}
    for each in found:
        if each is not None and files.setdefault((each.path, each.sheet), each) is not each:
            remarks.refuse(f"filen {each.name} står två gånger i listan")
    return list(files.values())


def _repeated(node: yaml.Node) -> Iterator[str]:
    """Yield the names that stand twice in the same place: YAML would keep the last of them."""
    children = [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else node.value
    if isinstance(node, yaml.MappingNode):
        names = [str(key.value) for key, _ in node.value]
        for key, _ in node.value:
            if names.count(str(key.value)) > 1:
                yield f"rad {key.start_mark.line + 1}: samma namn står flera gånger"
    for child in children if isinstance(node, yaml.CollectionNode) else ():
        yield from _repeated(child)


def _listed(row: object, where: str, remarks: Remarks) -> LocalFile | None:
    """Return one file of the list, or None once it is said what is wrong."""
    if not isinstance(row, dict):
        remarks.refuse("ska vara rader av formen ”namn: värde”, till exempel kind: budget", where)
        return None
    try:
        file = LocalFile.model_validate(row)
    except ValidationError as error:
        for each in error.errors():
            remarks.refuse(_told(each), where)
        return None
    faults = list(_faults(file))
    for fault in faults:
        remarks.refuse(fault, where)
    return None if faults else file


def _faults(file: LocalFile) -> Iterator[str]:
    """Yield what only the kind of file can tell."""
    kinds = local_kinds()
    if file.kind not in kinds:
        yield f"kind: okänt slag; {_advice(file.kind, kinds, 'kända')}"
        return
    kind = kinds[file.kind]
    if any(is_personal(text) for text in (file.path, file.title, file.publisher, file.sheet)):
        yield "path, title, publisher eller sheet ser ut att innehålla ett personnummer; byt namn på filen"
    if kind.holds_persons and file.published:
        yield "published: ett register över personer kan inte vara publicerat"
    if file.comparison and not kind.is_comparable:
        yield f"comparison: {kind.title.lower()} kan bara gälla den egna kommunen"
    for place, columns in (("columns", file.columns.values()), ("codes", file.codes), ("constants", file.constants)):
        yield from (f"{place}: {_unknown(column, kind)}" for column in columns if column not in kind.headers)
    for meaning in file.codes.get("placement_type", {}).values():
        if not is_form(meaning, {}):
            yield f"codes: ”{meaning}” är ingen placeringsform; {_advice(meaning, type_codes(), 'koder')}"
    yield from _register_faults(file)


def _register_faults(file: LocalFile) -> Iterator[str]:
    if file.age_on and file.age_on != "start" and not re.fullmatch(ISO_FORM, file.age_on):
        yield "age_on: ska vara ett datum av formen ÅÅÅÅ-MM-DD, eller start"
    for name in ("key", "age_on", "cost_covers", "years"):
        if getattr(file, name) and not file.local_kind.holds_persons:
            yield f"{name}: gäller bara placement_register"


def _unknown(column: str, kind: LocalKind) -> str:
    return f"”{column}” är ingen kolumn för {kind.name}; {_advice(column, kind.headers, 'kolumner')}"


def _advice(written: str, known: Iterable[str], what: str) -> str:
    near = difflib.get_close_matches(written, list(known), n=1)
    return f"menade du {near[0]}?" if near else f"{what}: {', '.join(known)}"


def _told(error: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails; its keys are read with care
    """Return one of pydantic's errors in Swedish."""
    name, kind, context = ".".join(str(part) for part in error["loc"]), error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{name}: okänt; {_advice(name, LocalFile.model_fields, 'tillåtna')}"
    if kind == "literal_error":
        return f"{name}: ska vara {_choices(str(context['expected']))}"
    told = {
        "missing": "saknas",
        "value_error": str(context.get("error")),
        "string_too_short": "får inte vara tom",
        "string_too_long": f"får ha högst {context.get('max_length')} tecken",
        "string_pattern_mismatch": "har inte rätt form",
        "string_type": "ska vara text",
        "dict_type": "ska vara rader av formen ”namn: värde”",
        "tuple_type": "ska vara en lista",
    }
    return f"{name}: {told.get(kind, 'har inte rätt form')}"


def _choices(expected: str) -> str:
    """Return pydantic's list of allowed words in Swedish."""
    *words, last = [f"”{word}”" for word in re.findall(r"'([^']*)'", expected) if word]
    return f"{', '.join(words)} eller {last}"
