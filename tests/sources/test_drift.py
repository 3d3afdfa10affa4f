"""What has changed at the source is listed, with what needs a person."""

from __future__ import annotations

import pandas as pd

from ifo_analysis.sources.catalogue import asked_indicators, catalogue_frame
from ifo_analysis.sources.drift import compare_catalogue, compare_editions, compare_snapshots

OURS = pd.DataFrame(
    [
        ("N30101", "Kostnad individ- och familjeomsorg, kr/inv", "2026-03-31", "2026-08-28", "2025", "false"),
        ("N30001", "Nettokostnadsavvikelse, (%)", "2026-05-05", "2026-09-30", "2025", "false"),
    ],
    columns=["id", "title", "preliminary_date", "final_date", "publication_period", "is_closed"],
    dtype="str",
)
SAME = {
    "N30101": {
        "title": "Kostnad individ- och familjeomsorg, kr/inv",
        "prel_publication_date": "2026-03-31",
        "publication_date": "2026-08-28",
        "publ_period": "2025",
        "operating_area": "Individ- och familjeomsorg",
    },
    "N30001": {
        "title": "Nettokostnadsavvikelse, (%)",
        "prel_publication_date": "2026-05-05",
        "publication_date": "2026-09-30",
        "publ_period": 2025,
        "operating_area": "Individ- och familjeomsorg",
    },
}


def drift(**changes: dict[str, object] | None) -> list[list[object]]:
    """Return what is told when the catalogue says something else about some indicators."""
    items = {name: SAME.get(name, {}) | (change or {}) for name, change in {**SAME, **changes}.items()}
    known = [{"id": name, **item} for name, item in items.items() if changes.get(name, {}) is not None]
    catalogue = catalogue_frame(dict.fromkeys(OURS["id"], "kr/inv"), known)  # type: ignore[arg-type]
    return [list(row) for row in compare_catalogue(OURS, catalogue).itertuples(index=False)]


def test_an_unchanged_catalogue_has_no_drift() -> None:
    assert drift() == []


def test_the_bundled_definitions_read_as_a_catalogue() -> None:
    table = asked_indicators()
    assert list(table.columns) == [*OURS.columns[:2], "unit", "area", *OURS.columns[2:]]
    assert len(table) == table["id"].nunique() == 104
    assert (table["unit"] != "").all()


def test_a_new_title_needs_a_person_but_new_spaces_and_case_do_not() -> None:
    assert drift(N30101={"title": "Kostnad  Individ- och familjeomsorg,\u00a0kr/inv."}) == []
    assert drift(N30101={"title": "Bruttokostnad, kr/inv"}) == [
        ["nytt namn", "N30101", "Kostnad individ- och familjeomsorg, kr/inv", "Bruttokostnad, kr/inv", True]
    ]


def test_a_series_that_is_closed_needs_a_person() -> None:
    for mark in ("(-2024)", "(- 2024)"):
        title = f"Nettokostnadsavvikelse, (%) {mark}"
        assert drift(N30001={"title": title}) == [["avslutat", "N30001", "Nettokostnadsavvikelse, (%)", title, True]]


def test_an_indicator_that_is_gone_needs_a_person() -> None:
    assert drift(N30001=None) == [["borttaget", "N30001", "Nettokostnadsavvikelse, (%)", "", True]]


def test_a_new_indicator_of_ifo_needs_a_person() -> None:
    assert drift(N39999={"title": "Ny", "operating_area": "Individ- och familjeomsorg"}) == [
        ["nytt inom IFO", "N39999", "", "Ny", True]
    ]


def test_new_publication_dates_need_nobody() -> None:
    now = {"prel_publication_date": "2027-03-31", "publication_date": None, "publ_period": "2026"}
    assert drift(N30101=now) == [
        [
            "nya publiceringsdatum",
            "N30101",
            "preliminärt 2026-03-31, slutligt 2026-08-28, period 2025",
            "preliminärt 2027-03-31, period 2026",
            False,
        ]
    ]


def peers(edition: int, *members: str) -> pd.DataFrame:
    return pd.DataFrame({"municipality": "9901", "edition": edition, "peer": list(members)})


def test_a_new_edition_or_new_members_of_the_same_are_told() -> None:
    old = pd.concat([peers(2021, "9902"), peers(2022, "9903", "9902")])
    assert compare_editions(old, peers(2022, "9902", "9903")).empty
    new = compare_editions(old, peers(2024, "9904"))
    assert new.to_numpy().tolist() == [
        ["ny utgåva av liknande kommuner", "9901", "2022: 9902, 9903", "2024: 9904", True]
    ]
    assert len(compare_editions(old, peers(2022, "9902", "9904"))) == 1


def values(*rows: tuple[str, int, float | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["municipality", "year", "value", "status"])
    return frame.assign(indicator="N30101", gender="T", value=frame["value"].astype("float64"))


def test_revised_new_and_gone_values_are_told_and_nothing_else() -> None:
    older = values(
        ("9901", 2022, 1.0, ""), ("9901", 2023, 2.0, ""), ("9901", 2024, None, "Missing"), ("9902", 2024, 5.0, "")
    )
    newer = values(("9901", 2022, 1.0, ""), ("9901", 2023, 2.5, ""), ("9902", 2024, 5.0, ""), ("9902", 2023, 7.0, ""))
    told = compare_snapshots(older, newer)
    assert told.drop(columns=["indicator", "gender"]).astype(object).where(told.notna(), None).to_numpy().tolist() == [
        ["reviderat", "9901", 2023, 2.0, 2.5, "", ""],
        ["borttaget", "9901", 2024, None, None, "Missing", ""],
        ["nytt", "9902", 2023, None, 7.0, "", ""],
    ]


def test_a_new_status_is_a_revision_and_two_gaps_are_alike() -> None:
    gap = values(("9901", 2024, None, ""))
    assert compare_snapshots(gap, gap).empty
    assert compare_snapshots(gap, values(("9901", 2024, None, "Missing")))["kind"].tolist() == ["reviderat"]


def test_municipalities_and_years_that_only_one_snapshot_holds_are_not_compared() -> None:
    older = values(("9901", 2024, 1.0, ""), ("9902", 2024, 1.0, ""))
    newer = values(("9901", 2024, 1.0, ""), ("9901", 2025, 1.0, ""), ("9903", 2024, 1.0, ""))
    assert compare_snapshots(older, newer).empty
