"""Words and their forms: nouns with number, genitives, lists, dates and alphabetical order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from ifo_analysis.blocks import Inlines
from ifo_analysis.language.differences import Bound, printed
from ifo_analysis.language.numbers import EN_DASH, number
from ifo_analysis.language.sentences import joined, plain

Gender = Literal["en", "ett"]

NUMBER_WORDS = ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_ALPHABET = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y", "-": " "})


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun: grammatical gender, plural, and definite plural."""

    gender: Gender
    plural: str
    definite: str


NOUNS = MappingProxyType(
    {
        "anmälan": Noun("en", "anmälningar", "anmälningarna"),
        "ansökan": Noun("en", "ansökningar", "ansökningarna"),
        "barn": Noun("ett", "barn", "barnen"),
        "beslut": Noun("ett", "beslut", "besluten"),
        "garanti": Noun("en", "garantier", "garantierna"),
        "invånare": Noun("en", "invånare", "invånarna"),
        "jämförelsegrupp": Noun("en", "jämförelsegrupper", "jämförelsegrupperna"),
        "kommun": Noun("en", "kommuner", "kommunerna"),
        "mål": Noun("ett", "mål", "målen"),
        "mått": Noun("ett", "mått", "måtten"),
        "nyckeltal": Noun("ett", "nyckeltal", "nyckeltalen"),
        "nämndmål": Noun("ett", "nämndmål", "nämndmålen"),
        "orosanmälan": Noun("en", "orosanmälningar", "orosanmälningarna"),
        "orsak": Noun("en", "orsaker", "orsakerna"),
        "person": Noun("en", "personer", "personerna"),
        "placering": Noun("en", "placeringar", "placeringarna"),
        "tjänst": Noun("en", "tjänster", "tjänsterna"),
        "uppdrag": Noun("ett", "uppdrag", "uppdragen"),
        "utredning": Noun("en", "utredningar", "utredningarna"),
        "vårddygn": Noun("ett", "vårddygn", "vårddygnen"),
        "år": Noun("ett", "år", "åren"),
        "åtgärd": Noun("en", "åtgärder", "åtgärderna"),
    }
)
"""Nouns that the reports count, by their singular."""


def number_word(n: int, *, gender: Gender = "en") -> str:
    """Return a count as prose writes it: *en* or *ett* to *tolv* in words, figures from 13.

    >>> number_word(1, gender="ett"), number_word(12), number_word(13)
    ('ett', 'tolv', '13')
    """
    words = (gender, *NUMBER_WORDS)
    return words[n - 1] if 1 <= n <= len(words) else number(n)


def counted(n: int, noun: str) -> str:
    """Return a count with its noun, in the right gender and number.

    Raises
    ------
    ValueError
        If the noun isn't in `NOUNS`, or the count isn't a whole number from 0.

    Examples
    --------
    >>> counted(1, "åtgärd"), counted(2, "mål"), counted(13, "åtgärd"), counted(0, "mål")
    ('en åtgärd', 'två mål', '13 åtgärder', 'inget mål')

    """
    return plain(counted_words(n, noun))


def counted_words(n: int | Bound, noun: str) -> Inlines:
    """Return `counted` with the count bound to its claim.

    >>> [inline.text for inline in counted_words(Bound(3, "measures.n"), "mål")]
    ['tre', ' mål']
    """
    count = n.value if isinstance(n, Bound) else n
    if noun not in NOUNS:
        raise ValueError(f"”{noun}” saknas i tabellen över substantiv; de kända är {', '.join(NOUNS)}")
    if count != int(count) or count < 0:
        raise ValueError(f"{count} är inget antal {NOUNS[noun].plural}")
    form = NOUNS[noun]
    word = number_word(int(count), gender=form.gender) if count else {"en": "ingen", "ett": "inget"}[form.gender]
    return joined((printed(n, word), " " + (noun if count <= 1 else form.plural)))


def genitive(name: str) -> str:
    """Return the genitive of a name: *s*, unless it ends in *s*, *x* or *z*; *:s* after letters read one by one.

    >>> genitive("Tyresö"), genitive("Borås"), genitive("RKA")
    ('Tyresös', 'Borås', 'RKA:s')
    """
    if name.casefold().endswith(("s", "x", "z")):
        return name
    is_read_by_letter = re.search(r"(?:[A-ZÅÄÖ]{2}|[0-9])$", name)
    return f"{name}:s" if is_read_by_letter else f"{name}s"


def listed(items: Sequence[str]) -> str:
    """Return items as a list in prose, with *och* before the last.

    Raises
    ------
    ValueError
        If there is nothing to list.

    Examples
    --------
    >>> listed(["A", "B", "C"])
    'A, B och C'

    """
    if not items:
        raise ValueError("en tom lista kan inte stå i löpande text")
    return " och ".join([*([", ".join(items[:-1])] if items[1:] else []), items[-1]])


def date_in_prose(iso: str) -> str:
    """Return an ISO date as prose writes it.

    Raises
    ------
    ValueError
        If it isn't a date in the form YYYY-MM-DD.

    Examples
    --------
    >>> date_in_prose("2026-08-16")
    'den 16 augusti 2026'

    """
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        day = None
    if day is None or day.isoformat() != iso:
        raise ValueError(f"”{iso}” är inget datum i formen ÅÅÅÅ-MM-DD")
    return f"den {day.day} {MONTHS[day.month - 1]} {day.year}"


def year_span(first: int, last: int) -> str:
    """Return years with an en dash and both years whole, or the one year.

    Raises
    ------
    ValueError
        If the last year is before the first.

    Examples
    --------
    >>> year_span(2019, 2024), year_span(2024, 2024)
    ('2019–2024', '2024')

    """
    if last < first:
        raise ValueError(f"åren står i fel ordning: {first} till {last}")
    return str(first) if first == last else f"{first}{EN_DASH}{last}"


def swedish_key(text: str) -> tuple[str, str]:
    """Return a key for alphabetical order in Swedish: å, ä, ö last; case and other accents don't count.

    >>> sorted(["Örebro", "Ängelholm", "Åre", "Zinkgruvan"], key=swedish_key)
    ['Zinkgruvan', 'Åre', 'Ängelholm', 'Örebro']
    """
    folded = unicodedata.normalize("NFC", text.casefold()).translate(_ALPHABET)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", folded) if not unicodedata.combining(sign))
    return bare, unicodedata.normalize("NFC", text)
