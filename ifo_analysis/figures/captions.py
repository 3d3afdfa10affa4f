"""What the figures say in words: places, missing municipalities, notes, cells and source lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import PCT
from ifo_analysis.analysis.peers import choose_edition
from ifo_analysis.blocks import Cell, Inlines, Text
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.language import EN_DASH, listed, number, number_word, rank_phrase, swedish_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd

    from ifo_analysis.facts import Facts

ALT_LIMIT = 300
MEASURE = "Nettokostnadsavvikelse"
UNIT = "procent av referenskostnaden"
SIGN_NOTE = "Högre än noll betyder högre kostnad än referenskostnaden."
MISSING_NOTE = "Strecket – i tabellen betyder att uppgift saknas."
_LAST_ORDINAL = 12


def words(text: str) -> Inlines:
    """Return a text as running text."""
    return (Text(text=text),)


def signed(pct: float) -> str:
    """Return a deviation as figures print it: one decimal, and a sign.

    >>> signed(-20.7972), signed(4.445)
    ('−20,8', '+4,4')
    """
    return number(pct, 1, is_signed=True)


def alt_text(*sentences: str) -> str:
    """Return the first sentences that fit in an alternative text, the most important first.

    >>> alt_text("Ett.", "", "Två.")
    'Ett. Två.'
    """
    found = ""
    for sentence in filter(None, sentences):
        longer = f"{found} {sentence}".strip()
        if len(longer) > ALT_LIMIT:
            break
        found = longer
    return found


def place_clause(name: str, first: int, last: int, n: int, group: str) -> str:
    """Return a place as a clause; places count from the lowest, and `first` to `last` are shared when they differ.

    Examples
    --------
    >>> place_clause("Höör", 2, 2, 8, "åtta"), place_clause("Höör", 8, 8, 8, "åtta")
    ('Höör är näst lägst av åtta', 'Höör är högst av åtta')
    >>> place_clause("Höör", 23, 23, 60, "60"), place_clause("Höör", 2, 3, 8, "åtta")
    ('Höör har plats 23 av 60, lägst först', 'Höör delar plats 2–3 av 8, lägst först')
    """
    if (first, last) == (1, n):
        return f"Alla {number_word(n)} kommuner har samma redovisade värde"
    if first != last:
        return f"{name} delar plats {first}{EN_DASH}{last} av {n}, lägst först"
    if min(first, n + 1 - first) > _LAST_ORDINAL:
        return f"{name} har plats {first} av {n}, lägst först"
    if 2 * first == n + 1:
        return f"{name} ligger i mitten, på plats {first} av {n}"
    from_the_top = n + 1 - first
    return f"{name} är {rank_phrase(from_the_top, from_the_top, n)} av {group}"


def extremes(names: Sequence[str], values: Sequence[float]) -> str:
    """Return the lowest and the highest value with whose they are.

    >>> extremes(["Höör", "Salem", "Kiruna"], [-20.8, -22.6, 35.1])
    'lägst −22,6 (Salem), högst +35,1 (Kiruna)'
    """
    shown = [signed(value) for value in values]
    lowest, highest = signed(min(values)), signed(max(values))
    told = []
    for word, end in (("lägst", lowest), ("högst", highest)):
        whose = [name for name, value in zip(names, shown, strict=True) if value == end]
        told.append(f"{word} {end} ({whose[0] if len(whose) == 1 else f'{number_word(len(whose))} kommuner'})")
    return ", ".join(told)


def named(facts: Facts, codes: Iterable[str]) -> str:
    """Return the names of municipalities as a list in prose, in Swedish alphabetical order."""
    return listed(sorted((facts.names.get(code, code) for code in codes), key=swedish_key))


def edition(facts: Facts) -> int | None:
    """Return the edition of the peers (*utgåva*) that the report uses, or None if there is no group."""
    parameters = facts.parameters
    return choose_edition(facts.peer_groups, parameters.municipality, parameters.report_year, parameters.peer_edition)


def deviation_rows(
    facts: Facts, codes: Collection[str] | None = None, years: Collection[int] | None = None
) -> pd.DataFrame:
    """Return the published rows of the deviation, of some municipalities and years or of all."""
    rows = facts.indicator_values.loc[facts.indicator_values["indicator"] == PCT]
    if codes is not None:
        rows = rows.loc[rows["municipality"].isin(codes)]
    return rows if years is None else rows.loc[rows["year"].isin(years)]


def preliminary_note(rows: pd.DataFrame) -> str:
    """Return which years are preliminary, and when they were retrieved; nothing if none is."""
    early = rows.loc[rows["is_preliminary"]]
    if early.empty:
        return ""
    years = listed([str(year) for year in sorted(set(early["year"]))])
    return f"Preliminär uppgift för {years}, hämtad {early['retrieved'].max()}."


def raw_lines(facts: Facts, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the source lines of published deviations."""
    return raw_credits(rows, [PCT], facts.origin)


def own_lines(facts: Facts, rows: pd.DataFrame, what: str) -> tuple[str, ...]:
    """Return the source lines of what is computed from published deviations."""
    return own_credits(rows, [PCT], facts.origin, what=what)


def once(*lines: str) -> tuple[str, ...]:
    """Return the lines that say something, each once.

    >>> once("a", "", "a", "b")
    ('a', 'b')
    """
    return tuple(dict.fromkeys(filter(None, lines)))


def value_cell(pct: float | None, *, is_preliminary: bool = False) -> Cell:
    """Return a deviation as a table cell; a dash where there is none."""
    if pct is None:
        return Cell(text=EN_DASH)
    return Cell(text=signed(pct), value=pct, mark="preliminary" if is_preliminary else "")
