"""Ranks (*rangordning*) in words, counted from the nearer end. Place 1 is the highest value."""

from __future__ import annotations

from types import MappingProxyType

from ifo_analysis.language.numbers import EN_DASH
from ifo_analysis.language.words import Gender

SUPERLATIVES = MappingProxyType(
    {
        "hög": ("högst", "högsta"),
        "låg": ("lägst", "lägsta"),
        "stor": ("störst", "största"),
        "liten": ("minst", "minsta"),
        "lång": ("längst", "längsta"),
        "kort": ("kortast", "kortaste"),
    }
)
"""The superlative of an adjective, indefinite and definite."""

_ORDINALS = (
    *("", "näst", "tredje", "fjärde", "femte", "sjätte"),
    *("sjunde", "åttonde", "nionde", "tionde", "elfte", "tolfte"),
)


def rank_phrase(place_low: int, place_high: int, n: int, *, stems: tuple[str, str] = ("hög", "låg")) -> str:
    """Return a place among `n` in words; `place_low` to `place_high` are shared when they differ.

    Raises
    ------
    ValueError
        If the places don't lie among `n` ≥ 2, or a stem isn't in `SUPERLATIVES`.

    Examples
    --------
    >>> rank_phrase(7, 7, 8), rank_phrase(3, 3, 8), rank_phrase(4, 4, 7)
    ('näst lägst', 'tredje högst', 'i mitten (plats 4 av 7)')
    >>> rank_phrase(2, 4, 8), rank_phrase(1, 8, 8)
    ('delar plats 2–4 av 8', 'alla har samma redovisade värde')

    """
    _check_places(place_low, place_high, n)
    if (place_low, place_high) == (1, n):
        return "alla har samma redovisade värde"
    if place_low != place_high:
        return f"delar plats {place_low}{EN_DASH}{place_high} av {n}"
    if 2 * place_low == n + 1:
        return f"i mitten (plats {place_low} av {n})"
    return _from_nearer_end(place_low, n, stems, form=0)


def rank_phrase_definite(place: int, n: int, gender: Gender, stems: tuple[str, str] = ("hög", "låg")) -> str:
    """Return a place as a definite phrase, for a noun of the given gender: *den näst högsta* (kostnaden).

    Raises
    ------
    ValueError
        As `rank_phrase`.

    Examples
    --------
    >>> rank_phrase_definite(2, 8, "en"), rank_phrase_definite(8, 8, "ett"), rank_phrase_definite(4, 7, "en")
    ('den näst högsta', 'det lägsta', 'den mittersta')

    """
    _check_places(place, place, n)
    phrase = "mittersta" if 2 * place == n + 1 else _from_nearer_end(place, n, stems, form=1)
    return f"{'den' if gender == 'en' else 'det'} {phrase}"


def _from_nearer_end(place: int, n: int, stems: tuple[str, str], *, form: int) -> str:
    unknown = [stem for stem in stems if stem not in SUPERLATIVES]
    if unknown:
        raise ValueError(f"ingen superlativ är känd för {', '.join(unknown)}; de kända är {', '.join(SUPERLATIVES)}")
    is_upper = 2 * place <= n
    distance = place if is_upper else n + 1 - place
    return f"{_ordinal(distance)} {SUPERLATIVES[stems[0 if is_upper else 1]][form]}".lstrip()


def _ordinal(place: int) -> str:
    if place <= len(_ORDINALS):
        return _ORDINALS[place - 1]
    return f"{place}:{'a' if place % 10 in {1, 2} and place % 100 not in {11, 12} else 'e'}"


def _check_places(low: int, high: int, n: int) -> None:
    if not (n > 1 and 1 <= low <= high <= n):
        raise ValueError(f"plats {low} till {high} av {n} finns inte")
