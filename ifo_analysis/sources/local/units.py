"""Amounts that look as if kr and tkr had been mixed up: about a thousand times another amount of the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from ifo_analysis.frames import Contract

    Sums = dict[tuple[Any, ...], float]

LOW, HIGH = 500, 2_000
"""Bounds of what is about a thousand times: no amount doubles by chance of a wrong unit."""
MIXED = "är kr och tkr blandade?"
AMOUNTS = ("cost_sek", "cost_tkr", "revenue_tkr")
COARSE = ("municipality", "basis", "target_group", "months", "level", "measure")


def suspected_units(contract: Contract, frame: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence for each amount of a year that is about a thousand times, or a thousandth of, the year before.

    Amounts are summed over everything but municipality, target group and the like. Rows of sums are told apart.
    """
    by = [each for each in COARSE if each in frame]
    if "year" not in frame:
        return
    for name, item in contract.columns.items():
        sums = _sums(frame, [*by, "year"], name) if name in AMOUNTS else {}
        for (*what, year), amount in sums.items():
            before = sums.get((*what, year - 1), 0.0)
            if is_a_thousand(amount, before):
                than = "mer" if amount > before else "mindre"
                yield f"{item.title}: {year} är ungefär tusen gånger {than} än året före; {MIXED}"


def suspected_sums(frame: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence for each section of a budget whose sum is about a thousand times its rows, or a thousandth."""
    by = ["municipality", "year", "months", "section"]
    for name in ("revenue_tkr", "cost_tkr"):
        rows, sums = (_sums(frame.loc[frame["level"] == level], by, name) for level in ("row", "section_total"))
        for place, amount in rows.items():
            if is_a_thousand(amount, sums.get(place, 0.0)):
                yield f"en avsnittssumma {place[1]} är ungefär tusen gånger sina rader eller en tusendel; {MIXED}"


def register_against_books(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield a sentence if the cost of a register is about a thousand times that of the books, or a thousandth."""
    if not {"placements", "booked_costs"} <= set(frames):
        return
    by = ["municipality", "year", "target_group"]
    told = frames["placements"]
    register = _sums(told.loc[told["basis"] == "outcome"], by, "cost_sek")
    books = _sums(frames["booked_costs"], by, "cost_sek")
    for place, amount in register.items():
        if is_a_thousand(amount, books.get(place, 0.0)):
            yield f"placeringarnas kostnad {place[1]} är ungefär tusen gånger bokföringens eller en tusendel; {MIXED}"


def _sums(frame: pd.DataFrame, by: list[str], name: str) -> Sums:
    """Return the sum of an amount without its sign by some columns."""
    sums = frame[name].abs().groupby([frame[each] for each in by]).sum().to_dict()
    return cast("Sums", sums)


def is_a_thousand(one: float, other: float) -> bool:
    """Return whether two amounts differ by about a thousand times.

    Examples
    --------
    >>> is_a_thousand(1_200_000, 1_150), is_a_thousand(1_150, 1_200_000), is_a_thousand(300, 1)
    (True, True, False)
    """
    low, high = sorted((abs(one), abs(other)))
    return bool(low > 0 and LOW <= high / low <= HIGH)
