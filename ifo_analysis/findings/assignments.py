"""Findings about assignments (*uppdrag*) and quality guarantees (*kvalitetsgarantier*): how many, and which aren't kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.goals import FULFILLED, guarantee_counts, status_counts, without_reason
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.decisions import count_word, state_counts
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import counted_words, listed, sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ifo_analysis.analysis.goals import Steering
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

NAMED = 3
STATES = {
    "done": ("är färdigt", "är färdiga"),
    "ongoing": ("pågår", "pågår"),
    "not_started": ("är inte påbörjat", "är inte påbörjade"),
    "stopped": ("är avbrutet", "är avbrutna"),
}


def assignments_and_guarantees(facts: Facts, steering: Steering) -> list[Finding]:
    """Return what is told of assignments and of quality guarantees."""
    return [finding for finding in (_assignments(facts, steering), _guarantees(facts, steering)) if finding is not None]


def _assignments(facts: Facts, steering: Steering) -> Finding | None:
    rows, counts = steering.assignments, status_counts(steering.assignments)
    if rows.empty:
        return None
    evidence = Evidence(facts, "assignments")
    if counts["all"] == 1:
        content = sentence("det enda uppdraget {state}.", state=next(STATES[key][0] for key in STATES if counts[key]))
    else:
        done, total = (
            evidence.bind(key, counts[key], "uppdrag", rows, formula=formula)
            for key, formula in (("done", "antal uppdrag som är färdiga"), ("all", "antal uppdrag"))
        )
        others = {state: words for state, words in STATES.items() if state != "done"}
        rest = state_counts(evidence, counts, others, rows, "", "antal uppdrag med den statusen")
        opening = _all_or_some(_done_template(counts), n=count_word(done), total=count_word(total))
        content = (
            sentence("{opening}{sign} {rest}.", opening=opening, sign=";" if counts["done"] else ":", rest=rest)
            if rest
            else opening
        )
    heading = "Alla uppdrag är färdiga" if counts["done"] == counts["all"] else "Uppdragens status"
    return proved(
        evidence,
        Finding(
            id="assignments",
            topic="goals",
            heading=sentence(heading),
            content=content,
            score=2.0,
            robustness=0.0,
        ),
    )


def _done_template(counts: Mapping[str, int]) -> str:
    if counts["done"] == counts["all"]:
        return "alla {total} uppdrag är färdiga."
    if not counts["done"]:
        return "{n} av de {total} uppdragen är färdigt"
    return "{n} av {total} uppdrag är färdigt" if counts["done"] == 1 else "{n} av {total} uppdrag är färdiga"


def _guarantees(facts: Facts, steering: Steering) -> Finding | None:
    rows, counts = steering.guarantees, guarantee_counts(steering.guarantees)
    if rows.empty:
        return None
    evidence = Evidence(facts, "guarantees")
    broken = rows.loc[~rows["is_fulfilled"]]
    if counts["all"] == 1:
        kept = sentence("den enda kvalitetsgarantin är {kept}uppfylld.", kept="inte " if len(broken) else "")
    else:
        n, total = (
            evidence.bind(key, counts[key], "garantier", rows, formula=formula)
            for key, formula in ((FULFILLED, "antal garantier som är uppfyllda"), ("all", "antal garantier"))
        )
        kept = _all_or_some(_kept_template(counts), n=count_word(n, "en"), total=count_word(total, "en"))
    return proved(
        evidence,
        Finding(
            id="guarantees",
            topic="goals",
            heading=sentence(
                "En del av kvalitetsgarantierna är inte uppfyllda"
                if len(broken)
                else "Kvalitetsgarantierna är uppfyllda"
            ),
            content=sentences(kept, _broken(broken)),
            caveats=_unexplained(evidence, rows),
            score=4.0 if len(broken) else 2.0,
            robustness=1.0 if len(broken) else 0.0,
        ),
    )


def _all_or_some(template: str, n: Value, total: Value) -> Inlines:
    """Return a template filled with what it asks for: *alla* has no count of its own."""
    return sentence(template, n=n, total=total) if "{n}" in template else sentence(template, total=total)


def _kept_template(counts: Mapping[str, int]) -> str:
    if counts[FULFILLED] == counts["all"]:
        return "alla {total} kvalitetsgarantier är uppfyllda."
    if counts[FULFILLED] <= 1:
        return "{n} av de {total} kvalitetsgarantierna är uppfylld."
    return "{n} av {total} kvalitetsgarantier är uppfyllda."


def _broken(broken: pd.DataFrame) -> Inlines:
    """Return which guarantees aren't kept; the reason stands beside a single one, and in the table for several."""
    if broken.empty:
        return ()
    names = [f"”{name}”" for name in broken["guarantee"][:NAMED]]
    if len(broken) == 1:
        reason = str(broken["reason"].iloc[0])
        return sentences(
            sentence("Garantin {name} är inte uppfylld.", name=names[0]),
            sentence("Angiven orsak: ”{reason}”.", reason=reason) if reason else "",
        )
    rest = len(broken) - len(names)
    if rest:
        return sentence("Bland dem som inte är uppfyllda finns {names}.", names=listed(names))
    return sentence("Inte uppfyllda är {names}.", names=listed(names))


def _unexplained(evidence: Evidence, rows: pd.DataFrame) -> tuple[Inlines, ...]:
    silent = without_reason(rows)
    if silent.empty:
        return ()
    n = evidence.bind(
        "n_silent", len(silent), "garantier", rows, formula="antal garantier som inte är uppfyllda och saknar orsak"
    )
    one = "Någon orsak anges inte för {n} som inte är uppfylld."
    return (sentence(one if len(silent) == 1 else "Någon orsak anges inte för {n} som inte är uppfyllda.",
                     n=counted_words(n, "garanti")),)  # fmt: skip
