"""The shapes of Kolada's answers (v3), strictly checked: a page is exactly what we know how to read, or an error.

What Kolada may add is ignored; what we read must be there and of its type. Four signals for "no value" stay apart:
null, an absent row, a status, and a deleted row.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict  # what pydantic reads before Python 3.12

Gender = Literal["T", "K", "M"]


class Value(TypedDict):
    """A value for one gender; `status` is open text."""

    gender: Gender
    value: Annotated[float, Field(allow_inf_nan=False)] | None
    status: NotRequired[str | None]
    isdeleted: NotRequired[bool | None]


class Row(TypedDict):
    """The values of one indicator, municipality and year."""

    kpi: str
    municipality: str
    period: int | Annotated[str, Field(pattern=r"^\d{4}$")]
    values: list[Value]


class IndicatorItem(TypedDict):
    """An indicator's metadata. A date is the next publication's."""

    id: str
    title: str
    description: NotRequired[str | None]
    is_divided_by_gender: NotRequired[bool | int | None]
    operating_area: NotRequired[str | None]
    prel_publication_date: NotRequired[str | None]
    publication_date: NotRequired[str | None]
    publ_period: NotRequired[str | int | None]


class MunicipalityItem(TypedDict):
    """A municipality (K), or a region or the country (L)."""

    id: Annotated[str, Field(pattern=r"^\d{4}$")]
    title: str
    type: str


class Member(TypedDict):
    """A member of a group."""

    member_id: Annotated[str, Field(pattern=r"^\d{4}$")]
    member_title: str


class GroupItem(TypedDict):
    """A group of municipalities."""

    id: str
    title: str
    members: list[Member]


class _Envelope(TypedDict):
    count: NotRequired[int | None]
    next_url: str | None


class RowPage(_Envelope):
    """A page of values."""

    values: list[Row]


class IndicatorPage(_Envelope):
    """A page of indicators."""

    values: list[IndicatorItem]


class MunicipalityPage(_Envelope):
    """A page of municipalities."""

    values: list[MunicipalityItem]


class GroupPage(_Envelope):
    """A page of groups."""

    values: list[GroupItem]


ROWS: TypeAdapter[Any] = TypeAdapter(RowPage)
INDICATORS: TypeAdapter[Any] = TypeAdapter(IndicatorPage)
MUNICIPALITIES: TypeAdapter[Any] = TypeAdapter(MunicipalityPage)
GROUPS: TypeAdapter[Any] = TypeAdapter(GroupPage)


class ShapeError(Exception):
    """Why an answer can't be read, in Swedish and without any value."""


def read_page(shape: TypeAdapter[Any], body: bytes) -> dict[str, Any]:
    """Return a body as a page of the given shape.

    Raises
    ------
    ShapeError
        If the body isn't JSON in UTF-8, or a field is missing or of another type; ``NaN`` is no number.

    Examples
    --------
    >>> read_page(MUNICIPALITIES, b'{"values": [{"id": "0138", "title": "T", "type": "K"}], "next_url": null}')["values"]
    [{'id': '0138', 'title': 'T', 'type': 'K'}]
    >>> read_page(MUNICIPALITIES, b'{"values": [{"id": 138, "title": "T", "type": "K"}], "next_url": null}')
    Traceback (most recent call last):
    ifo_analysis.sources.answers.ShapeError: fältet values.0.id har fel form
    """
    try:
        with _no_collection():
            page: dict[str, Any] = shape.validate_json(body, strict=True)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
    else:
        return page
    if faults[0]["type"] == "json_invalid":
        raise ShapeError("svaret är inte hel JSON")
    place = ".".join(str(part) for part in faults[0]["loc"] if _is_place(part)) or "values"
    told = "saknas" if faults[0]["type"] == "missing" else "har fel form"
    more = f", och {len(faults) - 1} fel till" if len(faults) > 1 else ""
    raise ShapeError(f"fältet {place} {told}{more}")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Don't look for garbage while many small objects are made: there is none, and it would cost a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _is_place(part: str | int) -> bool:
    """Return whether a part of an error's place is a key of ours and not pydantic's name for a branch."""
    return isinstance(part, int) or (part.replace("_", "").isalpha() and part not in {"int", "str", "float", "bool"})


def repaired(text: str) -> str:
    """Return a text whose UTF-8 bytes were once read as Latin-1, as it was meant; any other text as it is.

    Examples
    --------
    >>> repaired("Liknande kommuner IFO, HÃ¶Ã¶r, 2024"), repaired("Höör")
    ('Liknande kommuner IFO, Höör, 2024', 'Höör')
    """
    for encoding in ("latin-1", "cp1252"):
        try:
            meant = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if meant.encode("utf-8").decode(encoding) == text:
            return meant
    return text
