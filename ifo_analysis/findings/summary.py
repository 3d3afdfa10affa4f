"""The summary: the few findings that matter, in the same words as in their sections.

The level comes first. Then at most one finding per topic by score; a finding whose robustness is 0, because its
direction depends on a choice or because it lies within normal variation, never gets here. What the committee must
decide comes last. Nothing is filled up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.blocks import Finding, Inlines, Lead, Panel, SummaryRow
from ifo_analysis.language import genitive, sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts
    from ifo_analysis.findings.unknowns import Unknown

MAX_ROWS, MAX_UNKNOWNS = 4, 3
"""What one page holds, with a notice over it."""
LEVEL, DECISION = "level", "decision"
NOISE_ROBUSTNESS = 0.5
"""Robustness at or below this means that the level lies within normal variation."""


def choose(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that the summary prints, in order (*urval till sammanfattningen*)."""
    usable = [finding for finding in findings if finding.number is not None and finding.robustness > 0]
    usable.sort(key=lambda finding: (-finding.score * finding.robustness, finding.id))
    by_topic: dict[str, Finding] = {}
    for finding in usable:
        by_topic.setdefault(finding.topic, finding)
    level = [by_topic[LEVEL]] if LEVEL in by_topic else []
    decision = [by_topic[DECISION]] if DECISION in by_topic else []
    others = [finding for topic, finding in by_topic.items() if topic not in {LEVEL, DECISION}]
    return [*level, *others[: MAX_ROWS - len(level) - len(decision)], *decision]


def summary(
    facts: Facts,
    findings: Sequence[object],
    unknowns: Sequence[Unknown],
    charts: Mapping[str, str] | None = None,
) -> list[Block]:
    """Return the blocks of the summary (*sammanfattning*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    findings : sequence
        Everything that the sections printed; what isn't a finding is passed over.
    unknowns : sequence of Unknown
        The most important three are printed.
    charts : mapping
        Tiny drawings (SVG) by the id of the finding that they belong to.
    """
    all_findings = [item for item in findings if isinstance(item, Finding)]
    chosen = choose(all_findings)
    level = next(finding for finding in all_findings if finding.topic == LEVEL)
    return [
        Lead(content=_lead(facts, level)),
        *(_row(finding, (charts or {}).get(finding.id, "")) for finding in chosen),
        Panel(title="Vad vi inte vet", items=tuple(item.text for item in unknowns[:MAX_UNKNOWNS])),
    ]


def _lead(facts: Facts, level: Finding) -> Inlines:
    words = {"higher": "mer än statistiskt förväntat", "lower": "mindre än statistiskt förväntat"}
    is_known = any(claim.id == f"{level.id}.interval_low" for claim in level.claims)
    is_within = level.robustness <= NOISE_ROBUSTNESS
    compared = f"{'ryms inom' if is_within else 'är större än'} normal variation"
    if not is_known:
        compared = "kan inte jämföras med normal variation, som inte går att skatta på uppgifterna"
    difference = f" Skillnaden {compared}." if level.direction != "equal" else ""
    return sentence(
        "{name} individ- och familjeomsorg kostade {year} {words}.{difference} Siffrorna visar inte varför, och de är "
        "inget betyg på verksamheten.",
        name=genitive(facts.municipality.name),
        year=str(facts.parameters.report_year),
        words=words.get(level.direction, "lika mycket som statistiskt förväntat"),
        difference=difference,
    )


def _row(finding: Finding, chart: str) -> SummaryRow:
    if finding.number is None:  # choose() has seen to it; the type checker hasn't
        raise ValueError(finding.id)
    # The lead says the level's first caveat, normal variation; any other, such as a preliminary value, stays with it.
    caveats = finding.caveats[1:] if finding.topic == LEVEL else ()
    return SummaryRow(
        finding=finding.id,
        number=finding.number,
        number_label=finding.number_label,
        heading=finding.heading,
        content=sentences(finding.content, *caveats) if caveats else finding.content,
        chart=chart,
    )
