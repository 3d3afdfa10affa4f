"""How do the counts of a stage hang together: age groups in a total, and months in longer periods?

A difference that doesn't stand in the file, between eight months and four or between a total and its parts, is as good
as told. It is a cell of its own here, that is hidden as long as nobody can work it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from ifo_analysis.analysis.disclosure_cells import Cell, Term, sensitive_bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REST = "övriga"
NEARLY_FREE = 1e-3


class Count(NamedTuple):
    """A count of a stage and group: in which months of a year, and of which ages, all if none are named."""

    year: int
    first_month: int
    last_month: int
    age_group: str
    n: int
    is_published: bool

    @property
    def name(self) -> str:
        """Return what the cell is called within its table."""
        return f"{self.year} {self.row}"

    @property
    def months(self) -> int:
        """Return how many months are counted."""
        return self.last_month - self.first_month + 1

    @property
    def row(self) -> str:
        """Return what the cell is called in all years."""
        return f"{self.first_month}–{self.last_month} {self.age_group}".strip()


class Counted(Protocol):
    """Anything with a name in its table, a count, and whether that is published elsewhere."""

    @property
    def name(self) -> str:
        """Return what the cell is called within its table."""

    @property
    def n(self) -> int:
        """Return the count."""

    @property
    def is_published(self) -> bool:
        """Say whether the count is published elsewhere."""


class Sum(NamedTuple):
    """A count and those that are part of it: its groups (ages, kinds), all its months, or some of its months."""

    whole: Counted
    parts: tuple[Counted, ...]
    kind: Literal["groups", "months", "some_months"]

    @property
    def rest(self) -> int:
        """Return what the parts don't add up to."""
        return self.whole.n - sum(part.n for part in self.parts)

    def is_rest_known(self, threshold: int) -> bool:
        """Say whether everybody is taken to know the rest: corrections afterwards, and other groups if large."""
        is_large = self.kind == "groups" and self.rest >= threshold
        is_public = self.whole.is_published and all(part.is_published for part in self.parts)
        return self.rest < 0 or self.kind == "months" or is_large or is_public


def sums_of(counts: Sequence[Count], *, are_months_added: bool) -> list[Sum]:
    """Return which counts are sums of which others.

    Examples
    --------
    >>> eight, four = Count(2024, 1, 8, "", 12, False), Count(2024, 1, 4, "", 10, False)
    >>> [(found.whole.row, [part.row for part in found.parts]) for found in sums_of([four, eight], are_months_added=True)]
    [('1–8', ['1–4'])]
    """
    found = []
    for whole in counts:
        same_time = [each for each in counts if each[:3] == whole[:3] and each.age_group]
        if not whole.age_group and same_time:
            found.append(Sum(whole, tuple(same_time), "groups"))
        inside = [
            each
            for each in counts
            if (each.year, each.age_group) == (whole.year, whole.age_group)
            and whole.first_month <= each.first_month
            and each.last_month <= whole.last_month
            and each != whole
        ]
        if are_months_added and (parts := _apart(inside)):
            is_full = sum(each.months for each in parts) == whole.months
            found.append(Sum(whole, parts, "months" if is_full else "some_months"))
    return found


def _apart(inside: Iterable[Count]) -> tuple[Count, ...]:
    """Return periods that don't overlap, from the first month on, the longest that there is each time."""
    found: list[Count] = []
    for each in sorted(inside, key=lambda count: (count.first_month, -count.last_month)):
        if not found or each.first_month > found[-1].last_month:
            found.append(each)
    return tuple(found)


def tied(sums: Iterable[Sum], threshold: int) -> tuple[list[Cell], list[Term]]:
    """Return the relations as the engine wants them, and the cells of what the parts don't add up to."""
    cells: list[Cell] = []
    terms: list[Term] = []
    for found in sums:
        relation = f"{found.whole.name} = {', '.join(part.name for part in found.parts)}"
        terms += [Term(relation, found.whole.name, -1.0), *(Term(relation, part.name, 1.0) for part in found.parts)]
        if found.rest:
            name, is_known = f"{relation}, {REST}", found.is_rest_known(threshold)
            low, high = sensitive_bounds(0 if is_known else found.rest, threshold)
            cells.append(Cell(name, abs(found.rest), name, low, high, is_known, NEARLY_FREE))
            terms.append(Term(relation, name, 1.0 if found.rest > 0 else -1.0))
    return cells, terms
