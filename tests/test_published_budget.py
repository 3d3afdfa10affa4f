"""The published table of Tyresö kommun (Delårsrapport 2, 31 augusti 2017) through the public functions, figure by figure."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.budget import sum_check
from ifo_analysis.analysis.follow_up import FollowUp, budget_follow_up
from ifo_analysis.figures.budget import budget_pace
from ifo_analysis.findings.budget import budget as budget_findings
from ifo_analysis.language import plain, rounded
from ifo_analysis.tables.budget import budget as budget_table
from ifo_analysis.tables.budget_checks import budget_checks

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts

TABLE = Path(__file__).parents[1] / "params" / "0138-tyreso" / "budget-2017-08.csv"
WHOLE, AMOUNTS = ("year", "months"), ("revenue_tkr", "cost_tkr", "result_tkr", "forecast_tkr")


@cache
def printed() -> pd.DataFrame:
    """Return the table as it is printed, with its public source."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, object]] = [
            {
                **found,
                **{name: int(found[name]) for name in WHOLE},
                **{name: float(found[name] or "nan") for name in AMOUNTS},
                "is_refugee": found["is_refugee"] == "true",
                "publisher": "Tyresö kommun",
                "document": "Delårsrapport 2, 31 augusti 2017",
                "document_year": "2017",
            }
            for found in csv.DictReader(file)
        ]
    return local_rows("budget", *rows)


@cache
def followed() -> FollowUp:
    return budget_follow_up(printed(), local_rows("budget_notes"), "0138", 2017)


@cache
def facts() -> Facts:
    """Return facts of an invented municipality in the same year, with the table as if it were theirs."""
    return with_local(facts_of("9901", 2017), budget=printed().assign(municipality="9901"))


@cache
def own() -> FollowUp:
    return budget_follow_up(facts().local.budget, facts().local.budget_notes, "9901", 2017)


def lines(*columns: str, **where: str) -> dict[str, list[float]]:
    """Return some columns by row name."""
    chosen = followed().lines
    for name, value in where.items():
        chosen = chosen.loc[chosen[name] == value]
    return {str(line["row"]): [line[name] for name in columns] for line in chosen.to_dict("records")}


def test_the_rows_that_differ_by_rounding_are_these() -> None:
    checks = followed().checks
    rows = checks.loc[(checks["check"] == "row") & (checks["verdict"] == "rounding")]
    assert rows[["section", "row", "computed_tkr", "printed_tkr"]].to_numpy().tolist() == [
        ["IFO myndighet", "Institutionsvård barn & ungdom", -4_058, -4_057],
        ["IFO myndighet", "Familjehem vuxna", 57, 58],
        ["IFO myndighet", "Ekonomiskt bistånd", -729, -728],
        ["IFO myndighet", "Familjerätt & familjerådgivning", -257, -256],
        ["IFO kommunal regi", "Totalt IFO kommunal regi", 1_468, 1_467],
        ["Flyktingmottagande myndighet", "Totalt flyktingmottagande", 444, 443],
        ["Flyktingmottagande myndighet", "Nettoresultat", -10_220, -10_221],
        ["Flyktingmottagande kommunal regi", "Gemensamt/Administration", -440, -439],
        ["Flyktingmottagande kommunal regi", "Totalt flyktingmottagande", -440, -439],
    ]
    assert set(rows["tolerance_tkr"]) == {1.5}


def test_the_sums_agree_within_rounding() -> None:
    checks = followed().checks
    sums = checks.loc[(checks["check"] == "column") & (checks["verdict"] != "untried")]
    amounts = ["column", "computed_tkr", "printed_tkr", "tolerance_tkr", "verdict"]
    by_row = {name: found[amounts].to_numpy().tolist() for name, found in sums.groupby("row")}
    assert by_row["Totalt IFO myndighet"] == [
        ["revenue_tkr", 113_205, 113_206, 5.5, "rounding"],
        ["cost_tkr", -132_154, -132_152, 5.5, "rounding"],
        ["result_tkr", -18_945, -18_946, 5.5, "rounding"],
        ["forecast_tkr", -22_800, -22_800, 5.5, "exact"],
    ]
    assert by_row["Totalt IFO kommunal regi"] == [
        ["revenue_tkr", 13_565, 13_565, 1.5, "exact"],
        ["cost_tkr", -12_097, -12_097, 1.5, "exact"],
        ["result_tkr", 1_468, 1_467, 1.5, "rounding"],
        ["forecast_tkr", 1_300, 1_300, 1.5, "exact"],
    ]
    assert by_row["Nettoresultat"] == [
        ["revenue_tkr", 42_416, 42_416, 1.5, "exact"],
        ["result_tkr", -10_221, -10_221, 1.5, "exact"],
    ]
    assert by_row["Nettoresultat individ- och familjeomsorgen"] == [
        ["result_tkr", -28_139, -28_138, 2.5, "rounding"],
        ["forecast_tkr", -35_600, -35_600, 2.5, "exact"],
    ]
    assert by_row["varav flyktingverksamheten"] == [
        ["result_tkr", -10_660, -10_660, 1.5, "exact"],
        ["forecast_tkr", -14_100, -14_100, 1.5, "exact"],
    ]
    assert set(checks["verdict"]) == {"exact", "rounding", "untried"}


def test_the_whole_needs_almost_half_the_deficit_per_month() -> None:
    total = followed().total.iloc[0]
    assert (total["pace_tkr"], total["rest_tkr"], total["implied_tkr"]) == (-3_517.25, -7_462, -1_865.5)
    assert (total["straight_line_tkr"], total["gap_tkr"], total["flag"]) == (-42_207, 6_607, "pace_halved")
    assert total["pace_change_pct"] == pytest.approx(-46.96, abs=0.005)


def test_the_straight_lines_are_shown_half_away_from_zero() -> None:
    shown = {
        name: int(rounded(value)) for name, (value,) in lines("straight_line_tkr", section="IFO myndighet").items()
    }
    assert shown == {
        "Gemensamt/Administration": -6_444,
        "Institutionsvård vuxna": -2_966,
        "Institutionsvård barn & ungdom": -6_086,
        "Familjehem vuxna": 87,
        "Familjehem barn & ungdom": 671,
        "Jourhem barn & ungdom": -2_828,
        "Öppna insatser vuxna": -3_816,
        "Öppna insatser barn & ungdom": -5_561,
        "Ekonomiskt bistånd": -1_092,
        "Familjerätt & familjerådgivning": -384,
        "Totalt IFO myndighet": -28_419,
    }


def test_each_forecast_implies_a_pace_and_some_are_flagged() -> None:
    assert lines("implied_tkr", "rest_tkr", "flag", section="IFO myndighet", level="row") == {
        "Gemensamt/Administration": [-126.0, -504, "pace_halved"],
        "Institutionsvård vuxna": [94.25, 377, "sign_change"],
        "Institutionsvård barn & ungdom": [-385.75, -1_543, ""],
        "Familjehem vuxna": [-14.5, -58, "sign_change"],
        "Familjehem barn & ungdom": [313.25, 1_253, "pace_doubled"],
        "Jourhem barn & ungdom": [21.25, 85, "sign_change"],
        "Öppna insatser vuxna": [-264.0, -1_056, ""],
        "Öppna insatser barn & ungdom": [-448.25, -1_793, ""],
        "Ekonomiskt bistånd": [-143.0, -572, ""],
        "Familjerätt & familjerådgivning": [-11.0, -44, "pace_halved"],
    }
    assert lines("rest_tkr", "flag", section="IFO kommunal regi") == {
        "Öppna insatser barn & ungdom": [204, ""],
        "Öppna insatser vuxna": [-372, "sign_change"],
        "Totalt IFO kommunal regi": [-167, "sign_change"],
    }
    change = {name: value for name, (value,) in lines("pace_change_pct", flag="pace_halved", level="row").items()}
    assert change == {
        "Gemensamt/Administration": pytest.approx(-76.5, abs=0.05),
        "Familjerätt & familjerådgivning": pytest.approx(-65.6, abs=0.05),
    }


def test_target_groups_add_up_to_the_section() -> None:
    groups = followed().groups
    section = groups.loc[groups["section"] == "IFO myndighet"].set_index("target_group")
    sums = {name: (row["result_tkr"], row["forecast_tkr"]) for name, row in section.iterrows()}
    assert (sums["children"], sums["adults"]) == ((-9_202, -11_200), (-4_463, -5_200))
    assert (section["result_tkr"].sum(), section["forecast_tkr"].sum()) == (-18_945, -22_800)
    assert (section.loc["children", "cost_tkr"], section.loc["adults", "cost_tkr"]) == (-54_283, -21_342)


@pytest.mark.parametrize(
    ("group", "shares"),
    [("children", [35.0, 32.4, 26.0, 6.6]), ("adults", [59.9, 39.8, 0.3])],
)
def test_shares_of_the_cost_of_a_target_group(group: str, shares: list[float]) -> None:
    rows = followed().shares
    rows = rows.loc[(rows["section"] == "IFO myndighet") & (rows["target_group"] == group)]
    assert [float(rounded(share, 1)) for share in sorted(map(float, rows["cost_share_pct"]), reverse=True)] == shares


def test_with_and_without_refugee_reception() -> None:
    split = followed().refugees.set_index("scope")[["result_tkr", "forecast_tkr"]]
    assert split.to_numpy().tolist() == [[-28_138, -35_600], [-10_660, -14_100], [-17_478, -21_500]]


def test_published_parts_of_cost_per_inhabitant_give_their_total_within_rounding() -> None:
    assert sum_check([488, 204], 692).verdict == "exact"
    assert sum_check([399, 235], 635).verdict == "rounding"
    assert sum_check([399, 230], 635).verdict == "fault"


def test_the_findings_say_this() -> None:
    found = budget_findings(facts(), own())
    for finding in found:
        assert_numbers_are_proved(finding)
    assert [plain(finding.content) for finding in found] == [
        (
            "Till och med augusti 2017 är resultatet ett underskott på 28,1\u00a0miljoner kronor. Prognosen för helåret är "
            "ett underskott på 35,6\u00a0miljoner kronor."
        ),
        (
            "Prognosen förutsätter att underskottet per månad blir 1,9\u00a0miljoner kronor resten av året, i stället för "
            "3,5\u00a0miljoner kronor till och med augusti 2017. Det är 47\u00a0procent mindre. Med samma takt hela året "
            "blir resultatet ett underskott på 42,2\u00a0miljoner kronor. Årets resultat blir då 6,6\u00a0miljoner kronor "
            "sämre än prognosen. Vad ska sänka takten?"
        ),
        (
            "För sju av 13 rader förutsätter prognosen en takt som behöver förklaras, enligt gränserna under figuren. Här "
            "beskrivs de där skillnaden mot samma takt hela året är störst."
        ),
        (
            "För ”Gemensamt/Administration” (”IFO myndighet”) förutsätter prognosen att underskottet per månad blir "
            "126\u00a0000\u00a0kronor resten av året, i stället för 537\u00a0000\u00a0kronor till och med augusti 2017. "
            "Vad ska sänka takten?"
        ),
        (
            "För ”Institutionsvård vuxna” förutsätter prognosen att resultatet vänder: från ett underskott på "
            "247\u00a0000\u00a0kronor i månaden till ett överskott på 94\u00a0000\u00a0kronor i månaden. Vad bygger det på?"
        ),
        (
            "För ”Familjehem barn & ungdom” förutsätter prognosen att överskottet per månad blir 313\u00a0000\u00a0kronor "
            "resten av året, i stället för 56\u00a0000\u00a0kronor till och med augusti 2017. Vad bygger det på?"
        ),
        (
            "Av resultatet januari–augusti 2017 svarar flyktingmottagandet för ett underskott på 10,7\u00a0miljoner "
            "kronor. Utan flyktingmottagandet är resultatet ett underskott på 17,5\u00a0miljoner kronor och prognosen för "
            "helåret ett underskott på 21,5\u00a0miljoner kronor."
        ),
        (
            "Inga orsaker till underskottet är angivna. Hela underskottet, 28,1\u00a0miljoner kronor, är därmed inte "
            "förklarat."
        ),
    ]
    assert [plain(caveat) for caveat in found[1].caveats] == [
        (
            "Takten räknar med att resultatet är jämnt fördelat över året. Årstid och engångsposter kan ge en annan takt, "
            "så skillnaden är en fråga och inget fel i prognosen."
        )
    ]


def test_the_figure_and_the_tables_show_the_same() -> None:
    figure, table, checks = budget_pace(facts(), own()), budget_table(facts(), own()), budget_checks(facts(), own())
    assert figure.kind == "figure"
    assert plain(figure.title) == "Prognosen förutsätter en annan takt på sju av 13 rader"
    assert figure.notes[1] == "Resultat eller prognos saknas för ”Totalt flyktingmottagande” och ”Kommunbidrag”."
    assert table.kind == "table"
    by_name = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert by_name["Öppna insatser barn & ungdom"][4] == "1\u00a0644"  # the later section's row of that name
    assert by_name["Totalt IFO myndighet"] == [
        "113\u00a0206", "−132\u00a0152", "−18\u00a0946", "−22\u00a0800", "−28\u00a0419",
    ]  # fmt: skip
    assert by_name["Kommunbidrag"] == ["−10\u00a0664", "–", "−10\u00a0664", "–", "−15\u00a0996"]
    assert checks.kind == "table"
    told = [row.cells[4].text for row in checks.rows if len(row.cells) > 1]
    assert (told.count("avrundning ±1"), told.count("avrundning ±2")) == (13, 1)
