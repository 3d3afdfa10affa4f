"""The finding that keeps level and deviation from seeming to contradict each other: net cost and reference cost beside
the peers' medians.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.comparing import Compared, compared, gap_words, is_shown_equal, proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import number, quantity_words, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.facts import Facts

KR = "kronor"
NEAR_SHARE, NEAR_PCT, FAR_PCT = 0.03, 3.0, 5.0


def equal_cost(facts: Facts, net_costs: pd.DataFrame, peers: Sequence[str]) -> Finding | None:
    """Return the finding that explains a net cost near the peers' and a deviation that isn't small, or the reverse.

    Without it the two would seem to contradict each other (*lika kostnad, stor avvikelse*).
    """
    evidence = Evidence(facts, "equal_cost_high_deviation")
    net = compared(facts, evidence, net_costs, "N30005", peers, KR, key="net")
    reference = compared(facts, evidence, net_costs, "N30007", peers, KR, key="reference")
    if net is None or reference is None or net.median is None or reference.median is None or is_shown_equal(reference):
        return None
    if float(reference.own.value) <= 0 or float(net.median.value) <= 0:
        return None
    pct = 100 * (float(net.own.value) / float(reference.own.value) - 1)
    share = float(net.own.value) / float(net.median.value) - 1
    is_equal = abs(share) < NEAR_SHARE and abs(pct) >= FAR_PCT
    is_reverse = abs(share) >= FAR_PCT / 100 and abs(pct) < NEAR_PCT
    if not (is_equal or is_reverse):
        return None
    bound = evidence.bind(
        "pct", pct, "procent", pd.concat([net.rows, reference.rows]), decimals=1, indicators=["N30005", "N30007"],
        formula="100 × (N30005 − N30007) / N30007", is_signed=True,
    )  # fmt: skip
    return _explained(facts, evidence, net, reference, (bound.claim, pct), is_equal=is_equal)


def _explained(
    facts: Facts, evidence: Evidence, net: Compared, reference: Compared, pct: tuple[str, float], *, is_equal: bool
) -> Finding:
    name = facts.municipality.name
    claim, value = pct
    level = (
        sentence("i nivå med referenskostnaden")
        if number(value, 1) == "0,0"
        else sentence(
            "{pct}\u00a0procent {word} än referenskostnaden",
            pct=(Value(text=number(abs(value), 1), claim=claim),),
            word="högre" if value > 0 else "lägre",
        )
    )
    is_opposite = reference.gap is not None and float(reference.gap.value) * value < 0
    why = sentence(
        "Referenskostnaden för {name} är {gap} än gruppens median{so}.",
        name=name,
        gap=gap_words(reference, KR, more="högre", less="lägre"),
        so=", så samma kostnad ger en annan avvikelse" if is_equal and is_opposite else "",
    )
    if is_equal and net.median is not None:
        content = sentence(
            "Nettokostnaden per invånare är nästan densamma som gruppens ({own} mot {median}), men {level}. Båda "
            "uppgifterna stämmer. {why}",
            own=quantity_words(net.own, decimals=net.decimals),
            median=quantity_words(net.median, KR, net.decimals),
            level=level,
            why=why,
        )
    else:
        content = sentence(
            "Nettokostnaden per invånare är {gap} än gruppens median och samtidigt {level}. {why}",
            gap=gap_words(net, KR, more="högre", less="lägre"),
            level=level,
            why=why,
        )
    return proved(
        evidence,
        Finding(
            id="equal_cost_high_deviation",
            topic="reference",
            heading=sentence("Samma kostnad som gruppen, men en annan referenskostnad")
            if is_equal
            else sentence("En annan kostnad än gruppens, men nära referenskostnaden"),
            content=content,
            number=Value(
                text=number(reference.shown_gap().value, reference.decimals), claim=reference.shown_gap().claim
            ),
            number_label=f"kronor per invånare mellan referenskostnaden och gruppens median, {facts.parameters.report_year}",
            direction="",
            score=5.0,
            robustness=min(net.robustness or 0.5, reference.robustness),
        ),
    )
