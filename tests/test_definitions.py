"""Definitions: the tables that a reviewer reads, and that everything else trusts."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ifo_analysis.definitions import (
    documents,
    drawbacks,
    indicators,
    method_texts,
    model_breaks,
    municipalities,
    series_breaks,
)
from ifo_analysis.language import faults

FOLDER = Path(str(files("ifo_analysis.definitions")))
DOCUMENTS = documents()


def test_there_are_290_municipalities_each_with_a_code_of_its_own() -> None:
    codes = [item.code for item in municipalities()]

    assert len(codes) == len(set(codes)) == 290
    assert all(re.fullmatch(r"\d{4}", code) for code in codes)
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("code", "name", "county"),
    [
        ("0114", "Upplands Väsby", "Stockholms län"),
        ("0138", "Tyresö", "Stockholms län"),
        ("0180", "Stockholm", "Stockholms län"),
        ("0305", "Håbo", "Uppsala län"),
        ("0331", "Heby", "Uppsala län"),  # moved from Västmanlands län in 2007
        ("0643", "Habo", "Jönköpings län"),
        ("0980", "Gotland", "Gotlands län"),
        ("1267", "Höör", "Skåne län"),
        ("1480", "Göteborg", "Västra Götalands län"),
        ("2584", "Kiruna", "Norrbottens län"),
    ],
)
def test_known_municipalities_have_their_names(code: str, name: str, county: str) -> None:
    found = {item.code: item for item in municipalities()}[code]

    assert (found.name, found.county) == (name, county)


def test_names_are_unique_and_counties_follow_codes() -> None:
    assert len({item.name for item in municipalities()}) == 290
    assert len({item.county for item in municipalities()}) == 21
    assert len({(item.code[:2], item.county) for item in municipalities()}) == 21
    assert {item.code: item.long_name for item in municipalities() if item.long_name} == {
        "0138": "Tyresö kommun",
        "1267": "Höörs kommun",
    }


@pytest.mark.parametrize("name", indicators())
def test_an_indicator_has_title_unit_sign_and_origin(name: str) -> None:
    found = indicators()[name]

    assert found.name == name
    assert found.title
    assert found.short
    assert found.unit in {"%", "mnkr", "kr/inv", "kr/inv 0-20 år", "antal", "antal/1000 inv"}
    assert found.sign
    # What we compute has a formula and no id; what is published has an id and no formula.
    assert bool(found.id) is not found.is_own
    assert bool(found.formula) is found.is_own
    assert found.is_own or re.fullmatch(r"[NU]\d{5}", found.id)
    assert found.is_own or found.final_date is not None
    if found.preliminary_date and found.final_date:
        assert found.preliminary_date < found.final_date
        assert found.publication_period == found.final_date.year - 1


def test_indicators_have_ids_of_their_own() -> None:
    ids = [found.id for found in indicators().values() if found.id]

    assert len(ids) == len(set(ids))
    assert indicators()["net_cost_deviation_pct"].sign == "positivt värde = högre nettokostnad än referenskostnaden"


def test_every_break_says_what_and_who_says_so() -> None:
    known = {found.id for found in indicators().values()}
    for found in series_breaks():
        assert found.kind in {"new_model", "small"}
        assert found.text.endswith(".")
        assert found.short
        assert found.source
        assert set(found.indicators) <= known
    years = [found.first_year for found in series_breaks()]
    assert years == sorted(years)


@pytest.mark.parametrize(
    ("indicator", "years"), [("N30001", (2019,)), ("N30026", (2019,)), ("N30007", (2019,)), ("N01951", ())]
)
def test_only_a_new_model_breaks_a_series(indicator: str, years: tuple[int, ...]) -> None:
    assert model_breaks(indicator) == years


@pytest.mark.parametrize("name", DOCUMENTS)
def test_sections_have_ids_of_their_own_and_show_each_thing_once(name: str) -> None:
    document = DOCUMENTS[name]
    ids = [section.id for section in document.sections]
    shows = [shown for section in document.sections for shown in section.shows]

    assert document.title
    assert document.id == name
    assert len(ids) == len(set(ids))
    assert len(shows) == len(set(shows))
    assert [section.id for section in document.sections if section.role == "summary"] == ids[:1]
    assert all(section.title for section in document.sections)
    assert document.section(ids[-1]) is document.sections[-1]


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(KeyError, match="okänd"):
        DOCUMENTS["genomlysning"].section("okänd")


def test_the_appendices_come_last() -> None:
    roles = [section.role for section in DOCUMENTS["genomlysning"].sections]

    assert roles == sorted(roles, key=["summary", "body", "appendix"].index)


def test_fixed_texts_are_written_as_the_house_writes() -> None:
    fixed = [text for part in method_texts() for text in (part.heading, *part.paragraphs)] + list(drawbacks())

    assert len(drawbacks()) == 7
    assert {text: faults(text) for text in fixed if faults(text)} == {}
    assert len({part.heading for part in method_texts()}) == len(method_texts())


def test_the_readme_names_each_table() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    tables = {path.name for path in FOLDER.iterdir() if path.suffix in {".csv", ".yml"}}

    assert set(re.findall(r"^\| `([\w.]+)` \|", readme, re.MULTILINE)) == tables
