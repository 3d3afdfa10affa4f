"""Findings that stand beside the split of the deviation: how the net cost is shared out, and another model's value."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Finding
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.definitions.net_costs import modelled, net_cost_ids, net_costs, whole_and_reference
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import pct_words, quantity_words, rounded, sentence

if TYPE_CHECKING:
    from ifo_analysis.analysis.deviation_split import DeviationSplit
    from ifo_analysis.facts import Facts

KR, PER = "kronor", "kronor per invånare"


def split_rows(facts: Facts, split: DeviationSplit) -> pd.DataFrame:
    """Return the published rows that the split is made of: own, the peers' and the country's, of the report year."""
    values, ids = facts.indicator_values, net_cost_ids()
    of_year = values.loc[values["year"] == facts.parameters.report_year]
    is_own = of_year["municipality"] == facts.parameters.municipality
    is_weight = of_year["municipality"].isin([COUNTRY, *split.peers]) & of_year["indicator"].isin(ids)
    return of_year.loc[(is_own & of_year["indicator"].isin([*ids, *whole_and_reference()])) | is_weight]


def own_rows(facts: Facts, rows: pd.DataFrame, *ids: str) -> pd.DataFrame:
    """Return the own municipality's rows of some indicators."""
    return rows.loc[(rows["municipality"] == facts.parameters.municipality) & rows["indicator"].isin(ids)]


def profile(facts: Facts, split: DeviationSplit) -> Finding | None:
    """Return where the own net cost is shared out most unlike the peers' (*profil*).

    None where peers and country don't agree on the direction of any, or where the shares are equal as shown.
    """
    total = split.net_cost_sek - split.rest_sek
    shares = split.parts.assign(own=100 * split.parts["net_cost_sek"] / total, peers=100 * split.parts["peers_weight"])
    is_shown = [rounded(own, 1) != rounded(peers, 1) for own, peers in zip(shares["own"], shares["peers"], strict=True)]
    is_certain = shares["peers_profile"] * shares["country_profile"] > 0
    shares = shares.loc[is_certain & pd.Series(is_shown, index=shares.index)]
    if shares.empty:
        return None
    row = shares.sort_values("peers_profile", key=abs, ascending=False, kind="stable").iloc[0]
    return _profile(facts, split, str(row["area"]), row)


def _profile(facts: Facts, split: DeviationSplit, name: str, row: pd.Series[float]) -> Finding:
    evidence, rows, ids = Evidence(facts, "deviation_profile"), split_rows(facts, split), net_cost_ids()
    area = next(area for area in net_costs() if area.id == name)
    own, among = own_rows(facts, rows, *ids), rows.loc[rows["municipality"].isin(split.peers)]
    formula = f"100 × {area.id} / summan av delverksamheternas nettokostnad"
    bound = evidence.bind("own", row["own"], "procent", own, decimals=1, indicators=ids, formula=formula)
    peers = evidence.bind(
        "peers", row["peers"], "procent", among, decimals=1, indicators=ids,
        formula=f"{formula}, för gruppens kommuner tillsammans",
    )  # fmt: skip
    gap = evidence.bind(
        "profile", row["peers_profile"], PER, pd.concat([own, among]), indicators=ids, is_signed=True,
        formula=f"{area.id} − summan av delverksamheternas nettokostnad × gruppens andel",
    )  # fmt: skip
    content = sentence(
        "Av nettokostnaden i {name} gick {own} till {area}, mot {peers} i gruppen. Jämfört med gruppens fördelning är den "
        "delen {gap}.",
        name=facts.municipality.name,
        own=quantity_words(bound, "procent", 1),
        area=area.definite,
        peers=quantity_words(peers, "procent", 1),
        gap=pct_words(gap, 0, unit=PER),
    )
    return proved(
        evidence,
        Finding(
            id="deviation_profile",
            topic="subareas",
            heading=sentence(
                "En {more} andel till {area} än i gruppen",
                more="större" if row["peers_profile"] > 0 else "mindre",
                area=area.definite,
            ),
            content=content,
            caveats=(sentence("Hur nettokostnaden fördelar sig säger inget om behoven."),),
            score=1.0,
            robustness=0.0,
        ),
    )


def other_model(facts: Facts, split: DeviationSplit) -> Finding | None:
    """Return another model's value of one sub-area (*modellberäknad nettokostnad*), beside the sum and never in it."""
    if isnan(split.modelled_sek):
        return None
    of, model = modelled()
    evidence, values = Evidence(facts, "other_model"), facts.indicator_values
    rows = own_rows(facts, values.loc[values["year"] == facts.parameters.report_year], of, model)
    area = next(area for area in net_costs() if area.id == of)
    cost = float(split.parts.set_index("area")["net_cost_sek"][of])
    own = evidence.bind("own", cost, PER, own_rows(facts, rows, of), indicators=[of])
    other = evidence.bind("modelled", split.modelled_sek, PER, own_rows(facts, rows, model), indicators=[model])
    gap = evidence.bind(
        "gap", cost - split.modelled_sek, PER, rows, indicators=[of, model], formula=f"{of} − {model}", is_signed=True
    )
    is_equal = rounded(cost - split.modelled_sek) == 0
    content = sentence(
        "Nettokostnaden för {area} var {own}. Det är {gap} den modellberäknade nettokostnaden, {other}.",
        area=area.definite,
        own=quantity_words(own, PER),
        gap="lika mycket som" if is_equal else sentence("{gap} än", gap=pct_words(gap, 0, unit=KR)),
        other=quantity_words(other, KR),
    )
    return proved(
        evidence,
        Finding(
            id="other_model",
            topic="subareas",
            heading=sentence("En annan modell för {area}", area=area.definite),
            content=content,
            caveats=(sentence("Modellen är en annan än referenskostnadens. Skillnaden ingår inte i summan."),),
            score=1.0,
            robustness=0.0,
        ),
    )
