"""The finding about published values that don't agree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from areas import COSTS, changed, facts_with
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, Bench

from ifo_analysis import findings
from ifo_analysis.analysis.identities import identity_checks
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts


def told(facts: Facts) -> list[str]:
    found = findings.data_quality(
        facts, Bench(facts).deviation, identity_checks(facts.indicator_values, EKHULT, facts.parameters.report_year)
    )
    for finding in found:
        assert_numbers_are_proved(finding)
        assert finding.robustness == 0.0
    return [plain(part) for finding in found for part in (finding.content, *finding.caveats)]


def test_values_that_agree_are_no_finding() -> None:
    assert told(facts_with(COSTS)) == []
    assert told(facts_with(changed(COSTS, N30101=6_403))) == []


def test_a_sum_that_misses_is_told_with_both_sides() -> None:
    (text,) = told(facts_with(changed(COSTS, N30101=6_415)))
    assert text == (
        "Sambandet ”kostnaden är summan av delverksamheternas” håller inte: delarna summerar till "
        "6\u00a0400\u00a0kronor, totalen är 6\u00a0415\u00a0kronor. Skillnaden är större än avrundningen."
    )
    assert faults(text) == []


def test_other_identities_are_told_with_both_values() -> None:
    net = {"N30005": (5_900.0, (), None), "N30007": (5_000.0, (), None), "N30004": (480.0, (), None)}
    texts = told(facts_with({**COSTS, **net}))
    assert texts[0] == (
        "Sambandet ”nettokostnaden är kostnaden minus intäkterna” håller inte: uträkningen ger 5\u00a0920\u00a0kronor, det "
        "publicerade värdet är 5\u00a0900\u00a0kronor. Skillnaden är större än avrundningen, och båda värdena visas."
    )
    assert texts[1].startswith(
        "Sambandet ”avvikelsen följer av nettokostnad och referenskostnad” håller inte: uträkningen ger "
        "18,00\u00a0procent, det publicerade värdet är "
    )
    assert all(faults(text) == [] for text in texts)
