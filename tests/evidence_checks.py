"""Whether the numbers of a finding are proved by its claims."""

from __future__ import annotations

import re

from ifo_analysis.blocks import Finding, Value
from ifo_analysis.credits import SYNTHETIC
from ifo_analysis.language import NBSP, number, number_word
from ifo_analysis.report.assembly import nodes

MILLION = 1_000_000
PLACES = re.compile(r"(\d+)(?:–\d+)? av \d+")
ENDS = re.compile(r"[−+]?[\d\u00a0]*\d(?:,\d+)?")


def values(finding: Finding) -> list[Value]:
    """Return the bound numbers of a finding in reading order, the large one too."""
    return [node for node in nodes(finding) if isinstance(node, Value)]


def assert_numbers_are_proved(finding: Finding) -> None:
    """Check that each number is bound to a claim of the finding whose value it prints, and that the claim is whole."""
    claims = {claim.id: claim for claim in finding.claims}
    for shown in values(finding):
        claim = claims[shown.claim]
        assert claim.unit
        assert claim.source == SYNTHETIC or claim.source.startswith(("Källa: ", "Egen bearbetning av "))
        assert claim.is_own == bool(claim.formula)
        assert claim.is_own == claim.source.startswith("Egen") or claim.source == SYNTHETIC
        assert shown.text in printings(float(claim.value)) or _is_compound(shown.text, float(claim.value)), (
            shown,
            claim,
        )


def printings(value: float) -> set[str]:
    """Return the ways in which a text may print a value: its direction stands in words, a count may be a word."""
    size, rounds = abs(value), range(3)
    found = {number(size, decimals) for decimals in rounds} | {number(value, 1, is_signed=True)}
    found |= {number(size * MILLION, -3)}
    if value == int(value) and value >= 0:
        found |= {number_word(int(value), gender=gender) for gender in ("en", "ett")}
        found |= {word.capitalize() for word in set(found)} | {"ingen", "Ingen", "inget", "Inget", f"{int(value)} år"}
    found |= {f"{number(value, 1, is_signed=True)}{NBSP}%"}
    if number(value, 1) == "0,0":
        found |= {"i nivå med referenskostnaden"}
    return found


def _is_compound(text: str, value: float) -> bool:
    """Return whether a text of more than one number (a place of many, an interval) holds the value."""
    if places := PLACES.fullmatch(text):
        return int(places[1]) == value
    if text.casefold().endswith(("högst", "lägst", "samma")):
        return True
    return any(end in printings(value) or end == number(value, 1) for end in ENDS.findall(text))
