"""Files as systems export them: what is put right, what is told, and what is refused, each with its whole message."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from own_files import Desk

HEAD = "År;Målgrupp;Kostnad\n"
COST = "kolumnen Kostnad (bokförd kostnad, kronor)"
COLUMNS = ("year", "target_group", "cost_sek")
QUOTES = "sätt citattecken kring text med skiljetecken i"
MOJIBAKE = "svenska bokstäver är förstörda (till exempel Ã¶ för ö); exportera filen på nytt som UTF-8"
OWN_WORDS = "Ange vad filens egna rubriker betyder under columns i parameterfilen"
KNOWN = f"kända rubriker: Kommun, År, Målgrupp, Bokförd kostnad. {OWN_WORDS}"
NOT_UTF8 = "filen är inte UTF-8; ange encoding: cp1252 om den är sparad så, eller spara den som CSV UTF-8"
IGNORE = "Ange rubriken under columns i parameterfilen, eller under ignore om kolumnen inte behövs"
READ = (2024, "children", 1234.5)


@pytest.mark.parametrize(
    "content",
    [
        HEAD + "2024;Barn;1234,5\n",
        HEAD + "2024;Barn;1 234,5",
        HEAD + "2024;Barn;1\u00a0234,5\r\n",
        HEAD + "2024 ;\u00a0Barn;1\u202f234,5\n;;\n\n",
        "sep=;\n" + HEAD + "2024;Barn;1234,5\n",
        '"sep=;"\n' + HEAD + "2024;Barn;1234,5\n",
        "År,Målgrupp,Kostnad\n2024,Barn,1234.5\n",
        'År,Målgrupp,Kostnad\n2024,Barn,"1234,5"\n',
        "År\tMålgrupp\tKostnad\n2024\tBarn\t1234,5\n",
        "\ufeff" + HEAD + "2024;Barn;1234,5\n",
        'År;Målgrupp;Kostnad\n2024;"Barn";"1 234,5"\n',
        "ÅR; målgrupp ;KOSTNAD (kr)\n2024;BARN;1234,5\n",
        "year;target_group;cost_sek\n2024;children;1234,5\n",
    ],
)
def test_the_same_table_is_read_however_it_is_exported(content: str, desk: Desk) -> None:
    assert desk.records("booked_costs", content, *COLUMNS, unit="kr") == [READ]
    assert desk.notes("booked_costs", content, unit="kr") == []


@pytest.mark.parametrize(
    ("content", "said", "note"),
    [
        ((HEAD + "2024;Barn;1234,5\n").encode("utf-16"), {}, ("repaired", "", "lästes som UTF-16")),
        (
            (HEAD + "2024;Barn;1234,5\n").encode("cp1252"),
            {"encoding": "cp1252"},
            ("repaired", "", "lästes som cp1252"),
        ),
        (
            unicodedata.normalize("NFD", HEAD + "2024;Barn;1234,5\n"),
            {},
            ("repaired", "", "bokstäver som var skrivna i två delar, till exempel a och ring, sattes ihop"),
        ),
        (
            "Ekonomirapport 2024;;\n\n" + HEAD + "2024;Barn;1234,5\n",
            {},
            ("repaired", "", "rubrikraden är rad 3; det som står ovanför lästes inte"),
        ),
        (
            "Kommun;" + HEAD + "138;2024;Barn;1234,5\n",
            {"municipality": "0138"},
            (
                "repaired",
                "kolumnen Kommun (kommunkod, fyra siffror)",
                "kommunkoder fick tillbaka sin första nolla (1 värde)",
            ),
        ),
    ],
)
def test_what_is_put_right_is_told(content: Any, said: dict[str, Any], note: tuple[str, ...], desk: Desk) -> None:  # noqa: ANN401
    about = dict(said)
    desk = type(desk)(desk.folder, about.pop("municipality", desk.municipality))

    assert desk.records("booked_costs", content, *COLUMNS, unit="kr", **about) == [READ]
    assert desk.notes("booked_costs", content, unit="kr", **about) == [note]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "filen är tom"),
        ("\n \n", "filen är tom"),
        (HEAD, "har inga rader under rubrikraden"),
        (HEAD + ";;\n", "har inga rader under rubrikraden"),
        ("a;b;c\n2024;Barn;5\n", f"ingen rubrikrad känns igen bland de första raderna; {KNOWN}"),
        ("2024;Barn;5\n2023;Barn;5\n", f"ingen rubrikrad känns igen bland de första raderna; {KNOWN}"),
        ((HEAD + "2024;Barn;5\n").encode("cp1252"), NOT_UTF8),
        ((HEAD + "2024;Barn;5\n").encode().decode("cp1252"), MOJIBAKE),
        (HEAD + "2024;Barn\ufffd;5\n", MOJIBAKE),
        (b"PK\x03\x04" + b"x" * 50, "filen är en Excelfil eller en zipfil; ge den namnet .xlsx om den är en Excelfil"),
        (
            b"\xd0\xcf\x11\xe0" + b"x" * 50,
            "filen är en äldre Excelfil eller skyddad med lösenord; spara den som .xlsx utan lösenord",
        ),
        (b"%PDF-1.7", "filen är en pdf; exportera uppgifterna som csv eller xlsx"),
        ("<html><table>", "filen är en webbsida eller xml; exportera uppgifterna som csv eller xlsx"),
        (HEAD + "2024;Barn\x00;5\n", "filen är ingen textfil; exportera uppgifterna som csv eller xlsx"),
        (HEAD + "2024;Barn;5;6\n", f"rad 2: har fler celler än rubrikraden, som har 3; {QUOTES}"),
        (HEAD + "2024;Barn;5\n\n2023;Barn\n", f"rad 4: har färre celler än rubrikraden, som har 3; {QUOTES}"),
        ("sep=;\n\n" + HEAD + "2024;Barn;x\n", f"rad 4, {COST}: ska vara ett tal"),
        (HEAD + '2024;"Barn;5\n2023;Barn;5\n', f"rad 2: har färre celler än rubrikraden, som har 3; {QUOTES}"),
        (HEAD + "2024;Barn;\n", f"rad 2, {COST}: värde saknas"),
        (
            HEAD + "2024;Barn;..\n",
            f"rad 2, {COST}: är markerat som sekretess eller för osäker uppgift (..), men måste ha ett värde",
        ),
        (HEAD + "2024;Barn;5 %\n", f"rad 2, {COST}: är skrivet i procent, men kolumnen har en annan enhet"),
        (HEAD + "2024;Barn;-5\n2023;Barn;6\n2022;Barn;6\n", f"rad 2, {COST}: ska vara minst 0"),
        (
            HEAD + "2024;Barn;-5\n2023;Barn;-6\n2022;Barn;6\n",
            f"rad 2 och 3, {COST}: de flesta beloppen är negativa; kostnader ska vara positiva tal här, så vänd tecknet i filen",
        ),
        (
            HEAD + "2024;Barn;5\n2024;Barn;6\n2024;Vuxna;6\n",
            (
                "rad 2 och 3: står flera gånger med samma kommunkod, fyra siffror, år, målgrupp (en rad per kommun, år och "
                "målgrupp: placeringarnas kostnad i bokföringen)"
            ),
        ),
        (
            HEAD + "2024;Barnen;5\n2023;Barnen;5\n2024;Gamla;1\n",
            (
                "kolumnen Målgrupp: okända koder: ”Barnen” (2 rader, menade du barn?), ”Gamla” (1 rad). "
                "Ange vad de betyder under codes: target_group i parameterfilen"
            ),
        ),
        (
            "År;Målgrup;Kostnd;X\n2024;Barn;5;1\n",
            (
                "rubrikraden (rad 1): okänd kolumn ”Målgrup” (menade du Målgrupp?); okänd kolumn ”Kostnd” (menade du Kostnad?); "
                "okänd kolumn ”X”; saknad kolumn Målgrupp (target_group); saknad kolumn Bokförd kostnad (cost_sek). "
                + IGNORE
            ),
        ),
        (
            "År;Målgrupp;Kostnad;Belopp\n2024;Barn;5;1\n",
            f"rubrikraden (rad 1): flera kolumner betyder Bokförd kostnad (cost_sek). {IGNORE}",
        ),
        ("År;Målgrupp;Kostnad;\n2024;Barn;5;1\n", "kolumn 4 har ingen rubrik men har uppgifter"),
        (
            "Kommun;" + HEAD + "1267;2024;Barn;5\n0138;2024;Barn;5\n9901;2024;Barn;5\n",
            "rad 2 och 3: gäller en annan kommun än 9901; ange comparison: true om de är med för jämförelse",
        ),
    ],
)
def test_what_cannot_be_used_is_told_by_row_and_column(content: str | bytes, fault: str, desk: Desk) -> None:
    assert desk.faults("booked_costs", content, unit="kr") == [fault]


def test_all_that_is_wrong_with_a_file_is_told_at_once(desk: Desk) -> None:
    content = "Kommun;" + HEAD + "1267;20x4;Barn;1,234\n9901;2024;Troll;5 %\n9901;2024;Summa;850101-9999\n"

    assert desk.faults("booked_costs", content, unit="kr") == [
        "rad 4, kolumnen Kostnad: ser ut att innehålla personnummer; ta bort dem ur filen",
        "rad 4: ser ut att vara en summa; ta bort den, annars räknas beloppen två gånger",
        "rad 2, kolumnen År (år): ska vara ett tal",
        (
            "kolumnen Målgrupp: okända koder: ”Summa” (1 rad), ”Troll” (1 rad). "
            "Ange vad de betyder under codes: target_group i parameterfilen"
        ),
        f'rad 2, {COST}: kan vara tusental eller decimaler; ange decimal: "," eller "." för filen',
        f"rad 3, {COST}: är skrivet i procent, men kolumnen har en annan enhet",
        f"rad 4, {COST}: ska vara ett tal",
        "rad 2: gäller en annan kommun än 9901; ange comparison: true om de är med för jämförelse",
    ]


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#SAKNAS!", "#VÄRDEFEL!", "#division/0!"])
def test_an_error_of_a_spreadsheet_is_no_missing_value(error: str, desk: Desk) -> None:
    text = "År,Månader,Avsnitt,Rad,Intäkt,Kostnad,Resultat,Prognos\n2024,8,IFO,Adm,1,-2,-1,-1\n2024,8,IFO,Öppna,1,-2,-1,{}\n"

    assert desk.faults("budget", text.format(error), unit="tkr")[0] == (
        "rad 3, kolumn 8: har ett fel från kalkylbladet i stället för ett värde, till exempel #DIV/0!"
    )


@pytest.mark.parametrize(
    ("header", "said", "expected"),
    [
        ("Kostnad", "kr", 5.0),
        ("Kostnad", "tkr", 5_000.0),
        ("Kostnad", "mnkr", 5_000_000.0),
        ("Kostnad, tkr", "", 5_000.0),
    ],
)
def test_a_unit_is_said_by_header_or_parameter_file(header: str, said: str, expected: float, desk: Desk) -> None:
    content = f"År;Målgrupp;{header}\n2024;Barn;5\n"

    assert desk.records("booked_costs", content, "cost_sek", unit=said) == [(expected,)]


@pytest.mark.parametrize(
    ("header", "said", "fault"),
    [
        ("Kostnad", "", "kolumnen Kostnad: enheten är inte angiven; ange unit: kr, tkr eller mnkr i parameterfilen"),
        ("Kostnad (tkr)", "kr", "kolumnen Kostnad (tkr): rubriken säger tkr, men unit i parameterfilen kr"),
    ],
)
def test_a_unit_is_never_guessed(header: str, said: str, fault: str, desk: Desk) -> None:
    assert desk.faults("booked_costs", f"År;Målgrupp;{header}\n2024;Barn;5\n", unit=said) == [fault]


@pytest.mark.parametrize(("costs", "than"), [((5_000_000, 5_100), "mer"), ((5_100, 5_000_000), "mindre")])
def test_kr_and_tkr_in_two_years_are_refused(costs: tuple[int, int], than: str, desk: Desk) -> None:
    content = HEAD + f"2024;Barn;{costs[0]}\n2023;Barn;{costs[1]}\n"

    assert desk.refusal(("booked_costs", content, {"unit": "kr"})) == (
        "Filerna tillsammans:\n"
        f"  - bokförd kostnad, kronor: 2024 är ungefär tusen gånger {than} än året före; är kr och tkr blandade?\n1 fel."
    )


def test_a_sum_of_a_section_in_another_unit_is_refused(desk: Desk) -> None:
    text = (
        "År;Månader;Avsnitt;Rad;Intäkt;Kostnad;Resultat;Prognos\n"
        "2024;8;IFO;Adm;10;-2000;-1;-1\n2024;8;IFO;Öppna;10;-2000;-1;-1\n2024;8;IFO;Summa IFO;20;-4000000;-2;-2\n"
    )

    assert desk.refusal(("budget", text, {"unit": "tkr"})) == (
        "Filerna tillsammans:\n"
        "  - en avsnittssumma 2024 är ungefär tusen gånger sina rader eller en tusendel; är kr och tkr blandade?\n1 fel."
    )


BUDGET = (
    "År;Månader;Avsnitt;Rad;Intäkt;Kostnad;Resultat;Prognos\n2024;8;IFO;Adm;-;-2;-2;..\n2024;8;IFO;Totalt;0;-2;-2;.\n"
)


def test_a_dash_in_a_budget_is_refused_unless_it_is_said_what_it_means(desk: Desk) -> None:
    assert desk.faults("budget", BUDGET, unit="tkr") == [
        "rad 2, kolumnen Intäkt (intäkt, tkr): är ett streck, som kan betyda noll eller saknas; ange dash: zero eller dash: missing"
    ]
    assert desk.records("budget", BUDGET, "revenue_tkr", unit="tkr", dash="zero") == [(0.0,), (0.0,)]
    (missing, _) = desk.records("budget", BUDGET, "revenue_tkr", unit="tkr", dash="missing")
    assert missing[0] != missing[0]


def test_kinds_of_missing_values_are_told_apart(desk: Desk) -> None:
    assert desk.notes("budget", BUDGET, unit="tkr", dash="missing") == [
        ("warned", "", "kolumnen Flyktingmottagande saknas: alla rader räknas som nej"),
        ("warned", "kolumnen Intäkt (intäkt, tkr)", "1 värde utan siffra: saknas (-)"),
        (
            "warned",
            "kolumnen Prognos (prognos helår, tkr)",
            "1 värde utan siffra: sekretess eller för osäker uppgift (..)",
        ),
        ("warned", "kolumnen Prognos (prognos helår, tkr)", "1 värde utan siffra: ej tillämplig (.)"),
    ]


def test_sums_are_told_apart_where_the_contract_does(desk: Desk) -> None:
    assert desk.records("budget", BUDGET, "row", "level", unit="tkr", dash="zero") == [
        ("Adm", "row"),
        ("Totalt", "grand_total"),
    ]
    text = "Datum;Lagrum;Slag;Antal\n2024-08-31;SoL;Familjehem;4\n2024-08-31;SoL;Totalt;4\n"
    assert desk.records("unexecuted", text, "kind", "is_total") == [("Familjehem", False), ("Totalt", True)]


def test_a_row_that_the_file_calls_ordinary_stays_so_and_is_told(desk: Desk) -> None:
    text = BUDGET.replace("Prognos\n", "Prognos;Nivå\n").replace("..\n", "..;rad\n").replace(";.\n", ";.;rad\n")

    assert desk.records("budget", text, "level", unit="tkr", dash="zero") == [("row",), ("row",)]
    assert (
        "warned",
        "rad 3",
        "ser ut att vara en summa, men räknas som en vanlig rad, eftersom kolumnen Nivå säger det",
    ) in desk.notes("budget", text, unit="tkr", dash="zero")


def test_the_order_of_day_and_month_is_never_guessed(desk: Desk) -> None:
    text = "Datum;Beslut;Klart senast\n31 januari 2024;A;\n2024-02-30;B;\n03/04/2024;C;20241231\n"

    assert desk.faults("decisions", text) == [
        "rad 3, kolumnen Datum (datum, ÅÅÅÅ-MM-DD): är ingen dag som finns",
        "rad 4, kolumnen Datum (datum, ÅÅÅÅ-MM-DD): ska vara ett datum av formen ÅÅÅÅ-MM-DD",
    ]


@pytest.mark.parametrize(
    ("written", "code"),
    [("Höör", "1267"), ("höörs kommun", "1267"), ("1267.0", "1267"), ("１２６７", "1267"), (" 1267 ", "1267")],
)
def test_a_municipality_is_known_by_code_or_name(written: str, code: str, desk: Desk) -> None:
    desk = type(desk)(desk.folder, "1267")

    assert desk.records("booked_costs", f"Kommun;{HEAD}{written};2024;Barn;5\n", "municipality", unit="kr") == [(code,)]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Hörr", "är ingen kommun som finns; menade du Höör?"),
        ("Kalmar", "är namnet på både en kommun och en region; skriv kommunkoden"),
        ("9999", "är ingen kommunkod som finns"),
        ("1e5", "är ingen kommun som finns"),
        ("Region Skåne", "är ingen kommun som finns"),
    ],
)
def test_no_other_municipality_is_guessed(written: str, told: str, desk: Desk) -> None:
    desk = type(desk)(desk.folder, "1267")
    column = "kolumnen Kommun (kommunkod, fyra siffror)"

    assert desk.faults("booked_costs", f"Kommun;{HEAD}{written};2024;Barn;5\n", unit="kr") == [
        f"rad 2, {column}: {told}"
    ]


def test_age_groups_are_written_in_one_way(desk: Desk) -> None:
    text = "År;Åldersgrupp;Invånare\n2024;0-6 år;5\n2024;7 – 12;5\n2024;65+;5\n2024;80 år och äldre;5\n"

    assert desk.records("residents_by_age", text, "age_group") == [("0–6",), ("7–12",), ("65+",), ("80+",)]


def test_a_per_cent_sign_is_read_where_the_contract_says_what_it_means(desk: Desk) -> None:
    staff = "År;Uppgift;Värde\n2024;Sjukfrånvaro;6,5 %\n2024;Årsarbetare;63,5\n"
    assert desk.records("staff", staff, "measure", "value") == [
        ("sick_leave_pct", 6.5),
        ("full_time_equivalents", 63.5),
    ]

    factors = "År;Låg inkomst;Andel lågutbildade;Tätortsbefolkning;Flerfamiljshus 1965–1975;Ohälsotal\n2024;5 %;0,05;1 000;0,1;20\n"
    assert desk.records("structure", factors, "low_income_share", "low_education_share") == [(0.05, 0.05)]


def test_other_municipalities_may_stand_beside_the_own_where_it_is_said(desk: Desk) -> None:
    content = f"Kommun;{HEAD}9901;2024;Barn;5\n9911;2024;Barn;6\nRiket;2024;Barn;6\n"

    assert desk.records("booked_costs", content, "municipality", unit="kr", comparison=True) == [
        *(("9901",), ("9911",), ("0000",)),
    ]


def test_a_form_of_placement_is_known_by_its_words_for_the_target_group(desk: Desk) -> None:
    head = "År;Målgrupp;Placeringsform;Driftform;Vårddygn;Kostnad;Personer;Placeringar\n"
    text = head + "2024;Barn;SiS;Egen regi;365;1000;1;2\n2024;Vuxna;SiS;Köpt;365;;1;2\n2024;Barn;FH;;1;1;1;1\n"
    said = {"unit": "kr", "codes": {"placement_type": {"FH": "familjehem"}}}

    assert desk.records("placements", text, "placement_type", "provider", **said) == [
        ("sis", "own"),
        ("lvm_hem", "purchased"),
        ("familjehem", ""),
    ]
    wrong = head + "2024;Vuxna;Jourhem;Köpt;1;1;1;1\n2024;Barn;Slott;Köpt;1;1;1;1\n2024;Barn;Hvb-hemm;Köpt;1;1;1;1\n"
    assert desk.faults("placements", wrong, unit="kr") == [
        "rad 2, kolumnen Placeringsform: placeringsformen finns bara för den andra målgruppen",
        (
            "kolumnen Placeringsform: okända koder: ”Hvb-hemm” (1 rad, menade du hvb hem?), ”Slott” (1 rad). "
            "Ange vad de betyder under codes: placement_type i parameterfilen"
        ),
    ]


def test_what_is_the_same_in_all_rows_may_stand_in_the_parameter_file(desk: Desk) -> None:
    text = "Avsnitt;Rad;Intäkter;Kostnader;Avvikelse;Helårsprognos\nIFO;Adm;1;-2;-1;-1\n"
    said = {"unit": "tkr", "constants": {"year": "2024", "months": "8", "is_refugee": "nej"}}

    assert desk.records("budget", text, "year", "months", "result_tkr", **said) == [(2024, 8, -1.0)]
    assert desk.faults("budget", text, unit="tkr", constants={"year": "i år", "months": "13"}) == [
        "rad 2, kolumnen year under constants (år): ska vara ett tal",
        "rad 2, kolumnen months under constants (antal månader som utfallet omfattar): ska vara högst 12",
    ]


def test_headers_of_the_municipalitys_own_are_mapped_or_left_out(desk: Desk) -> None:
    text = "Redov.år;Ben;Tot kostn;Handl.\n2024;B;5;xx\n"
    said = {"columns": {"Redov.år": "year", "Ben": "target_group", "Tot kostn": "cost_sek"}, "ignore": ["Handl."]}

    assert desk.records("booked_costs", text, *COLUMNS, unit="kr", codes={"target_group": {"B": "barn"}}, **said) == [
        (2024, "children", 5.0)
    ]
    assert desk.faults("booked_costs", HEAD + "2024;Barn;5\n", unit="kr", columns={"Ben": "target_group"}) == [
        f"rubrikraden (rad 1): rubriken ”Ben” under columns finns inte i filen. {IGNORE}"
    ]


def test_headers_may_stand_in_two_rows(desk: Desk) -> None:
    text = "År;Målgrupp;Utfall\n;;Belopp\n2024;Barn;5\n"
    said = {"columns": {"Utfall Belopp": "cost_sek"}}

    assert desk.records("booked_costs", text, *COLUMNS, unit="kr", **said) == [(2024, "children", 5.0)]


def test_a_personal_identity_number_is_refused_in_every_column_and_never_repeated(desk: Desk) -> None:
    text = "Datum;Beslut;Uppdrag\n2024-01-01;Avslag för 850101-9999;\n2024-01-02;B;19850101 9999\n"

    told = desk.faults("decisions", text)

    assert told == [
        "rad 2, kolumnen Beslut: ser ut att innehålla personnummer; ta bort dem ur filen",
        "rad 3, kolumnen Uppdrag: ser ut att innehålla personnummer; ta bort dem ur filen",
    ]
    assert "9999" not in "".join(told)


def test_many_faults_are_counted_and_the_first_fifty_shown(desk: Desk) -> None:
    files = [
        ("booked_costs", f"{HEAD}2024;Barn;x\n20x4;Troll;5\n", {"unit": "kr", "path": f"fil{at:02}.csv"})
        for at in range(20)
    ]

    told = desk.refusal(*files).splitlines()

    assert told[-1] == "60 fel, varav de första 50 visas."
    assert sum(line.startswith("  - ") for line in told) == 50


def test_a_cell_is_read_as_it_stands_whatever_it_would_do_elsewhere(desk: Desk) -> None:
    odd = ['=HYPERLINK("x")', "+46 8 123", "<script>", "]]>", "#read", "\\input", "{pm}", "@a", "😀"]
    text = "Datum;Beslut\n" + "".join(f'2024-01-01;"{cell.replace(chr(34), chr(34) * 2)}"\n' for cell in odd)

    assert desk.records("decisions", text, "decision") == [(cell,) for cell in odd]
