"""Differences in words: value, unit and direction, with the numbers bound to their claims."""

from __future__ import annotations

from dataclasses import dataclass

from ifo_analysis.blocks import Inlines, Text, Value
from ifo_analysis.language.numbers import EN_DASH, NBSP, Number, interval, msek_parts, number, rounded
from ifo_analysis.language.sentences import joined

HIGHER_LOWER = ("högre", "lägre", "lika")
MORE_LESS = ("mer", "mindre", "lika")
MORE_FEWER = ("fler", "färre", "lika")

Words = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Bound:
    """An unrounded number and the id of the claim (*påstående*) that proves it."""

    value: Number
    claim: str


Quantity = Number | Bound


def direction(value: Quantity, decimals: int = 1, *, words: Words = HIGHER_LOWER) -> str:
    """Return the word for above, below or equal, by the value as it is shown.

    >>> direction(13.04), direction(-7.5), direction(-0.04)
    ('högre', 'lägre', 'lika')
    """
    shown = rounded(_value(value), decimals)
    return words[0] if shown > 0 else words[1] if shown < 0 else words[2]


def quantity_words(value: Quantity, unit: str = "", decimals: int = 0) -> Inlines:
    r"""Return a number with its unit, the number bound to its claim.

    >>> quantity_words(Bound(6100, "cost.own"), "kronor")[0]
    Value(kind='value', text='6\xa0100', claim='cost.own')
    >>> [inline.text for inline in quantity_words(Bound(1.2, "cost.own"), "kronor")]
    ['1', '\xa0krona']
    """
    text = number(_value(value), decimals)
    one = "krona" if unit == "kronor" and text == "1" else unit
    return joined((printed(value, text), NBSP + one if unit else ""))


def msek_words(value: Quantity) -> Inlines:
    r"""Return an amount in million SEK as prose writes it (`msek`), the number bound to its claim.

    >>> [inline.text for inline in msek_words(Bound(21.7, "gap"))]
    ['21,7', '\xa0miljoner kronor']
    """
    text, unit = msek_parts(_value(value))
    return joined((printed(value, text), NBSP + unit))


def interval_words(low: Quantity, high: Quantity, decimals: int = 0) -> Inlines:
    """Return an interval (`interval`), each end bound to its claim.

    >>> [inline.text for inline in interval_words(Bound(6.2, "low"), Bound(7.4, "high"), 1)]
    ['6,2', '–', '7,4']
    """
    ends = number(_value(low), decimals), number(_value(high), decimals)
    whole = interval(_value(low), _value(high), decimals)
    if ends[0] == ends[1]:
        return joined((printed(low, whole),))
    between = EN_DASH if EN_DASH in whole else " till "
    return joined((printed(low, ends[0]), between, printed(high, ends[1])))


def pct_words(value: Quantity, decimals: int = 1, *, unit: str = "procent", words: Words = HIGHER_LOWER) -> Inlines:
    r"""Return size, unit and direction; *lika* alone when the value is shown as zero.

    The caller adds what it is compared with, and has a sentence of its own for *lika*: not *lika än*.

    Examples
    --------
    >>> [inline.text for inline in pct_words(Bound(-7.5, "level"))]
    ['7,5', '\xa0procent lägre']
    >>> pct_words(0.04)[0].text
    'lika'

    """
    shown = rounded(_value(value), decimals)
    word = direction(value, decimals, words=words)
    return (Text(text=word),) if shown == 0 else joined((_size(value, decimals), f"{NBSP}{unit} {word}"))


def from_to_words(
    first: Quantity, last: Quantity, decimals: int = 1, *, unit: str = "procent", words: Words = HIGHER_LOWER
) -> Inlines:
    r"""Return *från … till …* with the direction once when both ends agree, else twice.

    An end that is shown as zero has no direction and takes the other's: *från 7,5 till 0,0 procent lägre*.

    Raises
    ------
    ValueError
        If both ends are shown as zero: that takes a sentence without direction.

    Examples
    --------
    >>> from ifo_analysis.language.sentences import plain
    >>> plain(from_to_words(16.4, 13.04))
    'från 16,4 till 13,0\xa0procent högre'
    >>> plain(from_to_words(2.1, -7.5))
    'från 2,1\xa0procent högre till 7,5\xa0procent lägre'

    """
    return _two_ends(first, last, decimals, unit, words, ("från ", " till "))


def between_words(
    low: Quantity, high: Quantity, decimals: int = 1, *, unit: str = "procent", words: Words = HIGHER_LOWER
) -> Inlines:
    r"""Return *mellan … och …*, with the same rules as `from_to_words`.

    >>> from ifo_analysis.language.sentences import plain
    >>> plain(between_words(-7.5, 24.6))
    'mellan 7,5\xa0procent lägre och 24,6\xa0procent högre'
    """
    return _two_ends(low, high, decimals, unit, words, ("mellan ", " och "))


def _two_ends(
    first: Quantity, last: Quantity, decimals: int, unit: str, words: Words, around: tuple[str, str]
) -> Inlines:
    shown = rounded(_value(first), decimals), rounded(_value(last), decimals)
    if not any(shown):
        zero = number(0, decimals)
        raise ValueError(f"båda värdena visas som {zero} {unit}: skriv en mening utan riktning")
    if shown[0] * shown[1] < 0:
        ends = [pct_words(end, decimals, unit=unit, words=words) for end in (first, last)]
        return joined((around[0], ends[0], around[1], ends[1]))
    word = direction(first if shown[0] else last, decimals, words=words)
    ends = [_size(end, decimals) for end in (first, last)]
    return joined((around[0], ends[0], around[1], ends[1], f"{NBSP}{unit} {word}"))


def _size(value: Quantity, decimals: int) -> Inlines:
    return printed(value, number(abs(rounded(_value(value), decimals)), decimals))


def _value(value: Quantity) -> Number:
    return value.value if isinstance(value, Bound) else value


def printed(value: Quantity, text: str) -> Inlines:
    """Return how a number is printed, bound to its claim if it has one.

    >>> printed(Bound(3, "measures.n"), "tre")
    (Value(kind='value', text='tre', claim='measures.n'),)
    """
    return (Value(text=text, claim=value.claim),) if isinstance(value, Bound) else (Text(text=text),)
