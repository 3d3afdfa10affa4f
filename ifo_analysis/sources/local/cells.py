"""Cells as Swedish systems write them: numbers, days, flags, and the marks for what is missing.

A cell is never guessed: what could mean two things is an error that says so. Errors never repeat the cell.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MISSING_MARKS: Mapping[str, str] = {
    "..": "sekretess eller för osäker uppgift (..)",
    ".": "ej tillämplig (.)",
    "-": "saknas (-)",
}
ERROR_CELLS = re.compile(
    r"#(DIV/0!|REF!|N/A|NAME\?|NUM!|NULL!|VALUE!|SPILL!|CALC!|DIVISION/0!|REFERENS!|SAKNAS!|NAMN\?|OGILTIGT!|SKÄRNING!|VÄRDEFEL!)",
    re.IGNORECASE,
)
MINUSES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
SPACES = "[ \t\u00a0\u2000-\u200b\u202f\u205f\u3000]"
GROUPED = re.compile(rf"\d{{1,3}}(?:{SPACES}\d{{3}})+(?P<rest>[.,]\d+)?")
PLAIN = re.compile(r"\d+")
ONE_SIGN = re.compile(r"(?P<whole>\d+)(?P<sign>[.,])(?P<decimals>\d+)")
POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
COMMAED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
INFINITE = re.compile(r"[+-]?(nan|inf|infinity|oändligt?)|[+-]?\d+([.,]\d+)?e[+-]?\d+", re.IGNORECASE)
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
BARE_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
WRITTEN_DAY = re.compile(r"(\d{1,2})[ \u00a0]([a-zåäö]+)\.?[ \u00a0](\d{4})", re.IGNORECASE)
FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("ja", "j", "true", "sant", "1", "yes"), True),
    **dict.fromkeys(("nej", "n", "false", "falskt", "0", "no"), False),
}
SHORTEST_MONTH = 3


class CellError(ValueError):
    """What is wrong with a cell, in Swedish and without the cell."""


def missing_mark(text: str) -> str:
    """Return the mark for a missing value that a cell is, as one of `MISSING_MARKS`, or nothing.

    Examples
    --------
    >>> missing_mark(".."), missing_mark("–"), missing_mark("0")
    ('..', '-', '')
    """
    mark = text.translate(MINUSES)
    return mark if mark in MISSING_MARKS else ""


def number(text: str, decimal: str = "") -> Decimal:
    r"""Return a number as it is written in Swedish.

    Parameters
    ----------
    text : str
        The cell.
    decimal : str
        The decimal sign that is declared for the file, if any.

    Raises
    ------
    CellError
        If it is no number, or could be two.

    Examples
    --------
    >>> number("−1 234,5"), number("1\u00a0234"), number("1.234", decimal=","), number("1,234", decimal=",")
    (Decimal('-1234.5'), Decimal('1234'), Decimal('1234'), Decimal('1.234'))
    >>> number("1,234")
    Traceback (most recent call last):
    ifo_analysis.sources.local.cells.CellError: kan vara tusental eller decimaler; ange decimal: "," eller "." för filen
    """
    sign, digits = _signed(_latin_digits(text).translate(MINUSES))
    if PLAIN.fullmatch(digits):
        return Decimal(sign + digits)
    if found := GROUPED.fullmatch(digits):
        if found["rest"] and decimal and found["rest"][0] != decimal:
            raise CellError(f"har ett annat decimaltecken än det som är angivet ({decimal})")
        return Decimal(sign + re.sub(SPACES, "", digits).replace(",", "."))
    if INFINITE.fullmatch(digits):
        raise CellError("är oändligt, tomt eller skrivet med exponent; skriv ut talet")
    return Decimal(sign + _with_signs(digits, decimal))


def _with_signs(digits: str, decimal: str) -> str:
    """Return digits with decimal or thousands signs as plain digits with a point."""
    if found := ONE_SIGN.fullmatch(digits):
        may_be_thousands = len(found["decimals"]) == 3 and len(found["whole"]) <= 3 and found["whole"][0] != "0"  # noqa: PLR2004
        if may_be_thousands and not decimal:
            raise CellError('kan vara tusental eller decimaler; ange decimal: "," eller "." för filen')
        if found["sign"] == decimal or not decimal:
            return digits.replace(",", ".")
        if may_be_thousands:
            return found["whole"] + found["decimals"]
        raise CellError(f"har ett annat decimaltecken än det som är angivet ({decimal})")
    if POINTED.fullmatch(digits) and decimal != ".":
        return digits.replace(".", "").replace(",", ".")
    if COMMAED.fullmatch(digits) and decimal != ",":
        return digits.replace(",", "")
    raise CellError("ska vara ett tal")


def _signed(text: str) -> tuple[str, str]:
    """Return the sign and the rest; the minus may stand first, or last as in some ledgers."""
    if text.endswith("-") and text[:1].isdecimal():
        return "-", text[:-1].rstrip()
    if text[:1] in {"-", "+"}:
        return text[0].replace("+", ""), text[1:].lstrip()
    return "", text


def _latin_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(each, each)) for each in text)


def day(text: str) -> dt.date:
    """Return a day that is written in ISO form, without hyphens, or with the month's name.

    Raises
    ------
    CellError
        If the day doesn't exist, or the order of day and month isn't plain.

    Examples
    --------
    >>> day("2024-01-31") == day("20240131") == day("31 januari 2024") == day("31 jan 2024")
    True
    >>> day("2024-02-30")
    Traceback (most recent call last):
    ifo_analysis.sources.local.cells.CellError: är ingen dag som finns
    """
    plain = _latin_digits(text).translate(MINUSES)
    if found := ISO_DAY.fullmatch(plain) or BARE_DAY.fullmatch(plain):
        year, month, at = (int(part) for part in found.groups()[:3])
    elif found := WRITTEN_DAY.fullmatch(plain):
        name = found[2].casefold()
        months = [
            at for at, each in enumerate(MONTHS, start=1) if each.startswith(name) and len(name) >= SHORTEST_MONTH
        ]
        year, month, at = int(found[3]), months[0] if len(months) == 1 else 0, int(found[1])
    else:
        raise CellError("ska vara ett datum av formen ÅÅÅÅ-MM-DD")
    try:
        return dt.date(year, month, at)
    except ValueError:
        raise CellError("är ingen dag som finns") from None


def flag(text: str) -> bool:
    """Return ja or nej.

    Raises
    ------
    CellError
        If it is neither.

    Examples
    --------
    >>> flag("Ja"), flag("n")
    (True, False)
    """
    try:
        return FLAGS[text.casefold()]
    except KeyError:
        raise CellError("ska vara ja eller nej") from None


def whole(value: Decimal) -> int:
    """Return a number that has to be whole.

    Raises
    ------
    CellError
        If it has decimals, or is too large for any count.

    Examples
    --------
    >>> whole(Decimal("12.0"))
    12
    """
    if value != value.to_integral_value():
        raise CellError("ska vara ett heltal")
    if abs(value) >= 2**53:
        raise CellError("är orimligt stort")
    return int(value)
