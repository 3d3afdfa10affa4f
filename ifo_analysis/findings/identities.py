"""Sentences on the identities that the published values of the report year break, with both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.identities import IDENTITIES
from ifo_analysis.language import Bound, quantity_words, sentence

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.identities import Identity
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.findings.evidence import Evidence

UNITS = {"kr/inv": "kronor", "kr/inv 0–20 år": "kronor", "procent": "procent", "mnkr": "miljoner kronor"}


def broken_identities(facts: Facts, evidence: Evidence, checks: pd.DataFrame) -> list[Inlines]:
    """Return a sentence for each identity that is broken beyond its tolerance (*avviker*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    evidence : Evidence
        Gathers the two sides of each.
    checks : DataFrame
        As from `analysis.identities.identity_checks`.
    """
    broken = checks.loc[checks["verdict"] == "broken"]
    sides = zip(broken["identity"], broken["left"], broken["right"], strict=True)
    return [_told(facts, evidence, int(place), float(left), float(right)) for place, left, right in sides]


def _told(facts: Facts, evidence: Evidence, place: int, left: float, right: float) -> Inlines:
    identity = IDENTITIES[place]
    values, asked = facts.indicator_values, facts.parameters
    ids = (identity.left, *identity.inputs)
    is_own = (values["municipality"] == asked.municipality) & (values["year"] == asked.report_year)
    rows = values.loc[is_own & values["indicator"].isin(ids)]
    unit = UNITS[identity.unit]
    is_published = rows["indicator"] == identity.left
    published = evidence.bind(
        f"published_{place}", left, unit, rows.loc[is_published], decimals=identity.decimals, indicators=[identity.left]
    )
    computed = evidence.bind(
        f"computed_{place}", right, unit, rows, decimals=identity.decimals, indicators=ids, formula=identity.formula
    )
    return _sentence(identity, published, computed, unit)


def _sentence(identity: Identity, published: Bound, computed: Bound, unit: str) -> Inlines:
    pattern = (
        "Sambandet ”{text}” håller inte: delarna summerar till {computed}, totalen är {published}. Skillnaden är större än "
        "avrundningen."
        if identity.is_sum
        else "Sambandet ”{text}” håller inte: uträkningen ger {computed}, det publicerade värdet är {published}. Skillnaden "
        "är större än avrundningen, och båda värdena visas."
    )
    return sentence(
        pattern,
        text=identity.text[:1].lower() + identity.text[1:],
        computed=quantity_words(computed, unit, identity.decimals),
        published=quantity_words(published, unit, identity.decimals),
    )
