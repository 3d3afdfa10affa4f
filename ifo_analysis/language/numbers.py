"""Numbers as they are printed in Swedish: rounding, thousands, minus, units and intervals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

Number = float | int | Decimal

NBSP = "\u00a0"
MINUS = "\u2212"
EN_DASH = "\u2013"

_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # wide enough for the largest float
_SWEDISH = str.maketrans({",": NBSP, ".": ","})
_MILLION = 1_000_000
_MSEK_WITH_DECIMALS_BELOW = 100


def exact(value: Number) -> Decimal:
    """Return the decimal number that Python shows for a value.

    Raises
    ------
    ValueError
        If the value isn't a finite number.

    Examples
    --------
    >>> exact(0.1)
    Decimal('0.1')

    """
    try:
        decimal = Decimal(str(value))
    except InvalidOperation:
        decimal = Decimal("nan")
    if not decimal.is_finite():
        raise ValueError(f"”{value}” är inget ändligt tal och kan varken visas eller prövas")
    return decimal


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """Return a value rounded as it is shown (*avrundning*), half away from zero, never as minus zero.

    The decimal digits that Python shows for a float are what is rounded: 2.675 is 2.68, not 2.67. Negative
    `decimals` round to tens, hundreds and so on.

    Raises
    ------
    ValueError
        If the value isn't a finite number.

    Examples
    --------
    >>> rounded(-5560.5), rounded(2.675, 2), rounded(-0.04, 1)
    (Decimal('-5561'), Decimal('2.68'), Decimal('0.0'))

    """
    shown = exact(value).quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return abs(shown) if shown == 0 else shown


def number(value: Number, decimals: int = 0, *, is_signed: bool = False) -> str:
    r"""Return a number in Swedish form: decimal comma, no-break space between thousands, true minus.

    `is_signed` puts a plus before positives. What is shown as zero has no sign.

    Examples
    --------
    >>> number(28138.4), number(-5.7, 1), number(4.4, 1, is_signed=True), number(-0.04, 1)
    ('28\xa0138', '−5,7', '+4,4', '0,0')

    """
    shown = rounded(value, decimals)
    sign = MINUS if shown < 0 else "+" if is_signed and shown > 0 else ""
    return sign + f"{abs(shown):,.{max(decimals, 0)}f}".translate(_SWEDISH)


def with_unit(value: Number, unit: str, decimals: int = 0, *, is_signed: bool = False) -> str:
    r"""Return a number with its unit after a no-break space; *procent* in prose, *%* in tables and figures.

    Examples
    --------
    >>> with_unit(14.5, "mnkr", 1), with_unit(20.7972, "%", 1)
    ('14,5\xa0mnkr', '20,8\xa0%')

    """
    return number(value, decimals, is_signed=is_signed) + (NBSP + unit if unit else "")


def interval(low: Number, high: Number, decimals: int = 0) -> str:
    """Return an interval (*intervall*) with an en dash, or one number when both ends are shown alike.

    Below zero a dash between two minus signs can't be read, so *till* stands there.

    Raises
    ------
    ValueError
        If the ends are shown with different signs (prose says that in words), or stand in the wrong order.

    Examples
    --------
    >>> interval(6.2, 7.4, 1), interval(6.21, 6.24, 1), interval(-7.4, -6.2, 1)
    ('6,2–7,4', '6,2', '−7,4 till −6,2')

    """
    first, last = rounded(low, decimals), rounded(high, decimals)
    ends = number(low, decimals), number(high, decimals)
    if first > last:
        raise ValueError(f"intervallet går från {ends[0]} till {ends[1]}: det lägsta värdet ska stå först")
    if first < 0 < last:
        raise ValueError(f"intervallet från {ends[0]} till {ends[1]} går över noll: skriv riktningen i ord")
    if first == last:
        return ends[0]
    return (" till " if first < 0 else EN_DASH).join(ends)


def msek_parts(value: Number) -> tuple[str, str]:
    """Return number and unit of an amount in prose; see `msek`.

    >>> msek_parts(21.7)
    ('21,7', 'miljoner kronor')
    """
    sek = rounded(exact(value) * _MILLION, -3)
    if abs(sek) < _MILLION:
        return number(sek), "kronor"
    has_decimals = abs(rounded(value, 1)) < _MSEK_WITH_DECIMALS_BELOW
    return number(value, 1 if has_decimals else 0), "miljoner kronor"


def msek(value: Number) -> str:
    r"""Return an amount in million SEK (*mnkr*) as prose writes it.

    One decimal below 100, none above; below one million in kronor to the nearest thousand. The form follows the
    amount as it is shown: 0.9996 is one million.

    Examples
    --------
    >>> msek(21.7), msek(0.27375), msek(125.4)
    ('21,7\xa0miljoner kronor', '274\xa0000\xa0kronor', '125\xa0miljoner kronor')

    """
    return NBSP.join(msek_parts(value))
