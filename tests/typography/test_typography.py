"""The language check on everything that a reader meets in whole documents, and no number without evidence."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest
from documents import Line, document, lines
from invented import EKHULT, LINDNAS, PCT, PUBLISHED, facts_of, published

from ifo_analysis.blocks import Finding, Inlines, Text
from ifo_analysis.facts import build_facts
from ifo_analysis.language import faults
from ifo_analysis.parameters import checked_parameters
from ifo_analysis.report.assembly import nodes
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.demo.local import local_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.blocks import Document
    from ifo_analysis.facts import Facts

VALUES = PUBLISHED.frame("indicator_values")
PUBLISHED_YEARS = VALUES.loc[VALUES["indicator"] == PCT]
YEARS = {str(code): sorted(map(int, own["year"].unique())) for code, own in PUBLISHED_YEARS.groupby("municipality")}
RANDOM = Random(20_190_101)  # noqa: S311 - a sample of cases
SAMPLE = [(code, RANDOM.choice(YEARS[code])) for code in RANDOM.sample(sorted(YEARS), 12)]
WORLD = DemoWorld(1, 40)
INVENTED = [("9001", 2024), ("9017", 2025)]
CASES = [(EKHULT, 2024), (LINDNAS, 2024), ("1267", 2024), ("0138", 2019), *SAMPLE, *INVENTED]

# What somebody else has written: it stands as it was printed.
FREE_COLUMNS = {
    "measures": {"grupp", "Mål", "Åtgärd"},
    "key_figures": {"Uppgift", "Anmärkning", "Värde"},
    "goal_matrix": {"Mål", "Mått"},
}
# Columns that tell where something comes from, where ids, file names and formulas are free.
SOURCE_COLUMNS = {
    "provenance": {"Nyckeltal och år", "Formel", "Källa"},
    "inputs": {"Fil", "Kontrollsumma", "Ursprung"},
    "checks": {"Formel", "Utfall"},
}
# Words that a rule takes for something else: a class isn't a genitive.
ALLOWED = frozenset({"Klass"})
# A cell and the words under a big number are no sentences.
NOT_A_SENTENCE = "mening som inte börjar med stort ord"

YEAR = re.compile(r"\b(?:199\d|20\d\d|2100)\b")
DATE = re.compile(
    r"\b(?:[1-9]|[12]\d|3[01]) (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december) \d{4}\b"
)
# Digits that are bound to nothing, and why.
EXPLAINED = {
    "0–20": "the age group of the indicators about children",
    "21": "the age group of adults: 21 and older",
    "20–40": "the age group of a structural factor",
    "1": "the first part of: per 1 000 residents",
    "000": "the second part of it",
}


def facts(code: str, year: int) -> Facts:
    if (code, year) in INVENTED:
        asked = checked_parameters({"municipality": code, "report_year": year}, WORLD)
        return build_facts(asked, WORLD, local_tables(WORLD, code, year))
    return facts_of(code, year) if code in {EKHULT, LINDNAS} else published(code, year)


def plan_words(about: Facts) -> frozenset[str]:
    """Return the plan's own words, also as they stand inside a sentence."""
    own = [*about.goals["goal"], *about.measures["measure"]]
    return frozenset({*own, *(text[:1].lower() + text[1:] for text in own)})


def language_faults(line: Line, free: frozenset[str]) -> list[str]:
    if line.column in FREE_COLUMNS.get(line.block, set()):
        return []
    is_source = line.kind == "source" or line.column in SOURCE_COLUMNS.get(line.block, set())
    found = faults(line.text, allowed=ALLOWED | free, is_source=is_source)
    return [fault for fault in found if line.kind not in {"cell", "label"} or not fault.startswith(NOT_A_SENTENCE)]


def unbound(shown: Document, free: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield digits in findings that are neither bound to a claim, nor a year or a date."""
    for finding in (node for node in nodes(shown) if isinstance(node, Finding)):
        for part in (finding.heading, finding.content, *finding.caveats):
            for digits in re.findall(r"\S*\d\S*", loose_text(part, free)):
                if digits not in EXPLAINED:
                    yield finding.id, digits


def loose_text(part: Inlines, free: frozenset[str]) -> str:
    text = " ".join(inline.text for inline in part if isinstance(inline, Text))
    for words in free:
        text = text.replace(words, "")
    return YEAR.sub("", DATE.sub("", text))


def assert_good_language(code: str, year: int) -> None:
    about = facts(code, year)
    shown, free = document(about), plan_words(about)
    found = [(line.section, line.block, line.kind, line.text, fault) for line in lines(shown)
             for fault in language_faults(line, free)]  # fmt: skip
    assert found == []
    assert list(unbound(shown, free)) == []


@pytest.mark.parametrize(("code", "year"), CASES)
def test_all_text_of_a_document_passes_the_language_check_and_has_no_unbound_number(code: str, year: int) -> None:
    assert_good_language(code, year)


def test_a_number_that_is_bound_to_nothing_is_found() -> None:
    shown = document(facts_of())
    finding = next(node for node in nodes(shown) if isinstance(node, Finding))
    loose = finding.model_copy(update={"heading": (Text(text="År 2024 den 3 maj 2024: 14,6 procent"),)})
    section = shown.sections[1].model_copy(update={"blocks": (loose,)})
    assert list(unbound(shown.model_copy(update={"sections": (section,)}), frozenset())) == [("cost_level", "14,6")]


def test_every_number_in_the_text_leads_to_a_row_of_provenance() -> None:
    for code, year in CASES[:4]:
        shown = document(facts(code, year))
        cells = {getattr(node, "claim", "") for node in nodes(shown.sections[-1]) if getattr(node, "claim", "")}
        bound = {getattr(node, "claim", "") for node in nodes(shown) if getattr(node, "kind", "") == "value"}
        assert bound
        assert bound <= cells


@pytest.mark.parametrize("code", [EKHULT, LINDNAS])
def test_invented_figures_name_kolada_as_the_source_of_nothing(code: str) -> None:
    shown = document(facts_of(code))
    sources = [line.text for line in lines(shown) if line.kind == "source" or line.column == "Källa"]
    assert len(sources) > 5
    assert [text for text in sources if text.startswith(("Källa: ", "Egen bearbetning"))] == []
    assert [line.text for line in lines(shown) if "Källa: Kolada" in line.text] == [
        line.text for line in lines(shown) if line.section == "method" and line.text.startswith("Värden med Källa")
    ]


@pytest.mark.slow
def test_all_municipalities_and_years_pass_the_language_check() -> None:
    for code, years in YEARS.items():
        for year in years:
            assert_good_language(code, year)
