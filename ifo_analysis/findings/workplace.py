"""Findings about the workplace: sick leave beside its target, in percentage points, and the staff survey."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.staffing import sick_leave, survey
from ifo_analysis.blocks import Finding
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import Bound, direction, joined, quantity_words, rounded, sentence

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts


def staff_rows(facts: Facts, *measures: str) -> pd.DataFrame:
    """Return the own rows of the report year, of some measures or of all."""
    rows = facts.local.staff
    chosen = (rows["municipality"] == facts.parameters.municipality) & (rows["year"] == facts.parameters.report_year)
    return rows.loc[chosen & rows["measure"].isin(measures)] if measures else rows.loc[chosen]


def sick_leave_beside_target(facts: Facts) -> Finding | None:
    """Return the sick leave of the whole beside its target (*sjukfrånvaro*); None where it isn't known."""
    evidence, asked = Evidence(facts, "sick_leave"), facts.parameters
    found = sick_leave(facts.local.staff, asked.municipality)
    found = found.loc[(found["year"] == asked.report_year) & (found["unit_name"] == "")]
    if found.empty:
        return None
    row = found.iloc[0]
    own = evidence.bind("own", row["sick_leave_pct"], "procent", _whole(facts, "sick_leave_pct"), decimals=2)
    opening = sentence(
        "Sjukfrånvaron var {own} {year}.", own=quantity_words(own, "procent", 2), year=str(asked.report_year)
    )
    content = joined((opening, _target_words(facts, evidence, row)))
    heading = sentence("Sjukfrånvaro")
    return proved(evidence, Finding(id="sick_leave", topic="staffing", heading=heading, content=content))


def _whole(facts: Facts, *measures: str) -> pd.DataFrame:
    rows = staff_rows(facts, *measures)
    return rows.loc[rows["unit_name"] == ""]


def _target_words(facts: Facts, evidence: Evidence, row: pd.Series[float]) -> Inlines:
    """Return the target and the distance to it in percentage points; that there is none, if there is none."""
    if isnan(row["target_pct"]):
        return sentence(" Något mål anges inte.")
    target = evidence.bind("target", row["target_pct"], "procent", _whole(facts, "sick_leave_target_pct"), decimals=2)
    gap = evidence.bind(
        "gap", row["gap_pp"], "procentenheter", _whole(facts, "sick_leave_pct", "sick_leave_target_pct"), decimals=2,
        formula="sjukfrånvaro minus mål", is_signed=True,
    )  # fmt: skip
    shown = quantity_words(target, "procent", 0 if float(target.value).is_integer() else 2)
    if rounded(gap.value, 2) == 0:
        return sentence(" Det är lika mycket som målet ({target}).", target=shown)
    return sentence(
        " Det är {gap} {word} än målet ({target}).",
        gap=quantity_words(Bound(abs(float(gap.value)), gap.claim), "procentenheter", 2),
        word=direction(gap, 2, words=("mer", "mindre", "lika")),
        target=shown,
    )


def staff_survey(facts: Facts) -> Finding | None:
    """Return the most common answer of the whole, and that the answers don't sum to 100 where they don't."""
    evidence, asked = Evidence(facts, "staff_survey"), facts.parameters
    answers = survey(facts.local.staff, asked.municipality, asked.report_year)
    answers = answers.loc[answers["unit_name"] == ""].sort_values(["survey_pct", "answer"], ascending=[False, True])
    if answers.empty:
        return None
    first, rows = answers.iloc[0], _whole(facts, "survey_pct")
    share = evidence.bind("first", first["survey_pct"], "procent", rows.loc[rows["category"] == first["answer"]])
    content = sentence(
        "Vanligaste svaret i medarbetarundersökningen {year} var ”{answer}”, med {share}.",
        year=str(asked.report_year),
        answer=str(first["answer"]),
        share=quantity_words(share, "procent"),
    )
    caveats: tuple[Inlines, ...] = ()
    if not bool(first["is_whole"]):
        total = evidence.bind("sum", first["sum_pct"], "procent", rows, formula="summa av svaren")
        words = quantity_words(total, "procent")
        caveats = (sentence("Svaren summerar till {sum}, inte till 100\u00a0procent.", sum=words),)
    heading = sentence("Medarbetarundersökningen")
    return proved(
        evidence, Finding(id="staff_survey", topic="staffing", heading=heading, content=content, caveats=caveats)
    )
