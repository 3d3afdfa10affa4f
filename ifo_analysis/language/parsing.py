"""Amounts (*belopp*) as people write them in Swedish documents, read without guessing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

Unit = Literal["tkr", "kr/dygn", "%", ""]

_SPELLINGS: tuple[tuple[str, Unit, tuple[str, ...]], ...] = (
    ("1000000", "tkr", ("mdkr", "mdr kr", "miljard", "miljarder", "miljard kronor", "miljarder kronor")),
    ("1000", "tkr", ("mkr", "mnkr", "mn kr", "milj kr", "milj. kr", "miljon kr", "miljoner kr")),
    ("1000", "tkr", ("miljon", "miljoner", "miljon kronor", "miljoner kronor")),
    ("1", "tkr", ("tkr", "tusen kr", "tusen kronor")),
    ("0.001", "tkr", ("kr", "krona", "kronor", "sek")),
    ("1", "kr/dygn", ("kr/dygn", "kr per dygn", "kronor/dygn", "kronor per dygn")),
    ("1", "kr/dygn", ("kr/vårddygn", "kr per vårddygn", "kronor per vårddygn")),
    ("1", "%", ("%", "procent")),
    ("1", "", ("",)),
)
UNITS = MappingProxyType(
    {written: (Decimal(factor), unit) for factor, unit, spellings in _SPELLINGS for written in spellings}
)
"""How a unit is written, the factor to our unit, and our unit."""

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d"
_DIGITS = r"(?:0|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]*)(?:,[0-9]+)?"
_AMOUNT = re.compile(
    rf"(?:(?:ca\.?|c:a|cirka|omkring|ungefär) ?)?(?:(?P<sign>[-+])?(?P<low>{_DIGITS})|"
    rf"(?P<from>{_DIGITS})(?:-| - |- )(?P<to>{_DIGITS})) ?(?P<unit>(?:[^\W\d_]|%).*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as an interval; both ends are the same when one number was written.

    `unit` is *tkr* for money, *kr/dygn*, *%*, or empty for a bare number.
    """

    low: Decimal
    high: Decimal
    unit: Unit


def parse_amount(text: str) -> Amount:
    """Read an amount: ``ca 1,6 Mkr``, ``2 000 kr/dygn``, ``14%``, ``−28 138 tkr``, ``2–3``.

    Every kind of space (a line break too) and of minus is read alike. Money becomes *tkr*. A comma is always a
    decimal comma, so ``1,234`` is a little more than one. What can be read in two ways is refused: a point, a
    minus apart from its number, a leading zero, thousands in uneven groups, softeners such as *drygt* and *högst*.

    Raises
    ------
    ValueError
        If the text isn't one amount; the message (in Swedish) says why.

    Examples
    --------
    >>> parse_amount("ca 1,6 Mkr")
    Amount(low=Decimal('1600.0'), high=Decimal('1600.0'), unit='tkr')
    >>> parse_amount("2-3")
    Amount(low=Decimal('2'), high=Decimal('3'), unit='')

    """
    written = re.sub(rf"[{_DASHES}]", "-", re.sub(r"[\s\u200b\u2060\ufeff]+", " ", text)).strip()
    found = _AMOUNT.fullmatch(written)
    if found is None:
        raise _refusal(text, _reason(written))
    unit = (found["unit"] or "").casefold()
    if unit not in UNITS:
        raise _refusal(text, f"enheten ”{found['unit']}” är inte känd; skriv tkr, mnkr, kr, kr/dygn eller %")
    factor, ours = UNITS[unit]
    low, high = (_decimal(found[end] or found["low"]) * factor for end in ("from", "to"))
    if low > high:
        raise _refusal(text, "det högre talet står först")
    sign = -1 if found["sign"] == "-" else 1
    return Amount(low * sign, high * sign, ours)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(" ", "").replace(",", "."))


def _reason(written: str) -> str:
    if not re.search(r"[0-9]", written):
        return "inget tal finns"
    if re.search(r"[0-9]\.[0-9]", written):
        return "punkt i ett tal kan läsas på två sätt; skriv decimalkomma (1,5) eller mellanslag (1 500)"
    return "skriv ett tal eller ett intervall, med enhet om det har en (1 500 tkr, 2–3, 14 %)"


def _refusal(text: str, reason: str) -> ValueError:
    return ValueError(f"Beloppet ”{text}” går inte att läsa: {reason}.")
