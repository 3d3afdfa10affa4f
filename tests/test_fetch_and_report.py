"""From Kolada to the committee: `ifo fetch`, `ifo report`, `ifo check` and `ifo demo`, against a server on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from kolada_server import KoladaServer
from pypdf import PdfReader
from test_pdf import failures
from typer.testing import CliRunner, Result

from ifo_analysis import cli
from ifo_analysis.language.numbers import number
from ifo_analysis.report import batch
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.store import SnapshotStore
from ifo_analysis.sources.transport import UNTOUCHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.facts import Facts

OWN = {"9001": "Sundnäs", "9003": "Västra Granskog", "9004": "Västra Granskogsbygden"}
YEAR, YEARS = 2024, "2011:2025"
NOTICE = "Syntetiska data – inte Kolada"
BUNDLED_INSTEAD = "Kolada kan inte nås; rapporten bygger på de medföljande uppgifterna.\n"
DAMAGED = f"(nyckeltalskatalogen): svaret är inte JSON (text/html). Försök igen senare. {UNTOUCHED}"


@dataclass(frozen=True)
class Made:
    """What was made in a folder: the snapshots, and where reports are."""

    store: Path
    reports: Path

    def folder(self, code: str) -> Path:
        return next(self.reports.glob(f"{code}-*/{YEAR}/genomlysning"))


def ifo(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(item) for item in arguments])


def done(*arguments: object) -> str:
    """Return what a command that succeeds prints."""
    result = ifo(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.fixture(scope="module")
def world() -> DemoWorld:
    return DemoWorld(seed=1, municipalities=12)


@pytest.fixture(scope="module")
def server(world: DemoWorld) -> Iterator[KoladaServer]:
    with KoladaServer(world) as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IFO_KOLADA_URL", running.url)
        yield running


@pytest.fixture(autouse=True)
def _sound_server(server: KoladaServer) -> Iterator[None]:
    yield
    server.set_fault(None)


@pytest.fixture(scope="module")
def fetched(server: KoladaServer, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Fetch three municipalities."""
    assert server.url
    folder = tmp_path_factory.mktemp("fetched")
    done("fetch", *OWN.values(), "--år", YEARS, "--mapp", folder / "store")
    return Made(folder / "store", folder / "reports")


@pytest.fixture(scope="module")
def reported(fetched: Made) -> Made:
    """Make a report about one of them."""
    told = done("report", OWN["9001"], YEAR, "--mapp", fetched.store, "--reports", fetched.reports)
    [name] = names(fetched.store)
    assert told.splitlines()[0].endswith(f"; syntetiska data, ögonblicksbild {name}")
    return fetched


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Facts]:
    """Return the facts of the reports that would have been made; none is."""
    bundles: list[Facts] = []

    def keep(facts: list[Facts], *_arguments: object, **_options: object) -> list[batch.Failure]:
        bundles.extend(facts)
        return [batch.Failure("görs inte här")] * len(facts)

    monkeypatch.setattr(batch, "make_reports", keep)
    return bundles


def names(store: Path) -> list[str]:
    return [snapshot.folder.name for snapshot in SnapshotStore(store).list()]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def pages(folder: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO((folder / "genomlysning.pdf").read_bytes())).pages]


def assert_says_that_it_is_invented(folder: Path) -> None:
    """Check every page, and that none of the four files credits Kolada with anything."""
    assert [number for number, text in enumerate(pages(folder), 1) if NOTICE not in " ".join(text.split())] == []
    for name, body in contents(folder).items():
        text = "\n".join(pages(folder)) if name.endswith(".pdf") else body.decode()
        assert not re.search(r"Källa:\s+Kolada|data\s+från\s+Kolada\s+\(", text), name
        assert NOTICE in text.replace("\\u2013", "–"), name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["origin"] == "synthetic"
    assert {claim["source"] for claim in manifest["claims"]} == {f"{NOTICE}."}


def assert_shows_the_own_figures(folder: Path, world: DemoWorld, code: str) -> None:
    values = world.frame("indicator_values").set_index(["municipality", "year", "indicator"])["value"]
    text = " ".join(" ".join(pages(folder)).split()).replace("\u00a0", " ")
    assert number(abs(values[code, YEAR, "N30001"]), 1) in text
    assert number(abs(values[code, YEAR, "N30026"]), 1) in text


def assert_is_accessible_and_archivable(folder: Path, scratch: Path) -> None:
    pdf = (folder / "genomlysning.pdf").read_bytes()
    assert failures(pdf, scratch / "a.pdf", "ua1") == []
    assert failures(pdf, scratch / "b.pdf", "2a") == []


def test_a_fetch_tells_how_whole_it_is_and_its_name(server: KoladaServer, tmp_path: Path) -> None:
    asked = len(server.requests)
    told = done("fetch", "9001", "--år", "2024", "--mapp", tmp_path)
    [name] = names(tmp_path)
    lines = [re.sub(r"[\s\u00a0]+", " ", line.replace("\u00a0", "")).strip() for line in told.splitlines()]
    counts = {title: int(count) for title, _, count in (line.rpartition(" ") for line in lines[:8])}
    assert list(counts) == [
        "frågade värden",
        "besvarade",
        "utan rad",
        "rad utan värde",
        "Missing",
        "annan status",
        "borttagna",
        "utgångna nyckeltal",
    ]
    # All 104 indicators for the own, seven peers and the country; three of them for the four others too.
    everything = 104 * 9 + 3 * 4
    assert counts["frågade värden"] == everything == sum(counts.values()) - everything - counts["utgångna nyckeltal"]
    assert counts["besvarade"] > 700
    assert lines[8] == f"{NOTICE}, 1 kommun, 2024: {tmp_path / name}"
    assert len(server.requests) - asked == 9


def test_the_report_has_the_own_figures_and_the_day_of_the_fetch(reported: Made, world: DemoWorld) -> None:
    assert_shows_the_own_figures(reported.folder("9001"), world, "9001")
    manifest = json.loads((reported.folder("9001") / "manifest.json").read_text(encoding="utf-8"))
    [name] = names(reported.store)
    assert manifest["data_date"] == name[:10]
    assert f"Uppgifter hämtade {name[:10]}" in pages(reported.folder("9001"))[0].replace("\u00a0", " ")


def test_every_page_and_source_says_that_the_figures_are_invented(reported: Made) -> None:
    assert_says_that_it_is_invented(reported.folder("9001"))


def test_the_pdf_is_accessible_and_archivable(reported: Made, tmp_path: Path) -> None:
    assert_is_accessible_and_archivable(reported.folder("9001"), tmp_path)


@pytest.mark.slow
def test_the_other_municipalities_get_their_reports_too(fetched: Made, world: DemoWorld, tmp_path: Path) -> None:
    for code in ("9003", "9004"):
        done("report", code, YEAR, "--mapp", fetched.store, "--reports", fetched.reports)
        assert_shows_the_own_figures(fetched.folder(code), world, code)
        assert_says_that_it_is_invented(fetched.folder(code))
        assert_is_accessible_and_archivable(fetched.folder(code), tmp_path)


def test_after_a_failed_fetch_the_same_snapshot_elsewhere_gives_the_same_report(
    reported: Made, server: KoladaServer, tmp_path: Path
) -> None:
    store = shutil.copytree(reported.store, tmp_path / "en annan mapp")
    before = sorted(path for path in store.rglob("*") if path.is_file())
    server.set_fault("html", "kpi")
    result = ifo("fetch", *OWN.values(), "--mapp", store)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"127.0.0.1:{server.port} {DAMAGED}\n"
    assert sorted(path for path in store.rglob("*") if path.is_file()) == before
    asked = len(server.requests)
    done("report", "9001", YEAR, "--mapp", store, "--reports", tmp_path / "reports", "--offline")
    assert len(server.requests) == asked
    assert contents(Made(store, tmp_path / "reports").folder("9001")) == contents(reported.folder("9001"))


def test_without_a_snapshot_a_report_fetches_what_it_needs(
    server: KoladaServer, tmp_path: Path, started: list[Facts]
) -> None:
    result = ifo("report", "åsjö", YEAR, "--mapp", tmp_path)
    assert result.stderr == "Åsjö 2024: görs inte här\n"
    [name] = names(tmp_path)
    assert started[0].data_date == name[:10]
    assert started[0].parameters.municipality == "9002"
    values = started[0].indicator_values
    assert values["municipality"].nunique() == 13
    assert values.loc[values["indicator"] == "N30101", "municipality"].nunique() == 9
    asked = len(server.requests)
    ifo("report", "åsjö", "2019", "--mapp", tmp_path)
    assert len(server.requests) == asked
    assert started[1].data_date == name[:10]


def test_a_fault_while_a_report_fetches_is_told_and_the_bundled_figures_stand_in(
    tmp_path: Path, started: list[Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    with KoladaServer(DemoWorld(seed=1, real_names=True)) as real:
        monkeypatch.setenv("IFO_KOLADA_URL", real.url)
        real.set_fault("html", "kpi")
        result = ifo("report", "höör", YEAR, "--mapp", tmp_path)
    assert result.stderr == (
        f"127.0.0.1:{real.port} {DAMAGED} Rapporten bygger på de medföljande uppgifterna.\nHöör 2024: görs inte här\n"
    )
    assert (names(tmp_path), started[0].origin) == ([], "published")


def test_when_nobody_answers_the_bundled_figures_stand_in_at_once(
    tmp_path: Path, started: list[Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IFO_KOLADA_URL", "http://127.0.0.1:9/v3")
    before = time.process_time(), time.monotonic()
    result = ifo("report", "höör", YEAR, "--mapp", tmp_path)
    assert result.stderr == f"{BUNDLED_INSTEAD}Höör 2024: görs inte här\n"
    assert time.monotonic() - before[1] < 2
    assert (started[0].origin, names(tmp_path)) == ("published", [])


def test_a_server_that_never_answers_is_given_up_after_two_seconds(
    tmp_path: Path, started: list[Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("IFO_KOLADA_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/v3")
        before = time.monotonic()
        result = ifo("report", "höör", YEAR, "--mapp", tmp_path)
        assert time.monotonic() - before < 5
    assert result.stderr == f"{BUNDLED_INSTEAD}Höör 2024: görs inte här\n"
    assert len(started) == 1


@pytest.mark.parametrize("arguments", [("höör", YEAR, "--offline"), ("9003", YEAR, "--offline"), ()])
def test_offline_and_without_arguments_nothing_is_asked_for(
    fetched: Made,
    server: KoladaServer,
    started: list[Facts],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[Any, ...],
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    asked = len(server.requests)
    result = ifo("report", *arguments, "--mapp", fetched.store)
    assert all(line.endswith(": görs inte här") for line in result.stderr.splitlines())
    assert len(started) == (1 if arguments else 2)
    assert len(server.requests) == asked


def test_a_named_snapshot_is_used_and_a_wrong_name_is_told(fetched: Made, started: list[Facts]) -> None:
    [name] = names(fetched.store)
    ifo("report", "9003", YEAR, "--snapshot", name[:12], "--mapp", fetched.store)
    assert started[0].data_date == name[:10]
    result = ifo("report", "9003", YEAR, "--snapshot", "2020", "--mapp", fetched.store)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Ögonblicksbilden 2020 finns inte i {fetched.store}. Där finns {name}.\n",
    )
    result = ifo("report", "9005", YEAR, "--snapshot", name, "--mapp", fetched.store)
    assert result.stderr == f"Ögonblicksbilden {name} gäller inte 9005. Hämta med ifo fetch 9005.\n"
    assert len(started) == 1


@pytest.mark.usefixtures("server")
def test_snapshots_are_listed_and_pruned(tmp_path: Path) -> None:
    assert done("fetch", "--list", "--mapp", tmp_path) == f"Det finns inga ögonblicksbilder i {tmp_path}.\n"
    for year in ("2023", "2024"):
        assert done("fetch", "9001", "--ar", year, "--mapp", tmp_path, "--quiet").startswith(str(tmp_path))
        time.sleep(1)  # times are stored to the second
    newest, older = names(tmp_path)
    lines = done("fetch", "--list", "--mapp", tmp_path).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["ögonblicksbild", newest, older]
    assert lines[2].endswith(f"{NOTICE}, 1 kommun, 2024")
    assert done("fetch", "--prune", "1", "--mapp", tmp_path) == f"Borttagen: {older}\n"
    assert done("fetch", "--prune", "1", "--mapp", tmp_path) == "Inget att ta bort.\n"
    assert names(tmp_path) == [newest]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Ange kommuner, --alla, --list eller --prune: ett av dem.\n"),
        (("sundnäs", "--alla"), "Ange kommuner, --alla, --list eller --prune: ett av dem.\n"),
        (("sundnas",), "Kommunen ”sundnas” finns inte. Menade du Sundnäs?\n"),
    ],
)
def test_a_fetch_that_cannot_be_meant_is_refused(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    result = ifo("fetch", *arguments, "--mapp", tmp_path / "store")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("years", ["2025:2015", "2015-2025", "15", "1066", "2024:2999"])
def test_years_that_cannot_be_fetched_are_refused(server: KoladaServer, tmp_path: Path, years: str) -> None:
    asked = len(server.requests)
    result = ifo("fetch", "sundnäs", "--år", years, "--mapp", tmp_path)
    assert result.exit_code == 2
    assert re.fullmatch(
        f"Åren ”{years}” går inte att hämta. Skriv ett år eller två med kolon mellan, från 1990 till \\d{{4}} och det "
        "tidigare först: 2015:2025.\n",
        result.stderr,
    )
    assert len(server.requests) == asked


@pytest.mark.usefixtures("server")
def test_women_and_men_come_only_when_asked_for(tmp_path: Path) -> None:
    done("fetch", "9001", "--år", "2024", "--kön", "--mapp", tmp_path)
    [name] = names(tmp_path)
    assert set(pd.read_parquet(tmp_path / name / "values.parquet")["gender"]) == {"T", "K", "M"}


def test_ctrl_c_ends_a_fetch_and_leaves_the_old_snapshot(server: KoladaServer, fetched: Made, tmp_path: Path) -> None:
    store = shutil.copytree(fetched.store, tmp_path / "store")
    before = sorted(store.rglob("*"))
    server.set_fault("timeout", "data", times=None)
    asked = len(server.requests)
    command = [sys.executable, "-m", "ifo_analysis", "fetch", "9001", "--mapp", str(store)]
    environment = {**os.environ, "IFO_KOLADA_URL": server.url}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        while len(server.requests) < asked + 4:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, f"Avbrutet. {UNTOUCHED}\n")
    assert sorted(store.rglob("*")) == before


def test_check_says_when_nothing_has_changed(fetched: Made) -> None:
    [name] = names(fetched.store)
    assert done("check", "--mapp", fetched.store) == f"{name} mot definitionerna: inget har ändrats.\n"


def test_check_tells_what_has_changed_in_the_catalogue(
    world: DemoWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {
        "N30101": {"title": "Bruttokostnad, kr/inv"},
        "N35804": None,
        "N31807": {"publication_date": "2030-04-01"},
        "N39999": {"title": "Något nytt", "operating_area": "Individ- och familjeomsorg"},
    }
    with KoladaServer(world, kpi_changes=changes) as drifted:
        monkeypatch.setenv("IFO_KOLADA_URL", drifted.url)
        done("fetch", "9001", "--år", "2024", "--mapp", tmp_path)
        stored = ifo("check", "--mapp", tmp_path)
        asked = len(drifted.requests)
        live = ifo("check", "--live", "--mapp", tmp_path)
        assert len(drifted.requests) > asked
    [name] = names(tmp_path)
    assert stored.exit_code == live.exit_code == 1
    lines = [re.split(r"\s{2,}", line.strip()) for line in stored.stdout.splitlines()]
    assert lines[0] == [f"{name} mot definitionerna:"]
    assert lines[1] == ["ändring", "vad", "var", "nu"]
    assert [line[:3] for line in lines[2:5]] == [
        ["!", "borttaget", "N35804"],
        ["!", "nytt inom IFO", "N39999"],
        ["!", "nytt namn", "N30101"],
    ]
    assert lines[5][:2] == ["nya publiceringsdatum", "N31807"]
    assert lines[6] == ["4 ändringar, 3 att ta ställning till (!)."]
    assert live.stdout.splitlines()[1:] == stored.stdout.splitlines()[1:]


def test_check_tells_which_values_were_revised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = [DemoWorld(seed=1, municipalities=12, revision=revision) for revision in (0, 1)]
    for revised in worlds:
        with KoladaServer(revised) as running:
            monkeypatch.setenv("IFO_KOLADA_URL", running.url)
            done("fetch", "--alla", "--år", "2023:2025", "--mapp", tmp_path)
        time.sleep(1)  # times are stored to the second
    newer, older = names(tmp_path)
    result = ifo("check", "--mot", older, "--alla", "--mapp", tmp_path)
    assert result.exit_code == 1
    before, after = (each.frame("indicator_values").set_index(["indicator", "municipality", "year"]) for each in worlds)
    pairs = before[["value"]].assign(value_now=after["value"]).dropna()
    revised = pairs.loc[pairs["value"] != pairs["value_now"]]
    lines = result.stdout.splitlines()
    assert lines[0] == f"{newer} mot {older}:"
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines[2:-1]]
    told = {row[-3] for row in rows if "reviderat" in row}
    assert told >= {f"{indicator} {code} {year}" for indicator, code, year in revised.index}
    assert len(revised) > 50
    assert ifo("check", "--mapp", tmp_path).exit_code == 0


def test_check_needs_something_to_look_at(tmp_path: Path) -> None:
    result = ifo("check", "--mapp", tmp_path)
    assert (result.exit_code, result.stderr) == (
        1,
        f"Det finns inga ögonblicksbilder i {tmp_path}. Hämta med ifo fetch, eller ange --live.\n",
    )


def test_demo_makes_a_report_that_says_it_is_invented(tmp_path: Path) -> None:
    told = done("demo", "--kommuner", "10", "--fro", "3", "--reports", tmp_path)
    assert told.splitlines()[0].endswith("; syntetiska data")
    (folder,) = tmp_path.glob(f"9001-*/{YEAR}/*")
    assert folder.name == "genomlysning-intern"
    assert [Path(line.strip()).is_file() for line in told.splitlines()[1:]] == [True, True]
    assert_says_that_it_is_invented(folder)


def test_demo_writes_a_world_that_reports_are_made_from(tmp_path: Path, started: list[Facts]) -> None:
    told = done("demo", "--kommuner", "10", "--frö", "3", "--ut", tmp_path)
    [name] = names(tmp_path)
    own = tmp_path / "egna-filer/2024.yml"
    assert told.splitlines() == [
        str(tmp_path / name),
        str(own),
        f"Syntetiska data, 10 kommuner. Rapport: ifo report Sundnäs --mapp {tmp_path}",
        f"Med kommunens egna filer: ifo report --params {own} --mapp {tmp_path}",
    ]
    ifo("report", "Sundnäs", "--mapp", tmp_path, "--offline")
    assert (started[0].origin, started[0].parameters.report_year) == ("synthetic", 2024)
    world = DemoWorld(3, 10)
    snapshot = SnapshotStore(tmp_path).list()[0]
    assert snapshot.faults() == []
    for frame in ("indicator_values", "missing_values", "population", "peer_groups", "municipalities"):
        key = [column for column in ("municipality", "indicator", "year") if column in world.frame(frame)]
        right = world.frame(frame).sort_values(key, ignore_index=True) if "indicator" in key else world.frame(frame)
        if frame == "missing_values":
            right = right.assign(is_preliminary=False)
        pd.testing.assert_frame_equal(snapshot.frame(frame), right)


def test_the_same_seed_is_the_same_snapshot(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        done("demo", "--kommuner", "3", "--ut", tmp_path / folder, "--quiet")
    assert names(tmp_path / "a") == names(tmp_path / "b")
