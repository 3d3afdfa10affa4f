"""Personal identity numbers (*personnummer*) where none may be: found by their form, and never repeated."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_HYPHENS = "\\-+\u2010-\u2015\u2212"
_BETWEEN = f"(?:[{_HYPHENS}]|[ \u00a0\u2009\u202f]?[{_HYPHENS}]?[ \u00a0\u2009\u202f]?)"
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_LAST = r"(?:\d{4}|[Tt][0-9Ff]\d{2})"
# Month and day tell such a number from an organisation number. A T stands in temporary numbers. A decimal number, and
# digits that are grouped by space as thousands, are no such number.
PATTERN = (
    rf"(?:^[,.]?|[^0-9,.]|[^0-9][,.])(?:(?:18|19|20)?\d{{2}}{_MONTH}{_DAY}{_BETWEEN}{_LAST}(?:$|\D)"
    rf"|(?:18|19|20)\d{{2}}-{_MONTH}-{_DAY}[{_HYPHENS}]{_LAST}(?:$|[^\d{_HYPHENS}]))"
)
_PATTERN = re.compile(PATTERN)


def is_personal(text: str) -> bool:
    """Return whether a text holds what looks like a personal identity number, with or without a right check digit.

    Examples
    --------
    >>> is_personal("Se 850101-9999."), is_personal("556677-8899"), is_personal("2024-01-31")
    (True, False, False)
    """
    return bool(_PATTERN.search(text))


def personal_cells(values: pa.Array) -> pa.Array:
    """Return which of some texts hold what looks like a personal identity number."""
    return pc.match_substring_regex(values, PATTERN)
