"""The method section (*metod*): fixed texts, how normal variation was estimated in this run, and known drawbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.blocks import BulletList, Paragraph, Subheading
from ifo_analysis.definitions import drawbacks, method_texts
from ifo_analysis.findings.level import checks_sentence
from ifo_analysis.language import counted, number, number_word, sentence, with_unit, year_span

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts


def method(facts: Facts, deviation: pd.DataFrame, volatility: Volatility | None) -> list[Block]:
    """Return the blocks of the method section: of the own figures' methods only those that the report has use of."""
    blocks: list[Block] = []
    given = {name for name, frame in facts.local.frames().items() if len(frame)}
    for text in method_texts():
        if text.frames and not given & set(text.frames):
            continue
        blocks.append(Subheading(text=text.heading))
        blocks += [Paragraph(content=sentence("{text}", text=paragraph)) for paragraph in text.paragraphs]
    blocks += [Subheading(text="Normal variation"), *_normal_variation(volatility)]
    blocks += [Subheading(text="Kontroller"), Paragraph(content=sentence("{text}", text=checks_sentence(deviation)))]
    blocks += [
        Subheading(text="Kända begränsningar"),
        BulletList(items=tuple(sentence("{text}", text=text) for text in drawbacks())),
    ]
    return blocks


def _normal_variation(volatility: Volatility | None) -> list[Paragraph]:
    if volatility is None:
        return [Paragraph(content=sentence("Normal variation går inte att skatta på de uppgifter som finns."))]
    span = year_span(volatility.first_year, volatility.last_year)
    preliminary = " Preliminära värden är medräknade." if volatility.has_preliminary else ""
    texts = (
        (
            f"Normal variation är hur mycket värdet brukar skifta mellan år i kommuner av samma storlek. Den är skattad på "
            f"{volatility.laws[0].n_changes} årliga förändringar i {counted(volatility.n_municipalities, 'kommun')} "
            f"{span}, var och en minus årets medianförändring, med folkmängden {volatility.population_year}."
            f"{preliminary} Kommunerna är inte ett slumpmässigt urval."
        ),
        (
            f"Standardavvikelsen för en förändring mellan två år är {_size(volatility)}. För ett enskilt års nivå delas "
            f"den med roten ur två. Av förändringarna är {with_unit(100 * volatility.share_beyond, 'procent', 1)} större "
            "än två standardavvikelser."
        ),
        (
            "Värden följer varandra från år till år. För frågan om en nivå är varaktig används därför den största "
            f"standardavvikelsen, {_slowest(volatility)}."
        ),
    )
    return [Paragraph(content=sentence("{text}", text=text)) for text in texts]


def _size(volatility: Volatility) -> str:
    """Return the law in words: with one constant where it has no floor, else with both."""
    law = volatility.laws[0]
    if law.a:
        return f"roten ur summan av {number(law.a, 2)} och {number(law.b)} delat med folkmängden, i procentenheter"
    return (
        f"{number(law.c)} delat med roten ur folkmängden, i procentenheter (med 95\u00a0procents säkerhet "
        f"{number(volatility.c_low)}–{number(volatility.c_high)})"
    )


def _slowest(volatility: Volatility) -> str:
    slow = max(volatility.laws, key=lambda law: law.c)
    if any(law.a for law in volatility.laws):  # which one is largest then depends on the size of the municipality
        return f"av dem som gäller förändringar över ett till {number_word(len(volatility.laws))} år"
    return (
        f"som gäller förändringar över {number_word(slow.horizon, gender='ett')} år ({number(slow.c)} delat med roten ur "
        "folkmängden)"
    )
