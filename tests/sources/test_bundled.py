"""Folders of tables, first of all the one that ships with the package."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import as_csv, rows, table_folder

from ifo_analysis.definitions import municipalities
from ifo_analysis.errors import DataError, SourceError
from ifo_analysis.frames import CONTRACTS, MUNICIPALITIES, POPULATION
from ifo_analysis.sources import InputFile
from ifo_analysis.sources.bundled import TableFolder, bundled, read_table

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = Path(str(files("ifo_analysis.sources"))) / "tables"
PACKAGE = json.loads((TABLES / "datapackage.json").read_text(encoding="utf-8"))
# The municipalities are definitions, and what isn't published has no row among the bundled figures.
NAMES = [name for name in CONTRACTS if name not in {"municipalities", "missing_values"}]
HEADER = ",".join(POPULATION.columns)


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(SourceError) as caught:
        read()
    return str(caught.value)


def faults(text: str) -> str:
    with pytest.raises(DataError) as caught:
        read_table(POPULATION, text, "population.csv")
    return str(caught.value)


def test_the_data_package_describes_the_files_as_they_are() -> None:
    assert {resource["path"] for resource in PACKAGE["resources"]} == {path.name for path in TABLES.glob("*.csv")}
    for resource in PACKAGE["resources"]:
        body = (TABLES / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}", resource["path"]
        assert resource["name"] == resource["path"].removesuffix(".csv")
        assert resource["encoding"] == "utf-8"
        assert resource["title"]
        assert all(source["title"] for source in resource["sources"])
    assert PACKAGE["origin"] == bundled().origin == "published"


def test_inputs_are_named_with_checksum_and_sources() -> None:
    inputs = {item.name: item for item in bundled().inputs()}

    assert set(inputs) == {f"{name}.csv" for name in NAMES}
    population = PACKAGE["resources"][1]
    assert inputs["population.csv"] == InputFile(
        "population.csv",
        population["hash"].removeprefix("sha256:"),
        "Folkmängd 31 december",
        ("SCB, folkmängd efter kommun",),
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_comes_from(name: str, published: TableFolder) -> None:
    frame = published.frame(name)

    assert set(frame["publisher"]) <= {"Kolada", "SCB", "Tyresö kommun"}
    assert (frame["retrieved"] <= PACKAGE["created"]).all()
    assert set(frame["label"]) == {"raw"}
    assert frame["is_published"].all()
    assert frame["document"].ne("").all() or name == "indicator_values"


@pytest.mark.parametrize("name", NAMES)
def test_every_municipality_is_known(name: str, published: TableFolder) -> None:
    known = {item.code for item in municipalities()}
    frame = published.frame(name)

    assert set(frame["municipality"]) <= known
    if name == "peer_groups":
        assert set(frame["peer"]) <= known


def test_every_peer_group_has_seven_others(published: TableFolder) -> None:
    groups = published.frame("peer_groups")

    assert set(groups["edition"]) == {2021, 2022, 2024}
    assert set(groups.groupby(["municipality", "edition"])["peer"].size()) == {7}
    assert (groups["municipality"] != groups["peer"]).all()


def test_what_the_readme_says_of_the_tables_is_true(published: TableFolder) -> None:
    readme = (TABLES / "README.md").read_text(encoding="utf-8")
    values, tyreso = published.frame("indicator_values"), "0138"
    others = values.loc[values["municipality"] != tyreso]

    assert set(re.findall(r"`(\w+\.csv)`", readme)) == {f"{name}.csv" for name in NAMES}
    assert others["municipality"].nunique() == 60
    assert (set(others["year"]), set(others["indicator"])) == (set(range(2018, 2026)), {"N30001", "N30026"})
    assert set(values.loc[values["is_preliminary"], "year"]) == {2025}
    assert set(values.loc[values["municipality"] == tyreso, "year"]) == {2018, 2019}
    assert set(published.frame("population")["year"]) == {2018, 2019, 2021}
    counties = {item.code: item.county for item in municipalities()}
    assert sum(counties[code] == "Skåne län" for code in others["municipality"].unique()) == 27


def test_a_folder_without_municipalities_has_those_of_sweden(tmp_path: Path) -> None:
    found = table_folder(tmp_path).frame("municipalities")

    assert len(found) == 290
    assert found.iloc[0].tolist() == ["0114", "Upplands Väsby", "", "Stockholms län"]


def test_a_folder_may_have_its_own_municipalities(tmp_path: Path) -> None:
    found = table_folder(tmp_path, {"municipalities": rows("municipalities")}).frame("municipalities")

    assert found.to_numpy().tolist() == [["9901", "Ekhult", "Ekhults kommun", "Ekhults län"]]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_that_a_folder_does_not_have_is_empty(name: str, tmp_path: Path) -> None:
    found, example = table_folder(tmp_path).frame(name), rows(name)

    assert found.empty
    assert found.dtypes.to_dict() == example.dtypes.to_dict()


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_table_comes_back_as_it_was_written(name: str, tmp_path: Path) -> None:
    frame = rows(name)

    assert as_csv(table_folder(tmp_path, {name: frame}).frame(name)) == as_csv(frame)


@pytest.mark.parametrize("origin", ["published", "synthetic"])
def test_a_folder_says_whether_its_figures_are_invented(origin: str, tmp_path: Path) -> None:
    assert table_folder(tmp_path, origin=origin).origin == origin


@pytest.mark.parametrize("package", ['{"origin": "real"}', "{}", "[]", '{"origin": ["published"]}'])
def test_a_folder_must_say_whether_its_figures_are_invented(package: str, tmp_path: Path) -> None:
    where = tmp_path / "datapackage.json"
    where.write_text(package, encoding="utf-8")

    assert refusal(lambda: TableFolder(tmp_path).origin) == f"{where}: origin ska vara published eller synthetic."


@pytest.mark.parametrize(
    "rest", ["", ', "resources": [{"path": "goals.csv"}]', ', "resources": ["goals.csv"]', ', "resources": 3']
)
def test_a_data_package_must_describe_its_tables(rest: str, tmp_path: Path) -> None:
    where = tmp_path / "datapackage.json"
    where.write_text(f'{{"origin": "synthetic"{rest}}}', encoding="utf-8")

    assert refusal(TableFolder(tmp_path).inputs) == (
        f"{where}: varje tabell i resources ska ha path, hash, title och sources."
    )


def test_a_folder_needs_a_data_package(tmp_path: Path) -> None:
    assert refusal(lambda: TableFolder(tmp_path).frame("goals")) == (
        f"{tmp_path / 'datapackage.json'}: filen saknas. "
        "En mapp med uppgifter ska ha en datapackage.json som beskriver tabellerna."
    )


@pytest.mark.parametrize("body", [b"{", b"", b'{"origin": "\xe5"}'], ids=["cut off", "empty", "not UTF-8"])
def test_a_data_package_that_cannot_be_read_is_refused(body: bytes, tmp_path: Path) -> None:
    where = tmp_path / "datapackage.json"
    where.write_bytes(body)

    assert refusal(TableFolder(tmp_path).inputs) == f"{where}: filen går inte att läsa som JSON. Hämta den på nytt."


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    source, where = table_folder(tmp_path, {"population": rows("population")}), tmp_path / "population.csv"
    body = bytearray(where.read_bytes())
    body[-20] ^= 1
    where.write_bytes(bytes(body))

    assert refusal(lambda: source.frame("population")) == (
        f"{where}: innehållet stämmer inte med kontrollsumman i datapackage.json. "
        "Filen är skadad eller ändrad. Installera om paketet, eller återställ filen."
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    source = table_folder(tmp_path, {"population": rows("population")})
    (tmp_path / "population.csv").unlink()

    assert refusal(lambda: source.frame("population")) == (
        f"{tmp_path / 'population.csv'}: filen saknas eller går inte att läsa."
    )


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    source = table_folder(tmp_path, {"municipalities": as_csv(rows("municipalities")).encode("latin-1")})

    assert refusal(lambda: source.frame("municipalities")) == f"{tmp_path / 'municipalities.csv'}: filen är inte UTF-8."


def test_the_mark_that_excel_puts_first_is_no_part_of_the_table(tmp_path: Path) -> None:
    frame = rows("municipalities")

    assert (
        table_folder(tmp_path, {"municipalities": as_csv(frame).encode("utf-8-sig")})
        .frame("municipalities")
        .equals(frame)
    )


def test_unbalanced_quotes_are_refused() -> None:
    assert faults(f'{HEADER}\n9901,2019,16000,false,raw,"SCB,,,2026-08-16,true\n') == (
        "population.csv: filen går inte att läsa som csv med komma mellan cellerna."
    )


def test_rows_of_another_length_are_told_at_once() -> None:
    good = "9901,2019,16000,false,raw,SCB,,,2026-08-16,true"

    assert faults(f"{HEADER}\n{good},\n{good}\n\n9902,2019\n") == (
        "population.csv:\n"
        "  - rad 2: har 11 celler, ska ha 10\n"
        "  - rad 4: har 0 celler, ska ha 10\n"
        "  - rad 5: har 2 celler, ska ha 10"
    )


def test_cells_of_the_wrong_kind_are_told_at_once_without_their_values() -> None:
    message = faults(
        f"{HEADER}\n"
        "9901,tjugo,16000,nej,raw,SCB,,,2026-08-16,true\n"
        "9902,2019,1.5,False,raw,SCB,,,2026-08-16,\n"
        f"9903,,{10**19},false,raw,SCB,,,2026-08-16,true\n"
    )

    assert message == (
        "population.csv:\n"
        "  - rad 2, kolumnen year (år): är inget heltal\n"
        "  - rad 4, kolumnen year (år): är inget heltal\n"
        "  - rad 3, kolumnen residents (folkmängd 31 december): är inget heltal\n"
        "  - rad 4, kolumnen residents (folkmängd 31 december): är inget heltal\n"
        "  - rad 2, kolumnen is_preliminary (preliminär uppgift): ska vara true eller false\n"
        "  - rad 3, kolumnen is_preliminary (preliminär uppgift): ska vara true eller false\n"
        "  - rad 3, kolumnen is_published (offentligt publicerad): ska vara true eller false"
    )


def test_decimals_have_a_point_and_may_be_missing() -> None:
    contract, header = CONTRACTS["goals"], ",".join(CONTRACTS["goals"].columns)
    good = as_csv(rows("goals", {"price": 1.6, "volume_low": float("nan")}))

    found = read_table(contract, good, "goals.csv")
    with pytest.raises(DataError) as caught:
        read_table(contract, good.replace(",1.6,", ',"1,6",'), "goals.csv")

    assert good.startswith(header)
    assert found["price"].tolist() == [1.6]
    assert found["volume_low"].isna().all()
    assert str(caught.value) == "goals.csv:\n  - rad 2, kolumnen price (pris): är inget tal"


def test_codes_keep_their_zeros() -> None:
    found = read_table(MUNICIPALITIES, "municipality,name,long_name,county\n0114,NA,,null\n", "kommuner.csv")

    assert found.to_numpy().tolist() == [["0114", "NA", "", "null"]]


def test_a_table_has_the_columns_of_its_contract() -> None:
    assert faults("") == "population.csv:\n" + "\n".join(f"  - kolumnen {name} saknas" for name in sorted(
        POPULATION.columns
    ))  # fmt: skip
    extra = as_csv(rows("population")).replace("true\n", "true,x\n").replace(HEADER, HEADER + ",kommentar")
    assert faults(extra) == (
        f"population.csv:\n  - kolumnen kommentar ingår inte; tillåtna kolumner: {HEADER.replace(',', ', ')}"
    )


def test_a_repeated_column_is_refused() -> None:
    text = as_csv(rows("population")).replace("true\n", "true,true\n").replace(HEADER, HEADER + ",is_published")

    assert faults(text) == "population.csv:\n  - samma kolumn står flera gånger: is_published"
