"""The figure of goals, assignments and guarantees by status (*status för mål, uppdrag och garantier*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.goals import FULFILLED, assessment_counts, guarantee_counts, status_counts
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import words
from ifo_analysis.figures.status_drawing import Part, StatusRow, draw_statuses
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.goals import VERDICTS, WHAT
from ifo_analysis.language import listed, number, number_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ifo_analysis.analysis.goals import Steering
    from ifo_analysis.facts import Facts
    from ifo_analysis.figures.status_drawing import Fill

GOAL_STATUS_ID, LARGEST_WORD = "goal_status", 12
LEVEL_NAMES = {"strategic": "Strategiska mål", "committee": "Nämndmål"}
VERDICT_FILLS: dict[str, Fill] = {
    "fulfilled": "full",
    "partly": "half",
    "not_fulfilled": "crossed",
    "not_assessed": "dashed",
}
STATUS_PARTS: dict[str, tuple[tuple[str, str], Fill]] = {
    "done": (("färdigt", "färdiga"), "full"),
    "ongoing": (("pågår", "pågår"), "half"),
    "not_started": (("inte påbörjat", "inte påbörjade"), "empty"),
    "stopped": (("avbrutet", "avbrutna"), "crossed"),
}
GUARANTEE_PARTS: dict[str, tuple[tuple[str, str], Fill]] = {
    "fulfilled": (("uppfylld", "uppfyllda"), "full"),
    "not_fulfilled": (("inte uppfylld", "inte uppfyllda"), "crossed"),
}


def goal_status(facts: Facts, steering: Steering) -> Figure | Absent:
    """Return goals, assignments and guarantees by status, a box for each.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    steering : Steering
        As from `analysis.goals.own_steering`.
    """
    rows = tuple(_rows(steering))
    if not rows:
        reason = (
            without_data(facts, WHAT)
            if steering.is_empty
            else f"Ingen figur: uppgifter om mål, uppdrag och garantier saknas för {facts.municipality.name} {steering.year}."
        )
        return Absent(id=GOAL_STATUS_ID, reason=reason)
    wide, narrow = draw_statuses(rows, WIDE), draw_statuses(rows, NARROW)
    title = _title(steering)
    measure = f"Status {steering.year} för det som följs upp, antal. Bedömningarna är kommunens egna."
    frames = [frame for frame in (steering.goals, steering.assignments, steering.guarantees) if len(frame)]
    sources = captions.once(*(line for frame in frames for line in own_credits(frame, [], facts.origin, what="Antal")))
    return Figure(
        id=GOAL_STATUS_ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", *(f"{row.name}: {_told(row)}." for row in rows)),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading="Varje ruta är ett mål, ett uppdrag eller en garanti. Tecknet framför orden visar hur rutan är fylld.",
        sources=sources,
        data=_data(rows, title, measure, sources),
    )


def _rows(steering: Steering) -> Iterator[StatusRow]:
    for level, name in LEVEL_NAMES.items():
        verdicts = {verdict: (VERDICTS[verdict], VERDICT_FILLS[verdict]) for verdict in VERDICTS}
        yield from _row(name, assessment_counts(steering.goals, level), verdicts)
    yield from _row("Uppdrag", status_counts(steering.assignments), STATUS_PARTS)
    yield from _row("Kvalitetsgarantier", guarantee_counts(steering.guarantees), GUARANTEE_PARTS)


def _row(
    name: str, counts: Mapping[str, int], parts: Mapping[str, tuple[tuple[str, str], Fill]]
) -> Iterator[StatusRow]:
    """Yield a row if there is anything to follow up."""
    found = (
        Part(forms[counts[state] != 1], counts[state], fill) for state, (forms, fill) in parts.items() if counts[state]
    )
    if counts["all"]:
        yield StatusRow(name, tuple(found))


def _title(steering: Steering) -> str:
    """Return how many are fulfilled or done, of what there is more than one of."""
    goals, given, kept = (
        assessment_counts(steering.goals),
        status_counts(steering.assignments),
        guarantee_counts(steering.guarantees),
    )
    told = [
        _of(counts[state], counts["all"], what, forms, gender)
        for counts, state, what, forms, gender in (
            (goals, FULFILLED, "mål", ("uppfyllt", "uppfyllda"), "ett"),
            (given, "done", "uppdrag", ("färdigt", "färdiga"), "ett"),
            (kept, FULFILLED, "garantier", ("uppfylld", "uppfyllda"), "en"),
        )
        if counts["all"] > 1
    ]
    if not told:
        return f"Mål, uppdrag och garantier {steering.year}"
    title = listed(told)
    return title[:1].upper() + title[1:]


def _of(count: int, total: int, what: str, forms: tuple[str, str], gender: str) -> str:
    if total > LARGEST_WORD:
        return f"{number(count)} av {number(total)} {what} är {forms[count > 1]}"
    word = (
        number_word(count, gender="ett" if gender == "ett" else "en")
        if count
        else "inget"
        if gender == "ett"
        else "ingen"
    )
    return f"{word} av {number_word(total)} {what} är {forms[count > 1]}"


def _told(row: StatusRow) -> str:
    return listed([part.text for part in row.parts])


def _data(rows: tuple[StatusRow, ...], title: str, measure: str, sources: tuple[str, ...]) -> Table:
    return Table(
        id=f"{GOAL_STATUS_ID}_data",
        title=words(title),
        measure=measure,
        columns=(
            Column(header="Vad", align="left"),
            Column(header="Status", align="left"),
            Column(header="Antal"),
        ),
        rows=tuple(
            Row(cells=(Cell(text=row.name), Cell(text=part.words), Cell(text=number(part.count), value=part.count)))
            for row in rows
            for part in row.parts
        ),
        sources=sources,
    )
