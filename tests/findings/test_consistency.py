"""What holds for all findings of a document together, over the municipalities that ship with the package."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, PCT, PUBLISHED, Bench, facts_of, published

from ifo_analysis.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifo_analysis.blocks import Finding

VALUES = PUBLISHED.frame("indicator_values")
ALL = sorted(
    {
        (code, int(year))
        for code, year, name in zip(VALUES["municipality"], VALUES["year"], VALUES["indicator"], strict=True)
        if name == PCT
    }
)
SAMPLE = Random(2019).sample(ALL, 16)  # noqa: S311 - a sample of cases
THE_SAME_QUANTITY = (
    {"cost_level", "years_in_a_row"},  # against the reference cost
    {"change", "trend"},  # over time
    {"level_vs_peers", "rank_among_peers"},  # against the peers
)


@cache
def bench(code: str, year: int) -> Bench:
    """Return what the notebook computes; normal variation comes from one and the same panel for all of them."""
    return Bench(published(code, year), None if (code, year) == ALL[0] else bench(*ALL[0]).volatility)


def later_values_removed(facts: Facts) -> Facts:
    year = facts.parameters.report_year
    return replace(facts, indicator_values=facts.indicator_values.loc[facts.indicator_values["year"] <= year])


def without_break(found: Iterable[Finding]) -> list[Finding]:
    """Return the findings without the break, which follows what figures and tables show, later years too."""
    return [finding for finding in found if finding.id != "method_break"]


def assert_only_the_past_counts(whole: Bench) -> None:
    past = Bench(later_values_removed(whole.facts), whole.volatility, is_estimated=False)
    # The panel behind normal variation is stated, with its years; its retrieval date may be that of a later year.
    assert [text_and_claims(item) for item in without_break(whole.found)] == [
        text_and_claims(item) for item in without_break(past.found)
    ]


def text_and_claims(finding: Finding) -> object:
    bare = [claim.model_copy(update={"source": "", "retrieved": ""}) for claim in finding.claims]
    return finding.model_copy(update={"claims": tuple(bare)})


def assert_no_contradiction(whole: Bench) -> None:
    for quantity in THE_SAME_QUANTITY:
        directions = {item.direction for item in whole.found if item.id in quantity and item.direction}
        assert len(directions) <= 1, (whole.facts, quantity, directions)


def name(case: tuple[str, int]) -> str:
    return f"{case[0]}-{case[1]}"


@pytest.mark.parametrize("case", SAMPLE, ids=name)
def test_nothing_after_the_report_year_enters_a_finding(case: tuple[str, int]) -> None:
    assert_only_the_past_counts(bench(*case))


@pytest.mark.parametrize("year", range(2018, 2026))
def test_nothing_after_the_report_year_enters_a_finding_of_the_invented_municipality(year: int) -> None:
    assert_only_the_past_counts(Bench(facts_of(EKHULT, year)))


@pytest.mark.parametrize("case", SAMPLE, ids=name)
def test_no_two_findings_of_a_document_contradict_each_other(case: tuple[str, int]) -> None:
    assert_no_contradiction(bench(*case))


@pytest.mark.parametrize("case", SAMPLE, ids=name)
def test_every_number_is_proved_by_a_claim_of_its_finding(case: tuple[str, int]) -> None:
    for finding in bench(*case).found:
        assert_numbers_are_proved(finding)


@pytest.mark.parametrize("case", SAMPLE, ids=name)
def test_a_claim_has_one_content_in_a_document(case: tuple[str, int]) -> None:
    claims = [claim for finding in bench(*case).found for claim in finding.claims]
    assert len({claim.id for claim in claims}) == len(claims)


@pytest.mark.slow
def test_all_municipalities_and_years_keep_the_rules() -> None:
    for case in ALL:
        assert_only_the_past_counts(bench(*case))
        assert_no_contradiction(bench(*case))
        for finding in bench(*case).found:
            assert_numbers_are_proved(finding)
