"""The finding about the gap to the peers in kronor: arithmetic with the own reference cost, and no saving."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.analysis.neighbours import REFERENCE_COST
from ifo_analysis.analysis.peer_sensitivity import in_kronor, own_reference_cost, stability_verdict
from ifo_analysis.blocks import Finding, Inlines
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import Bound, msek_words, quantity_words, sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MSEK = indicators()["net_cost_deviation_msek"]
NO_SAVING = (
    "Beloppen är aritmetik, inte en besparing: behoven kan skilja sig åt. De gäller en annan jämförelse än den mot "
    "referenskostnaden."
)


def reference_rows(facts: Facts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the published rows behind the own reference cost of the report year, and the own population's."""
    asked, values, people = facts.parameters, facts.indicator_values, facts.population
    own = values.loc[(values["municipality"] == asked.municipality) & (values["year"] == asked.report_year)]
    published = own.loc[own["indicator"] == REFERENCE_COST]
    implied = own.loc[own["indicator"].isin([PCT.id, MSEK.id])]
    residents = people.loc[(people["municipality"] == asked.municipality) & (people["year"] == asked.report_year)]
    return (implied if published.empty else published), residents


def gap_in_kronor(
    facts: Facts, panel: pd.DataFrame, deviation: pd.DataFrame, sensitivity: PeerSensitivity | None
) -> Finding | None:
    """Return the gap to the median, and to the lowest quarter, in kronor (*skillnad i kronor, ingen besparing*).

    None when the answer depends on the choice of peers, when the gap is shown as zero, or when the own reference cost
    isn't known.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    panel, deviation
        As from `cost_deviation.deviation_panel` and `cost_deviation.cost_deviation`.
    sensitivity : PeerSensitivity or None
        As from `peer_sensitivity.peer_sensitivity`.
    """
    if sensitivity is None or not sensitivity.is_robust:
        return None
    sek, msek = own_reference_cost(facts.indicator_values, deviation, facts.parameters.report_year)
    used = sensitivity.choices.loc[sensitivity.choices["is_used"]].iloc[0]
    if isnan(msek) or shown_direction(float(used["gap_pp"])) == "equal":
        return None
    evidence = Evidence(facts, "gap_in_kronor")
    amounts = _Amounts(facts, evidence, panel, [str(code) for code in used["peers"]], sek, msek)
    quartiles = sensitivity.choices["quartile_gap_pp"].dropna()
    is_told = stability_verdict(quartiles) == "robust" and shown_direction(float(used["quartile_gap_pp"])) != "equal"
    return Finding(
        id="gap_in_kronor",
        topic="peers",
        heading=sentence("Skillnaden mot gruppen i kronor"),
        content=sentences(
            sentence(
                "Med samma avvikelse som gruppens median skulle nettokostnaden vara {amount}.",
                amount=amounts.words("median", float(used["gap_pp"])),
            ),
            sentence(
                "Vid gränsen för gruppens lägsta fjärdedel skulle den vara {amount}.",
                amount=amounts.words("quartile", float(used["quartile_gap_pp"])),
            )
            if is_told
            else "",
        ),
        caveats=(sentence(NO_SAVING),),
        claims=evidence.claims(),
    )


@dataclass(frozen=True)
class _Amounts:
    """Gaps in kronor, bound to claims: the own reference cost in kr per resident (NaN if unknown) and in mnkr."""

    facts: Facts
    evidence: Evidence
    panel: pd.DataFrame
    peers: Sequence[str]
    sek: float
    msek: float

    def words(self, key: str, gap_pp: float) -> Inlines:
        """Return how much lower or higher the net cost would be, per resident where that is known, and in all."""
        total = self._bound(f"{key}_msek", gap_pp, self.msek, "mnkr", 1)
        word = "lägre" if gap_pp > 0 else "högre"
        if isnan(self.sek):
            return sentence("{total} {word}", total=msek_words(total), word=word)
        each = self._bound(f"{key}_sek_per_resident", gap_pp, self.sek, "kr/inv", 0)
        return sentence(
            "{each} per invånare {word}, sammanlagt {total}",
            each=quantity_words(each, "kronor"),
            word=word,
            total=msek_words(total),
        )

    def _bound(self, key: str, gap_pp: float, reference_cost: float, unit: str, decimals: int) -> Bound:
        asked = self.facts.parameters
        is_compared = self.panel["municipality"].isin([asked.municipality, *self.peers])
        reference, people = reference_rows(self.facts)
        bound = self.evidence.bind(
            key,
            in_kronor(gap_pp, reference_cost),
            unit,
            self.panel.loc[is_compared & (self.panel["year"] == asked.report_year)],
            decimals=decimals,
            indicators=sorted({PCT.id, *reference["indicator"]}),
            is_signed=True,
            formula="skillnaden i avvikelse, i procentenheter, × egen referenskostnad / 100",
            also=[reference, *([people] if len(people) else [])],
        )
        return Bound(abs(float(bound.value)), bound.claim)
