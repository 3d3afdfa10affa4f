"""The tables: which columns they have, how cells are marked, what stands under them, and that numbers lead there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented import EKHULT, LINDNAS, PEERS, Bench, facts_of, noise, published, with_own, with_peers, with_plan

from ifo_analysis import tables
from ifo_analysis.blocks import Absent, Table
from ifo_analysis.credits import SYNTHETIC
from ifo_analysis.facts import Facts
from ifo_analysis.findings.measures import effect_span
from ifo_analysis.language import plain
from ifo_analysis.sheet import placed_rows
from ifo_analysis.sources import InputNote


def deviation(facts: Facts) -> Table:
    bench = Bench(facts)
    return tables.deviation(facts, bench.deviation, bench.medians)


def peer_values(facts: Facts) -> Table | Absent:
    bench = Bench(facts)
    return tables.peer_values(facts, bench.panel, bench.comparison, bench.missing, bench.edition)


def measures(facts: Facts) -> Table:
    found = tables.measures(facts, Bench(facts).effects)
    assert isinstance(found, Table)
    return found


def shown(table: Table | Absent) -> Table:
    assert isinstance(table, Table)
    return table


def headers(table: Table) -> list[str]:
    return [f"{column.header} {column.unit}".strip() for column in table.columns]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_all_units_that_are_known_have_a_column() -> None:
    assert headers(deviation(facts_of())) == [
        "År",
        "Avvikelse %",
        "Avvikelse mnkr",
        "Avvikelse kr/inv",
        "Referenskostnad mnkr, egen bearbetning",
        "Gruppens median %, egen bearbetning",
    ]


@pytest.mark.parametrize(
    ("facts", "units"),
    [
        (facts_of(LINDNAS), ["År", "Avvikelse %"]),
        (with_own(facts_of(LINDNAS), {2024: 0.4}, {2024: 0.3}), ["År", "Avvikelse %", "Avvikelse mnkr"]),
        (
            with_own(facts_of(LINDNAS), {2024: -7.5}, {2024: -5.2}),
            ["År", "Avvikelse %", "Avvikelse mnkr", "Referenskostnad mnkr, egen bearbetning"],
        ),
    ],
    ids=["per cent only", "near zero", "without population"],
)
def test_a_column_appears_only_when_it_has_a_value(facts: Facts, units: list[str]) -> None:
    assert headers(deviation(facts)) == units


def test_the_rows_are_the_years_and_the_report_year_is_the_own_row() -> None:
    table = deviation(facts_of())
    assert [row[0] for row in texts(table)] == ["2018 (äldre modell)", *map(str, range(2019, 2026))]
    assert [row.cells[0].value for row in table.rows if row.role == "own"] == [2024]


def test_a_row_has_sign_decimals_and_the_unrounded_values() -> None:
    row = deviation(facts_of()).rows[6]
    assert [cell.text for cell in row.cells] == ["2024", "+14,6", "+29,2", "+941", "199,7", "+2,0"]
    assert row.cells[1].value == 14.6072
    assert row.cells[5].value == pytest.approx((0.0412 + 3.9146) / 2)


def test_preliminary_values_are_marked_and_missing_ones_are_a_dash() -> None:
    row = deviation(facts_of()).rows[7]
    assert [(cell.text, cell.mark) for cell in row.cells] == [
        ("2025", ""),
        ("+9,2", "preliminary"),
        ("+19,1", "preliminary"),
        ("–", ""),
        ("206,3", "preliminary"),
        ("+3,0", "preliminary"),
    ]


def test_the_notes_explain_sign_dash_mark_and_breaks() -> None:
    assert deviation(facts_of()).notes == (
        "Högre än noll betyder högre kostnad än referenskostnaden.",
        "– uppgift saknas.",
        "ᵖ Preliminär uppgift, hämtad 2026-08-16.",
        "Ny modell 2019.",
        "Mindre ändring 2023.",
    )


def test_notes_that_explain_nothing_in_the_table_are_left_out() -> None:
    assert deviation(facts_of(LINDNAS)).notes == ("Högre än noll betyder högre kostnad än referenskostnaden.",)


def test_the_sources_tell_raw_from_own_and_name_the_columns() -> None:
    assert deviation(published("1267", 2024)).sources == (
        "Källa: Kolada (N30001, N30026, 2018–2025, hämtad 2026-08-16; 2025 preliminär uppgift).",
        "Källa: SCB, Folkmängd 31 december.",
        "Kr/inv, referenskostnad och median: egen bearbetning av data från Kolada (N30001, N30026, hämtade 2026-08-16).",
    )


def test_only_shown_columns_are_named_as_own_processing() -> None:
    facts = published("1267", 2024)
    bare = replace(facts, population=facts.population.iloc[:0], peer_groups=facts.peer_groups.iloc[:0])
    assert deviation(bare).sources[-1] == (
        "Referenskostnad: egen bearbetning av data från Kolada (N30001, N30026, hämtade 2026-08-16)."
    )
    assert deviation(published("0138", 2019)).sources == (
        (
            "Källa: Tyresö kommun, Tjänsteskrivelse: Genomlysning av nettokostnadsavvikelsen inom individ- och "
            "familjeomsorgen, 2020."
        ),
    )


@pytest.mark.parametrize("name", ["deviation", "peer_values", "measures", "key_figures"])
def test_invented_figures_say_so_once_under_every_table(name: str) -> None:
    facts = facts_of()
    made = {
        "deviation": deviation(facts),
        "peer_values": peer_values(facts),
        "measures": measures(facts),
        "key_figures": tables.key_figures(facts),
    }
    assert shown(made[name]).sources == (SYNTHETIC,)


def test_peers_are_sorted_by_the_report_year_and_the_missing_stand_last() -> None:
    table = shown(peer_values(facts_of()))
    assert [row[0] for row in texts(table)] == [
        "Norrviken",
        "Hedåsa",
        "Sundby",
        "Bergsala",
        "Åminne",
        "Älvkulla",
        "Ekhult",
        "Tallmora",
        "Medianen för de liknande kommunerna",
    ]
    assert texts(table)[7][-2:] == ["–", "+3,0"]
    assert [row.role for row in table.rows] == ["body"] * 6 + ["own", "body", "total"]
    assert "– uppgift saknas." in table.notes
    assert table.measure == (
        "Procent av referenskostnaden, 2018–2025. Ekhult och liknande kommuner IFO, utgåva 2024, ordnade efter 2024."
    )


@pytest.mark.parametrize("facts", [facts_of(), published("1267", 2024)], ids=["Ekhult", "Höör"])
def test_the_median_is_the_same_in_both_tables(facts: Facts) -> None:
    by_year = {row.cells[0].value: row.cells[-1].text for row in deviation(facts).rows}
    table = shown(peer_values(facts))
    in_peers = dict(zip([column.header for column in table.columns][1:], texts(table)[-1][1:], strict=True))
    assert in_peers == {str(year): text for year, text in by_year.items()}


def test_a_year_with_three_values_has_no_median() -> None:
    facts = with_peers(facts_of(EKHULT, 2023), dict.fromkeys(PEERS[:4], 1.0))
    values = facts.indicator_values
    few = values.loc[~(values["municipality"].isin(PEERS[3:]) & (values["year"] == 2021))]
    table = shown(peer_values(replace(facts, indicator_values=few)))
    at = [column.header for column in table.columns].index("2021")
    assert texts(table)[-1][at] == "–"


def test_a_peer_without_any_value_is_a_row_of_dashes() -> None:
    facts = facts_of()
    values = facts.indicator_values
    table = shown(peer_values(replace(facts, indicator_values=values.loc[values["municipality"] != PEERS[-1]])))
    assert texts(table)[7] == ["Tallmora", *["–"] * 8]


def test_a_table_of_peers_that_cannot_be_made_says_why() -> None:
    assert peer_values(facts_of(LINDNAS)) == Absent(
        id="peer_values", reason="Ingen jämförelse visas: uppgift om liknande kommuner saknas för Lindnäs."
    )


def test_the_effect_belongs_to_the_goal_and_covers_its_measures() -> None:
    table = measures(facts_of())
    goal, second, third = table.rows[1:4]
    assert [cell.text for cell in goal.cells] == [
        "Minska antalet vårddygn i HVB för tonåringar",
        "Förstärkt uppdrag för hemtagning",
        "pågår",
        "1,8–2,7",
    ]
    assert [cell.row_span for cell in goal.cells] == [3, 1, 1, 3]
    assert [len(row.cells) for row in (second, third)] == [2, 2]


@pytest.mark.parametrize("facts", [facts_of(), published("0138", 2019)], ids=["Ekhult", "Tyresö"])
def test_row_spans_fill_the_table_exactly(facts: Facts) -> None:
    table = measures(facts)
    bodies = [cells for row, cells in placed_rows(table) if row.role != "group"]
    assert sum(cell.row_span for cells in bodies for _, cell in cells) == len(table.columns) * len(bodies)


def test_all_goals_and_measures_of_the_plan_are_in_the_table_once() -> None:
    facts = published("0138", 2019)
    cells = [cell.text for row in measures(facts).rows for cell in row.cells]
    for text in [*facts.goals["goal"], *facts.measures["measure"]]:
        assert cells.count(text) == 1


def test_effects_that_are_not_calculated_are_words_and_zero_is_a_number() -> None:
    goals = ["saknar volym", "utreds", "0,0", "ej prissatt"]
    found = {cell.text: cell for row in measures(facts_of()).rows for cell in row.cells if cell.text in goals}
    assert {text: (cell.value, cell.emphasis) for text, cell in found.items()} == {
        "saknar volym": (None, "italic"),
        "utreds": (None, "italic"),
        "0,0": (0.0, ""),
        "ej prissatt": (None, "italic"),
    }


def test_status_is_word_and_sign_and_what_must_be_acted_on_is_strong() -> None:
    found = {
        (cell.text, cell.status, cell.emphasis)
        for row in measures(facts_of()).rows
        for cell in row.cells
        if cell.status
    }
    assert found == {
        ("pågår", "ongoing", ""),
        ("genomförd", "done", ""),
        ("försenad", "delayed", "strong"),
        ("avbruten", "stopped", ""),
        ("avvaktar beslut", "waiting", "strong"),
        ("ej påbörjad", "not_started", ""),
    }


def test_a_goal_without_measures_has_a_row_of_its_own() -> None:
    assert texts(measures(facts_of()))[-2] == ["Korta handläggningstiden", "–", "–", "ej prissatt"]


@pytest.mark.parametrize(
    ("n", "label"), [(1, "Summa av det enda prissatta målet (1 av 2)"), (2, "Summa av de två prissatta målen (2 av 3)")]
)
def test_the_sum_says_how_many_goals_are_in_it(n: int, label: str) -> None:
    statuses = ["calculated"] * n + ["investigated"]
    goals: list[dict[str, object]] = [{"effect_status": status} for status in statuses]
    row = measures(with_plan(facts_of(), goals, [])).rows[-1]
    assert (row.role, row.cells[0].text) == ("total", label)
    assert row.cells[-1].text == effect_span(1.8 * n, 2.7 * n)


def test_without_a_priced_goal_there_is_no_sum() -> None:
    table = measures(with_plan(facts_of(), [{"effect_status": "investigated"}], []))
    assert [row.role for row in table.rows] == ["group", "body"]


def test_the_sum_of_the_table_is_that_of_the_text() -> None:
    facts = published("0138", 2019)
    found = Bench(facts).measures["measures_sum"]
    assert found.number is not None
    assert measures(facts).rows[-1].cells[-1].text == found.number.text


@pytest.mark.parametrize(
    ("facts", "kind"), [(facts_of(), "delvis brutto"), (published("0138", 2019), "brutto")], ids=["Ekhult", "Tyresö"]
)
def test_the_caption_says_gross_or_net_as_the_text_does(facts: Facts, kind: str) -> None:
    assert measures(facts).measure.startswith(f"Ekonomisk effekt i mnkr per helår, {kind}. Effekten hör till målet")
    assert f"per helår, {kind}" in plain(Bench(facts).measures["measures_sum"].content)


def test_without_a_plan_the_table_is_absent() -> None:
    facts = facts_of(LINDNAS)
    assert tables.measures(facts, Bench(facts).effects) == Absent(
        id="measures",
        reason="Uppgifter om mål och åtgärder saknas för Lindnäs 2024. Avsnittet visas därför utan figur och tabell.",
    )


def test_key_figures_stand_as_they_were_printed_up_to_the_report_year() -> None:
    assert texts(shown(tables.key_figures(facts_of()))) == [
        ["Antal familjehem", "anges inte", "42", "År anges inte"],
        ["Vårddygn i HVB per placerat barn", "2023 helår", "211,5\u00a0dygn", ""],
        ["Anmälningar om oro för barn", "2024 januari–juni", "388", "Delårets uppgift"],
    ]


def test_key_figures_have_a_source_line_for_each_document() -> None:
    assert shown(tables.key_figures(published("0138", 2019))).sources == (
        "Källa: Tyresö kommun, Delårsrapport 2, 31 augusti 2017.",
        "Källa: Tyresö kommun, Genomlysning av individ- och familjeomsorgen.",
        (
            "Källa: Tyresö kommun, Tjänsteskrivelse: Genomlysning av nettokostnadsavvikelsen inom individ- och "
            "familjeomsorgen, 2020."
        ),
    )


def test_without_key_figures_the_table_is_absent() -> None:
    assert tables.key_figures(facts_of(LINDNAS)) == Absent(
        id="key_figures", reason="Uppgifter som Lindnäs själv har redovisat finns inte i underlaget."
    )


def test_provenance_has_one_row_for_each_claim_in_reading_order() -> None:
    bench = Bench(published("1267", 2024))
    claims = [claim for finding in bench.found for claim in finding.claims]
    table = tables.provenance(bench.facts, [*bench.found, "not a finding", bench.level])
    assert [row.cells[0].claim for row in table.rows] == [claim.id for claim in claims]
    assert [row.cells[0].text for row in table.rows] == [str(at) for at in range(1, len(claims) + 1)]
    assert texts(table)[0] == [
        "1",
        "−20,8\u00a0procent",
        "N30001, 2024",
        "som publicerat",
        "Källa: Kolada (N30001, 2024, hämtad 2026-08-16).",
    ]
    assert [row.cells[4].text for row in table.rows] == [claim.source for claim in claims]
    assert [row.cells[3].text for row in table.rows] == [claim.formula or "som publicerat" for claim in claims]


def test_provenance_names_years_as_a_span_or_a_list() -> None:
    bench = Bench(with_own(facts_of(), {2019: 1.0, 2021: 2.0, 2022: 3.0, 2023: 4.0, 2024: 5.0}), noise())
    told = {row.cells[0].claim: row.cells[2].text for row in tables.provenance(bench.facts, bench.found).rows}
    assert told["trend.total" if "trend.total" in told else "trend.first"].startswith("N30001, 2021")
    assert told["years_in_a_row.n"] == "N30001, 2021–2024"
    assert told["measures_sum.low"] == "–"


def test_every_claim_of_the_invented_world_is_credited_to_nobody() -> None:
    table = tables.provenance(facts_of(), Bench(facts_of()).found)
    assert {row.cells[4].text for row in table.rows} == {SYNTHETIC}


def test_the_files_are_told_with_the_beginning_of_their_checksum() -> None:
    facts = facts_of()
    table = tables.inputs(facts)
    assert [row.cells[0].text for row in table.rows] == [item.name for item in facts.inputs]
    for row, item in zip(table.rows, facts.inputs, strict=True):
        assert (row.cells[2].text, row.cells[2].value) == (item.sha256[:12], item.sha256)
        assert row.cells[3].text == "; ".join(item.sources)


def test_what_was_repaired_in_a_file_stands_under_the_files() -> None:
    note = InputNote("budget.xlsx", "bladet Blad1", "repaired", "rubrikraden är rad 3")
    facts = facts_of()
    noted = replace(facts, local=replace(facts.local, notes=(note,)))
    assert tables.inputs(noted).notes == ("budget.xlsx: rättat: bladet Blad1: rubrikraden är rad 3.",)
    assert tables.inputs(facts).notes == ()
