"""What of a municipality's own figures can a public report tell, so that nothing can be known of any one person?

The frames that come out have no hidden number in them, and so nothing that is made of them can show one. What others
have published stays as it is, and counts as known. The threshold is in persons; see the modules of each kind of frame
for the rules, and `suppression` for how it is proved that no hidden number can be worked out.

Known drawbacks: the proof covers what is in the frames and in the last report, not what a reader knows of a person, nor
what other documents tell. What was hidden once stays hidden for that year, so a form that is combined one year is still
so the next: it can be told apart again in a report without that year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.disclosure_cells import (
    ALONE,
    DOMINATED,
    FEW,
    FOLLOWS,
    SENSITIVE,
    WAS_HIDDEN,
    Decision,
    Key,
    Proof,
    Rules,
    demand_proof,
)
from ifo_analysis.analysis.disclosure_flow import protected_counts
from ifo_analysis.analysis.disclosure_placements import protected_placements
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAST_THRESHOLD = 4
CELL = ["frame", "municipality", "year", "cell"]
WORDS = {
    FEW: "färre än {threshold}",
    DOMINATED: "två personer står för det mesta av kostnaden",
    ALONE: "alla finns i samma form",
    FOLLOWS: "följer av en annan uppgift",
    WAS_HIDDEN: "visades inte i den förra rapporten",
}
FEW_WORDS = {
    "placements": "färre än {threshold} personer",
    "placed_persons": "färre än {threshold} personer",
    "costliest": "för få personer i summan eller utanför den",
    "reimbursed_days": "kan gälla färre än {threshold} personer",
}


@dataclass(frozen=True)
class Protected:
    """A municipality's own figures as the public may see them, and what isn't shown of them.

    `frames` keep the contracts of `frames.local`. `hidden` has one row per cell that isn't shown, with its Swedish
    ``label`` and without the reason. `proof` says of each hidden cell of a table with sums that it is proved to be safe,
    without any number. `record` is what the next report must know: which cells this one showed and hid. `decisions` are
    for the analyst, and never leave the run.
    """

    frames: dict[str, pd.DataFrame]
    hidden: pd.DataFrame
    proof: pd.DataFrame
    record: pd.DataFrame
    threshold: int
    rows_lost: int
    decisions: tuple[Decision, ...] = field(repr=False)


def protect(
    frames: Mapping[str, pd.DataFrame],
    municipality: str,
    *,
    threshold: int = 5,
    earlier: pd.DataFrame | None = None,
) -> Protected:
    """Return a municipality's own figures without any number that tells of few persons (*röjandekontroll*).

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As the contracts of the same names in `frames.local`; those about persons are protected, the others kept.
    municipality : str
        Own code.
    threshold : int
        Fewer persons than this are too few; at least 4.
    earlier : DataFrame, optional
        `record` of the last published report: what it showed is known, and what it hid stays hidden for its year.

    Raises
    ------
    DataError
        If the threshold is too low, something that was shown must now be hidden, or a proof fails.

    Examples
    --------
    >>> rows = {"municipality": "9901", "year": 2024, "kind": ["lex_sarah", "lex_maria"], "count": [9, 2],
    ...     "reported_to_ivo": 0, "is_published": False}
    >>> found = protect({"incidents": pd.DataFrame(rows)}, "9901")
    >>> found.frames["incidents"]["kind"].tolist(), found.hidden["label"].tolist()
    (['lex_sarah'], ['Lex Maria'])
    """
    if threshold < LEAST_THRESHOLD:
        raise DataError(f"Röjandekontroll: tröskeln ska vara minst {LEAST_THRESHOLD} personer, inte {threshold}.")
    rules = Rules(threshold, municipality, *_told(earlier))
    parts = protected_placements(frames, rules), protected_counts(frames, rules)
    decisions = sorted(decision for part in parts for decision in part.decisions)
    proofs = sorted(proof for part in parts for proof in part.proofs)
    _demand_not_shown(decisions, rules.shown)
    demand_proof(proofs)
    found = {**frames, **parts[0].frames, **parts[1].frames}
    cells = pd.DataFrame(decisions, columns=list(Decision._fields)).astype({"year": "int64"})
    is_hidden = cells["reason"] != ""
    return Protected(
        frames=found,
        hidden=cells.loc[is_hidden].drop(columns="reason").reset_index(drop=True),
        proof=pd.DataFrame(proofs, columns=list(Proof._fields)),
        record=cells[CELL].assign(is_hidden=is_hidden),
        threshold=threshold,
        rows_lost=sum(len(frame) - len(found[name]) for name, frame in frames.items()),
        decisions=tuple(decisions),
    )


def _told(earlier: pd.DataFrame | None) -> tuple[frozenset[Key], frozenset[Key]]:
    """Return the cells that the last report hid, and those that it showed."""
    if earlier is None:
        return frozenset(), frozenset()
    lacking = [name for name in [*CELL, "is_hidden"] if name not in earlier]
    if lacking:
        told = f"den förra rapportens förteckning saknar kolumnerna {', '.join(lacking)}"
        raise DataError(f"Röjandekontroll: {told}.")
    keys = [(str(frame), str(code), int(year), str(cell)) for frame, code, year, cell in earlier[CELL].to_numpy()]
    is_hidden = earlier["is_hidden"].to_numpy(dtype=bool)
    hidden = frozenset(key for key, is_one in zip(keys, is_hidden, strict=True) if is_one)
    return hidden, frozenset(keys) - hidden


def _demand_not_shown(decisions: Iterable[Decision], shown: frozenset[Key]) -> None:
    """Refuse a report that must hide what the last one showed."""
    faults = [
        f"{decision.label} {decision.year}: visades i den förra rapporten men får inte visas nu"
        for decision in decisions
        if decision.reason in SENSITIVE and decision.key in shown
    ]
    if faults:
        advice = (
            "det som är publicerat kan inte tas tillbaka: avgör med arkivarien eller den som prövar sekretess, och kör "
            "rapporten internt så länge"
        )
        raise DataError.of("Röjandekontroll", [*faults, advice])


def summary(protected: Protected) -> dict[str, int]:
    """Return how much was hidden, for the sentence about method and the manifest.

    Returns
    -------
    dict of str to int
        ``threshold``, ``cells_hidden``, ``intervals_proved`` and ``rows_lost`` (rows in the frames, before less after).
    """
    return {
        "threshold": protected.threshold,
        "cells_hidden": len(protected.hidden),
        "intervals_proved": len(protected.proof),
        "rows_lost": protected.rows_lost,
    }


def explained(protected: Protected) -> pd.DataFrame:
    """Return why each cell is hidden, in Swedish: for the analyst only, since the reason tells of the number.

    Returns
    -------
    DataFrame
        The rows of `Protected.hidden`, with ``reason``.
    """
    hidden = [decision for decision in protected.decisions if decision.reason]
    words = [FEW_WORDS.get(each.frame, WORDS[FEW]) if each.reason == FEW else WORDS[each.reason] for each in hidden]
    return protected.hidden.assign(reason=[text.format(threshold=protected.threshold) for text in words])
