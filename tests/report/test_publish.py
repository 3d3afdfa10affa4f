"""A report in its place is whole, whatever happens while the next one is published."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ifo_analysis.errors import ReportError
from ifo_analysis.report import publish as module
from ifo_analysis.report.publish import MANIFEST, municipality_folder, publish, recover, report_folder

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

HERE = Path(__file__).parent


def files(version: str) -> dict[str, bytes]:
    return {"genomlysning.pdf": version.encode(), MANIFEST: version.encode()}


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports/1267-hoor/2024/genomlysning"


@pytest.fixture(params=[True, False], ids=["exchange", "two_steps"])
def _on_any_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(module, "_exchange", lambda _one, _other: False)


def refusal(folder: Path) -> str:
    with pytest.raises(ReportError) as caught:
        publish(folder, files("new"))
    return str(caught.value)


def test_a_reports_folder_is_named_by_code_name_year_and_document(facts: Facts) -> None:
    assert report_folder(Path("reports"), facts) == Path("reports/1267-hoor/2024/genomlysning")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Tyresö", "0138-tyreso"),
        ("Malå", "0138-mala"),
        ("Linköping é", "0138-linkoping-e"),
        ("Upplands Väsby", "0138-upplands-vasby"),
        ("../../x", "0138-x"),
        ("…", "0138"),
    ],
)
def test_a_municipalitys_folder_has_only_small_letters_digits_and_hyphens(name: str, folder: str) -> None:
    assert municipality_folder("0138", name) == folder


@pytest.mark.usefixtures("_on_any_system")
def test_a_new_report_replaces_the_whole_old_one(folder: Path) -> None:
    publish(folder, {**files("old"), "extra.txt": b"old"})
    publish(folder, files("new"))
    assert found(folder) == files("new")
    assert [path.name for path in folder.parent.iterdir()] == ["genomlysning"]


@pytest.mark.usefixtures("_on_any_system")
def test_a_report_that_stops_half_way_leaves_the_old_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(folder, files("old"))
    write = module.write

    def break_at_manifest(path: Path, content: bytes) -> None:
        if path.name == MANIFEST:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(module, "write", break_at_manifest)
    with pytest.raises(KeyboardInterrupt):
        publish(folder, files("new"))
    assert found(folder) == files("old")
    assert [path.name for path in folder.parent.iterdir()] == ["genomlysning"]


@pytest.mark.parametrize("when", ["every", "random"])
@pytest.mark.parametrize("how", ["exchange", "two_steps"])
def test_a_killed_run_leaves_the_old_report_or_the_new_and_never_a_mix(tmp_path: Path, how: str, when: str) -> None:
    command = [sys.executable, HERE / "kill_trials.py", tmp_path, how, when]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    trials: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(trials) > 15
    previous = [0]
    for trial in trials:
        assert trial["after"] in (previous, [trial["version"]])
        assert trial["before"] == trial["after"] or (how == "two_steps" and trial["before"] == [])
        assert trial["beside"] == ["genomlysning"]
        previous = trial["after"]
    if (how, when) == ("two_steps", "every"):
        assert any(trial["before"] == [] for trial in trials), "no trial was killed between the two steps"


def test_a_live_runs_folder_is_left_in_peace(folder: Path) -> None:
    publish(folder, files("old"))
    staging = folder.with_name(".genomlysning-0a1b2c3d")
    staging.mkdir()
    handle = os.open(folder.parent, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    other = threading.Thread(target=recover, args=[folder])
    other.start()
    other.join(0.2)
    assert staging.is_dir()
    os.close(handle)
    other.join(10)
    assert not staging.exists()
    assert found(folder) == files("old")


def test_reports_of_one_municipality_published_at_once_stay_whole(folder: Path) -> None:
    folders = [folder, folder.with_name("atgardsplan")]
    threads = [
        threading.Thread(target=publish, args=[place, files(str(number))]) for number in range(8) for place in folders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place in folders:
        assert len(set(found(place).values())) == 1
    assert sorted(path.name for path in folder.parent.iterdir()) == ["atgardsplan", "genomlysning"]


def test_a_disk_that_cannot_lock_still_gets_its_report(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_handle: int, _kind: int) -> None:
        raise OSError(module.errno.ENOLCK, "no locks")

    publish(folder, files("old"))
    monkeypatch.setattr(fcntl, "flock", no_locks)
    publish(folder, files("new"))
    assert found(folder) == files("new")


def test_a_file_where_the_report_should_lie_is_told_and_left(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("min")
    assert refusal(folder) == (
        f"Rapporten kan inte läggas i {folder}: det finns en fil där en mapp ska ligga ({folder}). "
        "Flytta filen, eller välj en annan mapp med --reports. Tidigare rapporter är orörda."
    )
    assert folder.read_text() == "min"


def test_a_file_where_the_folder_of_reports_should_lie_is_told(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("min")
    folder = tmp_path / "reports/1267-hoor/2024/genomlysning"
    assert "det finns en fil där en mapp ska ligga" in refusal(folder)


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """What was told and left on a disk of our own that was full and then couldn't be written to."""
    disk = tmp_path_factory.mktemp("disk")
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("a disk of our own needs unshare -rm, which isn't permitted here")
    command = [unshare, "-rm", sys.executable, HERE / "tmpfs_trials.py", disk]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return disk, json.loads(done.stdout)


def test_a_full_disk_is_told_and_the_old_report_is_left(trials: tuple[Path, dict[str, Any]]) -> None:
    disk, trial = trials
    assert trial["full"] == (
        f"Rapporten kan inte läggas i {disk}/2024/genomlysning: disken är full. "
        "Frigör utrymme, eller välj en annan mapp med --reports. Tidigare rapporter är orörda."
    )
    assert trial["left"] == {"2024/genomlysning/genomlysning.pdf": "old", f"2024/genomlysning/{MANIFEST}": "old"}


def test_a_disk_that_cannot_be_written_to_is_told(trials: tuple[Path, dict[str, Any]]) -> None:
    disk, trial = trials
    for told, year in zip(trial["read_only"], (2024, 2025), strict=True):
        assert told.startswith(
            f"Rapporten kan inte läggas i {disk}/{year}/genomlysning: mappen går inte att skriva i ("
        )
        assert told.endswith(
            "). Ändra behörigheten, eller välj en annan mapp med --reports. Tidigare rapporter är orörda."
        )
