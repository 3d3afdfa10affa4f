"""The care ladder: its definitions, the steps that are used, and what a step is worth."""

from __future__ import annotations

import datetime as dt
from math import isnan, nan

import pandas as pd
import pytest

from ifo_analysis.analysis.care_ladder import LADDER, care_ladder
from ifo_analysis.definitions.placement_types import (
    folded,
    ladder_rules,
    placement_type,
    placement_types,
    rule_at,
    type_name,
    type_named,
)

GROUPS = {"children", "adults"}


def mixes(**forms: tuple[float, float]) -> pd.DataFrame:
    """Return one side by form: days and cost."""
    rows = [(name, days, cost, 6, 7) for name, (days, cost) in forms.items()]
    return pd.DataFrame(rows, columns=["placement_type", "care_days", "cost_sek", "persons", "placements"])


def test_a_step_is_worth_the_difference_in_price_for_a_year() -> None:
    found = care_ladder(mixes(hvb=(20, 120_000), familjehem=(60, 120_000), jourhem=(20, 60_000)))
    assert list(found.columns) == list(LADDER)
    assert found["name"].tolist() == ["Familjehem", "Jourhem", "HVB"]
    assert found["step"].tolist() == [2, 3, 8]
    assert found["sek_per_day"].tolist() == [2_000, 3_000, 6_000]
    assert found["step_sek_per_day"].tolist()[1:] == [1_000, 3_000]
    assert found["step_sek_per_year"].tolist()[1:] == [365_000, 1_095_000]
    assert isnan(found["step_sek_per_year"][0])
    assert found["step_below"].tolist() == ["", "Familjehem", "Jourhem"]
    assert found["share"].tolist() == [0.6, 0.2, 0.2]
    assert found["cost_share"].tolist() == [0.4, 0.2, 0.4]


def test_a_year_in_one_form_rather_than_another_is_the_difference_per_place() -> None:
    # vlt.se on Hallstahammar 2018: seven consultant-supported homes for about 4 million, 35 own for about 9.
    found = care_ladder(mixes(konsulentstott_familjehem=(7 * 365, 4e6), familjehem=(35 * 365, 9e6)))
    assert (365 * found["sek_per_day"]).round(-3).tolist() == [257_000, 571_000]
    assert found["step_sek_per_year"].round(-3).tolist()[1] == 314_000


def test_a_step_may_cost_less_than_the_one_below() -> None:
    found = care_ladder(mixes(konsulentstott_familjehem=(10, 22_000), stodboende=(10, 12_000)))
    assert found["step_sek_per_day"].tolist()[1] == -1_000


def test_a_step_beside_one_without_price_has_no_worth() -> None:
    found = care_ladder(mixes(familjehem=(60, 60_000), jourhem=(20, nan), hvb=(20, 120_000)))
    assert found["step_sek_per_day"].isna().tolist() == [True, True, True]
    assert found["sek_per_day"].isna().tolist() == [False, True, False]
    assert found["share"].tolist() == [0.6, 0.2, 0.2]
    assert found["cost_share"].isna().all()


def test_forms_on_the_same_step_are_one() -> None:
    found = care_ladder(mixes(sis=(10, 90_000), lvm_hem=(30, 150_000)))
    assert found[["placement_types", "name", "care_days", "sek_per_day"]].to_numpy().tolist() == [
        ["sis,lvm_hem", "SiS och LVM-hem", 40, 6_000]
    ]
    assert found["persons"].tolist() == [12]


def test_what_stands_beside_the_ladder_counts_in_the_shares_alone() -> None:
    found = care_ladder(mixes(hvb=(10, 60_000), skyddat_boende=(30, 60_000), okand_form=(10, 0)))
    assert found["name"].tolist() == ["HVB"]
    assert found["share"].tolist() == [0.2]
    assert found["cost_share"].tolist() == [0.5]


def test_steps_that_arent_used_are_left_out() -> None:
    found = care_ladder(mixes(familjehem=(10, 20_000), jourhem=(0, 0), hvb=(10, 60_000)))
    assert found["step_below"].tolist() == ["", "Familjehem"]
    nothing = care_ladder(mixes())
    assert (len(nothing), list(nothing.columns)) == (0, list(LADDER))


def test_the_ladder_changes_nothing_in_its_input() -> None:
    given = mixes(hvb=(20, 120_000), familjehem=(60, 120_000))
    before = given.copy(deep=True)
    care_ladder(given)
    pd.testing.assert_frame_equal(given, before)


def test_each_word_means_one_form_in_each_target_group() -> None:
    for group in GROUPS:
        words = [alias for item in placement_types() if group in item.target_groups for alias in item.aliases]
        assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize(
    ("words", "group", "code"),
    [
        ("HVB-hem", "children", "hvb"),
        ("Hem för vård eller boende", "adults", "hvb"),
        ("SIS-INSTITUTION", "children", "sis"),
        ("SiS", "adults", "lvm_hem"),
        ("  stödboende ", "children", "stodboende"),
        ("Stödboende", "adults", "stodboende_vuxna"),
        ("konsulentstott_familjehem", "children", "konsulentstott_familjehem"),
        ("Stödboende 16–20 år", "children", "stodboende"),
    ],
)
def test_local_words_are_understood(words: str, group: str, code: str) -> None:
    found = type_named(words, group)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(("words", "group"), [("jourhem", "adults"), ("LVM-hem", "children"), ("", "children")])
def test_words_of_another_target_group_mean_nothing(words: str, group: str) -> None:
    assert type_named(words, group) is None


def test_forms_are_complete() -> None:
    for item in placement_types():
        assert set(item.target_groups) <= GROUPS
        assert set(item.legal_bases) <= {"SoL", "LVU", "LVM"}
        assert all(folded(alias) == alias for alias in item.aliases)
        assert item.where.split()[0] in {"i", "på"}
        assert ("LVU" in item.legal_bases) <= ("children" in item.target_groups)
        assert ("LVM" in item.legal_bases) <= ("adults" in item.target_groups)
    codes = [item.code for item in placement_types()]
    assert len(set(codes)) == len(codes)
    assert {
        *("hvb", "sis", "familjehem", "jourhem", "konsulentstott_familjehem", "stodboende", "konsulentstott_jourhem"),
        "skyddat_boende",
    } <= set(codes)
    assert type_name("okand_form") == "okand form"
    with pytest.raises(KeyError):
        placement_type("okand_form")


def test_rules_are_examples_until_a_municipality_sets_its_own() -> None:
    assert all(rule.is_example and rule.source == "exempelvärde, sätts av kommunen" for rule in ladder_rules())
    day = dt.date(2025, 6, 1)
    assert [found.value if (found := rule_at("cost_proposals", step, day)) else None for step in (3, 4, 7, 8, 9)] == [
        None, 2, 2, 3, 3
    ]  # fmt: skip
    assert rule_at("cost_proposals", 9, dt.date(2024, 12, 31)) is None
    assert rule_at("okand_regel", 9, day) is None
