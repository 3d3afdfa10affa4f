"""How have the committee's goals, assignments and guarantees come out, and does what is told of them hang together?

A target is reached when the outcome is at or beyond it, on the side that is better. The verdict is the municipality's own
and is never changed here. A contradiction (*motsägelse*) is only found where the figures themselves disagree:

    the same indicator with the same outcome and target has two verdicts
    the target is reached, but the verdict isn't *fulfilled*; or the other way round
    a printed control total isn't the sum of its parts

Counts of decisions are whole, so a control total has to agree exactly. What isn't told isn't tried: a goal without target
or outcome is neither reached nor missed.

Known drawbacks: a goal may be judged on more than its indicator, so a contradiction asks for an explanation and says of
neither side that it is wrong. A target that means *below* is taken to be reached also at the limit itself. Indicators are
known to be the same by their names alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.rows import rows_of, selected, with_columns
from ifo_analysis.frames.local import ASSESSMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = ("strategic", "committee")
STATUSES = ("done", "ongoing", "not_started", "stopped")
FULFILLED, NOT_ASSESSED = "fulfilled", "not_assessed"
REACHED, MISSED = "reached", "missed"
TWO_VERDICTS, REACHED_NOT_FULFILLED, FULFILLED_NOT_REACHED = (
    "two_verdicts",
    "reached_not_fulfilled",
    "fulfilled_not_reached",
)


@dataclass(frozen=True)
class Steering:
    """What a municipality tells of its steering (*styrning*) in one year: the own rows of six frames.

    `goals` are ordered by area, the strategic goals of an area first, and have ``target_met`` (``reached``, ``missed`` or
    empty). `waiting` are the decisions not carried out on the year's last such day. `incidents` hold the year and the one
    before. `decisions` are those of the year and earlier ones that have come to nothing yet. `as_of` is the day when the
    decisions were told of, as ISO text.
    """

    year: int
    goals: pd.DataFrame
    assignments: pd.DataFrame
    guarantees: pd.DataFrame
    waiting: pd.DataFrame
    incidents: pd.DataFrame
    decisions: pd.DataFrame
    as_of: str

    @property
    def is_empty(self) -> bool:
        """Return whether nothing at all is told."""
        parts = (self.goals, self.assignments, self.guarantees, self.waiting, self.incidents, self.decisions)
        return all(part.empty for part in parts)


def own_steering(
    committee_goals: pd.DataFrame,
    assignments: pd.DataFrame,
    guarantees: pd.DataFrame,
    unexecuted: pd.DataFrame,
    incidents: pd.DataFrame,
    decisions: pd.DataFrame,
    municipality: str,
    year: int,
) -> Steering:
    """Return what a municipality tells of its goals, assignments, guarantees and decisions in one year.

    Parameters
    ----------
    committee_goals, assignments, guarantees, unexecuted, incidents, decisions : DataFrame
        The frames of those names (`frames.local`), up to the year.
    municipality : str
        Its code.
    year : int
        The report year.
    """
    goals, given, kept, told = (
        selected(frame, (frame["municipality"] == municipality).to_numpy() & frame["year"].isin(years).to_numpy())
        for frame, years in (
            (committee_goals, [year]),
            (assignments, [year]),
            (guarantees, [year]),
            (incidents, [year - 1, year]),
        )
    )
    days = [
        day if code == municipality and day[:4] == str(year) else ""
        for code, day in rows_of(unexecuted, "municipality", "as_of")
    ]
    open_or_new = [
        code == municipality and (day[:4] == str(year) or (not outcome and day[:4] < str(year)))
        for code, day, outcome in rows_of(decisions, "municipality", "decided", "outcome")
    ]
    decided = selected(decisions, open_or_new)
    days_and_words = list(rows_of(decided, "decided", "decision"))
    decided = decided.take(sorted(range(len(decided)), key=days_and_words.__getitem__)).reset_index(drop=True)
    return Steering(
        year=year,
        goals=ordered_goals(goals),
        assignments=given,
        guarantees=kept,
        waiting=selected(unexecuted, [day != "" and day == max(days) for day in days]),
        incidents=told,
        decisions=decided,
        as_of=max(decided["retrieved"].tolist(), default=""),
    )


def ordered_goals(goals: pd.DataFrame) -> pd.DataFrame:
    """Return goals by area in the order of the file, strategic before the committee's, with ``target_met``.

    Examples
    --------
    >>> goals = pd.DataFrame({"area": "Arbetsgivare", "level": ["committee", "strategic"], "target": [4.0, None],
    ...     "outcome": [5.64, 3.0], "is_lower_better": True})
    >>> ordered_goals(goals)[["level", "target_met"]].values.tolist()
    [['strategic', ''], ['committee', 'missed']]
    """
    rows = list(rows_of(goals, "area", "level", "target", "outcome", "is_lower_better"))
    areas = list(dict.fromkeys(area for area, *_ in rows))
    order = sorted(range(len(rows)), key=lambda at: (areas.index(rows[at][0]), LEVELS.index(rows[at][1])))
    met = pd.array([_target_met(*row[2:]) for row in rows], dtype="str")
    return with_columns(goals, {"target_met": met}).take(order).reset_index(drop=True)


def _target_met(target: float, outcome: float, is_lower_better: bool) -> str:  # noqa: FBT001 - a column
    better = target - outcome if is_lower_better else outcome - target
    return REACHED if better >= 0 else MISSED if better < 0 else ""


def assessment_counts(goals: pd.DataFrame, level: str = "") -> dict[str, int]:
    """Return how many goals have each verdict (*bedömning*), of one level or of both.

    A goal that is followed by several indicators is counted once for each, as it is judged once for each.

    Examples
    --------
    >>> goals = pd.DataFrame({"level": ["committee", "committee"], "assessment": ["partly", "fulfilled"]})
    >>> assessment_counts(goals, "committee")
    {'fulfilled': 1, 'partly': 1, 'not_fulfilled': 0, 'not_assessed': 0, 'all': 2}
    """
    chosen = goals.loc[goals["level"] == level] if level else goals
    return _counts(chosen["assessment"], ASSESSMENTS)


def status_counts(assignments: pd.DataFrame, kind: str = "") -> dict[str, int]:
    """Return how many assignments (*uppdrag*) have each status, of one kind or of both."""
    chosen = assignments.loc[assignments["kind"] == kind] if kind else assignments
    return _counts(chosen["status"], STATUSES)


def guarantee_counts(guarantees: pd.DataFrame) -> dict[str, int]:
    """Return how many guarantees (*kvalitetsgarantier*) are fulfilled, and how many aren't."""
    words = guarantees["is_fulfilled"].map({True: FULFILLED, False: "not_fulfilled"})
    return _counts(words, (FULFILLED, "not_fulfilled"))


def _counts(found: pd.Series[str], states: tuple[str, ...]) -> dict[str, int]:
    counts = found.value_counts()
    return {**{state: int(counts.get(state, 0)) for state in states}, "all": len(found)}


@dataclass(frozen=True)
class Contradiction:
    """Two things told that don't agree. `kind` is one of the three constants; `goals` are one or two places in the frame."""

    kind: str
    goals: tuple[int, ...]


def contradictions(goals: pd.DataFrame) -> tuple[Contradiction, ...]:
    """Return where verdicts and figures don't agree (*motsägelser*), in the order of the goals.

    Parameters
    ----------
    goals : DataFrame
        As from `ordered_goals`.

    Examples
    --------
    >>> goals = pd.DataFrame({"area": "Arbetsgivare", "level": ["strategic", "committee"], "indicator": "Sjukfrånvaro",
    ...     "target": 4.0, "outcome": 5.64, "is_lower_better": True, "assessment": ["not_fulfilled", "partly"]})
    >>> contradictions(ordered_goals(goals))
    (Contradiction(kind='two_verdicts', goals=(0, 1)),)
    """
    found = [*_two_verdicts(goals), *_against_target(goals)]
    return tuple(sorted(found, key=lambda item: (item.goals[0], item.kind)))


def _two_verdicts(goals: pd.DataFrame) -> Iterator[Contradiction]:
    judged = goals.loc[(goals["indicator"] != "") & (goals["assessment"] != NOT_ASSESSED)]
    same = [judged["indicator"].str.casefold(), judged["target"], judged["outcome"]]
    for _, rows in judged.groupby(same, dropna=False, sort=False):
        for place, verdict in zip(rows.index[1:], rows["assessment"].iloc[1:], strict=True):
            if verdict != rows["assessment"].iloc[0]:
                yield Contradiction(TWO_VERDICTS, (int(rows.index[0]), int(place)))


def _against_target(goals: pd.DataFrame) -> Iterator[Contradiction]:
    for place, (met, verdict) in enumerate(zip(goals["target_met"], goals["assessment"], strict=True)):
        if met == REACHED and verdict in {"partly", "not_fulfilled"}:
            yield Contradiction(REACHED_NOT_FULFILLED, (place,))
        elif met == MISSED and verdict == FULFILLED:
            yield Contradiction(FULFILLED_NOT_REACHED, (place,))


@dataclass(frozen=True)
class ControlTotal:
    """A printed total (*kontrollsumma*) of one law, and what its parts add up to."""

    law: str
    printed: int
    parts: int
    n_parts: int

    @property
    def agrees(self) -> bool:
        """Return whether the parts add up to the printed total."""
        return self.printed == self.parts


def control_totals(waiting: pd.DataFrame) -> tuple[ControlTotal, ...]:
    """Return the printed totals that have parts to be tried against, by law.

    Examples
    --------
    >>> waiting = pd.DataFrame({"law": "SoL", "count": [58, 21, 3, 82], "is_total": [False, False, False, True]})
    >>> control_totals(waiting), control_totals(waiting)[0].agrees
    ((ControlTotal(law='SoL', printed=82, parts=82, n_parts=3),), True)
    """
    found = []
    for law, rows in waiting.groupby("law", sort=True):
        parts, totals = rows.loc[~rows["is_total"], "count"], rows.loc[rows["is_total"], "count"]
        if len(parts) and len(totals) == 1:
            found.append(ControlTotal(str(law), int(totals.iloc[0]), int(parts.sum()), len(parts)))
    return tuple(found)


def waiting_counts(waiting: pd.DataFrame) -> dict[str, int]:
    """Return how many decisions of each law wait to be carried out: the printed total, otherwise the sum of the parts.

    Examples
    --------
    >>> waiting = pd.DataFrame({"law": ["LSS", "SoL", "SoL"], "count": [4, 58, 82], "is_total": [False, False, True]})
    >>> waiting_counts(waiting)
    {'LSS': 4, 'SoL': 82}
    """
    counts = {}
    for law, rows in waiting.groupby("law", sort=True):
        totals = rows.loc[rows["is_total"], "count"]
        counts[str(law)] = int(totals.iloc[0] if len(totals) else rows["count"].sum())
    return counts


def without_reason(guarantees: pd.DataFrame) -> pd.DataFrame:
    """Return the guarantees that aren't fulfilled and don't say why."""
    return guarantees.loc[~guarantees["is_fulfilled"] & (guarantees["reason"].str.strip() == "")]


def overdue(decisions: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Return the decisions that were due before a day and of which nothing has been told (*utfall saknas*).

    Parameters
    ----------
    decisions : DataFrame
        The frame `decisions`.
    as_of : str
        The day, as ISO text. What is due on that very day isn't overdue.

    Examples
    --------
    >>> decisions = pd.DataFrame({"due": ["2024-12-15", "2024-12-15", ""], "outcome": ["", "Klart", ""]})
    >>> [len(overdue(decisions, day)) for day in ("2024-12-15", "2024-12-16")]
    [0, 1]
    """
    return decisions.loc[(decisions["due"] != "") & (decisions["due"] < as_of) & (decisions["outcome"] == "")]
