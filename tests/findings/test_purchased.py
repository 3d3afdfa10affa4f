"""Findings about bought care: the denominator is named, and per cent and percentage points are kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from areas import SHARES, beside, changed, facts_with
from evidence_checks import assert_numbers_are_proved
from invented import PEERS

from ifo_analysis import findings
from ifo_analysis.blocks import Finding, Paragraph
from ifo_analysis.definitions.areas import purchase_ids
from ifo_analysis.language import plain

if TYPE_CHECKING:
    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts


def blocks(facts: Facts) -> list[Block]:
    return findings.purchased(facts, beside(facts, purchase_ids()), PEERS)


def told(facts: Facts) -> dict[str, Finding]:
    found = {block.id: block for block in blocks(facts) if isinstance(block, Finding)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
    return found


def test_the_whole_leads_and_the_largest_difference_follows() -> None:
    found = told(facts_with(SHARES))
    assert list(found) == ["purchased_share", "purchased_in_area"]
    whole, area = found.values()
    assert plain(whole.content) == (
        "Av kostnaden för individ- och familjeomsorgen gick 25\u00a0procent till köpt verksamhet 2024. Det är "
        "4\u00a0procentenheter mer än medianen i gruppen (21\u00a0procent)."
    )
    assert plain(area.content) == (
        "Av kostnaden för barn- och ungdomsvården gick 34\u00a0procent till köpt verksamhet 2024. Det är "
        "7\u00a0procentenheter mer än medianen i gruppen (27\u00a0procent)."
    )
    assert plain(area.heading) == "Barn- och ungdomsvård: en större del är köpt än i gruppen"
    assert (whole.role, area.role, area.direction) == ("lead", "observation", "higher")
    assert [plain(caveat) for caveat in area.caveats] == [
        "När en kommun i taget utesluts är skillnaden 7–8\u00a0procentenheter."
    ]


def test_less_than_the_group_is_told_as_less() -> None:
    found = told(facts_with(changed(SHARES, N35030=17.0, N33023=27.0)))["purchased_in_area"]
    assert plain(found.content) == (
        "Av kostnaden för missbruksvården för vuxna gick 17\u00a0procent till köpt verksamhet 2024. Det är "
        "10\u00a0procentenheter mindre än medianen i gruppen (27\u00a0procent)."
    )


def test_the_same_share_is_told_as_the_same() -> None:
    facts = facts_with({"N04159": (21.0, (21.0,) * 7, 24.0)})
    found = told(facts)["purchased_share"]
    assert plain(found.content).endswith("Det är samma andel som medianen i gruppen.")
    assert plain(found.heading) == "Hela individ- och familjeomsorgen: en lika stor del är köpt som i gruppen"


def test_values_that_would_not_agree_as_whole_numbers_have_a_decimal_in_the_whole_section() -> None:
    found = told(facts_with({**SHARES, "N04159": (24.4, (21.3,) * 7, 24.0)}))
    assert "gick 24\u00a0procent" in plain(found["purchased_share"].content)
    odd = told(facts_with({**SHARES, "N04159": (24.4, (20.6,) * 7, 24.0)}))
    assert plain(odd["purchased_share"].content).endswith(
        "Det är 3,8\u00a0procentenheter mer än medianen i gruppen (20,6\u00a0procent)."
    )
    assert "gick 34,0\u00a0procent" in plain(odd["purchased_in_area"].content)


def test_a_share_that_is_missing_is_named_with_its_denominator() -> None:
    facts = facts_with(changed(SHARES, N35030=None, N04159=None))
    assert list(told(facts)) == ["purchased_in_area"]
    assert [plain(block.content) for block in blocks(facts) if isinstance(block, Paragraph)] == [
        (
            "Uppgift om köpt verksamhet av kostnaden för missbruksvården för vuxna och individ- och familjeomsorgen "
            "saknas för Ekhult 2024."
        )
    ]


def test_without_any_share_nothing_is_said() -> None:
    assert blocks(facts_with()) == []
