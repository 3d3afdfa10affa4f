"""Findings about the flow of cases: reports, shares of one stage for another, care, adults, violence, and caseworkers."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.caseload import CaseFlow, flow_shares, per_caseworker
from ifo_analysis.analysis.staffing import staff_totals
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.definitions.caseload import groups, stages
from ifo_analysis.findings.caseload_words import (
    Cases,
    caseload_rows,
    cases_row,
    counted,
    period_words,
    told,
    told_turned,
)
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.workplace import staff_rows
from ifo_analysis.language import Phrase, joined, listed, number, quantity_words, sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.facts import Facts

WEIGHT, LARGE_PCT, WHOLE_FROM_SHARE = 3.0, 50.0, 10
CARE: tuple[Cases, ...] = (("open_care", "children"), ("placements", "children"))
ADULTS: tuple[Cases, ...] = (("reports", "adults"), ("investigations", "adults"), ("interventions", "substance_use"))
COMPULSORY: tuple[Cases, ...] = (("lvu", "children"), ("lvm", "substance_use"), ("lvm", "adults"))
VIOLENCE: tuple[Cases, ...] = (("reports", "violence"), ("investigations", "violence"), ("protected_housing", "violence"),
                               ("protected_housing", "adults"))  # fmt: skip
NOT_THE_SAME = "Ärendena i de olika leden är inte desamma."
NO_CAUSE = "Uppgifterna visar inte om det ena påverkar det andra."


def caseload(facts: Facts, flow: CaseFlow | None) -> list[Block]:
    """Return what the own figures say of the flow of cases (*ärendeflödet*); nothing where they say nothing.

    Parameters
    ----------
    facts : Facts
        The report's facts, with the municipality's own counts.
    flow : CaseFlow or None
        As from `analysis.caseload.case_flow`.
    """
    if flow is None:
        return []
    lead = main_cases(flow)
    found = [
        _lead(facts, flow, lead),
        _shares(facts, flow, lead[1]),
        _several(facts, flow, "caseload_care", "Öppenvård och placeringar sida vid sida", CARE, lead),
        _several(facts, flow, "caseload_adults", "Ärenden som gäller vuxna", ADULTS, lead),
        _several(facts, flow, "caseload_compulsory", "Vård utan samtycke", COMPULSORY, lead),
        _several(facts, flow, "caseload_violence", "Våld i nära relation och skyddat boende", VIOLENCE, lead),
        _per_caseworker(facts, flow),
    ]
    return [finding for finding in found if finding is not None]


def main_cases(flow: CaseFlow) -> Cases:
    """Return the cases that the section opens with: the earliest stage, the first of its groups."""
    known = set(zip(flow.rows["stage"], flow.rows["group"], strict=True))
    return next((stage, group) for stage in stages() for group in groups() if (stage, group) in known)


def _lead(facts: Facts, flow: CaseFlow, cases: Cases) -> Finding | None:
    evidence = Evidence(facts, "caseload_change")
    item = counted(flow, evidence, cases)
    if item is None:
        return None
    size = 0.0 if item.pct is None else min(1.0, abs(float(item.pct.value)) / LARGE_PCT)
    return proved(
        evidence,
        Finding(
            role="lead",
            id="caseload_change",
            topic="caseload",
            heading=sentence("{stage} {about}", stage=item.stage.name, about=item.about),
            content=told(item, flow),
            caveats=_caveats(flow, [cases]),
            number=Value(text=number(item.now.value), claim=item.now.claim),
            number_label=f"{item.stage.plural} {item.about}, {period_words(flow.period)}",
            score=WEIGHT * size,
        ),
    )


def _several(
    facts: Facts, flow: CaseFlow, name: str, heading: str, wanted: Sequence[Cases], lead: Cases
) -> Finding | None:
    """Return a finding with those of some counts that are known and not told already; None without any."""
    known = [cases for cases in wanted if cases != lead and cases_row(flow, cases) is not None]
    # The same stage may stand under two groups; the first of them is told.
    known = [cases for place, cases in enumerate(known) if cases[0] not in {stage for stage, _ in known[:place]}]
    if not known or (wanted == CARE and len(known) < len(CARE)):
        return None
    evidence = Evidence(facts, name)
    items = [item for cases in known if (item := counted(flow, evidence, cases)) is not None]
    parts = [(told_turned if place % 2 else told)(item, flow) for place, item in enumerate(items)]
    content = sentences(*parts, NO_CAUSE if wanted == CARE else "")
    caveats = _caveats(flow, known)
    return proved(
        evidence, Finding(id=name, topic="caseload", heading=sentence(heading), content=content, caveats=caveats)
    )


def _caveats(flow: CaseFlow, cases: Sequence[Cases]) -> tuple[Inlines, ...]:
    """Return that there is nothing to compare with, and that counts are preliminary, where so."""
    rows = [row for pair in cases if (row := cases_row(flow, pair)) is not None]
    found = []
    if flow.base is None:
        found.append("Ingen förändring anges, eftersom uppgift om samma månader ett tidigare år saknas.")
    elif missing := [stages()[str(row["stage"])].definite for row in rows if isnan(row["base_count"])]:
        found.append(
            f"Ingen förändring anges för {listed(missing)}: uppgiften för {period_words(flow.base)} saknas eller är räknad "
            "på ett annat sätt."
        )
    used = [caseload_rows(flow, cases, is_base=is_base) for is_base in (False, True)]
    if any(rows["is_preliminary"].any() for rows in used):
        found.append("Uppgifterna är preliminära.")
    return tuple(sentence(text) for text in found)


def _shares(facts: Facts, flow: CaseFlow, group: str) -> Finding | None:
    """Return how many there are of a stage for each hundred of the stage before it."""
    evidence = Evidence(facts, "caseload_flow")
    shares = flow_shares(flow.rows)
    shares = shares.loc[(shares["group"] == group) & shares["per_100"].notna()]
    if shares.empty:
        return None
    parts: list[Inlines] = []
    for share in shares.to_dict("records"):
        stage, base = stages()[str(share["stage"])], stages()[str(share["base"])]
        used = caseload_rows(flow, [(stage.code, group), (base.code, group)])
        bound = evidence.bind(
            f"{stage.code}_per_100", float(share["per_100"]), stage.plural, used, decimals=1,
            formula=f"antalet {stage.plural} ÷ antalet {base.plural} × 100, samma period",
        )  # fmt: skip
        places = 0 if bound.value >= WHOLE_FROM_SHARE else 1
        opening = f"per hundra {base.plural}" if parts else f"För varje hundra {base.plural} {groups()[group].about}"
        parts.append(joined((f"{opening} {stage.verb} ", quantity_words(bound, decimals=places), f" {stage.plural}")))
    rest = [sentence("{shares}.", shares=joined(_with_and(parts[1:])))] if parts[1:] else []
    return proved(
        evidence,
        Finding(
            id="caseload_flow",
            topic="caseload",
            heading=sentence("Från led till led"),
            content=sentences(joined((parts[0], ".")), *rest, NOT_THE_SAME),
        ),
    )


def _with_and(parts: Sequence[Inlines]) -> list[Phrase]:
    """Return parts of a sentence with a comma and *och* between them."""
    return [phrase for place, part in enumerate(parts) for phrase in ((", och ", part) if place else (part,))]


def _per_caseworker(facts: Facts, flow: CaseFlow) -> Finding | None:
    """Return how many investigations there are for each caseworker, and who the cases are about."""
    asked, evidence = facts.parameters, Evidence(facts, "caseload_per_caseworker")
    found = per_caseworker(flow.rows, staff_totals(facts.local.staff), asked.municipality, asked.report_year)
    if found is None or found.per_caseworker is None:
        return None
    stage = stages()[found.stage]
    rows = caseload_rows(flow, [(found.stage, group) for group in found.groups])
    staff = staff_rows(facts, "caseworkers")
    summed = "summa över grupper" if len(rows) > 1 else ""
    count = evidence.bind("count", found.count, stage.plural, rows, formula=summed)
    people = evidence.bind("caseworkers", found.caseworkers, "handläggare", staff, decimals=1,
                           formula="summa över enheter" if len(staff) > 1 else "")  # fmt: skip
    each = evidence.bind("each", found.per_caseworker, f"{stage.plural} per handläggare", pd.concat([rows, staff]),
                         decimals=1, formula=f"antalet {stage.plural} ÷ antalet handläggare")  # fmt: skip
    content = sentence(
        "Under {period} {verb} {count} {noun} {about}, eller {each} per handläggare ({people} handläggare).",
        period=period_words(flow.period),
        verb=stage.verb,
        count=quantity_words(count),
        noun=stage.plural,
        about="som gäller "
        + " samt ".join(groups()[group].about.removeprefix("som gäller ") for group in found.groups),
        each=quantity_words(each, decimals=1),
        people=quantity_words(people, decimals=0 if found.caseworkers.is_integer() else 1),
    )
    caveat = sentence("Talet säger inget om hur länge ett ärende pågår eller hur mycket arbete det kräver.")
    heading = sentence("{what} per handläggare", what=stage.name)
    return proved(
        evidence,
        Finding(id="caseload_per_caseworker", topic="caseload", heading=heading, content=content, caveats=(caveat,)),
    )
