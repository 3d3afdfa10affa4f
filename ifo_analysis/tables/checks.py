"""The accounting identities that were tried, with their residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.identities import IDENTITIES
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.credits import own_credits
from ifo_analysis.figures.beside import (
    EXPLAINED_DASH,
    cell,
    indicator_rows,
)
from ifo_analysis.language import listed, number, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ifo_analysis.facts import Facts

CHECK_WORDS = {"exact": "stämmer", "rounding": "avrundning", "small": "liten skillnad", "broken": "avviker"}


def checks(facts: Facts, checks: pd.DataFrame) -> Table | Absent:
    """Return the checks of the published indicators against each other (*rimlighetskontroller*), with residuals.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    checks : DataFrame
        As from `identities.identity_checks`.
    """
    name, year = facts.municipality.name, facts.parameters.report_year
    if (checks["verdict"] == "untried").all():
        return Absent(
            id="checks",
            reason=f"Nyckeltalen för {name} {year} kan inte prövas mot varandra: uppgifter som ska stämma överens saknas.",
        )
    rows: list[Row] = []
    for unit in dict.fromkeys(identity.unit for identity in IDENTITIES):
        rows.append(
            Row(role="group", cells=(Cell(text=f"{unit[0].upper()}{unit[1:]}" if unit == "procent" else unit),))
        )
        rows += [
            _check_row(line) for line in checks.to_dict("records") if IDENTITIES[int(line["identity"])].unit == unit
        ]
    ids = {name for identity in IDENTITIES for name in (identity.left, *identity.inputs)}
    used = indicator_rows(facts, ids, [], [year])
    used = used.loc[used["municipality"] == facts.parameters.municipality]
    return Table(
        id="checks",
        title=sentence("Prövning av nyckeltalen mot varandra"),
        measure=f"{name} {year}. Vänster led är det publicerade värdet, höger led räknas ur de andra nyckeltalen.",
        columns=(
            Column(header="Samband", align="left", width=0.25),
            Column(header="Formel", align="left", width=0.22),
            Column(header="Vänster led", width=0.09),
            Column(header="Höger led", width=0.09),
            Column(header="Skillnad", width=0.1),
            Column(header="Tolerans", width=0.1),
            Column(header="Utfall", align="left", width=0.15),
        ),
        rows=tuple(rows),
        notes=_check_notes(checks),
        sources=own_credits(used, [], facts.origin, what="Höger led, skillnad och tolerans"),
    )


def _check_row(line: Mapping[object, object]) -> Row:
    identity = IDENTITIES[int(str(line["identity"]))]
    places = identity.decimals
    sides = [cell(float(str(line[side])), places) for side in ("left", "right")]
    residual = cell(float(str(line["residual"])), places, is_signed=True)
    tolerance = cell(float(str(line["tolerance"])), max(places, 1))
    return Row(
        cells=(
            Cell(text=identity.text),
            Cell(text=f"{identity.left} = {identity.formula}"),
            *sides,
            residual,
            tolerance,
            Cell(text=check_words(line), emphasis="strong" if line["verdict"] == "broken" else ""),
        )
    )


def check_words(line: Mapping[object, object]) -> str:
    """Return how a check went in words: *stämmer*, *avrundning*, *liten skillnad*, *avviker* or why it isn't tried."""
    if line["verdict"] == "untried":
        missing = line["missing"]
        return f"kan inte prövas: {listed([str(name) for name in missing])} saknas"  # type: ignore[attr-defined]
    return CHECK_WORDS[str(line["verdict"])]


def _check_notes(checks: pd.DataFrame) -> tuple[str, ...]:
    found = set(checks["verdict"])
    words = {
        "rounding": "Avrundning: skillnaden ryms inom vad avrundade värden kan ge.",
        "small": f"Liten skillnad: mer än avrundningen, men mindre än {number(0.2, 1)} procentenheter av referenskostnaden.",
        "broken": "Avviker: skillnaden är större än toleransen. Ingen rest fördelas på andra värden.",
        "untried": EXPLAINED_DASH,
    }
    return tuple(text for verdict, text in words.items() if verdict in found)
