"""A register of placements: what is refused and told without a word about a person, and what leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from own_files import workbook

from ifo_analysis.frames import LOCAL_CONTRACTS, checked
from ifo_analysis.sources.local import reading_of

if TYPE_CHECKING:
    from pathlib import Path

    from own_files import Desk

KIND = "placement_register"
HEAD = "Personnyckel;Födelseår;Placeringsform;Driftform;Start;Slut;Dygnspris\n"
KNOWN = "K0;2010;HVB;Köpt;2023-01-01;2023-01-10;4000\n"  # ends in the year before, so that it counts too
AGED = "Personnyckel;Ålder;Placeringsform;Start;Slut;Kostnad\n"
OVERLAP = "överlappar en annan placering av samma person; att en slutar samma dag som nästa börjar går bra"
TWICE = "samma placering står flera gånger, kanske med olika lagrum; behåll en rad"
CODES = "Ange vad de betyder under codes: placement_type i parameterfilen"
FORM = "kolumnen Placeringsform"
AMBIGUOUS = 'kan vara tusental eller decimaler; ange decimal: "," eller "." för filen'
REMNANT = (
    "ingen placering slutar under 2023, så registret ser inte ut att vara helt för det året, som inte redovisas; "
    "ange years i parameterfilen om det är helt"
)


def faults(desk: Desk, rows: str, head: str = HEAD, **said: object) -> list[str]:
    return desk.faults(KIND, head + rows, **{"unit": "kr", **said})


def frames(desk: Desk, rows: str, head: str = HEAD, **said: object) -> dict[str, Any]:
    found = dict(desk.read(KIND, head + rows, **{"unit": "kr", **said}).frames)
    for name, frame in found.items():
        assert checked(LOCAL_CONTRACTS[name], frame) is frame
    return found


def counted(desk: Desk, rows: str, head: str = HEAD, **said: object) -> list[tuple[object, ...]]:
    columns = ["year", "target_group", "placement_type", "provider", "care_days", "cost_sek", "persons", "placements"]
    return list(frames(desk, rows, head, **said)["placements"][columns].itertuples(index=False, name=None))


def notes(desk: Desk, rows: str, head: str = HEAD, **said: object) -> list[tuple[str, str, str]]:
    return desk.notes(KIND, head + rows, **{"unit": "kr", **said})


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-02-01", "2024-02-01", 1),
        ("2024-02-28", "2024-03-01", 3),
        ("2024-01-01", "2024-12-31", 366),
        ("2023-12-31", "2025-01-01", 366),
        ("2024-12-31", "2025-01-31", 1),
        ("2020-01-01", "2024-01-01", 1),
        ("2024-12-30", "", 2),
        ("2024-12-30", "9999-12-31", 2),
        ("2024-12-30", "2099-12-31", 2),
        ("1 mars 2024", "20240302", 2),
    ],
)
def test_first_and_last_day_count_within_the_year(start: str, end: str, days: int, desk: Desk) -> None:
    (*_, row) = counted(desk, f"{KNOWN}K1;2010;HVB;Egen;{start};{end};1000\n")

    assert row == (2024, "children", "hvb", "own", days, 1000.0 * days, 1, 1)


def test_a_year_that_is_no_leap_year_has_365_days(desk: Desk) -> None:
    rows = "K1;2010;HVB;Egen;2022-06-01;;1000\n" + KNOWN

    assert [row[:5] for row in counted(desk, rows) if row[3] == "own"] == [
        (2023, "children", "hvb", "own", 365),
        (2024, "children", "hvb", "own", 366),
    ]


def test_a_day_between_two_placements_is_counted_once(desk: Desk) -> None:
    rows = KNOWN + "K1;2010;HVB;Köpt;2024-01-01;2024-01-10;4000\nK1;2010;Familjehem;Egen;2024-01-10;2024-01-12;1000\n"

    assert [row[2:6] for row in counted(desk, rows) if row[0] == 2024] == [
        ("familjehem", "own", 2, 2_000),
        ("hvb", "purchased", 10, 40_000),
    ]
    told = "1 placering börjar samma dag som personens förra slutar; dagen räknas en gång, i den förra"
    assert notes(desk, rows) == [("warned", "", told)]


def test_what_is_repaired_and_noticed_is_told(desk: Desk) -> None:
    rows = "K1;2010;HVB;Köpt;2024-01-01;9999-12-31;4000\nK2;2010;HVB;Köpt;2024-01-01;;\n"
    rows += "K3;1980;Jourhem;;2024-01-01;2024-01-31;900\n"

    assert notes(desk, rows) == [
        (
            "repaired",
            "kolumnen Slut (placeringens sista dag)",
            "slutdatum långt fram i tiden lästes som tills vidare (1 värde)",
        ),
        ("warned", "", REMNANT),
        (
            "warned",
            "",
            "1 rad har en placeringsform som bara finns för den andra målgruppen, och räknas dit fast åldern är en annan",
        ),
        ("warned", "", "kostnad saknas för 48 procent av vårddygnen 2024; kostnaden för de formerna redovisas inte"),
        ("warned", "", "2 placeringar utan slutdatum räknas till årets slut"),
    ]
    costs = {row[2]: row[5] for row in counted(desk, rows)}
    assert costs["jourhem"] == 27_900.0
    assert costs["hvb"] != costs["hvb"]


def test_target_group_follows_from_age_at_the_end_of_the_year(desk: Desk) -> None:
    rows = KNOWN + "K1;2003;HVB;Egen;2023-06-01;2024-01-31;1000\n"

    assert [row[:5] for row in counted(desk, rows) if row[3] == "own"] == [
        (2023, "children", "hvb", "own", 214),
        (2024, "adults", "hvb", "own", 31),
    ]


def test_what_the_register_says_of_target_group_goes_before_age(desk: Desk) -> None:
    head = HEAD.replace("Födelseår", "Målgrupp")
    rows = "K1;Barn;SiS;Köpt;2024-01-01;2024-01-31;9000\nK2;Vuxna;SiS;Köpt;2024-01-01;2024-01-31;9000\n"

    assert [row[1:3] for row in counted(desk, rows, head)] == [("adults", "lvm_hem"), ("children", "sis")]
    assert faults(desk, "K1;Vuxna;Jourhem;Köpt;2024-01-01;2024-01-31;9000\n", head) == [
        f"rad 2, {FORM}: placeringsformen finns bara för den andra målgruppen"
    ]


def test_rows_that_follow_on_are_one_placement(desk: Desk) -> None:
    rows = KNOWN + (
        "K1;2010;HVB;Köpt;2024-01-01;2024-01-31;4000\nK1;2010;HVB;Köpt;2024-02-01;2024-02-10;4100\n"
        "K1;2010;HVB;Köpt;2024-02-12;2024-02-20;4100\nK2;2011;HVB;Köpt;2024-02-12;2024-02-20;4100\n"
    )

    assert [row[4:] for row in counted(desk, rows) if row[0] == 2024] == [(59.0, 238_800.0, 2, 3)]
    persons = frames(desk, rows)["placed_persons"]
    assert list(persons[["year", "persons", "placements"]].itertuples(index=False, name=None)) == [
        (2023, 1, 1),
        (2024, 2, 3),
    ]


def test_the_costliest_are_told_together_and_never_fewer_than_five(desk: Desk) -> None:
    rows = KNOWN + "".join(f"K{at};2010;HVB;Köpt;2024-01-01;2024-01-01;{at * 100}\n" for at in range(1, 13))

    found = frames(desk, rows)["costliest"]

    assert list(found[["year", "persons", "cost_sek"]].itertuples(index=False, name=None)) == [
        (2024, 5, 5_000.0),
        (2024, 10, 7_500.0),
    ]
    four = KNOWN + "".join(f"K{at};2010;HVB;Köpt;2024-01-01;2024-01-01;1000\n" for at in range(1, 5))
    assert len(frames(desk, four)["costliest"]) == 0


def test_what_the_two_dearest_persons_of_a_form_cost_follows_for_disclosure_control(desk: Desk) -> None:
    rows = KNOWN + "K1;2010;HVB;Egen;2024-01-01;2024-01-01;100\nK1;2010;HVB;Egen;2024-02-01;2024-02-01;100\n"
    rows += "K2;2010;HVB;Egen;2024-01-01;2024-01-01;150\nK3;2010;HVB;Egen;2024-01-01;2024-01-01;120\n"
    rows += "K4;2010;Jourhem;Egen;2024-01-01;2024-01-01;90\nK5;2010;Stödboende;Egen;2024-01-01;2024-01-01;\n"

    found = frames(desk, rows)["placements"].set_index(["year", "placement_type"])["top_two_cost_sek"]

    assert found[2024, "hvb"] == 350.0
    assert found[2024, "jourhem"] == 90.0
    assert found[2024, "stodboende"] != found[2024, "stodboende"]
    assert found[2023, "hvb"] == 40_000.0


def test_a_tenth_of_many_is_told(desk: Desk) -> None:
    rows = KNOWN + "".join(f"K{at};2010;HVB;Köpt;2024-01-01;2024-01-01;{at}00\n" for at in range(1, 76))

    found = frames(desk, rows)["costliest"]

    assert found["persons"].tolist() == [5, 8, 10]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("K1;2010;HVB;Egen;2024-03-01;2024-02-28;1000\n", "rad 3: slutar innan den börjar"),
        ("K1;2010;HVB;Egen;2025-02-02;;1000\n", "rad 3: börjar efter den dag då registret hämtades"),
        ("K1;2010;HVB;Egen;2009-12-31;;1000\n", "rad 3: börjar innan personen är född"),
        (
            "K1;2010;HVB;Egen;2024-02-30;;1000\n",
            "rad 3, kolumnen Start (placeringens första dag): är ingen dag som finns",
        ),
        (
            "K1;2010;HVB;Egen;01/02/2024;;1000\n",
            "rad 3, kolumnen Start (placeringens första dag): ska vara ett datum av formen ÅÅÅÅ-MM-DD",
        ),
        ("K1;2010;HVB;Egen;;;1000\n", "rad 3, kolumnen Start (placeringens första dag): värde saknas"),
        (";2010;HVB;Egen;2024-01-01;;1000\n", "rad 3, kolumnen Personnyckel (personnyckel): värde saknas"),
        ("K1;1850;HVB;Egen;2024-01-01;;1000\n", "rad 3, kolumnen Födelseår (födelseår): ska vara minst 1900"),
        ("K1;;HVB;Egen;2024-01-01;;1000\n", "rad 3: saknar födelseår, ålder och målgrupp"),
        ("K1;2010;HVB;Egen;2024-01-01;;-10\n", "rad 3, kolumnen Dygnspris (pris per dygn, kronor): ska vara minst 0"),
        (
            "K1;2010;HVB;Egen;2024-01-01;;1,234\n",
            f"rad 3, kolumnen Dygnspris (pris per dygn, kronor): {AMBIGUOUS}",
        ),
        ("Summa;;;;;;1000\n", None),
        ("K0;2010;Familjehem;Egen;2023-01-09;2024-01-20;1000\n", f"rad 3: {OVERLAP}"),
        ("K0;2010;Familjehem;Egen;2022-01-09;2024-01-20;1000\n", f"rad 2: {OVERLAP}"),
        (
            "K1;2010;HVB;Köpt;2024-01-01;2024-12-31;1\nK1;2010;HVB;Köpt;2024-02-01;2024-02-05;\nK1;2010;HVB;Köpt;2024-03-01;;\n",
            f"rad 4 och 5: {OVERLAP}",
        ),
        ("K0;2010;HVB;Köpt;2023-01-01;2023-01-10;4000\n", f"rad 2 och 3: {TWICE}"),
        ("K0;2011;HVB;Köpt;2024-01-01;2024-01-10;4000\n", "rad 2 och 3: samma personnyckel har olika födelseår"),
        (
            "K1;2010;HVB-hemmm;Köpt;2024-01-01;;4000\n",
            f"{FORM}: okända koder: ”HVB-hemmm” (1 rad, menade du hvb hem?). {CODES}",
        ),
        ("K1;2010;Testa Kanariesson;Köpt;2024-01-01;;4000\n", f"{FORM}: okända koder: en kod i rad 3 (1 rad). {CODES}"),
        (
            "".join(f"L{at};2010;KONS;Köpt;2024-01-01;;4000\n" for at in range(6)),
            f"{FORM}: okända koder: ”KONS” (6 rader). {CODES}",
        ),
        (
            "K1;2010;HVB;Kanske;2024-01-01;;4000\n",
            "kolumnen Driftform: okända koder: en kod i rad 3 (1 rad). Ange vad de betyder under codes: provider i parameterfilen",
        ),
        ("K1;2010;HVB;Köpt 850101-9999;2024-01-01;;4000\n", None),
    ],
)
def test_what_a_register_cannot_hold_is_told_by_row(rows: str, fault: str | None, desk: Desk) -> None:
    told = faults(desk, KNOWN + rows)

    if fault is not None:
        assert told == [fault]
    else:
        assert told[0].startswith("rad 3")
    assert not any(word in " ".join(told) for word in ("Kanarie", "9999", "K0", "Kanske"))


def test_all_that_is_wrong_with_a_register_is_told_at_once(desk: Desk) -> None:
    rows = (
        "K1;2010;HVB;Köpt;2024-01-01;2024-01-10;4000\nK1;2010;HVB;Köpt;2024-01-09;2024-01-20;4000\n"
        "K2;2010;Okänd;Köpt;2024-03-01;2024-02-20;x\nK3;2025;HVB;Köpt;2024-03-01;2024-02-30;4000\n"
    )

    assert faults(desk, rows) == [
        "rad 5, kolumnen Slut (placeringens sista dag): är ingen dag som finns",
        f"{FORM}: okända koder: en kod i rad 4 (1 rad). {CODES}",
        "rad 5: börjar innan personen är född",
        "rad 4, kolumnen Dygnspris (pris per dygn, kronor): ska vara ett tal",
        "rad 4: slutar innan den börjar",
        f"rad 3: {OVERLAP}",
    ]


@pytest.mark.parametrize(
    ("head", "said", "fault"),
    [
        (
            "Personnyckel;Placeringsform;Start;Slut\n",
            {},
            "saknar ålder: kolumnen Födelseår, Födelsedatum, Ålder eller Målgrupp behövs",
        ),
        (AGED, {}, "ange age_on i parameterfilen: dagen som åldern gäller, eller start för placeringens första dag"),
        (
            HEAD.replace("Driftform", "Kostnad"),
            {},
            "har både kostnad och pris per dygn; ange den som inte ska räknas under ignore",
        ),
        (HEAD, {"retrieved": "2024-12-30"}, "är hämtat 2024-12-30, innan 2024 var slut; hämta registret på nytt"),
        (
            HEAD.replace("Slut", "Till slut"),
            {},
            (
                "rubrikraden (rad 1): okänd kolumn ”Till slut” (menade du Till?); saknad kolumn Slut (end). "
                "Ange rubriken under columns i parameterfilen, eller under ignore om kolumnen inte behövs"
            ),
        ),
    ],
)
def test_columns_that_a_register_needs_are_told(head: str, said: dict[str, str], fault: str, desk: Desk) -> None:
    cells = ";".join("1" * len(head.split(";"))) + "\n"

    assert faults(desk, cells, head, **said) == [fault]


def test_prices_in_another_unit_are_refused(desk: Desk) -> None:
    rows = "K1;2010;HVB;Köpt;2024-01-01;2024-01-10;4,5\n"

    told = "priset per dygn är som regel utanför 50–100\u00a0000 kr; är det i en annan enhet än den som är angiven?"
    assert faults(desk, rows) == [f"kolumnen Dygnspris: {told}"]
    assert counted(desk, rows, unit="tkr")[0][5] == 45_000.0


def test_a_register_that_costs_a_thousand_times_the_books_is_refused(desk: Desk) -> None:
    register = (KIND, HEAD + "K1;2010;HVB;Köpt;2024-01-01;;4000\n", {"unit": "kr"})
    books = ("booked_costs", "År;Målgrupp;Kostnad\n2024;Barn;1464\n", {"unit": "kr"})

    assert desk.refusal(register, books) == (
        "Filerna tillsammans:\n"
        "  - placeringarnas kostnad 2024 är ungefär tusen gånger bokföringens eller en tusendel; är kr och tkr blandade?\n1 fel."
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"cost_covers": "placement"}, [(2023, 214.0, 214_000.0), (2024, 10.0, 10_000.0)]),
        ({"cost_covers": "report_year"}, [(2023, 214.0, None), (2024, 10.0, 224_000.0)]),
    ],
)
def test_a_cost_is_of_the_days_that_are_said(said: dict[str, str], expected: list[Any], desk: Desk) -> None:
    rows = "K1;5;HVB;2023-06-01;2024-01-10;224000\n"
    found = frames(desk, rows, AGED, age_on="start", years=[2023, 2024], **said)["placements"]
    told = [
        (row.year, row.care_days, None if row.cost_sek != row.cost_sek else row.cost_sek) for row in found.itertuples()
    ]

    assert told == expected
    assert faults(desk, rows, AGED, age_on="start") == [
        "rad 2: har en kostnad som kan gälla flera år; ange cost_covers: placement eller cost_covers: report_year"
    ]


def test_a_cost_is_spread_over_days_with_half_rounded_up(desk: Desk) -> None:
    rows = "K1;5;HVB;2023-12-31;2024-01-02;1\n"

    found = frames(desk, rows, AGED, age_on="start", years=[2023, 2024], cost_covers="placement")["placements"]

    assert found["cost_sek"].tolist() == [0.3333, 0.6667]


def test_a_cost_of_a_placement_that_goes_on_is_refused(desk: Desk) -> None:
    rows = "K1;5;HVB;2024-06-01;;224000\n"

    assert faults(desk, rows, AGED, age_on="start", cost_covers="placement") == [
        "rad 2: pågår och har ingen hel kostnad; ange pris per dygn"
    ]


def test_age_is_counted_from_the_day_that_is_said(desk: Desk) -> None:
    rows = "K1;20;HVB;2024-01-01;2024-01-10;100000\nK2;21;HVB;2024-01-01;2024-01-10;100000\n"

    assert [row[1] for row in counted(desk, rows, AGED, age_on="2024-12-31")] == ["adults", "children"]
    assert [row[1] for row in counted(desk, rows, AGED, age_on="2023-12-31")] == ["adults"]


def test_a_register_without_costs_gives_days_only(desk: Desk) -> None:
    head, rows = "Personnyckel;Födelsedatum;Placeringsform;Start;Slut\n", "K1;2010-05-01;HVB;2024-01-01;2024-01-10\n"

    (found,) = counted(desk, rows, head)

    assert (found[4], found[5] != found[5]) == (10.0, True)
    assert len(frames(desk, rows, head)["costliest"]) == 0
    assert faults(desk, "K1;2024-05-01;HVB;2024-01-01;2024-01-10\n", head) == ["rad 2: börjar innan personen är född"]


KEYED = "Personnummer;Födelseår;Placeringsform;Start;Slut;Dygnspris\n"


def test_a_personal_identity_number_may_only_be_the_declared_key(desk: Desk) -> None:
    rows = "19100101-9999;2010;HVB;2024-01-01;2024-01-10;4000\n"

    assert counted(desk, rows, KEYED, key="Personnummer")[0][6] == 1
    assert faults(desk, rows, KEYED) == [
        (
            "rubrikraden (rad 1): okänd kolumn ”Personnummer” (menade du Personnyckel?); saknad kolumn Personnyckel (person); "
            "ange under key vilken kolumn som är personnyckel. "
            "Ange rubriken under columns i parameterfilen, eller under ignore om kolumnen inte behövs"
        ),
        "rad 2, kolumn 1: ser ut att innehålla personnummer; ta bort dem ur filen",
    ]


def test_a_number_with_and_without_century_is_one_person(desk: Desk) -> None:
    rows = "20100101-9999;2010;HVB;2024-01-01;2024-01-10;4000\n100101-9999;2010;HVB;2024-02-01;2024-02-10;4000\n"

    assert counted(desk, rows, KEYED, key="Personnummer")[0][6] == 1
    assert notes(desk, rows, KEYED, key="Personnummer")[0] == (
        "repaired",
        "kolumnen Personnummer",
        "personnycklar med och utan sekel lästes som samma",
    )


def test_a_column_that_is_left_out_is_searched_for_personal_identity_numbers_too(desk: Desk) -> None:
    head, rows = "Anteckning;" + HEAD, "ring 850101-9999;K1;2010;HVB;Köpt;2024-01-01;;4000\n"

    assert faults(desk, rows, head, ignore=["Anteckning"]) == [
        "rad 2, kolumnen Anteckning: ser ut att innehålla personnummer; ta bort dem ur filen"
    ]


def test_a_register_about_another_municipality_is_refused(desk: Desk) -> None:
    assert faults(desk, "0138;K1;2010;HVB;Köpt;2024-01-01;;4000\n", "Kommun;" + HEAD) == [
        "rad 2: gäller en annan kommun än 9901"
    ]


def test_a_register_in_a_repository_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "förråd" / ".git").mkdir(parents=True)
    said = {"unit": "kr", "path": "förråd/data/register.csv"}
    assert desk.faults(KIND, HEAD + KNOWN, **said) == [
        "ett register över personer får inte ligga i ett git-förråd; flytta det till en skyddad mapp"
    ]

    (tmp_path / "länk.csv").symlink_to(tmp_path / "förråd" / "data" / "register.csv")
    file = desk.write((KIND, HEAD + KNOWN, said))
    file.write_text(file.read_text("utf-8").replace("förråd/data/register.csv", "länk.csv"), "utf-8")
    assert "får inte ligga i ett git-förråd" in str(reading_of(file, "9901", 2024).error)


def test_several_registers_are_counted_together(desk: Desk) -> None:
    one = (KIND, HEAD + KNOWN + "K1;2010;HVB;Köpt;2024-01-01;2024-01-10;4000\n", {"unit": "kr"})
    other = (KIND, HEAD + "K1;2010;Familjehem;Egen;2024-02-01;2024-02-10;1\n", {"unit": "tkr"})
    same = (KIND, HEAD + "K1;2010;Familjehem;Egen;2024-01-05;2024-02-10;1\n", {"unit": "tkr"})

    tables = reading_of(desk.write(one, other), "9901", 2024).tables

    assert tables.is_internal
    assert tables.frames["placed_persons"]["persons"].tolist() == [1, 1]
    assert tables.frames["placements"]["cost_sek"].tolist() == [40_000.0, 10_000.0, 40_000.0]
    assert desk.refusal(one, same).splitlines() == ["fil2.csv:", f"  - rad 2: {OVERLAP}", "1 fel."]


def test_the_year_before_is_left_out_when_only_remnants_of_it_are_there(desk: Desk) -> None:
    rows = "K1;2010;HVB;Köpt;2023-01-01;2024-01-10;4000\n"

    assert [row[0] for row in counted(desk, rows)] == [2024]
    assert [row[0] for row in counted(desk, rows, years=[2023, 2024])] == [2023, 2024]
    assert [row[0] for row in counted(desk, rows, years=[2024])] == [2024]
    assert faults(desk, KNOWN) == ["har inga placeringar under 2024"]


def test_a_register_in_a_workbook_gives_the_same(desk: Desk) -> None:
    rows = [HEAD.strip().split(";"), ["K1", 2010, "HVB", "Köpt", "2024-01-01", "2024-01-10", 4000.125]]

    found = desk.read(KIND, workbook(rows), unit="kr", path="r.xlsx").frames["placements"]

    assert found["cost_sek"].tolist() == [40_001.25]


CANARIES = ("Kanarie Testsson", "850101-9999", "Testgatan 1", "Dnr 2024/123")


def test_no_canary_gets_out(desk: Desk) -> None:
    head = "Personnyckel;Namn;Födelseår;Placeringsform;Driftform;Start;Slut;Dygnspris;Lagrum\n"
    good = ["K1", "A", "2010", "HVB", "Köpt", "2024-01-01", "2024-01-10", "4000", "SoL"]
    for canary in CANARIES:
        for place in range(len(good)):
            cells = [canary if at == place else cell for at, cell in enumerate(good)]
            for ignore in ([], ["Namn"]) if place == 1 else (["Namn"],):
                reading = desk.reading(KIND, head + ";".join(cells) + "\n", unit="kr", ignore=ignore)
                told = [str(reading.error), *(str(note) for note in reading.tables.notes)]
                told += [frame.to_csv() for frame in reading.tables.frames.values()]
                assert not any(part in text for text in told for part in (canary, canary.split()[0]))
