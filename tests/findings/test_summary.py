"""The summary: which findings it prints, in which order, and that it says what the sections say."""

from __future__ import annotations

import pytest
from invented import LINDNAS, Bench, facts_of, noise, published, with_own

from ifo_analysis import findings
from ifo_analysis.blocks import Finding, Lead, Panel, SummaryRow, Text, Value
from ifo_analysis.findings.summary import choose
from ifo_analysis.language import plain


def finding(name: str, topic: str, score: float, *, robustness: float = 1.0, has_number: bool = True) -> Finding:
    number = Value(text="1", claim=f"{name}.n") if has_number else None
    words = (Text(text=name),)
    return Finding(
        id=name, topic=topic, heading=words, content=words, number=number, score=score, robustness=robustness
    )


def chosen(*found: Finding) -> list[str]:
    return [item.id for item in choose(found)]


def test_the_level_comes_first_and_the_decision_last_whatever_their_scores() -> None:
    assert chosen(finding("decide", "decision", 9), finding("peers", "peers", 5), finding("level", "level", 0.1)) == [
        "level",
        "peers",
        "decide",
    ]


def test_others_come_by_score_times_robustness_and_then_by_name() -> None:
    assert chosen(
        finding("c", "time", 4, robustness=0.5),
        finding("b", "measures", 3),
        finding("a", "peers", 3),
        finding("level", "level", 5),
    ) == ["level", "a", "b", "c"]


def test_a_topic_is_told_once_by_its_strongest_finding() -> None:
    assert chosen(finding("weak", "time", 2), finding("strong", "time", 3), finding("level", "level", 5)) == [
        "level",
        "strong",
    ]


def test_a_finding_that_is_not_robust_or_has_no_number_never_gets_in() -> None:
    assert chosen(
        finding("level", "level", 5),
        finding("shaky", "peers", 5, robustness=0.0),
        finding("wordy", "time", 5, has_number=False),
    ) == ["level"]


def test_there_are_four_at_most_with_room_for_the_decision() -> None:
    many = [finding(name, name, score) for score, name in enumerate("abcdef")]
    assert chosen(finding("level", "level", 5), *many) == ["level", "f", "e", "d"]
    assert chosen(finding("level", "level", 5), *many, finding("decide", "decision", 0.1)) == [
        "level",
        "f",
        "e",
        "decide",
    ]


def test_nothing_is_filled_up() -> None:
    assert chosen(finding("level", "level", 5)) == ["level"]


def summary_of(bench: Bench) -> tuple[str, list[SummaryRow], Panel]:
    lead, *rows, panel = findings.summary(bench.facts, bench.found, bench.unknowns)
    assert isinstance(lead, Lead)
    assert isinstance(panel, Panel)
    found = [row for row in rows if isinstance(row, SummaryRow)]
    assert len(found) == len(rows)
    return plain(lead.content), found, panel


@pytest.mark.parametrize(("code", "year"), [("9901", 2024), ("1267", 2024), ("0138", 2019)])
def test_each_row_repeats_its_finding_word_for_word(code: str, year: int) -> None:
    bench = Bench(facts_of(code, year) if code == "9901" else published(code, year))
    by_id = {item.id: item for item in bench.found}
    for row in summary_of(bench)[1]:
        source = by_id[row.finding]
        assert (row.heading, row.content) == (source.heading, source.content)
        assert (row.number, row.number_label) == (source.number, source.number_label)


def test_ekhults_summary_has_four_rows_from_four_topics() -> None:
    assert [row.finding for row in summary_of(Bench(facts_of()))[1]] == [
        "cost_level",
        "measures_sum",
        "level_vs_peers",
        "measures_wait_for_decision",
    ]


def test_the_three_most_important_unknowns_stand_in_the_summary() -> None:
    bench = Bench(facts_of())
    panel = summary_of(bench)[2]
    assert panel.title == "Vad vi inte vet"
    assert panel.items == tuple(item.text for item in bench.unknowns[:3])


ENDING = "Siffrorna visar inte varför, och de är inget betyg på verksamheten."


@pytest.mark.parametrize(
    ("pct", "c", "told"),
    [
        (14.6, 260, "mer än statistiskt förväntat. Skillnaden är större än normal variation."),
        (-14.6, 260, "mindre än statistiskt förväntat. Skillnaden är större än normal variation."),
        (1.0, 260, "mer än statistiskt förväntat. Skillnaden ryms inom normal variation."),
        (0.01, 260, "lika mycket som statistiskt förväntat."),
    ],
)
def test_the_opening_says_direction_and_normal_variation(pct: float, c: float, told: str) -> None:
    bench = Bench(with_own(facts_of(), {2024: pct}), noise(c))
    assert summary_of(bench)[0] == f"Ekhults individ- och familjeomsorg kostade 2024 {told} {ENDING}"


def test_the_opening_does_not_call_a_difference_normal_when_that_is_unknown() -> None:
    bench = Bench(with_own(facts_of(), {2024: 14.6}), is_estimated=False)
    assert summary_of(bench)[0] == (
        "Ekhults individ- och familjeomsorg kostade 2024 mer än statistiskt förväntat. Skillnaden kan inte jämföras med "
        f"normal variation, som inte går att skatta på uppgifterna. {ENDING}"
    )


def test_a_sparse_municipality_has_a_summary_of_one_row() -> None:
    lead, rows, _ = summary_of(Bench(facts_of(LINDNAS)))
    assert lead.startswith("Lindnäs individ- och familjeomsorg kostade 2024 mindre än statistiskt förväntat.")
    assert [row.finding for row in rows] == ["cost_level"]
