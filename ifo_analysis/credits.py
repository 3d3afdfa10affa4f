"""Source lines (*källhänvisningar*): what stands under every figure and table, and beside every number.

Kolada's terms ask that unchanged values carry "Källa: Kolada", and forbid naming Kolada as the source of what we
compute. So there are two kinds of lines, and a number never gets the first if we have touched it. Synthetic figures
get neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from ifo_analysis.sources import Origin

KOLADA = "Kolada"
SYNTHETIC = "Syntetiska data – inte Kolada."


def raw_credits(rows: pd.DataFrame, indicators: Sequence[str], origin: Origin) -> tuple[str, ...]:
    """Return the source lines of values that are printed as they were published (*Källa: …*), one per publisher.

    Parameters
    ----------
    rows : DataFrame
        The rows that are shown: ``year`` (or none), ``is_preliminary``, ``publisher``, ``document``,
        ``document_year``, ``retrieved``.
    indicators : sequence of str
        The ids to name after Kolada.
    origin : str
        Synthetic figures are never credited to anybody.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"year": [2018, 2019, 2025], "is_preliminary": [False, False, True], "publisher": "Kolada",
    ...     "document": "", "document_year": "", "retrieved": "2026-08-16"})
    >>> raw_credits(rows, ["N30001"], "published")
    ('Källa: Kolada (N30001, 2018, 2019 och 2025, hämtad 2026-08-16; 2025 preliminär uppgift).',)
    """
    if origin == "synthetic":
        return (SYNTHETIC,)
    lines = []
    for (publisher, document, document_year), own in rows.groupby(["publisher", "document", "document_year"]):
        if publisher == KOLADA:
            parts = [*indicators, _years(own), f"hämtad {own['retrieved'].max()}"]
            lines.append(f"Källa: Kolada ({', '.join(part for part in parts if part)}{_preliminary(own)}).")
        else:
            year = "" if str(document).endswith(str(document_year)) else document_year
            lines.append(f"Källa: {', '.join(part for part in map(str, (publisher, document, year)) if part)}.")
    return tuple(lines)


def own_credits(rows: pd.DataFrame, indicators: Sequence[str], origin: Origin, *, what: str = "") -> tuple[str, ...]:
    """Return the source lines of what we have computed (*Egen bearbetning av …*), one per publisher.

    Parameters
    ----------
    rows : DataFrame
        The rows that the computation used, as in `raw_credits`.
    indicators : sequence of str
        The ids to name after Kolada.
    origin : str
        Synthetic figures are never credited to anybody.
    what : str
        What has been computed, to open the line with: ``Median och band``.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"publisher": ["Kolada"], "retrieved": "2026-08-16"})
    >>> own_credits(rows, ["N30001"], "published", what="Median")
    ('Median: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).',)
    """
    if origin == "synthetic":
        return (SYNTHETIC,)
    opening = f"{what}: egen" if what else "Egen"
    lines = []
    for publisher, own in rows.groupby("publisher"):
        if publisher == KOLADA:
            ids = ", ".join([*indicators, f"hämtade {own['retrieved'].max()}"])
            lines.append(f"{opening} bearbetning av data från Kolada ({ids}).")
        else:
            lines.append(f"{opening} bearbetning av uppgifter från {publisher}.")
    return tuple(lines)


def _years(rows: pd.DataFrame) -> str:
    if "year" not in rows:
        return ""
    years = sorted({int(year) for year in rows["year"]})
    if len(years) > 2 and years == list(range(years[0], years[-1] + 1)):  # noqa: PLR2004 - a span needs three years
        return f"{years[0]}–{years[-1]}"
    return _listed(str(year) for year in years)


def _preliminary(rows: pd.DataFrame) -> str:
    if not rows["is_preliminary"].any():
        return ""
    if "year" not in rows:
        return "; preliminär uppgift"
    years = sorted({int(year) for year in rows.loc[rows["is_preliminary"], "year"]})
    return f"; {_listed(str(year) for year in years)} preliminär uppgift"


def _listed(parts: Iterable[str]) -> str:
    items = list(parts)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} och {items[-1]}"
