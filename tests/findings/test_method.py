"""The method section: fixed texts, and how normal variation was estimated in this run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from invented import Bench, facts_of, noise, published
from local_rows import local_rows, with_local

from ifo_analysis import findings
from ifo_analysis.blocks import BulletList, Paragraph, Subheading
from ifo_analysis.definitions import drawbacks, method_texts
from ifo_analysis.frames import LOCAL_CONTRACTS
from ifo_analysis.language import plain

if TYPE_CHECKING:
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.definitions import MethodText
    from ifo_analysis.facts import Facts


def paragraphs(volatility: Volatility | None, heading: str, facts: Facts | None = None) -> list[str]:
    """Return the paragraphs under one heading."""
    found: dict[str, list[str]] = {}
    for block in findings.method(facts or facts_of(), Bench(facts_of()).deviation, volatility):
        if isinstance(block, Subheading):
            under = found.setdefault(block.text, [])
        elif isinstance(block, Paragraph):
            under.append(plain(block.content))
        elif isinstance(block, BulletList):
            under += [plain(item) for item in block.items]
    return found[heading]


@pytest.mark.parametrize("text", [text for text in method_texts() if not text.frames], ids=lambda text: text.heading)
def test_the_fixed_texts_stand_as_they_are_written(text: MethodText) -> None:
    assert paragraphs(noise(), text.heading) == list(text.paragraphs)


def test_the_method_of_own_figures_is_told_where_there_are_such() -> None:
    text = next(text for text in method_texts() if text.frames == ("caseload",))
    with pytest.raises(KeyError):
        paragraphs(noise(), text.heading)
    case = {"first_month": 1, "last_month": 12, "stage": "reports", "group": "children", "count": 30}
    facts = with_local(facts_of(), caseload=local_rows("caseload", case))
    assert paragraphs(noise(), text.heading, facts) == list(text.paragraphs)


def test_every_method_names_frames_that_exist() -> None:
    assert {name for text in method_texts() for name in text.frames} <= set(LOCAL_CONTRACTS)


def test_the_known_drawbacks_are_printed() -> None:
    assert paragraphs(noise(), "Kända begränsningar") == list(drawbacks())


def test_normal_variation_is_told_with_the_numbers_of_the_run() -> None:
    assert paragraphs(Bench(published("1267", 2024)).volatility, "Normal variation") == [
        (
            "Normal variation är hur mycket värdet brukar skifta mellan år i kommuner av samma storlek. Den är skattad "
            "på 360 årliga förändringar i 60 kommuner 2019–2025, var och en minus årets medianförändring, med "
            "folkmängden 2019. Preliminära värden är medräknade. Kommunerna är inte ett slumpmässigt urval."
        ),
        (
            "Standardavvikelsen för en förändring mellan två år är 1\u00a0396 delat med roten ur folkmängden, i "
            "procentenheter (med 95\u00a0procents säkerhet 1\u00a0235–1\u00a0546). För ett enskilt års nivå delas den "
            "med roten ur två. Av förändringarna är 5,6\u00a0procent större än två standardavvikelser."
        ),
        (
            "Värden följer varandra från år till år. För frågan om en nivå är varaktig används därför den största "
            "standardavvikelsen, som gäller förändringar över fyra år (2\u00a0450 delat med roten ur folkmängden)."
        ),
    ]


def test_a_law_with_a_floor_is_told_with_both_its_numbers() -> None:
    _, size, slow = paragraphs(noise(260, 300, floor=1.234), "Normal variation")
    assert size.startswith(
        "Standardavvikelsen för en förändring mellan två år är roten ur summan av 1,23 och 67\u00a0600 delat med "
        "folkmängden, i procentenheter. För ett enskilt års nivå"
    )
    assert slow.endswith("standardavvikelsen, av dem som gäller förändringar över ett till två år.")


def test_a_panel_that_gives_no_law_is_told() -> None:
    assert paragraphs(None, "Normal variation") == ["Normal variation går inte att skatta på de uppgifter som finns."]
