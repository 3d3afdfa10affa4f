"""Invented municipalities: names that sound Swedish, and codes that no real municipality has."""

from __future__ import annotations

from functools import cache

import numpy as np

from ifo_analysis import definitions
from ifo_analysis.errors import DataError

FIRST_CODE = 9001
LARGEST_WORLD = 900
COUNTY = "Påhittade län"
# The first names are the same in every world: one ends in s, one has å and ö, and a long one begins with another whole.
FIXED = ("Sundnäs", "Åsjö", "Västra Granskog", "Västra Granskogsbygden")
BEGINNINGS = [
    "Al",
    "Asp",
    "Berg",
    "Björk",
    "Brunn",
    "Ek",
    "Fager",
    "Fors",
    "Gran",
    "Gräs",
    "Gull",
    "Hag",
    "Hall",
    "Hassel",
    "Hav",
    "Hed",
    "Häll",
    "Klint",
    "Kvarn",
    "Kålle",
    "Lers",
    "Lill",
    "Lind",
    "Ljung",
    "Lång",
    "Lön",
    "Löv",
    "Mo",
    "Norr",
    "Nygård",
    "Rosen",
    "Råg",
    "Rönn",
    "Sand",
    "Skog",
    "Sol",
    "Sten",
    "Ström",
    "Sund",
    "Säter",
    "Tall",
    "Torn",
    "Ulv",
    "Vall",
    "Vid",
    "Väst",
    "Ås",
    "Älg",
    "Älv",
    "Ör",
    "Öst",
]
ENDINGS = [
    "berga",
    "borg",
    "bro",
    "by",
    "dal",
    "fjärd",
    "forsa",
    "hamn",
    "holm",
    "hult",
    "hyttan",
    "kulla",
    "köping",
    "lanna",
    "lunda",
    "lösa",
    "mark",
    "mora",
    "näs",
    "rum",
    "ryd",
    "röd",
    "sjö",
    "sta",
    "torp",
    "tuna",
    "vik",
    "ås",
    "åker",
    "änge",
    "ö",
]
REGIONS = (("0091", "Region Granland"), ("0092", "Region Ljungbygden"), ("0093", "Region Östra Älvlandet"))
COUNTRY = ("0000", "Riket")


@cache
def possible_names() -> tuple[str, ...]:
    """Return every name that a world may draw, `FIXED` left out, none of them a real municipality's.

    Examples
    --------
    >>> len(possible_names()) > LARGEST_WORLD, "Sundnäs" in possible_names()
    (True, False)
    """
    taken = {item.name.casefold() for item in definitions.municipalities()} | {name.casefold() for name in FIXED}
    names = dict.fromkeys(f"{first}{last}" for first in BEGINNINGS for last in ENDINGS if first[-1] != last[0])
    return tuple(name for name in names if name.casefold() not in taken)


def invented(count: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Return codes and names of invented municipalities (*påhittade kommuner*), ordered by code.

    Raises
    ------
    DataError
        If more are asked for than there are names, or none.

    Examples
    --------
    >>> invented(2, np.random.default_rng(1))
    [('9001', 'Sundnäs'), ('9002', 'Åsjö')]
    """
    if not 1 <= count <= LARGEST_WORLD:
        raise DataError(f"Antalet påhittade kommuner ska vara mellan 1 och {LARGEST_WORLD}.")
    drawn = rng.choice(np.array(possible_names()), LARGEST_WORLD, replace=False).tolist()
    names = [*FIXED, *drawn][:count]
    return [(str(FIRST_CODE + position), str(name)) for position, name in enumerate(names)]
