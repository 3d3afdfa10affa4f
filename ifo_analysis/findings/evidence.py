"""Evidence: the claims of one finding, gathered while its sentences are written.

A number gets into a sentence by being bound here, so that every printed number has its value, formula, indicator,
years, municipality and source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.blocks import Claim, Inlines, Value
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.language import NOUNS, Bound, pct_words, sentence, with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts


SINGULARS = {noun.plural: one for one, noun in NOUNS.items()} | {"dagar": "dag"}


@dataclass(frozen=True)
class Evidence:
    """Gathers the claims (*påståenden*) of one finding."""

    facts: Facts
    finding: str
    found: dict[str, Claim] = field(default_factory=dict)

    def bind(  # noqa: PLR0913 - a claim has that many sides
        self,
        key: str,
        value: float,
        unit: str,
        rows: pd.DataFrame,
        *,
        decimals: int = 0,
        formula: str = "",
        indicators: Sequence[str] = (),
        is_signed: bool = False,
        also: Sequence[pd.DataFrame] = (),
    ) -> Bound:
        """Return a number bound to a new claim.

        Parameters
        ----------
        key : str
            The claim's name within the finding.
        value : float
            The unrounded value.
        unit : str
            Its unit in words, empty for a count.
        rows : DataFrame
            The rows that it comes from: ``publisher``, ``document``, ``document_year``, ``retrieved``,
            ``is_preliminary`` and, where they have it, ``year`` and ``municipality``.
        decimals, is_signed
            How the value is printed in the list of claims.
        formula : str
            How it was computed, in Swedish; empty for a value printed as it was published.
        indicators : sequence of str
            Ids to name after Kolada.
        also : sequence of DataFrame
            More rows that a computation used: they are credited, but the number isn't about their years.
        """
        told = ("year", "is_preliminary", "publisher", "document", "document_year", "retrieved")
        shown = rows[[name for name in told if name in rows]]
        used = pd.concat([shown, *(more[["publisher", "retrieved"]] for more in also)]) if also else shown
        credited = own_credits if formula else raw_credits
        claim = Claim(
            id=f"{self.finding}.{key}",
            text=with_unit(value, SINGULARS.get(unit, unit) if value == 1 else unit, decimals, is_signed=is_signed),
            value=float(value),
            unit=unit or "antal",
            formula=formula,
            indicators=tuple(indicators),
            years=tuple(sorted({int(year) for year in rows["year"]})) if "year" in rows else (),
            municipalities=tuple(sorted(set(rows["municipality"]))) if "municipality" in rows else (),
            source=" ".join(credited(used, indicators, self.facts.origin)),
            retrieved=str(used["retrieved"].max()),
            is_own=bool(formula),
        )
        self.found[claim.id] = claim
        return Bound(float(value), claim.id)

    def claims(self) -> tuple[Claim, ...]:
        """Return the claims in the order in which they were bound."""
        return tuple(self.found.values())


def noise_rows(facts: Facts, volatility: Volatility, indicator: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the values and the populations that normal variation was estimated from."""
    values, people = facts.indicator_values, facts.population
    values = values.loc[(values["indicator"] == indicator) & (values["year"] >= volatility.first_year)]
    # A municipality with one value has no change to learn from.
    values = values.loc[values.duplicated("municipality", keep=False)]
    return values, people.loc[people["year"] == volatility.population_year]


def level_words(level: Bound) -> Inlines:
    """Return a level against the reference cost in words; one that is shown as 0,0 is *i nivå med* it."""
    if shown_direction(float(level.value)) == "equal":
        return (Value(text="i nivå med referenskostnaden", claim=level.claim),)
    return sentence("{level} än referenskostnaden", level=pct_words(level))


def big(bound: Bound, text: str) -> Value:
    """Return a number as the summary prints it large."""
    return Value(text=text, claim=bound.claim)
