"""From the different texts of a column to values of its contract's kind, with what is wrong or put right in each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ifo_analysis.definitions.local_files import folded
from ifo_analysis.frames.contract import ANY_DAY, DAY
from ifo_analysis.sources.local.cells import (
    MINUSES,
    MISSING_MARKS,
    CellError,
    day,
    flag,
    missing_mark,
    number,
    whole,
)
from ifo_analysis.sources.local.codes import municipality_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ifo_analysis.frames import ColumnContract

NOTHING: Mapping[str, Any] = {"text": "", "decimal": None}
PERCENT = re.compile(r"\s*(%|procent)$", re.IGNORECASE)
AGES = re.compile(r"(\d+)\s*(?:-|till)\s*(\d+)(?:\s*år)?", re.IGNORECASE)
AGE_AND_UP = re.compile(r"(\d+)\s*(?:\+|-|år och (?:äldre|uppåt)|och (?:äldre|uppåt))", re.IGNORECASE)
ALL_AGES = {"totalt", "alla", "samtliga", "alla åldrar", "summa"}
UNKNOWN = "okänd kod"


@dataclass(frozen=True)
class Manner:
    """How a column's cells are to be read, beyond its contract: what the parameter file and the header say."""

    name: str
    item: ColumnContract
    codes: Mapping[str, str]
    own: str = ""
    decimal: str = ""
    dash: str = ""
    is_dash_ambiguous: bool = False
    percent: str = ""
    factor: Decimal = Decimal(1)
    is_about_persons: bool = False


@dataclass
class Parsed:
    """Values for the texts of a column, and by the place of a text what is wrong, missing or put right."""

    values: list[Any] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    repairs: dict[int, str] = field(default_factory=dict)


def parsed(texts: list[str], manner: Manner) -> Parsed:
    """Return the values of some texts; a text that can't be read is None and has a fault."""
    found = Parsed()
    read = _reader(manner)
    for place, text in enumerate(texts):
        value = None
        try:
            value = _missing(text, manner, found, place) if _is_empty(text, manner) else read(text, found, place)
        except CellError as error:
            found.faults[place] = str(error)
        found.values.append(value)
    return found


def is_day(item: ColumnContract) -> bool:
    """Return whether a column holds days."""
    return item.pattern in {DAY.pattern, ANY_DAY.pattern}


def _is_empty(text: str, manner: Manner) -> bool:
    is_number = manner.item.kind in {"whole", "decimal"}
    return not text or ((is_number or is_day(manner.item)) and bool(missing_mark(text)))


def _missing(text: str, manner: Manner, found: Parsed, place: int) -> Any:  # noqa: ANN401 - of the column's kind
    """Return what stands for a missing value, if one may be missing."""
    mark, item = missing_mark(text), manner.item
    if mark == "-" and item.kind in {"whole", "decimal"}:
        if manner.dash == "zero":
            return 0 if item.kind == "whole" else Decimal(0)
        if manner.is_dash_ambiguous and not manner.dash:
            raise CellError("är ett streck, som kan betyda noll eller saknas; ange dash: zero eller dash: missing")
    if not item.is_optional and "" not in item.one_of:
        raise CellError(f"är markerat som {MISSING_MARKS[mark]}, men måste ha ett värde" if mark else "värde saknas")
    if mark:
        found.marks[place] = mark
    return NOTHING.get(item.kind)


def _reader(manner: Manner) -> Callable[[str, Parsed, int], Any]:
    item = manner.item
    if manner.name == "municipality":
        return lambda text, found, place: _municipality(text, manner, found, place)
    if manner.codes:
        return lambda text, _found, _place: _code(text, manner)
    if is_day(item):
        return lambda text, _found, _place: day(text).isoformat()
    if item.kind == "flag":
        return lambda text, _found, _place: flag(text)
    if item.kind in {"whole", "decimal"}:
        return lambda text, found, place: _number(text, manner, found, place)
    return lambda text, _found, _place: _words(text, manner)


def _municipality(text: str, manner: Manner, found: Parsed, place: int) -> str:
    code, is_repaired = municipality_code(text, manner.own)
    if is_repaired:
        found.repairs[place] = "kommunkoder fick tillbaka sin första nolla"
    return code


def _code(text: str, manner: Manner) -> str:
    code = manner.codes.get(folded(text))
    if code is None:
        raise CellError(UNKNOWN)
    return code


def _number(text: str, manner: Manner, found: Parsed, place: int) -> int | Decimal:
    item, factor = manner.item, manner.factor
    if sign := PERCENT.search(text):
        if not manner.percent:
            raise CellError("är skrivet i procent, men kolumnen har en annan enhet")
        text = text[: sign.start()]
        if manner.percent == "share":
            factor = Decimal("0.01")
            found.repairs[place] = "procent räknades om till andel"
    value = number(text, manner.decimal) * factor
    if not abs(value) < Decimal("1e15"):
        raise CellError("är orimligt stort")
    if item.minimum is not None and value < Decimal(str(item.minimum)):
        raise CellError(f"ska vara minst {item.minimum:g}")
    if item.maximum is not None and value > Decimal(str(item.maximum)):
        raise CellError(f"ska vara högst {item.maximum:g}")
    return whole(value) if item.kind == "whole" else value


def _words(text: str, manner: Manner) -> str:
    words = " ".join(text.split()) if "\n" in text or "\r" in text else text
    if manner.name == "age_group":
        words = _age_group(words, is_optional=manner.item.is_optional)
    if manner.item.pattern and not re.fullmatch(manner.item.pattern, words):
        raise CellError("har inte rätt form")
    return words


def _age_group(text: str, *, is_optional: bool) -> str:
    """Return an age group as the contracts write it: ``0–6`` or ``65+``."""
    plain = text.translate(MINUSES)
    if found := AGES.fullmatch(plain):
        return f"{int(found[1])}–{int(found[2])}"
    if found := AGE_AND_UP.fullmatch(plain):
        return f"{int(found[1])}+"
    return "" if is_optional and folded(text) in ALL_AGES else text
